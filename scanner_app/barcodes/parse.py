"""One symbol or one typed text to what it says: a single ordered list of parsers.

Pure. The order is: AIM identifier off, then a GTIN where the symbology carries nothing else, GS1
where the identifier promises it, our own codes, bracketed GS1, addresses, GS1 on other evidence,
GTIN, and plain text for all the rest. The first parser that knows the text answers.

A row of digits that merely looks like GS1 data is never taken for it. Evidence is an AIM
identifier, FNC1, a separator, brackets, or a text that is valid from end to end *and* contains a
check digit.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from scanner_app.barcodes.check_digit import (
    GTIN_KEY_LENGTH,
    GTIN_LENGTHS,
    check_digit,
    expand_upc_e,
    gtin14,
    gtin_format,
    has_check_digit,
    is_digits,
)
from scanner_app.barcodes.gs1 import GS, parse_bracketed, parse_element_string
from scanner_app.barcodes.gs1_ai import AIS
from scanner_app.barcodes.gs1_link import is_address, parse_digital_link
from scanner_app.barcodes.gs1_meaning import Gs1Message
from scanner_app.barcodes.house_code import HouseCode, parse_house_code
from scanner_app.barcodes.refusal import CodeRefused, Why
from scanner_app.barcodes.symbol import RETAIL, Symbol, Symbology, is_gs1_aim, split_aim

GS_SUBSTITUTES: Final = ("<GS>", "{GS}", "^]", "\u241d", "|", "~")
"""What scanners are known to type in place of GS; a device profile names those of its scanner.

Not a default: "~" in a lot number is an error of the label as long as no scanner is known that
types it for GS.
"""

TEXT_LENGTH_MAX: Final = 4096
"""No symbol holds more: QR version 40 has 4,296 alphanumeric characters, of which ours use few."""

_WEDGE_SPACE: Final = " \t\r\n"
_COMPOSITE: Final = "|]e0"
_ADD_ON_LENGTHS: Final = (2, 5)
_SHORTEST_GTIN_IN_TEXT: Final = 12


class CodeKind(StrEnum):
    """What kind of thing a text is."""

    HOUSE = "house"
    GS1 = "gs1"
    GTIN = "gtin"
    TEXT = "text"
    URL = "url"


@dataclass(frozen=True, slots=True)
class ParsedCode:
    """What one symbol says.

    Attributes:
        kind: which parser knew it.
        raw: the text exactly as it came in.
        text: without AIM identifier and the white space of a wedge.
        aim: AIM identifier, None if there was none.
        gtin: 14 digits, None if it says no GTIN.
        gtin_format: "GTIN-8", "GTIN-12", "GTIN-13" or "GTIN-14" as it was written, for kind GTIN.
        indicator: first digit of a GTIN-14 (1..9), None for all others.
        contained_gtin: for indicator 1..8, the GTIN of the single unit, 14 digits. It is another
            item with its own stock.
        add_on: the two or five digits beside an EAN; never part of the item number.
        gs1: the message, for kind GS1.
        house: our own code, for kind HOUSE.
        inferred: True if the kind was concluded from the text and not told by the reader.
        warnings: what a person should know though nothing is refused.
    """

    kind: CodeKind
    raw: str
    text: str
    aim: str | None = None
    gtin: str | None = None
    gtin_format: str | None = None
    indicator: str | None = None
    contained_gtin: str | None = None
    add_on: str | None = None
    gs1: Gs1Message | None = None
    house: HouseCode | None = None
    inferred: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def isbn(self) -> str | None:
        """The 13 digits of a book number, None if the GTIN is none."""
        book = self.gtin and self.gtin[1:4] in ("978", "979") and self.gtin[1:5] != "9790"
        return self.gtin[1:] if self.gtin and book and self.gtin[0] == "0" else None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text on its way through the parsers, with what is known about it."""

    raw: str
    text: str
    aim: str | None
    symbology: Symbology
    is_gs1: bool | None
    key: bytes
    as_of: date
    substitutes: tuple[str, ...]
    complete: bool

    def parsed(self, kind: CodeKind) -> ParsedCode:
        return ParsedCode(kind=kind, raw=self.raw, text=self.text, aim=self.aim)


