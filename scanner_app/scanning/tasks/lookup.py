"""Look things up: every scan shows a card, nothing is ever written. Pure."""

from typing import Final

from scanner_app.scanning.found import Event, Found, FoundCommand
from scanner_app.scanning.tasks.opening import fresh, yielding_rules
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

SHOWN: Final = (
    Event.ITEM,
    Event.BIN,
    Event.PURCHASE_ORDER,
    Event.TRANSFER_ORDER,
)
"""What has a card."""


def show(state: State, found: Found) -> Next:
    """Show the card."""
    return Next(state=state, effect=ShowCard(found=found))


def leave(state: State, _found: FoundCommand) -> Next:
    """Back to the start."""
    return Next(state=fresh(state), message="Ready.")


SHAPE: Final = TaskShape(
    task=Task.LOOKUP,
    label="Look up",
    asks={
        Step.ANYTHING: Ask(
            "LOOK UP WHAT?", "Scan an item, a bin, an order, or a lot or serial that is known."
        )
    },
    rules=(
        *(
            Rule(step=Step.ANYTHING, on=on, do=show, to=("anything",), says="show everything of it")
            for on in SHOWN
        ),
        Rule(step=Step.ANYTHING, on=Event.DONE, do=leave, to=("start",), says="leave"),
        *(
            rule
            for rule in yielding_rules((Step.ANYTHING,))
            if rule.on not in (Event.PURCHASE_ORDER, Event.TRANSFER_ORDER)
        ),
    ),
)
"""The look-up as a table."""
