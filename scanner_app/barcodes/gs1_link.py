"""GS1 Digital Link addresses to a message.

Nothing is ever fetched: the address is only read. An address without a GS1 key in its path is no
Digital Link and stays an address.

Source: GS1 Digital Link Standard, URI syntax.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from scanner_app.barcodes.check_digit import GTIN_KEY_LENGTH, is_digits
from scanner_app.barcodes.gs1 import checked_value, message
from scanner_app.barcodes.gs1_ai import AIS, ApplicationIdentifier
from scanner_app.barcodes.gs1_meaning import Element, Gs1Message
from scanner_app.barcodes.refusal import CodeRefused, Why

_ADDRESS: Final = re.compile(
    r"(?:https?|HTTPS?)://[^/?#\s]+(?P<path>/[^?#\s]*)(?:\?(?P<query>[^#\s]*))?(?:#\S*)?",
    re.ASCII,
)
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_SHORT_GTIN_LENGTHS: Final = (8, 12, 13)


def is_address(text: str) -> bool:
    """Say whether a text is an address of any scheme ("https://...")."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text))


def parse_digital_link(text: str, *, as_of: date, complete: bool = False) -> Gs1Message | None:
    """Parse a GS1 Digital Link.

    Args:
        text: an address; the scheme is in one case throughout.
        as_of: the day from which two-digit years are seen.
        complete: True if a missing partner is an error.

    Returns:
        The message, elements in path order and then in query order; None if the address has no
        GS1 key in its path.

    Raises:
        CodeRefused: as `gs1.parse_element_string`, and `dl-qualifier-order` and
            `dl-qualifier-in-query`.
    """
    match = _ADDRESS.fullmatch(text)
    path = _key_path(match["path"]) if match else ()
    if not match or not path:
        return None
    in_path = [(entry, _plain(entry, raw, in_query=False)) for entry, raw in path]
    in_query = [
        (entry, _plain(entry, raw, in_query=True)) for entry, raw in _query(match["query"] or "")
    ]
    _refuse_order([entry for entry, _ in in_path])
    _refuse_query([entry for entry, _ in in_path], [entry for entry, _ in in_query])
    elements: list[Element] = [
        (entry.ai, checked_value(entry, value, as_of=as_of)) for entry, value in in_path + in_query
    ]
    return message(elements, as_of=as_of, complete=complete)


def _key_path(path: str) -> Sequence[tuple[ApplicationIdentifier, str]]:
    """Walk back over pairs of identifier and value to the key nearest to the end."""
    steps = path.split("/")[1:]
    found: list[tuple[ApplicationIdentifier, str]] = []
    for place in range(len(steps) - 2, -1, -2):
        entry = AIS.get(steps[place])
        if entry is None:
            break
        found.insert(0, (entry, steps[place + 1]))
        if entry.link_orders is not None:
            return found
    return ()


def _query(query: str) -> list[tuple[ApplicationIdentifier, str]]:
    pairs: list[tuple[ApplicationIdentifier, str]] = []
    for word in query.split("&"):
        name, equals, raw = word.partition("=")
        if not equals or not is_digits(name):
            continue
        if name not in AIS:
            raise CodeRefused(Why.UNKNOWN_AI, f"({name}) is no application identifier", name)
        pairs.append((AIS[name], raw))
    return pairs


def _plain(entry: ApplicationIdentifier, raw: str, *, in_query: bool) -> str:
    """Undo the escapes of an address; fill a short GTIN up to 14 digits."""
    if not raw:
        raise CodeRefused(Why.EMPTY_VALUE, f"({entry.ai}) is empty", entry.ai)
    value = raw.replace("+", " ") if in_query else raw
    value = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), value)
    if "\x00" in value:
        raise CodeRefused(Why.ILLEGAL_CHARACTER, f"({entry.ai}): NUL must not stand here", entry.ai)
    if entry.ai == "01" and len(value) in _SHORT_GTIN_LENGTHS:
        return value.zfill(GTIN_KEY_LENGTH)
    return value


def _fits(ais: Sequence[str], order: Sequence[str]) -> bool:
    """Say whether identifiers appear in an order, each at most once, some left out."""
    left = iter(order)
    return all(ai in left for ai in ais)


def _is_sequence(ais: Sequence[str]) -> bool:
    orders = AIS[ais[0]].link_orders
    return orders is not None and (len(ais) == 1 or any(_fits(ais[1:], order) for order in orders))


def _refuse_order(entries: Sequence[ApplicationIdentifier]) -> None:
    ais = [entry.ai for entry in entries]
    for end in range(2, len(ais) + 1):
        if not _is_sequence(ais[:end]):
            wrong = ais[end - 1]
            raise CodeRefused(Why.DL_QUALIFIER_ORDER, f"({wrong}) must not stand there", wrong)


def _refuse_query(
    path: Sequence[ApplicationIdentifier], query: Sequence[ApplicationIdentifier]
) -> None:
    in_path = [entry.ai for entry in path]
    seen = set(in_path)
    for entry in query:
        if entry.ai in seen:
            raise CodeRefused(Why.REPEATED_AI, f"({entry.ai}) is there twice", entry.ai)
        seen.add(entry.ai)
        belongs_in_path = any(
            _is_sequence([*in_path[:place], entry.ai, *in_path[place:]])
            for place in range(1, len(in_path) + 1)
        )
        if belongs_in_path or not entry.is_data:
            raise CodeRefused(
                Why.DL_QUALIFIER_IN_QUERY, f"({entry.ai}) must not stand in the query", entry.ai
            )
