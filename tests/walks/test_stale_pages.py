"""Attack: pages and phones that show what is no longer so."""

from datetime import timedelta
from decimal import Decimal

import pytest

from scanner_app.kernel.clock import FixedClock
from scanner_app.service.items import ChangedItem, change_item
from tests.builders import in_stock, request_id
from tests.service.phone import JEANS, TWO_THINGS
from tests.walks.floor import Phone, refusal, staged, turned_away

ORDER = {
    "vendor_no": "V1",
    "location_code": "BLUE",
    "lines": [{"item_no": "JEANS", "quantity": "2", "direct_unit_cost": "9"}],
}


@pytest.fixture
def phone(floor):
    """A phone that receives; one piece is staged."""
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    return phone


def test_a_button_of_an_old_screen_is_refused_and_the_true_screen_is_shown(floor, phone):
    # Given two devices of one person on one task
    other = Phone(phone.browser, phone.secret)
    other.session_id = phone.session_id
    seen = other.reload()
    phone.scan(JEANS)
    # When the other one presses what it still shows
    body = turned_away(
        floor, other, "session-moved-on", command="DONE", channel="button", version=seen["version"]
    )
    # Then it gets the present state, and can go on from there
    assert body["status"] == 409
    assert staged(body["reply"]) == {"JEANS · RECV": "2"}
    other.tap("DONE", version=body["reply"]["version"])
    assert floor.bin("RECV") == {("JEANS", ""): 2}


def test_a_choice_that_is_no_longer_offered_is_refused(floor, phone):
    offered = phone.scan(TWO_THINGS)["choices"]
    phone.scan(JEANS)
    turned_away(floor, phone, "session-moved-on", choice=offered[0]["id"], channel="button")
    turned_away(floor, phone, "session-moved-on", choice="BOLT||NONSENSE", channel="button")
    assert staged(phone.reload()) == {"JEANS · RECV": "2"}


def test_a_button_of_another_task_does_nothing(floor, phone):
    for command in ("ALL", "EMPTY", "MORE", "FEWER", "REASON:LOST"):
        body = turned_away(floor, phone, "command-not-here", command=command, channel="button")
        assert "DONE posts" in body["detail"]
    turned_away(floor, phone, "nothing-to-undo", command="REMOVE:99", channel="button")
    turned_away(floor, phone, "code-unknown", command="NONSENSE:1", channel="button")


def test_a_task_of_another_person_is_not_taken_over(floor, phone):
    otto = floor.phone("OTTO")
    body = otto.refused(text=JEANS, session_id=phone.session_id)
    assert (body["code"], "reply" in body) == ("session-unknown", False)
    refusal(otto.browser.get(f"/api/v1/scan-sessions/{phone.session_id}"), "session-unknown")
    assert staged(phone.reload()) == {"JEANS · RECV": "1"}


def test_what_somebody_else_received_meanwhile_is_not_received_again(floor):
    # Given an order on two phones
    supervisor = floor.sign_in("SUE")
    no = supervisor.json("/api/v1/purchase-orders", ORDER)["no"]
    phones = floor.phone("OLIVIA"), floor.phone("OTTO")
    for phone in phones:
        phone.order(no)
        phone.number(2)
        phone.scan(JEANS)
    # When both scan DONE
    assert phones[0].card("DONE")["outcome"] == "posted"
    body = phones[1].refused(command="DONE", channel="button")
    # Then the second hears what happened, its goods are not lost, and it can leave
    assert body["code"] in {"document-not-open", "over-receipt"}
    assert staged(body["reply"]) == {"JEANS · RECV": "2"}
    assert floor.bin("RECV") == {("JEANS", ""): 2}
    assert phones[1].tap("CANCEL")["task"] == "start"


