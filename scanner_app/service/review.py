"""What waits for a supervisor: look, see what the posting would be, approve or reject.

Nobody decides on his own work, whatever his role; a program decides on nobody's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection

from scanner_app.counting import queries as counting
from scanner_app.counting.queries import CountRow
from scanner_app.items import queries as items
from scanner_app.journals import queries as journals
from scanner_app.journals import record
from scanner_app.journals.drafts import batch_lines
from scanner_app.journals.limits import Limits
from scanner_app.journals.queries import Batch, BatchLine, BatchRow
from scanner_app.kernel.errors import Conflict, Forbidden, NotFound, Refused, refuse
from scanner_app.kernel.limits import AMOUNT_MAX, DESCRIPTION_LENGTH_MAX, QUANTITY_MAX
from scanner_app.kernel.money import amount
from scanner_app.kernel.quantity import ZERO, rounded
from scanner_app.kernel.terms import ReviewStatus, Role
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.draft import PostedEntry
from scanner_app.people.roles import Person
from scanner_app.service.posting import post
from scanner_app.service.rehearse import rehearse
from scanner_app.service.use_case import Work, use_case

_NOTHING = Decimal("0.00")

_WITHDRAWN = "Withdrawn by its maker"
"""The reason that stands in a batch that was taken back."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A held line as the supervisor sees it.

    Attributes:
        in_stock_now: what the books say lies there now, base units; differs from what was
            expected at the count if something moved since.
    """

    line: BatchLine
    description: str
    in_stock_now: Decimal


@dataclass(frozen=True, slots=True)
class Review:
    """A held batch with what is needed to decide; hand `etag` back with the decision.

    Attributes:
        count: how the place was counted, None for an adjustment.
        counted_since: number of a count of the place after this was held, "" if none; it may have
            found the same difference already.
    """

    head: BatchRow
    etag: str
    lines: tuple[ReviewLine, ...]
    count: CountRow | None
    counted_since: str


@dataclass(frozen=True, slots=True)
class PreviewReview:
    """Which batch to rehearse."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class ReviewPreview:
    """What approving would write.

    Attributes:
        value: change of the inventory value, signed, two decimals.
    """

    batch_id: int
    etag: str
    entries: tuple[PostedEntry, ...]
    value: Decimal


@dataclass(frozen=True, slots=True)
class Approve:
    """An approval of what was looked at; `reason` may be "" here."""

    batch_id: int
    etag: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A rejection of what was looked at, with its reason."""

    batch_id: int
    etag: str
    reason: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The maker takes back what waits, such as a count that he misread."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided; `register_no` is 0 and `entries` empty for a rejection."""

    batch_id: int
    document_no: str
    status: ReviewStatus
    register_no: int
    entries: tuple[PostedEntry, ...]


@dataclass(frozen=True, slots=True)
class SetLimits:
    """What may be posted without a supervisor, per item and variant; amount and base units."""

    value_max: Decimal
    quantity_max: Decimal


def review(connection: Connection, batch_id: int) -> Review | None:
    """Read a batch with what is needed to decide on it; None if there is none of that id."""
    batch = journals.batch(connection, batch_id)
    if batch is None:
        return None
    facts = items.facts(connection, {line.item_no for line in batch.lines})
    stock = _stock(connection, batch)
    lines = tuple(
        ReviewLine(line, facts[line.item_no].description, stock.get(_key(line), ZERO))
        for line in batch.lines
    )
    head = batch.head
    count = counting.count(connection, head.document_no)
    counted_since = counting.counted_since(
        connection,
        location_code=head.location_code,
        bin_code=head.bin_code,
        after=head.created_at_utc,
    )
    return Review(head, head.etag, lines, count[0] if count else None, counted_since)


@use_case(Role.SUPERVISOR)
def preview(work: Work, request: PreviewReview) -> ReviewPreview:
    """Do the real posting of a batch and undo it, to show its entries and values.

    Writes nothing even where the caller keeps the transaction.

    Raises: NotFound `document-unknown`; Conflict `already-decided`; Refused with every problem
        that the posting would meet now.
    """
    batch = _locked(work, request.batch_id)
    _still_pending(batch.head)
    posted = rehearse(
        _as_creator(work, batch.head),
        batch_lines(batch, posting_date=work.today),
        source=batch.head.source.value,
        document_no=batch.head.document_no,
    )
    value = sum((entry.cost_amount for entry in posted.entries), _NOTHING)
    return ReviewPreview(batch.head.batch_id, batch.head.etag, posted.entries, value)


@use_case(Role.SUPERVISOR)
def approve(work: Work, request: Approve) -> Decided:
    """Post the differences of a batch; the register names who made and who approved it.

    Raises: NotFound `document-unknown`; Forbidden `own-work`, `decide-in-person`; Conflict
        `already-decided`, `document-changed`; Refused with every problem of the posting.
    """
    batch = _to_decide(work, request.batch_id, request.etag)
    posted = post(
        _as_creator(work, batch.head),
        batch_lines(batch, posting_date=work.today),
        source=batch.head.source.value,
        document_no=batch.head.document_no,
        approved_by=work.person.code,
    )
    decision = record.Decision(
        status=ReviewStatus.APPROVED,
        decided_by=work.person.code,
        decided_at_utc=work.now,
        reason=_reason(request.reason),
        register_no=posted.register_no,
    )
    return _decide(work, batch.head, decision, posted.entries)


