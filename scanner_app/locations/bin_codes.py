"""Bin codes that are typed many at once. Pure."""

import re
from typing import Final

from scanner_app.kernel.codes import code
from scanner_app.kernel.limits import CODE_LENGTH_MAX, LINES_PER_POSTING_MAX

_RANGE: Final = re.compile(r"(?P<head>.*?)(?P<first>[0-9]{1,6})\.\.(?P=head)(?P<last>[0-9]{1,6})")
_RANGE_LENGTH_MAX: Final = 2 * CODE_LENGTH_MAX + len("..")


def typed_codes(text: str) -> tuple[str, ...]:
    """Read bin codes: one a line or between commas; `A-01..A-12` stands for twelve of them.

    Returns: at most one more than may be made at once, so that too many are noticed.
    """
    found: list[str] = []
    for part in re.split(r"[\n,;]", text):
        said = code(part)
        if said:
            found += _meant(said)
        if len(found) > LINES_PER_POSTING_MAX:
            break
    return tuple(found[: LINES_PER_POSTING_MAX + 1])


def _meant(said: str) -> list[str]:
    """Give every code of a range; what is no rising range is one code."""
    match = _RANGE.fullmatch(said) if len(said) <= _RANGE_LENGTH_MAX else None
    if match is None or int(match["last"]) < int(match["first"]):
        return [said]
    first, width = int(match["first"]), len(match["first"])
    last = min(int(match["last"]), first + LINES_PER_POSTING_MAX)
    return [f"{match['head']}{number:0{width}d}" for number in range(first, last + 1)]
