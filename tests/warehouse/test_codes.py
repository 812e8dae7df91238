"""This file is about codes of contacts: whether they can be gone by, and what one look at a contact's rows tells."""

import duckdb
import pytest

from fourscore.warehouse.storing.codes import MOST_BITS, Codes, alike, codes_of, seen

FAR = MOST_BITS  # codes so far apart that no row of bits holds all


def of(codes) -> Codes | None:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE c (code BIGINT)")
        connection.executemany("INSERT INTO c VALUES (?)", [[code] for code in codes])
        return codes_of(connection, "c")


@pytest.mark.parametrize("codes", [[1, 2, 2], [1, None], [1, FAR, FAR], [-5, 3, -5]])
def test_contacts_without_a_code_of_their_own_are_not_gone_by(codes) -> None:
    assert of(codes) is None


def test_what_is_known_of_codes() -> None:
    found = of([3, 4, 5])
    assert found == Codes(3, 5, 3)
    assert found.narrow
    assert found.whole
    gap, wide = of([-3, 5]), of([1, FAR])
    assert gap is not None
    assert wide is not None
    assert (gap.narrow, gap.whole) == (True, False)
    assert (wide.narrow, wide.whole) == (False, False)


def looked(rows) -> tuple[int, int, int]:
    """What `seen` and `alike` tell of rows (code, number), of contacts 1, 2 and 3."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE r (code BIGINT, number SMALLINT)")
        connection.executemany("INSERT INTO r VALUES (?, ?)", [list(row) for row in rows])
        same, astray = connection.execute(f"SELECT {seen(Codes(1, 3, 3))} FROM r").fetchall()[0]
        return same, astray, connection.execute(alike("r")).fetchall()[0][0]


def test_rows_that_may_be_the_same_are_seen() -> None:
    assert looked([(1, 1), (1, 2), (2, 1), (3, 63)]) == (0, 0, 0)
    assert looked([(1, 1), (1, 2), (1, 1)]) == (1, 0, 1)
    assert looked([(2, 1), (2, 65)]) == (1, 0, 1)  # they may be, so they are looked at; and are not
    assert looked([(3, None), (3, 0)]) == (1, 0, 1)


def test_rows_of_no_contact_are_seen() -> None:
    assert looked([(1, 1), (4, 1)])[:2] == (1, 1)
    assert looked([(0, 1), (None, 1), (2, 1)])[:2] == (2, 2)
