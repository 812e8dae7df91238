"""This file is about `fourscore check` as a person, a program and a code review read it, and how it ends."""

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from fourscore.centre import Centre, init
from fourscore.cli.checking.findings import check_verb, explain_verb, summary
from fourscore.cli.relay import Streams
from fourscore.cli.run import from_here
from fourscore.strategy import RULES
from fourscore.terms import WrongUse

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
ALLOW = "allow:\n  - {rule: L02, reason: We begin small, who: Ada King, until: 2026-12-31}\n"
SMALL = """\
centre: support
mission: Resolve every problem at once.
goals: {solve: {text: Solve three of four at once, serves: Customers stay}}
perspectives:
  process:
    objectives:
      handle-well:
        owner: Team leader
        kpis:
          calls: {metric: contacts_handled, direction: higher, target: 9000, floor: 6000, timing: leading}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "centre"
    init(made, kind="support", name="Nord", zone="Europe/Berlin", currency="EUR", until=date(2026, 3, 16))
    (made / "strategy.yaml").write_text(SMALL + ALLOW, encoding="utf-8")
    return made


def check(folder: Path, **args: Any) -> tuple[int, str]:
    streams = Streams(io.StringIO(), io.StringIO(), None, False, False, False)
    with Centre.open(folder, now=lambda: NOW) as centre:
        code = check_verb(centre, {"format": "table", "rule": "", "all": False, **args}, streams)
    return code, streams.out.getvalue()


def test_each_finding_has_its_place_shape_word_rule_reason_remedy_and_source(folder: Path) -> None:
    code, text = check(folder)
    assert code == 1
    assert ("strategy.yaml:10: ◆ error L27 A measure of volume or speed has a guard of quality [volume-without-guard]\n"
            "    'calls' asks for more calls, and nothing says that quality must hold meanwhile.\n"
            "    → Add  guards: [quality]  or make it a band.\n"
            "    Why: More calls is not a good goal: they can be had by talking to nobody properly. "
            "Source: more calls is not a good goal; what a handle-time target did at Dell.\n") in text
    assert "few-objectives" not in text
    assert text.endswith("1 put up with.\nNothing is loaded: the rules that need figures were not asked.\n")


def test_what_is_put_up_with_is_shown_when_asked_with_its_reason(folder: Path) -> None:
    _, text = check(folder, all=True)
    assert "▲ warning L02" in text
    assert "    Put up with until 2026-12-31 by Ada King: We begin small\n" in text


def test_one_rule_alone_and_how_it_ends(folder: Path) -> None:
    code, text = check(folder, rule="l27")
    assert code == 1
    assert [line for line in text.splitlines() if line.startswith("strategy")] == [
        line for line in text.splitlines() if "L27" in line]
    assert "1 error." in text
    assert check(folder, rule="L02") == (0, "Nothing wrong found; 1 put up with.\n"
                                         "Nothing is loaded: the rules that need figures were not asked.\n")
    with pytest.raises(WrongUse, match="unknown-rule"):
        check(folder, rule="L45")


def test_notes_alone_end_well(folder: Path) -> None:
    from fourscore.strategy import starter

    (folder / "strategy.yaml").write_text(starter("sales"), encoding="utf-8")
    code, text = check(folder)
    assert (code, "1 note.\n" in text) == (0, True)


@pytest.mark.parametrize(("counts", "said"), [
    ((2, 5, 3, 1), "2 errors, 5 warnings, 3 notes; 1 put up with."), ((1, 0, 1, 0), "1 error, 1 note."),
    ((0, 0, 0, 0), "Nothing wrong found."), ((0, 0, 0, 2), "Nothing wrong found; 2 put up with."),
])
def test_the_last_line_counts(counts: tuple[int, int, int, int], said: str) -> None:
    assert summary(*counts) == said


def test_a_program_reads_the_same(folder: Path) -> None:
    code, text = check(folder, format="json")
    whole = json.loads(text)
    assert code == 1
    by_issue = {one["issue"]: one for one in whole["findings"]}
    guard = by_issue["volume-without-guard"]
    assert (guard["rule"], guard["severity"], guard["file"], guard["line"], guard["at"]) == (
        "L27", "error", "strategy.yaml", 10, "calls")
    assert by_issue["few-objectives"]["put_up_with"] == {
        "reason": "We begin small", "who": "Ada King", "until": "2026-12-31"}
    assert whole["put_up_with"] == 1
    assert whole["errors"] == sum(one["severity"] == "error" and not one["put_up_with"] for one in whole["findings"])


def test_a_code_review_reads_sarif(folder: Path) -> None:
    """The members that SARIF 2.1.0 asks for, and what it says of their values."""
    (folder / "people.yaml").write_text("teams: [One, One]\n", encoding="utf-8")
    code, text = check(folder, format="sarif")
    log = json.loads(text)
    assert (code, log["version"]) == (1, "2.1.0")
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "fourscore"
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids[:44] == [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    assert run["results"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert not place["artifactLocation"]["uri"].startswith(("/", "file:"))
        assert place["region"]["startLine"] >= 1
    files = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert files == {"people.yaml", "strategy.yaml"}
    put_up_with = [result for result in run["results"] if "suppressions" in result]
    assert [result["ruleId"] for result in put_up_with] == ["L02"]
    assert put_up_with[0]["suppressions"] == [{
        "kind": "inSource", "status": "accepted", "justification": "We begin small (Ada King, until 2026-12-31)"}]


def test_a_review_finds_the_files_of_a_centre_in_a_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert from_here(Path("centre")) == from_here(folder) == "centre"
    _, text = check(folder, format="sarif", under="my own centre")
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
              for result in json.loads(text)["runs"][0]["results"]]
    assert set(places) == {"my%20own%20centre/strategy.yaml"}
    monkeypatch.chdir(folder)
    assert from_here(Path()) == ""
    assert from_here(folder.parent) == ""


def test_what_stands_in_no_file_has_a_name_for_its_place() -> None:
    from fourscore.cli.checking.sarif import sarif
    from fourscore.strategy import Noticed, weigh
    from fourscore.terms import Issue

    finding = weigh(Noticed(Issue("sources-disagree", "source a and b", "They differ.", "Ask which is right.")))
    (result,) = sarif([finding])["runs"][0]["results"]
    assert result["locations"] == [{"logicalLocations": [{"name": "source a and b"}]}]
    assert result["ruleId"] == "L36"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_explains_itself(rule: Any) -> None:
    streams = Streams(io.StringIO(), io.StringIO(), None, False, False, False)
    assert explain_verb(rule.id.lower(), streams) == 0
    text = streams.out.getvalue()
    assert text.startswith(rule.id)
    assert rule.title in text
    assert rule.why in text
    assert all(name in text for name in (*rule.names, *rule.limits))
