"""What a step says to the person who started it, and how commands are called."""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from setup_steps.places import ROOT


class CannotSetUp(Exception):
    """Something needed cannot be had; the text is one sentence that says what to do."""


def say(text: str) -> None:
    """Print one line at once."""
    print(text, flush=True)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Say what is being done, and afterwards how long it took."""
    began = time.monotonic()
    say(f"{what} ...")
    yield
    say(f"{what}: done in {time.monotonic() - began:.1f} s")


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock file, so that two commands started at once do not work on the same thing."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"waiting for another command that is setting up ({lock.name}) ...")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def call(
    arguments: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run a command, keep what it prints, and hand both back; never raises for its exit code."""
    return subprocess.run(
        [str(part) for part in arguments],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def must(
    arguments: Sequence[str | Path],
    *,
    otherwise: str,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run a command that has to succeed; return what it printed.

    Raises: CannotSetUp with `otherwise` when it fails; what it printed goes to standard error.
    """
    try:
        done = call(arguments, environment=environment)
    except OSError as error:
        raise CannotSetUp(f"{otherwise} ({error})") from error
    if done.returncode:
        sys.stderr.write(done.stdout)
        raise CannotSetUp(otherwise)
    return done.stdout
