"""Fixtures of the edge: the application on a fresh database, and clients of each role."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import update

from scanner_app.app import create_app
from scanner_app.config import Settings
from scanner_app.kernel.clock import FixedClock
from scanner_app.people.models import User
from scanner_app.people.secrets import pin_hash
from scanner_app.service import sign_in
from scanner_app.service.sign_in import Attempt
from scanner_app.service.use_case import Service
from scanner_app.web import site
from tests.builders import a_scene, request_id

PIN = "271828"


class Client:
    """A browser of one person: sends the form token and a request id where they are needed."""

    def __init__(self, client: FlaskClient, token: str, form_token: str) -> None:
        self.client, self.token, self.form_token = client, token, form_token

    def get(self, address: str, **more: Any) -> Any:
        return self.client.get(address, **more)

    def page(self, address: str, fields: dict[str, Any] | None = None) -> Any:
        """Send a form of a page."""
        data = {"csrf_token": self.form_token, "request_id": request_id()} | (fields or {})
        return self.client.post(address, data=data)

    def api(self, address: str, body: Any = None, **headers: str) -> Any:
        """Send JSON as the scripts of a page do."""
        sent = {"X-CSRF-Token": self.form_token, "Idempotency-Key": request_id()}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(address, json=body, headers=sent)

    def scan(self, text: str = "", **more: Any) -> Any:
        """Send a scan and answer the JSON."""
        fields = {"channel": "wedge", "text": text} if text else {"channel": "button"}
        return self.api("/api/v1/scans", fields | more)


def served(url: str, folder: Path, clock: FixedClock) -> APIFlask:
    """Make the application on a fresh database, with PINs, places and an item."""
    settings = Settings(database_url=url, instance_dir=folder / "instance", secret_key="k" * 40)
    settings.instance_dir.mkdir()
    made = create_app(settings)
    service: Service = made.extensions[site.SERVICE]
    made.extensions[site.SERVICE] = replace(service, clock=clock)
    with service.database.transaction() as session:
        hashed = pin_hash(PIN, key=service.secret)
        session.execute(update(User).values(pin_hash=hashed))
    a_scene(made.extensions[site.SERVICE], "JEANS")
    return made


def client_of(app: APIFlask, user_code: str) -> Client:
    """Sign a person in and return the browser."""
    opened = sign_in.sign_in(app.extensions[site.SERVICE], Attempt(who=user_code, pin=PIN))
    client = app.test_client()
    client.set_cookie("scanner_sign_in", opened.token)
    html = client.get("/my-pin").get_data(as_text=True)
    form_token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    return Client(client, opened.token, form_token)


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[APIFlask]:
    """The application as it is served, on a fresh database and a clock that stands still."""
    made = served(sqlite_url, tmp_path, clock)
    yield made
    made.extensions[site.SERVICE].database.engine.dispose()


@pytest.fixture
def either_app(either_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[APIFlask]:
    """The application, once on each kind of database."""
    made = served(either_url, tmp_path, clock)
    yield made
    made.extensions[site.SERVICE].database.engine.dispose()


@pytest.fixture
def web_service(app: APIFlask) -> Service:
    """The service of the application."""
    found: Service = app.extensions[site.SERVICE]
    return found


@pytest.fixture
def signed_in(app: APIFlask) -> Callable[[str], Client]:
    """Sign a person in and return the browser."""
    return lambda user_code: client_of(app, user_code)


@pytest.fixture
def operator_client(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("OLIVIA")


@pytest.fixture
def supervisor_client(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("SUE")


@pytest.fixture
def admin_client(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("ADA")
