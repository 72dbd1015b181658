"""`flask scan`: one JSON object a line."""

import json

import pytest
from flask import Flask

from scanner_app.barcodes.house_code import command_code
from scanner_app.cli.scan import GROUP
from scanner_app.cli.terminal import Exit
from tests.conftest import SECRET


@pytest.fixture
def command(service):
    app = Flask("test")
    app.extensions["scanner_service"] = service
    app.cli.add_command(GROUP)
    runner = app.test_cli_runner()

    def run(*words):
        result = runner.invoke(args=["scan", *words])
        return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]

    return run


def test_texts_are_said_one_line_each(command):
    code, lines = command(
        "parse", "(01)09506000134352(10)L-7", "4006381333931", command_code("DONE", key=SECRET)
    )
    assert code == Exit.DONE
    assert [line["parsed"]["kind"] for line in lines] == ["gs1", "gtin", "house"]
    assert lines[0]["parsed"]["gs1"]["lot_no"] == "L-7"
    assert lines[2]["parsed"]["house"] == {"kind": "command", "value": "DONE"}


def test_a_refused_text_says_why_and_the_others_are_still_said(command):
    code, (wrong, right) = command("parse", "4006381333932", "ABC")
    assert code == Exit.REFUSED
    assert (wrong["refused"]["code"], wrong["refused"]["reason"]) == ("check-digit", "check-digit")
    assert right["parsed"]["kind"] == "text"


def test_an_identifier_and_a_substitute_may_be_told_apart(command):
    _, (line,) = command("parse", "--aim", "]C1", "--gs", "~", "010950600013435210A~21B")
    assert (line["parsed"]["gs1"]["lot_no"], line["parsed"]["gs1"]["serial_no"]) == ("A", "B")


def test_a_file_that_is_no_picture_is_refused_in_its_line(command, tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(b"no picture")
    code, (line,) = command("decode", str(file))
    assert code == Exit.REFUSED
    assert line["refused"]["code"] == "image-not-an-image"


def test_a_picture_is_read_and_understood(command, tmp_path):
    segno = pytest.importorskip("segno")
    file = tmp_path / "label.png"
    segno.make("XBA0101", micro=False).save(str(file), scale=8, border=4)
    code, (line,) = command("decode", str(file))
    assert code == Exit.DONE
    (found,) = line["results"]
    assert (found["text"], found["parsed"]["house"]["kind"]) == ("XBA0101", "bin")
