"""Documents that are written out of the code: `python -m tests.house.written_docs`."""

from pathlib import Path

from scanner_app import config
from scanner_app.kernel import errors
from scanner_app.kernel.catalogue import CATALOGUE

ROOT = Path(__file__).parents[2]


def errors_page() -> str:
    """Write `docs/errors.md` out of the catalogue."""
    lines = [
        "# Errors",
        "",
        "Every refusal has a code that never changes and a sentence that says what to do next. On pages",
        "the sentence is shown; the JSON interface answers with a problem document (RFC 9457) whose",
        "`code` is the first problem's and whose `errors` lists all of them with field and line. When",
        "several hold, the lowest rank is shown first. Names in braces are filled in.",
        "",
        "| class | HTTP status | meaning |",
        "|---|--:|---|",
    ]
    lines += [
        f"| {kind.__name__} | {kind.status} | {(kind.__doc__ or '').splitlines()[0]} |"
        for kind in sorted(errors.Refusal.__subclasses__(), key=lambda kind: kind.status)
    ]
    lines += ["", "| code | rank | sentence |", "|---|--:|---|"]
    lines += [
        f"| `{code}` | {entry.rank} | {entry.sentence} |" for code, entry in CATALOGUE.items()
    ]
    return "\n".join([*lines, ""])


def settings_page() -> str:
    """Write `docs/settings.md` out of `config.py`."""
    lines = [
        "# Settings",
        "",
        "Technical settings are environment variables. An unknown `SCANNER_` variable stops the start",
        "with its name, and so does a wrong value. Where it says so, `<name>_FILE` may name a file that",
        "holds the value. What concerns the business (limits for counts, reasons, negative stock) is",
        "kept in the database with its history.",
        "",
        "| variable | meaning | default | file |",
        "|---|---|---|---|",
    ]
    for row in (*config.ROWS, *config.ELSEWHERE):
        also = "yes" if row.is_file_too else ""
        lines.append(f"| `{config.PREFIX}{row.name}` | {row.meaning} | {row.default} | {also} |")
    return "\n".join([*lines, ""])


PAGES = {"errors.md": errors_page, "settings.md": settings_page}


def main() -> None:
    """Write the documents."""
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page())


if __name__ == "__main__":
    main()
