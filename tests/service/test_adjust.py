"""Adjustments with a reason."""

from decimal import Decimal

import pytest

from scanner_app.journals import queries as journals
from scanner_app.kernel.errors import Forbidden, Refused
from scanner_app.service.adjust import (
    AddReasons,
    Adjustment,
    AdjustmentLine,
    NewReason,
    add_reasons,
    post_adjustment,
)
from scanner_app.service.review import SetLimits, set_limits
from tests.builders import in_stock
from tests.service.desk import Desk


def stocked(service):
    desk = Desk(service)
    in_stock(service, desk.person("supervisor"), "JEANS", "20")
    return desk


@pytest.fixture
def desk(either_service):
    return stocked(either_service)


@pytest.fixture
def lite(service):
    return stocked(service)


def jeans(quantity, *, is_positive=False, **fields):
    return AdjustmentLine(
        item_no="JEANS", quantity=Decimal(quantity), is_positive=is_positive, **fields
    )


def adjusted(*lines, reason="lost", **fields):
    place = {"location_code": "BLUE", "bin_code": "A-01"} | fields
    return Adjustment(**place, reason_code=reason, lines=lines)


def test_a_small_adjustment_is_posted_with_its_reason(desk):
    reply = desk.do(post_adjustment, adjusted(jeans(2), jeans(1, is_positive=True)))
    assert reply["outcome"] == "posted"
    assert [(e.quantity, e.reason_code) for e in desk.entries()[1:]] == [(-2, "LOST"), (1, "LOST")]
    assert desk.bin("A-01") == {("JEANS", ""): 19}


def test_a_large_adjustment_waits(desk):
    reply = desk.do(post_adjustment, adjusted(jeans(6)))
    assert (reply["outcome"], reply["entries"], reply["register_no"]) == ("held", [], 0)
    assert desk.bin("A-01") == {("JEANS", ""): 20}
    (row,) = desk.read(journals.pending).rows
    assert (row.batch_id, row.value_at_risk) == (reply["batch_id"], 60)
    assert row.document_no == reply["document_no"]


def test_what_could_not_be_posted_is_not_held_either(desk):
    with pytest.raises(Refused, match="stock-insufficient"):
        desk.do(post_adjustment, adjusted(jeans(21)))
    assert desk.read(journals.pending).rows == ()


def test_small_lines_add_up(lite):
    reply = lite.do(post_adjustment, adjusted(*[jeans(1)] * 6))
    assert reply["outcome"] == "held"


def test_the_limits_are_setup_with_a_history(lite):
    lite.do(set_limits, SetLimits(Decimal("500.00"), Decimal(100)), by="admin")
    assert lite.do(post_adjustment, adjusted(jeans(6)))["outcome"] == "posted"
    lite.do(set_limits, SetLimits(Decimal(0), Decimal(0)), by="admin")
    assert lite.do(post_adjustment, adjusted(jeans(1)))["outcome"] == "held"


def test_limits_are_amounts_and_the_admins(lite):
    for value in ("-1", "NaN", "0.001"):
        with pytest.raises(Refused, match="quantity-malformed"):
            lite.do(set_limits, SetLimits(Decimal(value), Decimal(1)), by="admin")
    with pytest.raises(Forbidden, match="role-lacking"):
        lite.do(set_limits, SetLimits(Decimal(1), Decimal(1)), by="supervisor")


@pytest.mark.parametrize(("reason", "code"), [("", "reason-required"), ("NOPE", "reason-unknown")])
def test_a_reason_is_needed(lite, reason, code):
    with pytest.raises(Refused, match=code):
        lite.do(post_adjustment, adjusted(jeans(1), reason=reason))


def test_the_standard_reasons_are_there_for_the_asking(lite):
    assert "DAMAGED" in lite.do(add_reasons, AddReasons(), by="admin")["codes"]
    assert lite.do(post_adjustment, adjusted(jeans(1), reason="damaged"))["outcome"] == "posted"


def test_reasons_are_added_once(lite):
    asked = AddReasons((NewReason("lost", "Other words"), NewReason("SAMPLE", "Given away")))
    assert lite.do(add_reasons, asked, by="admin")["codes"] == ["LOST", "SAMPLE"]
    rows = lite.read(journals.reasons)
    assert [(row.code, row.description) for row in rows] == [
        ("FOUND", "Found"),
        ("LOST", "Lost"),
        ("SAMPLE", "Given away"),
    ]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        (NewReason(" ", "Blank"), "reason-required"),
        (NewReason("X" * 21, "Long code"), "text-too-long"),
        (NewReason("X", "y" * 101), "text-too-long"),
    ],
)
def test_a_reason_that_cannot_be_kept_is_refused(lite, reason, code):
    with pytest.raises(Refused, match=code):
        lite.do(add_reasons, AddReasons((reason,)), by="admin")
