"""Reader of the bar codes of items, for printing. What a scanned code stands for is in `queries`."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from scanner_app.items.models import Item, ItemReference, ItemUnitOfMeasure, ItemVariant
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.terms import ReferenceType


@dataclass(frozen=True, slots=True)
class BarCodeRow:
    """A bar code and what carries it.

    Attributes:
        bar_code: the canonical 14 digits of a GTIN, or the text of another bar code.
        unit_code: never blank; the base unit if the reference names none.
        quantity_per_unit: base units in one unit of measure, > 0.
    """

    item_no: str
    variant_code: str
    unit_code: str
    bar_code: str
    quantity_per_unit: Decimal
    base_unit_code: str
    description: str
    variant_description: str


def bar_codes_of(connection: Connection, item_nos: Collection[str]) -> tuple[BarCodeRow, ...]:
    """Read the bar codes of some items in one statement: by item and variant, smallest unit first.

    Returns: at most `PAGE_ROWS_MAX` for each item asked for; blocked items and variants are left
        out, for nobody needs their labels.
    """
    asked = sorted(set(item_nos))
    if not asked:
        return ()
    statement = _bar_codes().where(ItemReference.item_no.in_(asked))
    rows = connection.execute(statement.limit(PAGE_ROWS_MAX * len(asked)))
    return tuple(
        BarCodeRow(**{**row, "variant_description": row["variant_description"] or ""})
        for row in rows.mappings()
    )


def _bar_codes() -> Select[*tuple[Any, ...]]:
    unit_code = func.coalesce(func.nullif(ItemReference.unit_code, ""), Item.base_unit_code)
    return (
        select(
            ItemReference.item_no,
            ItemReference.variant_code,
            unit_code.label("unit_code"),
            ItemReference.reference_no.label("bar_code"),
            ItemUnitOfMeasure.quantity_per_unit,
            Item.base_unit_code,
            Item.description,
            ItemVariant.description.label("variant_description"),
        )
        .join(Item, Item.no == ItemReference.item_no)
        .join(
            ItemUnitOfMeasure,
            and_(ItemUnitOfMeasure.item_no == Item.no, ItemUnitOfMeasure.code == unit_code),
        )
        .outerjoin(
            ItemVariant,
            and_(
                ItemVariant.item_no == Item.no,
                ItemVariant.code == ItemReference.variant_code,
            ),
        )
        .where(
            ItemReference.reference_type == ReferenceType.BAR_CODE.value,
            Item.is_blocked.is_(False),
            func.coalesce(ItemVariant.is_blocked, False).is_(False),
        )
        .order_by(
            ItemReference.item_no,
            ItemReference.variant_code,
            ItemUnitOfMeasure.quantity_per_unit,
            ItemReference.reference_no,
        )
    )
