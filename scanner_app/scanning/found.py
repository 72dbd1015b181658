"""What a reading stands for, as plain values. Pure.

`resolve` makes them from the database, the tasks decide on them. All are small and frozen, because
an offered choice and an item that still waits for its lot are kept with the conversation.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias


class Event(StrEnum):
    """What a task can hear: a kind of thing, or a command word."""

    ITEM = "item"
    BIN = "bin"
    PURCHASE_ORDER = "purchase order"
    TRANSFER_ORDER = "transfer order"
    LOT = "lot"
    SERIAL = "serial"
    NUMBER = "number"
    TEXT = "text"
    RECEIVE = "RECEIVE"
    MOVE = "MOVE"
    COUNT = "COUNT"
    ADJUST = "ADJUST"
    LOOKUP = "LOOKUP"
    DONE = "DONE"
    UNDO = "UNDO"
    CANCEL = "CANCEL"
    EMPTY = "EMPTY"
    ALL = "ALL"
    REASON = "REASON"
    MORE = "MORE"
    FEWER = "FEWER"
    REMOVE = "REMOVE"


COMMANDS = frozenset(event for event in Event if event.value.isupper())
"""The events that a card or a button makes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """An item, with what the label and the master data say of it.

    Attributes:
        unit_code: the unit that was scanned; base unit if the code does not say.
        quantity_per_unit: base units in one `unit_code`, > 0.
        quantity: what the label says, in `unit_code`; None if it says nothing.
        known_expiration: what the lot was received with before, None if never.
        is_whole: counted in whole base units only.
        needs_expiration: an increase must say when the goods expire.
        blocks_expired: expired goods are not received.
        variants: codes and descriptions to choose from while `variant_code` is blank.
        expected_on: the only open purchase order that expects it, "" if none or several.
    """

    item_no: str
    description: str
    unit_code: str
    base_unit_code: str
    quantity_per_unit: Decimal = Decimal(1)
    variant_code: str = ""
    variant_description: str = ""
    lot_no: str = ""
    serial_no: str = ""
    expiration_date: date | None = None
    known_expiration: date | None = None
    quantity: Decimal | None = None
    is_whole: bool = True
    is_blocked: bool = False
    is_variant_blocked: bool = False
    needs_lot: bool = False
    needs_serial: bool = False
    needs_expiration: bool = False
    blocks_expired: bool = False
    expected_on: str = ""

    @property
    def name(self) -> str:
        """How the item is called in a sentence: no. and variant."""
        return f"{self.item_no} {self.variant_code}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundBin:
    """A bin, or with a blank code a location that has no bins."""

    location_code: str
    code: str
    description: str = ""
    is_blocked: bool = False

    @property
    def name(self) -> str:
        """How it is called in a sentence."""
        return self.code or self.location_code


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLine:
    """What is still open of one item and variant on an order, in base units."""

    item_no: str
    variant_code: str
    description: str
    open_base: Decimal
    base_unit_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOrder:
    """An order that goods are received or moved against.

    Attributes:
        location_code: where the goods arrive (purchase) or leave (transfer).
        to_location_code: where they go, for a transfer order.
        bin_code: the bin in which receipts of the location begin, "" if none is set up.
        uses_bins: whether the location has bins.
        party: the vendor's name, "" for a transfer order.
    """

    no: str
    is_transfer: bool
    location_code: str
    to_location_code: str = ""
    bin_code: str = ""
    uses_bins: bool = True
    party: str = ""
    is_open: bool = True
    status: str = ""
    lines: tuple[ExpectedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundLot:
    """A lot no. without an item."""

    lot_no: str
    expiration_date: date | None = None
    known_expiration: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSerial:
    """A serial no. without an item."""

    serial_no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNumber:
    """A quantity: from a number card, "12*" typed before a code, or the number pad.

    Attributes:
        sets: True from the number pad, which sets the last line; else it multiplies the next scan.
    """

    quantity: Decimal
    sets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """Plain text that names nothing; it can only be what the task asks for."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCommand:
    """A command card or a button.

    Attributes:
        argument: the reason's code, or the id of the line to remove.
        order: the order that the last look-up offered, for RECEIVE.
        place: where a receipt without an order begins, for RECEIVE; None if a bin must say so.
        reasons: codes and descriptions of the reasons in use, for ADJUST.
    """

    event: Event
    argument: str = ""
    order: FoundOrder | None = None
    place: FoundBin | None = None
    reasons: tuple[tuple[str, str], ...] = ()


Found: TypeAlias = (
    FoundItem
    | FoundBin
    | FoundOrder
    | FoundLot
    | FoundSerial
    | FoundNumber
    | FoundText
    | FoundCommand
)
"""Exactly one meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One meaning among several, for the person to choose.

    Attributes:
        id: hand it back as `choice`.
    """

    id: str
    label: str
    detail: str
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """A reading with more than one meaning.

    Attributes:
        text: the reading, fit to be shown.
    """

    text: str
    offers: tuple[Offer, ...]


_EVENTS = {
    FoundItem: Event.ITEM,
    FoundBin: Event.BIN,
    FoundLot: Event.LOT,
    FoundSerial: Event.SERIAL,
    FoundNumber: Event.NUMBER,
    FoundText: Event.TEXT,
}


def event_of(found: Found) -> Event:
    """Say what a task hears when this is scanned."""
    if isinstance(found, FoundCommand):
        return found.event
    if isinstance(found, FoundOrder):
        return Event.TRANSFER_ORDER if found.is_transfer else Event.PURCHASE_ORDER
    return _EVENTS[type(found)]


def spoken(found: Found) -> str:
    """Name it as the beginning of a sentence: "Bin A0101"."""
    if isinstance(found, FoundItem | FoundBin):
        return f"{event_of(found).value.capitalize()} {found.name}"
    if isinstance(found, FoundOrder):
        return f"{event_of(found).value.capitalize()} {found.no}"
    if isinstance(found, FoundLot):
        return f"Lot {found.lot_no}"
    if isinstance(found, FoundSerial):
        return f"Serial {found.serial_no}"
    if isinstance(found, FoundNumber):
        return "A number"
    return found.text if isinstance(found, FoundText) else found.event.value
