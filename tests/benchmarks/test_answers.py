"""This file is about the benchmarks' answers: what is measured gives the same as SQL written by hand. Times are not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from benchmarks.__main__ import keep
from benchmarks.history.cards import MONTH, Cards
from benchmarks.history.late import measure
from benchmarks.history.questions import MEASURES, QUESTIONS, Asked
from benchmarks.history.resolution import Resolution
from benchmarks.history.rows import UNTIL
from benchmarks.page import growth, page

from fourscore.metrics.answer.asking import Asking
from fourscore.scoring import Scorecard
from fourscore.terms import Days

QUARTER = Days(UNTIL - timedelta(days=92), UNTIL)
PIECE = {"facts": QUARTER, "cube": QUARTER, "month_agent": QUARTER}  # of the history; all of it takes long to compare


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_value_is_what_sql_by_hand_gives(made: Path, name: str) -> None:
    asked = Asked(made, name, None if name == "team_days" else PIECE[name])
    try:
        ours, hand = ({row[:-1]: row[-1] for row in asked.values(way())} for way in (asked.ours, asked.hand))
        assert len(ours) > len(MEASURES)
        assert ours == hand
        assert sum(value is not None for value in ours.values()) > len(ours) / 2
    finally:
        asked.close()


def test_a_large_answer_is_read_like_a_list(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked(made, "month_agent", QUARTER)
    try:
        with monkeypatch.context() as unread:
            unread.delattr(Asking, "row")  # asking makes no row of it
            rows = asked.ours().rows
        every = list(rows)
        assert len(rows) == len(every) > 10_000
        assert (rows[0], rows[-1], rows[777]) == (every[0], every[-1], every[777])
        assert rows[40:43] == every[40:43]
        with pytest.raises(IndexError):
            rows[len(every)]
        small = asked.metrics.ask(list(MEASURES), ("month", "agent"), during=asked.question.during,
                                  where={"agent": ["Agent 0123"]}).rows
        assert isinstance(small, list)
        assert small == [row for row in every if row.by["agent"] == "Agent 0123"]
    finally:
        asked.close()


def test_first_contact_resolution_is_one_number_three_ways(made: Path) -> None:
    resolution = Resolution(made)
    try:
        found = resolution.hand()
        assert 0 < found[0] < found[1]
        assert resolution.asked() == resolution.scratch() == found
    finally:
        resolution.close()


def without_rows(card: Scorecard) -> list[object]:
    """All of a card but the rows of the answer behind it: those of many cards also say whose they are."""
    whole = [getattr(card, name) for name in ("score", "status", "coverage", "change", "as_of", "scope", "days")]
    return [*whole, *((p.score, p.status, p.weight, p.contribution, p.coverage, p.change) for p in card.perspectives),
            *(one._replace(row=None) for one in card.measured())]


def test_cards_made_together_are_those_made_one_by_one(made: Path) -> None:
    cards = Cards(made)
    try:
        assert len(list(cards.strategy.kpis())) == 25
        together = {card.scope.name: card for card in cards.level("agent")}
        assert len(together) > 250
        # Some handled nothing in one of the months: what is nought when asked alone is nought among many.
        handled = [{name for (name,) in cards.warehouse.cursor().execute(
            "SELECT name FROM cube_agent JOIN agent USING (agent) WHERE day >= ? AND day < ? GROUP BY ALL "
            "HAVING sum(answered) > 0", [days.first, days.until]).fetchall()} for days in (MONTH, MONTH.before())]
        both, once = sorted(handled[0] & handled[1]), sorted(handled[0] - handled[1])
        assert min(len(both), len(once)) > 20
        for name in (*both[::12], *once[::12]):
            assert without_rows(cards.one("agent", name)) == without_rows(together[name])
        teams = cards.level("team")
        assert len(teams) == 40
        assert without_rows(cards.one("team", teams[7].scope.name)) == without_rows(teams[7])
    finally:
        cards.close()


def test_late_rows_give_what_a_rebuild_gives(tmp_path: Path) -> None:
    late = measure(tmp_path, visits=3_000, late=100)
    assert (late.rows, late.equal) == (100, True)


def test_the_page_says_what_was_not_measured(tmp_path: Path) -> None:
    text = page(tmp_path)
    assert text.count("not measured") >= 8
    assert "| yes |" not in text
    assert "NaN" not in text


def test_the_page_holds_each_figure_against_its_bar(tmp_path: Path) -> None:
    machine = {"processor": "A processor", "cores": 2, "memory_gb": 8.0, "system": "Linux", "python": "3.11.7",
               "duckdb": "2.0.0", "fourscore": "0.1.0", "commit": "abc", "date": "2026-11-22 09:00 UTC"}
    for size, visits, seconds in (("1e6", 10**6, 0.2), ("1e8", 10**8, 14.0)):
        ways = {"ours": {"cpu_s": seconds, "wall_s": seconds, "peak_mb": 480, "values": 1},
                "hand": {"cpu_s": seconds * 2, "wall_s": seconds, "peak_mb": 300, "values": 1}}
        rows = {"facts": {**ways, "same": True, "machine": machine}}
        if size == "1e8":
            rows["cards"] = {**ways, "same": True, "machine": machine}
        (tmp_path / f"{size}.json").write_text(json.dumps({"visits": visits, "rows": rows}))
    text = page(tmp_path)
    (facts,) = [line for line in text.splitlines() if line.startswith("| 20 measures, day × queue, 1e8 visits")]
    assert "14.0 CPU s, 480 MB" in facts
    assert "0.50" in facts
    assert facts.endswith("| yes |")
    (cards,) = [line for line in text.splitlines() if line.startswith("| whole scorecard")]
    assert cards.endswith("| **no** |")
    assert "A processor" in text
    drawing = growth(tmp_path)
    assert drawing.count("<circle") == 2 * 2 + 2  # both ways of two sizes of one row, and of one size of another
    assert "by hand" in drawing


def test_what_was_measured_of_the_pages_stands_against_its_bar(tmp_path: Path) -> None:
    took = {"cpu_ms": 20.0, "least_ms": 18.0}
    sort = {"median_ms": 61.0, "least_ms": 40.0, "thread_ms": 35.0, "yardstick_ms": 20.0}
    keep("render", {"page": took, "the card alone": took, "bare SQL": took, "yardstick": took}, tmp_path)
    keep("sort", sort, tmp_path)
    streams = {"streams": 500, "cpu_share": 0.2, "per_s": 10.0, "least_per_s": 9.5, "late_ms": 12.0}
    keep("lighthouse", {"points": {"desktop": {"scorecard": [98, 100, 100]}, "mobile": {"scorecard": [90, 100, 100]}}},
         tmp_path)

    def met() -> list[str]:
        return [line.rsplit("|", 2)[1].strip() for line in page(tmp_path).splitlines() if "| pages, `" in line]

    assert met() == ["not measured", "yes", "**no**", "yes"]
    keep("sort", {**sort, "median_ms": 60.0}, tmp_path)
    keep("streams", streams, tmp_path)
    keep("lighthouse", {"points": {"desktop": {"scorecard": [99, 99, 100]}}}, tmp_path)
    assert met() == ["yes", "yes", "yes", "**no**"]
    keep("streams", {**streams, "cpu_share": 0.25}, tmp_path)
    assert met() == ["**no**", "yes", "yes", "**no**"]
    assert page(tmp_path).count("render at pages, sort at pages, lighthouse at pages") == 1
