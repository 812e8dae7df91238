"""This file is about the editor's first page: the stages, the map on which links are drawn, each thing in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fourscore.centre import Standing, by_line, met_outside, stages_of
from fourscore.strategy import BETWEEN, Node, Sizes, arrow_name, lay_out, things_in, words_in
from fourscore.terms import kept, said, said_many, spoken, together
from fourscore.web.draw import CARD_WIDTH, Card, LaneName, Tie, card_height, strategy_map
from fourscore.web.editor.desk import PATH, Desk
from fourscore.web.words import Note, Notes, Status, note_of

if TYPE_CHECKING:
    from markupsafe import Markup
    from starlette.requests import Request
    from starlette.responses import HTMLResponse

    from fourscore.centre import Checked
    from fourscore.strategy import Link, Objective, Strategy
    from fourscore.terms import Issue

ASKED = (1, 3)  # the stages whose questions change the strategy


def overview_page(desk: Desk, request: Request, issues: tuple[Issue, ...] = ()) -> HTMLResponse:
    """The strategy as it is being edited."""
    there = desk.stands()
    checked = desk.checked(there)
    strategy, notes = checked.strategy, desk.notes(there)
    context: dict[str, Any] = {"drawing": None, "lanes": [], "arrows": [], "goals": [], "guarded": [], "policies": [],
                               "words": {}, "allowed": []}
    if strategy is not None:
        context |= _told(strategy, notes) | {"drawing": _drawing(strategy, notes),
                                             "allowed": _allowed(desk.text_of(there.text).root(), checked)}
    return desk.render("overview.html", request, there, status=400 if issues else 200, issues=issues,
                       readable=strategy is not None, stages=_stages(desk, checked), outside=_outside(desk, there),
                       whole=_whole(checked), counts=counts_of(checked), **context)


def _outside(desk: Desk, there: Standing) -> dict[str, Any] | None:
    """What was changed in the file beside the draft."""
    found = met_outside(desk.centre) if there.outside else None
    return found and {"words": found[0], "lines": found[1], "collided": found[2].collided}


def _stages(desk: Desk, checked: Checked) -> list[dict[str, Any]]:
    """The guided stages, as the draft stands."""
    return [{
        "number": one.stage.number, "title": one.stage.title, "errors": len(one.errors),
        "status": Status("off", said("{count} to mend", count=len(one.errors))) if one.errors else Status(
            "near", said("To be signed")) if one.signed is None else Status("good", said("Signed")),
        "href": f"{PATH}/questions/{one.stage.number}" if one.stage.number in ASKED else
        f"/stages#stage-{one.stage.number}",
        "word": said("Answer its questions") if one.stage.number in ASKED else said("Appoint people"),
    } for one in stages_of(desk.centre, checked)]


def counts_of(checked: Checked) -> str:
    """How many errors, warnings and notes nobody put up with, in words."""
    open_ones: list[str] = [finding.severity for finding in checked.findings if finding.allowed is None]
    errors, warnings, notes = (open_ones.count(severity) for severity in "EWI")
    return together((
        said_many("{number} error", "{number} errors", errors) if errors else said("no errors"),
        said_many("{number} warning", "{number} warnings", warnings) if warnings else said("no warnings"),
        said_many("{number} note", "{number} notes", notes) if notes else said("no notes")), ", ")


def _whole(checked: Checked) -> list[Note]:
    """What the rules say of the strategy as a whole, of no thing of it."""
    return [note_of(finding) for found in by_line(checked).values() for finding in found if not finding.at]


# -- the map ----


def _drawing(strategy: Strategy, notes: Notes) -> Markup:
    """The map: its cards lead to their objectives' forms, its arrows to their links'."""
    objectives = list(strategy.objectives())
    height = card_height([one.name for one in objectives])
    layout = lay_out(strategy, Sizes(width=CARD_WIDTH, height=height))
    names = {one.id: one.name for one in objectives}
    cards = {one.id: _card(one, notes) for one in objectives}
    lanes = {one.id: LaneName(spoken(kept(one.name)), "") for one in strategy.perspectives}
    ties = {number: Tie(link.sign, spoken(said_of_link(link, names)), href_of(link))
            for number, link in enumerate(strategy.links)}
    return strategy_map(layout, lanes, cards, ties, spoken(said("Strategy map, to be edited")))


def _card(objective: Objective, notes: Notes) -> Card:
    told = notes.of(objective.id, *(kpi.id for kpi in objective.kpis))
    many = len(objective.kpis)
    measures = said_many("{number} measure", "{number} measures", many) if many else said("no measure")
    whole = together([
        said("{objective}: {measures}, {owner}", objective=objective.name, measures=measures,
             owner=kept(objective.owner) if objective.owner else said("no owner")),
        *(said("{severity} {rule}: {what}", severity=note.word, rule=note.id, what=spoken(note.what).rstrip("."))
          for note in told)], ". ")
    return Card(objective.name, "plain", spoken(measures), "", f"{PATH}/objective/{objective.id}", spoken(whole),
                f"{told[0].mark} {len(told)}" if told else "", port=objective.id)


def href_of(link: Link) -> str:
    """Where a link's form is."""
    return f"{PATH}/link/{link.source}{BETWEEN}{link.target}"


