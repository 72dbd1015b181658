"""Every problem of a list of lines, before any of them is posted. Reads nothing, writes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from scanner_app.items.queries import ItemFacts
from scanner_app.kernel.errors import Problem, problem
from scanner_app.kernel.limits import (
    AMOUNT_MAX,
    CODE_LENGTH_MAX,
    EARLIEST_POSTING_DATE,
    POSTING_DAYS_AHEAD_MAX,
    QUANTITY_MAX,
)
from scanner_app.kernel.quantity import ZERO, shown
from scanner_app.kernel.terms import DocumentType
from scanner_app.ledger.balances import PlaceKey
from scanner_app.ledger.draft import DraftLine
from scanner_app.locations.queries import LocationFacts
from scanner_app.tracking import rules
from scanner_app.tracking.queries import LotFacts


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of everything that the lines name.

    Attributes:
        lots: by item, variant and lot no.
    """

    items: Mapping[str, ItemFacts]
    locations: Mapping[str, LocationFacts]
    lots: Mapping[tuple[str, str, str], LotFacts]


def problems(lines: Sequence[DraftLine], facts: Facts, *, today: date) -> tuple[Problem, ...]:
    """Say everything that is wrong with the lines apart from stock; empty if nothing is.

    Source: ledger.md 4.1.
    """
    found: list[Problem] = []
    for line in lines:
        item = facts.items.get(line.item_no)
        if item is None:
            found.append(
                problem("item-unknown", field="item_no", line=line.line_no, item=line.item_no)
            )
            continue
        found += _item_problems(line, item)
        found += _quantity_problems(line, item)
        found += _date_problems(line, today)
        found += _place_problems(line, facts)
        found += rules.problems(
            _tracked(line), _needs(item), known=_known_lot(line, facts), today=today
        )
    found += _serials_twice(lines)
    return tuple(found)


def _needs(item: ItemFacts) -> rules.TrackingNeeds:
    return rules.TrackingNeeds(
        item_no=item.no,
        is_lot_specific=item.is_lot_tracked,
        is_serial_specific=item.is_serial_tracked,
        needs_expiration=item.needs_expiration,
        blocks_expired=item.blocks_expired,
    )


def _known_lot(line: DraftLine, facts: Facts) -> rules.LotKnown | None:
    lot = facts.lots.get((line.item_no, line.variant_code, line.lot_no))
    return None if lot is None else rules.LotKnown(lot.expiration_date, lot.is_blocked)


def _tracked(line: DraftLine) -> rules.TrackedLine:
    return rules.TrackedLine(
        line_no=line.line_no,
        entry_type=line.entry_type,
        signed_base=line.signed_base,
        lot_no=line.lot_no,
        serial_no=line.serial_no,
        expiration_date=line.expiration_date,
        is_correction=bool(line.reverses_entry_no),
        is_receipt=line.document_type is DocumentType.INVENTORY_RECEIPT,
    )


def _item_problems(line: DraftLine, item: ItemFacts) -> list[Problem]:
    found: list[Problem] = []
    undoes = bool(line.reverses_entry_no)
    if item.is_blocked and not undoes:
        found.append(problem("item-blocked", field="item_no", line=line.line_no, item=item.no))
    variants = dict(item.variants)
    named = {"item": item.no, "variant": line.variant_code}
    if not line.variant_code:
        if variants and not undoes:
            found.append(
                problem("variant-required", field="variant_code", line=line.line_no, item=item.no)
            )
    elif line.variant_code not in variants:
        found.append(problem("variant-unknown", field="variant_code", line=line.line_no, **named))
    elif variants[line.variant_code] and not undoes:
        found.append(problem("variant-blocked", field="variant_code", line=line.line_no, **named))
    return found


def _quantity_problems(line: DraftLine, item: ItemFacts) -> list[Problem]:
    quantity = line.quantity_base
    if quantity == ZERO or (quantity < ZERO and not line.reverses_entry_no):
        return [problem("quantity-not-positive", field="quantity", line=line.line_no)]
    if abs(quantity) > QUANTITY_MAX:
        text = shown(quantity)
        return [problem("quantity-too-large", field="quantity", line=line.line_no, text=text)]
    found: list[Problem] = []
    if item.is_whole and quantity != quantity.to_integral_value():
        found.append(
            problem(
                "quantity-not-whole",
                field="quantity",
                line=line.line_no,
                item=item.no,
                unit=item.base_unit_code,
            )
        )
    if line.amount is not None and line.amount < ZERO:
        found.append(problem("unit-cost-negative", field="unit_cost", line=line.line_no))
    worth = line.amount if line.amount is not None else quantity * item.unit_cost
    if abs(worth) > AMOUNT_MAX:
        found.append(problem("amount-too-large", field="unit_cost", line=line.line_no))
    if len(line.document_no) > CODE_LENGTH_MAX:
        limit = str(CODE_LENGTH_MAX)
        found.append(problem("text-too-long", line=line.line_no, field="document_no", limit=limit))
    return found


