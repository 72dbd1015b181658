"""Readers of the item master data."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row, Select, select, true

from scanner_app.items.models import (
    Item,
    ItemReference,
    ItemSearchWord,
    ItemTrackingCode,
    ItemUnitOfMeasure,
    ItemVariant,
    UnitOfMeasure,
)
from scanner_app.items.prepared import UNIT, VARIANT, cards, references_to
from scanner_app.items.search_words import HIGHEST, words_asked
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.page import Page
from scanner_app.kernel.terms import CostingMethod, ReferenceType


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What a posting and a scan must know of an item.

    Attributes:
        is_whole: the base unit is counted in whole pieces only.
        unit_cost: per base unit, >= 0.
        variants: (code, is blocked), by code.
        units: (code, base units in one of it), the base unit included.
    """

    no: str
    description: str
    base_unit_code: str
    is_whole: bool
    costing_method: CostingMethod
    unit_cost: Decimal
    is_blocked: bool
    is_lot_tracked: bool
    is_serial_tracked: bool
    needs_expiration: bool
    blocks_expired: bool
    variants: tuple[tuple[str, bool], ...]
    units: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class ReferenceHit:
    """What a bar code or another reference stands for.

    Attributes:
        unit_code: never blank; the base unit if the reference names none.
        quantity_per_unit: base units in one unit of measure, > 0.
    """

    item_no: str
    variant_code: str
    unit_code: str
    quantity_per_unit: Decimal
    description: str
    variant_description: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item in a list."""

    no: str
    description: str
    base_unit_code: str
    tracking_code: str
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class VariantRow:
    """One variant on the item card."""

    code: str
    description: str
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of measure on the item card.

    Attributes:
        quantity_per_unit: base units in one unit of measure, > 0.
    """

    code: str
    description: str
    quantity_per_unit: Decimal
    is_whole: bool


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One reference on the item card."""

    id: int
    reference_type: ReferenceType
    reference_no: str
    party_no: str
    variant_code: str
    unit_code: str
    description: str


@dataclass(frozen=True, slots=True)
class ItemCard:
    """Everything that the master data says of one item.

    Attributes:
        version: hand it back with a change, so that a stale page is noticed.
    """

    facts: ItemFacts
    description_2: str
    last_direct_cost: Decimal
    tracking_code: str
    version: int
    variants: tuple[VariantRow, ...]
    units: tuple[UnitRow, ...]
    references: tuple[ReferenceRow, ...]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code of a choice list (units of measure, tracking codes) with its description."""

    code: str
    description: str


def _rows(
    connection: Connection, item_nos: Collection[str]
) -> dict[str, list[Row[*tuple[Any, ...]]]]:
    """Read the rows of `cards` by item no."""
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in connection.execute(cards(), {"item_nos": sorted(set(item_nos))}):
        found.setdefault(row.no, []).append(row)
    return found


def _facts_of(rows: Sequence[Row[*tuple[Any, ...]]]) -> ItemFacts:
    row = rows[0]
    return ItemFacts(
        no=row.no,
        description=row.description,
        base_unit_code=row.base_unit_code,
        is_whole=row.is_whole,
        costing_method=CostingMethod(row.costing_method),
        unit_cost=row.unit_cost,
        is_blocked=row.is_blocked,
        is_lot_tracked=bool(row.is_lot_specific),
        is_serial_tracked=bool(row.is_serial_specific),
        needs_expiration=bool(row.needs_expiration),
        blocks_expired=bool(row.blocks_expired),
        variants=tuple((p.part_code, p.part_is_blocked) for p in rows if p.part_kind == VARIANT),
        units=tuple((p.part_code, p.part_quantity_per_unit) for p in rows if p.part_kind == UNIT),
    )


def facts(connection: Connection, item_nos: Collection[str]) -> dict[str, ItemFacts]:
    """Read what must be known of some items, in one statement; unknown ones are left out."""
    if not item_nos:
        return {}
    return {no: _facts_of(rows) for no, rows in _rows(connection, item_nos).items()}


def by_no(connection: Connection, no: str) -> ItemFacts | None:
    """Read what must be known of one item; None if there is none."""
    return facts(connection, (no,)).get(no)


def _hits(
    connection: Connection, statement: Select[*tuple[Any, ...]], reference_no: str
) -> tuple[ReferenceHit, ...]:
    return tuple(
        ReferenceHit(
            row.item_no,
            row.variant_code,
            row.unit_code,
            row.quantity_per_unit,
            row.description,
            row.variant_description or "",
        )
        for row in connection.execute(statement, {"reference_no": reference_no})
    )


def by_bar_code(connection: Connection, reference_no: str) -> tuple[ReferenceHit, ...]:
    """Read what a bar code stands for; several hits are a choice.

    `reference_no` is the canonical 14 digits of a GTIN, or the text of another bar code.
    """
    return _hits(connection, references_to(ReferenceType.BAR_CODE), reference_no)


