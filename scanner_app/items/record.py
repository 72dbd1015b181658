"""Writers of the item master data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.items.models import (
    Item,
    ItemReference,
    ItemSearchWord,
    ItemTrackingCode,
    ItemUnitOfMeasure,
    ItemVariant,
    UnitOfMeasure,
)
from scanner_app.items.search_words import words_of
from scanner_app.kernel.terms import ReferenceType

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An item card to be written; codes in their stored form.

    Attributes:
        unit_cost: per base unit, >= 0.
        tracking_code: "" if the goods are not told apart.
    """

    no: str
    description: str
    description_2: str = ""
    base_unit_code: str
    unit_cost: Decimal = Decimal(0)
    tracking_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReference:
    """A reference to be written; a GTIN as its canonical 14 digits."""

    item_no: str
    reference_type: ReferenceType
    reference_no: str
    variant_code: str = ""
    unit_code: str = ""
    party_no: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure to be made; `is_whole` forbids fractions of it."""

    code: str
    description: str
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingCode:
    """An item tracking code to be made."""

    code: str
    description: str
    is_lot_specific: bool = False
    is_serial_specific: bool = False
    needs_expiration: bool = False
    blocks_expired: bool = False


STANDARD_UNITS = (
    Unit("PCS", "Piece", is_whole=True),
    Unit("BOX", "Box", is_whole=True),
    Unit("CASE", "Case", is_whole=True),
    Unit("PACK", "Pack", is_whole=True),
    Unit("PALLET", "Pallet", is_whole=True),
    Unit("KG", "Kilogram", is_whole=False),
    Unit("L", "Litre", is_whole=False),
    Unit("M", "Metre", is_whole=False),
)
"""Units that nearly every warehouse counts in."""

STANDARD_TRACKING_CODES = (
    TrackingCode(code="LOT", description="Lots", is_lot_specific=True),
    TrackingCode(
        code="LOTEXP",
        description="Lots that expire",
        is_lot_specific=True,
        needs_expiration=True,
        blocks_expired=True,
    ),
    TrackingCode(code="SN", description="Serial numbers", is_serial_specific=True),
    TrackingCode(
        code="SNLOT",
        description="Serial numbers and lots",
        is_lot_specific=True,
        is_serial_specific=True,
    ),
)
"""Tracking codes that nearly every warehouse needs."""


def _insert_if_new(
    connection: Connection, table: type[Any], rows: Sequence[dict[str, Any]]
) -> None:
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    if rows:
        connection.execute(made(table).on_conflict_do_nothing(), list(rows))


def ensure_setup(
    connection: Connection,
    *,
    units: Sequence[Unit] = STANDARD_UNITS,
    tracking_codes: Sequence[TrackingCode] = STANDARD_TRACKING_CODES,
) -> None:
    """Make the units of measure and tracking codes that are missing; known ones stay."""
    _insert_if_new(
        connection,
        UnitOfMeasure,
        [
            {"code": one.code, "description": one.description, "is_whole": one.is_whole}
            for one in units
        ],
    )
    _insert_if_new(
        connection,
        ItemTrackingCode,
        [
            {
                "code": one.code,
                "description": one.description,
                "is_lot_specific": one.is_lot_specific,
                "is_serial_specific": one.is_serial_specific,
                "is_package_specific": False,
                "needs_expiration": one.needs_expiration,
                "blocks_expired": one.blocks_expired,
            }
            for one in tracking_codes
        ],
    )


def add_item(connection: Connection, new: NewItem, stamp: Stamp) -> bool:
    """Write an item card with its base unit; False if the no. is taken."""
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = connection.execute(
        made(Item)
        .values(
            no=new.no,
            description=new.description,
            description_2=new.description_2,
            base_unit_code=new.base_unit_code,
            costing_method="fifo",
            unit_cost=new.unit_cost,
            last_direct_cost=Decimal(0),
            tracking_code=new.tracking_code or None,
            is_blocked=False,
            version=1,
            created_at_utc=stamp.at,
            created_by=stamp.by,
            changed_at_utc=stamp.at,
            changed_by=stamp.by,
        )
        .on_conflict_do_nothing()
        .returning(Item.no)
    ).first()
    if row is None:
        return False
    add_units(connection, new.no, ((new.base_unit_code, _ONE),))
    return True


def change_item(
    connection: Connection, item_no: str, *, version: int, stamp: Stamp, **values: Any
) -> bool:
    """Change columns of a card; False if it was changed since `version` was read."""
    done = connection.execute(
        update(Item)
        .where(Item.no == item_no, Item.version == version)
        .values(version=version + 1, changed_at_utc=stamp.at, changed_by=stamp.by, **values)
    )
    return done.rowcount == 1


def add_units(connection: Connection, item_no: str, units: Iterable[tuple[str, Decimal]]) -> None:
    """Write units of an item: (code, base units in one of it)."""
    rows = [
        {"item_no": item_no, "code": code, "quantity_per_unit": per_unit}
        for code, per_unit in units
    ]
    _insert_if_new(connection, ItemUnitOfMeasure, rows)


def add_variants(connection: Connection, item_no: str, variants: Iterable[tuple[str, str]]) -> None:
    """Write variants of an item: (code, description)."""
    rows = [
        {"item_no": item_no, "code": code, "description": description, "is_blocked": False}
        for code, description in variants
    ]
    _insert_if_new(connection, ItemVariant, rows)


def block_variant(
    connection: Connection,
    item_no: str,
    *,
    variant_code: str,
    is_blocked: bool,
) -> bool:
    """Block a variant or free it; False if there is none."""
    done = connection.execute(
        update(ItemVariant)
        .where(ItemVariant.item_no == item_no, ItemVariant.code == variant_code)
        .values(is_blocked=is_blocked)
    )
    return done.rowcount == 1


def add_reference(connection: Connection, new: NewReference) -> bool:
    """Write a reference; False if exactly this one is known already."""
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = connection.execute(
        made(ItemReference)
        .values(
            item_no=new.item_no,
            variant_code=new.variant_code,
            unit_code=new.unit_code,
            reference_type=new.reference_type.value,
            party_no=new.party_no,
            reference_no=new.reference_no,
            description=new.description,
        )
        .on_conflict_do_nothing()
        .returning(ItemReference.id)
    ).first()
    return row is not None


def remove_reference(connection: Connection, reference_id: int) -> str:
    """Remove a reference; returns the item it belonged to, "" if there is none."""
    row = connection.execute(
        delete(ItemReference)
        .where(ItemReference.id == reference_id)
        .returning(ItemReference.item_no)
    ).one_or_none()
    return "" if row is None else row.item_no


def note_direct_costs(connection: Connection, unit_costs: Mapping[str, Decimal]) -> None:
    """Write what items cost last, per base unit; for the card, nothing is valued by it."""
    connection.execute(
        update(Item)
        .where(Item.no == bindparam("item_no"))
        .values(last_direct_cost=bindparam("unit_cost_now")),
        [{"item_no": no, "unit_cost_now": cost} for no, cost in sorted(unit_costs.items())],
    )


def index_words(connection: Connection, item_no: str) -> None:
    """Write the words by which an item is found anew; called after every change of it."""
    item = connection.execute(
        select(Item.no, Item.description, Item.description_2).where(Item.no == item_no)
    ).one()
    references = connection.execute(
        select(ItemReference.reference_no).where(ItemReference.item_no == item_no)
    ).scalars()
    variants = connection.execute(
        select(ItemVariant.description).where(ItemVariant.item_no == item_no)
    ).scalars()
    numbers = [text for no in references for text in {no, no.lstrip("0")}]
    words = words_of((*item, *numbers, *variants))
    connection.execute(delete(ItemSearchWord).where(ItemSearchWord.item_no == item_no))
    connection.execute(
        insert(ItemSearchWord), [{"word": word, "item_no": item_no} for word in sorted(words)]
    )
