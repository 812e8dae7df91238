"""This file is about the office's database on SQLite and PostgreSQL: opened, copied, shared, refused."""

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from fourscore.office import Audit, Office, TypedAgent, TypedStay, TypedTeam, file, forward
from fourscore.office.tables import Agent, Membership, Team, Typed
from fourscore.scoring import declare_tables
from fourscore.terms import Trouble

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
declare_tables()  # those of the rooms above, which one chain of migrations makes too


@pytest.fixture
def office(office_url: str, tmp_path: Path):
    opened = Office.open(office_url, backups=tmp_path / "backups", now=NOW)
    yield opened
    opened.close()


def trouble(url: str, folder: Path) -> str:
    with pytest.raises(Trouble) as raised:
        Office.open(url, backups=folder, now=NOW)
    assert "hunter2" not in str(raised.value)
    return raised.value.issues[0].name


def test_the_chain_makes_exactly_the_tables_that_are_declared(office: Office) -> None:
    with office.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Typed.metadata) == []
        assert forward.revision(connection) == forward.newest()


def test_alembic_ends_where_the_newest_file_says() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(forward.MIGRATIONS)).get_heads() == [forward.newest()]


def test_every_constraint_has_its_name_for_batch_migrations(office: Office) -> None:
    look = inspect(office.engine)
    for table in Typed.metadata.tables:
        assert look.get_pk_constraint(table)["name"] == f"pk_{table}"
        assert all(key["name"] for key in look.get_foreign_keys(table))


def test_its_place_is_said_without_scheme_and_password(office: Office, tmp_path: Path) -> None:
    if office.url.startswith("sqlite"):
        assert office.place == str(tmp_path / "office.db")
        return
    assert office.place.startswith("office_")
    assert " on 127.0.0.1, port " in office.place


def test_opening_again_finds_what_was_written_and_copies_nothing(office: Office, tmp_path: Path) -> None:
    office.bring_in([TypedTeam("Sales 2")], [], who="people.yaml", now=NOW, today=NOW.date())
    again = Office.open(office.url, backups=tmp_path / "backups", now=NOW)
    assert again.teams() == ["Sales 2"]
    again.close()
    assert not (tmp_path / "backups").exists()


def test_an_office_of_a_later_program_is_left_alone(office: Office, tmp_path: Path) -> None:
    with office.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert trouble(office.url, tmp_path) == "office-newer"


def test_a_sqlite_office_is_copied_before_it_is_brought_forward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, ran = f"sqlite:///{tmp_path / 'office.db'}", []
    office = Office.open(url, backups=tmp_path / "backups", now=NOW)
    office.bring_in([TypedTeam("Sales 2")], [], who="people.yaml", now=NOW, today=NOW.date())
    office.close()
    monkeypatch.setattr(forward, "newest", lambda: "9999")
    monkeypatch.setattr(forward, "upgrade", ran.append)
    Office.open(url, backups=tmp_path / "backups", now=NOW).close()
    assert len(ran) == 1
    monkeypatch.undo()
    copy = Office.open(
        f"sqlite:///{tmp_path / 'backups' / f'office-{forward.newest()}-20260309T120000.db'}", backups=tmp_path, now=NOW
    )
    assert copy.teams() == ["Sales 2"]
    copy.close()


