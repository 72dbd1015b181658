"""The worked cases: what passes today keeps passing, and nothing passes half checked."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.barcodes.places import ORACLE, needs_oracle
from tests.oracle.__main__ import main, verdicts
from tests.oracle.costing_built import not_built
from tests.postgres_cluster import running_server

COSTING = ORACLE / "costing_cases.json"

PASSING = {
    "costing-methods": 1,
    "item-application": 1,
    "negative-inventory": 1,
    "physical-inventory": 1,
    "transfer": 1,
}
"""How many costing cases of a topic pass at least; numbers only rise."""


def a_case(**changes: Any) -> dict[str, Any]:
    """Two receipts and a shipment of one and a half of them, at first in, first out."""
    return {
        "id": "A",
        "item": {"no": "I", "costing_method": "FIFO"},
        "setup": {},
        "steps": [
            {"op": "receive", "id": "r", "invoice": True, "qty": 1, "unit_cost": 10.0},
            {"op": "receive", "qty": 1, "unit_cost": 20.0, "creates_ile": 2, "creates_ve": 2},
            {"op": "ship", "date": "2020-02-01", "qty": 1.5, "creates_ile": 7},
            {"op": "run_cost_adjustment"},
        ],
        "expect": {"inventory_qty": 0.5, "inventory_value": 10.0, "ile_cost": {"7": -20.0}},
    } | changes


def outcomes(tmp_path, *cases, database=None) -> list[str | None]:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"ops": {}, "cases": cases}))
    return [one.difference for one in verdicts(file, case_id=None, database=database)]


@needs_oracle
def test_every_gs1_case_passes():
    gs1 = verdicts(ORACLE / "gs1_cases.json", case_id=None, database=None)
    assert [verdict for verdict in gs1 if verdict.difference] == []


@needs_oracle
def test_costing_cases_that_passed_still_pass():
    topics = {case["id"]: case["topic"] for case in json.loads(COSTING.read_text())["cases"]}
    passed = Counter(
        topics[verdict.case_id]
        for verdict in verdicts(COSTING, case_id=None, database=None)
        if verdict.difference is None
    )
    assert passed >= Counter(PASSING)


@needs_oracle
def test_a_costing_case_fails_for_what_is_not_built_and_for_nothing_else():
    others = [
        verdict
        for verdict in verdicts(COSTING, case_id=None, database=None)
        if verdict.difference and not verdict.difference.startswith("not built: ")
    ]
    assert others == []


def _databases() -> Iterator[str | None]:
    yield None
    with running_server().database() as url:
        yield url


def test_a_case_passes_in_a_new_file_and_in_a_database_that_is_named(tmp_path):
    # Twice in the same database: a case brings a company of its own.
    cases = [a_case(), a_case(id="B")]
    for database in _databases():
        assert outcomes(tmp_path, *cases, database=database) == [None, None]


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ({"inventory_qty": 1}, "inventory_qty: expected 1, got 0.50000"),
        ({"inventory_value": 10.01}, "inventory_value: expected 10.01, got 10.00000"),
        ({"ile_cost": {"7": -20.01}}, "ile_cost: entry 7 expected -20.01, got -20.00000"),
        (
            {"ile": [{"entry_no": 7, "qty": -1.5, "date": "2020-02-02"}]},
            "ile: entry 7 date expected 2020-02-02, got 2020-02-01",
        ),
        ({"applications": [{"item_ledger_entry_no": 1}]}, "applications: rows expected 1, got 4"),
        ({"posting": "error: insufficient quantity on inventory"}, "posting: expected error: "),
        ({"open_entries": 2}, "open_entries: expected 2, got 1"),
        ({}, "expects nothing that can be compared"),
        ({"ile_cost": {"99": 1}}, "not built: entry 99, which no step has made"),
        ({"at_checkpoint": {"x": {"inventory_qty": 1}}}, "checkpoint x is no step"),
    ],
)
def test_what_differs_is_said(tmp_path, expect, difference):
    (found,) = outcomes(tmp_path, a_case(expect=expect))
    assert found is not None
    assert found.startswith(difference)


def test_value_entries_and_applications_are_compared_by_the_sources_numbers(tmp_path):
    expect = {
        "applications_include": [
            {
                "item_ledger_entry_no": 7,
                "inbound_entry_no": 2,
                "outbound_entry_no": 7,
                "qty": -0.5,
                "posting_date": "2020-02-01",
            }
        ],
        "value_entries": [
            {"entry_no": 2, "ile": 2, "cost_actual": 20.0, "ile_type": "Purchase"},
            {"entry_no": 1, "ile": 1, "cost_actual": 10.0, "valuation_date": "2020-01-15"},
            {"entry_no": 3, "ile": 7, "cost_actual": -20.0, "adjustment": False},
        ],
    }
    assert outcomes(tmp_path, a_case(expect=expect)) == [None]
    expect["value_entries"][0]["ile"] = 1
    (found,) = outcomes(tmp_path, a_case(expect=expect))
    assert found is not None
    assert found.startswith("value_entries: expected entry_no 2, ile 1")


def test_a_refused_step_fails_unless_its_refusal_is_what_is_expected(tmp_path):
    too_much = {"op": "ship", "qty": 5}
    steps = [*a_case()["steps"], too_much]
    forbidden = {"setup": {"prevent_negative_inventory": True}, "steps": steps}
    refused = {"last_step": "error: insufficient quantity on inventory", "inventory_qty": 0.5}
    found = outcomes(
        tmp_path, a_case(**forbidden), a_case(**forbidden, expect=refused), a_case(steps=steps)
    )
    assert found[0] is not None
    assert found[0].startswith("step 5 ship: refused, Only 0.5 of ")
    assert found[1] is None
    assert found[2] == "inventory_qty: expected 0.5, got -4.50000"


def test_an_undo_and_a_fixed_application_name_the_step_and_the_entry(tmp_path):
    steps = [
        *a_case()["steps"][:2],
        {"op": "adjust", "direction": "negative", "qty": 1, "applies_to": 2, "id": "out"},
        {"op": "checkpoint", "id": "taken"},
        {"op": "undo", "step": "out", "creates_ile": [4]},
    ]
    expect = {
        "at_checkpoint": {"taken": {"inventory_value": 10.0}},
        "inventory_value": 30.0,
        "ile": [{"entry_no": 4, "type": "Negative Adjmt.", "qty": 1, "correction": True}],
    }
    assert outcomes(tmp_path, a_case(steps=steps, expect=expect)) == [None]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"item": {"no": "I", "costing_method": "Average"}}, "costing method Average"),
        ({"item": {"no": "I", "costing_method": "FIFO", "reserve": 1}}, "item field reserve"),
        ({"setup": {"moon": "full"}}, "setup moon"),
        ({"setup": {"automatic_cost_posting": True}}, "G/L posting"),
        ({"steps": [{"op": "dance"}]}, "step dance"),
        ({"steps": [{"op": "ship", "qty": 1, "colour": "red"}]}, "colour of step ship"),
        ({"steps": [{"op": "item_charge", "amount": 1}]}, "item charges"),
        ({"steps": [{"op": "ship", "qty": 1, "via": "drone"}]}, "ship via drone"),
        ({"expect": {"mood": 1}}, "expectation mood"),
        ({"expect": {"ile": [{"entry_no": 1, "colour": 1}]}}, "colour of ile"),
        ({"expect": {"ile_count": {"direct": 2}}}, "expectation ile_count of this shape"),
        ({"expect": {"at_checkpoint": {"x": {"mood": 1}}}}, "expectation mood"),
        ({"weather": "rain"}, "case key weather"),
    ],
)
def test_what_is_not_built_fails_by_name(changes, named):
    assert not_built(a_case(**changes)) == (named,)


def test_a_case_that_is_not_understood_does_not_stop_the_others(tmp_path):
    odd = a_case(steps=[{"op": "ship", "qty": "many"}])
    found = outcomes(tmp_path, odd, a_case())
    assert found[0] is not None
    assert found[0].startswith("not understood: ")
    assert found[1] is None


@needs_oracle
@pytest.mark.parametrize("file", ["bc_suite_cases.json", "planning_and_tracking_cases.json"])
def test_formats_that_nobody_built_fail_by_name(file, capsys):
    assert main([str(ORACLE / file)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert {line.rpartition(": ")[2] for line in lines[:-1]} == {"not built yet"}
    assert lines[-1].startswith("0 passed, ")
