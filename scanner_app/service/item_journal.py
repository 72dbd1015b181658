"""Post item journal lines: the ledger's plain edge for programs, imports and opening stock."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from scanner_app.items import queries as items
from scanner_app.journals import queries as journals
from scanner_app.kernel.codes import code, tracking_no
from scanner_app.kernel.errors import Problem, Refused, problem, refuse
from scanner_app.kernel.limits import AMOUNT_MAX, LINES_PER_POSTING_MAX, QUANTITY_MAX
from scanner_app.kernel.money import amount
from scanner_app.kernel.quantity import ZERO, base_quantity
from scanner_app.kernel.terms import DocumentType, EntryType, Role
from scanner_app.ledger.draft import DraftLine, Posted
from scanner_app.numbering.series import next_posted_no
from scanner_app.service.goods import item_facts
from scanner_app.service.posting import post
from scanner_app.service.use_case import Work, use_case


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """One item journal line as a person writes it.

    Attributes:
        quantity: in the unit of measure, > 0; the entry type says the direction.
        unit_of_measure_code: "" for the base unit.
        unit_cost: per unit of measure, for increases; None takes the item's unit cost.
        posting_date: None for the work date.
        applies_to_entry_no: fixed application of a decrease, 0 for automatic.
        is_invoiced: False books expected cost (purchases that are not invoiced yet).
    """

    entry_type: EntryType
    item_no: str
    location_code: str
    quantity: Decimal
    variant_code: str = ""
    bin_code: str = ""
    new_location_code: str = ""
    new_bin_code: str = ""
    unit_of_measure_code: str = ""
    unit_cost: Decimal | None = None
    amount: Decimal | None = None
    lot_no: str = ""
    serial_no: str = ""
    expiration_date: date | None = None
    posting_date: date | None = None
    applies_to_entry_no: int = 0
    reason_code: str = ""
    is_invoiced: bool = True


@dataclass(frozen=True, slots=True)
class Journal:
    """Lines that are posted together; `document_no` "" draws one from the series."""

    lines: tuple[JournalLine, ...]
    document_no: str = ""


@use_case(Role.SUPERVISOR)
def post_item_journal(work: Work, journal: Journal) -> Posted:
    """Post item journal lines, all or none.

    Raises: Refused with every problem of every line.
    """
    if not journal.lines:
        raise refuse(Refused, "no-lines")
    if len(journal.lines) > LINES_PER_POSTING_MAX:
        raise refuse(Refused, "too-many-lines", limit=LINES_PER_POSTING_MAX)
    connection = work.session.connection()
    facts = item_facts(work, {code(line.item_no) for line in journal.lines})
    reasons = _reasons(connection, journal)
    found = tuple(
        wrong
        for no, line in enumerate(journal.lines, start=1)
        for wrong in (*_unit_problems(no, line, facts), *_reason_problems(no, line, reasons))
    )
    if found:
        raise Refused(found)
    document_no = code(journal.document_no) or next_posted_no(connection, "ITEM-JNL", work.today)
    lines = [
        _draft(no, line, facts.get(code(line.item_no)), document_no=document_no, today=work.today)
        for no, line in enumerate(journal.lines, start=1)
    ]
    return post(work, lines, source="item_journal", document_no=document_no)


def _reasons(connection: Connection, journal: Journal) -> frozenset[str]:
    if not any(line.reason_code for line in journal.lines):
        return frozenset()
    return frozenset(reason.code for reason in journals.reasons(connection))


def _reason_problems(
    line_no: int, line: JournalLine, reasons: frozenset[str]
) -> tuple[Problem, ...]:
    reason = code(line.reason_code)
    if not reason or reason in reasons:
        return ()
    return (problem("reason-unknown", field="reason_code", line=line_no, reason=reason[:20]),)


def _unit_problems(
    line_no: int, line: JournalLine, facts: dict[str, items.ItemFacts]
) -> tuple[Problem, ...]:
    if not line.quantity.is_finite() or abs(line.quantity) > QUANTITY_MAX:
        text = str(line.quantity)
        return (problem("quantity-too-large", field="quantity", line=line_no, text=text),)
    for field, money in (("unit_cost", line.unit_cost), ("amount", line.amount)):
        if money is not None and not (money.is_finite() and abs(money) <= AMOUNT_MAX):
            return (problem("amount-too-large", field=field, line=line_no),)
        if money is not None and money < ZERO:
            return (problem("unit-cost-negative", field=field, line=line_no),)
    item = facts.get(code(line.item_no))
    unit = code(line.unit_of_measure_code)
    if item is None or not unit or unit in dict(item.units):
        return ()
    return (problem("unit-unknown", field="unit", line=line_no, item=item.no, unit=unit),)


def _per_unit(item: items.ItemFacts | None, unit: str) -> Decimal:
    return dict(item.units)[unit] if item is not None and unit else Decimal(1)


def _line_amount(line: JournalLine) -> Decimal | None:
    if line.amount is not None:
        return amount(line.amount)
    return None if line.unit_cost is None else amount(line.quantity * line.unit_cost)


def _draft(
    line_no: int,
    line: JournalLine,
    item: items.ItemFacts | None,
    *,
    document_no: str,
    today: date,
) -> DraftLine:
    unit = code(line.unit_of_measure_code)
    per_unit = _per_unit(item, unit)
    is_transfer = line.entry_type is EntryType.TRANSFER
    return DraftLine(
        line_no=line_no,
        entry_type=line.entry_type,
        item_no=code(line.item_no),
        variant_code=code(line.variant_code),
        location_code=code(line.location_code),
        bin_code=code(line.bin_code),
        new_location_code=code(line.new_location_code or line.location_code) if is_transfer else "",
        new_bin_code=code(line.new_bin_code) if is_transfer else "",
        quantity_base=base_quantity(line.quantity, per_unit=per_unit),
        unit_of_measure_code=unit or (item.base_unit_code if item else ""),
        quantity_per_unit=per_unit,
        amount=_line_amount(line),
        lot_no=tracking_no(line.lot_no),
        serial_no=tracking_no(line.serial_no),
        expiration_date=line.expiration_date,
        posting_date=line.posting_date or today,
        document_type=DocumentType.ITEM_JOURNAL,
        document_no=document_no,
        document_line_no=line_no,
        applies_to_entry_no=line.applies_to_entry_no,
        reason_code=code(line.reason_code),
        is_invoiced=line.is_invoiced,
    )
