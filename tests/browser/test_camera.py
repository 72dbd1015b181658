"""The live camera, fed with a film of moving labels: one scan for each time a label comes by."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from scanner_app.barcodes.encode import Printed, draw
from scanner_app.people.roles import Person
from scanner_app.scanning import models as scanning
from scanner_app.service.use_case import Service
from tests.browser.conftest import CHROMIUM, FLAGS, PHONE, PIN
from tests.builders import an_item, in_stock

pytestmark = pytest.mark.browser

TEA = "09506000134352"
SIZE = (1280, 720)
LABEL = f"(01){TEA}(17)271231(10)L-7"
MATRIX = f"(01){TEA}(17)271231(10)L-8"


def frame(label: Image.Image | None, shift: int = 0) -> bytes:
    """Draw one frame: a label on grey, or nothing."""
    picture = Image.new("RGB", SIZE, (196, 196, 190))
    if label is not None:
        picture.paste(label, ((SIZE[0] - label.width) // 2 + shift, 200))
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=88)
    return content.getvalue()


def label_of(kind: Printed, content: str, width: int) -> Image.Image:
    drawn = draw(kind, content).convert("RGB")
    scale = max(1, width // drawn.width)
    return drawn.resize((drawn.width * scale, drawn.height * scale), Image.Resampling.NEAREST)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GS1-128 label for three seconds, nothing for three, a GS1 DataMatrix, nothing; repeated."""
    bars = label_of(Printed.GS1_128, LABEL, 720)
    matrix = label_of(Printed.GS1_DATA_MATRIX, MATRIX, 240)
    frames = [frame(bars, shift) for shift in range(-30, 30)] + [frame(None)] * 60
    frames += [frame(matrix, shift) for shift in range(-30, 30)] + [frame(None)] * 60
    file = tmp_path_factory.mktemp("film") / "labels.mjpeg"
    file.write_bytes(b"".join(frames))
    return file


@pytest.fixture
def phone(chromium: Browser, film: Path, address: str) -> Iterator[Page]:
    """A phone whose camera sees the film."""
    camera = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream=fps=20",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *camera])
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(f"{address}/sign-in?next=/scan")
    page.fill("#who", "OLIVIA")
    page.fill("#pin", PIN)
    page.press("#pin", "Enter")
    page.wait_for_selector("html[data-ready=true]")
    yield page
    browser.close()


def camera_scans(service: Service) -> list[Any]:
    with service.reading() as session:
        table = scanning.ScanLog.__table__
        asked = select(table.c.raw, table.c.aim, table.c.channel).where(table.c.channel == "camera")
        return list(session.execute(asked.order_by(table.c.received_at_utc)))


def test_a_label_before_the_camera_is_staged_without_a_tap(
    phone: Page, web_service: Service, supervisor: Person
):
    with web_service.database.transaction() as session:
        an_item(session.connection(), "TEA", tracking="LOTEXP", bar_code=TEA)
    in_stock(web_service, supervisor, "JEANS", "1")
    phone.locator("button[value=RECEIVE]").click()
    expect(phone.locator("#title")).to_contain_text("ITEM")
    phone.locator("#camera").click()
    expect(phone.locator("#lines")).to_contain_text("L-7", timeout=30000)
    expect(phone.locator("#lines")).to_contain_text("L-8", timeout=30000)
    expect(phone.locator("#band")).to_have_class(re.compile("success"))
    phone.locator("#camera").click()
    expect(phone.locator("#view")).to_be_hidden()
    read = camera_scans(web_service)
    assert {row.aim for row in read} == {"]C1", "]d2"}
    # A label that stays in view is one scan; the film may have come round again.
    assert 2 <= len(read) <= 4
