"""A phone in a test: it scans, presses and types, and remembers its conversation."""

from dataclasses import replace

from sqlalchemy import insert

from scanner_app.barcodes.check_digit import check_digit
from scanner_app.barcodes.house_code import command_code, document_code, number_code
from scanner_app.items.models import ItemReference
from scanner_app.kernel.terms import ScanChannel
from scanner_app.service.scan import ScanRequest, present, take_scan
from tests.builders import request_id
from tests.conftest import PEOPLE, SECRET

GS = "\x1d"
BINS = {"RECV": "XBB000", "SHIP": "XBB001", "A-01": "XBB002", "A-02": "XBB003", "A-03": "XBB004"}
GREEN_BIN = "XBG002"


def gtin(body):
    """Complete a GTIN with its check digit."""
    return body + check_digit(body)


JEANS = gtin("950600013410")
JEANS_CASE = gtin("1950600013410")
LOTTED = gtin("950600013420")
DRILL = gtin("950600013430")
SHIRT_RED = gtin("950600013440")
SHIRT = gtin("950600013450")
TWO_THINGS = gtin("950600013460")
FLOUR = gtin("950600013470")

_REFERENCES = (
    ("JEANS", "", "PCS", JEANS),
    ("JEANS", "", "CASE", JEANS_CASE),
    ("LOTTED", "", "PCS", LOTTED),
    ("DRILL", "", "PCS", DRILL),
    ("SHIRT", "RED", "PCS", SHIRT_RED),
    ("SHIRT", "", "PCS", SHIRT),
    ("JEANS", "", "PCS", TWO_THINGS),
    ("BOLT", "", "PCS", TWO_THINGS),
    ("FLOUR", "", "KG", FLOUR),
)


def give_bar_codes(service):
    """Give the items of the desk their bar codes."""
    with service.database.transaction() as session:
        for item_no, variant, unit, number in _REFERENCES:
            session.connection().execute(
                insert(ItemReference).values(
                    item_no=item_no,
                    variant_code=variant,
                    unit_code=unit,
                    reference_type="bar_code",
                    reference_no=number.rjust(14, "0"),
                )
            )


class Phone:
    """One device in one person's hand."""

    def __init__(self, service, person="operator", *, at=None):
        """Begin without a conversation; `at` puts the person elsewhere."""
        self.service = service
        self.person = PEOPLE[person]
        if at is not None:
            self.person = replace(self.person, location_code=at)
        self.session_id = ""
        self.scans = 0

    def send(self, *, id_=None, **fields):
        """Send a request and return the reply."""
        self.scans += 1
        fields.setdefault("channel", ScanChannel.WEDGE)
        asked = ScanRequest(session_id=self.session_id, **fields)
        answer = self.service.run(
            take_scan, asked, by=self.person, request_id=id_ or request_id()
        ).body
        self.session_id = answer["session_id"]
        return answer

    def scan(self, text, **fields):
        """Scan a text."""
        return self.send(text=text, **fields)

    def label(self, text):
        """Scan GS1 data as a reader with AIM identifiers sends it."""
        return self.send(text=text, aim="]C1")

    def scan_bin(self, code):
        """Scan a shelf label."""
        return self.scan(BINS[code])

    def order(self, no):
        """Scan an order."""
        return self.scan(document_code(no))

    def card(self, word):
        """Scan a command card."""
        return self.scan(command_code(word, key=SECRET))

    def number(self, number):
        """Scan a number card."""
        return self.scan(number_code(number))

    def press(self, command, **fields):
        """Press a button."""
        return self.send(command=command, channel=ScanChannel.BUTTON, **fields)

    def choose(self, choice):
        """Tap an offered choice."""
        return self.send(choice=choice, channel=ScanChannel.BUTTON)

    def type(self, quantity):
        """Type on the number pad."""
        return self.send(quantity=quantity, channel=ScanChannel.TYPED)

    def reload(self):
        """Load the page again."""
        with self.service.reading() as session:
            return present(session, self.session_id, self.person)


def staged(reply):
    """What waits to be posted: detail to quantity."""
    return {
        line["detail"]: line["quantity"] for line in reply["lines"] if line["state"] == "staged"
    }
