"""This file is about the scorecard page and its panel for one measure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from fourscore.scoring import (
    JudgedMove,
    explain,
    goal_notes,
    goal_sentence,
    limits_of,
    part_words,
    rounding,
    said_plainly,
)
from fourscore.terms import (
    Issue,
    WrongUse,
    did_you_mean,
    kept,
    lacks,
    said,
    together,
    write_beside,
    write_score,
    write_value,
)
from fourscore.web.address import Address, scoped
from fourscore.web.comparing.surely import NOTHING, PEOPLE, Told, surely
from fourscore.web.draw import Band, meter, mix, spark
from fourscore.web.pages.frame import Frame, freshness
from fourscore.web.pages.panel import panel_of
from fourscore.web.pages.trouble import empty_page, strategy_page
from fourscore.web.sheets import ways_out
from fourscore.web.watching.marks import marks_of
from fourscore.web.words import (
    STATUS_INSIDE,
    Change,
    Status,
    change_of,
    day_word,
    period_word,
    score_change_of,
    standing_of,
    status_of,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.scoring import (
        Judged,
        JudgedGuard,
        Measured,
        Scorecard,
        ScoredGoal,
        ScoredPerspective,
    )
    from fourscore.terms import Days

PATH = "/scorecard"
STATE_NOTES = {
    "partial": said("not complete yet"), "not_applicable": said("not scored here"),
    "missing": said("nothing recorded"), "too_few": said("not enough data"),
    "hidden": said("hidden: too few answers"),
}


@dataclass(frozen=True)
class Line:
    """One measure as the table shows it."""

    id: str
    name: str
    owner: str
    status: Status
    note: str
    spark: Markup
    actual: str
    target: str
    score: str
    meter: Markup
    change: Change | None
    href: str
    panel: str
    chosen: bool
    sure: Told
    flag: str
    flag_said: str


class GoalPart(NamedTuple):
    """A headline or a guard of a goal in words. now, before: where its figure and what it is counted from open."""

    name: str
    said: str
    now: str
    before: str


class GoalLine(NamedTuple):
    """A goal with guards as the table shows it: its verdict, the line it is written in, and what that opens into."""

    name: str
    status: Status
    verdict: str
    text: str
    score: str
    says: str = ""
    parts: Sequence[GoalPart] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Lane:
    """One perspective: its box above the table and its part of it."""

    id: str
    name: str
    question: str
    score: str
    change: Change | None
    spark: Markup
    mix: Markup
    withheld: str
    weakest: tuple[str, str] | None
    lines: list[Line]
    goals: list[GoalLine]


def scorecard_page(frame: Frame, request: Request) -> Response:
    centre = frame.centre
    spread, (strategy, issues) = centre.metrics.spread(), frame.strategy()
    if strategy is None:
        return strategy_page(frame, PATH, issues)
    if spread is None:
        return empty_page(frame, PATH)
    if (home := frame.homeward(request, PATH, spread)) is not None:
        return RedirectResponse(home, status_code=303)
    address = frame.address(request)
    if (scope := request.query_params.get("scope")) is not None:
        return RedirectResponse(scoped(address, scope).link(PATH), status_code=303)
    card = centre.scorecard(address.period, **address.scope)
    view = _Reader(card, address, frame, only_off=request.query_params.get("show") == "off",
                   chosen=request.query_params.get("measure"))
    return frame.render(
        "scorecard.html", here=PATH, title=said("Scorecard"), address=address, card=card,
        pickers=frame.pickers(address, PATH, spread), scopes=frame.scopes(address, spread),
        fresh=freshness(card.as_of, address), period=period_word(address.calendar, address.days),
        days=day_word(address.days), zone=card.zone, lanes=view.lanes(), whole=view.whole(), panel=view.panel(),
        only_off=view.only_off, show_all=address.link(PATH), show_off=address.link(PATH, show="off"),
        ways_out=[*ways_out(address.link("/scorecard.csv")), ("PDF", address.link("/report/scorecard.pdf")),
                  ("PowerPoint", address.link("/report/scorecard.pptx"))],
        issues=issues, notes=notes_above(frame, card),
        parts=address.link(f"{PATH}/parts"),
    )


def lanes_of(frame: Frame, card: Scorecard, address: Address) -> tuple[list[Lane], dict[str, Any]]:
    """What the page says of every perspective and of the whole, for whatever else shows the same card."""
    view = _Reader(card, address, frame, only_off=False, chosen=None)
    return view.lanes(), view.whole()


def front_page(frame: Frame, request: Request) -> Response:
    """To the scorecard; of who has a team, or is an agent, to that one."""
    spread = frame.centre.metrics.spread()
    home = frame.homeward(request, PATH, spread, front=True) if spread else None
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(home or f"{PATH}{query}", status_code=307)


def parts_page(frame: Frame, request: Request) -> Response:
    """How every score on the card is made: what each part brings to the one above it, down to the measures."""
    address = frame.address(request)
    if (spread := frame.centre.metrics.spread()) is None:
        return empty_page(frame, PATH)
    card = frame.centre.scorecard(address.period, **address.scope)
    path = f"{PATH}/parts"
    opens = {m.kpi.id: address.within(m.kpi.scope).link(f"/measure/{m.kpi.metric}") for m in _all(card)}
    return frame.render(
        "parts.html", here=PATH, title=said("Parts of the score"), address=address, opens=opens,
        whole=explain(card, frame.centre.metrics.catalogue), rounding=rounding,
        pickers=frame.pickers(address, path, spread), scopes=frame.scopes(address, spread),
        fresh=freshness(card.as_of, address), days=day_word(address.days), zone=card.zone,
        back=address.link(PATH))


def notes_above(frame: Frame, card: Scorecard) -> list[str]:
    """What stands quietly above an agent's card: what they have still to read, what is disputed, its size."""
    names = {m.kpi.id: kept(m.kpi.name) for m in _all(card)}
    told = frame.centre.keeper.notice(card.scope.name) if card.scope.level == "agent" and card.scope.name else ""
    return [note for note in (told, *(said("{measure} is {disputed}.", measure=names[name], disputed=words)
                                for name, words in card.disputed.items()), card.note)
            if note]


