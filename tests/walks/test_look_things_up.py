"""Story: one scan shows everything of an item, a bin, a lot, a serial or a document."""

from datetime import date

import pytest

from tests.builders import in_stock
from tests.service.phone import DRILL, JEANS, JEANS_CASE, LOTTED
from tests.walks.floor import GS

DAY = date(2028, 1, 31)


@pytest.fixture
def phone(floor):
    """A phone in a warehouse with lots and a serial in stock."""
    supervisor = floor.person("supervisor")
    in_stock(floor.service, supervisor, "LOTTED", "5", lot_no="L1", expiration_date=DAY)
    in_stock(floor.service, supervisor, "LOTTED", "2", lot_no="L2", expiration_date=DAY)
    in_stock(floor.service, supervisor, "DRILL", "1", serial_no="SN-9", bin_code="A-02")
    return floor.phone()


def rows(reply):
    return dict(reply["card"]["rows"])


def places(reply):
    return [
        (one["bin"], one["lot"] or one["serial"], one["quantity"]) for one in reply["card"]["stock"]
    ]


def test_an_item_is_shown_by_one_scan_from_the_start(floor, phone):
    # When its bar code is scanned at the start
    reply = phone.scan(LOTTED)
    # Then the card has stock by bin and lot with dates, and the movements; no tap was needed
    assert (reply["card"]["kind"], rows(reply)["On hand"]) == ("item", "7 PCS")
    assert places(reply) == [("A-01", "L1", "5"), ("A-01", "L2", "2")]
    assert {one["expiration"] for one in reply["card"]["stock"]} == {"2028-01-31"}
    assert [one["quantity"] for one in reply["card"]["entries"]] == ["2", "5"]
    assert (phone.scans, phone.taps) == (1, 0)
    # And looking writes nothing
    assert floor.postings() == 3


def test_a_label_narrows_the_card_to_its_lot(phone):
    reply = phone.label(f"010{LOTTED}10L2{GS}")
    assert places(reply) == [("A-01", "L2", "2")]
    assert rows(reply)["Lot"] == "L2"


def test_a_case_says_what_it_holds(phone):
    assert rows(phone.scan(JEANS_CASE))["Scanned unit"] == "CASE of 12 PCS"


def test_a_lot_and_a_serial_are_found_by_their_number(phone):
    phone.tap("LOOKUP")
    assert rows(phone.scan("L1"))["Item"] == "LOTTED"
    reply = phone.scan("SN-9")
    assert (rows(reply)["Serial"], places(reply)) == ("SN-9", [("A-02", "SN-9", "1")])
    assert rows(phone.label(f"010{DRILL}21SN-9"))["Serial"] == "SN-9"


def test_a_bin_is_shown_with_what_lies_in_it(phone):
    phone.tap("LOOKUP")
    reply = phone.bin("A-01")
    assert (reply["card"]["kind"], rows(reply)["Different things"]) == ("bin", "2")
    assert [one["item_no"] for one in reply["card"]["stock"]] == ["LOTTED", "LOTTED"]
    assert phone.bin("A-03")["card"]["stock"] == []


def test_a_document_is_shown_with_what_is_open(floor, phone):
    supervisor = floor.sign_in("SUE")
    line = {"item_no": "JEANS", "quantity": "4", "direct_unit_cost": "43.21"}
    order = {"vendor_no": "V1", "vendor_name": "Vera", "location_code": "BLUE", "lines": [line]}
    no = supervisor.json("/api/v1/purchase-orders", order)["no"]
    phone.tap("LOOKUP")
    reply = phone.order(no)
    assert (reply["card"]["kind"], rows(reply)["From"]) == ("order", "Vera")
    assert rows(reply)["JEANS"] == "4 PCS open · Jeans"
    assert phone.tap("DONE")["task"] == "start"
    # And at the start the item offers the only order that expects it
    reply = phone.scan(JEANS)
    assert rows(reply)["Expected on"] == no
    assert reply["card"]["actions"][0]["label"] == f"Receive for {no}"
    # And no reply told the price
    assert not any("43.21" in said for said in phone.heard)


def test_the_pages_and_the_interface_say_the_same(floor, phone):
    operator = phone.browser
    stock = operator.fetch("/api/v1/items/LOTTED/stock")["rows"]
    assert [(one["lot_no"], one["quantity"]) for one in stock] == [("L1", "5"), ("L2", "2")]
    there = operator.fetch("/api/v1/locations/BLUE/bins/A-02/stock")["rows"]
    assert [one["serial_no"] for one in there] == ["SN-9"]
    page = operator.get("/items/LOTTED/card").text
    assert "L1" in page
    assert "L2" in page
    entry = operator.fetch("/api/v1/items/DRILL/ledger-entries")["rows"][0]["entry_no"]
    assert operator.fetch(f"/api/v1/ledger-entries/{entry}")["entry"]["serial_no"] == "SN-9"
