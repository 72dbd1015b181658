"""The statements about items that every scan and posting sends: built once, each at its first use."""

from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from scanner_app.db.types import ScaledDecimal
from scanner_app.items.models import (
    Item,
    ItemReference,
    ItemTrackingCode,
    ItemUnitOfMeasure,
    ItemVariant,
    UnitOfMeasure,
)
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.terms import ReferenceType

VARIANT: Final = "variant"
UNIT: Final = "unit"
"""What a part of an item is, in the rows of `cards`."""


@cache
def cards() -> Select[*tuple[Any, ...]]:
    """Read items with a row for each variant and unit; built once, because every scan asks it.

    A row: the item, then kind of part, code, is blocked, base units in one.
    """
    asked: BindParameter[Any] = bindparam("item_nos", expanding=True)
    variants = select(
        ItemVariant.item_no,
        literal_column(f"'{VARIANT}'", String).label("kind"),
        ItemVariant.code,
        ItemVariant.is_blocked,
        literal(Decimal(1), ScaledDecimal).label("quantity_per_unit"),
    ).where(ItemVariant.item_no.in_(asked))
    units = select(
        ItemUnitOfMeasure.item_no,
        literal_column(f"'{UNIT}'", String),
        ItemUnitOfMeasure.code,
        # A unit is never blocked; written as a comparison because the databases differ in FALSE.
        ItemUnitOfMeasure.code != ItemUnitOfMeasure.code,
        ItemUnitOfMeasure.quantity_per_unit,
    ).where(ItemUnitOfMeasure.item_no.in_(asked))
    parts = union_all(variants, units).subquery()
    return (
        select(
            Item.no,
            Item.description,
            Item.description_2,
            Item.base_unit_code,
            UnitOfMeasure.is_whole,
            Item.costing_method,
            Item.unit_cost,
            Item.last_direct_cost,
            Item.is_blocked,
            Item.version,
            Item.tracking_code,
            ItemTrackingCode.is_lot_specific,
            ItemTrackingCode.is_serial_specific,
            ItemTrackingCode.needs_expiration,
            ItemTrackingCode.blocks_expired,
            parts.c.kind.label("part_kind"),
            parts.c.code.label("part_code"),
            parts.c.is_blocked.label("part_is_blocked"),
            parts.c.quantity_per_unit.label("part_quantity_per_unit"),
        )
        .join(UnitOfMeasure, UnitOfMeasure.code == Item.base_unit_code)
        .outerjoin(ItemTrackingCode, ItemTrackingCode.code == Item.tracking_code)
        .outerjoin(parts, parts.c.item_no == Item.no)
        .where(Item.no.in_(asked))
        .order_by(Item.no, parts.c.code)
    )


@cache
def references_to(reference_type: ReferenceType) -> Select[*tuple[Any, ...]]:
    """Read what a reference stands for; built once, because every scan asks it."""
    unit_code = func.coalesce(func.nullif(ItemReference.unit_code, ""), Item.base_unit_code)
    return (
        select(
            ItemReference.item_no,
            ItemReference.variant_code,
            unit_code.label("unit_code"),
            ItemUnitOfMeasure.quantity_per_unit,
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
            ItemReference.reference_type == reference_type.value,
            ItemReference.reference_no == bindparam("reference_no"),
        )
        .order_by(ItemReference.item_no, ItemReference.variant_code, "unit_code")
        .limit(PAGE_ROWS_MAX)
    )
