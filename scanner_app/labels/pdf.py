"""A sheet of labels as a PDF file, A4, three columns of eight.

Everything is placed on whole printer dots of 1/300 inch, one pixel a dot, so that no printer has to
divide a module. The only importer of fpdf2.
"""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Final

from fpdf import FPDF
from PIL import Image

from scanner_app.labels.render import DOTS_PER_INCH, is_linear, on_paper
from scanner_app.labels.shelf import Drawn, DrawnSection

_POINTS_PER_INCH: Final = 72
_PAGE: Final = (2480, 3508)
"""A4 in dots."""

_MARGIN: Final = 100
_COLUMNS: Final = 3
_CELL: Final = (760, 400)
"""64.3 mm by 33.9 mm."""

_INSIDE: Final = 22
_BELOW_HEAD: Final = 14
_GREY: Final = 170
_FONT: Final = "helvetica"


def pdf(title: str, sections: Sequence[DrawnSection], *, printed_at: datetime) -> bytes:
    """Make the file.

    Args:
        title: on top of the first page and in the file's properties.
        sections: drawn and proved; a label that was refused is printed as its refusal.
        printed_at: goes into the file's properties.
    """
    paper = _Paper(title, printed_at=printed_at)
    for drawn in sections:
        paper.section(drawn)
    return bytes(paper.file.output())


