"""This file is about incidents of one centre: entered once, corrected with a reason, and told beside every figure of
their time. They explain; no figure ever leaves anything out for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fourscore.centre.watching.comments import writer
from fourscore.office import Happened, What, incidents
from fourscore.terms import Days, Interval, Issue, WrongUse, did_you_mean, said, together, write_day

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

INCIDENTS = {"outage": said("Outage"), "mailing": said("Mailing"), "weather": said("Weather"),
             "other": said("Something else")}
LONGEST = 500


def incidents_of(centre: Centre, days: Days | None = None, where: Mapping[str, Sequence[str]] | None = None,
                 ) -> list[Happened]:
    """Those that overlap these days, of all queues or of one that the figure is of, the latest first; all where no days
    are given. where: what the figure is narrowed to, as the metrics read it.

    Of queues whose figures who asks may not see nothing is told; who sees no names is told none in the words either.
    """
    there = incidents.incidents(centre.office)
    span = centre.calendar.interval(days) if days is not None else None
    found = []
    for one in there:
        if span is not None and Interval(one.now.begins_at, _end(centre, one.now)).overlap(span) is None:
            continue
        if (shown := _shown(centre, one, where or {}, days)) is not None:
            found.append(centre.keeper.nameless(shown))
    return found


def told_beside(centre: Centre, days: Days, where: Mapping[str, Sequence[str]] | None = None) -> list[str]:
    """Those incidents in words, for what looks back over these days."""
    return [in_words(centre, one) for one in incidents_of(centre, days, where)]


def in_words(centre: Centre, one: Happened) -> str:
    """An incident in words: what, of which queues, from when to when by the centre's clock."""
    what, calendar = one.now, centre.calendar
    begins, ends = calendar.local(what.begins_at), calendar.local(what.ends_at) if what.ends_at else None
    when = said("since {moment}, goes on", moment=_moment(begins))
    if ends is not None:
        when = together([_moment(begins), f"{ends:%H:%M}" if ends.date() == begins.date() else _moment(ends)], " – ")
    kind = INCIDENTS.get(what.kind, what.kind)
    of = said("{incident} of {queues}", incident=kind, queues=", ".join(what.queues)) if what.queues else kind
    return together([together([of, when], ", "), what.text], ": ")


def _moment(at: datetime) -> str:
    return together([write_day(at.date()), f"{at:%H:%M}"], ", ")


def enter_incident(
    centre: Centre, kind: str, begins: str, ends: str = "", *, queues: Iterable[str] = (), text: str = "",
    why: str = "", number: int = 0, seen: int = 0,
) -> Happened:
    """Enter an incident, or correct the one of that number, for which it has to be said why.

    begins, ends: moments by the centre's clock, such as 2026-03-09 14:05, the end not included, or empty while it goes
    on. Raises WrongUse `not-yours`, `unknown-choice`, `bad-moment`, `until-before-from`, `unknown-queue`,
    `incident-not-kept`, `unknown-incident`; Trouble `changed-meanwhile`.
    """
    allow_watching(centre)
    by, now = writer(centre), centre.now()
    if kind not in INCIDENTS:
        raise WrongUse(Issue("unknown-choice", repr(kind), said("There is no kind of incident called {kind}.",
                             kind=repr(kind)), did_you_mean(kind, INCIDENTS) or said("There are: {INCIDENTS}.",
                             INCIDENTS=', '.join(INCIDENTS))))
    first = moment(centre, begins)
    last = moment(centre, ends, later=True) if ends.strip() else None
    if last is not None and last <= first:
        raise WrongUse(Issue("until-before-from", ends, said("The incident would end before it began."),
                             said("The end is not included: write the first moment it was over.")))
    names, today = _queues(centre, queues), centre.calendar.local(now).date()
    rights = centre.keeper.rights()
    if number:
        _editable(centre, number)
        before = next(one for one in incidents.incidents(centre.office) if one.number == number)
        names += tuple(name for name in before.now.queues if name not in names and not rights.covers(
            (), {"queue": [name]}, Days(today, today + timedelta(days=1))))  # what is not shown is not lost
    text, why = " ".join(text.split()), " ".join(why.split())
    if max(len(text), len(why)) > LONGEST or (number and not why):
        raise WrongUse(Issue("incident-not-kept", "the incident", said("A correction says what it mends.") if
                             number and not why else said("That is longer than {LONGEST} signs.", LONGEST=LONGEST),
                             said("Write it in a few words.")))
    number = incidents.keep_incident(
        centre.office, What(kind, names, first, last, text, why, by, now), number=number, seen=seen)
    centre.anew()
    return _editable(centre, number)


