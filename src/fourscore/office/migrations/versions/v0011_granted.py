"""This file is about the step that brings what an OpenID provider's groups gave people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "granted",
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("granted", name="pk_granted"),
        sa.ForeignKeyConstraint(["account"], ["account.account"], name="fk_granted_account_account"),
    )
    op.create_index("ix_granted_account", "granted", ["account"])
