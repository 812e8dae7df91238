"""This file is about what a few words find: people, measures, pages, saved views, and what can be done here.

Names of people are those who asks may choose from; a measure is found by any word of its definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlencode

from starlette.datastructures import QueryParams

from fourscore.centre import views_of
from fourscore.terms import Days, WrongUse, kept, said, spoken
from fourscore.web.address import kinds, neighbour, period_name, period_of
from fourscore.web.explore.question import PATH as EXPLORE
from fourscore.web.search.doing import done_anywhere, here_done
from fourscore.web.words import dimension_inside, period_word, variant_word

if TYPE_CHECKING:
    from fourscore.metrics import Metric
    from fourscore.web.pages.frame import Frame

MOST = 8  # of one kind
# The pages that have a period, and where each page's table is taken along.
TIMED = ("/scorecard", "/map", EXPLORE)


class Hit(NamedTuple):
    """One line. href: where it leads; do: what the page itself does instead. file: it is a file to take along.

    also: other words it is found by.
    """

    name: str
    said: str = ""
    href: str = ""
    do: str = ""
    file: bool = False
    also: str = ""


@dataclass(frozen=True)
class Here:
    """The page somebody searches from."""

    path: str = ""
    query: str = ""

    @classmethod
    def of(cls, said: str) -> Here:
        """From an address of ours; anything else is nowhere."""
        path, _, query = said.partition("?")
        return cls(path, query) if path.startswith("/") and not path.startswith("//") and len(said) < 4000 else cls()

    @property
    def timed(self) -> bool:
        return self.path in TIMED or self.path.startswith("/measure/")

    def at(self, period: str) -> str:
        """The same page for another period."""
        pairs = [pair for pair in QueryParams(self.query).multi_items() if pair[0] not in ("period", "page", "view")]
        return f"{self.path}?{urlencode([('period', period), *pairs], quote_via=quote, safe=':')}"

    def table(self) -> str | None:
        """Where its table is taken along, without the ending."""
        if self.path in ("/scorecard", "/measures", EXPLORE):
            return self.path
        if self.path.startswith("/measure/"):
            return self.path if self.path.endswith("/rows") else f"{self.path}/table"
        return None


def find(frame: Frame, wanted: str, here: Here, *, script: bool) -> list[tuple[str, list[Hit]]]:
    """The hits by kind, those of each kind the likeliest first; without words, the pages and what can be done.

    script: for a page that can do things by itself.
    """
    words = wanted.casefold().split()
    begun, others = _measures(frame, wanted, words) if words else ([], [])
    groups = [
        (said("People"), list(_people(frame, words)) if words else []),
        (said("Pages"), [Hit(room.name, f"g {room.key}" if room.key else "", room.path) for room in frame.rooms()
                   if fits(words, room.name)]),
        (said("Saved views"), [Hit(view.now.name, "", f"{EXPLORE}/view/{view.number}")
                         for view in views_of(frame.centre) if fits(words, view.now.name)]),
        (said("Measures"), [_measure(metric) for metric in begun]),
        (said("Do"), list(_actions(frame, wanted, here, script=script))),
        (said("Measures by their definition"), [_measure(metric) for metric in others]),
    ]
    return [(name, hits[:MOST]) for name, hits in groups if hits]


def fits(words: Sequence[str], *texts: str) -> bool:
    """Whether every word begins a word of the texts, in the language of who reads or in English."""
    told = " ".join(str(one) for text in texts for one in (text, spoken(text)))
    there = re.sub(r"[-_,/]", " ", told.casefold()).split()
    return all(any(one.startswith(word) for one in there) for word in words)


def _measures(frame: Frame, wanted: str, words: Sequence[str]) -> tuple[list[Metric], list[Metric]]:
    """Those whose names begin as is typed so far; and the others with the words anywhere in their definition."""
    catalogue = frame.centre.metrics.catalogue
    begun = [metric for metric in catalogue.metrics.values()
             if any(fits(words, name) for name in (kept(metric.name), *metric.called, metric.key.replace(":", " ")))]
    return begun, [metric for metric in catalogue.search(wanted) if metric not in begun]


def _measure(metric: Metric) -> Hit:
    return Hit(kept(metric.name), variant_word(metric), f"/measure/{metric.key}")


def _people(frame: Frame, words: Sequence[str]) -> Iterator[Hit]:
    spread = frame.centre.metrics.spread()
    if spread is None:
        return
    people, rights, days = frame.people(spread), frame.rights, frame.centre.last_week()
    for team in people:
        if team and fits(words, team) and rights.covers((), {"team": [team]}, days):
            yield Hit(team, said("team"), f"/scorecard?{urlencode({'team': team}, quote_via=quote)}")
    for team, agents in people.items():
        for agent in agents:
            if fits(words, agent) and rights.covers((), {"agent": [agent]}, days):
                yield Hit(agent, team, f"/agent/{quote(agent, safe='')}")


def _actions(frame: Frame, wanted: str, here: Here, *, script: bool) -> Iterator[Hit]:
    """What fits the words; a period that is typed is offered whatever else is found."""
    words = wanted.casefold().split()
    path = here if here.timed else Here("/scorecard")
    try:
        typed = frame.centre.calendar.period(wanted) if words else None
    except WrongUse:
        typed = None
    if typed is not None:
        yield Hit(said("Show {period}", period=period_word(frame.centre.calendar, typed)), "", path.at(wanted.strip()))
    near = [Hit(one.name, "", one.href, also=one.also) for one in here_done(frame.rights, here.path, here.query)
            if frame.rights.opens(one.opens)]
    offered = [*near, *_periods(frame, path), *_taken(here)]
    if script:
        offered += [Hit(said("Change the colours"), said("light or dark"), do="theme"),
                    Hit(said("Keyboard"), "?", do="keys", also=said("shortcuts, sheet")),
                    Hit(said("Change the language"), do="language"), Hit(said("Print this page"), do="print")]
    offered += [Hit(one.name, "", one.href, also=one.also) for one in done_anywhere(frame.rights)]
    yield from (hit for hit in offered if fits(words, hit.name, hit.said, hit.also))


def _periods(frame: Frame, here: Here) -> Iterator[Hit]:
    """The periods next to the one shown, and the newest of each kind."""
    spread = frame.centre.metrics.spread()
    if spread is None:
        return
    calendar = frame.centre.calendar

    def hit(name: str, days: Days) -> Hit:
        return Hit(name, period_word(calendar, days), here.at(period_name(calendar, days)))

    try:
        days = calendar.period(QueryParams(here.query).get("period") or "")
    except WrongUse:
        days = frame.centre.last_week()
    before, after = neighbour(calendar, days, -1), neighbour(calendar, days, +1)
    if before.until > spread.first:
        yield hit(said("Show the period before"), before)
    if after.first < spread.until:
        yield hit(said("Show the period after"), after)
    for kind in kinds(calendar):
        yield hit(said("Show the newest {period}", period=dimension_inside(kind)), period_of(calendar, kind, spread))


def _taken(here: Here) -> Iterator[Hit]:
    table = here.table()
    if table is not None:
        query = f"?{here.query}" if here.query else ""
        for ending, name in (("csv", "CSV"), ("xlsx", "Excel")):
            yield Hit(said("Export this table as {format}", format=name), "", f"{table}.{ending}{query}", file=True)
