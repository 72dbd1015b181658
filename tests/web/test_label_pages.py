"""The label pages: every code on them is read back, and means something where it is scanned."""

import base64
import html
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from PIL import Image
from sqlalchemy import event

from scanner_app.app import create_app
from scanner_app.barcodes.decode import reader
from scanner_app.barcodes.encode import png
from scanner_app.barcodes.symbol import Symbol
from scanner_app.cli import demo_data
from scanner_app.config import Settings
from scanner_app.db import migrate
from scanner_app.labels.label import Label, LabelKind, Sheet
from scanner_app.labels.shelf import Shelf
from scanner_app.service import sign_in
from scanner_app.service.labels import SheetAsked, SheetName, find_sheet
from scanner_app.service.sign_in import Attempt
from scanner_app.service.use_case import Service
from scanner_app.web import site
from tests.web.conftest import Client

NAMES = tuple(name.value for name in SheetName if name is not SheetName.ITEM)
PICTURE = re.compile(r'src="data:image/png;base64,([^"]+)"')
STREAM = re.compile(rb"<<([^<]*?)>>\s*stream\r?\n", re.DOTALL)


def service_of(app: APIFlask) -> Service:
    found: Service = app.extensions[site.SERVICE]
    return found


def demo_in(folder: Path) -> APIFlask:
    """Make the application as somebody finds it who has just loaded the demo."""
    made = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'demo.db'}",
            instance_dir=folder,
            secret_key="k" * 40,
            log_level="ERROR",
        )
    )
    service = service_of(made)
    migrate.upgrade(service.database.engine)
    assert made.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
    return made


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """The demo warehouse, loaded once; nothing is posted in it."""
    made = demo_in(tmp_path_factory.mktemp("demo"))
    yield made
    service_of(made).database.engine.dispose()


@pytest.fixture
def own_demo(tmp_path: Path) -> Iterator[APIFlask]:
    """A demo warehouse of a test that posts."""
    made = demo_in(tmp_path)
    yield made
    service_of(made).database.engine.dispose()


def browser(app: APIFlask, user_code: str) -> Client:
    user = next(user for user in demo_data.USERS if user.code == user_code)
    opened = sign_in.sign_in(service_of(app), Attempt(who=user.code, pin=user.pin))
    client = app.test_client()
    client.set_cookie("scanner_sign_in", opened.token)
    page = client.get("/my-pin").get_data(as_text=True)
    form_token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    return Client(client, opened.token, form_token)


@pytest.fixture(scope="module")
def olivia(demo_app: APIFlask) -> Client:
    return browser(demo_app, "OLIVIA")


def sheet_of(app: APIFlask, name: SheetName) -> Sheet:
    service = service_of(app)
    asked = SheetAsked(name=name, location_code="BLUE", key=service.secret)
    with service.reading() as session:
        return find_sheet(session.connection(), asked).sheet


def labels_of(app: APIFlask, name: SheetName) -> tuple[Label, ...]:
    return sheet_of(app, name).labels


def codes_of(page: str) -> list[Symbol]:
    """Read every picture of a page with our own decoder, in their order."""
    found = []
    for encoded in PICTURE.findall(page):
        (symbol,) = reader().read(base64.b64decode(html.unescape(encoded)))
        found.append(symbol)
    return found


def scan(client: Client, symbol: Symbol, session_id: str = "") -> dict[str, Any]:
    """Send what the camera of the phone page sends."""
    reply = client.scan(
        symbol.text,
        channel="camera",
        aim=symbol.aim or "",
        symbology=symbol.symbology.value,
        session_id=session_id,
    )
    found: dict[str, Any] = reply.get_json(force=True)
    return found


def pictures_of(content: bytes) -> Iterator[Image.Image]:
    """Take the pictures out of a PDF file, whose streams are deflated."""
    for match in STREAM.finditer(content):
        if b"/Subtype /Image" in match[1]:
            width, height, length = (
                _entry(match[1], name) for name in ("Width", "Height", "Length")
            )
            data = zlib.decompress(content[match.end() : match.end() + length])
            # Every row begins with the number of its PNG filter, here always none.
            rows = Image.frombytes("L", (width + 1, height), data)
            assert set(rows.crop((0, 0, 1, height)).tobytes()) == {0}
            yield rows.crop((1, 0, width + 1, height))


