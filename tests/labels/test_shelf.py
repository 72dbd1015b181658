"""Nothing is shown that our own decoder did not read."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from scanner_app.barcodes import encode
from scanner_app.barcodes.decode import PictureReader, reader
from scanner_app.barcodes.encode import Printed
from scanner_app.barcodes.refusal import CodeRefused, Why
from scanner_app.barcodes.symbol import Symbol, Symbology
from scanner_app.kernel.errors import Busy
from scanner_app.labels import cards
from scanner_app.labels.label import Label, LabelKind, Section, Sheet
from scanner_app.labels.render import PIXELS, modules, on_paper, on_screen, symbol_svg
from scanner_app.labels.shelf import Drawn, Shelf

EVERY_SYMBOL = (
    (Printed.EAN_13, "9506000134352"),
    (Printed.EAN_8, "95060019"),
    (Printed.UPC_A, "614141000036"),
    (Printed.ITF_14, "19506000130337"),
    (Printed.CODE_128, "SHELF-A"),
    (Printed.GS1_128, "(01)19506000130337(17)271220(10)100201"),
    (Printed.GS1_DATA_MATRIX, "(01)09506000130484(21)10040101(10)L/7-b"),
    (Printed.QR, "XBB201"),
)


class Recorded(PictureReader):
    """A decoder that says what it is told to, and counts how often it was asked."""

    def __init__(self, *texts: str, why: Why | None = None) -> None:
        super().__init__()
        self.texts, self.why, self.asked = texts, why, 0

    def read(self, content: bytes, *, budget_ms: int = 1000) -> tuple[Symbol, ...]:
        self.asked += 1
        if self.why is not None:
            raise CodeRefused(self.why)
        return tuple(Symbol(Symbology.QR, text) for text in self.texts)


def label(symbol: Printed, content: str) -> Label:
    return Label(kind=LabelKind.GOODS, symbol=symbol, content=content, title="Tea")


def drawn(shelf: Shelf, *labels: Label) -> tuple[Drawn, ...]:
    sheet = Sheet("Sheet", (Section("Section", "", labels),))
    return shelf.sheet(sheet)[0].labels


@pytest.mark.parametrize(("symbol", "content"), EVERY_SYMBOL)
def test_what_is_kept_reads_as_what_it_should_say(symbol: Printed, content: str, tmp_path: Path):
    asked = label(symbol, content)
    (one,) = drawn(Shelf(tmp_path), asked)
    assert one.problem is None
    with Image.open(io.BytesIO(one.png)) as picture:
        assert encode.verify(picture.convert("L"), asked.reads_as)
        area = modules(one.png)
        assert picture.size == (area.width * PIXELS, area.height * PIXELS)
    assert on_screen(asked, one.png).width % area.width == 0
    assert on_paper(asked, one.png).width % area.width == 0
    assert symbol_svg(asked).startswith("<svg")


def test_a_symbol_is_proved_once_for_all_processes(tmp_path: Path):
    first, second = Recorded("XM2"), Recorded()
    card = cards.number_card(2)
    (one,) = drawn(Shelf(tmp_path, reader=first), card)
    (again,) = drawn(Shelf(tmp_path, reader=second), card)
    assert (first.asked, second.asked) == (1, 0)
    assert one.png == again.png != b""


@pytest.mark.parametrize("answer", [(), ("XM3",), ("",)])
def test_a_label_that_does_not_read_back_is_refused_by_name_and_never_kept(
    answer: tuple[str, ...], tmp_path: Path
):
    (one,) = drawn(Shelf(tmp_path, reader=Recorded(*answer)), cards.number_card(2))
    assert one.png == b""
    assert one.problem is not None
    assert one.problem.code == "label-unreadable"
    assert "2 times" in one.problem.sentence
    assert not list(tmp_path.iterdir())


def test_content_that_cannot_be_drawn_is_refused_and_the_rest_is_shown(tmp_path: Path):
    wrong = label(Printed.EAN_13, "9506000134353")
    long = label(Printed.GS1_DATA_MATRIX, "(01)09506000134352(10)" + "1" * 21)
    bracket = label(Printed.GS1_128, "(01)09506000134352(10)A(21)B")
    good = label(Printed.EAN_13, "9506000134352")
    found = drawn(Shelf(tmp_path), wrong, long, bracket, good)
    assert [one.problem is None for one in found][0:2] == [False, False]
    assert found[-1].problem is None


def test_without_a_decoder_nothing_is_shown_at_all(tmp_path: Path):
    shelf = Shelf(tmp_path, reader=Recorded(why=Why.DECODER_MISSING))
    with pytest.raises(Busy) as refused:
        drawn(shelf, cards.number_card(2))
    assert refused.value.first.code == "decoder-missing"


def test_a_slow_decoder_refuses_one_label_for_now_only(tmp_path: Path):
    (late,) = drawn(Shelf(tmp_path, reader=Recorded(why=Why.DECODE_TIMEOUT)), cards.number_card(2))
    (later,) = drawn(Shelf(tmp_path, reader=reader()), cards.number_card(2))
    assert late.problem is not None
    assert later.problem is None


def test_a_torn_file_is_made_anew(tmp_path: Path):
    card = cards.number_card(2)
    drawn(Shelf(tmp_path), card)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for torn in (b"", whole[:50]):
        file.write_bytes(torn)
        (one,) = drawn(Shelf(tmp_path), card)
        assert one.png == file.read_bytes() == whole


def test_the_oldest_files_make_room(tmp_path: Path):
    numbers = [cards.number_card(number) for number in range(2, 8)]
    texts = [card.content for card in numbers]
    shelf = Shelf(tmp_path, reader=Recorded(*texts), files_max=4)
    drawn(shelf, *numbers[:4])
    for age, file in enumerate(sorted(tmp_path.iterdir())):
        os.utime(file, ns=(age, age))
    drawn(shelf, *numbers[4:])
    assert len(list(tmp_path.iterdir())) == 4


def test_a_folder_that_cannot_be_written_costs_time_and_nothing_else(tmp_path: Path):
    file = tmp_path / "no-folder"
    file.write_text("a file stands where the folder should be")
    (one,) = drawn(Shelf(file), cards.number_card(2))
    assert one.problem is None
