"""Where things lie."""

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
CACHE: Final = ROOT / ".cache"
"""What can be fetched or computed again; never committed."""

VENV: Final = ROOT / ".venv"
VENV_PYTHON: Final = VENV / "bin" / "python"

RUN_LOCK: Final = ROOT / "requirements.lock"
TEST_LOCK: Final = ROOT / "requirements-dev.lock"
UV_LOCK: Final = ROOT / "requirements-uv.lock"
POSTGRES_LOCK: Final = ROOT / "requirements-postgres.lock"


def instance() -> Path:
    """Return the folder of this installation's data and secrets."""
    return Path(os.environ.get("SCANNER_INSTANCE_DIR") or ROOT / "instance").resolve()


def command(name: str) -> str:
    """Return the path of a command of the virtual environment."""
    return str(VENV / "bin" / name)
