"""What a costing case expects, compared with what the product's readers say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from scanner_app.ledger.queries import ApplicationView, EntryView, ValueView
from tests.oracle.costing_world import Seen, World, number

Row = Mapping[str, Any]
Columns = Mapping[str, Callable[[Any], Any]]

_TYPES: Final = {
    "purchase": "Purchase",
    "sale": "Sale",
    "positive_adjustment": "Positive Adjmt.",
    "negative_adjustment": "Negative Adjmt.",
    "transfer": "Transfer",
}
_VALUE_TYPES: Final = {"direct_cost": "Direct Cost"}

_REFUSALS: Final = {
    "ok": "",
    "error: insufficient quantity on inventory": "stock-insufficient",
    "error: remaining quantity of the applied entry too low": "applies-to-too-low",
}
"""The end of the last step as the cases say it, and our problem code."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is compared with: the company, what its ledger says, and how exactly."""

    world: World
    seen: Seen
    tolerance: Decimal


def first_difference(world: World, expect: Mapping[str, Any]) -> str | None:
    """Compare every expected figure; the first that differs, None if none does."""
    look = Look(world, world.seen(), number(expect.get("tolerance", 0)))
    for key, value in expect.items():
        if key == "at_checkpoint" or value is None:
            continue
        found = CHECKS[key](look, value)
        if found:
            return f"{key}: {found}"
    return None


def _same(expected: Any, got: Any, tolerance: Decimal) -> bool:
    if isinstance(got, Decimal):
        return abs(number(expected) - got) <= tolerance
    if isinstance(got, date):
        return expected == got.isoformat()
    return expected == got


def _differs(what: str, expected: Any, got: Any) -> str:
    shown = f"{got:f}" if isinstance(got, Decimal) else str(got)
    return f"{what} expected {expected}, got {shown}".strip()


def _columns(row: Row, known: Columns, actual: Any, look: Look) -> str | None:
    """Compare the columns that a row states; null states nothing."""
    for name, expected in row.items():
        if expected is None or name not in known:
            continue
        got = known[name](actual)
        if not _same(expected, got, look.tolerance):
            return _differs(name, expected, got)
    return None


def _entry_columns(look: Look) -> Columns:
    names = {code: name for name, code in look.world.locations.items()}
    return {
        "type": lambda e: _TYPES[e.entry_type],
        "qty": lambda e: e.quantity,
        "remaining": lambda e: e.remaining_quantity,
        "open": lambda e: e.is_open,
        "date": lambda e: e.posting_date,
        "location": lambda e: names[e.location_code],
        "invoiced_qty": lambda e: e.invoiced_quantity,
        "correction": lambda e: e.is_correction,
        "cost_actual": lambda e: e.cost_actual,
        "cost_expected": lambda e: e.cost_expected,
    }


def _entry(look: Look, label: Any) -> EntryView:
    no = look.world.entry_no(label)
    return next(entry for entry in look.seen.entries if entry.entry_no == no)


def _entries(look: Look, rows: Sequence[Row]) -> str | None:
    columns = _entry_columns(look)
    for row in rows:
        found = _columns(row, columns, _entry(look, row["entry_no"]), look)
        if found:
            return f"entry {row['entry_no']} {found}"
    return None


def _application_columns(look: Look) -> Columns:
    names = {no: label for label, no in look.world.labels.items()}

    def label(no: int) -> Any:
        """Say one of our entry numbers as the source does."""
        if not no:
            return 0
        return int(names.get(no, look.world.made.index(no) + 1))

    return {
        "item_ledger_entry_no": lambda a: label(a.item_ledger_entry_no),
        "inbound_entry_no": lambda a: label(a.inbound_entry_no),
        "outbound_entry_no": lambda a: label(a.outbound_entry_no),
        "transferred_from": lambda a: label(a.transferred_from_entry_no),
        "qty": lambda a: a.quantity,
        "posting_date": lambda a: a.posting_date,
        "cost_application": lambda a: a.is_cost_application,
    }


