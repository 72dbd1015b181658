"""Locations and their bins."""

from typing import Final

from apiflask import APIBlueprint
from flask import Response

from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.terms import Role
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.queries import BinStock
from scanner_app.locations import queries as locations
from scanner_app.locations.queries import BinHit, LocationRow
from scanner_app.web import wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_locations", __name__, url_prefix="/api/v1", tag="Locations")


@bp.get("/locations")
@needs(Role.OPERATOR)
@bp.output(wire.list_of(LocationRow))
def show_locations() -> Response:
    """Show all locations."""
    return wire.write_list(wire.read(locations.all_locations))


@bp.get("/locations/<location_code>/bins")
@needs(Role.OPERATOR)
@bp.output(wire.page_of(BinHit))
@bp.doc(description="Parameters: `after`, `limit`.")
def show_bins(location_code: str) -> Response:
    """Show the bins of a location."""
    asked, after, limit = _known(location_code), wire.asked_after(), wire.asked_limit()
    return wire.page(wire.read(lambda c: locations.bins_of(c, asked, after=after, limit=limit)))


@bp.get("/locations/<location_code>/bins/<bin_code>/stock")
@needs(Role.OPERATOR)
@bp.output(wire.list_of(BinStock))
def show_bin_stock(location_code: str, bin_code: str) -> Response:
    """Show what lies in a bin, in base units."""
    asked = _known(location_code)
    found = wire.read(
        lambda c: ledger.bin_contents(c, location_code=asked, bin_code=code(bin_code))
    )
    return wire.write_list(found)


def _known(location_code: str) -> str:
    asked = code(location_code)
    if asked not in wire.read(lambda c: locations.facts(c, [(asked, "")])):
        raise refuse(NotFound, "location-unknown", location=asked)
    return asked
