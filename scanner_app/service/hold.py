"""Weigh what an adjustment is worth, and hold it back for a supervisor where it is too much."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from scanner_app.items import queries as items
from scanner_app.journals import limits as review_limits
from scanner_app.journals import queries as journals
from scanner_app.journals import record
from scanner_app.journals.limits import Weighed
from scanner_app.kernel.money import unit_amount
from scanner_app.kernel.quantity import ZERO
from scanner_app.kernel.terms import JournalSource
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.draft import DraftLine
from scanner_app.service.use_case import Work


@dataclass(frozen=True, slots=True)
class Scales:
    """Draft lines with their unit costs.

    Attributes:
        unit_costs: per base unit, one for each of `lines`, >= 0.
        too_much: the limit that is broken, "" if none.
    """

    lines: tuple[DraftLine, ...]
    unit_costs: tuple[Decimal, ...]
    too_much: str


def weigh(connection: Connection, lines: Sequence[DraftLine]) -> Scales:
    """Value lines at what the stock on hand cost, else at the item's unit cost, and judge them."""
    keys = {(line.item_no, line.variant_code, line.location_code) for line in lines}
    on_hand = ledger.unit_costs(connection, keys)
    cards = _card_costs(connection, {key[0] for key in keys - on_hand.keys()})
    unit_costs = tuple(_unit_cost(line, on_hand, cards) for line in lines)
    weighed = [
        Weighed(line.item_no, line.variant_code, line.quantity_base, unit_cost)
        for line, unit_cost in zip(lines, unit_costs, strict=True)
    ]
    too_much = review_limits.held_because(weighed, journals.limits(connection))
    return Scales(tuple(lines), unit_costs, too_much)


def hold(
    work: Work,
    scales: Scales,
    *,
    source: JournalSource,
    held_because: str,
    counted: Mapping[int, tuple[Decimal, Decimal]] | None = None,
) -> int:
    """Write a batch of the lines that waits for a supervisor.

    Args:
        work: of the use case; its person is the one who may not decide.
        scales: at least one line, all of one place and document.
        source: where the lines come from.
        held_because: a broken limit or the code of a problem.
        counted: expected and counted quantity by line no., base units, for a count.

    Returns: the id of the batch.
    """
    first = scales.lines[0]
    beside = counted or {}
    held = [
        record.HeldLine(
            draft=line,
            unit_cost=unit_cost,
            expected_base=beside[line.line_no][0] if beside else None,
            counted_base=beside[line.line_no][1] if beside else None,
        )
        for line, unit_cost in zip(scales.lines, scales.unit_costs, strict=True)
    ]
    stamp = record.HoldStamp(
        source=source,
        document_no=first.document_no,
        location_code=first.location_code,
        bin_code=first.bin_code,
        held_because=held_because,
        created_by=work.person.code,
        created_at_utc=work.now,
    )
    return record.hold(work.session.connection(), held, stamp)


def _card_costs(connection: Connection, item_nos: Collection[str]) -> dict[str, Decimal]:
    return {no: item.unit_cost for no, item in items.facts(connection, item_nos).items()}


def _unit_cost(
    line: DraftLine,
    on_hand: Mapping[tuple[str, str, str], Decimal],
    cards: Mapping[str, Decimal],
) -> Decimal:
    known = on_hand.get((line.item_no, line.variant_code, line.location_code))
    return unit_amount(cards.get(line.item_no, ZERO) if known is None else known)
