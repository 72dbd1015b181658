"""Triggers that keep append-only tables append-only, on both databases.

Code that means well is no guard against a person with a database client: what was posted is
changed by nobody. Migrations call `install`.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, inspect, text

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION refuse_change_of_posted_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def install(connection: Connection, table: str, *, mutable: Sequence[str] = ()) -> None:
    """Refuse deletes from a table, and updates of every column but the mutable (derived) ones."""
    columns = [column["name"] for column in inspect(connection).get_columns(table)]
    fixed = ", ".join(name for name in columns if name not in mutable)
    for statement in _statements(connection.dialect.name, table, fixed):
        connection.execute(text(statement))


def remove(connection: Connection, table: str) -> None:
    """Take the triggers of a table away again (downgrades only)."""
    kinds: tuple[str, ...] = ("delete", "update")
    where = ""
    if connection.dialect.name == "postgresql":
        kinds, where = (*kinds, "truncate"), f" ON {table}"
    for kind in kinds:
        connection.execute(text(f"DROP TRIGGER {table}_no_{kind}{where}"))


def _statements(dialect: str, table: str, fixed: str) -> tuple[str, ...]:
    if dialect == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        return (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {fixed} ON {table} {refuse}",
        )
    execute = "EXECUTE FUNCTION refuse_change_of_posted_row()"
    update = f"BEFORE UPDATE OF {fixed} ON {table} FOR EACH ROW"
    return (
        _FUNCTION,
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {execute}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} {execute}",
        f"CREATE TRIGGER {table}_no_update {update} {execute}",
    )
