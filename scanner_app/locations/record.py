"""Writers of locations and bins."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.locations.models import Bin, Location

LABEL_ALPHABET: Final = "BCDEFGHJKLNOPRSTUVX0123456789"
"""Signs that keyboards of all countries have in the same place. Source: scanning.md 6.4."""

_LABEL_LENGTH: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLocation:
    """A location to be written; codes in their stored form."""

    code: str
    name: str
    uses_bins: bool = False
    allows_negative: bool = False
    is_in_transit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBin:
    """A bin to be written; codes in their stored form.

    Attributes:
        label_code: what its shelf label carries, unique over all locations.
    """

    code: str
    description: str
    label_code: str
    ranking: int = 0


def new_label() -> str:
    """Make a label code by chance: 29 ** 8 of them, so that two never meet in practice."""
    return "".join(secrets.choice(LABEL_ALPHABET) for _ in range(_LABEL_LENGTH))


def add_location(connection: Connection, new: NewLocation) -> bool:
    """Write a location; False if the code is taken."""
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = connection.execute(
        made(Location)
        .values(
            code=new.code,
            name=new.name,
            uses_bins=new.uses_bins,
            allows_negative=new.allows_negative,
            is_in_transit=new.is_in_transit,
            is_blocked=False,
            receiving_bin_code="",
            shipping_bin_code="",
        )
        .on_conflict_do_nothing()
        .returning(Location.code)
    ).first()
    return row is not None


def known_codes(connection: Connection, location_code: str, codes: Sequence[str]) -> frozenset[str]:
    """Read which of some bin codes the location has already."""
    rows = connection.execute(
        select(Bin.code).where(Bin.location_code == location_code, Bin.code.in_(codes))
    )
    return frozenset(row.code for row in rows)


def known_labels(connection: Connection, labels: Sequence[str]) -> frozenset[str]:
    """Read which of some label codes are taken, at whatever location."""
    rows = connection.execute(select(Bin.label_code).where(Bin.label_code.in_(labels)))
    return frozenset(row.label_code for row in rows)


def add_bins(connection: Connection, location_code: str, bins: Sequence[NewBin]) -> None:
    """Write bins whose codes and labels are free."""
    connection.execute(
        insert(Bin),
        [
            {
                "location_code": location_code,
                "code": one.code,
                "description": one.description,
                "label_code": one.label_code,
                "is_blocked": False,
                "ranking": one.ranking,
            }
            for one in bins
        ],
    )


def block_bin(
    connection: Connection,
    location_code: str,
    *,
    bin_code: str,
    is_blocked: bool,
) -> bool:
    """Block a bin or free it; False if there is none."""
    done = connection.execute(
        update(Bin)
        .where(Bin.location_code == location_code, Bin.code == bin_code)
        .values(is_blocked=is_blocked)
    )
    return done.rowcount == 1


def set_standard_bins(
    connection: Connection, location_code: str, *, receiving: str, shipping: str
) -> None:
    """Write which bins receipts and shipments use unless said otherwise; "" for none."""
    connection.execute(
        update(Location)
        .where(Location.code == location_code)
        .values(receiving_bin_code=receiving, shipping_bin_code=shipping)
    )
