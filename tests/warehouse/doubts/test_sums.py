"""This file is about sums that cannot be: put into good data they are found with their rows, else nothing is said."""

import pytest

from fourscore.warehouse import cubes


@pytest.fixture
def opened(desk):
    """The good desk, loaded, and a way to change its facts behind its back."""
    desk.write()
    return desk.centre()


def found(centre, name: str):
    return next((one for one in centre.doctor().findings if one.name == name), None)


def test_a_stay_that_ended_twice_makes_more_ended_than_offered(opened) -> None:
    names = ("more-ended-than-offered", "sums-unlike-facts")
    assert [found(opened, name) for name in names] == [None, None]
    cursor = opened.warehouse.cursor()
    line, queue = cursor.execute("SELECT line, name FROM visit JOIN queue USING (queue) WHERE answered = 1 "
                                 "ORDER BY line LIMIT 1").fetchone()
    cursor.execute("UPDATE visit SET abandoned = 1 WHERE line = ?", [line])
    assert found(opened, "sums-unlike-facts") is not None
    cubes.rebuild(cursor)
    over = found(opened, "more-ended-than-offered")
    assert found(opened, "sums-unlike-facts") is None
    (spot,), (row,) = over.spots, over.rows
    assert (over.sure, spot.where) == ("certain", f"2026-01-05 {queue}")
    assert (row.path, row.line, row.what) == ("calls.csv", line, "answered, abandoned")


def test_sums_that_are_not_those_of_the_facts(opened) -> None:
    cursor = opened.warehouse.cursor()
    cursor.execute("UPDATE cube_queue SET entered = entered + 1 WHERE day = DATE '2026-02-04' AND rowid IN (SELECT "
                   "min(rowid) FROM cube_queue WHERE day = DATE '2026-02-04')")
    one = found(opened, "sums-unlike-facts")
    assert (one.sure, [spot.where[:10] for spot in one.spots]) == ("certain", ["2026-02-04"])
    assert one.rows
    assert {f"{row.at:%Y-%m-%d}" for row in one.rows} == {"2026-02-04"}


def test_talk_and_waits_longer_than_the_stay(desk) -> None:
    answered = [row for row in desk.calls if row["outcome"] == "answered"]
    answered[3]["talk"] = 60 * int(str(answered[3]["talk"]))  # minutes taken for seconds
    answered[7]["wait"] = 1000
    one = desk.look()["longer-than-the-stay"]
    assert one.issue.where == "source calls"
    assert one.rows_total == 2
    lines = {n for n, row in enumerate(desk.calls, 2) if row in (answered[3], answered[7])}
    assert {row.line for row in one.rows} == lines
    assert sorted(row.what.split()[0] for row in one.rows) == ["spoke", "waited"]
