"""From a bar code, an item no., a lot or a serial to an item with its facts.

Everything is read set-wise: several hits cost no more statements than one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection

from scanner_app.barcodes.gs1_meaning import Gs1Message
from scanner_app.items import queries as items
from scanner_app.items.queries import ItemFacts, ReferenceHit
from scanner_app.kernel.codes import tracking_no
from scanner_app.kernel.errors import Refused, refuse
from scanner_app.purchases import queries as purchases
from scanner_app.scanning.found import FoundItem, Offer, Several
from scanner_app.scanning.resolve_stock import must_lie_here
from scanner_app.scanning.tasks.shape import State, Task
from scanner_app.tracking import queries as tracking
from scanner_app.tracking.queries import LotFacts

_MEASURED_IN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "net_weight_kg": "KG",
        "length_m": "M",
        "area_m2": "M2",
        "net_volume_l": "L",
        "net_volume_m3": "M3",
    }
)
"""Measures on a label and the unit code that an item counted so has."""

_KEEPS_DATES: Final = frozenset({Task.START, Task.RECEIVE, Task.COUNT, Task.ADJUST})
"""Tasks that must know what a lot was received with; a move changes no date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a label says besides which item it is; "" and None where it says nothing."""

    lot_no: str = ""
    serial_no: str = ""
    expiration_date: date | None = None
    quantity: Decimal | None = None
    measures: tuple[tuple[str, Decimal], ...] = ()


def label_of(meaning: Gs1Message) -> Label:
    """Take from a GS1 message what belongs to the goods in hand."""
    contained = meaning.count if meaning.gtin is None else None
    return Label(
        lot_no=tracking_no(meaning.lot_no or ""),
        serial_no=tracking_no(meaning.serial_no or ""),
        expiration_date=meaning.expiration_date,
        quantity=contained if contained is not None else meaning.quantity,
        measures=tuple(
            (_MEASURED_IN[name], Decimal(text))
            for name, text in meaning.more
            if name in _MEASURED_IN
        ),
    )


def by_bar_code(
    connection: Connection, reference_no: str, *, label: Label, state: State
) -> FoundItem | Several | None:
    """Find what a bar code stands for; None if nothing."""
    hits = items.by_bar_code(connection, reference_no)
    return _of_hits(connection, hits, label=label, state=state, text=reference_no)


def by_vendor_reference(
    connection: Connection, text: str, *, state: State
) -> FoundItem | Several | None:
    """Find what a vendor's own number stands for; None if nothing."""
    hits = items.by_vendor_reference(connection, text)
    return _of_hits(connection, hits, label=Label(), state=state, text=text)


def by_no(connection: Connection, no: str, *, state: State) -> FoundItem | Several | None:
    """Find an item by its no.; None if there is none."""
    known = items.by_no(connection, no)
    if known is None:
        return None
    return _chosen(connection, _candidates(known, _base_hit(known), Label()), state=state, text=no)


def by_serial(
    connection: Connection, serial_no: str, *, state: State
) -> FoundItem | Several | None:
    """Find the piece that carries a serial no.; None if none was ever here."""
    known = tracking.serials_named(connection, serial_no)
    return _of_numbers(connection, known, state=state, kind="serial")


def by_lot(connection: Connection, lot_no: str, *, state: State) -> FoundItem | Several | None:
    """Find the item of which a lot was received; None if none was ever here."""
    known = tracking.lots_named(connection, lot_no)
    return _of_numbers(connection, known, state=state, kind="lot")


def known_expiration(
    connection: Connection, item: FoundItem, lot_no: str, *, state: State
) -> date | None:
    """Say what a lot was received with before; None if never, or if the task need not know."""
    if not (lot_no and item.needs_expiration and state.task in _KEEPS_DATES):
        return None
    key = (item.item_no, item.variant_code, lot_no)
    known = tracking.known_lots(connection, (key,)).get(key)
    return known.expiration_date if known else None


def _of_hits(
    connection: Connection,
    hits: Sequence[ReferenceHit],
    *,
    label: Label,
    state: State,
    text: str,
) -> FoundItem | Several | None:
    if not hits:
        return None
    facts = items.facts(connection, {hit.item_no for hit in hits})
    found = [one for hit in hits for one in _candidates(facts[hit.item_no], hit, label)]
    return _chosen(connection, found, state=state, text=text)


