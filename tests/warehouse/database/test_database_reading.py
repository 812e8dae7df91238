"""This file is about reading a database on and on: by a column, or whole; what changed, came late, or is gone."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from fourscore.warehouse import Warehouse

SINCE = {"since": "changed"}


def test_rows_come_in_once(there) -> None:
    there.put({"id": 1}, {"id": 2, "agent": "Ben", "amount": 12.5}, {"id": 3, "result": "test"})
    report = there.load()
    assert (report.issues, report.rows_read, report.rows_left_out) == ((), 3, 1)
    assert there.stays() == [("c1", 1, "Ada", 60), ("c2", 1, "Ben", 60)]
    assert there.rows("SELECT amount::DOUBLE FROM sale") == [(12.5,)]
    again = there.load()
    assert (again.files, again.facts, again.issues) == (0, {}, ())


@pytest.mark.parametrize("since", [{}, SINCE])
def test_only_what_changed_supersedes(there, since: dict[str, str]) -> None:
    there.put(*({"id": n} for n in range(1, 21)))
    there.load(**since)
    there.put({"id": 7, "talk": 90, "changed": "2026-03-02 09:20:00"})
    report = there.load(**since)
    assert (report.rows_read, report.replaced, report.facts["visit"]) == (1, 3, 1), "contact, stay and talk"
    assert [stay for stay in there.stays() if stay[3] != 60] == [("c7", 1, "Ada", 90)]
    assert there.rows("SELECT DISTINCT loaded_in FROM contact WHERE replaced_in IS NULL ORDER BY 1") == [(1,), (2,)]


def test_rows_of_the_same_time_as_the_last_are_not_missed(there) -> None:
    there.put({"id": 1})
    there.load(**SINCE)
    there.put({"id": 2}, {"id": 3, "changed": "2026-03-02 09:09:59"})
    assert there.load(**SINCE).rows_read == 1
    assert [stay[0] for stay in there.stays()] == ["c1", "c2"], "what comes with an earlier time is not looked for"


def test_rows_written_late_are_found_within_the_overlap(on_postgresql) -> None:
    there = on_postgresql
    there.put({"id": 1})
    there.load(**SINCE, overlap="10m")
    there.put({"id": 2, "changed": "2026-03-02 09:00:00"}, {"id": 3, "changed": "2026-03-02 08:59:59"})
    assert there.load(**SINCE, overlap="10m").rows_read == 1
    assert [stay[0] for stay in there.stays()] == ["c1", "c2"]


def test_a_row_without_a_time_is_read_every_time(there) -> None:
    there.put({"id": 1}, {"id": 2, "changed": None})
    there.load(**SINCE)
    there.put({"id": 2, "changed": None, "talk": 30}, {"id": 3, "changed": None})
    assert there.load(**SINCE).rows_read == 2
    assert [stay[3] for stay in there.stays()] == [60, 30, 60]
    assert there.load(**SINCE).files == 0


def test_a_time_to_come_does_not_hide_what_follows(on_postgresql) -> None:
    there = on_postgresql
    there.put({"id": 1}, {"id": 2, "changed": "2099-01-01 00:00:00"})
    there.load(**SINCE)
    there.put({"id": 3, "changed": "2026-03-02 10:00:00"})
    assert there.load(**SINCE).rows_read == 1
    assert len(there.stays()) == 3


def test_another_query_is_read_from_its_start(there) -> None:
    there.put({"id": 1, "queue": "sales"}, {"id": 2, "changed": "2026-03-02 09:20:00"})
    there.load(**SINCE, query="SELECT * FROM calls WHERE id > 1;")
    assert there.load(**SINCE, query="SELECT * FROM calls").rows_read == 1
    assert len(there.stays()) == 2


def test_a_colon_or_a_percent_sign_in_the_query_is_itself(there) -> None:
    there.put({"id": 1, "queue": "a :b%"}, {"id": 2, "queue": "other"})
    there.load(query="SELECT * FROM calls WHERE queue LIKE 'a :b%'")
    assert [stay[0] for stay in there.stays()] == ["c1"]


def test_a_cast_in_the_query_is_one(on_postgresql) -> None:
    on_postgresql.put({"id": 1})
    assert on_postgresql.load(query="SELECT *, wait::text AS waited FROM calls").issues == ()


def test_what_a_row_no_longer_says_is_past(there) -> None:
    """A sale that was cancelled, a test call marked as one later, a leg moved to another call."""
    there.put({"id": 1, "amount": 10}, {"id": 2}, {"id": 3, "call": "c9"}, {"id": 4, "call": "c9", "talk": 5})
    there.load()
    there.put({"id": 1}, {"id": 2, "result": "test"}, {"id": 3, "call": "c8"})
    there.load()
    assert there.rows("SELECT count(*) FROM sale WHERE replaced_in IS NULL") == [(0,)]
    assert there.stays() == [("c1", 1, "Ada", 60), ("c8", 1, "Ada", 60), ("c9", 1, "Ada", 5)]


def test_a_row_that_is_bad_now_is_set_aside_and_says_nothing(there) -> None:
    there.put({"id": 1, "amount": 10}, {"id": 2})
    there.load()
    there.put({"id": 1, "result": "gone fishing"})
    report = there.load()
    assert report.rows_set_aside == 1
    assert [stay[0] for stay in there.stays()] == ["c2"]
    there.put({"id": 1, "talk": 61})
    there.load()
    assert there.stays() == [("c1", 1, "Ada", 61), ("c2", 1, "Ada", 60)]


def test_of_a_rows_versions_the_last_counts_beside_other_legs(there) -> None:
    there.put({"id": 1, "call": "c"})
    for talk in (10, 20):
        there.put({"id": 1, "call": "c", "talk": talk})
        there.load()
    there.put({"id": 2, "call": "c", "began": "2026-03-02 09:05:00"})
    there.load()
    assert there.stays() == [("c", 1, "Ada", 20), ("c", 2, "Ada", 60)]


def test_a_leg_that_moved_away_stays_away_when_its_first_call_comes_again(there) -> None:
    there.put({"id": 1, "call": "a"})
    there.load()
    there.put({"id": 1, "call": "b"})
    there.load()
    there.put({"id": 2, "call": "a", "talk": 7})
    there.load()
    assert there.stays() == [("a", 1, "Ada", 7), ("b", 1, "Ada", 60)]


def test_legs_of_the_same_second_are_in_the_order_of_their_keys_whichever_came_first(there) -> None:
    there.put({"id": 10, "call": "a", "agent": "Ben"})
    there.load()
    there.put({"id": 9, "call": "a"})
    there.load()
    assert there.stays() == [("a", 1, "Ada", 60), ("a", 2, "Ben", 60)]


def test_every_tenth_row_broken(there) -> None:
    there.put(*({"id": n, "result": "?" if n % 10 == 0 else "ok"} for n in range(1, 3001)))
    report = there.load()
    assert (report.rows_read, report.rows_set_aside, len(there.stays())) == (3000, 300, 2700)
    assert there.rows("SELECT DISTINCT issue FROM set_aside") == [("unknown-word",)]
    assert there.load().files == 0


def test_values_of_every_kind_are_texts_a_mapping_reads(on_postgresql) -> None:
    there = on_postgresql
    there.run("CREATE TABLE kinds (id uuid, at timestamptz, lasts interval, yes boolean, price numeric(12,2), "
              "much float8, data json, raw bytea, on_day date, words text[])")
    there.run("INSERT INTO kinds VALUES ('11111111-1111-1111-1111-111111111111', '2026-07-01 12:00:00+02', "
              "'26:00:01.5', true, 1000000.10, 0.5, '{\"a\": 1}', '\\x00ff', '2026-07-01', '{x,y}')")
    there.run("SET TIME ZONE 'Asia/Tokyo'")
    facts = {"contact": {"started": "at"}}
    there.load(query="SELECT * FROM kinds", facts=facts, leave_out=None)
    (path,) = (there.folder / "data" / "landed" / "calls").glob("*.parquet")
    (row,) = there.rows(f"SELECT * EXCLUDE (file, line) FROM '{path}'")
    assert row == ("11111111-1111-1111-1111-111111111111", "2026-07-01 10:00:00+00:00", "26:00:01.500", "true",
                   "1000000.10", "0.5", '{"a": 1}', "00ff", "2026-07-01", '["x", "y"]')
    assert there.rows("SELECT started_at::VARCHAR FROM contact") == [("2026-07-01 10:00:00",)]


def test_rows_are_streamed_by_a_cursor_of_the_server(on_postgresql) -> None:
    there, asked = on_postgresql, []

    def look(what: str) -> None:
        if "fetched" in what:
            with there.engine.connect() as connection:
                asked.extend(connection.execute(text(
                    "SELECT query FROM pg_stat_activity WHERE query LIKE 'FETCH FORWARD 10000%'")).fetchall())

    there.tell = look
    query = "SELECT n AS id, 'c' || n AS call, timestamp '2026-03-02' AS began FROM generate_series(1, 25000) n"
    report = there.load(query=query, facts={"contact": {"started": "began"}}, leave_out=None)
    assert (report.rows_read, report.issues) == (25000, ())
    assert len(asked) >= 2, "after the first blocks the server still holds the rest"


def test_a_large_result_is_never_in_memory_as_a_whole(sqlite) -> None:
    sqlite.run("CREATE TABLE large AS WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n LIMIT 100000) "
               "SELECT id, '2026-03-02 09:00:00' AS began, printf('%0500d', id) AS padding FROM n")
    source, _ = sqlite.configure(query="SELECT * FROM large", facts={"contact": {"started": "began"}}, leave_out=None)
    from fourscore.warehouse import Fetching
    from fourscore.warehouse.load import Landed

    tracemalloc.start()
    source.fetch(sqlite.warehouse.cursor(), Fetching(
        1, 1, None, Landed(sqlite.folder, [], 1), sqlite.secret, datetime(2026, 6, 1, tzinfo=UTC), lambda what: None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000, "all 100,000 rows are 55 MB"


STEPS = st.lists(st.tuples(
    st.integers(1, 6), st.sampled_from(["c1", "c2", "c3"]), st.integers(0, 3),
    st.sampled_from(["ok", "lost", "test", "?"]), st.sampled_from([None, 5]), st.booleans()), min_size=1, max_size=14)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, since=st.sampled_from([{}, SINCE]))
def test_however_it_was_read_the_facts_are_those_of_one_reading(
    sqlite, hand, tmp_path_factory, steps: list[Any], since: dict[str, str]
) -> None:
    """Rows written, changed and moved between calls, with loads anywhere between: as if read once at the end."""
    sqlite.make()
    folder = tmp_path_factory.mktemp("warehouses")
    warehouses = [Warehouse.open(folder / name) for name in ("often", "once")]
    try:
        for at, (row, call, minute, result, amount, then_load) in enumerate(steps):
            sqlite.put({"id": row, "call": call, "began": f"2026-03-02 09:0{minute}:00", "result": result,
                        "amount": amount, "caller": call, "changed": f"2026-03-02 10:00:{at // 2:02d}"})
            if then_load:
                assert sqlite.load(warehouses[0], **since).issues == ()
        for warehouse in warehouses:
            sqlite.load(warehouse, **since)
        often, once = (hand.dump(warehouse) for warehouse in warehouses)
        assert often == once
        source, _ = sqlite.configure(**since)
        warehouses[0].rebuild([source], hand.agreed(), now=hand.NOW)
        assert hand.dump(warehouses[0]) == once
    finally:
        for warehouse in warehouses:
            warehouse.close()
