"""Attack: labels that are unknown, damaged, or contradict what is in hand."""

from datetime import date

import pytest

from tests.builders import in_stock
from tests.service.phone import DRILL, GREEN_BIN, JEANS, LOTTED, gtin
from tests.walks.floor import GS, refusal, staged, turned_away

UNKNOWN = "4006381333931"
MISREAD = "4006381333932"
DAY = date(2028, 1, 31)
RECEIPT = "/api/v1/receipts"


def receipt(**line):
    return {"location_code": "BLUE", "lines": [{"quantity": "1", "bin_code": "RECV"} | line]}


@pytest.fixture
def phone(floor):
    """A phone that receives; one piece is staged."""
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    return phone


SAYS_NOTHING = (
    (UNKNOWN, "", "code-unknown"),
    (MISREAD, "", "check-digit"),
    (MISREAD, "]E0", "check-digit"),
    (f"01{gtin('950600013435')[:-1]}0", "]C1", "gs1-malformed"),
    (f"010{gtin('950600999999')}10A", "]C1", "code-unknown"),
    (f"010{LOTTED}17289930", "]C1", "gs1-malformed"),
    (f"010{LOTTED}10A{GS}010{JEANS}", "]C1", "gs1-contradiction"),
    (f"010{LOTTED}10A{GS}10B", "]C1", "gs1-contradiction"),
    (f"010{LOTTED}21{'9' * 30}", "]C1", "gs1-malformed"),
    ("XBZZZ", "", "bin-unknown"),
    ("XDNOSUCH", "", "document-unknown"),
    ("XCDONEBBBBBB", "", "command-not-ours"),
    ("no such thing", "", "code-unknown"),
    ("   ", "", "scan-empty"),
    (GS, "]C1", "scan-empty"),
)


def test_a_code_that_says_nothing_is_refused_and_the_task_goes_on(floor, phone):
    # When such codes are scanned while goods are staged
    for text, aim, code in SAYS_NOTHING:
        turned_away(floor, phone, code, text=text, aim=aim)
    # Then the next good scan is taken and the task can be finished
    assert staged(phone.scan(JEANS)) == {"JEANS · RECV": "2"}
    phone.card("DONE")
    assert floor.bin("RECV") == {("JEANS", ""): 2}


def test_a_label_of_other_goods_is_refused_while_a_lot_is_asked(floor, phone):
    phone.scan(LOTTED)
    turned_away(floor, phone, "label-contradicts-item", text=JEANS)
    turned_away(floor, phone, "label-contradicts-item", text=f"010{DRILL}21SN", aim="]C1")
    phone.scan("L-1")
    turned_away(floor, phone, "label-contradicts-item", text="10L-2", aim="]C1")
    turned_away(floor, phone, "label-contradicts-item", text=f"010{LOTTED}10L-2", aim="]C1")
    assert staged(phone.scan("2028-01-31")) == {
        "LOTTED · lot L-1 · expires 2028-01-31 · RECV": "1",
        "JEANS · RECV": "1",
    }


def test_a_label_with_another_date_than_the_lot_has_is_refused(floor, phone):
    supervisor = floor.person("supervisor")
    in_stock(floor.service, supervisor, "LOTTED", "1", lot_no="L", expiration_date=DAY)
    label = f"010{LOTTED}1729013110L"
    body = turned_away(floor, phone, "lot-expiry-differs", text=label, aim="]C1")
    assert "2028-01-31" in body["detail"]
    line = receipt(item_no="LOTTED", lot_no="L", expiration_date="2029-01-31")
    refusal(phone.browser.api(RECEIPT, line), "lot-expiry-differs")


def test_goods_that_were_not_ordered_or_not_so_many_are_refused(floor):
    order = {
        "vendor_no": "V1",
        "location_code": "BLUE",
        "lines": [{"item_no": "LOTTED", "quantity": "2", "direct_unit_cost": "1"}],
    }
    no = floor.sign_in("SUE").json("/api/v1/purchase-orders", order)["no"]
    phone = floor.phone()
    phone.order(no)
    turned_away(floor, phone, "item-not-on-order", text=JEANS)
    label = f"010{LOTTED}1728013110L{GS}303"
    turned_away(floor, phone, "over-receipt", text=label, aim="]C1")
    other = receipt(item_no="JEANS") | {"order_no": no}
    refusal(phone.browser.api(RECEIPT, other), "item-not-on-order")
    more = receipt(item_no="LOTTED", quantity="3", lot_no="L", expiration_date="2028-01-31")
    refusal(phone.browser.api(RECEIPT, more | {"order_no": no}), "over-receipt")
    assert floor.postings() == 0


def test_a_missing_lot_is_asked_for_and_not_passed_over(floor, phone):
    phone.scan(LOTTED)
    turned_away(floor, phone, "lot-required", command="DONE")
    turned_away(floor, phone, "scan-not-expected", text="XBB002")
    turned_away(floor, phone, "lot-required", text=LOTTED)
    assert phone.scan("L")["asks_text"] == "expiration"
    turned_away(floor, phone, "expiration-required", command="DONE")
    for wrong in ("tomorrow", "31.01.2028", "2028-02-30", "000000", "0000-00-00"):
        turned_away(floor, phone, "date-malformed", text=wrong)
    operator = phone.browser
    refusal(operator.api(RECEIPT, receipt(item_no="LOTTED")), "lot-required")
    refusal(operator.api(RECEIPT, receipt(item_no="LOTTED", lot_no="L")), "expiration-required")
    refusal(operator.api(RECEIPT, receipt(item_no="JEANS", lot_no="L")), "lot-not-tracked")
    long = receipt(item_no="LOTTED", lot_no="L" * 51, expiration_date="2028-01-31")
    refusal(operator.api(RECEIPT, long), "tracking-no-malformed")
    assert floor.postings() == 0


