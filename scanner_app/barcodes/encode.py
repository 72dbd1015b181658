"""A code to a picture: linear codes, GS1 codes and QR, as bitmap and as SVG.

Everything is checked before it is drawn, because the drawing libraries correct or append check
digits without saying so. Bitmaps have a whole number of pixels a module, for a printer's dots
cannot be divided; captions are drawn here, so that the printed text is the checked text.

The only importer of python-barcode and segno, and of zxing-cpp's writer.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from xml.sax.saxutils import escape

import barcode
import segno
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from scanner_app.barcodes.check_digit import gtin14, is_digits
from scanner_app.barcodes.decode import PictureReader, reader
from scanner_app.barcodes.gs1 import GS, parse_bracketed
from scanner_app.barcodes.gs1_ai import AIS
from scanner_app.barcodes.refusal import CodeRefused, Why
from scanner_app.barcodes.symbol import RETAIL


class Printed(StrEnum):
    """The symbols that we print."""

    EAN_13 = "EAN-13"
    EAN_8 = "EAN-8"
    UPC_A = "UPC-A"
    ITF_14 = "ITF-14"
    CODE_128 = "Code 128"
    GS1_128 = "GS1-128"
    GS1_DATA_MATRIX = "GS1 DataMatrix"
    QR = "QR"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The modules of a symbol, without quiet zone.

    Attributes:
        rows: "1" for dark, "0" for light; one row for a linear symbol.
        quiet: modules that must stay light on each side.
        is_linear: whether the single row is to be drawn as bars.
        caption: what is printed below for people; empty for none.
    """

    rows: tuple[str, ...]
    quiet: int
    is_linear: bool
    caption: str

    @property
    def above(self) -> int:
        """Modules to keep light above and below; bars need none, two look tidy."""
        return 2 if self.is_linear else self.quiet

    @property
    def width(self) -> int:
        """Modules across, quiet zones included."""
        return len(self.rows[0]) + 2 * self.quiet


_DIGITS: Final[Mapping[Printed, tuple[int, str]]] = MappingProxyType(
    {
        Printed.EAN_13: (13, "ean13"),
        Printed.EAN_8: (8, "ean8"),
        Printed.UPC_A: (12, "upca"),
        Printed.ITF_14: (14, "itf"),
    }
)
"""How many digits a symbol has, check digit included, and its name in python-barcode."""

_QUIET_LINEAR: Final = 11
"""EAN-13 needs 11 modules on its left; the others need 10 or less."""

_QUIET_ITF: Final = 20
"""Ten narrow bars; python-barcode draws a narrow bar with two modules."""

_QUIET_MATRIX: Final = 4
"""QR needs four modules, Data Matrix one."""

_CODE_128_MAX: Final = 48
"""The standard's limit for GS1-128; a longer one is too wide for any label and the camera."""

_QR_MAX: Final = 1_000
_BAR_HEIGHT_MODULES: Final = 40
_CAPTION_MODULES: Final = 10
_ANY_DAY: Final = date(2026, 1, 1)
"""Only whether the data are GS1 data is asked, not what the dates mean."""


def _bars(name: str, text: str) -> str:
    """Draw with python-barcode; it may put guard bars as "G"."""
    made = barcode.get_barcode_class(name)(text)
    return str(made.build()[0]).replace("G", "1")


def _numeric(kind: Printed, content: str) -> Pattern:
    length, name = _DIGITS[kind]
    if is_digits(content) and len(content) != length:
        raise CodeRefused(
            Why.TOO_LONG if len(content) > length else Why.TOO_SHORT, f"{kind} has {length} digits"
        )
    gtin14(content)
    quiet = _QUIET_ITF if kind is Printed.ITF_14 else _QUIET_LINEAR
    return Pattern((_bars(name, content),), quiet, is_linear=True, caption=content)


def _code_128(_: Printed, content: str) -> Pattern:
    if not content:
        raise CodeRefused(Why.EMPTY, "nothing to print")
    if len(content) > _CODE_128_MAX:
        raise CodeRefused(Why.TOO_LONG, f"at most {_CODE_128_MAX} characters in a Code 128")
    if not (content.isascii() and content.isprintable()):
        raise CodeRefused(Why.ILLEGAL_CHARACTER, "a Code 128 is printed of visible ASCII only")
    bars = _bars("code128", content)
    return Pattern((bars,), _QUIET_LINEAR, is_linear=True, caption=content)


