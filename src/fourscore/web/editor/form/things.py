"""This file is about the form of one thing of the strategy: its fields, what the rules say of it, what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.centre import Standing, by_line, who_changes
from fourscore.strategy import (
    NEW,
    PLACE,
    THINGS,
    Field,
    Node,
    Strategy,
    arrow_name,
    place_of,
    things_in,
    words_in,
)
from fourscore.terms import Issue, kept, said
from fourscore.web.editor.desk import PATH, Desk
from fourscore.web.editor.form.guarding import sentence_of, sentence_said
from fourscore.web.editor.form.measuring import anchors_of, measured, path_rows, points_said
from fourscore.web.editor.form.offering import chosen, offers
from fourscore.web.editor.overview import href_of, line_of, said_of_link
from fourscore.web.editor.typed import Typed
from fourscore.web.pages.trouble import unknown_page
from fourscore.web.words import note_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse



def said_of(kind: str, typed: Typed) -> dict[str, str]:
    """The fields that were changed, those told as a sentence or as points of a path brought together first."""
    return Typed(_together(kind, typed)).changed()


def _together(kind: str, typed: Typed) -> Mapping[str, str]:
    if kind == "guarded":
        return sentence_said(typed)
    return points_said(typed) if kind == "kpi" else typed.fields


def thing_page(desk: Desk, request: Request, kind: str, key: str, typed: Typed | None = None,
               issues: tuple[Issue, ...] = ()) -> HTMLResponse:
    """The form. typed: what was typed, where it could not be kept or is only to be looked at."""
    if kind not in THINGS:
        return unknown_page(desk.frame, request)
    there, thing = desk.stands(), THINGS[kind]
    text = desk.text_of(there.text)
    root = text.root()
    was = {} if key == NEW else words_in(root, kind, key)
    now = dict(_together(kind, typed)) if typed is not None else {}
    values = {**_starts(desk, kind), **_asked(request)} if key == NEW else dict(was)
    values |= {name.removeprefix("f."): value for name, value in now.items() if name.startswith("f.")}
    strategy = desk.checked(there).strategy
    offered = offers(desk, strategy)
    fields = [_field(field, values, was, offered, now) for field in thing.fields
              if key == NEW or kind != "note" or field.name != PLACE]
    note = "" if key == NEW else key.replace("..", " → ") if kind == "link" else key
    line = 0 if key == NEW or kind == "words" else line_of(root, place_of(root, kind, key))
    notes = desk.notes(there).of(note) if note else []
    if kind == "allow" and line:
        notes = [note_of(one) for one in by_line(desk.checked(there)).get(line, ())]
    context: dict[str, Any] = {
        "kind": kind, "key": key, "new": key == NEW, "parts": _parts(fields), "issues": issues, "notes": notes,
        "line": line, "seen": typed.get("seen") if typed is not None and typed.get("seen") else there.seen,
        "offered": offered, "has_id": bool(thing.at) and not thing.keys, "remarks": None, "anchors": None,
        "was_id": typed.get("was_id") if typed is not None and typed.get("was_id") else key,
        "typed_id": typed.get("id") if typed is not None else "" if key == NEW else key,
        "about": None if not note or kind in ("allow", "note") else note.replace(" → ", " -> "),
        "why": typed.get("why") if typed is not None else "", "sentence": None, "measured": None, "rows": None,
        "inside": _inside(desk, there, strategy, kind, key)}
    if kind == "guarded":
        context["sentence"] = sentence_of(desk, strategy, values.get("goal", ""))
    if kind == "kpi":
        context["rows"], context["anchors"] = path_rows(values.get("target", "")), anchors_of(values.get("anchors", ""))
        context["remarks"] = None if key == NEW else _remarks(root, key)
        context["measured"] = measured(desk, there, key, {} if typed is None else said_of(kind, typed), values)
    title = thing.new if key == NEW else thing.title
    return desk.render("thing.html", request, there, status=400 if issues else 200, title=title, thing=thing,
                       name=_name(strategy, kind, key, values), **context)


def _name(strategy: Strategy | None, kind: str, key: str, values: Mapping[str, str]) -> str:
    if kind in ("words", "link") or key == NEW:
        return ""
    if kind == "kpi" and strategy is not None and not values.get("name"):
        return next((kept(kpi.name) for kpi in strategy.kpis() if kpi.id == key), key)
    return kept(values.get("name", "")) or values.get("text") or key


def _starts(desk: Desk, kind: str) -> dict[str, str]:
    """What a new thing starts with, where a form needs something to start with."""
    centre = desk.frame.centre
    if kind in ("allow", "note"):
        today = centre.calendar.local(centre.now()).date().isoformat()
        return {"who": who_changes(centre), **({"on": today} if kind == "note" else {})}
    return {"sign": "+"} if kind == "link" else {}


def _remarks(root: Node, kpi: str) -> list[dict[str, str]]:
    """The notes on a KPI's changes."""
    return [{"href": f"{PATH}/note/{key}", **words_in(root, "note", key)} for key, path in things_in(root, "note")
            if path[-3] == kpi]


def _asked(request: Request) -> dict[str, str]:
    """What an address proposes for a new thing: the ends of a link, or what it stands in."""
    return {name: request.query_params[name] for name in ("from", "to", PLACE, "metric", "rule", "at")
            if name in request.query_params}


def _field(field: Field, values: Mapping[str, str], was: Mapping[str, str], offered: Mapping[str, Any],
           now: Mapping[str, str]) -> dict[str, Any]:
    value = values.get(field.name, "")
    choices, value = chosen(field, value, offered)
    datalist = field.of if field.of in ("people", "metric") and not choices else ""
    return {"name": field.name, "label": field.label, "how": field.how, "note": field.note, "value": value,
            "was": now.get(f"was.{field.name}", was.get(field.name, "")), "choices": choices, "list": datalist,
            "part": field.part, "needed": field.name == PLACE or (field.name in ("from", "to") and bool(choices)),
            "rows": max(2, value.count("\n") + 1, len(value) // 60 + 1) if field.how in ("long", "lines") else 0}


def _parts(fields: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The fields under their headings, in order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for field in fields:
        found.setdefault(field["part"], []).append(field)
    return list(found.items())


def _inside(desk: Desk, there: Standing, strategy: Strategy | None, kind: str, key: str) -> dict[str, Any] | None:
    """What stands in an objective or perspective, and leads to and from it."""
    if strategy is None or key == NEW or kind not in ("objective", "perspective"):
        return None
    notes = desk.notes(there)
    if kind == "perspective":
        return {"things": [{"href": f"{PATH}/objective/{one.id}", "name": one.name, "notes": notes.of(one.id)}
                           for one in strategy.objectives() if one.perspective == key],
                "add": f"{PATH}/objective/new?in={key}", "word": said("New objective"), "links": None, "others": []}
    names = {one.id: one.name for one in strategy.objectives()}
    return {
        "things": [{"href": f"{PATH}/kpi/{kpi.id}", "name": kept(kpi.name), "notes": notes.of(kpi.id)}
                   for one in strategy.objectives() if one.id == key for kpi in one.kpis],
        "add": f"{PATH}/kpi/new?in={key}", "word": said("New KPI"),
        "links": [{"href": href_of(link), "name": said_of_link(link, names), "notes": notes.of(arrow_name(link))}
                  for link in strategy.links if key in (link.source, link.target)],
        "others": [(one, name) for one, name in names.items() if one != key]}
