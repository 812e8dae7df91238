"""This file is about what `doctor` is told: files, rows, what was set aside and why, fill marks, strangers, schema."""

import json
from datetime import UTC, date, datetime

import pytest

from fourscore.terms import Trouble
from fourscore.warehouse import Warehouse


def test_an_empty_warehouse_has_nothing_to_tell(warehouse) -> None:
    health = warehouse.health()
    assert (health.sources, health.spread, health.open_visits, sum(health.facts.values())) == ((), None, 0, 0)
    assert warehouse.fills() == []


def test_a_bad_row_mended_in_its_file_is_no_longer_aside(hand, warehouse, tmp_path) -> None:
    """The wrong version adds up every load's rows, and goes on complaining of what was mended."""
    good = hand.call("a", "2026-03-09 10:00:00", agent="Ada")
    hand.write(tmp_path / "in", "a", good, "no json")
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert [(reason.issue, reason.rows) for reason in warehouse.health().sources[0].aside] == [("not-json", 1)]
    mended = hand.call("b", "2026-03-09 11:00:00", agent="Ada")
    hand.write(tmp_path / "in", "a", good, mended)
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    source = warehouse.health().sources[0]
    assert (source.aside, source.rows_set_aside) == ((), 0)
    assert hand.one(warehouse, "SELECT count(*) FROM set_aside") == 1


def test_health_tells_what_is_there(hand, warehouse, tmp_path) -> None:
    bad = [f"no json {n}" for n in range(7)]
    path = hand.write(
        tmp_path / "in",
        "a",
        hand.call("a", "2026-03-09 10:00:00", answered="2026-03-09 10:00:05", ended="2026-03-09 10:01:00", agent="Ada"),
        *bad,
        hand.call("b", "2026-03-11 10:00:00", agent="Eve"),
        '{"until": "2026-03-12T00:00:00"}',
    )
    hand.load(warehouse, tmp_path / "in", hand.agreed(roster=[("Ada", "red", "2026-01-01", None)]))
    health = warehouse.health()
    source = health.sources[0]
    assert (source.source, source.files, source.loads, source.rows_read, source.rows_set_aside) == ("hand", 1, 1, 3, 7)
    assert source.last_load == hand.NOW
    assert {fill.kind: fill.until_at for fill in source.fills}["visit"] == datetime(2026, 3, 12, tzinfo=UTC)
    reason = source.aside[0]
    assert (reason.issue, reason.rows, len(reason.samples)) == ("not-json", 7, 5)
    assert reason.samples[0] == (path.relative_to(tmp_path).as_posix(), 2, "This is no JSON.", "no json 0")
    assert (health.unknown_agents, health.open_visits) == (("Eve",), 1)
    assert health.spread == (date(2026, 3, 9), date(2026, 3, 11))
    assert (health.facts["visit"], health.replaced["visit"]) == (2, 0)


def test_superseded_rows_are_counted_apart(hand, warehouse, tmp_path) -> None:
    for number, ended in enumerate(("2026-03-09 10:01:00", "2026-03-09 10:02:00")):
        hand.write(tmp_path / "in", f"{number}", hand.call("a", "2026-03-09 10:00:00", ended=ended))
        hand.load(warehouse, tmp_path / "in", hand.agreed())
    health = warehouse.health()
    assert (health.facts["contact"], health.replaced["contact"]) == (1, 1)


def test_a_warehouse_of_a_later_version_is_left_alone(tmp_path) -> None:
    warehouse = Warehouse.open(tmp_path)
    warehouse.cursor().execute("UPDATE setting SET value = '99' WHERE name = 'schema'")
    warehouse.close()
    with pytest.raises(Trouble) as trouble:
        Warehouse.open(tmp_path)
    assert trouble.value.issues[0].name == "warehouse-newer"


@pytest.mark.parametrize("damage", [b"no warehouse", b"\0" * 20_000, None])
def test_a_damaged_warehouse_is_told_and_left_as_it_is(tmp_path, damage) -> None:
    """Damaged in its head, or (None) cut off in the middle."""
    Warehouse.open(tmp_path).close()
    file = tmp_path / "warehouse.duckdb"
    file.write_bytes(damage or file.read_bytes()[: file.stat().st_size // 2])
    before = file.read_bytes()
    with pytest.raises(Trouble) as trouble:
        Warehouse.open(tmp_path)
    assert trouble.value.issues[0].name == "warehouse-broken"
    assert file.read_bytes() == before


def test_another_currency_is_refused_while_facts_are_in_the_old_one(hand, warehouse, tmp_path) -> None:
    line = {"sale": {"key": "1", "agent": "Ada", "sold_at": "2026-03-09 10:00:00", "amount": "1"}}
    hand.write(tmp_path / "in", "a", json.dumps(line))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    with pytest.raises(Trouble) as trouble:
        warehouse.restate(hand.agreed(currency="USD"), now=hand.NOW)
    assert trouble.value.issues[0].name == "currency-changed"
    assert not warehouse.restate(hand.agreed(), now=hand.NOW)


def test_a_reader_sees_whole_loads_only(hand, warehouse, tmp_path) -> None:
    """A cursor taken while a load is under way, asked at every step of it, finds nothing of it."""
    seen = []

    def watching(*_):
        seen.append(warehouse.cursor().execute("SELECT count(*) FROM visit").fetchone()[0])

    hand.write(tmp_path / "in", "a", hand.call("a", "2026-03-09 10:00:00"))
    warehouse.load([hand.HandFed(tmp_path / "in")], hand.agreed(), now=hand.NOW, progress=watching)
    assert len(seen) >= 4
    assert set(seen) == {0}
    assert hand.one(warehouse, "SELECT count(*) FROM visit") == 1
