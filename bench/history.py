"""What a posting costs when an item has a thousand entries behind it, and when it has a million."""

import time
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median
from typing import Any, Final

from sqlalchemy import Connection, text

from bench.databases import of_kind
from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.kernel.clock import SystemClock
from scanner_app.kernel.terms import EntryType
from scanner_app.ledger import verify
from scanner_app.service.item_journal import Journal, JournalLine, post_item_journal
from scanner_app.service.receive import Receipt, ReceiptLine, post_receipt
from scanner_app.service.use_case import Service
from tests.builders import a_scene, request_id
from tests.conftest import PEOPLE, SECRET

ITEM: Final = "JEANS"
_SHORT: Final = 1_000
_OPEN: Final = 400
_POSTINGS: Final = 300
_PAIRS: Final = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :count)
"""
_SERIES: Final = "WITH counted(n) AS (SELECT generate_series(1, :count))"

# Odd entries are increases; the even one behind takes all of it, except from the last ones.
_ENTRIES: Final = """
INSERT INTO item_ledger_entry (entry_no, register_no, line_no, entry_type, posting_date,
  document_date, document_type, document_no, document_line_no, order_no, order_line_no, item_no,
  variant_code, location_code, bin_code, lot_no, serial_no, package_no, quantity,
  remaining_quantity, is_open, invoiced_quantity, is_completely_invoiced, unit_of_measure_code,
  quantity_per_unit, is_correction, reason_code, layer_date, layer_no)
{series} SELECT n, 1, n, {kind}, '2026-01-01', '2026-01-01', 'item_journal', 'FILL', n, '', 0,
  :item, '', 'BLUE', 'A-01', '', '', '', {quantity}, {left}, {left} <> 0, {quantity}, {true},
  'PCS', 100000, {false}, '', '2026-01-01', n FROM counted
"""
_APPLICATIONS: Final = """
INSERT INTO item_application_entry (register_no, item_ledger_entry_no, inbound_entry_no,
  outbound_entry_no, transferred_from_entry_no, quantity, posting_date, is_cost_application)
{series} SELECT 1, n, CASE WHEN {is_in} THEN n ELSE n - 1 END, CASE WHEN {is_in} THEN 0 ELSE n END,
  0, {quantity}, '2026-01-01', {false} FROM counted
"""
_VALUES: Final = """
INSERT INTO value_entry (register_no, item_ledger_entry_no, entry_type, item_ledger_entry_type,
  item_no, location_code, posting_date, valuation_date, document_no, item_ledger_entry_quantity,
  valued_quantity, invoiced_quantity, cost_amount_actual, cost_amount_expected, cost_per_unit,
  is_expected_cost, is_adjustment)
{series} SELECT 1, n, 'direct_cost', {kind}, :item, 'BLUE', '2026-01-01', '2026-01-01', 'FILL',
  {quantity}, {quantity}, {quantity}, 10 * {quantity}, 0, 1000000, {false}, {false} FROM counted
"""
_OTHERS: Final = (
    (
        "INSERT INTO stock_balance (item_no, variant_code, location_code, quantity,"
        " is_negative_allowed) VALUES (:item, '', 'BLUE', :on_hand, {false})"
    ),
    (
        "INSERT INTO bin_content (item_no, variant_code, location_code, bin_code, lot_no, serial_no,"
        " package_no, quantity, is_negative_allowed)"
        " VALUES (:item, '', 'BLUE', 'A-01', '', '', '', :on_hand, {false})"
    ),
)
_REGISTER: Final = (
    "INSERT INTO item_register (register_no, source, document_no, posted_at_utc, posted_by,"
    " approved_by, request_id) VALUES (1, 'fill', 'FILL', '2026-01-01 00:00:00', 'SUE', '', '')"
)


def fill(connection: Connection, *, entries: int) -> None:
    """Give an item a history: `entries` entries, all closed but the last few hundred increases."""
    is_lite = connection.dialect.name == "sqlite"
    is_in = f"(n % 2 = 1 OR n > {entries - _OPEN})"
    parts = {
        "series": _PAIRS if is_lite else _SERIES,
        "is_in": is_in,
        "kind": f"CASE WHEN {is_in} THEN 'positive_adjustment' ELSE 'negative_adjustment' END",
        "quantity": f"(CASE WHEN {is_in} THEN 100000 ELSE -100000 END)",
        "left": f"(CASE WHEN n > {entries - _OPEN} THEN 100000 ELSE 0 END)",
        "true": "1" if is_lite else "true",
        "false": "0" if is_lite else "false",
    }
    about: dict[str, Any] = {"count": entries, "item": ITEM, "on_hand": _OPEN * 100_000}
    for statement in (_REGISTER, _ENTRIES, _APPLICATIONS, _VALUES, *_OTHERS):
        wanted = text(statement.format(**parts))
        names = wanted.compile().params
        connection.execute(wanted, {name: about[name] for name in names})
    if not is_lite:
        connection.execute(text("SELECT setval('item_register_no', 1)"))
        connection.execute(text("SELECT setval('item_ledger_entry_no', :no)"), {"no": entries})


@dataclass
class _Side:
    """One history, and the milliseconds of each posting on it."""

    entries: int
    service: Service
    milliseconds: dict[str, list[float]] = field(default_factory=dict)

    def take(self, name: str, case: Any, request: Any) -> None:
        """Do one posting and keep how long it took."""
        key, by = request_id(), PEOPLE["supervisor"]
        began = time.perf_counter()
        self.service.run(case, request, by=by, request_id=key)
        passed = (time.perf_counter() - began) * 1000
        self.milliseconds.setdefault(name, []).append(passed)

    def middle(self, name: str) -> float:
        """Return the median of a kind of posting, milliseconds, without the first ones."""
        return median(self.milliseconds[name][20:])


def _filled(url: str, entries: int) -> _Side:
    engine = make_engine(url)
    service = Service(Database(engine), SystemClock(), SECRET)
    a_scene(service, ITEM)
    began = time.perf_counter()
    with service.database.transaction() as session:
        fill(session.connection(), entries=entries)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    print(f"  {entries:,} entries filled in {time.perf_counter() - began:.0f} s")
    if entries <= _SHORT:
        with service.snapshot() as session:
            assert verify.verify(session.connection()) == []
    return _Side(entries, service)


def report(kind: str, *, entries: int) -> None:
    """Print what a receipt and an issue cost on both histories, taken in turns."""
    print(f"\n{kind}: cost of a posting by the item's history, in this process")
    receipt = Receipt(
        lines=(ReceiptLine(item_no=ITEM, quantity=Decimal(1), bin_code="A-01"),),
        location_code="BLUE",
    )
    issue = JournalLine(
        entry_type=EntryType.NEGATIVE_ADJUSTMENT,
        item_no=ITEM,
        location_code="BLUE",
        bin_code="A-01",
        quantity=Decimal(1),
    )
    with of_kind(kind) as (short_url, _), of_kind(kind) as (long_url, _):
        sides = (_filled(short_url, _SHORT), _filled(long_url, entries))
        for _ in range(_POSTINGS):
            for side in sides:
                side.take("receipt", post_receipt, receipt)
                side.take("issue", post_item_journal, Journal((issue,)))
        for name in ("receipt", "issue"):
            short, long = (side.middle(name) for side in sides)
            print(
                f"  {name:<8} {short:>7.2f} ms at {_SHORT:,}   {long:>7.2f} ms at {entries:,}"
                f"   {long / short:.2f} x"
            )
        for side in sides:
            side.service.database.engine.dispose()
