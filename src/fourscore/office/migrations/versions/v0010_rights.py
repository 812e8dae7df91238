"""This file is about the step that brings guests, tokens that read, and an audit that is only ever added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.access.audit import lock
from fourscore.office.tables import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns, and let the database itself keep the audit."""
    op.add_column("audit", sa.Column("origin", sa.Text(), nullable=True))
    for table in ("account", "invitation"):
        op.add_column(table, sa.Column("guest", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "read_token",
        sa.Column("read_token", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("print", sa.Text(), nullable=False),
        sa.Column("reads", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("read_token", name="pk_read_token"),
        sa.UniqueConstraint("print", name="uq_read_token_print"),
        sa.ForeignKeyConstraint(["account"], ["account.account"], name="fk_read_token_account_account"),
    )
    op.create_index("ix_read_token_account", "read_token", ["account"])
    lock(op.get_bind())
