"""Keep the people: who works here, as what, and which programs act for them."""

from dataclasses import dataclass

from scanner_app.kernel.codes import code, is_code
from scanner_app.kernel.errors import Conflict, Forbidden, NotFound, Refused, problem, refuse
from scanner_app.kernel.limits import CODE_LENGTH_MAX, DESCRIPTION_LENGTH_MAX
from scanner_app.kernel.terms import Role
from scanner_app.locations import queries as locations
from scanner_app.people import queries, record
from scanner_app.people.queries import PersonRow
from scanner_app.people.roles import may
from scanner_app.service.use_case import Work, use_case


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """A person to be added; the PIN is chosen later, with a one-time code.

    Attributes:
        location_code: where the person works, "" for everywhere.
    """

    code: str
    name: str
    role: Role
    location_code: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedPerson:
    """What a person is from now on."""

    code: str
    name: str
    role: Role
    location_code: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """The id of the access token that shall work no longer."""

    token_id: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to what; the page shows it anew."""

    what: str


@use_case(Role.ADMIN)
def add_user(work: Work, new: NewPerson) -> PersonRow:
    """Add a person.

    Raises: Forbidden `token-not-here`; Refused `code-malformed`, `text-too-long`; NotFound
        `location-unknown`; Conflict `user-exists`.
    """
    _in_person(work)
    user_code = code(new.code)
    if not is_code(user_code):
        limit = CODE_LENGTH_MAX
        raise refuse(Refused, "code-malformed", field="code", text=user_code, limit=limit)
    _check_name(new.name)
    location_code = _known_location(work, new.location_code)
    added = record.NewUser(
        code=user_code,
        name=new.name.strip() or user_code,
        role=new.role,
        location_code=location_code,
        language=new.language,
    )
    connection = work.session.connection()
    if not record.add_user(connection, added, now=work.now):
        raise refuse(Conflict, "user-exists", field="code", user=user_code)
    return _row(work, user_code)


@use_case(Role.ADMIN)
def change_user(work: Work, changed: ChangedPerson) -> PersonRow:
    """Change a person; whoever is no longer active is signed out at once.

    Raises: Forbidden `token-not-here`; NotFound `user-unknown`, `location-unknown`; Refused
        `last-admin`, `text-too-long`.
    """
    _in_person(work)
    connection = work.session.connection()
    user_code = code(changed.code)
    known = _row(work, user_code)
    _check_name(changed.name)
    stays_admin = changed.is_active and changed.role is Role.ADMIN
    is_admin = known.role is Role.ADMIN and known.is_active
    if is_admin and not stays_admin and record.lock_admins(connection) == (user_code,):
        raise refuse(Refused, "last-admin", field="role", user=user_code)
    record.change_user(
        connection,
        user_code,
        name=changed.name.strip() or user_code,
        role=changed.role.value,
        location_code=_known_location(work, changed.location_code),
        is_active=changed.is_active,
    )
    if not changed.is_active:
        record.end_all(connection, user_code, now=work.now)
    return _row(work, user_code)


@use_case(Role.OPERATOR)
def revoke_token(work: Work, revoked: RevokeToken) -> Done:
    """Revoke an access token: one's own, or anybody's for an admin; at once and for good.

    Raises: NotFound `not-found`.
    """
    only_of = "" if may(work.person.role, Role.ADMIN) else work.person.code
    connection = work.session.connection()
    if not record.revoke_token(connection, revoked.token_id, now=work.now, only_of=only_of):
        raise refuse(NotFound, "not-found")
    return Done(revoked.token_id)


def _in_person(work: Work) -> None:
    if work.person.by_token:
        raise refuse(Forbidden, "token-not-here")


def _row(work: Work, user_code: str) -> PersonRow:
    row = queries.person_row(work.session.connection(), user_code)
    if row is None:
        raise refuse(NotFound, "user-unknown", field="code", user=user_code)
    return row


def _check_name(name: str) -> None:
    if len(name) > DESCRIPTION_LENGTH_MAX:
        raise Refused((problem("text-too-long", field="name", limit=DESCRIPTION_LENGTH_MAX),))


def _known_location(work: Work, location_code: str) -> str:
    wanted = code(location_code)
    if wanted and not locations.facts(work.session.connection(), ((wanted, ""),)):
        raise refuse(NotFound, "location-unknown", field="location_code", location=wanted)
    return wanted
