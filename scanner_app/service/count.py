"""Count one place blind: what was found is compared with the books in the same transaction.

The reply never says what was expected, how much was missing or what was posted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection

from scanner_app.counting import record
from scanner_app.counting.drafts import Place, difference_lines
from scanner_app.counting.lines import Counted, Expected, count_lines
from scanner_app.counting.lines import CountLine as OrderLine
from scanner_app.db.transaction import savepoint
from scanner_app.journals import record as journals
from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import Invalid, Problem, Refused, problem, refuse
from scanner_app.kernel.limits import LINES_PER_POSTING_MAX
from scanner_app.kernel.quantity import ZERO
from scanner_app.kernel.terms import EntryType, JournalSource, Role
from scanner_app.ledger import balances
from scanner_app.ledger import queries as ledger
from scanner_app.ledger.draft import DraftLine
from scanner_app.locations import queries as locations
from scanner_app.numbering.series import next_no
from scanner_app.people.roles import may
from scanner_app.service import goods
from scanner_app.service.goods import Goods, GoodsLine
from scanner_app.service.hold import hold, weigh
from scanner_app.service.posting import post
from scanner_app.service.use_case import Work, use_case
from scanner_app.tracking import queries as tracking
from scanner_app.tracking import rules

SOURCE = JournalSource.COUNT.value


class CountOutcome(StrEnum):
    """What became of a count."""

    FINISHED = "finished"
    POSTED = "posted"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedLine(GoodsLine):
    """What was found of some goods; 0 for goods that were looked for and are not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinCount:
    """The count of one place.

    Attributes:
        bin_code: "" where the location uses no bins: then the whole location was counted.
        lines: everything that was found, 1..500 lines; what is not in them was not found.
        is_empty: the place is empty; then there are no lines.
    """

    location_code: str
    bin_code: str = ""
    lines: tuple[CountedLine, ...] = ()
    is_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRecorded:
    """What the person may know of his count.

    Attributes:
        lines_counted: the lines he said.
        register_no, batch_id: what was posted or waits, 0 if nothing is; 0 for operators in any
            case, because both lead to the difference.
    """

    document_no: str
    outcome: CountOutcome
    location_code: str
    bin_code: str
    lines_counted: int
    register_no: int = 0
    batch_id: int = 0


@use_case(Role.OPERATOR)
def record_bin_count(work: Work, count: BinCount) -> CountRecorded:
    """Record a count as `count_bin` does, and tell operators no more than they may know.

    Raises: what `count_bin` raises.
    """
    recorded = count_bin(work, count)
    if may(work.person.role, Role.SUPERVISOR):
        return recorded
    return replace(recorded, register_no=0, batch_id=0)


def count_bin(work: Work, count: BinCount) -> CountRecorded:
    """Record a count; post its differences, or hold them where they are above the limits.

    A count is not refused for what it found, unless that is more than one posting takes:
    differences that cannot be posted wait for a supervisor. A new count of a place takes the place of differences that still wait.

    Raises: Refused `no-lines`, `count-too-large`, problems of the place, the items, the quantities and the tracking
        numbers, of every line.
    """
    connection = work.session.connection()
    _check_place(connection, code(count.location_code), code(count.bin_code))
    read = _read(work, connection, count)
    # The drawn number locks its series until the end: two counts of a place follow one another,
    # and the second compares with what the first has posted.
    document_no = next_no(connection, "PHYS-INV", work.today)
    place = Place(
        document_no=document_no,
        location_code=code(count.location_code),
        bin_code=code(count.bin_code),
        posting_date=work.today,
    )
    journals.supersede(
        connection,
        location_code=place.location_code,
        bin_code=place.bin_code,
        document_no=document_no,
    )
    balances.lock_bin(connection, location_code=place.location_code, bin_code=place.bin_code)
    lines = count_lines(_expected(connection, place), (_counted(one) for one in read))
    stamp = _stamp(work, place, is_empty=count.is_empty)
    record.record_count(connection, lines, said=[_said(one) for one in read], stamp=stamp)
    recorded = CountRecorded(
        document_no=document_no,
        outcome=CountOutcome.FINISHED,
        location_code=place.location_code,
        bin_code=place.bin_code,
        lines_counted=len(read),
    )
    differences = difference_lines(lines, place)
    if len(differences) > LINES_PER_POSTING_MAX:
        # Held, it could never be approved: a posting takes no more.
        raise refuse(
            Refused,
            "count-too-large",
            place=place.bin_code or place.location_code,
            limit=LINES_PER_POSTING_MAX,
        )
    return _settle(work, recorded, lines, differences) if differences else recorded


def _settle(
    work: Work,
    recorded: CountRecorded,
    lines: Sequence[OrderLine],
    differences: tuple[DraftLine, ...],
) -> CountRecorded:
    scales = weigh(work.session.connection(), differences)
    held_because = scales.too_much
    if not held_because:
        try:
            with savepoint(work.session):
                posted = post(work, differences, source=SOURCE, document_no=recorded.document_no)
            return replace(recorded, outcome=CountOutcome.POSTED, register_no=posted.register_no)
        except Refused as refusal:
            held_because = refusal.first.code
    batch_id = hold(
        work,
        scales,
        source=JournalSource.COUNT,
        held_because=held_because,
        counted={
            line.line_no: (line.quantity_expected_base, line.quantity_recorded_base)
            for line in lines
        },
    )
    return replace(recorded, outcome=CountOutcome.HELD, batch_id=batch_id)


