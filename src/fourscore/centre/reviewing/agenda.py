"""This file is about the agenda of a month's review, signals first, and the check of what was decided before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.publishing.scorecards import may_have_moved, shown
from fourscore.centre.publishing.strategies import reasoned, today_of
from fourscore.centre.reviewing.initiatives import WEEKS, change_of, check_initiative, effect_since, signed_by
from fourscore.centre.reviewing.run import adds_up, by_week, kpi_of, weeks_before
from fourscore.terms import (
    Days,
    Issue,
    Trouble,
    WrongUse,
    by_names,
    did_you_mean,
    kept,
    said,
    together,
    write_beside,
    write_value,
)

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Closed, Decision, Effect, Line
    from fourscore.strategy import Kpi

REBASED = "re-based"


class OnAgenda(NamedTuple):
    """A line and how it was closed; None where it still stands open."""

    line: Line
    closed: Closed | None


class Came(NamedTuple):
    """A decision and what came of it; effect None where no KPI was named."""

    decision: Decision
    unit: str
    effect: Effect | None


SPANS = {"day": said("day"), "week": said("week"), "quarter": said("quarter"), "year": said("year")}


def month_of(centre: Centre, text: str = "") -> tuple[str, Days]:
    """The month meant, the last that is over where none is named. Raises WrongUse `bad-period`."""
    if not text:
        last = today_of(centre).replace(day=1) - timedelta(days=1)
        text = f"{last:%Y-%m}"
    days = centre.calendar.period(text)
    if days.first.day != 1 or (days.until - timedelta(days=1)).month != days.first.month or days.until.day != 1:
        raise WrongUse(Issue("bad-period", repr(text), said("This is not a month."), said("Write for example 2026-03")))
    return f"{days.first:%Y-%m}", days


def agenda(centre: Centre, month: str = "", *, keep: bool = False) -> tuple[str, list[OnAgenda]]:
    """The month, and its agenda: signals, targets missed twice, guards broken, numbers restated, what is due, findings.

    keep: write the lines into the minutes, as they are seen now. Raises WrongUse `bad-period`.
    """
    from fourscore.scoring import closings, keep_lines

    name, days = month_of(centre, month)
    lines = [*signals(centre, days), *_missed(centre, days), *_guards(centre, name),
             *restated(centre), *_due(centre, days), *_lint(centre)]
    if keep:
        keep_lines(centre.office, name, lines, now=centre.now())
    closed = {one.signal: one for one in closings(centre.office) if one.month == name}
    return name, [OnAgenda(line, closed.get(line.signal)) for line in lines]


def signals(centre: Centre, days: Days) -> Iterator[Line]:
    """KPIs of which a week that ends in these days is more than noise, by the weeks before it."""
    from fourscore.scoring import Line

    for kpi, words in moves(centre, days):
        yield Line(f"signal:{kpi.id}", "signal", kpi.id, together((kept(kpi.name), words), ": "))


def moves(centre: Centre, days: Days, teams: Sequence[str] = ()) -> Iterator[tuple[Kpi, str]]:
    """The same as KPIs, each with what is told of it; of these teams alone."""
    from fourscore.scoring import moved

    weeks = weeks_before(centre, days.until + timedelta(days=6), WEEKS + 5)
    weeks = [week for week in weeks if week.until - timedelta(days=1) < days.until]
    looked = [place for place, week in enumerate(weeks) if week.until > days.first]
    for kpi in centre.strategy.kpis():
        if not adds_up(centre, kpi) or not looked:
            continue
        begins = _based(centre, kpi, weeks)
        try:
            run = by_week(centre, kpi, weeks, teams)
        except WrongUse:
            continue  # it names a queue of which nothing is loaded, say
        found = moved(run, share=kpi.unit == "share", usual=slice(begins, looked[0]),
                      looked=slice(looked[0], looked[-1] + 1))
        if found:
            last = found[-1]
            told = _told(centre, kpi, weeks[last.place], last.value, last.low, last.high, last.rules)
            more = said("{count} more of the month's weeks too", count=len(found) - 1) if len(found) > 1 else ""
            yield kpi, together((told, more), "; ")


def _based(centre: Centre, kpi: Kpi, weeks: list[Days]) -> int:
    """The place of the first week that counts as usual: after the last re-basing somebody decided on."""
    from fourscore.scoring import closings

    months = [one.month for one in closings(centre.office)
              if one.signal == f"signal:{kpi.id}" and one.closed_as == REBASED]
    if not months:
        return 0
    first = centre.calendar.period(max(months)).first
    return next((place for place, week in enumerate(weeks) if week.first >= first), 0)


def _told(
    centre: Centre, kpi: Kpi, week: Days, value: float, low: float, high: float, rules: tuple[str, ...],
) -> str:
    from fourscore.scoring import times

    if centre.metrics.catalogue.find(kpi.metric).den is None:  # `by_week` tells it for the time its target is set for
        value, low, high = (one * times(kpi, week) for one in (value, low, high))
    low = low if value < 0 or kpi.unit in ("money", "points", "ratio") else max(low, 0.0)  # no time is below nought
    now, least, most = (write_value(one, kpi.unit, centre.settings.currency) for one in (value, low, high))
    if kpi.per:
        now = said("{value} in the week", value=now)
    broken = reduce(lambda some, more: said("{some} and {more}", some=some, more=more), rules)
    return said("{week} {value} is {rules} ({low} to {high})", week=centre.calendar.name(week), value=now,
                rules=broken, low=least, high=most)


def _missed(centre: Centre, days: Days) -> Iterator[Line]:
    """KPIs off target in the month and in the one before."""
    from fourscore.scoring import Line

    earlier = month_of(centre, f"{days.first - timedelta(days=1):%Y-%m}")[1]
    try:
        cards = [centre.scorecard(one) for one in (days, earlier)]
    except Trouble:
        return  # nothing is loaded of it
    before = {one.kpi.id: one for one in cards[1].measured()}
    for one in cards[0].measured():
        if one.status == "off_target" and before[one.kpi.id].status == "off_target":
            then = write_value(before[one.kpi.id].value, one.kpi.unit, centre.settings.currency)
            beside = write_beside(one.value, one.target, one.upper_target, one.kpi.unit, centre.settings.currency)
            yield Line(f"missed:{one.kpi.id}", "missed twice", one.kpi.id,
                       together((said(
                           "{name}: {before} in {earlier}, then {value} in {period}, with a target of {target}",
                           name=kept(one.kpi.name), before=then, earlier=centre.calendar.name(earlier),
                           value=beside.value, period=centre.calendar.name(days), target=beside.aim),
                           _in_all(one.kpi))))


def _in_all(kpi: Kpi) -> str:
    """Of an amount whose target is set for other lengths of time: that figure and target are the whole month's."""
    if kpi.per in (None, "month"):
        return ""
    return said("for the month (it is set by the {span})", span=SPANS.get(kpi.per, kpi.per))


