"""What the walks share: a warehouse behind its front door, people who come in, phones in hands.

A walk acts through HTTP alone. The ledger is looked at with its readers, the scan log row by row.
"""

from __future__ import annotations

import functools
import io
from typing import Any

from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from scanner_app.barcodes.house_code import command_code, document_code, number_code
from scanner_app.kernel.catalogue import CATALOGUE
from scanner_app.kernel.money import shown_amount
from scanner_app.ledger import queries as ledger
from scanner_app.ledger import registers
from scanner_app.people.models import User
from scanner_app.people.secrets import pin_hash
from scanner_app.scanning.models import ScanLog
from scanner_app.web import site
from tests.builders import an_item, request_id
from tests.service import phone as codes
from tests.service.desk import Desk
from tests.web.conftest import Client

PIN = "271828"
GS = "\x1d"
COOKIE = "scanner_sign_in"


@functools.cache
def _hashed(key: bytes) -> str:
    return pin_hash(PIN, key=key)


class Floor(Desk):
    """A small warehouse and its application; see `Desk` for what is in it."""

    def __init__(self, app: Any) -> None:
        """Give the people their PIN, the items their bar codes."""
        self.app = app
        super().__init__(app.extensions[site.SERVICE])
        with self.service.database.transaction() as session:
            an_item(session.connection(), "FLOUR", unit="KG", unit_cost="1")
            session.execute(update(User).values(pin_hash=_hashed(self.service.secret)))
        codes.give_bar_codes(self.service)

    def sign_in(self, who: str) -> Browser:
        """Sign in at the door, as a person does."""
        client = self.app.test_client()
        fields = {"who": who, "pin": PIN, "csrf_token": form_token(client, "/sign-in")}
        reply = client.post("/sign-in", data=fields)
        assert reply.status_code == 303, reply.text
        return Browser(client, client.get_cookie(COOKIE).value, form_token(client, "/my-pin"))

    def phone(self, who: str = "OLIVIA") -> Phone:
        """Put a phone into somebody's hand."""
        return Phone(self.sign_in(who), self.service.secret)

    def story(self, entry_no: int) -> ledger.EntryStory:
        """Read an entry with its applications and value entries."""
        found = self.read(ledger.entry_story, entry_no)
        assert found is not None
        return found

    def costs(self, entry: ledger.EntryView) -> tuple[str, str]:
        """Give the actual and the expected cost of an entry."""
        return shown_amount(entry.cost_actual), shown_amount(entry.cost_expected)

    def postings(self) -> int:
        """Count the registers: what was posted at all."""
        return len(self.read(registers.registers, limit=200).rows)

    def scans(self) -> list[ScanLog]:
        """Read the scan log, oldest first."""
        with self.service.reading() as session:
            return list(session.execute(select(ScanLog).order_by(ScanLog.entry_no)).scalars())


class Browser(Client):
    """A browser of one person; see `Client`."""

    def json(self, address: str, body: Any = None, **headers: str) -> Any:
        """Send JSON and return the body of what must be a success."""
        reply = self.api(address, body, **headers)
        assert reply.status_code in {200, 201}, reply.text
        return reply.get_json()

    def fetch(self, address: str) -> Any:
        """Read JSON that must be there."""
        reply = self.get(address)
        assert reply.status_code == 200, reply.text
        return reply.get_json()

    def upload(self, *contents: bytes, names: tuple[str, ...] = (), **fields: Any) -> Any:
        """Upload pictures to be read, and return the response."""
        names = names or ("photo.jpg",) * len(contents)
        parts = [
            FileStorage(io.BytesIO(content), filename=name)
            for content, name in zip(contents, names, strict=True)
        ]
        boundary, body = encode_multipart({"image": parts} | fields)
        return self.client.post(
            "/api/v1/decode",
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"X-CSRF-Token": self.form_token},
        )


