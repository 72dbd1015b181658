"""The manual of the tasks is made from their tables."""

import subprocess
import sys
from pathlib import Path

from scanner_app.scanning.tasks.conversation import SHAPES
from scanner_app.scanning.tasks.manual import manual
from scanner_app.scanning.tasks.shape import Step

ROOT = Path(__file__).parents[2]


def test_the_manual_is_fresh():
    said = "run: python -m scanner_app.scanning.tasks > docs/tasks.md"
    assert (ROOT / "docs/tasks.md").read_text() == manual(), said


def test_the_command_prints_it():
    command = [sys.executable, "-m", "scanner_app.scanning.tasks"]
    printed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert printed.stdout == manual()


def test_no_row_stands_twice_and_every_step_has_a_prompt():
    for shape in SHAPES.values():
        keys = [(rule.step, rule.on) for rule in shape.rules]
        assert len(keys) == len(set(keys)), shape.task
        assert {rule.step for rule in shape.rules} == set(shape.asks)
        names = {step.value for step in Step} | {task.value for task in SHAPES}
        assert all(set(rule.to) <= names for rule in shape.rules)
