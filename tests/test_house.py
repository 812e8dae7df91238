"""This file is about the house: which room may know which, by which door, and how big a file may grow."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "src" / "fourscore"

# Read downwards: a room may only name rooms already introduced, so this table cannot describe a cycle.
ROOMS = {
    "client": "",  # runs on other computers: it knows the API alone
    "terms": "",
    "maths": "",
    "office": "terms",
    "warehouse": "terms",
    "metrics": "terms warehouse",
    "strategy": "terms maths office metrics",
    "scoring": "terms maths office warehouse metrics strategy",
    "settings": "terms",
    "centre": "terms settings office warehouse metrics strategy scoring",
    "web": "terms settings centre office metrics strategy scoring",
    "cli": "terms settings centre web metrics strategy scoring warehouse",
    "__main__": "cli",
    "__init__": "centre",
}
CHAIN = HOUSE / "office" / "migrations" / "versions"  # one file for each step there ever was
LONGEST_FILE, LONGEST_FUNCTION, MOST_FILES = 400, 50, 9
NO_NAMES = {"utils", "util", "common", "helpers", "core", "base", "misc", "manager"}
HEAVY = {"duckdb", "sqlglot", "sqlalchemy", "alembic", "ruamel", "yaml", "python_calamine", "numpy", "fastapi",
         "uvicorn", "jinja2", "httpx2", "authlib", "joserfc", "cryptography", "holidays", "scipy", "openpyxl",
         "typst", "pptx", "xlsxwriter", "smtplib"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "os.environ", "os.getenv"}
# The rooms that may read the clock or the environment: they stand above centre.py, or are it.
ABOVE = {"cli", "client", "web", "__main__"}
WORDS_NOT_FOR_PEOPLE = re.compile(r"\b(None|null|NaN|traceback|NoneType|object at)\b", re.IGNORECASE)


def files() -> list[Path]:
    return sorted(p for p in HOUSE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def place(path: Path) -> str:
    return str(path.relative_to(HOUSE))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def doors_used(path: Path):
    """Yield (line, dotted name) for each import of our own package, relative ones spelled out."""
    inside = path.relative_to(HOUSE).with_suffix("").parts
    here = ("fourscore", *(inside[:-1] if inside[-1] == "__init__" else inside))
    is_package = inside[-1] == "__init__"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            up = node.level - 1 if is_package else node.level
            start = ".".join(here[: len(here) - up]) if node.level else ""
            whole = ".".join(p for p in (start, node.module) if p)
            if whole == "fourscore":
                yield from ((node.lineno, f"fourscore.{n.name}") for n in node.names)
            else:
                yield node.lineno, whole


def broken_rules():
    for path in files():
        room = room_of(path)
        if room not in ROOMS:
            yield f"{place(path)}: no room called {room!r}; add it to ROOMS with a reason, or use a room there is"
            continue
        for line, name in doors_used(path):
            if not name.startswith("fourscore."):
                continue
            _, other, *inside = name.split(".")
            if other == room or other.startswith("__"):
                continue
            if other not in ROOMS[room].split():
                yield f"{place(path)}:{line}: {room} may not know {other}"
            elif inside:
                yield f"{place(path)}:{line}: go through the front door: from fourscore.{other} import ..."


def test_table_has_no_cycle() -> None:
    seen: set[str] = set()
    for room, knows in ROOMS.items():
        assert set(knows.split()) <= seen, room
        seen.add(room)


def test_imports_keep_the_rules() -> None:
    assert list(broken_rules()) == []


def test_every_file_says_what_it_is_about() -> None:
    silent = [place(p) for p in files()
              if not (ast.get_docstring(tree(p)) or "").startswith("This file is about ")]
    assert silent == []


def test_no_file_outgrows_one_sitting() -> None:
    long = {place(p): n for p in files() if (n := p.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE}
    assert long == {}


def test_no_function_outgrows_a_screen() -> None:
    long = {f"{place(p)}:{node.lineno} {node.name}": n for p in files() for node in ast.walk(tree(p))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and (n := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION}
    assert long == {}


def test_no_room_is_crowded() -> None:
    folders = {p.parent for p in files()} - {HOUSE, CHAIN}
    crowded = {place(f): n for f in folders
               if (n := sum(1 for p in f.glob("*.py") if p.name != "__init__.py")) > MOST_FILES}
    assert crowded == {}


def test_no_name_that_says_nothing() -> None:
    named = [place(p) for p in HOUSE.rglob("*") if p.stem.lower() in NO_NAMES and "built" not in p.parts]
    assert named == []


@pytest.mark.parametrize("room", [r for r in ROOMS if (HOUSE / r / "__init__.py").exists()])
def test_front_doors_are_short_sorted_and_true(room: str) -> None:
    door = importlib.import_module(f"fourscore.{room}")
    kinds = sorted(door.__all__, key=lambda n: (0 if n.isupper() else 1 if n[0].isupper() else 2, n))
    assert list(door.__all__) == kinds, "constants, then classes, then functions, each sorted"
    assert [name for name in door.__all__ if not hasattr(door, name)] == []


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def test_nothing_below_centre_reads_the_clock_or_the_environment() -> None:
    read = [f"{place(p)}:{node.lineno} {name}" for p in files() if room_of(p) not in ABOVE
            for node in ast.walk(tree(p)) if isinstance(node, ast.Attribute)
            and any((name := _dotted(node)).endswith(clock) for clock in CLOCKS)]
    assert read == []


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    """`fourscore --help` answers in a blink: importing the command line brings none of them in."""
    code = "import sys, fourscore.cli.main; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) & HEAVY == set()


def test_what_people_read_speaks_their_language() -> None:
    """The words of an Issue never speak of objects, nulls or tracebacks."""
    wrong = []
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _dotted(node.func).split(".")[-1] == "Issue":
                texts = [c.value for a in node.args for c in ast.walk(a)
                         if isinstance(c, ast.Constant) and isinstance(c.value, str)]
                wrong += [f"{place(path)}:{node.lineno} {t!r}" for t in texts if WORDS_NOT_FOR_PEOPLE.search(t)]
    assert wrong == []


def test_every_dependency_has_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    bare = [line for line in lines if re.match(r'\s+"[a-z\[\]A-Z.\-]+[><=]', line) and "#" not in line]
    assert bare == []


def test_lock_files_hold_no_addresses() -> None:
    locks = [p for p in ROOT.glob("**/*lock*.json") if "node_modules" not in p.parts and ".venv" not in p.parts]
    locks += [ROOT / "constraints.txt"]
    address = re.compile(r'"resolved"|https?://[^"]*\.(tgz|whl|tar\.gz)|index-url|find-links')
    held = [f"{p.name}: {line.strip()}" for p in locks
            for line in p.read_text(encoding="utf-8").splitlines() if address.search(line)]
    assert held == []
