"""Forms of pages to requests of the service."""

from typing import Any, Final

from flask import redirect, request
from werkzeug.wrappers import Response

from scanner_app.kernel.errors import Invalid, problem
from scanner_app.people.roles import Person
from scanner_app.service.use_case import Answer, UseCase
from scanner_app.web import auth, site

_FIELD_LENGTH_MAX: Final = 500
_SEE_OTHER: Final = 303


def text(name: str, *, longest: int = _FIELD_LENGTH_MAX) -> str:
    """Return a field of the form, "" if absent.

    Raises: Invalid `text-too-long`.
    """
    value = request.form.get(name, "")
    if len(value) > longest:
        raise Invalid((problem("text-too-long", field=name, limit=longest),))
    return value


def run(case: UseCase[Any, Any], asked: Any, *, by: Person | None = None) -> Answer:
    """Do a use case for whoever sent the form; the form's own id makes it happen once.

    Raises: Refusal of any class.
    """
    person = by or auth.current_person()
    return site.service().run(case, asked, by=person, request_id=text("request_id"))


def go(address: str) -> Response:
    """Send the browser to a page of ours with GET."""
    return redirect(address, code=_SEE_OTHER)


def own_address(address: str, otherwise: str) -> str:
    """Return an address if it is a plain path of ours, else another: no open redirects."""
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    is_clean = address.isprintable() and "\\" not in address
    return address if is_path and is_clean else otherwise
