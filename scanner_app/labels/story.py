"""A story to scan one's way through: receive, move, count, adjust, look up, be refused. Pure.

Each section is a task with its labels in the order in which they are scanned. Lot and serial nos.
are made from the order's number, so that the same label is printed today and tomorrow.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from scanner_app.barcodes.check_digit import check_digit
from scanner_app.barcodes.encode import Printed
from scanner_app.barcodes.house_code import Command, label_code
from scanner_app.labels.cards import command_card, direction_card, document_label, reason_card
from scanner_app.labels.goods import TradeItem, lot_label, plain_label, serial_label
from scanner_app.labels.label import Label, LabelKind, Section

LINES_MAX: Final = 3
"""Labels of goods in one section: enough to learn by, few enough to see at once."""

SERIALS: Final = 2
_SHELF_DAYS: Final = 400
_LINE_STEP: Final = 10_000
_ORDER_SIGNS: Final = 12
"""Signs of the order's number in a lot no.: with line and serial it stays within GS1's twenty."""

_UNKNOWN: Final = "950600013999"
"""Begins with what GS1 keeps for examples; the demo does not use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A line on which goods are still expected.

    Attributes:
        serial_nos: not in stock yet, for goods with serial nos.; else empty.
    """

    goods: TradeItem
    line_no: int
    needs_lot: bool = False
    needs_serial: bool = False
    needs_expiration: bool = False
    serial_nos: tuple[str, ...] = ()

    @property
    def kind(self) -> tuple[bool, bool]:
        """Tells goods by how they are tracked."""
        return (self.needs_lot, self.needs_serial)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderToReceive:
    """An open purchase order."""

    no: str
    vendor_name: str
    order_date: date
    lines: tuple[Expected, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """Goods in a bin."""

    goods: TradeItem
    lot_no: str = ""
    serial_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Something that can be moved."""

    what: Lying
    from_bin: Label
    to_bin: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A bin that can be counted, with what lies in it."""

    bin: Label
    goods: tuple[Lying, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that the story is told of; None and empty where the warehouse has no such thing.

    Attributes:
        reason: code and description.
        elsewhere: the label of a bin at another location.
    """

    orders: tuple[OrderToReceive, ...] = ()
    move: Move | None = None
    count: Count | None = None
    reason: tuple[str, str] | None = None
    elsewhere: Label | None = None


def lot_no_of(order_no: str, line_no: int) -> str:
    """Make a lot no. for what an order line expects: an even number of digits, for narrow bars."""
    digits = "".join(c for c in order_no if c in "0123456789")
    made = f"{(digits or label_code(order_no))[-_ORDER_SIGNS:]}{line_no // _LINE_STEP:02d}"
    return made if len(made) % 2 == 0 else f"0{made}"


def serial_nos_of(order_no: str, line_no: int, *, count: int) -> tuple[str, ...]:
    """Make serial nos. for what an order line expects; `count` is 1..99."""
    start = lot_no_of(order_no, line_no)
    return tuple(f"{start}{number:02d}" for number in range(1, count + 1))


def chosen_orders(
    orders: Sequence[OrderToReceive], *, orders_max: int = 3
) -> tuple[OrderToReceive, ...]:
    """Choose orders that differ in how their goods are tracked: lots first, then serials.

    Of several alike the one with most lines, for it shows most.
    """
    firsts: dict[tuple[bool, bool], OrderToReceive] = {}
    for order in sorted(orders, key=lambda one: -len(one.lines)):
        if order.lines:
            firsts.setdefault(order.lines[0].kind, order)
    by_kind = sorted(firsts.items(), key=lambda pair: (not pair[0][0], not pair[0][1]))
    return tuple(order for _, order in by_kind)[:orders_max]


def lying_label(lying: Lying, *, expiration_date: date | None = None) -> Label:
    """Make the label of goods in stock; the date of a known lot may be left out."""
    if lying.serial_no and lying.goods.is_gtin:
        return serial_label(lying.goods, lying.serial_no, lot_no=lying.lot_no)
    if lying.lot_no and lying.goods.is_gtin:
        dated = expiration_date
        return lot_label(lying.goods, lying.lot_no, expiration_date=dated, is_matrix=True)
    return plain_label(lying.goods)


