"""This file is about the page on mappings: every key and field is on it, and its examples are mappings that hold."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from fourscore.warehouse.sources.table.mapping.shape import FIELD_KEYS, FIELDS, OPTIONS

PAGE = (Path(__file__).parents[3] / "docs" / "mapping.md").read_text(encoding="utf-8")


def test_every_key_and_field_is_described() -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", PAGE, re.MULTILINE)
    told = set(re.findall(r"`(\w+)`", " ".join(rows)))
    keys = {key for keys in FIELD_KEYS.values() for key in keys} | set(OPTIONS) | set(FIELDS)
    assert keys - told - {"name", "kind", "facts", "date_format", "time_format"} == set()
    for fact, fields in FIELDS.items():
        (row,) = re.findall(rf"^\| `{fact}` \| (.+) \|$", PAGE, re.MULTILINE)
        assert set(fields) - set(re.findall(r"\w+", row)) == set(), fact


def examples() -> list[str]:
    """The examples in the last column of the tables of fields, each a line of a fact."""
    cells = re.findall(r"^\| `[^|]+ \|[^|]+\| `(\w+: \{.+\}|\w+: \[.+\])` \|$", PAGE, re.MULTILINE)
    known = {field for fields in FIELDS.values() for field in fields}
    return [cell for cell in cells if cell.partition(":")[0] in known]


@pytest.mark.parametrize("example", examples())
def test_examples_of_fields_hold(tried, example: str) -> None:
    field = example.partition(":")[0]
    needed = {"contact": "{started: at}", "visit": "{queue: q, outcome: o, entered: e}",
              "survey": "{answered: at, score: s, scale: m}",
              "schedule": "{agent: a, activity: b, started: c, lasts: d}"}
    fact = next(fact for fact in ("visit", "contact", "survey", "schedule") if field in FIELDS[fact])
    if "started" in example.partition(":")[2]:
        fact = "schedule"
    given = YAML(typ="safe").load(needed[fact]) | YAML(typ="safe").load(f"{{{example}}}")
    facts = {"contact": {"started": "at"}, fact: given}
    _, issues = tried.configure("{files: a.csv}", facts=facts)
    assert issues == []


def test_the_first_example_holds(tried) -> None:
    text = "\n".join(line[4:] for line in PAGE.split("\n\n")[2].splitlines())
    (source,) = YAML(typ="safe").load(text)["sources"]
    assert tried.configure("{}", **source)[1] == []


def test_there_are_examples() -> None:
    assert len(examples()) >= 15