def _gs1(kind: Printed, content: str) -> Pattern:
    elements = parse_bracketed(content, as_of=_ANY_DAY).elements
    if any(bracket in value for _, value in elements for bracket in "()"):
        # zxing-cpp takes the bracketed form and would see another identifier in the value.
        raise CodeRefused(Why.ILLEGAL_CHARACTER, "a value with brackets cannot be printed")
    text = "".join(f"({ai}){value}" for ai, value in elements)
    is_linear = kind is Printed.GS1_128
    if is_linear and len(transmitted(kind, content)) > _CODE_128_MAX:
        raise CodeRefused(Why.TOO_LONG, f"at most {_CODE_128_MAX} characters in a GS1-128")
    form = zxingcpp.BarcodeFormat.Code128 if is_linear else zxingcpp.BarcodeFormat.DataMatrix
    try:
        made = zxingcpp.create_barcode(text, form, gs1=True)
    except (ValueError, RuntimeError) as failed:
        raise CodeRefused(Why.TOO_LONG, "too much for one symbol") from failed
    rows = _modules(made.to_image(scale=1, add_quiet_zones=False))
    if is_linear:
        return Pattern(rows[:1], _QUIET_LINEAR, is_linear=True, caption=text)
    return Pattern(rows, _QUIET_MATRIX, is_linear=False, caption=text)


def _modules(image: zxingcpp.Image) -> tuple[str, ...]:
    height, width = image.shape[:2]
    # Any: the binding offers the buffer protocol, but its stubs do not say so.
    buffer: Any = image
    pixels = bytes(memoryview(buffer).cast("B"))
    return tuple(
        "".join("0" if pixel else "1" for pixel in pixels[row * width : (row + 1) * width])
        for row in range(height)
    )


def _qr(_: Printed, content: str) -> Pattern:
    if not content:
        raise CodeRefused(Why.EMPTY, "nothing to print")
    if len(content) > _QR_MAX:
        raise CodeRefused(Why.TOO_LONG, f"at most {_QR_MAX} characters in a QR code")
    # Micro QR is what segno chooses for short texts; hand scanners cannot read it.
    made = segno.make(content, micro=False, error="m")
    rows = tuple("".join("1" if dark else "0" for dark in row) for row in made.matrix)
    return Pattern(rows, _QUIET_MATRIX, is_linear=False, caption=content)


_DRAWERS: Final[Mapping[Printed, Callable[[Printed, str], Pattern]]] = MappingProxyType(
    {
        Printed.EAN_13: _numeric,
        Printed.EAN_8: _numeric,
        Printed.UPC_A: _numeric,
        Printed.ITF_14: _numeric,
        Printed.CODE_128: _code_128,
        Printed.GS1_128: _gs1,
        Printed.GS1_DATA_MATRIX: _gs1,
        Printed.QR: _qr,
    }
)


def pattern(kind: Printed, content: str) -> Pattern:
    """Work out the modules of a symbol.

    Args:
        kind: what to draw.
        content: digits with check digit; for GS1 the bracketed form; else visible text.

    Raises:
        CodeRefused: what is wrong with the content; nothing is ever corrected.
    """
    return _DRAWERS[kind](kind, content)


def transmitted(kind: Printed, content: str) -> str:
    """Say what a scanner sends when it reads the symbol, AIM identifier left out.

    Args:
        kind: what is drawn.
        content: as for `pattern`.

    Raises:
        CodeRefused: as `pattern`, for GS1 content.
    """
    if kind not in (Printed.GS1_128, Printed.GS1_DATA_MATRIX):
        return content
    parts: list[str] = []
    for ai, value in parse_bracketed(content, as_of=_ANY_DAY).elements:
        parts += (ai, value, "" if AIS[ai].predefined else GS)
    return "".join(parts).removesuffix(GS)


