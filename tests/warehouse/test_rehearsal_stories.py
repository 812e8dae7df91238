"""This file is about the stories hidden in the generated centre: each is there, and only where it should be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from fourscore.warehouse import Slice
from fourscore.warehouse.sources.rehearsal import Rehearsal, Stories, cast, sample_people


class Nothing:
    """Nothing was landed before."""

    def landed(self) -> list[str]:
        return []

    def landed_with(self, cursor: duckdb.DuckDBPyConnection, keys: str) -> list[str]:
        return []


class Centre(NamedTuple):
    cursor: duckdb.DuckDBPyConnection
    stories: Stories

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        return self.cursor.execute(query, list(values)).fetchall()

    def shares(self, query: str, *values: object) -> dict[str, float]:
        """First column → second column as a number."""
        return {str(row[0]): float(str(row[1])) for row in self.rows(query, *values)}


@pytest.fixture(scope="module")
def centre() -> Iterator[Centre]:
    """The centre that `fourscore demo` shows: 60 weeks, all other options as they come."""
    made, _ = Rehearsal.configure("made", {"until": date(2026, 11, 2)}, "here", Path())
    assert isinstance(made, Rehearsal)
    cursor = duckdb.connect()
    made.land(cursor, Slice(1, made.files()[0], 0, 0, 1, 0))
    made.stage(cursor, Nothing())
    cursor.execute("CREATE TEMP TABLE stint (agent VARCHAR, team VARCHAR, first_day DATE, until_day DATE)")
    cursor.executemany("INSERT INTO stint VALUES (?, ?, ?, ?)",
                       [[s.agent, s.team, s.first_day, s.until_day] for s in sample_people(made.options)])
    cursor.execute("""
        CREATE TEMP TABLE handled AS
        SELECT v.*, s.team, c.started_at, c.topic, v.answered_at IS NOT NULL AND coalesce(lead(c.started_at) OVER (
                   PARTITION BY c.customer, c.topic ORDER BY c.started_at) - c.started_at > INTERVAL 7 DAY, true)
               OR c.customer IS NULL AS solved,
               v.talk_s + v.hold_s + v.wrap_up_s AS handle_s
        FROM staged_contact c JOIN staged_visit v ON v.contact = c.key AND v.number = 1
        LEFT JOIN stint s ON s.agent = v.agent AND CAST(v.entered_at AS DATE) >= s.first_day
             AND (s.until_day IS NULL OR CAST(v.entered_at AS DATE) < s.until_day)""")
    yield Centre(cursor, cast(made.options).stories)
    cursor.close()


def test_the_quickest_team_solves_least_at_first_contact(centre: Centre) -> None:
    handle = centre.shares("SELECT team, avg(handle_s) FROM handled WHERE team IS NOT NULL GROUP BY 1")
    solved = centre.shares("SELECT team, avg(CAST(solved AS INTEGER)) FROM handled WHERE team IS NOT NULL GROUP BY 1")
    quick = centre.stories.quick_team
    assert min(handle, key=lambda team: handle[team]) == quick
    assert min(solved, key=lambda team: solved[team]) == quick
    others = [share for team, share in solved.items() if team != quick]
    assert solved[quick] < min(others) - 0.04
    assert handle[quick] < 0.8 * min(seconds for team, seconds in handle.items() if team != quick)


def test_the_best_seller_has_few_calls_and_only_luck(centre: Centre) -> None:
    found = centre.rows("""
        SELECT c.agent, sum(c.eligible) AS calls, count(DISTINCT s.contact) / sum(c.eligible) AS share
        FROM staged_contact c LEFT JOIN staged_sale s ON s.contact = c.key WHERE c.outbound = 0
        GROUP BY 1 HAVING sum(c.eligible) > 0 ORDER BY 3 DESC""")
    (best, calls, share), (_, _, second) = found[0], found[1]
    assert best == centre.stories.lucky_agent
    assert 8 <= float(str(calls)) <= 90
    assert float(str(share)) > float(str(second)) + 0.05
    assert all(float(str(calls)) > 300 for _, calls, _ in found[1:12])


def test_coaching_works_some_weeks_after_it_starts(centre: Centre) -> None:
    """From nine weeks after the start coached teams have gained on the others, by more than chance."""
    start, coached = centre.stories.coaching_from, list(centre.stories.coached_teams)
    queries = {
        "solved": "SELECT entered_at AS moment, team, solved::INTEGER AS good, 1 AS out_of FROM handled",
        "quality": "SELECT evaluated_at AS moment, team, points AS good, applicable AS out_of FROM staged_evaluation e "
                   "JOIN (SELECT agent, last(team ORDER BY first_day) AS team FROM stint GROUP BY 1) s USING (agent)",
        "satisfied": "SELECT answered_at AS moment, team, top_box AS good, 1 AS out_of FROM staged_survey e "
                     "JOIN (SELECT agent, last(team ORDER BY first_day) AS team FROM stint GROUP BY 1) s USING (agent)",
    }
    for name, query in queries.items():
        found = centre.rows(f"""
            SELECT sum(good) FILTER (mine AND late) / sum(out_of) FILTER (mine AND late)
                 - sum(good) FILTER (mine AND early) / sum(out_of) FILTER (mine AND early),
                   sum(good) FILTER (NOT mine AND late) / sum(out_of) FILTER (NOT mine AND late)
                 - sum(good) FILTER (NOT mine AND early) / sum(out_of) FILTER (NOT mine AND early)
            FROM (SELECT good, out_of, list_contains(?, team) AS mine, moment < ?::DATE AS early,
                         moment >= ?::DATE + 63 AND moment < DATE '2026-10-24' AS late
                  FROM ({query}) WHERE team <> ?)""", coached, start, start, centre.stories.quick_team)
        with_coaching, without = (float(str(value)) for value in found[0])
        assert with_coaching - without > 0.035, name
        assert abs(without) < 0.05, name


def test_coached_teams_have_more_coaching(centre: Centre) -> None:
    minutes = centre.shares("""
        SELECT team, sum(epoch(ended_at - started_at)) / 60 / count(DISTINCT agent) FROM staged_coaching
        JOIN (SELECT agent, last(team ORDER BY first_day) AS team FROM stint GROUP BY 1) s USING (agent)
        WHERE started_at >= ?::DATE AND attended = 1 GROUP BY 1""", centre.stories.coaching_from)
    coached = [minutes[team] for team in centre.stories.coached_teams]
    assert min(coached) > 1.8 * max(m for team, m in minutes.items() if team not in centre.stories.coached_teams)


def test_one_queue_is_short_of_people_on_mondays_only(centre: Centre) -> None:
    found = centre.rows("""
        SELECT queue, dayname(entered_at) = 'Monday' AS monday,
               avg(CAST(outcome = 'answered' AND wait_s <= 20 AS INTEGER)) FROM staged_visit
        WHERE outcome <> 'flowed_out' AND queue <> 'E-mail' GROUP BY ALL""")
    level = {(str(queue), bool(monday)): float(str(share)) for queue, monday, share in found}
    drop = {queue: level[queue, False] - level[queue, True] for queue, _ in level}
    thin = centre.stories.thin_queue
    assert drop[thin] > 0.10
    assert max(value for queue, value in drop.items() if queue != thin) < 0.5 * drop[thin]


def test_a_month_of_bought_calls_sells_worse_and_costs_more(centre: Centre) -> None:
    bought = centre.stories.bought
    assert bought is not None
    month = bought.first.strftime("%Y-%m")
    dials = centre.shares("SELECT strftime(started_at, '%Y-%m'), count(*) FROM staged_contact "
                          "WHERE outbound = 1 GROUP BY 1")
    sold = centre.shares("""
        SELECT strftime(c.started_at, '%Y-%m'), count(DISTINCT s.contact) / sum(c.eligible)
        FROM staged_contact c LEFT JOIN staged_sale s ON s.contact = c.key WHERE c.eligible = 1 GROUP BY 1""")
    cost = centre.shares("SELECT strftime(first_day, '%Y-%m'), sum(amount) FROM staged_cost GROUP BY 1")
    whole = [m for m in dials if m not in ("2025-09", "2026-11", month)]
    assert dials[month] > 1.25 * max(dials[m] for m in whole)
    assert sold[month] < 0.85 * min(sold[m] for m in whole)
    assert cost[month] > 1.02 * max(cost[m] for m in whole)


def test_the_floor_is_believable(centre: Centre) -> None:
    """Occupancy (handling over handling and idle), service level, abandonment and adherence where centres have them."""
    handling = centre.rows("SELECT sum(epoch(ended_at - started_at)) FROM staged_segment WHERE kind <> 'alert'")
    there = centre.rows("SELECT sum(epoch(ended_at - started_at) * CASE state WHEN 'login' THEN 1 ELSE -1 END) "
                        "FROM staged_agent_state")
    assert 0.62 < float(str(handling[0][0])) / float(str(there[0][0])) < 0.88
    level = centre.shares("SELECT queue, avg(CAST(outcome = 'answered' AND wait_s <= 20 AS INTEGER)) FROM staged_visit "
                          "WHERE queue NOT IN ('E-mail', 'Second line', 'Web chat') GROUP BY 1")
    assert all(0.65 < share < 0.90 for share in level.values()), level
    abandoned = centre.shares("SELECT 'all', avg(CAST(outcome = 'abandoned' AS INTEGER)) FROM staged_visit")
    assert 0.02 < abandoned["all"] < 0.12


def test_longer_waits_lose_more_customers(centre: Centre) -> None:
    """Half hours of one queue in which people waited longer have more who gave up."""
    lost = centre.rows("""
        SELECT ntile, avg(lost) FROM (
            SELECT avg(CAST(outcome = 'abandoned' AS INTEGER)) AS lost,
                   ntile(4) OVER (ORDER BY avg(wait_s) FILTER (outcome = 'answered')) AS ntile
            FROM staged_visit WHERE queue = 'Orders and bills'
            GROUP BY time_bucket(INTERVAL 30 MINUTE, entered_at) HAVING count(*) >= 5) GROUP BY 1 ORDER BY 1""")
    shares = [float(str(share)) for _, share in lost]
    assert shares == sorted(shares)
    assert shares[-1] > 4 * shares[0]


def test_some_are_transferred_some_move_team_some_come_and_go(centre: Centre) -> None:
    moved = centre.rows("SELECT count(*) FROM staged_visit WHERE number > 1")
    transferred = centre.rows("SELECT count(*) FROM staged_visit WHERE transferred = 1")
    assert moved == transferred
    assert float(str(moved[0][0])) > 3_000
    teams = centre.rows("SELECT max(n) FROM (SELECT count(*) AS n FROM stint GROUP BY agent)")
    came = centre.rows("SELECT count(*) FROM stint WHERE first_day > DATE '2025-09-08'")
    left = centre.rows("SELECT count(*) FROM stint WHERE until_day IS NOT NULL")
    assert teams == [(2,)]
    assert float(str(came[0][0])) > 8
    assert float(str(left[0][0])) > 8
