"""Costing cases: postings, and the entries, applications and values they must leave behind."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from scanner_app.kernel.errors import Fault, Refusal
from scanner_app.service.use_case import Service
from tests.oracle.costing_built import not_built
from tests.oracle.costing_expect import first_difference
from tests.oracle.costing_steps import Step, do_steps, opening_stock
from tests.oracle.costing_world import WORK_DATE, NotBuilt, World, databases, new_tag
from tests.oracle.report import Case, OracleFile, Verdict

_NO_FIGURE = frozenset({"tolerance", "at_checkpoint"})
"""Keys of an expectation that compare nothing by themselves."""


def run(file: OracleFile) -> Iterator[Verdict]:
    """Run every case in a company of its own."""
    named = {str(case["id"]): case for case in file.content["cases"]}
    with databases(file.database) as services:
        for case in file.cases:
            yield Verdict(str(case["id"]), _outcome(case, named, services))


def _outcome(case: Case, named: Mapping[str, Case], services: Iterator[Service]) -> str | None:
    """Say the first difference; whatever a case makes the product do, the next one runs."""
    try:
        chain = _chain(case, named)
        missing = tuple(dict.fromkeys(word for one in chain for word in _missing(one, case)))
        if missing:
            return f"not built: {', '.join(missing)}"
        return difference(chain, next(services))
    except NotBuilt as lacking:
        return f"not built: {lacking}"
    except (Refusal, Fault, SQLAlchemyError, AssertionError) as failed:
        return f"failed: {_one_line(failed)}"
    except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError) as odd:
        return f"not understood: {type(odd).__name__} {_one_line(odd)}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]


def _chain(case: Case, named: Mapping[str, Case]) -> tuple[Case, ...]:
    """Put the case before it whose end a case starts from."""
    start = str(case["setup"].get("start_state", ""))
    if not start.startswith("end of "):
        return (case,)
    before = named.get(start.removeprefix("end of "))
    if before is None or before is case:
        message = f"start state {start!r}"
        raise NotBuilt(message)
    return (*_chain(before, named), case)


def _missing(one: Case, asked: Case) -> tuple[str, ...]:
    """Of a case that only leads up to another, the figures are not compared."""
    return not_built(one if one is asked else {**one, "expect": {}})


def difference(chain: Sequence[Case], service: Service) -> str | None:
    """Do the steps of the cases and compare what the last one expects."""
    case = chain[-1]
    expect = case["expect"]
    if not [key for key in expect if key not in _NO_FIGURE] and "at_checkpoint" not in expect:
        return "expects nothing that can be compared"
    setup: dict[str, Any] = {}
    for one in chain:
        setup |= one["setup"]
    work_date = setup.get("workdate")
    world = World(
        service, new_tag(), setup, date.fromisoformat(work_date) if work_date else WORK_DATE
    )
    world.make_item({**chain[0]["item"], **case["item"]})
    opening_stock(world)
    steps = [step for one in chain for step in one["steps"]]
    return _steps_difference(world, steps, expect) or first_difference(world, expect)


def _steps_difference(world: World, steps: Sequence[Step], expect: Mapping[str, Any]) -> str | None:
    checkpoints = dict(expect.get("at_checkpoint", {}))
    groups = list(_groups(steps))
    for place, group in enumerate(groups, start=1):
        op = group[0]["op"]
        try:
            found = do_steps(world, group)
        except Refusal as refusal:
            world.refused = refusal.first.code
            if place < len(groups) or not {"last_step", "posting"} & expect.keys():
                return f"step {place} {op}: refused, {refusal.first.sentence}"
            found = None
        if op == "checkpoint" and not found:
            found = _checkpoint_difference(world, checkpoints.pop(str(group[0]["id"]), None))
        if found:
            return f"step {place} {op}: {found}"
    return f"checkpoint {next(iter(checkpoints))} is no step" if checkpoints else None


def _checkpoint_difference(world: World, expect: Mapping[str, Any] | None) -> str | None:
    return first_difference(world, expect) if expect else None


def _groups(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Give the steps one by one, but those of a count together: they are one sheet."""
    for op, group in groupby(steps, key=lambda step: step["op"]):
        if op == "count":
            yield list(group)
        else:
            yield from ([step] for step in group)
