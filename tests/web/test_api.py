"""The JSON interface: keys, repeats, problem documents, tokens, decimals, and the use cases."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from scanner_app.people.roles import Person
from scanner_app.service import sign_in
from scanner_app.service.use_case import Service
from tests.builders import an_item, in_stock, request_id
from tests.web.conftest import Client

RECEIPT = {
    "location_code": "BLUE",
    "lines": [{"item_no": "JEANS", "quantity": "5", "bin_code": "RECV"}],
}


def problem(reply: Any, status: int, code: str) -> dict[str, Any]:
    """Check the envelope of a refusal and return it."""
    assert reply.status_code == status, reply.text
    assert reply.content_type == "application/problem+json"
    body = reply.get_json(force=True)
    assert body["code"] == code, body
    assert set(body) >= {"type", "title", "status", "detail", "instance", "code", "errors"}
    assert body["errors"][0].keys() == {"code", "message", "field", "line"}
    return dict(body)


def test_a_receipt_is_posted_and_the_stock_shows_it(operator_client: Client):
    reply = operator_client.api("/api/v1/receipts", RECEIPT)
    assert reply.status_code == 201, reply.text
    assert reply.get_json()["entries"][0]["quantity"] == "5"
    stock = operator_client.get("/api/v1/items/JEANS/stock").get_json()["rows"]
    assert [(row["bin_code"], row["quantity"]) for row in stock] == [("RECV", "5")]


def test_the_same_key_twice_is_one_posting(operator_client: Client):
    key = request_id()
    first = operator_client.api("/api/v1/receipts", RECEIPT, Idempotency_Key=key)
    again = operator_client.api("/api/v1/receipts", RECEIPT, Idempotency_Key=f'"{key}"')
    assert again.get_json() == first.get_json()
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    stock = operator_client.get("/api/v1/items/JEANS/stock").get_json()["rows"]
    assert [row["quantity"] for row in stock] == ["5"]


def test_the_same_key_for_something_else_is_refused(operator_client: Client):
    key = request_id()
    operator_client.api("/api/v1/receipts", RECEIPT, Idempotency_Key=key)
    other = {**RECEIPT, "vendor_shipment_no": "other"}
    problem(
        operator_client.api("/api/v1/receipts", other, Idempotency_Key=key),
        409,
        "request-id-reused",
    )


def test_a_posting_needs_a_key(operator_client: Client):
    problem(
        operator_client.api("/api/v1/receipts", RECEIPT, Idempotency_Key=""),
        400,
        "request-id-missing",
    )
    problem(
        operator_client.api("/api/v1/receipts", RECEIPT, Idempotency_Key="one"),
        400,
        "request-id-malformed",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", 5),
        ("quantity", 5.5),
        ("quantity", "1e30"),
        ("quantity", "NaN"),
        ("quantity", ""),
        ("colour", "red"),
        ("item_no", None),
        ("item_no", ["JEANS"]),
        ("expiration_date", "31.12.2026"),
    ],
)
def test_a_malformed_field_is_named(operator_client: Client, field: str, value: Any):
    line = {**RECEIPT["lines"][0], field: value}  # type: ignore[dict-item]
    reply = operator_client.api("/api/v1/receipts", {**RECEIPT, "lines": [line]})
    body = problem(reply, 422, "request-malformed")
    assert body["errors"][0]["field"] == f"/lines/0/{field}"


@pytest.mark.parametrize("quantity", ["0", "-1", "99999999999999999999"])
def test_an_impossible_quantity_is_a_refusal_of_the_trade(operator_client: Client, quantity: str):
    line = {**RECEIPT["lines"][0], "quantity": quantity}  # type: ignore[dict-item]
    reply = operator_client.api("/api/v1/receipts", {**RECEIPT, "lines": [line]})
    assert reply.status_code == 422
    assert reply.get_json(force=True)["errors"][0]["line"] == 1


def test_every_problem_of_every_line_is_listed(operator_client: Client):
    lines = [{"item_no": "NOTHING", "quantity": "1"}, {"item_no": "JEANS", "quantity": "1.5"}]
    reply = operator_client.api(
        "/api/v1/receipts", {"location_code": "BLUE", "lines": lines}
    ).get_json(force=True)
    assert {each["line"] for each in reply["errors"]} == {1, 2}


def test_json_that_is_none_is_refused(operator_client: Client):
    reply = operator_client.client.post(
        "/api/v1/receipts",
        data="{",
        content_type="application/json",
        headers={"X-CSRF-Token": operator_client.form_token, "Idempotency-Key": request_id()},
    )
    problem(reply, 400, "request-malformed")


def test_json_nested_beyond_reason_is_refused(operator_client: Client):
    reply = operator_client.client.post(
        "/api/v1/receipts",
        data="[" * 100_000,
        content_type="application/json",
        headers={"X-CSRF-Token": operator_client.form_token, "Idempotency-Key": request_id()},
    )
    problem(reply, 400, "request-malformed")


def test_only_json_is_taken(operator_client: Client):
    reply = operator_client.client.post(
        "/api/v1/receipts",
        data="{}",
        content_type="text/plain",
        headers={"X-CSRF-Token": operator_client.form_token, "Idempotency-Key": request_id()},
    )
    problem(reply, 415, "media-type-wrong")


def test_a_scan_session_is_shown_again(operator_client: Client):
    reply = operator_client.scan("A-01").get_json()
    again = operator_client.get(f"/api/v1/scan-sessions/{reply['session_id']}").get_json()
    assert again["prompt"] == reply["prompt"]


def test_a_refused_scan_carries_the_state_of_the_task(operator_client: Client):
    first = operator_client.scan("A-01").get_json()
    reply = operator_client.scan("NO-SUCH", session_id=first["session_id"])
    body = problem(reply, reply.status_code, "code-unknown")
    assert body["reply"]["prompt"] == first["prompt"]


def test_nobody_else_sees_a_scan_session(
    operator_client: Client, signed_in: Callable[[str], Client]
):
    session = operator_client.scan("A-01").get_json()["session_id"]
    problem(signed_in("OTTO").get(f"/api/v1/scan-sessions/{session}"), 404, "session-unknown")


def test_a_token_works_without_cookie_and_without_form_token(
    app: APIFlask, web_service: Service, operator: Person
):
    token = sign_in.issue_token(web_service, name="robot", days=1, by=operator).token
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": request_id()}
    reply = app.test_client().post("/api/v1/receipts", json=RECEIPT, headers=headers)
    assert reply.status_code == 201, reply.text
    wrong = {"Authorization": f"Bearer {token}x"}
    problem(app.test_client().get("/api/v1/items", headers=wrong), 401, "token-wrong")


def test_a_wrong_token_is_not_rescued_by_a_cookie(operator_client: Client):
    reply = operator_client.get("/api/v1/items", headers={"Authorization": "Bearer whs_no"})
    problem(reply, 401, "token-wrong")


def test_a_token_cannot_decide(app: APIFlask, web_service: Service, supervisor: Person):
    token = sign_in.issue_token(web_service, name="robot", days=1, by=supervisor).token
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": request_id(),
        "If-Match": '"1-1"',
    }
    reply = app.test_client().post("/api/v1/reviews/1/approve", json={}, headers=headers)
    problem(reply, 403, "token-not-here")


def test_a_cookie_needs_the_form_token_and_the_same_site(operator_client: Client):
    client, key = operator_client.client, {"Idempotency-Key": request_id()}
    problem(client.post("/api/v1/receipts", json=RECEIPT, headers=key), 403, "cross-site")
    strange = {"Sec-Fetch-Site": "cross-site"}
    problem(operator_client.api("/api/v1/receipts", RECEIPT, **strange), 403, "cross-site")
    evil = {"Origin": "https://evil.example"}
    problem(operator_client.api("/api/v1/receipts", RECEIPT, **evil), 403, "cross-site")
    assert operator_client.get("/api/v1/items/JEANS/stock").get_json()["rows"] == []


def test_operators_are_not_told_costs(
    web_service: Service, supervisor: Person, operator_client: Client, supervisor_client: Client
):
    in_stock(web_service, supervisor, "JEANS", "7", unit_cost="43.21")
    for address in ("/api/v1/items/JEANS", "/api/v1/items/JEANS/ledger-entries"):
        assert "cost" not in operator_client.get(address).text.replace("costing_method", "")
        assert "cost" in supervisor_client.get(address).text
    assert "cost" not in operator_client.api("/api/v1/receipts", RECEIPT).text


def test_a_list_is_paged_with_a_link(web_service: Service, operator_client: Client):
    with web_service.database.transaction() as session:
        for no in ("COAT", "HAT"):
            an_item(session.connection(), no)
    first = operator_client.get("/api/v1/items?limit=2")
    assert [row["no"] for row in first.get_json()["rows"]] == ["COAT", "HAT"]
    link = first.headers["Link"].partition(">")[0][1:]
    assert [row["no"] for row in operator_client.get(link).get_json()["rows"]] == ["JEANS"]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "q=%00", "q=" + "x" * 101])
def test_a_senseless_list_is_refused(operator_client: Client, query: str):
    problem(operator_client.get(f"/api/v1/items?{query}"), 400, "request-malformed")


def test_an_order_is_made_received_and_undone(operator_client: Client, supervisor_client: Client):
    order = {
        "vendor_no": "V1",
        "location_code": "BLUE",
        "lines": [{"item_no": "JEANS", "quantity": "10", "direct_unit_cost": "9.50"}],
    }
    problem(operator_client.api("/api/v1/purchase-orders", order), 403, "role-lacking")
    no = supervisor_client.api("/api/v1/purchase-orders", order).get_json()["no"]
    receipt = {"order_no": no, "lines": [{"item_no": "JEANS", "quantity": "4"}]}
    posted = operator_client.api("/api/v1/receipts", receipt).get_json()
    assert posted["still_open"][0]["open_base"] == "6"
    shown = operator_client.get(f"/api/v1/registers/{posted['register_no']}").get_json()
    assert shown["entries"][0]["order_no"] == no
    undone = operator_client.api(f"/api/v1/registers/{posted['register_no']}/undo")
    assert undone.status_code == 201, undone.text
    line = operator_client.get(f"/api/v1/purchase-orders/{no}").get_json()["lines"][0]
    assert line["quantity_received_base"] == "0"


def test_a_count_difference_is_reviewed(
    web_service: Service,
    supervisor: Person,
    operator_client: Client,
    signed_in: Callable[[str], Client],
):
    in_stock(web_service, supervisor, "JEANS", "40")
    count = {
        "location_code": "BLUE",
        "bin_code": "A-01",
        "lines": [{"item_no": "JEANS", "quantity": "10"}],
    }
    held = operator_client.api("/api/v1/bin-counts", count)
    assert held.status_code == 201, held.text
    assert "40" not in held.text  # blind: nobody is told what was expected
    sam = signed_in("SAM")
    batch = sam.get("/api/v1/reviews").get_json()["rows"][0]["batch_id"]
    shown = sam.get(f"/api/v1/reviews/{batch}")
    preview = sam.get(f"/api/v1/reviews/{batch}/preview").get_json()
    assert preview["value"] == "-300"
    assert (
        "If-Match" in sam.api(f"/api/v1/reviews/{batch}/approve", {}).get_json(force=True)["detail"]
    )
    stale = sam.api(f"/api/v1/reviews/{batch}/approve", {}, If_Match='"1-99"')
    problem(stale, 409, "document-changed")
    done = sam.api(f"/api/v1/reviews/{batch}/approve", {}, If_Match=shown.headers["ETag"])
    assert done.status_code == 200, done.text
    stock = operator_client.get("/api/v1/items/JEANS/stock").get_json()["rows"]
    assert [row["quantity"] for row in stock] == ["10"]


def test_a_picture_that_is_none_is_refused(operator_client: Client):
    reply = operator_client.client.post(
        "/api/v1/decode",
        data={"image": (io.BytesIO(b"not a picture"), "x.jpg")},
        headers={"X-CSRF-Token": operator_client.form_token},
    )
    problem(reply, 422, "image-not-an-image")


def test_the_description_names_every_route(app: APIFlask):
    spec = app.test_client().get("/api/v1/openapi.json").get_json()
    assert spec["openapi"].startswith("3.1")
    described = set(spec["paths"])
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api_description.describe":
            path = rule.rule.replace("<no:", "<").replace("<", "{").replace(">", "}")
            assert path in described, path
    receipt = spec["paths"]["/api/v1/receipts"]["post"]
    assert "Idempotency-Key" in [each["name"] for each in receipt["parameters"]]
    assert "application/problem+json" in receipt["responses"]["422"]["content"]
