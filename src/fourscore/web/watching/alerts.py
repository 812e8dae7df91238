"""This file is about the page of alerts: what fires, taken on by a button; the rules, and what happened before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from fourscore.centre import (
    LIVE_WORDS,
    SIDES,
    SPANS,
    Past,
    RuleText,
    Watched,
    acknowledge_alert,
    alert_history,
    keep_alert,
    tellable,
    watched,
    withdraw_alert,
)
from fourscore.terms import Trouble, kept, said, together, write_day, write_value
from fourscore.web.address import Address
from fourscore.web.words import Status, dimension_word, label_word, moment_word

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.office import Event
    from fourscore.web.pages.frame import Frame

PATH = "/alerts"
FIELDS = ("name", "metric", "scope", "side", "threshold", "clears", "span", "for", "least", "owner", "duty", "quiet",
          "escalate", "number", "seen")
STATES = {"firing": Status("off", said("Firing")), "acknowledged": Status("near", said("Taken on")),
          "pending": Status("near", said("Pending")), "resolved": Status("good", said("Over")),
          "passed": Status("none", said("Over")), "": Status("good", said("Quiet")),
          "unknown": Status("none", said("No data"))}
LEVEL_WORDS = {"queue": said("queue"), "team": said("team"), "site": said("site"), "agent": said("agent"),
               "queue_group": said("group of queues")}
EVENTS = {"pending": said("pending"), "fired": said("fired"), "acknowledged": said("acknowledged"),
          "escalated": said("escalated"), "told": said("told"), "resolved": said("resolved"),
          "passed": said("passed")}
SCOPED = ("queue", "team", "site", "queue_group", "agent")
HIDDEN = ("not-yours", "unknown-alert")


def alerts_page(frame: Frame, request: Request) -> Response:
    """What fires now, the rules, and what fired before; with the form for a rule."""
    query = request.query_params
    there = watched(frame.centre)
    found = next((one for one in there if str(one.rule.number) == query.get("change", "")), None)
    if found is not None:
        fields = _fields(frame, found)
    else:
        scope = next((f"{name}:{query[name]}" for name in SCOPED if query.get(name)), "")
        fields = {"metric": query.get("metric", ""), "scope": scope, "owner": frame.reader or _self(frame),
                  "for": "10m", "escalate": "15m"}
    return _page(frame, there, fields, opened=found is not None or "metric" in query or "new" in query)


def keep(frame: Frame, request: Request, said: Mapping[str, str]) -> Response:
    """Take an alert on, keep a rule, or withdraw one; what cannot be kept comes back with what was written."""
    number, seen = (int(said[name]) if said.get(name, "").isdecimal() else 0 for name in ("number", "seen"))
    try:
        if said.get("do") == "acknowledge":
            taken = acknowledge_alert(frame.centre, number, said.get("note", ""))
            return RedirectResponse(f"{PATH}#episode-{number}" if taken else PATH, 303)
        if said.get("do") == "withdraw":
            withdraw_alert(frame.centre, number)
            return RedirectResponse(PATH, 303)
        rule = keep_alert(frame.centre, said, number=number, seen=seen)
    except Trouble as trouble:
        issues = frame.issues_of(trouble)
        if said.get("do") != "keep" or any(issue.name in HIDDEN for issue in issues):
            raise
        wrong = together([text for issue in issues for text in (issue.what, issue.remedy)])
        return _page(frame, watched(frame.centre), said, opened=True, wrong=wrong)
    return RedirectResponse(f"{PATH}#rule-{rule.number}", 303)


def _page(frame: Frame, there: list[Watched], typed: Mapping[str, str], *, opened: bool, wrong: str = "") -> Response:
    centre = frame.centre
    past = alert_history(centre)
    metrics = centre.metrics.catalogue.metrics
    measures = [*((word, kept(name)) for word, name in LIVE_WORDS.items()),
                *sorted(((key, together([kept(one.name), kept(one.variant.replace("_", " "))], ", ")
                          if one.variant else kept(one.name))
                         for key, one in metrics.items()), key=lambda pair: pair[1].casefold())]
    firing = [one for one in past if one.episode.resolved_at is None]
    return frame.render(
        "alerts.html", status=400 if wrong else 200, here=PATH, title=said("Alerts"), wrong=wrong, opened=opened,
        form={name: typed.get(name, "") for name in FIELDS}, measures=measures,
        sides=[(side, kept(word)) for side, word in SIDES.items()],
        spans=[(span, kept(word)) for span, word in SPANS.items()], people=tellable(centre), scopes=_scopes(frame),
        zone=centre.calendar.zone.key, data_end=_data_end(frame), rules=[_rule(frame, one) for one in there],
        firing=[_past(frame, one) for one in firing],
        past=[_past(frame, one) for one in past if one.episode.resolved_at is not None])


def _data_end(frame: Frame) -> str:
    """How far what is loaded reaches, for whoever writes a rule."""
    spread = frame.centre.metrics.spread()
    if spread is None:
        return said("Nothing is loaded yet: a rule can only tell that no data come.")
    return said("What is loaded reaches to the end of {day}.", day=write_day(spread.until - timedelta(days=1)))


def _scopes(frame: Frame) -> list[tuple[str, str]]:
    """What an alert can be of, as far as the reader may see it today."""
    centre = frame.centre
    today = centre.calendar.period(str(centre.calendar.local(centre.now()).date()))
    parts = centre.parts()
    found = [("", said("Whole centre"))] if frame.rights.covers((), {}, today) else []
    for level, names, of in (
        ("queue_group", {name: labels for name, labels in parts["queue_group"].items() if labels}, "queue"),
        ("queue", {name: (name,) for name in centre.names("queue")}, "queue"),
        ("site", {name: labels for name, labels in parts["site"].items() if labels}, "team"),
        ("team", {name: (name,) for name in centre.names("team")}, "team"),
    ):
        found += [(f"{level}:{name}", together([dimension_word(level), label_word(level, name)], ": "))
                  for name, labels in names.items() if frame.rights.covers((), {of: labels}, today)]
    return found


def _rule(frame: Frame, one: Watched) -> dict[str, Any]:
    text, reading, state = one.rule.now, one.reading, one.episode.state if one.episode else ""
    if not state and reading is not None and reading.why:
        state = "unknown"
    return {"number": one.rule.number, "name": text.name, "words": _words(frame, text), "status": STATES[state],
            "shown": reading.shown if reading else "", "href": _opens(frame, text),
            "why": reading.why if reading else "",
            "n": reading.n if reading else None, "owner": text.owner, "duty": text.duty, "quiet": text.quiet,
            "watching": frame.centre.watcher is not None,
            "history": [(_at(frame, old.at), old.by, _words(frame, old)) for old in one.rule.texts[:-1]]}


def _past(frame: Frame, one: Past) -> dict[str, Any]:
    episode = one.episode
    fired = next((event for event in one.events if event.what == "fired"), None)
    return {"number": episode.number, "name": one.rule.name, "words": _words(frame, one.rule),
            "status": STATES[episode.state], "since": _at(frame, episode.since),
            "over": _at(frame, episode.resolved_at) if episode.resolved_at else "",
            "shown": fired.shown if fired else "", "href": _opens(frame, one.rule, episode.since),
            "open": episode.state == "firing",
            "events": [{"at": _at(frame, event.at), "what": _event(event), "note": event.note, "shown": event.shown}
                       for event in one.events]}


def _event(event: Event) -> str:
    """What happened to an alert, and by whom or to whom."""
    if event.person:
        if event.what == "acknowledged":
            return said("acknowledged by {person}", person=event.person)
        if event.what == "escalated":
            return said("escalated to {person}", person=event.person)
        return together([EVENTS.get(event.what, event.what), " " + event.person])
    return EVENTS.get(event.what, event.what)


def _opens(frame: Frame, text: RuleText, since: datetime | None = None) -> str:
    """Where the figure a rule reads opens: its measure over the days of the rule; of what is counted just now, the
    floor.
    """
    if text.metric in LIVE_WORDS:
        return "/floor" if frame.rights.opens("team") else ""
    calendar = frame.centre.calendar
    day = calendar.local(since or frame.centre.now()).date()
    days = calendar.period(str(day))
    where = {level: labels for level, labels in text.where if labels}
    return Address(calendar, days).within(where).link(f"/measure/{text.metric}")


def _words(frame: Frame, text: RuleText) -> str:
    """What a rule says, in a sentence."""
    name, unit = _named(frame, text.metric)
    of = together([together([LEVEL_WORDS.get(level, level), label_word(level, label)])
                   for level, labels in text.where for label in labels], ", ") or said("the whole centre")
    if text.side == "silent":
        return said("{measure} of {scope}: no data for {length}", measure=name, scope=of, length=_length(text.for_s))
    limit = write_value(text.threshold, unit, frame.currency)
    values = {"measure": name, "scope": of, "span": kept(SPANS[text.span]), "limit": limit}
    rule = said("{measure} of {scope}, {span}: below {limit}", **values)
    if text.side == "above":
        rule = said("{measure} of {scope}, {span}: above {limit}", **values)
    if text.for_s:
        rule = said("{rule} for {length}", rule=rule, length=_length(text.for_s))
    over = "" if text.clears is None else said("over from {limit}",
                                               limit=write_value(text.clears, unit, frame.currency))
    least = said("counted at least {number}", number=write_value(text.least, "count")) if text.least else ""
    return together([rule, over, least], ", ")


def _named(frame: Frame, metric: str) -> tuple[str, str]:
    if metric in LIVE_WORDS:
        return kept(LIVE_WORDS[metric]), "seconds" if metric == "longest_wait_now" else "count"
    found = frame.centre.metrics.catalogue.find(metric)
    return kept(found.name), found.unit


def _fields(frame: Frame, one: Watched) -> dict[str, str]:
    """A rule as a person would write it."""
    text = one.rule.now
    _, unit = _named(frame, text.metric)
    scope = next((f"{level}:{labels[0]}" for level, labels in text.where), "")
    threshold, clears = ("" if value is None else f"{value * 100:g}%" if unit == "share" else f"{value:g}"
                         for value in (text.threshold, text.clears))
    return {"name": text.name, "metric": text.metric, "scope": scope, "side": text.side, "threshold": threshold,
            "clears": clears, "span": text.span, "for": _length(text.for_s) if text.for_s else "",
            "least": str(text.least), "owner": text.owner, "duty": "\n".join(text.duty), "quiet": text.quiet,
            "escalate": _length(text.escalate_s) if text.escalate_s else "", "number": str(one.rule.number),
            "seen": str(one.rule.seen)}


def _length(seconds: int) -> str:
    for size, unit in ((3600, "h"), (60, "m")):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _self(frame: Frame) -> str:
    return frame.centre.settings.acting_as


def _at(frame: Frame, at: datetime) -> str:
    return moment_word(frame.centre.calendar.local(at))