def _matched(
    rows: Sequence[Row], actual: Sequence[Any], fits: Callable[[Row, Any], bool]
) -> tuple[Any, ...] | None:
    """Find a different counterpart for each row; None if there is no way."""
    if not rows:
        return ()
    for place, one in enumerate(actual):
        if fits(rows[0], one):
            rest = _matched(rows[1:], [*actual[:place], *actual[place + 1 :]], fits)
            if rest is not None:
                return (one, *rest)
    return None


def _in_order(rows: Sequence[Row], actual: Sequence[Any]) -> bool:
    """Say whether the source's numbers of the rows rise where ours do."""
    pairs = [
        (int(row["entry_no"]), one.entry_no)
        for row, one in zip(rows, actual, strict=True)
        if row.get("entry_no") is not None
    ]
    ours = [no for _, no in sorted(pairs)]
    return ours == sorted(ours)


def _applications(look: Look, rows: Sequence[Row], *, is_all: bool) -> str | None:
    columns = _application_columns(look)
    actual = look.seen.applications
    if is_all and len(rows) != len(actual):
        return _differs("rows", len(rows), len(actual))

    def fits(row: Row, one: ApplicationView) -> bool:
        return _columns(row, columns, one, look) is None

    found = _matched(rows, actual, fits)
    if found is None:
        return f"expected {_lines(rows)}, got {_lines(_said(actual, columns))}"
    return None if _in_order(rows, found) else "expected in another order"


def _value_columns(look: Look) -> Columns:
    entries = {entry.entry_no: entry for entry in look.seen.entries}
    return {
        "ile_type": lambda v: _TYPES[entries[v.item_ledger_entry_no].entry_type],
        "entry_type": lambda v: _VALUE_TYPES[v.entry_type],
        "posting_date": lambda v: v.posting_date,
        "valuation_date": lambda v: v.valuation_date,
        "valued_qty": lambda v: v.valued_quantity,
        "invoiced_qty": lambda v: v.invoiced_quantity,
        "cost_actual": lambda v: v.cost_amount_actual,
        "cost_expected": lambda v: v.cost_amount_expected,
        "cost_per_unit": lambda v: v.cost_per_unit,
        "adjustment": lambda v: v.is_adjustment,
    }


def _values(look: Look, rows: Sequence[Row]) -> str | None:
    """Compare all value entries; the source's numbers count only where a step gave them."""
    columns = _value_columns(look)
    if len(rows) != len(look.seen.values):
        return _differs("rows", len(rows), len(look.seen.values))

    def fits(row: Row, one: ValueView) -> bool:
        if "ile" in row and one.item_ledger_entry_no != look.world.entry_no(row["ile"]):
            return False
        pinned = look.world.value_labels.get(str(row.get("entry_no")))
        if pinned is not None and not _is_pinned(look, one, pinned):
            return False
        return _columns(row, columns, one, look) is None

    if _matched(rows, look.seen.values, fits) is None:
        return f"expected {_lines(rows)}, got {_lines(_said(look.seen.values, columns))}"
    return None


def _is_pinned(look: Look, one: ValueView, pinned: tuple[int, int, int]) -> bool:
    register_no, place, count = pinned
    written = [v for v in look.seen.values if v.register_no == register_no]
    return len(written) == count and written[place].entry_no == one.entry_no


def _said(actual: Iterable[Any], columns: Columns) -> list[dict[str, Any]]:
    return [{name: read(one) for name, read in columns.items()} for one in actual]


def _lines(rows: Iterable[Row]) -> str:
    return " | ".join(", ".join(f"{name} {value}" for name, value in row.items()) for row in rows)


def _entry_costs(look: Look, costs: Mapping[str, Any]) -> str | None:
    for label, expected in costs.items():
        got = _entry(look, label).cost_actual
        if expected is not None and not _same(expected, got, look.tolerance):
            return _differs(f"entry {label}", expected, got)
    return None


def _net_change(look: Look, changes: Mapping[str, Any]) -> str | None:
    for location, expected in changes.items():
        got = look.world.stock(location)
        if not _same(expected, got, look.tolerance):
            return _differs(location, expected, got)
    return None


def _to_post(look: Look, lots: Mapping[str, Any]) -> str | None:
    got = {line.lot_no: line.difference_base for line in look.world.counts}
    if got != {lot: number(expected) for lot, expected in lots.items()}:
        return _differs("", lots, {lot: f"{quantity:f}" for lot, quantity in got.items()})
    return None


