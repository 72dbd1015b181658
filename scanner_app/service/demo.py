"""Begin a demo database: people whose PINs everybody may know."""

from dataclasses import dataclass

from scanner_app.barcodes.house_code import demo_badge_code
from scanner_app.items import queries as items
from scanner_app.kernel.errors import Refused, refuse
from scanner_app.kernel.terms import Role
from scanner_app.locations import queries as locations
from scanner_app.people import queries, record
from scanner_app.service.use_case import Work, use_case


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoUser:
    """A person of the demo.

    Attributes:
        pin: printed on the sign-in page.
        location_code: where the person works, "" for everywhere.
    """

    code: str
    name: str
    role: Role
    pin: str
    location_code: str = ""


@dataclass(frozen=True, slots=True)
class BeginDemo:
    """The people of the demo."""

    users: tuple[DemoUser, ...]


@dataclass(frozen=True, slots=True)
class DemoBegun:
    """The codes of the people who can sign in from now on, once they have their PINs."""

    codes: tuple[str, ...]


@use_case(Role.ADMIN)
def begin_demo(work: Work, demo: BeginDemo) -> DemoBegun:
    """Make an empty database a demo database.

    Only an empty one: known PINs in a database with real goods would be a door without a lock.

    Raises: Refused `demo-not-empty`.
    """
    connection = work.session.connection()
    if (
        queries.has_anybody(connection)
        or locations.all_locations(connection)
        or items.search(connection, "", limit=1).rows
    ):
        raise refuse(Refused, "demo-not-empty")
    for user in demo.users:
        new = record.NewUser(
            code=user.code, name=user.name, role=user.role, location_code=user.location_code
        )
        record.add_user(connection, new, now=work.now)
        badge = demo_badge_code(user.code, key=work.secret)
        record.replace_badge(connection, user.code, badge, now=work.now)
    record.note_demo_pins(connection, {user.code: user.pin for user in demo.users})
    return DemoBegun(tuple(user.code for user in demo.users))
