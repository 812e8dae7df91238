"""This file is about holding a centre's texts and figures against every rule, and who put up with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from fourscore.centre.sources import configured
from fourscore.centre.written import STRATEGY, catalogue_of, extras_of, scopes_of, strategy_text
from fourscore.settings import ROLES, Settings, read_settings
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from fourscore.centre.centre import Centre
    from fourscore.settings import Site
    from fourscore.strategy import Finding, Known, Noticed, Place, Strategy
    from fourscore.warehouse import Source, Warehouse


@dataclass(frozen=True)
class Checked:
    """Every finding of a centre, by file and line. waiting: in a sentence, why rules were not asked; "" where all were.

    strategy: as far as it could be read.
    """

    findings: tuple[Finding, ...]
    waiting: str
    strategy: Strategy | None = None

    @property
    def to_mend(self) -> list[Issue]:
        """The errors and warnings nobody put up with."""
        return [finding.issue for finding in self.findings if finding.to_mend]

    def about(self) -> dict[str, list[Finding]]:
        """The findings nobody put up with, by the id of the thing they speak of."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            if finding.at and finding.allowed is None:
                found.setdefault(finding.at, []).append(finding)
        return found


NOON = time(12)
NO_FACTS = said("Nothing is loaded: the rules that need figures were not asked.")
NOT_SCORED = said("The strategy cannot be scored as it stands: the rules that need figures were not asked.")
HELD = said("The facts cannot be looked at just now: the texts were held against each other and the sources alone. Not "
            "asked were the rules that need figures, and what only loaded rows tell: staff lists, columns of former "
            "mappings.")


def check_all(centre: Centre, *, figures: bool = True) -> Checked:
    """Every mistake in centre.yaml, people.yaml, the sources, strategy.yaml and metrics/, and every rule broken.

    figures: whether the rules that need figures are asked too.
    """
    from fourscore.centre.checking.figures import history_of, reliabilities
    from fourscore.centre.checking.written import written_of
    from fourscore.centre.choosing.fed import unfed
    from fourscore.centre.live.numbers import issues_of as wall_issues
    from fourscore.centre.people import contradictions
    from fourscore.scoring import check_figures, check_office
    from fourscore.strategy import Noticed, lint

    settings, issues = read_settings(centre.folder)
    sources: list[Source] = []
    if settings is not None:
        sources, found = configured(settings.sources, centre.folder, settings.zone.key, centre.environment)
        issues += found
    warehouse, held = _facts(centre)
    issues += [] if settings is None or warehouse is None else contradictions(settings, warehouse)
    extras = extras_of(warehouse, sources)
    catalogue, metric_issues = catalogue_of(centre.folder, extras)
    on_wall = [] if settings is None else wall_issues(settings, catalogue)
    noticed = [Noticed(issue) for issue in (*issues, *held, *metric_issues, *on_wall)]
    text, unread = strategy_text(centre.folder)
    if text is None:
        return _judged(centre, settings, [*noticed, *(Noticed(issue) for issue in unread)], None,
                       HELD if held else NOT_SCORED)
    loaded = warehouse is not None and warehouse.last_load() > 0
    before, defined = _before(centre, settings)
    known = replace(known_of(settings, _today(centre, settings), loaded=loaded), before=before, defined=defined)
    linted = lint(text, STRATEGY, catalogue, scopes_of(extras), known=known)
    if settings is not None:
        noticed += [Noticed(issue) for issue in centre.keeper.check(settings, catalogue, linted.strategy)]
    if settings is not None and linted.strategy is not None and not linted.stopped and not held:
        noticed += [Noticed(issue) for issue in unfed(centre, linted.strategy)]
    waiting = (HELD if held else NO_FACTS if not loaded
               else NOT_SCORED if linted.stopped or settings is None or issues else "")
    if figures and not waiting and linted.strategy is not None:
        if (reliability := reliabilities(centre, linted.strategy)):
            linted = lint(text, STRATEGY, catalogue, scopes_of(extras), known=replace(known, reliability=reliability))
        strategy = linted.strategy or centre.strategy
        noticed += check_figures(history_of(centre, strategy), known.limits)
        noticed += check_office(strategy, written_of(centre, strategy))
    return _judged(centre, settings, [*noticed, *linted.noticed], linted.strategy, waiting)


