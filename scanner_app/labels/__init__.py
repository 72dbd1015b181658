"""What is printed: labels of goods, bins and documents, command cards, and sheets of them.

A label is a plain value. It is drawn with `barcodes.encode` and read back with our own decoder
before anybody gets to see it; one that does not read back is replaced by a refusal.
"""
