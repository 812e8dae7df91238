"""This file is about the table source: which files a mapping reads, and the way of their rows to facts."""

from __future__ import annotations

import glob
from collections.abc import Mapping as Options
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from fourscore.terms import Issue, Trouble, did_you_mean, said
from fourscore.warehouse.facts import SECONDS
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.nature import refuse_no_text
from fourscore.warehouse.sources.recognise import Guess
from fourscore.warehouse.sources.table.files import delimiter_of, format_of, grows, header_of
from fourscore.warehouse.sources.table.mapping import read_mapping
from fourscore.warehouse.sources.table.mapping.shape import FIELDS, Mapping

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


EXTRA_TYPES = {"text": "VARCHAR", "number": "DECIMAL(18,4)", "seconds": SECONDS}


class Table:
    """Rows of CSV, TSV, Excel and Parquet files, each giving the facts a mapping in the centre's file says."""

    kind: ClassVar[str] = "table"
    recomputes_agents: ClassVar[bool] = False
    may_give: ClassVar[tuple[str, ...]] = tuple(FIELDS)

    def __init__(self, mapping: Mapping, where: str, folder: Path) -> None:
        self.name, self.mapping, self.where, self.folder = mapping.name, mapping, where, folder

    @classmethod
    def configure(
        cls, name: str, options: Options[str, object], where: str, folder: Path
    ) -> tuple[Table | None, list[Issue]]:
        """Read the mapping; docs/mapping.md has every key. Issues are told all at once, with their place in it."""
        mapping, issues = read_mapping(name, options, where)
        return (None if mapping is None else cls(mapping, where, folder)), issues

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """The mapping as its headings and cells suggest it. Raises Trouble for a table that no fact can be made of."""
        from fourscore.warehouse.sources.table.guess import guess_table

        return guess_table(head, path)

    @property
    def gives(self) -> tuple[str, ...]:
        """Kinds of fact the mapping gives; stays bring the segments of their handling with them."""
        kinds = tuple(self.mapping.facts)
        return (*kinds, "segment") if "visit" in kinds and "segment" not in kinds else kinds

    @property
    def sliced(self) -> bool:
        """Text in an encoding whose line end is one byte can be read on from where it ended; the rest is read whole."""
        return grows(self.mapping.shape) and all(
            format_of(Path(pattern), self.mapping.shape) in ("csv", "tsv") for pattern in self.mapping.files)

    def brings(self) -> Options[str, Options[str, str]]:
        """The mapping's further columns, on every kind of fact it gives by name."""
        columns = {f"x_{extra.name}": EXTRA_TYPES[extra.kind] for extra in self.mapping.extras}
        return dict.fromkeys(self.mapping.facts, columns) if columns else {}

    def files(self) -> list[Path]:
        """The files the mapping names, by name. Raises Trouble `file-missing` where there is none."""
        found: dict[Path, None] = {}
        missing = []
        for pattern in self.mapping.files:
            whole = str(self.folder / pattern)
            paths = [Path(whole)] if Path(whole).is_file() else [
                path for text in sorted(glob.glob(whole, recursive=True)) if (path := Path(text)).is_file()]
            if not paths:
                missing.append(Issue(
                    "file-missing", f"{self.where}, files", said("There is no file {pattern} in the centre's "
                                                                 "folder.", pattern=repr(pattern)),
                    said("Put the file there, or correct the path; * stands for any part of a name.")))
            found |= dict.fromkeys(paths)
        if missing:
            raise Trouble(*missing)
        return list(found)

    def print_of(self, path: Path) -> str | None:
        """Every file is one on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Rows as texts under the names of the file's header.

        Raises Trouble `unknown-column`, `unreadable-file`, and what `refuse_no_text` does.
        """
        from fourscore.warehouse.sources.table.land import land_parquet, land_text

        if format_of(piece.path, self.mapping.shape) in ("csv", "tsv"):
            refuse_no_text(piece.path, encoding=self.mapping.shape.encoding, options=True)
        names = header_of(piece.path, self.mapping.shape)
        self._check(piece.path, names)
        if format_of(piece.path, self.mapping.shape) == "parquet":
            land_parquet(cursor, piece, self.mapping.shape, names)
        else:
            land_text(cursor, piece, self.mapping.shape, names)

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Facts of the landed rows; rows that cannot be are set aside with the reason."""
        from fourscore.warehouse.sources.table.stage import Staging

        return Staging(cursor, self.mapping, history).stage()

    def _check(self, path: Path, names: list[str]) -> None:
        """Every column the mapping names must be in the file; all that are not are told at once."""
        unknown = [(column, place) for column, place in self.mapping.used.items() if column not in names]
        if not unknown:
            return
        if len(names) == 1 and (other := next((d for d in ";\t|," if d in names[0]), None)):
            # All there is to mend is one thing, told once.
            column, place = unknown[0]
            what = said("The file {name} has no column {column}.", name=path.name, column=repr(column))
            if len(unknown) > 1:
                what = said("The file {name} has no column {column}, nor any other the mapping names.",
                            name=path.name, column=repr(column))
            raise Trouble(Issue(
                "unknown-column", f"{self.where}, {place}", what,
                said("The columns seem to be separated by {other}, not by {usual}: say so with `delimiter:`.",
                     other=said("tabs") if other == "\t" else repr(other),
                     usual=repr(delimiter_of(path, self.mapping.shape)))))
        raise Trouble(*(
            Issue("unknown-column", f"{self.where}, {place}", said("The file {name} has no column {column}.",
                                                                   name=path.name, column=repr(column)),
                  did_you_mean(column, names) or said("It has: {what}.",
                                                      what=", ".join(sorted(names)) or said("no columns at all")))
            for column, place in unknown))
