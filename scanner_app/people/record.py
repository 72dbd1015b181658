"""Writers of people, their sign-in sessions, tokens and badges."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from scanner_app.kernel.codes import folded
from scanner_app.kernel.limits import ENROLMENT_MINUTES, SIGN_IN_HOURS
from scanner_app.kernel.terms import Role
from scanner_app.people.models import (
    AccessToken,
    Badge,
    DemoPin,
    Enrolment,
    SignIn,
    SignInFailure,
    User,
)
from scanner_app.people.roles import CONSOLE_CODE
from scanner_app.people.secrets import digest, plain_code
from scanner_app.people.waiting import Failures

_USER_AGENT_LENGTH: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """A person to be added.

    Attributes:
        pin_hash: "" until the person chooses a PIN by enrolment.
    """

    code: str
    name: str
    role: Role
    pin_hash: str = ""
    location_code: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSignIn:
    """A sign-in session to be opened."""

    token: str
    user_code: str
    user_agent: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEnrolment:
    """A one-time code to be written.

    Attributes:
        user_code: the person who may choose a new PIN with it, "" for a new person.
    """

    code: str
    role: Role
    user_code: str
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccessToken:
    """An access token to be written."""

    id: str
    text: str
    user_code: str
    name: str
    expires_at: datetime


def add_user(connection: Connection, user: NewUser, *, now: datetime) -> bool:
    """Write a person; False if the code is taken."""
    if user.code == CONSOLE_CODE:
        return False
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = connection.execute(
        made(User)
        .values(
            code=user.code,
            name=user.name,
            folded_name=folded(user.name),
            role=user.role.value,
            language=user.language,
            location_code=user.location_code,
            pin_hash=user.pin_hash,
            is_active=True,
            created_at_utc=now,
        )
        .on_conflict_do_nothing()
        .returning(User.code)
    ).first()
    return row is not None


def change_user(connection: Connection, user_code: str, **values: Any) -> bool:
    """Change columns of a person; False if there is no such person."""
    if "name" in values:
        values["folded_name"] = folded(values["name"])
    done = connection.execute(update(User).where(User.code == user_code).values(**values))
    return done.rowcount == 1


def set_pin(connection: Connection, user_code: str, hashed: str, *, now: datetime) -> bool:
    """Write a new PIN and end every session of the person; False if there is no such person."""
    if not change_user(connection, user_code, pin_hash=hashed):
        return False
    end_all(connection, user_code, now=now)
    return True


def open_sign_in(connection: Connection, new: NewSignIn, *, now: datetime) -> datetime:
    """Open a sign-in session; returns when it ends at the latest."""
    expires = now + timedelta(hours=SIGN_IN_HOURS)
    connection.execute(
        insert(SignIn).values(
            token_hash=digest(new.token),
            user_code=new.user_code,
            created_at_utc=now,
            last_seen_at_utc=now,
            expires_at_utc=expires,
            ended_at_utc=None,
            user_agent=new.user_agent[:_USER_AGENT_LENGTH],
            address=new.address,
        )
    )
    return expires


def see(connection: Connection, token: str, *, now: datetime) -> None:
    """Note that the holder of a session is still there."""
    connection.execute(
        update(SignIn).where(SignIn.token_hash == digest(token)).values(last_seen_at_utc=now)
    )


def end(connection: Connection, token: str, *, now: datetime) -> None:
    """End one session; nothing happens if it was ended before."""
    connection.execute(
        update(SignIn)
        .where(SignIn.token_hash == digest(token), SignIn.ended_at_utc.is_(None))
        .values(ended_at_utc=now)
    )


def end_all(connection: Connection, user_code: str, *, now: datetime) -> None:
    """End every session of a person."""
    connection.execute(
        update(SignIn)
        .where(SignIn.user_code == user_code, SignIn.ended_at_utc.is_(None))
        .values(ended_at_utc=now)
    )


def lock_failures(
    connection: Connection, subjects: Iterable[str], *, now: datetime
) -> dict[str, Failures]:
    """Lock and read what is remembered of some subjects, so that attempts are counted in a row."""
    asked = sorted(subjects)
    _write_failures(connection, {one: Failures(0, now, now) for one in asked}, is_first=True)
    rows = connection.execute(
        select(
            SignInFailure.subject,
            SignInFailure.failures,
            SignInFailure.last_failed_at_utc,
            SignInFailure.wait_until_utc,
        )
        .where(SignInFailure.subject.in_(asked))
        .order_by(SignInFailure.subject)
        .with_for_update()
    )
    return {row[0]: Failures(*row[1:]) for row in rows}


def remember_failures(
    connection: Connection, counted: Mapping[str, Failures], *, now: datetime
) -> None:
    """Write the failures of some subjects; what is older than a day is forgotten."""
    _write_failures(connection, counted, is_first=False)
    connection.execute(
        delete(SignInFailure).where(SignInFailure.last_failed_at_utc < now - timedelta(days=1))
    )


def _write_failures(
    connection: Connection, counted: Mapping[str, Failures], *, is_first: bool
) -> None:
    made = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = made(SignInFailure)
    if is_first:
        statement = statement.on_conflict_do_nothing()
    else:
        columns = ("failures", "last_failed_at_utc", "wait_until_utc")
        statement = statement.on_conflict_do_update(
            index_elements=["subject"], set_={name: statement.excluded[name] for name in columns}
        )
    connection.execute(
        statement,
        [
            {
                "subject": subject,
                "failures": known.count,
                "last_failed_at_utc": known.last_at,
                "wait_until_utc": known.wait_until,
            }
            for subject, known in sorted(counted.items())
        ],
    )


def forgive(connection: Connection, *, person: str, address: str, now: datetime) -> None:
    """After a right PIN: forget the person's failures and take back the one of the address."""
    connection.execute(
        update(SignInFailure)
        .where(SignInFailure.subject == address, SignInFailure.failures > 0)
        .values(failures=SignInFailure.failures - 1, wait_until_utc=now)
    )
    connection.execute(
        update(SignInFailure)
        .where(SignInFailure.subject == person)
        .values(failures=0, wait_until_utc=now)
    )


