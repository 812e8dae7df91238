"""This file is about texts written as most are: they are read the same, whatever stands in the rows beside them."""

import pytest

MAPPING = """
files: a.csv
key: id
extra: {fee: number}
facts:
  contact: {started: start}
  visit: {queue: {value: Help}, outcome: {value: answered}, wait: wait, talk: talk}
"""
USUAL = ("2026-03-01 09:00:00,5,60,12", "2026-03-01T09:10:00.5,0.25,,7.5", "2026-03-32 09:20:00,9,9,9",
         "2026-03-01 09:30:00,999999999,1,", "2026-03-01 09:40:00,7,3.125,123456789012345678")
UNUSUAL = ("2026-03-01T10:00Z,1:05,PT1M,1e3", "2026-3-1 10:10,7,0:07,$ 5", "2026-03-01 10:20:00+01:00,-1,soon,five",
           ",1 000,12.3456,")


def read(tried, rows: tuple[str, ...]) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The calls there were of the first rows, and what was set aside of them."""
    tried.write("a.csv", "id,start,wait,talk,fee\n" + "".join(f"c{at},{row}\n" for at, row in enumerate(rows)))
    tried.load(MAPPING)
    first = len(USUAL) + 1
    calls = [*tried.rows("visit", "line, contact, entered_at, wait_s, talk_s, ended_at"),
             *tried.rows("contact", "line, key, x_fee")]
    return [row for row in calls if row[0] <= first], [row for row in tried.aside() if row[0] <= first]


@pytest.mark.parametrize("unusual", [*((row,) for row in UNUSUAL), UNUSUAL], ids=["zone", "short", "odd", "no", "all"])
def test_rows_are_read_the_same_beside_unusual_ones(tried, unusual: tuple[str, ...]) -> None:
    alone = read(tried, USUAL)
    assert len(alone[0]) == 6
    assert [(line, issue) for line, issue, _ in alone[1]] == [(4, "unreadable-cell"), (5, "impossible-time")]
    tried.earlier.files.clear()
    assert read(tried, USUAL + unusual) == alone
