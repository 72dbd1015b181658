"""What every command needs: the service, who acts, how replies and refusals are written."""

import json
import logging
import sys
from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final, NoReturn, TypeVar, cast

import click
import structlog
from flask import current_app
from flask.cli import AppGroup

from scanner_app.kernel.codec import to_json
from scanner_app.kernel.errors import Busy, NotFound, Refusal
from scanner_app.kernel.ids import new_id
from scanner_app.kernel.terms import Role
from scanner_app.people.roles import CONSOLE_CODE, Person
from scanner_app.service.use_case import Service, UseCase

CONSOLE: Final = Person(CONSOLE_CODE, "Console", Role.ADMIN)
"""Who acts in commands: whoever may start a program on the server may do everything."""

_SERVICE: Final = "scanner_service"
_Asked = TypeVar("_Asked")
_Command = TypeVar("_Command", bound=Callable[..., Any])


class Exit(IntEnum):
    """Exit codes; they never change. 2 is click's own, for a wrong command line."""

    DONE = 0
    FAULT = 1
    REFUSED = 3
    NOT_FOUND = 4
    BUSY = 5
    DIFFERENCES = 6
    """A check ran and found something."""


class Group(AppGroup):
    """A command group that says refusals in a sentence and ends with their exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        Raises: click.exceptions.Exit with the exit code of a refusal.
        """
        # The log goes beside the reply, so that a program can read the reply; what went well is
        # in the reply already.
        structlog.configure(
            wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        )
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            for found in refusal.problems:
                click.echo(f"{found.code}: {found.sentence}", err=True)
            ctx.exit(_exit_code(refusal))


def _exit_code(refusal: Refusal) -> Exit:
    if isinstance(refusal, NotFound):
        return Exit.NOT_FOUND
    return Exit.BUSY if isinstance(refusal, Busy) else Exit.REFUSED


def service() -> Service:
    """Return the application service of the running application."""
    return cast("Service", current_app.extensions[_SERVICE])


def run(case: UseCase[_Asked, Any], request: _Asked) -> Any:
    """Do a use case as the console, once; returns the reply as JSON values."""
    ours = service()
    return ours.run(case, request, by=CONSOLE, request_id=new_id(ours.clock.now())).body


def json_option(command: _Command) -> _Command:
    """Give a command the option `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON value, for programs.")(
        command
    )


def say(value: object, *sentences: str, as_json: bool) -> None:
    """Write a reply: as one line of JSON, or as sentences."""
    if as_json:
        click.echo(json.dumps(to_json(value), ensure_ascii=False))
        return
    for sentence in sentences:
        click.echo(sentence)


def end(code: Exit) -> NoReturn:
    """End the command with an exit code.

    Raises: click.exceptions.Exit, always.
    """
    raise click.exceptions.Exit(code)
