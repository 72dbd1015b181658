"""PINs, tokens and waiting: rules without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.people import secrets, tokens, waiting

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
KEY = b"key of the site"


@pytest.mark.parametrize(
    "pin",
    ["", "12345", "123456", "987654", "890123", "111111", "121212", "123123", "112211", "abcdef",
     "12 456", "١٢٣٤٥٧", "1234567890123"],
)  # fmt: skip
def test_a_pin_that_is_easy_to_guess_is_refused(pin):
    assert [found.code for found in secrets.pin_problems(pin)] == ["pin-weak"]


@pytest.mark.parametrize("pin", ["274193", "580316", "19028374"])
def test_a_good_pin_is_taken(pin):
    assert secrets.pin_problems(pin) == ()


def test_a_pin_fits_its_own_hash_under_the_same_key_only():
    known = secrets.pin_hash("274193", key=KEY)
    assert secrets.is_pin("274193", known, key=KEY)
    assert not secrets.is_pin("274194", known, key=KEY)
    assert not secrets.is_pin("274193", known, key=b"another site")
    assert "274193" not in known


def test_a_person_without_a_pin_cannot_sign_in_with_any():
    assert not secrets.is_pin("", "", key=KEY)
    assert not secrets.is_pin("274193", "not a hash", key=KEY)


def test_a_one_time_code_is_read_with_or_without_its_hyphens_and_in_any_case():
    code = secrets.new_enrolment_code()
    assert secrets.plain_code(code.lower().replace("-", " ")) == secrets.plain_code(code)
    assert len(secrets.plain_code(code)) == 26


def test_a_token_tells_its_id_and_a_changed_one_tells_nothing():
    made = tokens.new_token()
    assert tokens.token_id(made.text) == made.id
    changed = made.text[:-9] + ("0" if made.text[-9] != "0" else "1") + made.text[-8:]
    assert tokens.token_id(changed) == ""


@given(st.text(max_size=120))
def test_any_text_is_a_token_or_none_and_never_an_error(text):
    assert tokens.token_id(text) == "" or text.startswith("whs_")


@given(st.integers(0, 40), st.integers(0, 20))
def test_waiting_never_exceeds_a_minute_and_the_first_failures_are_free(count, free):
    known = waiting.Failures(count, NOW, NOW)
    after = waiting.after_failure(known, NOW, free=free)
    assert after.count == count + 1
    assert 0 <= waiting.seconds_left(after, NOW) <= 60
    assert (waiting.seconds_left(after, NOW) == 0) == (count + 1 <= free)


def test_a_pause_makes_counting_begin_anew():
    old = waiting.Failures(30, NOW - timedelta(hours=1), NOW - timedelta(minutes=59))
    assert waiting.after_failure(old, NOW, free=3).count == 1
    assert waiting.seconds_left(None, NOW) == 0
