"""The steps of a costing case, done through the product's own services."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from scanner_app.counting import queries as counting
from scanner_app.kernel.money import amount
from scanner_app.kernel.terms import EntryType
from scanner_app.service.correct import Undo, undo
from scanner_app.service.count import BinCount, CountedLine, CountOutcome, record_bin_count
from scanner_app.service.item_journal import Journal, JournalLine, post_item_journal
from scanner_app.service.review import Approve, approve, review
from scanner_app.service.transfer import Transfer, TransferLine, post_transfer
from tests.oracle.costing_world import APPROVES, NotBuilt, World, number

Step = Mapping[str, Any]

_PRICED: Final = frozenset({"unit_cost", "unit_cost_exact", "amount"})
_LABELLED: Final = frozenset({"creates_ile", "creates_ve"})
_MOVED: Final = frozenset({"qty", "date", "location", "document", "lot", "serials", "via"})


@dataclass(frozen=True, slots=True)
class StepKind:
    """How a kind of step is done.

    Attributes:
        do: takes one step (all steps of one count together); returns the register it wrote, 0
            for none.
        keys: what a step of this kind may say beside `op` and `id`.
    """

    do: Callable[[World, Sequence[Step]], int]
    keys: frozenset[str]


def do_steps(world: World, steps: Sequence[Step]) -> str | None:
    """Do one step, or the steps of one count, and keep the source's names of what they made.

    Raises: Refusal as the services say; NotBuilt.

    Returns: a difference, if a step made another number of entries than its source says.
    """
    register_no = STEPS[steps[0]["op"]].do(world, steps)
    if not register_no:
        return None
    step = steps[-1]
    made = [entry.entry_no for entry in world.register_entries(register_no)]
    world.made += made
    if "id" in step:
        world.registers[str(step["id"])] = register_no
    if "creates_ile" in step:
        labels = _listed(step["creates_ile"])
        if len(labels) != len(made):
            return f"entries of step {step['op']}: expected {len(labels)}, got {len(made)}"
        world.labels.update(zip(labels, made, strict=True))
    labels = _listed(step.get("creates_ve", []))
    for place, label in enumerate(labels):
        world.value_labels[label] = (register_no, place, len(labels))
    return None


def _listed(labels: Any) -> list[str]:
    return [str(label) for label in (labels if isinstance(labels, list) else [labels])]


def opening_stock(world: World) -> None:
    """Bring in the lots that a count expects, before its first step."""
    lots = world.setup.get("expected", {})
    if lots:
        lines = tuple(
            JournalLine(
                entry_type=EntryType.POSITIVE_ADJUSTMENT,
                item_no=world.item_no,
                location_code=world.location(None),
                quantity=number(quantity),
                lot_no=lot,
            )
            for lot, quantity in lots.items()
        )
        world.do(post_item_journal, Journal(lines), on=world.work_date)


def _priced(step: Step, quantity: Decimal) -> dict[str, Decimal]:
    """Give what the source says goods cost: an amount, a unit cost, or a fraction of money."""
    if step.get("amount") is not None:
        return {"amount": number(step["amount"])}
    if step.get("unit_cost_exact") is not None:
        share = Fraction(quantity) * Fraction(step["unit_cost_exact"])
        return {"amount": amount(Decimal(share.numerator) / Decimal(share.denominator))}
    if step.get("unit_cost") is not None:
        return {"unit_cost": number(step["unit_cost"])}
    return {}


def _parts(step: Step) -> list[tuple[str, Decimal]]:
    """Split a step over its serial numbers; ("", all of it) without."""
    serials = step.get("serials")
    if serials is None:
        return [("", number(step["qty"]))]
    if isinstance(serials, int):
        serials = [f"S{place}" for place in range(1, serials + 1)]
    if len(serials) != step["qty"]:
        message = "serial numbers that are not one for each piece"
        raise NotBuilt(message)
    return [(serial, Decimal(1)) for serial in serials]


def _post(world: World, step: Step, entry_type: EntryType, **more: Any) -> int:
    parts = _parts(step)
    if len(parts) > 1 and {"amount", "unit_cost_exact"} & step.keys():
        message = "amounts shared among serial numbers"
        raise NotBuilt(message)
    fields = {"location_code": world.location(step.get("location"))} | more
    applies_to = step.get("applies_to")
    lines = tuple(
        JournalLine(
            entry_type=entry_type,
            item_no=world.item_no,
            quantity=quantity,
            lot_no=step.get("lot", ""),
            serial_no=serial,
            posting_date=world.day(step),
            applies_to_entry_no=world.entry_no(applies_to) if applies_to else 0,
            is_invoiced=step.get("invoice", True),
            **_priced(step, quantity),
            **fields,
        )
        for serial, quantity in parts
    )
    document_no = f"{world.tag}-{step['document']}"[:20] if "document" in step else ""
    posted = world.do(post_item_journal, Journal(lines, document_no), on=world.day(step))
    return posted["register_no"]


def _receive(world: World, steps: Sequence[Step]) -> int:
    return _post(world, steps[0], EntryType.PURCHASE)


def _ship(world: World, steps: Sequence[Step]) -> int:
    return _post(world, steps[0], EntryType.SALE)


_DIRECTIONS: Final = {
    "positive": EntryType.POSITIVE_ADJUSTMENT,
    "negative": EntryType.NEGATIVE_ADJUSTMENT,
}


def _adjust(world: World, steps: Sequence[Step]) -> int:
    return _post(world, steps[0], _DIRECTIONS[steps[0]["direction"]])


def _transfer(world: World, steps: Sequence[Step]) -> int:
    step = steps[0]
    here, there = world.location(step["from"]), world.location(step["to"])
    if step["mode"] == "direct":
        places = {"location_code": here, "new_location_code": there}
        return _post(world, step, EntryType.TRANSFER, **places)
    if step["mode"] != "direct_transfer":
        message = f"transfer {step['mode']}"
        raise NotBuilt(message)
    lines = tuple(
        TransferLine(
            item_no=world.item_no,
            quantity=quantity,
            lot_no=step.get("lot", ""),
            serial_no=serial,
        )
        for serial, quantity in _parts(step)
    )
    moved = Transfer(from_location_code=here, to_location_code=there, lines=lines)
    return world.do(post_transfer, moved, on=world.day(step))["register_no"]


def _undo(world: World, steps: Sequence[Step]) -> int:
    register_no = world.registers[str(steps[0]["step"])]
    return _undone(world, register_no)


def _undone(world: World, register_no: int) -> int:
    return world.do(undo, Undo(register_no), on=world.work_date)["posted"]["register_no"]


def _undo_shipment(world: World, steps: Sequence[Step]) -> int:
    """Undo the shipment that the step takes its cost from; only a whole one can be undone."""
    step = steps[0]
    entry_no = world.entry_no(step["applies_from"])
    entry = next(entry for entry in world.seen().entries if entry.entry_no == entry_no)
    if entry.quantity != -number(step["qty"]) or entry.posting_date != world.day(step):
        message = "undo of a part of a shipment, or on another day"
        raise NotBuilt(message)
    return _undone(world, entry.register_no)


def _count(world: World, steps: Sequence[Step]) -> int:
    """Count all of a place at once; a supervisor approves what is held for one."""
    lines = tuple(
        CountedLine(item_no=world.item_no, quantity=number(step["qty"]), lot_no=step.get("lot", ""))
        for step in steps
    )
    day = world.day(steps[0])
    sheet = BinCount(location_code=world.location(steps[0].get("location")), lines=lines)
    recorded = world.do(record_bin_count, sheet, on=day)
    with world.service.reading() as session:
        found = counting.count(session.connection(), recorded["document_no"])
    assert found is not None
    world.counts += found[1]
    if recorded["outcome"] != CountOutcome.HELD:
        return recorded["register_no"]
    with world.service.reading() as session:
        held = review(session.connection(), recorded["batch_id"])
    assert held is not None
    approval = Approve(held.head.batch_id, held.etag)
    return world.do(approve, approval, on=day, by=APPROVES)["register_no"]


def _nothing(world: World, steps: Sequence[Step]) -> int:
    """Do nothing: a cost that is exact when it is posted needs no adjustment."""
    del world, steps
    return 0


STEPS: Final[Mapping[str, StepKind]] = {
    "receive": StepKind(_receive, _MOVED | _PRICED | _LABELLED | {"invoice"}),
    # What a sale brings in is no cost.
    "ship": StepKind(_ship, _MOVED | _PRICED | _LABELLED | {"invoice", "applies_to", "unit_price"}),
    "adjust": StepKind(_adjust, _MOVED | _PRICED | _LABELLED | {"direction", "applies_to"}),
    "transfer": StepKind(
        _transfer,
        _LABELLED
        | {"mode", "qty", "date", "from", "to", "document", "lot", "serials", "applies_to"},
    ),
    "undo": StepKind(_undo, _LABELLED | {"step"}),
    "return_sale_or_undo_shipment": StepKind(
        _undo_shipment, _LABELLED | {"applies_from", "qty", "date", "location", "document"}
    ),
    "count": StepKind(_count, _LABELLED | {"lot", "qty", "location", "date"}),
    "run_cost_adjustment": StepKind(_nothing, frozenset()),
    "checkpoint": StepKind(_nothing, frozenset()),
}
"""The kinds of step that the product can do."""
