"""Our own codes: bins, documents, commands, badges and number cards.

Every code is made of capital letters and digits only and is read without regard to case, because
a keyboard wedge types keys and not characters: with a foreign layout punctuation changes first,
then A, M, Q, W, Y and Z, which the letters chosen by chance here therefore avoid. All begin with
"X", with which no GS1 data and few item numbers begin.

    XB + label           a bin                    XBA0101
    XD + number          a document               XDPO1001
    XC + word + 6        a command                XCDONEHKLRST
    XK + 16              a badge                  XKBCDFGH...
    XM + digits          a number card            XM12

A command carries six letters that only this installation can make, so that a code from a printed
sheet of another site, or made up by somebody, does nothing.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scanner_app.barcodes.refusal import CodeRefused, Why

ALPHABET: Final = "BCDEFGHJKLNOPRSTUVX"
"""Letters that most keyboard layouts have in the same place. Source: scanning.md 6.4."""

_CHECK_LENGTH: Final = 6
_BADGE_LENGTH: Final = 16
"""19 ** 16 is more than 2 ** 67: nobody guesses a badge."""

_LABEL_LENGTH_MAX: Final = 30
_NUMBER_DIGITS_MAX: Final = 6
_SHAPE: Final = re.compile(r"[A-Z0-9]+", re.ASCII)


class HouseKind(StrEnum):
    """What a code of ours stands for."""

    BIN = "bin"
    DOCUMENT = "document"
    COMMAND = "command"
    BADGE = "badge"
    NUMBER = "number"


class Command(StrEnum):
    """The commands that every task knows; words of reasons may stand in a command too."""

    RECEIVE = "RECEIVE"
    MOVE = "MOVE"
    COUNT = "COUNT"
    ADJUST = "ADJUST"
    LOOKUP = "LOOKUP"
    DONE = "DONE"
    UNDO = "UNDO"
    CANCEL = "CANCEL"
    EMPTY = "EMPTY"
    ALL = "ALL"


@dataclass(frozen=True, slots=True)
class HouseCode:
    """A code of ours.

    Attributes:
        kind: what it stands for.
        value: the bin label, document no. or command word without punctuation, the badge's
            letters, or the digits of a number card.
    """

    kind: HouseKind
    value: str


_PLAIN_CODES: Final = (
    ("XB", HouseKind.BIN, re.compile(f"[A-Z0-9]{{1,{_LABEL_LENGTH_MAX}}}")),
    ("XD", HouseKind.DOCUMENT, re.compile(f"[A-Z0-9]{{1,{_LABEL_LENGTH_MAX}}}")),
    ("XK", HouseKind.BADGE, re.compile(f"[{ALPHABET}]{{{_BADGE_LENGTH}}}")),
    ("XM", HouseKind.NUMBER, re.compile(f"[1-9][0-9]{{0,{_NUMBER_DIGITS_MAX - 1}}}")),
)


def label_code(text: str) -> str:
    """Bring a bin label or document no. into the letters and digits that a code can hold.

    "A-01-02" becomes "A0102". Compare codes in this form; the caller keeps it unique.
    """
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def _labelled(prefix: str, text: str) -> str:
    label = label_code(text)
    if not label or len(label) > _LABEL_LENGTH_MAX:
        raise CodeRefused(Why.ILLEGAL_VALUE, f"no code can be made of {text!a}")
    return prefix + label


def bin_code(label: str) -> str:
    """Make the code of a bin from its label.

    Raises:
        CodeRefused: `illegal-value` if the label has no letter or digit, or more than 30.
    """
    return _labelled("XB", label)


def document_code(document_no: str) -> str:
    """Make the code of a document from its no.

    Raises:
        CodeRefused: `illegal-value` if the no. has no letter or digit, or more than 30.
    """
    return _labelled("XD", document_no)


def _check_letters(word: str, key: bytes) -> str:
    return _letters(word, key, length=_CHECK_LENGTH)


def _letters(word: str, key: bytes, *, length: int) -> str:
    """Make letters of a word that only who knows the key can make."""
    number = int.from_bytes(hmac.new(key, word.encode(), hashlib.sha256).digest())
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def command_code(word: str, *, key: bytes) -> str:
    """Make the code of a command.

    Args:
        word: letters and digits; a `Command` or the word of a reason.
        key: the installation's secret, at least 16 bytes.

    Raises:
        CodeRefused: `illegal-value` if the word has other characters.
    """
    word = word.upper()
    if not _SHAPE.fullmatch(word):
        raise CodeRefused(Why.ILLEGAL_VALUE, f"{word!a} cannot be a command")
    return f"XC{word}{_check_letters(word, key)}"


def badge_code() -> str:
    """Make a new badge: 16 letters by chance."""
    return "XK" + "".join(secrets.choice(ALPHABET) for _ in range(_BADGE_LENGTH))


def demo_badge_code(owner: str, *, key: bytes) -> str:
    """Make the badge of a person of the demo, always the same one, so that it can be printed again.

    Args:
        owner: the user code.
        key: the installation's secret, at least 16 bytes.
    """
    letters = _letters(f"demo badge {owner}", key, length=_BADGE_LENGTH)
    return f"XK{letters}"


def number_code(number: int) -> str:
    """Make the code of a number card.

    Args:
        number: 1..999999.

    Raises:
        CodeRefused: `illegal-value` outside that range.
    """
    if not 1 <= number < 10**_NUMBER_DIGITS_MAX:
        raise CodeRefused(Why.ILLEGAL_VALUE, f"there is no card for {number}")
    return f"XM{number}"


_BADGE: Final = re.compile(f"XK[{ALPHABET}]{{{_BADGE_LENGTH}}}", re.ASCII)


def is_badge(text: str) -> bool:
    """Say whether a text has the form of a badge, which is kept nowhere in clear."""
    return _BADGE.fullmatch(text.strip().upper()) is not None


def parse_house_code(text: str, *, key: bytes) -> HouseCode | None:
    """Recognise a code of ours.

    Args:
        text: without surrounding white space; any case.
        key: the installation's secret.

    Returns:
        The code, None if the text is none of ours.

    Raises:
        CodeRefused: `command-not-ours` if it has the form of a command but the check letters of
            another installation.
    """
    if not text.isascii() or not _SHAPE.fullmatch(text.upper()):
        return None
    prefix, rest = text[:2].upper(), text[2:].upper()
    if prefix == "XC":
        return _command(rest, key)
    for known, kind, shape in _PLAIN_CODES:
        if prefix == known and shape.fullmatch(rest):
            return HouseCode(kind, rest)
    return None


def _command(text: str, key: bytes) -> HouseCode | None:
    word, letters = text[:-_CHECK_LENGTH], text[-_CHECK_LENGTH:]
    if not word or not set(ALPHABET).issuperset(letters):
        return None
    if not hmac.compare_digest(_check_letters(word, key), letters):
        raise CodeRefused(Why.COMMAND_NOT_OURS, "the check letters are not of this installation")
    return HouseCode(HouseKind.COMMAND, word)
