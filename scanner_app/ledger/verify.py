"""Recompute everything derived from the entries and compare; change nothing.

Each check is one statement that returns only the rows that differ, so that the cost is one pass
over the table in the database and the memory that of the differences.
Source: ledger.md 21; house.md 3.8.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Row, text

from scanner_app.kernel.money import amount

_SHOWN_MAX: Final = 100
_SCALE: Final = Decimal(100000)


@dataclass(frozen=True, slots=True)
class Difference:
    """One derived figure that is not what the entries say."""

    check: str
    what: str
    stored: str
    computed: str


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is recomputed.

    Attributes:
        sql: returns columns `what`, `stored`, `computed` of the rows that differ.
    """

    name: str
    sql: str


CHECKS: Final = (
    Check(
        "stock balance is the sum of its entries",
        """
        SELECT coalesce(b.item_no, e.item_no) || ' ' || coalesce(b.variant_code, e.variant_code)
               || ' ' || coalesce(b.location_code, e.location_code) AS what,
               coalesce(b.quantity, 0) AS stored, coalesce(e.quantity, 0) AS computed
        FROM stock_balance AS b FULL OUTER JOIN (
            SELECT item_no, variant_code, location_code, sum(quantity) AS quantity
            FROM item_ledger_entry GROUP BY item_no, variant_code, location_code) AS e
        ON b.item_no = e.item_no AND b.variant_code = e.variant_code
           AND b.location_code = e.location_code
        WHERE coalesce(b.quantity, 0) <> coalesce(e.quantity, 0)
        """,
    ),
    Check(
        "bin content is the sum of its entries",
        """
        SELECT coalesce(b.item_no, e.item_no) || ' ' || coalesce(b.location_code, e.location_code)
               || ' ' || coalesce(b.bin_code, e.bin_code) || ' ' || coalesce(b.lot_no, e.lot_no)
               || ' ' || coalesce(b.serial_no, e.serial_no) AS what,
               coalesce(b.quantity, 0) AS stored, coalesce(e.quantity, 0) AS computed
        FROM bin_content AS b FULL OUTER JOIN (
            SELECT item_no, variant_code, location_code, bin_code, lot_no, serial_no, package_no,
                   sum(quantity) AS quantity
            FROM item_ledger_entry GROUP BY item_no, variant_code, location_code, bin_code, lot_no,
                   serial_no, package_no) AS e
        ON b.item_no = e.item_no AND b.variant_code = e.variant_code
           AND b.location_code = e.location_code AND b.bin_code = e.bin_code
           AND b.lot_no = e.lot_no AND b.serial_no = e.serial_no AND b.package_no = e.package_no
        WHERE coalesce(b.quantity, 0) <> coalesce(e.quantity, 0)
        """,
    ),
    Check(
        "remaining quantity of an increase is the sum of its applications",
        """
        SELECT 'entry ' || e.entry_no AS what, e.remaining_quantity AS stored,
               coalesce(a.quantity, 0) AS computed
        FROM item_ledger_entry AS e LEFT JOIN (
            SELECT inbound_entry_no, sum(quantity) AS quantity
            FROM item_application_entry GROUP BY inbound_entry_no) AS a
        ON a.inbound_entry_no = e.entry_no
        WHERE e.quantity > 0 AND e.remaining_quantity <> coalesce(a.quantity, 0)
        """,
    ),
    Check(
        "remaining quantity of a decrease is its quantity less its applications",
        """
        SELECT 'entry ' || e.entry_no AS what, e.remaining_quantity AS stored,
               e.quantity - coalesce(a.quantity, 0) AS computed
        FROM item_ledger_entry AS e LEFT JOIN (
            SELECT outbound_entry_no, sum(quantity) AS quantity
            FROM item_application_entry WHERE quantity < 0 GROUP BY outbound_entry_no) AS a
        ON a.outbound_entry_no = e.entry_no
        WHERE e.quantity < 0 AND e.remaining_quantity <> e.quantity - coalesce(a.quantity, 0)
        """,
    ),
    Check(
        "each increase has one positive application of its own",
        """
        SELECT 'entry ' || e.entry_no AS what, count(a.entry_no) AS stored, 1 AS computed
        FROM item_ledger_entry AS e LEFT JOIN item_application_entry AS a
        ON a.inbound_entry_no = e.entry_no AND a.quantity > 0
        WHERE e.quantity > 0 GROUP BY e.entry_no HAVING count(a.entry_no) <> 1
        """,
    ),
    Check(
        "both ends of an application are the same item, variant and location",
        """
        SELECT 'application ' || a.entry_no AS what, o.location_code AS stored,
               i.location_code AS computed
        FROM item_application_entry AS a
        JOIN item_ledger_entry AS i ON i.entry_no = a.inbound_entry_no
        JOIN item_ledger_entry AS o ON o.entry_no = a.outbound_entry_no
        WHERE a.quantity < 0 AND (i.item_no <> o.item_no OR i.variant_code <> o.variant_code
              OR i.location_code <> o.location_code)
        """,
    ),
    Check(
        "value entries carry the quantity of their entry exactly once",
        """
        SELECT 'entry ' || e.entry_no AS what, coalesce(v.quantity, 0) AS stored,
               e.quantity AS computed
        FROM item_ledger_entry AS e LEFT JOIN (
            SELECT item_ledger_entry_no, sum(item_ledger_entry_quantity) AS quantity
            FROM value_entry GROUP BY item_ledger_entry_no) AS v
        ON v.item_ledger_entry_no = e.entry_no
        WHERE e.quantity <> coalesce(v.quantity, 0)
        """,
    ),
    Check(
        "invoiced quantity is the sum of the value entries",
        """
        SELECT 'entry ' || e.entry_no AS what, e.invoiced_quantity AS stored,
               coalesce(v.quantity, 0) AS computed
        FROM item_ledger_entry AS e LEFT JOIN (
            SELECT item_ledger_entry_no, sum(invoiced_quantity) AS quantity
            FROM value_entry GROUP BY item_ledger_entry_no) AS v
        ON v.item_ledger_entry_no = e.entry_no
        WHERE e.invoiced_quantity <> coalesce(v.quantity, 0)
        """,
    ),
    Check(
        "expected cost of an invoiced entry is nil",
        """
        SELECT 'entry ' || e.entry_no AS what, sum(v.cost_amount_expected) AS stored, 0 AS computed
        FROM item_ledger_entry AS e JOIN value_entry AS v ON v.item_ledger_entry_no = e.entry_no
        WHERE e.invoiced_quantity = e.quantity
        GROUP BY e.entry_no HAVING sum(v.cost_amount_expected) <> 0
        """,
    ),
    Check(
        "the two sides of a transfer are worth nothing together",
        """
        SELECT 'register ' || v.register_no || ' ' || v.item_no AS what,
               sum(v.cost_amount_actual + v.cost_amount_expected) AS stored, 0 AS computed
        FROM value_entry AS v WHERE v.item_ledger_entry_type = 'transfer'
        GROUP BY v.register_no, v.item_no
        HAVING sum(v.cost_amount_actual + v.cost_amount_expected) <> 0
        """,
    ),
    Check(
        "a serial number is in stock at most once",
        """
        SELECT item_no || ' ' || serial_no AS what, sum(quantity) AS stored, 100000 AS computed
        FROM item_ledger_entry WHERE serial_no <> ''
        GROUP BY item_no, variant_code, serial_no
        HAVING sum(quantity) > 100000 OR sum(quantity) < 0
        """,
    ),
    Check(
        "an undone entry and its reversal are worth nothing together",
        """
        SELECT 'entry ' || o.entry_no AS what, o.quantity + r.quantity AS stored, 0 AS computed
        FROM item_ledger_entry AS r JOIN item_ledger_entry AS o ON o.entry_no = r.reverses_entry_no
        WHERE r.entry_type <> 'transfer' AND (o.quantity + r.quantity <> 0 OR (
            SELECT sum(v.cost_amount_actual + v.cost_amount_expected) FROM value_entry AS v
            WHERE v.item_ledger_entry_no IN (o.entry_no, r.entry_no)) <> 0)
        """,
    ),
    Check(
        "a lot has one expiration date",
        """
        SELECT item_no || ' ' || lot_no AS what, count(DISTINCT expiration_date) AS stored,
               1 AS computed
        FROM item_ledger_entry WHERE lot_no <> '' AND quantity > 0
        GROUP BY item_no, variant_code, lot_no HAVING count(DISTINCT expiration_date) > 1
        """,
    ),
    Check(
        "every register has entries",
        """
        SELECT 'register ' || r.register_no AS what, 0 AS stored, 1 AS computed
        FROM item_register AS r
        WHERE NOT EXISTS (SELECT 1 FROM item_ledger_entry AS e WHERE e.register_no = r.register_no)
        """,
    ),
)
"""All checks that the database can do by itself."""

