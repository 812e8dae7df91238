"""This file is about a leader's team today, and all teams beside each other: what goes on now, and the last figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from fourscore.centre import cards_of_team, cards_of_teams, is_followed, led_by, read_now, seats
from fourscore.terms import Days, Trouble, WrongUse, kept, said, together, write_beside, write_score
from fourscore.web.address import Address
from fourscore.web.live.words import floor_words
from fourscore.web.pages.scorecard import note_of
from fourscore.web.roles.view import Cell, Head, Table, View, address_in, aim, number, place_of, standing, status
from fourscore.web.words import day_word, score_change_of, standing_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.scoring import Measured, Scorecard
    from fourscore.web.pages import Frame


def team_home(frame: Frame, request: Request) -> Response:
    """To the first team whose people who asks may see."""
    teams = led_by(frame.centre)
    if not teams:
        raise WrongUse(frame.rights.hidden())
    return RedirectResponse(place_of("team", teams[0]), status_code=303)


def team_view(frame: Frame, request: Request, team: str) -> View:
    """That team's day. Raises WrongUse `not-yours` for whoever may not see its people."""
    centre = frame.centre
    teams = led_by(centre)
    if team not in teams:
        raise WrongUse(frame.rights.hidden())
    spread = centre.metrics.spread()
    last = spread.until - timedelta(days=1) if spread else centre.last_week().until - timedelta(days=1)
    today = centre.calendar.local(centre.now()).date()
    day, week = Days(last, last + timedelta(days=1)), centre.last_week()
    card = centre.scorecard(day, 0, team=team)
    told = _told(frame, team)
    live = None if told is None else _live(told)
    of = said("today, as far as it is loaded") if last == today else \
        said("the last day that is loaded, {day}", day=day_word(day))
    notes = [] if live is not None else [
        said("What each is doing just now is not told: no source is followed here. The figures are of {days}.", days=of)
        if not any(is_followed(line) for line in centre.settings.sources) else
        said("What each is doing just now is not told to you. The figures are of {days}.", days=of)]
    tables = [*([live] if live is not None else []), _day(frame, card, team, of), _people(frame, team, week)]
    more = {"live": None} if told is None else {
        "live": {**told, "now": int(centre.now().timestamp() * 1000)}, "topic": f"floor:{team}"}
    return View(place_of("team", team), said("{team} today", team=team), tables, "/team", None, None, notes,
                [(name, place_of("team", name), name == team) for name in teams], template="team.html", more=more)


def _told(frame: Frame, team: str) -> dict[str, Any] | None:
    """What each of the team is at just now, in words; nothing where no source is followed, or it is not told."""
    centre = frame.centre
    told = centre.keeper.floor()
    if told is None or not any(is_followed(line) for line in centre.settings.sources):
        return None
    if "" not in told and team not in told:
        return None
    read = read_now(centre, set(), floor=True)
    if read.floor is None:
        return None
    words: dict[str, Any] = floor_words(read.floor.seen_by((team,)), centre.now(), centre.settings.zone)
    return words


def _live(words: dict[str, Any]) -> Table:
    """The same as a table, to be taken along; on the page it goes on by itself."""
    rows = [[Cell(one["name"], href=place_of("agent", one["name"])), Cell(one["word"], below=one["note"]),
             Cell(one["value"])] for of in words["teams"] for one in of["agents"]]
    heads = (Head("agent", said("Agent")), Head("state", said("Now")), Head("since", said("For"), num=True))
    return Table("now", said("Just now"), heads, rows, lead=words["said"],
                 empty=said("Nobody of the team is logged in."))


def _day(frame: Frame, card: Scorecard, team: str, of: str) -> Table:
    address = Address(frame.centre.calendar, card.days, {"team": (team,)})
    rows = [_measure(frame, m, address) for m in card.measured() if m.state != "not_applicable"]
    heads = (Head("measure", said("Measure")), Head("status", said("Status")), Head("actual", said("Actual"), num=True),
             Head("target", said("Target"), num=True), Head("n", said("Counted"), num=True))
    return Table("day", said("The team's figures"), heads, rows, lead=said("Of {days}.", days=of),
                 empty=said("No measure of the strategy is for teams."))


def _measure(frame: Frame, m: Measured, address: Address) -> list[Cell]:
    beside = write_beside(m.value, m.target, m.upper_target, m.kpi.unit, frame.currency)
    href = address.within(m.kpi.scope).link(place_of("measure", m.kpi.metric))
    return [Cell(kept(m.kpi.name), href=href), standing(m, note_of(m)),
            Cell(beside.value, m.value, m.kpi.unit, href),
            aim(beside.aim, m.target, m.upper_target, m.kpi.unit), number(m.n, "count")]


