"""Goods as the lines of a request say them: read, checked and turned into base units."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from scanner_app.items import queries as items
from scanner_app.items.queries import ItemFacts
from scanner_app.kernel.codes import code, tracking_no
from scanner_app.kernel.errors import Problem, Refusal, Refused, problem, refuse
from scanner_app.kernel.limits import LINES_PER_POSTING_MAX, QUANTITY_MAX
from scanner_app.kernel.quantity import ZERO, base_quantity, rounded
from scanner_app.kernel.terms import DocumentType, EntryType
from scanner_app.ledger.draft import DraftLine
from scanner_app.service.use_case import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsLine:
    """What was scanned or typed of some goods; documents add what else they need.

    Attributes:
        quantity: in the unit of measure, at most five decimals.
        unit_of_measure_code: "" for the item's base unit.
    """

    item_no: str
    quantity: Decimal
    variant_code: str = ""
    unit_of_measure_code: str = ""
    lot_no: str = ""
    serial_no: str = ""
    expiration_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """The same, normalised, in base units and with what is known of the item."""

    line_no: int
    item: ItemFacts
    variant_code: str
    quantity_base: Decimal
    unit_of_measure_code: str
    quantity_per_unit: Decimal
    lot_no: str
    serial_no: str
    expiration_date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What all lines of a posting have in common."""

    entry_type: EntryType
    document_type: DocumentType
    document_no: str
    posting_date: date
    location_code: str
    bin_code: str = ""
    new_location_code: str = ""
    new_bin_code: str = ""
    reason_code: str = ""


def item_facts(work: Work, item_nos: Collection[str]) -> dict[str, ItemFacts]:
    """Read what must be known of some items, each once a transaction; unknown ones are left out."""
    missing = set(item_nos) - work.known_items.keys()
    if missing:
        work.known_items.update(items.facts(work.session.connection(), missing))
    return {no: work.known_items[no] for no in item_nos if no in work.known_items}


def read(
    work: Work, lines: Sequence[GoodsLine], *, zero_allowed: bool = False
) -> tuple[Goods, ...]:
    """Read the goods of a request; problems name the line, 1.. in the request's order.

    Args:
        work: the running use case.
        lines: 1..500.
        zero_allowed: for counts, where 0 means "looked for and not there".

    Raises: Refused `no-lines`, `too-many-lines`, `item-unknown`, `variant-unknown`,
        `variant-required`, `unit-unknown` and the quantity's problems, of all lines.
    """
    if not lines:
        raise refuse(Refused, "no-lines")
    if len(lines) > LINES_PER_POSTING_MAX:
        raise refuse(Refused, "too-many-lines", limit=LINES_PER_POSTING_MAX)
    facts = item_facts(work, {code(line.item_no) for line in lines})
    found = [
        wrong
        for line_no, line in enumerate(lines, 1)
        for wrong in _problems(line_no, line, facts, zero_allowed=zero_allowed)
    ]
    if found:
        raise Refused(found)
    return tuple(
        _goods(line_no, line, facts[code(line.item_no)]) for line_no, line in enumerate(lines, 1)
    )


def draft(goods: Goods, heading: Heading, *, bin_code: str | None = None) -> DraftLine:
    """Make the draft line of some goods; `bin_code` if it is not the heading's."""
    return DraftLine(
        line_no=goods.line_no,
        entry_type=heading.entry_type,
        item_no=goods.item.no,
        variant_code=goods.variant_code,
        location_code=heading.location_code,
        bin_code=heading.bin_code if bin_code is None else bin_code,
        new_location_code=heading.new_location_code,
        new_bin_code=heading.new_bin_code,
        lot_no=goods.lot_no,
        serial_no=goods.serial_no,
        expiration_date=goods.expiration_date,
        unit_of_measure_code=goods.unit_of_measure_code,
        quantity_per_unit=goods.quantity_per_unit,
        quantity_base=goods.quantity_base,
        posting_date=heading.posting_date,
        document_type=heading.document_type,
        document_no=heading.document_no,
        document_line_no=goods.line_no,
        reason_code=heading.reason_code,
    )


