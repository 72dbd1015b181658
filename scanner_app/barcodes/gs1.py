"""GS1 element strings to a message: scanned, or typed with brackets.

Pure: the day from which dates are seen is passed in. Digital Links are in `gs1_link`, what the
values mean for the warehouse in `gs1_meaning`, whether a text is GS1 data at all in `parse`.

A value of variable length reaches to the next separator and is never split by guess: where a
printer lost the separator, the lot contains the next field and is refused or is found unknown.

Source: GS1 General Specifications, "Element string" and "Processing of data from a GS1
symbology"; association rules from the Syntax Dictionary.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from scanner_app.barcodes.gs1_ai import AIS, ApplicationIdentifier, Component, ai_at, matches
from scanner_app.barcodes.gs1_content import RULES, Wrong, wrong_character
from scanner_app.barcodes.gs1_meaning import Element, Gs1Message, understood
from scanner_app.barcodes.refusal import CodeRefused, Why

GS: Final = "\x1d"
"""The separator, as every reader delivers it."""


def parse_element_string(text: str, *, as_of: date, complete: bool = False) -> Gs1Message:
    """Parse what a symbol with FNC1 in first place delivers.

    Args:
        text: without AIM identifier; fields of variable length end in GS. Superfluous GS, also a
            leading or trailing one, are looked over.
        as_of: the day from which two-digit years are seen.
        complete: True if everything on the label has been read, so that a missing partner is
            an error and no longer a warning.

    Raises:
        CodeRefused: `empty`, `unknown-ai`, `empty-value`, `too-short`, `too-long`, `bad-length`,
            `illegal-*`, `check-digit`, `repeated-ai`, `excluded-pair`, `missing-pair`.
    """
    elements: list[Element] = []
    place = 0
    while place < len(text):
        if text[place] == GS:
            place += 1
            continue
        entry = ai_at(text, place)
        if entry is None:
            raise _unknown(text[place : place + 2])
        start = place + len(entry.ai)
        end = text.find(GS, start)
        segment = text[start : end if end >= 0 else len(text)]
        used = checked_length(entry, segment, as_of=as_of)
        if used < len(segment) and not entry.predefined:
            raise CodeRefused(Why.TOO_LONG, f"({entry.ai}) is too long", entry.ai)
        elements.append((entry.ai, segment[:used]))
        place = start + used
    return message(elements, as_of=as_of, complete=complete)


def parse_bracketed(text: str, *, as_of: date, complete: bool = False) -> Gs1Message:
    r"""Parse the form that is printed for people: "(01)09506000134352(10)LOT".

    Spaces next to brackets are layout, for a space is no GS1 data. An opening bracket inside a
    value is written "\(".

    Args:
        text: begins with "(".
        as_of: the day from which two-digit years are seen.
        complete: as in `parse_element_string`.

    Raises:
        CodeRefused: as `parse_element_string`, and `malformed`.
    """
    elements: list[Element] = []
    rest = text.strip(" ")
    while rest:
        ai, closing, rest = rest.removeprefix("(").partition(")")
        if not closing:
            raise CodeRefused(Why.MALFORMED, "a bracket is not closed")
        entry = AIS.get(ai.strip(" "))
        if entry is None:
            raise _unknown(ai)
        value, rest = _bracketed_value(rest)
        elements.append((entry.ai, checked_value(entry, value, as_of=as_of)))
    return message(elements, as_of=as_of, complete=complete)


def _bracketed_value(text: str) -> tuple[str, str]:
    r"""Split at the next opening bracket that is not written "\("."""
    place = text.find("(")
    while place > 0 and text[place - 1] == "\\":
        place = text.find("(", place + 1)
    end = len(text) if place < 0 else place
    return text[:end].strip(" ").replace("\\(", "("), text[end:]


def _unknown(ai: str) -> CodeRefused:
    return CodeRefused(Why.UNKNOWN_AI, f"({ai}) is no application identifier", ai)


def checked_value(entry: ApplicationIdentifier, value: str, *, as_of: date) -> str:
    """Check a value whose end is known, and return it.

    Raises:
        CodeRefused: `empty-value`, `too-short`, `too-long`, `bad-length`, `illegal-*`,
            `check-digit`.
    """
    if value and len(value) < entry.shortest:
        raise CodeRefused(Why.TOO_SHORT, f"({entry.ai}) is too short", entry.ai)
    if len(value) > entry.longest:
        raise CodeRefused(Why.TOO_LONG, f"({entry.ai}) is too long", entry.ai)
    checked_length(entry, value, as_of=as_of)
    return value


def checked_length(entry: ApplicationIdentifier, segment: str, *, as_of: date) -> int:
    """Check the components of a value from the left and say how many characters they take.

    Raises:
        CodeRefused: `empty-value`, `too-short`, `bad-length`, `illegal-*`, `check-digit`.
    """
    if not segment:
        raise CodeRefused(Why.EMPTY_VALUE, f"({entry.ai}) is empty", entry.ai)
    place = 0
    for component in entry.components:
        part = segment[place : place + component.longest]
        if not part and component.optional:
            break
        wrong = _wrong_part(component, part, as_of)
        if wrong:
            raise CodeRefused(wrong[0], f"({entry.ai}): {wrong[1]}", entry.ai)
        place += len(part)
    return place


def _wrong_part(component: Component, part: str, as_of: date) -> Wrong | None:
    wrong = wrong_character(part, component.charset)
    if wrong:
        return wrong
    if len(part) < component.shortest:
        # An optional part that is there must be there whole.
        code = Why.BAD_LENGTH if component.optional else Why.TOO_SHORT
        return code, f"{component.shortest} characters needed, {len(part)} read"
    for rule in component.rules:
        wrong = RULES[rule](part, as_of)
        if wrong:
            return wrong
    return None


def message(elements: Sequence[Element], *, as_of: date, complete: bool) -> Gs1Message:
    """Check how checked elements go together, and say what they mean.

    Raises:
        CodeRefused: `empty`, `repeated-ai`, `excluded-pair`, `missing-pair`.
    """
    if not elements:
        raise CodeRefused(Why.EMPTY, "there is no GS1 data")
    _refuse_repeats(elements)
    _refuse_excluded(elements)
    missing = missing_partners(elements)
    if complete and missing:
        raise CodeRefused(Why.MISSING_PAIR, f"({missing[0]}) needs a partner", missing[0])
    warnings = [f"missing_pair:{ai}" for ai in missing]
    return understood(elements, warnings=warnings, as_of=as_of)


def _refuse_repeats(elements: Sequence[Element]) -> None:
    first: dict[str, str] = {}
    for ai, value in elements:
        if first.setdefault(ai, value) != value:
            raise CodeRefused(Why.REPEATED_AI, f"({ai}) is there with two values", ai)


def _refuse_excluded(elements: Sequence[Element]) -> None:
    present = dict(elements)
    for ai in present:
        for other in present:
            if other != ai and any(matches(pattern, other) for pattern in AIS[ai].bars):
                raise CodeRefused(Why.EXCLUDED_PAIR, f"({ai}) and ({other}) exclude each other", ai)


def missing_partners(elements: Sequence[Element]) -> tuple[str, ...]:
    """Name the application identifiers whose required partners are not there."""
    present = tuple(dict(elements))

    def is_there(pattern: str, besides: str) -> bool:
        return any(matches(pattern, other) for other in present if other != besides)

    return tuple(
        ai
        for ai in present
        if not all(
            any(all(is_there(pattern, ai) for pattern in group) for group in alternatives)
            for alternatives in AIS[ai].needs
        )
    )
