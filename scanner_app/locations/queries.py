"""Readers of locations and bins."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, select, tuple_

from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.page import Page
from scanner_app.locations.models import Bin, Location


@dataclass(frozen=True, slots=True)
class LocationFacts:
    """What a posting and a scan must know of a location.

    Attributes:
        receiving_bin_code: where receipts are put unless said otherwise, "" if none.
        bins: of the bins asked for, those that exist: code and whether it is blocked.
    """

    code: str
    name: str
    uses_bins: bool
    allows_negative: bool
    is_in_transit: bool
    is_blocked: bool
    receiving_bin_code: str
    bins: dict[str, bool]


@dataclass(frozen=True, slots=True)
class LocationRow:
    """One location in a list."""

    code: str
    name: str
    uses_bins: bool
    allows_negative: bool
    is_in_transit: bool
    is_blocked: bool
    receiving_bin_code: str
    shipping_bin_code: str


@dataclass(frozen=True, slots=True)
class BinHit:
    """One bin, as a scan or a list finds it."""

    location_code: str
    code: str
    description: str
    is_blocked: bool
    label_code: str
    ranking: int


@cache
def _facts() -> Select[*tuple[Any, ...]]:
    """Read locations with the bins asked for; built once, because every posting asks it."""
    codes: BindParameter[Sequence[str]] = bindparam("codes", expanding=True)
    bins: BindParameter[Sequence[tuple[str, str]]] = bindparam("bins", expanding=True)
    return (
        select(
            Location.code,
            Location.name,
            Location.uses_bins,
            Location.allows_negative,
            Location.is_in_transit,
            Location.is_blocked,
            Location.receiving_bin_code,
            Bin.code.label("bin_code"),
            Bin.is_blocked.label("bin_is_blocked"),
        )
        .outerjoin(
            Bin,
            and_(Bin.location_code == Location.code, tuple_(Bin.location_code, Bin.code).in_(bins)),
        )
        .where(Location.code.in_(codes))
    )


def facts(connection: Connection, places: Collection[tuple[str, str]]) -> dict[str, LocationFacts]:
    """Read what must be known of some locations and bins, in one statement.

    `places` are (location code, bin code or ""). The result is by location code; unknown locations
    are left out, unknown bins are missing in `bins`.
    """
    if not places:
        return {}
    asked = {
        "codes": sorted({place[0] for place in places}),
        "bins": sorted({place for place in places if place[1]}) or [("", "")],
    }
    found: dict[str, LocationFacts] = {}
    for row in connection.execute(_facts(), asked):
        known = found.setdefault(
            row.code,
            LocationFacts(
                row.code,
                row.name,
                row.uses_bins,
                row.allows_negative,
                row.is_in_transit,
                row.is_blocked,
                row.receiving_bin_code,
                bins={},
            ),
        )
        if row.bin_code is not None:
            known.bins[row.bin_code] = row.bin_is_blocked
    return found


def _bins() -> Select[*tuple[Any, ...]]:
    return select(
        Bin.location_code,
        Bin.code,
        Bin.description,
        Bin.is_blocked,
        Bin.label_code,
        Bin.ranking,
    )


def bin_by_label(connection: Connection, label_code: str) -> BinHit | None:
    """Read the bin whose shelf label carries a code; None if none does."""
    row = connection.execute(_bins().where(Bin.label_code == label_code)).one_or_none()
    return None if row is None else BinHit(*row)


def bins_named(connection: Connection, code: str, *, location_code: str = "") -> tuple[BinHit, ...]:
    """Read the bins of a code: of one location, or of all if that is blank."""
    statement = _bins().where(Bin.code == code).order_by(Bin.location_code).limit(PAGE_ROWS_MAX)
    if location_code:
        statement = statement.where(Bin.location_code == location_code)
    return tuple(BinHit(*row) for row in connection.execute(statement))


def bins_of(
    connection: Connection, location_code: str, *, after: str = "", limit: int
) -> Page[BinHit]:
    """Read one page of the bins of a location, by code.

    `after` is the cursor of the page before, `limit` 1..PAGE_ROWS_MAX.
    """
    size = min(limit, PAGE_ROWS_MAX)
    statement = (
        _bins()
        .where(Bin.location_code == location_code, Bin.code > after)
        .order_by(Bin.code)
        .limit(size + 1)
    )
    rows = tuple(BinHit(*row) for row in connection.execute(statement))
    return Page(rows[:size], rows[size - 1].code if len(rows) > size else "")


def _locations() -> Select[*tuple[Any, ...]]:
    return select(
        Location.code,
        Location.name,
        Location.uses_bins,
        Location.allows_negative,
        Location.is_in_transit,
        Location.is_blocked,
        Location.receiving_bin_code,
        Location.shipping_bin_code,
    )


def location(connection: Connection, location_code: str) -> LocationRow | None:
    """Read one location; None if there is none of that code."""
    row = connection.execute(_locations().where(Location.code == location_code)).one_or_none()
    return None if row is None else LocationRow(*row)


def all_locations(connection: Connection) -> tuple[LocationRow, ...]:
    """Read the locations by code (at most `PAGE_ROWS_MAX`; a company has a few)."""
    rows = connection.execute(_locations().order_by(Location.code).limit(PAGE_ROWS_MAX))
    return tuple(LocationRow(*row) for row in rows)