def _entry(entries: bytes, name: str) -> int:
    found = re.search(rf"/{name} (\d+)".encode(), entries)
    assert found, entries
    return int(found[1])


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_of_a_page_reads_as_its_label(demo_app: APIFlask, olivia: Client, name: str):
    reply = olivia.get(f"/labels/{name}")
    assert reply.status_code == 200, reply.text
    wanted = [label.reads_as for label in labels_of(demo_app, SheetName(name))]
    assert len(wanted) >= 3
    assert [symbol.text for symbol in codes_of(reply.text)] == wanted
    assert "did not read back" not in reply.text


@pytest.mark.parametrize("name", ["demo", "cards"])
def test_every_label_of_a_file_reads_as_it_should(demo_app: APIFlask, olivia: Client, name: str):
    reply = olivia.get(f"/labels/{name}.pdf")
    assert reply.content_type == "application/pdf"
    assert reply.data.startswith(b"%PDF-")
    wanted = {label.reads_as for label in labels_of(demo_app, SheetName(name))}
    read = {
        symbol.text for picture in pictures_of(reply.data) for symbol in reader().read(png(picture))
    }
    assert read == wanted


@pytest.mark.parametrize("name", NAMES)
def test_every_code_means_something_where_it_is_scanned(
    demo_app: APIFlask, olivia: Client, name: str
):
    labels = labels_of(demo_app, SheetName(name))
    for label, symbol in zip(labels, codes_of(olivia.get(f"/labels/{name}").text), strict=True):
        body = scan(olivia, symbol)
        code = body.get("code", "")
        if label.kind is LabelKind.BADGE:
            assert code == "badge-not-here"
        elif label.title == "A code nobody knows":
            assert code == "code-unknown"
        else:
            assert code not in NOT_READ, (label, body)


NOT_READ = {
    "code-unknown",
    "check-digit",
    "gs1-malformed",
    "gs1-contradiction",
    "command-not-ours",
    "bin-unknown",
    "document-unknown",
    "item-unknown",
    "reason-unknown",
    "badge-not-here",
}


def outcomes(client: Client, section: int) -> list[str]:
    """Scan the labels of a section of the demo sheet; say outcome or refusal of each."""
    page = client.get("/labels/demo").text
    session_id, said = "", []
    for symbol in codes_of(page.split('<section class="label-section"')[section]):
        reply = scan(client, symbol, session_id)
        session_id = reply.get("session_id") or session_id
        said.append(reply.get("outcome") or reply["code"])
    return said


def test_the_story_can_be_scanned_as_it_is_told(own_demo: APIFlask):
    olivia = browser(own_demo, "OLIVIA")
    assert outcomes(olivia, 1) == ["ok"] * 4 + ["posted"]
    assert outcomes(olivia, 2) == ["ok"] * 7 + ["posted"]
    assert outcomes(olivia, 3) == ["ok"] * 4 + ["posted"]
    assert outcomes(olivia, 4) == ["ok", "ok", "posted"]
    assert set(outcomes(olivia, 5)) <= {"ok", "posted", "held"}
    assert set(outcomes(olivia, 6)) <= {"ok", "choice", "posted", "held"}
    assert set(outcomes(olivia, 7)) == {"ok"}
    assert "ok" not in outcomes(olivia, 8)
    # Told again, it goes on with what is still expected, under serial numbers that are new.
    assert outcomes(olivia, 1)[-1] == "posted"
    assert "serial-on-inventory" not in outcomes(olivia, 2)


def test_an_item_has_labels_of_its_codes_and_of_what_is_in_stock(olivia: Client):
    lots = codes_of(olivia.get("/labels/item?no=fd-600").text)
    assert [symbol.text for symbol in lots[:2]] == ["9506000130330", "19506000130337"]
    assert [bool(re.fullmatch("010950600013033017[0-9]{6}10L600A", s.text)) for s in lots[2:]] == [
        True
    ]
    drills = codes_of(olivia.get("/labels/item?no=PT-860&location=BLUE").text)
    assert {symbol.text[:16] for symbol in drills[1:]} == {"0109506000130545"}
    assert len(drills) == 5
    assert olivia.get("/labels/item.pdf?no=FD-600").status_code == 200
    missing = olivia.get("/labels/item?no=<b>NO")
    assert missing.status_code == 404
    assert "<b>NO" not in missing.text


