"""Undo a posting by reversing entries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from scanner_app.kernel.errors import Forbidden, NotFound, Problem, Refused, problem, refuse
from scanner_app.kernel.limits import UNDO_LAST_HOURS
from scanner_app.kernel.terms import Role
from scanner_app.ledger import registers
from scanner_app.ledger.draft import Posted
from scanner_app.ledger.registers import RegisterView
from scanner_app.people.roles import Person, may
from scanner_app.purchases import record as purchases
from scanner_app.service.posting import reverse
from scanner_app.service.use_case import Work, use_case
from scanner_app.transfers import record as transfers


@dataclass(frozen=True, slots=True)
class Undo:
    """What to undo: a posting run, or 0 for the last one of the person in this shift."""

    register_no: int = 0


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone, and the posting that did it."""

    register_no: int
    document_no: str
    source: str
    posted: Posted


@use_case(Role.OPERATOR)
def undo(work: Work, request: Undo) -> Undone:
    """Reverse a posting; operators their own, supervisors anyone's and what was approved.

    Raises: NotFound `register-unknown`; Forbidden `undo-not-yours`; Refused `nothing-to-undo`,
        `already-undone`, `undo-of-undo`, `undo-goods-used`, `stock-insufficient`.
    """
    connection = work.session.connection()
    register = _register(work, connection, request.register_no)
    # The document before the stock, as in every posting: otherwise an undo and a receipt of the
    # same order wait for each other.
    purchases.lock_order_of(connection, register.document_no)
    transfers.lock_order_of(connection, register.document_no)
    posted = reverse(work, register)
    purchases.record_undo(connection, register.document_no)
    transfers.record_undo(connection, register.document_no)
    return Undone(register.register_no, register.document_no, register.source, posted)


def _recent(now: datetime) -> datetime:
    return now - timedelta(hours=UNDO_LAST_HOURS)


def _register(work: Work, connection: Connection, register_no: int) -> RegisterView:
    if register_no == 0:
        since = _recent(work.now)
        mine = registers.last_register_of(connection, work.person.code, since=since)
        if mine is None:
            raise refuse(Refused, "nothing-to-undo")
        register_no = mine.register_no
    found = registers.locked(connection, register_no)
    if found is None:
        raise refuse(NotFound, "register-unknown", register=register_no)
    forbidden = undo_problem(work.person, found, now=work.now)
    if forbidden is not None:
        raise Forbidden((forbidden,))
    return found


def undo_problem(person: Person, register: RegisterView, *, now: datetime) -> Problem | None:
    """Say why a person may not undo a posting, None if he may; pages offer the undo by it.

    Operators undo their own of this shift, supervisors the rest; four eyes stay four: what one
    person made and another approved is not undone by its maker alone, nor by a token.
    """
    decides = may(person.role, Role.SUPERVISOR)
    if register.approved_by:
        return _problem_of_approved(person, register, decides=decides)
    if decides:
        return None
    if register.posted_by != person.code:
        return problem("undo-not-yours", who=register.posted_by)
    return problem("undo-too-old") if register.posted_at_utc < _recent(now) else None


def _problem_of_approved(
    person: Person, register: RegisterView, *, decides: bool
) -> Problem | None:
    if not decides:
        return problem("undo-not-yours", who=register.approved_by)
    if person.code == register.posted_by:
        return problem("own-work")
    return problem("decide-in-person") if person.by_token else None
