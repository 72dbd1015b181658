"""The passes and the child's side of the wire, in this process."""

import io
import json

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from scanner_app.barcodes.decode_child import open_picture, reply_to, serve
from scanner_app.barcodes.decode_engines import decoders
from scanner_app.barcodes.decode_passes import LARGE_SIDE, LONG_SIDE, PASSES, fitted, read_picture
from scanner_app.barcodes.decode_wire import REPLY, REQUEST, symbol_of, symbol_values
from scanner_app.barcodes.encode import Printed, draw, png
from scanner_app.barcodes.refusal import CodeRefused

EAN = "9506000134352"
engines = decoders()


def field(drawn, size=(1200, 900)):
    paper = Image.new("L", size, 255)
    paper.paste(drawn, ((size[0] - drawn.width) // 2, (size[1] - drawn.height) // 2))
    return paper


def texts(picture, budget_ms=5_000):
    return [symbol.text for symbol in read_picture(picture, engines, budget_ms=budget_ms)]


@pytest.mark.zbar
@pytest.mark.parametrize("degrees", range(0, 360, 15))
def test_a_linear_code_is_read_at_every_angle(degrees):
    turned = draw(Printed.EAN_13, EAN, module=3).rotate(degrees, expand=True, fillcolor=255)
    assert texts(field(turned)) == [EAN]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda picture: ImageEnhance.Contrast(picture).enhance(0.15),
        lambda picture: ImageEnhance.Brightness(picture).enhance(0.2),
        lambda picture: picture.filter(ImageFilter.GaussianBlur(2)),
        lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
        lambda picture: picture.resize((picture.width * 3, picture.height * 3)),
        lambda picture: picture.point(lambda value: 255 - value),
    ],
    ids=["pale", "dark", "blurred", "small", "large", "inverted"],
)
def test_a_matrix_code_is_read_in_spite_of_the_camera(spoil):
    assert texts(spoil(field(draw(Printed.QR, "XBA0101", module=4, caption="")))) == ["XBA0101"]


@pytest.mark.parametrize("kind", [Printed.QR, Printed.CODE_128])
def test_a_quick_look_is_enough_for_an_upright_code(kind):
    asked = []

    class Watched:
        name = "zxing-cpp"

        def read(self, picture, *, thorough=True):
            asked.append(thorough)
            return engines[0].read(picture, thorough=thorough)

    picture = field(draw(kind, "XBA0101"))
    (symbol,) = read_picture(picture, (Watched(),), budget_ms=150)
    assert (symbol.text, symbol.safe, asked) == ("XBA0101", True, [False])
    assert read_picture(picture, (Watched(),), budget_ms=1_000) == (symbol,)
    assert asked == [False, True]


def test_a_blank_picture_goes_through_every_pass():
    assert texts(Image.new("L", (300, 200), 255), budget_ms=60_000) == []
    assert texts(Image.new("L", (2_400, 1_600), 255), budget_ms=60_000) == []


def test_every_pass_names_an_engine_that_can_be_there():
    assert {name for _, name in PASSES} == {"zxing-cpp", "zbar"}


def test_a_picture_is_made_smaller_and_never_larger():
    assert max(fitted(Image.new("L", (4_000, 10)), LONG_SIDE).size) == LONG_SIDE
    assert fitted(Image.new("L", (30, 20)), LONG_SIDE).size == (30, 20)


def test_the_outline_is_in_pixels_of_the_picture_that_came():
    large = field(draw(Printed.QR, "XBA0101", module=12, caption=""), (3_600, 2_700))
    (symbol,) = read_picture(large, engines, budget_ms=5_000)
    xs = [x for x, _ in symbol.outline]
    assert 1_500 < min(xs) < max(xs) < 2_100


def test_a_large_photograph_comes_smaller():
    assert max(open_picture(png(Image.new("L", (5_000, 4_000)))).size) == LARGE_SIDE


def test_a_damaged_header_is_refused():
    with pytest.raises(CodeRefused):
        open_picture(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)


def test_what_goes_over_the_wire_comes_back_the_same():
    for symbol in read_picture(field(draw(Printed.EAN_13, EAN)), engines, budget_ms=1_000):
        assert symbol_of(json.loads(json.dumps(symbol_values(symbol)))) == symbol


def test_the_child_greets_and_answers_until_the_input_ends():
    label = png(draw(Printed.QR, "XBA0101"))
    source = io.BytesIO(
        REQUEST.pack(len(label), 1_000)
        + label
        + REQUEST.pack(4, 1_000)
        + b"none"
        + REQUEST.pack(99, 1_000)
        + b"cut off"
    )
    sink, confined = io.BytesIO(), []
    serve(source, sink, confined=lambda: confined.append(True))
    answers, data = [], sink.getvalue()
    while data:
        (length,) = REPLY.unpack(data[: REPLY.size])
        answers.append(json.loads(data[REPLY.size : REPLY.size + length]))
        data = data[REPLY.size + length :]
    assert answers[0] == {"engines": [engine.name for engine in engines]}
    assert answers[1]["symbols"][0]["text"] == "XBA0101"
    assert answers[2]["refused"] == "image-not-an-image"
    assert len(answers) == 3
    assert len(confined) == 3


def test_a_picture_that_needs_too_much_memory_is_refused():
    class Greedy:
        name = "zxing-cpp"

        def read(self, picture, *, thorough=True):
            raise MemoryError

    answer = reply_to(png(Image.new("L", (9, 9))), (Greedy(),), budget_ms=100)
    assert answer["refused"] == "image-too-large"
