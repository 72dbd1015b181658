"""From a parsed code to what it stands for here: one thing, several to choose from, or a refusal.

The order is fixed. A code of ours says its kind. A GTIN is looked up on its 14 digits. Plain text
is tried as document no., bin at the person's location, item no., bar code, vendor's number, serial,
lot and location without bins; where the task waits for a lot or serial, it is that. Source: scanning.md 4 no. 7, 8, 20.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection

from scanner_app.barcodes.gs1_meaning import Gs1Message
from scanner_app.barcodes.house_code import HouseCode, HouseKind
from scanner_app.barcodes.parse import ParsedCode
from scanner_app.kernel.codes import code, tracking_no
from scanner_app.kernel.errors import BadScan, NotFound, refuse
from scanner_app.kernel.limits import CODE_LENGTH_MAX, TRACKING_NO_LENGTH_MAX
from scanner_app.locations import queries as locations
from scanner_app.locations.queries import BinHit
from scanner_app.scanning import resolve_item
from scanner_app.scanning.found import (
    Found,
    FoundBin,
    FoundItem,
    FoundLot,
    FoundNumber,
    FoundSerial,
    FoundText,
    Offer,
    Several,
)
from scanner_app.scanning.read import Reading, shown_text
from scanner_app.scanning.resolve_command import command
from scanner_app.scanning.resolve_item import Label, label_of
from scanner_app.scanning.resolve_order import order
from scanner_app.scanning.resolve_stock import must_lie_here
from scanner_app.scanning.tasks.shape import State, Step

_ASKS_TEXT: Final = frozenset({Step.LOT, Step.SERIAL, Step.EXPIRATION})


def expects_text(state: State) -> bool:
    """Say whether the next plain text answers a question, whatever else it might be."""
    return state.step in _ASKS_TEXT


def resolve(connection: Connection, reading: Reading, state: State) -> Found | Several:
    """Say what a reading stands for.

    Raises: NotFound `code-unknown`, `bin-unknown`, `document-unknown`; BadScan `badge-not-here`;
        Refused `reason-unknown`, `variant-blocked`.
    """
    if reading.parsed is None:
        assert reading.multiplier is not None
        return FoundNumber(quantity=reading.multiplier)
    found = _of_code(connection, reading.parsed, state)
    if reading.multiplier is None:
        return found
    return _multiplied(found, reading.multiplier)


def in_context(connection: Connection, found: Found, state: State) -> Found:
    """Add to a chosen meaning what depends on where the conversation is."""
    if isinstance(found, FoundItem):
        return resolve_item.completed(connection, found, state)
    return found


def _multiplied(found: Found | Several, multiplier: Decimal) -> Found | Several:
    if isinstance(found, Several):
        offers = (replace(one, found=_times(one.found, multiplier)) for one in found.offers)
        return replace(found, offers=tuple(offers))
    return _times(found, multiplier)


def _times(found: Found, multiplier: Decimal) -> Found:
    if not isinstance(found, FoundItem):
        return found
    quantity = Decimal(1) if found.quantity is None else found.quantity
    return replace(found, quantity=quantity * multiplier)


def _of_code(connection: Connection, parsed: ParsedCode, state: State) -> Found | Several:
    if parsed.house is not None:
        return _HOUSE[parsed.house.kind](connection, parsed.house, state)
    if parsed.gs1 is not None:
        return _gs1(connection, parsed, parsed.gs1, state=state)
    if parsed.gtin is not None:
        return _gtin(connection, parsed, state)
    return _text(connection, parsed, state)


# ------------------------------------------------------------------------------ codes of ours


def _house_bin(connection: Connection, house: HouseCode, state: State) -> Found:
    hit = locations.bin_by_label(connection, house.value)
    if hit is None:
        raise _bin_unknown(house.value, state)
    return _bin(hit)


def _bin_unknown(text: str, state: State) -> NotFound:
    here = state.here or "any location"
    refusal = refuse(NotFound, "bin-unknown", bin=shown_text(text), location=here)
    assert isinstance(refusal, NotFound)
    return refusal


def _bin(hit: BinHit) -> FoundBin:
    return FoundBin(
        location_code=hit.location_code,
        code=hit.code,
        description=hit.description,
        is_blocked=hit.is_blocked,
    )


def _house_document(connection: Connection, house: HouseCode, _state: State) -> Found:
    found = order(connection, house.value)
    if found is None:
        raise refuse(NotFound, "document-unknown", document=shown_text(house.value))
    return found


def _house_command(connection: Connection, house: HouseCode, state: State) -> Found:
    return command(connection, house.value, state)


def _house_badge(_connection: Connection, _house: HouseCode, _state: State) -> Found:
    raise refuse(BadScan, "badge-not-here")


def _house_number(_connection: Connection, house: HouseCode, _state: State) -> Found:
    return FoundNumber(quantity=Decimal(house.value))


_HOUSE: Final[dict[HouseKind, Callable[[Connection, HouseCode, State], Found]]] = {
    HouseKind.BIN: _house_bin,
    HouseKind.DOCUMENT: _house_document,
    HouseKind.COMMAND: _house_command,
    HouseKind.BADGE: _house_badge,
    HouseKind.NUMBER: _house_number,
}


# ------------------------------------------------------------------------------ GS1 and GTIN


def _gs1(
    connection: Connection, parsed: ParsedCode, message: Gs1Message, *, state: State
) -> Found | Several:
    label = label_of(message)
    gtin = parsed.gtin or message.gtin or message.contained_gtin
    if gtin is not None:
        found = resolve_item.by_bar_code(connection, gtin, label=label, state=state)
        if found is None:
            raise _unknown(gtin)
        return found
    if label.serial_no:
        return _serial(connection, label, state)
    if label.lot_no:
        return _lot(connection, label, state)
    if label.expiration_date and state.step is Step.EXPIRATION:
        return FoundText(text=label.expiration_date.isoformat())
    raise _unknown(parsed.text)


def _serial(connection: Connection, label: Label, state: State) -> Found | Several:
    """Take a serial without an item: it answers, continues a row, or names its piece."""
    found = FoundSerial(serial_no=label.serial_no)
    last = state.basket.last
    if state.step is Step.SERIAL or (state.step is Step.ITEM and last and last.serial_no):
        return found
    return resolve_item.by_serial(connection, label.serial_no, state=state) or found


def _lot(connection: Connection, label: Label, state: State) -> Found | Several:
    """Take a lot without an item: it answers, or names the only item that has it."""
    if state.pending is not None:
        must_lie_here(connection, state.pending, lot_no=label.lot_no, state=state)
        known = resolve_item.known_expiration(connection, state.pending, label.lot_no, state=state)
        return FoundLot(
            lot_no=label.lot_no, expiration_date=label.expiration_date, known_expiration=known
        )
    found = resolve_item.by_lot(connection, label.lot_no, state=state)
    return found or FoundLot(lot_no=label.lot_no, expiration_date=label.expiration_date)


def _gtin(connection: Connection, parsed: ParsedCode, state: State) -> Found | Several:
    assert parsed.gtin is not None
    found = resolve_item.by_bar_code(connection, parsed.gtin, label=Label(), state=state)
    if found is not None:
        return found
    # A row of digits may just as well be a lot, a bin or somebody's own number.
    return _text(connection, parsed, state)


# ------------------------------------------------------------------------------ plain text


def _text(connection: Connection, parsed: ParsedCode, state: State) -> Found | Several:
    text = tracking_no(parsed.text)
    if not text or len(text) > _LONGEST:
        raise _unknown(parsed.text)
    if state.step is Step.LOT:
        return _lot(connection, Label(lot_no=text), state)
    if state.step is Step.SERIAL:
        return FoundSerial(serial_no=text)
    if state.step is Step.EXPIRATION:
        return FoundText(text=text)
    for named in _NAMED:
        found = named(connection, text, state)
        if found is not None:
            return found
    raise _unknown(parsed.text)


_LONGEST: Final = 100
"""No name of ours is longer: bar codes other than GTINs end here."""


def _unknown(text: str) -> NotFound:
    refusal = refuse(NotFound, "code-unknown", text=shown_text(text))
    assert isinstance(refusal, NotFound)
    return refusal


def _as_order(connection: Connection, text: str, _state: State) -> Found | None:
    return order(connection, code(text)) if len(text) <= CODE_LENGTH_MAX else None


def _as_bin(connection: Connection, text: str, state: State) -> Found | Several | None:
    wanted = code(text)
    if len(wanted) > CODE_LENGTH_MAX:
        return None
    hits = locations.bins_named(connection, wanted, location_code=state.here)
    if len(hits) <= 1:
        return _bin(hits[0]) if hits else None
    offers = tuple(
        Offer(
            id=f"{hit.location_code}|{hit.code}",
            label=f"{hit.code} at {hit.location_code}",
            detail=hit.description,
            found=_bin(hit),
        )
        for hit in hits
    )
    return Several(text=wanted, offers=offers)


def _as_item(connection: Connection, text: str, state: State) -> Found | Several | None:
    wanted = code(text)
    if len(wanted) > CODE_LENGTH_MAX:
        return None
    return resolve_item.by_no(connection, wanted, state=state)


def _as_bar_code(connection: Connection, text: str, state: State) -> Found | Several | None:
    return resolve_item.by_bar_code(connection, text, label=Label(), state=state)


def _as_vendors(connection: Connection, text: str, state: State) -> Found | Several | None:
    return resolve_item.by_vendor_reference(connection, text, state=state)


def _as_serial(connection: Connection, text: str, state: State) -> Found | Several | None:
    if len(text) > TRACKING_NO_LENGTH_MAX:
        return None
    return resolve_item.by_serial(connection, text, state=state)


def _as_lot(connection: Connection, text: str, state: State) -> Found | Several | None:
    if len(text) > TRACKING_NO_LENGTH_MAX:
        return None
    return resolve_item.by_lot(connection, text, state=state)


def _as_location(connection: Connection, text: str, state: State) -> Found | None:
    """Take a location without bins as the place itself; its code stands on a sign."""
    wanted = code(text)
    if len(wanted) > CODE_LENGTH_MAX:
        return None
    facts = locations.facts(connection, {(wanted, "")}).get(wanted)
    if facts is None or facts.uses_bins or facts.is_in_transit:
        return None
    del state
    return FoundBin(location_code=facts.code, code="", description=facts.name)


_NAMED: Final[tuple[Callable[[Connection, str, State], Found | Several | None], ...]] = (
    _as_order,
    _as_bin,
    _as_item,
    _as_bar_code,
    _as_vendors,
    _as_serial,
    _as_lot,
    _as_location,
)
"""What plain text may name, in the order in which it is tried."""
