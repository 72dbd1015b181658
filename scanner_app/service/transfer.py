"""Move goods in one step: bin to bin, or location to location."""

from dataclasses import dataclass

from sqlalchemy import Connection

from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import Conflict, Invalid, NotFound, Refused, refuse
from scanner_app.kernel.quantity import ZERO
from scanner_app.kernel.terms import DocumentType, EntryType, OrderStatus, Role
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.draft import DraftLine, Posted, PostedEntry
from scanner_app.locations import queries as locations
from scanner_app.numbering.series import next_posted_no
from scanner_app.service import goods
from scanner_app.service.goods import GoodsLine, Heading
from scanner_app.service.posting import post
from scanner_app.service.use_case import Work, use_case
from scanner_app.transfers import drafts, record
from scanner_app.transfers import queries as transfers
from scanner_app.transfers.queries import Order

SOURCE = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferLine(GoodsLine):
    """Goods to be moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What is moved, from where to where.

    Attributes:
        from_location_code: "" takes the order's.
        to_location_code: "" takes the order's, or stays in the location.
        to_bin_code: "" at another location takes its receiving bin.
        lines: 1..500, empty for the whole bin.
        is_whole_bin: everything that lies in the bin.
        order_no: "" without a transfer order.
    """

    from_location_code: str = ""
    from_bin_code: str = ""
    to_location_code: str = ""
    to_bin_code: str = ""
    lines: tuple[TransferLine, ...] = ()
    is_whole_bin: bool = False
    order_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPosted:
    """What a transfer wrote; `order_no` is "" without an order."""

    document_no: str
    order_no: str
    register_no: int
    entries: tuple[PostedEntry, ...]


@use_case(Role.OPERATOR)
def post_transfer(work: Work, transfer: Transfer) -> TransferPosted:
    """Move goods, all lines or none.

    Raises: NotFound `document-unknown`; Conflict `document-not-open`, `transfer-in-two-steps`;
        Refused `same-place`, `no-lines`, `document-other-location` and whatever the posting
        refuses, with every problem of every line.
    """
    if transfer.is_whole_bin and transfer.lines:
        raise refuse(Invalid, "request-malformed", detail="lines beside the whole bin")
    connection = work.session.connection()
    order = _order(connection, code(transfer.order_no))
    document_no = next_posted_no(connection, "DIRECT-TRANS", work.today)
    way = _way(connection, transfer, order)
    heading = Heading(
        entry_type=EntryType.TRANSFER,
        document_type=DocumentType.DIRECT_TRANSFER,
        document_no=document_no,
        posting_date=work.today,
        location_code=way.from_location_code,
        bin_code=way.from_bin_code,
        new_location_code=way.to_location_code,
        new_bin_code=way.to_bin_code,
    )
    lines, asked_line_nos = _lines(work, transfer, heading, order)
    posted = _post(work, lines, document_no, asked_line_nos)
    record.record_transfer(
        connection,
        lines,
        record.TransferStamp(
            document_no=document_no,
            order_no=order.no if order else "",
            from_location_code=way.from_location_code,
            from_bin_code=way.from_bin_code,
            to_location_code=way.to_location_code,
            to_bin_code=way.to_bin_code,
            posting_date=work.today,
            register_no=posted.register_no,
            posted_by=work.person.code,
            posted_at_utc=work.now,
        ),
    )
    return TransferPosted(
        document_no=document_no,
        order_no=order.no if order else "",
        register_no=posted.register_no,
        entries=posted.entries,
    )


def _order(connection: Connection, no: str) -> Order | None:
    if not no:
        return None
    order = transfers.order_locked(connection, no)
    if order is None:
        raise refuse(NotFound, "document-unknown", field="order_no", document=no)
    if order.status is not OrderStatus.RELEASED:
        raise refuse(Conflict, "document-not-open", document=no, status=order.status.value)
    if not order.is_direct:
        raise refuse(Conflict, "transfer-in-two-steps", document=no)
    return order


@dataclass(frozen=True, slots=True)
class _Way:
    from_location_code: str
    from_bin_code: str
    to_location_code: str
    to_bin_code: str


def _way(connection: Connection, transfer: Transfer, order: Order | None) -> _Way:
    """Say from where to where, with what the order and the destination's setup fill in."""
    here, there = code(transfer.from_location_code), code(transfer.to_location_code)
    if order is not None:
        here = _of_order(order, here, order.from_location_code)
        there = _of_order(order, there, order.to_location_code)
    there = there or here
    from_bin, to_bin = code(transfer.from_bin_code), code(transfer.to_bin_code)
    if there != here and not to_bin:
        place = locations.facts(connection, {(there, "")}).get(there)
        to_bin = place.receiving_bin_code if place is not None and place.uses_bins else ""
    if (here, from_bin) == (there, to_bin):
        raise refuse(Refused, "same-place", field="to_bin_code")
    return _Way(here, from_bin, there, to_bin)


def _of_order(order: Order, asked: str, ordered: str) -> str:
    if asked and asked != ordered:
        raise refuse(
            Refused, "document-other-location", document=order.no, location=ordered, here=asked
        )
    return ordered


def _lines(
    work: Work, transfer: Transfer, heading: Heading, order: Order | None
) -> tuple[tuple[DraftLine, ...], tuple[int, ...]]:
    if transfer.is_whole_bin:
        lines = _whole_bin(work.session.connection(), heading)
    else:
        read = goods.read(work, transfer.lines)
        lines = tuple(goods.draft(one, heading) for one in read)
    if order is None:
        return lines, ()
    matched = drafts.order_lines(order, lines)
    if matched.problems:
        raise Refused(matched.problems)
    return matched.lines, matched.asked_line_nos


def _whole_bin(connection: Connection, heading: Heading) -> tuple[DraftLine, ...]:
    stock = ledger.bin_contents(
        connection, location_code=heading.location_code, bin_code=heading.bin_code
    )
    return tuple(
        DraftLine(
            line_no=line_no,
            entry_type=heading.entry_type,
            item_no=one.item_no,
            variant_code=one.variant_code,
            location_code=heading.location_code,
            bin_code=heading.bin_code,
            new_location_code=heading.new_location_code,
            new_bin_code=heading.new_bin_code,
            lot_no=one.lot_no,
            serial_no=one.serial_no,
            package_no=one.package_no,
            quantity_base=one.quantity,
            posting_date=heading.posting_date,
            document_type=heading.document_type,
            document_no=heading.document_no,
            document_line_no=line_no,
        )
        for line_no, one in enumerate((one for one in stock if one.quantity > ZERO), 1)
    )


def _post(
    work: Work, lines: tuple[DraftLine, ...], document_no: str, asked_line_nos: tuple[int, ...]
) -> Posted:
    try:
        return post(work, lines, source=SOURCE, document_no=document_no)
    except Refused as refusal:
        raise goods.in_asked_lines(refusal, asked_line_nos) from refusal
