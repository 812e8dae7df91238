"""This file is about the step that brings the staff agreement as approved, who was told, and disputed numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "staff_agreement",
        sa.Column("staff_agreement", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("text", "fingerprint", "approved_by", "role")),
        sa.Column("approved_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("staff_agreement", name="pk_staff_agreement"),
    )
    op.create_table(
        "agreement_notice",
        sa.Column("agreement_notice", sa.Integer(), nullable=False),
        sa.Column("staff_agreement", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("agent_name", "what", "told_by")),
        sa.Column("told_at", Moment(), nullable=False),
        sa.Column("acknowledged_at", Moment()),
        sa.PrimaryKeyConstraint("agreement_notice", name="pk_agreement_notice"),
        sa.ForeignKeyConstraint(["staff_agreement"], ["staff_agreement.staff_agreement"],
                                name="fk_agreement_notice_staff_agreement_staff_agreement"),
    )
    op.create_table(
        "dispute",
        sa.Column("dispute", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("metric", "agent_name")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_day", "until_day")),
        sa.Column("value", sa.Float(precision=53)),
        sa.Column("n", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("why", "opened_by")),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("dispute", name="pk_dispute"),
        sa.CheckConstraint("until_day > first_day", name="ck_dispute_not_empty"),
    )
    op.create_table(
        "dispute_answer",
        sa.Column("dispute_answer", sa.Integer(), nullable=False),
        sa.Column("dispute", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("outcome", "text")),
        sa.Column("value", sa.Float(precision=53)),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("dispute_answer", name="pk_dispute_answer"),
        sa.ForeignKeyConstraint(["dispute"], ["dispute.dispute"], name="fk_dispute_answer_dispute_dispute"),
    )
    for table, column in (("agreement_notice", "staff_agreement"), ("agreement_notice", "agent_name"),
                          ("dispute", "metric"), ("dispute", "agent_name"), ("dispute_answer", "dispute")):
        op.create_index(f"ix_{table}_{column}", table, [column])
