"""This file is about what every test may ask for."""

import contextlib
import io
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests import fresh_office, made_once

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("no folder shared/data beside the checkout, so this is not tried on real data")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def at_once() -> None:
    """New offices are put together from one that the whole chain of migrations made; what else is dear is made once."""
    fresh_office.put_in_place()
    made_once.put_in_place()


def postgresql_program(name: str) -> str | None:
    """Where the program is: on the PATH, or where Debian keeps it, the newest first."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    return shutil.which(name) or (str(kept[-1]) if kept else None)


def ordinary_user() -> str | None:
    """Whom to start PostgreSQL as: it refuses root. None where this process is an ordinary user itself."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    import pwd

    there = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in ("postgres", "nobody") if name in there), None)
    if user is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other user to start it as")
    return user


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of the tests' own, from the system's package; stopped and gone afterwards."""
    initdb, pg_ctl = postgresql_program("initdb"), postgresql_program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("no PostgreSQL here (initdb and pg_ctl), so the office was tried on SQLite only")
    pytest.importorskip("psycopg", reason="no psycopg here, so the office was tried on SQLite only")
    user, password = ordinary_user(), secrets.token_hex(16)
    folder = Path(tempfile.mkdtemp(prefix="fourscore-postgresql-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "password").write_text(password)
    if user is not None:
        for path in (folder, folder / "password"):
            shutil.chown(path, user)

    def run(*command: str) -> None:
        # Output goes into a file: the server keeps a pipe open, and waiting for its end would never end.
        with (folder / "said").open("ab") as said:
            done = subprocess.run(command, stdout=said, stderr=said, cwd=folder, user=user,
                                  extra_groups=[] if user else None, timeout=120)
        if done.returncode:
            pytest.fail((folder / "said").read_text(errors="replace"))

    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    try:
        run(initdb, "-D", "data", "-U", "fourscore", "-A", "scram-sha-256", "--pwfile", "password", "-E", "UTF8",
            "--locale=C", "--no-sync")
        run(pg_ctl, "-D", "data", "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://fourscore:{password}@127.0.0.1:{port}/postgres"
        finally:
            run(pg_ctl, "-D", "data", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def office_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty office: on SQLite, and on PostgreSQL (a database of its own for each test)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'office.db'}"
    from sqlalchemy import create_engine, text

    server, name = request.getfixturevalue("postgresql"), f"office_{secrets.token_hex(6)}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return f"{server.rpartition('/')[0]}/{name}"


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Path], str]:
    """Play a session: `session(text, folder)` carries out its `$ …` lines in the folder and gives the text anew.

    What a command says stands under it, both streams in the order they were written; its exit code in brackets where
    it is not 0; empty lines are left out. `$ fourscore …` is the command line itself, `$ say TEXT >> FILE` and
    `$ replace OLD NEW FILE` change a file as an editor would. Lines with # in front are kept. The folder is called
    /here, and it is always 08:00 on 6 April 2026, by UTC.
    """
    from fourscore.cli import main, run

    monkeypatch.setattr(run, "clock", lambda: datetime(2026, 4, 6, 8, tzinfo=UTC))

    def fourscore(words: list[str]) -> str:
        said, code = io.StringIO(), 0
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                main(words)
            except SystemExit as left:
                code = left.code if isinstance(left.code, int) else 0
        return said.getvalue() + (f"[{code}]\n" if code else "")

    def carried_out(command: str) -> str:
        verb, *words = shlex.split(command)
        if verb == "fourscore":
            return fourscore(words)
        if verb == "say":
            with Path(words[-1]).open("a", encoding="utf-8", newline="\n") as file:
                file.write(words[0] + "\n")
        elif verb == "replace":
            text = Path(words[-1]).read_text(encoding="utf-8")
            assert words[0] in text, f"{words[0]!r} does not stand in {words[-1]}"
            Path(words[-1]).write_text(text.replace(words[0], words[1]), encoding="utf-8", newline="\n")
        else:
            pytest.fail(f"a session has no command {verb!r}")
        return ""

    def play(text: str, folder: Path) -> str:
        monkeypatch.chdir(folder)
        told: list[str] = []
        for line in text.splitlines():
            if line.startswith("$ "):
                told += [line, *(one.rstrip() for one in carried_out(line[2:]).splitlines() if one.strip())]
            elif line.startswith("#"):
                told += [line] if not told or told[-1].startswith("#") else ["", line]
        return "\n".join(told).replace(folder.resolve().as_posix(), "/here") + "\n"

    return play
