"""This file is about the step that brings accounts, invitations and sign-ins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
LIVE = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("account", name="pk_account"),
    )
    for column in ("login", "subject"):
        op.create_index(f"uq_account_{column}", "account", [column], unique=True, sqlite_where=LIVE,
                        postgresql_where=LIVE)
    op.create_table(
        "invitation",
        sa.Column("invitation", sa.Integer(), nullable=False),
        sa.Column("print", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("invited_by", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("account_ends_at", Moment(), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("invitation", name="pk_invitation"),
        sa.UniqueConstraint("print", name="uq_invitation_print"),
    )
    op.create_table(
        "sign_in",
        sa.Column("sign_in", sa.Integer(), nullable=False),
        sa.Column("print", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("sign_in", name="pk_sign_in"),
        sa.UniqueConstraint("print", name="uq_sign_in_print"),
        sa.ForeignKeyConstraint(["account"], ["account.account"], name="fk_sign_in_account_account"),
    )
    op.create_index("ix_sign_in_account", "sign_in", ["account"])
