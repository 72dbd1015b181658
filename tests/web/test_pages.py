"""Every page for every role, without data and with data; what a page must never show."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from scanner_app.people.roles import Person
from scanner_app.service.use_case import Service
from tests.builders import in_stock
from tests.web.conftest import Client

OPERATOR_PAGES = (
    "/scan",
    "/items/",
    "/items/?q=jeans",
    "/items/JEANS/card",
    "/locations/",
    "/locations/BLUE/card",
    "/purchase-orders/",
    "/transfer-orders/",
    "/registers/",
    "/my-pin",
    "/my-tokens",
    "/help/",
    "/help/problems",
    "/help/phone",
)
SUPERVISOR_PAGES = ("/review/", "/review/decided", "/items/new")
ADMIN_PAGES = ("/people/", "/people/OLIVIA", "/locations/new")


@pytest.mark.parametrize("address", OPERATOR_PAGES)
def test_a_page_opens_for_an_operator(operator_client: Client, address: str):
    reply = operator_client.get(address)
    assert reply.status_code == 200, reply.text
    assert "<main" in reply.text


@pytest.mark.parametrize("address", SUPERVISOR_PAGES)
def test_a_page_of_supervisors_is_closed_to_operators(
    operator_client: Client, supervisor_client: Client, address: str
):
    assert operator_client.get(address).status_code == 403
    assert supervisor_client.get(address).status_code == 200


@pytest.mark.parametrize("address", ADMIN_PAGES)
def test_a_page_of_administrators_is_closed_to_supervisors(
    supervisor_client: Client, admin_client: Client, address: str
):
    assert supervisor_client.get(address).status_code == 403
    assert admin_client.get(address).status_code == 200


def test_the_start_page_is_the_scanner(operator_client: Client):
    assert operator_client.get("/").headers["Location"] == "/scan"


@pytest.mark.parametrize("user_code", ["SUE", "ADA"])
def test_who_decides_starts_with_what_waits(signed_in: Callable[[str], Client], user_code: str):
    browser = signed_in(user_code)
    assert browser.get("/").headers["Location"] == "/review/"
    assert 'href="/scan"' in browser.get("/review/").text


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(app: Any):
    reply = app.test_client().get("/items/?q=jeans")
    assert reply.status_code == 302
    assert "/sign-in?next=/items/?q%3Djeans" in reply.headers["Location"].replace(
        "%2F", "/"
    ).replace("%3F", "?")


def test_costs_are_shown_to_supervisors_only(
    web_service: Service,
    operator: Person,
    supervisor: Person,
    operator_client: Client,
    supervisor_client: Client,
):
    in_stock(web_service, supervisor, "JEANS", "7", unit_cost="43.21")
    seen = supervisor_client.get("/items/JEANS/card").text
    hidden = operator_client.get("/items/JEANS/card").text
    assert "302.47" in seen
    assert "302.47" not in hidden
    assert "43.21" not in hidden
    assert "A-01" in hidden


def test_an_entry_shows_what_it_was_applied_to(
    web_service: Service, supervisor: Person, supervisor_client: Client
):
    in_stock(web_service, supervisor, "JEANS", "7")
    reply = supervisor_client.get("/items/entries/1")
    assert reply.status_code == 200
    assert "Value entries" in reply.text


def test_nothing_is_inline(operator_client: Client):
    for address in OPERATOR_PAGES:
        html = operator_client.get(address).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", html), address
        assert "<style" not in html, address
        assert not re.search(r"\son[a-z]+=", html), address
        assert not re.search(r"\sstyle=", html), address


def test_an_unknown_address_is_answered_in_the_form_that_was_asked(operator_client: Client):
    page, api = operator_client.get("/nowhere"), operator_client.get("/api/v1/nowhere")
    assert page.status_code == api.status_code == 404
    assert "nothing at this address" in page.text
    assert api.content_type == "application/problem+json"
    assert api.get_json(force=True)["code"] == "not-found"


def test_a_scan_works_without_scripts(operator_client: Client):
    reply = operator_client.page("/scan", {"text": "JEANS"})
    assert reply.status_code == 200
    assert "Jeans" in reply.text
    refused = operator_client.page("/scan", {"text": "NO-SUCH-THING"})
    assert refused.status_code in {404, 422}
    assert "STOP" in refused.text
    assert "NO-SUCH-THING" in refused.text


def test_hostile_text_stays_text(operator_client: Client):
    reply = operator_client.page("/scan", {"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in reply.text
    assert operator_client.get("/items/?q=<b>x</b>").text.count("<b>x</b>") == 0


def test_a_posting_is_undone_from_its_page(
    web_service: Service, supervisor: Person, supervisor_client: Client
):
    in_stock(web_service, supervisor, "JEANS", "7")
    assert "Undo this posting" in supervisor_client.get("/registers/1").text
    done = supervisor_client.page("/registers/1/undo")
    assert done.status_code == 303
    again = supervisor_client.page("/registers/1/undo")
    assert again.status_code == 422
    assert "already undone" in again.text


def test_the_undo_is_offered_to_whom_it_is_granted(
    web_service: Service, supervisor: Person, signed_in: Callable[[str], Client]
):
    # Given a difference that Olivia counted and Sue approved
    in_stock(web_service, supervisor, "JEANS", "40")
    olivia, sue = signed_in("OLIVIA"), signed_in("SUE")
    line = {"item_no": "JEANS", "quantity": "10"}
    olivia.api("/api/v1/bin-counts", {"location_code": "BLUE", "bin_code": "A-01", "lines": [line]})
    sue.page("/review/1/approve", {"etag": "1-1"})
    # Then nobody but a supervisor is offered its undo, nor anybody that of another person
    button = "Undo this posting"
    assert button in sue.get("/registers/2").text
    assert button not in olivia.get("/registers/2").text
    assert olivia.page("/registers/2/undo").status_code == 403
    assert button not in olivia.get("/registers/1").text


def test_a_count_stays_blind_for_who_counted(
    web_service: Service, supervisor: Person, operator_client: Client, supervisor_client: Client
):
    # Given a difference small enough to be posted at once
    in_stock(web_service, supervisor, "JEANS", "40")
    line = {"item_no": "JEANS", "quantity": "39"}
    body = {"location_code": "BLUE", "bin_code": "A-01", "lines": [line]}
    reply = operator_client.api("/api/v1/bin-counts", body).get_json()
    assert (reply["outcome"], reply["register_no"], reply["batch_id"]) == ("posted", 0, 0)
    # Then its posting shows the operator that it was a count, the supervisor what it changed
    seen = operator_client.get("/api/v1/registers/2").get_json()
    assert (seen["head"]["source"], seen["entries"], seen["is_blind"]) == ("count", [], True)
    page = operator_client.get("/registers/2").text
    assert "came from a count" in page
    assert "/items/entries/" not in page
    shown = supervisor_client.get("/api/v1/registers/2").get_json()
    assert [entry["quantity"] for entry in shown["entries"]] == ["-1"]
    assert "/items/entries/2" in supervisor_client.get("/registers/2").text
    # And its undo tells as little
    undone = operator_client.api("/api/v1/registers/2/undo").get_json()
    assert undone["posted"]["entries"] == []
    assert operator_client.get("/api/v1/registers/3").get_json()["is_blind"] is True
