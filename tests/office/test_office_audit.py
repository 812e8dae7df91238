"""This file is about the audit, only ever added to, and about tokens that read; on SQLite and PostgreSQL."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from fourscore.office import Audit, Office, Wanted, accounts, audit, came_from, cover_copy, reading
from fourscore.terms import Mask, Trouble

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = datetime(2026, 3, 9, tzinfo=UTC)
GOOD = "four blue kettles sing"


@pytest.fixture
def office(office_url: str, tmp_path: Path):
    opened = Office.open(office_url, backups=tmp_path / "backups", now=NOW)
    yield opened
    opened.close()


def note(office: Office, who: str, name: str, thing: str = "figures", at: datetime = NOW) -> None:
    with office.writing() as session:
        session.add(Audit(at=at, who=who, thing=thing, name=name, old=None, new="looked"))


CHANGES = {
    "update": "UPDATE audit SET who = 'nobody'", "delete": "DELETE FROM audit",
    "replace": "INSERT OR REPLACE INTO audit (audit, at, who, thing, name) SELECT audit, at, 'nobody', thing, name "
               "FROM audit",
    "truncate": "TRUNCATE audit",
}


@pytest.mark.parametrize("way", ["update", "delete", "its own"])
def test_the_database_refuses_to_change_what_is_on_record(office: Office, way: str) -> None:
    if way == "its own":
        way = "replace" if office.engine.dialect.name == "sqlite" else "truncate"
    note(office, "Zoe Ray", "Ada King")
    with pytest.raises((DatabaseError, Trouble), match="only ever added to"), office.engine.begin() as connection:
        connection.execute(text(CHANGES[way]))
    assert [one.who for one in audit.noted(office, Wanted(), None)[0]] == ["Zoe Ray"]
    note(office, "Zoe Ray", "Ada King")
    assert audit.noted(office, Wanted(), None)[1] == 2


def test_a_person_is_forgotten_in_it_all_the_same_and_it_is_closed_again(office: Office, tmp_path: Path) -> None:
    with came_from("Firefox on Linux, 10.0.0.7"):
        note(office, "Ada King", "Bob Lane")
    note(office, "Zoe Ray", "Ada King")
    copy = office.back_up(tmp_path / "copy.db")
    mask = Mask({"Ada King": "Agent 7"}, exact=True)
    office.forget(mask, "agent", "Agent 7", now=NOW)
    told = [(one.who, one.name, one.origin) for one in audit.noted(office, Wanted(), None)[0]]
    assert told == [("fourscore forget", "Agent 7", None), ("Zoe Ray", "Agent 7", None), ("Agent 7", "Bob Lane", None)]
    with pytest.raises((DatabaseError, Trouble)), office.engine.begin() as connection:
        connection.execute(text(CHANGES["update"]))
    cover_copy(copy, mask)
    with closing(sqlite3.connect(copy)) as there:
        assert there.execute("SELECT who FROM audit ORDER BY audit").fetchall() == [("Agent 7",), ("Zoe Ray",)]
        with pytest.raises(sqlite3.IntegrityError, match="only ever added to"):
            there.execute("DELETE FROM audit")


def test_entries_are_found_by_whom_they_concern(office: Office) -> None:
    note(office, "Zoe Ray", "Ada King")
    note(office, "Max Orr", "Bob Lane", at=NOW + timedelta(days=1))
    note(office, "Ada King", "Ada King", "sign-in", NOW + timedelta(days=2))

    def found(wanted: Wanted, mine: list[str] | None = None) -> list[tuple[str, str]]:
        return [(one.who, one.name) for one in audit.noted(office, wanted, mine)[0]]

    assert found(Wanted(), ["Ada King"]) == [("Ada King", "Ada King"), ("Zoe Ray", "Ada King")]
    assert found(Wanted(about="Bob Lane"), ["Ada King"]) == []
    assert found(Wanted(), ["Max Orr"]) == [("Max Orr", "Bob Lane")]
    assert found(Wanted(), ["Zoe Ray", "Max Orr"]) == [("Zoe Ray", "Ada King")]  # what the first did, not the others
    assert found(Wanted(who="Max Orr")) == [("Max Orr", "Bob Lane")]
    assert found(Wanted(since=NOW + timedelta(days=1), until=NOW + timedelta(days=2))) == [("Max Orr", "Bob Lane")]
    assert audit.things(office, ["Bob Lane"]) == ["figures"]
    rows, total = audit.noted(office, Wanted(), None, limit=1, offset=1)
    assert (total, [one.who for one in rows]) == (3, ["Max Orr"])


def test_a_look_is_noted_once_a_day(office: Office) -> None:
    def look(who: str, now: datetime, since: datetime) -> bool:
        return audit.look(office, who, "Ada King", "looked at the scorecard", now=now, since=since, origin="here")

    assert look("Zoe Ray", NOW, DAY)
    assert not look("Zoe Ray", NOW + timedelta(hours=3), DAY)
    assert look("Max Orr", NOW, DAY)
    assert look("Zoe Ray", NOW + timedelta(days=1), DAY + timedelta(days=1))
    assert audit.noted(office, Wanted(about="Ada King"), None)[1] == 3


def test_a_token_reads_for_its_account_until_it_ends(office: Office) -> None:
    key = accounts.invite(office, "ada", "Ada King", by="Mara Quinn", now=NOW)
    number = accounts.accept(office, key, GOOD, now=NOW)
    ends = NOW + timedelta(days=10)
    token = reading.make(office, "Ada ", "nightly", ["scorecard", "measure"], by="Ada King", now=NOW, ends=ends)
    found = reading.lets_in(office, token, now=NOW)
    assert found is not None
    assert (found.person, found.reads, found.guest) == ("Ada King", ("measure", "scorecard"), False)
    assert reading.lets_in(office, token, now=ends - timedelta(seconds=1))
    assert reading.lets_in(office, token, now=ends) is None
    assert reading.lets_in(office, "fsr_nothing", now=NOW) is None
    with pytest.raises(Trouble, match="token-twice"):
        reading.make(office, "ada", "nightly", ["rows"], by="Ada King", now=NOW, ends=ends)
    with pytest.raises(Trouble, match="unknown-account"):
        reading.make(office, "bob", "nightly", ["rows"], by="Ada King", now=NOW, ends=ends)
    with office.reading() as session:
        assert token not in " ".join(str(row) for row in session.execute(text("SELECT * FROM read_token")).all())
    with pytest.raises(Trouble, match="unknown-token"):
        reading.revoke(office, "nightly", by="Bob Lane", now=NOW, account=number + 1)
    reading.revoke(office, "nightly", by="Ada King", now=NOW, account=number)
    assert reading.lets_in(office, token, now=NOW) is None
    again = reading.make(office, "ada", "nightly", ["rows"], by="Ada King", now=NOW, ends=ends)
    accounts.withdraw(office, "ada", by="Mara Quinn", now=NOW)
    assert reading.lets_in(office, again, now=NOW) is None
    assert [(one.name, one.revoked_at is None) for one in reading.every(office)] == [
        ("nightly", False), ("nightly", True)]
    assert [one.new for one in audit.noted(office, Wanted(thing="token"), None)[0]] == [
        "nightly: reads rows", "revoked", "nightly: reads measure, scorecard"]


def test_a_guest_is_known_by_the_account_alone(office: Office) -> None:
    from fourscore.office import signing

    key = accounts.invite(office, "lee", "Lee Guest", by="Mara Quinn", now=NOW, ends=NOW + timedelta(days=1),
                          guest=True)
    number = accounts.accept(office, key, GOOD, now=NOW)
    browser = signing.sign_in(office, number, "Firefox", now=NOW)
    found = signing.signed_in(office, browser, now=NOW, idle=timedelta(hours=1), longest=timedelta(hours=1))
    assert found is not None
    assert found.guest
    assert [one.guest for one in accounts.accounts(office)] == [True]