def parse(
    scanned: Symbol | str,
    *,
    key: bytes,
    as_of: date,
    gs_substitutes: Sequence[str] = (),
    complete: bool = False,
) -> ParsedCode:
    """Say what a symbol or a typed text is.

    Args:
        scanned: a symbol of a decoder, or text as a wedge or a person delivers it, with or without
            AIM identifier.
        key: the installation's secret for command codes.
        as_of: the day from which two-digit years are seen.
        gs_substitutes: what this scanner types in place of GS, longest first where one contains
            another.
        complete: True if all symbols of the label are in this one, so that a missing partner is an
            error.

    Returns:
        What it says; plain text if nothing else knew it.

    Raises:
        CodeRefused: the text says something wrong: a bad check digit, damaged GS1 data, a foreign
            command. `empty` if there is nothing, `too-long-to-be-a-code` beyond 4,096 characters.
    """
    symbol = scanned if isinstance(scanned, Symbol) else Symbol(Symbology.UNKNOWN, scanned)
    aim, text = _unwrapped(symbol)
    reading = _Reading(
        raw=symbol.text,
        text=text,
        aim=aim,
        symbology=symbol.symbology,
        is_gs1=is_gs1_aim(aim) if aim else symbol.gs1,
        key=key,
        as_of=as_of,
        substitutes=tuple(gs_substitutes),
        complete=complete,
    )
    for parser in PARSERS:
        parsed = parser(reading)
        if parsed:
            return parsed
    return reading.parsed(CodeKind.TEXT)


def _unwrapped(symbol: Symbol) -> tuple[str | None, str]:
    """Take the wedge's space and the AIM identifier off a text."""
    if len(symbol.text) > TEXT_LENGTH_MAX:
        raise CodeRefused(Why.TOO_LONG_TO_BE_A_CODE, f"{len(symbol.text)} characters")
    aim, text = symbol.aim, symbol.text.strip(_WEDGE_SPACE)
    if aim is None:
        aim, text = split_aim(text)
    if not text.strip(_WEDGE_SPACE + GS):
        raise CodeRefused(Why.EMPTY, "nothing was read")
    return aim, text


def _with_gtin(parsed: ParsedCode, digits: str) -> ParsedCode:
    """Add what a valid or refused GTIN says; `digits` as written."""
    gtin = gtin14(digits)
    form = gtin_format(digits)
    is_case = form == "GTIN-14"
    single = "0" + gtin[1:13]
    contained = single + check_digit(single) if is_case and gtin[0] != "9" else None
    return replace(
        parsed,
        gtin=gtin,
        gtin_format=form,
        indicator=gtin[0] if is_case else None,
        contained_gtin=contained,
    )


def _fixed_digits(text: str, length: int) -> str:
    if len(text) != length:
        raise CodeRefused(Why.TOO_SHORT if len(text) < length else Why.TOO_LONG, f"{length} digits")
    if not is_digits(text):
        raise CodeRefused(Why.ILLEGAL_CHARACTER, "digits only")
    return text


def _retail(reading: _Reading) -> ParsedCode | None:
    """EAN and UPC by AIM identifier or symbology."""
    if reading.aim is None:
        if reading.symbology not in RETAIL:
            return None
        return _retail_symbol(reading)
    if reading.aim not in ("]E0", "]E3", "]E4"):
        return None
    length = 8 if reading.aim == "]E4" else 13
    digits, composite, rest = reading.text.partition(_COMPOSITE)
    if composite:
        return _composite(reading, _fixed_digits(digits, length), rest)
    add_on = None
    if reading.aim == "]E3" and len(digits) - length in _ADD_ON_LENGTHS:
        digits, add_on = digits[:length], digits[length:]
        _fixed_digits(add_on, len(add_on))
    parsed = _with_gtin(reading.parsed(CodeKind.GTIN), _fixed_digits(digits, length))
    return replace(parsed, add_on=add_on)


def _retail_symbol(reading: _Reading) -> ParsedCode:
    digits = reading.text
    if reading.symbology is Symbology.UPC_E and len(digits) < _SHORTEST_GTIN_IN_TEXT:
        digits = expand_upc_e(digits)
    return _with_gtin(reading.parsed(CodeKind.GTIN), digits)


def _composite(reading: _Reading, digits: str, rest: str) -> ParsedCode:
    """An EAN with a 2D composite above it: item number below, further data above."""
    gtin = gtin14(digits)
    # The partner of the upper part is the number below, so it counts when pairs are checked.
    whole = parse_element_string(f"01{gtin}{rest}", as_of=reading.as_of, complete=reading.complete)
    gs1 = replace(whole, elements=whole.elements[1:])
    return replace(reading.parsed(CodeKind.GS1), gtin=gtin, gs1=gs1, warnings=gs1.warnings)


