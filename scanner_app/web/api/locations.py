"""Locations and their bins."""

from dataclasses import dataclass
from typing import Final

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel

from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import NotFound, refuse
from scanner_app.kernel.terms import Role
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.queries import BinStock
from scanner_app.locations import queries as locations
from scanner_app.locations.queries import BinHit, LocationRow
from scanner_app.service import locations as service
from scanner_app.service.locations import BinsMade, NewBin, NewBins, NewLocation
from scanner_app.web import wire
from scanner_app.web.policy import needs

bp: Final = APIBlueprint("api_locations", __name__, url_prefix="/api/v1", tag="Locations")

_CREATED: Final = 201


@dataclass(frozen=True, slots=True)
class Bins:
    """Bins to be made, all or none; 1..500."""

    bins: tuple[NewBin, ...]


@bp.get("/locations")
@needs(Role.OPERATOR)
@bp.output(wire.list_of(LocationRow))
def show_locations() -> Response:
    """Show all locations."""
    return wire.write_list(wire.read(locations.all_locations))


@bp.post("/locations")
@needs(Role.ADMIN)
@bp.input(wire.model_of(NewLocation), arg_name="asked")
@bp.output(wire.model_of(LocationRow), status_code=_CREATED)
def create_location(asked: BaseModel) -> Response:
    """Make a location."""
    return wire.run(service.create_location, wire.value_of(NewLocation, asked), status=_CREATED)


@bp.post("/locations/<location_code>/bins")
@needs(Role.SUPERVISOR)
@bp.input(wire.model_of(Bins), arg_name="asked")
@bp.output(wire.model_of(BinsMade), status_code=_CREATED)
def create_bins(location_code: str, asked: BaseModel) -> Response:
    """Make bins of a location; labels are made up where none is given."""
    new = NewBins(location_code=location_code, bins=wire.value_of(Bins, asked).bins)
    return wire.run(service.create_bins, new, status=_CREATED)


@bp.get("/locations/<location_code>/bins")
@needs(Role.OPERATOR)
@bp.output(wire.page_of(BinHit))
@bp.doc(description="Parameters: `after`, `limit`.")
def show_bins(location_code: str) -> Response:
    """Show the bins of a location."""
    asked = location_of(location_code).code
    after, limit = wire.asked_after(), wire.asked_limit()
    return wire.page(wire.read(lambda c: locations.bins_of(c, asked, after=after, limit=limit)))


@bp.get("/locations/<location_code>/bins/<bin_code>/stock")
@needs(Role.OPERATOR)
@bp.output(wire.list_of(BinStock))
def show_bin_stock(location_code: str, bin_code: str) -> Response:
    """Show what lies in a bin, in base units."""
    asked = location_of(location_code).code
    found = wire.read(
        lambda c: ledger.bin_contents(c, location_code=asked, bin_code=code(bin_code))
    )
    return wire.write_list(found)


def location_of(location_code: str) -> LocationRow:
    """Read a location.

    Raises: NotFound `location-unknown`.
    """
    found = wire.read(lambda c: locations.location(c, code(location_code)))
    if found is None:
        raise refuse(NotFound, "location-unknown", location=code(location_code))
    return found
