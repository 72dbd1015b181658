"""Story: goods are moved from bin to bin, a whole bin at once, and to another location."""

import pytest

from tests.builders import in_stock
from tests.service.phone import GREEN_BIN, JEANS
from tests.walks.floor import staged


@pytest.fixture
def stocked(floor):
    """A-01 holds 3 JEANS bought at 10 and 5 bought at 12."""
    in_stock(floor.service, floor.person("supervisor"), "JEANS", "3", unit_cost="10")
    in_stock(floor.service, floor.person("supervisor"), "JEANS", "5", unit_cost="12")
    return floor


def test_a_move_in_a_location_takes_three_scans_and_writes_no_value(stocked):
    # Given goods in a bin
    worth = [stocked.costs(entry) for entry in stocked.entries()]
    # When an operator scans from, goods, to
    phone = stocked.phone()
    phone.bin("A-01")
    phone.scan(JEANS)
    reply = phone.bin("A-02")
    # Then the piece has moved
    assert (phone.scans, phone.taps, reply["outcome"]) == (3, 0, "posted")
    assert stocked.bin("A-01") == {("JEANS", ""): 7}
    assert stocked.bin("A-02") == {("JEANS", ""): 1}
    # And the value of the stock is what it was
    after = stocked.entries()
    assert [stocked.costs(entry) for entry in after[:2]] == worth
    assert sum(entry.quantity for entry in after) == 8
    assert sum(entry.cost_actual for entry in after) == 90


def test_a_whole_bin_moves_with_everything_in_it(stocked):
    # Given two kinds of goods in a bin
    in_stock(stocked.service, stocked.person("supervisor"), "DRILL", "1", serial_no="SN")
    # When an operator scans the bin, ALL and the other bin
    phone = stocked.phone()
    phone.bin("A-01")
    assert staged(phone.card("ALL")) == {"DRILL · serial SN": "1", "JEANS": "8"}
    phone.bin("A-03")
    # Then nothing is left behind
    assert stocked.bin("A-01") == {}
    assert stocked.bin("A-03") == {("DRILL", "SN"): 1, ("JEANS", ""): 8}
    assert (phone.scans, phone.taps) == (3, 0)


def test_goods_keep_their_cost_on_the_way_to_another_location(stocked):
    # When four pieces go to GREEN in one step: three that cost 10 and one that cost 12
    phone = stocked.phone()
    phone.bin("A-01")
    phone.number(4)
    phone.scan(JEANS)
    phone.scan(GREEN_BIN)
    # Then they arrive by the sources that they were taken from
    assert stocked.bin("A-01", "GREEN") == {("JEANS", ""): 4}
    first, second, *moved = stocked.entries()
    left = [entry for entry in moved if entry.quantity < 0]
    arrived = [entry for entry in moved if entry.quantity > 0]
    assert {entry.entry_type for entry in moved} == {"transfer"}
    assert [entry.location_code for entry in left] == ["BLUE"] * len(left)
    assert sorted((entry.quantity, entry.cost_actual) for entry in arrived) == [(1, 12), (3, 30)]
    assert sum(entry.cost_actual for entry in left) == -42
    # And the sources have given that much
    assert (first.remaining_quantity, second.remaining_quantity) == (0, 4)
    # And each arrival is tied to its source
    for entry, source in zip(arrived, (first, second), strict=True):
        ties = stocked.story(entry.entry_no).applications
        assert source.entry_no in {tie.transferred_from_entry_no for tie in ties}
    # And the stock is worth what it was worth
    assert sum(entry.cost_actual for entry in stocked.entries()) == 90


def test_the_plain_interface_moves_by_a_transfer_order(stocked):
    # Given an order to bring goods to GREEN
    order = {
        "from_location_code": "BLUE",
        "to_location_code": "GREEN",
        "lines": [{"item_no": "JEANS", "quantity": "2"}],
    }
    supervisor = stocked.sign_in("SUE")
    no = supervisor.json("/api/v1/transfer-orders", order)["no"]
    # When a program posts it
    body = {
        "order_no": no,
        "from_bin_code": "A-01",
        "lines": [{"item_no": "JEANS", "quantity": "2"}],
    }
    stocked.sign_in("OLIVIA").json("/api/v1/transfers", body)
    # Then the goods are in GREEN's receiving bin, and the order is done
    assert stocked.bin("RECV", "GREEN") == {("JEANS", ""): 2}
    assert supervisor.fetch(f"/api/v1/transfer-orders/{no}")["status"] == "completed"
