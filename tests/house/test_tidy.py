"""House rules that an import graph cannot see, by syntax tree. Exceptions: exceptions.py."""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from tests.house.exceptions import RULES
from tests.house.source import ROOT, Module, application, dotted, imported, modules, read

_DOORS = ("wsgi.py", "migrations/env.py")
_EDGES = ("scanner_app.web", "scanner_app.cli")
_CLOCK_CALLS = frozenset(
    f"{owner}.{name}"
    for owner in ("datetime", "date", "datetime.datetime", "datetime.date")
    for name in ("now", "today", "utcnow")
) | {"time.time", "time.time_ns", "time.localtime", "time.gmtime"}
_SQL_CLOCKS = frozenset({"func.now", "func.current_timestamp", "func.current_date"})
_NO_NAMES = frozenset({"utils", "util", "helpers", "helper", "misc", "common", "manager"})
_ZEROS = frozenset({"0", "ZERO", "Decimal(0)", "Decimal('0')", "_ZERO"})

Finding = tuple[int, str]
Rule = Callable[[Module], Iterator[Finding]]


def _calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def _says_commit(module: Module) -> Iterator[Finding]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback", "begin_nested"}:
            yield node.lineno, f"says {node.attr}"


def _reads_the_clock(module: Module) -> Iterator[Finding]:
    for node, name in _calls(module):
        if name in _CLOCK_CALLS or name in _SQL_CLOCKS or name.endswith(("func.now", ".utcnow")):
            yield node.lineno, f"reads the clock: {name}()"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            taken = {alias.name for alias in node.names} & {"time", "time_ns", "localtime"}
            if taken:
                yield node.lineno, f"imports {', '.join(sorted(taken))} from time"


def _imports_foreign_models(module: Module) -> Iterator[Finding]:
    for name in sorted(imported(module)):
        found = re.fullmatch(r"scanner_app\.(\w+)\.models", name)
        if found and found[1] != module.room:
            yield 1, f"imports {name}, which is private to its room"


def _clamps_at_zero(module: Module) -> Iterator[Finding]:
    for node, name in _calls(module):
        if name == "max" and any(ast.unparse(part) in _ZEROS for part in node.args):
            yield node.lineno, "max(0, ...): a quantity is refused or a fault, never clamped"


def _uses_floats(module: Module) -> Iterator[Finding]:
    if not module.room:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"float literal {node.value}"
    for node, name in _calls(module):
        if name == "float":
            yield node.lineno, "float(...)"


def _passes_on(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler ends by raising what it caught: it tidies up and swallows nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _catches_everything(module: Module) -> Iterator[Finding]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ExceptHandler) or _passes_on(node):
            continue
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        if any(kind is None or dotted(kind) in {"Exception", "BaseException"} for kind in kinds):
            yield node.lineno, "catches everything"


def _fills_the_doorstep(module: Module) -> Iterator[Finding]:
    """A package's own file holds its docstring and nothing else."""
    if not module.is_package or module.name == "scanner_app":
        return
    if ast.get_docstring(module.tree) is None:
        yield 1, "has no docstring that says what belongs in it"
    for node in module.tree.body[1:]:
        yield node.lineno, "holds more than its docstring"


def _runs_use_cases(module: Module) -> Iterator[Finding]:
    """Nothing below the edges starts a use case, so that none runs inside another."""
    if module.name.startswith(_EDGES) or module.name == "scanner_app.service.use_case":
        return
    if "scanner_app.service.use_case.Service" in imported(module):
        yield 1, "imports Service, with which only web and cli start use cases"


RULE_CHECKS: dict[str, Rule] = {
    "commit": _says_commit,
    "clock": _reads_the_clock,
    "models": _imports_foreign_models,
    "max-zero": _clamps_at_zero,
    "float": _uses_floats,
    "except-exception": _catches_everything,
    "room-doorstep": _fills_the_doorstep,
    "run-from-the-edge": _runs_use_cases,
}


def findings(rule: str) -> dict[str, list[str]]:
    """Return what breaks a rule, by file."""
    found: dict[str, list[str]] = {}
    for module in application():
        for line, what in RULE_CHECKS[rule](module):
            found.setdefault(module.where, []).append(f"{module.where}:{line} {what}")
    return found


@pytest.mark.parametrize("rule", RULE_CHECKS)
def test_the_house_rule_is_kept(rule):
    broken = [
        text
        for where, texts in findings(rule).items()
        if where not in RULES[rule]
        for text in texts
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("rule", RULE_CHECKS)
def test_no_exception_outlives_its_reason(rule):
    found = findings(rule)
    stale = [where for where in RULES[rule] if (ROOT / where).exists() and where not in found]
    assert not stale, f"no longer needed in exceptions.py, {rule}: {stale}"


def test_every_exception_names_a_known_rule_and_gives_a_reason():
    assert set(RULES) == {*RULE_CHECKS, "dead-module"}
    assert all(len(reason) > 10 for listed in RULES.values() for reason in listed.values())


def test_no_module_has_a_name_that_says_nothing():
    empty = [module.where for module in modules() if _NO_NAMES & set(module.name.split("."))]
    assert not empty


def test_a_note_to_do_carries_an_issue_number():
    word = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b(?!\s*\(?#\d+)")
    folders = ("scanner_app", "devices", "setup_steps", "templates", "static", "tests", "docs")
    kinds = {".py", ".html", ".js", ".mjs", ".css", ".md"}
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in kinds and "vendor" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if word.search(line)
    ]
    assert not found


def test_a_relationship_stays_in_its_room():
    for module in application():
        own = {node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef)}
        for node, name in _calls(module):
            if name.rpartition(".")[2] == "relationship" and node.args:
                target = getattr(node.args[0], "value", dotted(node.args[0]))
                assert target in own, f"{module.where}:{node.lineno} relates to {target}"


def _named_as_text(module: Module) -> set[str]:
    """Return the strings of a module: some name modules that are imported when needed."""
    return {
        node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_module_is_imported_by_something():
    """Modules that nothing imports are dead; checked once the house has its doors."""
    if not all((ROOT / path).exists() for path in _DOORS):
        return
    named = set()
    doors = [*(ROOT / path for path in _DOORS), *(ROOT / "migrations/versions").glob("*.py")]
    for module in (*application(), *(read(path) for path in doors)):
        named |= (imported(module) | _named_as_text(module)) - {module.name}
    dead = [
        module.where
        for module in application()
        if not module.is_package
        and not module.where.endswith("/__main__.py")  # is run, not imported
        and module.name not in named
        and module.where not in RULES["dead-module"]
    ]
    assert not dead, f"imported by nothing: {dead}"
