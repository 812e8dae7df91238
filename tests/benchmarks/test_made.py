"""This file is about the made history: it is what the product itself makes of the same rows in a file."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from benchmarks.history import make as making
from benchmarks.history.late import prints
from benchmarks.history.make import MAPPING, make, write_calls
from benchmarks.history.rows import AGENTS, QUEUES, TOPICS, stays, terms

from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.table import Table

VISITS = 20_000


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory):
    """The same visits, written as a file of calls and loaded from it."""
    folder = tmp_path_factory.mktemp("loaded")
    write_calls(folder / "calls.csv", VISITS)
    source, issues = Table.configure("made", {**MAPPING, "files": str(folder / "calls.csv")}, "test", folder)
    assert source is not None, issues
    warehouse = Warehouse.open(folder / "data")
    (report,) = warehouse.load([source], terms(), now=making.AT, progress=lambda *_: None)
    assert (report.issues, report.rows_set_aside) == ((), 0)
    yield warehouse
    warehouse.close()


def test_every_fact_and_cell_is_what_a_load_of_the_same_rows_gives(made: Path, loaded: Warehouse) -> None:
    straight = Warehouse.open(made / "data")
    try:
        tables = ("visit", "contact", "cube_queue", "cube_agent", "cube_person", "membership", "threshold")
        there, ours = (prints(one.cursor(), tables) for one in (loaded, straight))
        assert there["visit"][0] == there["contact"][0] == VISITS
        assert there == ours
    finally:
        straight.close()


def test_it_has_what_is_asked_about(made: Path) -> None:
    straight = Warehouse.open(made / "data")
    try:
        cursor = straight.cursor()
        ((agents, queues, topics, back),) = cursor.execute(
            "SELECT count(DISTINCT agent), count(DISTINCT queue), count(DISTINCT topic), "
            "count(*) FILTER (next_topic_s < 604800) FROM contact").fetchall()
        assert (agents, queues, topics) == (len(AGENTS), len(QUEUES), len(TOPICS))
        assert back > VISITS / 10
        outcomes = cursor.execute("SELECT sum(answered), sum(abandoned), sum(flowed_out), sum(dropped), sum(refused), "
                                  "sum(transferred) FROM visit").fetchall()[0]
        assert min(outcomes) > 0
    finally:
        straight.close()


def test_another_seed_is_another_history() -> None:
    found = [duckdb.sql(stays(0, 500, 500, seed)).fetchall() for seed in (7, 7, 8)]
    assert found[0] == found[1] != found[2]
    assert duckdb.sql(stays(200, 300, 500, 7)).fetchall() == found[0][200:300]


def test_a_disk_without_room_is_refused_with_the_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=10**9)
    monkeypatch.setattr(making.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(SystemExit, match=r"100,000,000 visits need 30\.1 GB in .*, and 1\.0 GB are free"):
        make(tmp_path, 100_000_000)
    assert list(tmp_path.iterdir()) == []
