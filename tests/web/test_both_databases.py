"""The line from the front door to the ledger, on both databases; what texts they choke on."""

import pytest
from apiflask import APIFlask

from tests.web.conftest import client_of

HOSTILE = (
    "'; DROP TABLE item; --",
    "%' OR '1'='1",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "a\x00b",
    "\u202egnp.exe",
    "\U0001f600" * 20,
    "\x1b[31m",
    "x" * 5000,
    "\\",
    "_%",
)


def test_goods_are_received_moved_and_undone_by_scans(either_app: APIFlask):
    client = client_of(either_app, "OLIVIA")
    session = client.scan(command="RECEIVE").get_json()["session_id"]

    def scan(text: str = "", **more: str) -> dict[str, object]:
        reply = client.scan(text, session_id=session, **more)
        assert reply.status_code == 200, reply.text
        return dict(reply.get_json())

    scan("JEANS")
    scan(quantity="12")
    posted = scan(command="DONE")
    assert posted["outcome"] == "posted"
    scan("RECV")
    scan("JEANS")
    moved = scan("A-01")
    assert moved["outcome"] == "posted"
    stock = client.get("/api/v1/items/JEANS/stock").get_json()["rows"]
    assert {row["bin_code"]: row["quantity"] for row in stock} == {"RECV": "11", "A-01": "1"}
    register = moved["posted"]["register_no"]  # type: ignore[index]
    assert client.page(f"/registers/{register}/undo").status_code == 303
    stock = client.get("/api/v1/items/JEANS/stock").get_json()["rows"]
    assert {row["bin_code"]: row["quantity"] for row in stock} == {"RECV": "12"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_kept_and_harmless(either_app: APIFlask, text: str):
    client = client_of(either_app, "OLIVIA")
    reply = client.scan(text)
    assert reply.status_code in {400, 404, 422}, reply.text
    assert reply.get_json(force=True)["reply"]["prompt"]["title"]
    line = {"item_no": text, "quantity": "1", "lot_no": text, "bin_code": text}
    posted = client.api("/api/v1/receipts", {"location_code": "BLUE", "lines": [line]})
    assert posted.status_code in {400, 404, 422}, posted.text
    for address in ("/api/v1/items", "/items/"):
        assert client.get(address, query_string={"q": text}).status_code in {200, 400}
    assert client.get("/items/JEANS/card").status_code == 200
