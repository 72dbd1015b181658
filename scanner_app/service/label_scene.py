"""What the story of the demo sheet is told of: read from whatever warehouse there is.

A fixed number of statements, however much the warehouse holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection

from scanner_app.items import queries as items
from scanner_app.items.bar_codes import BarCodeRow, bar_codes_of
from scanner_app.items.queries import ItemFacts
from scanner_app.journals import queries as journals
from scanner_app.kernel.quantity import shown
from scanner_app.labels import cards
from scanner_app.labels.goods import TradeItem
from scanner_app.labels.label import Label
from scanner_app.labels.story import (
    SERIALS,
    Count,
    Expected,
    Lying,
    Move,
    OrderToReceive,
    Scene,
    chosen_orders,
    lying_label,
    serial_nos_of,
)
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.queries import BinStock
from scanner_app.locations import queries as locations
from scanner_app.locations.queries import BinHit
from scanner_app.purchases import queries as purchases
from scanner_app.purchases.queries import Order, OrderLine
from scanner_app.tracking import queries as tracking

_ORDERS_MAX: Final = 20
"""Among so many orders there is one of each kind, or there is none."""

_GOODS_MAX: Final = 4
_SERIALS_TRIED: Final = 20
_BINS_OF_A_MOVE: Final = 2

_Codes = Mapping[tuple[str, str, str], BarCodeRow]
"""Bar codes by item, variant and unit."""


def trade_item(row: BarCodeRow) -> TradeItem:
    """Make of a bar code what a label needs."""
    is_base = row.unit_code == row.base_unit_code
    return TradeItem(
        bar_code=row.bar_code,
        item_no=row.item_no,
        variant_code=row.variant_code,
        unit_code=row.unit_code,
        description=row.description,
        variant_description=row.variant_description,
        contains="" if is_base else f"{shown(row.quantity_per_unit)} {row.base_unit_code}",
    )


def bin_label(row: BinHit) -> Label:
    """Make the label of a bin that has a code."""
    return cards.bin_label(
        location_code=row.location_code,
        code=row.code,
        label=row.label_code,
        description=row.description,
    )


def read_scene(connection: Connection, here: str, bins: Sequence[BinHit]) -> Scene:
    """Read what can be received, moved, counted and corrected at a location.

    Args:
        connection: of a reading.
        here: the location; "" if there is none.
        bins: of the location, with a code each.
    """
    orders = purchases.released_orders(connection, location_code=here, limit=_ORDERS_MAX)
    facts = items.facts(connection, {line.item_no for each in orders for line in each.open_lines})
    codes = _by_unit(bar_codes_of(connection, facts))
    wanted = chosen_orders([_to_receive(each, facts, codes) for each in orders])
    lying = _lying(connection, here, [line.goods.item_no for one in wanted for line in one.lines])
    by_code = {row.code: row for row in bins}
    there = by_code.get(lying[0].bin_code) if lying else None
    goods = _goods(connection, lying)
    reasons = [row for row in journals.reasons(connection) if cards.may_have_card(row.code)]
    return Scene(
        orders=_with_serials(connection, wanted),
        move=_move(there, goods, bins),
        count=Count(bin=bin_label(there), goods=goods) if there and goods else None,
        reason=(reasons[0].code, reasons[0].description) if reasons else None,
        elsewhere=_elsewhere(connection, here),
    )


def _by_unit(rows: Sequence[BarCodeRow]) -> _Codes:
    """Index bar codes; of several for the same thing the first is printed."""
    found: dict[tuple[str, str, str], BarCodeRow] = {}
    for row in rows:
        found.setdefault((row.item_no, row.variant_code, row.unit_code), row)
    return found


def _to_receive(order: Order, facts: Mapping[str, ItemFacts], codes: _Codes) -> OrderToReceive:
    lines = (_expected(line, facts, codes) for line in order.open_lines)
    return OrderToReceive(
        no=order.no,
        vendor_name=order.vendor_name,
        order_date=order.order_date,
        lines=tuple(line for line in lines if line is not None),
    )


def _expected(line: OrderLine, facts: Mapping[str, ItemFacts], codes: _Codes) -> Expected | None:
    """Make a line to receive; None for goods without a bar code."""
    known = facts[line.item_no]
    units = (line.unit_of_measure_code, known.base_unit_code)
    rows = [codes.get((line.item_no, line.variant_code, unit)) for unit in units]
    row = next((one for one in rows if one is not None), None)
    if row is None:
        return None
    return Expected(
        goods=trade_item(row),
        line_no=line.line_no,
        needs_lot=known.is_lot_tracked,
        needs_serial=known.is_serial_tracked,
        needs_expiration=known.needs_expiration,
    )


def _with_serials(
    connection: Connection, orders: Sequence[OrderToReceive]
) -> tuple[OrderToReceive, ...]:
    """Give goods with serial nos. the first numbers that were not received before."""
    tried = {
        (order.no, line.line_no): serial_nos_of(order.no, line.line_no, count=_SERIALS_TRIED)
        for order in orders
        for line in order.lines
        if line.needs_serial
    }
    keys = {
        (line.goods.item_no, line.goods.variant_code, number)
        for order in orders
        for line in order.lines
        for number in tried.get((order.no, line.line_no), ())
    }
    known = tracking.known_serials(connection, keys)

    def completed(order: OrderToReceive, line: Expected) -> Expected:
        goods = line.goods
        fresh = tuple(
            number
            for number in tried.get((order.no, line.line_no), ())
            if (goods.item_no, goods.variant_code, number) not in known
        )
        return replace(line, serial_nos=fresh[:SERIALS])

    return tuple(
        replace(order, lines=tuple(completed(order, line) for line in order.lines))
        for order in orders
    )


def _lying(connection: Connection, here: str, item_nos: Sequence[str]) -> tuple[BinStock, ...]:
    """Read what lies in a bin that holds the first of some items; empty if it is nowhere."""
    if not item_nos:
        return ()
    stock = ledger.item_stock(connection, item_nos[0], location_code=here)
    bins = [row.bin_code for row in stock if row.bin_code and row.quantity > 0]
    if not bins:
        return ()
    rows = ledger.bin_contents(connection, location_code=here, bin_code=bins[0])
    # The item itself comes first: it is what is moved.
    return tuple(sorted(rows, key=lambda row: row.item_no != item_nos[0]))


def tracked_labels(
    connection: Connection, stock: Sequence[BinStock], rows: Sequence[BarCodeRow]
) -> tuple[Label, ...]:
    """Make the labels of what is in stock by lot or serial no.

    Args:
        connection: of a reading.
        stock: of one or more items.
        rows: their bar codes, smallest unit first; goods without a GTIN get no label.
    """
    tracked = [one for one in stock if one.lot_no or one.serial_no]
    lots = tracking.known_lots(
        connection, {(one.item_no, one.variant_code, one.lot_no) for one in tracked}
    )
    labels = []
    for one in _identified(tracked, rows):
        goods = one.goods
        lot = lots.get((goods.item_no, goods.variant_code, one.lot_no))
        if goods.is_gtin:
            labels.append(lying_label(one, expiration_date=lot.expiration_date if lot else None))
    return tuple(labels)


def _goods(connection: Connection, lying: Sequence[BinStock]) -> tuple[Lying, ...]:
    """Give the goods in a bin that have a bar code, each in its smallest unit."""
    rows = bar_codes_of(connection, {one.item_no for one in lying})
    return _identified(lying, rows)[:_GOODS_MAX]


def _identified(stock: Sequence[BinStock], rows: Sequence[BarCodeRow]) -> tuple[Lying, ...]:
    """Leave out stock that nothing can be scanned of."""
    first: dict[tuple[str, str], BarCodeRow] = {}
    for row in rows:
        first.setdefault((row.item_no, row.variant_code), row)
    return tuple(
        Lying(
            goods=trade_item(first[one.item_no, one.variant_code]),
            lot_no=one.lot_no,
            serial_no=one.serial_no,
        )
        for one in stock
        if (one.item_no, one.variant_code) in first
    )


def _move(there: BinHit | None, goods: Sequence[Lying], bins: Sequence[BinHit]) -> Move | None:
    """Choose another bin for the goods: the next one on the way."""
    codes = [row.code for row in bins]
    if there is None or not goods or len(codes) < _BINS_OF_A_MOVE:
        return None
    place = codes.index(there.code)
    other = bins[(place + 1) % len(bins)]
    return Move(what=goods[0], from_bin=bin_label(there), to_bin=bin_label(other))


def _elsewhere(connection: Connection, here: str) -> Label | None:
    """Find a bin that does not belong to the location."""
    others = [
        row.code
        for row in locations.all_locations(connection)
        if row.uses_bins and row.code != here and not row.is_in_transit
    ]
    if not others:
        return None
    rows = locations.bins_of(connection, others[0], limit=1).rows
    return bin_label(rows[0]) if rows and rows[0].label_code else None
