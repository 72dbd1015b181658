"""How many statements a posting of one line sends: bounded, whatever lies behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from sqlalchemy import event

from scanner_app.kernel.terms import EntryType
from scanner_app.service.item_journal import Journal, JournalLine, post_item_journal
from scanner_app.service.receive import Receipt, ReceiptLine, post_receipt
from scanner_app.service.use_case import Service
from tests.builders import a_scene, request_id
from tests.conftest import PEOPLE

RECEIPT_MAX = 12
ISSUE_MAX = 15
_NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK")


@contextmanager
def _counted(service: Service) -> Iterator[list[str]]:
    sent: list[str] = []
    engine = service.database.engine

    def note(_connection, _cursor, statement, *_) -> None:
        if not statement.startswith(_NOT_COUNTED):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _receive(service: Service, lines: int = 1) -> int:
    line = ReceiptLine(item_no="JEANS", quantity=Decimal(2), bin_code="A-01")
    receipt = Receipt(location_code="BLUE", lines=(line,) * lines)
    with _counted(service) as sent:
        service.run(post_receipt, receipt, by=PEOPLE["operator"], request_id=request_id())
    return len(sent)


def _issue(service: Service) -> int:
    line = JournalLine(
        entry_type=EntryType.NEGATIVE_ADJUSTMENT,
        item_no="JEANS",
        location_code="BLUE",
        bin_code="A-01",
        quantity=Decimal(1),
    )
    with _counted(service) as sent:
        by = PEOPLE["supervisor"]
        service.run(post_item_journal, Journal((line,)), by=by, request_id=request_id())
    return len(sent)


@pytest.fixture
def warehouse(either_service: Service) -> Service:
    """The service with an item that was received and issued once, so that its series are made."""
    a_scene(either_service, "JEANS")
    _receive(either_service)
    _issue(either_service)
    return either_service


def test_a_posting_of_one_line_takes_few_statements(warehouse: Service):
    assert _receive(warehouse) <= RECEIPT_MAX
    assert _issue(warehouse) <= ISSUE_MAX


def test_a_longer_history_takes_no_more_statements(warehouse: Service):
    before = _receive(warehouse), _issue(warehouse)
    for _ in range(25):
        _receive(warehouse)
        _issue(warehouse)
    assert (_receive(warehouse), _issue(warehouse)) == before


def test_a_posting_of_many_lines_takes_no_more_statements_than_one_of_one(warehouse: Service):
    assert _receive(warehouse, lines=100) == _receive(warehouse)
