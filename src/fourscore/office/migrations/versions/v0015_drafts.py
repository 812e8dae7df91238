"""This file is about the step that brings drafts of the strategy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "strategy_draft",
        sa.Column("strategy_draft", sa.Integer(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("here", sa.Integer(), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=True),
        sa.Column("ended_as", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("strategy_draft", name="pk_strategy_draft"),
        sa.UniqueConstraint("standing", name="uq_strategy_draft_standing"),
    )
    op.create_table(
        "strategy_draft_step",
        sa.Column("strategy_draft_step", sa.Integer(), nullable=False),
        sa.Column("strategy_draft", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("strategy_draft_step", name="pk_strategy_draft_step"),
        sa.ForeignKeyConstraint(["strategy_draft"], ["strategy_draft.strategy_draft"],
                                name="fk_strategy_draft_step_strategy_draft_strategy_draft"),
        sa.UniqueConstraint("strategy_draft", "number", name="uq_strategy_draft_step_number"),
    )
    op.create_index("ix_strategy_draft_step_strategy_draft", "strategy_draft_step", ["strategy_draft"])
