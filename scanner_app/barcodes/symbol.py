"""What a reader delivers: one symbol with its text and what is known about it.

Nothing here interprets the text; that is `parse`.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Symbology(StrEnum):
    """The kinds of bar code, named as the trade names them."""

    EAN_13 = "EAN-13"
    EAN_8 = "EAN-8"
    UPC_A = "UPC-A"
    UPC_E = "UPC-E"
    CODE_128 = "Code 128"
    CODE_39 = "Code 39"
    CODE_32 = "Code 32"
    CODE_93 = "Code 93"
    CODABAR = "Codabar"
    ITF = "ITF"
    DATABAR = "DataBar"
    DATABAR_EXPANDED = "DataBar Expanded"
    DATA_MATRIX = "Data Matrix"
    QR = "QR"
    MICRO_QR = "Micro QR"
    PDF_417 = "PDF417"
    AZTEC = "Aztec"
    MAXICODE = "MaxiCode"
    UNKNOWN = "unknown"


RETAIL: Final = frozenset({Symbology.EAN_13, Symbology.EAN_8, Symbology.UPC_A, Symbology.UPC_E})
"""Symbologies that carry a GTIN and nothing else."""

GS1_AIM: Final = frozenset({"]C1", "]e0", "]d2", "]d5", "]Q3", "]Q4", "]J1"})
"""AIM identifiers that promise GS1 element strings. Source: ISO/IEC 15424."""

_MODIFIERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "A": "01234567",
        "C": "0124",
        "E": "01234",
        "F": "0124",
        "G": string.digits + string.ascii_uppercase,
        "I": "013",
        "J": "012345",
        "L": "012345",
        "Q": "0123456",
        "S": "0",
        "U": "0123",
        "X": "0",
        "d": "0123456",
        "e": "0123",
        "z": "0123456789ABC",
    }
)
"""Code characters and modifiers that readers send. Source: ISO/IEC 15424."""

_AIM_LENGTH: Final = 3


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol as a reader delivered it.

    Attributes:
        symbology: the kind of bar code, UNKNOWN where the reader does not say.
        text: the data without AIM identifier; GS is kept as 0x1D.
        aim: AIM identifier such as "]C1", None where the reader does not say.
        gs1: True if FNC1 stands in first place, False if not, None where the reader cannot know.
        outline: corners as (x, y) in pixels of the picture as delivered; empty without picture.
        engine: who read it: "zxing-cpp", "zbar", "wedge", ...
        safe: False where a person must look before anything is posted.
    """

    symbology: Symbology
    text: str
    aim: str | None = None
    gs1: bool | None = None
    outline: tuple[tuple[int, int], ...] = ()
    engine: str = ""
    safe: bool = True


def split_aim(text: str) -> tuple[str | None, str]:
    """Take a known AIM identifier off the front of a text.

    Only identifiers that readers really send count, so that a lot number which merely starts
    with "]" stays whole.

    Returns:
        The identifier ("]C1") or None, and the rest.
    """
    head = text[:_AIM_LENGTH]
    if len(head) == _AIM_LENGTH and head[0] == "]" and head[2] in _MODIFIERS.get(head[1], ""):
        return head, text[_AIM_LENGTH:]
    return None, text


def is_gs1_aim(aim: str | None) -> bool:
    """Say whether an AIM identifier promises GS1 element strings."""
    return aim in GS1_AIM
