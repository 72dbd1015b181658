"""From what a device sent to a parsed code."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner_app.barcodes.parse import CodeKind
from scanner_app.kernel.errors import BadScan
from scanner_app.kernel.limits import SCAN_BYTES_MAX
from scanner_app.kernel.terms import ScanChannel
from scanner_app.scanning.read import Sent, decode, read, shown_text

DAY = date(2026, 11, 20)
KEY = b"a key for tests only"


def taken(text, channel=ScanChannel.WEDGE, *, expects_text=False, **fields):
    sent = Sent(text=text, channel=channel, **fields)
    return read(sent, key=KEY, as_of=DAY, expects_text=expects_text)


@given(st.text(), st.sampled_from(ScanChannel), st.booleans())
def test_every_text_is_read_or_refused_with_a_code(text, channel, expects_text):
    try:
        reading = taken(text, channel, expects_text=expects_text)
    except BadScan as refused:
        sentence = refused.first.sentence
    else:
        sentence = ""
        assert reading.parsed is not None or reading.multiplier is not None
    assert sentence.isprintable()


@given(st.text(max_size=200))
def test_what_is_shown_is_printable_and_short(text):
    shown = shown_text(text)
    assert shown.isprintable()
    assert len(shown) <= 60


def test_a_typed_multiplier_is_taken_off_and_a_scanned_one_is_not():
    assert taken("12*ABC", ScanChannel.TYPED).multiplier == 12
    assert taken("2,5*", ScanChannel.TYPED).multiplier == Decimal("2.5")
    assert taken("12*ABC").parsed.text == "12*ABC"


def test_the_length_counts_in_bytes():
    taken("x" * SCAN_BYTES_MAX)
    with pytest.raises(BadScan, match="scan-too-long"):
        taken("é" * (SCAN_BYTES_MAX // 2 + 1))


def test_a_row_of_digits_with_a_wrong_check_digit_is_text_only_where_text_is_asked():
    with pytest.raises(BadScan, match="check-digit"):
        taken("12345678")
    assert taken("12345678", expects_text=True).parsed.kind is CodeKind.TEXT
    with pytest.raises(BadScan, match="check-digit"):
        taken("4006381333932", expects_text=True, symbology="EAN-13")


def test_an_identifier_that_no_reader_sends_is_looked_over():
    assert taken("ABC", aim="]ZZ").parsed.aim is None
    assert taken("ABC", aim="]C0").parsed.aim == "]C0"


def test_what_is_no_picture_is_refused():
    with pytest.raises(BadScan, match="image-not-an-image"):
        decode(b"not a picture")