_DECREASES: Final = """
    SELECT o.entry_no, o.quantity AS decrease_quantity, o.remaining_quantity,
           a.quantity AS applied, i.quantity AS increase_quantity,
           (SELECT sum(v.cost_amount_actual + v.cost_amount_expected) FROM value_entry AS v
            WHERE v.item_ledger_entry_no = i.entry_no) AS increase_cost,
           (SELECT sum(v.cost_amount_actual + v.cost_amount_expected) FROM value_entry AS v
            WHERE v.item_ledger_entry_no = o.entry_no) AS decrease_cost
    FROM item_ledger_entry AS o
    JOIN item_application_entry AS a ON a.outbound_entry_no = o.entry_no AND a.quantity < 0
    JOIN item_ledger_entry AS i ON i.entry_no = a.inbound_entry_no
    WHERE o.quantity < 0 AND o.remaining_quantity = 0
    ORDER BY o.entry_no, a.entry_no
"""


def verify(
    connection: Connection, *, progress: Callable[[str], None] | None = None
) -> list[Difference]:
    """Recompute balances, remaining quantities, applications and values, and compare.

    Returns:
        The differences, at most 100 a check; empty if the ledger agrees with itself.
    """
    found: list[Difference] = []
    for check in CHECKS:
        if progress is not None:
            progress(check.name)
        rows = connection.execute(text(check.sql)).fetchmany(_SHOWN_MAX)
        found += [
            Difference(check.name, str(row.what), str(row.stored), str(row.computed))
            for row in rows
        ]
    if progress is not None:
        progress(COST_CHECK)
    found += list(_cost_differences(connection))[:_SHOWN_MAX]
    return found


COST_CHECK: Final = "each decrease carries the cost of what it was applied to"


def _cost_differences(connection: Connection) -> Iterator[Difference]:
    rows: list[Row[Any]] = []
    for row in connection.execution_options(yield_per=5_000).execute(text(_DECREASES)):
        if rows and rows[0].entry_no != row.entry_no:
            yield from _cost_difference(rows)
            rows = []
        rows.append(row)
    if rows:
        yield from _cost_difference(rows)


def _cost_difference(rows: list[Row[Any]]) -> Iterator[Difference]:
    target = -sum(
        (
            amount(Decimal(row.increase_cost) * -row.applied / row.increase_quantity / _SCALE)
            for row in rows
        ),
        Decimal(0),
    )
    booked = Decimal(rows[0].decrease_cost) / _SCALE
    if target != booked:
        yield Difference(COST_CHECK, f"entry {rows[0].entry_no}", str(booked), str(target))