def _of_numbers(
    connection: Connection, known: Sequence[LotFacts], *, state: State, kind: str
) -> FoundItem | Several | None:
    if not known:
        return None
    facts = items.facts(connection, {one.item_no for one in known})
    found = []
    for one in known:
        known_item = facts[one.item_no]
        number = Label(lot_no=one.number) if kind == "lot" else Label(serial_no=one.number)
        item = _item(known_item, _base_hit(known_item, one.variant_code), number)
        found.append(replace(item, known_expiration=one.expiration_date))
    return _chosen(connection, found, state=state, text=known[0].number)


def _base_hit(known: ItemFacts, variant_code: str = "") -> ReferenceHit:
    return ReferenceHit(
        known.no, variant_code, known.base_unit_code, Decimal(1), known.description, ""
    )


def _candidates(known: ItemFacts, hit: ReferenceHit, label: Label) -> tuple[FoundItem, ...]:
    """Make the item, or one for each variant where the code does not say which."""
    item = _item(known, hit, label)
    if hit.variant_code or not known.variants:
        return (item,)
    return tuple(
        replace(item, variant_code=variant, is_variant_blocked=is_blocked)
        for variant, is_blocked in known.variants
    )


def _item(known: ItemFacts, hit: ReferenceHit, label: Label) -> FoundItem:
    unit_code, per_unit, quantity = hit.unit_code, hit.quantity_per_unit, label.quantity
    units = dict(known.units)
    measured = next((one for one in label.measures if one[0] in units), None)
    if measured is not None and not known.is_whole:
        unit_code, quantity = measured
        per_unit = units[unit_code]
    return FoundItem(
        item_no=known.no,
        variant_code=hit.variant_code,
        variant_description=hit.variant_description,
        description=known.description,
        unit_code=unit_code,
        base_unit_code=known.base_unit_code,
        quantity_per_unit=per_unit,
        quantity=quantity,
        lot_no=label.lot_no,
        serial_no=label.serial_no,
        expiration_date=label.expiration_date,
        is_whole=known.is_whole,
        is_blocked=known.is_blocked,
        is_variant_blocked=dict(known.variants).get(hit.variant_code, False),
        needs_lot=known.is_lot_tracked,
        needs_serial=known.is_serial_tracked,
        needs_expiration=known.needs_expiration,
        blocks_expired=known.blocks_expired,
    )


def _chosen(
    connection: Connection, found: Collection[FoundItem], *, state: State, text: str
) -> FoundItem | Several:
    """Complete the only candidate, or offer several; an order in hand decides if it can."""
    fitting = _fitting(found, state)
    if len(fitting) == 1:
        return completed(connection, fitting[0], state)
    offers = tuple(
        Offer(
            id=f"{one.item_no}|{one.variant_code}|{one.unit_code}",
            label=one.name,
            detail=f"{one.description} · {one.unit_code}",
            found=one,
        )
        for one in fitting
    )
    return Several(text=text, offers=offers)


def _fitting(found: Collection[FoundItem], state: State) -> tuple[FoundItem, ...]:
    """Leave out what cannot be meant; never everything.

    Raises: Refused `variant-blocked` if every variant is blocked.
    """
    usable = tuple(one for one in found if not one.is_variant_blocked)
    if not usable and len(found) > 1:
        first = next(iter(found))
        raise refuse(Refused, "variant-blocked", item=first.item_no, variant="")
    usable = usable or tuple(found)
    wanted: Iterable[tuple[str, str]] = ()
    if state.pending is not None:
        wanted = ((state.pending.item_no, state.pending.variant_code),)
    elif state.order is not None:
        wanted = tuple((line.item_no, line.variant_code) for line in state.order.lines)
    narrowed = tuple(one for one in usable if (one.item_no, one.variant_code) in wanted)
    return narrowed or usable


def completed(connection: Connection, item: FoundItem, state: State) -> FoundItem:
    """Add to an item what depends on where the conversation is.

    Raises: Refused `lot-unknown` or `lot-not-here` where its lot would leave.
    """
    must_lie_here(connection, item, lot_no=item.lot_no, state=state)
    known = item.known_expiration or known_expiration(connection, item, item.lot_no, state=state)
    expected_on = ""
    if state.task is Task.START and state.here:
        orders = purchases.orders_expecting(
            connection, item.item_no, item.variant_code, location_code=state.here
        )
        expected_on = orders[0].no if len(orders) == 1 else ""
    return replace(item, known_expiration=known, expected_on=expected_on)
