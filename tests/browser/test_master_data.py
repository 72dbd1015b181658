"""Setting items and locations up in a real browser, on a phone and at a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

TEA = "9506000134352"
Open = Callable[..., Page]
PAGES = ("/items/new", "/items/JEANS/card", "/locations/", "/locations/BLUE/card", "/my-tokens")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_is_wider_than_the_screen_and_targets_are_large(opened: Open, size: dict[str, int]):
    page = opened("ADA", at="/locations/new", viewport=size)
    for address in ("/locations/new", *PAGES):
        page.goto(page.url.rpartition("//")[0] + "//" + page.url.split("/")[2] + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        low = page.evaluate(
            "[...document.querySelectorAll('main button, main input[type=text], main select')]"
            ".filter((each) => each.checkVisibility())"
            ".filter((each) => each.getBoundingClientRect().height < 48).length"
        )
        assert low == 0, address
    assert page.troubles == []


def test_a_bar_code_scanned_into_the_form_makes_the_item(opened: Open):
    page = opened("SUE", at="/items/new")
    page.fill("#no", "TEA")
    page.fill("#description", "Green tea")
    page.focus("#bar_code")
    page.keyboard.type(TEA, delay=10)
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/TEA/card")
    expect(page.locator("main")).to_contain_text(f"0{TEA}")


def test_a_bar_code_scanned_too_early_loses_nothing(opened: Open):
    page = opened("SUE", at="/items/new")
    page.focus("#bar_code")
    page.keyboard.type(TEA, delay=10)
    page.keyboard.press("Enter")
    expect(page.locator("#no")).to_be_focused()  # the browser asks for what is missing
    expect(page.locator("#bar_code")).to_have_value(TEA)
