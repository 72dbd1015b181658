"""Story: what was posted by mistake is undone by entries that reverse it."""

from tests.builders import in_stock
from tests.service.phone import JEANS
from tests.walks.floor import refusal


def received(phone, pieces=2):
    """Receive JEANS without an order, and return the posting's number."""
    phone.tap("RECEIVE")
    phone.number(pieces)
    phone.scan(JEANS)
    return phone.card("DONE")["posted"]["register_no"]


def test_undo_takes_the_last_scan_back_and_then_the_last_posting(floor):
    # Given a scan too many
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    phone.scan(JEANS)
    # When UNDO is scanned before posting and once after
    assert phone.card("UNDO")["lines"][0]["quantity"] == "1"
    phone.card("DONE")
    assert floor.bin("RECV") == {("JEANS", ""): 1}
    reply = phone.card("UNDO")
    # Then the posting is reversed by an entry that names what it reverses
    assert (reply["outcome"], reply["can_undo"]) == ("posted", False)
    first, second = floor.entries()
    assert (second.quantity, second.is_correction, second.reverses_entry_no) == (
        -1,
        True,
        first.entry_no,
    )
    assert (first.remaining_quantity, first.is_open) == (0, False)
    assert first.cost_actual + second.cost_actual == 0
    assert floor.bin("RECV") == {}
    # And there is nothing more to undo
    assert phone.refused(command="UNDO")["code"] == "nothing-to-undo"


def test_a_posting_is_undone_by_its_number(floor):
    # Given two postings
    phone = floor.phone()
    first, second = received(phone), received(phone, pieces=3)
    # When the first is undone by its number
    operator = phone.browser
    undone = operator.json(f"/api/v1/registers/{first}/undo")
    # Then only it is gone
    assert undone["register_no"] == first
    assert floor.bin("RECV") == {("JEANS", ""): 3}
    head = operator.fetch(f"/api/v1/registers/{first}")["head"]
    assert head["reversed_by_register_no"] == undone["posted"]["register_no"]
    # And not twice, nor can an undo be undone
    refusal(operator.api(f"/api/v1/registers/{first}/undo"), "already-undone")
    again = operator.api(f"/api/v1/registers/{undone['posted']['register_no']}/undo")
    refusal(again, "undo-of-undo")
    refusal(operator.api("/api/v1/registers/987654/undo"), "register-unknown")
    assert second == first + 1
    assert floor.postings() == 3


def test_only_the_person_or_a_supervisor_undoes(floor):
    # Given a posting of Olivia
    number = received(floor.phone("OLIVIA"))
    # When Otto tries, here and on the page
    otto = floor.sign_in("OTTO")
    body = refusal(otto.api(f"/api/v1/registers/{number}/undo"), "undo-not-yours")
    assert (body["status"], "OLIVIA" in body["detail"]) == (403, True)
    assert otto.page(f"/registers/{number}/undo").status_code == 403
    phone = floor.phone("OTTO")
    assert phone.refused(command="UNDO")["code"] == "nothing-to-undo"
    assert floor.bin("RECV") == {("JEANS", ""): 2}
    # Then a supervisor can
    floor.sign_in("SUE").json(f"/api/v1/registers/{number}/undo")
    assert floor.bin("RECV") == {}


def test_goods_that_have_moved_on_are_not_undone(floor):
    # Given goods that were received and moved
    phone = floor.phone()
    number = received(phone)
    phone.bin("RECV")
    phone.number(2)
    phone.scan(JEANS)
    moved = phone.bin("A-01")["posted"]["register_no"]
    # When the receipt is undone
    body = refusal(phone.browser.api(f"/api/v1/registers/{number}/undo"), "undo-goods-used")
    # Then it is said that they are not there any more, and nothing has changed
    assert "moved or used" in body["detail"]
    assert floor.bin("A-01") == {("JEANS", ""): 2}
    assert floor.postings() == 2
    # And the move itself can be undone
    phone.browser.json(f"/api/v1/registers/{moved}/undo")
    assert floor.bin("RECV") == {("JEANS", ""): 2}
    assert floor.bin("A-01") == {}


def test_an_undone_receipt_is_expected_again(floor):
    # Given an order that was received
    supervisor = floor.sign_in("SUE")
    line = {"item_no": "JEANS", "quantity": "4", "direct_unit_cost": "9"}
    order = {"vendor_no": "V1", "location_code": "BLUE", "lines": [line]}
    no = supervisor.json("/api/v1/purchase-orders", order)["no"]
    phone = floor.phone()
    phone.order(no)
    phone.number(4)
    phone.scan(JEANS)
    phone.card("DONE")
    # When the receipt is undone
    phone.card("UNDO")
    # Then the order waits for its goods again, and takes them again
    shown = supervisor.fetch(f"/api/v1/purchase-orders/{no}")
    assert (shown["status"], shown["lines"][0]["quantity_received_base"]) == ("released", "0")
    phone.order(no)
    phone.number(4)
    phone.scan(JEANS)
    phone.card("DONE")
    assert floor.bin("RECV") == {("JEANS", ""): 4}
    assert sum(entry.cost_expected for entry in floor.entries()) == 36


def test_an_approved_count_is_undone_by_supervisors_only(floor):
    # Given a count that was approved
    in_stock(floor.service, floor.person("supervisor"), "JEANS", "50")
    phone = floor.phone()
    phone.tap("COUNT")
    phone.bin("A-01")
    phone.scan(JEANS)
    phone.type("20")
    phone.card("DONE")
    supervisor = floor.sign_in("SUE")
    (row,) = supervisor.fetch("/api/v1/reviews")["rows"]
    address = f"/api/v1/reviews/{row['batch_id']}"
    etag = supervisor.get(address).headers["ETag"]
    number = supervisor.json(f"{address}/approve", {}, If_Match=etag)["register_no"]
    # When the one who counted tries
    refusal(phone.browser.api(f"/api/v1/registers/{number}/undo"), "undo-not-yours")
    assert phone.tap("UNDO")["message"] == "This was already approved by SUE."
    assert phone.refused(command="UNDO")["code"] == "nothing-to-undo"
    # Then only the supervisor can
    supervisor.json(f"/api/v1/registers/{number}/undo")
    assert floor.bin("A-01") == {("JEANS", ""): 50}
