"""This file is about how the doctor tells its findings: in words and JSON, rows, exit codes, files that are gone."""

import csv
import io
import json
from typing import NamedTuple

import pytest

from fourscore.cli.check import doctor_verb
from fourscore.cli.relay import Streams
from fourscore.terms import WrongUse


class Said(NamedTuple):
    code: int
    out: str


def doctor(centre, **asked) -> Said:
    out = io.StringIO()
    streams = Streams(out, io.StringIO(), 120, False, False, False)
    code = doctor_verb(centre, {"format": "table", "rows": "", "limit": 50, **asked}, streams)
    return Said(code, out.getvalue())


@pytest.fixture
def doubtful(desk, on):
    """A desk with a lost day and a stranger."""
    desk.calls = [row for row in desk.calls if not on(row, "2026-02-04")]
    del desk.people["Ada"]
    desk.write()
    return desk.centre()


def test_good_data_end_with_0_and_a_quiet_report(desk) -> None:
    desk.write()
    said = doctor(desk.centre())
    assert said.code == 0
    assert "--rows" not in said.out
    assert "noticed" not in said.out  # notices counted 0 are not told
    assert "Office: data/office.db\n" in said.out


def test_findings_end_with_1_and_say_what_how_sure_where_and_what_to_do(doubtful) -> None:
    said = doctor(doubtful)
    assert said.code == 1
    lines = said.out.splitlines()
    at = next(n for n, line in enumerate(lines) if "[days-missing]" in line)
    assert lines[at].endswith("weekdays around have them: 1 day. [days-missing] (likely)")
    assert lines[at + 1].strip().startswith("2026-02-04: none; about ")
    assert lines[at + 2].strip().startswith("see calls.csv:")
    assert "Look for the files of these days" in said.out
    assert lines[-1].startswith("To see the rows of a finding: fourscore doctor FOLDER --rows NAME")


def test_the_same_in_json(doubtful) -> None:
    said = doctor(doubtful, format="json")
    findings = {one["name"]: one for one in json.loads(said.out)["findings"]}
    assert said.code == 1
    assert set(findings) == {"days-missing", "agents-not-on-roster"}
    missing = findings["days-missing"]
    assert missing["sure"] == "likely"
    assert [spot["where"] for spot in missing["spots"]] == ["2026-02-04"]
    assert {row["path"] for row in missing["rows"]} == {"calls.csv"}
    assert missing["rows"][0]["at"].startswith("2026-02-03T16:")
    assert len(findings["agents-not-on-roster"]["rows"]) == 20 < findings["agents-not-on-roster"]["rows_total"]


def test_rows_lists_as_many_rows_of_one_finding_as_asked(doubtful) -> None:
    said = doctor(doubtful, rows="agents-not-on-roster", format="csv", limit=5000)
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert said.code == 1
    assert len(rows) > 800
    assert {row["agent"] for row in rows} == {"Ada"}
    assert all(row["file"] and row["line"] for row in rows)
    told = doctor(doubtful, rows="agents-not-on-roster", limit=3).out
    assert f"3 of {len(rows):,} rows" in told
    assert "Ada" in told
    (one,) = json.loads(doctor(doubtful, rows="days-missing", format="json").out)
    assert (one["name"], len(one["rows"])) == ("days-missing", 2)


def test_rows_of_what_is_not_found_and_of_what_nobody_looks_for(doubtful) -> None:
    assert doctor(doubtful, rows="calls-twice") == (0, "Nothing of that kind is found.\n")
    with pytest.raises(WrongUse) as raised:
        doctor(doubtful, rows="days-mising")
    assert raised.value.issues[0].name == "unknown-finding"
    assert "days-missing" in raised.value.issues[0].remedy


def test_a_file_that_has_vanished_is_told_and_what_it_brought_stays(desk) -> None:
    """One of several is gone (a log rotated away): no finding. All are: nothing new can come."""
    rows = {"calls": desk.calls[:-200], "calls2": desk.calls[-200:], "logins": desk.rows["logins"]}
    desk.write(rows)
    with desk.centre() as centre:
        (desk.folder / "calls2.csv").unlink()
        said = doctor(centre)
        assert said.code == 0
        assert "no longer there: 1 file (calls2.csv); what came from it stays" in said.out
        (desk.folder / "calls.csv").unlink()
        said = doctor(centre)
        assert said.code == 1
        assert "[file-missing] (certain)" in said.out
        assert "no longer there: 2 files (calls.csv, calls2.csv)" in said.out
        assert centre.doctor().health.facts["visit"] == len(desk.calls)
