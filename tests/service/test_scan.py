"""Conversations on the phone, from the scan to the ledger."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event, select

from scanner_app.kernel.codec import to_json
from scanner_app.kernel.errors import BadScan, Conflict, NotFound, Refused
from scanner_app.kernel.ids import new_id
from scanner_app.kernel.terms import ScanChannel
from scanner_app.scanning import session as conversations
from scanner_app.scanning.models import ScanLog
from scanner_app.service.orders import NewPurchaseLine, NewTransferLine
from scanner_app.service.scan import ScanRequest, present, take_scan
from tests.builders import an_item, in_stock, request_id
from tests.conftest import MOMENT, PEOPLE
from tests.service import phone as phones
from tests.service.desk import Desk
from tests.service.phone import DRILL, FLOUR, GS, JEANS, JEANS_CASE, LOTTED, Phone, staged


def _furnish(service):
    desk = Desk(service)
    with service.database.transaction() as session:
        an_item(session.connection(), "FLOUR", unit="KG")
    phones.give_bar_codes(service)
    return desk


@pytest.fixture
def desk(either_service):
    return _furnish(either_service)


@pytest.fixture
def lite(service):
    return _furnish(service)


@pytest.fixture
def phone(desk):
    return Phone(desk.service)


@pytest.fixture
def light(lite):
    return Phone(lite.service)


def ordered(item_no, quantity, **fields):
    return NewPurchaseLine(
        item_no=item_no, quantity=Decimal(quantity), direct_unit_cost=Decimal(10), **fields
    )


def log(service):
    with service.reading() as session:
        return session.execute(select(ScanLog).order_by(ScanLog.entry_no)).scalars().all()


# ------------------------------------------------------------------------------ receive


def test_one_line_with_a_full_label_takes_three_scans_and_no_tap(desk, phone):
    no = desk.order(ordered("LOTTED", 24))
    phone.order(no)
    reply = phone.label(f"010{LOTTED}1728063010L-7{GS}3024")
    assert staged(reply) == {"LOTTED · lot L-7 · expires 2028-06-30 · RECV": "24"}
    reply = phone.card("DONE")
    assert phone.scans == 3
    assert (reply["outcome"], reply["task"]) == ("posted", "start")
    assert desk.bin("RECV") == {("LOTTED", "L-7"): 24}
    (entry,) = desk.entries()
    assert (entry.entry_type, entry.order_no, str(entry.expiration_date)) == (
        "purchase",
        no,
        "2028-06-30",
    )
    assert reply["result"]["detail"] == "Everything expected has arrived."


def test_a_plain_bar_code_of_a_lot_item_asks_for_lot_and_date(desk, phone):
    phone.order(desk.order(ordered("LOTTED", 5)))
    asked = phone.scan(LOTTED)
    assert (asked["asks_text"], asked["prompt"]["title"]) == ("lot", "LOT?")
    asked = phone.scan("L1")
    assert asked["asks_text"] == "expiration"
    reply = phone.scan("2028-01-31")
    assert staged(reply) == {"LOTTED · lot L1 · expires 2028-01-31 · RECV": "1"}


def test_a_known_lot_is_not_asked_for_its_date_again(desk, phone, supervisor):
    in_stock(
        desk.service, supervisor, "LOTTED", "1", lot_no="L1", expiration_date=date(2028, 1, 31)
    )
    phone.press("RECEIVE")
    phone.scan(LOTTED)
    reply = phone.scan("L1")
    assert staged(reply) == {"LOTTED · lot L1 · expires 2028-01-31 · RECV": "1"}
    with pytest.raises(Refused, match="lot-expiry-differs"):
        phone.label(f"010{LOTTED}1729013110L1")


def test_each_scan_adds_one_and_a_case_adds_its_pieces(desk, phone):
    phone.order(desk.order(ordered("JEANS", 40)))
    phone.scan(JEANS)
    assert phone.scan(JEANS)["message"] == "Adds 1 PCS of JEANS."
    reply = phone.scan(JEANS_CASE)
    assert [(line["quantity"], line["unit"]) for line in reply["lines"] if line["id"]] == [
        ("1", "CASE"),
        ("2", "PCS"),
    ]
    phone.press("DONE")
    assert desk.bin("RECV") == {("JEANS", ""): 14}


def test_numbers_multiply_before_and_set_after(light):
    light.press("RECEIVE")
    light.number(3)
    assert light.scan(JEANS)["message"] == "Adds 3 PCS of JEANS."
    assert light.type("7")["message"] == "Sets JEANS to 7 PCS."
    reply = light.scan(f"5*{JEANS}", channel=ScanChannel.TYPED)
    assert reply["message"] == "Adds 5 PCS of JEANS."
    assert reply["result"]["quantity"] == "12"
    light.scan("2*", channel=ScanChannel.TYPED)
    assert light.scan(JEANS)["result"]["quantity"] == "14"


def test_serials_stand_for_one_piece_each(desk, phone):
    phone.order(desk.order(ordered("DRILL", 3)))
    phone.scan(DRILL)
    phone.scan("SN-1")
    phone.label(f"010{DRILL}21SN-2")
    reply = phone.label("21SN-3")
    assert len(staged(reply)) == 3
    with pytest.raises(Refused, match="serial-twice"):
        phone.label(f"010{DRILL}21SN-2")
    with pytest.raises(Refused, match="over-receipt"):
        phone.label(f"010{DRILL}21SN-4")
    phone.press("DONE")
    assert set(desk.bin("RECV")) == {("DRILL", f"SN-{no}") for no in (1, 2, 3)}


def test_another_bin_changes_where_goods_go_and_is_remembered(desk, phone):
    phone.press("RECEIVE")
    phone.scan(JEANS)
    phone.scan_bin("A-02")
    phone.scan(JEANS)
    phone.press("DONE")
    assert desk.bin("RECV") == {("JEANS", ""): 1}
    assert desk.bin("A-02") == {("JEANS", ""): 1}
    assert phone.press("RECEIVE")["prompt"]["where"] == "Receive · BLUE · A-02"


def test_what_is_not_on_the_order_or_too_much_is_refused_at_the_scan(lite, light):
    light.order(lite.order(ordered("JEANS", 2)))
    with pytest.raises(Refused, match="item-not-on-order"):
        light.scan(LOTTED)
    with pytest.raises(Refused, match="over-receipt"):
        light.scan(JEANS_CASE)
    assert staged(to_json(light.reload())) == {}


def test_an_item_on_the_start_page_offers_its_only_order(desk, phone):
    no = desk.order(ordered("JEANS", 2))
    reply = phone.scan(JEANS)
    assert (reply["card"]["headline"], reply["task"]) == ("Jeans", "start")
    assert reply["buttons"][0] == {
        "command": "RECEIVE",
        "label": f"Receive for {no}",
        "kind": "primary",
    }
    reply = phone.press("RECEIVE")
    assert (reply["task"], staged(reply)) == ("receive", {"JEANS · RECV": "1"})


def test_goods_by_weight_are_asked_for_unless_the_label_says(light):
    light.press("RECEIVE")
    asked = light.scan(FLOUR)
    assert (asked["asks_quantity"], asked["prompt"]["title"]) == (True, "HOW MANY?")
    assert light.type("2,5")["message"] == "Adds 2.5 KG of FLOUR."
    reply = light.label(f"010{FLOUR}3103001250")
    assert reply["result"]["quantity"] == "3.75"


def test_a_label_that_says_none_is_refused(light):
    light.press("RECEIVE")
    for text, channel in ((f"0*{JEANS}", ScanChannel.TYPED), (f"]C1010{JEANS}3000", None)):
        with pytest.raises(Refused, match="quantity-not-positive"):
            light.scan(text, channel=channel or ScanChannel.WEDGE)
    assert staged(to_json(light.reload())) == {}


def test_lot_and_date_may_come_from_two_labels(light):
    light.press("RECEIVE")
    light.scan(LOTTED)
    assert light.label("10L-9")["asks_text"] == "expiration"
    with pytest.raises(Refused, match="expiration-required"):
        light.label("10L-9")
    with pytest.raises(Refused, match="label-contradicts-item"):
        light.label("10OTHER")
    with pytest.raises(Refused, match="date-malformed"):
        light.scan("tomorrow")
    assert list(staged(light.label("17280630"))) == ["LOTTED · lot L-9 · expires 2028-06-30 · RECV"]


def test_what_the_second_label_says_of_its_content_counts(light):
    light.press("RECEIVE")
    light.scan(LOTTED)
    reply = light.label(f"010{LOTTED}17280630" + "10L-9\x1d3012")
    assert list(staged(reply).values()) == ["12"]


def test_a_lot_or_serial_that_is_known_names_its_goods(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "DRILL", "1", serial_no="SN-9")
    in_stock(
        desk.service, supervisor, "LOTTED", "3", lot_no="L-1", expiration_date=date(2028, 1, 31)
    )
    phone.scan_bin("A-01")
    phone.scan("SN-9")
    reply = phone.label("10L-1")
    assert staged(reply) == {
        "LOTTED · lot L-1 · expires 2028-01-31": "1",
        "DRILL · serial SN-9": "1",
    }
    with pytest.raises(Refused, match="item-first"):
        phone.label("10NEVER")
    phone.scan_bin("A-02")
    assert desk.bin("A-02") == {("DRILL", "SN-9"): 1, ("LOTTED", "L-1"): 1}


def test_a_label_of_unknown_goods_is_refused_by_its_number(light):
    for text in ("010950600013435210A", "00095060001343520012", "17280630"):
        with pytest.raises((NotFound, BadScan)):
            light.label(text)


# ------------------------------------------------------------------------------ transfer


def test_a_move_takes_three_scans_and_the_source_stays_in_force(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "5")
    phone.scan_bin("A-01")
    phone.scan(JEANS)
    reply = phone.scan_bin("A-02")
    assert (reply["outcome"], phone.scans) == ("posted", 3)
    assert desk.bin("A-02") == {("JEANS", ""): 1}
    assert (reply["task"], reply["prompt"]["where"]) == ("transfer", "Move · BLUE · A-01")
    phone.scan(JEANS)
    phone.scan_bin("A-03")
    assert desk.bin("A-01") == {("JEANS", ""): 3}


def test_the_whole_bin_moves_with_its_contents_listed(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "5")
    in_stock(desk.service, supervisor, "DRILL", "1", serial_no="SN")
    phone.scan_bin("A-01")
    reply = phone.press("ALL")
    assert staged(reply) == {"DRILL · serial SN": "1", "JEANS": "5"}
    assert staged(to_json(phone.reload())) == staged(reply)
    phone.scan_bin("A-02")
    assert desk.bin("A-01") == {}
    assert len(desk.bin("A-02")) == 2


def test_goods_go_to_another_location_in_one_step(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "5")
    phone.scan_bin("A-01")
    phone.scan(JEANS)
    phone.scan(phones.GREEN_BIN)
    assert desk.bin("A-01", "GREEN") == {("JEANS", ""): 1}


def test_a_transfer_order_says_where_goods_go(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "5")
    no = desk.transfer_order(NewTransferLine(item_no="JEANS", quantity=Decimal(2)))
    assert phone.order(no)["prompt"]["title"] == "FROM BIN?"
    phone.scan_bin("A-01")
    phone.scan(JEANS)
    with pytest.raises(Refused, match="bin-other-location"):
        phone.scan_bin("A-02")
    phone.scan(phones.GREEN_BIN)
    assert desk.bin("A-01", "GREEN") == {("JEANS", ""): 1}


def test_more_than_is_there_is_refused_and_stays_staged(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "1")
    phone.scan_bin("A-01")
    phone.number(2)
    phone.scan(JEANS)
    with pytest.raises(Refused, match="stock-insufficient"):
        phone.scan_bin("A-02")
    assert staged(to_json(phone.reload())) == {"JEANS": "2"}
    assert desk.bin("A-01") == {("JEANS", ""): 1}
    phone.type("1")
    phone.scan_bin("A-02")
    assert desk.bin("A-02") == {("JEANS", ""): 1}


# ------------------------------------------------------------------------------ count


def told(reply):
    """Everything that a reply says, but for the ids that are made by chance."""
    return str({name: value for name, value in reply.items() if not name.endswith("_id")})


def test_the_next_bin_closes_the_last_and_nothing_expected_is_said(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "977")
    phone.press("COUNT")
    phone.scan_bin("A-01")
    replies = [phone.scan(JEANS), phone.type("975"), phone.scan_bin("A-02")]
    assert desk.bin("A-01") == {("JEANS", ""): 975}
    replies += [phone.press("EMPTY"), phone.press("DONE")]
    assert replies[2]["outcome"] == "posted"
    assert replies[2]["prompt"]["where"] == "Count · BLUE · A-02"
    assert replies[-1]["task"] == "start"
    said = "".join(map(told, [*replies, to_json(phone.reload())]))
    assert "977" not in said
    assert "-2" not in said


def test_a_large_difference_waits_for_a_supervisor(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "50")
    phone.press("COUNT")
    phone.scan_bin("A-01")
    phone.scan(JEANS)
    reply = phone.press("DONE")
    assert (reply["outcome"], reply["signal"]) == ("held", "warning")
    assert "50" not in told(reply)
    assert desk.bin("A-01") == {("JEANS", ""): 50}


def test_a_bin_left_uncounted_is_said_and_not_booked(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "2")
    phone.press("COUNT")
    phone.scan_bin("A-01")
    reply = phone.scan_bin("A-02")
    assert (reply["signal"], reply["outcome"]) == ("warning", "ok")
    assert desk.bin("A-01") == {("JEANS", ""): 2}


# ------------------------------------------------------------------------------ adjust, look up


def test_an_adjustment_needs_reason_direction_bin_and_goods(desk, phone, supervisor):
    in_stock(desk.service, supervisor, "JEANS", "5")
    asked = phone.press("ADJUST")
    assert [one["id"] for one in asked["choices"]] == ["REASON:FOUND", "REASON:LOST"]
    asked = phone.card("LOST")
    assert [one["id"] for one in asked["choices"]] == ["FEWER", "MORE"]
    phone.choose("FEWER")
    phone.scan_bin("A-01")
    phone.scan(JEANS)
    reply = phone.press("DONE")
    assert reply["outcome"] == "posted"
    assert desk.bin("A-01") == {("JEANS", ""): 4}
    assert desk.entries()[-1].reason_code == "LOST"


def test_looking_up_writes_nothing_and_shows_stock_and_movements(desk, phone, supervisor):
    in_stock(
        desk.service, supervisor, "LOTTED", "5", lot_no="L1", expiration_date=date(2028, 1, 31)
    )
    card = phone.scan(LOTTED)["card"]
    assert (
        card["stock"][0] | {"quantity": "5", "lot": "L1", "expiration": "2028-01-31"}
        == (card["stock"][0])
    )
    assert len(card["entries"]) == 1
    phone.press("LOOKUP")
    assert phone.scan_bin("A-01")["card"]["stock"][0]["item_no"] == "LOTTED"
    assert phone.order(desk.order(ordered("JEANS", 1)))["card"]["kind"] == "order"
    assert ["Lot", "L1"] in phone.scan("L1")["card"]["rows"]
    assert phone.press("CANCEL")["task"] == "start"


# ------------------------------------------------------------------------------ undo


def test_undo_takes_back_scans_first_and_then_the_posting(desk, phone):
    phone.press("RECEIVE")
    phone.scan(JEANS)
    phone.scan(JEANS)
    assert staged(phone.press("UNDO")) == {"JEANS · RECV": "1"}
    phone.press("DONE")
    reply = phone.card("UNDO")
    assert desk.bin("RECV") == {}
    assert (reply["outcome"], reply["signal"], reply["can_undo"]) == ("posted", "warning", False)
    with pytest.raises(Refused, match="nothing-to-undo"):
        phone.press("UNDO")


def test_after_a_count_without_difference_undo_does_not_reach_further_back(desk, phone):
    phone.press("RECEIVE")
    phone.scan(JEANS)
    phone.press("DONE")
    phone.press("COUNT")
    phone.scan_bin("RECV")
    phone.scan(JEANS)
    assert phone.press("DONE")["can_undo"] is False
    with pytest.raises(Refused, match="nothing-to-undo"):
        phone.press("UNDO")
    assert desk.bin("RECV") == {("JEANS", ""): 1}


def test_a_line_can_be_taken_out_and_that_taken_back(light):
    light.press("RECEIVE")
    light.scan(JEANS)
    reply = light.scan(FLOUR)
    light.type("2")
    assert staged(light.press("REMOVE:1")) == {"FLOUR · RECV": "2"}
    assert staged(light.press("UNDO")) == {"JEANS · RECV": "1", "FLOUR · RECV": "2"}
    with pytest.raises(Refused, match="nothing-to-undo"):
        light.press("REMOVE:77")
    assert reply["asks_quantity"]


# ------------------------------------------------------------------------------ choices


def test_one_bar_code_of_two_items_is_a_choice(desk, phone):
    phone.press("RECEIVE")
    reply = phone.scan(phones.TWO_THINGS)
    assert (reply["outcome"], reply["signal"]) == ("choice", "warning")
    assert [one["label"] for one in reply["choices"]] == ["BOLT", "JEANS"]
    assert to_json(phone.reload())["choices"] == reply["choices"]
    reply = phone.choose(reply["choices"][0]["id"])
    assert (staged(reply), reply["choices"]) == ({"BOLT · RECV": "1"}, [])
    with pytest.raises(Conflict, match="session-moved-on"):
        phone.choose("BOLT||PCS")


def test_an_order_in_hand_decides_what_is_meant(lite, light):
    light.order(lite.order(ordered("BOLT", 5)))
    assert staged(light.scan(phones.TWO_THINGS)) == {"BOLT · RECV": "1"}


def test_a_bar_code_that_names_no_variant_offers_the_variants(light):
    light.press("RECEIVE")
    reply = light.scan(phones.SHIRT)
    assert [one["label"] for one in reply["choices"]] == ["SHIRT BLUE", "SHIRT RED"]
    assert staged(light.choose(reply["choices"][1]["id"])) == {"SHIRT RED · RECV": "1"}
    assert staged(light.scan(phones.SHIRT_RED)) == {"SHIRT RED · RECV": "2"}


def test_a_multiplied_choice_is_multiplied_whatever_is_chosen(light):
    light.press("RECEIVE")
    light.scan(f"4*{phones.TWO_THINGS}", channel=ScanChannel.TYPED)
    assert staged(light.choose("BOLT||PCS")) == {"BOLT · RECV": "4"}


# ------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("4006381333932", BadScan, "check-digit"),
        ("4006381333931", NotFound, "code-unknown"),
        ("XBZZZ", NotFound, "bin-unknown"),
        ("XDNOSUCH", NotFound, "document-unknown"),
        ("XCDONEBBBBBB", BadScan, "command-not-ours"),
        ("XKBCDFGHJKLNOPRSTU", BadScan, None),
        ("'; DROP TABLE item; --", NotFound, "code-unknown"),
        ("<script>alert(1)</script>", NotFound, "code-unknown"),
        ("=HYPERLINK(1)", NotFound, "code-unknown"),
        ("\u202egnihton", NotFound, "code-unknown"),
        ("\x00\x01\x02", NotFound, "code-unknown"),
        ("\ud800", NotFound, "code-unknown"),
        ("   ", BadScan, "scan-empty"),
        ("\x1d\x1d", BadScan, "scan-empty"),
        ("9" * 5000, BadScan, "scan-too-long"),
        ("\U0001f600" * 40, NotFound, "code-unknown"),
        ("(01)09506000134352(17)261301", BadScan, "gs1-malformed"),
        ("https://example.com/x?y=1", NotFound, "code-unknown"),
    ],
)
def test_a_hostile_or_foreign_text_is_refused_kept_and_harmless(desk, phone, text, kind, code):
    phone.press("RECEIVE")
    with pytest.raises(kind) as refusal:
        phone.scan(text)
    assert code is None or refusal.value.first.code == code
    assert refusal.value.first.sentence.isprintable()
    kept = log(desk.service)[-1]
    assert (kept.outcome, kept.code) == ("refused", refusal.value.first.code)
    if kept.code != "badge-not-here":
        raw = text.encode("utf-8", "surrogatepass")
        assert (kept.raw, kept.raw_length) == (raw[:4096], len(raw))
    assert staged(phone.scan(JEANS)) == {"JEANS · RECV": "1"}


def test_a_badge_is_never_kept_in_clear(desk, phone):
    badge = "XK" + "BCDFGHJKLNOPRSTU"
    with pytest.raises(BadScan, match="badge-not-here"):
        phone.scan(badge)
    kept = log(desk.service)[-1]
    assert badge.encode() not in kept.raw
    assert len(kept.raw) == 64


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0", "quantity-not-positive"),
        ("-1", "quantity-not-positive"),
        ("1e30", "quantity-malformed"),
        ("NaN", "quantity-malformed"),
        ("9" * 31, "quantity-too-large"),
        ("1.5", "quantity-not-whole"),
        ("0.000001", "quantity-malformed"),
    ],
)
def test_a_wrong_quantity_changes_nothing(lite, light, typed, code):
    light.press("RECEIVE")
    light.scan(JEANS)
    with pytest.raises(Refused, match=code):
        light.type(typed)
    assert staged(to_json(light.reload())) == {"JEANS · RECV": "1"}


def test_the_label_of_other_goods_is_refused_while_a_lot_is_asked(light):
    light.press("RECEIVE")
    light.scan(LOTTED)
    with pytest.raises(Refused, match="label-contradicts-item"):
        light.scan(JEANS)
    with pytest.raises(Refused, match="lot-required"):
        light.scan(LOTTED)
    with pytest.raises(Refused, match="lot-required"):
        light.press("DONE")
    with pytest.raises(Refused, match="scan-not-expected"):
        light.scan_bin("A-01")
    reply = light.label(f"010{LOTTED}1728063010L-7")
    assert list(staged(reply)) == ["LOTTED · lot L-7 · expires 2028-06-30 · RECV"]


def test_a_row_of_digits_may_be_a_lot(light):
    light.press("RECEIVE")
    light.scan(LOTTED)
    assert light.scan("12345678")["asks_text"] == "expiration"


def test_nonsense_names_what_was_expected(light):
    with pytest.raises(Refused) as refusal:
        light.press("DONE")
    assert (
        refusal.value.first.sentence == "DONE does nothing here. Scan an order, a bin or an item."
    )
    light.press("COUNT")
    with pytest.raises(Refused) as refusal:
        light.scan(JEANS)
    assert refusal.value.first.sentence == (
        "Item JEANS makes no sense here. Scan the bin that you count."
    )


def test_a_bin_of_another_location_is_refused(lite, light):
    with pytest.raises(Refused, match="bin-other-location"):
        light.scan(phones.GREEN_BIN)
    light.press("COUNT")
    with pytest.raises(Refused, match="bin-other-location"):
        light.scan(phones.GREEN_BIN)


def test_a_task_with_staged_lines_does_not_yield(lite, light):
    light.press("RECEIVE")
    light.scan(JEANS)
    with pytest.raises(Refused, match="command-not-here"):
        light.press("COUNT")
    no = lite.order(ordered("JEANS", 1))
    with pytest.raises(Refused, match="scan-not-expected"):
        light.order(no)
    assert light.press("CANCEL")["signal"] == "warning"
    assert light.order(no)["task"] == "receive"


def test_several_meanings_of_a_request_are_malformed(light):
    with pytest.raises(Exception, match="request-malformed"):
        light.send(text="A", command="DONE")
    with pytest.raises(BadScan, match="scan-empty"):
        light.send()


# ------------------------------------------------------------------------------ conversation


def test_the_same_scan_twice_is_one_line_and_one_reply(desk, phone):
    phone.press("RECEIVE")
    asked = ScanRequest(session_id=phone.session_id, text=JEANS, channel=ScanChannel.WEDGE)
    id_ = request_id()
    first = desk.service.run(take_scan, asked, by=phone.person, request_id=id_)
    again = desk.service.run(take_scan, asked, by=phone.person, request_id=id_)
    assert (again.is_replayed, again.body) == (True, first.body)
    assert staged(to_json(phone.reload())) == {"JEANS · RECV": "1"}


def test_a_new_phone_goes_on_where_the_old_one_died(desk, phone):
    phone.press("RECEIVE")
    phone.scan(JEANS)
    with desk.service.reading() as session:
        found = present(session, "", phone.person, now=MOMENT)
        nobody = present(session, "", PEOPLE["second_operator"], now=MOMENT)
    assert (found.session_id, found.lines[0].quantity) == (phone.session_id, "1")
    assert (nobody.session_id, nobody.task) == ("", "start")


def test_a_stale_screen_cannot_press_done(desk, phone):
    shown = phone.press("RECEIVE")
    phone.scan(JEANS)
    with pytest.raises(Conflict, match="session-moved-on"):
        phone.press("DONE", version=shown["version"])
    assert desk.bin("RECV") == {}


def test_of_two_scans_that_saw_the_same_state_one_is_refused(desk, phone):
    phone.press("RECEIVE")
    with desk.service.database.transaction() as session:
        connection = session.connection()
        seen = conversations.load(connection, phone.session_id, phone.person)
        begun = conversations.load(connection, new_id(MOMENT), phone.person)
        for held in (seen, begun):
            conversations.keep(connection, held, held.state, person=phone.person, now=MOMENT)
            with pytest.raises(Conflict, match="session-moved-on"):
                conversations.keep(connection, held, held.state, person=phone.person, now=MOMENT)


def test_nobody_uses_the_conversation_of_another(desk, phone):
    phone.press("RECEIVE")
    other = Phone(desk.service, "second_operator")
    other.session_id = phone.session_id
    with pytest.raises(NotFound, match="session-unknown"):
        other.scan(JEANS)
    other.session_id = "not a session"
    with pytest.raises(NotFound, match="session-unknown"):
        other.scan(JEANS)


def test_a_session_id_made_by_the_client_is_kept(desk, phone):
    phone.session_id = new_id(MOMENT)
    made = phone.session_id
    assert phone.press("RECEIVE")["session_id"] == made


def test_every_scan_is_in_the_log_with_its_outcome(desk, phone):
    phone.press("RECEIVE", device_id="dev\x00ice", device_time="2026-11-20T09:59:00+01:00")
    phone.scan(f"]E0{JEANS}\r")
    phone.press("DONE")
    first, second, third = log(desk.service)
    assert (first.means, first.raw, first.device_id) == ("command", b"RECEIVE", "device")
    assert first.claimed_at_utc.isoformat() == "2026-11-20T08:59:00+00:00"
    assert second.raw == f"]E0{JEANS}\r".encode()
    assert second.parsed["item_no"] == "JEANS"
    assert (third.outcome, third.register_no) == ("posted", desk.entries()[-1].register_no)
    assert {one.session_id for one in (first, second, third)} == {phone.session_id}


def test_substitutes_of_the_device_stand_for_the_separator(light):
    light.press("RECEIVE")
    reply = light.scan(f"010{LOTTED}10L-7~17280630", aim="]C1", gs_substitutes=("~",))
    assert list(staged(reply)) == ["LOTTED · lot L-7 · expires 2028-06-30 · RECV"]


def test_an_empty_substitute_stands_for_nothing(light):
    light.press("RECEIVE")
    assert staged(light.scan(JEANS, gs_substitutes=("",))) == {"JEANS · RECV": "1"}


# ------------------------------------------------------------------------------ places


def test_a_location_without_bins_is_scanned_by_its_code(lite, supervisor):
    in_stock(lite.service, supervisor, "JEANS", "5")
    phone = Phone(lite.service, at="PLAIN")
    assert phone.press("RECEIVE")["prompt"]["where"] == "Receive · PLAIN"
    phone.scan(JEANS)
    phone.press("DONE")
    assert lite.bin("", "PLAIN") == {("JEANS", ""): 1}
    light = Phone(lite.service)
    light.scan_bin("A-01")
    light.scan(JEANS)
    light.scan("plain")
    assert lite.bin("", "PLAIN") == {("JEANS", ""): 2}


def test_who_works_everywhere_says_where_by_the_first_bin(lite):
    phone = Phone(lite.service, at="")
    assert phone.press("RECEIVE")["prompt"]["title"] == "BIN?"
    phone.scan(phones.GREEN_BIN)
    phone.scan(JEANS)
    with pytest.raises(Refused, match="bin-other-location"):
        phone.scan_bin("A-01")
    phone.press("DONE")
    assert lite.bin("A-01", "GREEN") == {("JEANS", ""): 1}


def test_a_bin_code_of_two_locations_is_a_choice_for_who_works_everywhere(lite):
    phone = Phone(lite.service, at="")
    reply = phone.scan("a-02")
    assert [one["id"] for one in reply["choices"]] == ["BLUE|A-02", "GREEN|A-02"]
    assert phone.choose("GREEN|A-02")["prompt"]["where"] == "Move · GREEN · A-02"
    assert Phone(lite.service).scan("A-02")["prompt"]["where"] == "Move · BLUE · A-02"


# ------------------------------------------------------------------------------ cost


class _Counter:
    def __init__(self, engine):
        self.engine, self.said = engine, []

    def __enter__(self):
        event.listen(self.engine, "before_cursor_execute", self._hear)
        return self.said

    def __exit__(self, *_error):
        event.remove(self.engine, "before_cursor_execute", self._hear)

    def _hear(self, _connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.said.append(statement)


KEPT = 2
"""Statements by which the request is reserved and its reply kept, for every use case."""


def test_a_scan_that_posts_nothing_costs_few_statements(lite, light):
    light.order(lite.order(ordered("JEANS", 40), ordered("LOTTED", 40)))
    costs = {}
    for name, do in (
        ("bar code", lambda: light.scan(JEANS)),
        ("label with lot", lambda: light.label(f"010{LOTTED}1728063010L-7")),
        ("bin", lambda: light.scan_bin("A-02")),
        ("number", lambda: light.number(3)),
        ("undo", lambda: light.press("UNDO")),
    ):
        with _Counter(lite.service.database._writing) as said:
            do()
        costs[name] = len(said) - KEPT
    assert costs == {"bar code": 5, "label with lot": 6, "bin": 4, "number": 3, "undo": 3}


def test_every_reply_is_of_the_declared_fields(light):
    names = {field.name for field in dataclasses.fields(light.reload())}
    assert set(light.press("RECEIVE")) == names
