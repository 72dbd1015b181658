"""Items: find them, where they lie, and what the ledger says of them."""

from dataclasses import dataclass
from typing import Final

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from scanner_app.items import queries as items
from scanner_app.items.queries import ItemCard, ItemRow
from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.terms import ReferenceType, Role
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.queries import BinStock, EntryStory, EntryView
from scanner_app.service import items as service
from scanner_app.service.items import NewBarCode, NewItem
from scanner_app.web import sight, wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_items", __name__, url_prefix="/api/v1", tag="Items")

_CREATED: Final = 201


@dataclass(frozen=True, slots=True, kw_only=True)
class BarCode:
    """A bar code, or a vendor's or customer's number, that stands for the item."""

    text: str
    variant_code: str = ""
    unit_code: str = ""
    reference_type: ReferenceType = ReferenceType.BAR_CODE
    party_no: str = ""
    description: str = ""


@bp.get("/items")
@needs(Role.OPERATOR)
@bp.output(wire.page_of(ItemRow))
@bp.doc(description="Parameters: `q` (number, description or bar code), `after`, `limit`.")
def find_items() -> Response:
    """Find items."""
    text, after, limit = wire.asked_text("q"), wire.asked_after(), wire.asked_limit()
    return wire.page(wire.read(lambda c: items.search(c, text, after=after, limit=limit)))


@bp.get("/items/<no>")
@needs(Role.OPERATOR)
@bp.output(wire.model_of(ItemCard))
def show_item(no: str) -> Response:
    """Show what is known of an item."""
    return wire.write(card_of(no), hide=sight.hidden())


@bp.post("/items")
@needs(Role.SUPERVISOR)
@bp.input(wire.model_of(NewItem), arg_name="asked")
@bp.output(wire.model_of(ItemCard), status_code=_CREATED)
def create_item(asked: BaseModel) -> Response:
    """Make an item with its variants, its units and a bar code."""
    return wire.run(service.create_item, wire.value_of(NewItem, asked), status=_CREATED)


@bp.post("/items/<no>/bar-codes")
@needs(Role.SUPERVISOR)
@bp.input(wire.model_of(BarCode), arg_name="asked")
@bp.output(wire.model_of(ItemCard), status_code=_CREATED)
def add_bar_code(no: str, asked: BaseModel) -> Response:
    """Let one more bar code stand for an item."""
    given = wire.value_of(BarCode, asked)
    new = NewBarCode(
        item_no=no,
        text=given.text,
        variant_code=given.variant_code,
        unit_code=given.unit_code,
        reference_type=given.reference_type,
        party_no=given.party_no,
        description=given.description,
    )
    return wire.run(service.add_bar_code, new, status=_CREATED)


@bp.get("/items/<no>/stock")
@needs(Role.OPERATOR)
@bp.output(wire.list_of(BinStock))
def show_stock(no: str) -> Response:
    """Show where an item lies: by location, bin, lot and serial, in base units."""
    return wire.write_list(wire.read(lambda c: ledger.item_stock(c, card_of(no).facts.no)))


@bp.get("/items/<no>/ledger-entries")
@needs(Role.OPERATOR)
@bp.output(wire.page_of(EntryView))
@bp.doc(description="Newest first. Parameters: `after`, `limit`.")
def show_entries(no: str) -> Response:
    """Show the ledger entries of an item."""
    before, limit = wire.asked_no("after"), wire.asked_limit()
    item_no = card_of(no).facts.no
    found = wire.read(lambda c: ledger.item_entries(c, item_no, before=before, limit=limit))
    return wire.page(found, hide=sight.hidden())


@bp.get("/ledger-entries/<no:entry_no>")
@needs(Role.OPERATOR)
@bp.output(wire.model_of(EntryStory))
def show_entry(entry_no: int) -> Response:
    """Show one ledger entry with its applications and value entries."""
    story = wire.read(lambda c: ledger.entry_story(c, entry_no))
    if story is None:
        raise refuse(NotFound, "entry-unknown")
    return wire.write(story, hide=sight.hidden())


def card_of(no: str) -> ItemCard:
    """Read the card of an item.

    Raises: NotFound `item-unknown`.
    """
    found: ItemCard | None = wire.read(lambda c: items.card(c, code(no)))
    if found is None:
        raise refuse(NotFound, "item-unknown", item=code(no))
    return found