def _check_place(connection: Connection, location_code: str, bin_code: str) -> None:
    if not location_code:
        raise refuse(Refused, "location-required", field="location_code")
    place = locations.facts(connection, {(location_code, bin_code)}).get(location_code)
    if place is None:
        raise refuse(Refused, "location-unknown", field="location_code", location=location_code)
    if place.is_in_transit:
        raise refuse(Refused, "location-in-transit", field="location_code", location=location_code)
    about = {"bin": bin_code, "location": location_code}
    if place.uses_bins and not bin_code:
        raise refuse(Refused, "bin-required", field="bin_code", **about)
    if bin_code and not place.uses_bins:
        raise refuse(Refused, "bin-not-used", field="bin_code", **about)
    if bin_code and bin_code not in place.bins:
        raise refuse(Refused, "bin-unknown", field="bin_code", **about)


def _read(work: Work, connection: Connection, count: BinCount) -> tuple[Goods, ...]:
    if count.is_empty:
        if count.lines:
            raise refuse(Invalid, "request-malformed", detail="lines of an empty bin")
        return ()
    read = goods.read(work, count.lines, zero_allowed=True)
    known = _known(connection, read)
    found = [
        wrong
        for one in read
        for wrong in rules.problems(
            _tracked(one), _needs(one), known=known.get(one.line_no), today=work.today
        )
    ]
    found += _serials_twice(read)
    if found:
        raise Refused(found)
    return read


def _known(connection: Connection, read: Sequence[Goods]) -> dict[int, rules.LotKnown]:
    """Read the known expiration dates. A blocked lot is counted like any other."""
    lots = tracking.known_lots(
        connection, {(one.item.no, one.variant_code, one.lot_no) for one in read if one.lot_no}
    )
    serials = tracking.known_serials(
        connection,
        {
            (one.item.no, one.variant_code, one.serial_no)
            for one in read
            if one.serial_no and not one.lot_no
        },
    )
    found: dict[int, rules.LotKnown] = {}
    for one in read:
        facts = (
            lots.get((one.item.no, one.variant_code, one.lot_no))
            if one.lot_no
            else serials.get((one.item.no, one.variant_code, one.serial_no))
        )
        if facts is not None:
            found[one.line_no] = rules.LotKnown(facts.expiration_date)
    return found


def _tracked(one: Goods) -> rules.TrackedLine:
    return rules.TrackedLine(
        line_no=one.line_no,
        entry_type=EntryType.POSITIVE_ADJUSTMENT,
        signed_base=one.quantity_base,
        lot_no=one.lot_no,
        serial_no=one.serial_no,
        expiration_date=one.expiration_date,
    )


def _needs(one: Goods) -> rules.TrackingNeeds:
    return rules.TrackingNeeds(
        item_no=one.item.no,
        is_lot_specific=one.item.is_lot_tracked,
        is_serial_specific=one.item.is_serial_tracked,
        needs_expiration=one.item.needs_expiration,
        blocks_expired=one.item.blocks_expired,
    )


def _serials_twice(read: Sequence[Goods]) -> list[Problem]:
    seen: set[tuple[str, str, str]] = set()
    found: list[Problem] = []
    for one in read:
        key = (one.item.no, one.variant_code, one.serial_no)
        if not one.serial_no or one.quantity_base == ZERO:
            continue
        if key in seen:
            serial, line_no = one.serial_no, one.line_no
            found.append(problem("serial-twice", field="serial_no", line=line_no, serial=serial))
        seen.add(key)
    return found


def _expected(connection: Connection, place: Place) -> list[Expected]:
    there = ledger.bin_contents(
        connection, location_code=place.location_code, bin_code=place.bin_code
    )
    return [
        Expected(
            item_no=one.item_no,
            variant_code=one.variant_code,
            lot_no=one.lot_no,
            serial_no=one.serial_no,
            quantity_base=one.quantity,
        )
        for one in there
    ]


def _counted(one: Goods) -> Counted:
    return Counted(
        item_no=one.item.no,
        variant_code=one.variant_code,
        lot_no=one.lot_no,
        serial_no=one.serial_no,
        quantity_base=one.quantity_base,
        expiration_date=one.expiration_date,
    )


def _said(one: Goods) -> record.SaidLine:
    return record.SaidLine(
        item_no=one.item.no,
        variant_code=one.variant_code,
        lot_no=one.lot_no,
        serial_no=one.serial_no,
        expiration_date=one.expiration_date,
        unit_of_measure_code=one.unit_of_measure_code,
        quantity_per_unit=one.quantity_per_unit,
        quantity_base=one.quantity_base,
    )


def _stamp(work: Work, place: Place, *, is_empty: bool) -> record.CountStamp:
    return record.CountStamp(
        document_no=place.document_no,
        location_code=place.location_code,
        bin_code=place.bin_code,
        order_date=work.today,
        recorded_by=work.person.code,
        recorded_at_utc=work.now,
        is_empty=is_empty,
    )
