"""Laws of what waits for a supervisor."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from scanner_app.journals.limits import DEFAULT, Weighed, held_because, value_at_risk

COSTS = st.integers(0, 2000).map(lambda cents: Decimal(cents).scaleb(-2))


def weighed(quantity, cost="1.00", item="JEANS", variant=""):
    return Weighed(item, variant, Decimal(quantity), Decimal(cost))


@given(st.integers(1, 30), COSTS)
def test_cutting_a_difference_into_pieces_does_not_carry_it_past_the_limit(pieces, cost):
    whole = held_because([weighed(pieces, cost)], DEFAULT)
    cut = held_because([weighed(1, cost) for _ in range(pieces)], DEFAULT)
    assert whole == cut


@given(st.lists(st.tuples(st.integers(1, 9), COSTS), max_size=8))
def test_value_at_risk_never_cancels_out(rows):
    lines = [weighed(quantity, cost) for quantity, cost in rows]
    assert value_at_risk(lines) == sum((line.value for line in lines), Decimal(0))


def test_the_limits_themselves_are_still_within():
    assert held_because([weighed(5, "10.00")], DEFAULT) == ""


def test_one_piece_more_is_held():
    assert held_because([weighed(6, "0.01")], DEFAULT) == "quantity-limit"


def test_one_cent_more_is_held():
    assert held_because([weighed(1, "50.01")], DEFAULT) == "value-limit"


def test_items_and_variants_are_weighed_apart():
    lines = [weighed(5), weighed(5, item="SHIRT"), weighed(5, variant="RED")]
    assert held_because(lines, DEFAULT) == ""
