"""This file is about plain lines: what the fast way of cutting lands is what cutting line by line would have landed."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse import Slice
from fourscore.warehouse.sources.table import land, plain
from fourscore.warehouse.sources.table.mapping.shape import FileShape
from fourscore.warehouse.sources.table.plain import Form, Sorted

NAMES = ["a", "b", "c"]
CELLS = st.sampled_from([
    "1", "x y", "", " ", "\t", "é", "\u00a0", '"', '""', '"q"', '"a""b"', '"a,b"', '"open', 'mid"dle', "'s", "\r", "\0",
    "\x1e", "\x1f", "#", "\u2028", "\\"])
LINES = st.lists(st.one_of(
    st.lists(st.sampled_from(["1", "x y", "", "é", '"q"', '""', '"a;b"']), min_size=3, max_size=3),
    st.lists(st.lists(CELLS, max_size=2).map("".join), min_size=1, max_size=5)), max_size=12)


def landed(path: Path, shape: FileShape) -> tuple[list[tuple], list[tuple]]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)")
        lines = path.read_bytes().count(b"\n")
        land.land_text(connection, Slice(1, path, 0, path.stat().st_size, 1, lines), shape, NAMES)
        return (connection.execute("SELECT * FROM landed ORDER BY line").fetchall(),
                connection.execute("SELECT * FROM aside ORDER BY line").fetchall())


def one_by_one(text: str, form: Form) -> Sorted:
    lines = text.split(form.separator)
    return Sorted(b"", list(range(len(lines))), lines)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, delimiter=st.sampled_from([",", ";", "\t", "|", " ", "§"]), quote=st.sampled_from(['"', "'", ""]),
       end=st.sampled_from(["\n", "\r\n"]), ended=st.booleans())
def test_both_ways_land_the_same(
    tmp_path: Path, lines: list[list[str]], delimiter: str, quote: str, end: str, ended: bool
) -> None:
    path = tmp_path / "a.csv"
    text = end.join([delimiter.join(NAMES), *(delimiter.join(cells) for cells in lines)]) + (end if ended else "")
    path.write_bytes(text.encode())
    shape = FileShape(delimiter=delimiter, quote=quote)
    fast = landed(path, shape)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(land, "sort_lines", one_by_one)
        assert landed(path, shape) == fast


def odd(text: str, quote: str = '"', columns: int = 3) -> list[int]:
    return plain.sort_lines(text, Form("\n", ",", quote, columns)).places


def test_only_odd_lines_go_the_slow_way() -> None:
    assert odd("1,2,3\n4,,\n,,") == []
    assert odd('"1","2,5","3"\n4,"a ""b""",6\n,"",') == []
    assert odd("1,2,3\n\n4,5\n6,7,8,\n9,9,9") == [1, 2, 3]
    assert odd('1,2,3\n4,5,"6\n7",8,9\n1,"2",3') == [1, 2]
    assert odd('1,2,3\n4,5" disk,6\n1,"2" ,3\n1, "2",3\n1,"2"x,3\n1,2,3') == [1, 2, 3, 4]
    assert odd('4,5" disk,6', quote="") == []
    assert odd("1\n2", columns=1) == [0, 1]


def test_a_pair_of_quotes_is_told_from_two_that_meet_by_chance() -> None:
    assert odd('",",c"d"e,1\n1,2,3') == [0]
    assert odd('1,2,3\nx",a,"y') == [1]


def test_a_line_too_long_for_the_reader(tried, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "x" * 2_100_000
    tried.write("a.csv", f"who,at,took\nAnn,2026-03-01,1\n{long},2026-03-01,1\nBo,2026-03-01,1\n")
    tried.load("{files: a.csv, facts: {coaching: {agent: who, started: at, lasts: took}}}")
    assert tried.rows("coaching", "line, length(agent)") == [(2, 3), (3, len(long)), (4, 2)]