def said_of_link(link: Link, names: dict[str, str]) -> str:
    """A link in words."""
    source, target = names.get(link.source, link.source), names.get(link.target, link.target)
    told = (said("{source} leads to {target}", source=source, target=target) if link.sign == "+"
            else said("{source} works against {target}", source=source, target=target))
    if not link.lag_weeks:
        return told
    first, last = link.lag_weeks
    return (said("{link}, after {weeks} weeks", link=told, weeks=first) if first == last
            else said("{link}, after {first} to {last} weeks", link=told, first=first, last=last))


# -- the same in words ----


def _told(strategy: Strategy, notes: Notes) -> dict[str, Any]:
    names = {one.id: one.name for one in strategy.objectives()}
    return {
        "words": {"mission": strategy.mission, "vision": strategy.vision, "values": strategy.values},
        "lanes": [{
            "id": lane.id, "name": kept(lane.name), "question": kept(lane.question), "notes": notes.of(lane.id),
            "objectives": [{"id": one.id, "name": one.name, "owner": kept(one.owner), "notes": notes.of(one.id),
                            "kpis": [
                {"id": kpi.id, "name": kept(kpi.name), "notes": notes.of(kpi.id)} for kpi in one.kpis]}
                for one in lane.objectives]} for lane in strategy.perspectives],
        "arrows": [{"said": said_of_link(link, names), "sentence": link.sentence, "href": href_of(link),
                   "notes": notes.of(arrow_name(link))} for link in strategy.links],
        "goals": [_line("goal", goal.id, goal.text, notes) for goal in strategy.goals],
        "guarded": [_line("guarded", goal.id, goal.text, notes) for goal in strategy.guarded],
        "policies": [_line("policy", one.id, one.text, notes) for one in strategy.policies],
    }


def _line(kind: str, key: str, text: str, notes: Notes) -> dict[str, Any]:
    return {"href": f"{PATH}/{kind}/{key}", "text": text or key, "notes": notes.of(key)}


def _allowed(root: Node, checked: Checked) -> list[dict[str, Any]]:
    """What is put up with, until when; what the rules say of such a line stands beside it."""
    told = by_line(checked)
    found = []
    for key, path in things_in(root, "allow"):
        fields = words_in(root, "allow", key)
        at = fields["at"].replace("->", "→")
        found.append({"href": f"{PATH}/allow/{key}", "reason": fields["reason"],
                      "text": said("{rule} at {thing}", rule=fields["rule"], thing=at) if at else fields["rule"],
                      "until": said("until {day}", day=fields["until"]) if fields["until"] else "",
                      "notes": [note_of(one) for one in told.get(line_of(root, path), ())]})
    return found


def line_of(root: Node, path: Sequence[str | int]) -> int:
    """The line of the text on which something stands."""
    here = root
    for step in path:
        here = here.items[step] if isinstance(step, int) else next(
            value for key, value in here.entries if key.text == step)
    return here.line
