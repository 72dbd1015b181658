"""Story: a company begins with nothing; its first administrator sets it up at the pages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanner_app.app import create_app
from scanner_app.barcodes.house_code import bin_code
from scanner_app.config import Settings
from scanner_app.db import migrate
from scanner_app.kernel.terms import Role
from scanner_app.people.roles import Person
from scanner_app.service import sign_in
from scanner_app.web import site
from tests.postgres_cluster import running_server
from tests.walks.floor import COOKIE, Browser, Phone, form_token

GTIN = "9506000134352"
CONSOLE = Person("CONSOLE", "Console", Role.ADMIN)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database in which nothing is at all."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with running_server().database() as url:
        yield url


@pytest.fixture
def company(empty_url: str, tmp_path: Path) -> Iterator[Any]:
    """The application as `./run --no-demo` starts it."""
    settings = Settings(database_url=empty_url, instance_dir=tmp_path, secret_key="k" * 40)
    app = create_app(settings)
    engine = app.extensions[site.SERVICE].database.engine
    migrate.upgrade(engine)
    yield app
    engine.dispose()


def enrolled(app: Any) -> tuple[Browser, str]:
    """Use the one-time code that the console prints; return the browser and where it was led."""
    service = app.extensions[site.SERVICE]
    code = sign_in.new_enrolment(service, role=Role.ADMIN, by=CONSOLE).code
    client = app.test_client()
    fields = {"code": code, "user_code": "ada", "name": "Ada", "pin": "862045"}
    fields |= {"pin_again": "862045", "csrf_token": form_token(client, "/enrol")}
    reply = client.post("/enrol", data=fields)
    assert reply.status_code == 303, reply.text
    token = client.get_cookie(COOKIE).value
    return Browser(client, token, form_token(client, "/my-pin")), reply.headers["Location"]


def sent(browser: Browser, address: str, **fields: Any) -> str:
    """Send a form that must be taken; return the page that follows."""
    reply = browser.page(address, fields)
    assert reply.status_code == 303, reply.text
    return str(browser.get(reply.headers["Location"]).text)


def test_an_empty_company_receives_its_first_goods_by_scan(company):
    # Given nobody and nothing, the first administrator enrols and is led to the first thing to do
    ada, led_to = enrolled(company)
    assert led_to == "/locations/"
    assert 'href="/locations/new"' in ada.get("/locations/").text
    assert 'href="/items/new"' in ada.get("/items/").text
    # When a location, its bins and an item with a bar code are made at the pages
    page = sent(ada, "/locations/new", code="main", name="Main warehouse", uses_bins="yes")
    assert "No bins yet" in page
    page = sent(ada, "/locations/MAIN/bins", bins="recv\nA-01..A-03")
    assert "4 bins were added" in page
    assert all(f">{code}" in page for code in ("RECV", "A-01", "A-02", "A-03"))
    page = sent(ada, "/locations/MAIN/standard-bins", receiving_bin_code="recv")
    assert 'value="RECV"' in page
    assert "Piece (PCS)" in ada.get("/items/new").text
    assert "Lots that expire (LOTEXP)" in ada.get("/items/new").text
    fields = {"no": "tea", "description": "Green tea", "base_unit_code": "PCS", "unit_cost": "2,50"}
    page = sent(ada, "/items/new", **fields, bar_code=GTIN, pack_unit_code="CASE", units="12")
    assert f"0{GTIN}" in page
    # And the label of a bin is scanned, then the goods
    bins = ada.fetch("/api/v1/locations/MAIN/bins")["rows"]
    labels = {row["code"]: bin_code(row["label_code"]) for row in bins}
    assert labels["RECV"] in ada.get("/labels/bins?location=MAIN").text
    phone = Phone(ada, company.extensions[site.SERVICE].secret)
    phone.tap("RECEIVE")
    phone.scan(labels["RECV"])
    phone.scan(GTIN)
    phone.scan(GTIN)
    phone.tap("DONE")
    # Then they are in stock, at the unit cost of the card
    (row,) = ada.fetch("/api/v1/items/TEA/stock")["rows"]
    assert (row["location_code"], row["bin_code"], row["quantity"]) == ("MAIN", "RECV", "2")
    page = ada.get("/items/TEA/card").text
    assert "MAIN · RECV" in page
    assert "5.00" in page


def test_a_program_sets_an_empty_company_up(company):
    ada, _ = enrolled(company)
    place = {"code": "MAIN", "name": "Main", "uses_bins": True}
    assert ada.json("/api/v1/locations", place)["code"] == "MAIN"
    bins = ada.json("/api/v1/locations/MAIN/bins", {"bins": [{"code": "A-01"}, {"code": "A-02"}]})
    assert [one["code"] for one in bins["bins"]] == ["A-01", "A-02"]
    item = {"no": "TEA", "description": "Green tea", "base_unit_code": "PCS", "unit_cost": "2.5"}
    card = ada.json("/api/v1/items", item | {"tracking_code": "LOT", "bar_code": GTIN})
    assert [one["reference_no"] for one in card["references"]] == [f"0{GTIN}"]
    card = ada.json("/api/v1/items/TEA/bar-codes", {"text": "OLD-LABEL"})
    assert {one["reference_no"] for one in card["references"]} == {f"0{GTIN}", "OLD-LABEL"}
    line = {"item_no": "TEA", "quantity": "3", "lot_no": "L1", "bin_code": "A-02"}
    ada.json("/api/v1/receipts", {"location_code": "MAIN", "lines": [line]})
    (row,) = ada.fetch("/api/v1/items/TEA/stock")["rows"]
    assert (row["bin_code"], row["lot_no"], row["quantity"]) == ("A-02", "L1", "3")


def test_a_company_without_bins_receives_where_the_person_works(company):
    ada, _ = enrolled(company)
    page = sent(ada, "/locations/new", code="yard", name="Yard")
    assert "Say under People who works there" in page
    fields = {"no": "tea", "description": "Green tea", "base_unit_code": "PCS"}
    sent(ada, "/items/new", **fields, bar_code=GTIN)
    sent(ada, "/people/ADA", name="Ada", role="admin", location_code="yard", is_active="yes")
    phone = Phone(ada, company.extensions[site.SERVICE].secret)
    phone.tap("RECEIVE")
    phone.scan(GTIN)
    phone.tap("DONE")
    (row,) = ada.fetch("/api/v1/items/TEA/stock")["rows"]
    assert (row["location_code"], row["bin_code"], row["quantity"]) == ("YARD", "", "1")
