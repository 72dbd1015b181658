"""The JSON interface, version 1: the same use cases as the pages, for programs and the phone."""
