"""This file is about the frame every page stands in: navigation, the pickers, how far data are complete."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from fourscore.centre import signed_in
from fourscore.strategy import Sizes, lay_out
from fourscore.terms import Days, Issue, Trouble
from fourscore.web.address import Address, grain, kinds, neighbour, period_name, period_of, read_address
from fourscore.web.assets import built
from fourscore.web.draw import CARD_WIDTH, card_height, mark
from fourscore.web.words import Notes, dimension_word, moment_word, notes_of, period_word

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.centre import Centre
    from fourscore.strategy import MapLayout, Strategy

TEMPLATES = Path(__file__).parent.parent / "templates"
SHOWN_PERIODS = 53


class Room(NamedTuple):
    """One entry of the navigation. key: the letter after `g` that goes there. icon: its drawing in the sprite."""

    path: str
    name: str
    key: str
    icon: str


ROOMS = (
    Room("/scorecard", "Scorecard", "s", "gauge"),
    Room("/map", "Strategy map", "m", "map"),
    Room("/measures", "Measures", "a", "list"),
)


class Choice(NamedTuple):
    """One line of a picker."""

    value: str
    label: str
    chosen: bool


class Frame:
    """What all pages share: the centre, the templates, and who is in it (asked once for each state of the data)."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self._layout: tuple[Strategy | None, MapLayout | None] = (None, None)
        self._notes: tuple[object, Notes] = (None, Notes({}))
        self._people: tuple[object, dict[str, list[str]]] = (None, {})
        self.pages = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )
        self.pages.globals.update(asset=built(), mark=mark, rooms=ROOMS, dimension_word=dimension_word)

    @property
    def currency(self) -> str:
        return str(self.centre.settings.currency)

    @property
    def reader(self) -> str:
        """Who reads: the person signed in; empty on this computer itself. What is kept of a page is kept for them."""
        return signed_in() or ""

    def render(self, template: str, *, status: int = 200, here: str = "", **context: Any) -> HTMLResponse:
        address: Address | None = context.setdefault("address", None)
        links = {room.path: address.link(room.path) if address and room.path != "/measures" else room.path
                 for room in ROOMS}
        text = self.pages.get_template(template).render(centre=self.centre.settings.name, here=here, links=links,
                                                         reader=self.reader, **context)
        return HTMLResponse(text, status_code=status)

    def strategy(self) -> tuple[Strategy | None, list[Issue]]:
        """The strategy with what it still lacks; or none, with everything wrong in its text."""
        try:
            return self.centre.strategy, self.centre.issues
        except Trouble as wrong:
            return None, list(wrong.issues)

    def notes(self) -> Notes:
        """What the rules say of each thing of the strategy; asked once for each state of the centre."""
        state = (self.centre.state, self.centre.now().date(), self.reader)
        if self._notes[0] != state:
            self._notes = (state, notes_of(self.centre.noted()))
        return self._notes[1]

    def layout(self, strategy: Strategy) -> MapLayout:
        """Where the map's cards and links stand; the same strategy is drawn the same way, so it is laid out once."""
        kept, layout = self._layout
        if layout is None or kept is not strategy:
            height = card_height([objective.name for objective in strategy.objectives()])
            layout = lay_out(strategy, Sizes(width=CARD_WIDTH, height=height))
            self._layout = (strategy, layout)
        return layout

    def address(self, request: Request) -> Address:
        query = request.query_params
        return read_address(query, self.centre.calendar, None if query.get("period") else self.centre.last_week(),
                            self.centre.parts())

    def pickers(self, address: Address, path: str, spread: Days) -> dict[str, Any]:
        """What the period picker offers: the neighbours, the kinds, and every period there is of this kind."""
        calendar, days = self.centre.calendar, address.days
        kind = grain(calendar, days)
        before, after = neighbour(calendar, days, -1), neighbour(calendar, days, +1)
        return {
            "before": address.at(before).link(path) if before.until > spread.first else None,
            "after": address.at(after).link(path) if after.first < spread.until else None,
            "kinds": [(dimension_word(name),
                       address.at(period_of(calendar, name, self._inside(days, spread))).link(path), name == kind)
                      for name in kinds(calendar)],
            "periods": self._periods(days, kind if kind in kinds(calendar) else "week", spread),
            "path": path,
        }

    def _inside(self, days: Days, spread: Days) -> Days:
        return Days(days.first, min(days.until, spread.until)) if days.first < spread.until else days

    def _periods(self, days: Days, kind: str, spread: Days) -> list[Choice]:
        calendar = self.centre.calendar
        listed = [period_of(calendar, kind, spread)]
        while listed[-1].first > spread.first and len(listed) < SHOWN_PERIODS:
            listed.append(neighbour(calendar, listed[-1], -1))
        if days not in listed:
            listed = sorted([*listed, days], key=lambda one: one.first, reverse=True)
        return [Choice(period_name(calendar, one), period_word(calendar, one), one == days) for one in listed]

    def scopes(self, address: Address, spread: Days) -> list[tuple[str, list[Choice]]]:
        """The scope picker: the centre, its sites and groups of queues, its teams, and each team's agents."""
        people = self.people(spread)
        groups = [("", [Choice("centre", "Whole centre", not address.scope)])]
        for level, word in (("site", "Sites"), ("queue_group", "Groups of queues")):
            groups.append((word, [Choice(f"{level}:{name}", name, address.scope == {level: name})
                                  for name, parts in self.centre.parts()[level].items() if parts]))
        groups.append(("Teams", [Choice(f"team:{team}", team, address.scope == {"team": team})
                                 for team in people if team]))
        for team, agents in people.items():
            groups.append((team or "Agents without a team", [
                Choice(f"agent:{agent}", agent, address.scope == {"agent": agent}) for agent in agents]))
        return [(name, choices) for name, choices in groups if choices]

    def people(self, spread: Days) -> dict[str, list[str]]:
        """Team → its agents over the last quarter of a year, by what any measure that knows both has seen."""
        state = (spread, self._bearing(), self.reader)
        if self._people[0] != state:
            self._people = (state, self._ask_people(spread, state[1]))
        return self._people[1]

    def _bearing(self) -> tuple[str, ...]:
        metrics, strategy = self.centre.metrics, self.strategy()[0]
        names: Iterable[str] = [kpi.metric for kpi in strategy.kpis()] if strategy else metrics.catalogue.metrics
        return tuple(name for name in dict.fromkeys(names) if "team" in metrics.dimensions(name))

    def _ask_people(self, spread: Days, bearing: tuple[str, ...]) -> dict[str, list[str]]:
        if not bearing:
            return {}
        during = Days(max(spread.first, period_of(self.centre.calendar, "quarter", spread).first), spread.until)
        metrics, named = self.centre.metrics, self.centre.keeper.names_people
        whole = [name for name in bearing if "agent" in metrics.dimensions(name)] if named else []
        found: dict[str, list[str]] = {}
        asked = [(bearing, ("team",), metrics), (whole, ("team", "agent"), metrics.unguarded())]
        for row in (row for names, by, of in asked if names for row in of.ask(names, by=by, during=during).rows):
            agent, team = row.by.get("agent"), row.by["team"] or ""
            agents = found.setdefault(team, [])
            if agent and agent not in agents and self.centre.keeper.offered(team, agent):
                agents.append(agent)
        return {team: sorted(found[team]) for team in sorted(found, key=lambda name: (not name, name))}


def freshness(as_of: datetime | None, address: Address) -> dict[str, str]:
    """How far data are complete, and whether that covers the period shown."""
    if as_of is None:
        return {"tone": "near", "text": "Completeness not known"}
    covered = as_of >= address.calendar.interval(address.days).end
    return {"tone": "good" if covered else "near", "text": f"Complete to {moment_word(as_of)}"}

