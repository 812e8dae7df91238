"""This file is about the second step: months signed off, and the numbers they were signed off with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "closing",
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=False),
        sa.Column("load", sa.Integer(), nullable=False),
        sa.Column("reopened_by", sa.Text()),
        sa.Column("reopened_at", Moment()),
        sa.PrimaryKeyConstraint("closing", name="pk_closing"),
    )
    standing = sa.text("reopened_at IS NULL")
    op.create_index("uq_closing_month", "closing", ["month"], unique=True, sqlite_where=standing,
                    postgresql_where=standing)
    op.create_table(
        "closed_number",
        sa.Column("closed_number", sa.Integer(), nullable=False),
        sa.Column("closing", sa.Integer(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("team", sa.Text()),
        sa.Column("value", sa.Float(precision=53)),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["closing"], ["closing.closing"], name="fk_closed_number_closing_closing"),
        sa.PrimaryKeyConstraint("closed_number", name="pk_closed_number"),
    )
    op.create_index("ix_closed_number_closing", "closed_number", ["closing"])
