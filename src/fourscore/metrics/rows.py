"""This file is about what stands behind a figure: its formula with numbers, its parts, and their very rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.metrics.buckets import TIMES, moment
from fourscore.metrics.catalogue.fields import FRAMES, WORD_NAMES
from fourscore.metrics.catalogue.shown import SHOWN, UNPLACED
from fourscore.metrics.compile import Snapshot, filters, table_of, word_joins
from fourscore.metrics.metric import DAYS, Catalogue, Joined, Metric, Negated, Part
from fourscore.metrics.plan import Question, facts_of, readable
from fourscore.terms import Calendar, Issue, WrongUse, did_you_mean, said, write_value

if TYPE_CHECKING:
    from fourscore.metrics.answer.row import Row
    from fourscore.metrics.money.rates import Reporting


class Rows(NamedTuple):
    """Facts as a table: local times with their offset, words by name, file and line last; total: how many there are."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    total: int


def rows(
    question: Question, catalogue: Catalogue, snapshot: Snapshot, part: str | None, limit: int, offset: int,
) -> Rows:
    """The facts behind the question's one metric, the oldest first (for a maximum, the largest first)."""
    parts = [one for one in _chosen(question.metrics[0], catalogue, part) if readable(one, snapshot.extras)]
    if not parts:
        return Rows([], [], 0)
    fact = parts[0].of
    source, values = _source(parts, question, snapshot)
    ((total,),) = snapshot.run(f"SELECT count(*) {source}", values)
    first = f"{parts[0].sql} DESC, " if parts[0].aggregate == "max" else ""
    if not total and _reported(parts[0], question, snapshot):
        fact, first = "interval", ""
        source, values = _reports(question, snapshot)
        ((total,),) = snapshot.run(f"SELECT count(*) {source}", values)
    order = f"ORDER BY {first}f.{FRAMES[fact].at}, {UNPLACED.get(fact, 'f.file, f.line')}"
    picked = f"SELECT f.* {source} {order} LIMIT {int(limit)} OFFSET {int(offset)}"
    columns = {**SHOWN[fact], **{name.removeprefix("x_"): f'f."{name}"' for name in snapshot.extras.get(fact, {})}}
    found = snapshot.run(f"WITH f AS ({picked}) SELECT {', '.join(columns.values())} FROM f {order}", values)
    paths = {}
    if "file" in columns:
        paths = dict(snapshot.run("SELECT file, path FROM file", {}))
    names = list(columns)
    read = [tuple(as_read(name, value, snapshot, paths) for name, value in zip(names, row, strict=True))
            for row in found]
    if fact == "interval":  # what a report does not tell is not shown
        told = [place for place in range(len(names)) if any(row[place] is not None for row in read)]
        names, read = [names[place] for place in told], [tuple(row[place] for place in told) for row in read]
    return Rows(names, read, total)


def _chosen(metric: Metric, catalogue: Catalogue, part: str | None) -> list[Part]:
    """The parts whose rows are meant, all of one kind of fact."""
    if part is not None and part in metric.formulas:
        names = metric.formulas[part].parts()
    elif part is not None:
        if part not in metric.parts():
            there = [*metric.formulas, *metric.parts()]
            raise WrongUse(Issue("unknown-part", repr(part),
                                 said("{measure} has no part called {part}.", measure=metric.key, part=repr(part)),
                                 did_you_mean(part, there)
                                 or said("There are: {names}.", names=", ".join(there))))
        names = (part,)
    else:
        num = metric.formulas["num"].parts()
        den = metric.formulas["den"].parts() if "den" in metric.formulas else ()
        facts = {catalogue.parts[name].of for name in num} & {catalogue.parts[name].of for name in den}
        names = tuple(name for name in (*den, *num) if catalogue.parts[name].of in facts) or num
    parts = [catalogue.parts[name] for name in names if name != DAYS]
    return [one for one in parts if one.of == parts[0].of]


