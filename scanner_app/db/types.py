"""Column types that store the same bits on SQLite and PostgreSQL."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    String,
    Text,
    func,
    literal_column,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator

from scanner_app.kernel.limits import CODE_LENGTH_MAX, SCALE

_FACTOR = Decimal(10) ** SCALE
_LARGEST = 2**63 - 1

BigIdentity = BigInteger().with_variant(Integer(), "sqlite")
"""A rising entry number; SQLite numbers only its own INTEGER PRIMARY KEY."""


class ScaledDecimal(TypeDecorator[Decimal]):
    """An exact decimal of scale 5, kept as a 64-bit integer on both databases.

    Source: design decision 4. Floats and values finer than the scale are refused, because either
    would be a silent change of a quantity or an amount.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        """Turn a Decimal (or int) into the stored integer."""
        del dialect
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            message = f"{type(value).__name__} is not an exact number"
            raise TypeError(message)
        scaled = Decimal(value) * _FACTOR
        stored = int(scaled)
        if stored != scaled or abs(stored) > _LARGEST:
            message = f"{value} does not fit scale {SCALE}"
            raise ValueError(message)
        return stored

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Turn the stored integer back into a Decimal of scale 5."""
        del dialect
        return None if value is None else Decimal(int(value)).scaleb(-SCALE)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; naive moments are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs its zone"
            raise TypeError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """JSON kept as text, so that both databases keep it byte for byte."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write canonical JSON."""
        del dialect
        if value is None:
            return None
        return json.dumps(value, separators=(",", ":"), sort_keys=True, allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read it back."""
        del dialect
        return None if value is None else json.loads(value)


def CodeText(length: int = CODE_LENGTH_MAX) -> String:  # noqa: N802 - stands where a type stands
    """Give the column type of a code; blank is a value, so such columns are never null."""
    return String(length)


def exact_sum(expression: ColumnElement[Any]) -> ColumnElement[Decimal]:
    """Sum scaled columns in SQL and get a Decimal back; 0 for no rows.

    Needed because a sum of integers loses the column's type on its way out.
    """
    return type_coerce(func.coalesce(func.sum(expression), literal_column("0")), ScaledDecimal())
