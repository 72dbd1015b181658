"""Four eyes: what waits is decided by someone else, and posted as the difference."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from scanner_app.journals import queries as journals
from scanner_app.journals.models import JournalBatch
from scanner_app.kernel.clock import FixedClock
from scanner_app.kernel.errors import Conflict, Forbidden, NotFound, Refused
from scanner_app.kernel.terms import JournalSource, ReviewStatus
from scanner_app.ledger import registers
from scanner_app.service import review
from scanner_app.service.adjust import Adjustment, AdjustmentLine, post_adjustment
from scanner_app.service.count import BinCount, CountedLine, record_bin_count
from scanner_app.service.review import Approve, PreviewReview, Reject, approve, preview, reject
from scanner_app.service.transfer import Transfer, TransferLine, post_transfer
from tests.builders import in_stock
from tests.conftest import MOMENT
from tests.service.desk import Desk


def stocked(service):
    desk = Desk(service)
    in_stock(service, desk.person("supervisor"), "JEANS", "20", unit_cost="9")
    return desk


@pytest.fixture
def desk(either_service):
    return stocked(either_service)


@pytest.fixture
def lite(service):
    return stocked(service)


def a_held_count(desk, found="10", by="operator"):
    lines = (CountedLine(item_no="JEANS", quantity=Decimal(found)),)
    count = BinCount(location_code="BLUE", bin_code="A-01", lines=lines)
    document_no = desk.do(record_bin_count, count, by=by)["document_no"]
    waiting = desk.read(journals.pending).rows
    return next(row for row in waiting if row.document_no == document_no)


def move(desk, quantity):
    lines = (TransferLine(item_no="JEANS", quantity=Decimal(quantity)),)
    way = {"from_location_code": "BLUE", "from_bin_code": "A-01", "to_bin_code": "A-02"}
    desk.do(post_transfer, Transfer(**way, lines=lines))


def test_an_approved_difference_is_posted_and_both_names_are_kept(desk):
    head = a_held_count(desk)
    reply = desk.do(approve, Approve(head.batch_id, head.etag, "looked myself"), by="supervisor")
    assert reply["status"] == "approved"
    assert desk.bin("A-01") == {("JEANS", ""): 10}
    register = desk.read(registers.register, reply["register_no"])
    assert (register.posted_by, register.approved_by, register.source) == ("OLIVIA", "SUE", "count")
    decided = desk.read(journals.batch, head.batch_id).head
    assert (decided.status, decided.decided_by) == (ReviewStatus.APPROVED, "SUE")
    assert decided.decision_reason == "looked myself"
    assert decided.register_no == reply["register_no"]
    assert desk.read(journals.pending).rows == ()
    assert desk.read(journals.decided).rows == (decided,)


def test_the_difference_is_posted_never_the_absolute_quantity(desk):
    # Given 10 of 20 were counted, and 5 moved away since
    head = a_held_count(desk)
    move(desk, 5)
    # When the loss of 10 is approved
    desk.do(approve, Approve(head.batch_id, head.etag), by="supervisor")
    # Then the move stands
    assert desk.bin("A-01") == {("JEANS", ""): 5}


def test_a_rejected_difference_changes_nothing(desk):
    head = a_held_count(desk)
    request = Reject(head.batch_id, head.etag, "Found in A-02")
    reply = desk.do(reject, request, by="supervisor")
    assert (reply["status"], reply["register_no"]) == ("rejected", 0)
    assert desk.bin("A-01") == {("JEANS", ""): 20}
    with pytest.raises(Conflict, match="already-decided") as refused:
        desk.do(approve, Approve(head.batch_id, head.etag), by="second_supervisor")
    assert refused.value.first.sentence == "This was already rejected by SUE."


@pytest.mark.parametrize("who", ["supervisor", "admin"])
@pytest.mark.parametrize("decide", [approve, reject])
def test_nobody_decides_on_his_own_work(lite, who, decide):
    head = a_held_count(lite, by=who)
    kind = Approve if decide is approve else Reject
    with pytest.raises(Forbidden, match="own-work"):
        lite.do(decide, kind(head.batch_id, head.etag, "why not"), by=who)


def test_a_program_decides_on_nobodys_work(lite):
    head = a_held_count(lite)
    token = replace(lite.person("supervisor"), by_token=True)
    for case, request in (
        (approve, Approve(head.batch_id, head.etag)),
        (reject, Reject(head.batch_id, head.etag, "no")),
    ):
        with pytest.raises(Forbidden, match="decide-in-person"):
            lite.do(case, request, by=token)


def test_an_operator_does_not_decide(lite):
    head = a_held_count(lite)
    with pytest.raises(Forbidden, match="role-lacking"):
        lite.do(approve, Approve(head.batch_id, head.etag), by="second_operator")


def test_the_database_itself_wants_four_eyes(desk):
    head = a_held_count(desk)
    with (
        pytest.raises(IntegrityError),
        desk.service.database.transaction() as session,
    ):
        session.execute(
            update(JournalBatch)
            .where(JournalBatch.batch_id == head.batch_id)
            .values(status="rejected", decided_by="OLIVIA")
        )


def test_a_stale_look_does_not_decide(lite):
    head = a_held_count(lite)
    for etag in ("", "0", f"{head.batch_id}-2"):
        with pytest.raises(Conflict, match="document-changed"):
            lite.do(approve, Approve(head.batch_id, etag), by="supervisor")
    quoted = Approve(head.batch_id, f'"{head.etag}"')
    assert lite.do(approve, quoted, by="supervisor")["status"] == "approved"


def test_a_difference_that_was_counted_again_cannot_be_approved(desk):
    head = a_held_count(desk)
    a_held_count(desk, found="11")
    with pytest.raises(Conflict, match="already-decided") as refused:
        desk.do(approve, Approve(head.batch_id, head.etag), by="supervisor")
    assert refused.value.first.sentence == "This was already superseded by a new count."


def test_the_preview_is_the_real_posting_and_writes_nothing(desk):
    head = a_held_count(desk)
    before = desk.entries()
    by = desk.person("supervisor")
    shown = desk.service.preview(preview, PreviewReview(head.batch_id), by=by)
    assert [(e["quantity"], e["cost_amount"]) for e in shown["entries"]] == [("-10", "-90")]
    assert (shown["value"], shown["etag"]) == ("-90", head.etag)
    # not even where somebody runs it
    assert desk.do(preview, PreviewReview(head.batch_id), by="supervisor")["value"] == "-90"
    assert desk.entries() == before
    reply = desk.do(approve, Approve(head.batch_id, head.etag), by="supervisor")
    assert reply["entries"][0]["cost_amount"] == "-90"


def test_a_preview_says_why_it_could_not_be_posted(lite):
    head = a_held_count(lite)
    move(lite, 15)
    with pytest.raises(Refused, match="stock-insufficient"):
        lite.do(preview, PreviewReview(head.batch_id), by="supervisor")
    with pytest.raises(Refused, match="stock-insufficient"):
        lite.do(approve, Approve(head.batch_id, head.etag), by="supervisor")
    assert lite.read(journals.batch, head.batch_id).head.status is ReviewStatus.PENDING


def test_a_review_shows_what_was_expected_counted_and_lies_there_now(lite):
    head = a_held_count(lite)
    move(lite, 3)
    shown = lite.read(review.review, head.batch_id)
    (line,) = shown.lines
    assert (line.line.quantity_expected_base, line.line.quantity_counted_base) == (20, 10)
    assert (line.in_stock_now, line.description, shown.etag) == (17, "Jeans", head.etag)
    assert shown.count is not None
    assert (shown.count.recorded_by, shown.count.is_empty) == ("OLIVIA", False)


def test_a_review_warns_of_a_count_that_came_later(lite):
    line = AdjustmentLine(item_no="JEANS", quantity=Decimal(9), is_positive=False)
    request = Adjustment(location_code="BLUE", bin_code="A-01", reason_code="LOST", lines=(line,))
    batch_id = lite.do(post_adjustment, request)["batch_id"]
    assert lite.read(review.review, batch_id).counted_since == ""
    lite.service = replace(lite.service, clock=FixedClock(MOMENT + timedelta(minutes=5)))
    count = BinCount(location_code="BLUE", bin_code="A-01", is_empty=True)
    document_no = lite.do(record_bin_count, count)["document_no"]
    assert lite.read(review.review, batch_id).counted_since == document_no


def test_a_rejection_says_why(lite):
    head = a_held_count(lite)
    with pytest.raises(Refused, match="reason-required"):
        lite.do(reject, Reject(head.batch_id, head.etag, " "), by="supervisor")
    with pytest.raises(Refused, match="text-too-long"):
        lite.do(reject, Reject(head.batch_id, head.etag, "x" * 101), by="supervisor")


def test_an_unknown_batch_is_not_found(lite):
    assert lite.read(review.review, 404) is None
    for case, request in (
        (approve, Approve(404, "404-1")),
        (reject, Reject(404, "404-1", "why")),
        (preview, PreviewReview(404)),
    ):
        with pytest.raises(NotFound, match="document-unknown"):
            lite.do(case, request, by="supervisor")


def test_the_queue_shows_the_most_valuable_first_then_the_oldest(desk):
    in_stock(desk.service, desk.person("supervisor"), "BOLT", "100")

    def held(item_no, quantity):
        line = AdjustmentLine(item_no=item_no, quantity=Decimal(quantity), is_positive=False)
        request = Adjustment(
            location_code="BLUE", bin_code="A-01", reason_code="LOST", lines=(line,)
        )
        return desk.do(post_adjustment, request)["batch_id"]

    low, high, old, new = held("BOLT", 10), held("JEANS", 8), held("JEANS", 6), held("JEANS", 6)
    first = desk.read(journals.pending, limit=2)
    rest = desk.read(journals.pending, limit=2, after=first.next_after)
    assert [row.batch_id for row in first.rows + rest.rows] == [high, old, new, low]
    assert rest.next_after == ""
    assert desk.read(journals.pending_count) == 4
    assert desk.read(journals.pending, location_code="GREEN").rows == ()
    assert desk.read(journals.pending, after="nonsense").rows == ()
    counts = desk.read(journals.pending, source=JournalSource.COUNT)
    assert counts.rows == ()
    for batch_id in (low, high):
        etag = desk.read(journals.batch, batch_id).head.etag
        desk.do(reject, Reject(batch_id, etag, "Look again"), by="supervisor")
    decided = desk.read(journals.decided, limit=1)
    older = desk.read(journals.decided, before=int(decided.next_after))
    assert [row.batch_id for row in decided.rows + older.rows] == [high, low]
