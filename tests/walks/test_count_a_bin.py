"""Story: a bin is counted blind; what is off by much waits for another person's decision."""

import json

import pytest

from tests.builders import in_stock
from tests.service.phone import JEANS
from tests.walks.floor import refusal

EXPECTED = "8971"
"""What the books say; no id, date or code of a reply holds it by chance."""


@pytest.fixture
def stocked(floor):
    in_stock(floor.service, floor.person("supervisor"), "JEANS", EXPECTED)
    return floor


def counted(phone, quantity):
    """Count the JEANS of A-01 and close the bin."""
    phone.tap("COUNT")
    phone.bin("A-01")
    phone.scan(JEANS)
    phone.type(quantity)
    return phone.card("DONE")


def waiting(supervisor):
    """What waits, as the supervisor sees it."""
    return supervisor.fetch("/api/v1/reviews")["rows"]


def blind(text):
    """Say what a reply says, without the ids that are made by chance."""
    body = json.loads(text)
    return json.dumps({name: said for name, said in body.items() if not name.endswith("_id")})


def test_no_reply_of_a_count_says_what_is_expected(stocked):
    # When an operator counts, with every misunderstanding that may happen
    phone = stocked.phone()
    phone.tap("COUNT")
    phone.bin("A-01")
    phone.refused(command="EMPTYX")
    phone.scan(JEANS)
    phone.refused(quantity="-1")
    phone.refused(text="NO-SUCH-THING")
    phone.refused(text="XBG002")
    phone.type("8970")
    phone.heard.append(json.dumps(phone.reload()))
    phone.bin("A-02")
    phone.tap("EMPTY")
    phone.tap("DONE")
    # Then nothing that the phone ever heard holds the number of the books, or the difference
    said = "".join(blind(text) for text in phone.heard if text)
    assert EXPECTED not in said
    assert '"-1"' not in said.replace('"-1 is not', "")
    # And the small difference is booked
    assert stocked.bin("A-01") == {("JEANS", ""): 8970}
    assert [entry.quantity for entry in stocked.entries()[1:]] == [-1]
    assert [entry.entry_type for entry in stocked.entries()[1:]] == ["negative_adjustment"]


def test_a_large_difference_waits_until_another_person_approves_it(stocked):
    # Given a count that found 100 too few
    phone = stocked.phone()
    reply = counted(phone, "8871")
    assert (reply["outcome"], reply["signal"]) == ("held", "warning")
    assert EXPECTED not in blind(phone.heard[-1])
    assert stocked.bin("A-01") == {("JEANS", ""): 8971}
    # When a supervisor looks at it
    supervisor = stocked.sign_in("SUE")
    (row,) = waiting(supervisor)
    address = f"/api/v1/reviews/{row['batch_id']}"
    etag = supervisor.get(address).headers["ETag"]
    preview = supervisor.fetch(f"{address}/preview")
    # Then the preview is the real posting, and nothing of it is kept
    assert (preview["value"], len(preview["entries"])) == ("-1000", 1)
    assert stocked.postings() == 1
    page = supervisor.get(f"/review/{row['batch_id']}").text
    assert "-1\u202f000.00" in page  # narrow space between the thousands
    # And the counter may not decide, nor look
    refusal(phone.browser.api(f"{address}/approve", {}, If_Match=etag), "role-lacking")
    refusal(phone.browser.get(address), "role-lacking")
    # And what was not looked at cannot be approved
    refusal(supervisor.api(f"{address}/approve", {}), "if-match-missing")
    refusal(supervisor.api(f"{address}/approve", {}, If_Match='"0-0"'), "document-changed")
    assert stocked.postings() == 1
    # When she approves
    done = supervisor.json(f"{address}/approve", {}, If_Match=etag)
    # Then what was previewed is posted, in both names
    assert done["status"] == "approved"
    assert stocked.bin("A-01") == {("JEANS", ""): 8871}
    assert stocked.entries()[-1].cost_actual == -1000
    head = supervisor.fetch(f"/api/v1/registers/{done['register_no']}")["head"]
    assert (head["posted_by"], head["approved_by"]) == ("OLIVIA", "SUE")
    # And once only
    refusal(supervisor.api(f"{address}/approve", {}, If_Match=etag), "already-decided")
    assert stocked.postings() == 2


def test_nobody_decides_on_their_own_count(stocked):
    # Given a supervisor who counted
    counted(stocked.phone("SUE"), "8871")
    supervisor = stocked.sign_in("SUE")
    (row,) = waiting(supervisor)
    address = f"/api/v1/reviews/{row['batch_id']}"
    etag = supervisor.get(address).headers["ETag"]
    # When she tries to approve or reject, here and on the page
    refusal(supervisor.api(f"{address}/approve", {}, If_Match=etag), "own-work")
    refusal(supervisor.api(f"{address}/reject", {"reason": "no"}, If_Match=etag), "own-work")
    page = supervisor.page(f"/review/{row['batch_id']}/approve", {"etag": etag.strip('"')})
    # Then nothing is posted
    assert page.status_code == 403
    assert stocked.postings() == 1
    # And an administrator may not either, if it was his; this one may
    admin = stocked.sign_in("ADA")
    admin.json(f"{address}/reject", {"reason": "counted at night"}, If_Match=etag)
    assert stocked.postings() == 1
    assert waiting(supervisor) == []


def test_a_second_count_takes_the_place_of_the_first(stocked):
    # Given two counts of one bin by two people, and a page that shows the first
    counted(stocked.phone("OLIVIA"), "8871")
    supervisor = stocked.sign_in("SUE")
    (row,) = waiting(supervisor)
    address = f"/api/v1/reviews/{row['batch_id']}"
    etag = supervisor.get(address).headers["ETag"]
    counted(stocked.phone("OTTO"), "8970")
    # When the supervisor approves what she looked at
    body = refusal(supervisor.api(f"{address}/approve", {}, If_Match=etag))
    # Then she is told that it is gone
    assert body["code"] in {"already-decided", "document-changed"}
    assert stocked.bin("A-01") == {("JEANS", ""): 8970}


def test_two_supervisors_at_once_approve_once(stocked):
    # Given a count that waits, open on two screens
    counted(stocked.phone(), "8871")
    sue, sam = stocked.sign_in("SUE"), stocked.sign_in("SAM")
    (row,) = waiting(sue)
    address = f"/api/v1/reviews/{row['batch_id']}"
    etag = sue.get(address).headers["ETag"]
    # When both decide
    sue.json(f"{address}/approve", {}, If_Match=etag)
    body = refusal(sam.api(f"{address}/reject", {"reason": "late"}, If_Match=etag))
    # Then the second is told who was first
    assert (body["status"], body["code"]) == (409, "already-decided")
    assert "SUE" in body["detail"]
    assert stocked.postings() == 2


def test_an_empty_bin_is_counted_by_one_card(stocked):
    phone = stocked.phone()
    phone.tap("COUNT")
    phone.bin("A-03")
    reply = phone.card("EMPTY")
    assert reply["outcome"] == "posted"
    assert reply["posted"]["entries"] == []
    assert stocked.postings() == 1
