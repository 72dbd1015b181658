"""Chromium for the tests that look at the pages as a person does, and a font for it to draw with."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from setup_steps import system
from setup_steps.places import CACHE
from setup_steps.report import CannotSetUp, alone


def _has_chromium() -> bool:
    return Path("/usr/bin/chromium").exists() or bool(shutil.which("chromium"))


def _has_font() -> bool:
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
    found = (Path(folder).expanduser() for folder in folders)
    return any(
        name.endswith((".ttf", ".otf"))
        for folder in found
        for _, _, names in os.walk(folder)
        for name in names
    )


def _ensure(has: Callable[[], bool], package: str) -> None:
    if has():
        return
    with alone(CACHE / "system.lock"):
        if not has() and system.may_install():
            system.install(package)
    if not has():
        raise CannotSetUp(f"the tests need {package}: install that package")


def ensure() -> None:
    """Make Chromium and a font available.

    Raises: CannotSetUp when they are missing and may not be installed from here.
    """
    _ensure(_has_chromium, "chromium")
    _ensure(_has_font, "fonts-dejavu-core")
