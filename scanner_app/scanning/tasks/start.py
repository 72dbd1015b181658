"""The start: the first scan says what the person wants to do. Pure.

An order opens a receipt, a bin opens a move from it, an item opens its card.
Source: scanning.md 3: the start page is the scanner.
"""

from dataclasses import replace
from typing import Final

from scanner_app.scanning.found import Event, FoundCommand, FoundItem
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


def show(state: State, found: FoundItem) -> Next:
    """Show the card; the item is remembered, because its order may be received next."""
    return Next(state=replace(state, seen=found), effect=ShowCard(found=found))


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
                to=(to.value,),
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
            to=("transfer",),
            says="move goods from it",
        ),
        Rule(
            step=Step.ANYTHING,
            on=Event.ITEM,
            do=show,
            to=("anything",),
            says="show everything of it",
        ),
        *undo_rules((Step.ANYTHING,)),
    ),
)
"""The start as a table."""
