"""What a complete task asks for: post it through its use case, undo, or show a card."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from scanner_app.kernel.errors import Conflict, Refused, refuse
from scanner_app.kernel.limits import LINES_PER_POSTING_MAX
from scanner_app.kernel.quantity import shown
from scanner_app.kernel.terms import JournalSource
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.draft import PostedEntry
from scanner_app.scanning import queries
from scanner_app.scanning.found import FoundItem, spoken
from scanner_app.scanning.screen import PostedView, Said, posted_line
from scanner_app.scanning.tasks.basket import StagedLine
from scanner_app.scanning.tasks.shape import (
    Completed,
    ListBin,
    Next,
    Result,
    ShowCard,
    Signal,
    State,
    Task,
    UndoPosting,
    WithdrawHeld,
)
from scanner_app.service.adjust import (
    Adjustment,
    AdjustmentLine,
    AdjustmentOutcome,
    post_adjustment,
)
from scanner_app.service.correct import Undo, Undone, undo
from scanner_app.service.count import BinCount, CountedLine, CountOutcome, count_bin
from scanner_app.service.receive import Receipt, ReceiptLine, StillOpen, post_receipt
from scanner_app.service.review import Withdraw, withdraw
from scanner_app.service.transfer import Transfer, TransferLine, post_transfer
from scanner_app.service.use_case import Work

_ENTRIES_SHOWN_MAX: Final = 100
_STILL_OPEN_SHOWN_MAX: Final = 3
_NOTHING: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What an effect did.

    Attributes:
        register_no: 0 if nothing was written to the ledger. batch_id: 0 if nothing waits.
    """

    said: Said
    register_no: int = 0
    batch_id: int = 0


def carry_out(work: Work, following: Next) -> tuple[State, Said]:
    """Do what a task asks for, and say what came of it.

    Returns: the state to keep and what the screen says.

    Raises: whatever the use case refuses.
    """
    state, effect = following.state, following.effect
    if isinstance(effect, Completed):
        done = _POSTS[effect.task](work, effect)
        said = done.said
        if following.message:
            said = replace(said, message=f"{said.message} {following.message}")
        if done.batch_id:
            # Undo withdraws it, and then reaches the posting before.
            return replace(state, last_batch_id=done.batch_id), said
        last = done.register_no or _NOTHING
        return replace(state, last_register_no=last, last_batch_id=0), said
    if isinstance(effect, UndoPosting):
        return replace(state, last_register_no=_NOTHING), _undo(work, effect)
    if isinstance(effect, WithdrawHeld):
        return replace(state, last_batch_id=0), _withdraw(work, effect)
    if isinstance(effect, ShowCard):
        return state, _card(work, effect)
    said = Said(message=following.message, signal=following.signal, result=following.result)
    if isinstance(effect, ListBin):
        said = replace(said, contents=_contents(work, effect))
    return state, said


def _line_facts(line: StagedLine) -> dict[str, Any]:
    """Give the fields that every request line has."""
    return {
        "item_no": line.item_no,
        "variant_code": line.variant_code,
        "quantity": line.quantity,
        "unit_of_measure_code": line.unit_code,
        "lot_no": line.lot_no,
        "serial_no": line.serial_no,
        "expiration_date": line.expiration_date,
    }


def _receive(work: Work, task: Completed) -> _Done:
    lines = tuple(ReceiptLine(bin_code=one.bin_code, **_line_facts(one)) for one in task.lines)
    posted = post_receipt(
        work, Receipt(order_no=task.order_no, location_code=task.location_code, lines=lines)
    )
    message = f"Received: {posted.document_no}, {_lines(len(task.lines))}."
    if posted.still_open:
        message += f" Still expected on {posted.order_no}: {_lines(len(posted.still_open))}."
    said = Said(
        message=message,
        outcome="posted",
        result=Result(headline=posted.document_no, detail=_still_open(posted.still_open)),
        posted=_posted(posted.register_no, posted.document_no, posted.entries),
    )
    return _Done(said=said, register_no=posted.register_no)


def _still_open(lines: Sequence[StillOpen]) -> str:
    names = [
        f"{shown(line.open_base)} x {line.description}" for line in lines[:_STILL_OPEN_SHOWN_MAX]
    ]
    more = len(lines) - len(names)
    if more > 0:
        names.append(f"{more} more")
    return f"Still expected: {', '.join(names)}" if names else "Everything expected has arrived."


def _transfer(work: Work, task: Completed) -> _Done:
    posted = post_transfer(
        work,
        Transfer(
            from_location_code=task.location_code,
            from_bin_code=task.bin_code,
            to_location_code=task.to_location_code,
            to_bin_code=task.to_bin_code,
            lines=tuple(TransferLine(**_line_facts(one)) for one in task.lines),
            is_whole_bin=task.is_whole_bin,
            order_no=task.order_no,
        ),
    )
    source = task.bin_code or task.location_code
    target = task.to_bin_code or task.to_location_code
    what = "Everything" if task.is_whole_bin else _lines(len(task.lines)).capitalize()
    said = Said(
        message=f"Moved: {posted.document_no}. {what} from {source} to {target}.",
        outcome="posted",
        result=Result(headline=f"{source} to {target}", detail=_goods(task, what)),
        posted=_posted(posted.register_no, posted.document_no, posted.entries),
    )
    return _Done(said=said, register_no=posted.register_no)


