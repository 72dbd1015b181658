"""Several people at the same document or bin in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from scanner_app.journals import queries as journals
from scanner_app.kernel.errors import Conflict, Refusal
from scanner_app.purchases import queries as purchases
from scanner_app.service.count import BinCount, CountedLine, record_bin_count
from scanner_app.service.orders import NewPurchaseLine
from scanner_app.service.receive import Receipt, ReceiptLine, post_receipt
from scanner_app.service.review import Approve, approve
from tests.builders import in_stock
from tests.service.desk import Desk


@pytest.fixture
def desk(either_service):
    desk = Desk(either_service)
    in_stock(either_service, desk.person("supervisor"), "JEANS", "20")
    return desk


def at_once(*calls):
    """Do all calls at the same time and return what came of each, a reply or a refusal's code."""

    def outcome(call):
        try:
            return call()
        except Refusal as refusal:
            return refusal.first.code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(outcome, calls))


def a_count(found):
    line = CountedLine(item_no="JEANS", quantity=Decimal(found))
    return BinCount(location_code="BLUE", bin_code="A-01", lines=(line,))


def test_an_order_of_ten_takes_ten_from_many_hands(desk):
    no = desk.order(NewPurchaseLine(item_no="JEANS", quantity=Decimal(10)))
    receipt = Receipt(
        order_no=no, lines=(ReceiptLine(item_no="JEANS", quantity=Decimal(3), bin_code="RECV"),)
    )
    said = at_once(*[lambda: desk.do(post_receipt, receipt)] * 8)
    assert sorted(one for one in said if isinstance(one, str)) == ["over-receipt"] * 5
    assert desk.bin("RECV") == {("JEANS", ""): 9}
    assert desk.read(purchases.order, no).lines[0].quantity_received_base == 9


def test_counts_of_one_bin_at_once_do_not_post_the_loss_twice(desk):
    said = at_once(*[lambda: desk.do(record_bin_count, a_count(18))] * 6)
    assert sorted(one["outcome"] for one in said) == ["finished"] * 5 + ["posted"]
    assert desk.bin("A-01") == {("JEANS", ""): 18}


def held_count(desk):
    """Count a loss that waits for a supervisor; the counter is not told its batch."""
    assert desk.do(record_bin_count, a_count(10))["outcome"] == "held"
    (head,) = desk.read(journals.pending).rows
    return Approve(head.batch_id, head.etag)


def test_two_approvals_at_once_are_one_posting(desk):
    request = held_count(desk)
    said = at_once(
        lambda: desk.do(approve, request, by="supervisor"),
        lambda: desk.do(approve, request, by="second_supervisor"),
    )
    assert [one for one in said if isinstance(one, str)] == ["already-decided"]
    assert desk.bin("A-01") == {("JEANS", ""): 10}


def test_an_approval_and_a_new_count_at_once_do_not_post_the_loss_twice(desk):
    request = held_count(desk)
    approved, counted = at_once(
        lambda: desk.do(approve, request, by="supervisor"),
        lambda: desk.do(record_bin_count, a_count(10), by="second_operator"),
    )
    if approved == "already-decided":
        assert counted["outcome"] == "held"
        assert desk.bin("A-01") == {("JEANS", ""): 20}
        (head,) = desk.read(journals.pending).rows
        desk.do(approve, Approve(head.batch_id, head.etag), by="supervisor")
    else:
        assert counted["outcome"] == "finished"
    assert desk.bin("A-01") == {("JEANS", ""): 10}
    with pytest.raises(Conflict, match="already-decided"):
        desk.do(approve, request, by="second_supervisor")
