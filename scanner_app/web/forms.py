"""Forms of pages to requests of the service, and back to the person when something is wrong."""

from dataclasses import dataclass
from typing import Any, Final

from flask import redirect, request
from werkzeug.wrappers import Response

from scanner_app.kernel.errors import Invalid, Problem, Refusal, problem
from scanner_app.people.roles import Person
from scanner_app.service.use_case import Answer, UseCase
from scanner_app.web import auth, site

_FIELD_LENGTH_MAX: Final = 500
_SHOWN_LENGTH_MAX: Final = 20_000
_SEE_OTHER: Final = 303


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it is shown: what was typed stays, what is wrong stands beside its field.

    Attributes:
        values: name and text of each field that was sent; empty before the form was sent.
    """

    values: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()

    def value(self, name: str, otherwise: str = "") -> str:
        """Give what was typed into a field, or what stands there before."""
        return dict(self.values).get(name, otherwise)

    def is_ticked(self, name: str) -> bool:
        """Say whether a box was ticked."""
        return name in dict(self.values)

    def wrong(self, name: str) -> tuple[str, ...]:
        """Say what is wrong with a field."""
        return tuple(each.sentence for each in self.problems if each.field == name)

    def besides(self, *names: str) -> tuple[Problem, ...]:
        """Give the problems that belong to none of the fields that the page shows."""
        return tuple(each for each in self.problems if each.field not in names)


NOT_SENT: Final = Filled()
"""A form that nobody has filled in yet."""


def filled(refusal: Refusal) -> Filled:
    """Return the form of this request as it was filled in, with what is wrong with it."""
    values = tuple(
        (name, value[:_SHOWN_LENGTH_MAX]) for name, value in request.form.items(multi=False)
    )
    return Filled(values, refusal.problems)


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
