"""This file is about figures entered by hand: what may be entered, kept in the office, and brought into the numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Days, Issue, Trouble, WrongUse, did_you_mean, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.metrics import Metric
    from fourscore.office import Cell, Entered, Office
    from fourscore.settings import Settings
    from fourscore.warehouse import LoadReport, TypedFigures

NUMBER = re.compile(r"-?\d{1,14}(\.\d{1,4})?")
MONTH = 28  # days: nothing shorter is a month


class Kept(NamedTuple):
    """What was entered or withdrawn. before: what stood in its place until now. counted: it is in the numbers already;
    else it will be after the next load, as one was running."""

    said: Entered
    before: Entered | None
    counted: bool


class Said(NamedTuple):
    """One line of the history. stands: nothing later was said of the same, and it is no withdrawal."""

    said: Entered
    stands: bool


def enter(
    centre: Centre, metric: str, period: str, numerator: str, denominator: str, *, by: str, team: str = "",
    queue: str = "", note: str = "",
) -> Kept:
    """Keep a figure, and bring it into the numbers; what stood in its place stays on record.

    period: whole months, as `Calendar.period` reads them, that are over. Raises WrongUse `unknown-metric`,
    `not-entered`, `bad-period`, `period-not-whole`, `period-not-over`, `bare-percentage`, `bad-figure`, `unknown-team`,
    `unknown-word`, `two-scopes`, `cannot-bear`, `not-signed`; Trouble `entered-otherwise`.
    """
    found, cell = _cell(centre, metric, period, team, queue)
    num, den = _figures(found, numerator, denominator)
    _refuse_overlap(centre, cell)
    return _keep(centre, cell, num, den, by, note)


def withdraw(
    centre: Centre, metric: str, period: str, *, by: str, team: str = "", queue: str = "", note: str = ""
) -> Kept:
    """Take a figure back; it stays on record. Raises WrongUse as `enter`; Trouble `nothing-entered`."""
    from fourscore.office import standing

    _, cell = _cell(centre, metric, period, team, queue)
    there = standing(centre.office.entries())
    if cell not in there:
        of = [centre.calendar.name(Days(one.first_day, one.until_day)) + _scope(one) for one in there
              if one.metric == cell.metric]
        raise Trouble(Issue(
            "nothing-entered", f"{metric} {period}{_scope(cell)}", said("Nothing is entered for this."),
            said("Entered are: {names}.",
                 names=together(of, ", ")) if of else said("See everything: fourscore enter CENTRE --list")))
    return _keep(centre, cell, None, None, by, note)


def entries(centre: Centre, metric: str = "") -> list[Said]:
    """Everything ever entered, in the order it was said; of one metric where one is named. Raises WrongUse."""
    from fourscore.office import standing

    word = _metric(centre, metric)[1] if metric else ""
    said = centre.office.entries()
    there = {one.number for one in standing(said).values()}
    return [Said(one, one.number in there) for one in said if not word or one.cell.metric == word]


def typed(office: Office, settings: Settings, known: Sequence[str]) -> list[TypedFigures]:
    """The source of what is entered by hand; none where nothing was ever. known: the sources that were ever loaded."""
    from fourscore.warehouse import TYPED, Figure, TypedFigures

    def figures() -> list[Figure]:
        return [Figure(one.number, *one.cell, one.num, one.den, one.said_by) for one in office.entries()]

    return [TypedFigures(figures, settings.zone)] if TYPED in known or office.entries() else []


def bring_in(centre: Centre) -> list[LoadReport]:
    """Load what the office holds and the warehouse does not. Raises Trouble `load-running`."""
    from fourscore.warehouse import TYPED

    return centre.load([TYPED])


def _keep(centre: Centre, cell: Cell, num: Decimal | None, den: Decimal | None, by: str, note: str) -> Kept:
    from fourscore.office import Entered, standing

    if not by.strip():
        raise WrongUse(Issue("not-signed", "--by", said("Nobody signs."),
                             said("Say who enters it: --by \"Mara Quinn\"")))
    office = centre.office
    before = standing(office.entries()).get(cell)
    told = Entered(0, cell, num, den, by.strip(), centre.now(), note.strip() or None)
    told = told._replace(number=office.enter(told))
    try:
        issues = [issue for report in bring_in(centre) for issue in report.issues]
    except Trouble as busy:
        if busy.issues[0].name != "load-running":
            raise
        return Kept(told, before, counted=False)
    if issues:
        raise Trouble(*issues)
    return Kept(told, before, counted=True)


def _cell(centre: Centre, metric: str, period: str, team: str, queue: str) -> tuple[Metric, Cell]:
    from fourscore.office import Cell

    found, word = _metric(centre, metric)
    days = _days(centre, period)
    if team and queue:
        raise WrongUse(Issue("two-scopes", metric, said("A figure is of a team or of a queue."),
                             said("Name one of the two.")))
    for name, kind, issue in ((team, "team", "unknown-team"), (queue, "queue", "unknown-word")):
        if not name:
            continue
        if kind == "team" and "team" not in found.level:
            raise WrongUse(Issue("cannot-bear", metric, said("{name} is of the centre as a whole.", name=found.name),
                                 said("Leave --{kind} out.", kind=kind)))
        known = centre.names(kind)
        if name not in known:
            raise WrongUse(Issue(issue, f"--{kind}",
                                 said("There is no {level} called {name}.",
                                      level={"team": said("team"), "queue": said("queue")}[kind], name=repr(name)),
                                 did_you_mean(name, known) or said("Write it as the facts have it.")))
    return found, Cell(word, days.first, days.until, team or None, queue or None)


def _metric(centre: Centre, name: str) -> tuple[Metric, str]:
    """The metric, and the word its figures are entered under."""
    catalogue = centre.metrics.catalogue
    there = catalogue.entered()
    try:
        found = catalogue.find(name)
    except WrongUse as unknown:
        near = did_you_mean(name, there)
        raise WrongUse(unknown.issues[0]._replace(remedy=near) if near else unknown.issues[0]) from None
    if found.key not in there:
        raise WrongUse(Issue(
            "not-entered", name, said("{name} is counted from facts; nobody enters it.", name=found.name),
            said("Entered by hand are: {names}. To set it right, correct its rows in their source.",
                 names=together(sorted(there), ", "))))
    return found, there[found.key]


def _days(centre: Centre, period: str) -> Days:
    calendar = centre.calendar
    days = calendar.period(period)
    named = ".." not in calendar.name(days) and days.length >= MONTH
    if not named and (days.first.day, days.until.day) != (1, 1):
        raise WrongUse(Issue("period-not-whole", period, said("Figures are entered for whole months."),
                             said("Write a month 2026-03, a quarter 2026-Q1, a year 2026 or months "
                                  "2026-02-01..2026-04-01.")))
    if centre.now() < calendar.midnight(days.until):
        raise WrongUse(Issue("period-not-over", period,
                             said("This period has not begun, so nobody can know its figure.")
                             if centre.now() < calendar.midnight(days.first)
                             else said("This period is not over, so nobody can know its figure."),
                             said("Enter it from {until} on.", until=days.until)))
    return days


def _figures(metric: Metric, numerator: str, denominator: str) -> tuple[Decimal, Decimal]:
    """Both numbers, held against what the metric can be. A share of 1 with decimals is a percentage in disguise."""
    bare = said("A percentage cannot be added up over months or teams.")
    if not numerator or not denominator or any("%" in text for text in (numerator, denominator)):
        raise WrongUse(Issue("bare-percentage", metric.key, bare,
                             said("Write the two numbers it was made of: --numerator 1200 --denominator 8000")))
    for option, text in (("--numerator", numerator), ("--denominator", denominator)):
        if not NUMBER.fullmatch(text.strip()):
            raise WrongUse(Issue("bad-figure", option, said("{text} is no number.", text=repr(text)),
                                 said("Write digits, with a point and up to four decimals: 1200 or 1200.5")))
    num, den = Decimal(numerator.strip()), Decimal(denominator.strip())
    if den <= 0:
        raise WrongUse(Issue("bad-figure", "--denominator",
                             said("{denominator} cannot stand below the line.", denominator=denominator),
                             said("Write a number above nought; where there was nothing, there is no figure to "
                                  "enter.")))
    if metric.unit == "share" and den == 1 and num != num.to_integral_value():
        raise WrongUse(Issue("bare-percentage", metric.key, bare,
                             said("Write what the share was made of, above and below.")))
    if metric.unit == "share" and not 0 <= num <= den:
        raise WrongUse(Issue("bad-figure", "--numerator",
                             said("{numerator} of {denominator} is no share.", numerator=numerator,
                                  denominator=denominator),
                             said("Look whether the two were mixed up; a part is at most the whole.")))
    return num, den


def _refuse_overlap(centre: Centre, cell: Cell) -> None:
    """The same twice would be counted twice: a month beside its quarter, a team beside all."""
    from fourscore.office import standing

    for other in standing(centre.office.entries()):
        meets = other.first_day < cell.until_day and cell.first_day < other.until_day
        apart = (other.team and cell.team and other.team != cell.team) or (
            other.queue and cell.queue and other.queue != cell.queue)
        if other == cell or other.metric != cell.metric or not meets or apart:
            continue
        named = centre.calendar.name(Days(other.first_day, other.until_day))
        raise Trouble(Issue(
            "entered-otherwise", f"{cell.metric} {centre.calendar.name(Days(cell.first_day, cell.until_day))}"
            f"{_scope(cell)}",
            said("There is a figure for {period} of {whom}; with both, the same would count twice.", period=named,
                 whom=other.team or other.queue or said("all")),
            said("Withdraw that first: fourscore enter CENTRE {options} --withdraw --by NAME",
                 options=f"{cell.metric} {named}{_options(other)}")))


def _scope(cell: Cell) -> str:
    return f" of {cell.team or cell.queue}" if cell.team or cell.queue else ""


def _options(cell: Cell) -> str:
    return f" --team {cell.team!r}" if cell.team else f" --queue {cell.queue!r}" if cell.queue else ""
