"""A conversation's state to JSON and back. Pure.

What equals its default is left out; what is unknown to this release is passed over, so that a
conversation survives an update of the program.
"""

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from scanner_app.kernel.quantity import shown
from scanner_app.scanning import found

Value = TypeVar("Value")

_TAG: Final = "_"
_TAGGED: Final = {kind.__name__: kind for kind in get_args(found.Found)}


def written(value: Any) -> Any:
    """Turn frozen values into what `json.dumps` takes."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return shown(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [written(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        body = {
            field.name: written(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) != _default(field)
        }
        name = type(value).__name__
        return {_TAG: name, **body} if name in _TAGGED else body
    return value


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def revived(kind: type[Value], body: Any) -> Value:
    """Make the value of a type again from what `written` made of it."""
    value: Value = _revived(kind, body)
    return value


def _revived(hint: Any, body: Any) -> Any:
    if body is None:
        return None
    if get_origin(hint) in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
        chosen = members[0] if len(members) == 1 else _TAGGED[body[_TAG]]
        return _revived(chosen, body)
    if get_origin(hint) is tuple:
        return _revived_tuple(get_args(hint), body)
    if isinstance(hint, type) and is_dataclass(hint):
        hints = _hints(hint)
        return hint(**{name: _revived(hints[name], body[name]) for name in hints if name in body})
    return _READERS.get(hint, hint)(body)


_READERS: Final[dict[Any, Any]] = {date: date.fromisoformat}
"""Types that are not made by calling them."""


def _revived_tuple(members: tuple[Any, ...], body: Any) -> Any:
    if len(members) == 2 and members[1] is Ellipsis:  # noqa: PLR2004 - tuple[X, ...]
        return tuple(_revived(members[0], one) for one in body)
    return tuple(_revived(member, one) for member, one in zip(members, body, strict=True))
