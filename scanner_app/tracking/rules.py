"""What a line must carry so that its goods can be told apart. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from scanner_app.kernel.codes import is_tracking_no
from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.quantity import ZERO, shown
from scanner_app.kernel.terms import EntryType

_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingNeeds:
    """What the tracking code of an item asks for.

    Attributes:
        needs_expiration: an increase must say when the goods expire.
        blocks_expired: expired goods are neither received nor sold.
    """

    item_no: str
    is_lot_specific: bool = False
    is_serial_specific: bool = False
    needs_expiration: bool = False
    blocks_expired: bool = False


@dataclass(frozen=True, slots=True)
class LotKnown:
    """What is known of the line's lot (or, without a lot, of its serial no.)."""

    expiration_date: date | None
    is_blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedLine:
    """What the rules read of a line.

    Attributes:
        signed_base: base unit, in positive, out negative; a transfer is negative.
        is_correction: the line undoes a posting.
        is_receipt: the goods arrive from outside, whether ordered or not.
    """

    line_no: int
    entry_type: EntryType
    signed_base: Decimal
    lot_no: str = ""
    serial_no: str = ""
    expiration_date: date | None = None
    is_correction: bool = False
    is_receipt: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    line: TrackedLine
    needs: TrackingNeeds
    known: LotKnown | None
    today: date

    @property
    def number(self) -> str:
        return self.line.lot_no or self.line.serial_no

    @property
    def expires(self) -> date | None:
        if self.known is not None and self.known.expiration_date is not None:
            return self.known.expiration_date
        return self.line.expiration_date


def _malformed(case: _Case) -> tuple[Problem, ...]:
    line = case.line
    return tuple(
        problem("tracking-no-malformed", field=field, line=line.line_no, text=text)
        for field, text in (("lot_no", line.lot_no), ("serial_no", line.serial_no))
        if text and not is_tracking_no(text)
    )


def _lot(case: _Case) -> tuple[Problem, ...]:
    line, item = case.line, case.needs.item_no
    if case.needs.is_lot_specific and not line.lot_no:
        return (problem("lot-required", field="lot_no", line=line.line_no, item=item),)
    if line.lot_no and not case.needs.is_lot_specific:
        return (problem("lot-not-tracked", field="lot_no", line=line.line_no, item=item),)
    return ()


def _serial(case: _Case) -> tuple[Problem, ...]:
    line, item = case.line, case.needs.item_no
    if case.needs.is_serial_specific and not line.serial_no:
        return (problem("serial-required", field="serial_no", line=line.line_no, item=item),)
    if line.serial_no and not case.needs.is_serial_specific:
        return (problem("serial-not-tracked", field="serial_no", line=line.line_no, item=item),)
    quantity = abs(line.signed_base)
    if line.serial_no and quantity not in (ZERO, _ONE):
        said = shown(quantity)
        return (problem("serial-quantity", field="quantity", line=line.line_no, quantity=said),)
    return ()


def _blocked(case: _Case) -> tuple[Problem, ...]:
    line = case.line
    if case.known is None or not case.known.is_blocked or line.is_correction:
        return ()
    return (
        problem(
            "lot-blocked",
            field="lot_no",
            line=line.line_no,
            lot=case.number,
            item=case.needs.item_no,
        ),
    )


def _expiration_given(case: _Case) -> tuple[Problem, ...]:
    line = case.line
    is_increase = line.signed_base > ZERO and not line.is_correction
    if case.needs.needs_expiration and is_increase and case.expires is None:
        item = case.needs.item_no
        return (
            problem("expiration-required", field="expiration_date", line=line.line_no, item=item),
        )
    return ()


def _one_expiration(case: _Case) -> tuple[Problem, ...]:
    line = case.line
    known = None if case.known is None else case.known.expiration_date
    if known is None or line.expiration_date in (None, known) or line.is_correction:
        return ()
    return (
        problem(
            "lot-expiry-differs",
            field="expiration_date",
            line=line.line_no,
            lot=case.number,
            known=known,
            date=line.expiration_date,
        ),
    )


def _expired(case: _Case) -> tuple[Problem, ...]:
    """Refuse to receive or sell expired goods; to move, adjust, return or undo them stays possible.

    Source: ledger.md 15, strict posting.
    """
    line = case.line
    is_received = line.is_receipt or line.entry_type is EntryType.PURCHASE
    is_refused = (line.entry_type is EntryType.SALE and line.signed_base < ZERO) or (
        is_received and line.signed_base > ZERO
    )
    expires = case.expires
    if not case.needs.blocks_expired or line.is_correction or not is_refused:
        return ()
    if expires is None or expires >= case.today:
        return ()
    return (
        problem(
            "lot-expired",
            field="lot_no",
            line=line.line_no,
            lot=case.number,
            item=case.needs.item_no,
            date=expires,
        ),
    )


_CHECKS: Final[tuple[Callable[[_Case], tuple[Problem, ...]], ...]] = (
    _malformed,
    _lot,
    _serial,
    _blocked,
    _expiration_given,
    _one_expiration,
    _expired,
)


def problems(
    line: TrackedLine, needs: TrackingNeeds, *, known: LotKnown | None, today: date
) -> tuple[Problem, ...]:
    """Say everything that is wrong with the tracking of a line; empty if nothing is.

    Goods are usable on the day on which they expire; from the day after they are expired.

    Args:
        line: what is to be posted.
        needs: of the line's item.
        known: what is known of its lot, None if it was never seen.
        today: the work date.
    """
    case = _Case(line, needs, known, today)
    return tuple(found for check in _CHECKS for found in check(case))
