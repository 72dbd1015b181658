"""How an item in hand becomes a staged line, and how staged lines are changed. Pure.

The same for every task that stages goods; a `Manner` says where tasks differ. What a label does
not say is asked for; the answers are in `asking`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from scanner_app.kernel.codes import is_tracking_no
from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.limits import LINES_PER_POSTING_MAX, QUANTITY_MAX
from scanner_app.kernel.quantity import base_quantity, rounded, shown
from scanner_app.scanning.found import FoundCommand, FoundItem, FoundNumber, FoundSerial
from scanner_app.scanning.tasks.basket import StagedLine
from scanner_app.scanning.tasks.shape import Ask, Next, Result, State, Step, refused

ONE: Final = Decimal(1)

Check = Callable[[State, FoundItem, Decimal], tuple[Problem, ...]]


ITEM_ASKS: Final[Mapping[Step, Ask]] = MappingProxyType(
    {
        Step.LOT: Ask("LOT?", "{item} is kept by lot. Scan the lot."),
        Step.SERIAL: Ask("SERIAL?", "{item} is kept by serial number. Scan the serial."),
        Step.EXPIRATION: Ask("EXPIRES?", "Scan the expiration date of {item}, or type 2027-03-31."),
        Step.QUANTITY: Ask("HOW MANY?", "Type or scan how much of {item}."),
    }
)
"""Prompts of the steps that ask something of the item in hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a task stages goods.

    Attributes:
        asks_expiration: whether an unknown expiration date is asked for (increases only).
        check: what the task has against an item and a further quantity in base units.
        takes_blocked: a count takes what it finds.
        keeps_bin: whether each line keeps the bin in force.
        asks: the steps that ask something of an item.
    """

    asks_expiration: Callable[[State], bool]
    check: Check
    takes_blocked: bool = False
    keeps_bin: bool = False
    asks: tuple[Step, ...] = tuple(ITEM_ASKS)


def take_item(manner: Manner, state: State, item: FoundItem) -> Next:
    """Take an item in hand: stage it, or ask for what is missing."""
    problems = _blocked(item) if not manner.takes_blocked else ()
    quantity = item.quantity
    if quantity is not None or state.multiplier is not None or not _asks_quantity(item):
        # A label that says 0 says 0: it is refused and not taken for one.
        told = ONE if quantity is None else quantity
        quantity = rounded(told * (state.multiplier or ONE))
    own = replace(
        item,
        quantity=quantity,
        lot_no=item.lot_no if item.needs_lot else "",
        serial_no=item.serial_no if item.needs_serial else "",
        expiration_date=item.expiration_date if item.needs_lot or item.needs_serial else None,
    )
    problems += item_problems(manner, state, own)
    if problems:
        return refused(state, *problems)
    return proceed(manner, replace(state, multiplier=None), own)


def proceed(manner: Manner, state: State, item: FoundItem) -> Next:
    """Ask for the next thing that an item lacks, or stage it."""
    step = missing(manner, state, item)
    if step is None:
        return _staged(manner, state, item)
    waiting = replace(state, pending=item, step=step)
    return Next(
        state=waiting,
        message=ITEM_ASKS[step].hint.replace("{item}", item.name),
        result=Result(headline=item.description, detail=item.name),
    )


def missing(manner: Manner, state: State, item: FoundItem) -> Step | None:
    """Say what an item lacks before it can be staged, None if nothing."""
    if item.needs_lot and not item.lot_no:
        return Step.LOT
    if item.needs_serial and not item.serial_no:
        return Step.SERIAL
    dated = item.expiration_date or item.known_expiration
    if item.needs_expiration and not dated and manner.asks_expiration(state):
        return Step.EXPIRATION
    return Step.QUANTITY if item.quantity is None else None


def item_problems(manner: Manner, state: State, item: FoundItem) -> tuple[Problem, ...]:
    """Say what is wrong with an item in hand; empty if nothing is."""
    problems = list(_tracking_problems(state, item))
    known, told = item.known_expiration, item.expiration_date
    if known and told and known != told:
        problems.append(problem("lot-expiry-differs", lot=item.lot_no, known=known, date=told))
    if item.quantity is not None:
        problems += _quantity_problems(item, item.quantity)
        base = base_quantity(item.quantity, per_unit=item.quantity_per_unit)
        problems += () if problems else manner.check(state, item, base)
    else:
        problems += manner.check(state, item, Decimal(0))
    return tuple(problems)


def _blocked(item: FoundItem) -> tuple[Problem, ...]:
    if item.is_blocked:
        return (problem("item-blocked", item=item.item_no),)
    if item.is_variant_blocked:
        return (problem("variant-blocked", item=item.item_no, variant=item.variant_code),)
    return ()


def _asks_quantity(item: FoundItem) -> bool:
    """Loose goods by weight or length: one scan says nothing of how much."""
    return not item.is_whole and item.unit_code == item.base_unit_code and not item.needs_serial


def _tracking_problems(state: State, item: FoundItem) -> tuple[Problem, ...]:
    wrong = next(
        (no for no in (item.lot_no, item.serial_no) if no and not is_tracking_no(no)), None
    )
    if wrong is not None:
        return (problem("tracking-no-malformed", text=wrong[:60]),)
    serial = item.serial_no
    if serial and state.basket.has_serial(
        item.item_no, variant_code=item.variant_code, serial_no=serial
    ):
        return (problem("serial-twice", field="serial_no", serial=serial),)
    return ()


def number_problem(quantity: Decimal) -> Problem | None:
    """Say why a number cannot be a quantity of anything; None if it can."""
    if not quantity > 0:
        return problem("quantity-not-positive", field="quantity")
    if quantity > QUANTITY_MAX:
        return problem("quantity-too-large", field="quantity", text=shown(quantity))
    if quantity != rounded(quantity):
        return problem("quantity-malformed", field="quantity", text=shown(quantity))
    return None


def _quantity_problems(item: FoundItem, quantity: Decimal) -> tuple[Problem, ...]:
    number = number_problem(quantity)
    if number is not None:
        return (number,)
    base = base_quantity(quantity, per_unit=item.quantity_per_unit)
    if base > QUANTITY_MAX:
        return (problem("quantity-too-large", field="quantity", text=shown(quantity)),)
    if item.is_whole and base != base.to_integral_value():
        return (
            problem(
                "quantity-not-whole", field="quantity", item=item.name, unit=item.base_unit_code
            ),
        )
    if item.needs_serial and base != ONE:
        return (problem("serial-quantity", field="quantity", quantity=shown(base)),)
    return ()


def _staged(manner: Manner, state: State, item: FoundItem) -> Next:
    if len(state.basket.lines) >= LINES_PER_POSTING_MAX:
        return refused(state, problem("too-many-lines", limit=LINES_PER_POSTING_MAX))
    assert item.quantity is not None
    line = StagedLine(
        id=0,
        item_no=item.item_no,
        variant_code=item.variant_code,
        variant_description=item.variant_description,
        description=item.description,
        unit_code=item.unit_code,
        base_unit_code=item.base_unit_code,
        quantity=item.quantity,
        quantity_per_unit=item.quantity_per_unit,
        is_whole=item.is_whole,
        lot_no=item.lot_no,
        serial_no=item.serial_no,
        expiration_date=item.expiration_date or item.known_expiration,
        bin_code=state.bin_code if manner.keeps_bin else "",
    )
    basket = state.basket.added(line)
    last = basket.last
    assert last is not None
    if base_quantity(last.quantity, per_unit=last.quantity_per_unit) > QUANTITY_MAX:
        text = shown(last.quantity)
        return refused(state, problem("quantity-too-large", field="quantity", text=text))
    message = f"Adds {shown(item.quantity)} {item.unit_code} of {item.name}."
    kept = replace(state, basket=basket, pending=None, step=Step.ITEM)
    return Next(state=kept, message=message, result=line_result(last))


def line_result(line: StagedLine) -> Result:
    """Say a line large: what it is, where from, how many there are now."""
    return Result(
        headline=line.description,
        detail=line_detail(line),
        quantity=shown(line.quantity),
        unit=line.unit_code,
    )


def line_detail(line: StagedLine) -> str:
    """Say what tells a line from others of its item."""
    parts = (
        line.name,
        line.variant_description,
        f"lot {line.lot_no}" if line.lot_no else "",
        f"serial {line.serial_no}" if line.serial_no else "",
        f"expires {line.expiration_date.isoformat()}" if line.expiration_date else "",
        line.bin_code,
    )
    return " · ".join(part for part in parts if part)


def take_next_serial(manner: Manner, state: State, found: FoundSerial) -> Next:
    """Stage one more of the serial-tracked item that was staged last."""
    last = state.basket.last
    if last is None or not last.serial_no:
        return refused(state, problem("item-first"))
    item = FoundItem(
        item_no=last.item_no,
        variant_code=last.variant_code,
        variant_description=last.variant_description,
        description=last.description,
        unit_code=last.unit_code,
        base_unit_code=last.base_unit_code,
        quantity_per_unit=last.quantity_per_unit,
        is_whole=last.is_whole,
        lot_no=last.lot_no,
        needs_lot=bool(last.lot_no),
        expiration_date=last.expiration_date,
        needs_serial=True,
        serial_no=found.serial_no,
    )
    return take_item(manner, state, item)


def take_number(manner: Manner, state: State, found: FoundNumber) -> Next:
    """Set the last line (number pad), or multiply the next scan (card or prefix)."""
    wrong = number_problem(found.quantity)
    if wrong is not None:
        return refused(state, wrong)
    last = state.basket.last
    if found.sets and last is not None:
        return _set_last(manner, state, last, quantity=found.quantity)
    return Next(
        state=replace(state, multiplier=found.quantity),
        message=f"The next scan adds {shown(found.quantity)}.",
        result=Result(headline=f"{shown(found.quantity)} times", detail="Scan the item."),
    )


def _set_last(manner: Manner, state: State, last: StagedLine, *, quantity: Decimal) -> Next:
    item = FoundItem(
        item_no=last.item_no,
        variant_code=last.variant_code,
        description=last.description,
        unit_code=last.unit_code,
        base_unit_code=last.base_unit_code,
        quantity_per_unit=last.quantity_per_unit,
        is_whole=last.is_whole,
        needs_serial=bool(last.serial_no),
    )
    further = base_quantity(quantity, per_unit=last.quantity_per_unit) - last.quantity_base
    problems = _quantity_problems(item, quantity) or manner.check(state, item, further)
    if problems:
        return refused(state, *problems)
    basket = state.basket.with_quantity(last, quantity)
    changed = basket.last
    assert changed is not None
    return Next(
        state=replace(state, basket=basket),
        message=f"Sets {last.name} to {shown(quantity)} {last.unit_code}.",
        result=line_result(changed),
    )


def remove_line(_manner: Manner, state: State, found: FoundCommand) -> Next:
    """Take a staged line out by its id."""
    wanted = found.argument
    line = next((one for one in state.basket.lines if str(one.id) == wanted), None)
    if line is None:
        return refused(state, problem("nothing-to-undo"))
    return Next(
        state=replace(state, basket=state.basket.without(line)),
        message=f"Took out {shown(line.quantity)} {line.unit_code} of {line.name}.",
        result=Result(headline=line.description, detail=line_detail(line), quantity="0"),
    )
