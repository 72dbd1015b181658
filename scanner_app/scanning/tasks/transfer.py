"""Move goods: bin, goods, bin. The first bin is always "from", the last always "to". Pure.

The bin that goods come from stays in force after a posting, until another bin opens a move.
Source: scanning.md 3.2.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from scanner_app.kernel.errors import Problem, problem
from scanner_app.scanning.found import Event, FoundBin, FoundCommand, FoundItem
from scanner_app.scanning.tasks.asking import item_rules
from scanner_app.scanning.tasks.basket import Basket
from scanner_app.scanning.tasks.opening import (
    fresh,
    place_problems,
    place_result,
    undo_rules,
    yielding_rules,
)
from scanner_app.scanning.tasks.shape import (
    Ask,
    Completed,
    ListBin,
    Next,
    Rule,
    State,
    Step,
    Task,
    TaskShape,
    refused,
)
from scanner_app.scanning.tasks.staging import ITEM_ASKS, Manner


def order_problems(state: State, item: FoundItem, further_base: Decimal) -> tuple[Problem, ...]:
    """Say what a transfer order has against moving an item; empty if nothing."""
    del further_base
    order = state.order
    asked = (item.item_no, item.variant_code)
    if order is None or any((x.item_no, x.variant_code) == asked for x in order.lines):
        return ()
    return (problem("item-not-on-order", item=item.name, document=order.no),)


_ASKS: Final = (Step.LOT, Step.SERIAL, Step.QUANTITY)

MANNER: Final = Manner(asks_expiration=lambda _state: False, check=order_problems, asks=_ASKS)


def take_from_bin(state: State, found: FoundBin) -> Next:
    """Set the bin that the goods come from."""
    location_code = state.order.location_code if state.order else state.here
    problems = place_problems(found, location_code=location_code)
    if problems:
        return refused(state, *problems)
    kept = replace(state, step=Step.ITEM, location_code=found.location_code, bin_code=found.code)
    return Next(state=kept, message=f"Moving from {found.name}.", result=place_result(found))


def take_bin(state: State, found: FoundBin) -> Next:
    """With goods staged this is where they go; else it is another bin that they come from."""
    return take_to_bin(state, found) if state.basket.lines else take_from_bin(state, found)


def take_to_bin(state: State, found: FoundBin) -> Next:
    """Post the move to this bin."""
    if (found.location_code, found.code) == (state.location_code, state.bin_code):
        return refused(state, problem("other-bin-expected", field="bin", bin=found.name))
    problems = place_problems(found, location_code=state.to_location_code)
    if problems:
        return refused(state, *problems)
    completed = Completed(
        task=Task.TRANSFER,
        location_code=state.location_code,
        bin_code=state.bin_code,
        to_location_code=found.location_code,
        to_bin_code=found.code,
        order_no=state.order.no if state.order else "",
        is_whole_bin=state.is_whole_bin,
        lines=state.basket.lines,
    )
    if state.is_whole_bin:
        return Next(state=fresh(state), effect=completed)
    return Next(state=replace(state, basket=Basket(), step=Step.ITEM), effect=completed)


def take_all(state: State, _found: FoundCommand) -> Next:
    """Move whatever is in the bin."""
    if state.basket.lines:
        expected = "Goods are staged already. Scan the bin where they go."
        return refused(state, problem("command-not-here", command="ALL", expected=expected))
    effect = ListBin(location_code=state.location_code, bin_code=state.bin_code)
    return Next(
        state=replace(state, is_whole_bin=True, multiplier=None, step=Step.TO_BIN),
        message=f"Everything in {state.bin_code or state.location_code} moves.",
        effect=effect,
    )


def not_all(state: State, _found: FoundCommand) -> Next:
    """Not the whole bin after all."""
    return Next(
        state=replace(state, is_whole_bin=False, step=Step.ITEM), message="Not the whole bin."
    )


SHAPE: Final = TaskShape(
    task=Task.TRANSFER,
    label="Move",
    asks={
        Step.FROM_BIN: Ask("FROM BIN?", "Scan the bin that the goods come from."),
        Step.ITEM: Ask(
            "ITEM?",
            "Scan the goods to move; ALL moves the whole bin.",
            "NEXT ITEM OR TO BIN?",
            "Scan more goods, or the bin where they go.",
        ),
        Step.TO_BIN: Ask("TO BIN?", "Scan the bin where everything goes."),
        **{step: ITEM_ASKS[step] for step in _ASKS},
    },
    rules=(
        Rule(
            step=Step.FROM_BIN, on=Event.BIN, do=take_from_bin, to=("item",), says="goods leave it"
        ),
        Rule(
            step=Step.ITEM,
            on=Event.BIN,
            do=take_bin,
            to=("item",),
            says="post the move to it; with nothing staged, goods leave it from now on",
        ),
        Rule(step=Step.ITEM, on=Event.ALL, do=take_all, to=("to bin",), says="all of the bin"),
        Rule(step=Step.TO_BIN, on=Event.BIN, do=take_to_bin, to=("start",), says="post the move"),
        Rule(step=Step.TO_BIN, on=Event.UNDO, do=not_all, to=("item",), says="not the whole bin"),
        *item_rules(MANNER),
        *yielding_rules((Step.FROM_BIN, Step.ITEM, Step.TO_BIN, *_ASKS)),
        *undo_rules((Step.FROM_BIN, Step.ITEM)),
    ),
)
"""The move as a table."""
