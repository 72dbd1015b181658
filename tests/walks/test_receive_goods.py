"""Story: goods come in every other way: without an order, by lot, by serial, by the case."""

from tests.service.phone import DRILL, FLOUR, JEANS, JEANS_CASE, LOTTED
from tests.walks.floor import GS, staged


def test_goods_that_nobody_ordered_are_received_at_the_cost_of_the_item(floor):
    # Given nothing
    phone = floor.phone()
    # When an operator receives two loose pieces
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    phone.scan(JEANS)
    phone.tap("DONE")
    # Then they are a positive adjustment, valued at the unit cost of the item card
    (entry,) = floor.entries()
    assert (entry.entry_type, entry.document_type) == ("positive_adjustment", "inventory_receipt")
    assert (entry.quantity, entry.order_no) == (2, "")
    assert floor.costs(entry) == ("20.00", "0.00")
    assert floor.bin("RECV") == {("JEANS", ""): 2}


def test_a_plain_bar_code_is_followed_by_its_lot_and_its_date(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    # When the label has the item only, the page asks for the rest, one thing at a time
    assert phone.scan(LOTTED)["asks_text"] == "lot"
    assert phone.scan("L-1")["asks_text"] == "expiration"
    reply = phone.scan("2028-01-31")
    assert staged(reply) == {"LOTTED · lot L-1 · expires 2028-01-31 · RECV": "1"}
    # And the next piece of the known lot needs its lot only
    phone.card("DONE")
    phone.tap("RECEIVE")
    phone.scan(LOTTED)
    assert staged(phone.scan("L-1")) == {"LOTTED · lot L-1 · expires 2028-01-31 · RECV": "1"}
    phone.card("DONE")
    # Then both entries carry lot and date
    told = {(entry.lot_no, str(entry.expiration_date)) for entry in floor.entries()}
    assert told == {("L-1", "2028-01-31")}
    assert floor.bin("RECV") == {("LOTTED", "L-1"): 2}


def test_serials_are_scanned_one_by_one_and_each_is_an_entry(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    # When the first is announced by its item and the others follow by their serial alone
    phone.scan(DRILL)
    phone.scan("SN-1")
    phone.label("21SN-2")
    phone.label(f"010{DRILL}21SN-3")
    reply = phone.card("DONE")
    # Then each piece has an entry of its own
    assert [(one.serial_no, one.quantity) for one in floor.entries()] == [
        ("SN-1", 1),
        ("SN-2", 1),
        ("SN-3", 1),
    ]
    assert [floor.costs(one) for one in floor.entries()] == [("20.00", "0.00")] * 3
    assert [one["serial"] for one in reply["posted"]["entries"]] == ["SN-1", "SN-2", "SN-3"]


def test_a_case_brings_its_twelve_pieces(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    # When two cases and a piece are scanned
    phone.number(2)
    reply = phone.scan(JEANS_CASE)
    assert (reply["result"]["quantity"], reply["result"]["unit"]) == ("2", "CASE")
    phone.scan(JEANS)
    phone.card("DONE")
    # Then 25 pieces lie there, and the entries remember the unit that was scanned
    assert floor.bin("RECV") == {("JEANS", ""): 25}
    told = [
        (one.unit_of_measure_code, one.quantity_per_unit, one.quantity) for one in floor.entries()
    ]
    assert told == [("CASE", 12, 24), ("PCS", 1, 1)]


def test_a_weight_on_the_label_is_the_quantity(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.label(f"010{FLOUR}3103001250")
    phone.card("DONE")
    (entry,) = floor.entries()
    assert (str(entry.quantity), entry.unit_of_measure_code) == ("1.25000", "KG")


def test_lots_of_one_item_go_to_the_bins_that_were_scanned(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.label(f"010{LOTTED}1728063010A{GS}302")
    phone.bin("A-02")
    phone.label(f"010{LOTTED}1728063010B{GS}303")
    phone.card("DONE")
    assert floor.bin("RECV") == {("LOTTED", "A"): 2}
    assert floor.bin("A-02") == {("LOTTED", "B"): 3}
