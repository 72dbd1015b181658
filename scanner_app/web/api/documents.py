"""What moves stock: receipts, transfers, counts, adjustments and item journal lines."""

from typing import Final

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from scanner_app.kernel.terms import Role
from scanner_app.ledger.draft import Posted
from scanner_app.service import adjust, count, item_journal, receive, transfer
from scanner_app.service.adjust import Adjustment, AdjustmentRecorded
from scanner_app.service.count import BinCount, CountRecorded
from scanner_app.service.item_journal import Journal
from scanner_app.service.receive import Receipt, ReceiptPosted
from scanner_app.service.transfer import Transfer, TransferPosted
from scanner_app.web import wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_documents", __name__, url_prefix="/api/v1", tag="Documents")

_CREATED: Final = 201


@bp.post("/receipts")
@needs(Role.OPERATOR)
@bp.input(wire.model_of(Receipt), arg_name="asked")
@bp.output(wire.model_of(ReceiptPosted), status_code=_CREATED)
def post_receipt(asked: BaseModel) -> Response:
    """Receive goods, against a purchase order or without one."""
    return wire.run(receive.post_receipt, wire.value_of(Receipt, asked), status=_CREATED)


@bp.post("/transfers")
@needs(Role.OPERATOR)
@bp.input(wire.model_of(Transfer), arg_name="asked")
@bp.output(wire.model_of(TransferPosted), status_code=_CREATED)
def post_transfer(asked: BaseModel) -> Response:
    """Move goods from bin to bin or location to location, in one step."""
    return wire.run(transfer.post_transfer, wire.value_of(Transfer, asked), status=_CREATED)


@bp.post("/bin-counts")
@needs(Role.OPERATOR)
@bp.input(wire.model_of(BinCount), arg_name="asked")
@bp.output(wire.model_of(CountRecorded), status_code=_CREATED)
def record_count(asked: BaseModel) -> Response:
    """Record what was counted in one bin; the reply never says what was expected."""
    return wire.run(count.record_bin_count, wire.value_of(BinCount, asked), status=_CREATED)


@bp.post("/adjustments")
@needs(Role.OPERATOR)
@bp.input(wire.model_of(Adjustment), arg_name="asked")
@bp.output(wire.model_of(AdjustmentRecorded), status_code=_CREATED)
def post_adjustment(asked: BaseModel) -> Response:
    """Adjust stock with a reason; above the limits it waits for a supervisor."""
    return wire.run(adjust.post_adjustment, wire.value_of(Adjustment, asked), status=_CREATED)


@bp.post("/item-journal-lines")
@needs(Role.SUPERVISOR)
@bp.input(wire.model_of(Journal), arg_name="asked")
@bp.output(wire.model_of(Posted), status_code=_CREATED)
def post_journal(asked: BaseModel) -> Response:
    """Post item journal lines, all or none."""
    return wire.run(item_journal.post_item_journal, wire.value_of(Journal, asked), status=_CREATED)
