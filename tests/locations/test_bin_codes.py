"""Bin codes that are typed many at once."""

import pytest

from scanner_app.kernel.limits import LINES_PER_POSTING_MAX
from scanner_app.locations.bin_codes import typed_codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ()),
        (" a-01 \r\n\n rack 1;b,", ("A-01", "RACK 1", "B")),
        ("A-08..A-11", ("A-08", "A-09", "A-10", "A-11")),
        ("9..11", ("9", "10", "11")),
        ("A-1-01..A-1-03", ("A-1-01", "A-1-02", "A-1-03")),
        ("A-3..A-1", ("A-3..A-1",)),
        ("A-1..B-3", ("A-1..B-3",)),
        ("A..C", ("A..C",)),
    ],
)
def test_codes_are_read_one_a_line_and_as_ranges(text: str, codes: tuple[str, ...]):
    assert typed_codes(text) == codes


def test_too_many_are_noticed_and_no_more_are_made_up():
    for text in ("A-1..A-999999", "1..999999\n" * 900, "x\n" * 9000):
        assert len(typed_codes(text)) == LINES_PER_POSTING_MAX + 1
