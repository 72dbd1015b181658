"""From what a device sent to a parsed code: text, or a picture.

The text is taken as it is; only a typed "12*" in front is ours. What cannot be a code of anything
is refused here, with the reader's own reason.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from devices.framing import unframe
from devices.profile import DeviceProfile, profiles
from scanner_app.barcodes import decode as pictures
from scanner_app.barcodes.parse import CodeKind, ParsedCode, parse
from scanner_app.barcodes.refusal import CodeRefused, Why
from scanner_app.barcodes.symbol import RETAIL, Symbol, Symbology, is_gs1_aim, split_aim
from scanner_app.kernel.errors import BadScan, refuse
from scanner_app.kernel.limits import SCAN_BYTES_MAX
from scanner_app.kernel.quantity import read_quantity
from scanner_app.kernel.terms import ScanChannel

_SHOWN_MAX: Final = 60
_SUBSTITUTES_MAX: Final = 8
_MULTIPLIED: Final = re.compile(r"\s*([0-9]{1,9}(?:[.,][0-9]{1,5})?)\*(.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a device sent.

    Attributes:
        text: as read; GS is 0x1D.
        aim: AIM identifier if the device told it apart from the text, else "".
        symbology: the name of the symbology, "" if the device does not say.
        gs_substitutes: what this device types in place of GS.
    """

    text: str
    channel: ScanChannel
    aim: str = ""
    symbology: str = ""
    gs_substitutes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was understood as far as it goes without the database.

    Attributes:
        parsed: what the code says; None if only a multiplier was typed ("12*").
        multiplier: typed in front of the code, None if nothing was.
    """

    parsed: ParsedCode | None
    multiplier: Decimal | None = None


def shown_text(text: str) -> str:
    """Make a text fit to be shown: printable, no direction marks, at most 60 signs."""
    plain = "".join(c if c.isprintable() else "·" for c in text[: _SHOWN_MAX + 1])
    return plain if len(plain) <= _SHOWN_MAX else plain[: _SHOWN_MAX - 1] + "…"


def raw_bytes(text: str) -> bytes:
    """Give every byte of a text, whatever it holds."""
    return text.encode("utf-8", "surrogatepass")


def decode(picture: bytes) -> tuple[Symbol, ...]:
    """Read the symbols of a picture; none if there are none.

    Raises: BadScan `image-not-an-image`, `image-too-large`, `image-truncated`, `decode-timeout`,
        `decoder-missing`.
    """
    try:
        return pictures.reader().read(picture)
    except CodeRefused as refused:
        raise refuse(BadScan, refused.catalogue_code, limit="10 MB") from refused


def read(sent: Sent, *, key: bytes, as_of: date, expects_text: bool = False) -> Reading:
    """Say what a text is, as far as the text alone tells.

    Args:
        sent: what the device sent.
        key: the installation's secret for command cards.
        as_of: the day from which two-digit years are seen.
        expects_text: the task waits for a lot, serial or date, so a row of digits need not be a
            GTIN.

    Raises: BadScan `scan-empty`, `scan-too-long`, `check-digit`, `gs1-malformed`,
        `gs1-contradiction`, `command-not-ours`.
    """
    if len(raw_bytes(sent.text)) > SCAN_BYTES_MAX:
        raise refuse(BadScan, "scan-too-long")
    multiplier, text = _multiplied(sent)
    if multiplier is not None and not text.strip():
        return Reading(None, multiplier)
    symbol = _symbol(sent, text)
    substitutes = _substitutes(sent)
    try:
        parsed = parse(symbol, key=key, as_of=as_of, gs_substitutes=substitutes)
    except CodeRefused as refused:
        if expects_text and _is_mere_number(symbol, refused):
            return Reading(_plain(symbol), multiplier)
        code, detail = refused.catalogue_code, shown_text(refused.detail)
        raise refuse(BadScan, code, text=shown_text(text), detail=detail) from refused
    return Reading(parsed, multiplier)


def _profile(channel: ScanChannel) -> DeviceProfile:
    """Give the profile of a channel; programs send what a camera sends, the code alone."""
    shipped = profiles()
    return shipped.get(channel.value, shipped["camera"])


def _substitutes(sent: Sent) -> tuple[str, ...]:
    """Give what stands for GS: as the device says, else as its profile says."""
    said = tuple(one for one in sent.gs_substitutes[:_SUBSTITUTES_MAX] if one)
    return said or _profile(sent.channel).gs_substitutes


def _multiplied(sent: Sent) -> tuple[Decimal | None, str]:
    text = unframe(sent.text, _profile(sent.channel))
    match = _MULTIPLIED.fullmatch(text) if sent.channel is ScanChannel.TYPED else None
    if match is None:
        return None, text
    return read_quantity(match[1]), match[2]


def _symbol(sent: Sent, text: str) -> Symbol:
    named = [kind for kind in Symbology if kind.value == sent.symbology]
    aim, rest = split_aim(sent.aim)
    return Symbol(
        named[0] if named else Symbology.UNKNOWN,
        text,
        aim=aim if aim and not rest else None,
        engine=sent.channel.value,
    )


def _is_mere_number(symbol: Symbol, refused: CodeRefused) -> bool:
    text = symbol.text.strip()
    is_digits = text.isascii() and text.isdigit()
    told = symbol.symbology in RETAIL or is_gs1_aim(symbol.aim)
    return refused.code == Why.CHECK_DIGIT and is_digits and not told


def _plain(symbol: Symbol) -> ParsedCode:
    return ParsedCode(kind=CodeKind.TEXT, raw=symbol.text, text=symbol.text.strip(), aim=symbol.aim)
