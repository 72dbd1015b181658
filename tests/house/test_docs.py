"""The documents say what the code does."""

import re
import tomllib
from pathlib import Path

import pytest

from scanner_app.kernel.catalogue import CATALOGUE
from tests.house import written_docs

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(written_docs.PAGES))
def test_written_documents_are_fresh(name: str):
    assert (DOCS / name).read_text() == written_docs.PAGES[name](), (
        "run: python -m tests.house.written_docs"
    )


def test_every_code_that_the_product_names_is_in_the_catalogue():
    named = set()
    for file in (ROOT / "scanner_app").rglob("*.py"):
        text = file.read_text()
        named |= set(re.findall(r'\bproblem\(\s*"([a-z-]+)"', text))
        named |= set(re.findall(r'\brefuse\(\s*\w+,\s*"([a-z-]+)"', text))
    assert named
    assert named <= set(CATALOGUE)


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    page = (DOCS / "dependencies.md").read_text()
    names = {re.split(r"[<>=\[; ]", d)[0] for d in project["project"]["dependencies"]}
    for group in project.get("dependency-groups", {}).values():
        names |= {re.split(r"[<>=\[; ]", d)[0] for d in group if isinstance(d, str)}
    assert {name for name in names if name not in page} == set()


def test_every_room_has_its_sentence_in_the_architecture():
    page = (DOCS / "architecture.md").read_text()
    rooms = {p.parent.name for p in (ROOT / "scanner_app").glob("*/__init__.py")}
    assert {room for room in rooms if f"`{room}`" not in page} == set()


def test_every_module_of_the_walk_exists():
    page = (DOCS / "architecture.md").read_text()
    named = re.findall(r"`((?:scanner_app|static)/[\w/]+\.(?:py|js))`", page)
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_links_between_documents_lead_somewhere():
    broken = [
        (file.name, target)
        for file in (*ROOT.glob("*.md"), *DOCS.rglob("*.md"))
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text())
        if not (file.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_without_gaps_and_fit_a_page():
    files = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(f.name[:4]) for f in files] == list(range(1, len(files) + 1))
    assert [f.name for f in files if len(f.read_text().splitlines()) > 60] == []