def add_enrolment(connection: Connection, new: NewEnrolment, *, now: datetime) -> datetime:
    """Write a one-time code, condensed; returns until when it is good."""
    expires = now + timedelta(minutes=ENROLMENT_MINUTES)
    connection.execute(
        insert(Enrolment).values(
            code_hash=digest(plain_code(new.code)),
            role=new.role.value,
            user_code=new.user_code,
            created_at_utc=now,
            created_by=new.made_by,
            expires_at_utc=expires,
            used_at_utc=None,
        )
    )
    return expires


def use_enrolment(connection: Connection, typed: str, *, now: datetime) -> bool:
    """Use up a one-time code; False if somebody was faster."""
    done = connection.execute(
        update(Enrolment)
        .where(
            Enrolment.code_hash == digest(plain_code(typed)),
            Enrolment.used_at_utc.is_(None),
            Enrolment.expires_at_utc > now,
        )
        .values(used_at_utc=now)
    )
    return done.rowcount == 1


def add_token(connection: Connection, new: NewAccessToken, *, now: datetime) -> None:
    """Write an access token, condensed."""
    connection.execute(
        insert(AccessToken).values(
            id=new.id,
            token_hash=digest(new.text),
            user_code=new.user_code,
            name=new.name,
            created_at_utc=now,
            expires_at_utc=new.expires_at,
            revoked_at_utc=None,
        )
    )


def revoke_token(
    connection: Connection, token_id: str, *, now: datetime, only_of: str = ""
) -> bool:
    """Revoke a token, for good; False if there is none (of the person) that is still good."""
    statement = update(AccessToken).where(
        AccessToken.id == token_id, AccessToken.revoked_at_utc.is_(None)
    )
    if only_of:
        statement = statement.where(AccessToken.user_code == only_of)
    return connection.execute(statement.values(revoked_at_utc=now)).rowcount == 1


def replace_badge(connection: Connection, user_code: str, code: str, *, now: datetime) -> None:
    """Write a person's new badge and revoke the ones before."""
    connection.execute(
        update(Badge)
        .where(Badge.user_code == user_code, Badge.revoked_at_utc.is_(None))
        .values(revoked_at_utc=now)
    )
    connection.execute(
        insert(Badge).values(
            code_hash=digest(plain_code(code)),
            user_code=user_code,
            created_at_utc=now,
            revoked_at_utc=None,
        )
    )


def note_demo_pins(connection: Connection, pins: Mapping[str, str]) -> None:
    """Write the known PINs of the demo; from then on this is a demo database."""
    connection.execute(
        insert(DemoPin), [{"user_code": code, "pin": pin} for code, pin in sorted(pins.items())]
    )


def lock_admins(connection: Connection) -> tuple[str, ...]:
    """Lock and return the active admins, so that two cannot remove each other at once."""
    rows = connection.execute(
        select(User.code)
        .where(User.role == Role.ADMIN.value, User.is_active)
        .order_by(User.code)
        .with_for_update()
    )
    return tuple(row.code for row in rows)
