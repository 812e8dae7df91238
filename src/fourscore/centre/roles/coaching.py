"""This file is about whom to coach and why: only where a figure is sure enough, never as a ranking of people.

A hint is given where somebody's figure is reliable enough for coaching, and they are clearly worse than what was to be
expected of their own cases, or worse by more than the error and almost certainly short of their target too. A target
that most fall short of is nobody's own matter: it is told of the work, and of no person. Beside a hint stands what came
of the coaching before: the weeks since, held against what the person's own weeks before led to expect.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.agreement.cards import is_agents
from fourscore.centre.staff.peers import compare
from fourscore.scoring import Sums, by_history
from fourscore.terms import Days, Issue, Trouble, WrongUse, said

if TYPE_CHECKING:
    from datetime import date

    from fourscore.centre.centre import Centre
    from fourscore.scoring import Effect, Standing, Standings
    from fourscore.strategy import Kpi

COACHING = "coaching_time_per_agent:all"
WORSE = "clearly worse"
WHY = {True: said("Clearly worse than was to be expected of the same calls"),
       False: said("Almost certainly short of the target that most others reach, and worse than was to be expected of "
                   "the same calls by more than the error")}
WEEKS = 13      # that a hint looks back, unless other days are asked for
HISTORY = 26    # weeks before a coached one that tell what was to be expected
SINCE = 4       # weeks after it that tell what came, as far as they are there


class Coached(NamedTuple):
    """The last coaching that enough weeks follow: its week, and what came of the measure since."""

    week: Days
    effect: Effect


class Hint(NamedTuple):
    """Somebody to coach. why: in words. coached: what the coaching before did; None: none that can be looked at."""

    kpi: Kpi
    standings: Standings
    standing: Standing
    why: str
    coached: Coached | None


class Shared(NamedTuple):
    """A target that most of those who can be judged fall short of."""

    kpi: Kpi
    target: float | None
    short: int
    judged: int


class Unsure(NamedTuple):
    """Somebody whose figure does not carry a hint. needs: what would."""

    kpi: Kpi
    name: str
    n: int
    needs: str


class Coaching(NamedTuple):
    """hints: the furthest from what was expected first. judged: how many figures were reliable enough to be looked at.

    shared: targets that most fall short of. unsure: who could not be judged, by name. refused: measures nobody can be
    compared by, or that are kept back, with why.
    """

    days: Days
    hints: tuple[Hint, ...]
    shared: tuple[Shared, ...]
    judged: int
    unsure: tuple[Unsure, ...]
    refused: tuple[tuple[str, Issue], ...]


def last_weeks(centre: Centre, count: int = WEEKS) -> Days:
    """The last whole weeks."""
    last = centre.last_week()
    return Days(last.until - timedelta(days=7 * count), last.until)


def whom_to_coach(centre: Centre, team: str, days: Days) -> Coaching:
    """Whom of a team (of everybody, where none is named) to coach, and why. Raises as `compare` does."""
    hints: list[Hint] = []
    shared: list[Shared] = []
    unsure: list[Unsure] = []
    refused: list[tuple[str, Issue]] = []
    judged = 0
    for kpi in centre.strategy.kpis():
        if not is_agents(kpi, centre.metrics) or centre.metrics.lacking(kpi.metric):
            continue
        try:
            found = compare(centre, kpi.id, "agent", centre.calendar.name(days), team)
        except (WrongUse, Trouble) as no:
            refused.append((kpi.name, no.issues[0]))
            continue
        sure = [one for one in found.rows if one.judged != "too_few"]
        judged += len(sure)
        unsure += [Unsure(kpi, one.name, one.n, one.needs) for one in found.rows if one.judged == "too_few"]
        short = [one for one in sure if one.chance is not None and one.chance <= 1 - found.rules.certain]
        if 2 * len(short) > len(sure):
            shared.append(Shared(kpi, found.target, len(short), len(sure)))
            short = []
        short = [one for one in short if worse(kpi, one)]
        hints += [Hint(kpi, found, one, WHY[one.verdict == WORSE], coached(centre, kpi, one, days))
                  for one in sure if one.verdict == WORSE or one in short]
    hints.sort(key=lambda hint: -abs(hint.standing.z or 0.0))
    return Coaching(days, tuple(hints), tuple(shared), judged,
                    tuple(sorted(unsure, key=lambda one: (one.name, one.kpi.name))), tuple(refused))


def worse(kpi: Kpi, one: Standing) -> bool:
    """Whether somebody lies on the worse side of what was to be expected of their own calls, by more than the error: a
    target alone would blame people for the calls they are given."""
    if one.z is None or one.value is None or one.expected is None or kpi.direction == "band" or abs(one.z) < 1:
        return False
    return one.value > one.expected if kpi.direction == "lower" else one.value < one.expected


def coached(centre: Centre, kpi: Kpi, one: Standing, days: Days) -> Coached | None:
    """What came of that person's last coaching that a whole week follows, as far as it may be told by the week."""
    if one.value is None or one.expected is None or one.value == one.expected or centre.metrics.lacking(COACHING):
        return None
    begin = days.first - timedelta(days=7 * HISTORY)
    try:
        answer = centre.metrics.ask([COACHING], ("week",), during=Days(begin, days.until), where={"agent": [one.name]})
        weeks = [centre.calendar.period(row.by["week"] or "") for row in answer.rows if row.value]
        weeks = [week for week in weeks if week.until < days.until]
        if not weeks:
            return None
        whole = [week for week in weeks if (days.until - week.until).days >= 7 * SINCE]
        week = (whole or weeks)[-1]
        history = _sums(centre, kpi, one.name, week.first - timedelta(days=7 * HISTORY), week.first)
        after = _sums(centre, kpi, one.name, week.until, min(days.until, week.until + timedelta(days=7 * SINCE)))
    except WrongUse:
        return None  # the agreement tells the person's weeks to nobody who asks here
    return Coached(week, by_history(history, after, change=one.expected - one.value, first_day=week.first))


def _sums(centre: Centre, kpi: Kpi, agent: str, first: date, until: date) -> Sequence[Sums]:
    """That person's weeks of those days, as sums above and below the line."""
    spread = centre.metrics.spread()
    first = max(first, centre.calendar.week(spread.first)) if spread else first
    if first >= until:
        return []
    where = {**{name: list(words) for name, words in kpi.scope.items()}, "agent": [agent]}
    rows = centre.metrics.ask([kpi.metric], ("week",), during=Days(first, until), where=where).rows
    return [Sums(float(row.parts["num"]), float(row.parts["den"])) for row in rows
            if row.complete and row.parts.get("den") and row.parts.get("num") is not None]
