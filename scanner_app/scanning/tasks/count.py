"""Count bins, blind. Pure.

What the ledger expects is in no state and in no reply. Scanning the next bin closes the last one.
Source: scanning.md 3.3, 4 no. 12.
"""

from dataclasses import replace
from typing import Final

from scanner_app.kernel.errors import problem
from scanner_app.scanning.found import Event, FoundBin, FoundCommand
from scanner_app.scanning.tasks.asking import item_rules, still_missing
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
    Next,
    Rule,
    Signal,
    State,
    Step,
    Task,
    TaskShape,
    refused,
)
from scanner_app.scanning.tasks.staging import ITEM_ASKS, Manner

MANNER: Final = Manner(
    asks_expiration=lambda _state: True, check=lambda _s, _i, _q: (), takes_blocked=True
)


def _closed(state: State, *, is_empty: bool = False) -> Completed:
    return Completed(
        task=Task.COUNT,
        location_code=state.location_code,
        bin_code=state.bin_code,
        is_empty=is_empty,
        lines=state.basket.lines,
    )


def take_bin(state: State, found: FoundBin) -> Next:
    """Count this bin from now on; what was counted in the last one is recorded."""
    problems = place_problems(found, location_code=state.here)
    if problems:
        return refused(state, *problems)
    message = f"Counting {found.name}. Scan what is in it."
    if state.step is Step.ITEM:
        if (found.location_code, found.code) == (state.location_code, state.bin_code):
            same = f"Still counting {found.name}."
            return Next(state=state, message=same, signal=Signal.WARNING)
        if not state.basket.lines:
            message = f"Nothing was counted in {state.bin_code}. Now counting {found.name}."
    kept = replace(
        state,
        step=Step.ITEM,
        location_code=found.location_code,
        bin_code=found.code,
        basket=Basket(),
        multiplier=None,
    )
    is_left = state.step is Step.ITEM and not state.basket.lines
    return Next(
        state=kept,
        message=message,
        signal=Signal.WARNING if is_left else Signal.SUCCESS,
        result=place_result(found),
        effect=_closed(state) if state.basket.lines else None,
    )


def empty(state: State, _found: FoundCommand) -> Next:
    """Record that nothing is in the bin."""
    if state.basket.lines:
        expected = "Things were counted in this bin. Take them back first, or scan DONE."
        return refused(state, problem("command-not-here", command="EMPTY", expected=expected))
    kept = fresh(state, task=Task.COUNT, step=Step.BIN)
    return Next(state=kept, effect=_closed(state, is_empty=True))


def done(state: State, _found: FoundCommand) -> Next:
    """Record the last bin and leave."""
    if state.pending is not None:
        return refused(state, still_missing(state))
    if not state.basket.lines:
        expected = "Scan what is in the bin, or EMPTY if nothing is."
        return refused(state, problem("command-not-here", command="DONE", expected=expected))
    return Next(state=fresh(state), effect=_closed(state))


def leave(state: State, _found: FoundCommand) -> Next:
    """Stop counting; every bin is recorded already."""
    return Next(state=fresh(state), message="Counting finished.")


SHAPE: Final = TaskShape(
    task=Task.COUNT,
    label="Count",
    asks={
        Step.BIN: Ask("BIN TO COUNT?", "Scan the bin that you count."),
        Step.ITEM: Ask(
            "COUNT WHAT IS THERE",
            "Scan what is in the bin, or EMPTY if nothing is.",
            "MORE, NEXT BIN OR DONE?",
            "Scan what else is in the bin; the next bin or DONE closes it.",
        ),
        **ITEM_ASKS,
    },
    rules=(
        Rule(step=Step.BIN, on=Event.BIN, do=take_bin, to=("item",), says="count it"),
        Rule(step=Step.BIN, on=Event.DONE, do=leave, to=("start",), says="stop counting"),
        Rule(
            step=Step.ITEM,
            on=Event.BIN,
            do=take_bin,
            to=("item",),
            says="record the last bin, count this one",
        ),
        Rule(step=Step.ITEM, on=Event.EMPTY, do=empty, to=("bin",), says="nothing is in the bin"),
        *item_rules(MANNER),
        *(
            Rule(step=step, on=Event.DONE, do=done, to=("start",), says="record the bin, leave")
            for step in (Step.ITEM, *ITEM_ASKS)
        ),
        *yielding_rules((Step.BIN, Step.ITEM, *ITEM_ASKS)),
        *undo_rules((Step.BIN, Step.ITEM)),
    ),
)
"""The count as a table."""
