"""This file is about alerts as kept: rules with their history, and each episode's state, told in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from fourscore.office.tables import Audit
from fourscore.office.watching.comments import Where, scope_text
from fourscore.office.watching.tables import AlertEpisode, AlertEvent, AlertRule, AlertRuleText, Notice
from fourscore.office.watching.told import ALERT
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.office.file import Office

OVER = ("resolved", "passed")


class RuleText(NamedTuple):
    """What a rule says. metric: its key, or the word for something that stands now. side: above, below or silent.

    clears: the value from which it counts as over. span: over what time the figure is. for_s: how long it has to
    hold. least: of how many things at least. duty: lines of who is on duty when, in the order they are told; quiet:
    the hours in which nobody is told. escalate_s: after so long without an answer the next one is told; 0: never.
    """

    name: str
    metric: str
    where: Where
    side: str
    threshold: float | None
    clears: float | None
    span: str
    for_s: int
    least: int
    owner: str
    duty: tuple[str, ...]
    quiet: str
    escalate_s: int
    by: str
    at: datetime


class Rule(NamedTuple):
    """A rule. seen: the number of its last text, which a change has to know. texts: the oldest first."""

    number: int
    seen: int
    texts: tuple[RuleText, ...]

    @property
    def now(self) -> RuleText:
        return self.texts[-1]


class Episode(NamedTuple):
    """One time a rule's condition held; the fields as the table's. number: 0 for one that is not kept yet."""

    number: int
    rule: int
    said: int
    state: str
    since: datetime
    fired_at: datetime | None = None
    told_at: datetime | None = None
    clear_since: datetime | None = None
    resolved_at: datetime | None = None
    value: float | None = None
    n: int | None = None


class Event(NamedTuple):
    """Something that happened in an episode."""

    what: str
    at: datetime
    person: str | None = None
    note: str = ""
    shown: str = ""


class Step(NamedTuple):
    """How an episode goes on: as it is from now on, what happened, and who is told of it from when on."""

    episode: Episode | None
    events: tuple[Event, ...] = ()
    tell: tuple[tuple[str, datetime], ...] = ()


Move = Callable[[Episode | None, frozenset[str]], Step]


def rules(office: Office) -> list[Rule]:
    """Every rule that was not withdrawn, by name."""
    with office.reading() as session:
        texts: dict[int, list[AlertRuleText]] = {}
        for one in session.scalars(select(AlertRuleText).order_by(AlertRuleText.alert_rule_text)):
            texts.setdefault(one.alert_rule, []).append(one)
        found = [Rule(row.alert_rule, texts[row.alert_rule][-1].alert_rule_text,
                      tuple(_text(one) for one in texts[row.alert_rule]))
                 for row in session.scalars(select(AlertRule).where(AlertRule.withdrawn_at.is_(None)))]
    return sorted(found, key=lambda rule: (rule.now.name.casefold(), rule.number))


def keep_rule(office: Office, text: RuleText, *, number: int = 0, seen: int = 0) -> int:
    """Keep a new rule, or what the one of that number says from now on. Raises Trouble `changed-meanwhile`."""
    with office.writing() as session:
        old = None
        if number:
            row = session.get_one(AlertRule, number)
            last = session.scalars(select(AlertRuleText).where(AlertRuleText.alert_rule == number).order_by(
                AlertRuleText.alert_rule_text.desc()).limit(1)).one()
            if last.alert_rule_text != seen or row.withdrawn_at is not None:
                raise Trouble(Issue("changed-meanwhile", last.name, said("Somebody else changed this while you did."),
                                    said("Look at what it says now, then make your change again.")))
            old = _words(_text(last))
        else:
            row = AlertRule(made_by=text.by, made_at=text.at)
            session.add(row)
            session.flush()
        session.add(AlertRuleText(
            alert_rule=row.alert_rule, name=text.name, metric=text.metric, scope=scope_text(text.where),
            side=text.side, threshold=text.threshold, clears=text.clears, span=text.span, for_s=text.for_s,
            least=text.least, owner=text.owner, duty=json.dumps(text.duty, ensure_ascii=False), quiet=text.quiet,
            escalate_s=text.escalate_s, said_by=text.by, said_at=text.at))
        session.add(Audit(at=text.at, who=text.by, thing="alert", name=text.name, old=old, new=_words(text)))
        return row.alert_rule


def withdraw_rule(office: Office, number: int, *, by: str, now: datetime) -> None:
    """It watches no more; what it said and did stays on record."""
    with office.writing() as session:
        row = session.get_one(AlertRule, number)
        if row.withdrawn_at is None:
            row.withdrawn_at = now
            name = session.scalars(select(AlertRuleText.name).where(AlertRuleText.alert_rule == number).order_by(
                AlertRuleText.alert_rule_text.desc()).limit(1)).one()
            session.add(Audit(at=now, who=by, thing="alert", name=name, old="watching", new="withdrawn"))
            if (there := _open(session, number)) is not None:
                _apply(session, there, Step(_episode(there)._replace(
                    state="resolved" if there.fired_at else "passed", resolved_at=now),
                    (Event("withdrawn", now, by),)), now)


def running(office: Office) -> dict[int, tuple[Episode, frozenset[str]]]:
    """By rule its open episode, and who was told of it."""
    with office.reading() as session:
        rows = list(session.scalars(select(AlertEpisode).where(AlertEpisode.resolved_at.is_(None))))
        return {row.alert_rule: (_episode(row), _told(session, row.alert_episode)) for row in rows}


def episodes(office: Office, *, limit: int = 100) -> list[Episode]:
    """Those that fired, the latest first."""
    with office.reading() as session:
        return [_episode(row) for row in session.scalars(
            select(AlertEpisode).where(AlertEpisode.fired_at.is_not(None)).order_by(
                AlertEpisode.alert_episode.desc()).limit(limit))]


def episode(office: Office, number: int) -> Episode | None:
    """The one of that number."""
    with office.reading() as session:
        row = session.get(AlertEpisode, number)
        return _episode(row) if row is not None else None


def events(office: Office, numbers: Sequence[int]) -> dict[int, list[Event]]:
    """What happened in these episodes, the oldest first."""
    found: dict[int, list[Event]] = {number: [] for number in numbers}
    with office.reading() as session:
        for one in session.scalars(select(AlertEvent).where(AlertEvent.alert_episode.in_(numbers)).order_by(
                AlertEvent.alert_event)):
            found[one.alert_episode].append(Event(one.what, one.at, one.person, one.note, one.shown))
    return found


def advance(office: Office, rule: int, move: Move, *, now: datetime) -> Step:
    """Take the rule's open episode one step on: its state, what happened and who is told are kept together or not at
    all, so that a stop in between neither loses a notice nor doubles one."""
    with office.writing() as session:
        row = _open(session, rule)
        step = move(_episode(row) if row else None, _told(session, row.alert_episode) if row else frozenset())
        if step.episode is not None:
            _apply(session, row, step, now)
        return step


def acknowledge(office: Office, number: int, note: str, *, by: str, now: datetime) -> bool:
    """Somebody takes an alert on; False where it is over, or somebody did before."""
    with office.writing() as session:
        row = session.get_one(AlertEpisode, number)
        if row.state != "firing":
            return False
        row.state = "acknowledged"
        session.add(AlertEvent(alert_episode=number, at=now, what="acknowledged", person=by, note=note, shown=""))
        name = session.get_one(AlertRuleText, row.said).name
        session.add(Audit(at=now, who=by, thing="alert", name=name, old="firing",
                          new=f"acknowledged: {note}" if note else "acknowledged"))
        return True


def _apply(session: Session, row: AlertEpisode | None, step: Step, now: datetime) -> None:
    one = step.episode
    assert one is not None
    if row is None:
        row = AlertEpisode(alert_rule=one.rule, said=one.said)
        session.add(row)
    for name in ("state", "since", "fired_at", "told_at", "clear_since", "resolved_at", "value", "n"):
        setattr(row, name, getattr(one, name))
    session.flush()
    for event in step.events:
        session.add(AlertEvent(alert_episode=row.alert_episode, at=event.at, what=event.what, person=event.person,
                               note=event.note, shown=event.shown))
    for person, due in step.tell:
        session.add(Notice(person=person, kind=ALERT, thing=row.alert_episode, made_at=now, due_at=due, by_mail=True,
                           tries=0))


def _open(session: Session, rule: int) -> AlertEpisode | None:
    return session.scalars(select(AlertEpisode).where(
        AlertEpisode.alert_rule == rule, AlertEpisode.resolved_at.is_(None))).first()


def _told(session: Session, number: int) -> frozenset[str]:
    return frozenset(session.scalars(select(Notice.person).where(Notice.kind == ALERT, Notice.thing == number)))


def _episode(row: AlertEpisode) -> Episode:
    return Episode(row.alert_episode, row.alert_rule, row.said, row.state, row.since, row.fired_at, row.told_at,
                   row.clear_since, row.resolved_at, row.value, row.n)


def _text(row: AlertRuleText) -> RuleText:
    where = tuple((str(name), tuple(map(str, labels))) for name, labels in json.loads(row.scope)) if row.scope else ()
    return RuleText(row.name, row.metric, where, row.side, row.threshold, row.clears, row.span, row.for_s, row.least,
                    row.owner, tuple(json.loads(row.duty)), row.quiet, row.escalate_s, row.said_by, row.said_at)


def _words(text: RuleText) -> str:
    """What the audit says of it."""
    scope = " ".join(f"{name}={label}" for name, labels in text.where for label in labels) or "the centre"
    limit = "" if text.threshold is None else f" {text.threshold:g}"
    return f"{text.metric} of {scope} {text.side}{limit} for {text.for_s} s, owned by {text.owner}"
