"""The number of a reference: what is wrong with a typed one, and how it is stored. Pure."""

from typing import Final

from scanner_app.barcodes.check_digit import GTIN_LENGTHS, check_digit, gtin14, is_digits
from scanner_app.kernel.codes import tracking_no
from scanner_app.kernel.errors import Problem, problem

_LENGTH_MAX: Final = 100


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
    """Give the form in which a number is stored: 14 digits for a GTIN, else as it is."""
    text = tracking_no(typed)
    return gtin14(text) if is_bar_code and _is_gtin(text) else text


def _is_gtin(text: str) -> bool:
    return is_digits(text) and len(text) in GTIN_LENGTHS
