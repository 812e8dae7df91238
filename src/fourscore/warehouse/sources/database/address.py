"""This file is about reaching a database: its address and password from where they are kept, and its errors in words.

No password ever stands in an issue: the address is shown without it, and taken out of what the database itself says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

    from fourscore.warehouse.sources import Secret

PATIENCE = 15  # seconds to wait for a database that does not answer
# The package that brings a driver, where it is not called as the module is.
PACKAGES = {"psycopg": "fourscore[postgresql]", "MySQLdb": "mysqlclient", "ibm_db_sa": "ibm-db-sa"}
EXAMPLE = "url: postgresql+psycopg://reader@db.example.org/pbx"
REFUSED = ("password", "authentication", "access denied", "login failed", "role ", "ora-01017")


@dataclass(frozen=True)
class Address:
    """Where the database is. Either `url` (without a password) or `url_from` is given; both `…_from` name a secret."""

    url: str | None
    url_from: str | None
    password_from: str | None
    where: str
    folder: Path

    def issues(self) -> list[Issue]:
        """What is wrong with it, as far as it can be told without a secret."""
        if (self.url is None) == (self.url_from is None):
            return [Issue("bad-option", self.where, said("The source needs either `url` or `url_from`, and not "
                                                         "both."),
                          said("Write for instance  {example}", example=EXAMPLE))]
        if self.url is None:
            return []
        try:
            if self._parsed(self.url).password is not None:
                return [self._password_here()]
        except Trouble as trouble:
            return list(trouble.issues)
        return []

    def engine(self, secret: Secret) -> Engine:
        """What connects to it. Raises Trouble `secret-missing`, `bad-database-url`, `source-not-installed`."""
        from sqlalchemy import create_engine
        from sqlalchemy.exc import ArgumentError
        from sqlalchemy.pool import NullPool

        url = self._parsed(self.url if self.url is not None else self._secret(secret, self.url_from or ""))
        if self.password_from is not None:
            url = url.set(password=self._secret(secret, self.password_from))
        try:
            if url.get_backend_name() == "sqlite":
                return create_engine("sqlite://", creator=self._sqlite(url), poolclass=NullPool)
            engine = create_engine(url, poolclass=NullPool, connect_args=_patience(url))
        except ModuleNotFoundError as wrong:
            name = (wrong.name or "the driver").split(".")[0]
            raise Trouble(Issue(
                "source-not-installed", self.where, said("The driver of this database, {name}, is not installed.",
                                                         name=name),
                said("Install it with: pip install '{get}'", get=PACKAGES.get(name, name)))) from None
        except (ArgumentError, TypeError, ValueError) as wrong:
            raise self._bad(said("The address cannot be used: {without}.", without=without(str(wrong), url))) from None
        if engine.dialect.is_async:
            raise self._bad(said("The driver {driver} cannot be waited for.", driver=engine.driver))
        return engine

    def _parsed(self, text: str) -> URL:
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

        try:
            url = make_url(text)
            url.get_dialect()
        except ModuleNotFoundError:
            return url  # told when it is used
        except (ArgumentError, ValueError):
            name = text.split(":", 1)[0] if "://" in text else ""
            known = name.replace("+", "").isalnum()
            raise self._bad(said("No kind of database is called {name}.", name=repr(name)) if known else
                            said("This is no address of a database.")
                            ) from None
        return url

    def _bad(self, what: str) -> Trouble:
        return Trouble(Issue("bad-database-url", self.where, what,
                             said("Write  {example}  or  url: sqlite:///calls.db  (a file under the centre's "
                                  "folder).", example=EXAMPLE)))

    def _password_here(self) -> Issue:
        return Issue("password-in-centre", self.where, said("The address of the database holds a password."),
                     said("Take it out, put it into an environment variable, and name that: password_from: "
                          "PBX_PASSWORD"))

    def _secret(self, secret: Secret, name: str) -> str:
        value = secret(name)
        if value is None:
            raise Trouble(Issue("secret-missing", self.where, said("There is no environment variable {name}.",
                                                                   name=name),
                                said("Set it for the program that loads (while `fourscore serve` runs, that is the "
                                     "one).")))
        return value

    def _sqlite(self, url: URL) -> Any:
        """What opens the file for reading only. A file that is not there must not be made."""
        path = self.folder / (url.database or "")
        if not path.is_file():
            what = said("There is no file {database} in the centre's folder.", database=repr(url.database))
            remedy = said("sqlite:///x.db is a file of that folder, sqlite:////srv/x.db one elsewhere.")
            raise Trouble(Issue("file-missing", self.where, what,
                                said("Put it there, or correct the address: {remedy}", remedy=remedy)))

        def connect() -> Any:
            import sqlite3

            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)
            connection.text_factory = lambda raw: raw.decode(errors="replace")
            return connection

        return connect


def _patience(url: URL) -> Mapping[str, Any]:
    driver = url.get_driver_name() if url.get_backend_name() in ("postgresql", "mysql", "mariadb") else ""
    return {"connect_timeout": PATIENCE} if driver in ("psycopg", "psycopg2", "pymysql", "mysqldb") else {}


def without(text: str, url: URL) -> str:
    """The first line of what was said, without the password."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "no reason is given")
    if url.password:
        from urllib.parse import quote, quote_plus

        for form in (str(url.password), quote(str(url.password)), quote_plus(str(url.password))):
            line = line.replace(form, "…")
    return line.rstrip(".")


