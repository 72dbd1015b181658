"""Attack: bar codes that hold programs, pages, formulas and signs that nobody can see."""

import html

import pytest

from scanner_app.ledger import queries as ledger
from tests.service.phone import JEANS, LOTTED
from tests.walks.floor import GS, refusal, staged, turned_away

HOSTILE = (
    "'; DROP TABLE item_ledger_entry; --",
    '" OR 1=1; DELETE FROM scan_log; --',
    "%_%' UNION SELECT pin_hash FROM app_user --",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "javascript:alert(document.cookie)",
    "{{7*7}}{% raise %}${7*7}",
    "{item} {text} {0.__class__}",
    "%s%n%x %(text)s",
    "../../../../etc/passwd",
    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    '=HYPERLINK("http://evil.example";"x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "".join(map(chr, range(32))) + "\x7f" + "".join(map(chr, range(0x80, 0xA0))),
    "\x00",
    "A\x00B",
    "\x1b[2J\x1b[31mred",
    "\u202egnihton\u2066\u2069\u200f\u200e",
    "\u200b\u2060\ufeff",
    "A" * 5000,
    "\U0001f4a9" * 1100,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "e" + "\u0301" * 1000,
    "\ud800",
    "\udfffX\ud83d",
    "\ufffe\uffff",
    "4006381333931\r\nXCDONE\r\n",
)
LOTS = tuple(text for text in HOSTILE[:15] if len(text) <= 50)
"""Texts that may be lot numbers: what a vendor prints there is nobody's choice."""


def is_inert(text):
    """Say whether an answer shows no sign that acts instead of being read."""
    return not any(ord(sign) < 32 and sign not in "\n\r\t" for sign in text)


def test_a_hostile_code_is_refused_kept_and_the_phone_goes_on(floor):
    # Given a phone at its start, and one in the middle of a receipt
    start, receiving = floor.phone(), floor.phone("OTTO")
    receiving.tap("RECEIVE")
    receiving.scan(JEANS)
    for text in HOSTILE:
        # When a hostile code is scanned, typed, or seen by the camera
        code = "scan-too-long" if len(text.encode(errors="replace")) > 4000 else "code-unknown"
        for phone, channel in ((start, "wedge"), (receiving, "camera"), (receiving, "typed")):
            body = turned_away(floor, phone, code, text=text, channel=channel)
            # Then the refusal is a sentence of a bearable length
            assert len(body["detail"]) < 200
            assert is_inert(phone.heard[-1])
    # And the receipt is finished as if nothing had been
    assert staged(receiving.scan(JEANS)) == {"JEANS · RECV": "2"}
    receiving.card("DONE")
    assert [entry.quantity for entry in floor.entries()] == [2]


