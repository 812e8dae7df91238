"""This file is about the quick look for rows said twice: it never overlooks one, however far apart the codes lie."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourscore.warehouse.storing.codes import MOST_BITS, Codes, alike, seen

FAR = MOST_BITS  # codes as far apart do not fit into one row of bits
ROWS = st.lists(st.tuples(st.sampled_from((-5, 0, 3, 40)), st.one_of(st.none(), st.integers(-3, 130))), max_size=12)


@pytest.fixture(scope="module")
def cursor():
    return duckdb.connect()


def look(cursor, rows, apart):
    cursor.execute("CREATE OR REPLACE TABLE said (code BIGINT, number SMALLINT)")
    for code, number in rows:
        cursor.execute("INSERT INTO said VALUES (?, ?)", [code * apart, number])
    codes = Codes(-5 * apart, 40 * apart, 4)
    query = f"SELECT {seen(codes)} FROM said" if codes.narrow else alike("said")
    return cursor.execute(query).fetchall()[0][0]


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
