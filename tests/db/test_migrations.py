"""The migrated schema is the models' schema; migrations go up and down with data in them."""

from decimal import Decimal

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from scanner_app import schema
from scanner_app.db import migrate
from scanner_app.db.engine import make_engine
from scanner_app.people.roles import Person
from scanner_app.service.use_case import Service
from tests.builders import a_scene, in_stock


def test_the_migrated_schema_is_that_of_the_models(either_url: str):
    engine = make_engine(either_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), schema.METADATA)
    engine.dispose()
    assert differences == []


def test_the_migration_protects_the_tables_that_the_rooms_call_append_only(either_url: str):
    engine = make_engine(either_url)
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        found = set(connection.execute(text(sql)).scalars())
    engine.dispose()
    wanted = {f"{t}_no_{kind}" for t in schema.APPEND_ONLY for kind in ("update", "delete")}
    assert wanted <= found


def _posted(service: Service, supervisor: Person) -> Engine:
    a_scene(service, "JEANS")
    in_stock(service, supervisor, "JEANS", "5")
    return service.database.engine


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE item_ledger_entry SET quantity = 1",
        "UPDATE value_entry SET cost_amount_actual = 0",
        "UPDATE item_application_entry SET quantity = quantity",
        "UPDATE item_register SET posted_by = 'NOBODY'",
        "DELETE FROM item_ledger_entry",
        "DELETE FROM value_entry",
        "DELETE FROM item_application_entry",
        "DELETE FROM item_register",
    ],
)
def test_nobody_changes_what_is_posted(either_service: Service, supervisor: Person, statement: str):
    engine = _posted(either_service, supervisor)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))


def test_the_database_itself_refuses_a_negative_balance(
    either_service: Service, supervisor: Person
):
    engine = _posted(either_service, supervisor)
    for statement in (
        "UPDATE stock_balance SET quantity = -1",
        "UPDATE bin_content SET quantity = -1",
    ):
        with pytest.raises(DBAPIError, match="not_negative"), engine.begin() as connection:
            connection.execute(text(statement))


def test_migrations_go_down_and_up_again(either_url: str):
    engine = make_engine(either_url)
    config = migrate._config(engine)
    command.downgrade(config, "base")
    assert migrate.revision(engine) == ""
    migrate.upgrade(engine)
    assert migrate.revision(engine) == migrate.head()
    engine.dispose()


def test_the_guards_stay_when_stock_is_exact(either_service: Service, supervisor: Person):
    engine = _posted(either_service, supervisor)
    with engine.connect() as connection:
        raw = connection.execute(text("SELECT quantity FROM stock_balance")).scalar_one()
    assert Decimal(raw) == Decimal(500000)