def _date_problems(line: DraftLine, today: date) -> list[Problem]:
    latest = today + timedelta(days=POSTING_DAYS_AHEAD_MAX)
    day = line.posting_date
    if EARLIEST_POSTING_DATE <= day <= latest or line.reverses_entry_no:
        return []
    return [
        problem("date-not-allowed", field="posting_date", line=line.line_no, date=day.isoformat())
    ]


def _place_problems(line: DraftLine, facts: Facts) -> list[Problem]:
    found = _one_place(line, facts, line.location_code, line.bin_code)
    if not line.is_transfer:
        return found
    found += _one_place(line, facts, line.new_location_code, line.new_bin_code)
    here = (line.location_code, line.bin_code)
    if here == (line.new_location_code, line.new_bin_code):
        found.append(problem("same-place", field="new_bin_code", line=line.line_no))
    return found


def _one_place(line: DraftLine, facts: Facts, location_code: str, bin_code: str) -> list[Problem]:
    code = _wrong_location(facts.locations.get(location_code), location_code)
    if code:
        return [problem(code, field="location_code", line=line.line_no, location=location_code)]
    code = _wrong_bin(facts.locations[location_code], bin_code)
    if not code or (code == "bin-blocked" and line.reverses_entry_no):
        return []
    named = {"location": location_code, "bin": bin_code}
    return [problem(code, field="bin_code", line=line.line_no, **named)]


def _wrong_location(location: LocationFacts | None, location_code: str) -> str:
    if not location_code:
        return "location-required"
    if location is None:
        return "location-unknown"
    return "location-in-transit" if location.is_in_transit else ""


def _wrong_bin(location: LocationFacts, bin_code: str) -> str:
    if not location.uses_bins:
        return "bin-not-used" if bin_code else ""
    if not bin_code:
        return "bin-required"
    if bin_code not in location.bins:
        return "bin-unknown"
    return "bin-blocked" if location.bins[bin_code] else ""


def _serials_twice(lines: Sequence[DraftLine]) -> list[Problem]:
    seen: set[tuple[str, str, str, bool]] = set()
    found: list[Problem] = []
    for line in lines:
        if not line.serial_no:
            continue
        key = (line.item_no, line.variant_code, line.serial_no, line.signed_base > ZERO)
        if key in seen:
            serial = line.serial_no
            found.append(
                problem("serial-twice", field="serial_no", line=line.line_no, serial=serial)
            )
        seen.add(key)
    return found


def place_of(line: DraftLine) -> PlaceKey:
    """Give the place that a line takes from, or brings to if it is no transfer."""
    return (
        line.item_no,
        line.variant_code,
        line.location_code,
        line.bin_code,
        line.lot_no,
        line.serial_no,
        line.package_no,
    )


def stock_problems(
    lines: Sequence[DraftLine],
    contents: Mapping[PlaceKey, Decimal],
    *,
    negative_allowed: Mapping[str, bool],
    serials_in_stock: Collection[tuple[str, str, str]],
) -> tuple[Problem, ...]:
    """Say which lines take more than there is, or bring a serial that is there already.

    Args:
        contents: what lies in the places of the lines, read under the stock lock.
        negative_allowed: of every location of the lines.
    """
    left = dict(contents)
    inside = set(serials_in_stock)
    found: list[Problem] = []
    for line in lines:
        if line.signed_base < ZERO:
            found += _taking_problems(line, left, negative_allowed[line.location_code])
            if not line.is_transfer:
                inside.discard((line.item_no, line.variant_code, line.serial_no))
        else:
            place = place_of(line)
            left[place] = left.get(place, ZERO) + line.signed_base
            found += _bringing_problems(line, inside)
    return tuple(found)


def _taking_problems(
    line: DraftLine,
    left: dict[PlaceKey, Decimal],
    may_go_negative: bool,  # noqa: FBT001 - private
) -> list[Problem]:
    place = place_of(line)
    there, asked = left.get(place, ZERO), -line.signed_base
    left[place] = there - asked
    if line.is_transfer:
        new = (*place[:2], line.new_location_code, line.new_bin_code, *place[4:])
        left[new] = left.get(new, ZERO) + asked
    tracked = line.lot_no or line.serial_no or line.is_transfer
    if asked <= there or (may_go_negative and not tracked):
        return []
    number = line.serial_no or line.lot_no
    return [
        problem(
            "stock-insufficient",
            field="quantity",
            line=line.line_no,
            item=f"{line.item_no} {number}".strip(),
            place=line.bin_code or line.location_code,
            available=shown(there),
            asked=shown(asked),
        )
    ]


def _bringing_problems(line: DraftLine, inside: set[tuple[str, str, str]]) -> list[Problem]:
    key = (line.item_no, line.variant_code, line.serial_no)
    if not line.serial_no:
        return []
    if key not in inside:
        inside.add(key)
        return []
    return [
        problem(
            "serial-on-inventory",
            field="serial_no",
            line=line.line_no,
            serial=line.serial_no,
            item=line.item_no,
        )
    ]
