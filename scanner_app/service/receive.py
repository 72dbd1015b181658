"""Receive goods, against a purchase order or without one."""

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy import Connection

from scanner_app.items import record as items_record
from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import Conflict, NotFound, Refused, refuse
from scanner_app.kernel.limits import DESCRIPTION_LENGTH_MAX
from scanner_app.kernel.terms import DocumentType, EntryType, OrderStatus, Role
from scanner_app.ledger.draft import DraftLine, Posted, PostedEntry
from scanner_app.locations import queries as locations
from scanner_app.numbering.series import next_posted_no
from scanner_app.purchases import drafts, record
from scanner_app.purchases import queries as purchases
from scanner_app.purchases.queries import Order, OrderLine
from scanner_app.service import goods
from scanner_app.service.goods import GoodsLine, Heading
from scanner_app.service.posting import post
from scanner_app.service.use_case import Work, use_case

SOURCE = "receive"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLine(GoodsLine):
    """Goods that arrived; `bin_code` "" takes the order's bin or the location's receiving bin."""

    bin_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What arrived.

    Attributes:
        order_no: "" for goods that nobody ordered.
        location_code: "" takes the order's.
        lines: 1..500.
        vendor_shipment_no: the number on the vendor's paper.
    """

    lines: tuple[ReceiptLine, ...]
    order_no: str = ""
    location_code: str = ""
    vendor_shipment_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOpen:
    """An order line on which something is still expected, base units."""

    line_no: int
    item_no: str
    variant_code: str
    description: str
    open_base: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPosted:
    """What a receipt wrote; `order_no` is "" and `still_open` empty without an order."""

    document_no: str
    order_no: str
    register_no: int
    entries: tuple[PostedEntry, ...]
    still_open: tuple[StillOpen, ...] = ()


@use_case(Role.OPERATOR)
def post_receipt(work: Work, receipt: Receipt) -> ReceiptPosted:
    """Receive goods and write the order forward, all lines or none.

    Raises: NotFound `document-unknown`; Conflict `document-not-open`; Refused
        `document-other-location`, `item-not-on-order`, `over-receipt` and whatever the posting
        refuses, with every problem of every line.
    """
    if len(receipt.vendor_shipment_no) > DESCRIPTION_LENGTH_MAX:
        limit = DESCRIPTION_LENGTH_MAX
        raise refuse(Refused, "text-too-long", field="vendor_shipment_no", limit=limit)
    if receipt.order_no.strip():
        return _against_order(work, receipt)
    return _without_order(work, receipt)


def _against_order(work: Work, receipt: Receipt) -> ReceiptPosted:
    connection = work.session.connection()
    order = _order(connection, receipt)
    document_no = next_posted_no(connection, "PURCH-RCPT", work.today)
    heading = Heading(
        entry_type=EntryType.PURCHASE,
        document_type=DocumentType.PURCHASE_RECEIPT,
        document_no=document_no,
        posting_date=work.today,
        location_code=order.location_code,
    )
    matched = drafts.receipt_lines(order, _asked(work, receipt, heading))
    if matched.problems:
        raise Refused(matched.problems)
    lines = _with_bins(connection, matched.lines)
    posted = _post(work, lines, document_no, matched.asked_line_nos)
    costs = {entry.item_no: entry.unit_cost for entry in posted.entries}
    items_record.note_direct_costs(connection, costs)
    still_open = record.record_receipt(
        connection,
        order,
        lines,
        stamp=record.ReceiptStamp(
            document_no=document_no,
            register_no=posted.register_no,
            posting_date=work.today,
            posted_by=work.person.code,
            posted_at_utc=work.now,
            vendor_shipment_no=receipt.vendor_shipment_no.strip(),
        ),
    )
    return _reply(posted, order.no, still_open)


def _without_order(work: Work, receipt: Receipt) -> ReceiptPosted:
    connection = work.session.connection()
    document_no = next_posted_no(connection, "INVT-RCPT", work.today)
    heading = Heading(
        entry_type=EntryType.POSITIVE_ADJUSTMENT,
        document_type=DocumentType.INVENTORY_RECEIPT,
        document_no=document_no,
        posting_date=work.today,
        location_code=code(receipt.location_code),
    )
    lines = _with_bins(connection, _asked(work, receipt, heading))
    posted = post(work, lines, source=SOURCE, document_no=document_no)
    return _reply(posted, "", ())


def _order(connection: Connection, receipt: Receipt) -> Order:
    no, here = code(receipt.order_no), code(receipt.location_code)
    order = purchases.order_locked(connection, no)
    if order is None:
        raise refuse(NotFound, "document-unknown", field="order_no", document=no)
    if order.status is not OrderStatus.RELEASED:
        status = order.status.value
        raise refuse(Conflict, "document-not-open", document=no, status=status)
    if here and here != order.location_code:
        raise refuse(
            Refused,
            "document-other-location",
            field="location_code",
            document=no,
            location=order.location_code,
            here=here,
        )
    return order


def _asked(work: Work, receipt: Receipt, heading: Heading) -> tuple[DraftLine, ...]:
    read = goods.read(work, receipt.lines)
    return tuple(
        goods.draft(one, heading, bin_code=code(line.bin_code))
        for one, line in zip(read, receipt.lines, strict=True)
    )


def _with_bins(connection: Connection, lines: tuple[DraftLine, ...]) -> tuple[DraftLine, ...]:
    """Put goods that nobody gave a bin into the location's receiving bin."""
    if all(line.bin_code for line in lines):
        return lines
    codes = {line.location_code for line in lines}
    places = locations.facts(connection, {(location_code, "") for location_code in codes})
    receiving = {
        place.code: place.receiving_bin_code for place in places.values() if place.uses_bins
    }
    return tuple(
        replace(line, bin_code=line.bin_code or receiving.get(line.location_code, ""))
        for line in lines
    )


def _post(
    work: Work, lines: tuple[DraftLine, ...], document_no: str, asked_line_nos: tuple[int, ...]
) -> Posted:
    try:
        return post(work, lines, source=SOURCE, document_no=document_no)
    except Refused as refusal:
        raise goods.in_asked_lines(refusal, asked_line_nos) from refusal


def _reply(posted: Posted, order_no: str, still_open: tuple[OrderLine, ...]) -> ReceiptPosted:
    return ReceiptPosted(
        document_no=posted.document_no,
        order_no=order_no,
        register_no=posted.register_no,
        entries=posted.entries,
        still_open=tuple(
            StillOpen(
                line_no=line.line_no,
                item_no=line.item_no,
                variant_code=line.variant_code,
                description=line.description,
                open_base=line.open_base,
            )
            for line in still_open
        ),
    )
