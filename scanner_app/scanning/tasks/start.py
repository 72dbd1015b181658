"""The start: the first scan says what the person wants to do. Pure.

An order opens a receipt, a bin opens a move from it, anything else opens its card.
Source: scanning.md 3: the start page is the scanner.
"""

from dataclasses import replace
from typing import Final

from scanner_app.scanning.found import Event, Found, FoundCommand, FoundItem
from scanner_app.scanning.tasks import receive
from scanner_app.scanning.tasks.opening import (
    OPENINGS,
    START_HINT,
    open_move_from,
    open_receipt,
    open_receipt_without_order,
    undo_rules,
)
from scanner_app.scanning.tasks.shape import (
    Ask,
    Next,
    Rule,
    ShowCard,
    State,
    Step,
    Task,
    TaskShape,
)
from scanner_app.scanning.tasks.staging import take_item


def show(state: State, found: Found) -> Next:
    """Show the card; an item is remembered, because its order may be received next."""
    seen = found if isinstance(found, FoundItem) else None
    return Next(state=replace(state, seen=seen), effect=ShowCard(found=found))


def receive_seen(state: State, found: FoundCommand) -> Next:
    """Receive the item just looked up against the order that expects it, else without order."""
    if found.order is None or state.seen is None:
        return open_receipt_without_order(state, found)
    opened = open_receipt(state, found.order)
    if opened.problems or opened.state.step is not Step.ITEM:
        return opened
    staged = take_item(receive.MANNER, opened.state, state.seen)
    return replace(staged, state=state) if staged.problems else staged


SHAPE: Final = TaskShape(
    task=Task.START,
    label="Start",
    asks={Step.ANYTHING: Ask("SCAN ANYTHING", START_HINT)},
    rules=(
        *(
            Rule(
                step=Step.ANYTHING,
                on=on,
                do=receive_seen if on is Event.RECEIVE else do,
                to=(to,),
                says="receive what the card offers, else without an order"
                if on is Event.RECEIVE
                else says,
            )
            for on, do, to, says in OPENINGS
        ),
        Rule(
            step=Step.ANYTHING,
            on=Event.BIN,
            do=open_move_from,
            to=("item",),
            says="move goods from it",
        ),
        *(
            Rule(step=Step.ANYTHING, on=on, do=show, to=("anything",), says="show everything of it")
            for on in (Event.ITEM, Event.LOT, Event.SERIAL)
        ),
        *undo_rules((Step.ANYTHING,)),
    ),
)
"""The start as a table."""
