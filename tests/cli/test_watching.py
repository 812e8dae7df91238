"""This file is about incidents and alerts as verbs: entered, corrected with a reason, listed, withdrawn, refused."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from tests.typed import fourscore

CENTRE = """\
name: Northern Support
zone: Europe/London
currency: GBP
sources: [{name: calls, kind: asterisk, files: queue_log}]
"""
LOG = """\
1773057600|1773057600.1|Billing|NONE|ENTERQUEUE||0301|1
1773057605|1773057600.1|Billing|PJSIP/1001|CONNECT|5|u1|3
1773057665|1773057600.1|Billing|PJSIP/1001|COMPLETECALLER|5|60|1
"""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each test leaves nothing marked and nothing watched."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "queue_log").write_text(LOG)
    assert fourscore("load", str(folder)).returncode == 0
    return folder


def listed(centre: Path, verb: str) -> list[dict[str, object]]:
    told = fourscore(verb, "list", str(centre), "--format", "json")
    assert told.returncode == 0, told.stderr
    found: list[dict[str, object]] = json.loads(told.stdout)
    return found


def test_an_incident_is_entered_corrected_with_its_reason_and_withdrawn(centre: Path) -> None:
    empty = fourscore("incident", "list", str(centre))
    assert "Nothing was marked" in empty.stdout
    done = fourscore("incident", "add", str(centre), "outage", "2026-03-09 14:05", "--to", "2026-03-09 16:00",
                     "--queue", "Billing", "--text", "Lines down")
    assert done.returncode == 0, done.stderr
    (one,) = listed(centre, "incident")
    assert (one["kind"], one["queues"], one["text"], one["corrected"]) == ("outage", "Billing", "Lines down", 0)
    assert str(one["begins"]).startswith("2026-03-09")
    assert "14:05" in str(one["begins"])
    unsaid = fourscore("incident", "add", str(centre), "outage", "2026-03-09 14:10", "--correct", str(one["number"]))
    assert unsaid.returncode != 0  # a correction says why
    mended = fourscore("incident", "add", str(centre), "outage", "2026-03-09 14:10", "--to", "2026-03-09 16:00",
                       "--queue", "Billing", "--text", "Lines down", "--correct", str(one["number"]),
                       "--why", "The switch says 14:10")
    assert mended.returncode == 0, mended.stderr
    (after,) = listed(centre, "incident")
    assert (after["number"], after["corrected"]) == (one["number"], 1)
    assert "14:10" in str(after["begins"])
    assert fourscore("incident", "list", str(centre), "--during", "2026-04", "--format", "json").stdout.strip() == "[]"
    assert fourscore("incident", "withdraw", str(centre), str(one["number"])).returncode == 0
    assert listed(centre, "incident") == []


@pytest.mark.parametrize(("words", "says"), [
    (("earthquake", "2026-03-09 14:05"), "outage"),
    (("outage", "yesterday"), "2026"),
    (("outage", "2026-03-09 14:05", "--to", "2026-03-09 13:00"), "over"),
    (("outage", "2026-03-09 14:05", "--queue", "Biling"), "Billing"),
])
def test_a_wrong_incident_is_refused_with_what_would_do(centre: Path, words: tuple[str, ...], says: str) -> None:
    done = fourscore("incident", "add", str(centre), *words)
    assert done.returncode != 0
    assert says in done.stderr + done.stdout
    assert listed(centre, "incident") == []


def test_an_alert_is_kept_listed_and_withdrawn(centre: Path) -> None:
    assert "Nothing is watched yet" in fourscore("alert", "list", str(centre)).stdout
    done = fourscore("alert", "add", str(centre), "Billing waits too long", "longest_wait_now", "--of",
                     "queue:Billing", "--above", "3:00", "--for", "5m",
                     "--duty", "Resource analyst: mon-fri 08:00-18:00")
    assert done.returncode == 0, done.stderr
    (one,) = listed(centre, "alert")
    assert (one["name"], one["of"], one["state"]) == ("Billing waits too long", "Billing", "quiet")
    assert "180" in str(one["fires"])
    (row,) = csv.DictReader(StringIO(fourscore("alert", "list", str(centre), "--format", "csv").stdout))
    assert (row["rule"], row["metric"]) == (one["rule"], "longest_wait_now")
    nothing = fourscore("alert", "acknowledge", str(centre), "7")
    assert nothing.returncode != 0
    assert fourscore("alert", "withdraw", str(centre), str(one["rule"])).returncode == 0
    assert listed(centre, "alert") == []


@pytest.mark.parametrize(("words", "says"), [
    (("longest_wait_noww", "--above", "3:00"), "longest_wait_now"),
    (("longest_wait_now",), "threshold"),
    (("longest_wait_now", "--above", "soon"), "soon"),
])
def test_a_wrong_alert_is_refused_with_what_would_do(centre: Path, words: tuple[str, ...], says: str) -> None:
    done = fourscore("alert", "add", str(centre), "Waits", *words)
    assert done.returncode != 0
    assert says in done.stderr + done.stdout
    assert listed(centre, "alert") == []
