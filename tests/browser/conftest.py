"""Fixtures of the browser tests: a served application and the system's Chromium."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import update
from werkzeug.serving import make_server

from scanner_app.app import create_app
from scanner_app.config import Settings
from scanner_app.people.models import User
from scanner_app.people.secrets import pin_hash
from scanner_app.service.use_case import Service
from scanner_app.web import site
from tests.builders import a_scene

PIN = "271828"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[APIFlask]:
    """The application on a fresh database, with the machine's clock as a browser has it."""
    settings = Settings(
        database_url=sqlite_url, instance_dir=tmp_path / "instance", secret_key="k" * 40
    )
    settings.instance_dir.mkdir()
    made = create_app(settings)
    service: Service = made.extensions[site.SERVICE]
    with service.database.transaction() as session:
        session.execute(update(User).values(pin_hash=pin_hash(PIN, key=service.secret)))
    a_scene(service, "JEANS")
    yield made
    service.database.engine.dispose()


@pytest.fixture
def web_service(app: APIFlask) -> Service:
    found: Service = app.extensions[site.SERVICE]
    return replace(found)


@pytest.fixture
def address(app: APIFlask) -> Iterator[str]:
    """Where the application is served; localhost counts as a secure address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium here")
    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a signed-in page; every violation of the content policy and page error is collected."""
    contexts: list[Any] = []

    def page_of(user_code: str = "OLIVIA", *, at: str = "/scan", **options: Any) -> Page:
        context = chromium.new_context(viewport=options.pop("viewport", PHONE), **options)
        contexts.append(context)
        context.set_default_timeout(8000)
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on(
            "console",
            lambda said: (
                page.troubles.append(said.text)
                if said.type == "error" and "Content Security" in said.text
                else None
            ),
        )
        page.goto(f"{address}/sign-in?next={at}")
        page.fill("#who", user_code)
        page.fill("#pin", PIN)
        page.press("#pin", "Enter")
        page.wait_for_url(f"**{at}")
        if at == "/scan" and options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready=true]")
        return page

    yield page_of
    for context in contexts:
        context.close()
