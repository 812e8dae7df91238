"""This file is about the step that brings subscriptions and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "mail_subscription",
        sa.Column("mail_subscription", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("person", "address", "what", "scope", "form",
                                                                  "every")),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("mail_subscription", name="pk_mail_subscription"),
    )
    op.create_index("ix_mail_subscription_person", "mail_subscription", ["person"])
    op.create_table(
        "mail_message",
        sa.Column("mail_message", sa.Integer(), nullable=False),
        sa.Column("mail_subscription", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("address", "subject", "state")),
        sa.Column("tries", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reason", "told")),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("mail_message", name="pk_mail_message"),
        sa.UniqueConstraint("mail_subscription", "day", name="uq_mail_message_mail_subscription"),
        sa.ForeignKeyConstraint(["mail_subscription"], ["mail_subscription.mail_subscription"],
                                name="fk_mail_message_mail_subscription_mail_subscription"),
    )
    op.create_index("ix_mail_message_state", "mail_message", ["state"])