def _guards(centre: Centre, month: str) -> Iterator[Line]:
    """Goals that were bought: what was to hold meanwhile did not."""
    from fourscore.centre.goals.judging import goals
    from fourscore.scoring import Line, verdict_line

    try:
        judged = [one.judged for one in goals(centre, period=month)]
    except Trouble:
        return  # nothing is loaded of it
    for one in judged:
        if one.breached:
            yield Line(f"goal:{one.guarded.id}", "guard broken", one.guarded.id,
                       together((one.guarded.text, verdict_line(one)), ": "))


def restated(centre: Centre) -> Iterator[Line]:
    """Published numbers that are others now."""
    from fourscore.scoring import Line, cards

    for card in cards(centre.office):
        if not may_have_moved(centre, card):
            continue
        for one in shown(centre, card).restated:
            now, was = (write_value(value, one.value.unit, card.currency) for value in (one.now, one.was))
            of = f"{card.period}{f' {card.scope.name}' if card.scope.name else ''}"
            yield Line(f"restated:{of}:{one.value.kpi}", "restated", one.value.kpi,
                       said("{name} of {period}: now {now}, published {was}", name=kept(one.value.name), period=of,
                            now=now, was=was))


def _due(centre: Centre, days: Days) -> Iterator[Line]:
    """Initiatives and decisions whose day has come, with what came of them."""
    from fourscore.scoring import Line, initiatives

    for one in initiatives(centre.office):
        if one.due < days.until and one.state in ("planned", "running"):
            came = together([together((checked.aim.kpi, kept(checked.effect.verdict)), ": ")
                             for checked in check_initiative(centre, one.id)], ", ")
            yield Line(f"initiative:{one.id}", "initiative due", one.id,
                       said("{name} was due on {day}; {came}", name=one.name, day=one.due, came=came))
    for came_of in check_decisions(centre, until=days.until):
        if came_of.decision.by_day is not None and came_of.decision.by_day >= days.first:
            verdict = kept(came_of.effect.verdict) if came_of.effect else ""
            due = said("{decision} (by {day})", decision=came_of.decision.text, day=came_of.decision.by_day)
            yield Line(f"decision:{came_of.decision.number}", "decision due", came_of.decision.kpi or "",
                       together((due, verdict), "; "))


