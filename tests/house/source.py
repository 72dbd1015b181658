"""The source as syntax trees, read once: what the house tests look at."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("scanner_app", "devices", "setup_steps")
"""What is measured; those that do not exist yet are passed over."""


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def where(self) -> str:
        """The path inside the project, as exceptions name it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """The dotted name; a package's own file has the package's name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The package right below `scanner_app`, or "" outside and at the top."""
        parts = self.path.relative_to(ROOT).parts
        return parts[1] if parts[0] == "scanner_app" and len(parts) > 2 else ""

    @property
    def is_package(self) -> bool:
        """Say whether this is the file of a package."""
        return self.path.name == "__init__.py"


def read(path: Path) -> Module:
    """Read one file."""
    text = path.read_text(encoding="utf-8")
    return Module(path, text, ast.parse(text, filename=str(path)))


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Return the modules of some packages of ours (all of them when none is named)."""
    return tuple(
        read(path)
        for package in packages or PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
    )


def application() -> tuple[Module, ...]:
    """Return the modules of `scanner_app`."""
    return modules("scanner_app")


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` of an expression, "" where it is something else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def imported(module: Module) -> set[str]:
    """Return every dotted name that a module imports, `from a import b` as `a` and `a.b`."""
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            found.add(origin)
            found |= {f"{origin}.{alias.name}" for alias in node.names}
    return found


def _origin(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    base = module.name.split(".")
    keep = len(base) - node.level + module.is_package
    return ".".join([*base[:keep], *([node.module] if node.module else [])])
