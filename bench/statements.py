"""How many statements a posting and a scan send to the database."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, event

from bench.databases import grounds
from scanner_app.db.engine import make_engine
from scanner_app.db.transaction import Database
from scanner_app.kernel.clock import SystemClock
from scanner_app.kernel.terms import EntryType, ScanChannel
from scanner_app.service.item_journal import Journal, JournalLine, post_item_journal
from scanner_app.service.receive import Receipt, ReceiptLine, post_receipt
from scanner_app.service.scan import ScanRequest, take_scan
from scanner_app.service.use_case import Service
from tests.builders import request_id
from tests.conftest import PEOPLE, SECRET

_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements sent inside a block; BEGIN and COMMIT are not counted."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(_NOT_COUNTED):
            sent.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def report(kind: str) -> None:
    """Print the statements of a receipt, an issue and a scan."""
    with grounds(kind) as ground:
        service = Service(Database(make_engine(ground.url)), SystemClock(), SECRET)
        line = ReceiptLine(item_no=ground.item_nos[0], quantity=Decimal(5), bin_code="A-01")
        issue = JournalLine(
            entry_type=EntryType.NEGATIVE_ADJUSTMENT,
            item_no=ground.item_nos[0],
            location_code="BLUE",
            bin_code="A-01",
            quantity=Decimal(1),
        )
        scan = ScanRequest(
            channel=ScanChannel.WEDGE, text=ground.bar_codes[0], session_id=str(uuid.uuid4())
        )
        asked = (
            ("receipt of one line", post_receipt, Receipt(lines=(line,), location_code="BLUE")),
            ("issue of one line", post_item_journal, Journal((issue,))),
            ("scan of an item's GTIN", take_scan, scan),
        )
        print(f"\n{kind}: statements")
        for name, case, request in asked:
            count = 0
            for _ in range(2):  # the first one makes the no. series
                with counted(service.database.engine) as sent:
                    by = PEOPLE["supervisor" if case is post_item_journal else "operator"]
                    service.run(case, request, by=by, request_id=request_id())
                count = len(sent)
            print(f"  {name:<42} {count:>4}")
            for statement in sent:
                print(f"      {statement[:110]}")
        service.database.engine.dispose()