def test_long_lists_come_in_pages(olivia: Client):
    first = olivia.get("/labels/goods").text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = olivia.get(html.unescape(following[1]))
    assert second.status_code == 200
    both = {symbol.text for symbol in codes_of(first)} & {s.text for s in codes_of(second.text)}
    assert both <= {"SHELF-A"}, "only the code that two items share is on two pages"


def test_a_sheet_costs_a_fixed_number_of_statements(demo_app: APIFlask):
    engine = service_of(demo_app).database.engine
    said: list[str] = []

    def note(*args: Any) -> None:
        said.append(args[2])

    event.listen(engine, "before_cursor_execute", note)
    counts = {}
    for name in NAMES:
        said.clear()
        sheet_of(demo_app, SheetName(name))
        counts[name] = sum(not text.startswith(("BEGIN", "PRAGMA")) for text in said)
    event.remove(engine, "before_cursor_execute", note)
    assert counts.pop("demo") <= 18
    assert max(counts.values()) <= 3, counts


def test_a_badge_signs_its_owner_in_with_the_pin_and_nobody_without(demo_app: APIFlask):
    badges = [
        label for label in labels_of(demo_app, SheetName.DEMO) if label.kind is LabelKind.BADGE
    ]
    assert {label.title for label in badges} == {user.name for user in demo_data.USERS}
    service = service_of(demo_app)
    olivia = next(label for label in badges if label.title.startswith("Olivia"))
    opened = sign_in.sign_in(service, Attempt(who=olivia.reads_as, pin=demo_data.USERS[0].pin))
    assert opened.token


def test_no_badge_is_shown_outside_the_demo(operator_client: Client):
    reply = operator_client.get("/labels/demo")
    assert reply.status_code == 200
    assert "Badges" not in reply.text
    assert "See it refuse" in reply.text


@pytest.mark.parametrize("name", NAMES)
def test_sheets_of_a_small_warehouse_open_too(operator_client: Client, name: str):
    for address in (f"/labels/{name}", f"/labels/{name}.pdf", f"/labels/{name}?location=PLAIN"):
        assert operator_client.get(address).status_code == 200


def test_a_place_that_is_not_there_is_refused(operator_client: Client):
    reply = operator_client.get("/labels/bins?location=NOWHERE")
    assert reply.status_code == 404
    assert "NOWHERE" in reply.text


def test_the_room_leads_to_the_labels_to_try(operator_client: Client):
    assert operator_client.get("/labels/").headers["Location"] == "/labels/demo"


def test_labels_are_for_people_who_signed_in(app: APIFlask):
    for name in NAMES:
        for address in (f"/labels/{name}", f"/labels/{name}.pdf"):
            assert app.test_client().get(address).status_code == 302


def test_an_unreadable_label_is_named_instead_of_shown(
    operator_client: Client, app: APIFlask, monkeypatch: pytest.MonkeyPatch
):
    class Blind:
        def read(self, content: bytes, *, budget_ms: int = 1000) -> tuple[()]:
            return ()

    blind = Shelf(Path(app.instance_path) / "elsewhere", reader=Blind())  # type: ignore[arg-type]
    monkeypatch.setattr("scanner_app.web.pages.labels.Shelf", lambda _folder: blind)
    page = operator_client.get("/labels/cards").text
    assert "The label of DONE did not read back. It was not printed." in page
    assert not PICTURE.search(page)
    assert operator_client.get("/labels/cards.pdf").status_code == 200


def test_a_page_asks_the_decoder_nothing_once_its_labels_are_proved(
    demo_app: APIFlask, olivia: Client
):
    class Unasked:
        def read(self, content: bytes, *, budget_ms: int = 1000) -> tuple[()]:
            raise AssertionError

    olivia.get("/labels/demo")
    shelf = Shelf(Path(demo_app.instance_path) / "labels", reader=Unasked())  # type: ignore[arg-type]
    drawn = shelf.sheet(sheet_of(demo_app, SheetName.DEMO))
    assert all(one.png for section in drawn for one in section.labels)
