"""`python -m bench`: measure, and print what was reached beside the floors."""

import argparse
import logging
import os
import platform
import sqlite3
import time

import structlog

from bench import history, over_http, statements
from bench.databases import KINDS, grounds
from scanner_app.db.engine import journal_mode

_HTTP = {"scans": over_http.scans, "receipts": over_http.receipts}
_ALL = ("statements", *_HTTP, "history")


def main() -> None:
    """Read the arguments and run the benches asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="*", help=", ".join(_ALL))
    parser.add_argument("--database", choices=KINDS, action="append", dest="kinds")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0, help="of one turn")
    parser.add_argument("--entries", type=int, default=1_000_000, help="of the long history")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    wanted, kinds = asked.what or _ALL, asked.kinds or KINDS
    began = time.perf_counter()
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} ({journal_mode()}, "
        f"synchronous FULL), {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
    )
    for kind in kinds:
        if "statements" in wanted:
            statements.report(kind)
        if http := [name for name in wanted if name in _HTTP]:
            with grounds(kind) as ground:
                for name in http:
                    _HTTP[name](ground, rounds=asked.rounds, seconds=asked.seconds)
        if "history" in wanted:
            history.report(kind, entries=asked.entries)
    load = os.getloadavg()[0]
    print(f"\n{time.perf_counter() - began:.0f} s, load {load:.1f} at the end")


if __name__ == "__main__":
    main()
