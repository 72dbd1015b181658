"""Which readings of a picture are reported, and which of them are safe to post.

Engines misread, and a check digit does not protect stock: of a thousand numbers a hundred have a
good one. Matrix codes and Code 128 verify themselves; a retail or other weak linear code is safe
only when two passes over the picture agree. What is not safe is still reported, for a person to
look at.

Source: barcodes.md 5, measured on 2,473 pictures; scanning.md 6.8.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias

from scanner_app.barcodes.check_digit import GTIN_KEY_LENGTH, has_check_digit
from scanner_app.barcodes.gs1 import parse_element_string
from scanner_app.barcodes.refusal import CodeRefused
from scanner_app.barcodes.symbol import RETAIL, Symbol, Symbology

SELF_VERIFYING: Final = frozenset(
    {
        Symbology.DATA_MATRIX,
        Symbology.QR,
        Symbology.MICRO_QR,
        Symbology.PDF_417,
        Symbology.AZTEC,
        Symbology.MAXICODE,
        Symbology.CODE_128,
        Symbology.DATABAR,
    }
)
"""One reading is enough: Reed-Solomon, or a check character over the whole symbol."""

_TWO_READINGS_TO_REPORT: Final = frozenset({Symbology.CODE_39, Symbology.ITF, Symbology.CODABAR})
"""Without check digit a slanted scan line invents short ones: nothing is said after one reading."""

_ANY_DAY: Final = date(2026, 1, 1)
"""Only whether the data are GS1 data is asked, not what the dates mean."""

_SHORTEST_ITF: Final = 6
_READINGS: Final = 2
_READINGS_OF_ONE_ENGINE: Final = 3


Votes: TypeAlias = Counter[tuple[Symbology, str]]
"""How many passes read each text."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known about a picture so far.

    Attributes:
        symbols: what to report, `safe` set.
        is_final: True if another pass could add nothing that is needed.
    """

    symbols: tuple[Symbol, ...]
    is_final: bool


def _key(symbol: Symbol) -> tuple[Symbology, str]:
    """Say which readings are of one text: all retail forms of a number are the same number."""
    if symbol.symbology in RETAIL:
        return Symbology.EAN_13, symbol.text.zfill(GTIN_KEY_LENGTH)
    return symbol.symbology, symbol.text


def _is_credible(symbol: Symbol) -> bool:
    """Say whether a text can be what the symbology carries at all."""
    if not symbol.text:
        return False
    if symbol.symbology in RETAIL:
        return has_check_digit(symbol.text)
    if symbol.symbology is Symbology.ITF:
        return len(symbol.text) >= _SHORTEST_ITF
    return True


def _is_gs1(text: str) -> bool:
    """Say whether a text is GS1 data with all partners: garbage often is one valid element."""
    try:
        parse_element_string(text, as_of=_ANY_DAY, complete=True)
    except CodeRefused:
        return False
    return True


def _is_safe(symbol: Symbol, *, ahead: int, engines: int) -> bool:
    if symbol.symbology is Symbology.DATABAR_EXPANDED:
        return _is_gs1(symbol.text)
    if symbol.symbology in SELF_VERIFYING:
        return True
    if symbol.symbology is Symbology.ITF and not (
        len(symbol.text) == GTIN_KEY_LENGTH and has_check_digit(symbol.text)
    ):
        return False
    # One engine makes the same mistake twice more easily than two engines make it once.
    return ahead >= (_READINGS if engines > 1 else _READINGS_OF_ONE_ENGINE)


def _box(symbol: Symbol) -> tuple[int, int, int, int] | None:
    if not symbol.outline:
        return None
    xs = [x for x, _ in symbol.outline]
    ys = [y for _, y in symbol.outline]
    return min(xs), min(ys), max(xs), max(ys)


def _share_a_place(one: Symbol, other: Symbol) -> bool:
    """Say whether two symbols can be of one print; unknown places count as the same.

    An engine reports the line on which it read, so the boxes are grown by a quarter of their
    longer side before they are compared.
    """
    a, b = _box(one), _box(other)
    if a is None or b is None:
        return True
    by = sum(max(box[2] - box[0], box[3] - box[1]) for box in (a, b)) // 4
    return a[0] - by <= b[2] and b[0] - by <= a[2] and a[1] - by <= b[3] and b[1] - by <= a[3]


def _is_part_of_another(symbol: Symbol, others: Iterable[Symbol]) -> bool:
    """Say whether a linear text is only a piece of a longer one, read by a slanted line."""
    return symbol.symbology in _TWO_READINGS_TO_REPORT | {Symbology.CODE_93} and any(
        other.symbology is symbol.symbology
        and len(other.text) > len(symbol.text)
        and symbol.text in other.text
        for other in others
    )


def _dissent(symbol: Symbol, votes: Votes, everything: Iterable[Symbol]) -> int:
    """Count the readings of the same print that say something else."""
    if symbol.symbology in SELF_VERIFYING:
        return 0
    return max(
        (
            votes[_key(other)]
            for other in everything
            if _key(other) != _key(symbol)
            and other.symbology not in SELF_VERIFYING
            and _share_a_place(symbol, other)
        ),
        default=0,
    )


def judge(passes: Sequence[Sequence[Symbol]]) -> Judged:
    """Weigh the readings of all passes over one picture.

    Args:
        passes: the readings of each pass, outlines in the pixels of one common picture.

    Returns:
        What to report, in the order in which it was first read.
    """
    votes: Votes = Counter()
    first: dict[tuple[Symbology, str], Symbol] = {}
    engines: dict[tuple[Symbology, str], set[str]] = {}
    for readings in passes:
        credible = {_key(symbol): symbol for symbol in readings if _is_credible(symbol)}
        votes.update(credible.keys())
        for key, symbol in credible.items():
            first.setdefault(key, symbol)
            engines.setdefault(key, set()).add(symbol.engine)
    everything = tuple(first.values())
    whole = [symbol for symbol in everything if not _is_part_of_another(symbol, everything)]
    # Two readings of one print cancel each other; one of them must be ahead to be believed.
    ahead = {_key(symbol): votes[_key(symbol)] - _dissent(symbol, votes, whole) for symbol in whole}
    standing = [symbol for symbol in whole if ahead[_key(symbol)] > 0]
    reported = tuple(
        replace(
            symbol,
            safe=_is_safe(symbol, ahead=ahead[_key(symbol)], engines=len(engines[_key(symbol)])),
        )
        for symbol in standing
        if votes[_key(symbol)] > 1 or symbol.symbology not in _TWO_READINGS_TO_REPORT
    )
    is_final = bool(reported) and len(reported) == len(standing) and all(s.safe for s in reported)
    return Judged(reported, is_final=is_final)