def _itf_14(reading: _Reading) -> ParsedCode | None:
    """ITF with checked digit (]I1) is a GTIN-14 if it has 14 digits, else somebody's own code."""
    if reading.aim != "]I1" or len(reading.text) != GTIN_KEY_LENGTH:
        return None
    return _with_gtin(reading.parsed(CodeKind.GTIN), reading.text)


def _gs1_parsed(reading: _Reading, gs1: Gs1Message, *, inferred: bool) -> ParsedCode:
    return replace(
        reading.parsed(CodeKind.GS1),
        gtin=gs1.gtin,
        gs1=gs1,
        inferred=inferred,
        warnings=gs1.warnings,
    )


def _with_separators(reading: _Reading) -> str:
    text = reading.text
    for substitute in reading.substitutes:
        text = text.replace(substitute, GS)
    return text


def _told_gs1(reading: _Reading) -> ParsedCode | None:
    """GS1 data because the reader says so."""
    if not reading.is_gs1:
        return None
    gs1 = parse_element_string(
        _with_separators(reading), as_of=reading.as_of, complete=reading.complete
    )
    return _gs1_parsed(reading, gs1, inferred=False)


def _house(reading: _Reading) -> ParsedCode | None:
    house = parse_house_code(reading.text, key=reading.key)
    return replace(reading.parsed(CodeKind.HOUSE), house=house) if house else None


def _bracketed(reading: _Reading) -> ParsedCode | None:
    """GS1 data as printed for people, begun by a bracket and a digit."""
    if not (reading.text.startswith("(") and is_digits(reading.text[1:2])):
        return None
    gs1 = parse_bracketed(reading.text, as_of=reading.as_of, complete=reading.complete)
    return _gs1_parsed(reading, gs1, inferred=True)


def _address(reading: _Reading) -> ParsedCode | None:
    if not is_address(reading.text):
        return None
    gs1 = parse_digital_link(reading.text, as_of=reading.as_of, complete=reading.complete)
    if gs1 is None:
        return reading.parsed(CodeKind.URL)
    return _gs1_parsed(reading, gs1, inferred=False)


def _separated(reading: _Reading) -> ParsedCode | None:
    """GS1 data because a separator stands in it, though no reader said so."""
    leading = reading.text.startswith(GS)
    if GS not in reading.text or not (leading or is_digits(reading.text[:2])):
        return None
    try:
        gs1 = parse_element_string(reading.text, as_of=reading.as_of, complete=reading.complete)
    except CodeRefused:
        # A reader that says "not GS1" is believed as soon as the data do not speak against it.
        if reading.is_gs1 is False and not leading:
            return None
        raise
    return _gs1_parsed(reading, gs1, inferred=True)


def _gtin(reading: _Reading) -> ParsedCode | None:
    """A bare row of digits that has the length of a GTIN."""
    digits = reading.text
    if not is_digits(digits) or len(digits) not in GTIN_LENGTHS:
        return None
    # Other symbologies than EAN carry numbers of all kinds: believe only a good check digit, and
    # of eight digits (a date, a counter) not even that.
    other = reading.aim is not None or reading.is_gs1 is False
    if other and (len(digits) < _SHORTEST_GTIN_IN_TEXT or not has_check_digit(digits)):
        return None
    return replace(_with_gtin(reading.parsed(CodeKind.GTIN), digits), inferred=True)


def _valid_throughout(reading: _Reading) -> ParsedCode | None:
    """GS1 data from a reader that says nothing: valid from end to end, check digit included."""
    if reading.is_gs1 is False or not is_digits(reading.text[:2]):
        return None
    try:
        gs1 = parse_element_string(_with_separators(reading), as_of=reading.as_of)
    except CodeRefused:
        return None
    checked = any(
        rule in ("csum", "check-pair")
        for ai, _ in gs1.elements
        for part in AIS[ai].components
        for rule in part.rules
    )
    return _gs1_parsed(reading, gs1, inferred=True) if checked else None


PARSERS: Final[tuple[Callable[[_Reading], ParsedCode | None], ...]] = (
    _retail,
    _itf_14,
    _told_gs1,
    _house,
    _bracketed,
    _address,
    _separated,
    _gtin,
    _valid_throughout,
)
"""The parsers in the order in which they are asked."""
