"""Labels on the screen and as a file to print; each was read back by our own decoder before."""

import base64
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from scanner_app.kernel.codes import code
from scanner_app.kernel.terms import Role
from scanner_app.labels.pdf import pdf
from scanner_app.labels.render import is_linear, on_screen
from scanner_app.labels.shelf import Drawn, DrawnSection, Shelf
from scanner_app.service.labels import SheetAsked, SheetFound, SheetName, find_sheet
from scanner_app.web import auth, render, site, wire
from scanner_app.web.policy import needs

bp: Final = Blueprint("labels", __name__, url_prefix="/labels")

_FOLDER: Final = "labels"


@dataclass(frozen=True, slots=True)
class Shown:
    """A label as the page shows it.

    Attributes:
        address: the picture inside the page, "" if the label was refused.
        width, height: CSS pixels, whole numbers of them a module.
        refusal: why it is not shown, "" if it is.
        content: what the code says, for typing where no camera reads it.
    """

    id: str
    kind: str
    symbol: str
    title: str
    captions: tuple[str, ...]
    content: str
    address: str
    width: int
    height: int
    is_linear: bool
    refusal: str


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the page shows it."""

    title: str
    hint: str
    is_in_steps: bool
    labels: tuple[Shown, ...]


@bp.get("/")
@needs(Role.OPERATOR)
def home() -> BaseResponse:
    """Lead to the labels to try."""
    return redirect(url_for("labels.demo"))


@bp.get("/demo")
@needs(Role.OPERATOR)
def demo() -> Response:
    """Show the labels of a story that a newcomer can scan from the screen."""
    return _page(SheetName.DEMO)


@bp.get("/<any(cards, bins, purchases, transfers, goods, item):name>")
@needs(Role.OPERATOR)
def show(name: str) -> Response:
    """Show all labels of a kind."""
    return _page(SheetName(name))


@bp.get("/<any(demo, cards, bins, purchases, transfers, goods, item):name>.pdf")
@needs(Role.OPERATOR)
def printable(name: str) -> Response:
    """Give a sheet as a file to print."""
    found = _found(SheetName(name))
    content = pdf(found.sheet.title, _drawn(found), printed_at=site.service().clock.now())
    reply = Response(content, content_type="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="labels-{name}.pdf"'
    return reply


def _page(name: SheetName) -> Response:
    found = _found(name)
    sections = tuple(_section(place, each) for place, each in enumerate(_drawn(found), start=1))
    return render.page("labels/show_sheet.html", found=found, sections=sections)


def _found(name: SheetName) -> SheetFound:
    place = code(wire.asked_text("location")) or auth.current_person().location_code
    asked = SheetAsked(
        name=name,
        location_code=place,
        key=site.service().secret,
        after=wire.asked_after(),
        item_no=wire.asked_text("no"),
    )
    return wire.read(lambda c: find_sheet(c, asked))


def _drawn(found: SheetFound) -> tuple[DrawnSection, ...]:
    return Shelf(site.settings().instance_dir / _FOLDER).sheet(found.sheet)


def _section(place: int, drawn: DrawnSection) -> ShownSection:
    section = drawn.section
    labels = tuple(
        _shown(f"label-{place}-{number}", one) for number, one in enumerate(drawn.labels, start=1)
    )
    return ShownSection(section.title, section.hint, section.is_in_steps, labels)


def _shown(name: str, one: Drawn) -> Shown:
    label = one.label
    area = on_screen(label, one.png) if one.png else None
    return Shown(
        id=name,
        kind=label.kind.value,
        symbol=label.symbol.value,
        title=label.title,
        captions=label.captions,
        content=label.content,
        address=f"data:image/png;base64,{base64.b64encode(one.png).decode()}" if area else "",
        width=area.width if area else 0,
        height=area.height if area else 0,
        is_linear=is_linear(label),
        refusal=one.problem.sentence if one.problem else "",
    )