def _lint(centre: Centre) -> Iterator[Line]:
    from fourscore.scoring import Line

    checked = centre.checked()
    names: dict[str, str] = {}
    if checked.strategy is not None:
        names |= {one.id: one.name for one in checked.strategy.objectives()}
        names |= {one.id: kept(one.name) for one in checked.strategy.kpis()}
    for finding in checked.findings:
        if finding.to_mend:
            yield Line(f"check:{finding.id}:{finding.at or finding.issue.where}", "check", finding.at,
                       by_names(finding.issue.what, names))


def close_line(centre: Centre, month: str, signal: str, closed_as: str, who: str, why: str) -> Closed:
    """Close a line of a month's agenda. Raises WrongUse `unknown-signal`, `unknown-closing`, `not-signed`."""
    from fourscore.scoring import CLOSED_AS, Closed, keep_closed, keep_lines, minutes

    if closed_as not in CLOSED_AS:
        raise WrongUse(Issue("unknown-closing", repr(closed_as), said("A line is not closed like this."),
                             said("Write one of: {names}.", names=together(CLOSED_AS, ", "))))
    if closed_as == REBASED and not signal.startswith("signal:"):
        raise WrongUse(Issue("unknown-closing", signal, said("Only a signal's own limits can be based anew."),
                             said("Close it as acted or explained.")))
    name, _ = month_of(centre, month)
    line = next((one for one in minutes(centre.office, name).lines if one.signal == signal), None)
    if line is None:
        there = {one.line.signal: one.line for one in agenda(centre, name)[1]}
        if signal not in there:
            raise WrongUse(Issue("unknown-signal", repr(signal),
                                 said("The agenda of {name} has no such line.", name=name),
                                 did_you_mean(signal, there) or said("See  fourscore review agenda")))
        keep_lines(centre.office, name, [there[signal]], now=centre.now())
    made = Closed(name, signal, closed_as, signed_by(who), reasoned(why), centre.now())
    keep_closed(centre.office, made)
    centre.anew()
    return made


def decide(
    centre: Centre, month: str, text: str, who: str, *, kpi: str = "", expect: str = "", by: str = "",
) -> Decision:
    """Keep a decision of a month's review. Raises WrongUse `decision-unfinished`, `unknown-kpi`, `bad-expectation`."""
    from fourscore.scoring import Decision, keep_decision

    name, _ = month_of(centre, month)
    parts = [bool(kpi), bool(expect), bool(by)]
    if not text.strip() or (any(parts) and not all(parts)):
        raise WrongUse(Issue("decision-unfinished", said("review decide"),
                             said("A decision says what is done, and if it names a KPI, also how far until when."),
                             said("Write for example: 'New script for renewals' --kpi conversion --expect +0.4pp --by "
                                  "2026-12-31")))
    change = change_of(expect, kpi_of(centre, kpi)) if kpi else None
    day = _day(by) if by else None
    made = Decision(0, name, text.strip(), kpi or None, change, day, signed_by(who), centre.now(), None, None)
    kept = made._replace(number=keep_decision(centre.office, made))
    centre.anew()
    return kept


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongUse(Issue("bad-day", "--by", said("{text} is not a day.", text=repr(text)),
                             said("Write for example: 2026-12-31"))) from None


def withdraw_decision(centre: Centre, number: int, who: str, why: str) -> Decision:
    """Take a decision back, with a reason; both stay in the minutes. Raises WrongUse `unknown-decision`."""
    from fourscore.scoring import Decision, keep_decision

    name = f"{today_of(centre):%Y-%m}"
    made = Decision(0, name, reasoned(why), None, None, None, signed_by(who), centre.now(), number, None)
    kept = made._replace(number=keep_decision(centre.office, made))
    centre.anew()
    return kept


def check_decisions(centre: Centre, *, until: date | None = None) -> list[Came]:
    """Every decision that stands, with what came of it since, against what its KPI's history led to expect.

    until: only those whose day is before this one.
    """
    from fourscore.scoring import decisions

    known = {kpi.id: kpi for kpi in centre.strategy.kpis()}
    found = []
    for one in decisions(centre.office):
        if one.withdraws is not None or one.withdrawn is not None or (
                until is not None and (one.by_day is None or one.by_day >= until)):
            continue
        kpi, effect = known.get(one.kpi or ""), None
        if kpi is not None and one.change is not None and one.by_day is not None and adds_up(centre, kpi):
            since = centre.calendar.local(one.at).date()
            effect = effect_since(centre, kpi, one.change, since, one.by_day)
        found.append(Came(one, kpi.unit if kpi else "", effect))
    return found
