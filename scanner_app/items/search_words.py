"""The words by which an item is found. Pure."""

import re
from collections.abc import Iterable
from typing import Final

from scanner_app.kernel.codes import folded

WORD_LENGTH_MAX: Final = 50
WORDS_ASKED_MAX: Final = 5
"""More words than these narrow nothing; the rest of a search text is ignored."""

HIGHEST: Final = "\U0010ffff"
"""Sorts behind every word that begins with the same letters."""

_PART: Final = re.compile(r"[^\W_]+")
_WHOLE: Final = re.compile(r"\S+")


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of nos. and descriptions, each whole and by its parts.

    "T-shirt" is found by T-SHIRT, T and SHIRT.
    """
    found: set[str] = set()
    for text in texts:
        plain = folded(text)
        found.update(_PART.findall(plain))
        found.update(_WHOLE.findall(plain))
    return frozenset(word[:WORD_LENGTH_MAX] for word in found)


def words_asked(text: str) -> tuple[str, ...]:
    """Return the words of a search text; each must be the beginning of a word of the item."""
    whole = _WHOLE.findall(folded(text))
    return tuple(dict.fromkeys(word[:WORD_LENGTH_MAX] for word in whole))[:WORDS_ASKED_MAX]
