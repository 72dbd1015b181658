"""Labels of our own codes: bins, documents, commands, reasons, numbers and badges. Pure.

All are QR codes of letters and digits, which every keyboard layout and every phone reads alike.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner_app.barcodes.encode import Printed
from scanner_app.barcodes.house_code import (
    Command,
    bin_code,
    command_code,
    document_code,
    label_code,
    number_code,
)
from scanner_app.labels.label import Label, LabelKind

NUMBERS: Final = (2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 25, 50, 100)
"""Numbers for which there is a card; one is what every scan means anyway."""

_SAYS: Final[Mapping[Command, str]] = MappingProxyType(
    {
        Command.RECEIVE: "receive goods without an order",
        Command.MOVE: "move goods to another bin",
        Command.COUNT: "count a bin",
        Command.ADJUST: "correct stock, with a reason",
        Command.LOOKUP: "look something up",
        Command.DONE: "post what was scanned",
        Command.UNDO: "take the last scan or posting back",
        Command.CANCEL: "leave the task, post nothing",
        Command.EMPTY: "the counted bin is empty",
        Command.ALL: "move everything in the bin",
    }
)


def bin_label(*, location_code: str, code: str, label: str, description: str = "") -> Label:
    """Make the label of a bin; `label` is unique over all locations.

    Raises: CodeRefused if it has no letter or digit, or more than 30.
    """
    said = description if description != code else ""
    return Label(
        kind=LabelKind.BIN,
        symbol=Printed.QR,
        content=bin_code(label),
        title=code,
        lines=(f"bin at {location_code}", said),
    )


def document_label(no: str, *, what: str, who: str) -> Label:
    """Make the label of an order.

    Args:
        no: of the document.
        what: the kind of document, such as "purchase order".
        who: the vendor, or from where to where.

    Raises: CodeRefused if the no. has no letter or digit, or more than 30.
    """
    return Label(
        kind=LabelKind.DOCUMENT,
        symbol=Printed.QR,
        content=document_code(no),
        title=no,
        lines=(what, who),
    )


def command_card(command: Command, *, key: bytes) -> Label:
    """Make the card of a command; only this installation obeys it.

    Args:
        command: what it makes the system do.
        key: the installation's secret.
    """
    return Label(
        kind=LabelKind.COMMAND,
        symbol=Printed.QR,
        content=command_code(command, key=key),
        title=command.value,
        lines=(_SAYS[command],),
    )


def direction_card(word: str, says: str, *, key: bytes) -> Label:
    """Make the card of an answer that only one task understands, such as "FEWER"."""
    return Label(
        kind=LabelKind.COMMAND,
        symbol=Printed.QR,
        content=command_code(word, key=key),
        title=word,
        lines=(says,),
    )


def may_have_card(reason_code: str) -> bool:
    """Say whether the code of a reason fits into a card: letters and digits only."""
    return bool(reason_code) and label_code(reason_code) == reason_code


def reason_card(reason_code: str, description: str, *, key: bytes) -> Label:
    """Make the card of a reason for an adjustment.

    Raises: CodeRefused unless `may_have_card`.
    """
    return Label(
        kind=LabelKind.REASON,
        symbol=Printed.QR,
        content=command_code(reason_code, key=key),
        title=reason_code,
        lines=("reason", description),
    )


def number_card(number: int) -> Label:
    """Make the card that multiplies the next scan; 1..999999."""
    return Label(
        kind=LabelKind.NUMBER,
        symbol=Printed.QR,
        content=number_code(number),
        title=f"{number} times",
        lines=("what is scanned next",),
    )


def badge(name: str, role: str, *, code: str) -> Label:
    """Make a badge; it says who somebody is and proves nothing, for the PIN is asked for as well."""
    return Label(kind=LabelKind.BADGE, symbol=Printed.QR, content=code, title=name, lines=(role,))
