"""This file is about the generated centre as a whole: the same rows again, possible rows, believable figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from fourscore.terms import Trouble
from fourscore.warehouse import Slice
from fourscore.warehouse.facts import STAGED
from fourscore.warehouse.sources.rehearsal import Rehearsal, cast, sample_people

SMALL = {"until": date(2026, 11, 2), "weeks": 8, "visits": 10_000}
ASIDE = "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)"


class Before:
    """What the source landed before: these files."""

    def __init__(self, *files: str) -> None:
        self.files = list(files)

    def landed(self) -> list[str]:
        return self.files

    def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
        return self.files


def source(**options: object) -> Rehearsal:
    made, issues = Rehearsal.configure("made", options, "centre.yaml:3", Path())
    assert issues == []
    assert isinstance(made, Rehearsal)
    return made


def staged(made: Rehearsal) -> duckdb.DuckDBPyConnection:
    cursor = duckdb.connect()
    cursor.execute("SET TimeZone = 'UTC'")
    cursor.execute(ASIDE)
    made.land(cursor, Slice(3, made.files()[0], 0, 0, 1, 0))
    made.stage(cursor, Before())
    return cursor


def prints(cursor: duckdb.DuckDBPyConnection) -> dict[str, object]:
    """A fingerprint of each staged table that does not depend on the order of rows."""
    return {kind: cursor.execute(f"SELECT count(*), bit_xor(hash(r)), sum(hash(r)) FROM staged_{kind} r").fetchone()
            for kind in Rehearsal.gives}


def one(cursor: duckdb.DuckDBPyConnection, query: str) -> tuple[float, ...]:
    row = cursor.execute(query).fetchone()
    assert row is not None
    return row


@pytest.fixture(scope="module")
def small() -> Iterator[duckdb.DuckDBPyConnection]:
    cursor = staged(source(**SMALL))
    yield cursor
    cursor.close()


def test_same_options_give_the_same_rows_and_another_seed_gives_others(small: duckdb.DuckDBPyConnection) -> None:
    again, other = staged(source(**SMALL)), staged(source(**SMALL, seed=5))
    assert prints(again) == prints(small)
    different = prints(other)
    assert [kind for kind, found in prints(small).items() if found == different[kind]] == []


def test_every_column_is_one_the_warehouse_knows(small: duckdb.DuckDBPyConnection) -> None:
    for kind in Rehearsal.gives:
        there = {row[0]: row[1] for row in small.execute(f"DESCRIBE staged_{kind}").fetchall()}
        assert set(there) <= set(STAGED[kind]), kind
        types = {name: STAGED[kind][name] for name in there}
        assert there == types, kind
        assert one(small, f"SELECT count(*) FROM staged_{kind}") > (0,), kind


@pytest.mark.parametrize("kind", [kind for kind in Rehearsal.gives if "key" in STAGED[kind]])
def test_keys_are_keys(small: duckdb.DuckDBPyConnection, kind: str) -> None:
    assert one(small, f"SELECT count(*) - count(DISTINCT key) FROM staged_{kind}") == (0,)


def test_about_as_many_visits_as_asked_for(small: duckdb.DuckDBPyConnection) -> None:
    (visits,) = one(small, "SELECT count(*) FROM staged_visit")
    assert 9_400 < visits < 10_600


def test_stays_and_segments_add_up(small: duckdb.DuckDBPyConnection) -> None:
    """What a stay says was talked, held and wrapped up is what its segments last; the wait ends at the answer."""
    parts = small.execute("""
        SELECT count(*) FROM (
            SELECT contact, sum(talk_s) talk, sum(hold_s) hold, sum(wrap_up_s) wrap_up FROM staged_visit
            WHERE outcome = 'answered' GROUP BY contact) v
        LEFT JOIN (
            SELECT contact, coalesce(sum(epoch(ended_at - started_at)) FILTER (kind = 'talk'), 0) AS talk,
                   coalesce(sum(epoch(ended_at - started_at)) FILTER (kind = 'hold'), 0) AS hold,
                   coalesce(sum(epoch(ended_at - started_at)) FILTER (kind = 'wrap_up'), 0) AS wrap_up
            FROM staged_segment GROUP BY contact) s USING (contact)
        WHERE v.talk IS DISTINCT FROM s.talk OR v.hold IS DISTINCT FROM s.hold OR v.wrap_up IS DISTINCT FROM s.wrap_up
    """).fetchone()
    assert parts == (0,)
    assert one(small, """
        SELECT count(*) FROM staged_visit
        WHERE epoch(coalesce(answered_at, ended_at) - entered_at) <> wait_s OR ended_at < entered_at
           OR (answered_at IS NOT NULL AND epoch(ended_at - answered_at) <> talk_s + hold_s)
           OR (outcome = 'answered') <> (answered_at IS NOT NULL) OR (agent IS NULL) <> (answered_at IS NULL)
    """) == (0,)


def test_every_stay_and_outcome_belongs_to_a_contact_that_spans_it(small: duckdb.DuckDBPyConnection) -> None:
    assert one(small, """
        SELECT count(*) FROM staged_visit v LEFT JOIN staged_contact c ON c.key = v.contact
        WHERE c.key IS NULL OR v.entered_at < c.started_at OR v.ended_at > c.ended_at OR c.outbound = 1""") == (0,)
    assert one(small, """
        SELECT count(*) FROM staged_sale s LEFT JOIN staged_contact c ON c.key = s.contact
        WHERE s.contact IS NOT NULL
          AND (c.key IS NULL OR c.agent <> s.agent OR s.sold_at NOT BETWEEN c.started_at AND c.ended_at
               OR c.offer_made = 0)""") == (0,)
    for kind, at in (("survey", "answered_at"), ("evaluation", "evaluated_at")):
        assert one(small, f"SELECT count(*) FROM staged_{kind} s LEFT JOIN staged_contact c ON c.key = s.contact "
                          f"WHERE c.key IS NULL OR s.{at} < c.ended_at") == (0,)


def test_how_far_a_contact_got_goes_step_by_step(small: duckdb.DuckDBPyConnection) -> None:
    assert one(small, """
        SELECT count(*) FROM staged_contact
        WHERE offer_made > eligible OR eligible > right_party OR right_party > connected OR completed > connected
    """) == (0,)
    assert one(small, "SELECT count(*) FROM staged_sale WHERE contact IS NULL") > (0,)


def test_nobody_does_two_things_at_once_or_works_logged_off(small: duckdb.DuckDBPyConnection) -> None:
    """Segments of one agent do not overlap each other or a pause, and lie inside a log-in."""
    assert one(small, """
        SELECT count(*) FROM (
            SELECT started_at, max(ended_at) OVER (
                PARTITION BY agent ORDER BY started_at, ended_at
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy
            FROM (SELECT agent, started_at, ended_at FROM staged_segment
                  UNION ALL SELECT agent, started_at, ended_at FROM staged_agent_state WHERE state = 'pause'))
        WHERE started_at < busy""") == (0,)
    assert one(small, """
        SELECT count(*) FROM staged_segment s ASOF LEFT JOIN
            (SELECT * FROM staged_agent_state WHERE state = 'login') l
            ON l.agent = s.agent AND l.started_at <= s.started_at
        WHERE l.agent IS NULL OR l.ended_at < s.ended_at""") == (0,)


def test_people_work_only_while_they_are_on_the_roster() -> None:
    made = source(**SMALL)
    cursor = staged(made)
    cursor.execute("CREATE TEMP TABLE stint (agent VARCHAR, first_day DATE, until_day DATE)")
    cursor.executemany("INSERT INTO stint VALUES (?, ?, ?)",
                       [[s.agent, s.first_day, s.until_day] for s in sample_people(made.options)])
    assert one(cursor, """
        SELECT count(*) FROM staged_agent_state a WHERE NOT EXISTS (
            SELECT 1 FROM stint s WHERE s.agent = a.agent AND CAST(a.started_at AS DATE) >= s.first_day
            AND (s.until_day IS NULL OR CAST(a.started_at AS DATE) < s.until_day))""") == (0,)


def test_a_shift_is_scheduled_without_gap_or_overlap(small: duckdb.DuckDBPyConnection) -> None:
    assert one(small, """
        SELECT count(*) FROM (
            SELECT agent, started_at, lag(ended_at) OVER (PARTITION BY agent ORDER BY started_at) AS before
            FROM staged_schedule) WHERE started_at < before""") == (0,)
    gaps = one(small, """
        SELECT count(*) FROM (
            SELECT started_at,
                   lag(ended_at) OVER (PARTITION BY agent, CAST(started_at AS DATE) ORDER BY started_at) AS p
            FROM staged_schedule) WHERE started_at > p""")
    assert gaps == (0,)
    words = {row[0] for row in small.execute("SELECT DISTINCT activity FROM staged_schedule").fetchall()}
    assert words == {"contacts", "break", "lunch", "coaching", "training"}


def test_an_attended_coaching_is_a_pause_of_its_agent(small: duckdb.DuckDBPyConnection) -> None:
    assert one(small, """
        SELECT count(*) FROM staged_coaching c LEFT JOIN staged_agent_state a
          ON a.agent = c.agent AND a.started_at = c.started_at AND a.ended_at = c.ended_at AND a.reason = 'coaching'
        WHERE (c.attended = 1) <> (a.agent IS NOT NULL)""") == (0,)


def test_costs_fill_the_whole_time_in_exact_cents(small: duckdb.DuckDBPyConnection) -> None:
    first, until, inexact = one(
        small, "SELECT min(first_day), max(until_day), count(*) FILTER (amount <> round(amount, 2)) FROM staged_cost")
    assert (first, until, inexact) == (date(2026, 9, 7), date(2026, 11, 2), 0)


def test_a_clock_change_moves_neither_openings_nor_the_end() -> None:
    """Sunday 25 October 2026 has 25 hours in Berlin: it opens at 10:00 by the wall clock, now an hour later in UTC."""
    cursor = staged(source(**SMALL))
    zone = ZoneInfo("Europe/Berlin")
    for day in (date(2026, 10, 18), date(2026, 10, 25)):
        opened = datetime(day.year, day.month, day.day, 10, tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        found = cursor.execute(
            "SELECT min(started_at) FROM staged_schedule WHERE started_at >= ? AND started_at < ?",
            [opened - timedelta(hours=6), opened + timedelta(hours=6)]).fetchone()
        assert found == (opened,)
    made = source(**SMALL)
    cursor = duckdb.connect()
    made.land(cursor, Slice(1, made.files()[0], 0, 0, 1, 0))
    covers = made.stage(cursor, Before()).covers
    assert covers == (datetime(2026, 9, 6, 22, tzinfo=UTC), datetime(2026, 11, 1, 23, tzinfo=UTC))
    for kind, at in (("contact", "started_at"), ("survey", "answered_at"), ("evaluation", "evaluated_at")):
        first, last = cursor.execute(f"SELECT min({at}), max({at}) FROM staged_{kind}").fetchone() or (None, None)
        assert covers[0].replace(tzinfo=None) <= first
        assert last < covers[1].replace(tzinfo=None)


def test_another_generated_centre_does_not_mix_with_the_first(small: duckdb.DuckDBPyConnection) -> None:
    made, cursor = source(**SMALL, seed=9), duckdb.connect()
    made.land(cursor, Slice(1, made.files()[0], 0, 0, 1, 0))
    with pytest.raises(Trouble, match="rehearsal-changed"):
        made.stage(cursor, Before("landed/1.parquet"))


def test_the_print_tells_options_apart() -> None:
    same, other = source(**SMALL), source(**SMALL, currency="GBP")
    path = same.files()[0]
    assert same.print_of(path) == source(**SMALL).print_of(path)
    assert same.print_of(path) != other.print_of(path)


@pytest.mark.parametrize("kind", ["support", "sales", "blended"])
def test_each_kind_of_centre_has_its_queues(kind: str) -> None:
    made = source(until="2026-11-02", weeks=4, centre=kind, zone="America/Chicago", currency="USD")
    cursor = staged(made)
    queues = {row[0] for row in cursor.execute("SELECT DISTINCT queue FROM staged_contact").fetchall()}
    assert queues == {line.name for line in cast(made.options).lines}
    assert len(queues) == 8
    (sales,) = one(cursor, "SELECT count(*) FROM staged_sale")
    assert (sales == 0) == (kind == "support")


def test_what_is_wrong_with_the_options_is_all_said() -> None:
    made, issues = Rehearsal.configure("made", {
        "kind": "rehearsal", "untill": "2026-11-02", "weeks": 1, "visits": True, "zone": "Mars/Base",
        "currency": "euro", "centre": "suport",
    }, "centre.yaml:3", Path())
    assert made is None
    assert sorted(issue.name for issue in issues) == ["bad-option"] * 6 + ["unknown-key"]
    assert all(issue.where == "centre.yaml:3" for issue in issues)
    text = "\n".join(str(issue) for issue in issues)
    assert "Did you mean until?" in text
    assert "Did you mean support?" in text


def test_too_few_agents_for_the_teams() -> None:
    made, issues = Rehearsal.configure("made", {"until": "2026-11-02", "agents": 12, "teams": 8}, "here", Path())
    assert made is None
    assert [issue.what for issue in issues] == ["12 agents are too few for 8 teams."]
