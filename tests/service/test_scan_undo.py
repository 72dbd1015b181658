"""Undo on the phone after something that waits for a supervisor."""

import pytest

from scanner_app.journals import queries as journals
from scanner_app.kernel.errors import Conflict, Forbidden, Refused
from scanner_app.kernel.terms import ReviewStatus
from scanner_app.service.review import Approve, Withdraw, approve, withdraw
from tests.builders import an_item, in_stock
from tests.service.desk import Desk
from tests.service.phone import JEANS, Phone, give_bar_codes


@pytest.fixture
def desk(either_service):
    desk = Desk(either_service)
    with either_service.database.transaction() as session:
        an_item(session.connection(), "FLOUR", unit="KG")
    give_bar_codes(either_service)
    in_stock(either_service, desk.person("supervisor"), "JEANS", "50")
    return desk


@pytest.fixture
def phone(desk):
    """A phone on which something was received, and then a count or adjustment was held."""
    phone = Phone(desk.service)
    phone.press("RECEIVE")
    phone.scan_bin("RECV")
    phone.scan(JEANS)
    phone.press("DONE")
    return phone


def count(phone):
    phone.press("COUNT")
    phone.scan_bin("A-01")
    phone.scan(JEANS)
    return phone.press("DONE")


def adjust(phone):
    for pressed in ("ADJUST", "REASON:LOST", "FEWER"):
        phone.press(pressed)
    phone.scan_bin("A-01")
    phone.scan(JEANS)
    phone.type("40")
    return phone.press("DONE")


@pytest.mark.parametrize("task", [count, adjust])
def test_undo_withdraws_what_waits_and_then_reaches_the_posting_before(desk, phone, task):
    reply = task(phone)
    assert (reply["outcome"], reply["can_undo"]) == ("held", True)
    (waiting,) = desk.read(journals.pending).rows
    # When the one who made it takes it back
    reply = phone.press("UNDO")
    said = f"{waiting.document_no} was withdrawn. Nothing of it is booked."
    assert (reply["message"], reply["signal"], reply["can_undo"]) == (said, "warning", True)
    # Then nothing waits, and nobody is said to have decided
    assert desk.read(journals.pending).rows == ()
    (row,) = desk.read(journals.decided).rows
    assert (row.status, row.decided_by) == (ReviewStatus.SUPERSEDED, "")
    assert row.decision_reason == "Withdrawn by its maker"
    with pytest.raises(Conflict, match="already-decided") as refused:
        desk.do(approve, Approve(waiting.batch_id, waiting.etag), by="supervisor")
    assert refused.value.first.sentence == "This was already withdrawn by OLIVIA."
    assert desk.bin("A-01") == {("JEANS", ""): 50}
    # And the next undo takes the receipt back
    assert phone.press("UNDO")["outcome"] == "posted"
    assert desk.bin("RECV") == {}
    with pytest.raises(Refused, match="nothing-to-undo"):
        phone.press("UNDO")


def test_what_was_decided_in_between_is_said_and_the_undo_goes_on(desk, phone):
    count(phone)
    (waiting,) = desk.read(journals.pending).rows
    desk.do(approve, Approve(waiting.batch_id, waiting.etag), by="supervisor")
    reply = phone.press("UNDO")
    assert reply["message"] == "This was already approved by SUE."
    assert desk.bin("A-01") == {("JEANS", ""): 1}
    assert phone.press("UNDO")["outcome"] == "posted"
    assert desk.bin("RECV") == {}


def test_a_posting_after_it_is_undone_first_and_what_waits_stays(desk, phone):
    count(phone)
    phone.press("RECEIVE")
    phone.scan(JEANS)
    phone.press("DONE")
    assert phone.press("UNDO")["outcome"] == "posted"
    assert desk.bin("RECV") == {("JEANS", ""): 1}
    assert desk.read(journals.pending_count) == 1


def test_only_the_maker_withdraws(desk, phone):
    count(phone)
    (waiting,) = desk.read(journals.pending).rows
    with pytest.raises(Forbidden, match="undo-not-yours"):
        desk.do(withdraw, Withdraw(waiting.batch_id), by="supervisor")
    assert desk.read(journals.pending_count) == 1
