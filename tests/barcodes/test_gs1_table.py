"""The table of application identifiers against biip, a second opinion of others."""

from datetime import date

import biip
import pytest
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_messages import GS1Message

from scanner_app.barcodes.check_digit import check_digit, check_pair
from scanner_app.barcodes.gs1 import parse_element_string
from scanner_app.barcodes.gs1_ai import AIS, ai_at, matches
from scanner_app.barcodes.gs1_content import RULES
from scanner_app.barcodes.refusal import CodeRefused

TODAY = date(2026, 6, 1)

SAMPLES = {
    "yymmd0": "261231",
    "yymmdd": "261231",
    "yyyymmdd": "20261231",
    "hhmi": "1415",
    "hh": "14",
    "mi": "15",
    "ss": "16",
    "country": "276",
    "country-or-999": "276",
    "country-letters": "DE",
    "currency": "978",
    "iban": "DE89370400440532013000",
    "piece-of-total": "0102",
    "position-of-total": "1/2",
    "media-type": "01",
    "package-type": "PAE",
    "importer-index": "A",
    "latitude": "0123456789",
    "longitude": "0123456789",
    "yes-no": "1",
    "sex": "1",
    "winding": "1",
    "hyphen": "-",
    "zero": "0",
    "coupon": "012345612345611110123",
    "offer-coupon": "001234561234560123456",
}


def sample(part):
    """A value of a component that follows its rules."""
    for rule in part.rules:
        if rule in SAMPLES:
            return SAMPLES[rule]
    if "csum" in part.rules:
        payload = ("1234567890" * 2)[: part.longest - 1]
        return payload + check_digit(payload)
    if "check-pair" in part.rules:
        return "1987654Ad4X4b" + check_pair("1987654Ad4X4b")
    return ("1234567890" * 10)[: max(part.shortest, min(part.longest, 6))]


def test_there_are_as_many_identifiers_as_in_the_standard():
    assert len(AIS) == 541


def test_no_identifier_is_the_beginning_of_another():
    assert not [(a, b) for a in AIS for b in AIS if a != b and b.startswith(a)]


def test_every_rule_is_known_and_every_partner_exists():
    named = {rule for entry in AIS.values() for part in entry.components for rule in part.rules}
    assert named == set(RULES)
    for entry in AIS.values():
        patterns = {p for need in entry.needs for group in need for p in group} | set(entry.bars)
        for pattern in patterns:
            assert any(matches(pattern, ai) for ai in AIS), (entry.ai, pattern)
        for order in entry.link_orders or ():
            assert set(order) <= set(AIS)


@pytest.mark.parametrize("ai", sorted(AIS))
def test_our_table_and_biip_agree_on_a_right_value(ai):
    entry = AIS[ai]
    assert GS1ApplicationIdentifier.extract(ai).separator_required != entry.predefined
    # biip takes the range of harvest days that the standard allows for a single moment.
    parts = entry.components[:1] if ai == "7007" else entry.components
    value = "".join(sample(part) for part in parts)
    ours = parse_element_string(ai + value, as_of=TODAY)
    theirs = GS1Message.parse(ai + value)
    assert ours.elements == ((ai, value),)
    assert [(e.ai.ai, e.value) for e in theirs.element_strings] == [(ai, value)]


@pytest.mark.parametrize(
    "ai", sorted(ai for ai, e in AIS.items() if e.components[0].charset == "N")
)
def test_our_table_and_biip_refuse_a_letter_among_digits(ai):
    value = "".join(sample(part) for part in AIS[ai].components)
    wrong = ai + "A" + value[1:]
    with pytest.raises(CodeRefused):
        parse_element_string(wrong, as_of=TODAY)
    with pytest.raises(biip.ParseError):
        GS1Message.parse(wrong)


def test_an_identifier_is_found_at_a_place():
    assert ai_at("xx3103001250", 2).ai == "3103"
    assert ai_at("31") is None
