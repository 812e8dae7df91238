"""This file is about the source of interval reports: which files, how they land, and the way of their rows to facts."""

from __future__ import annotations

from collections.abc import Mapping as Options
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from fourscore.terms import Issue, Trouble, did_you_mean, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.intervals.options import NAMES, Plan, read_plan
from fourscore.warehouse.sources.table.files import header_of
from fourscore.warehouse.sources.table.source import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.warehouse.sources.recognise import Guess


class Intervals:
    """Rows of CSV, TSV, Excel and Parquet files, each with the counts and sums of one interval; or bare figures."""

    kind: ClassVar[str] = "intervals"
    recomputes_agents: ClassVar[bool] = False
    may_give: ClassVar[tuple[str, ...]] = ("interval", "entered")

    def __init__(self, plan: Plan, where: str, folder: Path) -> None:
        self.plan, self.where, self.name = plan, where, plan.mapping.name
        self.table = Table(plan.mapping, where, folder)  # whose way of reading files this is

    @classmethod
    def configure(
        cls, name: str, options: Options[str, object], where: str, folder: Path
    ) -> tuple[Intervals | None, list[Issue]]:
        """Read the options; docs/sources.md has every one. Issues are told all at once, with their place."""
        plan, issues = read_plan(name, options, where)
        return (None if plan is None else cls(plan, where, folder)), issues

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """The options as the headings suggest them, where they count calls."""
        from fourscore.warehouse.sources.intervals.guess import guess_report

        return guess_report(head, path)

    @property
    def gives(self) -> tuple[str, ...]:
        """Sums told, where any column counts; bare figures, where any is named."""
        told = (("interval", self.plan.tells), ("entered", self.plan.entered))
        return tuple(kind for kind, columns in told if columns)

    @property
    def sliced(self) -> bool:
        """Text may be read on from where it ended; a report of one column for each period is read whole."""
        return self.table.sliced and self.plan.kpi is None

    def brings(self) -> Options[str, Options[str, str]]:
        """Nothing beyond the facts' own columns."""
        return {}

    def files(self) -> list[Path]:
        """The files the options name. Raises Trouble `file-missing` where there is none."""
        return self.table.files()

    def print_of(self, path: Path) -> str | None:
        """Every file is one on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Rows as texts under the names of the file's header.

        Raises Trouble `unknown-column`, `unreadable-file`; of a report with a column for each period also where no
        column names one, or no row is called like one the options name.
        """
        self.table.land(cursor, piece)
        if self.plan.kpi is not None:
            self._check_grid(cursor, piece, self.plan.kpi)

    def _check_grid(self, cursor: DuckDBPyConnection, piece: Slice, kpi: str) -> None:
        from fourscore.warehouse.sources.intervals.grid import periods_of

        dims = {column for one in NAMES if one in self.plan.names for column in self.plan.names[one].columns}
        headings = [name for name in header_of(piece.path, self.plan.mapping.shape) if name not in {kpi, *dims}]
        if not periods_of(cursor, self.plan, headings):
            raise Trouble(Issue(
                "unknown-column", f"{self.where}, kpi",
                said("No column of {name} is headed by a {period}: {what}.", name=piece.path.name,
                     period=self.plan.period, what=", ".join(headings[:8]) or said("all of them are names")),
                said("Say how the headings are written, for instance  {example} .",
                     example='start: {format: "%b %y"}')))
        column = '"' + kpi.replace('"', '""') + '"'
        there = [str(name) for (name,) in cursor.execute(
            f"SELECT DISTINCT trim({column}) FROM landed WHERE file = ? AND trim({column}) <> ''",
            [piece.file]).fetchall()]
        fields = {place: column for place, one in self.plan.tells.items() for column in one.columns}
        fields |= {metric: column for metric, (column, _) in self.plan.entered.items()}
        wrong = [(place, label) for place, label in fields.items() if label not in there]
        if wrong:
            raise Trouble(*(Issue(
                "unknown-column", f"{self.where}, {place}", said("The file {name} has no row {label} in its column "
                                                                 "{kpi}.", name=piece.path.name, label=repr(label),
                                                                 kpi=repr(kpi)), did_you_mean(label, there) or
                                  said("It has: {names}.", names=', '.join(sorted(there)[:20])))
                for place, label in wrong))

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Facts of the landed rows; what cannot be read is set aside with the reason."""
        from fourscore.warehouse.sources.intervals.stage import Staging

        return Staging(cursor, self.plan).stage()
