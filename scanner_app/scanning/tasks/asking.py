"""What is asked of an item before it is staged: lot, serial, expiration, quantity. Pure.

One more code on the label answers each question: nobody is sent to a form.
Source: scanning.md 3.1, 4 no. 20.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from scanner_app.kernel.codes import tracking_no
from scanner_app.kernel.errors import Problem, problem
from scanner_app.scanning.found import (
    Event,
    FoundCommand,
    FoundItem,
    FoundLot,
    FoundNumber,
    FoundSerial,
    FoundText,
)
from scanner_app.scanning.tasks.shape import Next, Rule, State, Step, refused
from scanner_app.scanning.tasks.staging import (
    ITEM_ASKS,
    Manner,
    item_problems,
    proceed,
    remove_line,
    take_item,
    take_next_serial,
    take_number,
)


def item_rules(manner: Manner) -> tuple[Rule, ...]:
    """Make the rows that every task with staged goods has."""
    steps = (Step.ITEM, *manner.asks)
    return tuple(
        Rule(step=step, on=on, do=partial(do, manner), to=_after(manner, step, on=on), says=says)
        for step, on, do, says in _ROWS
        if step in steps
    )


def _after(manner: Manner, step: Step, *, on: Event) -> tuple[str, ...]:
    """Say where a row may lead: a question answered leads to those that are asked after it."""
    if on is Event.UNDO or (step is Step.ITEM and on is not Event.ITEM):
        return (Step.ITEM.value,)
    asked = manner.asks
    open_still = asked[asked.index(step) + 1 :] if step in asked else asked
    if on in (Event.NUMBER, Event.ITEM) and step in asked:
        open_still = (step, *open_still)
    return tuple(one.value for one in (Step.ITEM, *open_still))


def refuse_lot(_manner: Manner, state: State, _found: FoundLot) -> Next:
    """A lot says nothing without its item."""
    return refused(state, problem("item-first"))


def _answered(manner: Manner, state: State, item: FoundItem) -> Next:
    """Go on with the item in hand after an answer, if the answer is right and says anything."""
    if item == state.pending:
        return refused(state, _still_missing(state.step, item))
    problems = item_problems(manner, state, item)
    return refused(state, *problems) if problems else proceed(manner, state, item)


def _in_hand(state: State) -> FoundItem:
    assert state.pending is not None, "a step that asks has an item in hand"
    return state.pending


def answer_lot(manner: Manner, state: State, found: FoundLot) -> Next:
    """Take the lot of the item in hand, and the date that its label says."""
    item = _in_hand(state)
    if item.lot_no and item.lot_no != found.lot_no:
        other = f"lot {found.lot_no}"
        return refused(
            state, problem("label-contradicts-item", other=other, item=f"lot {item.lot_no}")
        )
    known = found.known_expiration or item.known_expiration
    date_ = found.expiration_date or item.expiration_date
    own = replace(item, lot_no=found.lot_no, known_expiration=known, expiration_date=date_)
    return _answered(manner, state, own)


def answer_lot_text(manner: Manner, state: State, found: FoundText) -> Next:
    """Take a text as the lot of the item in hand."""
    return answer_lot(manner, state, FoundLot(lot_no=tracking_no(found.text)))


def answer_serial(manner: Manner, state: State, found: FoundSerial) -> Next:
    """Take the serial of the item in hand."""
    return _answered(manner, state, replace(_in_hand(state), serial_no=found.serial_no))


def answer_serial_text(manner: Manner, state: State, found: FoundText) -> Next:
    """Take a text as the serial of the item in hand."""
    return answer_serial(manner, state, FoundSerial(serial_no=tracking_no(found.text)))


def answer_expiration(manner: Manner, state: State, found: FoundText) -> Next:
    """Take a text as the expiration date of the item in hand."""
    day = read_day(found.text)
    if day is None:
        text = found.text[:30]
        return refused(state, problem("date-malformed", field="expiration_date", text=text))
    return _answered(manner, state, replace(_in_hand(state), expiration_date=day))


def answer_quantity(manner: Manner, state: State, found: FoundNumber) -> Next:
    """Take the quantity of the item in hand; the other questions stay open."""
    return _answered(manner, state, replace(_in_hand(state), quantity=found.quantity))


def answer_label(manner: Manner, state: State, label: FoundItem) -> Next:
    """Take what another label of the item in hand says; nothing that it lacks is cleared."""
    item = _in_hand(state)
    if (label.item_no, label.variant_code) != (item.item_no, item.variant_code):
        other = problem("label-contradicts-item", other=label.name, item=item.name)
        return refused(state, other)
    if label.lot_no and item.lot_no and label.lot_no != item.lot_no:
        return refused(
            state,
            problem(
                "label-contradicts-item", other=f"lot {label.lot_no}", item=f"lot {item.lot_no}"
            ),
        )
    own = replace(
        item,
        lot_no=item.lot_no or (label.lot_no if item.needs_lot else ""),
        serial_no=item.serial_no or (label.serial_no if item.needs_serial else ""),
        expiration_date=label.expiration_date or item.expiration_date,
        known_expiration=label.known_expiration or item.known_expiration,
    )
    if label.quantity is not None:
        # What a label says of its content is better than the one piece assumed at the first scan.
        own = replace(
            own,
            quantity=label.quantity,
            unit_code=label.unit_code,
            quantity_per_unit=label.quantity_per_unit,
        )
    return _answered(manner, state, own)


_MISSING: Final = {
    Step.LOT: "lot-required",
    Step.SERIAL: "serial-required",
    Step.EXPIRATION: "expiration-required",
    Step.QUANTITY: "quantity-required",
}


def _still_missing(step: Step, item: FoundItem) -> Problem:
    return problem(_MISSING[step], item=item.name)


def still_missing(state: State) -> Problem:
    """Say what the item in hand lacks, for a DONE that comes too early."""
    return _still_missing(state.step, _in_hand(state))


def drop_pending(_manner: Manner, state: State, _found: FoundCommand) -> Next:
    """Forget the item in hand."""
    name = _in_hand(state).name
    return Next(state=replace(state, pending=None, step=Step.ITEM), message=f"{name} taken back.")


_ISO: Final = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
_LABEL: Final = re.compile(r"(\d{2})(\d{2})(\d{2})", re.ASCII)


def read_day(text: str) -> date | None:
    """Read a date as people type it (2027-03-31, 20270331) or labels carry it (270331, 270300).

    Day 00 is the last day of the month, as in GS1 data. None if it is no date.
    """
    cleaned = text.strip()
    match = _ISO.fullmatch(cleaned) or _LABEL.fullmatch(cleaned)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    if match.re is _LABEL:
        year += 2000
    if not (1 <= month <= 12 and year >= 1):  # noqa: PLR2004 - months
        return None
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


_ROWS: Final[tuple[tuple[Step, Event, Callable[..., Next], str], ...]] = (
    (Step.ITEM, Event.ITEM, take_item, "stage it, or ask for what its label does not say"),
    (Step.ITEM, Event.SERIAL, take_next_serial, "stage one more of the item in hand"),
    (Step.ITEM, Event.LOT, refuse_lot, "refused: the item comes first"),
    (Step.ITEM, Event.NUMBER, take_number, "set the last line, or multiply the next scan"),
    (Step.ITEM, Event.REMOVE, remove_line, "take the named line out"),
    (Step.LOT, Event.LOT, answer_lot, "the lot is known"),
    (Step.LOT, Event.TEXT, answer_lot_text, "the text is the lot"),
    (Step.SERIAL, Event.SERIAL, answer_serial, "the serial is known"),
    (Step.SERIAL, Event.TEXT, answer_serial_text, "the text is the serial"),
    (Step.EXPIRATION, Event.TEXT, answer_expiration, "the date is known"),
    (Step.EXPIRATION, Event.LOT, answer_lot, "the label of the lot says the date"),
    *((step, Event.NUMBER, answer_quantity, "so many of the item in hand") for step in ITEM_ASKS),
    *((step, Event.ITEM, answer_label, "another label of the same item") for step in ITEM_ASKS),
    *((step, Event.UNDO, drop_pending, "the item in hand is forgotten") for step in ITEM_ASKS),
)
"""Step, event, function, and what it does."""
