"""Thirty-two threads take one of a hundred pieces: exactly a hundred leave.

Source: operations.md 4.2, R3. The controls take out what stops a thirty-third: the rule about
negative stock, and on PostgreSQL the lock together with the database's own last line.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from scanner_app.kernel.errors import Fault, Refused
from scanner_app.kernel.terms import EntryType
from scanner_app.ledger import balances, check, verify
from scanner_app.ledger.models import BinContent, ItemLedgerEntry
from scanner_app.locations import queries as locations
from scanner_app.service.item_journal import Journal, JournalLine, post_item_journal
from scanner_app.service.use_case import Service
from tests.builders import a_scene, in_stock, request_id
from tests.conftest import PEOPLE
from tests.reliability.scene import service_on

_THREADS = 32
_TRIES_EACH = 4
_PIECES = 100
_ROUNDS = 3
_ONE = Decimal(1)


@pytest.fixture
def warehouse(either_url: str) -> Iterator[Service]:
    """The service on a database with items that nobody has received yet."""
    service = service_on(either_url)
    a_scene(service, *(f"HOT{number}" for number in range(_ROUNDS)))
    yield service
    service.database.engine.dispose()


def _take(service: Service, item_no: str) -> str:
    """Take one piece; says what came of it."""
    line = JournalLine(
        entry_type=EntryType.NEGATIVE_ADJUSTMENT,
        item_no=item_no,
        location_code="BLUE",
        bin_code="A-01",
        quantity=_ONE,
    )
    try:
        service.run(
            post_item_journal, Journal((line,)), by=PEOPLE["supervisor"], request_id=request_id()
        )
    except Refused as refusal:
        return refusal.first.code
    except (SQLAlchemyError, Fault) as fault:  # only a broken build comes here
        return type(fault).__name__
    return "taken"


def _all_take(service: Service, item_no: str) -> list[str]:
    in_stock(service, PEOPLE["supervisor"], item_no, str(_PIECES))
    together = threading.Barrier(_THREADS)

    def one(_: int) -> list[str]:
        together.wait(20)
        return [_take(service, item_no) for _ in range(_TRIES_EACH)]

    with ThreadPoolExecutor(_THREADS) as pool:
        return [said for told in pool.map(one, range(_THREADS)) for said in told]


def _assert_exactly_all_left(service: Service, item_no: str, said: list[str]) -> None:
    with service.snapshot() as session:
        connection = session.connection()
        left = connection.execute(
            select(BinContent.quantity).where(BinContent.item_no == item_no)
        ).scalar_one()
        leaving = connection.execute(
            select(func.count())
            .select_from(ItemLedgerEntry)
            .where(ItemLedgerEntry.item_no == item_no, ItemLedgerEntry.quantity < 0)
        ).scalar_one()
        found = verify.verify(connection)
    assert left == 0
    assert leaving == _PIECES
    assert said.count("taken") == _PIECES
    assert said.count("stock-insufficient") == _THREADS * _TRIES_EACH - _PIECES
    assert found == []


def test_thirty_two_threads_take_exactly_the_hundred_pieces_there_are(warehouse: Service):
    for number in range(_ROUNDS):
        said = _all_take(warehouse, f"HOT{number}")
        _assert_exactly_all_left(warehouse, f"HOT{number}", said)


def test_control_without_the_rule_about_negative_stock_more_leave_than_there_are(
    warehouse: Service, monkeypatch: pytest.MonkeyPatch
):
    facts = locations.facts

    def careless(connection, places):
        found = facts(connection, places)
        return {code: replace(place, allows_negative=True) for code, place in found.items()}

    monkeypatch.setattr(locations, "facts", careless)
    said = _all_take(warehouse, "HOT0")
    assert said.count("taken") > _PIECES
    with pytest.raises(AssertionError):
        _assert_exactly_all_left(warehouse, "HOT0", said)


@pytest.fixture
def unlocked(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A build on PostgreSQL without the stock lock and the stock check."""
    service = service_on(postgres_url)
    a_scene(service, "HOT0")

    lock = balances.lock
    in_place: list[bool] = []

    def unlocking(connection, keys):
        if not in_place:
            in_place.append(True)
            lock(connection, keys)

    monkeypatch.setattr(balances, "lock", unlocking)
    monkeypatch.setattr(check, "stock_problems", lambda *_, **__: ())
    yield service
    service.database.engine.dispose()


@pytest.mark.postgres
def test_control_without_the_lock_the_database_itself_is_the_last_line(unlocked: Service):
    said = _all_take(unlocked, "HOT0")
    assert said.count("taken") <= _PIECES
    with pytest.raises(AssertionError):
        _assert_exactly_all_left(unlocked, "HOT0", said)


@pytest.mark.postgres
def test_control_without_the_lock_and_the_last_line_more_leave_than_there_are(unlocked: Service):
    with unlocked.database.transaction() as session:
        for table in ("bin_content", "stock_balance"):
            name = f"ck_{table}_not_negative"
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    said = _all_take(unlocked, "HOT0")
    assert said.count("taken") > _PIECES
    with pytest.raises(AssertionError):
        _assert_exactly_all_left(unlocked, "HOT0", said)
