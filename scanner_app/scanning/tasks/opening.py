"""How tasks are opened, left and taken back; shared by all of them. Pure.

A task in which nothing is staged yields: an order, or the command of another task, opens that task
as it would from the start. With lines staged the person must finish or cancel first.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any, Final

from scanner_app.kernel.errors import Problem, problem
from scanner_app.scanning.found import Event, FoundBin, FoundCommand, FoundOrder, Offer
from scanner_app.scanning.tasks.shape import (
    Next,
    Result,
    Rule,
    Signal,
    State,
    Step,
    Task,
    UndoPosting,
    WithdrawHeld,
    refused,
)

START_HINT: Final = "Scan an order, a bin or an item."

IDLE: Final = "if nothing is staged"
"""How the rows begin that open another task."""


def fresh(state: State, **changes: Any) -> State:
    """Begin anew, remembering only what outlives a task."""
    return replace(
        State(
            here=state.here,
            today=state.today,
            receiving_location=state.receiving_location,
            receiving_bin=state.receiving_bin,
            last_register_no=state.last_register_no,
            last_batch_id=state.last_batch_id,
        ),
        **changes,
    )


def place_problems(found: FoundBin, *, location_code: str) -> tuple[Problem, ...]:
    """Say why a bin cannot be used; a blank location means that any will do."""
    if location_code and found.location_code != location_code:
        return (
            problem(
                "bin-other-location",
                field="bin",
                bin=found.name,
                location=found.location_code,
                here=location_code,
            ),
        )
    return (problem("bin-blocked", field="bin", bin=found.code),) if found.is_blocked else ()


def place_result(found: FoundBin) -> Result:
    """Say a bin large."""
    return Result(headline=found.name, detail=f"{found.description} {found.location_code}".strip())


def _order_problems(state: State, order: FoundOrder) -> tuple[Problem, ...]:
    if not order.is_open:
        return (problem("document-not-open", document=order.no, status=order.status),)
    if state.here and order.location_code != state.here:
        return (
            problem(
                "document-other-location",
                document=order.no,
                location=order.location_code,
                here=state.here,
            ),
        )
    return ()


def open_receipt(state: State, order: FoundOrder) -> Next:
    """Receive against a purchase order, into the bin last received in, else the set-up one."""
    problems = _order_problems(state, order)
    if problems:
        return refused(state, *problems)
    remembered = state.receiving_bin if state.receiving_location == order.location_code else ""
    bin_code = remembered or order.bin_code
    opened = fresh(
        state,
        task=Task.RECEIVE,
        order=order,
        location_code=order.location_code,
        bin_code=bin_code,
        step=Step.BIN if order.uses_bins and not bin_code else Step.ITEM,
    )
    result = Result(headline=order.no, detail=f"{order.party} · {len(order.lines)} open lines")
    return Next(state=opened, message=f"Receiving {order.no}.", result=result)


def open_receipt_without_order(state: State, found: FoundCommand) -> Next:
    """Receive goods that nobody ordered; the first bin says where, if nothing else does."""
    place = found.place
    location_code = place.location_code if place else state.here or state.receiving_location
    remembered = state.receiving_bin if state.receiving_location == location_code else ""
    opened = fresh(
        state,
        task=Task.RECEIVE,
        location_code=location_code,
        bin_code=remembered or (place.code if place else ""),
        step=Step.ITEM if place or remembered else Step.BIN,
    )
    return Next(state=opened, message="Receiving without an order.")


def open_transfer_order(state: State, order: FoundOrder) -> Next:
    """Move goods of a transfer order: from a bin here to a bin there."""
    problems = _order_problems(state, order)
    if problems:
        return refused(state, *problems)
    opened = fresh(
        state,
        task=Task.TRANSFER,
        step=Step.FROM_BIN,
        order=order,
        location_code=order.location_code,
        to_location_code=order.to_location_code,
    )
    detail = f"{order.location_code} to {order.to_location_code}"
    return Next(
        state=opened,
        message=f"Moving {order.no}.",
        result=Result(headline=order.no, detail=detail),
    )


def open_move_from(state: State, found: FoundBin) -> Next:
    """Move goods out of a bin: the first bin scanned is always "from"."""
    problems = place_problems(found, location_code=state.here)
    if problems:
        return refused(state, *problems)
    opened = fresh(
        state,
        task=Task.TRANSFER,
        step=Step.ITEM,
        location_code=found.location_code,
        bin_code=found.code,
    )
    return Next(state=opened, message=f"Moving from {found.name}.", result=place_result(found))


def open_move(state: State, _found: FoundCommand) -> Next:
    """Move goods; the bin they come from is asked for."""
    opened = fresh(state, task=Task.TRANSFER, step=Step.FROM_BIN)
    return Next(state=opened, message="Moving goods.")


def open_count(state: State, _found: FoundCommand) -> Next:
    """Count bins."""
    return Next(state=fresh(state, task=Task.COUNT, step=Step.BIN), message="Counting.")


def open_adjustment(state: State, found: FoundCommand) -> Next:
    """Adjust stock; the reasons in use are offered."""
    offers = tuple(
        Offer(
            id=f"REASON:{code}",
            label=description or code,
            detail=code,
            found=FoundCommand(event=Event.REASON, argument=code),
        )
        for code, description in found.reasons
    )
    opened = fresh(state, task=Task.ADJUST, step=Step.REASON, offers=offers)
    return Next(state=opened, message="Adjusting stock.")


def open_lookup(state: State, _found: FoundCommand) -> Next:
    """Look things up, until cancelled; nothing is written."""
    opened = fresh(state, task=Task.LOOKUP, step=Step.ANYTHING)
    return Next(state=opened, message="Looking up. Nothing is changed.")


def cancel(state: State, _found: FoundCommand) -> Next:
    """Leave the task; what was staged is dropped, and said."""
    count = len(state.basket.lines)
    if count:
        dropped = "1 staged line was" if count == 1 else f"{count} staged lines were"
        text = f"Cancelled. {dropped} dropped; nothing was posted."
        return Next(state=fresh(state), message=text, signal=Signal.WARNING)
    return Next(state=fresh(state), message="Left the task.")


def undo(state: State, _found: FoundCommand) -> Next:
    """Take back the last staged scan; with nothing staged, what waits, else the last posting."""
    if state.basket.recent:
        return Next(
            state=replace(state, basket=state.basket.undone()), message="Last scan taken back."
        )
    if state.multiplier is not None:
        return Next(state=replace(state, multiplier=None), message="Number taken back.")
    if state.is_idle and state.last_batch_id:
        return Next(state=state, effect=WithdrawHeld(batch_id=state.last_batch_id))
    last = state.last_register_no
    if state.is_idle and (last > 0 or (last == 0 and state.task is Task.START)):
        return Next(state=state, effect=UndoPosting(register_no=last))
    return refused(state, problem("nothing-to-undo"))


def _if_idle(do: Callable[[State, Any], Next], state: State, found: Any) -> Next:
    if not state.is_idle:
        event = found.event.value if isinstance(found, FoundCommand) else f"Order {found.no}"
        expected = "Finish or cancel this task first."
        if isinstance(found, FoundCommand):
            return refused(state, problem("command-not-here", command=event, expected=expected))
        return refused(state, problem("scan-not-expected", what=event, expected=expected))
    return do(state, found)


OPENINGS: Final = (
    (Event.PURCHASE_ORDER, open_receipt, Task.RECEIVE, "receive against it"),
    (Event.TRANSFER_ORDER, open_transfer_order, Task.TRANSFER, "move its goods"),
    (Event.RECEIVE, open_receipt_without_order, Task.RECEIVE, "receive without an order"),
    (Event.MOVE, open_move, Task.TRANSFER, "move goods"),
    (Event.COUNT, open_count, Task.COUNT, "count bins"),
    (Event.ADJUST, open_adjustment, Task.ADJUST, "adjust stock"),
    (Event.LOOKUP, open_lookup, Task.LOOKUP, "look things up"),
)
"""What opens a task from anywhere: event, function, the task, what it does."""


def yielding_rules(steps: Iterable[Step]) -> tuple[Rule, ...]:
    """Make the rows by which a task leaves room for another, or is left."""
    rules: list[Rule] = []
    for step in steps:
        for on, do, to, says in OPENINGS:
            told = f"{IDLE}: {says}"
            rules.append(
                Rule(step=step, on=on, do=partial(_if_idle, do), to=(to.value,), says=told)
            )
        rules.append(
            Rule(step=step, on=Event.CANCEL, do=cancel, to=("start",), says="leave the task")
        )
    return tuple(rules)


def undo_rules(steps: Iterable[Step]) -> tuple[Rule, ...]:
    """Make the rows by which the last scan or posting is taken back."""
    says = "take back the last scan, or with nothing staged what waits, else the last posting"
    return tuple(
        Rule(step=step, on=Event.UNDO, do=undo, to=(step.value,), says=says) for step in steps
    )
