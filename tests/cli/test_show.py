"""This file is about tables on terminals of any width, and about answers in every format."""

import csv
import io
import json
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from fourscore.centre import CardShown
from fourscore.cli import show
from fourscore.cli.publishing import publish
from fourscore.cli.relay import Streams
from fourscore.metrics import Answer, Row, read_catalogue
from fourscore.scoring import Approval, Card, Scope, Value
from fourscore.terms import Days

HEADINGS = [f"heading_{number}" for number in range(15)]
ROWS = [[f"cell {row}-{number}" if number != 3 else "–" for number in range(15)] for row in range(2)]


def shown(*, width: int, terminal: bool) -> str:
    out = io.StringIO()
    show.table(HEADINGS, ROWS, Streams(out, io.StringIO(), width, terminal, terminal, colour=False))
    return out.getvalue()


@pytest.mark.parametrize(("width", "terminal"), [(80, True), (400, True), (80, False)])
def test_no_cell_is_lost_at_any_width(width: int, terminal: bool) -> None:
    text = shown(width=width, terminal=terminal)
    assert [cell for row in ROWS for cell in row if cell != "–" and cell not in text] == []
    assert "…" not in text


def test_rows_far_wider_than_the_terminal_are_written_down_the_page() -> None:
    lines = shown(width=80, terminal=True).splitlines()
    assert lines[0].split() == ["heading_0", "cell", "0-0"]
    assert [line for line in lines if line.startswith("heading_3")] == []
    assert len(lines) == 2 * (14 + 1)
    assert max(map(len, lines)) <= 80


def test_a_percentile_from_histogram_rows_says_how_near_it_is() -> None:
    rows = [Row({"queue": name}, "wait_percentile", "p90", 61.25, {}, 1200, complete, error=error)
            for name, complete, error in (("Billing", True, 0.005), ("Sales", False, 0.005), ("Help", True, None))]
    during = Days(date(2026, 3, 1), date(2026, 4, 1))
    answer = Answer(None, "UTC", ("queue",), during, rows)
    catalogue, _ = read_catalogue(None, {})
    said = {}
    for how in ("table", "csv", "json"):
        out = io.StringIO()
        show.answer(answer, catalogue, "EUR", Streams(out, io.StringIO(), 100, False, False, colour=False), how)
        said[how] = out.getvalue()
    lines = said["table"].splitlines()
    assert [line.endswith(end) for line, end in zip(lines[1:3], ("±0.5%", "±0.5%, not complete"), strict=True)] == [
        True, True]
    assert "±" not in lines[3]
    assert lines[4].startswith("±0.5% of the exact figure")
    assert [row["error"] for row in csv.DictReader(io.StringIO(said["csv"]))] == ["0.005", "0.005", ""]
    assert [row.get("error") for row in json.loads(said["json"])["rows"]] == [0.005, 0.005, None]


def test_a_published_band_tells_both_its_edges() -> None:
    value = Value("talk", "Talk", "average_handle_time", "seconds", "", 300.0, 40, 240.0, 345.0, 100.0, 1.0, 100.0,
                  "measured", "on_target", {})
    plain = value._replace(kpi="in-time", metric="service_level:offered", unit="share", value=0.79996, target=0.8,
                           upper_target=None)
    days, at = Days(date(2026, 3, 1), date(2026, 4, 1)), datetime(2026, 4, 2, tzinfo=UTC)
    card = Card(1, "2026-03", days, Scope("centre"), 1, 1, None, 100.0, "on_target", 1.0, 0.7, "UTC", "EUR", at,
                Approval("Ada", "Senior manager", ""), (), (value, plain))
    told = CardShown(card, 100.0, (), {"talk": 300.0, "in-time": 0.79996})
    out = io.StringIO()
    centre: Any = SimpleNamespace(calendar=SimpleNamespace(local=lambda moment: moment))
    publish.tell_card(centre, told, Streams(out, io.StringIO(), 200, False, False, colour=False))
    talk, in_time = out.getvalue().splitlines()[1:3]
    assert "4:00 – 5:45" in talk
    assert talk.split().count("5:00") == 3  # as published, as it stands, and now
    assert in_time.split()[2:6] == ["79.996%", "79.996%", "79.996%", "80.000%"]  # a miss never reads like its target
