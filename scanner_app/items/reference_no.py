"""The number of a reference: what is wrong with a typed one, and how it is stored. Pure."""

from datetime import date
from typing import Final

from scanner_app.barcodes.check_digit import GTIN_LENGTHS, check_digit, gtin14, is_digits
from scanner_app.barcodes.parse import parse
from scanner_app.barcodes.refusal import CodeRefused
from scanner_app.barcodes.symbol import Symbol, Symbology
from scanner_app.kernel.codes import tracking_no
from scanner_app.kernel.errors import Problem, problem

_LENGTH_MAX: Final = 100
_ANY_DAY: Final = date(2000, 1, 1)
"""Only the dates of a label depend on the day, and they are not looked at."""


def problems(typed: str, *, is_bar_code: bool, field: str = "text") -> tuple[Problem, ...]:
    """Say what is wrong with a number; empty if it may be stored.

    `check-digit-typed` names the digit that would be right, for bar codes that look like a GTIN.

    Args:
        typed: what the label carries.
        is_bar_code: False for numbers of vendors and customers, which have no check digit.
        field: the input field to mend.
    """
    text = tracking_no(typed)
    if not text:
        return (problem("scan-empty", field=field),)
    if len(text) > _LENGTH_MAX:
        return (problem("text-too-long", field=field, limit=_LENGTH_MAX),)
    if not (is_bar_code and _is_gtin(text)):
        return ()
    corrected = text[:-1] + check_digit(text[:-1])
    if corrected == text:
        return ()
    return (problem("check-digit-typed", field=field, text=text, corrected=corrected),)


def stored(typed: str, *, is_bar_code: bool) -> str:
    """Give the form in which a number is stored, which is the one that a scan looks for.

    A GTIN becomes 14 digits, also where a scanner typed a whole GS1 label; all else stays as it is.
    """
    text = tracking_no(typed)
    if not is_bar_code:
        return text
    return gtin14(text) if _is_gtin(text) else _scanned_gtin(typed) or text


def _scanned_gtin(typed: str) -> str:
    """Take the GTIN out of what a scanner typed, "" if there is none in it."""
    symbol = Symbol(Symbology.UNKNOWN, typed.strip(), aim=None, engine="typed")
    try:
        return parse(symbol, key=b"", as_of=_ANY_DAY).gtin or ""
    except CodeRefused:
        return ""


def _is_gtin(text: str) -> bool:
    return is_digits(text) and len(text) in GTIN_LENGTHS
