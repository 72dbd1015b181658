"""What `./run` and `./test` do, on the standard library alone until the packages are installed.

One module a step. Every step may be repeated: it looks first and does nothing when nothing is missing.
Nothing here is imported by the application.
"""
