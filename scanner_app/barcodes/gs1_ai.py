"""The application identifiers as values: components, separators, partners, places in a link.

Reads the rows of `gs1_ai_table` once, at import. What the content rules mean is in
`gs1_content`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scanner_app.barcodes.gs1_ai_table import ROWS

AI_LENGTHS: Final = (2, 3, 4)
"""How many digits an application identifier has."""


@dataclass(frozen=True, slots=True)
class Component:
    """One part of the value behind an application identifier.

    Attributes:
        charset: "N", "X", "Y" or "Z".
        shortest: fewest characters, 1 for a part of variable length.
        longest: most characters.
        optional: whether the part may be missing (then all behind it are missing too).
        rules: names of content rules, in the order in which they are tried.
    """

    charset: str
    shortest: int
    longest: int
    optional: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApplicationIdentifier:
    """Everything the standard says about one application identifier.

    Attributes:
        ai: 2..4 digits.
        predefined: True if no separator is needed behind the value.
        components: the parts of the value, in order.
        needs: requirements; each is a set of alternatives; each alternative is a group of
            patterns that must all be there. "n" in a pattern stands for any digit.
        bars: patterns that must not stand beside it.
        is_data: whether it may stand in the query of a Digital Link.
        link_orders: None if it opens no Digital Link, else the allowed orders of qualifiers.
    """

    ai: str
    predefined: bool
    components: tuple[Component, ...]
    needs: tuple[tuple[tuple[str, ...], ...], ...]
    bars: tuple[str, ...]
    is_data: bool
    link_orders: tuple[tuple[str, ...], ...] | None

    @property
    def shortest(self) -> int:
        """Fewest characters of a value."""
        return sum(part.shortest for part in self.components if not part.optional)

    @property
    def longest(self) -> int:
        """Most characters of a value."""
        return sum(part.longest for part in self.components)


_COMPONENT: Final = re.compile(
    r"\[?(?P<set>[NXYZ])(?P<up>\.\.)?(?P<length>\d+)\]?(?::(?P<rules>\S+))?"
)


def _component(text: str) -> Component:
    match = _COMPONENT.fullmatch(text)
    assert match, text
    longest = int(match["length"])
    return Component(
        charset=match["set"],
        shortest=1 if match["up"] else longest,
        longest=longest,
        optional=text.startswith("["),
        rules=tuple(match["rules"].split("+")) if match["rules"] else (),
    )


def _link_orders(place: str) -> tuple[tuple[str, ...], ...] | None:
    for word in place.split():
        head, _, orders = word.partition(":")
        if head == "key":
            return tuple(tuple(order.split(",")) for order in orders.split(";") if order)
    return None


def _range(text: str) -> tuple[str, ...]:
    first, _, last = text.partition("-")
    width = len(first)
    return tuple(f"{number:0{width}}" for number in range(int(first), int(last or first) + 1))


def _entries(row: str) -> Iterator[ApplicationIdentifier]:
    ais, spec, needs, bars, place = row.split("|")
    for ai in _range(ais.rstrip(".")):
        yield ApplicationIdentifier(
            ai=ai,
            predefined=ais.endswith("."),
            components=tuple(_component(part) for part in spec.split()),
            needs=tuple(
                tuple(tuple(group.split("+")) for group in need.split("/"))
                for need in needs.split()
            ),
            bars=tuple(bars.split("/")) if bars else (),
            is_data="data" in place.split(),
            link_orders=_link_orders(place),
        )


AIS: Final[Mapping[str, ApplicationIdentifier]] = MappingProxyType(
    {entry.ai: entry for row in ROWS for entry in _entries(row)}
)
"""All application identifiers by their digits."""


def ai_at(text: str, start: int = 0) -> ApplicationIdentifier | None:
    """Find the application identifier that a text has at a place; None if there is none.

    No identifier is the beginning of another, so there is at most one.
    """
    for length in AI_LENGTHS:
        entry = AIS.get(text[start : start + length])
        if entry:
            return entry
    return None


def matches(pattern: str, ai: str) -> bool:
    """Say whether an application identifier fits a pattern such as "310n" or "01"."""
    return len(pattern) == len(ai) and all(
        wanted in ("n", digit) for wanted, digit in zip(pattern, ai, strict=True)
    )