def panel_page(frame: Frame, request: Request) -> HTMLResponse:
    """The panel of one measure alone, fetched when its row is chosen."""
    address = frame.address(request)
    card = frame.centre.scorecard(address.period, **address.scope)
    wanted = request.query_params.get("measure", "")
    measured = _find(card, wanted)
    return frame.render("panel.html", panel=panel_of(frame, card, measured, address))


def _all(card: Scorecard) -> Iterator[Measured]:
    for perspective in card.perspectives:
        for objective in perspective.objectives:
            yield from objective.measured


def _find(card: Scorecard, wanted: str) -> Measured:
    for measured in _all(card):
        if measured.kpi.id == wanted:
            return measured
    raise WrongUse(Issue("unknown-measure", wanted or "measure", said("This scorecard has no such measure."),
                         did_you_mean(wanted, [m.kpi.id for m in _all(card)])
                         or said("Choose one from the scorecard.")))


class _Reader:
    """Turns one scorecard into what its page shows."""

    def __init__(self, card: Scorecard, address: Address, frame: Frame, *, only_off: bool, chosen: str | None) -> None:
        self.card, self.address, self.frame, self.only_off = card, address, frame, only_off
        self.notes, self.sure = frame.notes(), card.scope.level in PEOPLE
        self._marks: dict[object, Sequence[Band]] = {}
        self.owners = {name: frame.owner(name) for name in {
            own.kpi.owner or objective.objective.owner for perspective in card.perspectives
            for objective in perspective.objectives for own in objective.measured}}
        self.chosen = _find(card, chosen) if chosen else self._most_pressing()

    def _most_pressing(self) -> Measured | None:
        scored = [measured for measured in _all(self.card) if measured.score is not None]
        return min(scored, key=lambda measured: measured.score or 0.0, default=None)

    def panel(self) -> dict[str, Any] | None:
        return panel_of(self.frame, self.card, self.chosen, self.address) if self.chosen else None

    def whole(self) -> dict[str, Any]:
        card = self.card
        return {
            "score": "–" if card.withheld else write_score(card.score, 1),
            "status": status_of("no_data" if card.withheld else card.status),
            "change": None if card.withheld else score_change_of(card.change),
            "coverage": write_value(card.coverage, "share"),
            "unjudged": sum(m.score is None and m.value is not None for m in _all(card)),
            "weakest": None if card.weakest is None else (
                kept(card.weakest.perspective.name), write_score(card.weakest.score, 1), card.weakest.perspective.id),
        }

    def lanes(self) -> list[Lane]:
        return [self._lane(perspective) for perspective in self.card.perspectives]

    def _lane(self, scored: ScoredPerspective) -> Lane:
        measured = [m for objective in scored.objectives for m in objective.measured]
        counts = Counter(status_of(m.status).tone for m in measured)
        weak = min((m for m in measured if m.score is not None), key=lambda m: m.score or 0.0, default=None)
        history = [value for _, value in scored.history]
        return Lane(
            id=scored.perspective.id, name=kept(scored.perspective.name), question=kept(scored.perspective.question),
            score=write_score(scored.score, 1), change=score_change_of(scored.change),
            withheld=write_value(scored.coverage, "share") if scored.score is None and scored.applicable else "",
            spark=spark(history, tone=status_of(scored.status).tone,
                        happened=self._happened([week for week, _ in scored.history], self.address),
                        said=said("{perspective}, score by week: from {first} to {last}",
                                  perspective=kept(scored.perspective.name), first=write_score(_first(history), 1),
                                  last=write_score(_first(history[::-1]), 1))),
            mix=mix({tone: counts[tone] for tone in STATUS_INSIDE}, STATUS_INSIDE) if scored.applicable else Markup(),
            weakest=None if weak is None else (
                together((kept(weak.kpi.name), write_score(weak.score))), self._measure_link(weak)),
            lines=[self._line(m, objective.objective.owner) for objective in scored.objectives
                   for m in objective.measured if not self.only_off or m.status in ("off_target", "no_data")],
            goals=[self._goal(goal)
                   for objective in scored.objectives for goal in objective.goals
                   if not self.only_off or goal.status in ("off_target", "no_data")],
        )

    def _goal(self, goal: ScoredGoal) -> GoalLine:
        """What it says and how it stands; it may speak of any team or queue, so only who may see all is told that."""
        judged, money = goal.judged, self.frame.currency
        line = GoalLine(judged.guarded.id, status_of(goal.status), "", "", write_score(goal.score))
        if not self.frame.rights.everything:
            return line
        return line._replace(
            verdict=said_plainly(judged), text=judged.guarded.text,
            says=goal_sentence(judged, self.frame.centre.strategy, money), notes=goal_notes(judged, money),
            parts=[self._part(part, judged) for part in judged.parts])

    def _part(self, part: JudgedMove | JudgedGuard, judged: Judged) -> GoalPart:
        words = part_words(part, self.frame.currency, self.address.calendar.name, judged.days)
        if part.kpi is None:
            return GoalPart("", words, "", "")
        written = part.move if isinstance(part, JudgedMove) else part.guard
        limits, base = limits_of(part.kpi, written.where), part.baseline
        days = judged.days if isinstance(part, JudgedMove) else part.days
        there = None if limits is None else self.address.within(limits)
        path = f"/measure/{part.kpi.metric}"
        return GoalPart(kept(part.kpi.name), words, there.at(days).link(path) if there else "",
                        there.at(base.days).link(path) if there and base.figure is not None and base.days else "")

    def _line(self, m: Measured, owner: str) -> Line:
        unit, money = m.kpi.unit, self.frame.currency
        status, told = standing_of(m), self.notes.of(m.kpi.id)
        trend = [point.value for point in m.history]
        end = m.history[-1].days.until if m.history else None
        hollow = end is not None and (self.card.as_of is None or self.address.calendar.midnight(end) > self.card.as_of)
        words = said("{measure}, last {weeks} weeks, from {first} to {last}", measure=kept(m.kpi.name),
                     weeks=len(trend), first=write_value(_first(trend), unit, money),
                     last=write_value(_first(trend[::-1]), unit, money))
        beside = write_beside(m.value, m.target, m.upper_target, unit, money)
        return Line(
            id=m.kpi.id, name=kept(m.kpi.name), owner=self.owners[m.kpi.owner or owner], status=status,
            note=together((note_of(m), said("disputed") if m.kpi.id in self.card.disputed else ""), ", "),
            spark=spark(trend, tone=status.tone, said=words, aims=[p.target for p in m.history], hollow=hollow,
                        happened=self._happened([p.days for p in m.history], self.address.within(m.kpi.scope))),
            actual=beside.value, target="–" if m.state == "not_applicable" else beside.aim,
            score=write_score(m.score), meter=meter(m.score, status.tone),
            change=change_of(m.change, unit, money, m.kpi.direction, m.score_change),
            href=self._measure_link(m), panel=self.address.link("/scorecard/panel", measure=m.kpi.id),
            chosen=self.chosen is not None and m.kpi.id == self.chosen.kpi.id,
            sure=surely(m, self.card) if self.sure else NOTHING, flag=told[0].mark if told else "",
            flag_said=together(said("{kind} {rule}: {what}", kind=note.word, rule=note.id, what=note.what)
                               for note in told),
        )

    def _happened(self, weeks: Sequence[Days], address: Address) -> Sequence[Band]:
        """The incidents beside a row of weeks; read once for all that is narrowed alike."""
        of = (*weeks, repr(sorted(address.asked.items())))
        if of not in self._marks:
            self._marks[of] = marks_of(self.frame, weeks, address.asked).bands
        return self._marks[of]

    def _measure_link(self, m: Measured) -> str:
        return self.address.within(m.kpi.scope).link(f"/measure/{m.kpi.metric}")


def note_of(m: Measured) -> str:
    """What a reader must know beside the status."""
    if m.state == "missing" and m.row is not None and not m.row.complete and not m.row.parts.get("den") \
            and any(m.row.parts.values()):  # facts are there, and none of them is below the line yet
        return said("too early to tell")
    if m.of is not None:
        last = day_word(m.of)
        return (said("last measured {days}", days=last) if m.state == "stale"
                else said("of {days}, and still holds", days=last))
    if m.lacking:
        return lacks(m.lacking)
    return STATE_NOTES.get(m.state, "")


def _first(values: list[float | None]) -> float | None:
    return next((value for value in values if value is not None), None)

