"""This file is about the first step: people, teams, memberships, what was handed in, and the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LIVE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "team",
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("site", sa.Text()),
        sa.Column("leader", sa.Text()),
        sa.Column("gone_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team", name="pk_team"),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    op.create_table(
        "agent",
        sa.Column("agent", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until_day", sa.Date()),
        sa.Column("gone_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agent", name="pk_agent"),
        sa.UniqueConstraint("name", name="uq_agent_name"),
    )
    _dated_tables()
    op.create_table(
        "handed_in",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("file", name="pk_handed_in"),
    )
    op.create_table(
        "audit",
        sa.Column("audit", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("old", sa.Text()),
        sa.Column("new", sa.Text()),
        sa.PrimaryKeyConstraint("audit", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_name", "audit", ["name"])


def _dated_tables() -> None:
    op.create_table(
        "agent_name",
        sa.Column("agent_name", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment()),
        sa.ForeignKeyConstraint(["agent"], ["agent.agent"], name="fk_agent_name_agent_agent"),
        sa.PrimaryKeyConstraint("agent_name", name="pk_agent_name"),
    )
    op.create_index("ix_agent_name_agent", "agent_name", ["agent"])
    op.create_index("uq_agent_name_name", "agent_name", ["name"], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)
    op.create_table(
        "membership",
        sa.Column("membership", sa.Integer(), nullable=False),
        sa.Column("agent", sa.Integer(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date()),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment()),
        sa.CheckConstraint("until_day IS NULL OR until_day > first_day", name=op.f("ck_membership_not_empty")),
        sa.ForeignKeyConstraint(["agent"], ["agent.agent"], name="fk_membership_agent_agent"),
        sa.ForeignKeyConstraint(["team"], ["team.team"], name="fk_membership_team_team"),
        sa.PrimaryKeyConstraint("membership", name="pk_membership"),
    )
    op.create_index("ix_membership_agent", "membership", ["agent"])
    op.create_index("ix_membership_team", "membership", ["team"])
    op.create_index(
        "uq_membership_start",
        "membership",
        ["agent", "first_day"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
