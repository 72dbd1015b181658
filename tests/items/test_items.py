"""Item cards, bar codes and search, through the service on both databases."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from scanner_app.items import queries, reference_no
from scanner_app.items.search_words import words_asked, words_of
from scanner_app.kernel.errors import Conflict, Forbidden, NotFound, Refused
from scanner_app.kernel.ids import new_id
from scanner_app.kernel.terms import ReferenceType
from scanner_app.service import items
from scanner_app.service.items import NewBarCode, NewItem, NewUnit, NewVariant

SHIRT = NewItem(
    no="ts-100",
    description="T-Shirt Größe wählbar",
    base_unit_code="pcs",
    unit_cost=Decimal("4.5"),
    variants=(NewVariant(code="red-m", description="Red, medium"), NewVariant(code="RED-L")),
    units=(NewUnit(code="CASE", quantity_per_unit=Decimal(12)),),
)
GTIN = "9506000134352"


def run(service, case, request, by):
    return service.run(case, request, by=by, request_id=new_id(service.clock.now())).body


@pytest.fixture
def with_shirt(either_service, supervisor):
    run(either_service, items.create_item, SHIRT, supervisor)
    return either_service


def test_an_item_is_made_with_its_variants_and_units(with_shirt):
    with with_shirt.reading() as session:
        card = queries.card(session.connection(), "TS-100")
        facts = queries.facts(session.connection(), ["TS-100", "NONE"])
        assert queries.facts(session.connection(), []) == {}
    assert card is not None
    assert facts == {"TS-100": card.facts}
    assert card.facts.is_whole
    assert card.facts.variants == (("RED-L", False), ("RED-M", False))
    assert dict(card.facts.units) == {"PCS": Decimal(1), "CASE": Decimal(12)}
    assert [unit.code for unit in card.units] == ["PCS", "CASE"]


def test_facts_of_many_items_take_one_statement(with_shirt, supervisor):
    run(with_shirt, items.create_item, replace(SHIRT, no="TS-200"), supervisor)
    said = []
    with with_shirt.reading() as session:
        connection = session.connection()
        event.listen(connection.engine, "before_cursor_execute", lambda *a: said.append(a[2]))
        found = queries.facts(connection, ["TS-100", "TS-200"])
    assert len(found) == 2
    assert len(said) == 1


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ({"no": ""}, ["code-malformed"]),
        ({"no": "X" * 21}, ["code-malformed"]),
        ({"description": " "}, ["description-required"]),
        ({"description": "x" * 101}, ["text-too-long"]),
        ({"base_unit_code": "ELL"}, ["unit-of-measure-unknown"]),
        ({"tracking_code": "NONE"}, ["tracking-code-unknown"]),
        ({"unit_cost": Decimal(-1)}, ["unit-cost-negative"]),
        ({"unit_cost": Decimal("1e30")}, ["amount-too-large"]),
        ({"unit_cost": Decimal("NaN")}, ["amount-too-large"]),
        ({"unit_cost": Decimal("0.000001")}, ["amount-malformed"]),
        ({"units": (NewUnit(code="BOX", quantity_per_unit=Decimal(0)),)}, ["quantity-not-positive"]),
        ({"units": (NewUnit(code="BOX", quantity_per_unit=Decimal("1e30")),)},
         ["quantity-too-large"]),
        ({"variants": (NewVariant(code=""),), "no": ""}, ["code-malformed", "code-malformed"]),
    ],
)  # fmt: skip
def test_a_wrong_card_is_refused_with_every_problem(service, supervisor, wrong, codes):
    with pytest.raises(Refused) as refused:
        run(service, items.create_item, replace(SHIRT, **wrong), supervisor)
    assert [found.code for found in refused.value.problems] == codes


def test_an_item_no_is_given_once_and_only_by_a_supervisor(with_shirt, supervisor, operator):
    with pytest.raises(Conflict, match="item-exists"):
        run(with_shirt, items.create_item, SHIRT, supervisor)
    with pytest.raises(Forbidden):
        run(with_shirt, items.create_item, replace(SHIRT, no="Y"), operator)


def test_a_stale_card_is_refused(with_shirt, supervisor):
    changed = items.ChangedItem(
        no="TS-100", version=1, description="Shirt", description_2="", unit_cost=Decimal(5),
        is_blocked=True, new_units=(NewUnit(code="BOX", quantity_per_unit=Decimal(3)),),
    )  # fmt: skip
    body = run(with_shirt, items.change_item, changed, supervisor)
    assert (body["version"], body["facts"]["is_blocked"]) == (2, True)
    with pytest.raises(Conflict, match="document-changed"):
        run(with_shirt, items.change_item, changed, supervisor)
    with pytest.raises(NotFound, match="item-unknown"):
        run(with_shirt, items.change_item, replace(changed, no="NONE"), supervisor)


def test_a_gtin_is_found_however_many_digits_the_label_shows(with_shirt, supervisor):
    case = NewBarCode(item_no="TS-100", text=GTIN, variant_code="RED-M", unit_code="CASE")
    run(with_shirt, items.add_bar_code, case, supervisor)
    run(with_shirt, items.add_bar_code, case, supervisor)  # the same again changes nothing
    with with_shirt.reading() as session:
        hits = queries.by_bar_code(session.connection(), "0" + GTIN)
    assert hits == (
        queries.ReferenceHit(
            "TS-100", "RED-M", "CASE", Decimal(12), SHIRT.description, "Red, medium"
        ),
    )


def test_one_bar_code_for_two_items_is_a_choice(with_shirt, supervisor):
    run(with_shirt, items.create_item, replace(SHIRT, no="TS-200"), supervisor)
    for no in ("TS-100", "TS-200"):
        run(with_shirt, items.add_bar_code, NewBarCode(item_no=no, text="CASE-77"), supervisor)
    with with_shirt.reading() as session:
        hits = queries.by_bar_code(session.connection(), "CASE-77")
    assert [hit.item_no for hit in hits] == ["TS-100", "TS-200"]
    assert {hit.unit_code for hit in hits} == {"PCS"}


def test_a_wrong_check_digit_is_refused_with_the_right_one(with_shirt, supervisor):
    with pytest.raises(Refused) as refused:
        run(with_shirt, items.add_bar_code, NewBarCode(item_no="TS-100", text=GTIN[:-1] + "9"),
            supervisor)  # fmt: skip
    assert refused.value.first.code == "check-digit-typed"
    assert GTIN in refused.value.first.sentence


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": " \x1d"}, "scan-empty"),
        ({"text": "A" * 101}, "text-too-long"),
        ({"variant_code": "BLUE"}, "variant-unknown"),
        ({"unit_code": "KG"}, "unit-unknown"),
    ],
)
def test_a_bar_code_for_nothing_is_refused(with_shirt, supervisor, wrong, code):
    new = replace(NewBarCode(item_no="TS-100", text="ABC"), **wrong)
    with pytest.raises(Refused) as refused:
        run(with_shirt, items.add_bar_code, new, supervisor)
    assert refused.value.first.code == code


def test_a_vendors_number_belongs_to_the_vendor_and_can_be_removed(with_shirt, supervisor):
    new = NewBarCode(
        item_no="TS-100", text="12345678", reference_type=ReferenceType.VENDOR, party_no="v10"
    )
    card = run(with_shirt, items.add_bar_code, new, supervisor)
    with with_shirt.reading() as session:
        connection = session.connection()
        assert len(queries.by_vendor_reference(connection, "12345678", vendor_no="V10")) == 1
        assert queries.by_vendor_reference(connection, "12345678", vendor_no="V20") == ()
        assert queries.by_bar_code(connection, "12345678") == ()
    gone = items.RemoveBarCode(card["references"][0]["id"])
    assert run(with_shirt, items.remove_bar_code, gone, supervisor)["references"] == []
    with pytest.raises(NotFound):
        run(with_shirt, items.remove_bar_code, gone, supervisor)


def test_a_variant_is_blocked_and_freed(with_shirt, supervisor):
    wanted = items.BlockVariant(item_no="ts-100", variant_code="red-m", is_blocked=True)
    card = run(with_shirt, items.block_variant, wanted, supervisor)
    assert card["facts"]["variants"] == [["RED-L", False], ["RED-M", True]]
    with pytest.raises(NotFound, match="variant-unknown"):
        run(with_shirt, items.block_variant, replace(wanted, variant_code="X"), supervisor)


@pytest.mark.parametrize(
    "said",
    ["ts", "TS-1", "t-shirt", "shirt ts-100", "grosse wahl", "groß", "medium", "95060001", ""],
)
def test_an_item_is_found_by_the_beginnings_of_its_words(with_shirt, supervisor, said):
    run(with_shirt, items.add_bar_code, NewBarCode(item_no="TS-100", text=GTIN), supervisor)
    with with_shirt.reading() as session:
        page = queries.search(session.connection(), said, limit=10)
    assert [row.no for row in page.rows] == ["TS-100"]


@pytest.mark.parametrize("said", ["irt", "ts-9", "%", "_", "shirt blue", "'--"])
def test_what_no_word_begins_with_finds_nothing(with_shirt, said):
    with with_shirt.reading() as session:
        assert queries.search(session.connection(), said, limit=10).rows == ()


def test_a_search_is_read_page_by_page(service, supervisor):
    for number in range(5):
        run(service, items.create_item, replace(SHIRT, no=f"N{number}"), supervisor)
    with service.reading() as session:
        first = queries.search(session.connection(), "shirt", limit=3)
        rest = queries.search(session.connection(), "shirt", after=first.next_after, limit=3)
    assert [row.no for row in (*first.rows, *rest.rows)] == ["N0", "N1", "N2", "N3", "N4"]
    assert rest.next_after == ""


@given(st.text(max_size=80))
def test_every_word_of_a_text_is_found_again(text):
    words = words_of([text])
    assert set(words_asked(text)) <= words
    assert all(0 < len(word) <= 50 for word in words)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (GTIN, f"0{GTIN}"),
        (f" {GTIN}\r", f"0{GTIN}"),
        (f"]E0{GTIN}", f"0{GTIN}"),
        (f"]C1010{GTIN}1728063010A", f"0{GTIN}"),
        (f"010{GTIN}10LOT-A\x1d3012", f"0{GTIN}"),
        (f"https://id.gs1.org/01/0{GTIN}/10/A", f"0{GTIN}"),
        ("OLD-LABEL 7", "OLD-LABEL 7"),
        ("]C101NONSENSE", "]C101NONSENSE"),
    ],
)
def test_a_bar_code_is_stored_as_a_scan_of_it_looks_for_it(typed: str, stored: str):
    assert reference_no.problems(typed, is_bar_code=True) == ()
    assert reference_no.stored(typed, is_bar_code=True) == stored
    assert reference_no.stored(typed, is_bar_code=False) == "".join(
        sign for sign in typed.strip() if sign.isprintable()
    )
