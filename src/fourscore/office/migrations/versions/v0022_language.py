"""This file is about the step by which an account keeps the language its person chose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has chosen yet: their browser is asked, as before."""
    op.add_column("account", sa.Column("language", sa.Text(), nullable=True))
