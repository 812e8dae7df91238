"""This file is about a database that cannot be read: what is told, what to do, and that nothing is half done."""

from __future__ import annotations

import logging
import socket
import zipfile
from typing import Any

import pytest
from sqlalchemy import text

from fourscore.terms import Issue


def issue_of(there, **more: Any) -> Issue:
    """The one issue of a load that brought nothing."""
    report = there.load(**more)
    assert (report.rows_read, report.files, len(report.issues)) == (0, 0, 1)
    assert there.rows("SELECT count(*) FROM load WHERE kind = 'load'") == [(0,)]
    return report.issues[0]


@pytest.mark.parametrize(("options", "names"), [
    ({"url": None}, ["bad-option"]),
    ({"url_from": "PBX_DATABASE"}, ["bad-option"]),
    ({"url": "sqlite:///calls.db", "query": None, "since": 3}, ["bad-option", "bad-option"]),
    ({"url": "sqlite:///calls.db", "overlap": "soon"}, ["bad-option"]),
    ({"url": "sqlite:///calls.db", "overlap": "1h"}, ["bad-option"]),
    ({"url": "sqlite:///calls.db", "key": None}, ["bad-mapping"]),
    ({"url": "sqlite:///calls.db", "files": "calls.csv", "delimiter": ";"}, ["unknown-key", "unknown-key"]),
    ({"url": "sqlite:///calls.db", "quarry": "SELECT 1", "facts": {}}, ["unknown-key", "bad-mapping"]),
    ({"url": "nonsense"}, ["bad-database-url"]),
    ({"url": "postgrsql://db/pbx"}, ["bad-database-url"]),
    ({"url": "postgresql+psycopg://reader:s3cret@db/pbx"}, ["password-in-centre"]),
])
def test_options_are_all_checked(sqlite, options: dict[str, Any], names: list[str]) -> None:
    source, issues = sqlite.configure(**options)
    assert source is None
    assert [issue.name for issue in issues] == names
    assert "s3cret" not in str(issues)
    if "quarry" in options:
        assert "Did you mean query?" in issues[0].remedy


def test_a_password_that_is_nowhere(there) -> None:
    issue = issue_of(there, password_from="PBX_NOWHERE")
    assert (issue.name, issue.where) == ("secret-missing", "centre.yaml:7")
    assert "PBX_NOWHERE" in issue.what


def test_an_address_may_come_from_the_environment(on_postgresql) -> None:
    there = on_postgresql
    there.put({"id": 1})
    address = there.engine.url.render_as_string(hide_password=False)
    there.secret = {"PBX_DATABASE": address}.get
    assert there.load(url=None, password_from=None, url_from="PBX_DATABASE").rows_read == 1


