"""Purchase orders: what is expected, and what came of it."""

from typing import Final

from flask import Blueprint, Response

from scanner_app.kernel.terms import Role
from scanner_app.purchases import queries as purchases
from scanner_app.web import render, wire
from scanner_app.web.api.orders import purchase_order
from scanner_app.web.policy import needs

bp: Final = Blueprint("purchases", __name__, url_prefix="/purchase-orders")

_ROWS: Final = 50


@bp.get("/")
@needs(Role.OPERATOR)
def show_list() -> Response:
    """Show purchase orders."""
    after = wire.asked_after()
    found = wire.read(lambda c: purchases.orders_page(c, after=after, limit=_ROWS))
    return render.page("purchases/show_list.html", page=found)


@bp.get("/<path:no>/card")
@needs(Role.OPERATOR)
def show_order(no: str) -> Response:
    """Show one order with its lines and receipts."""
    order = purchase_order(no)
    receipts = wire.read(lambda c: purchases.receipts_of(c, order.no))
    return render.page("purchases/show_order.html", order=order, receipts=receipts)
