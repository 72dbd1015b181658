"""Purchase and transfer orders."""

from typing import Final

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.terms import Role
from scanner_app.purchases import queries as purchases
from scanner_app.service import orders
from scanner_app.service.orders import NewPurchaseOrder, NewTransferOrder, OrderCreated
from scanner_app.transfers import queries as transfers
from scanner_app.web import sight, wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_orders", __name__, url_prefix="/api/v1", tag="Orders")

_CREATED: Final = 201


@bp.get("/purchase-orders")
@needs(Role.OPERATOR)
@bp.output(wire.page_of(purchases.OrderRow, "PurchaseOrderRow"))
@bp.doc(description="Parameters: `location`, `after`, `limit`.")
def list_purchase_orders() -> Response:
    """List purchase orders."""
    after, limit, location = (
        wire.asked_after(),
        wire.asked_limit(),
        code(wire.asked_text("location")),
    )
    return wire.page(
        wire.read(
            lambda c: purchases.orders_page(c, after=after, limit=limit, location_code=location)
        )
    )


@bp.get("/purchase-orders/<no>")
@needs(Role.OPERATOR)
@bp.output(wire.model_of(purchases.Order, "PurchaseOrder"))
def show_purchase_order(no: str) -> Response:
    """Show a purchase order with its lines."""
    return wire.write(purchase_order(no), hide=sight.hidden())


@bp.post("/purchase-orders")
@needs(Role.SUPERVISOR)
@bp.input(wire.model_of(NewPurchaseOrder), arg_name="asked")
@bp.output(wire.model_of(OrderCreated), status_code=_CREATED)
def create_purchase_order(asked: BaseModel) -> Response:
    """Create a released purchase order."""
    return wire.run(
        orders.create_purchase_order, wire.value_of(NewPurchaseOrder, asked), status=_CREATED
    )


@bp.get("/transfer-orders")
@needs(Role.OPERATOR)
@bp.output(wire.page_of(transfers.OrderRow, "TransferOrderRow"))
@bp.doc(description="Parameters: `location`, `after`, `limit`.")
def list_transfer_orders() -> Response:
    """List transfer orders."""
    after, limit, location = (
        wire.asked_after(),
        wire.asked_limit(),
        code(wire.asked_text("location")),
    )
    return wire.page(
        wire.read(
            lambda c: transfers.orders_page(c, after=after, limit=limit, location_code=location)
        )
    )


@bp.get("/transfer-orders/<no>")
@needs(Role.OPERATOR)
@bp.output(wire.model_of(transfers.Order, "TransferOrder"))
def show_transfer_order(no: str) -> Response:
    """Show a transfer order with its lines."""
    return wire.write(transfer_order(no))


@bp.post("/transfer-orders")
@needs(Role.SUPERVISOR)
@bp.input(wire.model_of(NewTransferOrder), arg_name="asked")
@bp.output(wire.model_of(OrderCreated), status_code=_CREATED)
def create_transfer_order(asked: BaseModel) -> Response:
    """Create a released transfer order."""
    return wire.run(
        orders.create_transfer_order, wire.value_of(NewTransferOrder, asked), status=_CREATED
    )


def purchase_order(no: str) -> purchases.Order:
    """Read a purchase order.

    Raises: NotFound `document-unknown`.
    """
    found = wire.read(lambda c: purchases.order(c, code(no)))
    if found is None:
        raise refuse(NotFound, "document-unknown", document=code(no))
    return found


def transfer_order(no: str) -> transfers.Order:
    """Read a transfer order.

    Raises: NotFound `document-unknown`.
    """
    found = wire.read(lambda c: transfers.order(c, code(no)))
    if found is None:
        raise refuse(NotFound, "document-unknown", document=code(no))
    return found
