"""A whole label as one bitmap: the symbol and the words, 300 dots an inch.

The words are drawn here, because a printer or a viewer that replaces a font would let them run into
the next label or over the bars.
"""

import functools
import io
from collections.abc import Iterator
from itertools import chain
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from scanner_app.labels.render import is_linear, on_paper
from scanner_app.labels.shelf import Drawn

SIZE: Final = (760, 400)
"""64.3 mm by 33.9 mm in dots."""

_INSIDE: Final = 22
_WHITE: Final = 255
_TITLE: Final = 46
_WORDS: Final = 32
_CODE: Final = 26
_LINES_BELOW_TITLE: Final = 3
_LINES_ABOVE_BARS: Final = 2


def label_picture(one: Drawn, *, number: str = "") -> Image.Image:
    """Draw a label, or the reason why it is not printed.

    Args:
        one: as it came from the shelf.
        number: of the step, in front of the title; "" for none.

    Returns:
        A picture of `SIZE`, mode "L", black on white.
    """
    picture = Image.new("L", SIZE, _WHITE)
    title = f"{number} {one.label.title}".strip()
    if one.problem is not None:
        _write(picture, one.problem.sentence, at=(_INSIDE, _INSIDE), size=_WORDS)
    elif is_linear(one.label):
        _bars(picture, one, title)
    else:
        _matrix(picture, one, title)
    return picture


def _bars(picture: Image.Image, one: Drawn, title: str) -> None:
    """Words on top, bars across, what they say below."""
    _write(picture, title, at=(_INSIDE, 12), size=_TITLE, lines=1, bold=True)
    captions = one.label.captions
    told = (captions[0], " · ".join(captions[1:])) if captions else ()
    for row, line in enumerate(told[:_LINES_ABOVE_BARS]):
        _write(picture, line, at=(_INSIDE, 68 + 40 * row), size=_WORDS, lines=1)
    area = on_paper(one.label, one.png)
    assert area.width <= SIZE[0], "bars are chosen so that they fit"
    _paste(picture, one, at=((SIZE[0] - area.width) // 2, 158))
    said = one.label.content
    centred = (SIZE[0] - int(_font(_CODE).getlength(said))) // 2
    _write(picture, said, at=(max(_INSIDE, centred), 326), size=_CODE, lines=2)


def _matrix(picture: Image.Image, one: Drawn, title: str) -> None:
    """The symbol at the left, words at its right."""
    area = on_paper(one.label, one.png)
    _paste(picture, one, at=(4, (SIZE[1] - area.height) // 2))
    left, top = area.width + 20, 30
    top = _write(picture, title, at=(left, top), size=_TITLE, lines=2, bold=True) + 6
    width = SIZE[0] - _INSIDE - left
    told = list(
        chain.from_iterable(_wrapped(line, width, size=_WORDS) for line in one.label.captions)
    )
    for line in told[:_LINES_BELOW_TITLE]:
        top = _write(picture, line, at=(left, top), size=_WORDS, lines=1)
    _write(picture, one.label.content, at=(left, top + 12), size=_CODE, lines=3)


def _paste(picture: Image.Image, one: Drawn, *, at: tuple[int, int]) -> None:
    area = on_paper(one.label, one.png)
    with Image.open(io.BytesIO(one.png)) as kept:
        dots = kept.convert("L").resize((area.width, area.height), Image.Resampling.NEAREST)
    picture.paste(dots, at)


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _write(
    picture: Image.Image,
    text: str,
    *,
    at: tuple[int, int],
    size: int,
    lines: int = 4,
    bold: bool = False,
) -> int:
    """Write a text from a place to the right edge; what does not fit is cut and shown to be.

    Returns:
        The top of the next line.
    """
    draw, (left, top) = ImageDraw.Draw(picture), at
    width = picture.width - _INSIDE - left
    wrapped = _wrapped(text, width, size=size)
    shown = wrapped[:lines]
    if len(wrapped) > lines:
        shown[-1] = _cut(shown[-1], width, size=size)
    for line in shown:
        draw.text((left, top), line, fill=0, font=_font(size), stroke_width=1 if bold else 0)
        top += size + size // 5
    return top


def _fits(text: str, width: int, size: int) -> bool:
    return bool(_font(size).getlength(text) <= width)


def _cut(text: str, width: int, *, size: int) -> str:
    while text and not _fits(text + "…", width, size):
        text = text[:-1]
    return text + "…"


def _wrapped(text: str, width: int, *, size: int) -> list[str]:
    """Break a text into lines, at spaces where there are some."""
    lines: list[str] = []
    for piece in _pieces("".join(c if c.isprintable() else " " for c in text), width, size):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and _fits(longer, width, size):
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def _pieces(text: str, width: int, size: int) -> Iterator[str]:
    """Give the words of a text, those too long for a line in parts."""
    for word in text.split():
        rest = word
        while rest:
            part = rest
            while len(part) > 1 and not _fits(part, width, size):
                part = part[:-1]
            yield part
            rest = rest[len(part) :]
