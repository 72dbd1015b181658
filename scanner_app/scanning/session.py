"""Keep a conversation between two scans, and the log of what was scanned."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.kernel.errors import Conflict, NotFound, refuse
from scanner_app.kernel.ids import is_request_id, new_id
from scanner_app.people.roles import Person
from scanner_app.scanning import keeping
from scanner_app.scanning.models import ScanLog, ScanSession
from scanner_app.scanning.tasks.shape import State

_SESSION: Final = ScanSession.__table__
assert isinstance(_SESSION, Table)
_LOGGED: Final = ScanLog.__table__
assert isinstance(_LOGGED, Table)

# Sent by every scan: built once.
_LOAD: Final = select(_SESSION.c.person, _SESSION.c.version, _SESSION.c.state).where(
    _SESSION.c.id == bindparam("session_id")
)
_KEEP: Final = (
    update(_SESSION)
    .where(
        _SESSION.c.id == bindparam("session_id"),
        _SESSION.c.version == bindparam("version_before"),
    )
    .values(
        {
            name: bindparam(name)
            for name in ("task", "location_code", "state", "version", "updated_at_utc")
        }
    )
)
_BEGIN: Final = {
    name: insert(_SESSION).on_conflict_do_nothing().returning(_SESSION.c.id)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_LOG: Final = _LOGGED.insert().inline()

CONTINUED_FOR: Final = timedelta(hours=12)
"""How long a conversation is offered again when a phone comes back without its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A conversation as loaded.

    Attributes:
        version: 0 for one that is not kept yet.
    """

    session_id: str
    version: int
    state: State


def load(connection: Connection, session_id: str, person: Person) -> Conversation:
    """Read a conversation; an unknown id begins a new one under that id.

    Raises: NotFound `session-unknown` if the id is malformed or another person's.
    """
    begun = Conversation(session_id=session_id, version=0, state=State(here=person.location_code))
    if not session_id:
        return begun
    if not is_request_id(session_id):
        raise refuse(NotFound, "session-unknown")
    row = connection.execute(_LOAD, {"session_id": session_id.lower()}).one_or_none()
    if row is None:
        return begun
    if row.person != person.code:
        raise refuse(NotFound, "session-unknown")
    return _conversation(session_id, row.version, state=row.state, person=person)


def latest(connection: Connection, person: Person, now: datetime) -> Conversation | None:
    """Read the person's last conversation if it is fresh; None if there is none.

    A phone that died is replaced by another one: what was staged is not lost.
    """
    row = connection.execute(
        select(_SESSION.c.id, _SESSION.c.version, _SESSION.c.state)
        .where(_SESSION.c.person == person.code, _SESSION.c.updated_at_utc > now - CONTINUED_FOR)
        .order_by(_SESSION.c.updated_at_utc.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return _conversation(row.id, row.version, state=row.state, person=person)


def _conversation(session_id: str, version: int, *, state: Any, person: Person) -> Conversation:
    kept = replace(keeping.revived(State, state), here=person.location_code)
    return Conversation(session_id=session_id.lower(), version=version, state=kept)


def keep(
    connection: Connection, before: Conversation, state: State, *, person: Person, now: datetime
) -> Conversation:
    """Write the state of a conversation; one statement.

    Raises: Conflict `session-moved-on` if another scan was faster.
    """
    values = {
        "task": state.task.value,
        "location_code": state.location_code,
        "state": keeping.written(state),
        "version": before.version + 1,
        "updated_at_utc": now,
    }
    if before.version == 0:
        session_id = before.session_id.lower() or new_id(now)
        own = {"id": session_id, "person": person.code, "created_at_utc": now}
        _begin(connection, own | values)
        return replace(before, session_id=session_id, version=1, state=state)
    asked = {"session_id": before.session_id, "version_before": before.version}
    done = connection.execute(_KEEP, asked | values)
    if done.rowcount != 1:
        raise refuse(Conflict, "session-moved-on")
    return replace(before, version=before.version + 1, state=state)


def _begin(connection: Connection, values: Mapping[str, Any]) -> None:
    begun = connection.execute(_BEGIN[connection.dialect.name], values)
    if begun.first() is None:
        raise refuse(Conflict, "session-moved-on")


def log(connection: Connection, row: Mapping[str, Any]) -> None:
    """Append a scan to the log; keys are the columns of `ScanLog`."""
    connection.execute(_LOG, row)
