"""From a command word, a reason or the number pad to what it means here."""

from typing import Final

from sqlalchemy import Connection

from scanner_app.journals import queries as journals
from scanner_app.kernel.codes import code
from scanner_app.kernel.errors import BadScan, Refused, refuse
from scanner_app.kernel.limits import CODE_LENGTH_MAX
from scanner_app.kernel.quantity import read_quantity
from scanner_app.locations import queries as locations
from scanner_app.scanning.found import COMMANDS, Event, FoundBin, FoundCommand, FoundNumber
from scanner_app.scanning.read import shown_text
from scanner_app.scanning.resolve_order import order
from scanner_app.scanning.tasks.shape import State

_NUMBER_SHOWN_MAX: Final = 24
_LARGE_DIGITS: Final = 10
"""A number of so many digits is too large rather than malformed."""


def command(connection: Connection, word: str, state: State) -> FoundCommand:
    """Say what a command word means: a card's, or a button's such as "REASON:DAMAGED".

    A word that is no command is a reason, because reason cards carry the reason's code.

    Raises: Refused `reason-unknown`; BadScan `code-unknown` for a word that is neither.
    """
    name, _, argument = word.partition(":")
    event = next((one for one in COMMANDS if one.value == name.upper()), None)
    if event is None and not argument:
        event, argument = Event.REASON, name
    if event is None:
        raise refuse(BadScan, "code-unknown", text=shown_text(word))
    if event is Event.REASON:
        return _reason(connection, argument)
    if event is Event.ADJUST:
        rows = tuple((row.code, row.description) for row in journals.reasons(connection))
        return FoundCommand(event=event, reasons=rows)
    if event is Event.RECEIVE:
        return _receive(connection, state)
    return FoundCommand(event=event, argument=argument)


def _reason(connection: Connection, text: str) -> FoundCommand:
    wanted = code(text)
    if len(wanted) > CODE_LENGTH_MAX or not journals.is_reason(connection, wanted):
        raise refuse(Refused, "reason-unknown", field="reason_code", reason=shown_text(text))
    return FoundCommand(event=Event.REASON, argument=wanted)


def _receive(connection: Connection, state: State) -> FoundCommand:
    """Say where a receipt without an order begins; None if a bin must be scanned to say so."""
    if state.seen is not None and state.seen.expected_on:
        return FoundCommand(event=Event.RECEIVE, order=order(connection, state.seen.expected_on))
    facts = None
    if state.here:
        facts = locations.facts(connection, {(state.here, "")}).get(state.here)
    if facts is None or (facts.uses_bins and not facts.receiving_bin_code):
        return FoundCommand(event=Event.RECEIVE)
    bin_code = facts.receiving_bin_code if facts.uses_bins else ""
    return FoundCommand(
        event=Event.RECEIVE, place=FoundBin(location_code=facts.code, code=bin_code)
    )


def typed_quantity(text: str) -> FoundNumber:
    """Read what was typed on the number pad.

    Raises: Refused `quantity-malformed`, `quantity-too-large`.
    """
    quantity = read_quantity(text)
    if quantity is not None:
        return FoundNumber(quantity=quantity, sets=True)
    digits = text.strip().lstrip("-+").replace(",", "").replace(".", "")
    is_number = digits.isascii() and digits.isdigit() and len(digits) >= _LARGE_DIGITS
    wrong = "quantity-too-large" if is_number else "quantity-malformed"
    raise refuse(Refused, wrong, field="quantity", text=shown_text(text)[:_NUMBER_SHOWN_MAX])
