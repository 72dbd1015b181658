"""Locations: the list, new ones, and the bins of each."""

from typing import Final

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as BaseResponse

from scanner_app.kernel.errors import NotFound, Refusal
from scanner_app.kernel.terms import Role
from scanner_app.locations import queries as locations
from scanner_app.locations.bin_codes import typed_codes
from scanner_app.people.roles import may
from scanner_app.service import locations as service
from scanner_app.service.locations import BlockBin, NewBin, NewBins, NewLocation, StandardBins
from scanner_app.web import auth, forms, render, wire
from scanner_app.web.api.locations import location_of
from scanner_app.web.forms import NOT_SENT, Filled
from scanner_app.web.policy import needs

bp: Final = Blueprint("locations", __name__, url_prefix="/locations")

_ROWS: Final = 100
_BINS_LENGTH_MAX: Final = 20_000


@bp.get("/")
@needs(Role.OPERATOR)
def show_list() -> Response:
    """Show all locations."""
    rows = wire.read(locations.all_locations)
    return render.page("locations/show_list.html", rows=rows, may_add=_is_admin())


@bp.get("/new")
@needs(Role.ADMIN)
def show_new() -> Response:
    """Ask what a new location is like."""
    return render.page("locations/new.html", form=NOT_SENT)


@bp.post("/new")
@needs(Role.ADMIN)
def create() -> BaseResponse:
    """Make a location."""
    try:
        new = NewLocation(
            code=forms.text("code"),
            name=forms.text("name"),
            uses_bins=_is_ticked("uses_bins"),
            allows_negative=_is_ticked("allows_negative"),
            is_in_transit=_is_ticked("is_in_transit"),
        )
        answer = forms.run(service.create_location, new)
    except Refusal as refusal:
        form = forms.filled(refusal)
        return render.page("locations/new.html", status=refusal.status, form=form)
    made = answer.body["code"]
    render.say(f"{made} was made. {_next_step(new)}")
    return forms.go(url_for(".show_card", location_code=made))


@bp.get("/<path:location_code>/card")
@needs(Role.OPERATOR)
def show_card(location_code: str) -> Response:
    """Show a location and its bins."""
    return _card(location_code)


@bp.post("/<path:location_code>/bins")
@needs(Role.SUPERVISOR)
def add_bins(location_code: str) -> BaseResponse:
    """Make bins, several at once."""
    try:
        codes = typed_codes(forms.text("bins", longest=_BINS_LENGTH_MAX))
        new = NewBins(location_code=location_code, bins=tuple(NewBin(code=one) for one in codes))
        answer = forms.run(service.create_bins, new)
    except NotFound:
        raise
    except Refusal as refusal:
        return _card(location_code, forms.filled(refusal), status=refusal.status)
    made = len(answer.body["bins"])
    said = "1 bin was added." if made == 1 else f"{made} bins were added."
    return _changed(location_code, f"{said} Print their labels next.")


@bp.post("/<path:location_code>/standard-bins")
@needs(Role.SUPERVISOR)
def set_standard_bins(location_code: str) -> BaseResponse:
    """Say which bins receipts and shipments use unless said otherwise."""
    try:
        wanted = StandardBins(
            location_code=location_code,
            receiving_bin_code=forms.text("receiving_bin_code"),
            shipping_bin_code=forms.text("shipping_bin_code"),
        )
        forms.run(service.set_standard_bins, wanted)
    except NotFound:
        raise
    except Refusal as refusal:
        return _card(location_code, forms.filled(refusal), status=refusal.status)
    return _changed(location_code, "Changed.")


@bp.post("/<path:location_code>/block-bin")
@needs(Role.SUPERVISOR)
def block_bin(location_code: str) -> BaseResponse:
    """Block a bin, so that nothing is put there or taken from it, or free it."""
    bin_code, is_blocked = forms.text("bin_code"), forms.text("is_blocked") == "yes"
    wanted = BlockBin(location_code=location_code, bin_code=bin_code, is_blocked=is_blocked)
    forms.run(service.block_bin, wanted)
    return _changed(location_code, f"{bin_code} {'is blocked' if is_blocked else 'can be used'}.")


def _card(location_code: str, form: Filled = NOT_SENT, *, status: int = 200) -> Response:
    row, after = location_of(location_code), wire.asked_after()
    page = wire.read(lambda c: locations.bins_of(c, row.code, after=after, limit=_ROWS))
    return render.page("locations/show_card.html", status=status, row=row, page=page, form=form)


def _changed(location_code: str, said: str) -> BaseResponse:
    render.say(said)
    return forms.go(url_for(".show_card", location_code=location_code))


def _next_step(made: NewLocation) -> str:
    if made.is_in_transit:
        return "Transfer orders can go through it."
    if made.uses_bins:
        return "Add its bins now."
    return "Say under People who works there: they have no shelf label to scan."


def _is_ticked(name: str) -> bool:
    return forms.text(name) == "yes"


def _is_admin() -> bool:
    return may(auth.current_person().role, Role.ADMIN)
