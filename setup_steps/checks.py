"""`./test` once everything is installed: each check prints its name, result and seconds."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from setup_steps.places import CACHE, ROOT, VENV_PYTHON, command
from setup_steps.report import call, say

_MINUTES: Final = 38
"""A run that takes longer is ended and has failed."""

_CLOSING: Final = re.compile(r"^=* ?.*\b(passed|failed|errors?|skipped|no tests ran)\b.* in \d.*s")
_SKIPPED: Final = re.compile(r"\b(\d+) skipped\b")
_ALL_TESTS: Final = ("-n", "2", "--dist", "loadfile")


@dataclass(frozen=True)
class Outcome:
    """How a check ended; `closing` is the last line that the test runner printed."""

    name: str
    passed: bool
    seconds: float
    remark: str = ""
    closing: str = ""

    def line(self) -> str:
        """Say it in one line."""
        result = "ok" if self.passed else "FAILED"
        return f"{self.name:<14}{result:<8}{self.seconds:6.1f} s  {self.remark}".rstrip()


def _typed() -> list[str]:
    wanted = ("scanner_app", "devices", "setup_steps", "wsgi.py")
    return [name for name in wanted if (ROOT / name).exists()]


def _static_checks() -> dict[str, list[str]]:
    return {
        "format": [command("ruff"), "format", "--check", "."],
        "lint": [command("ruff"), "check", "--no-fix", "."],
        "types": [command("mypy"), *_typed()],
        "contracts": [command("lint-imports")],
    }


def _static(name: str, arguments: Sequence[str]) -> Outcome:
    began = time.monotonic()
    done = call(arguments, environment={"RUFF_CACHE_DIR": str(CACHE / "ruff"), "NO_COLOR": "1"})
    if done.returncode:
        say(done.stdout.rstrip())
    return Outcome(name, done.returncode == 0, time.monotonic() - began)


def _tests(*arguments: str, may_skip: bool) -> Outcome:
    """Run pytest, show what it prints, but keep its closing line for the very end."""
    began = time.monotonic()
    process = subprocess.Popen(
        [VENV_PYTHON, "-m", "pytest", *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    alarm = threading.Timer(_MINUTES * 60, _end, [process])
    alarm.start()
    closing = ""
    try:
        for line in process.stdout or ():
            if closing:
                say(closing)
            closing = line.rstrip("\n") if _CLOSING.match(line) else ""
            if not closing:
                say(line.rstrip("\n"))
        code = process.wait()
    finally:
        alarm.cancel()
        _end(process)
    seconds = time.monotonic() - began
    passed, remark = code == 0, ""
    if skipped := _SKIPPED.search(closing):
        passed &= may_skip
        remark = f"{skipped[1]} skipped" + ("" if may_skip else ", which CI does not accept")
    if seconds > _MINUTES * 60:
        passed, remark = False, f"ended after {_MINUTES} minutes"
    return Outcome("tests", passed, seconds, remark, closing)


def _end(process: subprocess.Popen[str]) -> None:
    """End the test runner and all it started."""
    if process.poll() is not None:
        return
    for number, patience in ((signal.SIGINT, 20), (signal.SIGKILL, 5)):
        os.killpg(process.pid, number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return


def _without_settings() -> None:
    """Forget the application's settings of the person who runs the tests."""
    for name in list(os.environ):
        if name.startswith("SCANNER_") and not name.startswith(("SCANNER_TEST_", "SCANNER_ZBAR_")):
            del os.environ[name]


def _plan(mode: str, arguments: Sequence[str]) -> list[Callable[[], Outcome]]:
    if mode == "only":
        return [partial(_tests, *arguments, may_skip=True)]
    steps = [partial(_static, name, wanted) for name, wanted in _static_checks().items()]
    if mode == "fast":
        return [*steps, partial(_tests, "tests/house", may_skip=True)]
    steps.append(partial(_static, "dependencies", [command("deptry"), "--no-ansi", "."]))
    is_ci = os.environ.get("CI", "").lower() == "true"  # there everything needed is there
    return [*steps, partial(_tests, *_ALL_TESTS, may_skip=not is_ci)]


def check(mode: str, arguments: Sequence[str]) -> int:
    """Run the checks of a mode (`all`, `fast`, or `only` pytest with arguments).

    All are run before the first failure counts. Returns 0 when all passed, 1 otherwise.
    """
    _without_settings()
    outcomes = []
    for step in _plan(mode, arguments):
        outcomes.append(step())
        say(outcomes[-1].line())
    failed = [one for one in outcomes if not one.passed]
    if len(outcomes) > 1:
        say(f"{len(outcomes) - len(failed)} of {len(outcomes)} checks passed")
        for one in failed:
            say(one.line())
    if closing := outcomes[-1].closing:
        say(closing)
    return 1 if failed else 0
