"""This file is about the options of a report: how long its intervals are, where they begin, what each column tells."""

from __future__ import annotations

from collections.abc import Mapping as Options
from dataclasses import dataclass, field, replace

from fourscore.terms import Issue, read_seconds, said
from fourscore.warehouse.facts import COUNTS_TOLD, SECONDS_TOLD
from fourscore.warehouse.sources.table.mapping.fields import FieldReader
from fourscore.warehouse.sources.table.mapping.notes import Notes
from fourscore.warehouse.sources.table.mapping.reading import file_shape
from fourscore.warehouse.sources.table.mapping.shape import Field, FieldKind, Mapping, Moment

# How long an interval is, in seconds; of those without a number, as long as the calendar says.
PERIODS: dict[str, int] = {
    "five_minutes": 300, "quarter_hour": 900, "half_hour": 1800, "hour": 3600, "day": 0, "week": 0, "month": 0}
OF_DAYS = ("day", "week", "month")
NAMES = ("queue", "team", "agent", "channel")
LIMITS = {"within_s": "within", "short_s": "short_within"}
# What `tells` may name, and the column of the fact.
TELLS = {name: name for name in COUNTS_TOLD} | {
    name.removesuffix("_s"): name for name in SECONDS_TOLD if name not in LIMITS}
# What a count within a limit needs beside it.
WITHIN = {"answered_in_time": "within", "abandoned_in_time": "within", "short_abandoned": "short_within"}
FIGURE_UNITS = ("number", "share", "percent", "seconds", "minutes", "hours")
OPTIONS = (
    "name", "kind", "files", "format", "delimiter", "quote", "encoding", "sheet", "header_row", "columns", "zone",
    "covers", "decimal", "empty", "leave_out", "period", "start", *NAMES, *LIMITS.values(), "tells", "entered", "who",
    "kpi",
)
# Months as people write them; whole dates are read as everywhere.
MONTHS = ("%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%b %Y", "%B %Y", "%b-%Y", "%b %y", "%b-%y", "%b. %Y", "%Y%m")
HEADING = "=heading"  # the column a period stands in, where the file has one for each period
EXAMPLE = "{offered: Calls offered, answered: Calls answered, talk: {column: Talk time, unit: minutes}}"


@dataclass(frozen=True)
class Plan:
    """A report's options, checked.

    mapping: its files and their shape, as the table source reads them. start: where an interval begins. names, tells:
    word and column of the fact → how it is read. entered: metric → the column (or row) of its bare figures and their
    unit. kpi: the column that names what each row tells, where every further column is a period.
    """

    mapping: Mapping
    period: str
    start: Moment
    names: dict[str, Field]
    tells: dict[str, Field]
    entered: dict[str, tuple[str, str]] = field(default_factory=dict)
    who: str | None = None
    kpi: str | None = None


def read_plan(name: str, options: Options[str, object], where: str) -> tuple[Plan | None, list[Issue]]:
    """The plan, or None with every issue found in the options."""
    notes = Notes(where)
    given = notes.table("", options)
    notes.unknown_keys("", given, OPTIONS)
    reader = FieldReader(notes, "UTC", notes.texts("empty", given.get("empty")))
    reader.zone = reader.zone_of("zone", given.get("zone")) or "UTC"
    files = notes.texts("files", given.get("files"))
    if not files:
        notes.add("bad-mapping", "files", said("The source does not say which files it reads."),
                  said("Add a line such as  files: reports/*.csv ."))
    period = notes.text("period", given.get("period"))
    if period not in PERIODS:
        notes.add("bad-option", "period", said("The source does not say how long the intervals of its report are.")
                  if period is None else said("There are no intervals of a {period}.", period=repr(period)),
                  said("Write one of  {names} ; for instance  period: half_hour .", names=', '.join(PERIODS)))
        period = "day"
    kpi = notes.text("kpi", given.get("kpi"))
    start = _start(notes, reader, given, period, grid=kpi is not None)
    names = {one: made for one in NAMES if given.get(one) is not None
             and isinstance(made := reader.read(one, given[one], FieldKind("text", one)), Field)}
    # In a report of one row for each KPI, these name rows and no columns.
    dims = {column: place.removeprefix("facts.") for column, place in notes.used.items()}
    tells = _tells(notes, reader, given)
    entered = _entered(notes, given, period)
    if not tells and not entered and not notes.issues:
        notes.add("bad-option", "tells", said("The source does not say what its report tells."),
                  said("Write for instance  tells: {example} .", example=EXAMPLE))
    columns = {column: place.removeprefix("facts.") for column, place in notes.used.items()}
    used = {**dims, kpi: "kpi"} if kpi else {**columns, **{column: "entered" for column, _ in entered.values()}}
    leave_out = notes.condition("leave_out", given.get("leave_out"))
    used |= dict.fromkeys(leave_out.columns, "leave_out") if leave_out else {}
    covers = notes.one_of("covers", given.get("covers"), ("day", "event"), "event")
    shape = file_shape(given, notes)
    mapping = Mapping(name, files, shape, reader.zone, covers, (), {}, leave_out=leave_out, used=used)
    plan = Plan(mapping, period, start, names, tells, entered, notes.text("who", given.get("who")), kpi)
    # Fields of a mapping stand under `facts`, these do not.
    issues = [issue._replace(where=issue.where.replace(", facts.", ", ")) for issue in notes.issues]
    return (None if issues else plan), issues


