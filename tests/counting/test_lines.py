"""Laws of comparing what was counted with what was expected."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scanner_app.counting.drafts import Place, difference_lines
from scanner_app.counting.lines import Counted, Expected, count_lines, differing
from scanner_app.kernel.terms import EntryType

KEYS = st.tuples(
    st.sampled_from(["JEANS", "SHIRT"]),
    st.sampled_from(["", "RED"]),
    st.sampled_from(["", "L1", "L2"]),
    st.just(""),
)
QUANTITIES = st.integers(0, 50).map(Decimal)
PLACE = Place(
    document_no="PI1", location_code="BLUE", bin_code="A-01", posting_date=date(2026, 11, 20)
)
NAMES = ("item_no", "variant_code", "lot_no", "serial_no")


def expected(key, quantity):
    return Expected(**dict(zip(NAMES, key, strict=True)), quantity_base=quantity)


def counted(key, quantity):
    return Counted(**dict(zip(NAMES, key, strict=True)), quantity_base=quantity)


@given(st.dictionaries(KEYS, QUANTITIES), st.lists(st.tuples(KEYS, QUANTITIES)))
def test_the_books_and_the_differences_make_what_was_counted(books, found):
    lines = count_lines([expected(*row) for row in books.items()], [counted(*row) for row in found])
    after = dict(books)
    for line in difference_lines(lines, PLACE):
        key = (line.item_no, line.variant_code, line.lot_no, line.serial_no)
        after[key] = after.get(key, Decimal(0)) + line.signed_base
        assert line.quantity_base > 0
    for key, quantity in after.items():
        assert quantity == sum((q for k, q in found if k == key), Decimal(0))


@given(st.dictionaries(KEYS, QUANTITIES))
def test_counting_what_the_books_say_finds_no_difference(books):
    lines = count_lines(
        [expected(*row) for row in books.items()], [counted(*row) for row in books.items()]
    )
    assert differing(lines) == ()
    assert difference_lines(lines, PLACE) == ()


@given(st.dictionaries(KEYS, QUANTITIES), st.lists(st.tuples(KEYS, QUANTITIES)), st.randoms())
def test_the_order_of_counting_does_not_matter(books, found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    ledger = [expected(*row) for row in books.items()]
    assert count_lines(ledger, [counted(*row) for row in found]) == count_lines(
        ledger, [counted(*row) for row in shuffled]
    )


def test_a_difference_is_split_by_lot():
    # Source: features.md 13, acceptance 2
    books = {"LA": 80, "LB": 30, "LC": 10}
    found = {"LA": 80, "LB": 20, "LC": 0, "LD": 12}
    lines = count_lines(
        [expected(("LOTTED", "", lot, ""), Decimal(q)) for lot, q in books.items()],
        [counted(("LOTTED", "", lot, ""), Decimal(q)) for lot, q in found.items()],
    )
    posted = {line.lot_no: line.signed_base for line in difference_lines(lines, PLACE)}
    assert posted == {"LB": -10, "LC": -10, "LD": 12}
    assert [line.lot_no for line in lines if line.is_recorded_without_order] == ["LD"]


def test_a_surplus_is_positive_and_a_loss_negative():
    lines = count_lines(
        [expected(("A", "", "", ""), Decimal(5)), expected(("B", "", "", ""), Decimal(3))],
        [counted(("A", "", "", ""), Decimal(7)), counted(("B", "", "", ""), Decimal(1))],
    )
    kinds = [(line.entry_type, line.quantity_base) for line in difference_lines(lines, PLACE)]
    assert kinds == [
        (EntryType.POSITIVE_ADJUSTMENT, Decimal(2)),
        (EntryType.NEGATIVE_ADJUSTMENT, Decimal(2)),
    ]
