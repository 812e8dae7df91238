"""This file is about the export: figures by plain SQL over its files are those of the centre, whole or not at all."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from tests.people.conftest import NOW
from tests.typed import fourscore

from fourscore.centre import Centre, asked_by, export
from fourscore.terms import Trouble, WrongUse


@pytest.fixture(scope="module")
def centre(loaded: Path) -> Iterator[Centre]:
    with Centre.open(loaded, now=lambda: NOW) as there:
        yield there


@pytest.fixture(scope="module")
def folder(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(centre, tmp_path_factory.mktemp("out") / "export").folder


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> duckdb.DuckDBPyConnection:
    monkeypatch.chdir(folder)
    sql = duckdb.connect()
    sql.execute((folder / "views.sql").read_text(encoding="utf-8"))
    return sql


def told(centre: Centre, metric: str, by: list[str]) -> dict[tuple[str | None, ...], tuple[float | None, int]]:
    spread = centre.metrics.spread()
    assert spread
    return {tuple(row.by[name] for name in by): (row.value, row.n)
            for row in centre.metrics.ask([metric], by, during=spread).rows if row.n}


def test_every_metric_by_sql_is_what_the_centre_tells(
    centre: Centre, folder: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    sql = opened(folder, monkeypatch)
    metrics = sql.sql("SELECT metric, formula_sql, n_sql, by_team, view_column FROM metrics").fetchall()
    assert len(metrics) >= 24
    checked = 0
    for metric, formula, size, by_team, column in metrics:
        for table, by in (("queue_half_hours", ["day", "queue"]), ("queue_half_hours", []),
                          *([("team_days", ["day", "team"])] if by_team else [])):
            names = "".join(f"CAST({name} AS VARCHAR), " for name in by)
            found = sql.sql(f"SELECT {names}{formula}, {size} FROM {table} GROUP BY ALL HAVING {size} > 0").fetchall()
            ours = told(centre, metric, by)
            assert {tuple(row[:-2]) for row in found} == set(ours), (metric, by)
            for *cell, value, n in found:
                assert (value, n) == (pytest.approx(ours[tuple(cell)][0]), ours[tuple(cell)][1]), (metric, cell)
                checked += 1
        sql.sql(f'SELECT day, "{column}" FROM centre_days').fetchall()
    assert checked > 1000
    # Whether calls were refused is nowhere told in this log: nothing is known of it, not none.
    assert sql.sql("SELECT count(*) > 0, count(refused), count(answered) > 0 FROM queue_half_hours").fetchall() == [
        (True, 0, True)]
    assert "blocked_refused_rate" not in {metric for metric, *_ in metrics}


def test_times_are_told_in_utc_and_by_the_centres_clock(loaded: Path, tmp_path: Path,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(loaded, tmp_path / "centre")
    text = (tmp_path / "centre" / "centre.yaml").read_text(encoding="utf-8")
    (tmp_path / "centre" / "centre.yaml").write_text(text.replace("zone: UTC", "zone: Asia/Kolkata"), encoding="utf-8")
    with Centre.open(tmp_path / "centre", now=lambda: NOW) as centre:
        sql = opened(export(centre, tmp_path / "out").folder, monkeypatch)
        assert sql.sql("SELECT DISTINCT epoch(at_local) - epoch(at_utc) FROM queue_half_hours").fetchall() == [
            (5.5 * 3600,)]
        assert sql.sql("SELECT count(*) FROM queue_half_hours WHERE CAST(at_local AS DATE) <> day").fetchall() == [(0,)]


def test_no_person_is_told_unless_asked_for_and_agreed(centre: Centre, folder: Path, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    def named(where: Path) -> bool:
        sql = opened(where, monkeypatch)
        return any("Ada Bell" in str(row) or "PJSIP" in str(row) for file in sorted(where.glob("*.parquet"))
                   for row in sql.sql(f"FROM '{file.name}'").fetchall())

    assert not named(folder)
    with asked_by("Mara Quinn"):
        made = export(centre, tmp_path / "mara", people=True)
        assert named(made.folder)
        sql = opened(made.folder, monkeypatch)
        ours = told(centre, "average_handle_time", ["day", "team", "agent"])
        found = sql.sql("SELECT CAST(day AS VARCHAR), team, agent, value, n FROM people_days WHERE metric = "
                        "'average_handle_time'").fetchall()
        assert {tuple(row[:3]): row[3:] for row in found} == {
            cell: (pytest.approx(value), n) for cell, (value, n) in ours.items()}
    with asked_by("Rae Dunn"):  # sees the whole centre; the agreement keeps figures of persons from her
        made = export(centre, tmp_path / "rae", people=True)
        assert made.rows["people_days"] == 0
        assert not named(made.folder)
    for person in ("Zoe Ray", "Nia Fox", "Ada Bell", "Lee Guest"):
        with asked_by(person), pytest.raises(WrongUse, match="not yours"):
            export(centre, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_a_new_export_takes_the_place_of_the_former_one_whole(
    centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    there = tmp_path / "out"
    export(centre, there)
    before = (there / "metrics.parquet").read_bytes()
    monkeypatch.setattr("fourscore.centre.exporting.parquet._views", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(centre, there)
    assert (there / "metrics.parquet").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("Dear Ada")
    with pytest.raises(Trouble, match="not written over"):
        export(centre, other)
    assert (other / "letter.txt").read_text() == "Dear Ada"


def test_the_verb_writes_it(loaded: Path, tmp_path: Path) -> None:
    shutil.copytree(loaded, tmp_path / "centre")
    said = fourscore("export", str(tmp_path / "centre"), str(tmp_path / "out"), "--format", "json")
    assert said.returncode == 0, said.stderr
    assert json.loads(said.stdout)["rows"]["metrics"] >= 24
    assert (tmp_path / "out" / "views.sql").is_file()
