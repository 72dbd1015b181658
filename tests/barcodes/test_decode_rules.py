from hypothesis import given
from hypothesis import strategies as st

from scanner_app.barcodes.decode_rules import judge
from scanner_app.barcodes.symbol import Symbol, Symbology

HERE = ((10, 10), (200, 10), (200, 60), (10, 60))
FAR = ((900, 700), (1100, 700), (1100, 760), (900, 760))
EAN = "9506000134352"
OTHER_EAN = "7034759003930"


def zxing(symbology, text, outline=HERE):
    return Symbol(symbology, text, outline=outline, engine="zxing-cpp")


def zbar(symbology, text, outline=HERE):
    return Symbol(symbology, text, outline=outline, engine="zbar")


def texts(judged):
    return [(symbol.text, symbol.safe) for symbol in judged.symbols]


def test_a_matrix_code_is_safe_at_once():
    judged = judge([[zxing(Symbology.QR, "XBA0101")]])
    assert texts(judged) == [("XBA0101", True)]
    assert judged.is_final


def test_a_retail_code_needs_a_second_engine():
    once = judge([[zxing(Symbology.EAN_13, EAN)]])
    assert texts(once) == [(EAN, False)]
    assert not once.is_final
    twice = judge([[zxing(Symbology.EAN_13, EAN)], [zbar(Symbology.EAN_13, EAN)]])
    assert texts(twice) == [(EAN, True)]
    assert twice.is_final


def test_one_engine_needs_three_readings():
    two = [[zbar(Symbology.EAN_13, EAN)]] * 2
    assert texts(judge(two)) == [(EAN, False)]
    assert texts(judge([*two, two[0]])) == [(EAN, True)]


def test_two_readings_of_one_print_cancel_each_other():
    judged = judge([[zxing(Symbology.EAN_13, EAN)], [zbar(Symbology.EAN_13, OTHER_EAN)]])
    assert judged.symbols == ()
    assert not judged.is_final


def test_two_prints_do_not_cancel_each_other():
    both = [zxing(Symbology.EAN_13, EAN), zxing(Symbology.EAN_13, OTHER_EAN, FAR)]
    assert len(judge([both]).symbols) == 2


def test_forms_of_one_number_are_one_reading():
    upc = [[zxing(Symbology.EAN_13, "0036000291452")], [zbar(Symbology.UPC_A, "036000291452")]]
    assert texts(judge(upc)) == [("0036000291452", True)]


def test_weak_linear_codes_are_not_reported_after_one_reading():
    for symbology in (Symbology.CODE_39, Symbology.ITF, Symbology.CODABAR):
        once = [[zxing(symbology, "123456")]]
        assert judge(once).symbols == ()
        assert judge([*once, [zbar(symbology, "123456")]]).symbols


def test_itf_is_safe_only_as_a_case_number():
    twice = [[zxing(Symbology.ITF, "2167361334")], [zbar(Symbology.ITF, "2167361334")]]
    assert texts(judge(twice)) == [("2167361334", False)]
    case = [[zxing(Symbology.ITF, "19506000134359")], [zbar(Symbology.ITF, "19506000134359")]]
    assert texts(judge(case)) == [("19506000134359", True)]


def test_a_piece_of_a_longer_text_is_dropped():
    passes = [
        [zxing(Symbology.ITF, "216736"), zxing(Symbology.ITF, "2167361334", FAR)],
        [zbar(Symbology.ITF, "216736"), zbar(Symbology.ITF, "2167361334", FAR)],
    ]
    assert [symbol.text for symbol in judge(passes).symbols] == ["2167361334"]


def test_databar_expanded_must_be_gs1_data():
    assert texts(judge([[zxing(Symbology.DATABAR_EXPANDED, "254V0HXIR30A.1")]])) == [
        ("254V0HXIR30A.1", False)
    ]
    good = "01995060001343623103001250"
    assert texts(judge([[zxing(Symbology.DATABAR_EXPANDED, good)]])) == [(good, True)]


def test_a_retail_number_with_a_wrong_check_digit_or_nothing_is_no_reading():
    assert judge([[zxing(Symbology.EAN_13, "9506000134353")]]).symbols == ()
    assert judge([[zxing(Symbology.QR, "")]]).symbols == ()


symbols = st.builds(
    Symbol,
    symbology=st.sampled_from([Symbology.EAN_13, Symbology.ITF, Symbology.CODE_39, Symbology.QR]),
    text=st.sampled_from([EAN, OTHER_EAN, "123456", "12345678", "AB"]),
    outline=st.sampled_from([(), HERE, FAR]),
    engine=st.sampled_from(["zxing-cpp", "zbar"]),
)


@given(st.lists(st.lists(symbols, max_size=4), max_size=6))
def test_what_is_reported_was_read_and_what_is_safe_was_not_outvoted(passes):
    judged = judge(passes)
    read = {(symbol.symbology, symbol.text) for found in passes for symbol in found}
    said = [(symbol.symbology, symbol.text) for symbol in judged.symbols]
    assert set(said) <= read
    assert len(said) == len(set(said))
    if judged.is_final:
        assert all(symbol.safe for symbol in judged.symbols)
