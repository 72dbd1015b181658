"""GS1 cases: what a scanner delivers, and the parse or refusal expected."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from scanner_app.barcodes.parse import CodeKind, ParsedCode, parse
from scanner_app.barcodes.refusal import CodeRefused
from scanner_app.barcodes.symbol import Symbol, Symbology
from tests.oracle.report import Case, OracleFile, Verdict, difference

AS_OF = date(2026, 6, 1)
"""The day from which the cases are seen unless they say otherwise."""

KEY = b"the oracle prints no commands"


def run(file: OracleFile) -> Iterator[Verdict]:
    """Run every case; the database plays no part."""
    for case in file.cases:
        yield Verdict(case["id"], first_difference(case))


def read(case: Case, *, complete: bool = False) -> ParsedCode:
    """Parse the input of a case under the reader settings that belong to it."""
    config = case.get("config") or {}
    return parse(
        Symbol(Symbology(config.get("symbology", "unknown")), case["input"]),
        key=KEY,
        as_of=date.fromisoformat(config.get("as_of", AS_OF.isoformat())),
        gs_substitutes=tuple(config.get("gs_substitutes", ())),
        complete=complete,
    )


def first_difference(case: Case) -> str | None:
    """Say the first difference between a case and the product, None if there is none."""
    expected = case["expect"]
    try:
        parsed = read(case)
    except CodeRefused as refused:
        if expected["ok"]:
            return f"expected a parse, got {refused}"
        return _refusal_difference(expected, refused)
    if not expected["ok"]:
        return f"expected {expected['error']}, got {parsed.kind} {parsed.text!r}"
    return _parse_difference(expected, parsed) or _strict_difference(case)


def _refusal_difference(expected: dict[str, Any], refused: CodeRefused) -> str | None:
    code = refused.code.replace("-", "_")
    if code != expected["error"] and code not in expected.get("error_any", ()):
        return f"error: expected {expected['error']}, got {refused}"
    ai = expected.get("ai")
    # Of two identifiers that exclude each other, either may be named as the one at fault.
    if ai and ai != refused.ai and f"({ai})" not in refused.detail:
        return difference("ai at fault", ai, refused.ai)
    return None


def _parse_difference(expected: dict[str, Any], parsed: ParsedCode) -> str | None:
    if "kind" in expected and expected["kind"] != parsed.kind.value:
        return difference("kind", expected["kind"], parsed.kind.value)
    if "elements" in expected:
        elements = [list(element) for element in parsed.gs1.elements] if parsed.gs1 else None
        if elements != expected["elements"]:
            return difference("elements", expected["elements"], elements)
    known = interpreted(parsed)
    for name, value in expected.get("interpreted", {}).items():
        if str(value) != known.get(name):
            return difference(name, str(value), known.get(name))
    if "warnings" in expected:
        return difference("warnings", sorted(expected["warnings"]), sorted(parsed.warnings))
    return None


def _strict_difference(case: Case) -> str | None:
    """A label that is declared complete turns the warning into a refusal."""
    strict = case["expect"].get("strict_error")
    if strict is None:
        return None
    try:
        read(case, complete=True)
    except CodeRefused as refused:
        return difference("strict error", strict, refused.code.replace("-", "_"))
    return f"strict error: expected {strict}, got a parse"


def interpreted(parsed: ParsedCode) -> dict[str, str]:
    """Say what the product understood, under the names of the cases."""
    facts: dict[str, object] = {
        "gtin": parsed.gtin,
        "gtin_format": parsed.gtin_format,
        "indicator": parsed.indicator,
        "contained_gtin": parsed.contained_gtin,
        "addon": parsed.add_on,
        "isbn": parsed.isbn,
    }
    if parsed.kind in (CodeKind.TEXT, CodeKind.URL):
        facts["text"] = parsed.text
    if parsed.gs1:
        said = parsed.gs1
        facts |= {
            "lot": said.lot_no,
            "serial": said.serial_no,
            "expiry": said.expiration_date,
            "best_before": said.best_before_date,
            "production_date": said.production_date,
            "quantity": said.quantity,
            "count": said.count,
            "sscc": said.sscc,
            "contained_gtin": said.contained_gtin,
        } | dict(said.more)
    return {name: str(value) for name, value in facts.items() if value is not None}
