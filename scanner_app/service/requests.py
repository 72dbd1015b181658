"""Kept requests: reserve an id, keep its reply, replay it.

The id is reserved by a unique insert at the beginning of the transaction. A second request with
the same id waits there until the first is committed, and then finds the reply.
Source: scanning.md 2.10 no. 63; operations.md 4.1 (Stripe).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.db.base import table_of
from scanner_app.kernel.errors import Conflict, Problem, Refusal, refuse
from scanner_app.service.models import KeptRequest

_TABLE: Final = table_of(KeptRequest)
_DONE: Final = 200

# Said by every use case: built once. A posting is a dozen statements, and building one costs as
# much time as sending it.
_RESERVE: Final = {
    name: insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.request_id)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}
_KEPT: Final = select(_TABLE.c.fingerprint, _TABLE.c.person, _TABLE.c.status, _TABLE.c.reply).where(
    _TABLE.c.request_id == bindparam("id")
)
_ANSWER: Final = (
    update(_TABLE)
    .where(_TABLE.c.request_id == bindparam("id"))
    .values(status=bindparam("status"), reply=bindparam("reply"))
)

_CLASSES: Final = {kind.__name__: kind for kind in Refusal.__subclasses__()}


@dataclass(frozen=True, slots=True)
class Request:
    """What identifies a request: the client's id and what it asks."""

    request_id: str
    fingerprint: str
    use_case: str
    person: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply given before: a body, or a refusal."""

    body: Any = None
    refusal: Refusal | None = None


def reserve(connection: Connection, request: Request) -> Kept | None:
    """Reserve the id; return what was answered if it was answered before.

    Raises: Conflict `request-id-reused` if the id was used for something else.
    """
    reserved = connection.execute(
        _RESERVE[connection.dialect.name],
        {
            "request_id": request.request_id,
            "fingerprint": request.fingerprint,
            "use_case": request.use_case,
            "person": request.person,
            "kept_at_utc": request.now,
            "status": 0,
            "reply": None,
        },
    )
    if reserved.first() is not None:
        return None
    row = connection.execute(_KEPT, {"id": request.request_id}).one()
    if (row.fingerprint, row.person) != (request.fingerprint, request.person):
        raise refuse(Conflict, "request-id-reused")
    if row.status == _DONE:
        return Kept(body=row.reply)
    return Kept(refusal=_refusal(row.reply))


def forget(connection: Connection, *, before: datetime) -> int:
    """Forget replies that were kept before a moment; return how many.

    A client that repeats a request later than that would have it done again: `REPLY_KEPT_DAYS`.
    """
    return connection.execute(delete(_TABLE).where(_TABLE.c.kept_at_utc < before)).rowcount


def keep(connection: Connection, request_id: str, body: Any) -> None:
    """Keep the reply of a request that was done."""
    _write(connection, request_id, _DONE, body)


def keep_refusal(connection: Connection, request_id: str, refusal: Refusal) -> None:
    """Keep a refusal like a success: a repeat hears the same."""
    _write(
        connection,
        request_id,
        refusal.status,
        {
            "class": type(refusal).__name__,
            "problems": [[p.code, p.field, p.line, p.about] for p in refusal.problems],
        },
    )


def _write(connection: Connection, request_id: str, status: int, reply: Any) -> None:
    connection.execute(
        update(_TABLE).where(_TABLE.c.request_id == request_id).values(status=status, reply=reply)
    )


def _refusal(reply: Any) -> Refusal:
    problems = (
        Problem(code, field, line, tuple((name, said) for name, said in about))
        for code, field, line, about in reply["problems"]
    )
    return _CLASSES[reply["class"]](problems)
