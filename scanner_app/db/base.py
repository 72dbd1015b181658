"""The declarative base of all tables, with named constraints.

Plain SQLAlchemy: rooms that define tables import this and no Flask.
"""

from typing import Final

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table; constraint names are the same on both databases."""

    metadata = MetaData(naming_convention=NAMING)


def table_of(model: type[Base]) -> Table:
    """Give the Core table of a model, for statements that write or read many rows at once."""
    table = model.__table__
    assert isinstance(table, Table)
    return table
