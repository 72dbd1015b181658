"""What the phone shows: the reply to a scan, made of a state and what was just said. Pure.

One prompt on top, the last result large, at most three buttons. A count shows what was counted and
nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scanner_app.kernel.quantity import shown
from scanner_app.ledger.draft import PostedEntry
from scanner_app.scanning.found import Event
from scanner_app.scanning.tasks import conversation
from scanner_app.scanning.tasks.basket import StagedLine
from scanner_app.scanning.tasks.shape import Result, Signal, State, Step, Task
from scanner_app.scanning.tasks.staging import line_detail, line_result

LINES_SHOWN_MAX: Final = 100
"""More is not scrolled through on a phone; the last scans are on top."""

_ASKED_TEXT: Final[Mapping[Step, str]] = MappingProxyType(
    {Step.LOT: "lot", Step.SERIAL: "serial", Step.EXPIRATION: "expiration"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What the next scan will do (`title`), what to do (`hint`), and where we are (`where`)."""

    title: str
    hint: str
    where: str
    expects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the task.

    Attributes:
        id: for the command "REMOVE:<id>"; "" for one that cannot be removed.
        state: "staged", or "open" for what an order still expects.
    """

    id: str
    headline: str
    detail: str
    quantity: str
    unit: str
    state: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button that sends `command`; kind is "primary", "plain" or "danger"."""

    command: str
    label: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Choice:
    """A big button that sends `id` as `choice`."""

    id: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStock:
    """What lies in one bin of one lot and serial, base unit."""

    item_no: str
    variant_code: str
    location_code: str
    bin: str
    lot: str
    serial: str
    quantity: str
    unit: str
    expiration: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardEntry:
    """One movement, newest first."""

    entry_no: int
    posting_date: str
    entry_type: str
    document_no: str
    bin: str
    quantity: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything known of what was looked up; kind is "item", "bin" or "order".

    Attributes:
        rows: pairs of label and value.
    """

    kind: str
    headline: str
    rows: tuple[tuple[str, str], ...] = ()
    stock: tuple[CardStock, ...] = ()
    entries: tuple[CardEntry, ...] = ()
    actions: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedLine:
    """One item ledger entry that was written; quantity signed, base unit."""

    entry_no: int
    item_no: str
    variant_code: str
    location_code: str
    bin: str
    lot: str
    serial: str
    quantity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedView:
    """What was posted; after a count without entries, because a count is blind."""

    register_no: int
    document_no: str
    entries: tuple[PostedLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanReply:
    """What the screen shows after a scan.

    Attributes:
        version: rises with each scan; a button may send the one it was shown with.
        outcome: "ok", "choice", "posted" or "held".
        signal: "success", "warning" or "error".
        lines_total: how many lines there are, if more than are shown.
        asks_text: "lot", "serial" or "expiration" while that is asked, else "".
    """

    scan_id: str
    session_id: str
    version: int
    task: str
    outcome: str
    signal: str
    message: str
    prompt: Prompt
    result: Result | None
    lines: tuple[Line, ...]
    lines_total: int
    buttons: tuple[Button, ...]
    choices: tuple[Choice, ...]
    asks_quantity: bool
    asks_text: str
    card: Card | None
    posted: PostedView | None
    can_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reply says besides the state; see `ScanReply`."""

    message: str = ""
    outcome: str = "ok"
    signal: Signal = Signal.SUCCESS
    result: Result | None = None
    card: Card | None = None
    posted: PostedView | None = None
    contents: tuple[Line, ...] = ()


def reply(state: State, said: Said, *, session_id: str, version: int, scan_id: str) -> ScanReply:
    """Make the reply that shows a state."""
    lines = said.contents or lines_of(state)
    return ScanReply(
        scan_id=scan_id,
        session_id=session_id,
        version=version,
        task=state.task.value,
        outcome="choice" if state.offers and said.outcome == "ok" else said.outcome,
        signal=said.signal.value,
        message=said.message,
        prompt=prompt(state),
        result=said.result or _standing(state),
        lines=lines[:LINES_SHOWN_MAX],
        lines_total=len(lines),
        buttons=_BUTTONS[state.task](state),
        choices=tuple(Choice(one.id, one.label, one.detail) for one in state.offers),
        asks_quantity=_asks_quantity(state),
        asks_text=_ASKED_TEXT.get(state.step, ""),
        card=said.card,
        posted=said.posted,
        can_undo=_can_undo(state),
    )


def prompt(state: State) -> Prompt:
    """Say what the next scan will do."""
    asked = conversation.ask(state)
    title = asked.title
    if state.offers and state.step not in (Step.REASON, Step.DIRECTION):
        title = "WHICH ONE?"
    elif state.multiplier is not None:
        title = f"{shown(state.multiplier)} TIMES WHAT?"
    expects = tuple(event.value for event in conversation.events(state))
    return Prompt(title=title, hint=asked.hint, where=where(state), expects=expects)


