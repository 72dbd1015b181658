"""How SQLite is set up, and what an exact number is."""

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.db.engine import durability, is_wal_safe, journal_mode, make_engine
from scanner_app.db.transaction import Database
from scanner_app.db.types import ScaledDecimal
from scanner_app.kernel.errors import Fault, Refusal

_TYPE = ScaledDecimal()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 54, 1), True),
    ],
)
def test_a_write_ahead_log_needs_the_fixed_version(version: tuple[int, int, int], *, safe: bool):
    assert is_wal_safe(version) is safe


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(tmp_path: Path):
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    kept = durability(engine)
    engine.dispose()
    assert (kept.journal_mode, kept.synchronous) == (journal_mode(), "FULL")
    assert (kept.journal_mode == "WAL") is is_wal_safe(sqlite3.sqlite_version_info[:3])


def test_a_transaction_is_never_inside_another(database: Database):
    with pytest.raises(Fault), database.transaction(), database.transaction():
        raise AssertionError


def test_a_database_that_cannot_be_opened_is_busy(tmp_path: Path):
    (tmp_path / "folder.db").mkdir()
    gone = Database(make_engine(f"sqlite:///{tmp_path / 'folder.db'}"))
    with pytest.raises(Refusal, match="database-busy"), gone.reading() as session:
        session.connection().exec_driver_sql("SELECT 1")


@given(st.decimals("-92233720368547", "92233720368547", places=5))
def test_what_is_stored_comes_back(value: Decimal):
    stored = _TYPE.process_bind_param(value, None)
    assert _TYPE.process_result_value(stored, None) == value


@pytest.mark.parametrize("wrong", [1.5, True, "1"])
def test_what_is_not_exact_is_not_stored(wrong: object):
    with pytest.raises(TypeError):
        _TYPE.process_bind_param(wrong, None)


@pytest.mark.parametrize("wrong", [Decimal("0.000001"), Decimal(10) ** 15])
def test_what_does_not_fit_is_not_stored(wrong: Decimal):
    with pytest.raises(ValueError, match="does not fit"):
        _TYPE.process_bind_param(wrong, None)
