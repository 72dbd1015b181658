"""Commands for people and the database: replies, refusals and exit codes."""

import json

import pytest

from scanner_app.cli.commands import GROUPS
from scanner_app.cli.terminal import Exit
from scanner_app.kernel.terms import Role
from scanner_app.people import queries
from scanner_app.service.sign_in import Enrol, enrol

PIN = "274193"


def test_the_first_admin_is_enrolled_with_a_code_and_then_no_more_by_default(either_terminal):
    said = either_terminal.ask("people", "enrol")
    assert said["role"] == "admin"
    opened = enrol(
        either_terminal.service, Enrol(code=said["code"], user_code="eve", name="Eve", pin=PIN)
    )
    assert opened.person.role is Role.ADMIN
    assert either_terminal.type("people", "enrol").exit_code == Exit.REFUSED
    assert either_terminal.ask("people", "enrol", "--role", "operator")["role"] == "operator"
    again = either_terminal.ask("people", "enrol", "--user", "eve")
    assert (again["user"], again["role"]) == ("EVE", "admin")


def test_people_are_added_and_listed(terminal):
    added = terminal.ask("people", "add", "olivia", "Olivia Operator")
    assert added["code"] == "OLIVIA"
    assert added["enrolment_code"]
    listed = terminal.ask("people", "list")
    assert [(row["code"], row["has_pin"]) for row in listed] == [("OLIVIA", False)]
    assert "no PIN yet" in terminal.type("people", "list").stdout
    done = terminal.type("people", "add", "OLIVIA", "Again")
    assert done.exit_code == Exit.REFUSED
    assert "user-exists" in done.stderr


def test_a_token_is_printed_once_and_can_be_revoked(terminal):
    terminal.type("people", "add", "erp", "The ERP", "--role", "supervisor")
    issued = terminal.ask("people", "token", "erp", "--days", "3")
    now = terminal.service.clock.now()
    with terminal.service.reading() as session:
        person = queries.person_by_token(session.connection(), issued["token"], now)
    assert person is not None
    assert person.by_token
    terminal.ask("people", "revoke-token", issued["id"])
    with terminal.service.reading() as session:
        assert queries.person_by_token(session.connection(), issued["token"], now) is None
    assert terminal.type("people", "revoke-token", issued["id"]).exit_code == Exit.NOT_FOUND
    assert terminal.type("people", "token", "nobody").exit_code == Exit.NOT_FOUND
    assert terminal.type("people", "token", "erp", "--days", "9999").exit_code == Exit.REFUSED


def test_a_badge_is_a_code_of_ours(terminal):
    terminal.type("people", "add", "olivia", "Olivia")
    assert terminal.ask("people", "badge", "olivia")["badge"].startswith("XK")


def test_a_wrong_command_line_is_a_matter_of_its_own(terminal):
    assert terminal.type("people", "add", "x", "X", "--role", "king").exit_code == 2


def test_the_database_is_checked(either_terminal):
    said = either_terminal.ask("database", "check")
    assert said["is_newest"]
    assert said["is_durable"]
    assert said["revision"] == said["head"]


def test_a_database_behind_the_newest_revision_is_a_difference(terminal):
    with terminal.service.database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = 'old'")
    done = terminal.type("database", "check", "--json")
    assert done.exit_code == Exit.DIFFERENCES
    assert json.loads(done.stdout)["is_newest"] is False


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_every_command_says_what_it_is_for(group):
    assert group.help
    for command in group.commands.values():
        assert command.help, command.name
