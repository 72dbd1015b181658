"""`python3 -m setup_steps run|test|locks ...`: what `./run` and `./test` hand over to."""

import os
import sys
from collections.abc import Sequence
from functools import partial

from setup_steps import browser, options, packages, postgres, zbar
from setup_steps.places import RUN_LOCK, TEST_LOCK, VENV_PYTHON
from setup_steps.report import CannotSetUp, say

_TEST_USAGE = "usage: ./test | ./test fast | ./test -- PYTEST ARGUMENTS"


def _run(arguments: Sequence[str]) -> int:
    options.read(arguments)  # a mistyped option is said at once
    packages.install(RUN_LOCK)
    zbar.ensure(required=False)
    # from here on with the packages that were just installed
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "setup_steps", "start", *arguments])


def _start(arguments: Sequence[str]) -> int:
    from setup_steps import start  # noqa: PLC0415 - needs the installed packages

    return start.start(options.read(arguments))


def _test(arguments: Sequence[str]) -> int:
    from setup_steps import checks  # noqa: PLC0415 - not needed by ./run

    modes = {(): "all", ("fast",): "fast"}
    mode = "only" if arguments[:1] == ["--"] else modes.get(tuple(arguments))
    if mode is None:
        say(_TEST_USAGE)
        return 2
    packages.install(TEST_LOCK)
    if mode != "fast":
        _get_what_tests_need(strictly=mode == "all")
    return checks.check(mode, arguments[1:])


def _get_what_tests_need(*, strictly: bool) -> None:
    """Get the system's part; for tests chosen by hand, what cannot be had is only said."""
    for ensure in (partial(zbar.ensure, required=True), postgres.ensure, browser.ensure):
        try:
            ensure()
        except CannotSetUp as problem:
            if strictly:
                raise
            say(str(problem))


def _locks(arguments: Sequence[str]) -> int:
    from setup_steps import locks  # noqa: PLC0415 - a maintainer's command

    locks.refresh(arguments)
    return 0


_COMMANDS = {"run": _run, "start": _start, "test": _test, "locks": _locks}


def main(words: Sequence[str]) -> int:
    """Do what the first word says; 0 is well, 1 failed, 2 cannot be set up."""
    try:
        return _COMMANDS[words[0]](words[1:])
    except CannotSetUp as problem:
        sys.stderr.write(f"cannot set up: {problem}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
