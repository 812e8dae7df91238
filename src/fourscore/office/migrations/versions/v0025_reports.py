"""This file is about the step that brings the reports people held against the centre's numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "pasted_report",
        sa.Column("pasted_report", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("pasted_by", sa.Text(), nullable=False),
        sa.Column("pasted_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("pasted_report", name="pk_pasted_report"),
    )
