"""This file is about the step that brings saved views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "saved_view",
        sa.Column("saved_view", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("saved_view", name="pk_saved_view"),
    )
    op.create_index("ix_saved_view_made_by", "saved_view", ["made_by"])
    op.create_table(
        "saved_view_text",
        sa.Column("saved_view_text", sa.Integer(), nullable=False),
        sa.Column("saved_view", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("moves", sa.Text(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("saved_view_text", name="pk_saved_view_text"),
        sa.ForeignKeyConstraint(["saved_view"], ["saved_view.saved_view"],
                                name="fk_saved_view_text_saved_view_saved_view"),
    )
    op.create_index("ix_saved_view_text_saved_view", "saved_view_text", ["saved_view"])
