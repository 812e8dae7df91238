"""This file is about the manual: it cannot lag behind the code."""

import ast
import importlib.util
import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "fourscore"


def printed():
    spec = importlib.util.spec_from_file_location("print_pages", DOCS / "print_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PAGES


@pytest.mark.parametrize("name", ["verbs.md", "metrics.md", "settings.md"])
def test_printed_pages_are_current(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == printed()[name](), "run: make docs"


def headings(page: str) -> set[str]:
    return set(re.findall(r"^### (.+)$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE))


def test_every_verb_has_its_paragraph_help_and_example() -> None:
    from fourscore.cli.main import app

    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert names - headings("verbs.md") == set()
    bare = [command.callback.__name__ for command in app.registered_commands
            if command.callback and not (command.callback.__doc__ and "Example:" in (command.epilog or ""))]
    assert bare == []


def test_every_metric_has_its_paragraph() -> None:
    from fourscore.metrics import read_catalogue

    catalogue, issues = read_catalogue(None, {})
    assert issues == []
    assert set(catalogue.metrics) - headings("metrics.md") == set()


def test_every_setting_has_its_paragraph() -> None:
    from fourscore.settings import SETTINGS

    assert {setting.name for setting in SETTINGS} - headings("settings.md") == set()


def test_every_source_is_described() -> None:
    text = (DOCS / "sources.md").read_text(encoding="utf-8")
    assert [s.name for s in entry_points(group="fourscore.sources") if f"### {s.name}" not in text] == []


def issue_names() -> set[str]:
    """The names of all issues the code can raise: the first word handed to Issue(...)."""
    names = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Issue":
                first = node.args[0] if node.args else next(k.value for k in node.keywords if k.arg == "name")
                names |= {c.value for c in ast.walk(first) if isinstance(c, ast.Constant) and isinstance(c.value, str)}
    return names


def test_every_issue_has_its_paragraph_and_every_paragraph_its_issue() -> None:
    told = headings("errors.md")
    assert issue_names() - told == set()
    text = "".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py"))
    assert [name for name in told if f'"{name}"' not in text and f"'{name}'" not in text] == []


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *DOCS.glob("*.md")]
    lost = [f"{page.name}: {target}" for page in pages
            for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
            if "://" not in target and not (page.parent / target).exists()]
    assert lost == []


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"^    (make \w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert commands[:2] == ["make demo", "make test"]
