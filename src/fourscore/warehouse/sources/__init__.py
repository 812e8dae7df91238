"""This file is about what a source is: one outside system's rows, landed as they are and staged as facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol, runtime_checkable

from fourscore.terms import Issue

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Slice(NamedTuple):
    """What is new in one file: bytes [start, end), `lines` line breaks, the first on `first_line` (1: a new file)."""

    file: int
    path: Path
    start: int
    end: int
    first_line: int
    lines: int

    @property
    def whole(self) -> bool:
        return self.start == 0


class Staged(NamedTuple):
    """What staging found besides the facts.

    left_out: rows the mapping leaves out on purpose. covers: [first, until) in UTC up to which these rows are complete.
    notices: named counts of rows worth a look, shown by `doctor`.
    """

    left_out: int = 0
    covers: tuple[datetime, datetime] | None = None
    notices: Mapping[str, int] = {}


class History(Protocol):
    """What the same source landed before."""

    def landed(self) -> list[str]:
        """Parquet files of every earlier load of this source, oldest first."""
        ...

    def landed_with(self, cursor: DuckDBPyConnection, keys: str) -> list[str]:
        """Those of them that may hold rows of the contacts whose keys stand in the temp table `keys(key VARCHAR)`."""
        ...


# The value kept under a name outside the centre's folder (an environment variable), such as a password; None: there
# is none. Options hold names only, so that no secret stands in a centre's files.
Secret = Callable[[str], str | None]


def no_secret(name: str) -> str | None:
    """For a centre without secrets."""
    return None


class Fetching(NamedTuple):
    """What a source that fetches its rows is handed: how far it has read, and what it may know of the world.

    file, first_line: the number of its rows' `file`, and the first `line` not used yet; lines run on over all loads.
    mark: what its last fetch that brought rows gave; None on the first. history: what it landed before. now: aware.
    tell: says what is being done, for whoever waits.
    """

    file: int
    first_line: int
    mark: str | None
    history: History
    secret: Secret
    now: datetime
    tell: Callable[[str], None]


class Fetched(NamedTuple):
    """mark: a text of the source's own, kept with the rows in the same transaction, that says how far it has read.

    more: there is more to be had at once; what was landed is stored first, and the source asked again.
    issues: what a person should know, such as why less was fetched than there is.
    """

    mark: str
    more: bool = False
    issues: tuple[Issue, ...] = ()


class Configured(Protocol):
    """What every source has: one outside system, as configured for one centre.

    Its kind is found by entry point (group `fourscore.sources`), ours as anybody's. `gives` may hang on how the source
    is configured, so it is asked of the source, not of its class.
    recomputes_agents: the staged agent states are the whole history of every agent they name.

    A class may have five things more, none of which it must have:
    `recognise(head: bytes, path: Path) -> Guess | None` (a classmethod; `sources/recognise.py` says what a Guess is and
    reads the usual heads) says whether a file is one of this kind, from its first bytes and, where it must, all of it.
    It raises Trouble to say why a file that looks like its own can give no facts. `fourscore sources sniff` asks it.
    `needs`, a mapping of modules it imports when used to the extra that brings them: `{"httpx2": "tickets"}`.
    `waiting() -> object`, of a source whose rows are handed in: what waits, other than before once more came.
    `as_it_happens`, true where it tells of a queue stay before that has ended, so that nobody waiting is known.
    `may_give`, every kind of fact some configuration of it gives, where `gives` can only be asked of a configured one.
    """

    kind: ClassVar[str]
    recomputes_agents: ClassVar[bool]
    name: str

    @property
    def gives(self) -> tuple[str, ...]: ...

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[Source | None, list[Issue]]:
        """Read the source's options from the centre's file; every issue is reported, with `where` as its place.

        `options` may hold keys this room reads itself (name, kind); anything else unknown is an issue. `zone` is always
        there: the source's own, or the centre's where it names none.
        Relative paths are under `folder`, the centre's.
        """
        ...

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """Columns of its own it adds to facts: kind of fact → `x_…` → SQL type. Known before anything is loaded."""
        ...

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Make temp tables or views `staged_<kind>`, columns of `facts.STAGED[kind]` (and `x_…` extras), from `landed`.

        Rows that make no sense go to `aside`. Contacts whose rows came in part before are staged whole again.
        Contacts, visits and segments may all carry `code`, a whole number that stands for the contact's key in this
        load (best from 1 without gaps): they are then joined by it.
        What was told before of a key stands unless this load tells of it again. A source that says all there is of a
        row whenever it says anything may name such rows in temp tables `reread(key)` and `reread_contact(key)` (of
        contacts): what they told before and do not tell now is past.
        """
        ...


class FileSource(Configured, Protocol):
    """A source whose rows stand in files.

    sliced: text files that may grow are read from where the last load ended; others are always read whole.
    """

    @property
    def sliced(self) -> bool: ...

    def files(self) -> list[Path]:
        """The files there are, in the order to load them. Raises Trouble `file-missing` where none is.

        Asked once a load. A source that fetches puts what is new beside what it fetched before, and gives all of it.
        """
        ...

    def print_of(self, path: Path) -> str | None:
        """A fingerprint for a `file` that is not one on disk (generated rows); None for real files."""
        ...

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the slice's rows, as they are, to the temp table `landed` (made by the source on first need).

        `landed` starts with `file INTEGER, line BIGINT`. Rows that cannot be read go to the temp table
        `aside(file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)`, which exists.
        Raises Trouble when the file as a whole is not of this kind.
        """
        ...


@runtime_checkable
class Fetches(Protocol):
    """What tells a source whose rows are elsewhere (in a database, behind an API): they are fetched at every load."""

    def fetch(self, cursor: DuckDBPyConnection, asked: Fetching) -> Fetched:
        """Append what is new, as it is, to the temp table `landed`, as `FileSource.land` does, and say how far it read.

        Where it lands nothing there is nothing new. Raises Trouble when nothing can be fetched, or less than makes
        sense by itself: then nothing of it is kept, and the next load starts from the same mark.
        """
        ...


class FetchedSource(Configured, Fetches, Protocol):
    """A source whose rows are elsewhere."""


Source = FileSource | FetchedSource