@use_case(Role.SUPERVISOR)
def reject(work: Work, request: Reject) -> Decided:
    """Refuse a batch with a reason; nothing is posted.

    Raises: NotFound `document-unknown`; Forbidden `own-work`, `decide-in-person`; Conflict
        `already-decided`, `document-changed`; Refused `reason-required`, `text-too-long`.
    """
    batch = _to_decide(work, request.batch_id, request.etag)
    reason = _reason(request.reason)
    if not reason:
        raise refuse(Refused, "reason-required", field="reason")
    decision = record.Decision(
        status=ReviewStatus.REJECTED,
        decided_by=work.person.code,
        decided_at_utc=work.now,
        reason=reason,
    )
    return _decide(work, batch.head, decision, ())


@use_case(Role.OPERATOR)
def withdraw(work: Work, request: Withdraw) -> Decided:
    """Take one's own batch back before anybody decided; nothing is posted.

    Raises: NotFound `document-unknown`; Forbidden `undo-not-yours`; Conflict `already-decided`.
    """
    batch = _locked(work, request.batch_id)
    if batch.head.created_by != work.person.code:
        raise refuse(Forbidden, "undo-not-yours", who=batch.head.created_by)
    _still_pending(batch.head)
    # It is nobody's decision: four eyes decide, one pair may only take its own work back.
    decision = record.Decision(
        status=ReviewStatus.SUPERSEDED,
        decided_by="",
        decided_at_utc=work.now,
        reason=_WITHDRAWN,
    )
    return _decide(work, batch.head, decision, ())


@use_case(Role.ADMIN)
def set_limits(work: Work, request: SetLimits) -> SetLimits:
    """Put new limits in force; the old ones stay as history.

    Raises: Refused `quantity-malformed` for what is no amount or quantity >= 0.
    """
    value, quantity = request.value_max, request.quantity_max
    for name, number, rounds in (("value_max", value, amount), ("quantity_max", quantity, rounded)):
        bound = AMOUNT_MAX if name == "value_max" else QUANTITY_MAX
        if not number.is_finite() or not ZERO <= number <= bound or number != rounds(number):
            raise refuse(Refused, "quantity-malformed", field=name, text=number)
    record.set_limits(
        work.session.connection(), Limits(value, quantity), by=work.person.code, now=work.now
    )
    return request


def _locked(work: Work, batch_id: int) -> Batch:
    batch = journals.batch_locked(work.session.connection(), batch_id)
    if batch is None:
        raise refuse(NotFound, "document-unknown", document=batch_id)
    return batch


def _to_decide(work: Work, batch_id: int, etag: str) -> Batch:
    batch = _locked(work, batch_id)
    head = batch.head
    if work.person.by_token:
        raise refuse(Forbidden, "decide-in-person")
    if head.created_by == work.person.code:
        raise refuse(Forbidden, "own-work")
    _still_pending(head)
    if etag.strip().strip('"') != head.etag:
        raise refuse(Conflict, "document-changed", document=head.document_no)
    return batch


def _still_pending(head: BatchRow) -> None:
    if head.status is not ReviewStatus.PENDING:
        status, who = head.status.value, head.decided_by or "a new count"
        if head.decision_reason == _WITHDRAWN:
            status, who = "withdrawn", head.created_by
        raise refuse(Conflict, "already-decided", status=status, who=who)


def _decide(
    work: Work, head: BatchRow, decision: record.Decision, entries: tuple[PostedEntry, ...]
) -> Decided:
    connection = work.session.connection()
    written = record.decide(connection, head.batch_id, version=head.version, decision=decision)
    if not written:
        raise refuse(Conflict, "document-changed", document=head.document_no)
    return Decided(
        batch_id=head.batch_id,
        document_no=head.document_no,
        status=decision.status,
        register_no=decision.register_no or 0,
        entries=entries,
    )


def _as_creator(work: Work, head: BatchRow) -> Work:
    """Post in the name of the one who counted or adjusted: the register keeps both names."""
    return replace(work, person=Person(head.created_by, head.created_by, Role.OPERATOR))


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) > DESCRIPTION_LENGTH_MAX:
        limit = DESCRIPTION_LENGTH_MAX
        raise refuse(Refused, "text-too-long", field="reason", limit=limit)
    return reason


def _key(line: BatchLine) -> tuple[str, str, str, str]:
    return (line.item_no, line.variant_code, line.lot_no, line.serial_no)


def _stock(connection: Connection, batch: Batch) -> Mapping[tuple[str, str, str, str], Decimal]:
    head = batch.head
    there = ledger.bin_contents(
        connection, location_code=head.location_code, bin_code=head.bin_code
    )
    return {
        (one.item_no, one.variant_code, one.lot_no, one.serial_no): one.quantity for one in there
    }