def told(scene: Scene, *, key: bytes) -> tuple[Section, ...]:
    """Tell the story; a task for which the warehouse has nothing is left out."""
    parts: list[Callable[[int], Section | None]] = [
        *(_receiving(order, key) for order in scene.orders),
        lambda number: _moving(scene.move, number),
        lambda number: _counting(scene.count, number, key),
        lambda number: _adjusting(scene, number, key),
        lambda number: _looking_up(scene, number),
        lambda number: _refused(scene, number),
    ]
    sections: list[Section] = []
    for part in parts:
        section = part(len(sections) + 1)
        if section is not None:
            sections.append(section)
    return tuple(sections)


def _receiving(order: OrderToReceive, key: bytes) -> Callable[[int], Section]:
    def section(number: int) -> Section:
        lines = enumerate(order.lines[:LINES_MAX])
        goods = [label for place, line in lines for label in _expected(order, line, place)]
        labels = (
            document_label(order.no, what="purchase order", who=order.vendor_name),
            *goods,
            command_card(Command.DONE, key=key),
        )
        hint = (
            "Scan the order, then goods as often as you like: each scan adds one. "
            "DONE posts the receipt."
        )
        return Section(f"{number}. Receive {order.no}", hint, labels, is_in_steps=True)

    return section


def _expected(order: OrderToReceive, line: Expected, place: int) -> tuple[Label, ...]:
    """Make the labels of a line; lots in turn as bars and as DataMatrix."""
    goods, lot_no = line.goods, lot_no_of(order.no, line.line_no)
    if not goods.is_gtin or not (line.needs_lot or line.needs_serial):
        return (plain_label(goods),)
    if line.needs_serial:
        lot = lot_no if line.needs_lot else ""
        return tuple(serial_label(goods, no, lot_no=lot) for no in line.serial_nos[:SERIALS])
    expires = order.order_date + timedelta(days=_SHELF_DAYS) if line.needs_expiration else None
    return (lot_label(goods, lot_no, expiration_date=expires, is_matrix=place % 2 == 1),)


def _moving(move: Move | None, number: int) -> Section | None:
    if move is None:
        return None
    hint = "A bin, the goods, another bin: the second bin posts the move. Nothing to tap."
    labels = (move.from_bin, lying_label(move.what), move.to_bin)
    return Section(f"{number}. Move goods", hint, labels, is_in_steps=True)


def _counting(count: Count | None, number: int, key: bytes) -> Section | None:
    if count is None:
        return None
    hint = (
        "You are not told what should be there: scan what you see, each piece or label once, or "
        "type the number. DONE records the bin; a large difference waits for a supervisor."
    )
    goods = tuple(lying_label(lying) for lying in count.goods)
    start, done = (command_card(one, key=key) for one in (Command.COUNT, Command.DONE))
    labels = (start, count.bin, *goods, done)
    return Section(f"{number}. Count a bin", hint, labels, is_in_steps=True)


def _adjusting(scene: Scene, number: int, key: bytes) -> Section | None:
    if scene.reason is None or scene.move is None:
        return None
    hint = "Say why, in which direction, where and what. DONE posts it, or asks a supervisor first."
    labels = (
        command_card(Command.ADJUST, key=key),
        reason_card(*scene.reason, key=key),
        direction_card("FEWER", "goods are gone", key=key),
        scene.move.from_bin,
        lying_label(scene.move.what),
        command_card(Command.DONE, key=key),
    )
    return Section(f"{number}. Correct stock", hint, labels, is_in_steps=True)


def _looking_up(scene: Scene, number: int) -> Section | None:
    goods = [line.goods for order in scene.orders for line in order.lines]
    if not goods:
        return None
    hint = "On the start screen a piece or a case shows where it lies and what happened to it."
    labels = tuple({one.content: one for one in map(plain_label, goods)}.values())
    return Section(f"{number}. Look something up", hint, labels[: 2 * LINES_MAX])


def _refused(scene: Scene, number: int) -> Section:
    hint = "Wrong codes are refused in one sentence that says what to do. Nothing is posted."
    unknown = Label(
        kind=LabelKind.GOODS,
        symbol=Printed.EAN_13,
        content=_UNKNOWN + check_digit(_UNKNOWN),
        title="A code nobody knows",
        lines=("a correct EAN-13, but of no item",),
    )
    labels = (unknown, scene.elsewhere) if scene.elsewhere else (unknown,)
    return Section(f"{number}. See it refuse", hint, labels)
