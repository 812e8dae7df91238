"""This file is about the page of incidents: entered once by a button, corrected with a reason, taken along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.responses import RedirectResponse, Response

from fourscore.centre import INCIDENTS, Happened, at_word, enter_incident, in_words, incidents_of, withdraw_incident
from fourscore.terms import Days, Issue, Trouble, WrongUse, said, together
from fourscore.web.sheets import Column, Sheet, ending_of, handed_out
from fourscore.web.signin.door import onward
from fourscore.web.words import moment_word

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.web.pages.frame import Frame

PATH = "/incidents"
ENDED = 3  # days without data after which nobody enters what happens now
COLUMNS = (Column("number", "Number", "count"), Column("kind", "What happened"), Column("queues", "Queues"),
           Column("begins", "From"), Column("ends", "To"), Column("text", "In a few words"),
           Column("entered_by", "Entered by"), Column("corrected", "Times corrected", "count"),
           Column("zone", "Zone", told=True))


def incidents_page(frame: Frame, request: Request) -> Response:
    """Every incident, the latest first, and the form that enters one."""
    query = request.query_params
    there = incidents_of(frame.centre, _days(frame, request))
    change = query.get("change", "")
    found = next((one for one in there if str(one.number) == change), None)
    if change and found is None:
        raise WrongUse(Issue("unknown-incident", repr(change), said("There is no incident of that number for you."),
                             said("See the page Incidents.")))
    back = _back(request)
    if found is not None:
        what = found.now
        typed = {"kind": what.kind, "queues": "\n".join(what.queues), "begins": at_word(frame.centre, what.begins_at),
                "ends": at_word(frame.centre, what.ends_at), "text": what.text, "number": str(found.number),
                "seen": str(found.seen), "back": back}
    else:
        typed = {"queues": "\n".join(query.getlist("queue")), "back": back, **_when(frame, request)}
    return _page(frame, there, typed, opened="new" in query or found is not None)


def keep(frame: Frame, request: Request, said: Mapping[str, str]) -> Response:
    """Enter, correct or withdraw one; what cannot be kept comes back with what was written."""
    number, seen = (int(said[name]) if said.get(name, "").isdecimal() else 0 for name in ("number", "seen"))
    try:
        if said.get("do") == "withdraw":
            withdraw_incident(frame.centre, number)
            return RedirectResponse(PATH, 303)
        one = enter_incident(
            frame.centre, said.get("kind", ""), said.get("begins", ""), said.get("ends", ""),
            queues=said.get("queues", "").split("\n"), text=said.get("text", ""), why=said.get("why", ""),
            number=number, seen=seen)
    except Trouble as trouble:
        issues = frame.issues_of(trouble)
        if any(issue.name in ("not-yours", "unknown-incident") for issue in issues):
            raise
        wrong = together([text for issue in issues for text in (issue.what, issue.remedy)])
        return _page(frame, incidents_of(frame.centre), said, opened=True, wrong=wrong)
    return RedirectResponse(onward(said["back"]) if said.get("back") else f"{PATH}#incident-{one.number}", 303)


def incidents_sheet(frame: Frame, request: Request) -> Response:
    """All of them, with moments on the centre's clock."""
    calendar, names = frame.centre.calendar, frame.centre.keeper.names_people
    there = incidents_of(frame.centre, _days(frame, request))

    def lines() -> Iterator[list[Any]]:
        for one in there:
            what = one.now
            yield [one.number, what.kind, ", ".join(what.queues), calendar.local(what.begins_at),
                   calendar.local(what.ends_at) if what.ends_at else None, what.text, one.by if names else "",
                   len(one.texts) - 1, calendar.zone.key]

    name = "-".join(filter(None, ("incidents", request.query_params.get("period", ""))))
    of = [("Centre", frame.centre.settings.name), ("Time zone", calendar.zone.key)]
    return handed_out(Sheet("Incidents", name, COLUMNS, lines(), of), ending_of(request))


def _page(frame: Frame, there: list[Happened], typed: Mapping[str, str], *, opened: bool, wrong: str = "") -> Response:
    centre = frame.centre
    may, today = frame.rights.opens("watch"), centre.calendar.local(centre.now()).date()
    spread = Days(today, centre.calendar.period(str(today)).until)
    queues = [name for name in centre.names("queue") if frame.rights.covers((), {"queue": [name]}, spread)] \
        if may else []
    form = {name: _written(name, typed.get(name, ""))
            for name in ("kind", "begins", "ends", "text", "why", "number", "seen", "back")}
    return frame.render(
        "incidents.html", status=400 if wrong else 200, here=PATH, title=said("Incidents"), may=may, form=form,
        wrong=wrong,
        opened=opened, kinds=list(INCIDENTS.items()), chosen=typed.get("queues", "").split("\n"), queues=queues,
        zone=centre.calendar.zone.key, there=[_shown(frame, one) for one in there])


def _written(name: str, text: str) -> str:
    """A moment as people write one."""
    return text.replace("T", " ") if name in ("begins", "ends") else text


def _shown(frame: Frame, one: Happened) -> dict[str, Any]:
    calendar, names = frame.centre.calendar, frame.centre.keeper.names_people
    return {"number": one.number, "words": in_words(frame.centre, one), "goes_on": one.now.ends_at is None,
            "by": one.by if names else "", "at": moment_word(calendar.local(one.texts[0].at)),
            "history": [{"words": in_words(frame.centre, one._replace(texts=one.texts[:place])),
                         "why": one.texts[place].why, "by": one.texts[place].by if names else "",
                         "at": moment_word(calendar.local(one.texts[place].at))}
                        for place in range(1, len(one.texts))]}


def _days(frame: Frame, request: Request) -> Days | None:
    """The period asked for; all where the address comes from a chart and only says where it came from."""
    query = request.query_params
    return frame.centre.calendar.period(query["period"]) if query.get("period") and "new" not in query else None


def _when(frame: Frame, request: Request) -> dict[str, str]:
    """From when to when it was, as far as that can be guessed: now; the period looked at, where that is over; and where
    data have ended days ago, the last day of them."""
    centre = frame.centre
    calendar, now, spread = centre.calendar, centre.now(), centre.metrics.spread()
    asked = request.query_params.get("period", "")
    days = calendar.period(asked) if asked else None
    if days is None and spread is not None and spread.until < calendar.local(now).date() - timedelta(days=ENDED):
        days = Days(spread.until - timedelta(days=1), spread.until)
    if days is None or calendar.midnight(days.until) > now:
        return {"begins": at_word(centre, now)}
    return {"begins": at_word(centre, calendar.midnight(days.first)),
            "ends": at_word(centre, calendar.midnight(days.until))}


def _back(request: Request) -> str:
    """The page the form was opened from, to come back to; that page says it itself, by the browser."""
    said = request.query_params.get("back", "")
    if said:
        return onward(said)
    came = urlsplit(request.headers.get("referer", ""))
    if "new" not in request.query_params or came.netloc != request.headers.get("host") or came.path == PATH:
        return ""
    return onward(came.path + (f"?{came.query}" if came.query else ""))

