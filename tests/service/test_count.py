"""Blind counts of one place."""

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from scanner_app.counting import queries as counting
from scanner_app.journals import queries as journals
from scanner_app.kernel.errors import Invalid, Refused
from scanner_app.kernel.terms import ReviewStatus
from scanner_app.locations.models import Bin
from scanner_app.service.count import BinCount, CountedLine, record_bin_count
from scanner_app.service.transfer import Transfer, post_transfer
from tests.builders import in_stock
from tests.service.desk import Desk


def stocked(service):
    desk = Desk(service)
    by = desk.person("supervisor")
    in_stock(service, by, "JEANS", "20")
    in_stock(service, by, "BOLT", "1000", bin_code="A-02")
    return desk


@pytest.fixture
def desk(either_service):
    return stocked(either_service)


@pytest.fixture
def lite(service):
    return stocked(service)


def found(item_no, quantity, **fields):
    return CountedLine(item_no=item_no, quantity=Decimal(quantity), **fields)


def the_bin(*lines, **fields):
    return BinCount(**({"location_code": "BLUE", "bin_code": "A-01"} | fields), lines=lines)


def test_a_count_that_agrees_is_finished_and_posts_nothing(desk):
    before = desk.entries()
    reply = desk.do(record_bin_count, the_bin(found("JEANS", 8), found("JEANS", 12)))
    assert reply["outcome"] == "finished"
    assert desk.entries() == before
    head, lines = desk.read(counting.count, reply["document_no"])
    assert (head.recorded_by, head.lines_counted, head.lines_different) == ("OLIVIA", 1, 0)
    assert lines[0].quantity_expected_base == lines[0].quantity_recorded_base == 20


def test_a_small_difference_is_posted_at_once(desk):
    reply = desk.do(record_bin_count, the_bin(found("JEANS", 18)))
    assert (reply["outcome"], reply["batch_id"]) == ("posted", 0)
    entry = desk.entries()[-1]
    assert (entry.entry_type, entry.quantity) == ("negative_adjustment", -2)
    assert (entry.document_type, entry.document_no) == ("physical_inventory", reply["document_no"])
    assert desk.bin("A-01") == {("JEANS", ""): 18}


def test_a_large_difference_waits_and_stock_stays(desk):
    reply = desk.do(record_bin_count, the_bin(found("JEANS", 10)))
    assert (reply["outcome"], reply["register_no"]) == ("held", 0)
    assert desk.bin("A-01") == {("JEANS", ""): 20}
    (row,) = desk.read(journals.pending).rows
    assert (row.document_no, row.held_because) == (reply["document_no"], "value-limit")
    assert (row.value_at_risk, row.created_by) == (100, "OLIVIA")
    (line,) = desk.read(journals.batch, row.batch_id).lines
    assert (line.quantity_expected_base, line.quantity_counted_base) == (20, 10)


def test_many_pieces_of_little_worth_wait_too(lite):
    reply = lite.do(record_bin_count, the_bin(found("BOLT", 994), bin_code="A-02"))
    assert reply["outcome"] == "held"
    assert lite.read(journals.pending).rows[0].held_because == "quantity-limit"


@pytest.mark.parametrize("quantity", ["20", "19", "3"])
def test_the_reply_never_says_what_was_expected(lite, quantity):
    reply = lite.do(record_bin_count, the_bin(found("JEANS", quantity)))
    said = {key: value for key, value in reply.items() if not key.endswith("_no")}
    assert set(said) == {"outcome", "location_code", "bin_code", "lines_counted", "batch_id"}
    assert said["lines_counted"] == 1
    assert "20" not in json.dumps(said)
    assert (reply["batch_id"], reply["register_no"]) == (0, 0)


def test_a_supervisor_is_told_where_the_difference_went(lite):
    held = lite.do(record_bin_count, the_bin(found("JEANS", 3)), by="supervisor")
    assert held["batch_id"] == lite.read(journals.pending).rows[0].batch_id
    posted = lite.do(record_bin_count, the_bin(found("JEANS", 19)), by="supervisor")
    assert posted["register_no"] == lite.entries()[-1].register_no


def test_what_was_not_counted_was_not_found(lite):
    in_stock(lite.service, lite.person("supervisor"), "BOLT", "3")
    lite.do(record_bin_count, the_bin(found("JEANS", 20)))
    assert lite.bin("A-01") == {("JEANS", ""): 20}


def test_an_empty_bin_is_counted_empty(lite):
    reply = lite.do(record_bin_count, the_bin(bin_code="A-03", is_empty=True))
    assert reply["outcome"] == "finished"
    reply = lite.do(record_bin_count, the_bin(is_empty=True))
    assert reply["outcome"] == "held"


def test_saying_nothing_is_not_saying_empty(lite):
    with pytest.raises(Refused, match="no-lines"):
        lite.do(record_bin_count, the_bin())


def test_an_empty_bin_has_no_lines(lite):
    with pytest.raises(Invalid, match="request-malformed"):
        lite.do(record_bin_count, the_bin(found("JEANS", 1), is_empty=True))


def test_counting_again_takes_the_place_of_the_difference_that_waits(desk):
    first = desk.do(record_bin_count, the_bin(found("JEANS", 10)))
    second = desk.do(record_bin_count, the_bin(found("JEANS", 11)), by="second_operator")
    rows = desk.read(journals.pending).rows
    assert [row.document_no for row in rows] == [second["document_no"]]
    (old,) = desk.read(journals.decided).rows
    assert old.document_no == first["document_no"]
    assert old.status is ReviewStatus.SUPERSEDED
    assert old.decision_reason == f"Counted again: {second['document_no']}"


