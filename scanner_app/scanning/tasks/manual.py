"""The manual of the tasks, made from their tables. Pure."""

from collections.abc import Iterable
from typing import Final

from scanner_app.scanning.tasks.conversation import SHAPES
from scanner_app.scanning.tasks.opening import IDLE
from scanner_app.scanning.tasks.shape import Rule, Task, TaskShape

_HEAD: Final = """# Tasks

What may be scanned when, and what follows. Made from the tables in `scanner_app/scanning/tasks` by
`python -m scanner_app.scanning.tasks > docs/tasks.md`; a test compares. Words in capitals are
command cards or buttons. What stands in no row is refused in one sentence that names what was
expected.
"""


def manual() -> str:
    """Write the manual as Markdown."""
    return _HEAD + "".join(_task(shape) for shape in SHAPES.values())


def _task(shape: TaskShape) -> str:
    parts = [f"\n## {shape.label}\n", _diagram(shape)]
    for step, ask in shape.asks.items():
        rules = [rule for rule in shape.rules if rule.step is step]
        parts.append(f'\n### {step.value.capitalize()}: "{ask.title}"\n\n{ask.hint}\n\n')
        parts.append("| scanned | what happens | then |\n|---|---|---|\n")
        parts.extend(_row(rule) for rule in rules)
    return "".join(parts)


def _row(rule: Rule) -> str:
    return f"| {rule.on.value} | {rule.says} | {', '.join(_distinct(rule.to))} |\n"


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _diagram(shape: TaskShape) -> str:
    """Draw the steps of the task; what opens another task from anywhere is left out."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for rule in shape.rules:
        if rule.says.startswith(IDLE):
            continue
        for target in rule.to:
            if target != rule.step.value:
                arrows.setdefault((rule.step.value, target), []).append(rule.on.value)
    lines = (
        f"    {_name(source)} --> {_name(target)}: {', '.join(_distinct(events))}\n"
        for (source, target), events in arrows.items()
    )
    drawn = "".join(lines)
    return f"\n```mermaid\nstateDiagram-v2\n{drawn}```\n" if drawn else ""


def _name(step: str) -> str:
    """Name a step, or in capitals another task, so that a diagram can hold it."""
    return step.upper() if step in _TASKS else step.replace(" ", "_")


_TASKS: Final = frozenset(task.value for task in Task)
