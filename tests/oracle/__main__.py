"""`python -m tests.oracle FILE... [--case ID] [--database URL]`.

Prints `PASS id` or `FAIL id: first difference, expected and got` for each case and closes with
`N passed, M failed`. Exit 0 only if none failed. A format is told by its content, so a file may
have any name; a case of a format that nobody has built a runner for fails by name.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.oracle import costing_cases, gs1_cases
from tests.oracle.report import Case, OracleFile, Runner, Verdict

FORMATS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "gs1": lambda content: "error_codes" in content,
    "costing": lambda content: "ops" in content,
}
"""How each format is told from the whole content of a file. Add a format here ..."""

RUNNERS: dict[str, Runner] = {
    "gs1": gs1_cases.run,
    "costing": costing_cases.run,
}
"""... and its runner here."""


def load(path: Path) -> tuple[Mapping[str, Any], tuple[Case, ...]]:
    """Read a file and its cases; cases that are kept by name get the name as id."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(content, list):
        content = {"cases": content}
    cases = content.get("cases", [])
    if isinstance(cases, dict):
        cases = [{"id": name, **case} for name, case in cases.items()]
    return content, tuple(cases)


def not_built(file: OracleFile) -> Iterator[Verdict]:
    """Fail every case of a format without runner."""
    for case in file.cases:
        yield Verdict(str(case.get("id", "?")), "not built yet")


def verdicts(path: Path, *, case_id: str | None, database: str | None) -> Iterator[Verdict]:
    """Run the cases of one file, or one of them."""
    content, cases = load(path)
    chosen = tuple(case for case in cases if case_id in (None, str(case.get("id"))))
    name = next((name for name, is_it in FORMATS.items() if is_it(content)), "")
    runner = RUNNERS.get(name, not_built)
    yield from runner(OracleFile(content, chosen, database))


def say(line: str) -> None:
    """Print one line at once, so that a long run can be watched."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Run the files named on the command line; 0 if no case failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--case", metavar="ID", help="run this case only")
    parser.add_argument("--database", metavar="URL", help="run in this database")
    options = parser.parse_args(arguments)
    passed = failed = 0
    for path in options.files:
        for verdict in verdicts(path, case_id=options.case, database=options.database):
            if verdict.difference is None:
                passed += 1
                say(f"PASS {verdict.case_id}")
            else:
                failed += 1
                say(f"FAIL {verdict.case_id}: {verdict.difference}")
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
