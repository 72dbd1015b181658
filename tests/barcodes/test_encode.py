import xml.etree.ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner_app.barcodes.check_digit import check_digit
from scanner_app.barcodes.decode import PictureReader
from scanner_app.barcodes.encode import Printed, draw, draw_svg, pattern, png, transmitted, verify
from scanner_app.barcodes.refusal import CodeRefused

LABEL = "(01)09506000134352(17)261231(10)LOT-42A(21)SN1"
EXAMPLES = {
    Printed.EAN_13: "9506000134352",
    Printed.EAN_8: "96385074",
    Printed.UPC_A: "036000291452",
    Printed.ITF_14: "19506000134359",
    Printed.CODE_128: "XBA0101",
    Printed.GS1_128: LABEL,
    Printed.GS1_DATA_MATRIX: LABEL,
    Printed.QR: "XCDONEHKLRST",
}


@pytest.fixture(scope="module")
def by():
    made = PictureReader()
    yield made
    made.close()


@pytest.mark.parametrize("kind", list(Printed))
@pytest.mark.parametrize("module", [2, 3, 5])
def test_what_is_drawn_reads_back(by, kind, module):
    content = EXAMPLES[kind]
    assert verify(draw(kind, content, module=module), transmitted(kind, content), by=by)


@pytest.mark.parametrize("kind", [Printed.GS1_128, Printed.GS1_DATA_MATRIX])
def test_gs1_symbols_say_that_they_are_gs1(by, kind):
    (symbol,) = by.read(png(draw(kind, LABEL)))
    assert symbol.aim == {Printed.GS1_128: "]C1", Printed.GS1_DATA_MATRIX: "]d2"}[kind]
    assert symbol.text == "01095060001343521726123110LOT-42A\x1d21SN1"


def test_a_symbol_that_says_something_else_is_not_verified(by):
    assert not verify(draw(Printed.QR, "XBA0101"), "XBA0102", by=by)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text("0123456789", min_size=12, max_size=12))
def test_any_retail_number_reads_back(payload):
    digits = payload + check_digit(payload)
    assert verify(draw(Printed.EAN_13, digits), digits)


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        (Printed.EAN_13, "9506000134353", "check-digit"),
        (Printed.EAN_13, "950600013435", "too-short"),
        (Printed.EAN_8, "9506000134352", "too-long"),
        (Printed.UPC_A, "03600029145A", "illegal-character"),
        (Printed.ITF_14, "19506000134352", "check-digit"),
        (Printed.CODE_128, "", "empty"),
        (Printed.CODE_128, "A" * 49, "too-long"),
        (Printed.CODE_128, "A\x1dB", "illegal-character"),
        (Printed.CODE_128, "Ä", "illegal-character"),
        (Printed.GS1_128, "(01)09506000134353", "check-digit"),
        (Printed.GS1_128, r"(10)A\(B)", "illegal-character"),
        (Printed.GS1_128, "(91)" + "A" * 90, "too-long"),
        (Printed.QR, "", "empty"),
        (Printed.QR, "A" * 1001, "too-long"),
    ],
)
def test_wrong_content_is_refused_and_never_corrected(kind, content, code):
    with pytest.raises(CodeRefused) as refused:
        pattern(kind, content)
    assert refused.value.code == code


@pytest.mark.parametrize("kind", list(Printed))
def test_a_vector_drawing_is_well_formed_and_as_wide_as_the_pattern(kind):
    content = EXAMPLES[kind]
    root = ET.fromstring(draw_svg(kind, content, caption='<b>"A" & B</b>'))  # noqa: S314 - our own
    assert root.get("viewBox").split()[2] == str(pattern(kind, content).width)
    assert root.get("aria-label") == '<b>"A" & B</b>'


def test_a_caption_can_be_left_out():
    assert draw(Printed.QR, "A", caption="").height < draw(Printed.QR, "A").height
    assert "<text" not in draw_svg(Printed.QR, "A", caption="")


def test_a_gs1_label_sends_separators_only_where_they_are_needed():
    said = transmitted(Printed.GS1_128, "(10)A(17)261231(21)B(01)09506000134352")
    assert said == "10A\x1d1726123121B\x1d0109506000134352"
