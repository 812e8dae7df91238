"""This file is about the step that brings the signatures of the stages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "stage_signature",
        sa.Column("stage_signature", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("stage_signature", name="pk_stage_signature"),
    )
    op.create_index("ix_stage_signature_stage", "stage_signature", ["stage"])
