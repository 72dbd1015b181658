"""From a document no. to an order with what is still open on it."""

from sqlalchemy import Connection

from scanner_app.items import queries as items
from scanner_app.kernel.terms import OrderStatus
from scanner_app.locations import queries as locations
from scanner_app.purchases import queries as purchases
from scanner_app.scanning.found import ExpectedLine, FoundOrder
from scanner_app.transfers import queries as transfers


def order(connection: Connection, no: str) -> FoundOrder | None:
    """Find a purchase or transfer order with what is still open; None if there is none."""
    bought = purchases.order(connection, no)
    if bought is not None:
        place = locations.facts(connection, {(bought.location_code, "")})[bought.location_code]
        return FoundOrder(
            no=bought.no,
            is_transfer=False,
            location_code=bought.location_code,
            bin_code=place.receiving_bin_code,
            uses_bins=place.uses_bins,
            party=bought.vendor_name,
            is_open=bought.status is OrderStatus.RELEASED,
            status=bought.status.value,
            lines=_expected(connection, bought.open_lines),
        )
    moved = transfers.order(connection, no)
    if moved is None:
        return None
    return FoundOrder(
        no=moved.no,
        is_transfer=True,
        location_code=moved.from_location_code,
        to_location_code=moved.to_location_code,
        is_open=moved.status is OrderStatus.RELEASED,
        status=moved.status.value,
        lines=_expected(connection, moved.open_lines),
    )


def _expected(
    connection: Connection,
    lines: tuple[purchases.OrderLine, ...] | tuple[transfers.OrderLine, ...],
) -> tuple[ExpectedLine, ...]:
    # The line may be in cases; what is open is said in base units, and so is the unit.
    known = items.facts(connection, {line.item_no for line in lines})
    return tuple(
        ExpectedLine(
            item_no=line.item_no,
            variant_code=line.variant_code,
            description=line.description,
            open_base=line.open_base,
            base_unit_code=known[line.item_no].base_unit_code,
        )
        for line in lines
    )
