"""From a picture or a string to a meaning, and back.

The room knows symbologies, GS1 data and our own codes; it knows nothing of items, stock or people.
Pictures become symbols in `decode`, symbols become parsed codes in `parse`, codes become pictures
in `encode`. Everything else here is pure.
"""
