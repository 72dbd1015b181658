"""Keep the locations and their bins."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection

from scanner_app.kernel.codes import code, is_code
from scanner_app.kernel.errors import Conflict, NotFound, Problem, Refused, problem, refuse
from scanner_app.kernel.limits import (
    CODE_LENGTH_MAX,
    DESCRIPTION_LENGTH_MAX,
    LINES_PER_POSTING_MAX,
)
from scanner_app.kernel.terms import Role
from scanner_app.locations import queries, record
from scanner_app.service.use_case import Work, use_case


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLocation:
    """A location to be made.

    Attributes:
        allows_negative: stock may fall below 0, for places that are booked late.
        is_in_transit: only transfer orders use it; it has no bins.
    """

    code: str
    name: str
    uses_bins: bool = False
    allows_negative: bool = False
    is_in_transit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBin:
    """A bin to be made.

    Attributes:
        label_code: what its shelf label carries; "" lets the system make one up.
        ranking: higher ones are offered first.
    """

    code: str
    description: str = ""
    label_code: str = ""
    ranking: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBins:
    """Bins of one location; 1..500."""

    location_code: str
    bins: tuple[NewBin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardBins:
    """Which bins receipts and shipments use unless said otherwise; "" for none."""

    location_code: str
    receiving_bin_code: str
    shipping_bin_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockBin:
    """A bin to be blocked, or freed."""

    location_code: str
    bin_code: str
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class BinsMade:
    """The bins as they stand now."""

    location_code: str
    bins: tuple[queries.BinHit, ...]


@use_case(Role.ADMIN)
def create_location(work: Work, new: NewLocation) -> queries.LocationRow:
    """Make a location.

    Raises: Refused `code-malformed`, `text-too-long`, `bin-not-used`; Conflict `location-exists`.
    """
    location_code = code(new.code)
    found = [*_code_problems("code", location_code), *_text_problems("name", new.name)]
    if new.is_in_transit and new.uses_bins:
        found.append(problem("bin-not-used", field="uses_bins", location=location_code))
    if found:
        raise Refused(found)
    made = record.NewLocation(
        code=location_code,
        name=new.name.strip() or location_code,
        uses_bins=new.uses_bins,
        allows_negative=new.allows_negative,
        is_in_transit=new.is_in_transit,
    )
    connection = work.session.connection()
    if not record.add_location(connection, made):
        raise refuse(Conflict, "location-exists", field="code", location=location_code)
    return _location(connection, location_code)


@use_case(Role.SUPERVISOR)
def create_bins(work: Work, new: NewBins) -> BinsMade:
    """Make bins of a location, all or none; labels are made up where none is given.

    Raises: NotFound `location-unknown`; Refused with every problem: `bin-not-used`,
        `code-malformed`, `bin-exists`, `code-taken`, `text-too-long`, `too-many-lines`, `no-lines`.
    """
    connection = work.session.connection()
    location = _location(connection, code(new.location_code))
    if not new.bins:
        raise refuse(Refused, "no-lines")
    if len(new.bins) > LINES_PER_POSTING_MAX:
        raise refuse(Refused, "too-many-lines", limit=LINES_PER_POSTING_MAX)
    if not location.uses_bins:
        raise refuse(Refused, "bin-not-used", field="location_code", location=location.code)
    bins = tuple(
        record.NewBin(
            code=code(one.code),
            description=one.description.strip(),
            label_code=code(one.label_code) or record.new_label(),
            ranking=one.ranking,
        )
        for one in new.bins
    )
    found = _bin_problems(connection, location.code, bins)
    if found:
        raise Refused(found)
    record.add_bins(connection, location.code, bins)
    return BinsMade(
        location.code,
        tuple(
            queries.BinHit(
                location_code=location.code,
                code=one.code,
                description=one.description,
                is_blocked=False,
                label_code=one.label_code,
                ranking=one.ranking,
            )
            for one in bins
        ),
    )


@use_case(Role.SUPERVISOR)
def set_standard_bins(work: Work, wanted: StandardBins) -> queries.LocationRow:
    """Say which bins receipts and shipments use unless said otherwise.

    Raises: NotFound `location-unknown`; Refused `bin-unknown`.
    """
    connection = work.session.connection()
    location_code = code(wanted.location_code)
    named = {"receiving_bin_code": wanted.receiving_bin_code}
    named["shipping_bin_code"] = wanted.shipping_bin_code
    bins = {field: code(text) for field, text in named.items()}
    known = queries.facts(connection, [(location_code, one) for one in ("", *bins.values())])
    if location_code not in known:
        raise refuse(NotFound, "location-unknown", field="location_code", location=location_code)
    found = [
        problem("bin-unknown", field=field, bin=one, location=location_code)
        for field, one in bins.items()
        if one and one not in known[location_code].bins
    ]
    if found:
        raise Refused(found)
    record.set_standard_bins(
        connection,
        location_code,
        receiving=bins["receiving_bin_code"],
        shipping=bins["shipping_bin_code"],
    )
    return _location(connection, location_code)


@use_case(Role.SUPERVISOR)
def block_bin(work: Work, wanted: BlockBin) -> BlockBin:
    """Block a bin, so that nothing is put there or taken from it, or free it.

    Raises: NotFound `bin-unknown`.
    """
    location_code, bin_code = code(wanted.location_code), code(wanted.bin_code)
    connection = work.session.connection()
    if not record.block_bin(
        connection, location_code, bin_code=bin_code, is_blocked=wanted.is_blocked
    ):
        raise refuse(NotFound, "bin-unknown", bin=bin_code, location=location_code)
    return wanted


def _location(connection: Connection, location_code: str) -> queries.LocationRow:
    row = queries.location(connection, location_code)
    if row is None:
        raise refuse(NotFound, "location-unknown", field="location_code", location=location_code)
    return row


def _code_problems(field: str, text: str, line: int = 0) -> tuple[Problem, ...]:
    if is_code(text):
        return ()
    return (problem("code-malformed", field=field, line=line, text=text, limit=CODE_LENGTH_MAX),)


def _text_problems(field: str, text: str, line: int = 0) -> tuple[Problem, ...]:
    if len(text) <= DESCRIPTION_LENGTH_MAX:
        return ()
    return (problem("text-too-long", field=field, line=line, limit=DESCRIPTION_LENGTH_MAX),)


def _bin_problems(
    connection: Connection, location_code: str, bins: tuple[record.NewBin, ...]
) -> list[Problem]:
    codes = Counter(one.code for one in bins)
    labels = Counter(one.label_code for one in bins)
    known = record.known_codes(connection, location_code, tuple(codes))
    taken = record.known_labels(connection, tuple(labels))
    found: list[Problem] = []
    for line, one in enumerate(bins, start=1):
        found += _code_problems("code", one.code, line)
        found += _text_problems("description", one.description, line)
        if one.code in known or codes[one.code] > 1:
            said = {"bin": one.code, "location": location_code}
            found.append(problem("bin-exists", field="code", line=line, **said))
        if not set(record.LABEL_ALPHABET).issuperset(one.label_code):
            found += _code_problems("label_code", "", line)
        if one.label_code in taken or labels[one.label_code] > 1:
            said = {"text": one.label_code, "item": "another bin"}
            found.append(problem("code-taken", field="label_code", line=line, **said))
    return found
