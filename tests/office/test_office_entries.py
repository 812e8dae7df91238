"""This file is about figures entered by hand in the office: kept exactly, in order, on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fourscore.office import Cell, Entered, Office, Typed, standing
from fourscore.office.access.audit import SQLITE
from fourscore.terms import Mask

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
MARCH = Cell("market_share", date(2026, 3, 1), date(2026, 4, 1), None, None)
RED = MARCH._replace(team="Red")
STEP_2 = {"team", "agent", "agent_name", "membership", "handed_in", "audit", "closing", "closed_number"}


@pytest.fixture
def office(office_url: str, tmp_path: Path):
    opened = Office.open(office_url, backups=tmp_path / "backups", now=NOW)
    yield opened
    opened.close()


def said(cell: Cell, num: str | None, den: str = "8", by: str = "Mara Quinn", note: str | None = None) -> Entered:
    return Entered(0, cell, Decimal(num) if num else None, Decimal(den) if num else None, by, NOW, note)


def test_every_word_is_kept_and_the_last_one_stands(office: Office, tmp_path: Path) -> None:
    told = [said(MARCH, "99999999999999.9999", "0.0001"), said(RED, "-1.5", note="é"), said(MARCH, "3", by="Lea"),
            said(RED, None)]
    numbers = [office.enter(one) for one in told]
    assert numbers == sorted(numbers)
    kept = office.entries()
    assert kept == [one._replace(number=number) for one, number in zip(told, numbers, strict=True)]
    assert [one.said_by for one in standing(kept).values()] == ["Lea"]
    assert standing(kept[:2]).keys() == {MARCH, RED}
    copy = Office.open(f"sqlite:///{office.back_up(tmp_path / 'copy.db')}", backups=tmp_path, now=NOW)
    assert copy.entries() == kept
    copy.close()


def test_what_cannot_be_is_not_kept(office: Office) -> None:
    for wrong in (said(MARCH._replace(until_day=MARCH.first_day), "1"), said(MARCH, "1")._replace(den=None)):
        with pytest.raises(IntegrityError):
            office.enter(wrong)
    with pytest.raises(Exception, match="four decimals"):
        office.enter(said(MARCH, "1.00001"))
    assert office.entries() == []


def test_who_signs_is_known_and_can_be_forgotten(office: Office) -> None:
    office.enter(said(MARCH, "1", note="told by Mara Quinn"))
    office.close_month("2026-02", "Tom", [], load=0, now=NOW)
    assert office.signers() == ["Mara Quinn", "Tom"]
    mask = Mask({"Mara Quinn": "forgotten-1"}, exact=True)
    assert {where: rows for where, rows in office.naming(mask).items() if rows} == {
        "office: entry.said_by": 1, "office: entry.note": 1}
    office.forget(mask, "agent", "forgotten-1", now=NOW)
    (row,) = office.entries()
    assert (row.said_by, row.note, row.num) == ("forgotten-1", "told by forgotten-1", 1)


def test_an_office_of_two_steps_before_comes_forward(office: Office, tmp_path: Path) -> None:
    office.enter(said(MARCH, "1"))
    with office.engine.begin() as connection:
        for table in reversed(Typed.metadata.sorted_tables):  # what later steps brought
            if table.name not in STEP_2:
                connection.execute(text(f"DROP TABLE {table.name}"))
        undone = [f"DROP TRIGGER {name}" for name in SQLITE] if connection.dialect.name == "sqlite" else [
            "DROP FUNCTION audit_only_added() CASCADE"]
        for one in [*undone, "ALTER TABLE audit DROP COLUMN origin"]:
            connection.execute(text(one))
        connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    office.close()
    again = Office.open(office.url, backups=tmp_path / "backups", now=NOW)
    assert again.entries() == []
    assert again.enter(said(MARCH, "2")) == 1
    assert again.tokens() == []
    again.close()
