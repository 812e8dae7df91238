"""This file is about the quick look for rows said twice: it never overlooks one, however far apart the codes lie."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourscore.warehouse.storing.ready import MOST_BITS, Storing, _alike

FAR = MOST_BITS  # codes as far apart do not fit into one row of bits
ROWS = st.lists(st.tuples(st.sampled_from((-5, 0, 3, 40)), st.one_of(st.none(), st.integers(-3, 130))), max_size=12)


@pytest.fixture(scope="module")
def cursor():
    return duckdb.connect()


def look(cursor, rows, apart):
    cursor.execute("CREATE OR REPLACE TABLE said (code BIGINT, number SMALLINT)")
    for code, number in rows:
        cursor.execute("INSERT INTO said VALUES (?, ?)", [code * apart, number])
    storing = Storing(cursor, 1, 1, ZoneInfo("UTC"), "EUR", coded=True)
    if rows:
        codes = [code * apart for code, _ in rows]
        storing.codes["visit"] = (min(codes), max(codes))
    return storing.number(_alike(storing, "visit", "said"))


@pytest.mark.parametrize("apart", [1, FAR])
def test_rows_said_twice_are_never_overlooked(cursor, apart):
    @settings(max_examples=60, deadline=None)
    @given(ROWS)
    def holds(rows):
        settled = [(code, number or 0) for code, number in rows]
        if len(set(settled)) < len(settled):
            assert look(cursor, rows, apart) > 0
        elif all(0 <= number < 64 for _, number in settled):
            assert look(cursor, rows, apart) == 0

    holds()


def test_a_number_64_further_is_looked_at_twice_and_not_taken_for_the_same_code(cursor):
    assert look(cursor, [(3, 1), (3, 65)], 1) > 0
    assert look(cursor, [(3, 1), (4, 1), (4, 2)], 1) == 0
