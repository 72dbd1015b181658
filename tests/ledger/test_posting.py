"""Postings through the service, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from scanner_app.kernel.errors import Invalid, Refusal, Refused
from scanner_app.kernel.terms import DocumentType, EntryType
from scanner_app.ledger import queries
from scanner_app.ledger.draft import DraftLine
from scanner_app.ledger.verify import verify
from scanner_app.people.roles import Person
from scanner_app.service.correct import Undo, undo
from scanner_app.service.item_journal import JournalLine
from scanner_app.service.posting import post
from scanner_app.service.use_case import Service, Work
from tests.builders import a_scene, an_item, in_stock, journal, request_id


def line(kind: str, item: str, quantity: str, **fields: object) -> JournalLine:
    defaults: dict[str, object] = {"location_code": "BLUE", "bin_code": "A-01"}
    return JournalLine(
        entry_type=EntryType(kind), item_no=item, quantity=Decimal(quantity), **(defaults | fields)
    )


def stock(service: Service, item: str, location: str = "BLUE") -> Decimal:
    with service.reading() as session:
        connection = session.connection()
        return queries.stock_at(connection, item, variant_code="", location_code=location)


def assert_sound(service: Service) -> None:
    with service.snapshot() as session:
        assert verify(session.connection()) == []


def test_what_leaves_carries_the_cost_of_the_oldest_goods(
    either_service: Service, supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS")
    in_stock(service, supervisor, "JEANS", "1", unit_cost="10")
    in_stock(service, supervisor, "JEANS", "1", unit_cost="20")
    body = journal(service, supervisor, line("sale", "JEANS", "2"))
    entry = body["entries"][0]
    assert entry["cost_amount"] == "-30"
    assert len(entry["applied_to"]) == 2
    assert stock(service, "JEANS") == 0
    assert_sound(service)


def test_more_than_there_is_is_refused_and_nothing_is_written(
    either_service: Service, supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS")
    in_stock(service, supervisor, "JEANS", "5")
    with pytest.raises(Refused) as refusal:
        journal(service, supervisor, line("sale", "JEANS", "6"))
    assert refusal.value.first.code == "stock-insufficient"
    assert stock(service, "JEANS") == 5
    assert_sound(service)


def test_a_move_between_bins_changes_neither_cost_nor_age(
    either_service: Service, supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS")
    in_stock(service, supervisor, "JEANS", "3", unit_cost="3.333")
    in_stock(service, supervisor, "JEANS", "5", unit_cost="9", bin_code="A-02")
    moved = journal(service, supervisor, line("transfer", "JEANS", "2", new_bin_code="A-03"))[
        "entries"
    ]
    assert [e["quantity"] for e in moved] == ["-2", "2"]
    sold = journal(service, supervisor, line("sale", "JEANS", "3", bin_code="A-02"))["entries"]
    assert sold[0]["cost_amount"] == "-10"
    assert_sound(service)


def test_a_transfer_between_locations_makes_one_arrival_for_each_source(
    either_service: Service, supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS")
    in_stock(service, supervisor, "JEANS", "2", unit_cost="10")
    in_stock(service, supervisor, "JEANS", "2", unit_cost="11")
    moved = journal(
        service,
        supervisor,
        line("transfer", "JEANS", "3", new_location_code="GREEN", new_bin_code="A-01"),
    )["entries"]
    assert [(e["location_code"], e["quantity"], e["cost_amount"]) for e in moved] == [
        ("BLUE", "-3", "-31"),
        ("GREEN", "2", "20"),
        ("GREEN", "1", "11"),
    ]
    assert stock(service, "JEANS", "GREEN") == 3
    assert_sound(service)


def test_negative_stock_is_covered_later_and_then_costs_what_covered_it(
    either_service: Service, supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS", unit_cost="10")
    yard = {"location_code": "YARD", "bin_code": ""}
    sold = journal(service, supervisor, line("sale", "JEANS", "5", **yard))["entries"][0]
    assert (sold["cost_amount"], sold["remaining_quantity"]) == ("-50", "-5")
    in_stock(service, supervisor, "JEANS", "3", location="YARD", unit_cost="12")
    in_stock(service, supervisor, "JEANS", "3", location="YARD", unit_cost="14")
    with service.reading() as session:
        story = queries.entry_story(session.connection(), sold["entry_no"])
    assert story is not None
    assert story.entry.remaining_quantity == 0
    assert story.entry.cost_actual == Decimal("-64.00")
    assert stock(service, "JEANS", "YARD") == 1
    assert_sound(service)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("positive_adjustment", {}),
        ("purchase", {"is_invoiced": False, "unit_cost": Decimal("3.33333")}),
        ("sale", {}),
        ("transfer", {"new_bin_code": "A-02"}),
        ("transfer", {"new_location_code": "GREEN", "new_bin_code": "A-01"}),
    ],
)
def test_undo_restores_stock_and_value(
    either_service: Service, supervisor: Person, kind: str, fields: dict[str, object]
):
    service = either_service
    a_scene(service, "JEANS")
    in_stock(service, supervisor, "JEANS", "7", unit_cost="2.5")
    with service.reading() as session:
        before = queries.item_stock(session.connection(), "JEANS")
    done = journal(service, supervisor, line(kind, "JEANS", "3", **fields))
    undone = service.run(
        undo, Undo(int(str(done["register_no"]))), by=supervisor, request_id=request_id()
    ).body
    with service.reading() as session:
        connection = session.connection()
        assert queries.item_stock(connection, "JEANS") == before
        entries = [
            *queries.register_entries(connection, done["register_no"]),
            *queries.register_entries(connection, undone["posted"]["register_no"]),
        ]
    assert sum(e.quantity for e in entries) == 0
    assert sum(e.cost_actual + e.cost_expected for e in entries) == 0
    assert sum(e.cost_expected for e in entries) == 0
    assert_sound(service)
    for register, code in (
        (done["register_no"], "already-undone"),
        (undone["posted"]["register_no"], "undo-of-undo"),
    ):
        with pytest.raises(Refused) as refusal:
            service.run(undo, Undo(register), by=supervisor, request_id=request_id())
        assert refusal.value.first.code == code


def test_two_people_undo_the_same_posting_and_one_of_them_hears_that_it_is_undone(
    either_service: Service, supervisor: Person, second_supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS")
    done = in_stock(service, supervisor, "JEANS", "3")

    def undo_it(person: Person) -> str:
        try:
            service.run(undo, Undo(done["register_no"]), by=person, request_id=request_id())
        except Refused as refusal:
            return refusal.first.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(undo_it, (supervisor, second_supervisor)))
    assert outcomes == ["already-undone", "done"]
    assert stock(service, "JEANS") == 0
    assert_sound(service)


def test_an_undone_decrease_of_negative_stock_gives_back_what_it_costs_in_the_end(
    either_service: Service, supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS", unit_cost="10")
    yard = {"location_code": "YARD", "bin_code": ""}
    sold = journal(service, supervisor, line("sale", "JEANS", "5", **yard))
    service.run(undo, Undo(sold["register_no"]), by=supervisor, request_id=request_id())
    in_stock(service, supervisor, "JEANS", "5", location="YARD", unit_cost="20")
    with service.reading() as session:
        page = queries.item_entries(session.connection(), "JEANS")
    assert [entry.cost_actual for entry in reversed(page.rows)] == [-100, 100, 100]
    assert_sound(service)


def test_many_layers_are_drawn_in_order_by_one_line_and_by_several(
    either_service: Service, supervisor: Person
):
    service = either_service
    a_scene(service, "JEANS", "SHIRT")
    for cost in range(1, 31):
        in_stock(service, supervisor, "JEANS", "1", unit_cost=str(cost))
    sold = journal(service, supervisor, line("sale", "JEANS", "25"))["entries"]
    assert sold[0]["cost_amount"] == str(-sum(range(1, 26)))
    in_stock(service, supervisor, "SHIRT", "1", unit_cost="7")
    both = journal(service, supervisor, line("sale", "JEANS", "2"), line("sale", "SHIRT", "1"))[
        "entries"
    ]
    assert [entry["cost_amount"] for entry in both] == ["-53", "-7"]
    assert_sound(service)


def _at_once(service: Service, by: tuple[Person, ...], *lines: JournalLine) -> list[str]:
    def post(person: Person, one: JournalLine) -> str:
        try:
            journal(service, person, one)
        except Refused as refusal:
            return refusal.first.code
        return "done"

    with ThreadPoolExecutor(len(lines)) as pool:
        return sorted(pool.map(post, by, lines))


def test_one_lot_gets_one_date_from_two_receipts_at_once(
    either_service: Service, supervisor: Person, second_supervisor: Person
):
    service = either_service
    a_scene(service)
    with service.database.transaction() as session:
        an_item(session.connection(), "MILK", tracking="LOTEXP")
    for no in range(10):
        outcomes = _at_once(
            service,
            (supervisor, second_supervisor),
            *(
                line(
                    "purchase",
                    "MILK",
                    "1",
                    location_code=place,
                    lot_no=f"L{no}",
                    expiration_date=date(year, 1, 31),
                )
                for place, year in (("BLUE", 2027), ("GREEN", 2028))
            ),
        )
        assert outcomes == ["done", "lot-expiry-differs"]
    assert_sound(service)


def test_one_piece_cannot_come_in_at_two_places_at_once(
    either_service: Service, supervisor: Person, second_supervisor: Person
):
    service = either_service
    a_scene(service)
    with service.database.transaction() as session:
        an_item(session.connection(), "DRILL", tracking="SERIAL")
    for no in range(10):
        outcomes = _at_once(
            service,
            (supervisor, second_supervisor),
            *(
                line("purchase", "DRILL", "1", location_code=place, serial_no=f"S{no}")
                for place in ("BLUE", "GREEN")
            ),
        )
        assert outcomes == ["done", "serial-on-inventory"]
    move = {"serial_no": "S0", "new_bin_code": "A-02"}
    place = "BLUE" if stock(service, "DRILL") else "GREEN"
    with pytest.raises(Refused) as refusal:
        journal(
            service,
            supervisor,
            line("transfer", "DRILL", "1", location_code=place, **move),
            line("purchase", "DRILL", "1", serial_no="S0"),
        )
    assert refusal.value.first.code in {"serial-on-inventory", "stock-insufficient"}
    assert_sound(service)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1999, 12, 31), date(2026, 11, 22)])
def test_a_date_that_cannot_be_true_is_refused(service: Service, supervisor: Person, day: date):
    a_scene(service, "JEANS")
    with pytest.raises(Refused) as refusal:
        in_stock(service, supervisor, "JEANS", "1", on=day)
    assert refusal.value.first.code == "date-not-allowed"


@pytest.mark.parametrize("text", ["A\0B", "\ud800"])
def test_text_that_no_database_keeps_is_refused(service: Service, supervisor: Person, text: str):
    a_scene(service, "JEANS")
    with pytest.raises(Invalid) as refusal:
        journal(service, supervisor, line("purchase", "JEANS", "1", reason_code=text))
    assert refusal.value.first.code == "request-malformed"


def test_operators_undo_their_own_of_this_shift_and_nobody_undoes_alone_what_two_decided(
    service: Service, operator: Person, supervisor: Person, second_supervisor: Person
):
    a_scene(service, "JEANS")
    stock_line = line("positive_adjustment", "JEANS", "5")
    with service.database.transaction() as session:
        work = Work(session, supervisor, service.clock.now(), service.clock.today(), request_id())
        draft = item_journal_draft(stock_line)
        register = post(
            work, [draft], source="test", document_no="D1", approved_by=second_supervisor.code
        ).register_no

    def attempt(person: Person) -> str:
        try:
            service.run(undo, Undo(register), by=person, request_id=request_id())
        except Refusal as refusal:
            return refusal.first.code
        return "done"

    assert attempt(operator) == "undo-not-yours"
    assert attempt(supervisor) == "own-work"
    assert attempt(replace(second_supervisor, by_token=True)) == "decide-in-person"
    assert attempt(second_supervisor) == "done"


def item_journal_draft(one: JournalLine) -> DraftLine:
    return DraftLine(
        line_no=1,
        entry_type=one.entry_type,
        item_no=one.item_no,
        location_code=one.location_code,
        bin_code=one.bin_code,
        quantity_base=one.quantity,
        unit_of_measure_code="PCS",
        posting_date=date(2026, 11, 20),
        document_type=DocumentType.ITEM_JOURNAL,
        document_no="D1",
    )


def test_goods_that_were_used_cannot_be_unreceived(service: Service, supervisor: Person):
    a_scene(service, "JEANS")
    received = in_stock(service, supervisor, "JEANS", "3")
    journal(service, supervisor, line("sale", "JEANS", "1"))
    with pytest.raises(Refused) as refusal:
        service.run(undo, Undo(received["register_no"]), by=supervisor, request_id=request_id())
    assert refusal.value.first.code == "undo-goods-used"


def test_a_serial_is_in_stock_once(either_service: Service, supervisor: Person):
    service = either_service
    a_scene(service)
    with service.database.transaction() as session:
        an_item(session.connection(), "DRILL", tracking="SERIAL")
    in_stock(service, supervisor, "DRILL", "1", serial_no="S1")
    with pytest.raises(Refused) as refusal:
        in_stock(service, supervisor, "DRILL", "1", serial_no="S1", location="GREEN")
    assert refusal.value.first.code == "serial-on-inventory"
    journal(
        service,
        supervisor,
        line(
            "transfer", "DRILL", "1", serial_no="S1", new_location_code="GREEN", new_bin_code="A-01"
        ),
    )
    assert stock(service, "DRILL", "GREEN") == 1
    assert_sound(service)


def test_every_problem_of_every_line_is_said_at_once(service: Service, supervisor: Person):
    a_scene(service, "JEANS")
    with pytest.raises(Refused) as refusal:
        journal(
            service,
            supervisor,
            line("sale", "NOTHING", "1"),
            line("sale", "JEANS", "0"),
            line("sale", "JEANS", "1", bin_code="Z-99"),
            line("sale", "JEANS", "1e30"),
        )
    assert {p.code for p in refusal.value.problems} == {"quantity-too-large"}
