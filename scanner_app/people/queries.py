"""Readers of people, their sign-in sessions, tokens and badges."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, exists, func, or_, select

from scanner_app.kernel.codes import code, folded
from scanner_app.kernel.limits import PAGE_ROWS_MAX, SIGN_IN_IDLE_HOURS, SIGN_IN_SEEN_MINUTES
from scanner_app.kernel.page import Page
from scanner_app.kernel.terms import Role
from scanner_app.people.models import (
    AccessToken,
    Badge,
    DemoPin,
    Enrolment,
    SignIn,
    User,
)
from scanner_app.people.roles import Person
from scanner_app.people.secrets import digest, plain_code
from scanner_app.people.tokens import token_id


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a list."""

    code: str
    name: str
    role: Role
    language: str
    location_code: str
    is_active: bool
    has_pin: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One access token in a list; the token itself is nowhere."""

    id: str
    user_code: str
    name: str
    created_at_utc: datetime
    expires_at_utc: datetime
    revoked_at_utc: datetime | None


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One running sign-in session in a list."""

    user_code: str
    created_at_utc: datetime
    last_seen_at_utc: datetime
    expires_at_utc: datetime
    user_agent: str
    address: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the one that signs in.

    Attributes:
        pin_hash: "" if the person has not chosen a PIN yet.
    """

    person: Person
    pin_hash: str


@dataclass(frozen=True, slots=True)
class Enrolling:
    """What an enrolment code that is still good allows.

    Attributes:
        user_code: the person who may choose a new PIN, "" for a new person.
    """

    role: Role
    user_code: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the demo database, with the PIN that everybody may know."""

    code: str
    name: str
    role: Role
    pin: str


_PERSON = (User.code, User.name, User.role, User.location_code, User.language)

# Asked by every request: built once.
_BY_SIGN_IN: Final = (
    select(*_PERSON)
    .join(SignIn, SignIn.user_code == User.code)
    .where(
        SignIn.token_hash == bindparam("token_hash"),
        SignIn.ended_at_utc.is_(None),
        SignIn.expires_at_utc > bindparam("now"),
        SignIn.last_seen_at_utc > bindparam("seen_after"),
        User.is_active,
    )
)
_BY_TOKEN: Final = (
    select(*_PERSON, AccessToken.token_hash)
    .join(AccessToken, AccessToken.user_code == User.code)
    .where(
        AccessToken.id == bindparam("id"),
        AccessToken.revoked_at_utc.is_(None),
        AccessToken.expires_at_utc > bindparam("now"),
        User.is_active,
    )
)


def _person(row: Any, *, by_token: bool = False) -> Person:
    return Person(row.code, row.name, Role(row.role), row.location_code, row.language, by_token)


def person_by_sign_in(connection: Connection, token: str, now: datetime) -> Person | None:
    """Read who holds a sign-in token, in one statement; None if it is ended, too old or unknown."""
    seen_after = now - timedelta(hours=SIGN_IN_IDLE_HOURS)
    asked = {"token_hash": digest(token), "now": now, "seen_after": seen_after}
    row = connection.execute(_BY_SIGN_IN, asked).one_or_none()
    return None if row is None else _person(row)


def is_to_be_seen(connection: Connection, token: str, now: datetime) -> bool:
    """Say whether the session was last seen so long ago that it is worth a write."""
    return bool(
        connection.execute(
            select(
                exists().where(
                    SignIn.token_hash == digest(token),
                    SignIn.ended_at_utc.is_(None),
                    SignIn.last_seen_at_utc < now - timedelta(minutes=SIGN_IN_SEEN_MINUTES),
                )
            )
        ).scalar_one()
    )


def person_by_token(connection: Connection, text: str, now: datetime) -> Person | None:
    """Read for whom a program acts, in one statement; None if the token is not good (any more)."""
    row = connection.execute(_BY_TOKEN, {"id": token_id(text), "now": now}).one_or_none()
    if row is None or not hmac.compare_digest(row.token_hash, digest(text)):
        return None
    return _person(row, by_token=True)


def candidate(connection: Connection, said: str) -> Candidate | None:
    """Read who is meant by a user code, a badge or a name; None if nobody or several are."""
    rows = connection.execute(
        select(*_PERSON, User.pin_hash)
        .where(
            or_(
                User.code == code(said),
                User.folded_name == folded(said),
                User.code.in_(_badge_holder(said)),
            ),
            User.is_active,
        )
        .limit(PAGE_ROWS_MAX)
    ).all()
    exact = [row for row in rows if row.code == code(said)] or rows
    if len(exact) != 1:
        return None
    return Candidate(_person(exact[0]), exact[0].pin_hash)


def _badge_holder(said: str) -> Select[str]:
    return select(Badge.user_code).where(
        Badge.code_hash == digest(plain_code(said)), Badge.revoked_at_utc.is_(None)
    )


