"""What a line must carry of lot and serial numbers, and what expiry forbids. Pure.

Source: ledger.md 16; Business Central, Item Tracking Code.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from scanner_app.kernel.codes import is_tracking_no
from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.terms import EntryType

_ONE: Final = Decimal(1)
_MAY_TAKE_EXPIRED: Final = frozenset({EntryType.NEGATIVE_ADJUSTMENT, EntryType.TRANSFER})
"""Expired goods may still be written off and moved away, never sold."""


@dataclass(frozen=True, slots=True)
class TrackingNeeds:
    """What the item tracking code of an item asks for."""

    item_no: str
    is_lot_specific: bool
    is_serial_specific: bool
    needs_expiration: bool
    blocks_expired: bool


@dataclass(frozen=True, slots=True)
class LotKnown:
    """What is known of a lot from before."""

    expiration_date: date | None
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class TrackedLine:
    """The tracking side of a line.

    Attributes:
        signed_base: base unit, in positive, out negative.
        is_correction: the line undoes an entry and repeats its numbers.
    """

    line_no: int
    entry_type: EntryType
    signed_base: Decimal
    lot_no: str
    serial_no: str
    expiration_date: date | None
    is_correction: bool


def problems(
    line: TrackedLine, needs: TrackingNeeds, known: LotKnown | None, *, today: date
) -> tuple[Problem, ...]:
    """Say what is wrong with the numbers of a line; empty if nothing is.

    Args:
        known: the lot's card; None for a lot that was never here.
    """
    found = [*_number_problems(line, needs), *_serial_problems(line)]
    if line.is_correction or found:
        return tuple(found)
    brings = line.signed_base > 0
    found += _bringing(line, needs, known) if brings else _taking(line, needs, known, today)
    if known is not None and known.is_blocked and line.entry_type is not EntryType.TRANSFER:
        found.append(_about_lot("lot-blocked", line, needs))
    return tuple(found)


def _number_problems(line: TrackedLine, needs: TrackingNeeds) -> list[Problem]:
    found: list[Problem] = []
    for kind, number, wanted in (
        ("lot", line.lot_no, needs.is_lot_specific),
        ("serial", line.serial_no, needs.is_serial_specific),
    ):
        field = f"{kind}_no"
        if wanted and not number:
            found.append(
                problem(f"{kind}-required", field=field, line=line.line_no, item=needs.item_no)
            )
        elif number and not wanted:
            found.append(
                problem(f"{kind}-not-tracked", field=field, line=line.line_no, item=needs.item_no)
            )
        elif number and not is_tracking_no(number):
            found.append(
                problem("tracking-no-malformed", field=field, line=line.line_no, text=number[:60])
            )
    return found


def _serial_problems(line: TrackedLine) -> list[Problem]:
    if not line.serial_no or abs(line.signed_base) == _ONE:
        return []
    quantity = format(abs(line.signed_base).normalize(), "f")
    return [problem("serial-quantity", field="quantity", line=line.line_no, quantity=quantity)]


def _bringing(
    line: TrackedLine, needs: TrackingNeeds, known: LotKnown | None
) -> list[Problem]:
    before = known.expiration_date if known is not None else None
    if needs.needs_expiration and line.expiration_date is None and before is None:
        return [
            problem(
                "expiration-required",
                field="expiration_date",
                line=line.line_no,
                item=needs.item_no,
            )
        ]
    if before is not None and line.expiration_date not in {None, before}:
        return [
            problem(
                "lot-expiry-differs",
                field="expiration_date",
                line=line.line_no,
                lot=line.lot_no,
                known=before.isoformat(),
                date=line.expiration_date,
            )
        ]
    return []


def _taking(
    line: TrackedLine, needs: TrackingNeeds, known: LotKnown | None, today: date
) -> list[Problem]:
    if line.lot_no and known is None:
        return [_about_lot("lot-unknown", line, needs)]
    expires = known.expiration_date if known is not None else None
    if not needs.blocks_expired or expires is None or expires >= today:
        return []
    if line.entry_type in _MAY_TAKE_EXPIRED:
        return []
    return [_about_lot("lot-expired", line, needs, date=expires.isoformat())]


def _about_lot(code: str, line: TrackedLine, needs: TrackingNeeds, **about: str) -> Problem:
    return problem(
        code,
        field="lot_no",
        line=line.line_no,
        lot=line.lot_no,
        item=needs.item_no,
        **about,
    )