def draw(
    kind: Printed, content: str, *, module: int = 3, caption: str | None = None
) -> Image.Image:
    """Draw a symbol with its quiet zone and caption.

    Args:
        kind: what to draw.
        content: as for `pattern`.
        module: pixels a module; 1..20.
        caption: text below, "" for none; the content if left out.

    Returns:
        A picture of mode "L", black on white.

    Raises:
        CodeRefused: as `pattern`.
    """
    made = pattern(kind, content)
    said = made.caption if caption is None else caption
    rows = made.rows * (_BAR_HEIGHT_MODULES if made.is_linear else 1)
    symbol = Image.new("L", (len(made.rows[0]), len(rows)), 255)
    symbol.putdata([0 if dark == "1" else 255 for row in rows for dark in row])
    symbol = symbol.resize(
        (symbol.width * module, symbol.height * module), Image.Resampling.NEAREST
    )
    font = ImageFont.load_default(max(_CAPTION_MODULES * module * 3 // 4, 8))
    text_box = font.getbbox(said) if said else (0, 0, 0, 0)
    margin, above = made.quiet * module, made.above * module
    width = max(symbol.width + 2 * margin, int(text_box[2]) + 2 * module)
    height = symbol.height + 2 * above + (_CAPTION_MODULES * module if said else 0)
    picture = Image.new("L", (width, height), 255)
    picture.paste(symbol, ((width - symbol.width) // 2, above))
    if said:
        place = ((width - int(text_box[2])) // 2, symbol.height + above + module)
        ImageDraw.Draw(picture).text(place, said, fill=0, font=font)
    return picture


def png(picture: Image.Image) -> bytes:
    """Put a picture into a PNG file."""
    file = io.BytesIO()
    picture.save(file, format="PNG", optimize=True)
    return file.getvalue()


def _runs(row: str) -> Iterable[tuple[int, int]]:
    """Give start and length of each run of dark modules."""
    start = row.find("1")
    while start >= 0:
        end = row.find("0", start)
        end = len(row) if end < 0 else end
        yield start, end - start
        start = row.find("1", end)


def _path(rows: Sequence[str], height: int) -> str:
    return "".join(
        f"M{start} {line * height}h{length}v{height}h-{length}z"
        for line, row in enumerate(rows)
        for start, length in _runs(row)
    )


def draw_svg(kind: Printed, content: str, *, caption: str | None = None) -> str:
    """Draw a symbol as SVG, one unit a module; the caption is real text.

    Args:
        kind: what to draw.
        content: as for `pattern`.
        caption: text below, "" for none; the content if left out.

    Raises:
        CodeRefused: as `pattern`.
    """
    made = pattern(kind, content)
    said = made.caption if caption is None else caption
    high = _BAR_HEIGHT_MODULES if made.is_linear else len(made.rows)
    height = high + 2 * made.above + (_CAPTION_MODULES if said else 0)
    path = _path(made.rows, _BAR_HEIGHT_MODULES if made.is_linear else 1)
    text = (
        f'<text x="{made.width // 2}" y="{height - 2}" text-anchor="middle" '
        f'font-family="sans-serif" font-size="8" textLength="{min(made.width, 5 * len(said))}" '
        f'lengthAdjust="spacingAndGlyphs">{escape(said)}</text>'
        if said
        else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {made.width} {height}" role="img" '
        f'aria-label="{escape(said or content, {chr(34): "&quot;"})}">'
        f'<rect width="{made.width}" height="{height}" fill="#fff"/>'
        f'<path transform="translate({made.quiet} {made.above})" fill="#000" '
        f'shape-rendering="crispEdges" d="{path}"/>{text}</svg>'
    )


def verify(picture: Image.Image, expected: str, *, by: PictureReader | None = None) -> bool:
    """Say whether our own decoder reads from a picture what it is meant to say.

    Args:
        picture: as `draw` made it, or a whole label.
        expected: what a scanner must send, see `transmitted`; of a GTIN any of its forms.
        by: the reader; that of this process if left out.

    Raises:
        CodeRefused: `decoder-missing` or `decode-timeout`.
    """
    for symbol in (by or reader()).read(png(picture)):
        if symbol.text == expected:
            return True
        if symbol.symbology in RETAIL and symbol.text.lstrip("0") == expected.lstrip("0"):
            return True
    return False
