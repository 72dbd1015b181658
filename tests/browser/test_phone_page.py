"""The phone page in a real browser: every way to read a code, and what goes wrong around it."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from scanner_app.people.roles import Person
from scanner_app.scanning import models as scanning
from scanner_app.service.use_case import Service
from tests.browser.conftest import DESK, PHONE, PIN
from tests.builders import an_item, in_stock

pytestmark = pytest.mark.browser

PHOTOS = Path(__file__).resolve().parents[3] / "shared" / "oracle" / "photos"
TEA = "09506000134352"
Open = Callable[..., Page]


@pytest.fixture
def tea(web_service: Service, supervisor: Person) -> None:
    """An item by lot with expiry and a GTIN, and some untracked stock."""
    with web_service.database.transaction() as session:
        an_item(session.connection(), "TEA", tracking="LOTEXP", bar_code=TEA)
    in_stock(web_service, supervisor, "JEANS", "40")


def wedge(page: Page, text: str, *, delay: int = 10, suffix: str = "Enter") -> None:
    """Type as a scanner does: GS as Ctrl+]."""
    for index, part in enumerate(text.split("\x1d")):
        if index:
            page.keyboard.press("Control+]")
        page.keyboard.type(part, delay=delay)
    page.keyboard.press(suffix)


def answered(page: Page, kind: str) -> None:
    expect(page.locator("#band")).to_have_class(re.compile(rf"\b{kind}\b"))


def scans(service: Service) -> list[Any]:
    with service.reading() as session:
        table = scanning.ScanLog.__table__
        return list(
            session.execute(select(table.c.raw, table.c.channel).order_by(table.c.received_at_utc))
        )


def test_a_scanner_with_nothing_focused_moves_goods(opened: Open, tea: None):
    page = opened()
    page.evaluate("() => document.activeElement.blur()")
    wedge(page, "A-01")
    expect(page.locator("#where")).to_contain_text("A-01")
    wedge(page, "JEANS")
    expect(page.locator("#lines")).to_contain_text("Jeans")
    wedge(page, "A-02")
    expect(page.locator("#message")).to_contain_text("Moved")
    answered(page, "success")
    assert page.troubles == []


def test_the_separator_arrives_as_control_and_bracket(
    opened: Open, tea: None, web_service: Service
):
    page = opened()
    page.locator("button[value=RECEIVE]").click()
    expect(page.locator("#title")).to_contain_text("ITEM")
    wedge(page, f"]C101{TEA}10L-7\x1d17271231")
    expect(page.locator("#lines")).to_contain_text("L-7")
    answered(page, "success")
    raw = scans(web_service)[-1]
    assert raw.raw == f"]C101{TEA}10L-7\x1d17271231".encode()
    assert raw.channel == "wedge"
    assert "\u241d" in page.inner_text("#read-text")


@pytest.mark.parametrize("substitute", ["~", "|", "<GS>", "{GS}", "^]"])
def test_a_substitute_for_the_separator_is_understood(opened: Open, tea: None, substitute: str):
    page = opened()
    page.locator("button[value=RECEIVE]").click()
    expect(page.locator("#title")).to_contain_text("ITEM")
    wedge(page, f"]C101{TEA}10L-7{substitute}17271231")
    expect(page.locator("#lines")).to_contain_text("lot L-7 · expires 2027-12-31")
    answered(page, "success")


def test_ten_scans_a_second_are_ten_scans(opened: Open, tea: None, web_service: Service):
    page = opened()
    wedge(page, "A-01")
    expect(page.locator("#where")).to_contain_text("A-01")
    for _ in range(20):
        wedge(page, "JEANS", delay=8)
    expect(page.locator("#lines .much")).to_have_text(re.compile(r"^20\b"), timeout=20000)
    assert [bytes(row.raw) for row in scans(web_service)] == [b"A-01", *[b"JEANS"] * 20]


def test_enter_of_a_scan_never_presses_the_focused_button(opened: Open, tea: None):
    page = opened()
    page.locator("button[value=COUNT]").focus()
    wedge(page, "JEANS")
    expect(page.locator("#headline")).to_contain_text("Jeans")
    expect(page.locator("#title")).to_contain_text("SCAN ANYTHING")


def test_typing_in_the_field_is_typing(opened: Open, tea: None, web_service: Service):
    page = opened()
    page.locator("#box").click()
    page.keyboard.type("JEANS", delay=60)
    page.keyboard.press("Backspace")
    page.keyboard.type("S", delay=60)
    page.keyboard.press("Enter")
    expect(page.locator("#headline")).to_contain_text("Jeans")
    assert scans(web_service)[-1].channel == "typed"
    assert page.input_value("#box") == ""


def test_text_inserted_at_once_is_a_scan(opened: Open, tea: None, web_service: Service):
    page = opened()
    page.keyboard.insert_text("JEANS")
    expect(page.locator("#headline")).to_contain_text("Jeans")
    assert scans(web_service)[-1].channel == "wedge"


def test_a_scan_is_echoed_before_the_server_answers(opened: Open, tea: None):
    page = opened()
    page.route("**/api/v1/scans", lambda route: (page.wait_for_timeout(600), route.continue_()))
    wedge(page, "JEANS")
    expect(page.locator("#read-text")).to_have_text("JEANS", timeout=300)
    answered(page, "success")


def test_scans_without_network_wait_and_go_out_in_order_once(
    opened: Open, tea: None, web_service: Service
):
    page = opened()
    page.context.set_offline(True)
    for text in ("A-01", "JEANS", "JEANS"):
        wedge(page, text)
    expect(page.locator("#pending")).to_contain_text("3 waiting")
    page.context.set_offline(False)
    expect(page.locator("#pending")).to_be_hidden(timeout=20000)
    expect(page.locator("#lines .much")).to_have_text(re.compile(r"^2\b"))
    assert [bytes(row.raw) for row in scans(web_service)] == [b"A-01", b"JEANS", b"JEANS"]


def test_an_answer_that_was_lost_is_asked_again_with_the_same_id(
    opened: Open, tea: None, web_service: Service
):
    page = opened()
    wedge(page, "A-01")
    expect(page.locator("#where")).to_contain_text("A-01")
    lost = []

    def lose_the_first(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch())  # the server does it, the phone never hears
        route.abort()

    page.route("**/api/v1/scans", lose_the_first)
    wedge(page, "JEANS")
    expect(page.locator("#lines .much")).to_have_text(re.compile(r"^1\b"), timeout=20000)
    assert len(scans(web_service)) == 2


def test_waiting_scans_survive_a_reload(opened: Open, tea: None, web_service: Service):
    page = opened()
    page.route("**/api/v1/scans", lambda route: route.abort())
    wedge(page, "A-01")
    expect(page.locator("#pending")).to_contain_text("1 waiting")
    page.unroute("**/api/v1/scans")
    page.reload()
    expect(page.locator("#where")).to_contain_text("A-01")
    assert len(scans(web_service)) == 1


def test_a_number_is_tapped(opened: Open, tea: None):
    page = opened()
    wedge(page, "A-01")
    wedge(page, "JEANS")
    expect(page.locator("#lines .much")).to_have_text(re.compile(r"^1\b"))
    page.locator("#number").click()
    for digit in "12":
        page.locator(f"[data-key='{digit}']").click()
    page.locator("#pad-ok").click()
    expect(page.locator("#lines .much")).to_have_text(re.compile(r"^12\b"))
    expect(page.locator("#pad")).to_be_hidden()


def test_undo_takes_the_last_scan_back(opened: Open, tea: None):
    page = opened()
    wedge(page, "A-01")
    wedge(page, "JEANS")
    expect(page.locator("#lines .much")).to_have_text(re.compile(r"^1\b"))
    page.locator("#undo").click()
    expect(page.locator("#lines li")).to_have_count(0)


def test_hostile_text_is_shown_and_never_run(opened: Open, tea: None):
    page = opened()
    page.keyboard.insert_text("<img src=x onerror=alert(1)>\u202eabc")
    answered(page, "error")
    assert page.locator("#upper img").count() == 0
    assert "<img src=x" in page.inner_text("#read-text")
    assert "[202e]" in page.inner_text("#read-text")
    assert page.troubles == []


@pytest.mark.parametrize("name", ["14.png", "32.png"])
def test_a_photograph_of_a_real_product_is_read(
    opened: Open, tea: None, web_service: Service, name: str
):
    photo = PHOTOS / "zxing" / "ean13-1" / name
    if not photo.exists():
        pytest.skip("no photographs here")
    page = opened()
    page.set_input_files("#file", photo)
    answered(page, "error")  # read, but no item of this test has the code
    assert page.inner_text("#read-text") == photo.with_suffix(".txt").read_text().strip()
    assert scans(web_service)[-1].channel == "photo"


def test_a_file_that_is_no_picture_is_refused_in_one_sentence(opened: Open, tea: None):
    page = opened()
    page.set_input_files(
        "#file", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": io.BytesIO(b"no").getvalue()}
    )
    answered(page, "error")
    expect(page.locator("#headline")).to_contain_text("not a picture")


def test_who_was_signed_out_keeps_the_scans(opened: Open, tea: None, web_service: Service):
    page = opened()
    page.context.clear_cookies(name="scanner_sign_in")
    wedge(page, "A-01")
    expect(page.locator("#acts a")).to_have_text("Sign in")
    expect(page.locator("#pending")).to_contain_text("1 waiting")
    page.locator("#acts a").click()
    page.fill("#who", "OLIVIA")
    page.fill("#pin", "271828")
    page.press("#pin", "Enter")
    expect(page.locator("#where")).to_contain_text("A-01")
    assert len(scans(web_service)) == 1


def test_scans_never_go_out_under_another_name(
    opened: Open, tea: None, web_service: Service, address: str
):
    page = opened("OLIVIA")
    page.route("**/api/v1/scans", lambda route: route.abort())
    wedge(page, "A-01")
    expect(page.locator("#pending")).to_contain_text("1 waiting")
    other = page.context.new_page()  # somebody else signs in on the same device
    other.goto(f"{address}/sign-in?next=/scan")
    other.fill("#who", "OTTO")
    other.fill("#pin", PIN)
    other.press("#pin", "Enter")
    expect(other.locator("#pending")).to_have_text("1 kept for others")
    page.unroute("**/api/v1/scans")
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.locator("#acts a")).to_have_text("Load again")
    assert scans(web_service) == []


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_nothing_is_cut_off_and_targets_are_large(opened: Open, tea: None, viewport: Any):
    page = opened(viewport=viewport)
    wedge(page, "A-01")
    wedge(page, "JEANS")
    expect(page.locator("#lines")).to_contain_text("Jeans")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, a, summary, input:not([type=hidden]):not([type=file])')]
        .filter((e) => e.checkVisibility() && !['skip', 'unseen'].includes(e.className))
        .map((e) => [e.id || e.textContent, e.getBoundingClientRect()])
        .filter(([, box]) => box.width < 48 || box.height < 48).map(([name]) => name)"""
    )
    assert small == []
    tiny = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter((e) => e.checkVisibility()
        && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
        && parseFloat(getComputedStyle(e).fontSize) < 16).map((e) => e.textContent)"""
    )
    assert tiny == []
