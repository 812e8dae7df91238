"""This file is about setting up a sales centre and a support desk: from nothing to a published scorecard."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.typed import fourscore as carried_out

ROLES = ("Senior manager", "Call centre manager", "Resource analyst", "Reporting analyst", "Network analyst",
         "Quality analyst", "Team leader", "Trainer", "Agents' representative")
# What is answered otherwise than proposed, and the same typed into the starter's text.
CHANGED: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "sales": (("mission", r"(?m)^mission: .*$", "Sell what helps, and keep those who bought."),
              ("target conversion", r"(?<=conversion_rate:dial)(?s:(.*?target: ))4%", "3%")),
    "support": (("mission", r"(?m)^mission: .*$", "Solve it at once, and learn from it."),
                ("target first-contact-resolution", r"(?<=metric: first_contact_resolution)(?s:(.*?target: ))80%",
                 "75%")),
}


def fourscore(at: Path, *words: str) -> str:
    done = carried_out(*words, at=at, COLUMNS="200")
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


def typed(kind: str, text: str) -> str:
    """The starter with the same words typed into it."""
    for name, place, new in CHANGED[kind]:
        text, times = re.subn(place, f"mission: {new}" if name == "mission" else rf"\g<1>{new}", text, count=1)
        assert times == 1, name
    return text


@pytest.mark.parametrize("kind", ["sales", "support"])
def test_from_nothing_to_a_published_scorecard(kind: str, tmp_path: Path) -> None:
    centre = ("--kind", kind, "--name", "Northgate", "--zone", "Europe/London", "--currency", "GBP")
    sheet = fourscore(tmp_path, "init", "c", "--questions", *centre)
    answers = {f"role {role}": "Ada King" for role in ROLES} | {name: new for name, _, new in CHANGED[kind]}
    for name, answer in answers.items():
        sheet, times = re.subn(rf"(?m)^{re.escape(name)}:.*$", f'{name}: "{answer}"', sheet)
        assert times == 1, name
    (tmp_path / "answers.yaml").write_text(sheet, encoding="utf-8")
    fourscore(tmp_path, "init", "c", "--answers", "answers.yaml", "--sample")
    strategy = (tmp_path / "c" / "strategy.yaml").read_text(encoding="utf-8")
    fourscore(tmp_path, "init", "by-hand", *centre)
    assert strategy == typed(kind, (tmp_path / "by-hand" / "strategy.yaml").read_text(encoding="utf-8"))

    settings = tmp_path / "c" / "centre.yaml"
    sample = f"    centre: {kind}\n"
    settings.write_text(settings.read_text().replace(sample, f"{sample}    visits: 12000\n"))
    fourscore(tmp_path, "load", "c")
    for stage in ("1", "2", "3"):
        assert "Signed" in fourscore(tmp_path, "stages", "sign", "c", stage, "--as", "Ada King")
    assert "Version 1" in fourscore(tmp_path, "publish", "strategy", "c", "--as", "Ada King", "--why", "The first")
    fourscore(tmp_path, "stages", "sign", "c", "4", "--as", "Ada King", "--report", str(switchs_report(tmp_path)))
    stages = fourscore(tmp_path, "stages", "c")
    assert re.findall(r"(?m)^(.) (\d)\. .*: (.*)$", stages) == [
        *(("✓", number, "open") for number in "1234"), ("○", "5", "to be signed")]
    week = last_week(fourscore(tmp_path, "score", "c"))
    published = fourscore(tmp_path, "publish", "scorecard", "c", "--period", week, "--as", "Ada King")
    assert re.search(rf"The scorecard of {week} is published: score \d+\.\d, \d+ KPIs, strategy version 1", published)
    shown = fourscore(tmp_path, "publish", "show", "c", week)
    assert "by Ada King (Call centre manager, unverified)" in shown


def last_week(card: str) -> str:
    found = re.search(r"\d{4}-W\d{2}", card)
    assert found, card
    return found[0]


def switchs_report(folder: Path) -> Path:
    """Two months of calls offered by day, as a switch would print them, counted from the stays themselves."""
    import duckdb

    with duckdb.connect(str(next((folder / "c" / "data").glob("*.duckdb"))), read_only=True) as there:
        rows = there.execute(
            "SELECT strftime(timezone('Europe/London', timezone('UTC', entered_at)), '%Y-%m-%d') AS here, count(*) "
            "FROM visit WHERE replaced_in IS NULL GROUP BY here ORDER BY here DESC LIMIT 60").fetchall()
    lines = [f"{day},{count}" for day, count in rows[::-1]]
    path = folder / "switch.csv"
    path.write_text("\n".join(["Date,Calls offered", *lines, ""]))
    return path
