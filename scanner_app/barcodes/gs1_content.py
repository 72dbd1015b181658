"""What the content of a GS1 value must be: one small rule for each name in the table.

A rule gets one component, already of the right character set and length, and returns a code and a
clause if the content is wrong, None if it is right. Coupons have a module of their own.

Source: GS1 General Specifications, data field definitions; GS1 Barcode Syntax Dictionary.
"""

import calendar
import re
import string
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

from scanner_app.barcodes.check_digit import (
    CSET_32,
    CSET_82,
    PAIR_LENGTH,
    has_check_digit,
    has_check_pair,
    is_digits,
)
from scanner_app.barcodes.gs1_coupon import is_coupon, is_offer_coupon
from scanner_app.barcodes.gs1_lists import (
    COUNTRY_LETTERS,
    COUNTRY_NUMBERS,
    CURRENCY,
    PACKAGE_TYPES,
)
from scanner_app.barcodes.refusal import Why

Wrong: TypeAlias = tuple[Why, str]
"""Code and clause of what is wrong."""

CHARSETS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "N": frozenset(string.digits),
        "X": frozenset(CSET_82),
        "Y": frozenset(string.digits + string.ascii_uppercase + "#-/"),
        "Z": frozenset(string.digits + string.ascii_letters + "-_"),
    }
)
"""The characters that each character set allows."""

_PREFIX_DIGITS: Final = 4
_CENTURY: Final = 100
_HALF: Final = 50
_MONTHS: Final = 12
_HOURS: Final = 24
_MINUTES: Final = 60


def full_year(two_digits: int, as_of: date) -> int:
    """Find the year that two digits mean, seen from a day.

    A year that would lie more than 50 years ahead is of the century before, one that would lie
    50 or more years back is of the century after.

    Source: GS1 General Specifications, "Determination of century in dates".
    """
    year = as_of.year - as_of.year % _CENTURY + two_digits
    ahead = two_digits - as_of.year % _CENTURY
    if ahead > _HALF:
        return year - _CENTURY
    if ahead <= -_HALF:
        return year + _CENTURY
    return year


def _date(year: int, month: int, day: int, *, zero_day: bool) -> Wrong | None:
    if not 1 <= month <= _MONTHS:
        return Why.ILLEGAL_MONTH, f"month {month:02} does not exist"
    if day == 0 and zero_day:
        return None
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return Why.ILLEGAL_DAY, f"day {day:02} does not exist in month {month:02} of {year}"
    return None


def _short_date(text: str, as_of: date, *, zero_day: bool) -> Wrong | None:
    year = full_year(int(text[:2]), as_of)
    return _date(year, int(text[2:4]), int(text[4:6]), zero_day=zero_day)


def _yymmd0(text: str, as_of: date) -> Wrong | None:
    return _short_date(text, as_of, zero_day=True)


def _yymmdd(text: str, as_of: date) -> Wrong | None:
    return _short_date(text, as_of, zero_day=False)


def _yyyymmdd(text: str, _: date) -> Wrong | None:
    year = int(text[:4])
    if not year:
        return Why.ILLEGAL_VALUE, "year 0000 does not exist"
    return _date(year, int(text[4:6]), int(text[6:]), zero_day=False)


def _hours(text: str, _: date) -> Wrong | None:
    return None if int(text) < _HOURS else (Why.ILLEGAL_TIME, f"hour {text} does not exist")


def _minutes(text: str, _: date) -> Wrong | None:
    return None if int(text) < _MINUTES else (Why.ILLEGAL_TIME, f"{text} is above 59")


def _hours_and_minutes(text: str, as_of: date) -> Wrong | None:
    return _hours(text[:2], as_of) or _minutes(text[2:], as_of)


def _company_prefix(text: str) -> Wrong | None:
    # No lookup of issued prefixes: the list changes weekly and a goods-in must not wait for it.
    if len(text) < _PREFIX_DIGITS:
        return Why.TOO_SHORT, "too short to hold a company prefix"
    if not is_digits(text[:_PREFIX_DIGITS]):
        return Why.ILLEGAL_VALUE, "does not begin with a company prefix"
    return None


def _check_pair(text: str, _: date) -> Wrong | None:
    if len(text) < PAIR_LENGTH:
        return Why.TOO_SHORT, "too short to hold two check characters"
    if not set(CSET_32).issuperset(text[-PAIR_LENGTH:]):
        return Why.ILLEGAL_CHARACTER, "the last two cannot be check characters"
    return None if has_check_pair(text) else (Why.CHECK_DIGIT, "the check characters are wrong")


def _percent(text: str, _: date) -> Wrong | None:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        return Why.ILLEGAL_CHARACTER, "a % must be followed by two hexadecimal digits"
    return None


_IBAN_LENGTH_MIN: Final = 11


def _iban(text: str, _: date) -> Wrong | None:
    if not re.fullmatch(r"[0-9A-Z]+", text):
        return Why.ILLEGAL_CHARACTER, "an IBAN has capital letters and digits only"
    if text[:2] not in COUNTRY_LETTERS:
        return Why.ILLEGAL_COUNTRY, "the IBAN is of no country"
    if len(text) < _IBAN_LENGTH_MIN:
        return Why.TOO_SHORT, "too short to be an IBAN"
    turned = text[4:] + text[:4]
    if int("".join(str(int(character, 36)) for character in turned)) % 97 != 1:
        return Why.ILLEGAL_VALUE, "the check digits of the IBAN are wrong"
    return None


