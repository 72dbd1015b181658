"""Engines for SQLite and PostgreSQL, set up so that an acknowledged posting survives a power cut.

SQLite: `synchronous=FULL` always; write-ahead log only on a version without the WAL-reset defect,
else a truncated rollback journal. Source: operations.md facts 1 and 2, section 4.4.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

BEGIN_OPTION: Final = "scanner_begin"
"""Execution option that names SQLite's begin mode: IMMEDIATE for writers."""

BUSY_TIMEOUT_MS: Final = 15_000

Version = tuple[int, int, int]


def is_wal_safe(version: Version) -> bool:
    """Say whether this SQLite has the WAL-reset fix (3.51.3, back-ported to 3.50.7, 3.44.6)."""
    major_minor = version[:2]
    if major_minor == (3, 44):
        return version >= (3, 44, 6)
    if major_minor == (3, 50):
        return version >= (3, 50, 7)
    return version >= (3, 51, 3)


def journal_mode() -> str:
    """Return the journal mode that is safe with the SQLite we are linked to."""
    return "WAL" if is_wal_safe(sqlite3.sqlite_version_info[:3]) else "TRUNCATE"


@dataclass(frozen=True, slots=True)
class Durability:
    """What the acknowledgement of a posting rests on, for `/readyz`."""

    database: str
    journal_mode: str
    synchronous: str


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"journal_mode={journal_mode()}",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get(BEGIN_OPTION, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def make_engine(url: str | URL, **options: Any) -> Engine:
    """Make the engine of a database.

    Args:
        url: `sqlite:///file` or `postgresql+psycopg://...`.
        options: passed on to SQLAlchemy.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        options.setdefault("pool_size", 8)
        options.setdefault("max_overflow", 64)
        engine = create_engine(parsed, **options)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    options.setdefault("pool_size", 8)
    options.setdefault("max_overflow", 32)
    options.setdefault("pool_pre_ping", False)
    return create_engine(parsed, **options)


def durability(engine: Engine) -> Durability:
    """Ask the database itself how it keeps an acknowledged commit."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
            level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
            return Durability("sqlite", str(mode).upper(), {2: "FULL", 3: "EXTRA"}.get(level, "?"))
        level = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        return Durability("postgresql", "WAL", str(level))