def withdraw_incident(centre: Centre, number: int) -> None:
    """It is marked nowhere any more. Raises WrongUse `not-yours`, `unknown-incident`."""
    allow_watching(centre)
    _editable(centre, number)
    incidents.withdraw_incident(centre.office, number, by=writer(centre), now=centre.now())
    centre.anew()


def allow_watching(centre: Centre) -> None:
    """Raises WrongUse `not-yours` for whoever enters no incidents and makes no rules for alerts."""
    rights = centre.keeper.rights()
    if not rights.opens("watch"):
        raise WrongUse(rights.hidden())


def moment(centre: Centre, written: str, *, later: bool = False) -> datetime:
    """A moment by the centre's clock, in UTC. Of an hour that the clock repeats the first is meant, or `later` the
    second, unless the offset is written. Raises WrongUse `bad-moment`, for a moment the clock leaves out too."""
    zone = centre.settings.zone
    try:
        found = datetime.fromisoformat(written.strip())
    except ValueError:
        raise WrongUse(Issue("bad-moment", repr(written), said("This is no moment."), said("Write it by the centre's "
                             "clock ({zone}), such as 2026-03-09 14:05.", zone=zone.key))) from None
    if found.tzinfo is not None:
        return found.astimezone(UTC)
    there = found.replace(tzinfo=zone, fold=1 if later else 0)
    whole = there.astimezone(UTC)
    if whole.astimezone(zone).replace(tzinfo=None) != found:
        raise WrongUse(Issue("bad-moment", repr(written), said("The clock of {zone} leaves this moment out that day.",
                             zone=zone.key), said("Write one before the change of the clock, or after it.")))
    return whole


def at_word(centre: Centre, at: datetime | None) -> str:
    """A moment as `moment` reads it: by the centre's clock, with its offset where that clock shows it twice."""
    if at is None:
        return ""
    local = centre.calendar.local(at)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return local.isoformat(timespec="minutes") if twice else f"{local:%Y-%m-%dT%H:%M}"


def _queues(centre: Centre, named: Iterable[str]) -> tuple[str, ...]:
    known = centre.names("queue")
    names = tuple(dict.fromkeys(name for name in (" ".join(one.split()) for one in named) if name))
    rights = centre.keeper.rights()
    today = centre.calendar.local(centre.now()).date()
    for name in names:
        if not rights.covers((), {"queue": [name]}, Days(today, today + timedelta(days=1))):
            raise WrongUse(rights.hidden())
        if name not in known:
            raise WrongUse(Issue("unknown-queue", repr(name), said("There is no queue called {name}.", name=repr(name)),
                                 did_you_mean(name, known) or said("The facts name every queue there is.")))
    return names


def _editable(centre: Centre, number: int) -> Happened:
    found = next((one for one in incidents_of(centre) if one.number == number), None)
    if found is None:
        raise WrongUse(Issue("unknown-incident", str(number), said("There is no incident of that number for you."),
                             said("See the page Incidents.")))
    return found


def _shown(centre: Centre, one: Happened, where: Mapping[str, Sequence[str]], days: Days | None) -> Happened | None:
    """The incident as far as it concerns a figure narrowed so, and its queues may be seen there."""
    queues = one.now.queues
    if not queues:
        return one
    picked = [name for name in where.get("queue", ()) if name]
    queues = tuple(name for name in queues if not picked or name in picked)
    today = centre.calendar.local(centre.now()).date()
    during = days or Days(today, today + timedelta(days=1))
    rights = centre.keeper.rights()
    narrowed = {name: labels for name, labels in where.items() if name != "queue"}
    seen = tuple(name for name in queues if rights.covers((), {**narrowed, "queue": [name]}, during)
                 or rights.covers((), {"queue": [name]}, during))
    if not seen:
        return None
    texts = tuple(text._replace(queues=tuple(name for name in text.queues if name in seen)) for text in one.texts)
    return one._replace(texts=texts)


def _end(centre: Centre, what: What) -> datetime:
    """Until when it reaches; one that goes on reaches a moment beyond now."""
    return what.ends_at or max(centre.now(), what.begins_at) + timedelta(minutes=1)
