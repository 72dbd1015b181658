from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.barcodes.check_digit import CSET_82
from scanner_app.barcodes.gs1_link import is_address, parse_digital_link
from scanner_app.barcodes.refusal import CodeRefused
from tests.barcodes.outcome import outcome

TODAY = date(2026, 6, 1)
GTIN = "09520123456788"
lots = st.text(CSET_82, min_size=1, max_size=20)


def link(text):
    return parse_digital_link(text, as_of=TODAY)


@given(lots, lots)
def test_escaped_values_come_out_as_they_were(lot, serial):
    address = f"https://a.example/x/01/{GTIN}/10/{quote(lot, safe='')}/21/{quote(serial, safe='')}"
    assert link(address).elements == (("01", GTIN), ("10", lot), ("21", serial))


@given(st.text())
def test_any_tail_is_parsed_or_refused_or_no_link(tail):
    for head in ("", f"01/{GTIN}/", f"01/{GTIN}?"):
        said = outcome(link, f"https://a.example/{head}{tail}")
        assert said is None or isinstance(said, CodeRefused) or said.elements


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/",
        "https://example.com/shoes/42",
        "HtTp://a/b/00/006141411234567890",
        "ftp://a/01/09520123456788",
        "https://01/09520123456788",
        "https://a/01/09520123456788/",
    ],
)
def test_an_address_without_a_key_is_no_digital_link(text):
    assert is_address(text)
    assert link(text) is None


def test_the_key_nearest_to_the_end_counts():
    assert link("https://a/00/faux/00/006141411234567890").sscc == "006141411234567890"


def test_a_short_gtin_is_filled_up():
    assert link("https://example.com/foo/01/614141123452").gtin == "00614141123452"


def test_other_words_of_the_query_and_the_fragment_are_looked_over():
    said = link(f"https://a/01/{GTIN}?&&17=261231&shop=7&lone&10x=9#frag")
    assert said.expiration_date == date(2026, 12, 31)
    assert len(said.elements) == 2


@pytest.mark.parametrize(
    ("tail", "code"),
    [
        ("/10/A/22/B", "dl-qualifier-order"),
        ("/10/A/235/B", "dl-qualifier-order"),
        ("?10=ABC", "dl-qualifier-in-query"),
        ("?8200=x", "dl-qualifier-in-query"),
        ("?99=A&99=A", "repeated-ai"),
        ("?01=09520123456788", "repeated-ai"),
        ("?999=A", "unknown-ai"),
        ("?99=", "empty-value"),
        ("?99=A%00", "illegal-character"),
        ("?99=A+B", "illegal-character"),
        ("/10/A%20B", "illegal-character"),
        ("?17=2612", "too-short"),
        ("?17=2612311", "too-long"),
    ],
)
def test_each_fault_of_a_link_has_its_code(tail, code):
    with pytest.raises(CodeRefused) as refused:
        link(f"https://a/01/{GTIN}{tail}")
    assert refused.value.code == code


def test_qualifiers_of_another_key_may_stand_in_the_query():
    said = link("https://id.gs1.org/00/952012345678912345?02=09520123456788&37=25&10=ABC")
    assert said.lot_no == "ABC"
