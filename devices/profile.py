"""Profiles: how a kind of scanner sends what it reads. Data, one TOML file each."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

PROFILES: Final = Path(__file__).parent / "profiles"
KINDS: Final = frozenset({"wedge", "camera", "typed"})


class ProfileError(ValueError):
    """A profile is wrong; the text names the file and the field."""


@dataclass(frozen=True, slots=True)
class DeviceProfile:
    """What a kind of device adds to a code, and what it does to GS.

    Attributes:
        name: of the file. title: what people call it.
        kind: `wedge` (sends keystrokes), `camera` or `typed` (a person).
        prefix, suffixes: signs around the code that are not data; at most one suffix is taken off.
        gs_substitutes: what stands for GS (ASCII 29). They count only in a text that shows otherwise
            that it is GS1 data, because some of them are legal in a lot number.
        strips_space: white space around the code is the device's or the person's, not data.
    """

    name: str
    title: str
    kind: str
    prefix: str = ""
    suffixes: tuple[str, ...] = ()
    gs_substitutes: tuple[str, ...] = ()
    strips_space: bool = False


def load(file: Path) -> DeviceProfile:
    """Read and check a profile.

    Raises: ProfileError naming the file and the field.
    """
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    known = set(DeviceProfile.__dataclass_fields__) - {"name"}
    for field in content:
        if field not in known:
            message = f"{file.name}: {field} is not a field of a profile"
            raise ProfileError(message)
    for field in ("title", "kind"):
        if not isinstance(content.get(field), str):
            message = f"{file.name}: {field} is missing"
            raise ProfileError(message)
    if content["kind"] not in KINDS:
        message = f"{file.name}: kind must be one of {', '.join(sorted(KINDS))}"
        raise ProfileError(message)
    return DeviceProfile(name=file.stem, **{k: _frozen(v) for k, v in content.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def profiles() -> dict[str, DeviceProfile]:
    """Load every profile that is shipped, by name."""
    return {file.stem: load(file) for file in sorted(PROFILES.glob("*.toml"))}