def test_a_step_that_fails_leaves_the_office_as_it_was(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(connection, target="head"):
        connection.execute(text("ALTER TABLE team ADD COLUMN motto TEXT"))
        raise RuntimeError("the second half")

    monkeypatch.setattr(forward, "newest", lambda: "9999")
    monkeypatch.setattr(forward, "upgrade", half)
    with pytest.raises(RuntimeError, match="second half"):
        Office.open(office.url, backups=tmp_path / "backups", now=NOW)
    assert "motto" not in {column["name"] for column in inspect(office.engine).get_columns("team")}


def test_two_who_open_an_empty_office_at_once_both_get_it(office_url: str, tmp_path: Path) -> None:
    gate, failed = threading.Barrier(4), []

    def open_it() -> None:
        gate.wait()
        try:
            Office.open(office_url, backups=tmp_path / "backups", now=NOW).close()
        except Trouble as wrong:
            failed.append(wrong)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_copy_is_an_office_itself_and_holds_everything(office: Office, tmp_path: Path) -> None:
    office.bring_in(
        [TypedTeam("A", "Leeds")],
        [TypedAgent("Ada", ("x",), (TypedStay("A", date(2026, 1, 1)),))],
        who="people.yaml",
        now=NOW,
        today=NOW.date(),
    )
    to = office.back_up(tmp_path / "safe" / "copy.db")
    copy = Office.open(f"sqlite:///{to}", backups=tmp_path, now=NOW)
    assert (copy.roster(), copy.people(), copy.changes()) == (office.roster(), office.people(), office.changes())
    copy.close()
    assert [path.name for path in to.parent.iterdir()] == ["copy.db"]


def test_a_copy_that_cannot_be_written_is_told_and_leaves_nothing(office: Office, tmp_path: Path) -> None:
    (tmp_path / "copy.db").mkdir()
    with pytest.raises(Trouble) as raised:
        office.back_up(tmp_path / "copy.db")
    assert raised.value.issues[0].name == "backup-failed"
    assert not (tmp_path / "copy.db.part").exists()


def test_no_update_is_lost_when_many_change_the_same_row(office: Office) -> None:
    """Each reads and writes; who was overtaken is told, reads again and tries again."""
    office.bring_in([TypedTeam("A", "0")], [], who="people.yaml", now=NOW, today=NOW.date())
    told: list[str] = []

    def count(times: int) -> None:
        while times:
            try:
                with office.writing() as session:
                    team = session.scalars(select(Team)).one()
                    team.site = str(int(team.site or 0) + 1)
                times -= 1
            except Trouble as wrong:
                told.append(wrong.issues[0].name)

    threads = [threading.Thread(target=count, args=(10,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.reading() as session:
        assert session.scalars(select(Team)).one().site == "40"
    assert set(told) <= {"changed-meanwhile"}


def test_a_row_changed_meanwhile_is_told_not_overwritten(office: Office) -> None:
    office.bring_in([TypedTeam("A")], [], who="people.yaml", now=NOW, today=NOW.date())
    with office.reading() as session:
        seen = session.scalars(select(Team)).one()
    with office.writing() as session:
        session.scalars(select(Team)).one().leader = "Mara"

    def overwrite() -> None:
        with office.writing() as session:
            session.add(seen)
            seen.leader = "Nils"

    with pytest.raises(Trouble) as raised:
        overwrite()
    assert raised.value.issues[0].name == "changed-meanwhile"
    with office.reading() as session:
        assert session.scalars(select(Team)).one().leader == "Mara"


def test_a_membership_of_nobody_and_an_empty_one_are_refused(office: Office) -> None:
    office.bring_in([TypedTeam("A")], [TypedAgent("Ada")], who="people.yaml", now=NOW, today=NOW.date())
    day = date(2026, 1, 1)
    for agent, until in ((999, None), (1, day)):
        with pytest.raises(IntegrityError), office.writing() as session:
            session.add(Membership(agent=agent, team=1, first_day=day, until_day=until, written_at=NOW))
    with office.reading() as session:
        assert session.scalars(select(Membership)).all() == []


def test_moments_come_back_aware_and_in_utc(office: Office) -> None:
    there = datetime(2026, 3, 29, 2, 30, tzinfo=timezone(timedelta(hours=2)))
    with office.writing() as session:
        session.add(Audit(at=there, who="x", thing="team", name="A"))
    with office.reading() as session:
        found = session.scalars(select(Audit)).one().at
    assert (found, found.utcoffset()) == (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), timedelta(0))
    with pytest.raises(Exception, match="without a zone"), office.writing() as session:
        session.add(Audit(at=there.replace(tzinfo=None), who="x", thing="team", name="A"))


def test_sqlite_is_opened_as_an_office_needs_it(tmp_path: Path) -> None:
    office = Office.open(f"sqlite:///{tmp_path / 'office.db'}", backups=tmp_path, now=NOW)
    with office.engine.connect() as connection:
        held = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        ]
    office.close()
    assert held == ["wal", 1, file.BUSY_SECONDS * 1000, 2]


def test_reading_waits_for_no_writer_and_sees_one_moment(tmp_path: Path) -> None:
    office = Office.open(f"sqlite:///{tmp_path / 'office.db'}", backups=tmp_path, now=NOW)
    with office.writing() as writer:
        writer.add(Agent(name="Ada"))
        writer.flush()
        assert office.agents() == []
    assert office.agents() == ["Ada"]
    office.close()


def test_what_cannot_be_opened_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "not.db").write_text("this is no database, " * 100)
    assert trouble(f"sqlite:///{tmp_path / 'not.db'}", tmp_path) == "office-broken"
    assert trouble("what is this", tmp_path) == "bad-office-url"
    (tmp_path / "folder.db").mkdir()
    assert trouble(f"sqlite:///{tmp_path / 'folder.db'}", tmp_path) == "office-unreachable"
    monkeypatch.setattr(file, "BUSY_SECONDS", 0.1)
    holder = sqlite3.connect(tmp_path / "held.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert trouble(f"sqlite:///{tmp_path / 'held.db'}", tmp_path) == "office-busy"
    holder.close()


def test_a_database_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="no psycopg here")
    assert trouble("postgresql+psycopg://me:hunter2@127.0.0.1:1/office", tmp_path) == "office-unreachable"


def test_postgresql_without_its_driver_says_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from datetime import UTC, datetime; from pathlib import Path\n"
        "from fourscore.office import Office; from fourscore.terms import Trouble\n"
        "try:\n    Office.open('postgresql+psycopg://x@y/z', backups=Path('b'), now=datetime.now(UTC))\n"
        "except Trouble as trouble:\n    print(trouble.issues[0].name, trouble.issues[0].remedy)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path).stdout
    assert said.startswith("postgresql-driver-missing")
    assert "fourscore[postgresql]" in said


@pytest.mark.postgresql
def test_a_user_who_may_not_make_tables_is_told(postgresql: str, tmp_path: Path) -> None:
    server = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN PASSWORD 'hunter2'"))
    server.dispose()
    url = f"postgresql+psycopg://guest:hunter2@{postgresql.rpartition('@')[2]}"
    assert trouble(url, tmp_path) == "office-unreachable"
