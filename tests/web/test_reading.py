"""Every list and card of the interface and the pages, with data in them."""

from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask

from scanner_app import config
from scanner_app.app import create_app
from scanner_app.people.roles import Person
from scanner_app.service.use_case import Service
from scanner_app.web import render
from tests.builders import an_item, in_stock
from tests.web.conftest import Client


@pytest.fixture
def filled(web_service: Service, supervisor: Person, supervisor_client: Client) -> dict[str, str]:
    """A purchase order, a transfer order and stock; answers their numbers."""
    in_stock(web_service, supervisor, "JEANS", "40")
    purchase = {
        "vendor_no": "V1",
        "vendor_name": "Northern Textiles",
        "location_code": "BLUE",
        "lines": [{"item_no": "JEANS", "quantity": "2", "unit_of_measure_code": "CASE"}],
    }
    transfer = {
        "from_location_code": "BLUE",
        "to_location_code": "GREEN",
        "lines": [{"item_no": "JEANS", "quantity": "3"}],
    }
    made = {
        "purchase": supervisor_client.api("/api/v1/purchase-orders", purchase),
        "transfer": supervisor_client.api("/api/v1/transfer-orders", transfer),
    }
    assert {reply.status_code for reply in made.values()} == {201}
    return {name: str(reply.get_json()["no"]) for name, reply in made.items()}


def test_orders_are_listed_and_shown(filled: dict[str, str], operator_client: Client):
    for kind in ("purchase", "transfer"):
        rows = operator_client.get(f"/api/v1/{kind}-orders").get_json()["rows"]
        assert [row["no"] for row in rows] == [filled[kind]]
        shown = operator_client.get(f"/api/v1/{kind}-orders/{filled[kind]}").get_json()
        assert shown["lines"][0]["item_no"] == "JEANS"
        assert filled[kind] in operator_client.get(f"/{kind}-orders/").text
        assert "Jeans" in operator_client.get(f"/{kind}-orders/{filled[kind]}/card").text


def test_an_order_is_received_and_its_page_shows_it(
    filled: dict[str, str], operator_client: Client
):
    lines = [{"item_no": "JEANS", "quantity": "1", "unit_of_measure_code": "CASE"}]
    receipt = {"order_no": filled["purchase"], "lines": lines, "vendor_shipment_no": "LS-77"}
    assert operator_client.api("/api/v1/receipts", receipt).status_code == 201
    assert "LS-77" in operator_client.get(f"/purchase-orders/{filled['purchase']}/card").text


def test_goods_move_for_a_transfer_order(filled: dict[str, str], operator_client: Client):
    body = {
        "order_no": filled["transfer"],
        "from_bin_code": "A-01",
        "lines": [{"item_no": "JEANS", "quantity": "3"}],
    }
    reply = operator_client.api("/api/v1/transfers", body)
    assert reply.status_code == 201, reply.text
    page = operator_client.get(f"/transfer-orders/{filled['transfer']}/card").text
    assert reply.get_json()["document_no"] in page


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/purchase-orders/NO",
        "/api/v1/transfer-orders/NO",
        "/api/v1/items/NO",
        "/api/v1/locations/NO/bins",
        "/api/v1/registers/99",
        "/api/v1/ledger-entries/99",
        "/purchase-orders/NO/card",
        "/transfer-orders/NO/card",
        "/items/NO/card",
        "/items/entries/99",
        "/registers/99",
        "/registers/99999999999999999999",
        "/help/phone/certificate",
    ],
)
def test_what_is_not_there_is_not_found(operator_client: Client, address: str):
    assert operator_client.get(address).status_code == 404


def test_locations_bins_and_their_stock_are_shown(filled: dict[str, str], operator_client: Client):
    codes = [row["code"] for row in operator_client.get("/api/v1/locations").get_json()["rows"]]
    assert "BLUE" in codes
    bins = operator_client.get("/api/v1/locations/blue/bins?limit=2")
    assert [row["code"] for row in bins.get_json()["rows"]] == ["A-01", "A-02"]
    assert 'rel="next"' in bins.headers["Link"]
    stock = operator_client.get("/api/v1/locations/BLUE/bins/A-01/stock").get_json()["rows"]
    assert [(row["item_no"], row["quantity"]) for row in stock] == [("JEANS", "40")]


def test_postings_and_entries_are_listed(filled: dict[str, str], supervisor_client: Client):
    rows = supervisor_client.get("/api/v1/registers").get_json()["rows"]
    assert [row["register_no"] for row in rows] == [1]
    story = supervisor_client.get("/api/v1/ledger-entries/1").get_json()
    assert story["entry"]["quantity"] == "40"
    assert story["values"][0]["cost_amount_actual"] == "400"
    assert supervisor_client.get("/api/v1/reviews").get_json()["rows"] == []


def test_adjustments_and_journal_lines_are_posted(
    operator_client: Client, supervisor_client: Client
):
    line = {
        "entry_type": "positive_adjustment",
        "item_no": "JEANS",
        "location_code": "BLUE",
        "bin_code": "A-01",
        "quantity": "2",
    }
    reply = supervisor_client.api("/api/v1/item-journal-lines", {"lines": [line]})
    assert reply.status_code == 201, reply.text
    adjustment = {
        "location_code": "BLUE",
        "bin_code": "A-01",
        "reason_code": "NO-SUCH-REASON",
        "lines": [{"item_no": "JEANS", "quantity": "1", "is_positive": False}],
    }
    refused = operator_client.api("/api/v1/adjustments", adjustment)
    assert refused.get_json(force=True)["code"] == "reason-unknown"


def test_a_long_list_has_a_next_page(web_service: Service, operator_client: Client):
    with web_service.database.transaction() as session:
        for number in range(60):
            an_item(session.connection(), f"I{number:03d}")
    html = operator_client.get("/items/").text
    link = html.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = operator_client.get(link).text
    assert "I059" in second
    assert "First page" in second


def test_a_database_row_never_reaches_a_template(app: APIFlask):
    with app.test_request_context(), pytest.raises(TypeError, match="frozen"):
        render.page("help/show.html", rows=[object()])


def test_behind_a_proxy_this_machine_is_not_trusted_with_figures(sqlite_url: str, tmp_path: Path):
    settings = config.Settings(
        database_url=sqlite_url, instance_dir=tmp_path, secret_key="k" * 40, proxy_count=1
    )
    made = create_app(settings)
    sent: dict[str, Any] = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    assert made.test_client().get("/metrics", headers=sent).status_code == 401


def test_the_metrics_token_reads_the_figures_from_afar(sqlite_url: str, tmp_path: Path):
    settings = config.Settings(
        database_url=sqlite_url, instance_dir=tmp_path, secret_key="k" * 40, metrics_token="m" * 20
    )
    client = create_app(settings).test_client()
    away = {"REMOTE_ADDR": "192.0.2.7"}
    given = {"Authorization": f"Bearer {'m' * 20}"}
    assert client.get("/metrics", environ_base=away, headers=given).status_code == 200
    wrong = {"Authorization": "Bearer no"}
    assert client.get("/metrics", environ_base=away, headers=wrong).status_code == 401


def test_the_certificate_of_the_site_is_offered(app: APIFlask, tmp_path: Path):
    folder = tmp_path / "instance" / "tls"
    folder.mkdir()
    (folder / "ca.crt").write_text("-----BEGIN CERTIFICATE-----")
    client = app.test_client()
    assert "Fetch the certificate" in client.get("/help/phone").text
    reply = client.get("/help/phone/certificate")
    assert reply.content_type == "application/x-x509-ca-cert"
