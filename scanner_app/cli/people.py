"""`flask people`: the first admin, more people, their one-time codes, tokens and badges."""

from datetime import datetime

import click

from scanner_app.cli.terminal import CONSOLE, Exit, Group, end, json_option, run, say, service
from scanner_app.kernel.limits import PAGE_ROWS_MAX
from scanner_app.kernel.terms import Role
from scanner_app.people import queries
from scanner_app.service import people, sign_in

GROUP = Group("people", help="Keep the people who work here.")

_ROLES = click.Choice([role.value for role in Role])


@GROUP.command("enrol")
@click.option("--role", type=_ROLES, help="Make the code for a new person of this role.")
@click.option("--user", "user_code", default="", help="Make the code for this person's new PIN.")
@json_option
def enrol(*, role: str | None, user_code: str, as_json: bool) -> None:
    """Print a one-time code; without options for the first admin, while there is none."""
    if role is None and not user_code and _has_admin():
        click.echo("There is an admin already. Say --role or --user.", err=True)
        end(Exit.REFUSED)
    made = sign_in.new_enrolment(
        service(), role=Role(role or Role.ADMIN), user_code=user_code, by=CONSOLE
    )
    said = {
        "code": made.code,
        "role": made.role.value,
        "user": made.user_code,
        "expires_at": _moment(made.expires_at_utc),
    }
    say(
        said,
        f"One-time code for {made.user_code or 'a new ' + made.role.value}: {made.code}",
        f"Good once, until {said['expires_at']}.",
        as_json=as_json,
    )


@GROUP.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--role", type=_ROLES, default=Role.OPERATOR.value, show_default=True)
@click.option("--location", "location_code", default="", help="Where the person works.")
@json_option
def add(*, code: str, name: str, role: str, location_code: str, as_json: bool) -> None:
    """Add a person and print the one-time code with which to choose a PIN."""
    new = people.NewPerson(code=code, name=name, role=Role(role), location_code=location_code)
    row = run(people.add_user, new)
    made = sign_in.new_enrolment(service(), role=Role(role), user_code=row["code"], by=CONSOLE)
    said = {**row, "enrolment_code": made.code, "expires_at": _moment(made.expires_at_utc)}
    say(
        said,
        f"{row['code']} was added as {role}.",
        f"One-time code for the PIN: {made.code}, until {said['expires_at']}.",
        as_json=as_json,
    )


@GROUP.command("list")
@json_option
def show_list(*, as_json: bool) -> None:
    """List everybody."""
    with service().reading() as session:
        after, rows = "", list[queries.PersonRow]()
        while True:
            page = queries.people_list(session.connection(), after=after, limit=PAGE_ROWS_MAX)
            rows += page.rows
            after = page.next_after
            if not after:
                break
    say(rows, *(_sentence(row) for row in rows), as_json=as_json)


@GROUP.command("token")
@click.argument("user_code")
@click.option("--name", default="console", show_default=True, help="What it is used for.")
@click.option("--days", type=int, default=30, show_default=True, help="How long it is good.")
@json_option
def token(*, user_code: str, name: str, days: int, as_json: bool) -> None:
    """Print a new access token with which a program acts as a person; it is shown only once."""
    issued = sign_in.issue_token_at_console(service(), user_code, name=name, days=days, by=CONSOLE)
    say(
        issued,
        issued.token,
        f"Acts as {issued.user_code} until {_moment(issued.expires_at_utc)}.",
        as_json=as_json,
    )


@GROUP.command("revoke-token")
@click.argument("token_id")
@json_option
def revoke_token(*, token_id: str, as_json: bool) -> None:
    """Revoke an access token by its id: the part between the underscores."""
    run(people.revoke_token, people.RevokeToken(token_id))
    say({"revoked": token_id}, f"Token {token_id} works no longer.", as_json=as_json)


@GROUP.command("badge")
@click.argument("user_code")
@json_option
def badge(*, user_code: str, as_json: bool) -> None:
    """Print what the new badge of a person carries; the one before works no longer."""
    issued = sign_in.issue_badge(service(), user_code, by=CONSOLE)
    say(issued, issued.badge, as_json=as_json)


def _has_admin() -> bool:
    with service().reading() as session:
        return queries.has_admin(session.connection())


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _sentence(row: queries.PersonRow) -> str:
    notes = [row.role.value, row.location_code or "everywhere"]
    notes += [] if row.is_active else ["not active"]
    notes += [] if row.has_pin else ["no PIN yet"]
    return f"{row.code:<20}  {row.name}  ({', '.join(notes)})"