def in_asked_lines(refusal: Refusal, asked_line_nos: Sequence[int]) -> Refusal:
    """Say the problems of a posting with the line numbers of the request it was made from.

    Args:
        refusal: its problems name lines of the posting, 1..
        asked_line_nos: for each line of the posting, the line of the request.
    """
    return type(refusal)(
        replace(wrong, line=asked_line_nos[wrong.line - 1])
        if 0 < wrong.line <= len(asked_line_nos)
        else wrong
        for wrong in refusal.problems
    )


def _goods(line_no: int, line: GoodsLine, item: ItemFacts) -> Goods:
    unit = code(line.unit_of_measure_code) or item.base_unit_code
    per_unit = dict(item.units).get(unit, Decimal(1))
    return Goods(
        line_no=line_no,
        item=item,
        variant_code=code(line.variant_code),
        quantity_base=base_quantity(line.quantity, per_unit=per_unit),
        unit_of_measure_code=unit,
        quantity_per_unit=per_unit,
        lot_no=tracking_no(line.lot_no),
        serial_no=tracking_no(line.serial_no),
        expiration_date=line.expiration_date,
    )


def _problems(
    line_no: int, line: GoodsLine, facts: Mapping[str, ItemFacts], *, zero_allowed: bool
) -> tuple[Problem, ...]:
    no = code(line.item_no)
    item = facts.get(no)
    if item is None:
        return (problem("item-unknown", field="item_no", line=line_no, item=no),)
    found = quantity_problems(line_no, line.quantity, zero_allowed=zero_allowed)
    unit = code(line.unit_of_measure_code)
    if unit and unit != item.base_unit_code and unit not in dict(item.units):
        field_ = "unit_of_measure_code"
        return (*found, problem("unit-unknown", field=field_, line=line_no, item=no, unit=unit))
    found += _variant_problems(line_no, code(line.variant_code), item)
    return found or _base_problems(_goods(line_no, line, item), zero_allowed=zero_allowed)


def _variant_problems(line_no: int, variant: str, item: ItemFacts) -> tuple[Problem, ...]:
    known = {known_code for known_code, _ in item.variants}
    if not variant and known:
        return (problem("variant-required", field="variant_code", line=line_no, item=item.no),)
    if variant and variant not in known:
        about = {"item": item.no, "variant": variant}
        return (problem("variant-unknown", field="variant_code", line=line_no, **about),)
    return ()


def quantity_problems(
    line_no: int, quantity: Decimal, *, zero_allowed: bool = False
) -> tuple[Problem, ...]:
    """Say what is wrong with a quantity that a person or a program gave, whatever its unit."""
    about = {"text": str(quantity)}
    if not quantity.is_finite():
        return (problem("quantity-malformed", field="quantity", line=line_no, **about),)
    if abs(quantity) > QUANTITY_MAX:
        return (problem("quantity-too-large", field="quantity", line=line_no, **about),)
    if quantity != rounded(quantity):
        return (problem("quantity-malformed", field="quantity", line=line_no, **about),)
    if quantity < ZERO or (quantity == ZERO and not zero_allowed):
        return (problem("quantity-not-positive", field="quantity", line=line_no),)
    return ()


def _base_problems(goods: Goods, *, zero_allowed: bool) -> tuple[Problem, ...]:
    found = quantity_problems(goods.line_no, goods.quantity_base, zero_allowed=zero_allowed)
    if found or not goods.item.is_whole:
        return found
    if goods.quantity_base == goods.quantity_base.to_integral_value():
        return ()
    about = {"item": goods.item.no, "unit": goods.item.base_unit_code}
    return (problem("quantity-not-whole", field="quantity", line=goods.line_no, **about),)