def _start(notes: Notes, reader: FieldReader, given: dict[str, object], period: str, *, grid: bool) -> Moment:
    spec = given.get("start")
    if grid:
        told = notes.table("start", spec)
        notes.unknown_keys("start", told, ("format",))
        made: object = Moment("start", HEADING, formats=notes.texts("start.format", told.get("format")),
                              zone=reader.zone)
    elif spec is None:
        notes.add("missing-field", "start", said("The source does not say which column tells when an interval "
                                                 "begins."),
                  "Write for instance  start: Date , or  start: {date: Date, time: Time} .")
        made = None
    else:
        made = reader.read("start", spec, FieldKind("moment", "started_at", required=True))
    if not isinstance(made, Moment):
        return Moment("start", HEADING)
    return replace(made, formats=(*made.formats, *MONTHS)) if period == "month" else made


def _tells(notes: Notes, reader: FieldReader, given: dict[str, object]) -> dict[str, Field]:
    listed = notes.table("tells", given.get("tells"))
    notes.unknown_keys("tells", listed, tuple(TELLS))
    tells: dict[str, Field] = {}
    for name, spec in listed.items():
        if name in TELLS:
            kind = FieldKind("number" if TELLS[name] in COUNTS_TOLD else "seconds", TELLS[name])
            made = reader.read(f"tells.{name}", spec, kind)
            if isinstance(made, Field):
                tells[TELLS[name]] = made
    for column, option in LIMITS.items():
        spec = given.get(option)
        if isinstance(spec, dict):
            made = reader.read(option, spec, FieldKind("seconds", column))
            tells |= {column: made} if isinstance(made, Field) else {}
        elif spec is not None:
            tells |= _limit(notes, option, column, str(spec))
        wanting = [name for name, needs in WITHIN.items() if needs == option and name in tells]
        if spec is None and wanting:
            notes.add("missing-field", option,
                      said("{wanting} counts within a limit, and the source does not say which.", wanting=wanting[0]),
                      said("Write the report's own, for instance  {option}: 20s .", option=option))
    return tells


def _limit(notes: Notes, option: str, column: str, text: str) -> dict[str, Field]:
    try:
        return {column: Field(option, "seconds", value=str(read_seconds(text)))}
    except ValueError:
        notes.add("bad-option", option, said("{text} is no length of time.", text=repr(text)),
                  said("Write for instance  {option}: 20s .", option=option))
        return {}


def _entered(notes: Notes, given: dict[str, object], period: str) -> dict[str, tuple[str, str]]:
    entered: dict[str, tuple[str, str]] = {}
    for metric, spec in notes.table("entered", given.get("entered")).items():
        path = f"entered.{metric}"
        whole = notes.table(path, spec) if isinstance(spec, dict) else {"column": spec}
        notes.unknown_keys(path, whole, ("column", "unit"))
        column = notes.text(path, whole.get("column"))
        if column is None:
            notes.add("bad-mapping", path, said("The figure does not say where it stands."),
                      said("Write for instance  {metric}: Service level .", metric=metric))
        else:
            entered[metric] = column, notes.one_of(path, whole.get("unit"), FIGURE_UNITS, "number")
    if entered and period not in OF_DAYS:
        notes.add("bad-option", "entered", said("Bare figures are kept for whole days, weeks or months only."),
                  said("Leave them out: what the report counts gives the same figures."))
    return entered