def badge_holders(connection: Connection, badges: Collection[str]) -> frozenset[str]:
    """Say whose the badges are that are in use among those given, by user code."""
    rows = connection.execute(
        select(Badge.user_code).where(
            Badge.code_hash.in_([digest(plain_code(badge)) for badge in badges]),
            Badge.revoked_at_utc.is_(None),
        )
    )
    return frozenset(rows.scalars())


def enrolling(connection: Connection, typed: str, now: datetime) -> Enrolling | None:
    """Read what an enrolment code allows; None if it is wrong, used or expired."""
    row = connection.execute(
        select(Enrolment.role, Enrolment.user_code).where(
            Enrolment.code_hash == digest(plain_code(typed)),
            Enrolment.used_at_utc.is_(None),
            Enrolment.expires_at_utc > now,
        )
    ).one_or_none()
    return None if row is None else Enrolling(Role(row.role), row.user_code)


def person_row(connection: Connection, user_code: str) -> PersonRow | None:
    """Read one person; None if there is none of that code."""
    row = connection.execute(_rows().where(User.code == user_code)).one_or_none()
    return None if row is None else _person_row(row)


def person_named(connection: Connection, user_code: str) -> Person | None:
    """Read one active person by the code; for programs that act on the server itself."""
    row = connection.execute(
        select(*_PERSON).where(User.code == user_code, User.is_active)
    ).one_or_none()
    return None if row is None else _person(row)


def _rows() -> Select[*tuple[Any, ...]]:
    return select(*_PERSON, User.is_active, (User.pin_hash != "").label("has_pin"))


def _person_row(row: Any) -> PersonRow:
    return PersonRow(
        row.code,
        row.name,
        Role(row.role),
        row.language,
        row.location_code,
        row.is_active,
        row.has_pin,
    )


def people_list(connection: Connection, *, after: str = "", limit: int) -> Page[PersonRow]:
    """Read one page of the people, by code; `limit` is 1..PAGE_ROWS_MAX."""
    size = min(limit, PAGE_ROWS_MAX)
    statement = _rows().where(User.code > after).order_by(User.code).limit(size + 1)
    rows = tuple(_person_row(row) for row in connection.execute(statement))
    return Page(rows[:size], rows[size - 1].code if len(rows) > size else "")


def tokens_of(connection: Connection, user_code: str) -> tuple[TokenRow, ...]:
    """Read the access tokens of a person, newest first."""
    rows = connection.execute(
        select(
            AccessToken.id,
            AccessToken.user_code,
            AccessToken.name,
            AccessToken.created_at_utc,
            AccessToken.expires_at_utc,
            AccessToken.revoked_at_utc,
        )
        .where(AccessToken.user_code == user_code)
        .order_by(AccessToken.created_at_utc.desc(), AccessToken.id)
        .limit(PAGE_ROWS_MAX)
    )
    return tuple(TokenRow(*row) for row in rows)


def sign_ins_of(connection: Connection, user_code: str, now: datetime) -> tuple[SignInRow, ...]:
    """Read the running sign-in sessions of a person, newest first."""
    rows = connection.execute(
        select(
            SignIn.user_code,
            SignIn.created_at_utc,
            SignIn.last_seen_at_utc,
            SignIn.expires_at_utc,
            SignIn.user_agent,
            SignIn.address,
        )
        .where(
            SignIn.user_code == user_code,
            SignIn.ended_at_utc.is_(None),
            SignIn.expires_at_utc > now,
        )
        .order_by(SignIn.created_at_utc.desc())
        .limit(PAGE_ROWS_MAX)
    )
    return tuple(SignInRow(*row) for row in rows)


def has_anybody(connection: Connection) -> bool:
    """Say whether there is a person at all; if not, the first must be enrolled."""
    return bool(connection.execute(select(exists().where(User.code != ""))).scalar_one())


def is_demo(connection: Connection) -> bool:
    """Say whether this is the demo database."""
    return bool(connection.execute(select(exists().where(DemoPin.user_code != ""))).scalar_one())


def demo_people(connection: Connection) -> tuple[DemoPerson, ...]:
    """Read the people of the demo with their PINs; empty in every other database."""
    rows = connection.execute(
        select(User.code, User.name, User.role, DemoPin.pin)
        .join(DemoPin, DemoPin.user_code == User.code)
        .where(User.is_active)
        .order_by(User.code)
        .limit(PAGE_ROWS_MAX)
    )
    return tuple(DemoPerson(row[0], row[1], Role(row[2]), row[3]) for row in rows)


def has_admin(connection: Connection) -> bool:
    """Say whether there is an active admin with a PIN; if not, one must be enrolled."""
    wanted = exists().where(User.role == Role.ADMIN.value, User.is_active, User.pin_hash != "")
    return bool(connection.execute(select(wanted)).scalar_one())


def demo_since(connection: Connection) -> datetime | None:
    """Read when this demo database was begun; None in every other database."""
    return connection.execute(
        select(func.min(User.created_at_utc)).join(DemoPin, DemoPin.user_code == User.code)
    ).scalar_one()
