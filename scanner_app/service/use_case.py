"""Permission, repetition, transaction and log of every use case: once, for all."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Generic, Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

from scanner_app.db.transaction import Database, TryAgain
from scanner_app.items.queries import ItemFacts
from scanner_app.kernel.clock import Clock, stopwatch
from scanner_app.kernel.codec import to_json, unstorable
from scanner_app.kernel.errors import Busy, Forbidden, Invalid, Refusal, refuse
from scanner_app.kernel.ids import fingerprint, is_request_id, new_id
from scanner_app.kernel.terms import Role
from scanner_app.people.roles import Person, may
from scanner_app.service import requests

_log = structlog.get_logger("use_case")
_PAUSES: Final = (0.01, 0.05, 0.2)

Asked = TypeVar("Asked")
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Work:
    """What a use case works with; made by `run` for one transaction.

    Attributes:
        session: the transaction's own session; nobody below commits or rolls back.
        now: the moment, UTC. today: the work date, which is the posting date.
        request_id: the client's id, kept with what is posted.
        secret: the site's key for command cards.
        known_items: what was read of items so far, by item no.; see `goods.item_facts`.
    """

    session: Session
    person: Person
    now: datetime
    today: date
    request_id: str
    secret: bytes = b""
    known_items: dict[str, ItemFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply as JSON values, and whether it was given before."""

    body: Any
    is_replayed: bool = False


class RefusalKeeper(Protocol):
    """Writes what must be kept of a refused request, in a short transaction of its own."""

    def __call__(self, work: Work, request: Any, refusal: Refusal) -> None:
        """Write it."""
        ...


@dataclass(frozen=True, slots=True)
class UseCase(Generic[Asked, Said]):
    """A function of the service with what `run` must know of it.

    Attributes:
        role: the least role that may do it.
        on_refusal: keeps what must be kept of a refusal (the scan log).
        raw_fields: fields of the request that hold any byte there is (what a scanner read).
    """

    do: Callable[[Work, Asked], Said]
    role: Role
    on_refusal: RefusalKeeper | None = field(default=None)
    raw_fields: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Module and function, as the log and the kept requests carry it."""
        return f"{self.do.__module__.rpartition('.')[2]}.{self.do.__name__}"

    def __call__(self, work: Work, request: Asked) -> Said:
        """Call the function inside a running use case (conductors inside one another)."""
        return self.do(work, request)


def use_case(
    role: Role,
    *,
    on_refusal: RefusalKeeper | None = None,
    raw_fields: frozenset[str] = frozenset(),
) -> Callable[[Callable[[Work, Asked], Said]], UseCase[Asked, Said]]:
    """Declare a function a use case with the least role that may do it."""

    def declared(do: Callable[[Work, Asked], Said]) -> UseCase[Asked, Said]:
        return UseCase(do, role, on_refusal, raw_fields)

    return declared


@dataclass(frozen=True, slots=True)
class Service:
    """The application service as the edges hold it: `run` writes, `reading` reads."""

    database: Database
    clock: Clock
    secret: bytes

    def reading(self) -> AbstractContextManager[Session]:
        """Open a session for the readers (`*.queries`)."""
        return self.database.reading()

    def snapshot(self) -> AbstractContextManager[Session]:
        """Open a session whose statements all see the same moment."""
        return self.database.snapshot()

    def run(
        self, case: UseCase[Asked, Any], request: Asked, *, by: Person, request_id: str
    ) -> Answer:
        """Do a use case exactly once for a request id.

        Raises: Refusal of any class, with nothing of the use case written.
        """
        self._permit(case, by)
        wrong = unstorable(request, raw_fields=case.raw_fields)
        if wrong:
            raise refuse(
                Invalid,
                "request-malformed",
                field=wrong,
                detail=f"{wrong} holds signs that cannot be stored",
            )
        if not is_request_id(request_id):
            raise refuse(Invalid, "request-id-malformed", field="Idempotency-Key")
        asked = requests.Request(
            request_id.lower(),
            fingerprint(case.name, to_json({"request": request})),
            case.name,
            by.code,
            self.clock.now(),
        )
        started = stopwatch()
        try:
            answer = self._repeatedly(lambda: self._once(case, request, by, asked))
        except Refusal as refusal:
            self._say(asked, refusal.first.code, started)
            raise
        self._say(asked, "replayed" if answer.is_replayed else "done", started)
        return answer

    def preview(self, case: UseCase[Asked, Any], request: Asked, *, by: Person) -> Any:
        """Do the real thing and undo it: returns the reply as JSON values, writes nothing."""
        self._permit(case, by)

        def once() -> Any:
            with self.database.preview() as session:
                work = self._work(session, by, new_id(self.clock.now()))
                return to_json(case.do(work, request))

        return self._repeatedly(once)

    def unkept(self, do: Callable[[Work], Said], *, by: Person) -> Said:
        """Do something in one transaction and keep neither what was asked nor what was said.

        For what must not be stored, not even condensed: PINs and tokens. A repeat does it again.
        """

        def once() -> Said:
            with self.database.transaction() as session:
                said = do(self._work(session, by, new_id(self.clock.now())))
                session.flush()
                return said

        return self._repeatedly(once)

    def _permit(self, case: UseCase[Any, Any], by: Person) -> None:
        if not may(by.role, case.role):
            raise refuse(Forbidden, "role-lacking", role=case.role.value)

    def _work(self, session: Session, by: Person, request_id: str) -> Work:
        return Work(session, by, self.clock.now(), self.clock.today(), request_id, self.secret)

    def _once(
        self, case: UseCase[Asked, Any], request: Asked, by: Person, asked: requests.Request
    ) -> Answer:
        try:
            with self.database.transaction() as session:
                connection = session.connection()
                kept = requests.reserve(connection, asked)
                if kept is not None:
                    return self._replayed(kept)
                body = to_json(case.do(self._work(session, by, asked.request_id), request))
                session.flush()
                requests.keep(connection, asked.request_id, body)
        except Refusal as refusal:
            if isinstance(refusal, Busy) or refusal.is_replay:
                raise
            kept = self._keep_refusal(case, request, by, asked, refusal)
            if kept is not None:
                # A repeat of the same id came in between and was done: its answer is the answer.
                return self._replayed(kept)
            raise
        return Answer(body)

    def _replayed(self, kept: requests.Kept) -> Answer:
        if kept.refusal is not None:
            kept.refusal.is_replay = True
            raise kept.refusal
        return Answer(kept.body, is_replayed=True)

    def _keep_refusal(
        self,
        case: UseCase[Asked, Any],
        request: Asked,
        by: Person,
        asked: requests.Request,
        refusal: Refusal,
    ) -> requests.Kept | None:
        if refusal.first.code == "request-id-reused":
            return None
        with self.database.transaction() as session:
            kept = requests.reserve(session.connection(), asked)
            if kept is not None:
                return kept
            if case.on_refusal is not None:
                case.on_refusal(self._work(session, by, asked.request_id), request, refusal)
                session.flush()
            requests.keep_refusal(session.connection(), asked.request_id, refusal)
        return None

    def _repeatedly(self, once: Callable[[], Said]) -> Said:
        for pause in (*_PAUSES, None):
            try:
                return once()
            except TryAgain:
                if pause is None:
                    break
                time.sleep(pause)
        raise refuse(Busy, "database-busy")

    def _say(self, asked: requests.Request, outcome: str, started: float) -> None:
        _log.info(
            asked.use_case,
            outcome=outcome,
            person=asked.person,
            request_id=asked.request_id,
            ms=round((stopwatch() - started) * 1000, 1),
        )
