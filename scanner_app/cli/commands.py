"""The list of command groups; a new group is one line here."""

from typing import Final

from flask import Flask

from scanner_app.cli import database, demo, people, scan, stock
from scanner_app.cli.terminal import Group

GROUPS: Final[tuple[Group, ...]] = (
    database.GROUP,
    demo.GROUP,
    people.GROUP,
    scan.GROUP,
    stock.GROUP,
)


def register(app: Flask) -> None:
    """Add the commands to an application."""
    for group in GROUPS:
        app.cli.add_command(group)