def _source(parts: Sequence[Part], question: Question, snapshot: Snapshot) -> tuple[str, dict[str, Any]]:
    """FROM … WHERE: the standing rows of that time that any of the parts counts."""
    fact = parts[0].of
    conditions, values = filters(fact, question.where, question.during, snapshot)
    tests = " OR ".join(dict.fromkeys(f"({part.test})" for part in parts))
    joins = word_joins(sorted({join for part in parts for join in part.joins}))
    others = ["f.question IS DISTINCT FROM 'enps'"] if fact == "survey" else []  # what staff answer is told of groups
    where = " AND ".join([FRAMES[fact].standing, *conditions, *others, f"({tests})"])
    return f"FROM {table_of(fact, question.during, snapshot.calendar)} AS f {joins} WHERE {where}", values


def _reported(part: Part, question: Question, snapshot: Snapshot) -> bool:
    """Whether reports are all that may tell of what a part counts."""
    return snapshot.told is not None and snapshot.told.kind_of(part) is not None and all(
        name in TIMES or name in FRAMES["interval"].names for name in question.where)


def _reports(question: Question, snapshot: Snapshot) -> tuple[str, dict[str, Any]]:
    """FROM … WHERE: the intervals told of that time."""
    conditions, values = filters("interval", question.where, question.during, snapshot)
    return f"FROM interval AS f WHERE {' AND '.join([FRAMES['interval'].standing, *conditions])}", values


def as_read(name: str, value: Any, snapshot: Snapshot, paths: dict[int, str]) -> Any:
    if value is None:
        return None
    if name in (*WORD_NAMES, "source"):
        return snapshot.words(name).get(value)
    if name == "file":
        return paths.get(value)
    if isinstance(value, datetime):
        return moment(value, snapshot.calendar)
    if isinstance(value, date):
        return str(value)
    return plain(value) if isinstance(value, Decimal) else value


def plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True)
class PartValue:
    """One part of a figure: what it counts, how it is written, and what it adds up to (None: nothing loaded)."""

    name: str
    words: str
    text: str
    unit: str
    value: int | float | None


class Provenance(NamedTuple):
    """How many rows of one kind of fact one source gave, and from how many files."""

    fact: str
    source: str | None
    rows: int
    files: int


@dataclass(frozen=True)
class Explanation:
    """One figure taken apart. formula: over the names of parts; with_numbers: over what they add up to."""

    metric: Metric
    value: float | None
    n: int
    complete: bool
    as_of: datetime | None
    calendar: Calendar
    question: Question
    formula: str
    with_numbers: str
    parts: tuple[PartValue, ...]
    sources: tuple[Provenance, ...]
    money: Reporting | None = None
    missing: tuple[str, ...] = ()
    margin: str = ""
    row_told: str = ""

    def as_dict(self) -> dict[str, Any]:
        metric = self.metric
        return ({"margin": self.margin} if self.margin else {}) | {
            "metric": metric.slug, "variant": metric.variant, "name": metric.name, "words": metric.words,
            "unit": metric.unit, "value": None if self.value is None else round(self.value, 6), "n": self.n,
            "complete": self.complete, "as_of": self.as_of.isoformat(timespec="seconds") if self.as_of else None,
            "zone": str(self.calendar.zone), "first": str(self.question.during.first),
            "until": str(self.question.during.until), "where": {k: list(v) for k, v in self.question.where.items()},
            "formula": self.formula, "with_numbers": self.with_numbers,
            "parts": [{"name": part.name, "words": part.words, "value": part.value} for part in self.parts],
            "ambiguity": metric.ambiguity, "source": metric.source,
            "sources": [{"fact": one.fact, "source": one.source, "rows": one.rows, "files": one.files}
                        for one in self.sources],
            **({"currency": self.money.currency, "rates": self.money.rates} if self.money else {}),
            **({"missing": list(self.missing)} if self.missing else {}),
        }

    def lines(self, currency: str) -> list[str]:
        """The same in lines a person reads; `currency` is the centre's."""
        metric, currency = self.metric, self.money.currency if self.money else currency
        written = write_value(self.value, metric.unit, currency)
        lines = [f"{metric.name} ({metric.key}): {written}", f"  {metric.words}", "",
                 f"  {self.formula}", f"  = {self.with_numbers}", f"  = {written}", ""]
        for part in self.parts:
            lines.append(f"  {_number(part.value):>14}  {part.name}: {part.words}")
        ready = f"; loaded up to {self.as_of:%Y-%m-%d %H:%M} ({self.calendar.zone})" if self.as_of else ""
        lines += ["", f"  It stands on {self.n:,}{ready or ('; nothing is loaded' if self.value is None else '')}."]
        if self.row_told:
            lines.append(f"  {self.row_told}")
        if not self.complete:
            lines.append("  It is not complete: some of that time is not loaded, or will still change the figure.")
        if self.money:
            lines.append(f"  Money in {self.money}.")
        lines += [f"  There is no figure without {one}." for one in self.missing]
        if self.margin:
            lines.append(f"  It was told from histogram rows: it is the exact figure {self.margin}.")
        if metric.ambiguity:
            lines.append(f"  Mind: {metric.ambiguity}")
        lines.append(f"  Definition: {metric.source}.")
        for one in self.sources:
            files = f" in {one.files} {'file' if one.files == 1 else 'files'}" if one.files else ""
            lines.append(f"  {one.rows:,} {FRAMES[one.fact].words} from {one.source or 'the roster'}{files}")
        return lines


