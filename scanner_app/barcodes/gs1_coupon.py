"""North American coupon codes, AI (8110) and (8112).

A coupon is a row of digits in which length digits say how long the next field is. The older kind
ends in optional fields, each announced by its number, in rising order.

Source: GS1 US, "North American Coupon Application Guideline"; "AI (8112) Coupon Data
Specification".
"""

import calendar
from typing import Final

from scanner_app.barcodes.check_digit import is_digits


class _Wrong(Exception):
    """The digits are no coupon; caught inside this module."""


class _Reader:
    """Reads digits from the left."""

    def __init__(self, digits: str) -> None:
        self._left = digits

    @property
    def is_done(self) -> bool:
        return not self._left

    def take(self, count: int) -> str:
        if len(self._left) < count:
            raise _Wrong
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def one_of(self, allowed: str) -> int:
        digit = self.take(1)
        if digit not in allowed:
            raise _Wrong
        return int(digit)

    def announced(self, field: str) -> bool:
        if self._left.startswith(field):
            self._left = self._left[1:]
            return True
        return False


_ALL: Final = "0123456789"
_PREFIX_BASE: Final = 6
"""Company prefixes, serial numbers and funders are written with their length minus 6."""

_NO_PREFIX: Final = 9
_MONTHS: Final = 12


def _purchase(reader: _Reader) -> None:
    reader.take(reader.one_of("12345"))
    reader.one_of("012349")
    reader.take(3)


def _further_purchase(reader: _Reader) -> None:
    _purchase(reader)
    length = reader.one_of("01234569")
    reader.take(0 if length == _NO_PREFIX else length + _PREFIX_BASE)


def _day(reader: _Reader) -> str:
    text = reader.take(6)
    year, month, day = 2000 + int(text[:2]), int(text[2:4]), int(text[4:])
    if not 1 <= month <= _MONTHS or not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise _Wrong
    return text


def _dates(reader: _Reader) -> None:
    expires = _day(reader) if reader.announced("3") else None
    starts = _day(reader) if reader.announced("4") else None
    if expires and starts and starts > expires:
        raise _Wrong


def _optional_fields(reader: _Reader) -> None:
    if reader.announced("1"):
        reader.one_of("0123")
        _further_purchase(reader)
    if reader.announced("2"):
        _further_purchase(reader)
    _dates(reader)
    if reader.announced("5"):
        reader.take(reader.one_of(_ALL) + _PREFIX_BASE)
    if reader.announced("6"):
        reader.take(reader.one_of("1234567") + _PREFIX_BASE)
    if reader.announced("9"):
        reader.one_of("01256")
        reader.one_of("012")
        reader.take(1)
        reader.one_of("01")


def _coupon(reader: _Reader) -> None:
    reader.take(reader.one_of("0123456") + _PREFIX_BASE)
    reader.take(6)
    reader.take(reader.one_of("12345"))
    _purchase(reader)
    _optional_fields(reader)


def _offer(reader: _Reader) -> None:
    reader.one_of("01")
    reader.take(reader.one_of("0123456") + _PREFIX_BASE)
    reader.take(6)
    reader.take(reader.one_of(_ALL) + _PREFIX_BASE)


def is_coupon(text: str) -> bool:
    """Say whether a text is a coupon of AI (8110)."""
    if not is_digits(text):
        return False
    reader = _Reader(text)
    try:
        _coupon(reader)
    except _Wrong:
        return False
    return reader.is_done


def is_offer_coupon(text: str) -> bool:
    """Say whether a text is a coupon of a positive offer file, AI (8112)."""
    if not is_digits(text):
        return False
    reader = _Reader(text)
    try:
        _offer(reader)
    except _Wrong:
        return False
    return reader.is_done
