"""This file is about the source kind database: its options, and the way of a query's rows to facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from fourscore.terms import Issue, read_seconds, said
from fourscore.warehouse.sources import Fetched, Fetching, History, Staged
from fourscore.warehouse.sources.database.address import Address
from fourscore.warehouse.sources.database.fetch import Asked, fetch
from fourscore.warehouse.sources.table import Table
from fourscore.warehouse.sources.table.mapping import OF_FILES, OPTIONS, read_mapping

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OWN = ("url", "url_from", "password_from", "query", "since", "overlap")
# What a mapping may say of any rows, and not of files.
OF_ROWS = tuple(option for option in OPTIONS if option not in OF_FILES)


class Database:
    """Rows of a query to any SQL database, each giving the facts a mapping in the centre's file says."""

    kind: ClassVar[str] = "database"
    recomputes_agents: ClassVar[bool] = False

    def __init__(self, name: str, asked: Asked, table: Table) -> None:
        self.name, self.asked, self.table = name, asked, table

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[Database | None, list[Issue]]:
        """Read `url` or `url_from`, `password_from`, `query`, `since`, `overlap`, and the mapping (docs/mapping.md)."""
        issues: list[Issue] = []

        def text(option: str, example: str, *, needed: bool = False) -> str | None:
            value = options.get(option)
            if (isinstance(value, str) and value.strip()) or (value is None and not needed):
                return value
            what = said("The source needs {option}.", option=repr(option)) if value is None else \
                said("{option} is not a text.", option=repr(option))
            issues.append(Issue("bad-option", where, what, said("Write for instance  {option}: {example}",
                                                                option=option, example=example)))
            return None

        address = Address(text("url", "sqlite:///calls.db"), text("url_from", "PBX_DATABASE"),
                          text("password_from", "PBX_PASSWORD"), where, folder)
        query = text("query", "select * from calls", needed=True)
        since = text("since", "changed_at")
        again = _overlap(options.get("overlap"), since, where, issues)
        issues += address.issues()
        rows = {option: value for option, value in options.items() if option not in OWN}
        mapping, found = read_mapping(name, rows, where, OF_ROWS, (*OWN, *OF_ROWS))
        issues += found
        if not rows.get("key"):
            issues.append(Issue("bad-mapping", f"{where}, key",
                                said("Rows of a database have no line to be known by."),
                                said("Name the columns that tell them apart, such as  key: id .")))
        if issues or mapping is None or query is None:
            return None, issues
        asked = Asked(address, query, since, again, mapping.key, mapping.shape.decimal, mapping.used)
        return cls(name, asked, Table(mapping, where, folder)), []

    @property
    def gives(self) -> tuple[str, ...]:
        """As the mapping says."""
        return self.table.gives

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """The mapping's further columns."""
        return self.table.brings()

    def fetch(self, cursor: DuckDBPyConnection, asked: Fetching) -> Fetched:
        """Land the rows that are new, or say something new. Raises Trouble, as told there; then nothing is kept."""
        return Fetched(fetch(cursor, self.asked, asked))

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Facts of the landed rows; rows that cannot be are set aside with the reason."""
        return self.table.stage(cursor, history)


def _overlap(given: object, since: str | None, where: str, issues: list[Issue]) -> timedelta:
    """How long before the greatest value landed the database is read again."""
    if given is None:
        return timedelta(0)
    try:
        seconds = read_seconds(str(given))
    except ValueError:
        issues.append(Issue("bad-option", where, said("'overlap' is no length of time: {given}.", given=repr(given)),
                            said("Write for instance  overlap: 1h")))
        return timedelta(0)
    if since is None:
        issues.append(Issue("bad-option", where, said("'overlap' says nothing without 'since'."),
                            said("Add a line such as  since: changed_at , or leave it out.")))
    return timedelta(seconds=float(seconds))
