"""The look-up cards, read from the rooms below, and what lies in a bin that is to be moved."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection

from scanner_app.items import queries as items
from scanner_app.kernel.quantity import ZERO, shown
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.queries import BinStock, EntryView
from scanner_app.scanning.found import Found, FoundBin, FoundItem, FoundOrder, spoken
from scanner_app.scanning.screen import Button, Card, CardEntry, CardStock, Line
from scanner_app.tracking import queries as tracking
from scanner_app.tracking.queries import LotKey

_MOVEMENTS: Final = 5
_CONTENT_SHOWN_MAX: Final = 200


def card_of(connection: Connection, found: Found) -> Card:
    """Read the card of what was found; at most three statements."""
    if isinstance(found, FoundItem):
        return _item_card(connection, found)
    if isinstance(found, FoundBin):
        return _bin_card(connection, found)
    if isinstance(found, FoundOrder):
        return _order_card(found)
    return Card(kind="item", headline=spoken(found))


def contents(connection: Connection, location_code: str, bin_code: str) -> tuple[Line, ...]:
    """List what lies in a bin, as lines that a move of the whole bin would take."""
    stock = ledger.bin_contents(connection, location_code=location_code, bin_code=bin_code)
    known = items.facts(connection, {one.item_no for one in stock})
    return tuple(
        Line(
            id="",
            headline=known[one.item_no].description,
            detail=" · ".join(
                part
                for part in (
                    f"{one.item_no} {one.variant_code}".strip(),
                    f"lot {one.lot_no}" if one.lot_no else "",
                    f"serial {one.serial_no}" if one.serial_no else "",
                )
                if part
            ),
            quantity=shown(one.quantity),
            unit=known[one.item_no].base_unit_code,
            state="staged",
        )
        for one in stock
    )


def _item_card(connection: Connection, item: FoundItem) -> Card:
    variant = item.variant_code or None
    stock = ledger.item_stock(connection, item.item_no, variant_code=variant)
    if item.lot_no:
        stock = tuple(one for one in stock if one.lot_no == item.lot_no)
    if item.serial_no:
        stock = tuple(one for one in stock if one.serial_no == item.serial_no)
    movements = ledger.last_movements(
        connection,
        item.item_no,
        variant_code=variant,
        lot_no=item.lot_no,
        serial_no=item.serial_no,
        limit=_MOVEMENTS,
    )
    total = sum((one.quantity for one in stock), start=ZERO)
    says = (
        ("Item", item.name),
        ("Variant", item.variant_description),
        ("On hand", f"{shown(total)} {item.base_unit_code}"),
        ("Scanned unit", _unit(item)),
        ("Lot", item.lot_no),
        ("Serial", item.serial_no),
        ("Expires", _day(item.expiration_date or item.known_expiration)),
        ("Expected on", item.expected_on),
    )
    actions: tuple[Button, ...] = ()
    if item.expected_on:
        actions = (Button("RECEIVE", f"Receive for {item.expected_on}", "primary"),)
    return Card(
        kind="item",
        headline=item.description,
        rows=tuple((label, value) for label, value in says if value),
        stock=_stock(connection, stock, {item.item_no: item.base_unit_code}),
        entries=_entries(movements, item.base_unit_code),
        actions=actions,
    )


def _bin_card(connection: Connection, found: FoundBin) -> Card:
    stock = ledger.bin_contents(connection, location_code=found.location_code, bin_code=found.code)
    facts = items.facts(connection, {one.item_no for one in stock})
    says = (
        ("Location", found.location_code),
        ("Description", found.description),
        ("Blocked", "yes" if found.is_blocked else ""),
        ("Different things", str(len(stock))),
    )
    units = {no: known.base_unit_code for no, known in facts.items()}
    return Card(
        kind="bin",
        headline=found.name,
        rows=tuple((label, value) for label, value in says if value),
        stock=_stock(connection, stock[:_CONTENT_SHOWN_MAX], units),
    )


def _order_card(found: FoundOrder) -> Card:
    lines = tuple(
        (
            f"{line.item_no} {line.variant_code}".strip(),
            f"{shown(line.open_base)} {line.base_unit_code} open · {line.description}",
        )
        for line in found.lines
    )
    says = (("From", found.party), ("Location", found.location_code), ("State", found.status))
    return Card(
        kind="order",
        headline=found.no,
        rows=tuple((label, value) for label, value in says if value) + lines,
    )


def _stock(
    connection: Connection, stock: Sequence[BinStock], units: dict[str, str]
) -> tuple[CardStock, ...]:
    dates = _expirations(
        connection, {(one.item_no, one.variant_code, one.lot_no) for one in stock if one.lot_no}
    )
    return tuple(
        CardStock(
            item_no=one.item_no,
            variant_code=one.variant_code,
            location_code=one.location_code,
            bin=one.bin_code,
            lot=one.lot_no,
            serial=one.serial_no,
            quantity=shown(one.quantity),
            unit=units[one.item_no],
            expiration=_day(dates.get((one.item_no, one.variant_code, one.lot_no))),
        )
        for one in stock
    )


def _expirations(connection: Connection, keys: Collection[LotKey]) -> dict[LotKey, date | None]:
    known = tracking.known_lots(connection, keys)
    return {key: lot.expiration_date for key, lot in known.items()}


def _entries(movements: Sequence[EntryView], unit: str) -> tuple[CardEntry, ...]:
    return tuple(
        CardEntry(
            entry_no=one.entry_no,
            posting_date=one.posting_date.isoformat(),
            entry_type=one.entry_type,
            document_no=one.document_no,
            bin=one.bin_code,
            quantity=shown(one.quantity),
            unit=unit,
        )
        for one in movements
    )


def _unit(item: FoundItem) -> str:
    if item.unit_code == item.base_unit_code:
        return item.unit_code
    return f"{item.unit_code} of {shown(item.quantity_per_unit)} {item.base_unit_code}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