def by_vendor_reference(
    connection: Connection, reference_no: str, *, vendor_no: str = ""
) -> tuple[ReferenceHit, ...]:
    """Read what a vendor's number stands for; a blank `vendor_no` asks for any vendor's."""
    statement = references_to(ReferenceType.VENDOR)
    if vendor_no:
        statement = statement.where(ItemReference.party_no == vendor_no)
    return _hits(connection, statement, reference_no)


def _variant_rows(connection: Connection, item_no: str) -> tuple[VariantRow, ...]:
    rows = connection.execute(
        select(ItemVariant.code, ItemVariant.description, ItemVariant.is_blocked)
        .where(ItemVariant.item_no == item_no)
        .order_by(ItemVariant.code)
    )
    return tuple(VariantRow(*row) for row in rows)


def _unit_rows(connection: Connection, item_no: str) -> tuple[UnitRow, ...]:
    rows = connection.execute(
        select(
            ItemUnitOfMeasure.code,
            UnitOfMeasure.description,
            ItemUnitOfMeasure.quantity_per_unit,
            UnitOfMeasure.is_whole,
        )
        .join(UnitOfMeasure, UnitOfMeasure.code == ItemUnitOfMeasure.code)
        .where(ItemUnitOfMeasure.item_no == item_no)
        .order_by(ItemUnitOfMeasure.quantity_per_unit, ItemUnitOfMeasure.code)
    )
    return tuple(UnitRow(*row) for row in rows)


def references_of(connection: Connection, item_no: str) -> tuple[ReferenceRow, ...]:
    """Read every reference of an item, bar codes first."""
    rows = connection.execute(
        select(
            ItemReference.id,
            ItemReference.reference_type,
            ItemReference.reference_no,
            ItemReference.party_no,
            ItemReference.variant_code,
            ItemReference.unit_code,
            ItemReference.description,
        )
        .where(ItemReference.item_no == item_no)
        .order_by(
            ItemReference.reference_type,
            ItemReference.variant_code,
            ItemReference.unit_code,
            ItemReference.reference_no,
        )
    )
    return tuple(ReferenceRow(row[0], ReferenceType(row[1]), *row[2:]) for row in rows)


def card(connection: Connection, item_no: str) -> ItemCard | None:
    """Read everything that the master data says of an item; None if there is none."""
    rows = _rows(connection, (item_no,)).get(item_no)
    if rows is None:
        return None
    row = rows[0]
    return ItemCard(
        facts=_facts_of(rows),
        description_2=row.description_2,
        last_direct_cost=row.last_direct_cost,
        tracking_code=row.tracking_code or "",
        version=row.version,
        variants=_variant_rows(connection, item_no),
        units=_unit_rows(connection, item_no),
        references=references_of(connection, item_no),
    )


def search(connection: Connection, text: str, *, after: str = "", limit: int) -> Page[ItemRow]:
    """Find items by the beginnings of their words: no., descriptions and references.

    Up to five words of `text` must all match; a blank one lists all items. `after` is the cursor
    of the page before, `limit` 1..PAGE_ROWS_MAX.
    """
    size = min(limit, PAGE_ROWS_MAX)
    statement = (
        select(Item.no, Item.description, Item.base_unit_code, Item.tracking_code, Item.is_blocked)
        .where(Item.no > after if after else true())
        .order_by(Item.no)
        .limit(size + 1)
    )
    for word in words_asked(text):
        statement = statement.where(
            Item.no.in_(
                select(ItemSearchWord.item_no).where(
                    ItemSearchWord.word >= word, ItemSearchWord.word < word + HIGHEST
                )
            )
        )
    rows = tuple(
        ItemRow(row.no, row.description, row.base_unit_code, row.tracking_code or "", row[-1])
        for row in connection.execute(statement)
    )
    return Page(rows[:size], rows[size - 1].no if len(rows) > size else "")


def units_of_measure(connection: Connection) -> tuple[CodeRow, ...]:
    """Read the units that items may be counted in (a short setup list)."""
    rows = connection.execute(
        select(UnitOfMeasure.code, UnitOfMeasure.description)
        .order_by(UnitOfMeasure.code)
        .limit(PAGE_ROWS_MAX)
    )
    return tuple(CodeRow(*row) for row in rows)


def tracking_codes(connection: Connection) -> tuple[CodeRow, ...]:
    """Read the item tracking codes (a short setup list)."""
    rows = connection.execute(
        select(ItemTrackingCode.code, ItemTrackingCode.description)
        .order_by(ItemTrackingCode.code)
        .limit(PAGE_ROWS_MAX)
    )
    return tuple(CodeRow(*row) for row in rows)
