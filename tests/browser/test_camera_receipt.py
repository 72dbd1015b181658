"""A whole receipt by camera: labels of the demo sheet pass before it, and nobody taps anything."""

import io
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from apiflask import APIFlask
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from scanner_app.app import create_app
from scanner_app.cli import demo_data
from scanner_app.config import Settings
from scanner_app.db import migrate
from scanner_app.labels.label import Label
from scanner_app.labels.render import symbol_picture
from scanner_app.ledger import queries as ledger
from scanner_app.ledger import registers
from scanner_app.ledger.queries import EntryStory
from scanner_app.purchases import queries as purchases
from scanner_app.service.labels import SheetAsked, SheetName, find_sheet
from scanner_app.service.use_case import Service
from scanner_app.web import site
from tests.browser.conftest import CHROMIUM, FLAGS, PHONE

pytestmark = pytest.mark.browser

SIZE = (1280, 720)
FRAMES_A_SECOND = 10
SECONDS_IN_VIEW = 4
SECONDS_BETWEEN = 1
SECONDS_AFTERWARDS = 12
CASE_PIECES = 12


@pytest.fixture
def app(tmp_path: Path) -> Iterator[APIFlask]:
    """The application as somebody finds it who has just started the demo."""
    folder = tmp_path / "instance"
    folder.mkdir()
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    made = create_app(Settings(database_url=url, instance_dir=folder, secret_key="k" * 40))
    service: Service = made.extensions[site.SERVICE]
    migrate.upgrade(service.database.engine)
    loaded = made.test_cli_runner().invoke(args=["demo", "load"])
    assert loaded.exit_code == 0, loaded.output
    yield made
    service.database.engine.dispose()


@pytest.fixture
def steps(web_service: Service) -> tuple[Label, ...]:
    """The first section of the demo sheet: order, bars, DataMatrix, more bars, DONE."""
    asked = SheetAsked(name=SheetName.DEMO, location_code="BLUE", key=web_service.secret)
    with web_service.reading() as session:
        found = find_sheet(session.connection(), asked)
    return found.sheet.sections[0].labels


def frame(label: Image.Image | None, shift: int = 0) -> bytes:
    """One picture of the film: a label on white paper on a grey table, or the table alone."""
    picture = Image.new("L", SIZE, 150)
    if label is not None:
        left, top = (SIZE[0] - label.width) // 2 + shift, (SIZE[1] - label.height) // 2 - 40
        paper = Image.new("L", (label.width + 60, label.height + 60), 255)
        picture.paste(paper, (left - 30, top - 30))
        picture.paste(label, (left, top))
    content = io.BytesIO()
    picture.convert("RGB").save(content, "JPEG", quality=85)
    return content.getvalue()


def film_of(labels: Sequence[Label]) -> bytes:
    """Let each label pass slowly from left to right, with an empty table in between."""
    empty = frame(None)
    frames: list[bytes] = []
    for label in labels:
        drawn = symbol_picture(label)
        times = max(1, min(760 // drawn.width, 300 // drawn.height))
        large = drawn.resize((drawn.width * times, drawn.height * times), Image.Resampling.NEAREST)
        count = SECONDS_IN_VIEW * FRAMES_A_SECOND
        frames += [frame(large, 2 * (number - count // 2)) for number in range(count)]
        frames += [empty] * (SECONDS_BETWEEN * FRAMES_A_SECOND)
    frames += [empty] * (SECONDS_AFTERWARDS * FRAMES_A_SECOND)
    return b"".join(frames)


@pytest.fixture
def phone(
    chromium: Browser, address: str, steps: tuple[Label, ...], tmp_path: Path
) -> Iterator[Page]:
    """A phone whose camera sees the film; the demo operator has signed in."""
    film = tmp_path / "receipt.mjpeg"
    film.write_bytes(film_of((*steps[:3], steps[-1])))
    camera = [
        "--use-fake-ui-for-media-stream",
        f"--use-fake-device-for-media-stream=fps={FRAMES_A_SECOND}",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera])
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{address}/sign-in?next=/scan")
    page.fill("#who", demo_data.USERS[0].code)
    page.fill("#pin", demo_data.USERS[0].pin)
    page.press("#pin", "Enter")
    page.wait_for_selector("html[data-ready=true]")
    yield page
    browser.close()


def stories(service: Service, register_no: int) -> list[EntryStory]:
    """Everything that a posting wrote."""
    with service.reading() as session:
        connection = session.connection()
        entries = ledger.register_entries(connection, register_no)
        found = [ledger.entry_story(connection, entry.entry_no) for entry in entries]
    return [story for story in found if story is not None]


def shoot(page: Page, name: str, folder: Path) -> None:
    """Take a picture of the screen; it is kept where SCANNER_TEST_PICTURES says."""
    file = folder / f"{name}.png"
    page.screenshot(path=file)
    if wanted := os.environ.get("SCANNER_TEST_PICTURES"):
        shutil.copy(file, Path(wanted) / file.name)


def test_labels_of_the_demo_sheet_are_received_without_a_tap(
    phone: Page, web_service: Service, tmp_path: Path
):
    with web_service.reading() as session:
        newest = registers.registers(session.connection(), limit=1).rows[0].register_no
        order = purchases.order(session.connection(), "PO1002")

    # Given a camera that was opened; when the labels pass before it
    phone.locator("#camera").click()
    expect(phone.locator("#title")).to_contain_text("ITEM", timeout=20_000)
    shoot(phone, "camera-1-order", tmp_path)
    aim = phone.locator("#aim").evaluate("box => getComputedStyle(box).backgroundColor")
    assert aim == "rgba(0, 0, 0, 0)", "the picture in the aim box must stay in view"
    expect(phone.locator("#lines")).to_contain_text("lot 100201", timeout=20_000)
    shoot(phone, "camera-2-bars", tmp_path)
    expect(phone.locator("#lines")).to_contain_text("lot 100202", timeout=20_000)
    shoot(phone, "camera-3-matrix", tmp_path)
    expect(phone.locator("#title")).to_contain_text("SCAN ANYTHING", timeout=20_000)
    expect(phone.locator("#band")).to_have_class(re.compile("success"))
    shoot(phone, "camera-4-posted", tmp_path)
    phone.locator("#camera-off").click()

    # Then one receipt is in the ledger, with its applications and values
    with web_service.reading() as session:
        posted = registers.registers(session.connection(), limit=1).rows[0]
    assert posted.posted_by == "OLIVIA"
    assert posted.register_no > newest
    written = stories(web_service, posted.register_no)
    expires = order.order_date + timedelta(days=400)
    assert [
        (
            story.entry.entry_type,
            story.entry.order_no,
            story.entry.item_no,
            story.entry.quantity,
            story.entry.unit_of_measure_code,
            story.entry.lot_no,
            story.entry.expiration_date,
            story.entry.location_code,
            story.entry.bin_code,
        )
        for story in written
    ] == [
        ("purchase", "PO1002", "FD-600", CASE_PIECES, "CASE", "100201", expires, "BLUE", "RECV"),
        ("purchase", "PO1002", "FD-610", 1, "PCS", "100202", expires, "BLUE", "RECV"),
    ]
    for story in written:
        (application,) = story.applications
        assert application.inbound_entry_no == story.entry.entry_no
        assert application.quantity == story.entry.quantity
    costs = [value.cost_amount_expected for story in written for value in story.values]
    assert costs == [Decimal("46.80"), Decimal("0.97")]
    with web_service.reading() as session:
        lines = purchases.order(session.connection(), "PO1002").lines
    assert [line.quantity_received_base for line in lines] == [CASE_PIECES, 1, 0]
