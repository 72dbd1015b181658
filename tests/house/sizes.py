"""Measures of the source: `python -m tests.house.sizes` prints medians and the largest."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tests.house.source import Module, modules

LIMITS = {
    "module-lines": 400,
    "function-lines": 50,
    "function-nesting": 3,
    "function-parameters": 6,
    "function-positional": 2,
}

_WORKED_ON = frozenset({"connection", "manner", "session", "state", "work"})
_BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.TryStar, ast.Match)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Size:
    """One thing measured: which measure, where, how much."""

    measure: str
    where: str
    value: int


def sizes(module: Module) -> Iterator[Size]:
    """Measure a module and every function in it."""
    yield Size("module-lines", module.where, len(module.text.splitlines()))
    for name, function in _functions(module.tree, ""):
        where = f"{module.where}::{name}"
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        yield Size("function-lines", where, lines)
        yield Size("function-nesting", where, _nesting(function.body))
        yield Size("function-parameters", where, len(_parameters(function)))
        yield Size("function-positional", where, _positional(function))


def _functions(node: ast.AST, inside: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield inside + child.name, child
            yield from _functions(child, f"{inside}{child.name}.")
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{inside}{child.name}.")
        else:
            yield from _functions(child, inside)


def _parameters(function: Function) -> list[str]:
    said = function.args
    names = [one.arg for one in (*said.posonlyargs, *said.args, *said.kwonlyargs)]
    return [name for name in names if name not in {"self", "cls"}]


def _positional(function: Function) -> int:
    """Count what a caller elsewhere may pass by place, not counting what the call works on.

    A function whose name begins with an underscore is called in its own file only, and free.
    """
    if function.name.startswith("_"):
        return 0
    said = function.args
    names = [one.arg for one in (*said.posonlyargs, *said.args)]
    if names and names[0] in {"self", "cls"}:
        del names[0]
    return len(names) - bool(names and names[0].lstrip("_") in _WORKED_ON)


def _nesting(body: list[ast.stmt]) -> int:
    """Return how deep blocks stand in one another; `elif` is no deeper than its `if`."""
    return max((_depth(statement) for statement in body), default=0)


def _depth(statement: ast.stmt) -> int:
    if isinstance(statement, (*Function.__args__, ast.ClassDef)) or not isinstance(
        statement, _BLOCKS
    ):
        return 0
    deepest = 0
    for part in _parts(statement):
        is_elif = isinstance(statement, ast.If) and part is statement.orelse and len(part) == 1
        if is_elif and isinstance(part[0], ast.If):
            deepest = max(deepest, _depth(part[0]) - 1)
        else:
            deepest = max(deepest, _nesting(part))
    return 1 + deepest


def _parts(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        if part := getattr(statement, name, None):
            yield part
    for holder in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield holder.body


def report() -> str:
    """Return median and largest of each measure."""
    found: dict[str, list[Size]] = {}
    for module in modules():
        for size in sizes(module):
            found.setdefault(size.measure, []).append(size)
    lines = []
    for measure, all_of_it in found.items():
        largest = max(all_of_it, key=lambda size: size.value)
        middle = median(size.value for size in all_of_it)
        lines.append(
            f"{measure:<20} {len(all_of_it):>5} measured, median {middle:g}, "
            f"largest {largest.value} ({largest.where}), limit {LIMITS[measure]}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())  # noqa: T201 - its purpose
