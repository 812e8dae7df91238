"""This file is about packs: many small landed files folded into one, and nothing is lost, doubled or told otherwise."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fourscore.terms import Calendar
from fourscore.warehouse import FACTS, LoadTerms, Threshold, Warehouse
from fourscore.warehouse.keep import raw
from fourscore.warehouse.sources.push import Push, Spool, place_of, read_batch
from fourscore.warehouse.storing import packs
from fourscore.warehouse.storing.packs import FEWEST, LandedFile, ages, to_fold

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TERMS = LoadTerms(Calendar(ZoneInfo("UTC")), (Threshold(None, date(2000, 1, 1), Decimal(20), Decimal(5)),), (), "EUR",
                  ())
VISIT = {"queue": "queue", "entered": "at", "number": "number", "wait": "wait", "talk": "talk", "agent": "agent",
         "outcome": {"column": "result", "words": {"ok": "answered", "lost": "abandoned"}}}
STAYS = {"facts": {"contact": {"key": "call", "started": "began"}, "visit": VISIT}}
WIDER = {"facts": {"contact": {**STAYS["facts"]["contact"], "customer": "who"}, "visit": VISIT}}
NEVER = 10**9


class Pushed:
    """A warehouse that events are pushed into, one load after another."""

    def __init__(self, folder: Path, mapping: dict[str, object] = STAYS) -> None:
        self.folder = folder
        self.maps(mapping)
        self.warehouse = Warehouse.open(folder / "data")

    def maps(self, mapping: dict[str, object]) -> None:
        source, issues = Push.configure("live", mapping, "centre.yaml:4", self.folder)
        assert (issues, source is not None) == ([], True)
        assert source is not None
        self.source = source

    def load(self, *events: object) -> None:
        there = Spool.at(place_of(self.folder / "data", "live"))
        there.append(read_batch(json.dumps(list(events)).encode(), "id", NOW).lines).result(10)
        there.close()
        self.again()

    def again(self) -> None:
        (report,) = self.warehouse.load([self.source], TERMS, now=NOW, progress=lambda *_: None)
        assert report.issues == ()

    def rebuild(self) -> None:
        self.warehouse.rebuild([self.source], TERMS, now=NOW)

    def reopen(self) -> None:
        self.warehouse.close()
        self.warehouse = Warehouse.open(self.folder / "data")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.warehouse.cursor().execute(query).fetchall()

    def told(self) -> dict[str, object]:
        """Every fact ever stored, with the load that brought and the one that replaced it, its file and line."""
        kinds = [kind for kind in FACTS if self.rows(f"SELECT 1 FROM {kind} LIMIT 1")]
        return {"aside": self.rows("SELECT * FROM set_aside ORDER BY ALL"), "fill": self.rows("FROM fill ORDER BY ALL"),
                **{kind: self.rows(f"SELECT * FROM {kind} ORDER BY ALL") for kind in kinds}}

    def files(self) -> list[str]:
        there = (self.folder / "data" / "landed" / "live").iterdir()
        return sorted((path.name for path in there), key=lambda name: int(name.split("-")[0].split(".")[0]))


def stay(place: str, call: str, number: int, **more: object) -> dict[str, object]:
    return {"id": place, "call": call, "began": "2026-06-01T09:00:00Z", "at": f"2026-06-01T09:{number:02d}:00Z",
            "number": number, "queue": "sales", "result": "ok", "wait": 3, "talk": 60, "agent": "Ada", "who": "+491",
            **more}


# Stays of one call over many loads, a stay moved to another call, corrections, repeats, an event set aside.
LOADS: list[list[object]] = [
    [stay("a1", "a", 1), stay("b1", "b", 1)], [stay("a2", "a", 2)], [stay("b1", "b", 1, wait=9), {"no": "id"}],
    [stay("a1", "a", 1, talk=90), stay("a1", "a", 1, talk=95)], [stay("a2", "c", 2)],
    [stay("b2", "b", 2, agent="Ben"), stay("b1", "b", 1, wait=11), {"no": "id"}],
    [stay("a1", "a", 1, talk=95), stay("a2", "a", 2, wait=4)],
]


def twin(folder: Path, fewest: int) -> Pushed:
    there = Pushed(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "FEWEST", fewest)
        for at, events in enumerate(LOADS):
            if at == 3:
                there.maps(WIDER)
            there.load(*events)
    return there


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Pushed, Pushed]]:
    """The same loads, folded and not."""
    folded, plain = (twin(tmp_path_factory.mktemp(name), fewest) for name, fewest in (("folded", 3), ("plain", NEVER)))
    yield folded, plain
    folded.warehouse.close()
    plain.warehouse.close()


def test_facts_are_the_same_whether_landed_files_are_folded_or_not(twins: tuple[Pushed, Pushed]) -> None:
    folded, plain = twins
    assert len(plain.files()) == len(LOADS)
    assert folded.files() == ["1-3.parquet", "4-6.parquet", "7.parquet"]  # the mapping changed in between
    told: Any = folded.told()["visit"]
    assert len(told) > len(folded.rows("FROM visit WHERE replaced_in IS NULL")) == 4
    assert folded.told() == plain.told()


def test_the_row_a_fact_came_from_is_found_in_its_pack(twins: tuple[Pushed, Pushed]) -> None:
    folded, _ = twins
    landed = f"read_parquet('{folded.folder}/data/landed/live/*.parquet', union_by_name = true)"
    rows = folded.rows(f"SELECT v.number, v.talk_s::INTEGER, l.event FROM visit v JOIN {landed} l USING (file, line) "
                       "WHERE v.replaced_in IS NULL")
    assert len(rows) == len(folded.rows("FROM visit WHERE replaced_in IS NULL"))
    assert [talk for _, talk, event in rows if talk != json.loads(str(event))["talk"]] == []


def test_a_rebuild_from_packs_gives_the_equal_warehouse(twins: tuple[Pushed, Pushed]) -> None:
    folded, plain = twins
    for one in twins:
        one.rebuild()  # by the mapping of now, which makes more of the first loads' rows
    assert folded.told() == plain.told()
    assert not (folded.folder / "data" / packs.ROOM).exists()


class Killed(BaseException):
    """The process ends here."""


def at_writing(patch: pytest.MonkeyPatch) -> None:
    write = raw.write

    def half(cursor: Any, table: str, path: Path) -> None:
        write(cursor, table, path)
        if packs.LOAD in table:
            path.write_bytes(path.read_bytes()[:100])
            raise Killed

    patch.setattr(raw, "write", half)


def at_naming(patch: pytest.MonkeyPatch) -> None:
    write = packs._write

    def whole(cursor: Any, rows: str, path: Path) -> None:
        write(cursor, rows, path)
        raise Killed

    patch.setattr(packs, "_write", whole)


def at_removing(after: int) -> Callable[[pytest.MonkeyPatch], None]:
    def arm(patch: pytest.MonkeyPatch) -> None:
        unlink, done = Path.unlink, []

        def some(path: Path, missing_ok: bool = False) -> None:
            if path.suffix == ".parquet":
                if len(done) == after:
                    raise Killed
                done.append(path)
            unlink(path, missing_ok)

        patch.setattr(Path, "unlink", some)

    return arm


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four loads, not folded."""
    there = Pushed(tmp_path_factory.mktemp("begun") / "centre")
    for events in LOADS[:4]:
        there.load(*events)
    there.warehouse.close()
    return there.folder


