"""Labels of goods: what stands on a piece, a case, a lot and a single machine. Pure.

GS1 data come in pairs that the standard allows: a GTIN (01) with its lot (10), its expiration date
(17) or its serial no. (21). A count (37) belongs to a pallet's content only and is not printed here.
Source: GS1 General Specifications, "Mandatory association of element strings".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from scanner_app.barcodes.check_digit import gtin_format, has_check_digit, is_digits
from scanner_app.barcodes.encode import Printed
from scanner_app.labels.label import Label, LabelKind

_GTIN_LENGTH: Final = 14
_RETAIL: Final[Mapping[str, tuple[Printed, int]]] = MappingProxyType(
    {
        "GTIN-8": (Printed.EAN_8, 8),
        "GTIN-12": (Printed.UPC_A, 12),
        "GTIN-13": (Printed.EAN_13, 13),
        "GTIN-14": (Printed.ITF_14, 14),
    }
)
"""The symbol of each format and how many digits stand in it."""

_CODE_128_MAX: Final = 16
"""A longer Code 128 is wider than a label; it is printed as a QR code."""

_LOT_IN_BARS_MAX: Final = 6
"""Digits of a lot no. in a GS1-128, an even number of them, for two digits share a symbol character:
all others make it wider than a label, and a camera reads a short one from further away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeItem:
    """What carries a bar code.

    Attributes:
        bar_code: the canonical 14 digits of a GTIN, or the text of another bar code.
        contains: what a larger unit holds, such as "24 PCS"; "" for the base unit.
    """

    bar_code: str
    item_no: str
    variant_code: str
    unit_code: str
    description: str
    variant_description: str = ""
    contains: str = ""

    @property
    def is_gtin(self) -> bool:
        """Whether the bar code can stand in a GS1 symbol."""
        text = self.bar_code
        return len(text) == _GTIN_LENGTH and is_digits(text) and has_check_digit(text)

    @property
    def name(self) -> str:
        """Item, variant and unit as people write them."""
        parts = (self.item_no, self.variant_code, self.unit_code)
        return " · ".join(part for part in parts if part)


def plain_label(goods: TradeItem) -> Label:
    """Make the label that says what it is, and nothing of lot or serial no.

    EAN-13, EAN-8 or UPC-A for what is sold, ITF-14 for a case, Code 128 or QR for codes of our own.
    """
    symbol, content = _plain_symbol(goods)
    return _label(goods, symbol, content)


def _plain_symbol(goods: TradeItem) -> tuple[Printed, str]:
    text = goods.bar_code
    if goods.is_gtin:
        symbol, length = _RETAIL[gtin_format(text)]
        return symbol, text[-length:]
    fits = len(text) <= _CODE_128_MAX and text.isascii() and text.isprintable()
    return (Printed.CODE_128 if fits else Printed.QR), text


def lot_label(
    goods: TradeItem, lot_no: str, *, expiration_date: date | None, is_matrix: bool = False
) -> Label:
    """Make the label of a lot: item, expiration date and lot in one scan.

    Args:
        goods: its bar code must be a GTIN.
        lot_no: 1..20 signs of GS1's set.
        expiration_date: None for goods that do not expire.
        is_matrix: True for a GS1 DataMatrix, False for a GS1-128 where it fits.
    """
    dated = f"(17){_day(expiration_date)}" if expiration_date else ""
    said = f"expires {expiration_date.isoformat()}" if expiration_date else ""
    fits = is_digits(lot_no) and len(lot_no) <= _LOT_IN_BARS_MAX and len(lot_no) % 2 == 0
    symbol = Printed.GS1_128 if fits and not is_matrix else Printed.GS1_DATA_MATRIX
    content = f"(01){goods.bar_code}{dated}(10){lot_no}"
    return _label(goods, symbol, content, told=(f"lot {lot_no}", said))


def serial_label(goods: TradeItem, serial_no: str, *, lot_no: str = "") -> Label:
    """Make the label of a single piece.

    Args:
        goods: its bar code must be a GTIN.
        serial_no: 1..20 signs of GS1's set.
        lot_no: for goods that are kept by lot as well, else "".
    """
    lot = f"(10){lot_no}" if lot_no else ""
    content = f"(01){goods.bar_code}(21){serial_no}{lot}"
    told = (f"serial {serial_no}", f"lot {lot_no}" if lot_no else "")
    return _label(goods, Printed.GS1_DATA_MATRIX, content, told=told)


def _label(goods: TradeItem, symbol: Printed, content: str, *, told: tuple[str, ...] = ()) -> Label:
    contains = f"contains {goods.contains}" if goods.contains else ""
    return Label(
        kind=LabelKind.GOODS,
        symbol=symbol,
        content=content,
        title=goods.description,
        lines=(goods.name, *told, goods.variant_description, contains),
    )


def _day(value: date) -> str:
    """Write a date as GS1 does, YYMMDD."""
    return value.strftime("%y%m%d")
