"""This file is about planning a question: whether its metrics can bear it, and where each part is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from fourscore.metrics.buckets import ALSO, TIMES, WITHIN_A_DAY
from fourscore.metrics.catalogue.fields import DAY, FRAMES, REGISTERS, TEXT_NAMES, WORD_NAMES
from fourscore.metrics.catalogue.telling import TELLS
from fourscore.metrics.metric import Catalogue, Metric, Part
from fourscore.metrics.told.known import KnownTold
from fourscore.metrics.told.parts import AGENTS, CALLS, TOLD
from fourscore.terms import Days, Interval, Issue, WrongUse, did_you_mean, kept, said, together
from fourscore.warehouse import CUBES

# What mappings brought: for each fact table its `x_…` columns and their types.
Extras = Mapping[str, Mapping[str, str]]
NO_HISTOGRAMS: Mapping[str, str] = {}
# The days are chosen with `during`; of the units of time only these two are conditions as well.
TIMES_IN_WHERE = ("hour_of_day", "weekday")


class CannotBear(WrongUse):
    """A metric was asked for by a name it cannot be told by: why not, and the names `there` are.

    The issue names them as they are typed; whoever shows it to a reader may have words for them.
    """

    def __init__(self, metric: Metric, name: str, reason: str, there: Sequence[str]) -> None:
        self.metric, self.name, self.reason, self.there = metric, name, reason, tuple(there)
        super().__init__(self.issue())

    def issue(self, word: Callable[[str], str] = str) -> Issue:
        """The refusal, with `word` for each name."""
        return Issue("cannot-bear", self.metric.key,
                     said("{measure} cannot be told by {dimension}: {reason}.", measure=kept(self.metric.name),
                          dimension=word(self.name), reason=self.reason),
                     said("It can be told by {dimensions}.", dimensions=together(map(word, self.there), ", ")))


@dataclass(frozen=True)
class Question:
    """What was asked, once it is known that it can be answered. In `where`, None stands for a missing word."""

    metrics: tuple[Metric, ...]
    by: tuple[str, ...]
    during: Days
    where: Mapping[str, tuple[str | None, ...]]


class Pass(NamedTuple):
    """One reading of one table (a fact's own, a cube, histogram rows): all that is asked of it at once."""

    fact: str
    table: str
    parts: tuple[Part, ...]
    quantiles: Mapping[str, tuple[Decimal, ...]]


def facts_of(metric: Metric, catalogue: Catalogue) -> tuple[str, ...]:
    """The kinds of fact its parts are counted over."""
    return tuple(dict.fromkeys(
        of for name in metric.parts() if (of := catalogue.parts[name].of) in FRAMES))


def plan(
    catalogue: Catalogue, extras: Extras, metrics: Sequence[Metric], by: Sequence[str], during: Days,
    where: Mapping[str, Sequence[str | None]] | None, *, agentless: bool = False, told: KnownTold | None = None,
) -> Question:
    """The question, checked. Raises WrongUse `unknown-dimension` or `cannot-bear`, the latter with its reason."""
    conditions = {name: tuple(one or None for one in values) for name, values in (where or {}).items()}
    for name in (*by, *conditions):
        known = {*TIMES, *WORD_NAMES, *TEXT_NAMES, *scopes_of(extras)}
        if name not in known:
            raise WrongUse(Issue("unknown-dimension", repr(name),
                                 said("There is no {name} to cut numbers by.", name=repr(name)),
                                 did_you_mean(name, known)
                                 or said("There are: {names}.", names=", ".join(sorted(known)))))
    for name in conditions:
        if name in TIMES and name not in TIMES_IN_WHERE:
            raise WrongUse(Issue("cannot-bear", repr(name),
                                 said("{name} is no condition: it is a part of the period.", name=repr(name)),
                                 said("Choose the days with the period asked about.")))
    for metric in metrics:
        for name in dict.fromkeys((*by, *conditions)):
            refusal = refused(metric, name, catalogue, extras, agentless=agentless, told=told)
            if refusal:
                there = dimensions(metric, catalogue, extras, agentless=agentless, told=told)
                raise CannotBear(metric, name, refusal, there)
    return Question(tuple(dict.fromkeys(metrics)), tuple(dict.fromkeys(by)), during, conditions)


def scopes_of(extras: Extras) -> set[str]:
    return {column.removeprefix("x_") for columns in extras.values() for column in columns}


def refused(
    metric: Metric, name: str, catalogue: Catalogue, extras: Extras, *, agentless: bool = False,
    told: KnownTold | None = None,
) -> str:
    """Why this metric cannot be cut by that name; "" where it can. told: what reports say beside single facts.

    agentless: unanswered stays are loaded that name no agent. A share of them by team would leave them out and flatter.
    """
    if agentless and name in ("agent", "team") and any(catalogue.parts[part].agentless for part in metric.parts()):
        return said("stays that were not answered are nobody's, so they would be missing from every agent and team")
    for fact in facts_of(metric, catalogue):
        frame = FRAMES[fact]
        if name in TIMES:
            if name in WITHIN_A_DAY and frame.finest == DAY:
                return said("{facts} are known by the day", facts=kept(frame.words))
        elif name in WORD_NAMES:
            if name not in frame.names:
                return together((kept(frame.words), kept(frame.refusal)))
        elif name in TEXT_NAMES:
            if name not in frame.texts:
                return said("{facts} have no such column", facts=kept(frame.words))
        elif f"x_{name}" not in extras.get(fact, {}):
            return said("no source brings that column to {facts}", facts=kept(frame.words))
    return told.refusal(metric, name, catalogue) if told else ""


def dimensions(
    metric: Metric, catalogue: Catalogue, extras: Extras, *, agentless: bool = False, told: KnownTold | None = None,
) -> list[str]:
    """Every name it can be cut by, times first, the centre's own columns last; of two words for one thing the first."""
    ours = (*(name for name in TIMES if name not in ALSO), *WORD_NAMES, *TEXT_NAMES)
    names = (*ours, *sorted(scopes_of(extras) - set(ours)))
    return [name for name in names if not refused(metric, name, catalogue, extras, agentless=agentless, told=told)]


def readable(part: Part, extras: Extras) -> bool:
    """Whether every column it needs is there: those of a mapping come with its first load."""
    return part.of in FRAMES and set(part.extras) <= set(extras.get(part.of, ()))


def in_cubes(part: Part) -> bool:
    """Whether it is a sum or maximum the cubes keep: a whole number, for seconds one of thousandths."""
    return part.column is not None and part.aggregate in ("sum", "max")


def withheld_of(part: Part) -> str | None:
    """The kept part that shows whether there was anything to tell, where not every source tells what this one needs."""
    return None if part.kept is None or part.column else "answered" if part.aggregate == "values" else part.kept


def passes(
    question: Question, catalogue: Catalogue, extras: Extras, *, use_cubes: bool = True,
    histograms: Mapping[str, str] = NO_HISTOGRAMS,
) -> list[Pass]:
    """Every table to read, each once. A cube is read where it holds all the names the question cuts or picks by.

    histograms: for each kind of fact whose kept lengths are to be read from histogram rows, the table of those.
    """
    wanted: dict[tuple[str, str], list[Part]] = {}
    quantiles: dict[str, set[Decimal]] = {}
    cube = cube_for((*question.by, *question.where)) if use_cubes else None
    for metric in question.metrics:
        if metric.quantile is not None:
            quantiles.setdefault(metric.num, set()).add(metric.quantile)
        for name in metric.parts():
            part = catalogue.parts[name]
            if readable(part, extras):
                kept = histograms.get(part.of) if part.aggregate == "values" else cube
                table = kept if kept and part.column else part.of
                wanted.setdefault((part.of, table), []).append(part)
                if (beside := withheld_of(part)) is not None:
                    wanted.setdefault((part.of, cube or part.of), []).append(catalogue.parts[beside])
    return [
        Pass(fact, table, tuple(dict.fromkeys(parts)),
             {part.name: tuple(sorted(quantiles[part.name])) for part in parts if part.name in quantiles})
        for (fact, table), parts in wanted.items()
    ]


def cube_for(names: Iterable[str]) -> str | None:
    """The cube that has all these names; of several the coarsest, first of all in time, for it has the fewest cells."""
    coarsest = sorted(CUBES, key=lambda one: ("half" in CUBES[one], len(CUBES[one])))
    return table_with(names, {cube: CUBES[cube] for cube in coarsest})


def table_with(names: Iterable[str], tables: Mapping[str, Sequence[str]]) -> str | None:
    """The first of these tables whose columns (`day` and `half` for times) have all these names."""
    columns = {"half" if name in WITHIN_A_DAY else "day" if name in TIMES else name for name in names}
    return next((table for table, there in tables.items() if columns <= set(there)), None)


# Beside the name of a kind of fact: its single facts and what reports tell of it.
TOLD_TOO = " or interval"


class Mark(NamedTuple):
    """One source's kind of fact is complete from `first_at` up to `until_at` (aware, UTC)."""

    kind: str
    first_at: datetime
    until_at: datetime
    source: int = 0


class Coverage:
    """How far each kind of fact is complete, all its sources together; and of what some of them tell (`TELLS`)."""

    def __init__(
        self, marks: Iterable[Mark], tellers: Callable[[str, Collection[int]], Collection[int]] | None = None,
    ) -> None:
        self._tellers = tellers
        self.marks: dict[str, list[Mark]] = {}
        for mark in marks:
            self.marks.setdefault(mark.kind, []).append(mark)
        self._seen: dict[tuple[str, Interval], tuple[bool, bool]] = {}
        self.told: KnownTold | None = None

    def beside(self, told: KnownTold | None) -> None:
        """Let the marks of reports that tell what no single fact covers hold beside those of single facts."""
        self.told = told
        if told is None:
            return
        for kind in (CALLS, AGENTS):
            marks = [Mark(kind, report.loaded[0].replace(tzinfo=UTC), report.loaded[1].replace(tzinfo=UTC))
                     for report in told.standing(kind)]
            if marks:
                self.marks[kind + TOLD_TOO] = [*self.marks.get(kind, ()), *marks]

    def marks_of(self, kind: str) -> list[Mark]:
        """Every source's mark of a kind of fact, or of something its sources may tell."""
        if kind not in self.marks and kind in TELLS and self._tellers:
            there = self.marks.get(TELLS[kind].of, [])
            telling = self._tellers(kind, [mark.source for mark in there])
            self.marks[kind] = [mark for mark in there if mark.source in telling]
        return self.marks.get(kind, [])

    def never(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Of these kinds those of which nothing ever came; of a kind that came, what was never told of it."""
        never = [kind for kind in dict.fromkeys(kinds) if not self.marks_of(kind)]
        return tuple(kind for kind in never if kind not in TELLS or TELLS[kind].of not in never)

    def kinds(self, part: Part) -> tuple[str, ...]:
        """The kinds of fact that must be loaded before this part says anything."""
        if part.of not in FRAMES or not FRAMES[part.of].fills:
            return ()
        fills = FRAMES[part.of].fills
        if part.name in TOLD and self.told and (kind := self.told.kind_of(part)):
            return (kind + TOLD_TOO,)
        return part.needs or (next((kind for kind in fills if kind in self.marks), fills[0]),)

    def of(self, kind: str, span: Interval) -> tuple[bool, bool]:
        """Whether anything of that time is loaded, and whether all of it is."""
        if (kind, span) not in self._seen:
            marks = self.marks_of(kind)
            if kind in REGISTERS or (kind in TELLS and TELLS[kind].of in REGISTERS):
                return bool(marks), bool(marks)
            known = any(mark.first_at < span.end and span.start < mark.until_at for mark in marks)
            late = any(mark.first_at < span.end and mark.until_at < span.end for mark in self.going_on(kind))
            self._seen[kind, span] = known, known and not late and self._unbroken(marks, span)
        return self._seen[kind, span]

    @staticmethod
    def _unbroken(marks: list[Mark], span: Interval) -> bool:
        here = span.start
        for mark in sorted(marks, key=lambda one: one.first_at):
            if mark.first_at <= here:
                here = max(here, mark.until_at)
        return here >= span.end

    def going_on(self, kind: str) -> list[Mark]:
        """Sources that still give this kind: all but those another source took over from, where they ended."""
        marks = self.marks_of(kind)
        return [mark for mark in marks
                if not any(other.first_at >= mark.until_at for other in marks if other is not mark)]

    def until(self, kind: str) -> datetime | None:
        """Up to when every source that still gives this kind is loaded; registers are loaded or not."""
        if kind in REGISTERS or (kind in TELLS and TELLS[kind].of in REGISTERS):
            return None
        return min((mark.until_at for mark in self.going_on(kind)), default=None)
