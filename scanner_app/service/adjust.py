"""Adjust stock with a reason; what is above the limits waits for a supervisor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from scanner_app.journals import queries as journals
from scanner_app.journals import record
from scanner_app.journals.reasons import STANDARD
from scanner_app.kernel.codes import code, is_code
from scanner_app.kernel.errors import Problem, Refused, problem, refuse
from scanner_app.kernel.limits import CODE_LENGTH_MAX, DESCRIPTION_LENGTH_MAX
from scanner_app.kernel.terms import DocumentType, EntryType, JournalSource, Role
from scanner_app.ledger.draft import DraftLine, PostedEntry
from scanner_app.numbering.series import next_posted_no
from scanner_app.service import goods
from scanner_app.service.goods import GoodsLine, Heading
from scanner_app.service.hold import hold, weigh
from scanner_app.service.posting import post
from scanner_app.service.rehearse import rehearse
from scanner_app.service.use_case import Work, use_case

SOURCE = JournalSource.ADJUSTMENT.value


class AdjustmentOutcome(StrEnum):
    """What became of an adjustment."""

    POSTED = "posted"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentLine(GoodsLine):
    """Goods that are more (`is_positive`) or less than the books say; the quantity is > 0."""

    is_positive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What is adjusted in one place, 1..500 lines; `bin_code` "" where no bins are used."""

    location_code: str
    reason_code: str
    lines: tuple[AdjustmentLine, ...]
    bin_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentRecorded:
    """What was done: posted (`register_no`, `entries`) or held (`batch_id`); the others are 0."""

    document_no: str
    outcome: AdjustmentOutcome
    register_no: int = 0
    batch_id: int = 0
    entries: tuple[PostedEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class NewReason:
    """A reason that may be chosen from now on."""

    code: str
    description: str


@dataclass(frozen=True, slots=True)
class AddReasons:
    """Reasons to be added, the standard ones if none are named; existing ones stay as they are."""

    reasons: tuple[NewReason, ...] = ()


@dataclass(frozen=True, slots=True)
class ReasonsAdded:
    """The codes that are there now."""

    codes: tuple[str, ...]


@use_case(Role.OPERATOR)
def post_adjustment(work: Work, adjustment: Adjustment) -> AdjustmentRecorded:
    """Adjust stock: within the limits at once, above them as a batch for a supervisor.

    What is held could be posted as it stands: the real posting is rehearsed first.

    Raises: Refused `reason-required`, `reason-unknown` and whatever the posting refuses, with
        every problem of every line.
    """
    connection = work.session.connection()
    reason = _reason(connection, adjustment.reason_code)
    read = goods.read(work, adjustment.lines)
    document_no = next_posted_no(connection, "ITEM-JNL", work.today)
    heading = Heading(
        entry_type=EntryType.POSITIVE_ADJUSTMENT,
        document_type=DocumentType.ITEM_JOURNAL,
        document_no=document_no,
        posting_date=work.today,
        location_code=code(adjustment.location_code),
        bin_code=code(adjustment.bin_code),
        reason_code=reason,
    )
    lines = tuple(
        _draft(one, heading, is_positive=line.is_positive)
        for one, line in zip(read, adjustment.lines, strict=True)
    )
    return _post_or_hold(work, lines, document_no)


@use_case(Role.ADMIN)
def add_reasons(work: Work, request: AddReasons) -> ReasonsAdded:
    """Add reasons for adjustments.

    Raises: Refused `reason-required` for a blank code, `text-too-long`.
    """
    found = [wrong for reason in request.reasons for wrong in _reason_problems(reason)]
    if found:
        raise Refused(found)
    asked = tuple((code(reason.code), reason.description.strip()) for reason in request.reasons)
    rows = asked or STANDARD
    record.add_reasons(work.session.connection(), rows)
    return ReasonsAdded(tuple(row[0] for row in rows))


def _post_or_hold(work: Work, lines: tuple[DraftLine, ...], document_no: str) -> AdjustmentRecorded:
    scales = weigh(work.session.connection(), lines)
    if not scales.too_much:
        posted = post(work, lines, source=SOURCE, document_no=document_no)
        return AdjustmentRecorded(
            document_no=document_no,
            outcome=AdjustmentOutcome.POSTED,
            register_no=posted.register_no,
            entries=posted.entries,
        )
    rehearse(work, lines, source=SOURCE, document_no=document_no)
    batch_id = hold(work, scales, source=JournalSource.ADJUSTMENT, held_because=scales.too_much)
    return AdjustmentRecorded(
        document_no=document_no, outcome=AdjustmentOutcome.HELD, batch_id=batch_id
    )


def _draft(one: goods.Goods, heading: Heading, *, is_positive: bool) -> DraftLine:
    if is_positive:
        return goods.draft(one, heading)
    return replace(goods.draft(one, heading), entry_type=EntryType.NEGATIVE_ADJUSTMENT)


def _reason(connection: Connection, asked: str) -> str:
    reason = code(asked)
    if not reason:
        raise refuse(Refused, "reason-required", field="reason_code")
    if not journals.is_reason(connection, reason):
        raise refuse(Refused, "reason-unknown", field="reason_code", reason=reason)
    return reason


def _reason_problems(reason: NewReason) -> Sequence[Problem]:
    found: list[Problem] = []
    if not code(reason.code):
        found.append(problem("reason-required", field="code"))
    elif not is_code(code(reason.code)):
        found.append(problem("text-too-long", field="code", limit=CODE_LENGTH_MAX))
    if len(reason.description.strip()) > DESCRIPTION_LENGTH_MAX:
        found.append(problem("text-too-long", field="description", limit=DESCRIPTION_LENGTH_MAX))
    return found
