"""Packages of the operating system: through apt as root, unpacked beside the project otherwise."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from setup_steps.report import call, say, timed

_SETTINGS: Final[Mapping[str, str]] = {
    "DEBIAN_FRONTEND": "noninteractive",
    "LC_ALL": "C",
    # dpkg refuses to work without the folders of the administrator's commands
    "PATH": os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/local/sbin:/usr/sbin:/sbin",
}
_WAIT: Final = "DPkg::Lock::Timeout=300"


def may_install() -> bool:
    """Say whether this is a Debian machine whose packages we may install."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


@cache
def _refresh_lists() -> None:
    call(["apt-get", "-o", _WAIT, "update"], environment=_SETTINGS)


def install(*names: str) -> bool:
    """Install Debian packages without what they merely recommend; say whether it worked."""
    with timed(f"installing {' '.join(names)} with apt-get"):
        _refresh_lists()
        done = call(
            ["apt-get", "-o", _WAIT, "install", "-y", "--no-install-recommends", *names],
            environment=_SETTINGS,
        )
    if done.returncode:
        say("\n".join(done.stdout.splitlines()[-5:]))
    return not done.returncode


def unpack(name: str, into: Path) -> bool:
    """Fetch a Debian package with all it lacks and unpack it into a folder, without being root.

    The recipe: let apt-get simulate the installation, download what it would install, and unpack
    each with `dpkg-deb -x`. Where the machine has no package lists (slim images) they are fetched
    into a folder of ours first.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return False
    with tempfile.TemporaryDirectory() as folder:
        for options in ([], _own_lists(Path(folder))):
            if options:
                call(["apt-get", *options, "update"], environment=_SETTINGS)
            if _unpack_with(name, into, options=options, folder=Path(folder)):
                return True
    return False


def _own_lists(folder: Path) -> list[str]:
    for part in ("lists/partial", "cache/archives/partial"):
        (folder / part).mkdir(parents=True)
    return ["-o", f"Dir::State::Lists={folder / 'lists'}", "-o", f"Dir::Cache={folder / 'cache'}"]


def _unpack_with(name: str, into: Path, *, options: list[str], folder: Path) -> bool:
    plan = call(
        ["apt-get", *options, "install", "-s", "--no-install-recommends", name],
        environment=_SETTINGS,
    )
    wanted = re.findall(r"^Inst (\S+)", plan.stdout, flags=re.MULTILINE)
    if plan.returncode or not wanted:
        return False
    got = call(["apt-get", *options, "download", *wanted], environment=_SETTINGS, folder=folder)
    if got.returncode:
        return False
    half = into.with_name(f"{into.name}.{os.getpid()}")
    for archive in folder.glob("*.deb"):
        if call(["dpkg-deb", "-x", archive, half]).returncode:
            return False
    shutil.rmtree(into, ignore_errors=True)
    half.rename(into)
    return True
