"""Items: the list, new ones, the card with stock, the ledger entries and what hangs on each."""

import re
from typing import Final

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from scanner_app.items import queries as items
from scanner_app.items.choices import choices
from scanner_app.kernel.errors import NotFound, Problem, Refusal, Refused, problem, refuse
from scanner_app.kernel.quantity import ZERO, read_quantity
from scanner_app.kernel.terms import Role
from scanner_app.ledger import queries as ledger
from scanner_app.service import items as service
from scanner_app.service.items import (
    ChangedItem,
    NewBarCode,
    NewItem,
    NewUnit,
    NewVariant,
    RemoveBarCode,
)
from scanner_app.web import forms, render, wire
from scanner_app.web.api.items import card_of
from scanner_app.web.forms import NOT_SENT, Filled
from scanner_app.web.policy import needs

bp: Final = Blueprint("items", __name__, url_prefix="/items")

_ROWS: Final = 50
_VARIANTS_LENGTH_MAX: Final = 10_000


@bp.get("/")
@needs(Role.OPERATOR)
def show_list() -> Response:
    """Show the items found, with what is in stock of each."""
    text, after = wire.asked_text("q"), wire.asked_after()
    found = wire.read(lambda c: items.search(c, text, after=after, limit=_ROWS))
    stock = wire.read(lambda c: ledger.stock_of(c, [row.no for row in found.rows]))
    pairs = tuple((row, stock.get(row.no)) for row in found.rows)
    return render.page("items/show_list.html", page=found, pairs=pairs, text=text)


@bp.get("/new")
@needs(Role.SUPERVISOR)
def show_new() -> Response:
    """Ask what a new item card says."""
    return _new()


@bp.post("/new")
@needs(Role.SUPERVISOR)
def create() -> BaseResponse:
    """Make an item."""
    try:
        answer = forms.run(service.create_item, _typed_item())
    except Refusal as refusal:
        return _new(forms.filled(refusal), status=refusal.status)
    no = answer.body["facts"]["no"]
    render.say(f"{no} was made. It can be received now.")
    return forms.go(url_for(".show_card", no=no))


@bp.get("/<path:no>/card")
@needs(Role.OPERATOR)
def show_card(no: str) -> Response:
    """Show what is known of an item, where it lies and what happened to it."""
    return _card(no)


@bp.post("/<path:no>/bar-codes")
@needs(Role.SUPERVISOR)
def add_bar_code(no: str) -> BaseResponse:
    """Let one more bar code stand for an item."""
    try:
        new = NewBarCode(
            item_no=no,
            text=forms.text("text"),
            unit_code=forms.text("unit_code"),
            variant_code=forms.text("variant_code"),
        )
        forms.run(service.add_bar_code, new)
    except NotFound:
        raise
    except Refusal as refusal:
        return _card(no, forms.filled(refusal), status=refusal.status)
    return _changed(no, "The bar code was added. Scan it to try.")


@bp.post("/<path:no>/bar-codes/<no:reference_id>/remove")
@needs(Role.SUPERVISOR)
def remove_bar_code(no: str, reference_id: int) -> BaseResponse:
    """Forget a bar code."""
    forms.run(service.remove_bar_code, RemoveBarCode(reference_id))
    return _changed(no, "The bar code was removed.")


@bp.post("/<path:no>/block")
@needs(Role.SUPERVISOR)
def block(no: str) -> BaseResponse:
    """Block an item, so that it is neither received nor moved, or free it."""
    card, is_blocked = card_of(no), forms.text("is_blocked") == "yes"
    changed = ChangedItem(
        no=card.facts.no,
        version=_version(),
        description=card.facts.description,
        description_2=card.description_2,
        unit_cost=card.facts.unit_cost,
        is_blocked=is_blocked,
    )
    try:
        forms.run(service.change_item, changed)
    except Refusal as refusal:
        return _card(no, forms.filled(refusal), status=refusal.status)
    said = "is blocked: nobody can receive or move it" if is_blocked else "can be used again"
    return _changed(no, f"{card.facts.no} {said}.")


@bp.get("/entries/<no:entry_no>")
@needs(Role.OPERATOR)
def show_entry(entry_no: int) -> Response:
    """Show one ledger entry with its applications and, to supervisors, its values."""
    story = wire.read(lambda c: ledger.entry_story(c, entry_no))
    if story is None:
        raise refuse(NotFound, "entry-unknown")
    return render.page("items/show_entry.html", story=story)


def _new(form: Filled = NOT_SENT, *, status: int = 200) -> Response:
    found = wire.read(choices)
    return render.page("items/new.html", status=status, form=form, choices=found)


def _card(no: str, form: Filled = NOT_SENT, *, status: int = 200) -> Response:
    card, before = card_of(no), wire.asked_no("after")
    stock = wire.read(lambda c: ledger.item_stock(c, card.facts.no))
    entries = wire.read(lambda c: ledger.item_entries(c, card.facts.no, before=before, limit=_ROWS))
    return render.page(
        "items/show_card.html", status=status, card=card, stock=stock, page=entries, form=form
    )


def _changed(no: str, said: str) -> BaseResponse:
    render.say(said)
    return forms.go(url_for(".show_card", no=no))


def _version() -> int:
    """Return the version of the card that the person looked at; 0 fits none."""
    text = forms.text("version", longest=9)
    return int(text) if text.isascii() and text.isdigit() else 0


def _typed_item() -> NewItem:
    """Read the form of a new item.

    Raises: Refused `amount-malformed`, `quantity-malformed`; Invalid `text-too-long`.
    """
    unit_cost = read_quantity(forms.text("unit_cost") or "0")
    units, wrong = _typed_units()
    if unit_cost is None:
        text = forms.text("unit_cost")
        wrong = (*wrong, problem("amount-malformed", field="unit_cost", text=text))
    if wrong:
        raise Refused(wrong)
    return NewItem(
        no=forms.text("no"),
        description=forms.text("description"),
        base_unit_code=forms.text("base_unit_code"),
        unit_cost=unit_cost or ZERO,
        tracking_code=forms.text("tracking_code"),
        variants=_typed_variants(),
        units=units,
        bar_code=forms.text("bar_code"),
    )


def _typed_units() -> tuple[tuple[NewUnit, ...], tuple[Problem, ...]]:
    """Read the unit besides the base unit, and what is wrong with it; none is all right."""
    unit_code, text = forms.text("pack_unit_code"), forms.text("units").strip()
    if not unit_code and not text:
        return (), ()
    quantity = read_quantity(text)
    if quantity is None:
        return (), (problem("quantity-malformed", field="units", text=text),)
    return (NewUnit(code=unit_code, quantity_per_unit=quantity),), ()


def _typed_variants() -> tuple[NewVariant, ...]:
    """Read variants, one a line: the code, then what it is called."""
    lines = forms.text("variants", longest=_VARIANTS_LENGTH_MAX).splitlines()
    parts = [re.split(r"[\s,;:]+", line.strip(), maxsplit=1) for line in lines if line.strip()]
    return tuple(
        NewVariant(code=part[0], description=part[1] if len(part) > 1 else "") for part in parts
    )
