"""Transactions: each on a session of its own, never nested, the only place that says commit."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from pathlib import Path
from typing import Final

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scanner_app.db.engine import BEGIN_OPTION
from scanner_app.db.writer_lock import WriterLock
from scanner_app.kernel.errors import Busy, Fault, refuse

_inside: ContextVar[bool] = ContextVar("inside_transaction", default=False)

_REPEATABLE_STATES: Final = frozenset({"40001", "40P01", "55P03"})
_AWAY_STATES: Final = frozenset({"08", "57"})
"""SQLSTATE classes of a server that cannot be reached or is shutting down."""

_DISK_FULL_STATES: Final = frozenset({"53100", "53000"})


class TryAgain(Exception):
    """The database asks for the whole transaction to be repeated."""


def _translated(error: DBAPIError) -> Exception:
    """Say what a database error means to the person; one that means a fault stays as it is."""
    state = getattr(error.orig, "sqlstate", None) or ""
    said = str(error.orig).lower()
    if state in _REPEATABLE_STATES or "database is locked" in said:
        return TryAgain()
    if state in _DISK_FULL_STATES or "disk is full" in said or "disk i/o error" in said:
        return refuse(Busy, "disk-full")
    if error.connection_invalidated or state[:2] in _AWAY_STATES or "unable to open" in said:
        return refuse(Busy, "database-busy")
    if isinstance(error.orig, psycopg.OperationalError) and not state:
        return refuse(Busy, "database-busy")
    return error


class Database:
    """A database as the service sees it: transactions and readings."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine made by `db.engine.make_engine`."""
        self.engine = engine
        self._writing = engine.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})
        self._lock: WriterLock | None = None
        if engine.dialect.name == "sqlite":
            self._reading = self._still = engine
            if engine.url.database:
                self._lock = WriterLock(Path(engine.url.database + ".writer"))
        else:
            self._reading = engine.execution_options(isolation_level="AUTOCOMMIT")
            self._still = engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    def _alone(self) -> AbstractContextManager[None]:
        return self._lock.held() if self._lock else nullcontext()

    @contextmanager
    def _session(self, *, keep: bool) -> Iterator[Session]:
        if _inside.get():
            message = "a transaction inside a transaction"
            raise Fault(message)
        token = _inside.set(True)
        try:
            with self._alone(), Session(self._writing, expire_on_commit=False) as session:
                session.connection()
                yield session
                if keep:
                    session.commit()
                else:
                    session.rollback()
        except DBAPIError as error:
            raise _translated(error) from error
        finally:
            _inside.reset(token)

    def transaction(self) -> AbstractContextManager[Session]:
        """Open a write transaction; committed at the end of the block, or rolled back on any error.

        Raises: TryAgain when the database asks for a repetition; Busy when it cannot be reached or
            its disk is full; Fault when a transaction is already open.
        """
        return self._session(keep=True)

    def preview(self) -> AbstractContextManager[Session]:
        """Open a write transaction that is always rolled back: the real thing, undone."""
        return self._session(keep=False)

    def reading(self) -> AbstractContextManager[Session]:
        """Open a session for reading; each statement sees what is committed when it begins."""
        return self._reader(self._reading)

    def snapshot(self) -> AbstractContextManager[Session]:
        """Open a session whose statements all see the same moment (verification, reports)."""
        return self._reader(self._still)

    @contextmanager
    def _reader(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False, autoflush=False) as session:
                yield session
        except DBAPIError as error:
            translated = _translated(error)
            if isinstance(translated, TryAgain):
                raise refuse(Busy, "database-busy") from error
            raise translated from error


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """Open a part of a running transaction that is undone alone when an error leaves it.

    For rehearsals: the real posting, undone, and the transaction goes on.
    """
    with session.begin_nested():
        yield
