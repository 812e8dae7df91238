"""This file is about the third step: figures entered by hand, each with who and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Exact, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "entry",
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("team", sa.Text()),
        sa.Column("queue", sa.Text()),
        sa.Column("num", Exact()),
        sa.Column("den", Exact()),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.CheckConstraint("until_day > first_day", name=op.f("ck_entry_not_empty")),
        sa.CheckConstraint("(num IS NULL) = (den IS NULL)", name=op.f("ck_entry_both_or_neither")),
        sa.PrimaryKeyConstraint("entry", name="pk_entry"),
    )
    op.create_index("ix_entry_metric", "entry", ["metric"])