def _people(frame: Frame, team: str, week: Days) -> Table:
    """Each of the team by the last whole week, every figure with its own target's status."""
    try:
        cards = cards_of_team(frame.centre, team, week)
    except (WrongUse, Trouble) as no:
        return Table("people", said("The people"), (), (), empty=no.issues[0].what)
    kpis = [m.kpi for m in cards[0].measured()] if cards else []
    address = Address(frame.centre.calendar, week)
    rows = []
    for card in cards:
        name = card.scope.name or ""
        at = address.within({"agent": (name,)})
        cells = []
        for m in card.measured():
            beside = write_beside(m.value, m.target, m.upper_target, m.kpi.unit, frame.currency)
            found = standing_of(m)
            href = at.within(m.kpi.scope).link(place_of("measure", m.kpi.metric)) if m.value is not None else ""
            cells.append(Cell(beside.value, m.value, m.kpi.unit, href, found.tone,
                              found.word if m.value is not None else ""))
        rows.append([Cell(name, href=f"{place_of('agent', name)}?period={address.period}"), *cells])
    heads = (Head("agent", said("Agent")), *(Head(kpi.id, kept(kpi.name), num=True) for kpi in kpis))
    return Table("people", said("The people"), heads, rows,
                 lead=said("Of the week of {day}, each by their own cases; in the order of the alphabet, which is no "
                           "ranking.", day=day_word(week)), empty=said("Nobody is in this team in that week."))


# -- all teams -------------------------------------------------------------------------------------

def teams_view(frame: Frame, request: Request) -> View:
    """Every team: its leader, its people, its score and its measures."""
    centre = frame.centre
    address = address_in(frame, request, centre.last_week())
    cards = {card.scope.name: card for card in cards_of_teams(centre, address.days)}
    led, whole = led_by(centre), frame.rights.everything
    opened = [one for one in seats(centre, address.days.until - timedelta(days=1))
              if one.there or one.team in cards]
    rows = []
    for one in opened:
        card = cards.get(one.team)
        at = address.within({"team": (one.team,)})
        href = place_of("team", one.team) if one.team in led and frame.rights.opens("team") else at.link("/scorecard")
        score = None if card is None or card.withheld else card.score
        change = score_change_of(card.change) if card and score is not None else None
        rows.append([
            Cell(one.team, href=href, below=one.site), Cell(frame.owner(one.leader) or "–"),
            number(one.there, "count"),
            Cell(write_score(score, 1), score, "points", at.link("/scorecard"), below=change.text if change else ""),
            status(card.status if card and score is not None else "no_data",
                   said("too little could be scored") if card and card.withheld else ""),
            Cell(_off(card))])
    heads = (Head("team", said("Team")), Head("leader", said("Leader")), Head("people", said("People"), num=True),
             Head("score", said("Score"), num=True), Head("status", said("Status")), Head("off", said("Off target")))
    tables = [Table("teams", said("Teams"), heads, rows, empty=said("people.yaml names no team.")),
              _by_measure(frame, cards, address)]
    foot = "" if whole else said("totals of teams only")
    as_of = next((card.as_of for card in cards.values()), None)
    return View("/teams", said("Teams"), tables, "", address, as_of, foot=foot)


def _off(card: Scorecard | None) -> str:
    return together([kept(m.kpi.name) for m in card.measured() if m.status == "off_target"] if card else [], ", ")


def _by_measure(frame: Frame, cards: dict[str | None, Scorecard], address: Address) -> Table:
    """Each measure, team beside team."""
    teams = [name for name in cards if name]
    by_kpi: dict[str, list[Measured]] = {}
    for name in teams:
        for m in cards[name].measured():
            by_kpi.setdefault(m.kpi.id, []).append(m)
    rows = []
    for found in by_kpi.values():
        if all(m.state == "not_applicable" for m in found):
            continue
        kpi = found[0].kpi
        cells = [Cell(kept(kpi.name), href=address.within(kpi.scope).link(place_of("measure", kpi.metric), by="team"))]
        rows.append([*cells, *_beside(frame, found, teams, address)])
    heads = (Head("measure", said("Measure")), *(Head(name, name, num=True) for name in teams))
    return Table("measures", said("Measure by measure"), heads, rows,
                 empty=said("No measure of the strategy is for teams."))


def _beside(frame: Frame, found: Sequence[Measured], teams: Sequence[str], address: Address) -> list[Cell]:
    cells = []
    for m, name in zip(found, teams, strict=True):
        beside = write_beside(m.value, m.target, m.upper_target, m.kpi.unit, frame.currency)
        at = address.within({**m.kpi.scope, "team": (name,)})
        href = at.link(place_of("measure", m.kpi.metric)) if m.value is not None else ""
        found_status = standing_of(m)
        cells.append(Cell(beside.value, m.value, m.kpi.unit, href, found_status.tone,
                          found_status.word if m.value is not None else ""))
    return cells

