"""Frozen dataclasses to JSON values.

Decimals leave as strings, dates and moments as ISO 8601, enumerations as their value. Floats and
naive moments are refused: neither may ever reach the wire.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from scanner_app.kernel.quantity import shown


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        message = "a moment without a zone is never sent"
        raise TypeError(message)
    return value.isoformat().replace("+00:00", "Z")


def _plain(value: object) -> tuple[bool, Any]:
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, Enum)):
        return True, value
    if isinstance(value, Enum):
        return True, value.value
    if isinstance(value, Decimal):
        return True, shown(value)
    if isinstance(value, datetime):
        return True, _moment(value)
    if isinstance(value, date):
        return True, value.isoformat()
    return False, None


def to_json(value: object) -> Any:
    """Turn a value into what `json.dumps` takes.

    Raises: TypeError for a float, a naive moment or a type that has no form on the wire.
    """
    done, plain = _plain(value)
    if done:
        return plain
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_json(item) for item in value]
    message = f"{type(value).__name__} has no form on the wire"
    raise TypeError(message)


_INTEGER_MAX: Final = 2**63 - 1


def unstorable(value: object, *, raw_fields: frozenset[str] = frozenset()) -> str:
    """Find a field of a request that no database can keep: "" if there is none.

    NUL and lone surrogates are not text to PostgreSQL, and whole numbers end at 64 bits. Fields in
    `raw_fields` are kept as bytes and may hold anything.
    """
    if isinstance(value, list | tuple):
        return next((wrong for one in value if (wrong := unstorable(one))), "")
    if not is_dataclass(value) or isinstance(value, type):
        return ""
    for field in fields(value):
        held = getattr(value, field.name)
        if field.name not in raw_fields and _is_unstorable(held):
            return field.name
        if wrong := unstorable(held):
            return wrong
    return ""


def _is_unstorable(held: object) -> bool:
    if isinstance(held, str):
        return any(c == "\0" or "\ud800" <= c <= "\udfff" for c in held)
    return isinstance(held, int) and abs(held) > _INTEGER_MAX
