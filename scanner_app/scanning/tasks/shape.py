"""The shape of a task: state, step, rule, and what comes next. Pure.

A task is declared as a table of rules: in this step, on this event, this function. What is in no
row is refused with the step's own sentence, so nonsense is refused by declaration and not by code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from scanner_app.kernel.errors import Problem
from scanner_app.scanning.found import Event, Found, FoundItem, FoundOrder, Offer
from scanner_app.scanning.tasks.basket import Basket, StagedLine


class Task(StrEnum):
    """What a person is doing."""

    START = "start"
    RECEIVE = "receive"
    TRANSFER = "transfer"
    COUNT = "count"
    ADJUST = "adjust"
    LOOKUP = "lookup"


class Step(StrEnum):
    """What a task waits for."""

    ANYTHING = "anything"
    REASON = "reason"
    DIRECTION = "direction"
    BIN = "bin"
    FROM_BIN = "from bin"
    ITEM = "item"
    LOT = "lot"
    SERIAL = "serial"
    EXPIRATION = "expiration"
    QUANTITY = "quantity"
    TO_BIN = "to bin"


class Signal(StrEnum):
    """How a reply sounds and looks; a refusal is always an error."""

    SUCCESS = "success"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything a conversation remembers between two scans.

    Attributes:
        here: where the person works, "" if everywhere; refreshed from the person with each scan.
        today: the work date of the last scan, None before the first.
        location_code, bin_code: the place in force: where receipts go, moves come from, counts and
            adjustments happen.
        to_location_code: where a transfer order goes, "" without one.
        is_increase: the direction of an adjustment, None while it is not said.
        is_whole_bin: the whole content of the bin is to be moved.
        pending: the item that still waits for its lot, serial, expiration or quantity.
        multiplier: what the next item scan is multiplied by, None for 1.
        offers: choices that were shown with the last reply.
        seen: the item of the last look-up.
        receiving_location, receiving_bin: where this person last received.
        last_register_no: the posting that UNDO would undo; 0 for whatever the person posted last,
            -1 for none, because the last thing done wrote nothing or was itself an undo.
        last_batch_id: what was held for a supervisor after that posting, and UNDO would withdraw
            first; 0 for nothing.
    """

    task: Task = Task.START
    step: Step = Step.ANYTHING
    here: str = ""
    today: date | None = None
    location_code: str = ""
    bin_code: str = ""
    to_location_code: str = ""
    order: FoundOrder | None = None
    reason_code: str = ""
    is_increase: bool | None = None
    is_whole_bin: bool = False
    pending: FoundItem | None = None
    multiplier: Decimal | None = None
    basket: Basket = field(default_factory=Basket)
    offers: tuple[Offer, ...] = ()
    seen: FoundItem | None = None
    receiving_location: str = ""
    receiving_bin: str = ""
    last_register_no: int = 0
    last_batch_id: int = 0

    @property
    def is_idle(self) -> bool:
        """Whether nothing would be lost if the person did something else now."""
        return not self.basket.lines and self.pending is None and not self.is_whole_bin


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """What a complete task asks the service to post; `task` says as what.

    Attributes:
        location_code, bin_code: as in `State`.
        to_location_code, to_bin_code: where a transfer goes.
        is_empty: the bin was counted and nothing is in it.
    """

    task: Task
    location_code: str
    bin_code: str
    to_location_code: str = ""
    to_bin_code: str = ""
    order_no: str = ""
    reason_code: str = ""
    is_increase: bool = False
    is_whole_bin: bool = False
    is_empty: bool = False
    lines: tuple[StagedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPosting:
    """Undo a posting; register no. 0 is the person's last one."""

    register_no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawHeld:
    """Take back what waits for a supervisor; nothing of it was posted."""

    batch_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCard:
    """Show everything known of what was scanned."""

    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class ListBin:
    """Show what lies in the bin, for a move of all of it."""

    location_code: str
    bin_code: str


Effect: TypeAlias = Completed | UndoPosting | WithdrawHeld | ShowCard | ListBin


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the last scan did, shown large until the next one.

    Attributes:
        quantity: of the line after the scan, "" if it is not about a line.
    """

    headline: str
    detail: str = ""
    quantity: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What follows a scan.

    Attributes:
        state: the state to keep; the old one if there are problems.
        problems: why the scan is refused, empty if it is not.
        effect: what the service must do, None if nothing.
    """

    state: State
    message: str = ""
    signal: Signal = Signal.SUCCESS
    result: Result | None = None
    problems: tuple[Problem, ...] = ()
    effect: Effect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of a task's table.

    Attributes:
        do: takes the state and what was found (of the kind that `on` names).
        to: the steps it may lead to, or the name of another task.
        says: what happens, for the manual.
    """

    step: Step
    on: Event
    do: Callable[[State, Any], Next]
    to: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What the screen says in a step.

    Attributes:
        title: what the next scan will do, a few words.
        hint: one sentence; also says what was expected when something else is scanned. "{item}"
            stands for the item in hand.
        more_title, more_hint: the same once lines are staged, where that makes a difference.
    """

    title: str
    hint: str
    more_title: str = ""
    more_hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskShape:
    """A task as declared: its name for people, its steps and its table."""

    task: Task
    label: str
    asks: Mapping[Step, Ask]
    rules: tuple[Rule, ...]

    def ask(self, state: State) -> Ask:
        """Give the prompt of a state."""
        ask = self.asks[state.step]
        item = state.pending.name if state.pending else ""
        if state.basket.lines and ask.more_title:
            return Ask(ask.more_title, ask.more_hint)
        return Ask(ask.title, ask.hint.replace("{item}", item))

    def rule(self, step: Step, event: Event) -> Rule | None:
        """Find the row for an event in a step."""
        return next((r for r in self.rules if r.step is step and r.on is event), None)


def refused(state: State, *problems: Problem) -> Next:
    """Refuse a scan: the state stays as it was."""
    return Next(state=state, problems=problems)