def plain(text: str) -> str:
    """Bring a text into what the built-in fonts can write; "?" for the rest."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return printable.encode("latin-1", "replace").decode("latin-1")


class _Paper:
    """Puts cells onto pages, row by row; all measures are dots."""

    def __init__(self, title: str, *, printed_at: datetime) -> None:
        self.file = FPDF(unit=_POINTS_PER_INCH / DOTS_PER_INCH, format=_PAGE)
        self.file.set_title(title)
        self.file.set_creation_date(printed_at)
        self.file.set_auto_page_break(auto=False)
        self.file.set_margin(0)
        self.file.add_page()
        self._top = _MARGIN
        self._text(title, at=(_MARGIN, self._top), points=15, bold=True)
        self._top += 95

    def section(self, drawn: DrawnSection) -> None:
        """Print a heading and the labels below it; the heading is never alone on a page."""
        section = drawn.section
        hints = self._wrapped(section.hint, _PAGE[0] - 2 * _MARGIN, points=9)
        head = 70 + 42 * len(hints) + _BELOW_HEAD
        self._need(head + _CELL[1])
        self._text(section.title, at=(_MARGIN, self._top), points=12, bold=True)
        for row, line in enumerate(hints):
            self._text(line, at=(_MARGIN, self._top + 62 + 42 * row), points=9)
        self._top += head
        for start in range(0, len(drawn.labels), _COLUMNS):
            self._need(_CELL[1])
            for column, one in enumerate(drawn.labels[start : start + _COLUMNS]):
                number = f"{start + column + 1}. " if section.is_in_steps else ""
                self._cell(one, left=_MARGIN + column * _CELL[0], number=number)
            self._top += _CELL[1]
        self._top += 30

    def _need(self, height: int) -> None:
        if self._top + height > _PAGE[1] - _MARGIN:
            self.file.add_page()
            self._top = _MARGIN

    def _cell(self, one: Drawn, *, left: int, number: str) -> None:
        self.file.set_draw_color(_GREY)
        self.file.set_line_width(2)
        self.file.rect(left, self._top, *_CELL)
        if one.problem is not None:
            self._lines((one.problem.sentence,), at=(left + _INSIDE, self._top + _INSIDE))
        elif is_linear(one.label):
            self._bars(one, left=left, number=number)
        else:
            self._matrix(one, left=left, number=number)

    def _bars(self, one: Drawn, *, left: int, number: str) -> None:
        """Words on top, bars across, what they say below."""
        top, width = self._top, _CELL[0] - 2 * _INSIDE
        heading = self._fitting(number + one.label.title, width, points=10, bold=True)
        self._text(heading, at=(left + _INSIDE, top + 12), points=10, bold=True)
        for row, line in enumerate(one.label.captions[:2]):
            fitting = self._fitting(line, width, points=8)
            self._text(fitting, at=(left + _INSIDE, top + 66 + 38 * row), points=8)
        area = on_paper(one.label, one.png)
        self._picture(one, at=(left + (_CELL[0] - area.width) // 2, top + 158))
        said = self._fitting(one.label.content, width, points=8)
        self._text(said, at=(left + _INSIDE, top + 324), points=8, within=width)

    def _matrix(self, one: Drawn, *, left: int, number: str) -> None:
        """The symbol at the left, words at its right."""
        area = on_paper(one.label, one.png)
        self._picture(one, at=(left + 4, self._top + (_CELL[1] - area.height) // 2))
        across = left + area.width + 16
        width = left + _CELL[0] - _INSIDE - across
        title = self._wrapped(number + one.label.title, width, points=11, bold=True)[:2]
        top = self._top + 30
        for line in title:
            self._text(line, at=(across, top), points=11, bold=True)
            top += 52
        told = chain.from_iterable(
            self._wrapped(line, width, points=8) for line in one.label.captions
        )
        for line in list(told)[:3]:
            self._text(line, at=(across, top + 8), points=8)
            top += 38
        for line in self._wrapped(one.label.content, width, points=6)[:3]:
            self._text(line, at=(across, top + 20), points=6)
            top += 28

    def _picture(self, one: Drawn, *, at: tuple[int, int]) -> None:
        area = on_paper(one.label, one.png)
        with Image.open(io.BytesIO(one.png)) as kept:
            dots = kept.convert("L").resize((area.width, area.height), Image.Resampling.NEAREST)
        self.file.image(dots, *at, w=area.width, h=area.height)

    def _lines(self, texts: Sequence[str], *, at: tuple[int, int]) -> None:
        width = _CELL[0] - 2 * _INSIDE
        lines = chain.from_iterable(self._wrapped(text, width, points=9) for text in texts)
        for number, line in enumerate(lines):
            self._text(line, at=(at[0], at[1] + 44 * number), points=9)

    def _text(
        self,
        text: str,
        *,
        at: tuple[int, int],
        points: int,
        bold: bool = False,
        within: int | None = None,
    ) -> None:
        """Write one line; centred where `within` says how wide the place is."""
        self._font(points, bold=bold)
        self.file.set_xy(*at)
        height = points * DOTS_PER_INCH // _POINTS_PER_INCH
        align = "L" if within is None else "C"
        self.file.cell(w=within, h=height + 8, text=plain(text), align=align)

    def _font(self, points: int, *, bold: bool) -> None:
        self.file.set_font(_FONT, style="B" if bold else "", size=points)

    def _fits(self, text: str, width: int) -> bool:
        # A cell leaves a little room on both sides.
        return bool(self.file.get_string_width(plain(text)) <= width - 2 * self.file.c_margin)

    def _fitting(self, text: str, width: int, *, points: int, bold: bool = False) -> str:
        """Cut a text until it fits, and show that it was cut."""
        self._font(points, bold=bold)
        if self._fits(text, width):
            return text
        while text and not self._fits(text + "...", width):
            text = text[:-1]
        return text + "..."

    def _wrapped(self, text: str, width: int, *, points: int, bold: bool = False) -> list[str]:
        """Break a text into lines, at spaces where there are some."""
        self._font(points, bold=bold)
        lines: list[str] = []
        for piece in self._pieces(text, width):
            longer = f"{lines[-1]} {piece}" if lines else piece
            if lines and self._fits(longer, width):
                lines[-1] = longer
            else:
                lines.append(piece)
        return lines

    def _pieces(self, text: str, width: int) -> Iterator[str]:
        """Give the words of a text, those too long for a line in parts."""
        for word in text.split():
            rest = word
            while rest:
                part = rest
                while len(part) > 1 and not self._fits(part, width):
                    part = part[:-1]
                yield part
                rest = rest[len(part) :]