def test_an_item_that_was_blocked_meanwhile_is_not_posted(floor, phone):
    # Given a staged piece, and a supervisor who blocks the item
    seen = floor.sign_in("SUE").fetch("/api/v1/items/JEANS")
    blocked = ChangedItem(
        no="JEANS",
        version=seen["version"],
        description="Jeans",
        description_2="",
        unit_cost=Decimal(10),
        is_blocked=True,
    )
    floor.do(change_item, blocked, by="supervisor")
    # When the phone posts, scans on, or a program tries
    turned_away(floor, phone, "item-blocked", command="DONE")
    turned_away(floor, phone, "item-blocked", text=JEANS)
    line = {"item_no": "JEANS", "quantity": "1"}
    body = {"location_code": "BLUE", "lines": [line]}
    refusal(phone.browser.api("/api/v1/receipts", body), "item-blocked")
    # Then it can still count what is there and leave
    assert phone.tap("CANCEL")["task"] == "start"


def test_goods_that_left_meanwhile_are_not_moved(floor):
    in_stock(floor.service, floor.person("supervisor"), "JEANS", "1")
    phones = floor.phone("OLIVIA"), floor.phone("OTTO")
    for phone in phones:
        phone.bin("A-01")
        phone.scan(JEANS)
    assert phones[0].bin("A-02")["outcome"] == "posted"
    turned_away(floor, phones[1], "stock-insufficient", text="XBB004")
    assert floor.bin("A-02") == {("JEANS", ""): 1}


def test_a_request_without_a_good_id_is_refused(lite):
    operator = lite.sign_in("OLIVIA")
    scan = {"channel": "wedge", "text": JEANS}
    for key, code in (
        ("", "request-id-missing"),
        ("1", "request-id-malformed"),
        ("'; DROP TABLE kept_request", "request-id-malformed"),
        ("0" * 5000, "request-id-malformed"),
        (request_id()[:-1], "request-id-malformed"),
    ):
        refusal(operator.api("/api/v1/scans", scan, Idempotency_Key=key), code)
    assert lite.scans() == []


def test_a_body_that_is_no_scan_is_refused(lite):
    phone = lite.phone()
    for fields, code in (
        ({"text": JEANS, "command": "DONE"}, "request-malformed"),
        ({"text": JEANS, "channel": "telepathy"}, "request-malformed"),
        ({"text": 5}, "request-malformed"),
        ({"text": None}, "request-malformed"),
        ({"text": JEANS, "colour": "red"}, "request-malformed"),
        ({"text": JEANS, "version": "1"}, "request-malformed"),
        ({"text": JEANS, "gs_substitutes": "x"}, "request-malformed"),
        ({}, "scan-empty"),
        ({"text": JEANS, "version": 2**70}, "request-malformed"),
        ({"text": JEANS, "version": 7}, "session-moved-on"),
        ({"text": JEANS, "version": -1}, "session-moved-on"),
    ):
        assert phone.refused(**fields)["code"] == code
    for body in (None, [], "text", 5):
        assert phone.browser.api("/api/v1/scans", body).status_code in {400, 415, 422}
    assert phone.scan(JEANS)["card"]["headline"] == "Jeans"


def test_a_person_who_was_signed_out_loses_no_scan(lite):
    # Given a task, and a shift that ended
    phone = lite.phone()
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    service = lite.service
    lite.app.extensions["scanner_service"] = type(service)(
        service.database, FixedClock(service.clock.now() + timedelta(hours=13)), service.secret
    )
    # When the next scan comes
    body = refusal(phone.send(text=JEANS), "session-expired")
    assert body["status"] == 401
    lite.app.extensions["scanner_service"] = service
    # Then after signing in again the task stands where it stood
    again = Phone(lite.sign_in("OLIVIA"), phone.secret)
    again.session_id = phone.session_id
    assert staged(again.reload()) == {"JEANS · RECV": "1"}
    assert staged(again.scan(JEANS)) == {"JEANS · RECV": "2"}


def test_a_form_of_an_old_page_is_refused(lite):
    operator = lite.sign_in("OLIVIA")
    operator.form_token = "stale"
    assert operator.page("/scan", {"text": JEANS}).status_code == 403
    refusal(operator.api("/api/v1/scans", {"channel": "wedge", "text": JEANS}), "cross-site")
    assert lite.scans() == []
