"""This file is about the step by which a subscription keeps the language of the page it was made on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Those made before were sent in English; a language kept with their reader's account counts from now on."""
    op.add_column("mail_subscription", sa.Column("language", sa.Text(), nullable=False, server_default=""))