def _number(value: int | float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"


def explain(
    question: Question, catalogue: Catalogue, snapshot: Snapshot, row: Row, as_of: datetime | None,
) -> Explanation:
    """The question's one metric taken apart; `row` is its answer."""
    metric = question.metrics[0]
    size = row.n if metric.quantile else None
    parts = tuple(PartValue(part.name, part.words, part.text, part.unit, row.parts.get(part.name, size))
                  for part in (catalogue.parts[name] for name in metric.parts()))
    written = {part.name: _number(part.value) for part in parts}
    return Explanation(
        metric, row.value, row.n, row.complete, as_of, snapshot.calendar, question, _formula(metric, None),
        _formula(metric, written), parts, tuple(_provenance(question, catalogue, snapshot)), row.money, row.missing,
        row.margin, f"It {row.why}." if row.why else f"It is shown {row.entered}." if row.entered else "")


def _formula(metric: Metric, written: dict[str, str] | None) -> str:
    def text(key: str) -> str:
        formula = metric.formulas[key]
        shown = formula.with_numbers(written or {name: name for name in formula.parts()})
        return f"({shown})" if metric.kind == "ratio" and isinstance(formula.tree, Joined | Negated) else shown

    if metric.kind == "quantile":
        return f"the {metric.quantile} quantile of {text('num')}{' values' if written else ''}"
    if metric.kind == "max":
        return f"the largest of {text('num')}"
    return f"{text('num')} / {text('den')}" if metric.kind == "ratio" else text("num")


def _provenance(question: Question, catalogue: Catalogue, snapshot: Snapshot) -> list[Provenance]:
    metric, found = question.metrics[0], []
    named = {name for key in ("num", "den") if key in metric.formulas for name in metric.formulas[key].parts()}
    for fact in facts_of(metric, catalogue):
        parts = [part for name in metric.parts() if name in named and (part := catalogue.parts[name]).of == fact
                 and readable(part, snapshot.extras)]
        if not parts:
            continue
        source, values = _source(parts, question, snapshot)
        if _reported(parts[0], question, snapshot):
            told, given = _reports(question, snapshot)
            found += [Provenance("interval", snapshot.words("source").get(key), count, files) for key, count, files
                      in snapshot.run(f"SELECT f.source, count(*), count(DISTINCT f.file) {told} GROUP BY 1 "
                                      "ORDER BY 2 DESC, 1", given)]
        if "file" in SHOWN[fact] and fact != "piece":
            columns, names = "f.source, count(*), count(DISTINCT f.file)", snapshot.words("source")
        else:
            columns, names = "-1, count(*), 0", {}
        found += [Provenance(fact, names.get(key), count, files) for key, count, files
                  in snapshot.run(f"SELECT {columns} {source} GROUP BY 1 ORDER BY 2 DESC, 1", values)]
    return found
