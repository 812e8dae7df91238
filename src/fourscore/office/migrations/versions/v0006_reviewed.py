"""This file is about the step that brings initiatives, reviews with their decisions, and policies read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Exact, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DOUBLE = sa.Float(precision=53)


def upgrade() -> None:
    """Make the tables."""
    _initiatives()
    _reviews()
    op.create_table(
        "policy_acknowledged",
        sa.Column("policy_acknowledged", sa.Integer(), nullable=False),
        *_texts("policy", "fingerprint", "name", "role"),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("policy_acknowledged", name="pk_policy_acknowledged"),
    )
    op.create_index("uq_policy_acknowledged_name", "policy_acknowledged", ["policy", "fingerprint", "name"],
                    unique=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _initiatives() -> None:
    op.create_table(
        "initiative",
        sa.Column("initiative", sa.Integer(), nullable=False),
        *_texts("id", "name", "hypothesis", "objective", "owner"),
        sa.Column("cost", Exact()),
        *_texts("currency"),
        sa.Column("first_day", sa.Date(), nullable=False),
        *_texts("scope", "against"),
        sa.Column("written_at", Moment(), nullable=False),
        *_texts("who"),
        sa.PrimaryKeyConstraint("initiative", name="pk_initiative"),
        sa.UniqueConstraint("id", name="uq_initiative_id"),
    )
    belongs = "initiative.initiative"
    op.create_table(
        "initiative_aim",
        sa.Column("initiative_aim", sa.Integer(), nullable=False),
        sa.Column("initiative", sa.Integer(), nullable=False),
        *_texts("kpi"),
        sa.Column("change", DOUBLE, nullable=False),
        sa.Column("by_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["initiative"], [belongs], name="fk_initiative_aim_initiative_initiative"),
        sa.PrimaryKeyConstraint("initiative_aim", name="pk_initiative_aim"),
    )
    op.create_index("ix_initiative_aim_initiative", "initiative_aim", ["initiative"])
    op.create_table(
        "initiative_state",
        sa.Column("initiative_state", sa.Integer(), nullable=False),
        sa.Column("initiative", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_texts("state", "why"),
        sa.Column("at", Moment(), nullable=False),
        *_texts("who"),
        sa.ForeignKeyConstraint(["initiative"], [belongs], name="fk_initiative_state_initiative_initiative"),
        sa.PrimaryKeyConstraint("initiative_state", name="pk_initiative_state"),
    )
    op.create_index("uq_initiative_state_number", "initiative_state", ["initiative", "number"], unique=True)


def _reviews() -> None:
    op.create_table(
        "review_line",
        sa.Column("review_line", sa.Integer(), nullable=False),
        *_texts("month", "signal", "kind", "about", "words"),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("review_line", name="pk_review_line"),
    )
    op.create_index("uq_review_line_month", "review_line", ["month", "signal"], unique=True)
    op.create_table(
        "review_closed",
        sa.Column("review_closed", sa.Integer(), nullable=False),
        *_texts("month", "signal", "closed_as", "why"),
        sa.Column("at", Moment(), nullable=False),
        *_texts("who"),
        sa.PrimaryKeyConstraint("review_closed", name="pk_review_closed"),
    )
    op.create_index("ix_review_closed_month", "review_closed", ["month"])
    op.create_table(
        "review_decision",
        sa.Column("review_decision", sa.Integer(), nullable=False),
        *_texts("month", "text"),
        sa.Column("kpi", sa.Text()),
        sa.Column("change", DOUBLE),
        sa.Column("by_day", sa.Date()),
        sa.Column("withdraws", sa.Integer()),
        sa.Column("at", Moment(), nullable=False),
        *_texts("who"),
        sa.ForeignKeyConstraint(["withdraws"], ["review_decision.review_decision"],
                                name="fk_review_decision_withdraws_review_decision"),
        sa.PrimaryKeyConstraint("review_decision", name="pk_review_decision"),
        sa.UniqueConstraint("withdraws", name="uq_review_decision_withdraws"),
    )
    op.create_index("ix_review_decision_month", "review_decision", ["month"])
