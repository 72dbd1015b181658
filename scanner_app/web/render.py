"""Templates with a typed context: pages receive frozen values, never rows of a database."""

from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from urllib.parse import urlencode

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    get_flashed_messages,
    render_template,
    request,
    url_for,
)
from jinja2 import StrictUndefined
from markupsafe import Markup

from scanner_app.journals import queries as journals
from scanner_app.kernel.ids import new_id
from scanner_app.kernel.money import shown_amount
from scanner_app.kernel.quantity import shown
from scanner_app.kernel.terms import Role
from scanner_app.people.roles import Person, may
from scanner_app.web import auth, site, wire

_PLAIN: Final = (str, int, bool, Decimal, date, datetime, Enum, type(None))


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the navigation."""

    name: str
    address: str
    is_here: bool = False
    tally: int = 0


_LINKS: Final = (
    ("Scan", "scan.show", Role.OPERATOR),
    ("Review", "review.show_queue", Role.SUPERVISOR),
    ("Items", "items.show_list", Role.OPERATOR),
    ("Locations", "locations.show_list", Role.OPERATOR),
    ("Purchases", "purchases.show_list", Role.OPERATOR),
    ("Transfers", "transfers.show_list", Role.OPERATOR),
    ("Postings", "registers.show_list", Role.OPERATOR),
    ("People", "people.show_list", Role.ADMIN),
)
_MORE: Final = (
    ("Labels to try", "labels.demo"),
    ("Help", "help.show"),
    ("Phone set-up", "help.certificate"),
    ("My PIN", "sign_in.show_pin"),
    ("My tokens", "my_tokens.show"),
)


def install(app: Flask) -> None:
    """Teach the templates of the application what every page needs."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        quantity=shown, money=money, moment=moment, words=words, signed=signed
    )
    app.jinja_env.globals.update(
        new_request_id=new_request_id, next_page=next_page, first_page=first_page
    )
    app.context_processor(_every_page)


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """Render a page.

    Args:
        template: name below `templates/`.
        status: HTTP status.
        **values: frozen dataclasses, tuples of them, or plain values.

    Raises: TypeError for anything else, such as a database row.
    """
    for name, value in values.items():
        _check(name, value)
    html = render_template(template, **values)
    return Response(html, status=status, content_type="text/html; charset=utf-8")


def _check(name: str, value: object) -> None:
    if isinstance(value, _PLAIN) or (is_dataclass(value) and not isinstance(value, type)):
        return
    if isinstance(value, tuple | frozenset):
        for part in value:
            _check(name, part)
        return
    message = f"a page takes frozen values; {name} is a {type(value).__name__}"
    raise TypeError(message)


def say(sentence: str) -> None:
    """Say something on the next page that is shown."""
    flash(sentence)


def _every_page() -> dict[str, Any]:
    person = _known_person()
    more = tuple(Link(name, url_for(endpoint)) for name, endpoint in _MORE if _is_built(endpoint))
    return {
        "person": person,
        "navigation": navigation(person) if person else (),
        "more_links": more,
        "notices": tuple(get_flashed_messages()),
        "sees_costs": person is not None and may(person.role, Role.SUPERVISOR),
    }


def _known_person() -> Person | None:
    """Return who is signed in, where somebody may be; an error page must not fail on it."""
    return auth.person_or_none() if request.endpoint not in {None, "static"} else None


def navigation(person: Person) -> tuple[Link, ...]:
    """Return the pages of a person, with the number of decisions that wait."""
    room = (request.endpoint or "").partition(".")[0]
    waiting = _waiting() if may(person.role, Role.SUPERVISOR) else 0
    return tuple(
        Link(
            name,
            url_for(endpoint),
            endpoint.partition(".")[0] == room,
            waiting if endpoint == "review.show_queue" else 0,
        )
        for name, endpoint, role in _LINKS
        if may(person.role, role) and _is_built(endpoint)
    )


def _waiting() -> int:
    found: int = wire.read(journals.pending_count)
    return found


def _is_built(endpoint: str) -> bool:
    return endpoint in current_app.view_functions


def new_request_id() -> str:
    """Return an id for a form, so that sending it twice does it once."""
    return new_id(site.service().clock.now())


def next_page(after: str) -> str:
    """Return the address of the next page of the list that is shown."""
    return f"{request.path}?{urlencode(request.args.to_dict() | {'after': after})}"


def first_page() -> str:
    """Return the address of the first page of the list that is shown."""
    left = {name: value for name, value in request.args.items() if name != "after"}
    return f"{request.path}?{urlencode(left)}" if left else request.path


def money(amount: Decimal) -> str:
    """Write an amount with two decimals and narrow spaces between the thousands."""
    return f"{Decimal(shown_amount(amount)):,}".replace(",", "\u202f")


def signed(quantity: Decimal) -> str:
    """Write a quantity with its sign."""
    return f"+{shown(quantity)}" if quantity > 0 else shown(quantity)


def moment(value: datetime) -> Markup:
    """Write a moment in UTC, which `times.js` rewrites to the time of the person who looks."""
    text = value.strftime("%Y-%m-%d %H:%M UTC")
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), text)


def words(value: object) -> str:
    """Write a term of the trade as words: `purchase_receipt` as "purchase receipt"."""
    text = value.value if isinstance(value, Enum) else str(value)
    return str(text).replace("_", " ").replace("-", " ")