def test_a_hostile_answer_to_any_other_question_is_refused(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    phone.scan(JEANS)
    stood = phone.reload()
    # When every other field of a scan is hostile
    for text in HOSTILE:
        for fields in (
            {"command": text, "channel": "button"},
            {"choice": text, "channel": "button"},
            {"quantity": text, "channel": "typed"},
            {"text": "NO-SUCH", "session_id": text},
            {"text": "NO-SUCH", "device_id": text},
            {"text": "NO-SUCH", "device_time": text},
            {"text": "NO-SUCH", "aim": text},
            {"text": "NO-SUCH", "symbology": text},
            {"text": "NO-SUCH", "gs_substitutes": [text, ""]},
        ):
            # Then it is refused
            assert len(phone.refused(**fields)["detail"]) < 200
            assert is_inert(phone.heard[-1])
    # And the task stands where it stood
    assert phone.reload() == stood
    assert floor.postings() == 0


def test_a_hostile_code_is_refused_by_the_plain_page_too(lite):
    operator = lite.sign_in("OLIVIA")
    for text in HOSTILE:
        kept = len(lite.scans())
        sent = text.encode("utf-8", "surrogatepass")
        page = operator.page("/scan", {"text": sent})
        # The page answers with the scanner, the sentence, and what was read as mere text
        assert page.status_code in {404, 422}, (text, page.status_code)
        assert 'id="box"' in page.text
        assert is_inert(page.text)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        # And the scan is kept, as far as a form can carry it
        (scan,) = lite.scans()[kept:]
        assert (scan.outcome, scan.channel) == ("refused", "typed")


def test_a_hostile_lot_is_data_and_stays_data(floor):
    # Given goods whose lot numbers are programs
    supervisor = floor.sign_in("SUE")
    phone = floor.phone()
    phone.tap("RECEIVE")
    for lot in LOTS:
        phone.scan(LOTTED)
        phone.scan(lot)
        phone.scan("2028-01-31")
    register = phone.card("DONE")["posted"]["register_no"]
    # Then the ledger has them as they were scanned
    assert {entry.lot_no for entry in floor.entries()} == set(LOTS)
    assert floor.bin("RECV") == {("LOTTED", lot): 1 for lot in LOTS}
    # And every page shows them as text
    entry = floor.entries()[0].entry_no
    for address in (
        "/items/LOTTED/card",
        f"/items/entries/{entry}",
        f"/registers/{register}",
        "/items/?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        page = supervisor.get(address)
        assert page.status_code == 200
        for lot in LOTS:
            if html.escape(lot) != lot:
                assert lot not in page.text, (address, lot)
    assert "&#39;; DROP TABLE" in supervisor.get("/items/LOTTED/card").text
    # And the interface says JSON, which no browser shows as a page
    reply = supervisor.get("/api/v1/items/LOTTED/stock")
    assert reply.content_type == "application/json"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert {row["lot_no"] for row in reply.get_json()["rows"]} == set(LOTS)
    # And all tables are where they were
    assert floor.read(ledger.item_stock, "LOTTED")


@pytest.mark.parametrize("address", ["/api/v1/items", "/items/", "/api/v1/purchase-orders"])
def test_a_hostile_search_finds_nothing_and_breaks_nothing(lite, address):
    operator = lite.sign_in("OLIVIA")
    for text in HOSTILE:
        sent = text.encode("utf-8", "surrogatepass")
        for query in ({"q": sent}, {"after": sent}, {"limit": sent}, {"location": sent}):
            reply = operator.get(address, query_string=query)
            assert reply.status_code in {200, 400, 404}, (text, query, reply.status_code)
            assert "<script>alert" not in reply.text


def test_a_hostile_address_leads_nowhere(lite):
    operator = lite.sign_in("SUE")
    for text in (*HOSTILE, "1e9", "-1", str(2**63), str(2**64), "0" * 400):
        sent = "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
        for address in (
            f"/api/v1/items/{sent}",
            f"/api/v1/items/{sent}/stock",
            f"/api/v1/locations/{sent}/bins",
            f"/api/v1/locations/BLUE/bins/{sent}/stock",
            f"/api/v1/registers/{sent}",
            f"/api/v1/reviews/{sent}",
            f"/api/v1/scan-sessions/{sent}",
            f"/api/v1/purchase-orders/{sent}",
            f"/items/{sent}/card",
            f"/registers/{sent}",
        ):
            reply = operator.get(address)
            assert reply.status_code in {200, 308, 400, 404, 405}, (address, reply.status_code)
            assert "<script>alert" not in reply.text


DOCUMENTS = {
    "/api/v1/receipts": {
        "location_code": "BLUE",
        "order_no": "",
        "vendor_shipment_no": "",
        "lines": [
            {
                "item_no": "LOTTED",
                "quantity": "1",
                "lot_no": "L",
                "serial_no": "",
                "variant_code": "",
                "unit_of_measure_code": "",
                "bin_code": "",
                "expiration_date": "2028-01-31",
            }
        ],
    },
    "/api/v1/transfers": {
        "from_location_code": "BLUE",
        "from_bin_code": "A-01",
        "to_location_code": "",
        "to_bin_code": "A-02",
        "order_no": "",
        "lines": [{"item_no": "JEANS", "quantity": "1"}],
    },
    "/api/v1/bin-counts": {
        "location_code": "BLUE",
        "bin_code": "A-01",
        "lines": [{"item_no": "JEANS", "quantity": "1"}],
    },
    "/api/v1/adjustments": {
        "location_code": "BLUE",
        "bin_code": "A-01",
        "reason_code": "LOST",
        "lines": [{"item_no": "JEANS", "quantity": "1", "is_positive": True}],
    },
}
ODD = (*HOSTILE, None, 1, 1.5, True, [], {}, 2**200)


def changed(body):
    """Give every field of a document, hostile in turn."""
    for name in body:
        for text in ODD:
            yield body | {name: text}
    for name in body["lines"][0]:
        for text in ODD:
            yield body | {"lines": [body["lines"][0] | {name: text}]}


@pytest.mark.parametrize("address", DOCUMENTS)
def test_a_hostile_field_of_a_document_is_refused_or_mere_text(lite, address):
    operator = lite.sign_in("OLIVIA")
    for body in changed(DOCUMENTS[address]):
        reply = operator.api(address, body)
        assert is_inert(reply.text)
        if reply.status_code != 201:
            assert len(refusal(reply)["detail"]) < 300


def test_a_label_whose_lot_is_hostile_is_one_lot(floor):
    phone = floor.phone()
    phone.tap("RECEIVE")
    reply = phone.label(f"010{LOTTED}1728013110'\"<>%=;_/&{GS}302")
    assert reply["result"]["quantity"] == "2"
    phone.card("DONE")
    assert floor.bin("RECV") == {("LOTTED", "'\"<>%=;_/&"): 2}
