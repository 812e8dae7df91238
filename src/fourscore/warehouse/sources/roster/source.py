"""This file is about the source `roster`: which files a staff list stands in, and the way of their rows to facts."""

from __future__ import annotations

import glob
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse.sources.nature import refuse_no_text
from fourscore.warehouse.sources.recognise import PERHAPS, Guess, lines_in
from fourscore.warehouse.sources.roster.headings import found_columns, header_issues
from fourscore.warehouse.sources.roster.options import Options, read_options
from fourscore.warehouse.sources.table.files import delimiter_of, format_of, header_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources import History, Slice, Staged

OF, BROKEN = "=of", "=broken"  # landed beside the file's own columns: the list's day, and a line that could not be read
EXTRAS = {"x_site": "VARCHAR", "x_full_time": "DECIMAL(18,4)"}


class Roster:
    """A staff list: who works here under which log-ins, in which team, from when to when.

    Besides employments and skills it tells `told_stay` and `told_name`, whole with every load: the teams and names of
    everybody on it. All its landed rows are read again by every load, so they are kept whatever their age.
    """

    kind: ClassVar[str] = "roster"
    recomputes_agents: ClassVar[bool] = True
    gives: ClassVar[tuple[str, ...]] = ("employment", "skill")
    sliced: ClassVar[bool] = False

    def __init__(self, options: Options, where: str, folder: Path) -> None:
        self.name, self.options, self.where, self.folder = options.name, options, where, folder

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[Roster | None, list[Issue]]:
        """Read the options; docs/sources.md has every one. Issues are told all at once."""
        read, issues = read_options(name, options, where)
        return (None if read is None else cls(read, where, folder)), issues

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """A text with a heading for names and two of log-ins, team, joining and leaving, by their usual words."""
        lines = lines_in(head)
        if not lines or b"\0" in head:
            return None
        delimiter = max(",;\t|", key=lines[0].count)
        names = [cell.strip(' "') for cell in lines[0].split(delimiter)]
        found, unclear = found_columns(names, {})
        marks = {"team", "joined", "last_day", "until", "number"} & set(found)
        if "name" not in found or len(marks) < 3 or unclear:
            return None
        options = {"delimiter": "tab" if delimiter == "\t" else delimiter} if delimiter != "," else {}
        return Guess(options, PERHAPS, check=(said(
            "that days are written as the option date_format says (2026-03-31 where it is left out), and whether a "
            "daily list says its day"),))

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """Site and share of full time, on every employment."""
        return {"employment": EXTRAS}

    def files(self) -> list[Path]:
        """The files there are, by name. Raises Trouble `file-missing` where there is none."""
        found: dict[Path, None] = {}
        for pattern in self.options.files:
            whole = str(self.folder / pattern)
            hits = [whole] if Path(whole).is_file() else sorted(glob.glob(whole, recursive=True))
            if not hits:
                raise Trouble(Issue(
                    "file-missing", f"{self.where}, files", said("There is no file {pattern} in the centre's "
                                                                 "folder.", pattern=repr(pattern)),
                    said("Put the file there, or correct the path; * stands for any part of a name.")))
            found |= dict.fromkeys(Path(hit) for hit in hits if Path(hit).is_file())
        return list(found)

    def print_of(self, path: Path) -> str | None:
        """Every file is one on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Rows as texts under the names of the file's header, beside them the day the file's name tells.

        Raises Trouble `unreadable-file`, `unknown-column`, `unclear-column`, `unclear-day`, `empty-roster`, and
        what `refuse_no_text` does.
        """
        from fourscore.warehouse.sources.table.land import land_parquet, land_text, make_room

        shape = self.options.shape
        if format_of(piece.path, shape) in ("csv", "tsv"):
            refuse_no_text(piece.path, encoding=shape.encoding, options=True)
        names = header_of(piece.path, shape)
        self._check(piece.path, names)
        day = self._day_of(piece.path)
        make_room(cursor, [*names, OF, BROKEN])
        aside = "SELECT line, issue FROM aside WHERE file = ?"
        if format_of(piece.path, shape) == "parquet":
            land_parquet(cursor, piece, shape, names)
        else:
            land_text(cursor, piece, shape, names)
        landed = cursor.execute("SELECT count(*) FROM landed WHERE file = ?", [piece.file]).fetchone()
        if landed is None or not landed[0]:
            if cursor.execute("SELECT 1 FROM aside WHERE file = ? AND issue = 'unreadable-text' LIMIT 1",
                              [piece.file]).fetchone():
                raise Trouble(Issue(
                    "other-encoding", piece.path.name, said("No row of it is text in the encoding {encoding}.",
                                                            encoding=shape.encoding),
                    said("Name the encoding it is written in, as in  encoding: cp1252 .")))
            raise Trouble(Issue(
                "empty-roster", piece.path.name, said("The file has no row that can be read, so it is no staff "
                                                      "list."),
                said("Export it again; what was loaded before stays as it is.")))
        cursor.execute(f'INSERT INTO landed (file, line, "{BROKEN}") SELECT ?, line, issue FROM ({aside})',
                       [piece.file, piece.file])
        if day is not None:
            cursor.execute(f'UPDATE landed SET "{OF}" = ? WHERE file = ?', [day.isoformat(), piece.file])

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Employments, skills, teams and names, of all that was landed so far."""
        from fourscore.warehouse.sources.roster.stage import stage

        return stage(cursor, self.name, self.options, history)

    def _check(self, path: Path, names: list[str]) -> None:
        if len(names) == 1 and (other := next((d for d in ";\t|," if d in names[0]), None)):
            raise Trouble(Issue(
                "unknown-column", self.where, said("The file {name} seems to have a single column, {names}.",
                                                   name=path.name, names=repr(names[0])),
                said("The columns seem to be separated by {other}, not by {usual}: say so with `delimiter:`.",
                     other=said("tabs") if other == "\t" else repr(other),
                     usual=repr(delimiter_of(path, self.options.shape)))))
        if issues := header_issues(path.name, names, self.options.columns, self.where):
            raise Trouble(*issues)

    def _day_of(self, path: Path) -> date | None:
        """The day the file's name tells, where it is to tell one. Raises Trouble `unclear-day`."""
        if not self.options.day_in_name:
            return None
        try:
            return datetime.strptime(path.name, self.options.day_in_name).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            raise Trouble(Issue(
                "unclear-day", path.name, said("The file's name tells no day written as {day_in_name}.",
                                               day_in_name=repr(self.options.day_in_name)),
                said("Rename the file, or correct `day_in_name`."))) from None
