"""Runs migrations for `flask db ...` and for `scanner_app.db.migrate`."""

from alembic import context
from sqlalchemy import Engine

from scanner_app.db import types
from scanner_app.schema import METADATA


def _engine() -> Engine:
    given = context.config.attributes.get("engine")
    if given is not None:
        return given
    from flask import current_app

    return current_app.extensions["migrate"].db.engine


def _render(kind: str, item: object, _context: object) -> str | bool:
    """Write our column types by what they store: a migration must not change with the code."""
    if kind != "type":
        return False
    if isinstance(item, types.ScaledDecimal):
        return "sa.BigInteger()"
    if isinstance(item, types.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, types.JsonText):
        return "sa.Text()"
    return False


def run() -> None:
    """Upgrade or compare, in one transaction."""
    with _engine().connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=METADATA,
            render_as_batch=True,
            render_item=_render,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL lock_timeout = '4s'")
            context.run_migrations()


run()
