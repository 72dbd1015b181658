"""Items: the list, the card with stock, the ledger entries and what hangs on each."""

from typing import Final

from flask import Blueprint, Response

from scanner_app.items import queries as items
from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.terms import Role
from scanner_app.ledger import queries as ledger
from scanner_app.web import render, wire
from scanner_app.web.api.items import card_of
from scanner_app.web.policy import needs

bp: Final = Blueprint("items", __name__, url_prefix="/items")

_ROWS: Final = 50


@bp.get("/")
@needs(Role.OPERATOR)
def show_list() -> Response:
    """Show the items found, with what is in stock of each."""
    text, after = wire.asked_text("q"), wire.asked_after()
    found = wire.read(lambda c: items.search(c, text, after=after, limit=_ROWS))
    stock = wire.read(lambda c: ledger.stock_of(c, [row.no for row in found.rows]))
    pairs = tuple((row, stock.get(row.no)) for row in found.rows)
    return render.page("items/show_list.html", page=found, pairs=pairs, text=text)


@bp.get("/<path:no>/card")
@needs(Role.OPERATOR)
def show_card(no: str) -> Response:
    """Show what is known of an item, where it lies and what happened to it."""
    card, before = card_of(no), wire.asked_no("after")
    stock = wire.read(lambda c: ledger.item_stock(c, card.facts.no))
    entries = wire.read(lambda c: ledger.item_entries(c, card.facts.no, before=before, limit=_ROWS))
    return render.page("items/show_card.html", card=card, stock=stock, page=entries)


@bp.get("/entries/<no:entry_no>")
@needs(Role.OPERATOR)
def show_entry(entry_no: int) -> Response:
    """Show one ledger entry with its applications and, to supervisors, its values."""
    story = wire.read(lambda c: ledger.entry_story(c, entry_no))
    if story is None:
        raise refuse(NotFound, "entry-unknown")
    return render.page("items/show_entry.html", story=story)
