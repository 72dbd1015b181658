"""Story: one order line with a full label is received with three scans and no tap."""

from decimal import Decimal

from tests.service.phone import LOTTED
from tests.walks.floor import GS, staged

ORDER = {
    "vendor_no": "V1",
    "location_code": "BLUE",
    "lines": [{"item_no": "LOTTED", "quantity": "24", "direct_unit_cost": "3.25"}],
}
LABEL = f"010{LOTTED}1728063010L-7{GS}3024"


def test_one_order_line_with_a_full_label_takes_three_scans_and_no_tap(floor):
    # Given an order that a supervisor made
    supervisor = floor.sign_in("SUE")
    no = supervisor.json("/api/v1/purchase-orders", ORDER)["no"]

    # When an operator scans the order, the label and the DONE card
    phone = floor.phone()
    assert phone.order(no)["prompt"]["where"] == f"{no} · BLUE · RECV"
    reply = phone.label(LABEL)
    assert staged(reply) == {"LOTTED · lot L-7 · expires 2028-06-30 · RECV": "24"}
    assert floor.postings() == 0
    reply = phone.card("DONE")

    # Then that was all
    assert (phone.scans, phone.taps) == (3, 0)
    assert (reply["outcome"], reply["signal"], reply["task"]) == ("posted", "success", "start")

    # And the goods lie in the receiving bin
    assert floor.bin("RECV") == {("LOTTED", "L-7"): 24}

    # And the item ledger has one entry: bought, not yet invoiced
    (entry,) = floor.entries()
    assert (entry.entry_type, entry.document_type) == ("purchase", "purchase_receipt")
    assert (entry.order_no, entry.order_line_no) == (no, 10000)
    assert (entry.document_no, entry.register_no) == (
        reply["posted"]["document_no"],
        reply["posted"]["register_no"],
    )
    assert (entry.quantity, entry.remaining_quantity, entry.is_open) == (24, 24, True)
    assert (entry.invoiced_quantity, entry.is_completely_invoiced) == (0, False)
    assert (entry.lot_no, str(entry.expiration_date)) == ("L-7", "2028-06-30")
    assert str(entry.posting_date) == "2026-11-20"

    # And it is valued at the price of the order, as expected cost
    assert floor.costs(entry) == ("0.00", "78.00")
    story = floor.story(entry.entry_no)
    (value,) = story.values
    assert (value.entry_type, value.is_expected_cost) == ("direct_cost", True)
    assert (value.cost_amount_actual, value.cost_amount_expected) == (0, 78)
    assert (value.valued_quantity, value.invoiced_quantity) == (24, 0)
    assert value.cost_per_unit == Decimal("3.25")

    # And it is applied to nothing but itself
    (application,) = story.applications
    assert (application.inbound_entry_no, application.outbound_entry_no) == (entry.entry_no, 0)
    assert (application.item_ledger_entry_no, application.quantity) == (entry.entry_no, 24)

    # And the order is complete
    order = supervisor.fetch(f"/api/v1/purchase-orders/{no}")
    assert order["status"] == "completed"
    assert order["lines"][0]["quantity_received_base"] == "24"


def test_the_plain_interface_writes_the_same_ledger(floor):
    # Given the same order
    supervisor = floor.sign_in("SUE")
    no = supervisor.json("/api/v1/purchase-orders", ORDER)["no"]
    # When a program receives it
    line = {
        "item_no": "LOTTED",
        "quantity": "24",
        "lot_no": "L-7",
        "expiration_date": "2028-06-30",
    }
    operator = floor.sign_in("OLIVIA")
    posted = operator.json("/api/v1/receipts", {"order_no": no, "lines": [line]})
    # Then the ledger says the same
    assert (posted["order_no"], posted["still_open"]) == (no, [])
    (entry,) = floor.entries()
    assert (entry.entry_type, entry.lot_no, entry.quantity) == ("purchase", "L-7", 24)
    assert floor.costs(entry) == ("0.00", "78.00")
    assert floor.bin("RECV") == {("LOTTED", "L-7"): 24}


def test_a_part_of_the_order_stays_expected_at_its_price(floor):
    # Given an order of 24
    supervisor = floor.sign_in("SUE")
    no = supervisor.json("/api/v1/purchase-orders", ORDER)["no"]
    # When 10 arrive, and later the rest
    phone = floor.phone()
    phone.order(no)
    phone.label(f"010{LOTTED}1728063010L-7{GS}3010")
    reply = phone.card("DONE")
    assert "Still expected: 14 x Lotted" in reply["result"]["detail"]
    phone.order(no)
    phone.label(f"010{LOTTED}1729013110L-8{GS}3014")
    phone.card("DONE")
    # Then each arrival is valued at its share of the price
    assert [floor.costs(entry) for entry in floor.entries()] == [
        ("0.00", "32.50"),
        ("0.00", "45.50"),
    ]
