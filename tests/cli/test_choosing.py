"""This file is about `strategy export`, `strategy import` and `backtest` as a person types them."""

import json
from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook

Session = Callable[[str, Path], str]
PEOPLE = """\
teams: [{name: Red, leader: Zoe Ray}]
agents:
  - {name: Ada Bell, teams: [{team: Red, from: 2020-01-01}]}
roles:
  - {name: Mara Quinn, role: Senior manager}
  - {name: Tia Voss, role: Outside adviser, until: 2099-01-01}
  - {name: Old Hand, role: Trainer, until: 2020-01-01}
"""


def made(session: Session, folder: Path) -> None:
    session("$ fourscore init desk --kind support --name Desk --zone Europe/London --currency GBP", folder)


def test_out_and_back_and_marked(session: Session, tmp_path: Path) -> None:
    made(session, tmp_path)
    strategy = (tmp_path / "desk" / "strategy.yaml").read_bytes()
    said = session("$ fourscore strategy export s.xlsx desk\n$ fourscore strategy import s.xlsx desk\n"
                   "$ fourscore strategy export desk s.xlsx\n", tmp_path)
    assert "Nothing changes; strategy.yaml is as it was." in said
    assert "[file-there-already]" in said
    assert (tmp_path / "desk" / "strategy.yaml").read_bytes() == strategy
    book = load_workbook(tmp_path / "s.xlsx")
    book["Strategy"]["B3"] = "Solve it at once."
    book.save(tmp_path / "good.xlsx")
    book["Targets"]["C2"] = "many"
    book.save(tmp_path / "bad.xlsx")
    said = session("$ fourscore strategy import bad.xlsx desk", tmp_path)
    assert said.endswith(
        "1 to mend; strategy.yaml is as it was. Each is marked in bad-marked.xlsx, with a list.\n[1]\n")
    assert "bad.xlsx: Targets!C2" in said
    assert (tmp_path / "desk" / "strategy.yaml").read_bytes() == strategy
    assert load_workbook(tmp_path / "bad-marked.xlsx").sheetnames[0] == "To mend"
    said = session("$ fourscore strategy import desk good.xlsx --dry-run --format json", tmp_path)
    change = json.loads(said[said.index("{"):said.rindex("}") + 1])["changes"]
    assert [(one["thing"], one["now"]) for one in change] == [("mission", "Solve it at once.")]
    assert (tmp_path / "desk" / "strategy.yaml").read_bytes() == strategy
    said = session("$ fourscore strategy import good.xlsx desk\n$ fourscore strategy import good.xlsx desk\n", tmp_path)
    assert "1 change in strategy.yaml." in said
    assert "[changed-meanwhile]" in said  # the workbook is of the text before
    text = (tmp_path / "desk" / "strategy.yaml").read_text(encoding="utf-8")
    old = strategy.decode()
    mission = next(line for line in old.splitlines() if line.startswith("mission:"))
    assert text == old.replace(mission, "mission: Solve it at once.")
    assert "[file-missing]" in session("$ fourscore strategy import none.xlsx desk", tmp_path)


def test_backtest_of_nothing_says_so(session: Session, tmp_path: Path) -> None:
    made(session, tmp_path)
    assert "[nothing-loaded]" in session("$ fourscore backtest desk", tmp_path)
    assert "[2]" in session("$ fourscore backtest desk --level agent", tmp_path)


def test_owners_are_chosen_from_roles_and_the_people_who_hold_one(session: Session, tmp_path: Path) -> None:
    made(session, tmp_path)
    people = tmp_path / "desk" / "people.yaml"
    people.write_text(PEOPLE, encoding="utf-8")
    said = session("$ fourscore strategy export s.xlsx desk", tmp_path)
    assert (tmp_path / "s.xlsx").exists(), said
    book = load_workbook(tmp_path / "s.xlsx")
    for sheet, title in (("Objectives", "Owner"), ("KPIs", "Owner"), ("KPIs", "Deputy")):
        column = next(cell.column_letter for cell in book[sheet][1] if cell.value == title)
        rule = next(one for one in book[sheet].data_validations.dataValidation if f"{column}2" in one.cells)
        list_, last = rule.formula1.split("$")[1], int(rule.formula1.split("$")[-1])
        offered = {book["Lists"][f"{list_}{n}"].value for n in range(2, last + 1)}
        assert {"Senior manager", "Trainer", "Mara Quinn", "Zoe Ray"} <= offered
        assert not offered & {"Ada Bell", "Agent", "Tia Voss", "Outside adviser", "Old Hand"}


def test_the_questions_of_the_kpis_are_told_in_every_format(session: Session, tmp_path: Path) -> None:
    made(session, tmp_path)
    said = session("$ fourscore strategy questions desk\n", tmp_path)
    assert "questions are answered" in said
    assert said.endswith("open.\n[1]\n")
    said = session("$ fourscore strategy questions desk quality --open --format json\n", tmp_path)
    found = json.loads(said[said.index("[{"):said.rindex("}]") + 2])
    assert {one["kpi"] for one in found} == {"quality"}
    assert all(one["open"] and one["write"] for one in found)
    said = session("$ fourscore strategy questions desk quality --format csv\n", tmp_path)
    assert said.count("quality,") == 11
    assert "[unknown-kpi]" in session("$ fourscore strategy questions desk qualty\n", tmp_path)
