"""Sign in, prove a PIN, and hand out what proves a person: PINs, one-time codes, tokens, badges.

These are not use cases of `run`, because a kept request would keep PINs and tokens. Each takes the
service itself and works in three steps: count the attempt, compare or hash the PIN while no
transaction is open (it takes 20 ms), then write.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from scanner_app.barcodes.house_code import badge_code
from scanner_app.kernel.codes import code, folded, is_code
from scanner_app.kernel.errors import (
    Conflict,
    Forbidden,
    NotFound,
    Refused,
    SignInNeeded,
    problem,
    refuse,
)
from scanner_app.kernel.limits import ACCESS_TOKEN_DAYS_MAX, CODE_LENGTH_MAX, DESCRIPTION_LENGTH_MAX
from scanner_app.kernel.terms import Role
from scanner_app.people import queries, record, waiting
from scanner_app.people.roles import Person, may
from scanner_app.people.secrets import (
    is_pin,
    new_enrolment_code,
    new_secret,
    pin_hash,
    pin_problems,
)
from scanner_app.people.tokens import new_token
from scanner_app.service.use_case import Service, Work

_log = structlog.get_logger("sign_in")
_FREE_FOR_A_PERSON: Final = 3
_FREE_FOR_AN_ADDRESS: Final = 20
"""A warehouse shares one address; a shift change brings many slips of the finger."""

_NOBODY: Final = Person("", "", Role.OPERATOR)
_ADDRESS_LENGTH: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Somebody wants to sign in.

    Attributes:
        who: user code, name or badge.
        address: network address of the browser. user_agent: what the browser calls itself.
    """

    who: str
    pin: str
    address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in session that was opened.

    Attributes:
        token: for the cookie; stored nowhere.
    """

    token: str
    person: Person
    expires_at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """Somebody uses a one-time code.

    Attributes:
        user_code, name: of a new person; blank where the code was made for a known one.
    """

    code: str
    pin: str
    user_code: str = ""
    name: str = ""
    address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class EnrolmentMade:
    """A one-time code, shown once."""

    code: str
    role: Role
    user_code: str
    expires_at_utc: datetime


@dataclass(frozen=True, slots=True)
class TokenIssued:
    """An access token, shown once."""

    id: str
    token: str
    user_code: str
    expires_at_utc: datetime


@dataclass(frozen=True, slots=True)
class BadgeIssued:
    """What the new badge of a person carries, shown once."""

    badge: str
    user_code: str


def sign_in(service: Service, attempt: Attempt) -> SignedIn:
    """Open a sign-in session.

    Raises: SignInNeeded `sign-in-wrong` or `sign-in-slow-down`.
    """
    person = _proved(service, attempt)
    return _open(service, person, attempt.address, attempt.user_agent)


def check_pin(service: Service, pin: str, *, by: Person, address: str = "") -> None:
    """Let a person who is signed in prove it again.

    Raises: SignInNeeded `sign-in-wrong` or `sign-in-slow-down`.
    """
    _proved(service, Attempt(who=by.code, pin=pin, address=address))


def sign_out(service: Service, token: str) -> None:
    """End a sign-in session."""
    service.unkept(
        lambda work: record.end(work.session.connection(), token, now=work.now), by=_NOBODY
    )


def keep_alive(service: Service, token: str) -> None:
    """Note that the holder of a session is still there; writes once in some minutes only."""
    with service.reading() as session:
        is_due = queries.is_to_be_seen(session.connection(), token, service.clock.now())
    if is_due:
        service.unkept(
            lambda work: record.see(work.session.connection(), token, now=work.now), by=_NOBODY
        )


def change_pin(service: Service, *, old_pin: str, new_pin: str, by: Person) -> None:
    """Choose another PIN; every session of the person ends.

    Raises: SignInNeeded `sign-in-wrong`, `sign-in-slow-down`; Refused `pin-weak`; Forbidden
        `token-not-here`.
    """
    _in_person(by)
    _strong(new_pin)
    _proved(service, Attempt(who=by.code, pin=old_pin))
    hashed = pin_hash(new_pin, key=service.secret)
    service.unkept(
        lambda work: record.set_pin(work.session.connection(), by.code, hashed, now=work.now),
        by=by,
    )
    _log.info("sign_in.change_pin", person=by.code)


def new_enrolment(
    service: Service, *, role: Role, user_code: str = "", by: Person
) -> EnrolmentMade:
    """Make a one-time code for a new person, or for a known one who forgot the PIN.

    Raises: Forbidden `role-lacking`; NotFound `user-unknown`.
    """
    _admin_in_person(by)
    one_time, wanted = new_enrolment_code(), code(user_code)

    def write(work: Work) -> EnrolmentMade:
        connection = work.session.connection()
        known = queries.person_row(connection, wanted) if wanted else None
        if wanted and known is None:
            raise refuse(NotFound, "user-unknown", field="user_code", user=wanted)
        given = known.role if known else role
        new = record.NewEnrolment(code=one_time, role=given, user_code=wanted, made_by=by.code)
        expires = record.add_enrolment(connection, new, now=work.now)
        return EnrolmentMade(one_time, given, wanted, expires)

    made = service.unkept(write, by=by)
    _log.info("sign_in.new_enrolment", person=by.code, role=made.role.value, user=wanted)
    return made


def enrol(service: Service, wanted: Enrol) -> SignedIn:
    """Use a one-time code: a new person is added, a known one gets a new PIN; both sign in.

    Raises: Forbidden `enrolment-wrong`; Refused `pin-weak`, `code-malformed`, `text-too-long`;
        Conflict `user-exists`.
    """
    with service.reading() as session:
        allowed = queries.enrolling(session.connection(), wanted.code, service.clock.now())
    if allowed is None:
        raise refuse(Forbidden, "enrolment-wrong", field="code")
    user = _new_user(wanted, allowed)
    _strong(wanted.pin)
    hashed = pin_hash(wanted.pin, key=service.secret)
    person = service.unkept(lambda work: _enrolled(work, wanted.code, user, hashed), by=_NOBODY)
    _log.info("sign_in.enrol", person=person.code, role=person.role.value)
    return _open(service, person, wanted.address, wanted.user_agent)


def issue_token(
    service: Service, *, name: str, days: int, user_code: str = "", by: Person
) -> TokenIssued:
    """Make an access token for a program that acts as oneself.

    Only as oneself: with a token of somebody else an admin could work in that name and then
    approve the work in the own one.

    Raises: Forbidden `token-not-here`, `token-for-self`; Refused `token-days`, `text-too-long`.
    """
    _in_person(by)
    owner = code(user_code) or by.code
    if owner != by.code:
        raise refuse(Forbidden, "token-for-self", user=owner)
    return _token_issued(service, owner, name=name, days=days, by=by)


def issue_token_at_console(
    service: Service, user_code: str, *, name: str, days: int, by: Person
) -> TokenIssued:
    """Make an access token for whomever the person at the server names; no page calls it.

    Raises: NotFound `user-unknown`; Refused `token-days`, `text-too-long`.
    """
    return _token_issued(service, code(user_code), name=name, days=days, by=by)


def _token_issued(service: Service, owner: str, *, name: str, days: int, by: Person) -> TokenIssued:
    if not 1 <= days <= ACCESS_TOKEN_DAYS_MAX:
        raise refuse(Refused, "token-days", field="days", limit=ACCESS_TOKEN_DAYS_MAX)
    _short("name", name)
    token = new_token()

    def write(work: Work) -> TokenIssued:
        connection = work.session.connection()
        if queries.person_named(connection, owner) is None:
            raise refuse(NotFound, "user-unknown", field="user_code", user=owner)
        expires = work.now + timedelta(days=days)
        new = record.NewAccessToken(
            id=token.id, text=token.text, user_code=owner, name=name.strip(), expires_at=expires
        )
        record.add_token(connection, new, now=work.now)
        return TokenIssued(token.id, token.text, owner, expires)

    issued = service.unkept(write, by=by)
    _log.info("sign_in.issue_token", person=by.code, user=owner, token=issued.id)
    return issued


def issue_badge(service: Service, user_code: str, *, by: Person) -> BadgeIssued:
    """Make a new badge for a person; the ones before no longer work.

    Raises: Forbidden `role-lacking`, `token-not-here`; NotFound `user-unknown`.
    """
    _admin_in_person(by)
    badge, owner = badge_code(), code(user_code)

    def write(work: Work) -> BadgeIssued:
        connection = work.session.connection()
        if queries.person_named(connection, owner) is None:
            raise refuse(NotFound, "user-unknown", field="user_code", user=owner)
        record.replace_badge(connection, owner, badge, now=work.now)
        return BadgeIssued(badge, owner)

    issued = service.unkept(write, by=by)
    _log.info("sign_in.issue_badge", person=by.code, user=owner)
    return issued


def _proved(service: Service, attempt: Attempt) -> Person:
    """Compare a PIN; every attempt is counted before, so that many at once gain nothing."""
    with service.reading() as session:
        found = queries.candidate(session.connection(), attempt.who)
    named = found.person.code if found else folded(attempt.who)[:CODE_LENGTH_MAX]
    person, address = f"user:{named}", f"address:{attempt.address[:_ADDRESS_LENGTH]}"
    free = {person: _FREE_FOR_A_PERSON, address: _FREE_FOR_AN_ADDRESS}
    service.unkept(lambda work: _count_attempt(work, free), by=_NOBODY)
    if not is_pin(attempt.pin, found.pin_hash if found else "", key=service.secret):
        _log.info("sign_in.wrong", person=named, address=attempt.address)
        raise refuse(SignInNeeded, "sign-in-wrong")
    assert found is not None
    service.unkept(
        lambda work: record.forgive(
            work.session.connection(), person=person, address=address, now=work.now
        ),
        by=_NOBODY,
    )
    return found.person


def _count_attempt(work: Work, free: dict[str, int]) -> None:
    connection = work.session.connection()
    known = record.lock_failures(connection, free, now=work.now)
    seconds = max(waiting.seconds_left(known.get(subject), work.now) for subject in free)
    if seconds:
        raise refuse(SignInNeeded, "sign-in-slow-down", seconds=seconds)
    counted = {
        subject: waiting.after_failure(known.get(subject), work.now, free=allowed)
        for subject, allowed in free.items()
    }
    record.remember_failures(connection, counted, now=work.now)


def _open(service: Service, person: Person, address: str, user_agent: str) -> SignedIn:
    token = new_secret()
    new = record.NewSignIn(
        token=token,
        user_code=person.code,
        user_agent=user_agent,
        address=address[:_ADDRESS_LENGTH],
    )
    expires = service.unkept(
        lambda work: record.open_sign_in(work.session.connection(), new, now=work.now), by=person
    )
    _log.info("sign_in.opened", person=person.code, address=address)
    return SignedIn(token, person, expires)


def _new_user(wanted: Enrol, allowed: queries.Enrolling) -> record.NewUser | None:
    """Say whom the code adds; None if it is for a known person."""
    if allowed.user_code:
        return None
    user_code, name = code(wanted.user_code), wanted.name.strip()
    if not is_code(user_code):
        limit = CODE_LENGTH_MAX
        raise refuse(Refused, "code-malformed", field="user_code", text=user_code, limit=limit)
    _short("name", name)
    return record.NewUser(code=user_code, name=name or user_code, role=allowed.role)


def _enrolled(work: Work, typed: str, user: record.NewUser | None, hashed: str) -> Person:
    connection = work.session.connection()
    allowed = queries.enrolling(connection, typed, work.now)
    if allowed is None or not record.use_enrolment(connection, typed, now=work.now):
        raise refuse(Forbidden, "enrolment-wrong", field="code")
    user_code = user.code if user else allowed.user_code
    if user is not None and not record.add_user(connection, user, now=work.now):
        raise refuse(Conflict, "user-exists", field="user_code", user=user.code)
    record.set_pin(connection, user_code, hashed, now=work.now)
    person = queries.person_named(connection, user_code)
    if person is None:
        raise refuse(Forbidden, "enrolment-wrong", field="code")
    return person


def _strong(pin: str) -> None:
    found = pin_problems(pin)
    if found:
        raise Refused(found)


def _short(field: str, text: str) -> None:
    if len(text) > DESCRIPTION_LENGTH_MAX:
        raise Refused((problem("text-too-long", field=field, limit=DESCRIPTION_LENGTH_MAX),))


def _in_person(by: Person) -> None:
    if by.by_token:
        raise refuse(Forbidden, "token-not-here")


def _admin_in_person(by: Person) -> None:
    _in_person(by)
    if not may(by.role, Role.ADMIN):
        raise refuse(Forbidden, "role-lacking", role=Role.ADMIN.value)
