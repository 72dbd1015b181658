"""What devices send, and what they read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import profile
from devices.framing import unframe

SHIPPED = profile.profiles()


def test_every_shipped_profile_loads():
    assert set(SHIPPED) == {"wedge", "camera", "typed"}


@pytest.mark.parametrize("suffix", SHIPPED["wedge"].suffixes)
def test_a_suffix_is_taken_off(suffix: str):
    assert unframe("9506000134352" + suffix, SHIPPED["wedge"]) == "9506000134352"


def test_a_trailing_separator_is_data():
    assert unframe("10LOT\x1d", SHIPPED["camera"]) == "10LOT\x1d"
    assert unframe("10LOT\x1d\r", SHIPPED["wedge"]) == "10LOT\x1d"


def test_a_private_separator_is_a_separator():
    assert unframe("10LOT\uf70b17270331", SHIPPED["wedge"]) == "10LOT\x1d17270331"


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40).filter(lambda t: t == t.strip())
)
def test_what_a_camera_reads_is_left_alone(text: str):
    assert unframe(text, SHIPPED["camera"]) == text.replace("\uf70b", "\x1d")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('title = "X"', "kind is missing"),
        ('title = "X"\nkind = "telepathy"', "kind must be one of"),
        ('title = "X"\nkind = "wedge"\nspeed = 3', "speed is not a field"),
    ],
)
def test_a_wrong_profile_names_its_field(tmp_path: Path, content: str, said: str):
    file = tmp_path / "wrong.toml"
    file.write_text(content)
    with pytest.raises(profile.ProfileError, match=said):
        profile.load(file)
