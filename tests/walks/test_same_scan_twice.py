"""Story: a phone that did not hear the answer asks again, and nothing happens twice."""

from tests.builders import request_id
from tests.service.phone import JEANS
from tests.walks.floor import refusal, staged

RECEIPT = {"location_code": "BLUE", "lines": [{"item_no": "JEANS", "quantity": "5"}]}


def test_the_same_scan_twice_counts_once_and_is_answered_alike(floor):
    # Given a scan that was taken, and a phone that did not hear so
    phone = floor.phone()
    phone.tap("RECEIVE")
    number = request_id()
    first = phone.send(text=JEANS, id_=number)
    # When it sends the same scan again
    again = phone.send(text=JEANS, id_=number)
    # Then the answer is the same, said to be a repeat, and one piece is staged
    assert again.get_json() == first.get_json()
    assert (first.headers.get("Idempotent-Replay"), again.headers["Idempotent-Replay"]) == (
        None,
        "true",
    )
    assert staged(phone.reload()) == {"JEANS · RECV": "1"}
    assert len([one for one in floor.scans() if one.scan_id == number]) == 1


def test_the_same_posting_scan_twice_posts_once(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    number = request_id()
    first = phone.send(command="DONE", channel="button", id_=number)
    again = phone.send(command="DONE", channel="button", id_=number)
    assert first.get_json()["outcome"] == "posted"
    assert again.get_json() == first.get_json()
    assert floor.postings() == 1
    assert floor.bin("RECV") == {("JEANS", ""): 1}


def test_the_id_in_other_words_is_the_same_id(floor):
    # Given a scan under an id in small letters
    phone = floor.phone()
    phone.tap("RECEIVE")
    number = request_id()
    first = phone.say(text=JEANS, id_=number)
    # When the id comes back in capitals, in quotes, and the body in another order
    body = {"text": JEANS, "channel": "wedge", "session_id": phone.session_id}
    for written in (number.upper(), f'"{number}"', f" {number} "):
        reply = phone.browser.api("/api/v1/scans", body, Idempotency_Key=written)
        # Then it is known
        assert reply.get_json() == first
    assert staged(phone.reload()) == {"JEANS · RECV": "1"}


def test_the_same_id_with_other_content_is_refused(floor):
    # Given a scan that was taken
    phone = floor.phone()
    phone.tap("RECEIVE")
    number = request_id()
    first = phone.say(text=JEANS, id_=number)
    # When its id comes with another text, another channel, another person or another purpose
    others = (
        phone.send(text="XBB002", id_=number),
        phone.send(text=JEANS, channel="camera", id_=number),
        floor.phone("OTTO").send(text=JEANS, session_id=phone.session_id, id_=number),
        floor.phone("OTTO").send(text=JEANS, id_=number),
        phone.browser.api("/api/v1/receipts", RECEIPT, Idempotency_Key=number),
    )
    # Then each is refused, and the first answer stands
    assert {refusal(reply)["code"] for reply in others} == {"request-id-reused"}
    assert {reply.status_code for reply in others} == {409}
    assert phone.say(text=JEANS, id_=number) == first
    assert staged(phone.reload()) == {"JEANS · RECV": "1"}
    assert floor.postings() == 0


def test_a_refusal_is_repeated_as_it_was(floor):
    # Given a scan that was refused because the code was unknown
    phone = floor.phone()
    number = request_id()
    first = refusal(phone.send(text="4006381333931", id_=number), "code-unknown")
    # When the code becomes known and the phone repeats its request
    with floor.service.database.transaction() as session:
        from scanner_app.items.models import ItemReference  # noqa: PLC0415 - the scene changes here

        row = {"item_no": "JEANS", "unit_code": "PCS", "reference_type": "bar_code"}
        session.add(ItemReference(reference_no="04006381333931", **row))
    again = refusal(phone.send(text="4006381333931", id_=number))
    # Then it hears the same refusal; a new scan is understood
    told = {"code", "detail", "errors", "status", "title", "type"}
    assert {name: again[name] for name in told} == {name: first[name] for name in told}
    assert phone.scan("4006381333931")["card"]["headline"] == "Jeans"
    # And the log has each scan once
    assert [one.outcome for one in floor.scans()] == ["refused", "ok"]


def test_the_plain_interface_posts_once_too(floor):
    operator = floor.sign_in("OLIVIA")
    number = request_id()
    first = operator.json("/api/v1/receipts", RECEIPT, Idempotency_Key=number)
    again = operator.json("/api/v1/receipts", RECEIPT, Idempotency_Key=number)
    other = {**RECEIPT, "vendor_shipment_no": "OTHER"}
    reply = operator.api("/api/v1/receipts", other, Idempotency_Key=number)
    assert again == first
    refusal(reply, "request-id-reused")
    assert floor.bin("RECV") == {("JEANS", ""): 5}


def test_a_form_sent_twice_is_taken_once(floor):
    operator = floor.sign_in("OLIVIA")
    fields = {"text": JEANS, "request_id": request_id(), "session_id": request_id()}
    operator.page("/scan", {"command": "RECEIVE", "session_id": fields["session_id"]})
    operator.page("/scan", fields)
    page = operator.page("/scan", fields)
    assert page.status_code == 200
    shown = operator.fetch(f"/api/v1/scan-sessions/{fields['session_id']}")
    assert staged(shown) == {"JEANS · RECV": "1"}
