"""This file is about the two pages for getting better at the work: whom to coach and why, and the quality reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from fourscore.centre import last_weeks, led_by, samples, whom_to_coach
from fourscore.terms import (
    Trouble,
    WrongUse,
    capital,
    kept,
    said,
    said_many,
    together,
    write_beside,
    write_reliability,
    write_value,
)
from fourscore.web.address import Address
from fourscore.web.roles.view import Cell, Head, Table, View, address_in, figure, number, place_of
from fourscore.web.words import day_word, write_change

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.centre import Coached, Coaching, Hint, Unsure
    from fourscore.scoring import Standing
    from fourscore.web.pages import Frame

QUALITY, CALIBRATION, CRITICAL = "quality_score", "calibration_agreement", "critical_error_rate"
LONGEST = 50  # reviews listed
EVERYBODY = said("Everybody")


def coach_view(frame: Frame, request: Request) -> View:
    """Whom to coach, with the evidence, the size, and what coaching did before."""
    centre = frame.centre
    address = address_in(frame, request, last_weeks(centre))
    team, links = _team(frame, request, "/coach", address)
    found = whom_to_coach(centre, team, address.days)
    tables = [_hints(frame, found, address), _shared(frame, found, address), _unsure(found)]
    notes = [together((kept(name), issue.what), ": ") for name, issue in found.refused]
    return View("/coach", said("Coaching"), tables, "", address, None, notes, links,
                foot=said("{number} figures were sure enough to be looked at", number=found.judged))


def _team(frame: Frame, request: Request, path: str, address: Address) -> tuple[str, list[tuple[str, str, bool]]]:
    """The team that is asked for: whoever may see everybody's may leave it out. Raises WrongUse `not-yours`."""
    teams, whole = led_by(frame.centre), frame.rights.everything
    team = request.query_params.get("team", "")
    if not teams or (team and team not in teams):
        raise WrongUse(frame.rights.hidden())
    chosen = team or ("" if whole else teams[0])

    def link(name: str) -> str:
        pairs = [("period", address.period), *([("team", name)] if name else [])]
        return f"{path}?{urlencode(pairs, quote_via=quote, safe=':')}"

    links = [(EVERYBODY, link(""), not chosen)] if whole else []
    return chosen, [*links, *((name, link(name), name == chosen) for name in teams)]


def _hints(frame: Frame, found: Coaching, address: Address) -> Table:
    heads = (Head("agent", said("Agent")), Head("measure", said("Measure")), Head("actual", said("Actual"), num=True),
             Head("expected", said("Expected of such calls"), num=True), Head("size", said("Difference"), num=True),
             Head("target", said("Target"), num=True), Head("why", said("Why")),
             Head("before", said("What coaching did before")))
    return Table(
        "hints", said("Whom to coach, and why"), heads, [_hint(frame, hint, address) for hint in found.hints],
        lead=said("Only where a figure is reliable enough (0.5 or more) to tell the person from chance. The order "
                  "says how far from chance each is; it ranks nobody."),
        empty=said("Nobody's figure is so far from what was to be expected, or from its target, that it would be more "
                   "than chance."))


def _hint(frame: Frame, hint: Hint, address: Address) -> list[Cell]:
    one, unit, money = hint.standing, hint.kpi.unit, frame.currency
    at = address.within({**hint.kpi.scope, "agent": (one.name,)})
    href = at.link(place_of("measure", hint.kpi.metric))
    size = one.value - one.expected if one.value is not None and one.expected is not None else None
    return [
        Cell(one.name, href=f"{place_of('agent', one.name)}"), Cell(kept(hint.kpi.name), href=href),
        number(one.value, unit, money, href), number(one.expected, unit, money),
        Cell("–" if size is None else _signed(size, unit, money), size, unit),
        Cell(write_beside(None, hint.standings.target, hint.standings.upper_target, unit, money).aim,
             hint.standings.target, unit),
        Cell(hint.why, below=_stands_on(one, unit, money)),
        _came(frame, hint.coached, unit)]


def _signed(size: float, unit: str, money: str) -> str:
    return together(("+" if size > 0 else "−", write_change(size, unit, money)), "")


