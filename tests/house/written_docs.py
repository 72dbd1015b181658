"""Documents that are written out of the code: `python -m tests.house.written_docs`."""

import tempfile
from pathlib import Path

from scanner_app import config
from scanner_app.app import create_app
from scanner_app.kernel import errors
from scanner_app.kernel.catalogue import CATALOGUE
from scanner_app.web.policy import policy_of

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


API_HEAD = """# The JSON interface

`GET /api/v1/openapi.json` is the whole description (OpenAPI 3.1). The pages and the interface do the
same use cases. Changes inside version 1 only add.

- **Who**: `Authorization: Bearer whs_...`, a token of a person, made by that person under *My
  tokens* or with `flask people token`. A request with a token ignores cookies. Approvals take no
  token: they need a person.
- **Once**: every POST that posts needs the header `Idempotency-Key` with a UUID made by the client.
  Repeated, it gets the same reply (`Idempotent-Replay: true`) and changes nothing; with other content
  it is refused (`request-id-reused`). Replies are kept 90 days. 503 is not kept: repeat.
- **Numbers** are strings (`"12.5"`), dates `2027-03-31`, moments UTC.
- **Refusals** are `application/problem+json` with `code`, `detail` and `errors` (code, message, field,
  line); all codes are in [errors.md](errors.md). Nothing is written then.
- **Lists** take `after` and `limit` (at most 200) and answer `next_after`.
- **Decisions** carry `If-Match` with the ETag of what was seen.
- **Counts are blind** for operators: the reply names neither posting nor review (`register_no` and
  `batch_id` are 0), and a posting that came from a count shows them no entries (`is_blind`).
  Supervisors see both. Stock by item and bin, and the ledger entries of an item, stay open to all,
  because goods must be found: blind means that counting itself tells nothing.

```sh
curl -k "$URL/api/v1/receipts" -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \\
  -H "Content-Type: application/json" \\
  -d '{"order_no": "PO1000", "lines": [{"item_no": "HW-930", "quantity": "12"}]}'
```

`POST /api/v1/scans` is what the phone page speaks: one reading in, the next prompt out. A program that
knows what it wants uses the other routes.

| route | least role | what it does |
|---|---|---|
"""


def api_page() -> str:
    """Write `docs/api.md` out of the routes."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(config.load({"SCANNER_INSTANCE_DIR": folder}))
    rows = []
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/v1/"):
            continue
        view = app.view_functions[rule.endpoint]
        policy = policy_of(view)
        role = "anybody" if policy is None or policy.role is None else policy.role.value
        said = (view.__doc__ or "").splitlines()[0]
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        rows += [(rule.rule, f"| `{method} {rule.rule}` | {role} | {said} |") for method in methods]
    return API_HEAD + "\n".join(row for _, row in sorted(rows)) + "\n"


PAGES = {
    "api.md": api_page,
    "errors.md": errors_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Write the documents."""
    for name, page in PAGES.items():
        (ROOT / "docs" / name).write_text(page())


if __name__ == "__main__":
    main()
