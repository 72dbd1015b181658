"""The floors: the least that Flask and SQLAlchemy Core can do for a look-up and for a posting.

No sign-in, no checks, no log, no idempotency, no triggers: what is left when everything that makes
the product is taken away. Same gunicorn, same database, same journal mode and durability.
"""

import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask, jsonify, request
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    MetaData,
    String,
    Table,
    insert,
    select,
    text,
    update,
)

from scanner_app.db.engine import BEGIN_OPTION, make_engine
from scanner_app.items.models import Item, ItemReference

METADATA = MetaData()
_No = BigInteger().with_variant(Integer(), "sqlite")
_ENTRY = Table(
    "floor_entry",
    METADATA,
    Column("no", _No, Identity(), primary_key=True),
    Column("item_no", String(20), index=True),
    Column("location_code", String(20)),
    Column("quantity", BigInteger),
    Column("remaining", BigInteger),
    Column("posted_at", DateTime(timezone=True)),
)
_APPLICATION = Table(
    "floor_application",
    METADATA,
    Column("no", _No, Identity(), primary_key=True),
    Column("entry_no", BigInteger, index=True),
    Column("quantity", BigInteger),
)
_VALUE = Table(
    "floor_value",
    METADATA,
    Column("no", _No, Identity(), primary_key=True),
    Column("entry_no", BigInteger, index=True),
    Column("amount", BigInteger),
)
_BALANCE = Table(
    "floor_balance",
    METADATA,
    Column("item_no", String(20), primary_key=True),
    Column("quantity", BigInteger),
)
_FUNCTION = """
CREATE OR REPLACE FUNCTION floor_post(item text, pieces bigint, at timestamptz) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE entry bigint;
BEGIN
    UPDATE floor_balance SET quantity = quantity + pieces WHERE item_no = item;
    INSERT INTO floor_entry (item_no, location_code, quantity, remaining, posted_at)
        VALUES (item, 'BLUE', pieces, pieces, at) RETURNING no INTO entry;
    INSERT INTO floor_application (entry_no, quantity) VALUES (entry, pieces);
    INSERT INTO floor_value (entry_no, amount) VALUES (entry, pieces * 10);
    RETURN entry;
END $$
"""


def make_tables(url: str, item_nos: list[str]) -> None:
    """Make the floor's own tables in a database."""
    engine = make_engine(url)
    with engine.begin() as connection:
        METADATA.create_all(connection)
        rows = [{"item_no": no, "quantity": 0} for no in item_nos]
        connection.execute(insert(_BALANCE), rows)
        if engine.dialect.name == "postgresql":
            connection.execute(text(_FUNCTION))
    engine.dispose()


def _post(connection: Any, item_no: str, pieces: int) -> int:
    connection.execute(
        update(_BALANCE)
        .where(_BALANCE.c.item_no == item_no)
        .values(quantity=_BALANCE.c.quantity + pieces)
    )
    entry = {
        "item_no": item_no,
        "location_code": "BLUE",
        "quantity": pieces,
        "remaining": pieces,
        "posted_at": datetime.now(UTC),
    }
    no: int = connection.execute(insert(_ENTRY).returning(_ENTRY.c.no), entry).scalar_one()
    connection.execute(insert(_APPLICATION), {"entry_no": no, "quantity": pieces})
    connection.execute(insert(_VALUE), {"entry_no": no, "amount": pieces * 10})
    return no


def make_app() -> Flask:
    """Make the floor's application on the database of the environment."""
    app = Flask("floor")
    engine = make_engine(os.environ["SCANNER_DATABASE_URL"])
    writing = engine.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})
    function = text("SELECT floor_post(:item, :pieces, :at)")

    @app.get("/healthz")
    def alive() -> Any:
        return jsonify(status="ok")

    @app.get("/look-up/<reference_no>")
    def look_up(reference_no: str) -> Any:
        statement = (
            select(Item.no, Item.description, Item.base_unit_code)
            .join(ItemReference, ItemReference.item_no == Item.no)
            .where(ItemReference.reference_no == reference_no)
        )
        with engine.connect() as connection:
            row = connection.execute(statement).one()
        return jsonify(no=row.no, description=row.description, unit=row.base_unit_code)

    @app.post("/post")
    def post() -> Any:
        asked = request.get_json()
        with writing.begin() as connection:
            no = _post(connection, asked["item_no"], int(asked["quantity"]))
        return jsonify(no=no)

    @app.post("/post-by-function")
    def post_by_function() -> Any:
        asked = request.get_json()
        about = {
            "item": asked["item_no"],
            "pieces": int(asked["quantity"]),
            "at": datetime.now(UTC),
        }
        with writing.begin() as connection:
            no = connection.execute(function, about).scalar_one()
        return jsonify(no=no)

    return app