def test_a_difference_is_against_the_books_of_that_moment(desk):
    # Given 5 of the 20 were moved before the count
    move = Transfer(
        from_location_code="BLUE",
        from_bin_code="A-01",
        to_bin_code="A-03",
        lines=(found("JEANS", 5),),
    )
    desk.do(post_transfer, move)
    reply = desk.do(record_bin_count, the_bin(found("JEANS", 15)))
    assert reply["outcome"] == "finished"


def test_a_serial_that_the_books_have_elsewhere_waits(desk):
    # Source: features.md 13, acceptance 3
    by = desk.person("supervisor")
    in_stock(desk.service, by, "DRILL", "1", bin_code="A-03", serial_no="SN2")
    drill = found("DRILL", 1, serial_no="SN2")
    reply = desk.do(record_bin_count, the_bin(found("JEANS", 20), drill))
    assert reply["outcome"] == "held"
    assert desk.read(journals.pending).rows[0].held_because == "serial-on-inventory"
    reply = desk.do(record_bin_count, the_bin(bin_code="A-03", is_empty=True))
    assert reply["outcome"] == "posted"


def test_goods_that_the_books_do_not_know_there_are_a_surplus(lite):
    reply = lite.do(
        record_bin_count, the_bin(found("SHIRT", 2, variant_code="RED"), bin_code="A-03")
    )
    assert reply["outcome"] == "posted"
    _, lines = lite.read(counting.count, reply["document_no"])
    assert lines[0].is_recorded_without_order


def test_a_blocked_bin_can_be_counted_but_not_posted_into(lite):
    with lite.service.database.transaction() as session:
        session.execute(update(Bin).where(Bin.code == "A-01").values(is_blocked=True))
    reply = lite.do(record_bin_count, the_bin(found("JEANS", 19)))
    assert reply["outcome"] == "held"
    assert lite.read(journals.pending).rows[0].held_because == "bin-blocked"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((found("LOTTED", 1),), "lot-required"),
        ((found("LOTTED", 1, lot_no="L1"),), "expiration-required"),
        ((found("DRILL", 1),), "serial-required"),
        ((found("DRILL", 2, serial_no="S1"),), "serial-quantity"),
        ((found("DRILL", 1, serial_no="S1"),) * 2, "serial-twice"),
        ((found("JEANS", 1, lot_no="L1"),), "lot-not-tracked"),
        ((found("JEANS", -1),), "quantity-not-positive"),
        ((found("JEANS", "0.5"),), "quantity-not-whole"),
        ((found("NOSUCH", 1),), "item-unknown"),
    ],
)
def test_a_count_that_says_nothing_clear_is_refused(lite, lines, code):
    with pytest.raises(Refused) as refused:
        lite.do(record_bin_count, the_bin(*lines))
    assert refused.value.first.code == code
    assert lite.read(counting.counts_page).rows == ()


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"location_code": ""}, "location-required"),
        ({"location_code": "MARS"}, "location-unknown"),
        ({"location_code": "OWN-LOG", "bin_code": ""}, "location-in-transit"),
        ({"bin_code": ""}, "bin-required"),
        ({"bin_code": "Z-99"}, "bin-unknown"),
        ({"location_code": "PLAIN"}, "bin-not-used"),
    ],
)
def test_a_place_that_is_none_is_refused(lite, place, code):
    with pytest.raises(Refused, match=code):
        lite.do(record_bin_count, the_bin(found("JEANS", 1), **place))


def test_a_zero_is_a_valid_count(lite):
    reply = lite.do(record_bin_count, the_bin(found("JEANS", 20), found("BOLT", 0)))
    assert reply["outcome"] == "finished"


def test_counts_are_listed_newest_first(lite):
    first = lite.do(record_bin_count, the_bin(found("JEANS", 20)))["document_no"]
    second = lite.do(record_bin_count, the_bin(bin_code="A-03", is_empty=True))["document_no"]
    page = lite.read(counting.counts_page, limit=1)
    rest = lite.read(counting.counts_page, limit=1, after=page.next_after)
    assert [row.no for row in page.rows + rest.rows] == [second, first]


def test_a_known_lot_needs_no_date_and_a_new_one_keeps_what_was_scanned(lite):
    by, expires = lite.person("supervisor"), date(2027, 3, 31)
    in_stock(lite.service, by, "LOTTED", "5", bin_code="A-03", lot_no="L1", expiration_date=expires)
    known = found("LOTTED", 5, lot_no="L1")
    new = found("LOTTED", 1, lot_no="L2", expiration_date=expires)
    reply = lite.do(record_bin_count, the_bin(known, new, bin_code="A-03"))
    assert reply["outcome"] == "posted"
    assert lite.bin("A-03") == {("LOTTED", "L1"): 5, ("LOTTED", "L2"): 1}
    assert lite.entries()[-1].expiration_date == expires
    other = found("LOTTED", 5, lot_no="L1", expiration_date=date(2027, 4, 1))
    with pytest.raises(Refused, match="lot-expiry-differs"):
        lite.do(record_bin_count, the_bin(other, bin_code="A-03"))


def test_counts_of_another_location_are_not_listed(lite):
    lite.do(record_bin_count, the_bin(found("JEANS", 20)))
    assert lite.read(counting.counts_page, location_code="GREEN").rows == ()
    assert lite.read(counting.count, "PI404") is None


def test_a_location_without_bins_is_counted_whole(lite):
    in_stock(lite.service, lite.person("supervisor"), "BOLT", "7", location="PLAIN")
    place = {"location_code": "PLAIN", "bin_code": ""}
    reply = lite.do(record_bin_count, the_bin(found("BOLT", 6), **place))
    assert reply["outcome"] == "posted"
    assert lite.bin("", "PLAIN") == {("BOLT", ""): 6}
