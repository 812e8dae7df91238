"""This file is about the page of what is on record: who did or looked at what, about whom, and from where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.responses import RedirectResponse, Response

from fourscore.centre import THINGS, Asked, audited
from fourscore.terms import Days, capital, kept, said
from fourscore.web.address import read_number
from fourscore.web.languages.moments import told_as_moment
from fourscore.web.pages import Frame
from fourscore.web.record.words import entry_words, name_word, origin_word, who_word
from fourscore.web.sheets import Column, Sheet, ending_of, handed_out, ways_out

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request

PATH, PAGE = "/audit", 100
COLUMNS = (Column("at", "When"), Column("who", "Who"), Column("what", "What"), Column("about", "About"),
           Column("from_where", "From"), Column("was", "Was"), Column("is", "Is"), Column("zone", "Zone", told=True))


def audit_page(frame: Frame, request: Request) -> Response:
    """A page of entries, the latest first."""
    asked, number = _asked(frame, request), read_number(request.query_params, "page")
    told = audited(frame.centre, asked, limit=PAGE, offset=(number - 1) * PAGE)
    last = max(1, -(-told.total // PAGE))
    if number > last:
        return RedirectResponse(_link(asked, request, page=last), status_code=303)
    local = frame.centre.calendar.local
    return frame.render(
        "audit.html", here=PATH, title=said("On record"), asked=asked, during=request.query_params.get("period", ""),
        things=[(thing, thing_word(thing), thing == asked.thing) for thing in told.things],
        entries=[{"at": _second(local(one.at)), "who": who_word(one.who), "thing": thing_word(one.thing),
                  "name": name_word(one.thing, one.name), "origin": origin_word(one.origin),
                  **dict(zip(("old", "new"), entry_words(one.thing, one.old, one.new), strict=True))}
                 for one in told.entries],
        total=told.total, first=(number - 1) * PAGE + 1, zone=frame.centre.calendar.zone.key,
        everybody=frame.rights.everything, ways_out=ways_out(_link(asked, request, "/audit.csv")),
        before=_link(asked, request, page=number - 1) if number > 1 else None,
        after=_link(asked, request, page=number + 1) if number < last else None,
        narrowed=any(asked),
    )


def audit_sheet(frame: Frame, request: Request) -> Response:
    """The entries asked for, all of them."""
    zone, told = frame.centre.calendar.zone.key, audited(frame.centre, _asked(frame, request))

    def lines() -> Iterator[list[Any]]:
        for one in told.entries:
            yield [frame.centre.calendar.local(one.at), one.who, one.thing, one.name, one.origin, one.old, one.new,
                   zone]

    name = "-".join(filter(None, ("audit", request.query_params.get("period", ""))))
    of = [("Centre", frame.centre.settings.name), ("Time zone", zone)]
    return handed_out(Sheet("On record", name, COLUMNS, lines(), of), ending_of(request))


def thing_word(thing: str) -> str:
    """What an entry is about, as people call it."""
    return capital(kept(THINGS[thing])) if thing in THINGS else thing[:1].upper() + thing[1:]


def _asked(frame: Frame, request: Request) -> Asked:
    query = request.query_params
    days: Days | None = frame.centre.calendar.period(query["period"]) if query.get("period") else None
    return Asked(query.get("who", "").strip(), query.get("about", "").strip(), query.get("thing", ""), days)


def _link(asked: Asked, request: Request, path: str = PATH, page: int | None = None) -> str:
    pairs = [("who", asked.who), ("about", asked.about), ("thing", asked.thing),
             ("period", request.query_params.get("period", "")), ("page", str(page or ""))]
    query = urlencode([pair for pair in pairs if pair[1]], quote_via=quote)
    return f"{path}?{query}" if query else path


@told_as_moment
def _second(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
