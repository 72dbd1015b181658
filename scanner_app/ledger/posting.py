"""`post_lines`: the one way into the ledger.

The caller (`service/posting.py`) has locked the stock and checked every line. From here on a
failure is a fault, or a refusal that only application can find; either rolls everything back.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from scanner_app.ledger import balances, insert, open_entries
from scanner_app.ledger.draft import DraftLine, Posted, PostedEntry, Stamp
from scanner_app.ledger.line_plans import Planner
from scanner_app.ledger.open_entries import Demand
from scanner_app.ledger.plan import Book, EntryPlan, ItemTerms, Pool


def post_lines(
    connection: Connection,
    lines: Sequence[DraftLine],
    *,
    terms: Mapping[str, ItemTerms],
    negative_allowed: Mapping[str, bool],
    stamp: Stamp,
) -> Posted:
    """Write item ledger, application and value entries, the register and the balances.

    Args:
        lines: 1..500, checked, their stock locked.
        terms: of every item in the lines.
        negative_allowed: of every location in the lines.

    Raises: Refused `stock-insufficient`, `applies-to-wrong`, `applies-to-too-low`.
    """
    planner = _planner(connection, lines, terms, negative_allowed)
    for line in lines:
        planner.plan(line, negative_allowed=negative_allowed[line.location_code])
    book = planner.book
    numbers = insert.open_register(connection, stamp, entries=len(book.entries))
    book.number(numbers.entry_nos)
    insert.insert_book(connection, book, numbers.register_no)
    balances.move(connection, book, negative_allowed)
    entries = tuple(_posted(plan) for plan in book.entries)
    return Posted(numbers.register_no, stamp.document_no, entries)


def _planner(
    connection: Connection,
    lines: Sequence[DraftLine],
    terms: Mapping[str, ItemTerms],
    negative_allowed: Mapping[str, bool],
) -> Planner:
    pool = Pool()
    named = {line.applies_to_entry_no for line in lines if line.applies_to_entry_no}
    pool.add(open_entries.named_entries(connection, named))
    undone = open_entries.undone_decreases(connection, _undone(lines))
    pool.add(undone)
    found = open_entries.open_entries(connection, _demands(lines, terms, negative_allowed))
    pool.add(found)
    decreases = [entry for entry in (*undone, *found) if entry.quantity < 0]
    returned = open_entries.returned_increases(connection, [d.entry_no for d in decreases])
    return Planner(
        Book(),
        pool,
        dict(terms),
        covered=open_entries.covered_parts(connection, decreases),
        returned={
            no: tuple(pool.named.get(entry.entry_no, entry) for entry in entries)
            for no, entries in returned.items()
        },
    )


def _undone(lines: Sequence[DraftLine]) -> Collection[int]:
    return {
        line.reverses_entry_no
        for line in lines
        if line.reverses_entry_no and line.signed_base > 0 and not line.is_transfer
    }


def _demands(
    lines: Sequence[DraftLine],
    terms: Mapping[str, ItemTerms],
    negative_allowed: Mapping[str, bool],
) -> Collection[Demand]:
    wanted: dict[tuple[str, ...], Demand] = {}
    for line in lines:
        if line.applies_to_entry_no == 0 and line.signed_base < 0:
            _want(wanted, _demand(line, terms, location_code=line.location_code, positive=True))
        arrives_at = line.new_location_code if line.is_transfer else line.location_code
        arrives = line.is_transfer or line.signed_base > 0
        if arrives and negative_allowed[arrives_at]:
            _want(wanted, _demand(line, terms, location_code=arrives_at, positive=False))
    return wanted.values()


def _demand(
    line: DraftLine, terms: Mapping[str, ItemTerms], *, location_code: str, positive: bool
) -> Demand:
    item = terms[line.item_no]
    return Demand(
        item_no=line.item_no,
        variant_code=line.variant_code,
        location_code=location_code,
        lot_no=line.lot_no if item.is_lot_specific else "",
        serial_no=line.serial_no if item.is_serial_specific else "",
        positive=positive,
        quantity=abs(line.quantity_base),
    )


def _want(wanted: dict[tuple[str, ...], Demand], demand: Demand) -> None:
    key = (
        demand.item_no,
        demand.variant_code,
        demand.location_code,
        demand.lot_no,
        demand.serial_no,
        str(demand.positive),
    )
    before = wanted.get(key)
    if before is not None:
        demand = Demand(*key[:5], demand.positive, before.quantity + demand.quantity)
    wanted[key] = demand


def _posted(plan: EntryPlan) -> PostedEntry:
    line, entry = plan.line, plan.open_entry
    return PostedEntry(
        entry_no=entry.entry_no,
        line_no=line.line_no,
        entry_type=line.entry_type,
        item_no=entry.item_no,
        variant_code=entry.variant_code,
        location_code=entry.location_code,
        bin_code=plan.bin_code,
        lot_no=entry.lot_no,
        serial_no=entry.serial_no,
        expiration_date=entry.expiration_date,
        quantity=entry.quantity,
        remaining_quantity=entry.remaining,
        cost_amount=plan.cost,
        unit_cost=entry.unit_cost,
        applied_to=tuple(source.entry_no for source in plan.applied_to),
    )
