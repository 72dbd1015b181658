"""Codes that people give to things: item nos., location codes, lot and serial nos."""

import unicodedata

from scanner_app.kernel.limits import CODE_LENGTH_MAX, TRACKING_NO_LENGTH_MAX


def _clean(text: str) -> str:
    return "".join(c for c in text.strip() if unicodedata.category(c)[0] != "C")


def code(text: str) -> str:
    """Bring an item no., document no. or other code into its stored form.

    Trimmed, upper-case, without control and invisible characters, as Business Central's type Code.
    Longer ones than `CODE_LENGTH_MAX` are returned whole, so that they match nothing.
    """
    return _clean(text).upper()


def tracking_no(text: str) -> str:
    """Bring a serial, lot or package no. into its stored form.

    Trimmed and without control characters; case and leading zeros are data and stay.
    """
    return _clean(text)


def is_code(text: str) -> bool:
    """Say whether a text may be stored as a code."""
    return bool(text) and len(text) <= CODE_LENGTH_MAX and text == code(text)


def is_tracking_no(text: str) -> bool:
    """Say whether a text may be stored as a serial, lot or package no."""
    return bool(text) and len(text) <= TRACKING_NO_LENGTH_MAX and text == tracking_no(text)


def folded(text: str) -> str:
    """Bring a text into the form in which words are compared: upper-case, without accents."""
    plain = unicodedata.normalize("NFKD", _clean(text))
    return "".join(c for c in plain if not unicodedata.combining(c)).upper()
