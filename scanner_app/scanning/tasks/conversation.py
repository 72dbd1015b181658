"""From a state and what was found to what comes next. Pure, total: it returns, it never raises."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from scanner_app.kernel.errors import Problem, problem
from scanner_app.scanning.found import (
    COMMANDS,
    Event,
    Found,
    FoundCommand,
    Several,
    event_of,
    spoken,
)
from scanner_app.scanning.tasks import adjust, count, lookup, receive, start, transfer
from scanner_app.scanning.tasks.shape import (
    Ask,
    Next,
    Result,
    Signal,
    State,
    Task,
    TaskShape,
    refused,
)

SHAPES: Final[Mapping[Task, TaskShape]] = MappingProxyType(
    {
        shape.task: shape
        for shape in (
            start.SHAPE,
            receive.SHAPE,
            transfer.SHAPE,
            count.SHAPE,
            adjust.SHAPE,
            lookup.SHAPE,
        )
    }
)
"""Every task, as declared."""


def advance(state: State, found: Found) -> Next:
    """Say what follows when this is found in this state.

    Returns:
        The next state, what to say and what to do; with problems, the scan is refused and the
        state is the old one.
    """
    rule = SHAPES[state.task].rule(state.step, event_of(found))
    if rule is None:
        return refused(state, out_of_order(state, found))
    following = rule.do(replace(state, offers=()), found)
    return replace(following, state=state) if following.problems else following


def offer(state: State, several: Several) -> Next:
    """Ask which of several meanings is meant."""
    sentence = problem("choice-needed", text=several.text).sentence
    return Next(
        state=replace(state, offers=several.offers),
        message=sentence,
        signal=Signal.WARNING,
        result=Result(headline=several.text),
    )


def chosen(state: State, choice: str) -> Found | None:
    """Give what an offered choice stands for, None if it was not offered."""
    return next((one.found for one in state.offers if one.id == choice), None)


def ask(state: State) -> Ask:
    """Give the prompt of a state."""
    return SHAPES[state.task].ask(state)


def events(state: State) -> tuple[Event, ...]:
    """Name everything that may be scanned in a state."""
    return tuple(r.on for r in SHAPES[state.task].rules if r.step is state.step)


def out_of_order(state: State, found: Found) -> Problem:
    """Say in one sentence that this makes no sense here, and what was expected."""
    expected = ask(state).hint
    if isinstance(found, FoundCommand) and found.event in COMMANDS:
        return problem("command-not-here", command=found.event.value, expected=expected)
    return problem("scan-not-expected", what=spoken(found), expected=expected)
