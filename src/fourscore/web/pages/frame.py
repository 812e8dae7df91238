"""This file is about the frame every page stands in: navigation, the pickers, how far data are complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse

from fourscore.centre import fed, is_followed, reader, wall_today
from fourscore.strategy import OWNERS, Sizes, lay_out
from fourscore.terms import Days, Issue, Trouble, WrongUse, kept, said
from fourscore.web.address import Address, grain, kinds, neighbour, period_name, period_of, read_address
from fourscore.web.assets import built
from fourscore.web.draw import CARD_WIDTH, SYMBOLS, card_height, mark
from fourscore.web.languages.templates import Templates
from fourscore.web.roles.rooms import GROUPS, LIVE_ROOMS, ROOMS, Room
from fourscore.web.search.commands import doing
from fourscore.web.words import SAYING, Notes, dimension_word, issues_of, moment_word, notes_of, period_word

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams
    from starlette.requests import Request

    from fourscore.centre import Centre, Rights
    from fourscore.strategy import MapLayout, Strategy

SHOWN_PERIODS = 53


# Words of an address that say whose figures are meant.
WHOSE = ("scope", "agent", "team", "site", "queue_group", "queue")
# Issues that would tell a reader of names that are not theirs to see.
OF_NAMES = ("unknown-word", "unknown-team", "unknown-agent", "unknown-site", "unknown-queue-group")


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
        self._fed: tuple[object, dict[str, bool]] = (None, {})
        self.pages = Templates(asset=built(), mark=mark, dimension_word=dimension_word, live_shapes=SYMBOLS, **SAYING)
        self.pages.filters["doing"] = lambda text: doing(text, self.rights.opens)

    @property
    def currency(self) -> str:
        return str(self.centre.settings.currency)

    @property
    def reader(self) -> str:
        """Who reads: the person signed in; empty on this computer itself. What is kept of a page is kept for them."""
        return reader().person or ""

    @property
    def rights(self) -> Rights:
        """What the reader may open and see."""
        return self.centre.keeper.rights()

    def rooms(self) -> list[Room]:
        """The navigation: what is there for the reader; nothing while who reads cannot be known."""
        try:
            rights = self.rights
            there = [*(room for room in ROOMS if rights.opens(room.opens) and self._is_fed(room.opens)),
                     *self._live_rooms()]
            return sorted(there, key=lambda room: GROUPS.index(room.group))
        except Trouble:
            return []

    def _is_fed(self, page: str) -> bool:
        """Whether a page made for a role has something to show; asked once for each state of the centre."""
        state = self.centre.state
        if self._fed[0] != state:
            self._fed = (state, {})
        known = self._fed[1]
        if page not in known:
            known[page] = fed(self.centre, page).there
        return known[page]

    def _live_rooms(self) -> Iterator[Room]:
        """The pages of what goes on now that have something for whoever reads."""
        centre = self.centre
        if not any(is_followed(line) for line in centre.settings.sources):
            return
        if centre.keeper.floor() is not None:
            yield LIVE_ROOMS[0]
        if self.rights.covers((), {}, wall_today(centre)):
            yield LIVE_ROOMS[1]

    def render(self, template: str, *, status: int = 200, here: str = "", **context: Any) -> HTMLResponse:
        address: Address | None = context.setdefault("address", None)
        rooms = self.rooms() if context.pop("within", True) else []
        context.setdefault("notices", bool(rooms) and self.rights.opens("notices"))
        carried = address if address and self._carried(address, here) else None
        links = {room.path: carried.link(room.path) if carried and room.dated else room.path for room in rooms}
        context["clock"] = self.centre.settings.zone.key  # of the centre, told to whose own differs
        text = self.pages.get_template(template).render(centre=self.centre.settings.name, here=here, links=links,
                                                         rooms=rooms, reader=self.reader, **context)
        return HTMLResponse(text, status_code=status)

    @staticmethod
    def _carried(address: Address, here: str) -> bool:
        """Whether other pages are shown for the same days: not for the long time that a role's page looks back over."""
        return grain(address.calendar, address.days) != "span" or any(
            room.path == here and room.dated for room in ROOMS)

    def strategy(self) -> tuple[Strategy | None, list[Issue]]:
        """The strategy with what it still lacks; or none, with everything wrong in its text. Both are told to those who
        look after the texts."""
        told = self.rights.opens("notes")
        try:
            return self.centre.strategy, self.centre.issues if told else []
        except Trouble as wrong:
            return None, list(wrong.issues) if told else [Issue(
                "not-ready", "the strategy", said("The centre's strategy is being mended."),
                said("Come back later, or ask whoever looks after this centre."))]

    def notes(self) -> Notes:
        """What the rules say of each thing of the strategy; asked once for each state of the centre."""
        if not self.rights.opens("notes"):
            return Notes({})
        state = (self.centre.state, self.centre.now().date(), reader())
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

    def issues_of(self, trouble: Trouble) -> tuple[Issue, ...]:
        """What is wrong, in words; of names that who reads may not see it is not said which there are."""
        if isinstance(trouble, WrongUse) and not self.rights.everything and any(
                issue.name in OF_NAMES for issue in trouble.issues):
            return (self.rights.hidden(),)
        return issues_of(trouble)

    def may(self, address: Address, *by: str, facts: bool = False) -> bool:
        """Whether figures at this address may be cut by these names, or their single facts be seen."""
        return self.rights.covers(by, address.asked, address.days, facts=facts) and (
            not facts or self.rights.opens("rows"))

    def opens_rows(self, metric: str, address: Address) -> bool:
        """Whether the facts behind a measure's figure at this address are there for the reader."""
        return self.may(address, facts=True) and self.centre.metrics.tells_rows(
            metric, during=address.days, where=address.asked)

    def owner(self, name: str) -> str:
        """Who owns something, as the reader may see it: to whom names nobody, by the role alone."""
        return kept(name) if name in OWNERS else name if self.centre.keeper.names_people else ""

    def homeward(self, request: Request, path: str, spread: Days, *, front: bool = False) -> str | None:
        """Where a page that says of nobody whose figures are meant leads who may not see the centre's; or, from the
        front, whoever has figures of their own to look at first."""
        query, rights = request.query_params, self.rights
        if any(name in query for name in WHOSE) or (not front and rights.covers((), {}, spread)):
            return None
        home = rights.home(spread)
        if not home:
            return None
        pairs = [*((name, value) for name, value in query.multi_items()), *home.items()]
        return f"{path}?{urlencode(pairs, quote_via=quote, safe=':')}"

    def address(self, request: Request) -> Address:
        return self.address_of(request.query_params)

    def address_of(self, query: QueryParams) -> Address:
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
        people, rights, days = self.people(spread), self.rights, address.days
        whole = [Choice("centre", said("Whole centre"), not address.scope)] if rights.covers((), {}, days) else []
        groups = [("", whole)]
        for level, of, word in (("site", "team", said("Sites")),
                                ("queue_group", "queue", said("Groups of queues"))):
            groups.append((word, [Choice(f"{level}:{name}", name, address.scope == {level: name})
                                  for name, parts in self.centre.parts()[level].items()
                                  if parts and rights.covers((), {of: parts}, days)]))
        groups.append((said("Teams"), [Choice(f"team:{team}", team, address.scope == {"team": team})
                                 for team in people if team and rights.covers((), {"team": [team]}, days)]))
        for team, agents in people.items():
            groups.append((team or said("Agents without a team"), [
                Choice(f"agent:{agent}", agent, address.scope == {"agent": agent}) for agent in agents
                if rights.covers((), {"agent": [agent]}, days)]))
        return [(name, choices) for name, choices in groups if choices]

    def people(self, spread: Days) -> dict[str, list[str]]:
        """Team → its agents over the last quarter of a year, by what any measure that knows both has seen. Whom of them
        the reader may see is asked of the rights. Once somebody is forgotten or called otherwise, they are asked for
        anew.
        """
        state = (spread, self._bearing(), self.centre.keeper.names_people, self.centre.told)
        if self._people[0] != state:
            self._people = (state, self._ask_people(spread, state[1]))
        return self._people[1]

    def _bearing(self) -> tuple[str, ...]:
        metrics, strategy = self.centre.metrics.unguarded(), self.strategy()[0]  # teams are kept from nobody here
        names: Iterable[str] = [kpi.metric for kpi in strategy.kpis()] if strategy else metrics.catalogue.metrics
        return tuple(name for name in dict.fromkeys(names) if "team" in metrics.dimensions(name))

    def _ask_people(self, spread: Days, bearing: tuple[str, ...]) -> dict[str, list[str]]:
        if not bearing:
            return {}
        during = Days(max(spread.first, period_of(self.centre.calendar, "quarter", spread).first), spread.until)
        metrics, named = self.centre.metrics.unguarded(), self.centre.keeper.names_people
        whole = [name for name in bearing if "agent" in metrics.dimensions(name)] if named else []
        found: dict[str, list[str]] = {}
        asked = [(bearing, ("team",)), (whole, ("team", "agent"))]
        for row in (row for names, by in asked if names for row in metrics.ask(names, by=by, during=during).rows):
            agent, team = row.by.get("agent"), row.by["team"] or ""
            agents = found.setdefault(team, [])
            if agent and agent not in agents:
                agents.append(agent)
        return {team: sorted(found[team]) for team in sorted(found, key=lambda name: (not name, name))}


def freshness(as_of: datetime | None, address: Address) -> dict[str, str]:
    """How far data are complete, and whether that covers the period shown."""
    if as_of is None:
        return {"tone": "near", "text": said("Completeness not known"), "at": ""}
    covered = as_of >= address.calendar.interval(address.days).end
    return {"tone": "good" if covered else "near", "text": said("Complete to {moment}", moment=moment_word(as_of)),
            "at": as_of.isoformat(timespec="minutes")}

