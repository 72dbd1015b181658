"""The virtual environment and the locked, hash-pinned packages in it."""

import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path

from setup_steps import system
from setup_steps.places import CACHE, ROOT, UV_LOCK, VENV, VENV_PYTHON
from setup_steps.report import CannotSetUp, alone, call, must, say, timed

UV_SETTINGS = {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1", "UV_NO_CONFIG": "1"}
"""uv trusts what the machine trusts, as pip does, and reads no settings from elsewhere."""


def _fingerprint(lock: Path) -> str:
    """Return what an installation depends on: lock file, Python of the environment, its place."""
    settings = VENV / "pyvenv.cfg"
    said = settings.read_text().splitlines() if settings.exists() else []
    version = next((line for line in said if line.startswith("version")), "none")
    digest = hashlib.sha256(lock.read_bytes())
    digest.update(f"{version} {ROOT}".encode())
    return digest.hexdigest()


def _stamp(lock: Path) -> Path:
    return VENV / f".installed-{lock.stem}"


def _is_installed(lock: Path) -> bool:
    stamp = _stamp(lock)
    return (
        VENV_PYTHON.exists() and stamp.exists() and stamp.read_text().strip() == _fingerprint(lock)
    )


def install(lock: Path) -> None:
    """Make the virtual environment if needed and install what the lock file names.

    A second call with the same lock file and Python does nothing.
    """
    if _is_installed(lock):
        return
    with alone(CACHE / "setup.lock"):
        if _is_installed(lock):  # the command that we waited for has done it
            return
        if not VENV_PYTHON.exists():
            _make_environment()
        with timed(f"installing {lock.name}"):
            _stamp(lock).unlink(missing_ok=True)
            _install_locked(lock)
            _stamp(lock).write_text(_fingerprint(lock) + "\n")


def _make_environment() -> None:
    if find_spec("ensurepip") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not (system.may_install() and system.install(package)):
            raise CannotSetUp(f"Python's venv module is missing: install the package {package}")
    with timed("making .venv"):
        must(
            [sys.executable, "-m", "venv", "--clear", VENV],
            otherwise="the virtual environment .venv could not be made",
        )


def _install_locked(lock: Path) -> None:
    uv = VENV / "bin" / "uv"
    python = str(VENV_PYTHON)
    hashed = ["--require-hashes", "--quiet", "-r"]
    pip = [python, "-m", "pip", "install", "--disable-pip-version-check", *hashed]
    if not uv.exists():
        call([*pip, str(UV_LOCK)])
    if uv.exists():
        arguments = [str(uv), "pip", "install", "--python", python, *hashed, str(lock)]
        if not call(arguments, environment=UV_SETTINGS).returncode:
            return
        say("uv could not install the packages; pip tries")
    must([*pip, str(lock)], otherwise=f"the packages of {lock.name} could not be installed")
