"""This file is about the manual: it cannot lag behind the code."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "fourscore"
Kind = TypeVar("Kind", bound=ast.AST)


def printed():
    spec = importlib.util.spec_from_file_location("print_pages", DOCS / "print_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PAGES


@pytest.mark.parametrize("name", ["lint.md", "verbs.md", "metrics.md", "settings.md", "people.md", "conformance.md"])
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


def test_every_rule_has_its_paragraph() -> None:
    from fourscore.strategy import RULES

    assert {rule.id for rule in RULES} == headings("lint.md")


def test_every_source_is_described() -> None:
    text = (DOCS / "sources.md").read_text(encoding="utf-8")
    assert [s.name for s in entry_points(group="fourscore.sources") if f"### {s.name}" not in text] == []


# An issue's name is handed to Issue(...), or to a function or an exception of ours that hands it on to one. A row's
# is written into the table `aside`, by SQL or from a list of tests in the same file.
DASHED = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")


class Maker(NamedTuple):
    """What makes an issue of a name: what it is called, how many things it is given, which of them is the name."""

    called: str
    many: int
    place: int
    home: Path

    def given(self, call: ast.Call) -> ast.expr | None:
        """What this call hands over as the name; None when it calls something else."""
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if (called, len(call.args) + len(call.keywords)) != (self.called, self.many):
            return None
        return call.args[self.place] if self.place < len(call.args) else call.keywords[0].value


def of_kind(kind: type[Kind], around: ast.AST) -> list[Kind]:
    return [node for node in ast.walk(around) if isinstance(node, kind)]


def parameters(function: ast.FunctionDef) -> list[str]:
    return [a.arg for a in (*function.args.args, *function.args.kwonlyargs) if a.arg not in ("self", "cls")]


class Named(NamedTuple):
    """A place in the code where the name of an issue is handed over, and the function it stands in."""

    name: ast.expr
    path: Path
    function: ast.FunctionDef

    def is_parameter(self) -> bool:
        inner = [name for function in of_kind(ast.FunctionDef, self.function) for name in parameters(function)]
        return isinstance(self.name, ast.Name) and self.name.id in inner

    def is_carried(self) -> bool:
        """`wrong.name` of an exception that brought it."""
        return isinstance(self.name, ast.Attribute) and self.name.attr == "name"

    def words(self) -> set[str]:
        """A word, one of two, or a variable filled from a list in the same function."""
        found = {c.value for c in of_kind(ast.Constant, self.name) if isinstance(c.value, str)}
        if isinstance(self.name, ast.Name):
            there = {c.value for c in of_kind(ast.Constant, self.function) if isinstance(c.value, str)}
            found = {word for word in there if DASHED.fullmatch(word)}
        assert found, f"{self.path.name}:{self.name.lineno}: the name of this issue cannot be read by the test"
        return found


def handed_over(makers: set[Maker], trees: dict[Path, ast.Module]) -> Iterator[Named]:
    for path, tree in trees.items():
        own = {(f.name, len(parameters(f))) for f in of_kind(ast.FunctionDef, tree)}
        there = [maker for maker in makers if path == maker.home or (maker.called, maker.many) not in own]
        for function in of_kind(ast.FunctionDef, tree):
            for call in of_kind(ast.Call, function):
                yield from (Named(name, path, function) for m in there if (name := m.given(call)) is not None)


def makers_of(trees: dict[Path, ast.Module]) -> set[Maker]:
    """Issue itself, then whatever hands a parameter on to what is known already, until nothing more is found."""
    makers, before = {Maker("Issue", 4, 0, SOURCE / "terms" / "issue.py")}, 0
    while before < len(makers):
        before = len(makers)
        for named in list(handed_over(makers, trees)):
            if isinstance(named.name, ast.Name) and named.name.id in (given := parameters(named.function)):
                makers.add(Maker(named.function.name, len(given), given.index(named.name.id), named.path))
            elif named.is_carried():
                caught = [h for h in of_kind(ast.ExceptHandler, named.function)
                          if h.type is not None and ast.unparse(named.name) == f"{h.name}.name"]
                makers |= {Maker(ast.unparse(h.type), 3, 0, named.path) for h in caught if h.type is not None}
    return makers


def names_in_code(trees: dict[Path, ast.Module]) -> set[str]:
    found: set[str] = set()
    for named in handed_over(makers_of(trees), trees):
        if not named.is_parameter() and not named.is_carried():
            found |= named.words()
    return found


def names_set_aside(trees: dict[Path, ast.Module]) -> set[str]:
    """Dashed words, bare or in SQL's quotes, of the files that write into `aside`."""
    found: set[str] = set()
    for tree in trees.values():
        texts = [c.value for c in of_kind(ast.Constant, tree) if isinstance(c.value, str)]
        if any("INTO aside" in text for text in texts):
            found |= {text for text in texts if DASHED.fullmatch(text)}
            found |= {word for text in texts for word in re.findall(rf"'({DASHED.pattern})'", text)}
    return found


@cache
def issue_names() -> set[str]:
    """The names of all issues a person can meet."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}
    return names_in_code(trees) | names_set_aside(trees)


def test_every_issue_has_its_paragraph_and_every_paragraph_its_issue() -> None:
    names, told = issue_names(), headings("errors.md")
    assert sorted(names - told) == []
    assert sorted(told - names) == []


@pytest.mark.parametrize("name", [
    "bad-threshold",        # settings hand it to a function for lengths of time, which hands it on
    "averages-a-ratio",     # carried by an exception
    "missing-vision",       # one of a list
    "unknown-agent",        # handed to a function of the centre
    "missing-field",        # noted while a mapping is read
    "kpi-without-target",   # noted while a strategy is read
    "cycle",                # one word
    "unreadable-cell",      # a row set aside, by a list of tests
    "not-an-event",         # a row set aside, by SQL
])
def test_the_list_of_issues_knows_every_way_to_raise_one(name: str) -> None:
    assert name in issue_names()


def test_links_between_pages_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *DOCS.glob("*.md")]
    lost = [f"{page.name}: {target}" for page in pages
            for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
            if "://" not in target and not (page.parent / target).exists()]
    assert lost == []


def test_the_readme_begins_with_the_two_commands() -> None:
    commands = re.findall(r"^    (make \w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert commands[:2] == ["make demo", "make test"]