def _stands_on(one: Standing, unit: str, money: str) -> str:
    """From how many cases a figure is, where it most likely lies, and how reliable it is."""
    n = write_value(one.n, "count")
    reliable = "" if one.reliability is None else said("reliability {figure}",
                                                       figure=write_reliability(one.reliability))
    if one.low is None or one.high is None:
        return said_many("From {number} case; {reliable}.", "From {number} cases; {reliable}.", one.n, number=n,
                         reliable=reliable)
    low, high = write_value(one.low, unit, money), write_value(one.high, unit, money)
    return said_many("From {number} case, most likely {low} to {high}; {reliable}.",
                     "From {number} cases, most likely {low} to {high}; {reliable}.", one.n, number=n, low=low,
                     high=high, reliable=reliable)


def _came(frame: Frame, coached: Coached | None, unit: str) -> Cell:
    if coached is None:
        return Cell(said("No coaching of theirs is loaded that weeks follow"), None)
    effect = coached.effect
    words = capital(kept(effect.verdict))
    week = said("Coached in the week of {days}", days=day_word(coached.week))
    if effect.low is None or effect.high is None:
        return Cell(words, below=said("{week}; {why}.", week=week, why=effect.why))
    low, high = (_signed(edge, unit, frame.currency) for edge in (effect.low, effect.high))
    return Cell(words,
                below=said("{week}; since then {low} to {high} against what their own weeks led to expect.", week=week,
                           low=low, high=high))


def _shared(frame: Frame, found: Coaching, address: Address) -> Table:
    heads = (Head("measure", said("Measure")), Head("short", said("Short of it"), num=True),
             Head("judged", said("Of"), num=True),
             Head("target", said("Target"), num=True))
    rows = [[Cell(kept(one.kpi.name), href=address.within(one.kpi.scope).link(place_of("measure", one.kpi.metric))),
             number(one.short, "count"), number(one.judged, "count"),
             Cell(write_beside(None, one.target, one.kpi.upper_target, one.kpi.unit, frame.currency).aim, one.target,
                  one.kpi.unit)] for one in found.shared]
    return Table("shared", said("What most fall short of"), heads, rows,
                 lead=said("Where more than half are short of a target, the work, the tools or the target are to be "
                           "looked at first; coaching one person would not mend it."),
                 empty=said("No target is missed by more than half of those who can be judged."))


def _unsure(found: Coaching) -> Table:
    """Who cannot be judged, one line each, with the measures and what the nearest of them takes."""
    heads = (Head("agent", said("Agent")), Head("measures", said("Of")), Head("needs", said("What it needs")))
    of: dict[str, list[Unsure]] = {}
    for one in found.unsure:
        of.setdefault(one.name, []).append(one)
    rows = []
    for name, theirs in of.items():
        needs = list(dict.fromkeys(one.needs for one in theirs if one.needs)) or [
            said("Too few others do the same work to tell how far they truly differ.")]
        rows.append([Cell(name, href=place_of("agent", name)),
                     Cell(together([said("{name} ({n})", name=kept(one.kpi.name), n=write_value(one.n, "count"))
                                     for one in theirs], ", ")), Cell(needs[0])])
    return Table("unsure", said("Not enough data for a hint"), heads, rows,
                 lead=said("By name, with the number of cases of each measure; nothing is said of how they work."),
                 empty=said("Every figure is sure enough."))


# -- quality reviews -------------------------------------------------------------------------------

def quality_view(frame: Frame, request: Request) -> View:
    """The sample owed to each agent with its rule, the reviews as loaded, and how far reviewers agree."""
    centre = frame.centre
    address = address_in(frame, request, last_weeks(centre))
    team, links = _team(frame, request, "/quality", address)
    tables = [_owed(frame, team, address), _reviews(frame, team, address)]
    if frame.rights.covers(("form",), {}, address.days) and not centre.metrics.lacking(CALIBRATION):
        tables.append(_agreement(frame, address))
    answer = centre.metrics.ask([QUALITY], during=address.days, where={"team": [team]} if team else {})
    return View("/quality", said("Quality reviews"), tables, "", address, answer.as_of, (), links)