def test_a_serial_that_is_in_stock_is_refused(floor, phone):
    # Given a drill in stock and another one staged
    in_stock(floor.service, floor.person("supervisor"), "DRILL", "1", serial_no="SN-1")
    phone.scan(DRILL)
    phone.scan("SN-2")
    # When the staged one is scanned again, or the one in stock is received again
    turned_away(floor, phone, "serial-twice", text="21SN-2", aim="]C1")
    phone.label("21SN-1")
    turned_away(floor, phone, "serial-on-inventory", command="DONE")
    # Then taking the wrong one back is enough
    phone.card("UNDO")
    phone.card("DONE")
    assert floor.bin("RECV") == {("JEANS", ""): 1, ("DRILL", "SN-2"): 1}
    # And the interface says the same
    operator = phone.browser
    again = receipt(item_no="DRILL", serial_no="SN-1")
    refusal(operator.api(RECEIPT, again), "serial-on-inventory")
    twice = receipt(item_no="DRILL", serial_no="SN-3")
    twice["lines"] *= 2
    refusal(operator.api(RECEIPT, twice), "serial-twice")
    refusal(operator.api(RECEIPT, receipt(item_no="DRILL")), "serial-required")
    two = receipt(item_no="DRILL", serial_no="SN-3", quantity="2")
    refusal(operator.api(RECEIPT, two), "serial-quantity")


@pytest.mark.parametrize("is_ordered", [True, False])
def test_an_expired_lot_is_refused_with_the_label_in_hand(floor, is_ordered):
    # Given a receipt, ordered or not
    phone = floor.phone()
    no = ""
    if is_ordered:
        line = {"item_no": "LOTTED", "quantity": "2", "direct_unit_cost": "1"}
        order = {"vendor_no": "V1", "location_code": "BLUE", "lines": [line]}
        no = floor.sign_in("SUE").json("/api/v1/purchase-orders", order)["no"]
        phone.order(no)
    else:
        phone.tap("RECEIVE")
    # When a label says that the goods expired yesterday, in one scan or in three
    yesterday, today = f"010{LOTTED}1726111910L", f"010{LOTTED}1726112010L"
    body = turned_away(floor, phone, "lot-expired", text=yesterday, aim="]C1")
    assert "2026-11-19" in body["detail"]
    phone.scan(LOTTED)
    phone.scan("L")
    turned_away(floor, phone, "lot-expired", text="2026-11-19")
    phone.card("UNDO")
    # Then the interface refuses it, too
    line = receipt(item_no="LOTTED", lot_no="L", expiration_date="2026-11-19")
    refusal(phone.browser.api(RECEIPT, line | {"order_no": no}), "lot-expired")
    # And goods that expire today are taken
    phone.label(today)
    phone.card("DONE")
    assert floor.bin("RECV") == {("LOTTED", "L"): 1}


def test_expired_goods_can_still_be_moved_away_and_written_off(floor):
    supervisor = floor.person("supervisor")
    in_stock(
        floor.service, supervisor, "LOTTED", "2", lot_no="OLD", expiration_date=date(2026, 1, 31)
    )
    phone = floor.phone()
    phone.bin("A-01")
    phone.label(f"010{LOTTED}10OLD")
    phone.bin("A-03")
    phone.tap("CANCEL")
    phone.tap("ADJUST")
    phone.card("LOST")
    phone.choose("FEWER")
    phone.bin("A-01")
    phone.label(f"010{LOTTED}10OLD")
    phone.card("DONE")
    assert floor.bin("A-03") == {("LOTTED", "OLD"): 1}
    assert floor.bin("A-01") == {}


def test_a_bin_of_another_location_is_refused_by_name(floor, phone):
    # Given a person of BLUE
    body = turned_away(floor, phone, "bin-other-location", text=GREEN_BIN)
    assert "GREEN" in body["detail"]
    assert "BLUE" in body["detail"]
    phone.card("DONE")
    for task in ("COUNT", "MOVE"):
        phone.tap(task)
        turned_away(floor, phone, "bin-other-location", text=GREEN_BIN)
        phone.tap("DONE" if task == "COUNT" else "CANCEL")
    # And through the interface a bin that is not there is unknown
    operator = phone.browser
    line = receipt(item_no="JEANS", bin_code="NOWHERE")
    refusal(operator.api(RECEIPT, line), "bin-unknown")
    refusal(operator.api(RECEIPT, line | {"location_code": "MOON"}), "location-unknown")
    refusal(
        operator.api(RECEIPT, receipt(item_no="JEANS") | {"location_code": "PLAIN"}), "bin-not-used"
    )
    refusal(
        operator.api(RECEIPT, receipt(item_no="JEANS") | {"location_code": "OWN-LOG"}),
        "location-in-transit",
    )


def test_more_than_is_there_does_not_leave_the_bin(floor):
    in_stock(floor.service, floor.person("supervisor"), "JEANS", "1")
    phone = floor.phone()
    phone.bin("A-01")
    phone.number(2)
    phone.scan(JEANS)
    body = turned_away(floor, phone, "stock-insufficient", text="XBB003")
    assert "Only 1 of JEANS" in body["detail"]
    turned_away(floor, phone, "other-bin-expected", text="XBB002")
    phone.type("1")
    assert phone.bin("A-02")["outcome"] == "posted"