class Phone:
    """One device in one person's hand: it scans, taps and types, and remembers its conversation."""

    def __init__(self, browser: Browser, secret: bytes) -> None:
        """Begin without a conversation."""
        self.browser, self.secret = browser, secret
        self.session_id = ""
        self.scans = self.taps = 0
        self.heard: list[str] = []

    def send(self, *, id_: str = "", **fields: Any) -> Any:
        """Send a request and return the response, whatever it is."""
        body = {"session_id": self.session_id, "channel": "wedge"} | fields
        reply = self.browser.api("/api/v1/scans", body, Idempotency_Key=id_ or request_id())
        self.heard.append(reply.text)
        return reply

    def say(self, **fields: Any) -> Any:
        """Send a request that must be taken, and return the reply."""
        reply = self.send(**fields)
        assert reply.status_code == 200, reply.text
        body = reply.get_json()
        self.session_id = body["session_id"]
        return body

    def refused(self, **fields: Any) -> Any:
        """Send a request that must be refused, and return the problem document."""
        return refusal(self.send(**fields))

    def scan(self, text: str, **fields: Any) -> Any:
        """Scan a text."""
        self.scans += 1
        return self.say(text=text, **fields)

    def label(self, text: str) -> Any:
        """Scan GS1 data, as a reader with AIM identifiers sends it."""
        return self.scan(text, aim="]C1")

    def bin(self, code: str) -> Any:
        """Scan a shelf label."""
        return self.scan(codes.BINS[code])

    def order(self, no: str) -> Any:
        """Scan an order."""
        return self.scan(document_code(no))

    def card(self, word: str) -> Any:
        """Scan a command card."""
        return self.scan(command_code(word, key=self.secret))

    def number(self, number: int) -> Any:
        """Scan a number card."""
        return self.scan(number_code(number))

    def tap(self, command: str, **fields: Any) -> Any:
        """Tap a button."""
        self.taps += 1
        return self.say(command=command, channel="button", **fields)

    def choose(self, choice: str) -> Any:
        """Tap an offered choice."""
        self.taps += 1
        return self.say(choice=choice, channel="button")

    def type(self, quantity: str) -> Any:
        """Type on the number pad."""
        self.taps += 1
        return self.say(quantity=quantity, channel="typed")

    def reload(self) -> Any:
        """Load the conversation again, as a page that was reloaded."""
        return self.browser.fetch(f"/api/v1/scan-sessions/{self.session_id}")


def refusal(reply: Any, code: str = "") -> Any:
    """Check a refusal: a 4xx with a code of the catalogue, said in a sentence; return its body."""
    assert 400 <= reply.status_code < 500, reply.text
    assert reply.content_type == "application/problem+json"
    body = reply.get_json(force=True)
    assert body["code"] in CATALOGUE, body
    assert not code or body["code"] == code, body
    assert body["status"] == reply.status_code
    for each in (body["detail"], *(one["message"] for one in body["errors"])):
        assert each.isprintable(), each
    return body


def turned_away(floor: Floor, phone: Phone, code: str, **fields: Any) -> Any:
    """Send a scan that must be refused, and check all that a refusal promises.

    A code of the catalogue in a sentence, nothing posted, the scan kept with every byte, and the
    conversation as it stood before.
    """
    posted, kept = floor.postings(), len(floor.scans())
    stood = phone.reload() if phone.session_id else None
    body = phone.refused(**fields)
    assert body["code"] == code, body
    assert floor.postings() == posted
    (scan,) = floor.scans()[kept:]
    assert (scan.outcome, scan.code, scan.register_no) == ("refused", code, None)
    text = next(
        fields[name] for name in ("text", "command", "choice", "quantity") if name in fields
    )
    assert "{" in text or "{" not in body["detail"]
    raw = text.encode("utf-8", "surrogatepass")
    assert (scan.raw, scan.raw_length) == (raw[:4096], len(raw))
    if stood is not None:
        assert body["reply"] == stood
        assert phone.reload() == stood
    return body


def staged(reply: Any) -> dict[str, str]:
    """What waits to be posted: detail to quantity."""
    return {
        line["detail"]: line["quantity"] for line in reply["lines"] if line["state"] == "staged"
    }


def form_token(client: Any, address: str) -> str:
    """Read the form token of a page."""
    html = client.get(address).get_data(as_text=True)
    token: str = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert token
    return token
