"""A label to a bitmap or SVG, and how large it is shown and printed.

The kept bitmap has `PIXELS` pixels a module; screen and paper show it larger or smaller by whole
numbers only, because bars of uneven width do not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PIL import Image

from scanner_app.barcodes import encode
from scanner_app.barcodes.encode import Printed
from scanner_app.labels.label import Label

PIXELS: Final = 4
"""Pixels a module of the kept bitmap; screens of double density show them one to one."""

DOTS_PER_INCH: Final = 300
"""Office and label printers print this, or a whole multiple of it."""

_BARS_ON_SCREEN: Final = 92
_BARS_ON_PAPER: Final = 150
"""Height of bars: CSS pixels, printer dots (12.7 mm)."""

_PNG_WIDTH_AT: Final = 16


@dataclass(frozen=True, slots=True)
class Enlarged:
    """How large a module is: on the screen in CSS pixels, on paper in printer dots."""

    screen: int
    paper: int


_SIZES: Final[Mapping[Printed, Enlarged]] = MappingProxyType(
    {
        Printed.EAN_13: Enlarged(2, 4),
        Printed.EAN_8: Enlarged(2, 4),
        Printed.UPC_A: Enlarged(2, 4),
        # A narrow bar of it is drawn two modules wide.
        Printed.ITF_14: Enlarged(1, 2),
        Printed.CODE_128: Enlarged(2, 3),
        Printed.GS1_128: Enlarged(2, 3),
        Printed.GS1_DATA_MATRIX: Enlarged(6, 8),
        Printed.QR: Enlarged(6, 8),
    }
)
"""0.34 mm a module for EAN and ITF, 0.25 mm for Code 128, 0.68 mm for QR and Data Matrix."""

_LINEAR: Final = frozenset(Printed) - {Printed.QR, Printed.GS1_DATA_MATRIX}


@dataclass(frozen=True, slots=True)
class Area:
    """Width and height of a symbol with its quiet zone."""

    width: int
    height: int


def is_linear(label: Label) -> bool:
    """Say whether the symbol is made of bars, so that its height does not matter."""
    return label.symbol in _LINEAR


def symbol_picture(label: Label) -> Image.Image:
    """Draw the symbol of a label without words, black on white, mode "L".

    Raises: CodeRefused if the content cannot be put into the symbol.
    """
    return encode.draw(label.symbol, label.content, module=PIXELS, caption="")


def symbol_png(picture: Image.Image) -> bytes:
    """Put a symbol into a PNG file of one bit a pixel."""
    return encode.png(picture.convert("1", dither=Image.Dither.NONE))


def symbol_svg(label: Label) -> str:
    """Draw the symbol of a label as SVG, one unit a module.

    Raises: CodeRefused as `symbol_picture`.
    """
    return encode.draw_svg(label.symbol, label.content, caption="")


def modules(png: bytes) -> Area:
    """Read from a kept PNG how many modules it is wide and high."""
    width, height = (
        int.from_bytes(png[at : at + 4]) // PIXELS for at in (_PNG_WIDTH_AT, _PNG_WIDTH_AT + 4)
    )
    return Area(width, height)


def on_screen(label: Label, png: bytes) -> Area:
    """Say how large a symbol is shown, in CSS pixels."""
    return _area(label, png, times=_SIZES[label.symbol].screen, bars=_BARS_ON_SCREEN)


def on_paper(label: Label, png: bytes) -> Area:
    """Say how large a symbol is printed, in dots of 1/300 inch."""
    return _area(label, png, times=_SIZES[label.symbol].paper, bars=_BARS_ON_PAPER)


def _area(label: Label, png: bytes, *, times: int, bars: int) -> Area:
    area = modules(png)
    return Area(area.width * times, bars if is_linear(label) else area.height * times)