def test_a_wrong_password_is_never_told(on_postgresql, caplog: pytest.LogCaptureFixture, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    issue = issue_of(on_postgresql, password_from="PBX_WRONG")
    assert issue.name == "database-refused"
    assert "password_from" in issue.remedy
    assert "pa55word" not in str(issue) + caplog.text + "".join(capfd.readouterr())


def test_a_right_password_is_never_told_either(on_postgresql, caplog: pytest.LogCaptureFixture, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    password = on_postgresql.engine.url.password
    issue = issue_of(on_postgresql, query=f"SELECT * FROM \"{password}\"")
    assert issue.name == "query-refused"
    assert password not in str(issue) + caplog.text + "".join(capfd.readouterr())
    on_postgresql.put({"id": 1})
    assert on_postgresql.load().rows_read == 1
    landed = on_postgresql.folder / "data"
    assert all(password.encode() not in path.read_bytes() for path in landed.rglob("*") if path.is_file())


def test_nobody_there(on_postgresql) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    issue = issue_of(on_postgresql, url=f"postgresql+psycopg://reader@127.0.0.1:{port}/pbx")
    assert issue.name == "database-unreachable"
    assert str(port) in issue.what


def test_a_driver_that_is_not_installed_is_named(sqlite) -> None:
    issue = issue_of(sqlite, url="mysql+pymysql://reader@db/pbx")
    assert (issue.name, issue.remedy) == ("source-not-installed", "Install it with: pip install 'pymysql'")


def test_a_file_that_is_not_there_is_not_made(sqlite) -> None:
    assert issue_of(sqlite, url="sqlite:///cals.db").name == "file-missing"
    assert not (sqlite.folder / "cals.db").exists()


def test_a_zip_instead_of_a_database(sqlite) -> None:
    with zipfile.ZipFile(sqlite.folder / "calls.zip", "w") as file:
        file.writestr("calls.db", "x" * 5000)
    assert issue_of(sqlite, url="sqlite:///calls.zip").name == "unreadable-file"


def test_a_truncated_database(sqlite) -> None:
    sqlite.put(*({"id": n, "caller": "x" * 20} for n in range(1, 2000)))
    whole = (sqlite.folder / "calls.db").read_bytes()
    (sqlite.folder / "half.db").write_bytes(whole[: len(whole) // 2])
    assert issue_of(sqlite, url="sqlite:///half.db").name == "unreadable-file"


def test_text_in_another_encoding_is_read_as_far_as_it_can_be(sqlite) -> None:
    sqlite.put({"id": 1})
    sqlite.run("UPDATE calls SET agent = CAST(x'4AFC7267' AS text)")
    sqlite.load()
    assert sqlite.stays() == [("c1", 1, "J\ufffdrg", 60)]


def test_a_query_the_database_refuses(there) -> None:
    issue = issue_of(there, query="SELECT * FROM cals")
    assert issue.name == "query-refused"
    assert "cals" in issue.what


def test_columns_that_are_not_there_are_told_together(there) -> None:
    report = there.load(since="changd", key=["id", "leg"])
    assert [issue.name for issue in report.issues] == ["unknown-column", "unknown-column"]
    assert sorted(issue.where for issue in report.issues) == ["centre.yaml:7, key", "centre.yaml:7, since"]
    assert "Did you mean changed?" in [issue.remedy for issue in report.issues]


def test_a_query_cannot_change_anything(there) -> None:
    there.put({"id": 1})
    for query in ("DELETE FROM calls RETURNING *", "WITH gone AS (DELETE FROM calls RETURNING *) SELECT * FROM gone"):
        assert issue_of(there, query=query).name == "query-refused"
    assert there.load().rows_read == 1


def test_a_function_in_the_query_cannot_either(on_postgresql) -> None:
    there = on_postgresql
    there.put({"id": 1})
    there.run("CREATE FUNCTION wipe() RETURNS integer LANGUAGE sql AS 'DELETE FROM calls; SELECT 1'")
    issue = issue_of(there, query="SELECT calls.*, wipe() AS wiped FROM calls")
    assert (issue.name, "read-only" in issue.what) == ("query-refused", True)
    assert there.load().rows_read == 1


def test_a_column_that_cannot_be_read_on_by(on_postgresql) -> None:
    there = on_postgresql
    there.put({"id": 1})
    issue = issue_of(there, query="SELECT *, true AS yes FROM calls", since="yes")
    assert issue.name == "bad-option"
    there.load(since="id")
    (issue,) = there.load(since="id", overlap="1h").issues
    assert (issue.name, issue.where) == ("bad-option", "centre.yaml:7, since")


def test_a_database_that_goes_away_in_the_middle_leaves_nothing_half_done(on_postgresql) -> None:
    there = on_postgresql
    there.put({"id": 1})
    there.load(since="changed")
    there.put(*({"id": n, "changed": "2026-03-02 11:00:00"} for n in range(1, 25001)))
    before = there.hand.dump(there.warehouse)

    def go_away(what: str) -> None:
        if "10,000 rows" in what:
            with there.engine.connect() as connection:
                connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                        "WHERE pid <> pg_backend_pid() AND datname = current_database()"))

    there.tell = go_away
    report = there.load(since="changed")
    assert [issue.name for issue in report.issues] == ["database-gone"]
    assert "10,000 rows" in report.issues[0].what
    assert (report.rows_read, there.hand.dump(there.warehouse)) == (0, before)
    there.tell = lambda what: None
    assert there.load(since="changed").rows_read == 25000
    assert len(there.stays()) == 25000


def test_a_database_another_program_is_writing_to(sqlite, monkeypatch: pytest.MonkeyPatch) -> None:
    from fourscore.warehouse.sources.database import address

    monkeypatch.setattr(address, "PATIENCE", 0.1)
    with sqlite.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA locking_mode = EXCLUSIVE")
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        issue = issue_of(sqlite)
    assert issue.name == "database-unreachable"