def where(state: State) -> str:
    """Say where we are: document or task, reason, location and bin."""
    if state.task is Task.START:
        return state.here
    document = state.order.no if state.order else conversation.SHAPES[state.task].label
    reason = state.reason_code
    sign = {None: "", True: "+", False: "-"}[state.is_increase]
    parts = (document, reason, sign, state.location_code, state.bin_code)
    return " · ".join(part for part in parts if part)


def _standing(state: State) -> Result | None:
    """Give the result that stays on the screen when a scan said nothing of its own."""
    last = state.basket.last
    return line_result(last) if last is not None else None


def lines_of(state: State) -> tuple[Line, ...]:
    """List the staged lines, the last on top, then what the order still expects."""
    staged = tuple(_line(line) for line in reversed(state.basket.lines))
    return staged + _open_lines(state)


def _line(line: StagedLine) -> Line:
    return Line(
        id=str(line.id),
        headline=line.description,
        detail=line_detail(line),
        quantity=shown(line.quantity),
        unit=line.unit_code,
        state="staged",
    )


def _open_lines(state: State) -> tuple[Line, ...]:
    if state.order is None or state.task is Task.COUNT:
        return ()
    left = {
        key: state.basket.quantity_base(*key)
        for key in {(line.item_no, line.variant_code) for line in state.order.lines}
    }
    shown_lines: list[Line] = []
    for line in state.order.lines:
        key = (line.item_no, line.variant_code)
        taken = min(left[key], line.open_base)
        left[key] -= taken
        if taken < line.open_base:
            shown_lines.append(
                Line(
                    id="",
                    headline=line.description,
                    detail=f"{line.item_no} {line.variant_code}".strip(),
                    quantity=shown(line.open_base - taken),
                    unit=line.base_unit_code,
                    state="open",
                )
            )
    return tuple(shown_lines)


def _asks_quantity(state: State) -> bool:
    if state.step is Step.QUANTITY:
        return True
    last = state.basket.last
    return state.step is Step.ITEM and last is not None and not last.serial_no


def _can_undo(state: State) -> bool:
    if state.basket.recent or state.pending or state.is_whole_bin or state.multiplier is not None:
        return True
    undoes = Event.UNDO in conversation.events(state)
    if state.last_batch_id:
        return undoes
    if state.task is Task.START:
        return undoes and state.last_register_no >= 0
    return undoes and state.last_register_no > 0


# ------------------------------------------------------------------------------ buttons

_DONE: Final = Button("DONE", "Done", "primary")


def _cancel(state: State) -> Button:
    return Button("CANCEL", "Cancel", "plain" if state.is_idle else "danger")


def _start_buttons(state: State) -> tuple[Button, ...]:
    expected_on = state.seen.expected_on if state.seen else ""
    receive = Button("RECEIVE", "Receive without order")
    if expected_on:
        receive = Button("RECEIVE", f"Receive for {expected_on}", "primary")
    return (receive, Button("COUNT", "Count"), Button("ADJUST", "Adjust"))


def _posting_buttons(state: State) -> tuple[Button, ...]:
    may_post = state.basket.lines and state.pending is None
    return (_DONE, _cancel(state)) if may_post else (_cancel(state),)


def _transfer_buttons(state: State) -> tuple[Button, ...]:
    if state.step is Step.ITEM and not state.basket.lines:
        return (Button("ALL", "Whole bin"), _cancel(state))
    return (_cancel(state),)


def _count_buttons(state: State) -> tuple[Button, ...]:
    if state.step is Step.BIN:
        return (Button("DONE", "Finish"),)
    if state.step is Step.ITEM and not state.basket.lines:
        return (Button("EMPTY", "Bin is empty"), _cancel(state))
    return _posting_buttons(state)


def _lookup_buttons(_state: State) -> tuple[Button, ...]:
    return (Button("DONE", "Back"),)


_BUTTONS: Final[Mapping[Task, Callable[[State], tuple[Button, ...]]]] = MappingProxyType(
    {
        Task.START: _start_buttons,
        Task.RECEIVE: _posting_buttons,
        Task.TRANSFER: _transfer_buttons,
        Task.COUNT: _count_buttons,
        Task.ADJUST: _posting_buttons,
        Task.LOOKUP: _lookup_buttons,
    }
)


def posted_line(entry: PostedEntry) -> PostedLine:
    """Show an entry that was written."""
    return PostedLine(
        entry_no=entry.entry_no,
        item_no=entry.item_no,
        variant_code=entry.variant_code,
        location_code=entry.location_code,
        bin=entry.bin_code,
        lot=entry.lot_no,
        serial=entry.serial_no,
        quantity=shown(entry.quantity),
    )
