"""Story: stock is adjusted with a reason; what is above the limits waits for a supervisor."""

import pytest

from tests.builders import in_stock
from tests.service.phone import DRILL, JEANS
from tests.walks.floor import refusal


@pytest.fixture
def stocked(floor):
    """A-01 holds 20 JEANS at 10 and one DRILL."""
    in_stock(floor.service, floor.person("supervisor"), "JEANS", "20")
    in_stock(floor.service, floor.person("supervisor"), "DRILL", "1", serial_no="SN")
    return floor


def adjusted(phone, *, direction, pieces):
    """Adjust the JEANS of A-01 by cards and choices."""
    asked = phone.tap("ADJUST")
    assert {one["id"] for one in asked["choices"]} == {"REASON:LOST", "REASON:FOUND"}
    asked = phone.card("LOST")
    assert [one["id"] for one in asked["choices"]] == ["FEWER", "MORE"]
    phone.choose(direction)
    phone.bin("A-01")
    phone.scan(JEANS)
    phone.type(str(pieces))
    return phone.card("DONE")


def test_a_small_loss_is_booked_at_once_with_its_reason(stocked):
    # When an operator says that two are lost
    reply = adjusted(stocked.phone(), direction="FEWER", pieces=2)
    # Then it is booked, at the cost of what it was taken from
    assert reply["outcome"] == "posted"
    entry = stocked.entries()[-1]
    assert (entry.entry_type, entry.quantity, entry.reason_code) == (
        "negative_adjustment",
        -2,
        "LOST",
    )
    assert entry.cost_actual == -20
    ties = stocked.story(entry.entry_no).applications
    assert [(tie.inbound_entry_no, tie.quantity) for tie in ties] == [(1, -2)]
    assert stocked.bin("A-01")["JEANS", ""] == 18


def test_a_small_find_is_booked_at_the_cost_of_the_item(stocked):
    reply = adjusted(stocked.phone(), direction="MORE", pieces=3)
    assert reply["outcome"] == "posted"
    entry = stocked.entries()[-1]
    assert (entry.entry_type, entry.quantity, entry.cost_actual) == ("positive_adjustment", 3, 30)


def test_a_large_loss_waits_and_is_booked_when_another_person_approves(stocked):
    # Given a loss above the limit
    reply = adjusted(stocked.phone(), direction="FEWER", pieces=6)
    assert (reply["outcome"], reply["signal"]) == ("held", "warning")
    assert stocked.bin("A-01")["JEANS", ""] == 20
    # When the supervisor approves it on the page
    supervisor = stocked.sign_in("SUE")
    (row,) = supervisor.fetch("/api/v1/reviews")["rows"]
    etag = supervisor.get(f"/api/v1/reviews/{row['batch_id']}").headers["ETag"].strip('"')
    address = f"/review/{row['batch_id']}/approve"
    assert supervisor.page(address, {"etag": "0-0"}).status_code == 409
    assert supervisor.page(address, {"etag": etag}).status_code == 303
    # Then it is booked, once
    assert stocked.bin("A-01")["JEANS", ""] == 14
    again = supervisor.page(address, {"etag": etag})
    assert again.status_code == 409
    assert "already" in again.text
    assert stocked.bin("A-01")["JEANS", ""] == 14


def test_a_rejected_adjustment_books_nothing_and_needs_a_reason(stocked):
    adjusted(stocked.phone(), direction="FEWER", pieces=6)
    supervisor = stocked.sign_in("SUE")
    (row,) = supervisor.fetch("/api/v1/reviews")["rows"]
    address = f"/api/v1/reviews/{row['batch_id']}"
    etag = supervisor.get(address).headers["ETag"]
    refusal(supervisor.api(f"{address}/reject", {"reason": " "}, If_Match=etag), "reason-required")
    done = supervisor.json(f"{address}/reject", {"reason": "count it first"}, If_Match=etag)
    assert (done["status"], done["entries"]) == ("rejected", [])
    assert stocked.bin("A-01")["JEANS", ""] == 20


def test_a_lost_serial_is_the_piece_that_leaves(stocked):
    phone = stocked.phone()
    phone.tap("ADJUST")
    phone.card("LOST")
    phone.choose("FEWER")
    phone.bin("A-01")
    phone.scan(DRILL)
    phone.scan("SN")
    phone.card("DONE")
    entry = stocked.entries()[-1]
    assert (entry.serial_no, entry.quantity, entry.cost_actual) == ("SN", -1, -20)
    assert stocked.bin("A-01") == {("JEANS", ""): 20}


def test_the_plain_interface_has_the_same_limit(stocked):
    line = {"item_no": "JEANS", "quantity": "5", "is_positive": False}
    body = {
        "location_code": "BLUE",
        "bin_code": "A-01",
        "reason_code": "lost",
        "lines": [line],
    }
    operator = stocked.sign_in("OLIVIA")
    assert operator.json("/api/v1/adjustments", body)["outcome"] == "posted"
    body["lines"] = [line | {"quantity": "5.00001"}]
    refusal(operator.api("/api/v1/adjustments", body), "quantity-not-whole")
    body["lines"] = [line, line]
    assert operator.json("/api/v1/adjustments", body)["outcome"] == "held"
    body["reason_code"] = ""
    refusal(operator.api("/api/v1/adjustments", body), "reason-required")
    assert stocked.bin("A-01")["JEANS", ""] == 15
