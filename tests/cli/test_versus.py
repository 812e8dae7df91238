"""This file is about `ask --versus` as a person types it: the table, its notes, CSV, JSON and refusals."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fourscore.centre import Centre
from fourscore.cli.ask import ask_verb
from fourscore.cli.relay import Streams
from fourscore.terms import WrongUse

PLAIN = "zone: UTC\ncurrency: EUR\nsources: [{name: switch, kind: asterisk, files: queue_log}]\n"
HOURS = """\
holidays: [{day: 2026-03-04, name: Outing}]
sites:
  - {name: Leeds, hours: {mon-fri: 08:00-20:00}}
  - {name: Austin, hours: {mon-sat: 08:00-20:00}, holidays: [{day: 2026-03-04, name: Outing, hours: as usual}]}
"""
NOW, THEN = "2026-03-02..2026-03-09", "2026-02-23..2026-03-02"


def log() -> str:
    """Each day from 22 February to 9 March 2026, two answered calls to Billing; three from 2 March on."""
    lines = []
    for step in range(16):
        start = datetime(2026, 2, 22, 10, tzinfo=UTC) + timedelta(days=step)
        for call in range(3 if step >= 8 else 2):
            at, key = int(start.timestamp()) + 600 * call, f"{step}-{call}"
            lines += [f"{at}|{key}|Billing|NONE|ENTERQUEUE||555{call}|1", f"{at + 12}|{key}|Billing|Ada|CONNECT|12|x|3",
                      f"{at + 112}|{key}|Billing|Ada|COMPLETECALLER|12|100|1"]
    return "\n".join(lines) + "\n"


def opened(folder: Path) -> Centre:
    return Centre.open(folder, now=lambda: datetime(2026, 4, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("versus")
    (there / "centre.yaml").write_text(PLAIN + HOURS)
    (there / "queue_log").write_text(log())
    with opened(there) as centre:
        centre.load()
    return there


@pytest.fixture(scope="module")
def centre(folder: Path) -> Iterator[Centre]:
    with opened(folder) as centre:
        yield centre


@pytest.fixture
def afresh(folder: Path, centre: Centre) -> Iterator[Callable[[str], Centre]]:
    """The same facts under another centre.yaml."""
    def under(text: str) -> Centre:
        centre.close()
        (folder / "centre.yaml").write_text(text)
        return opened(folder)

    yield under
    (folder / "centre.yaml").write_text(PLAIN + HOURS)


def asked(centre: Centre, *, form: str = "table", versus: str = THEN, per_day: bool = False, by: str = "",
          during: str = NOW, metrics: str = "contacts_handled,service_level") -> str:
    out = io.StringIO()
    ask_verb(centre, {"metrics": metrics, "by": by, "during": during, "where": [], "format": form, "versus": versus,
                      "per_working_day": per_day, "currency": "", "rates": ""},
             Streams(out, io.StringIO(), None, terminal=False, err_terminal=False, colour=False))
    return out.getvalue()


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_both_periods_stand_side_by_side_with_their_working_days(centre: Centre) -> None:
    """21 calls on six working days (Austin works on the outing and on Saturday) against 14 on six."""
    text = asked(centre, per_day=True)
    assert rows(text)[1] == ["contacts_handled", "21", "14", "+7", "+50.0%", "3.5", "2.3", "+50.0%"]
    assert rows(text)[2] == ["service_level", "offered", "100.0%", "100.0%", "0.0", "points", "–", "–", "–", "–"]
    notes = text.splitlines()[3:]
    assert notes[0] == "A ratio, a percentile, a longest time and a stock do not grow with days: they are not adjusted."
    assert notes[1].startswith("2026-03-02 up to 2026-03-09 · 6 working days · UTC · complete to 2026-03-09 10:2")
    assert notes[2].startswith("against 2026-02-23 up to 2026-03-02 · 6 working days · ")
    assert notes[3] == "Working days by site, now and then: Leeds 4 and 5, Austin 6 and 6"
    plain = asked(centre)
    assert "a day" not in plain
    assert rows(plain)[1] == ["contacts_handled", "21", "14", "+7", "+50.0%"]
    assert asked(centre, versus="before") == plain


def test_a_program_reads_the_same_numbers(centre: Centre) -> None:
    told = json.loads(asked(centre, form="json"))
    volume, level = told["rows"]
    assert (volume["value"], volume["then"], volume["change"], volume["change_share"]) == (21, 14, 7, 0.5)
    assert (volume["per_working_day"], volume["per_working_day_then"]) == (3.5, pytest.approx(14 / 6, abs=1e-6))
    assert (level["per_working_day"], level["not_adjusted"]) == (None, "does not grow with days")
    assert told["sites"]["Leeds"] == {"working_days": 4, "working_days_then": 5}
    (first, *_) = csv.DictReader(io.StringIO(asked(centre, form="csv", by="queue")))
    assert (first["queue"], first["value"], first["then"], first["adjusted_change_share"]) == (
        "Billing", "21.0", "14.0", "0.5")


def test_what_is_not_complete_is_marked_and_not_compared(centre: Centre) -> None:
    text = asked(centre, during="2026-03", versus="before", metrics="contacts_handled", per_day=True)
    assert rows(text)[1] == ["contacts_handled", "26", "14", *["–"] * 5, "not", "complete"]
    assert "What grows with days is not compared where one of the periods is not complete." in text


def test_a_change_per_working_day_needs_another_period(centre: Centre) -> None:
    with pytest.raises(WrongUse, match="nothing-to-compare"):
        asked(centre, versus="", per_day=True)


def test_changed_holidays_hold_for_what_is_loaded_already(centre: Centre, afresh: Callable[[str], Centre]) -> None:
    """Nothing of them is stored with the facts: the same calls, other hours, without another load."""
    question = {"form": "json", "during": str(date(2026, 3, 4)), "versus": "before",
                "metrics": "answered_within_opening_hours_coverage"}
    (share,) = json.loads(asked(centre, **question))["rows"]
    assert (share["value"], share["then"]) == (1, 1)
    with afresh((PLAIN + HOURS).replace(", hours: as usual", "")) as other:
        (share,) = json.loads(asked(other, **question))["rows"]
        assert (share["value"], share["then"], share["complete"]) == (0, 1, True)


def test_without_opening_hours_nothing_is_known_of_working_days(afresh: Callable[[str], Centre]) -> None:
    with afresh(PLAIN) as other:
        with pytest.raises(WrongUse, match="no-working-days"):
            asked(other, per_day=True)
        (volume, _) = json.loads(asked(other, form="json"))["rows"]
        assert (volume["change"], volume["working_days"], volume["not_adjusted"]) == (7, None, "hours not known")
