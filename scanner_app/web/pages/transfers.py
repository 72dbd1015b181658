"""Transfer orders: what is to move between locations, and what has moved."""

from typing import Final

from flask import Blueprint, Response

from scanner_app.kernel.terms import Role
from scanner_app.transfers import queries as transfers
from scanner_app.web import render, wire
from scanner_app.web.api.orders import transfer_order
from scanner_app.web.policy import needs

bp: Final = Blueprint("transfers", __name__, url_prefix="/transfer-orders")

_ROWS: Final = 50


@bp.get("/")
@needs(Role.OPERATOR)
def show_list() -> Response:
    """Show transfer orders."""
    after = wire.asked_after()
    found = wire.read(lambda c: transfers.orders_page(c, after=after, limit=_ROWS))
    return render.page("transfers/show_list.html", page=found)


@bp.get("/<path:no>/card")
@needs(Role.OPERATOR)
def show_order(no: str) -> Response:
    """Show one order with its lines and the transfers posted on it."""
    order = transfer_order(no)
    posted = wire.read(lambda c: transfers.direct_transfers_of(c, order.no))
    return render.page("transfers/show_order.html", order=order, posted=posted)