def _owed(frame: Frame, team: str, address: Address) -> Table:
    heads = (Head("agent", said("Agent")), Head("done", said("Done"), num=True),
             Head("owed", said("Still owed"), num=True),
             Head("score", said("Score"), num=True), Head("sure", said("How sure")))
    try:
        found = samples(frame.centre, address.days, team)
    except (WrongUse, Trouble) as no:
        return Table("owed", said("The sample owed"), heads, (), empty=no.issues[0].what)
    rows = []
    for one in found.rows:
        href = address.within({"agent": (one.agent,)}).link(place_of("measure", QUALITY))
        sure = "–" if one.low is None or one.high is None else \
            said("most likely {low} to {high}", low=write_value(one.low, "share"), high=write_value(one.high, "share"))
        rows.append([Cell(one.agent, href=place_of("agent", one.agent)), number(one.done, "count"),
                     Cell(write_value(one.owed, "count") if one.owed else said("none"), one.owed, "count"),
                     number(one.value, "share", "", href), Cell(sure)])
    rules = [text for _, text in found.rules]
    return Table("owed", said("The sample owed"), heads, rows,
                 lead=said("How many reviews each agent has, and how many more a fair word about them takes."),
                 notes=rules, empty=said("No review of these days is loaded."))


REVIEW = (("evaluated_at", said("When")), ("agent", said("Agent")), ("team", said("Team")), ("form", said("Form")),
          ("evaluator", said("By")), ("points", said("Points")), ("applicable", said("Of")),
          ("contact", said("Contact")))


def _reviews(frame: Frame, team: str, address: Address) -> Table:
    """The reviews as they were loaded; who may not see whose they are sees them without names."""
    heads = tuple(Head(key, word, num=key in ("points", "applicable")) for key, word in REVIEW)
    where = {"team": [team]} if team else {}
    try:
        total = frame.centre.metrics.rows(QUALITY, during=address.days, where=where, limit=1).total
        found = frame.centre.metrics.rows(QUALITY, during=address.days, where=where, limit=LONGEST,
                                          offset=max(0, total - LONGEST))
    except WrongUse as no:
        return Table("reviews", said("Reviews as loaded"), heads, (), empty=no.issues[0].what)
    at = [found.columns.index(key) for key, _ in REVIEW]
    rows = [[_plain(row[place]) for place in at] for row in reversed(found.rows)]
    link = address.within(where) if team else address
    notes = [said("Whose review each is stays out: the staff agreement tells it by longer times only.")] if all(
        row[found.columns.index("agent")] is None for row in found.rows) and rows else []
    if found.total > LONGEST:
        notes.append(said("The last {longest} of {total}.", longest=LONGEST, total=write_value(found.total, "count")))
    first = [[Cell(row[0].text, row[0].value, href=link.link(f"{place_of('measure', QUALITY)}/rows")
                   if frame.rights.opens("rows") else ""), *row[1:]] for row in rows]
    return Table("reviews", said("Reviews as loaded"), heads, first, notes=notes)


def _plain(value: object) -> Cell:
    if value is None:
        return Cell("–", None)
    if isinstance(value, (int, float)):
        return Cell(f"{value:,.10g}", value)
    text = str(value)
    return Cell(text[:16].replace("T", " ") if text[10:11] == "T" else text)


def _agreement(frame: Frame, address: Address) -> Table:
    """How far two reviewers of one contact agree, by form."""
    found = frame.centre.metrics.catalogue.find(CALIBRATION)
    rows = []
    answer = frame.centre.metrics.ask([CALIBRATION], ("form",), during=address.days)
    for row in answer.rows:
        href = address.link(place_of("measure", CALIBRATION))
        rows.append([Cell(row.by["form"] or said("Not recorded")), figure(row, found.unit, frame.currency, href),
                     number(row.n, "count")])
    heads = (Head("form", said("Form")), Head("value", said("Agreement"), num=True),
             Head("n", said("Reviewed twice"), num=True))
    return Table("calibration", said("Do reviewers agree?"), heads, [row for row in rows if row[2].value],
                 lead=kept(found.words), empty=said("No contact of these days was reviewed twice."))