@contextmanager
def connected(engine: Engine, where: str, done: Callable[[], int]) -> Iterator[Connection]:
    """A connection that only reads; whatever was done is undone. `done` tells how many rows were fetched so far.

    Raises Trouble: `database-unreachable`, `database-refused` (user or password), `query-refused`, `unreadable-file`,
    `database-gone`.
    """
    from sqlalchemy.exc import DBAPIError

    shown = engine.url.render_as_string(hide_password=True) if engine.url.database else engine.url.get_backend_name()
    try:
        connection = engine.connect()
    except DBAPIError as wrong:
        answer = without(str(wrong.orig), engine.url)
        if any(word in str(wrong.orig).lower() for word in REFUSED):
            raise Trouble(Issue("database-refused", where, said("The database {shown} lets nobody in this way: "
                                                                "{answer}.", shown=shown, answer=answer),
                                said("Check the user in the address, and the password in the variable that "
                                     "`password_from` names."))) from None
        raise Trouble(Issue("database-unreachable", where, said("The database {shown} does not answer: {answer}.",
                                                                shown=shown, answer=answer),
                            said("Check host, port and name in the address, and that the database runs."))) from None
    try:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(postgresql_readonly=True)
        yield connection
    except DBAPIError as wrong:
        answer = without(str(wrong.orig), engine.url)
        if wrong.connection_invalidated:
            what = said("The database went away after {done} rows: {answer}. None of them was kept.",
                        done=f"{done():,}", answer=answer)
            raise Trouble(Issue("database-gone", where, what, said("Load again once it answers; the load starts "
                                                                   "where the last whole one ended."))) from None
        if "not a database" in answer or "malformed" in answer:
            raise Trouble(Issue("unreadable-file", where, said("The file is no SQLite database, or is damaged: "
                                                               "{answer}.", answer=answer),
                                said("Check that it is the right file."))) from None
        if "locked" in answer:
            raise Trouble(Issue("database-unreachable", where,
                                said("The database {shown} is held by another program.", shown=shown),
                                said("Wait until that has finished writing, then load again."))) from None
        raise Trouble(Issue("query-refused", where, said("The database refuses the query: {answer}.", answer=answer),
                            said("Try the query in the database's own tool, and correct it."))) from None
    finally:
        _close(connection)
        engine.dispose()


def _close(connection: Connection) -> None:
    """Close it, even where there is nothing left to close."""
    from contextlib import suppress

    from sqlalchemy.exc import SQLAlchemyError

    with suppress(SQLAlchemyError):
        connection.rollback()
    with suppress(SQLAlchemyError):
        connection.close()
