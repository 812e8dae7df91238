"""This file is about rules for alerts: read from what a person wrote, kept, listed, and what they are doing now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.access.asking import Reader, asked_by, asker_of, granted
from fourscore.centre.access.rights import WATCHING, answers_for_people
from fourscore.centre.alerting.duty import read_duty, read_quiet
from fourscore.centre.alerting.machine import SILENT, Reading
from fourscore.centre.alerting.reading import SPANS, on_of, read
from fourscore.centre.live.numbers import NOW
from fourscore.centre.watching.comments import writer
from fourscore.centre.watching.datum import GROUPS, allow
from fourscore.centre.watching.happened import allow_watching
from fourscore.centre.watching.notices import may_see_rule
from fourscore.office import Episode, Event, Rule, RuleText, accounts, alerts
from fourscore.settings import ROLES
from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean, read_seconds, read_value, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

SIDES = {"above": said("above"), "below": said("below"), SILENT: said("no data")}
LEVELS = ("site", "queue_group", "queue", "team", "agent")
LEAST = 10  # of fewer things a ratio stands on either side of a threshold by chance alone
LONGEST_NAME, LONGEST_S = 80, 7 * 86400
# What stands now, by the word a rule names it by, as people call it.
LIVE_WORDS = {word: counted.name for word, counted in NOW.items()}


class Watched(NamedTuple):
    """A rule with its open episode and its last reading, where there are any."""

    rule: Rule
    episode: Episode | None
    reading: Reading | None


class Past(NamedTuple):
    """An episode that fired, with what its rule said, and what happened in it."""

    episode: Episode
    rule: RuleText
    events: tuple[Event, ...]


def watched(centre: Centre) -> list[Watched]:
    """The rules whose figures who asks may see. Raises WrongUse `not-yours`."""
    allow_watching(centre)
    running = alerts.running(centre.office)
    readings = centre.watcher.readings if centre.watcher is not None else {}
    return [Watched(rule, running.get(rule.number, (None, None))[0], readings.get(rule.number))
            for rule in alerts.rules(centre.office) if may_see_rule(centre, rule.now)]


def alert_history(centre: Centre, *, limit: int = 50) -> list[Past]:
    """What fired, the latest first, of rules whose figures who asks may see. Raises WrongUse `not-yours`."""
    allow_watching(centre)
    rules = {rule.number: rule.now for rule in alerts.rules(centre.office)}
    there = [one for one in alerts.episodes(centre.office, limit=limit)
             if one.rule in rules and may_see_rule(centre, rules[one.rule])]
    events = alerts.events(centre.office, [one.number for one in there])
    return [Past(one, rules[one.rule], tuple(events[one.number])) for one in there]


def keep_alert(centre: Centre, told: Mapping[str, str], *, number: int = 0, seen: int = 0) -> Rule:
    """Keep a rule, or what the one of that number says from now on.

    said: name, metric, scope (`queue:Billing`; empty for the centre), side, threshold, clears, span, for, least, owner,
    duty (a line for each), quiet and escalate, as a person writes them.
    Raises WrongUse `not-yours`, `not-agreed`, `alert-not-kept`, `unknown-metric`, `unknown-choice`, `cannot-bear`,
    `bad-duty`, `cannot-be-told`; Trouble `changed-meanwhile`, `alert-twice`.
    """
    allow_watching(centre)
    text = _text(centre, {name: value.strip() for name, value in told.items()})
    if number:
        _changeable(centre, number)
    if any(rule.now.name.casefold() == text.name.casefold() and rule.number != number
           for rule in alerts.rules(centre.office)):
        raise Trouble(Issue("alert-twice", text.name, said("There is an alert of that name already."),
                            said("Choose another name, or change that one.")))
    _all_may_see(centre, text)
    reading = read(centre, text, centre.now())
    on = on_of(centre, text, centre.now())
    if text.metric not in NOW:
        by = (text.span,) if text.span in ("half_hour", "hour") and text.side != SILENT else ()
        with asked_by(_as(text.owner)):
            allow(centre, on)
            centre.metrics.ask([text.metric], by, during=centre.calendar.period(on.period),
                               where=_where(centre, text))  # what cannot be told so is said now
    number = alerts.keep_rule(centre.office, text, number=number, seen=seen)
    if centre.watcher is not None:
        centre.watcher.readings[number] = reading
    return next(rule for rule in alerts.rules(centre.office) if rule.number == number)


def withdraw_alert(centre: Centre, number: int) -> None:
    """It watches no more. For its owner, whoever made it, and the managers. Raises WrongUse `unknown-alert`,
    `not-your-alert`."""
    _changeable(centre, number)
    alerts.withdraw_rule(centre.office, number, by=writer(centre), now=centre.now())


def acknowledge_alert(centre: Centre, number: int, note: str = "") -> bool:
    """Take on the firing alert of that episode; False where somebody did before, or it is over.

    Raises WrongUse `not-yours`, `unknown-alert`.
    """
    allow_watching(centre)
    episode = alerts.episode(centre.office, number)
    if episode is None or not any(one.rule.number == episode.rule for one in watched(centre)):
        raise WrongUse(_unknown(number))
    return alerts.acknowledge(centre.office, number, " ".join(note.split())[:500], by=writer(centre), now=centre.now())


def tellable(centre: Centre) -> list[str]:
    """Who can own a rule or be on duty: those whose role lets them watch, and the roles that answer for figures.
    Nobody else is offered: they would be refused, and whoever asks may know nothing of them."""
    if not centre.keeper.names_people:
        return list(ROLES[:3])
    people, today = centre.settings.people, centre.calendar.local(centre.now()).date()
    held = {one.person for one in accounts.accounts(centre.office) if one.withdrawn_at is None and not one.guest}
    watching = {name for role in WATCHING for name in people.holders(role, today)}
    watching |= {name for name in held if WATCHING & {role for role, _ in granted(centre, name)}}
    return sorted(watching, key=str.casefold) + list(ROLES[:3])


def _text(centre: Centre, told: Mapping[str, str]) -> RuleText:
    """What was written, read."""
    metric, unit = _metric(centre, told.get("metric", ""))
    side = told.get("side", "above")
    span = told.get("span", "") or ("now" if metric in NOW else "day")
    for word, known in ((side, SIDES), (span, SPANS)):
        if word not in known:
            raise WrongUse(Issue("unknown-choice", repr(word), said("An alert cannot be {word}.", word=repr(word)),
                                 did_you_mean(word, known) or said("There are: {names}.", names=together(known, ", "))))
    if (metric in NOW) != (span == "now"):
        raise WrongUse(Issue("alert-not-kept", metric,
                             said("What stands now is watched as it stands, and a measure over a time."),
                             said("There are: {names}.", names=together(SPANS, ", "))))
    name = " ".join(told.get("name", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise WrongUse(Issue("alert-not-kept", said("the name"),
                             said("An alert has a name of 1 to {longest_name} signs.", longest_name=LONGEST_NAME),
                             said("Write what is wrong when it fires, such as: Billing waits too long")))
    threshold, clears = (_value(told.get(one, ""), unit, one) for one in ("threshold", "clears"))
    if side != SILENT and threshold is None:
        raise WrongUse(Issue("alert-not-kept", name, said("It is not said from which value on."),
                             said("Write a threshold such as 80%.")))
    if threshold is not None and clears is not None and (clears > threshold if side == "above" else clears < threshold):
        raise WrongUse(Issue("alert-not-kept", name, said("It would be over while it still fires."),
                             said("The value from which it is over lies on the good side of the threshold.")))
    lasts, escalate = (_seconds(told.get(one, ""), one) for one in ("for", "escalate"))
    if side == SILENT and not lasts:
        raise WrongUse(Issue("alert-not-kept", name, said("It is not said after how long without data."),
                             said("Write for example 15m.")))
    duty = tuple(line.strip() for line in told.get("duty", "").splitlines() if line.strip())
    read_duty(duty)
    read_quiet(told.get("quiet", ""))
    by = writer(centre)
    return RuleText(
        name, metric, _scope(centre, told.get("scope", ""), metric), side, None if side == SILENT else threshold,
        clears, span, lasts, _least(centre, told.get("least", ""), metric), told.get("owner", "") or by, duty,
        told.get("quiet", ""), escalate, by, centre.now())


def _metric(centre: Centre, said: str) -> tuple[str, str]:
    if said in NOW:
        return said, NOW[said].unit
    found = centre.metrics.catalogue.find(said)
    return found.key, found.unit


def _scope(centre: Centre, told: str, metric: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    level, _, name = told.partition(":")
    if told in ("", "centre"):
        return ()
    if level not in LEVELS or not name or (metric in NOW and level not in ("queue_group", "queue")):
        raise WrongUse(Issue("alert-not-kept", repr(told),
                             said("An alert is of the centre, or of one site, queue_group, queue, team or agent; what "
                                  "stands now is of queues only."),
                             said("Write for example  queue:Billing")))
    where = ((level, (name,)),)
    known = centre.parts()[level] if level in GROUPS else centre.names(level)
    rule = RuleText("", metric, where, "", None, None, "", 0, 0, "", (), "", 0, "", centre.now())
    if not may_see_rule(centre, rule):
        raise WrongUse(centre.keeper.rights().hidden())
    if name not in known:
        raise WrongUse(Issue("alert-not-kept", repr(told),
                             said("There is no {level} called {name}.", level=level.replace("_", " "), name=repr(name)),
                             did_you_mean(name, known) or said("See the scopes of the scorecard.")))
    return where


def _all_may_see(centre: Centre, text: RuleText) -> None:
    """Raises WrongUse `cannot-be-told` for an owner or somebody on duty who is not known, or may not see the figure."""
    known = {*tellable(centre), *centre.settings.people.named, *ROLES}
    for who in dict.fromkeys([text.owner, *(shift.who for shift in read_duty(text.duty))]):
        if who not in known:
            raise WrongUse(Issue("cannot-be-told", repr(who), said("Nobody is called {who} here.", who=repr(who)),
                                 did_you_mean(who, tellable(centre)) or said("Name somebody of people.yaml.")))
        with asked_by(_as(who)):
            sees = may_see_rule(centre, text) and centre.keeper.rights().opens("watch")
        if not sees:
            raise WrongUse(Issue("cannot-be-told", repr(who),
                                 said("{who} may not see this figure, and so is not told of it.", who=who),
                                 said("Name somebody who may; docs/signing-in.md says what each role sees.")))


def _changeable(centre: Centre, number: int) -> None:
    """Raises WrongUse where who asks cannot change that rule."""
    allow_watching(centre)
    one = next((one.rule for one in watched(centre) if one.rule.number == number), None)
    if one is None:
        raise WrongUse(_unknown(number))
    by = writer(centre)
    if by not in (one.now.owner, one.texts[0].by) and not answers_for_people(asker_of(centre)):
        raise WrongUse(Issue("not-your-alert", one.now.name,
                             said("An alert is changed by its owner, by whoever made it, or by a manager."),
                             said("Ask {owner}.", owner=one.now.owner)))


def _as(who: str) -> Reader:
    return Reader() if who in ROLES else Reader(who)


def _where(centre: Centre, text: RuleText) -> Mapping[str, Sequence[str]]:
    from fourscore.centre.watching.datum import asked

    return asked(centre, on_of(centre, text, centre.now()))


def _unknown(number: int) -> Issue:
    return Issue("unknown-alert", str(number), said("There is no alert of that number for you."),
                 said("See the page Alerts."))


def _value(told: str, unit: str, name: str) -> float | None:
    try:
        return read_value(told, unit) if told else None
    except ValueError:
        raise WrongUse(Issue("alert-not-kept", repr(told),
                             said("This {name} is no value of the measure's unit.", name=name),
                             said("Write for example 80%, 0:30 or 5, as its unit asks."))) from None


def _seconds(told: str, name: str) -> int:
    try:
        found = int(read_seconds(told)) if told else 0
    except ValueError:
        found = LONGEST_S + 1
    if found > LONGEST_S:
        raise WrongUse(Issue("alert-not-kept", repr(told),
                             said("This is no length of time for {name}, of a week at most.", name=repr(name)),
                             said("Write for example 10m, or 90s.")))
    return found


def _least(centre: Centre, told: str, metric: str) -> int:
    if told.isdecimal() and len(told) < 8:
        return int(told)
    if told:
        raise WrongUse(Issue("alert-not-kept", repr(told),
                             said("How many things it is counted of at least is a whole number."),
                             said("Write for example 20.")))
    return 0 if metric in NOW or centre.metrics.catalogue.find(metric).kind not in ("ratio", "quantile") else LEAST