def _goods(task: Completed, what: str) -> str:
    if len(task.lines) != 1:
        return what
    line = task.lines[0]
    return f"{shown(line.quantity)} {line.unit_code} {line.description}"


def _count(work: Work, task: Completed) -> _Done:
    recorded = count_bin(
        work,
        BinCount(
            location_code=task.location_code,
            bin_code=task.bin_code,
            lines=tuple(CountedLine(**_line_facts(one)) for one in task.lines),
            is_empty=task.is_empty,
        ),
    )
    place = task.bin_code or task.location_code
    is_held = recorded.outcome is CountOutcome.HELD
    message = f"Counted {place}."
    if is_held:
        message = f"Counted {place}. A supervisor looks at it before it is booked."
    said = Said(
        message=message,
        outcome="held" if is_held else "posted",
        signal=Signal.WARNING if is_held else Signal.SUCCESS,
        result=Result(
            headline=f"{place} counted",
            detail="Empty" if task.is_empty else _lines(len(task.lines)),
        ),
        # Blind: neither the register nor its entries, which would say what was expected.
        posted=PostedView(register_no=0, document_no=recorded.document_no),
    )
    return _Done(said=said, register_no=recorded.register_no, batch_id=recorded.batch_id)


def _adjust(work: Work, task: Completed) -> _Done:
    recorded = post_adjustment(
        work,
        Adjustment(
            location_code=task.location_code,
            bin_code=task.bin_code,
            reason_code=task.reason_code,
            lines=tuple(
                AdjustmentLine(is_positive=task.is_increase, **_line_facts(one))
                for one in task.lines
            ),
        ),
    )
    is_held = recorded.outcome is AdjustmentOutcome.HELD
    word = "more" if task.is_increase else "fewer"
    message = f"Adjusted: {recorded.document_no}, {_lines(len(task.lines))} {word}."
    if is_held:
        message = f"{recorded.document_no} waits for a supervisor; nothing is booked yet."
    said = Said(
        message=message,
        outcome="held" if is_held else "posted",
        signal=Signal.WARNING if is_held else Signal.SUCCESS,
        result=Result(headline=recorded.document_no, detail=f"{task.reason_code}, {word}"),
        posted=_posted(recorded.register_no, recorded.document_no, recorded.entries),
    )
    return _Done(said=said, register_no=recorded.register_no, batch_id=recorded.batch_id)


_POSTS: Final[Mapping[Task, Callable[[Work, Completed], _Done]]] = MappingProxyType(
    {
        Task.RECEIVE: _receive,
        Task.TRANSFER: _transfer,
        Task.COUNT: _count,
        Task.ADJUST: _adjust,
    }
)
"""How each task that posts does it."""


def _undo(work: Work, effect: UndoPosting) -> Said:
    undone = undo(work, Undo(register_no=effect.register_no))
    is_blind = undone.source == JournalSource.COUNT.value
    entries = () if is_blind else undone.posted.entries
    detail = "The books are as before the count." if is_blind else _lines(_line_count(work, undone))
    return Said(
        message=f"Undone: {undone.document_no}.",
        outcome="posted",
        signal=Signal.WARNING,
        result=Result(headline=f"{undone.document_no} undone", detail=detail),
        posted=_posted(undone.posted.register_no, undone.document_no, entries),
    )


def _withdraw(work: Work, effect: WithdrawHeld) -> Said:
    try:
        withdrawn = withdraw(work, Withdraw(effect.batch_id))
    except Conflict as decided:
        # Somebody was faster; nothing was written, and the next undo reaches the posting before.
        return Said(message=decided.first.sentence, signal=Signal.WARNING)
    return Said(
        message=f"{withdrawn.document_no} was withdrawn. Nothing of it is booked.",
        signal=Signal.WARNING,
        result=Result(headline=f"{withdrawn.document_no} withdrawn"),
    )


def _line_count(work: Work, undone: Undone) -> int:
    """Count the lines as the person posted them; each may have written several entries."""
    written = ledger.register_entries(work.session.connection(), undone.register_no)
    return len({entry.document_line_no for entry in written})


def _card(work: Work, effect: ShowCard) -> Said:
    found = effect.found
    card = queries.card_of(work.session.connection(), found)
    message = f"{spoken(found)}."
    if isinstance(found, FoundItem) and found.expected_on:
        message = f"{spoken(found)} is expected on {found.expected_on}."
    rows = dict(card.rows)
    return Said(
        message=message,
        result=Result(headline=card.headline, detail=rows.get("On hand", "")),
        card=card,
    )


def _contents(work: Work, effect: ListBin) -> tuple[Any, ...]:
    lines = queries.contents(work.session.connection(), effect.location_code, effect.bin_code)
    if not lines:
        raise refuse(Refused, "no-lines")
    if len(lines) > LINES_PER_POSTING_MAX:
        place = effect.bin_code or effect.location_code
        raise refuse(Refused, "bin-too-full", place=place, limit=LINES_PER_POSTING_MAX)
    return lines


def _posted(register_no: int, document_no: str, entries: Sequence[PostedEntry]) -> PostedView:
    return PostedView(
        register_no=register_no,
        document_no=document_no,
        entries=tuple(posted_line(entry) for entry in entries[:_ENTRIES_SHOWN_MAX]),
    )


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
