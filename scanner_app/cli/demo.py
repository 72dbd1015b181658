"""`flask demo`: a warehouse to try everything on, loaded through the services like any other.

Each step has a request id of its own, made from its name, so that loading again, or after a crash,
does only what was not done before.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import click

from scanner_app.cli import demo_data as data
from scanner_app.cli.demo_data import DemoItem, DemoLine, DemoPurchase
from scanner_app.cli.terminal import CONSOLE, Group, json_option, say, service
from scanner_app.kernel.clock import FixedClock
from scanner_app.kernel.limits import REPLY_KEPT_DAYS
from scanner_app.kernel.terms import EntryType, ReferenceType, Role
from scanner_app.people import queries as people
from scanner_app.people.roles import Person
from scanner_app.service import adjust, count, demo, items, locations, orders, receive, transfer
from scanner_app.service import item_journal as journal
from scanner_app.service.sign_in import Enrol, enrol, new_enrolment
from scanner_app.service.use_case import Service, UseCase

GROUP = Group("demo", help="A warehouse to try everything on.")

_NAMESPACE: Final = uuid.UUID("6f1c8a52-0d5e-4f38-9a57-6a1d0b7f2c11")
_LINES_AT_ONCE: Final = 100
_OPENING_DAYS_AGO: Final = 30
_RECEIVED_DAYS_AGO: Final = 6
_MOVED_DAYS_AGO: Final = 3
_COUNTED_DAYS_AGO: Final = 1

_REPEATABLE: Final = timedelta(days=REPLY_KEPT_DAYS // 2)
"""As long as the replies of the first load are surely kept; an older demo was loaded long ago."""


@dataclass(frozen=True, slots=True)
class _Loader:
    """The service at the moment when the demo was begun."""

    service: Service

    def do(
        self,
        case: UseCase[Any, Any],
        request: object,
        *,
        step: str,
        by: Person = CONSOLE,
        days_ago: int = 0,
    ) -> Any:
        """Do one step, once for ever; some lie in the past, so that there is a history."""
        moment = self.service.clock.now() - timedelta(days=days_ago)
        then = replace(self.service, clock=FixedClock(moment))
        request_id = str(uuid.uuid5(_NAMESPACE, step))
        return then.run(case, request, by=by, request_id=request_id).body


@GROUP.command("load")
@json_option
def load(*, as_json: bool) -> None:
    """Fill an empty database with the demo warehouse; again changes nothing."""
    ours = service()
    with ours.reading() as session:
        since = people.demo_since(session.connection())
    if since is None or since > ours.clock.now() - _REPEATABLE:
        _load(ours, since)
    said = {"items": len(data.ITEMS), "bar_codes": len(data.BAR_CODES), "people": len(data.USERS)}
    say(
        said,
        "The demo warehouse is ready: "
        + ", ".join(f"{number} {what.replace('_', ' ')}" for what, number in said.items()),
        *(f"  {user.code:<8} PIN {user.pin}  {user.role.value}" for user in data.USERS),
        as_json=as_json,
    )


def _load(ours: Service, since: datetime | None) -> None:
    # What depends on the day is counted from the day on which the demo was begun.
    loader = _Loader(replace(ours, clock=FixedClock(since or ours.clock.now())))
    if since is None:
        loader.do(demo.begin_demo, demo.BeginDemo(data.USERS), step=f"begin {uuid.uuid4()}")
    _choose_pins(ours)
    _make_places(loader)
    _make_items(loader)
    _put_opening_stock(loader)
    _make_orders(loader)
    _make_history(loader)
    _leave_work_for_the_supervisor(loader)


@GROUP.command("labels")
@click.option("--item", "item_no", default="", help="Only this item.")
def labels(*, item_no: str) -> None:
    """Print every bar code of the demo with what it stands for."""
    for one in data.BAR_CODES:
        if item_no in ("", one.item_no):
            click.echo(f"{one.gtin:<14}  {one.item_no:<8} {one.variant:<8} {one.unit}")


def _choose_pins(ours: Service) -> None:
    """Let each person choose the known PIN with a one-time code, as people do."""
    with ours.reading() as session:
        page = people.people_list(session.connection(), limit=len(data.USERS))
    without = {row.code for row in page.rows if not row.has_pin}
    for user in data.USERS:
        if user.code in without:
            made = new_enrolment(ours, role=user.role, user_code=user.code, by=CONSOLE)
            enrol(ours, Enrol(code=made.code, pin=user.pin))


def _make_places(loader: _Loader) -> None:
    loader.do(adjust.add_reasons, adjust.AddReasons(), step="reasons")
    for location in data.LOCATIONS:
        loader.do(locations.create_location, location, step=f"location {location.code}")
    for code, bins in data.BINS.items():
        wanted = locations.NewBins(location_code=code, bins=bins)
        loader.do(locations.create_bins, wanted, step=f"bins {code}")
        standard = locations.StandardBins(
            location_code=code,
            receiving_bin_code=data.RECEIVING,
            shipping_bin_code=data.SHIPPING,
        )
        loader.do(locations.set_standard_bins, standard, step=f"standard bins {code}")


def _make_items(loader: _Loader) -> None:
    for item in data.ITEMS:
        loader.do(items.create_item, _new_item(item), step=f"item {item.no}")
    for code in data.BAR_CODES:
        gtin = items.NewBarCode(
            item_no=code.item_no, text=code.gtin, variant_code=code.variant, unit_code=code.unit
        )
        loader.do(items.add_bar_code, gtin, step=f"gtin {code.gtin}")
    for item_no, text in data.OTHER_BAR_CODES:
        loader.do(
            items.add_bar_code,
            items.NewBarCode(item_no=item_no, text=text),
            step=f"{text} {item_no}",
        )
    for item_no, variant, vendor_no, text in data.VENDOR_REFERENCES:
        reference = items.NewBarCode(
            item_no=item_no,
            text=text,
            variant_code=variant,
            reference_type=ReferenceType.VENDOR,
            party_no=vendor_no,
        )
        loader.do(items.add_bar_code, reference, step=f"vendor {text}")


def _new_item(item: DemoItem) -> items.NewItem:
    case = (items.NewUnit(code="CASE", quantity_per_unit=Decimal(item.case)),) if item.case else ()
    return items.NewItem(
        no=item.no,
        description=item.description,
        base_unit_code=item.unit,
        unit_cost=item.unit_cost,
        tracking_code=item.tracking,
        variants=tuple(items.NewVariant(code=c, description=d) for c, d in item.variants),
        units=case,
    )


def _put_opening_stock(loader: _Loader) -> None:
    lines = [
        line
        for item in data.ITEMS
        for location_code, pieces in (("BLUE", item.blue), ("GREEN", item.green))
        for line in _opening_lines(loader, item, location_code, pieces)
    ]
    for start in range(0, len(lines), _LINES_AT_ONCE):
        part = tuple(lines[start : start + _LINES_AT_ONCE])
        number = start // _LINES_AT_ONCE + 1
        opening = journal.Journal(part, f"OPENING-{number}")
        loader.do(
            journal.post_item_journal,
            opening,
            step=f"opening {number}",
            by=_person("SUE"),
            days_ago=_OPENING_DAYS_AGO,
        )


def _opening_lines(
    loader: _Loader, item: DemoItem, location_code: str, pieces: int
) -> Iterator[journal.JournalLine]:
    if not pieces:
        return
    begun = loader.service.clock.today()
    line = journal.JournalLine(
        entry_type=EntryType.POSITIVE_ADJUSTMENT,
        item_no=item.no,
        location_code=location_code,
        bin_code=_bin(item, location_code),
        quantity=Decimal(pieces),
        lot_no=data.lot_of(item),
        expiration_date=begun + timedelta(days=item.shelf_days) if item.shelf_days else None,
    )
    for variant, _ in item.variants:
        yield replace(line, variant_code=variant)
    if item.is_by_serial:
        for serial in data.serials_of(item, location_code, pieces=pieces):
            yield replace(line, serial_no=serial, quantity=Decimal(1))
    elif not item.variants:
        yield line


def _bin(item: DemoItem, location_code: str) -> str:
    """Say where goods lie: GREEN has two aisles only."""
    if location_code == "BLUE":
        return item.bin
    aisle, _, place = item.bin.partition("-")
    return f"A-{place}" if aisle == "A" else f"B-{min(int(place), 4):02d}"


def _make_orders(loader: _Loader) -> None:
    sue = _person("SUE")
    for purchase in data.PURCHASES:
        loader.do(
            orders.create_purchase_order, _purchase(loader, purchase), step=purchase.no, by=sue,
            days_ago=_RECEIVED_DAYS_AGO,
        )  # fmt: skip
    for order in data.TRANSFERS:
        wanted = orders.NewTransferOrder(
            no=order.no,
            from_location_code=order.from_code,
            to_location_code=order.to_code,
            in_transit_code=order.in_transit_code,
            lines=tuple(
                orders.NewTransferLine(
                    item_no=line.item_no,
                    quantity=Decimal(line.quantity),
                    variant_code=line.variant,
                    unit_of_measure_code=line.unit,
                )
                for line in order.lines
            ),
        )
        loader.do(orders.create_transfer_order, wanted, step=order.no, by=sue)


def _purchase(loader: _Loader, purchase: DemoPurchase) -> orders.NewPurchaseOrder:
    return orders.NewPurchaseOrder(
        no=purchase.no,
        vendor_no=purchase.vendor_no,
        vendor_name=purchase.vendor_name,
        location_code=purchase.location_code,
        expected_date=loader.service.clock.today() + timedelta(days=purchase.days),
        lines=tuple(
            orders.NewPurchaseLine(
                item_no=line.item_no,
                quantity=Decimal(line.quantity),
                variant_code=line.variant,
                unit_of_measure_code=line.unit,
                direct_unit_cost=Decimal(line.cost),
            )
            for line in purchase.lines
        ),
    )


def _make_history(loader: _Loader) -> None:
    """Receive most of an older order and move goods, so that cost has more than one layer."""
    before, days_ago = data.RECEIVED_BEFORE, _RECEIVED_DAYS_AGO
    loader.do(
        orders.create_purchase_order, _purchase(loader, before), step=before.no, by=_person("SUE"),
        days_ago=days_ago + 7,
    )  # fmt: skip
    arrived = receive.Receipt(
        order_no=before.no, lines=_receipt_lines(before.lines[:2]), vendor_shipment_no="FF-20993"
    )
    olivia = _person("OLIVIA")
    loader.do(receive.post_receipt, arrived, step="received", by=olivia, days_ago=days_ago)
    put_away = transfer.Transfer(
        from_location_code="BLUE", from_bin_code=data.RECEIVING, to_bin_code="C-05",
        is_whole_bin=True,
    )  # fmt: skip
    loader.do(
        transfer.post_transfer, put_away, step="put away", by=olivia, days_ago=_MOVED_DAYS_AGO
    )
    sent = transfer.Transfer(
        from_location_code="BLUE",
        from_bin_code="C-05",
        to_location_code="GREEN",
        to_bin_code=data.RECEIVING,
        lines=(transfer.TransferLine(item_no="HW-935", quantity=Decimal(130)),),
    )
    loader.do(
        transfer.post_transfer, sent, step="sent to green", by=olivia, days_ago=_MOVED_DAYS_AGO
    )


def _receipt_lines(lines: Sequence[DemoLine]) -> tuple[receive.ReceiptLine, ...]:
    return tuple(
        receive.ReceiptLine(item_no=line.item_no, quantity=Decimal(line.quantity)) for line in lines
    )


def _leave_work_for_the_supervisor(loader: _Loader) -> None:
    """Count one bin wrong and report damage, both above what may be posted without approval."""
    counted = count.BinCount(
        location_code="GREEN",
        bin_code="A-03",
        lines=tuple(
            count.CountedLine(item_no="JE-300", variant_code=variant, quantity=Decimal(found))
            for variant, found in (("W30L32", 6), ("W32L32", 2), ("W34L32", 6), ("W36L34", 7))
        ),
    )
    loader.do(
        count.record_bin_count,
        counted,
        step="counted",
        by=_person("SAM"),
        days_ago=_COUNTED_DAYS_AGO,
    )
    damaged = adjust.Adjustment(
        location_code="BLUE",
        bin_code="C-01",
        reason_code="DAMAGED",
        lines=(
            adjust.AdjustmentLine(
                item_no="CH-760",
                quantity=Decimal(3),
                lot_no=data.lot_of(next(item for item in data.ITEMS if item.no == "CH-760")),
                is_positive=False,
            ),
        ),
    )
    loader.do(adjust.post_adjustment, damaged, step="damaged", by=_person("OLIVIA"))


def _person(code: str) -> Person:
    user = next(user for user in data.USERS if user.code == code)
    return Person(user.code, user.name, Role(user.role), user.location_code)
