"""This file is about what every test may ask for."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("no folder shared/data beside the checkout, so this is not tried on real data")
    return SHARED


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
