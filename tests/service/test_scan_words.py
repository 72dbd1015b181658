"""What the phone says, word by word."""

from datetime import date
from decimal import Decimal

import pytest

from scanner_app.journals import queries as journals
from scanner_app.kernel.errors import NotFound, Refused
from scanner_app.kernel.terms import EntryType
from scanner_app.service.item_journal import JournalLine
from scanner_app.service.orders import NewPurchaseLine, NewTransferLine
from tests.builders import an_item, in_stock, journal
from tests.service.desk import Desk
from tests.service.phone import JEANS, LOTTED, Phone, give_bar_codes, staged


@pytest.fixture
def desk(service):
    desk = Desk(service)
    with service.database.transaction() as session:
        an_item(session.connection(), "FLOUR", unit="KG")
    give_bar_codes(service)
    return desk


@pytest.fixture
def phone(desk):
    return Phone(desk.service)


def opened(reply):
    """What the order still expects, with its units."""
    return [(one["quantity"], one["unit"]) for one in reply["lines"] if one["state"] == "open"]


def test_what_an_order_expects_is_said_with_its_unit(desk, phone):
    # Given one line in pieces and one in cases of twelve
    pieces = NewPurchaseLine(item_no="BOLT", quantity=Decimal(5))
    cases = NewPurchaseLine(item_no="JEANS", quantity=Decimal(8), unit_of_measure_code="CASE")
    assert opened(phone.order(desk.order(pieces, cases))) == [("5", "PCS"), ("96", "PCS")]
    phone.press("CANCEL")
    moved = NewTransferLine(item_no="JEANS", quantity=Decimal(2), unit_of_measure_code="CASE")
    assert opened(phone.order(desk.transfer_order(moved))) == [("24", "PCS")]


@pytest.mark.parametrize(
    ("lot", "code"), [("L-NEVER", "lot-unknown"), ("L-ELSEWHERE", "lot-not-here")]
)
def test_a_lot_that_is_not_in_the_bin_is_refused_when_it_is_scanned(desk, phone, lot, code):
    # Given lots in two bins
    stock = {"expiration_date": date(2030, 1, 31)}
    by = desk.person("supervisor")
    in_stock(desk.service, by, "LOTTED", "5", bin_code="A-01", lot_no="L-1", **stock)
    in_stock(desk.service, by, "LOTTED", "5", bin_code="A-02", lot_no="L-ELSEWHERE", **stock)
    # When goods are moved out of one
    phone.scan_bin("A-01")
    with pytest.raises(Refused, match=code):
        phone.label(f"01{LOTTED.rjust(14, '0')}10{lot}")
    phone.scan(LOTTED)
    with pytest.raises(Refused, match=code):
        phone.scan(lot)
    # Then the right lot goes on
    assert staged(phone.scan("L-1")) == {"LOTTED · lot L-1": "1"}
    phone.scan_bin("A-03")
    phone.press("CANCEL")
    # And an adjustment refuses what would leave, never what was found
    assert adjusting(phone, "MORE").scan(lot)["task"] == "adjust"
    phone.press("CANCEL")
    with pytest.raises(Refused, match=code):
        adjusting(phone, "FEWER").scan(lot)


def adjusting(phone, direction):
    """Come to the point where the lot of an item in A-01 is asked for."""
    for pressed in ("ADJUST", "REASON:LOST", direction):
        phone.press(pressed)
    phone.scan_bin("A-01")
    phone.scan(LOTTED)
    return phone


def test_a_whole_bin_taken_back_is_said_in_lines_not_in_entries(desk, phone):
    by = desk.person("supervisor")
    for item_no in ("JEANS", "BOLT", "FLOUR"):
        in_stock(desk.service, by, item_no, "2")
    # Given goods of one line that came twice, so that they leave in two entries
    in_stock(desk.service, by, "JEANS", "3", unit_cost="11")
    phone.scan_bin("A-01")
    phone.press("ALL")
    phone.scan_bin("A-02")
    reply = phone.press("UNDO")
    assert reply["result"]["detail"] == "3 lines"
    assert len(reply["posted"]["entries"]) > 3


def test_an_undone_count_says_no_number(desk, phone):
    in_stock(desk.service, desk.person("supervisor"), "JEANS", "2")
    phone.press("COUNT")
    phone.scan_bin("A-01")
    phone.scan(JEANS)
    phone.press("DONE")
    reply = phone.press("UNDO")
    assert reply["result"]["detail"] == "The books are as before the count."
    assert reply["posted"]["entries"] == []


def test_one_line_dropped_is_one_line(phone):
    phone.press("RECEIVE")
    phone.scan_bin("RECV")
    phone.scan(JEANS)
    said = "Cancelled. 1 staged line was dropped; nothing was posted."
    assert phone.press("CANCEL")["message"] == said


def test_a_refused_scan_forgets_the_multiplier(phone):
    phone.press("RECEIVE")
    phone.scan_bin("RECV")
    assert phone.number(12)["prompt"]["title"] == "12 TIMES WHAT?"
    with pytest.raises(NotFound, match="code-unknown"):
        phone.scan("NO-SUCH-THING")
    assert phone.reload().prompt.title == "ITEM?"
    assert staged(phone.scan(JEANS)) == {"JEANS · RECV": "1"}
    # A button that does nothing here does not disturb it
    phone.number(12)
    with pytest.raises(Refused, match="command-not-here"):
        phone.press("EMPTY")
    assert staged(phone.scan(JEANS)) == {"JEANS · RECV": "13"}


def test_a_bin_with_more_things_than_a_posting_takes_is_neither_moved_nor_written_off_whole(
    desk, phone
):
    # Given 501 pieces, each with its serial
    drills = [
        JournalLine(
            entry_type=EntryType.POSITIVE_ADJUSTMENT,
            item_no="DRILL",
            location_code="BLUE",
            bin_code="A-01",
            quantity=Decimal(1),
            serial_no=f"S{number}",
        )
        for number in range(501)
    ]
    for some in (drills[:500], drills[500:]):
        journal(desk.service, desk.person("supervisor"), *some)
    # When all of it is moved, or counted as gone
    phone.scan_bin("A-01")
    with pytest.raises(Refused, match="bin-too-full"):
        phone.press("ALL")
    phone.press("CANCEL")
    phone.press("COUNT")
    phone.scan_bin("A-01")
    with pytest.raises(Refused, match="count-too-large"):
        phone.press("EMPTY")
    # Then nothing waits that nobody could approve
    assert desk.read(journals.pending_count) == 0
    # And with one piece less both are possible
    phone.press("CANCEL")
    phone.scan_bin("A-01")
    phone.scan("S7")
    phone.scan_bin("A-02")
    phone.press("ALL")
    assert phone.scan_bin("A-03")["outcome"] == "posted"
    assert len(desk.bin("A-03")) == 500
