"""The reasons for an adjustment that a company starts with. Pure."""

from typing import Final

STANDARD: Final = (
    ("DAMAGED", "Damaged goods"),
    ("EXPIRED", "Past its date"),
    ("FOUND", "Found, not on the books"),
    ("LOST", "Lost or stolen"),
    ("SAMPLE", "Given away as a sample"),
    ("INTERNAL", "Used in the house"),
)
"""Code and description."""
