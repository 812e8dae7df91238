"""This file is about histogram rows: how near they tell a length, and that what is kept is never stale."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.terms import Days
from fourscore.warehouse import HISTOGRAMS, LENGTHS, WORDS, Warehouse
from fourscore.warehouse.derived import histograms

START = datetime.fromisoformat("2026-03-28T20:00")  # the evening before Berlin's clocks go forward
SPRING = Days(date(2026, 3, 1), date(2026, 5, 1))
ROSTER = [("Ada", "red", "2026-01-01", "2026-03-29"), ("Ada", "blue", "2026-03-29", None)]
LONGEST = 999_999_999_999  # milliseconds; what a DECIMAL(12,3) holds


def edges() -> list[int]:
    """The whole milliseconds on either side of every edge between two buckets."""
    found = {0, 1, LONGEST}
    edge = 0.001
    while edge < LONGEST / 1000:
        found |= {int(edge * 1000), int(edge * 1000) + 1}
        edge *= histograms.GAMMA
    return sorted(found)


def told(cursor, milliseconds: list[int]) -> list[tuple[Decimal, int, float]]:
    """Each length as a fact holds it, its bucket, and what the bucket stands for."""
    length = "CAST(ms / 1000 AS DECIMAL(12,3))"
    return cursor.execute(
        f"SELECT length, bucket, {histograms.estimate('bucket')} FROM (SELECT {length} AS length, "
        f"{histograms.bucket(length)} AS bucket FROM (SELECT CAST(unnest(?) AS DECIMAL(15,0)) AS ms)) ORDER BY length",
        [milliseconds]).fetchall()


def near(length: Decimal, said: float) -> bool:
    return abs(said - float(length)) <= histograms.ERROR * float(length) * (1 + 1e-12)


def test_at_every_edge_of_a_bucket_a_length_is_told_within_half_a_percent(warehouse) -> None:
    rows = told(warehouse.cursor(), edges())
    assert [row for row in rows if not near(row[0], row[2])] == []
    assert max(abs(said / float(length) - 1) for length, _, said in rows if length) > 0.0049  # no better than it says
    buckets = [bucket for _, bucket, _ in rows]
    assert buckets == sorted(buckets)
    assert len(set(buckets)) > 2300


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(lengths=st.lists(st.integers(0, LONGEST) | st.integers(0, 200) | st.just(0), min_size=1, max_size=300))
def test_any_length_is_told_within_half_a_percent_and_keeps_its_place(warehouse, lengths) -> None:
    rows = told(warehouse.cursor(), lengths)
    assert all(near(length, said) for length, _, said in rows)
    assert [bucket for _, bucket, _ in rows] == sorted(bucket for _, bucket, _ in rows)
    assert all((bucket == histograms.NOUGHT) == (length == 0) for length, bucket, _ in rows)


@contextmanager
def empty() -> Iterator[tuple[Warehouse, Path]]:
    folder = Path(tempfile.mkdtemp())
    warehouse = Warehouse.open(folder / "data")
    try:
        yield warehouse, folder / "in"
    finally:
        warehouse.close()
        shutil.rmtree(folder)


def at(minutes: int) -> str:
    return f"{START + timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}"


@st.composite
def lines(draw, hand):
    """A call or a ticket of a few keys, so that many are said again, otherwise, on another day, by another agent."""
    number, start = draw(st.integers(0, 4)), draw(st.integers(0, 60 * 60))
    wait, length = draw(st.integers(0, 3)), draw(st.integers(0, 4000))
    agent, queue = draw(st.sampled_from(["Ada", "Bob"])), draw(st.sampled_from(["sales", "help"]))
    if draw(st.integers(0, 3)) == 0:
        replied = draw(st.sampled_from([None, at(start + length)]))
        return json.dumps({"ticket": {"key": f"t{number}", "queue": queue, "agent": agent, "opened_at": at(start),
                                      "first_reply_at": replied, "solved_at": replied, "topic": "bill"}})
    answered = draw(st.booleans())
    return hand.call(f"c{number}", at(start), answered=at(start + wait) if answered else None,
                     ended=at(start + wait + length), agent=agent if answered else None, queue=queue,
                     talk_s=60 * length if answered else 0, topic=draw(st.sampled_from(["bill", None])))


def ask_for_all(warehouse: Warehouse, days: Days = SPRING) -> None:
    for cells in HISTOGRAMS:
        for fact in histograms.COUNTED:
            warehouse.count_histograms(cells, fact, days)


def kept(warehouse: Warehouse, *, afresh: bool = False) -> dict[str, list[tuple]]:
    """What is kept of the days that are counted, in words; or the same counted from the facts just now."""
    cursor, found = warehouse.cursor(), {}
    for cells, cell in HISTOGRAMS.items():
        for fact in histograms.COUNTED:
            parts = (fact, *(length.name for length in LENGTHS if length.of == fact))
            counted = f"SELECT day FROM histogram_counted WHERE cells = '{cells}' AND fact = '{fact}'"
            rows = histograms._rows(cells, fact, f"day IN ({counted})") if afresh else (
                f"SELECT * FROM {cells} WHERE part IN {parts}")
            word = "(SELECT w.name FROM {0} w WHERE w.{0} = f.{0})"
            keys = ", ".join(word.format(name) if name in WORDS else f"f.{name}" for name in cell)
            found[f"{cells} {fact}"] = cursor.execute(
                f"SELECT part, {keys}, bucket, sum(n) FROM ({rows}) f GROUP BY ALL ORDER BY ALL").fetchall()
    return found


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_after_any_order_of_loads_what_is_kept_equals_what_is_counted_afresh(hand, data) -> None:
    """Asked for at any moment between loads of late, repeated and corrected rows, and a changed roster or zone."""
    said = data.draw(st.lists(lines(hand), min_size=2, max_size=12))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(said)), min_size=1, max_size=2)) | {0, len(said)})
    agreed = hand.agreed("Europe/Berlin")
    with empty() as (step, steps), empty() as (whole, at_once):
        for number, (first, until) in enumerate(pairwise(cuts)):
            hand.write(steps, f"{number:04}", f'{{"note": {number}}}', *said[max(0, first - 1):until])
            hand.load(step, steps, agreed)
            ask_for_all(step, data.draw(st.sampled_from([SPRING, Days(date(2026, 3, 29), date(2026, 3, 30))])))
        agreed = hand.agreed(data.draw(st.sampled_from(["Europe/Berlin", "Asia/Tokyo"])), roster=ROSTER)
        step.restate(agreed, now=hand.NOW)
        assert kept(step) == kept(step, afresh=True)
        ask_for_all(step)
        hand.write(at_once, "all", *said)
        hand.load(whole, at_once, agreed)
        ask_for_all(whole)
        assert kept(step) == kept(whole)
        assert any(kept(step).values())


def calls(hand, folder: Path, name: str, *days: int) -> None:
    hand.write(folder, name, *(
        hand.call(f"{name}{day}", f"2026-03-{day:02d} 10:00:00", answered=f"2026-03-{day:02d} 10:00:{day:02d}",
                  ended=f"2026-03-{day:02d} 10:05:00", agent="Ada", talk_s=240) for day in days))


def marked(warehouse: Warehouse, cells: str = "histogram_day") -> list[int]:
    return [day.day for (day,) in warehouse.cursor().execute(
        f"SELECT day FROM histogram_counted WHERE cells = '{cells}' AND fact = 'visit' ORDER BY ALL").fetchall()]


def test_a_load_drops_the_days_it_changes_and_no_others(hand, warehouse, tmp_path) -> None:
    calls(hand, tmp_path / "in", "a", 2, 3, 5)
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert marked(warehouse) == []  # nobody asked: a load counts nothing
    warehouse.count_histograms("histogram_day", "visit", SPRING)
    assert marked(warehouse) == [2, 3, 4, 5]
    calls(hand, tmp_path / "in", "b", 3, 6)
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert marked(warehouse) == [2, 4, 5]
    assert histograms.uncounted(warehouse.cursor(), "histogram_day", "visit", SPRING) == (
        date(2026, 3, 3), date(2026, 3, 7))
    assert kept(warehouse) == kept(warehouse, afresh=True)


def test_days_are_counted_piece_by_piece_and_only_once(hand, warehouse, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(histograms, "AT_ONCE", 2)
    calls(hand, tmp_path / "in", "a", *range(2, 9))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    warehouse.count_histograms("histogram_day", "visit", Days(date(2026, 3, 3), date(2026, 3, 6)))
    warehouse.count_histograms("histogram_day", "visit", SPRING)
    warehouse.count_histograms("histogram_day", "visit", SPRING)
    assert marked(warehouse) == list(range(2, 9))
    assert kept(warehouse) == kept(warehouse, afresh=True)
    assert hand.one(warehouse, "SELECT sum(n) FROM histogram_day WHERE part = 'waits_answered'") == 7


def test_while_a_load_runs_nothing_is_kept_and_the_rows_are_counted_from_facts(hand, warehouse, tmp_path) -> None:
    calls(hand, tmp_path / "in", "a", 2, 3)
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    with warehouse.loading:
        warehouse.count_histograms("histogram_day", "visit", SPRING)
    assert marked(warehouse) == []
    missing = histograms.uncounted(warehouse.cursor(), "histogram_day", "visit", SPRING)
    rows = histograms.histogram_rows("histogram_day", "visit", missing)
    assert hand.one(warehouse, f"SELECT sum(n) FROM {rows} WHERE part = 'handle_times'") == 2


@pytest.mark.parametrize("fact", histograms.COUNTED)
def test_every_kind_of_fact_that_is_counted_says_so_when_its_facts_go(warehouse, fact) -> None:
    cursor = warehouse.cursor()
    assert histograms.counted_from(cursor, fact) is None
    histograms.count_before(cursor, fact, date(2026, 3, 1))
    assert histograms.counted_from(cursor, fact) == date.min
    histograms.count_before(cursor, "sale", date(2026, 3, 1))
    assert histograms.counted_from(cursor, "sale") is None
