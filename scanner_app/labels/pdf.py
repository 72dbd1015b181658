"""A sheet of labels as a PDF file, A4, three columns of eight.

Everything is placed on whole printer dots of 1/300 inch, one pixel a dot, so that no printer has to
divide a module. The only importer of fpdf2.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from fpdf import FPDF

from scanner_app.labels.picture import SIZE, label_picture
from scanner_app.labels.render import DOTS_PER_INCH
from scanner_app.labels.shelf import Drawn, DrawnSection

_POINTS_PER_INCH: Final = 72
_PAGE: Final = (2480, 3508)
"""A4 in dots."""

_MARGIN: Final = 100
_COLUMNS: Final = 3
_GREY: Final = 170
_FONT: Final = "helvetica"
_TEXT_WIDTH: Final = 1800
"""Less than the page is wide: a viewer may show a wider font than the one that was measured."""


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
    """Puts labels onto pages, row by row; all measures are dots."""

    def __init__(self, title: str, *, printed_at: datetime) -> None:
        self.file = FPDF(unit=_POINTS_PER_INCH / DOTS_PER_INCH, format=_PAGE)
        self.file.set_title(title)
        self.file.set_creation_date(printed_at)
        self.file.set_auto_page_break(auto=False)
        # Grey and deflated: black and white would be fax coded, which not every Pillow can do.
        self.file.set_image_filter("FlateDecode")
        self.file.set_margin(0)
        self.file.add_page()
        self._top = _MARGIN
        self._top += self._text(title, points=15, bold=True) + 20

    def section(self, drawn: DrawnSection) -> None:
        """Print a heading and the labels below it; the heading is never alone on a page."""
        section = drawn.section
        self._need(SIZE[1] + 220)
        self._top += self._text(section.title, points=12, bold=True) + 4
        self._top += self._text(section.hint, points=9) + 14
        for start in range(0, len(drawn.labels), _COLUMNS):
            self._need(SIZE[1])
            for column, one in enumerate(drawn.labels[start : start + _COLUMNS]):
                number = f"{start + column + 1}." if section.is_in_steps else ""
                self._cell(one, left=_MARGIN + column * SIZE[0], number=number)
            self._top += SIZE[1]
        self._top += 34

    def _need(self, height: int) -> None:
        if self._top + height > _PAGE[1] - _MARGIN:
            self.file.add_page()
            self._top = _MARGIN

    def _cell(self, one: Drawn, *, left: int, number: str) -> None:
        dots = label_picture(one, number=number)
        self.file.image(dots, left, self._top, w=SIZE[0], h=SIZE[1], alt_text=one.label.title)
        self.file.set_draw_color(_GREY)
        self.file.set_line_width(2)
        self.file.rect(left, self._top, *SIZE)

    def _text(self, text: str, *, points: int, bold: bool = False) -> int:
        """Write a heading or a hint, and say how high it is."""
        height = points * DOTS_PER_INCH // _POINTS_PER_INCH + 8
        self.file.set_font(_FONT, style="B" if bold else "", size=points)
        self.file.set_xy(_MARGIN, self._top)
        self.file.multi_cell(_TEXT_WIDTH, height, plain(text), align="L")
        return round(self.file.get_y()) - self._top
