"""This file is about the office's tables of what people say of figures, what happened beside them, and alerts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Float, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office.tables import PERSON, Typed

OPEN = text("resolved_at IS NULL")


class Comment(Typed):
    """Something said of a datum. kind, about: of a figure its metric, else an objective, a goal or an initiative.

    scope: what the figure is narrowed to, as pairs in JSON; period: its name, "" of what has none. agent_name: whose
    figure it is, of a single person's. value, n, shown: the figure as it was when this was written. What is said
    stands beside it; one that was removed stays on record.
    """

    __tablename__ = "comment"

    comment: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    about: Mapped[str] = mapped_column(index=True)
    scope: Mapped[str]
    period: Mapped[str]
    agent_name: Mapped[str | None] = mapped_column(info=PERSON)
    value: Mapped[float | None] = mapped_column(Float(precision=53))
    n: Mapped[int | None] = mapped_column(BigInteger)
    shown: Mapped[str]
    written_by: Mapped[str] = mapped_column(info=PERSON)
    written_at: Mapped[datetime]
    removed_by: Mapped[str | None] = mapped_column(info=PERSON)
    removed_at: Mapped[datetime | None]


class CommentText(Typed):
    """What a comment said from then on; the last one holds, the earlier ones are its history."""

    __tablename__ = "comment_text"

    comment_text: Mapped[int] = mapped_column(primary_key=True)
    comment: Mapped[int] = mapped_column(ForeignKey("comment.comment"), index=True)
    text: Mapped[str]
    written_at: Mapped[datetime]


class Notice(Typed):
    """Somebody is to hear of something. person: a name, or a role whose holders are meant. kind: mention or alert.

    thing: the number of the comment, or of the episode of the alert. due_at: from when on it is told. seen_at: when it
    was read on the page. by_mail: whether it goes out by mail too; mailed_at: when it did; tries: how often it failed.
    """

    __tablename__ = "notice"

    notice: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(index=True, info=PERSON)
    kind: Mapped[str]
    thing: Mapped[int]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    by_mail: Mapped[bool]
    mailed_at: Mapped[datetime | None]
    tries: Mapped[int]

    # Whoever was told once of a thing is never told of it twice, whatever broke off in between.
    __table_args__ = (UniqueConstraint("person", "kind", "thing"),)


class Incident(Typed):
    """Something that happened beside the figures; what it was stands beside it, corrections and all."""

    __tablename__ = "incident"

    incident: Mapped[int] = mapped_column(primary_key=True)
    entered_by: Mapped[str] = mapped_column(info=PERSON)
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class IncidentText(Typed):
    """What an incident was said to be from then on: [begins_at, ends_at), without an end while it goes on.

    queues: a list in JSON; none for all. why: what a correction mends.
    """

    __tablename__ = "incident_text"

    incident_text: Mapped[int] = mapped_column(primary_key=True)
    incident: Mapped[int] = mapped_column(ForeignKey("incident.incident"), index=True)
    kind: Mapped[str]
    queues: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    text: Mapped[str]
    why: Mapped[str]
    said_by: Mapped[str] = mapped_column(info=PERSON)
    said_at: Mapped[datetime]

    __table_args__ = (CheckConstraint("ends_at IS NULL OR ends_at >= begins_at", name="not_backwards"),)


class AlertRule(Typed):
    """A rule for alerts; what it says stands beside it."""

    __tablename__ = "alert_rule"

    alert_rule: Mapped[int] = mapped_column(primary_key=True)
    made_by: Mapped[str] = mapped_column(info=PERSON)
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class AlertRuleText(Typed):
    """What a rule said from then on. The fields are told in `alerts.RuleText`; scope, duty and quiet are JSON."""

    __tablename__ = "alert_rule_text"

    alert_rule_text: Mapped[int] = mapped_column(primary_key=True)
    alert_rule: Mapped[int] = mapped_column(ForeignKey("alert_rule.alert_rule"), index=True)
    name: Mapped[str]
    metric: Mapped[str]
    scope: Mapped[str]
    side: Mapped[str]
    threshold: Mapped[float | None] = mapped_column(Float(precision=53))
    clears: Mapped[float | None] = mapped_column(Float(precision=53))
    span: Mapped[str]
    for_s: Mapped[int]
    least: Mapped[int]
    owner: Mapped[str] = mapped_column(info=PERSON)
    duty: Mapped[str]
    quiet: Mapped[str]
    escalate_s: Mapped[int]
    said_by: Mapped[str] = mapped_column(info=PERSON)
    said_at: Mapped[datetime]


class AlertEpisode(Typed):
    """One time a rule's condition held. state: pending, firing, acknowledged, resolved, or passed (it never fired).

    said: the text of the rule it goes by. told_at: when somebody was told of it last. clear_since: since when it looks
    over. value, n: as they were when it fired. A rule has one open episode at most.
    """

    __tablename__ = "alert_episode"

    alert_episode: Mapped[int] = mapped_column(primary_key=True)
    alert_rule: Mapped[int] = mapped_column(ForeignKey("alert_rule.alert_rule"), index=True)
    said: Mapped[int] = mapped_column(ForeignKey("alert_rule_text.alert_rule_text"))
    state: Mapped[str]
    since: Mapped[datetime]
    fired_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    clear_since: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    value: Mapped[float | None] = mapped_column(Float(precision=53))
    n: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (Index("uq_alert_episode_open", "alert_rule", unique=True, sqlite_where=OPEN,
                            postgresql_where=OPEN),)


class AlertEvent(Typed):
    """One thing that happened in an episode: fired, told, escalated, acknowledged, resolved. person: who did it, or
    who was told. shown: the figure then, in words."""

    __tablename__ = "alert_event"

    alert_event: Mapped[int] = mapped_column(primary_key=True)
    alert_episode: Mapped[int] = mapped_column(ForeignKey("alert_episode.alert_episode"), index=True)
    at: Mapped[datetime]
    what: Mapped[str]
    person: Mapped[str | None] = mapped_column(info=PERSON)
    note: Mapped[str]
    shown: Mapped[str]