def _facts(centre: Centre) -> tuple[Warehouse | None, tuple[Issue, ...]]:
    """What happened; or why it cannot be looked at just now."""
    try:
        return centre.warehouse, ()
    except Trouble as held:
        return None, held.issues


def check_text(centre: Centre, text: str) -> Checked:
    """What every rule of a text says of this text of a strategy, whatever the file says; no rule of figures is asked.

    Raises Trouble where the settings cannot be read.
    """
    from fourscore.strategy import Noticed, lint

    settings, before = centre.settings, _before(centre, centre.settings)
    known = known_of(settings, _today(centre, settings), loaded=centre.warehouse.last_load() > 0)
    catalogue = centre.metrics.catalogue
    linted = lint(text, STRATEGY, catalogue, scopes_of(centre.extras),
                  known=replace(known, before=before[0], defined=before[1]))
    agreed = centre.keeper.check(settings, catalogue, linted.strategy)
    noticed = [*linted.noticed, *(Noticed(issue) for issue in agreed)]
    return _judged(centre, settings, noticed, linted.strategy, NOT_SCORED if linted.stopped else "")


def with_figures(checked: Checked, more: Sequence[Finding]) -> Checked:
    """The same with what the rules of figures found, in order."""
    from fourscore.strategy import in_order

    return replace(checked, findings=tuple(in_order([*checked.findings, *more]))) if more else checked


def known_of(settings: Settings | None, today: date, *, loaded: bool) -> Known:
    """What the rules know of the centre beside the strategy's text; of settings that cannot be read, the usual."""
    from fourscore.strategy import Known, Limits

    if settings is None:
        return Known(loaded=loaded)
    people = tuple((name, role) for role in ROLES for name in settings.people.holders(role, today))
    return Known(limits=Limits(**settings.lint), people=people, currency=settings.currency, loaded=loaded,
                 sites=tuple(place_of(site, settings.zone, today.year) for site in settings.sites),
                 months_of_weeks=settings.calendar.fiscal_weeks is not None)


def place_of(site: Site, zone: ZoneInfo, year: int) -> Place:
    """A site as the rules see it: how many hours its clock is from the centre's in that year's months."""
    from fourscore.strategy import Place

    hours = {_apart(site.zone, zone, date(year, month, 1)) for month in range(1, 13)}
    works = tuple(day for day, spans in enumerate(site.hours.week) if spans) if site.hours else ()
    told = " or ".join(f"{one:+g}" for one in sorted(hours))
    return Place(site.name, "" if hours == {0.0} else f"{told} hours", works)


def _apart(one: ZoneInfo, other: ZoneInfo, day: date) -> float:
    offsets = [datetime.combine(day, NOON, zone).utcoffset() or timedelta() for zone in (one, other)]
    return (offsets[0] - offsets[1]) / timedelta(hours=1)


def _today(centre: Centre, settings: Settings | None) -> date:
    return centre.now().astimezone(settings.zone if settings is not None else UTC).date()


def _before(centre: Centre, settings: Settings | None) -> tuple[Strategy | None, Mapping[str, str]]:
    """The strategy published last with its metrics' definitions; none where there is none, or it cannot be read."""
    if settings is None:
        return None, {}
    from fourscore.centre.publishing.strategies import strategy_of_version
    from fourscore.scoring import strategies

    try:
        there = strategies(centre.office)
        return (strategy_of_version(centre, there[-1]), there[-1].definitions) if there else (None, {})
    except Trouble:
        return None, {}


def _judged(
    centre: Centre, settings: Settings | None, noticed: Sequence[Noticed], strategy: Strategy | None, waiting: str,
) -> Checked:
    from fourscore.strategy import in_order, judge, things_of

    allowed, things = (strategy.allowed, things_of(strategy)) if strategy is not None else ((), [])
    findings = judge(noticed, allowed, _today(centre, settings), things, STRATEGY)
    return Checked(tuple(in_order(findings)), waiting, strategy)
