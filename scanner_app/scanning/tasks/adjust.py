"""Adjust stock by a reason: reason, more or fewer, bin, goods, DONE. Pure."""

from dataclasses import replace
from typing import Final

from scanner_app.kernel.errors import problem
from scanner_app.scanning.found import Event, FoundBin, FoundCommand, Offer
from scanner_app.scanning.tasks.asking import item_rules, still_missing
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
    Result,
    Rule,
    State,
    Step,
    Task,
    TaskShape,
    refused,
)
from scanner_app.scanning.tasks.staging import ITEM_ASKS, Manner

MANNER: Final = Manner(
    asks_expiration=lambda state: bool(state.is_increase), check=lambda _s, _i, _q: ()
)

DIRECTIONS: Final = tuple(
    Offer(id=event.value, label=label, detail=detail, found=FoundCommand(event=event))
    for event, label, detail in (
        (Event.FEWER, "Fewer (-)", "Goods are gone, broken or expired."),
        (Event.MORE, "More (+)", "Goods were found."),
    )
)
"""The two directions, offered as choices."""


def take_reason(state: State, found: FoundCommand) -> Next:
    """Keep the reason and ask for the direction."""
    kept = replace(state, reason_code=found.argument, step=Step.DIRECTION, offers=DIRECTIONS)
    return Next(state=kept, message=f"Reason {found.argument}.")


def take_direction(state: State, found: FoundCommand) -> Next:
    """Keep the direction."""
    is_increase = found.event is Event.MORE
    word = "more" if is_increase else "fewer"
    kept = replace(state, is_increase=is_increase, step=Step.BIN)
    return Next(state=kept, message=f"There are {word} than booked.")


def take_bin(state: State, found: FoundBin) -> Next:
    """Set the bin; with goods staged it stays as it is."""
    if state.basket.lines:
        expected = "One bin at a time: DONE posts this one."
        return refused(
            state, problem("scan-not-expected", what=f"Bin {found.name}", expected=expected)
        )
    problems = place_problems(found, location_code=state.here)
    if problems:
        return refused(state, *problems)
    kept = replace(state, step=Step.ITEM, location_code=found.location_code, bin_code=found.code)
    return Next(state=kept, message=f"Adjusting {found.name}.", result=place_result(found))


def done(state: State, _found: FoundCommand) -> Next:
    """Post what is staged, or hold it for a supervisor."""
    if state.pending is not None:
        return refused(state, still_missing(state))
    if not state.basket.lines:
        return refused(state, problem("no-lines"))
    completed = Completed(
        task=Task.ADJUST,
        location_code=state.location_code,
        bin_code=state.bin_code,
        reason_code=state.reason_code,
        is_increase=bool(state.is_increase),
        lines=state.basket.lines,
    )
    return Next(state=fresh(state), effect=completed)


def _undo_bin(state: State, _found: FoundCommand) -> Next:
    kept = replace(state, step=Step.DIRECTION, is_increase=None, offers=DIRECTIONS)
    return Next(state=kept, message="Say more or fewer again.", result=Result(headline="± ?"))


SHAPE: Final = TaskShape(
    task=Task.ADJUST,
    label="Adjust",
    asks={
        Step.REASON: Ask("WHY?", "Scan a reason card or tap a reason."),
        Step.DIRECTION: Ask("MORE OR FEWER?", "Tap whether there are more or fewer than booked."),
        Step.BIN: Ask("BIN?", "Scan the bin that the goods are in."),
        Step.ITEM: Ask(
            "ITEM?",
            "Scan the goods.",
            "NEXT ITEM OR DONE?",
            "Scan more goods of this bin; DONE posts.",
        ),
        **ITEM_ASKS,
    },
    rules=(
        Rule(
            step=Step.REASON,
            on=Event.REASON,
            do=take_reason,
            to=("direction",),
            says="that is why",
        ),
        Rule(
            step=Step.DIRECTION, on=Event.MORE, do=take_direction, to=("bin",), says="goods found"
        ),
        Rule(
            step=Step.DIRECTION, on=Event.FEWER, do=take_direction, to=("bin",), says="goods gone"
        ),
        Rule(step=Step.BIN, on=Event.BIN, do=take_bin, to=("item",), says="goods are there"),
        Rule(
            step=Step.BIN,
            on=Event.UNDO,
            do=_undo_bin,
            to=("direction",),
            says="ask for the direction again",
        ),
        Rule(
            step=Step.ITEM,
            on=Event.BIN,
            do=take_bin,
            to=("item",),
            says="with nothing staged: goods are there",
        ),
        *item_rules(MANNER),
        *(
            Rule(step=step, on=Event.DONE, do=done, to=("start",), says="post what is staged")
            for step in (Step.ITEM, *ITEM_ASKS)
        ),
        *yielding_rules((Step.REASON, Step.DIRECTION, Step.BIN, Step.ITEM, *ITEM_ASKS)),
        *undo_rules((Step.ITEM,)),
    ),
)
"""The adjustment as a table."""
