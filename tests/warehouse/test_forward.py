"""This file is about warehouses of earlier versions: brought forward they hold what they held, and go on."""

import shutil
from pathlib import Path

import duckdb
import pytest

from fourscore.warehouse import Warehouse
from fourscore.warehouse.facts import SCHEMA

EARLIER = Path(__file__).parent / "earlier"
ROSTER = [("Ada", "red", "2026-01-01", None)]


@pytest.fixture(params=sorted(path.stem for path in EARLIER.glob("*.sql")))
def earlier(request, tmp_path) -> Path:
    """A centre's folder with the warehouse an earlier version left, and the file it was loaded from."""
    (tmp_path / "data").mkdir()
    shutil.copytree(EARLIER / "in", tmp_path / "in")
    connection = duckdb.connect(str(tmp_path / "data" / "warehouse.duckdb"))
    connection.execute((EARLIER / f"{request.param}.sql").read_text(encoding="utf-8"))
    connection.close()
    return tmp_path


@pytest.fixture
def fresh(hand, tmp_path_factory) -> Warehouse:
    """The same file loaded by this version."""
    folder = tmp_path_factory.mktemp("fresh")
    shutil.copytree(EARLIER / "in", folder / "in")
    warehouse = Warehouse.open(folder / "data")
    hand.load(warehouse, folder / "in", hand.agreed("Europe/Berlin", roster=ROSTER))
    yield warehouse
    warehouse.close()


def test_there_is_a_warehouse_of_every_earlier_schema() -> None:
    assert {int(path.stem) for path in EARLIER.glob("*.sql")} == set(range(1, SCHEMA))


def test_it_has_the_tables_of_a_new_one_and_holds_what_it_held(hand, earlier, fresh) -> None:
    warehouse = Warehouse.open(earlier / "data")
    columns = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    assert warehouse.cursor().execute(columns).fetchall() == fresh.cursor().execute(columns).fetchall()
    assert hand.dump(warehouse) == hand.dump(fresh)
    assert warehouse.fills() == fresh.fills()
    warehouse.close()


def test_it_is_brought_forward_once(earlier) -> None:
    for _ in range(2):
        warehouse = Warehouse.open(earlier / "data")
        said = warehouse.cursor().execute("SELECT value FROM setting WHERE name = 'schema'").fetchall()
        warehouse.close()
        assert said == [(str(SCHEMA),)]


def test_loading_goes_on_where_it_was(hand, earlier) -> None:
    """What was loaded is known, a correction takes the place of what stood, and what stayed the same stays."""
    warehouse = Warehouse.open(earlier / "data")
    terms = hand.agreed("Europe/Berlin", roster=ROSTER)
    assert hand.load(warehouse, earlier / "in", terms).files == 0
    day = earlier / "in" / "day.jsonl"
    day.write_text(day.read_text(encoding="utf-8").replace('"talk_s": 290', '"talk_s": 280'), encoding="utf-8")
    report = hand.load(warehouse, earlier / "in", terms)
    assert (report.facts["visit"], report.facts["contact"], report.facts["sale"], report.replaced) == (1, 0, 0, 1)
    assert hand.one(warehouse, "SELECT sum(talk_s) FROM visit WHERE replaced_in IS NULL") == 280
    warehouse.close()


def test_what_a_source_never_said_yes_to_is_not_known(tmp_path) -> None:
    """Up to the sixth schema what was not told stood as no; a source that said yes of one knew what it said no to."""
    (tmp_path / "data").mkdir()
    connection = duckdb.connect(str(tmp_path / "data" / "warehouse.duckdb"))
    connection.execute((EARLIER / "6.sql").read_text(encoding="utf-8"))
    connection.execute("UPDATE contact SET eligible = 1 WHERE key = 'a'")
    connection.close()
    warehouse = Warehouse.open(tmp_path / "data")
    told = warehouse.cursor().execute("SELECT eligible, completed, outbound FROM contact ORDER BY key").fetchall()
    warehouse.close()
    assert told == [(1, None, 0), (0, None, 0)]
