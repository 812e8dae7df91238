"""This file is about the step by which it is kept, for a day, what programs asked for by a key of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "repeated",
        sa.Column("repeated", sa.Integer(), nullable=False),
        sa.Column("print", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("repeated", name="pk_repeated"),
        sa.UniqueConstraint("print", name="uq_repeated_print"),
    )
    op.create_index("ix_repeated_at", "repeated", ["at"])
