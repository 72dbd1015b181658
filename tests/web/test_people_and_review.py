"""People and decisions through the pages, as an administrator and a supervisor use them."""

import re
from collections.abc import Callable

import pytest
from apiflask import APIFlask

from scanner_app.journals import queries as journals
from scanner_app.people.roles import Person
from scanner_app.service.use_case import Service
from tests.builders import in_stock
from tests.web.conftest import PIN, Client

COUNT = {
    "location_code": "BLUE",
    "bin_code": "A-01",
    "lines": [{"item_no": "JEANS", "quantity": "10"}],
}


def secret_of(html: str) -> str:
    """Read what a page shows only once."""
    found = re.search(r'class="value-big code">([^<]+)<', html)
    assert found, html
    return found[1]


def form_token(html: str) -> str:
    return html.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_a_new_person_is_added_enrols_and_works(app: APIFlask, admin_client: Client):
    fields = {"code": "nina", "name": "Nina New", "role": "operator", "location_code": "BLUE"}
    assert admin_client.page("/people/", fields).headers["Location"] == "/people/NINA"
    assert "no PIN yet" in admin_client.get("/people/").text
    code = secret_of(admin_client.page("/people/NINA/one-time-code").text)
    client = app.test_client()
    token = form_token(client.get("/enrol").text)
    wanted = {"csrf_token": token, "code": code, "pin": "862045"}
    differing = client.post("/enrol", data={**wanted, "pin_again": "862046"})
    assert "differ" in differing.text
    weak = client.post("/enrol", data={**wanted, "pin": "111111", "pin_again": "111111"})
    assert weak.status_code == 422
    done = client.post("/enrol", data={**wanted, "pin_again": "862045"})
    assert done.headers["Location"] == "/scan"
    assert client.get("/scan").status_code == 200
    again = client.post("/enrol", data={**wanted, "pin_again": "862045"})
    assert again.status_code == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "SUE", "name": "X", "role": "operator"}, "already a person"),
        ({"code": "NEW", "name": "X", "role": "emperor"}, "no such role"),
        ({"code": "NEW", "name": "X", "role": "operator", "location_code": "MOON"}, "MOON"),
        ({"code": "NEW", "name": "x" * 501, "role": "operator"}, "too long"),
    ],
)
def test_a_person_who_cannot_be_added_is_refused(
    admin_client: Client, fields: dict[str, str], said: str
):
    reply = admin_client.page("/people/", fields)
    assert reply.status_code >= 400
    assert said in reply.text


def test_who_is_switched_off_is_signed_out_at_once(admin_client: Client, operator_client: Client):
    fields = {"name": "Olivia", "role": "operator", "location_code": "BLUE", "is_active": "no"}
    assert admin_client.page("/people/OLIVIA", fields).status_code == 303
    assert operator_client.get("/items/").status_code == 302


def test_the_last_administrator_stays(admin_client: Client):
    fields = {"name": "Ada", "role": "operator", "location_code": "", "is_active": "yes"}
    reply = admin_client.page("/people/ADA", fields)
    assert reply.status_code == 422
    assert admin_client.get("/people/").status_code == 200


def test_a_token_is_shown_once_to_the_person_it_acts_for_and_can_be_revoked(
    app: APIFlask, admin_client: Client, operator_client: Client
):
    token = secret_of(operator_client.page("/my-tokens", {"name": "robot"}).text)
    page = operator_client.get("/my-tokens").text
    assert token not in page
    bearer = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/api/v1/items", headers=bearer).status_code == 200
    token_id = re.search(r"/my-tokens/([^/]+)/revoke", page)
    assert token_id
    assert operator_client.page(f"/my-tokens/{token_id[1]}/revoke").status_code == 303
    assert app.test_client().get("/api/v1/items", headers=bearer).status_code == 401
    wrong = operator_client.page("/my-tokens", {"name": "x" * 101})
    assert wrong.status_code == 422
    assert "x" * 101 in wrong.text
    assert "field-error" in wrong.text


def test_an_admin_revokes_the_token_of_another_but_makes_none(
    app: APIFlask, admin_client: Client, operator_client: Client
):
    secret_of(operator_client.page("/my-tokens", {"name": "robot"}).text)
    page = admin_client.get("/people/OLIVIA").text
    token_id = re.search(r"/people/OLIVIA/token/([^/]+)/revoke", page)
    assert token_id
    assert admin_client.page("/people/OLIVIA/token", {"name": "robot"}).status_code == 404
    assert "made by the person they act for" in page
    assert 'href="/my-tokens">Make' in admin_client.get("/people/ADA").text
    assert admin_client.page(f"/people/OLIVIA/token/{token_id[1]}/revoke").status_code == 303


