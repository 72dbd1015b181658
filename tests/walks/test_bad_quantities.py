"""Attack: quantities of nothing, less than nothing, and more than there is in the world."""

import itertools

from scanner_app.barcodes.house_code import number_code
from tests.builders import in_stock
from tests.service.phone import DRILL, FLOUR, JEANS, JEANS_CASE
from tests.walks.floor import refusal, staged, turned_away

TYPED = (
    ("0", "quantity-not-positive"),
    ("-1", "quantity-not-positive"),
    ("-0", "quantity-not-positive"),
    ("0.00", "quantity-not-positive"),
    ("1e30", "quantity-malformed"),
    ("1E2", "quantity-malformed"),
    ("NaN", "quantity-malformed"),
    ("Infinity", "quantity-malformed"),
    ("-inf", "quantity-malformed"),
    ("0x10", "quantity-malformed"),
    ("١٢", "quantity-malformed"),
    ("²", "quantity-malformed"),
    ("1 000", "quantity-malformed"),
    ("1_000", "quantity-malformed"),
    ("1.2.3", "quantity-malformed"),
    ("1,000,000", "quantity-malformed"),
    ("0.000001", "quantity-malformed"),
    ("=1+1", "quantity-malformed"),
    ("", "scan-empty"),
    ("9999999999", "quantity-too-large"),
    ("9" * 31, "quantity-too-large"),
    ("9" * 4000, "quantity-too-large"),
    ("1.5", "quantity-not-whole"),
)


def test_a_wrong_number_on_the_pad_changes_nothing(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    for typed, code in TYPED:
        body = turned_away(floor, phone, code, quantity=typed, channel="typed")
        assert len(body["detail"]) < 120
    assert staged(phone.type("7")) == {"JEANS · RECV": "7"}


READ = (
    (f"0*{JEANS}", {"channel": "typed"}, "quantity-not-positive"),
    (f"0,00001*{JEANS}", {"channel": "typed"}, "quantity-not-whole"),
    (f"999999999*{JEANS_CASE}", {"channel": "typed"}, "quantity-too-large"),
    (f"2*{DRILL}", {"channel": "typed"}, "serial-quantity"),
    ("0*", {"channel": "typed"}, "quantity-not-positive"),
    (f"010{JEANS}3000", {"aim": "]C1"}, "quantity-not-positive"),
    (f"010{JEANS}3000000000", {"aim": "]C1"}, "quantity-not-positive"),
    (f"010{FLOUR}3103000000", {"aim": "]C1"}, "quantity-not-positive"),
    ("XM0", {}, "code-unknown"),
    ("XM1000000", {}, "code-unknown"),
)


def test_a_wrong_number_on_a_label_or_before_it_stages_nothing(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    for text, fields, code in READ:
        turned_away(floor, phone, code, text=text, **fields)
    assert staged(phone.scan(JEANS)) == {"JEANS · RECV": "1"}


def test_numbers_do_not_add_up_beyond_the_largest_quantity(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    phone.type("999999999")
    turned_away(floor, phone, "quantity-too-large", text=JEANS)
    phone.scan(number_code(999999))
    body = phone.refused(text=JEANS)
    assert body["code"] == "quantity-too-large"
    assert body["reply"] == phone.reload()
    assert phone.reload()["lines"][0]["quantity"] == "999999999"


BODIES = {
    "/api/v1/receipts": {
        "location_code": "BLUE",
        "lines": [{"item_no": "JEANS", "bin_code": "RECV"}],
    },
    "/api/v1/transfers": {
        "from_location_code": "BLUE",
        "from_bin_code": "A-01",
        "to_bin_code": "A-02",
        "lines": [{"item_no": "JEANS"}],
    },
    "/api/v1/adjustments": {
        "location_code": "BLUE",
        "bin_code": "A-01",
        "reason_code": "LOST",
        "lines": [{"item_no": "JEANS", "is_positive": False}],
    },
    "/api/v1/bin-counts": {
        "location_code": "BLUE",
        "bin_code": "A-01",
        "lines": [{"item_no": "JEANS"}],
    },
    "/api/v1/item-journal-lines": {
        "lines": [
            {
                "entry_type": "positive_adjustment",
                "item_no": "JEANS",
                "location_code": "BLUE",
                "bin_code": "A-01",
            }
        ]
    },
    "/api/v1/purchase-orders": {
        "vendor_no": "V",
        "location_code": "BLUE",
        "lines": [{"item_no": "JEANS"}],
    },
    "/api/v1/transfer-orders": {
        "from_location_code": "BLUE",
        "to_location_code": "GREEN",
        "lines": [{"item_no": "JEANS"}],
    },
}
SENT = (
    "0",
    "-1",
    "-0",
    "1e30",
    "NaN",
    "Infinity",
    "0.5",
    "0.000001",
    "9" * 10,
    "9" * 30,
    "",
    1,
    None,
)


def test_the_interface_takes_no_such_quantity_anywhere(floor):
    # Given goods in stock
    supervisor = floor.sign_in("SUE")
    in_stock(floor.service, floor.person("supervisor"), "JEANS", "5")
    # When every wrong quantity is sent
    for address, quantity in itertools.product(BODIES, SENT):
        body = {**BODIES[address], "lines": [BODIES[address]["lines"][0] | {"quantity": quantity}]}
        if address.endswith("counts") and quantity in {"0", "-0"}:
            continue  # looked for and not found: a count may say so
        # Then each is refused, with the line that it stands in
        said = refusal(supervisor.api(address, body))
        first = said["errors"][0]
        assert first["line"] == 1 or first["field"] == "/lines/0/quantity", said
    assert floor.postings() == 1
    assert floor.bin("A-01") == {("JEANS", ""): 5}


COSTS = (
    ("/api/v1/item-journal-lines", "unit_cost"),
    ("/api/v1/item-journal-lines", "amount"),
    ("/api/v1/purchase-orders", "direct_unit_cost"),
    ("/api/v1/purchase-orders", "line_amount"),
)
WRONG_COSTS = ("-1", "-0.00001", "9" * 15, "9" * 30, "1e30", "NaN", 5)


def test_a_cost_that_cannot_be_is_refused(floor):
    supervisor = floor.sign_in("SUE")
    for (address, field), cost in itertools.product(COSTS, WRONG_COSTS):
        line = BODIES[address]["lines"][0] | {"quantity": "1", field: cost}
        refusal(supervisor.api(address, {**BODIES[address], "lines": [line]}))
    assert floor.postings() == 0