def _piece_of_total(text: str, _: date) -> Wrong | None:
    piece, total = int(text[:2]), int(text[2:])
    if 1 <= piece <= total:
        return None
    return Why.ILLEGAL_VALUE, f"piece {piece} of {total} does not exist"


def _position_of_total(text: str, _: date) -> Wrong | None:
    match = re.fullmatch(r"([1-9])/([1-9])", text)
    if match and match[1] <= match[2]:
        return None
    return Why.ILLEGAL_VALUE, "must be a position and a total such as 1/2"


_MEDIA_TYPES: Final = frozenset((*range(1, 11), *range(80, 100)))
"""10 kinds of carrier are named, 80 to 99 are for use inside a house."""


def _media_type(text: str, _: date) -> Wrong | None:
    number = int(text)
    if number in _MEDIA_TYPES:
        return None
    return Why.ILLEGAL_VALUE, f"{text} is not a kind of carrier"


Rule: TypeAlias = Callable[[str, date], Wrong | None]
"""A content rule: component and the day from which it is seen, to what is wrong."""


def _must(holds: Callable[[str], bool], code: Why, clause: str) -> Rule:
    """Make a rule of a predicate."""

    def rule(text: str, _: date) -> Wrong | None:
        return None if holds(text) else (code, clause)

    return rule


def _at_most(limit: int) -> Callable[[str], bool]:
    return lambda text: int(text) <= limit


RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "csum": _must(has_check_digit, Why.CHECK_DIGIT, "the check digit is wrong"),
        "check-pair": _check_pair,
        "key1": lambda text, _: _company_prefix(text),
        "key2": lambda text, _: _company_prefix(text[1:]),
        "yymmd0": _yymmd0,
        "yymmdd": _yymmdd,
        "yyyymmdd": _yyyymmdd,
        "hhmi": _hours_and_minutes,
        "hh": _hours,
        "mi": _minutes,
        "ss": _minutes,
        "country": _must(COUNTRY_NUMBERS.__contains__, Why.ILLEGAL_COUNTRY, "no such country"),
        "country-or-999": _must(
            (COUNTRY_NUMBERS | {"999"}).__contains__, Why.ILLEGAL_COUNTRY, "no such country"
        ),
        "country-letters": _must(
            COUNTRY_LETTERS.__contains__, Why.ILLEGAL_COUNTRY, "no such country"
        ),
        "currency": _must(CURRENCY.__contains__, Why.ILLEGAL_CURRENCY, "no such currency"),
        "percent": _percent,
        "iban": _iban,
        "piece-of-total": _piece_of_total,
        "position-of-total": _position_of_total,
        "media-type": _media_type,
        "package-type": _must(
            PACKAGE_TYPES.__contains__, Why.ILLEGAL_VALUE, "not a kind of package"
        ),
        "importer-index": _must(
            lambda text: text.isalnum() or text in "-_",
            Why.ILLEGAL_CHARACTER,
            "not an importer index",
        ),
        "latitude": _must(_at_most(1_800_000_000), Why.ILLEGAL_VALUE, "beyond a pole"),
        "longitude": _must(_at_most(3_600_000_000), Why.ILLEGAL_VALUE, "more than once round"),
        "yes-no": _must("01".__contains__, Why.ILLEGAL_VALUE, "must be 0 or 1"),
        "sex": _must("0129".__contains__, Why.ILLEGAL_VALUE, "must be 0, 1, 2 or 9"),
        "winding": _must("019".__contains__, Why.ILLEGAL_VALUE, "must be 0, 1 or 9"),
        "hyphen": _must("-".__eq__, Why.ILLEGAL_VALUE, "must be a hyphen"),
        "zero": _must(lambda text: not text.strip("0"), Why.ILLEGAL_VALUE, "must be 0"),
        "nonzero": _must(lambda text: bool(text.strip("0")), Why.ILLEGAL_VALUE, "must not be 0"),
        "no-zero-prefix": _must(
            lambda text: text == "0" or not text.startswith("0"),
            Why.ILLEGAL_VALUE,
            "must not begin with 0",
        ),
        "has-nondigit": _must(
            lambda text: not is_digits(text), Why.ILLEGAL_VALUE, "must not be digits only"
        ),
        "coupon": _must(is_coupon, Why.ILLEGAL_VALUE, "not a coupon of this kind"),
        "offer-coupon": _must(is_offer_coupon, Why.ILLEGAL_VALUE, "not a coupon of this kind"),
    }
)
"""Every content rule by its name in the table."""


def _without_padding(text: str) -> str:
    """Take off the one or two "=" that may fill up base 64."""
    return text.removesuffix("=").removesuffix("=")


def wrong_character(text: str, charset: str) -> Wrong | None:
    """Find the first character that a character set does not allow."""
    for character in _without_padding(text) if charset == "Z" else text:
        if character not in CHARSETS[charset]:
            return Why.ILLEGAL_CHARACTER, f"{character!a} must not stand here"
    return None
