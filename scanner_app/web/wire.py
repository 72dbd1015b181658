"""HTTP bodies to the service's frozen values, and its replies to bodies.

The models of the JSON interface are *made* from the dataclasses of the service, so the two cannot
drift apart: unknown fields are refused, decimals travel as strings, dates as ISO 8601.
"""

import re
import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

from flask import Flask, Response, json, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Strict, WithJsonSchema, create_model
from pydantic import Field as ModelField
from werkzeug.exceptions import UnsupportedMediaType

from scanner_app.kernel import limits
from scanner_app.kernel.codec import to_json
from scanner_app.kernel.errors import Invalid, problem, refuse
from scanner_app.kernel.page import Page
from scanner_app.service.use_case import Answer, UseCase
from scanner_app.web import auth, sight, site

Value = TypeVar("Value")
_KEY: Final = "Idempotency-Key"
_JSON: Final = "application/json"
_CURSOR_LENGTH_MAX: Final = 500
_NO_LENGTH_MAX: Final = 18
_PICTURES: Final = frozenset({"api_decode.decode_pictures"})
_PLAIN_DECIMAL: Final = re.compile(r"^-?[0-9]{1,30}(\.[0-9]{1,30})?$")


def _written(value: object) -> object:
    """Let a decimal be written as a plain string only.

    JSON numbers are floats to many programs, and an exponent could ask for a gigabyte of zeros.
    """
    if isinstance(value, Decimal) or (isinstance(value, str) and _PLAIN_DECIMAL.fullmatch(value)):
        return value
    message = 'write it as a plain decimal in a string, such as "12.5"'
    raise ValueError(message)


DecimalText = Annotated[
    Decimal,
    BeforeValidator(_written),
    WithJsonSchema({"type": "string", "pattern": _PLAIN_DECIMAL.pattern, "examples": ["12.5"]}),
]

_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _iso_date(value: object) -> object:
    """Let a date be written in one way only: "0" would pass for a moment in 1970."""
    if isinstance(value, date) or (isinstance(value, str) and _ISO_DATE.fullmatch(value)):
        return value
    message = 'write it as a date in a string, such as "2027-03-31"'
    raise ValueError(message)


_EXACT: Final[dict[Any, Any]] = {
    Decimal: DecimalText,
    date: Annotated[date, BeforeValidator(_iso_date)],
    bool: Annotated[bool, Strict()],
    int: Annotated[int, Strict()],
}
"""What is taken in one written form only, because a guess could move stock the wrong way."""


@cache
def model_of(kind: type, name: str = "") -> type[BaseModel]:
    """Make the Pydantic model of a frozen dataclass, nested ones included.

    Args:
        kind: a dataclass of str, int, bool, Decimal, date, datetime, Enum, tuple and dataclasses.
        name: in the description, where two rooms use the same word.
    """
    hints = get_type_hints(kind)
    members: dict[str, Any] = {
        field.name: (_wire_type(hints[field.name]), _default(field)) for field in fields(kind)
    }
    return _model(name or kind.__name__, kind.__doc__, members)


@cache
def page_of(kind: type, name: str = "") -> type[BaseModel]:
    """Make the model of one page of a list of a frozen dataclass."""
    row = model_of(kind, name)
    members: dict[str, Any] = {"rows": (tuple[row, ...], ...), "next_after": (str, "")}  # type: ignore[valid-type]
    return _model(f"{row.__name__}Page", f"One page of {row.__name__}.", members)


@cache
def list_of(kind: type, name: str = "") -> type[BaseModel]:
    """Make the model of a whole short list of a frozen dataclass."""
    row = model_of(kind, name)
    members: dict[str, Any] = {"rows": (tuple[row, ...], ...)}  # type: ignore[valid-type]
    return _model(f"{row.__name__}List", f"All {row.__name__}.", members)


def _model(name: str, doc: str | None, members: dict[str, Any]) -> type[BaseModel]:
    config = ConfigDict(extra="forbid", str_strip_whitespace=False, frozen=True)
    made = create_model(name, __config__=config, __doc__=doc, **members)
    return cast("type[BaseModel]", made)


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return ModelField(default_factory=field.default_factory)
    return ...


