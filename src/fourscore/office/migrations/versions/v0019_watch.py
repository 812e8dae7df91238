"""This file is about the step that brings comments and notices, incidents, and alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

OPEN = sa.text("resolved_at IS NULL")


def upgrade() -> None:
    """Make the tables."""
    _comments()
    _incidents()
    _rules()
    _episodes()
    for table, column in (("comment", "about"), ("comment_text", "comment"), ("notice", "person"),
                          ("incident_text", "incident"), ("alert_rule_text", "alert_rule"),
                          ("alert_episode", "alert_rule"), ("alert_event", "alert_episode")):
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index("uq_alert_episode_open", "alert_episode", ["alert_rule"], unique=True, sqlite_where=OPEN,
                    postgresql_where=OPEN)


def _texts(*names: str, missing: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=missing) for name in names]


def _moments(*names: str, missing: bool = False) -> list[sa.Column[object]]:
    return [sa.Column(name, Moment(), nullable=missing) for name in names]


def _number(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float(precision=53), nullable=True)


def _key(table: str) -> tuple[sa.Column[int], sa.PrimaryKeyConstraint]:
    return sa.Column(table, sa.Integer(), nullable=False), sa.PrimaryKeyConstraint(table, name=f"pk_{table}")


def _of(table: str, column: str, above: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return sa.Column(column, sa.Integer(), nullable=False), sa.ForeignKeyConstraint(
        [column], [f"{above}.{above}"], name=f"fk_{table}_{column}_{above}")


def _comments() -> None:
    op.create_table(
        "comment", *_key("comment"), *_texts("kind", "about", "scope", "period"),
        *_texts("agent_name", missing=True), _number("value"), sa.Column("n", sa.BigInteger(), nullable=True),
        *_texts("shown", "written_by"), *_moments("written_at"), *_texts("removed_by", missing=True),
        *_moments("removed_at", missing=True))
    op.create_table("comment_text", *_key("comment_text"), *_of("comment_text", "comment", "comment"), *_texts("text"),
                    *_moments("written_at"))
    op.create_table(
        "notice", *_key("notice"), *_texts("person", "kind"), sa.Column("thing", sa.Integer(), nullable=False),
        *_moments("made_at", "due_at"), *_moments("seen_at", missing=True),
        sa.Column("by_mail", sa.Boolean(), nullable=False), *_moments("mailed_at", missing=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.UniqueConstraint("person", "kind", "thing", name="uq_notice_person"))


def _incidents() -> None:
    op.create_table("incident", *_key("incident"), *_texts("entered_by"), *_moments("entered_at"),
                    *_moments("withdrawn_at", missing=True))
    op.create_table(
        "incident_text", *_key("incident_text"), *_of("incident_text", "incident", "incident"),
        *_texts("kind", "queues"), *_moments("begins_at"), *_moments("ends_at", missing=True),
        *_texts("text", "why", "said_by"), *_moments("said_at"),
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= begins_at", name="ck_incident_text_not_backwards"))


def _rules() -> None:
    op.create_table("alert_rule", *_key("alert_rule"), *_texts("made_by"), *_moments("made_at"),
                    *_moments("withdrawn_at", missing=True))
    op.create_table(
        "alert_rule_text", *_key("alert_rule_text"), *_of("alert_rule_text", "alert_rule", "alert_rule"),
        *_texts("name", "metric", "scope", "side"), _number("threshold"), _number("clears"), *_texts("span"),
        sa.Column("for_s", sa.Integer(), nullable=False), sa.Column("least", sa.Integer(), nullable=False),
        *_texts("owner", "duty", "quiet"), sa.Column("escalate_s", sa.Integer(), nullable=False), *_texts("said_by"),
        *_moments("said_at"))


def _episodes() -> None:
    op.create_table(
        "alert_episode", *_key("alert_episode"), *_of("alert_episode", "alert_rule", "alert_rule"),
        *_of("alert_episode", "said", "alert_rule_text"), *_texts("state"), *_moments("since"),
        *_moments("fired_at", "told_at", "clear_since", "resolved_at", missing=True), _number("value"),
        sa.Column("n", sa.BigInteger(), nullable=True))
    op.create_table(
        "alert_event", *_key("alert_event"), *_of("alert_event", "alert_episode", "alert_episode"), *_moments("at"),
        *_texts("what"), *_texts("person", missing=True), *_texts("note", "shown"))