@pytest.fixture(scope="module")
def five(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What is told after a fifth load where nothing was ever folded."""
    there = Pushed(Path(shutil.copytree(begun, tmp_path_factory.mktemp("five") / "centre")))
    there.load(*LOADS[4])
    told = there.told()
    there.warehouse.close()
    return told


@pytest.fixture
def four(begun: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pushed]:
    """The same four loads, to be folded."""
    there = Pushed(Path(shutil.copytree(begun, tmp_path / "centre")))
    monkeypatch.setattr(packs, "FEWEST", 4)
    yield there
    there.warehouse.close()


@pytest.mark.parametrize("arm", [at_writing, at_naming, at_removing(0), at_removing(2)],
                         ids=["writing", "naming", "removing", "half removed"])
def test_a_kill_at_any_point_of_folding_loses_and_doubles_nothing(
    four: Pushed, five: dict[str, object], arm: Callable[[pytest.MonkeyPatch], None]
) -> None:
    before = four.told()
    with pytest.MonkeyPatch.context() as patch:
        arm(patch)
        with pytest.raises(Killed):
            packs.fold(four.warehouse, "live")
    four.reopen()
    assert four.told() == before
    four.load(*LOADS[4])  # sweeps away what was left, and folds what was not
    assert four.told() == five
    named = {path for (path,) in four.rows("SELECT DISTINCT landed FROM load WHERE landed IS NOT NULL")}
    assert {f"landed/live/{name}" for name in four.files()} == named
    landed = f"read_parquet('{four.folder}/data/landed/live/*.parquet', union_by_name = true)"
    assert four.rows(f"SELECT count(*), count(DISTINCT line) FROM {landed}") == [(6, 6)]


def test_a_rebuild_after_a_kill_gives_the_equal_warehouse(four: Pushed) -> None:
    before = four.told()
    with pytest.MonkeyPatch.context() as patch:
        at_removing(2)(patch)
        with pytest.raises(Killed):
            packs.fold(four.warehouse, "live")
    four.reopen()
    four.rebuild()
    assert four.told() == before


def test_a_full_disk_leaves_the_small_files(four: Pushed) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packs, "_write", full)
        packs.fold(four.warehouse, "live")
    assert four.files() == ["1.parquet", "2.parquet", "3.parquet", "4.parquet"]
    packs.fold(four.warehouse, "live")
    assert four.files() == ["1-4.parquet"]


def test_a_forgotten_person_is_in_no_pack_and_every_number_stays(four: Pushed) -> None:
    packs.fold(four.warehouse, "live")
    sums = "SELECT count(*), sum(wait_s), sum(talk_s) FROM visit WHERE replaced_in IS NULL"
    before, landed = four.rows(sums), f"read_parquet('{four.folder}/data/landed/live/1-4.parquet')"
    kept = four.rows(f"SELECT {packs.LOAD}, line FROM {landed}")
    assert [event for (event,) in four.rows(f"SELECT event FROM {landed}") if "Ada" in str(event)]
    four.warehouse.forget(["Ada"], "agent", [four.source], now=NOW)
    assert [event for (event,) in four.rows(f"SELECT event FROM {landed}") if "Ada" in str(event)] == []
    assert four.rows(f"SELECT {packs.LOAD}, line FROM {landed}") == kept
    told = four.told()
    four.rebuild()
    assert four.told() == told
    assert four.rows(sums) == before
    assert not (four.folder / "data" / packs.ROOM).exists()


def test_rows_of_loads_that_are_let_go_leave_their_pack(four: Pushed) -> None:
    packs.fold(four.warehouse, "live")
    cursor = four.warehouse.cursor()
    cursor.execute("UPDATE load SET landed = NULL WHERE load = 2")
    left = four.folder / "data" / packs.ROOM / "1"
    left.mkdir(parents=True)  # of a rebuild that was killed
    packs.thin(cursor, four.folder / "data")
    pack = four.folder / "data" / "landed" / "live" / "1-4.parquet"
    assert four.rows(f"SELECT {packs.LOAD}, id FROM read_parquet('{pack}')") == [
        (1, "a1"), (1, "b1"), (3, "b1"), (4, "a1")]
    assert not left.exists()
    as_it_is = os.stat(pack).st_mtime_ns
    packs.thin(cursor, four.folder / "data")
    assert os.stat(pack).st_mtime_ns == as_it_is


@settings(max_examples=20, deadline=None)
@example([1] * 1600)
@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=600))
def test_however_many_loads_come_files_are_few_and_a_row_is_written_few_times(sizes: list[int]) -> None:
    files: list[LandedFile] = []
    written = 0
    for load, size in enumerate(sizes, 1):
        files.append(LandedFile(f"{load}.parquet", size, [load]))
        if chosen := to_fold(files):
            assert chosen == files[-len(chosen):]
            loads = [one for file in chosen for one in file.loads]
            total = sum(file.size for file in chosen)
            written += total
            files[-len(chosen):] = [LandedFile(f"{loads[0]}-{loads[-1]}.parquet", total, loads)]
    assert [one for file in files for one in file.loads] == list(range(1, len(sizes) + 1))
    assert len(files) < 2 * FEWEST + 16
    assert written <= 12 * sum(sizes)


def test_a_pack_grows_no_larger_than_it_may() -> None:
    large = LandedFile("1-9.parquet", packs.MOST_BYTES, list(range(1, 10)))
    small = [LandedFile(f"{load}.parquet", 1, [load]) for load in range(10, 10 + FEWEST)]
    assert to_fold([large, *small]) == small
    assert to_fold([large, *small[1:]]) == []


def test_ages_rise_from_load_to_load_through_packs() -> None:
    assert ages(["1.parquet", "2-5.parquet", "6.parquet", "7.parquet"]) == [
        ("7.parquet", "1"), ("6.parquet", "2"), ("2-5.parquet", f"(8 - {packs.LOAD})"), ("1.parquet", "7")]