def _wire_type(hint: Any) -> Any:
    """Return a type hint with exact forms of values, and dataclasses as models."""
    if hint in _EXACT:
        return _EXACT[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return model_of(hint)
    origin = get_origin(hint)
    if origin is None:
        return hint
    inner = tuple(part if part is Ellipsis else _wire_type(part) for part in get_args(hint))
    if origin in {Union, types.UnionType}:
        return Union[inner]  # noqa: UP007 - built from a tuple, `|` cannot say it
    return origin[inner]


def value_of(kind: type[Value], model: BaseModel) -> Value:
    """Make the service's value from a checked model."""
    hints = get_type_hints(kind)
    return kind(
        **{
            field.name: _unwired(hints[field.name], getattr(model, field.name))
            for field in fields(cast("Any", kind))
        }
    )


def _unwired(hint: Any, found: Any) -> Any:
    if isinstance(found, BaseModel):
        wanted = [part for part in (hint, *get_args(hint)) if is_dataclass(part)]
        return value_of(cast("type", wanted[0]), found)
    if isinstance(found, tuple):
        return tuple(_unwired(get_args(hint)[0], each) for each in found)
    return found


def install(app: Flask) -> None:
    """Refuse bodies of another kind before any view reads them."""
    app.before_request(_refuse_other_media)


def _refuse_other_media() -> None:
    """Take JSON only, said to be JSON; pictures have their own address.

    Raises: UnsupportedMediaType, which `errors` answers as `media-type-wrong`.
    """
    is_json_route = request.path.startswith("/api/") and request.endpoint not in _PICTURES
    if is_json_route and request.content_length and not request.is_json:
        raise UnsupportedMediaType


def request_id() -> str:
    """Return the client's id of this request.

    Raises: Invalid `request-id-missing`. The service checks that it is a UUID.
    """
    # The draft standard writes the key as a structured string, in quotes; both forms are taken.
    given = request.headers.get(_KEY, "").strip().strip('"')
    if not given:
        raise refuse(Invalid, "request-id-missing", field=_KEY)
    return given


def run(case: UseCase[Any, Any], asked: Any, *, status: int = 200) -> Response:
    """Do a use case for whoever is asking, and answer its reply.

    Raises: Refusal of any class.
    """
    answer = site.service().run(case, asked, by=auth.current_person(), request_id=request_id())
    return answered(answer, status=status)


def answered(answer: Answer, *, status: int = 200) -> Response:
    """Answer what a use case said; a repeat is marked as such."""
    reply = body(_without(answer.body, sight.hidden()), status=status)
    if answer.is_replayed:
        reply.headers["Idempotent-Replay"] = "true"
    return reply


def plain(value: object) -> Any:
    """Turn a frozen value into JSON values."""
    return to_json(value)


def body(value: Any, *, status: int = 200) -> Response:
    """Answer JSON values as they are."""
    return Response(json.dumps(value), status=status, content_type=_JSON)


def write(value: object, *, status: int = 200, hide: frozenset[str] = frozenset()) -> Response:
    """Answer a frozen value.

    Args:
        value: what the service or a reader gave.
        status: HTTP status.
        hide: members left out wherever they stand, because this person may not see them.
    """
    values = to_json(value)
    return body(_without(values, hide) if hide else values, status=status)


def _without(value: Any, hidden: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(part, hidden) for name, part in value.items() if name not in hidden}
    return [_without(part, hidden) for part in value] if isinstance(value, list) else value


def write_list(rows: tuple[Any, ...], *, hide: frozenset[str] = frozenset()) -> Response:
    """Answer a whole short list."""
    return write({"rows": rows}, hide=hide)


def page(found: Page[Any], *, hide: frozenset[str] = frozenset()) -> Response:
    """Answer one page of a list, with the address of the next."""
    reply = write(found, hide=hide)
    if found.next_after:
        query = request.args.to_dict() | {"after": found.next_after}
        address = f"{request.base_url}?{urlencode(query)}"
        reply.headers["Link"] = f'<{address}>; rel="next"'
    return reply


def if_match() -> str:
    """Return the state that the client says it looked at.

    Raises: Invalid `if-match-missing`.
    """
    given = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not given:
        raise refuse(Invalid, "if-match-missing", field="If-Match")
    return given


def asked_text(name: str, *, longest: int = 100) -> str:
    """Return a query parameter, "" if absent.

    Raises: Invalid `request-malformed` for control characters or more than `longest` signs.
    """
    text = request.args.get(name, "")
    if len(text) > longest or any(ord(sign) < ord(" ") for sign in text):
        raise Invalid((problem("request-malformed", field=name, detail=f"{name} is not usable"),))
    return text


def asked_after() -> str:
    """Return the cursor of a list."""
    return asked_text("after", longest=_CURSOR_LENGTH_MAX)


def asked_no(name: str) -> int:
    """Return a query parameter that is an entry or register no., 0 if absent.

    Raises: Invalid `request-malformed`.
    """
    text = asked_text(name, longest=_NO_LENGTH_MAX) or "0"
    if not text.isascii() or not text.isdigit():
        raise Invalid((problem("request-malformed", field=name, detail=f"{name} is not a no."),))
    return int(text)


def asked_limit(default: int = 50) -> int:
    """Return how many rows are asked, 1 to `limits.PAGE_ROWS_MAX`.

    Raises: Invalid `request-malformed`.
    """
    text = request.args.get("limit", str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= limits.PAGE_ROWS_MAX:
        detail = f"limit must be 1 to {limits.PAGE_ROWS_MAX}"
        raise Invalid((problem("request-malformed", field="limit", detail=detail),))
    return int(text)


Read = Callable[[Any], Value]


def read(reader: Read[Value]) -> Value:
    """Call a reader with a connection for reading.

    Args:
        reader: takes the connection; usually a lambda around a room's query.
    """
    with site.service().reading() as session:
        return reader(session.connection())
