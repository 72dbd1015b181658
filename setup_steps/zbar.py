"""The system library libzbar0, which pyzbar needs to read bar codes from pictures.

The recipe, in this order:

1. The machine has it: nothing to do.
2. We are root on Debian: `apt-get install --no-install-recommends libzbar0` (with what it recommends
   it would be 102 packages instead of 11).
3. Otherwise the package and what it lacks are downloaded and unpacked into `.cache/zbar`
   (2 MB, one second). `LD_LIBRARY_PATH` does not help there, because pyzbar asks
   `ctypes.util.find_library`, which asks ldconfig and gcc. `scanner_app/barcodes/decode.py` therefore
   loads every library in the folder `SCANNER_ZBAR_DIR` with `ctypes.CDLL(..., RTLD_GLOBAL)`, in passes
   until no more can be loaded, and hands pyzbar the path of `libzbar.so.0` itself. `./run` and
   `./test` set that variable for what they start.
4. Otherwise pictures are read by zxing-cpp alone. `./run` says so in a line; `./test` needs zbar.
"""

import ctypes
import os
from pathlib import Path
from typing import Final

from setup_steps import system
from setup_steps.places import CACHE
from setup_steps.report import CannotSetUp, alone, say, timed

_FILE: Final = "libzbar.so.0"
_UNPACKED: Final = CACHE / "zbar"


def _is_on_the_machine() -> bool:
    try:
        ctypes.CDLL(_FILE)
    except OSError:
        return False
    return True


def _unpacked_folder() -> Path | None:
    return next((found.parent for found in _UNPACKED.rglob(_FILE)), None)


def _obtain() -> Path | None:
    """Get the library; return the folder it was unpacked into, or None."""
    with alone(CACHE / "system.lock"):
        if system.may_install() and system.install("libzbar0") and _is_on_the_machine():
            return None
        if _unpacked_folder() is None:
            with timed("unpacking libzbar0 into .cache"):
                system.unpack("libzbar0", _UNPACKED)
    return _unpacked_folder()


def ensure(*, required: bool) -> None:
    """Make libzbar0 available and say where in `SCANNER_ZBAR_DIR` if it is not the system's.

    Raises: CannotSetUp when it is required and cannot be had.
    """
    if os.environ.get("SCANNER_ZBAR_DIR") or _is_on_the_machine():
        return
    folder = _unpacked_folder() or _obtain()
    if folder is not None:
        os.environ["SCANNER_ZBAR_DIR"] = str(folder)
    elif not _is_on_the_machine():
        if required:
            raise CannotSetUp("the tests need the system library libzbar0: install that package")
        say("pictures are read by zxing only: libzbar0 was not found (install that package)")
