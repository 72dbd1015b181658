"""The one path of every posting: facts, checks, locks, stock checks, entries, tracking numbers.

Every edge comes here through its use case. The whole posting is one transaction, made by `run`;
a preview is the same path rolled back.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from scanner_app.items import queries as items
from scanner_app.kernel.codes import is_tracking_no
from scanner_app.kernel.errors import Refused, problem, refuse
from scanner_app.kernel.limits import LINES_PER_POSTING_MAX
from scanner_app.kernel.quantity import ZERO
from scanner_app.ledger import balances, check, correction, posting, queries
from scanner_app.ledger.check import Facts
from scanner_app.ledger.draft import DraftLine, Posted, Stamp
from scanner_app.ledger.plan import ItemTerms, StockKey
from scanner_app.ledger.registers import RegisterView
from scanner_app.locations import queries as locations
from scanner_app.service.goods import item_facts
from scanner_app.service.use_case import Work
from scanner_app.tracking import queries as tracking
from scanner_app.tracking import record as tracking_record


def post(
    work: Work,
    lines: Sequence[DraftLine],
    *,
    source: str,
    document_no: str,
    approved_by: str = "",
    reverses_register_no: int | None = None,
) -> Posted:
    """Post lines as one item register, all of them or none.

    Args:
        lines: 1..500.
        source: the use case, as the register carries it.
        approved_by: the supervisor who released it, "" if none was needed; never the person who
            made it.

    Raises: Refused with every problem of every line; nothing is written then.
    """
    _limits(lines)
    connection = work.session.connection()
    facts = _facts(work, lines)
    lines = _with_known_expiry(lines, facts)
    found = check.problems(lines, facts, today=work.today)
    if found:
        raise Refused(found)
    negative_allowed = {code: place.allows_negative for code, place in facts.locations.items()}
    balances.lock(connection, _keys(lines, negative_allowed))
    _check_stock(connection, lines, negative_allowed)
    return posting.post_lines(
        connection,
        lines,
        terms={no: _terms(item) for no, item in facts.items.items()},
        negative_allowed=negative_allowed,
        stamp=Stamp(
            source=source,
            document_no=document_no,
            posted_by=work.person.code,
            posted_at_utc=work.now,
            approved_by=approved_by,
            request_id=work.request_id,
            reverses_register_no=reverses_register_no,
        ),
    )


def reverse(work: Work, register: RegisterView) -> Posted:
    """Undo a posting run by counter-entries, on the same path.

    Raises: Refused `already-undone`, `undo-of-undo`, `undo-goods-used`, `stock-insufficient`.
    """
    connection = work.session.connection()
    entries = queries.register_entries(connection, register.register_no)
    found = correction.problems(register, entries)
    if found:
        raise Refused(found)
    return post(
        work,
        correction.reversal(connection, entries),
        source="undo",
        document_no=register.document_no,
        reverses_register_no=register.register_no,
    )


def _limits(lines: Sequence[DraftLine]) -> None:
    if not lines:
        raise refuse(Refused, "no-lines")
    if len(lines) > LINES_PER_POSTING_MAX:
        raise Refused((problem("too-many-lines", limit=LINES_PER_POSTING_MAX),))


def _facts(work: Work, lines: Sequence[DraftLine]) -> Facts:
    connection = work.session.connection()
    places = {(line.location_code, line.bin_code) for line in lines}
    places |= {(line.new_location_code, line.new_bin_code) for line in lines if line.is_transfer}
    lots = {(line.item_no, line.variant_code, line.lot_no) for line in lines if line.lot_no}
    items_known = item_facts(work, {line.item_no for line in lines})
    coming = [line for line in lines if _brings_numbers(line, items_known.get(line.item_no))]
    cards = tracking_record.claim(connection, [_seen(line) for line in coming], now=work.now)
    others = lots - set(cards)
    return Facts(
        items=items_known,
        locations=locations.facts(connection, {place for place in places if place[0]}),
        lots=cards | (tracking.known_lots(connection, others) if others else {}),
    )


def _brings_numbers(line: DraftLine, item: items.ItemFacts | None) -> bool:
    """Say whether a line brings numbers that are fit for a card; the checks say what is not."""
    if item is None or line.signed_base <= ZERO:
        return False
    if line.variant_code and line.variant_code not in dict(item.variants):
        return False
    numbers = [(line.lot_no, item.is_lot_tracked), (line.serial_no, item.is_serial_tracked)]
    return any(number for number, _ in numbers) and all(
        not number or (tracked and is_tracking_no(number)) for number, tracked in numbers
    )


def _seen(line: DraftLine) -> tracking_record.Seen:
    return tracking_record.Seen(
        item_no=line.item_no,
        variant_code=line.variant_code,
        lot_no=line.lot_no,
        serial_no=line.serial_no,
        expiration_date=line.expiration_date,
    )


def _with_known_expiry(lines: Sequence[DraftLine], facts: Facts) -> list[DraftLine]:
    """Let goods of a known lot carry the lot's date where the line names none."""
    completed: list[DraftLine] = []
    for line in lines:
        known = facts.lots.get((line.item_no, line.variant_code, line.lot_no))
        if known is not None and line.expiration_date is None:
            completed.append(replace(line, expiration_date=known.expiration_date))
        else:
            completed.append(line)
    return completed


def _keys(lines: Sequence[DraftLine], negative_allowed: dict[str, bool]) -> dict[StockKey, bool]:
    keys: dict[StockKey, bool] = {}
    for line in lines:
        places = {line.location_code} | ({line.new_location_code} if line.is_transfer else set())
        for code in places:
            keys[line.item_no, line.variant_code, code] = negative_allowed[code]
    return keys


def _check_stock(
    connection: Connection, lines: Sequence[DraftLine], negative_allowed: dict[str, bool]
) -> None:
    taking = {check.place_of(line) for line in lines if line.signed_base < ZERO}
    serials = {
        (line.item_no, line.variant_code, line.serial_no)
        for line in lines
        if line.serial_no and line.signed_base > ZERO
    }
    found = check.stock_problems(
        lines,
        balances.contents(connection, taking),
        negative_allowed=negative_allowed,
        serials_in_stock=balances.serials_in_stock(connection, serials),
    )
    if found:
        raise Refused(found)


def _terms(item: items.ItemFacts) -> ItemTerms:
    return ItemTerms(
        item_no=item.no,
        unit_cost=item.unit_cost,
        base_unit_code=item.base_unit_code,
        is_lot_specific=item.is_lot_tracked,
        is_serial_specific=item.is_serial_tracked,
    )
