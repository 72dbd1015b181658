"""What a runner of one file format takes and gives back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Case = Mapping[str, Any]
"""One case as the file has it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one case went.

    Attributes:
        case_id: the case's own id.
        difference: the first difference, expected and got; None if there is none.
    """

    case_id: str
    difference: str | None


@dataclass(frozen=True, slots=True)
class OracleFile:
    """A file of worked cases.

    Attributes:
        content: the whole file, for what stands beside the cases.
        cases: the cases to run, in file order.
        database: address of the database to run in, None for a new file in a temporary folder.
    """

    content: Mapping[str, Any]
    cases: tuple[Case, ...]
    database: str | None


Runner = Callable[[OracleFile], Iterator[Verdict]]
"""Runs the cases of one format, in order, one verdict each."""


def difference(what: str, expected: object, got: object) -> str | None:
    """Say how two values differ, None if they do not."""
    return None if expected == got else f"{what}: expected {expected!r}, got {got!r}"
