"""Plain functions that set a scene: items, places and stock, through the rooms' own tables."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import Connection, insert, select

from scanner_app.items.models import (
    Item,
    ItemReference,
    ItemTrackingCode,
    ItemUnitOfMeasure,
    ItemVariant,
    UnitOfMeasure,
)
from scanner_app.kernel.clock import SystemClock
from scanner_app.kernel.ids import new_id
from scanner_app.kernel.terms import EntryType
from scanner_app.locations.models import Bin, Location
from scanner_app.people.roles import Person
from scanner_app.service.item_journal import Journal, JournalLine, post_item_journal
from scanner_app.service.use_case import Service

_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

TRACKING = {
    "LOT": {"is_lot_specific": True, "needs_expiration": False, "blocks_expired": False},
    "LOTEXP": {"is_lot_specific": True, "needs_expiration": True, "blocks_expired": True},
    "SERIAL": {"is_serial_specific": True},
}


def request_id() -> str:
    """Make a new request id, as a client does."""
    return new_id(SystemClock().now())


def ground(connection: Connection) -> None:
    """Make units, tracking codes and the locations BLUE and GREEN (bins), YARD (none, negative)."""
    if connection.execute(select(UnitOfMeasure.code)).first() is not None:
        return
    connection.execute(
        insert(UnitOfMeasure),
        [
            {"code": "PCS", "description": "Pieces", "is_whole": True},
            {"code": "CASE", "description": "Case", "is_whole": True},
            {"code": "KG", "description": "Kilogram", "is_whole": False},
        ],
    )
    for code, flags in TRACKING.items():
        connection.execute(insert(ItemTrackingCode).values(code=code, **flags))
    connection.execute(
        insert(Location),
        [
            a_location("BLUE", uses_bins=True, receiving_bin_code="RECV"),
            a_location("GREEN", uses_bins=True, receiving_bin_code="RECV"),
            a_location("YARD", allows_negative=True),
            a_location("PLAIN"),
            a_location("OWN-LOG", is_in_transit=True),
        ],
    )
    rows = [
        {"location_code": place, "code": bin_code, "label_code": f"{place[0]}{no:03d}"}
        for place in ("BLUE", "GREEN")
        for no, bin_code in enumerate(("RECV", "SHIP", "A-01", "A-02", "A-03"))
    ]
    connection.execute(insert(Bin), rows)


def a_location(code: str, **fields: object) -> dict[str, object]:
    """Give the row of a location."""
    row: dict[str, object] = {
        "code": code,
        "name": code.title(),
        "uses_bins": False,
        "allows_negative": False,
        "is_in_transit": False,
        "receiving_bin_code": "",
    }
    return row | fields


def an_item(
    connection: Connection,
    no: str = "JEANS",
    *,
    unit_cost: str = "10",
    tracking: str | None = None,
    unit: str = "PCS",
    variants: Sequence[str] = (),
    bar_code: str = "",
) -> str:
    """Make an item with its base unit, a case of 12 and perhaps variants and a bar code."""
    connection.execute(
        insert(Item).values(
            no=no,
            description=no.title(),
            base_unit_code=unit,
            unit_cost=Decimal(unit_cost),
            tracking_code=tracking,
            created_at_utc=_MOMENT,
            changed_at_utc=_MOMENT,
        )
    )
    connection.execute(
        insert(ItemUnitOfMeasure),
        [
            {"item_no": no, "code": unit, "quantity_per_unit": Decimal(1)},
            {"item_no": no, "code": "CASE", "quantity_per_unit": Decimal(12)},
        ],
    )
    for code in variants:
        connection.execute(insert(ItemVariant).values(item_no=no, code=code, description=code))
    if bar_code:
        connection.execute(
            insert(ItemReference).values(
                item_no=no, unit_code=unit, reference_type="bar_code", reference_no=bar_code
            )
        )
    return no


def a_scene(service: Service, *items: str, unit_cost: str = "10") -> None:
    """Make the ground and untracked items."""
    with service.database.transaction() as session:
        connection = session.connection()
        ground(connection)
        for no in items:
            an_item(connection, no, unit_cost=unit_cost)


def in_stock(
    service: Service,
    by: Person,
    item_no: str,
    quantity: str,
    *,
    location: str = "BLUE",
    bin_code: str = "A-01",
    unit_cost: str | None = None,
    on: date | None = None,
    **fields: str,
) -> dict[str, object]:
    """Bring goods into stock through the item journal."""
    line = JournalLine(
        entry_type=EntryType.POSITIVE_ADJUSTMENT,
        item_no=item_no,
        location_code=location,
        bin_code=bin_code if location in {"BLUE", "GREEN"} else "",
        quantity=Decimal(quantity),
        unit_cost=None if unit_cost is None else Decimal(unit_cost),
        posting_date=on,
        **fields,  # type: ignore[arg-type]
    )
    return journal(service, by, line)


def journal(service: Service, by: Person, *lines: JournalLine) -> dict[str, object]:
    """Post item journal lines and return the reply."""
    asked = Journal(lines=lines)
    body = service.run(post_item_journal, asked, by=by, request_id=request_id()).body
    assert isinstance(body, dict)
    return body