def _figure(read: Callable[[Look], Any]) -> Callable[[Look, Any], str | None]:
    def check(look: Look, expected: Any) -> str | None:
        got = read(look)
        return None if _same(expected, got, look.tolerance) else _differs("", expected, got)

    return check


def _sum(parts: Iterable[Decimal]) -> Decimal:
    return sum(parts, Decimal(0))


def _short(look: Look) -> Decimal:
    """Give what a count's line of the whole item lacks: its lots and serials together."""
    net = _sum(line.difference_base for line in look.world.counts)
    return -net if net < 0 else Decimal(0)


def _actual(look: Look) -> Decimal:
    return _sum(entry.cost_actual for entry in look.seen.entries)


def _expected(look: Look) -> Decimal:
    return _sum(entry.cost_expected for entry in look.seen.entries)


def _ended(look: Look, expected: str) -> str | None:
    got = look.world.refused
    return None if got == _REFUSALS[expected] else _differs("", expected, got or "ok")


CHECKS: Final[Mapping[str, Callable[[Look, Any], str | None]]] = {
    "ile": _entries,
    "applications": lambda look, rows: _applications(look, rows, is_all=True),
    "applications_include": lambda look, rows: _applications(look, rows, is_all=False),
    "value_entries": _values,
    "ile_cost": _entry_costs,
    "ile_cost_actual": _entry_costs,
    "net_change": _net_change,
    "to_post": _to_post,
    "inventory_qty": _figure(lambda look: look.world.stock()),
    "inventory_value": _figure(lambda look: _actual(look) + _expected(look)),
    "total_cost": _figure(lambda look: _actual(look) + _expected(look)),
    "sum_cost_actual": _figure(_actual),
    "sum_cost_expected": _figure(_expected),
    "sum_cost_actual_plus_expected": _figure(lambda look: _actual(look) + _expected(look)),
    "ile_count": _figure(lambda look: len(look.seen.entries)),
    "value_entry_count": _figure(lambda look: len(look.seen.values)),
    "open_entries": _figure(lambda look: sum(entry.is_open for entry in look.seen.entries)),
    "expected_total": _figure(
        lambda look: _sum(line.quantity_expected_base for line in look.world.counts)
    ),
    "recorded_total": _figure(
        lambda look: _sum(line.quantity_recorded_base for line in look.world.counts)
    ),
    "net_to_post": _figure(lambda look: _sum(line.difference_base for line in look.world.counts)),
    "neg_qty_base_on_order": _figure(_short),
    "last_step": _ended,
    "posting": _ended,
    # How exactly the other figures beside it are compared; they have read it.
    "tolerance": _figure(lambda look: look.tolerance),
}
"""The figures that can be compared."""


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _are_numbers(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_number(one) for one in value.values())


SHAPES: Final[Mapping[str, Callable[[Any], bool]]] = dict.fromkeys(CHECKS, _is_number) | {
    "ile_cost": _are_numbers,
    "ile_cost_actual": _are_numbers,
    "net_change": _are_numbers,
    "to_post": _are_numbers,
    "last_step": _REFUSALS.__contains__,
    "posting": _REFUSALS.__contains__,
}
"""What the value of a figure must look like to be compared; tables stand in `ROWS`."""

_APPLICATION: Final = frozenset(
    {
        *("entry_no", "item_ledger_entry_no", "inbound_entry_no", "outbound_entry_no"),
        *("transferred_from", "qty", "posting_date", "cost_application"),
    }
)

ROWS: Final[Mapping[str, frozenset[str]]] = {
    "ile": frozenset(
        {
            *("entry_no", "type", "qty", "remaining", "open", "date", "location"),
            *("invoiced_qty", "correction", "cost_actual", "cost_expected"),
        }
    ),
    "applications": _APPLICATION,
    "applications_include": _APPLICATION,
    "value_entries": frozenset(
        {
            *("entry_no", "ile", "ile_type", "entry_type", "posting_date", "valuation_date"),
            *("valued_qty", "invoiced_qty", "cost_actual", "cost_expected", "cost_per_unit"),
            "adjustment",
        }
    ),
}
"""Tables and the columns of them that can be compared."""