def test_what_was_typed_for_a_new_person_stays(admin_client: Client):
    fields = {"code": "NEW", "name": "Nora New", "role": "supervisor", "location_code": "MOON"}
    page = admin_client.page("/people/", fields).text
    assert 'value="Nora New"' in page
    assert '<option value="supervisor" selected>' in page
    assert re.search(r'class="field-error" id="location_code-wrong">[^<]*MOON', page)


def test_a_badge_signs_in_with_the_pin(app: APIFlask, admin_client: Client):
    badge = secret_of(admin_client.page("/people/OLIVIA/badge").text)
    client = app.test_client()
    token = form_token(client.get("/sign-in").text)
    reply = client.post("/sign-in", data={"csrf_token": token, "who": badge, "pin": PIN})
    assert reply.status_code == 303


def test_a_person_who_is_not_there_is_not_found(admin_client: Client):
    assert admin_client.get("/people/NOBODY").status_code == 404


def test_a_pin_is_changed_and_ends_every_session(app: APIFlask, operator_client: Client):
    pins = {"old_pin": PIN, "pin": "862045", "pin_again": "862045"}
    assert operator_client.page("/my-pin", {**pins, "pin_again": "1"}).status_code == 422
    assert operator_client.page("/my-pin", {**pins, "old_pin": "999999"}).status_code == 401
    assert operator_client.page("/my-pin", pins).status_code == 303
    assert operator_client.get("/items/").status_code == 302


@pytest.fixture
def held(web_service: Service, supervisor: Person, operator_client: Client) -> int:
    """A count difference that waits."""
    in_stock(web_service, supervisor, "JEANS", "40")
    operator_client.api("/api/v1/bin-counts", COUNT)
    with web_service.reading() as session:
        return journals.pending(session.connection()).rows[0].batch_id


def test_a_difference_is_approved_after_its_preview(
    held: int, supervisor_client: Client, operator_client: Client
):
    queue = supervisor_client.get("/review/").text
    assert f"/review/{held}" in queue
    assert "above the value limit" in queue
    assert re.search(r'<time datetime="[-0-9T:]+\+00:00">[-0-9: ]+ UTC</time>', queue)
    assert 'class="tally">1<' in queue
    page = supervisor_client.get(f"/review/{held}").text
    assert "What approving would write" in page
    assert "-300.00" in page
    etag = re.search(r'name="etag" value="([^"]+)"', page)
    assert etag
    stale = supervisor_client.page(f"/review/{held}/approve", {"etag": "1-99"})
    assert stale.status_code == 409
    done = supervisor_client.page(f"/review/{held}/approve", {"etag": etag[1]})
    assert done.headers["Location"] == "/review/"
    assert "was approved" in supervisor_client.get("/review/").text
    assert "approved" in supervisor_client.get("/review/decided").text
    assert "approved by SUE" in operator_client.get("/registers/").text
    assert supervisor_client.get(f"/review/{held}").status_code == 200


def test_a_rejection_needs_a_reason_and_posts_nothing(held: int, supervisor_client: Client):
    page = supervisor_client.get(f"/review/{held}").text
    etag = {"etag": page.partition('name="etag" value="')[2].partition('"')[0]}
    bare = supervisor_client.page(f"/review/{held}/reject", etag)
    assert bare.status_code == 422
    assert "Say why" in bare.text
    done = supervisor_client.page(f"/review/{held}/reject", {**etag, "reason": "count again"})
    assert done.status_code == 303
    assert "count again" in supervisor_client.get("/review/decided").text
    assert "40 PCS" in supervisor_client.get("/items/JEANS/card").text


def test_nobody_decides_on_their_own_work(
    web_service: Service, supervisor: Person, signed_in: Callable[[str], Client]
):
    in_stock(web_service, supervisor, "JEANS", "40")
    sam = signed_in("SAM")
    batch = sam.api("/api/v1/bin-counts", COUNT).get_json()["batch_id"]
    page = sam.get(f"/review/{batch}").text
    assert "your own work" in page
    assert "Approve and post" not in page
    etag = {"etag": f"{batch}-1"}
    assert sam.page(f"/review/{batch}/approve", etag).status_code == 403


def test_a_review_that_is_not_there_is_not_found(supervisor_client: Client):
    assert supervisor_client.get("/review/99").status_code == 404
