"""This file is about percentiles when single facts are deleted: told from histogram rows, saying so, or not at all."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fourscore.centre import Centre, close_month, keep, months
from fourscore.metrics import Row
from fourscore.terms import Days

from .conftest import DAYS, call

LATE = datetime(2026, 4, 25, 9, tzinfo=UTC)
LIMIT = date(2026, 3, 11)  # 45 days before
EARLY, OVER, AFTER = Days(date(2026, 3, 3), LIMIT), Days(date(2026, 3, 3), date(2026, 3, 20)), Days(
    LIMIT, date(2026, 3, 17))
WAIT, HANDLE = "wait_percentile:p50", "handle_time_percentile:p90"
CUTS = [(), ("day",), ("team",), ("agent", "week"), ("queue", "hour_of_day"), ("half_hour",), ("topic", "day")]


@pytest.fixture
def aged(centre: Centre, folder: Path) -> Centre:
    centre.now = lambda: LATE
    with (folder / "centre.yaml").open("a") as file:
        file.write("retention: {contacts: 45d}\n")
    return centre


def told(centre: Centre, by: tuple[str, ...] = (), during: Days = OVER, **more: bool) -> list[Row]:
    return centre.metrics.unguarded().ask([WAIT, HANDLE, "contacts_offered"], by, during=during, **more).rows


def within(row: Row, before: Row) -> bool:
    assert (row.by, row.key, row.n, row.complete) == (before.by, before.key, before.n, before.complete)
    assert row.error == 0.005
    return abs(row.value - before.value) <= 0.005 * before.value * (1 + 1e-9)


def test_percentiles_stay_in_every_grouping_and_say_how_near_they_are(aged: Centre) -> None:
    before = {(by, during): told(aged, by, during) for by in CUTS for during in (EARLY, OVER)}
    assert all(row.error is None for rows in before.values() for row in rows)
    keep(aged)
    left = "SELECT count(*) FROM visit WHERE day < DATE '2026-03-11'"
    assert aged.warehouse.cursor().execute(left).fetchone() == (0,)
    for (by, during), rows in before.items():
        now = told(aged, by, during)
        assert [row.key for row in now] == [row.key for row in rows]
        assert all(within(row, was) for row, was in zip(now, rows, strict=True) if "percentile" in row.key)
        assert [row for row in now if "percentile" not in row.key] == [
            row for row in rows if "percentile" not in row.key]
    assert {row.error for row in told(aged, ("day",), AFTER)} == {None}


def test_how_sure_a_percentile_is_stays_known_from_histogram_rows(aged: Centre) -> None:
    def steps(by: tuple[str, ...] = ()):
        return aged.metrics.unguarded().spread_of([WAIT], by, during=OVER)[WAIT]

    before = {by: steps(by).steps for by in ((), ("team",))}
    keep(aged)
    for by, cells in before.items():
        now = steps(by).steps
        assert {cell: one.n for cell, one in now.items()} == {cell: one.n for cell, one in cells.items()}
        for cell, one in cells.items():
            middle = (one.n + 1) // 2
            assert now[cell].at_least(middle) <= one.at_most(middle)
            assert one.at_least(middle) <= now[cell].at_most(middle)
    assert "deleted" in steps(("agent", "topic")).why


def test_exact_is_not_told_any_more_and_never_from_the_facts_left(aged: Centre) -> None:
    keep(aged, dry_run=True)
    assert aged.warehouse.cursor().execute("SELECT count(*) FROM histogram_counted").fetchone() == (0,)
    keep(aged)
    answer = aged.metrics.unguarded().ask([WAIT, HANDLE], during=OVER, exact=True)
    assert [(row.value, row.n, row.complete) for row in answer.rows] == [(None, 0, False)] * 2
    assert answer.deleted["visit"] == LIMIT
    (row,) = aged.metrics.unguarded().ask([WAIT], during=OVER, use_cubes=False).rows
    assert row.value is None
    # Agents by topic are in no histogram, so that nothing is left to tell it from.
    assert {row.value for row in aged.metrics.unguarded().ask([WAIT], ["agent", "topic"], during=EARLY).rows} <= {None}
    assert aged.metrics.unguarded().ask([WAIT], during=AFTER, exact=True).rows[0].value == 15


def test_facts_deleted_before_there_were_histograms_leave_no_percentile(aged: Centre) -> None:
    keep(aged)
    cursor = aged.warehouse.cursor()
    cursor.execute("DELETE FROM setting WHERE name = 'counted_visit'")
    for table in ("histogram_day", "histogram_agent", "histogram_queue", "histogram_counted"):
        cursor.execute(f"DELETE FROM {table}")
    del cursor  # who holds one still reads
    assert [row.value for row in told(aged)[:2]] == [None, None]
    aged.now = lambda: datetime(2026, 5, 1, 9, tzinfo=UTC)
    keep(aged)  # finds that days before LIMIT are gone uncounted
    here = Days(LIMIT, date(2026, 3, 15))
    assert [(row.value, row.error) for row in told(aged, during=here)[:1]] == [(pytest.approx(15, rel=0.005), 0.005)]
    assert [row.value for row in told(aged)[:2]] == [None, None]


def test_neither_late_rows_nor_a_changed_roster_touch_what_is_gone(aged: Centre, folder: Path, outside: Path) -> None:
    keep(aged)
    before = told(aged, ("team",))
    text = (outside / "queue_log").read_text()
    (outside / "queue_log").write_text(call(1, "0309999", "PJSIP/1001").replace(".1|", ".777|") + text)
    aged.load()
    assert told(aged, ("team",)) == before
    kept = ("SELECT part, team, bucket, sum(n) FROM histogram_agent WHERE day < DATE '2026-03-11' "
            "GROUP BY ALL ORDER BY ALL")
    rows = aged.warehouse.cursor().execute(kept).fetchall()
    people = (folder / "people.yaml").read_text()
    (folder / "people.yaml").write_text(people.replace("from: 2026-01-01", "from: 2026-03-13"))
    aged.restate_if_needed()
    assert aged.warehouse.cursor().execute(kept).fetchall() == rows
    assert [(row.value, row.n) for row in told(aged)] == [(row.value, row.n) for row in told(aged, ())]
    assert sum(row.n for row in told(aged, ("team",)) if row.key == WAIT) == told(aged)[0].n


def test_a_signed_percentile_is_the_exact_one(aged: Centre, folder: Path) -> None:
    text = (folder / "strategy.yaml").read_text()
    (folder / "strategy.yaml").write_text(text.replace("metric: average_talk_time", f"metric: {WAIT}"))
    assert WAIT in {kpi.metric for kpi in aged.strategy.kpis()}
    aged.metrics.exact_up_to = {"histogram_day": 0}
    assert aged.metrics.unguarded().ask([WAIT], during=DAYS).rows[0].error == 0.005
    numbers = close_month(aged, "2026-03", "Mara")
    assert [number.value for number in numbers if number.metric == WAIT and number.team is None] == [15.0]
    keep(aged)
    assert [month.state for month in months(aged)] == ["closed"]
