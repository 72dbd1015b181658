"""Problems, the refusal classes and how a problem is said.

A check *returns* problems; a conductor raises one of the classes below; the edges turn them into a
sentence on a page or a problem document. The catalogue of codes is in `kernel/catalogue.py`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scanner_app.kernel.catalogue import CATALOGUE, CodeEntry

_NAME: Final = re.compile(r"\{(\w+)\}")
_NAMED_LENGTH_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as a value.

    Attributes:
        code: stable, from the catalogue.
        field: the input field to mend, "" if none.
        line: the line no. it belongs to, 0 if none.
        about: pairs of name and text that the sentence names.
    """

    code: str
    field: str = ""
    line: int = 0
    about: tuple[tuple[str, str], ...] = ()

    @property
    def entry(self) -> CodeEntry:
        """The catalogue's entry of the code."""
        return CATALOGUE[self.code]

    @property
    def sentence(self) -> str:
        """What happened and what to do, as a warehouse worker would say it."""
        about = {"field": self.field, **dict(self.about)}
        # In one pass: a text that reads like one of our names is not filled in again.
        return _NAME.sub(lambda name: about.get(name[1], name[0]), self.entry.sentence)


def problem(code: str, *, field: str = "", line: int = 0, **about: object) -> Problem:
    """Make a problem; `about` fills the sentence's names."""
    return Problem(code, field, line, tuple((name, _short(text)) for name, text in about.items()))


def _short(named: object) -> str:
    """Keep a sentence a sentence, whatever was sent to us."""
    text = str(named)
    return text if len(text) <= _NAMED_LENGTH_MAX else text[: _NAMED_LENGTH_MAX - 1] + "…"


class Refusal(Exception):
    """Base of everything that is said to the person instead of done.

    Attributes:
        problems: one or more, lowest rank first.
        status: the HTTP status of the class.
        is_replay: it was said before to the same request id and is kept already.
    """

    status = 422
    is_replay = False

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order in which they are to be shown."""
        ranked = sorted(problems, key=lambda p: (p.entry.rank, p.line))
        self.problems: tuple[Problem, ...] = tuple(ranked)
        super().__init__("; ".join(p.code for p in self.problems))

    @property
    def first(self) -> Problem:
        """The problem that the screen shows."""
        return self.problems[0]


class BadScan(Refusal):
    """What was scanned says nothing we know."""


class NotFound(Refusal):
    """It says something, but we have no such thing."""

    status = 404


class Refused(Refusal):
    """A rule of the trade says no; carries every problem of every line."""


class Invalid(Refusal):
    """The request itself is malformed."""

    status = 400


class Conflict(Refusal):
    """Someone or something was faster."""

    status = 409


class SignInNeeded(Refusal):
    """Nobody has signed in, or the session has ended."""

    status = 401


class Forbidden(Refusal):
    """Not this person."""

    status = 403


class Busy(Refusal):
    """Not now; the same request may be repeated."""

    status = 503


class Fault(Exception):
    """A bug or a broken invariant; never caught below the edge."""


def refuse(kind: type[Refusal], code: str, *, field: str = "", **about: object) -> Refusal:
    """Make a refusal with a single problem, ready to raise."""
    named = tuple((name, _short(said)) for name, said in about.items())
    return kind((Problem(code, field, 0, named),))
