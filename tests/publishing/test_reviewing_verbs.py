"""This file is about the verbs of comparing and reviewing as a person types them, carried out in a running serve."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from fourscore.centre import Centre
from fourscore.cli import main, run
from fourscore.cli.relay import Relay

from .conftest import CENTRE, NOW, PEOPLE, STRATEGY, log, signed

BY = ("--as", "Zoë King")


class Said(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.out)))


class Served:
    """A centre that is being served, and what was carried out in it."""

    def __init__(self, folder: str, centre: Centre) -> None:
        self.folder, self.carried = folder, list[str]()
        verbs = {name: self.noted(name, verb) for name, verb in run.bound(centre).items()}
        self.relay = Relay(centre.folder / "data", verbs).start()

    def noted(self, name: str, verb: run.Verb) -> run.Verb:
        return lambda args, streams: self.carried.append(name) or verb(args, streams)

    def fourscore(self, verb: str, *words: str) -> Said:
        """Type it; it is carried out in the serve, and nowhere else."""
        out, err, before = io.StringIO(), io.StringIO(), len(self.carried)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
            main([*verb.split(), self.folder, *words])
        code = left.value.code
        assert isinstance(code, int)
        assert self.carried[before:] == [verb.split()[0]]
        return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("reviewing") / "centre"
    folder.mkdir()
    for name, text in (("centre.yaml", CENTRE + "acting_as: Team leader\n"), ("people.yaml", PEOPLE),
                       ("strategy.yaml", STRATEGY), ("queue_log", log(714, wait=lambda n: 40 if n % 3 == 0 else 15,
                                                                      talk=lambda n: 40 + 30 * (n % 2) + n % 9))):
        (folder / name).write_bytes(text.encode())
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.load()
        signed(centre)
        there = Served(str(folder), centre)
        yield there
        there.relay.close()


APRIL = ("--period", "2026-04")


def test_compare_tells_the_same_in_every_format(served: Served) -> None:
    """Ada's calls take 40 to 48 s, 44 on average, Ben's half a minute more; each is all there is of its hours."""
    table = served.fourscore("compare", "talk", *APRIL)
    assert table.code == 0
    assert " ".join(table.out.splitlines()[1].split()) == (
        "Ada Bell ○ nobody to compare with 90 44.0 s 43.5 s to 44.5 s – – – – –")
    assert "Average handle time: 59.0 s in all." in table.out
    assert "Target 1:00.\n2026-04-01 up to 2026-05-01 · A rank is told from a reliability of 0.80 on" in table.out
    rows = served.fourscore("compare", "talk", *APRIL, "--format", "csv").csv
    whole = served.fourscore("compare", "talk", *APRIL, "--format", "json").json
    assert (whole["metric"], whole["level"], whole["overall"], whole["target"]) == (
        "average_handle_time", "agent", 59, 60)
    assert [(row["agent"], float(row["value"]), int(row["n"]), row["verdict"], row["rank_low"]) for row in rows] == [
        (row["name"], row["value"], row["n"], row["verdict"], "") for row in whole["rows"]] == [
        ("Ada Bell", 44, 90, "nobody alike", ""), ("Ben Cole", 74, 90, "nobody alike", "")]
    assert [row["low"] for row in whole["rows"]] == pytest.approx([43.458, 73.458], abs=0.001)


def test_compare_by_team_and_what_it_refuses(served: Served) -> None:
    teams = served.fourscore("compare", "average_handle_time", "--by", "team", *APRIL, "--format", "csv").csv
    assert [(row["team"], float(row["value"])) for row in teams] == [("Billing 1", 44), ("Sales 2", 74)]
    for words, name in ((("service_level",), "not-comparable"), (("talk", "--by", "queue"), "unknown-level"),
                        (("talk", "--format", "xml"), "unknown-format"), (("talk", "--team", "Sales"), "unknown-team")):
        told = served.fourscore("compare", *words)
        assert (told.code, told.out, f"[{name}]" in told.err) == (2, "", True)


def test_a_review_from_its_agenda_to_its_minutes(served: Served) -> None:
    kept = served.fourscore("review agenda", "--keep")
    assert kept.code == 1  # lines are open
    assert kept.out.rstrip().endswith("open. They are in the minutes.")
    line = "check:L24:in-time"
    closed = served.fourscore("review close", line, "explained", *BY, "--why", "It is the only one that moves")
    assert (closed.code, closed.out) == (0, f"{line} of 2026-04 is closed: explained.\n")
    rows = served.fourscore("review agenda", "--format", "csv").csv
    assert {row["line"]: row["closed"] for row in rows if row["line"] in (line, "check:L24:talk")} == {
        line: "explained", "check:L24:talk": "open"}
    expected = ("--kpi", "in-time", "--expect", "+5pp", "--by", "2026-08-01", *BY)
    told = served.fourscore("review decide", "More people at ten", *expected)
    assert (told.code, told.out) == (0, "Decision 1 of 2026-04 is kept: in-time +5.00 pp by 2026-08-01.\n")
    (check,) = served.fourscore("review check", "--format", "json").json
    assert (check["number"], check["effect"]["verdict"]) == (1, "cannot be told yet")
    table = served.fourscore("review check").out
    assert "1: no whole week since it began is known; it may be told from 2026-05-11 on" in table
    assert served.fourscore("review withdraw", "1", *BY, "--why", "No money").code == 0
    minutes = served.fourscore("review minutes", "2026-04").out
    assert minutes.startswith("# Review of 2026-04\n\n## Agenda\n")
    assert f"[{line}]: explained by Zoë King on 2026-05-04: It is the only one that moves\n" in minutes
    assert ("- 1. More people at ten: in-time +5.00 pp by 2026-08-01 (Zoë King, 2026-05-04). Withdrawn by 2.\n"
            in minutes)
    plain = served.fourscore("review minutes", "2026-04", "--format", "json").json
    assert [one["signal"] for one in plain["closed"]] == [line]
    assert len(plain["lines"]) == len(rows)
    for words, name in ((("close", "x", "acted", *BY, "--why", "y"), "unknown-signal"),
                        (("withdraw", "9", *BY, "--why", "y"), "unknown-decision"),
                        (("decide", "x", "--kpi", "in-tim", *expected[2:]), "unknown-kpi"),
                        (("check", "--format", "text"), "unknown-format")):
        told = served.fourscore(f"review {words[0]}", *words[1:])
        assert (told.code, f"[{name}]" in told.err) == (2, True), words


def test_an_initiative_from_its_plan_to_what_came_of_it(served: Served) -> None:
    """In time are two of three calls, before and after: ten points were expected, and nothing came."""
    assert served.fourscore("initiative list", "--format", "json").json == []
    told = served.fourscore(
        "initiative add", "more", "--name", "More people", "--hypothesis", "Fewer wait", "--objective", "quick",
        "--owner", "Team leader", "--expect", "in-time +10pp by 2026-08-01", "--cost", "100", "--start", "2026-03-02",
        *BY)
    assert (told.code, told.out) == (0, "more is planned from 2026-03-02 on: in-time +10.00 pp by 2026-08-01.\n")
    assert served.fourscore("initiative state", "more", "running", *BY, "--why", "Begun").out == "more is running.\n"
    (row,) = served.fourscore("initiative list", "--format", "csv").csv
    assert (row["id"], row["state"], row["cost"]) == ("more", "running", "£100.00")
    assert "More people  quick" in served.fourscore("initiative list").out
    shown = served.fourscore("initiative show", "more")
    assert shown.out.startswith("More people (more), running\nwhy it should work: Fewer wait\n")
    assert shown.out.endswith("planned, by Zoë King: written down\n2026-05-04 10:00 running, by Zoë King: Begun\n")
    plain = served.fourscore("initiative show", "more", "--format", "json").json
    assert ([one["state"] for one in plain["states"]], plain["cost"]) == (["planned", "running"], 100)
    (came,) = served.fourscore("initiative check", "more", "--format", "csv").csv
    assert (came["verdict"], came["came"], came["effect"], came["expected"]) == (
        "no more than would have happened anyway", "66.7%", "+0.00 pp", "+10.00 pp")
    told = served.fourscore("initiative show", "mor")
    assert (told.code, "[unknown-initiative]" in told.err, "Did you mean more?" in told.err) == (2, True, True)
    assert served.fourscore("initiative list", "--format", "text").code == 2


def test_a_policy_is_owed_until_it_is_read(served: Served) -> None:
    (row,) = served.fourscore("policy list", "--format", "csv").csv
    assert (row["policy"], row["to be read by"], row["value"], row["target"]) == ("promise", "3 of 3", "66.7%", "80.0%")
    first = served.fourscore("policy acknowledge", "promise", "--as", "Mara Quinn")
    again = served.fourscore("policy acknowledge", "promise", "--as", "Mara Quinn")
    assert [(told.code, told.out) for told in (first, again)] == [
        (0, "Kept.\n"), (0, "It was kept before; the wording is the same.\n")]
    who = served.fourscore("policy who", "promise", "--format", "csv")
    assert (who.code, [(row["name"], row[""]) for row in who.csv]) == (1, [
        ("Mara Quinn", "read 2026-05-04"), ("Ada Bell", "owed"), ("Ben Cole", "owed")])
    assert [one["read_at"] is None for one in served.fourscore("policy who", "promise", "--format", "json").json] == [
        False, True, True]
    assert "2 of 3" in served.fourscore("policy list").out
    assert served.fourscore("policy list", "--format", "json").json[0]["value"] == pytest.approx(2 / 3)
    for name in ("Ada Bell", "Ben Cole"):
        served.fourscore("policy acknowledge", "promise", "--as", name)
    assert served.fourscore("policy who", "promise").code == 0
    assert "[not-asked]" in served.fourscore("policy acknowledge", "promise", "--as", "Nobody").err
    told = served.fourscore("policy who", "promis")
    assert (told.code, "[unknown-policy]" in told.err) == (2, True)
