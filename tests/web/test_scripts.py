"""The page's scripts where a JavaScript runtime is at hand: syntax and the pure rules."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js" / "scan"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="no JavaScript runtime here")


def said(program: str) -> object:
    """Run a module program and return the JSON it prints."""
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", program],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        cwd=SCRIPTS,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("times", "is_scan"),
    [
        ([0, 10, 20, 30], True),
        ([0, 5, 10, 60, 65, 70], True),
        ([0, 120, 240, 360], False),
        ([0, 10, 20, 150], False),
        ([0, 40, 80, 120], False),
        ([0], False),
    ],
)
def test_a_scan_is_told_from_typing_by_its_rhythm(times: list[int], *, is_scan: bool):
    program = f"""
    import {{ isRhythm }} from "{SCRIPTS}/wedge.js";
    console.log(JSON.stringify(isRhythm({times})));
    """
    assert said(program) is is_scan


def test_merged_scans_are_split_at_the_suffix_and_never_trimmed():
    program = f"""
    import {{ splitAtSuffix }} from "{SCRIPTS}/wedge.js";
    console.log(JSON.stringify(splitAtSuffix("AB C\\u001d\\r\\n DEF\\tGHI")));
    """
    assert said(program) == ["AB C\x1d", " DEF", "GHI"]


def test_ids_are_made_in_order():
    program = f"""
    import {{ newId }} from "{SCRIPTS}/queue.js";
    console.log(JSON.stringify([newId(1700000000000), newId(1700000000001), newId(1800000000000)]));
    """
    made = said(program)
    assert isinstance(made, list)
    assert made == sorted(made)
    assert all(each[14] == "7" and each[19] in "89ab" for each in made)


def test_a_moment_is_shown_as_the_clock_on_the_wall_shows_it():
    # A moment whose minutes, day and year differ from those in UTC.
    program = f"""
    process.env.TZ = "Asia/Kolkata";
    const {{ onTheWall }} = await import("{SCRIPTS.parent}/times.js");
    console.log(JSON.stringify(onTheWall(new Date("2026-12-31T20:05:59+00:00"))));
    """
    assert said(program) == "2027-01-01 01:35"


def test_invisible_signs_are_made_visible():
    program = f"""
    globalThis.document = {{ getElementById: () => null }};
    const {{ shown }} = await import("{SCRIPTS}/session.js");
    console.log(JSON.stringify([shown("a\\u001db\\u202ec\\u200d"), shown("XKBCDFGHJKLNOPRSTU")]));
    """
    assert said(program) == ["a\u241db[202e]c[200d]", "(a badge)"]


@pytest.mark.parametrize("file", sorted(SCRIPTS.parent.rglob("*.js")), ids=lambda file: file.name)
def test_a_script_is_well_formed(file: Path):
    subprocess.run([str(NODE), "--check", str(file)], check=True, timeout=30)
