"""This file is about the step that brings what was published: strategies, scorecards, corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from fourscore.office.tables import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DOUBLE = sa.Float(precision=53)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "published_strategy",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("definitions", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        *_signed(),
        sa.PrimaryKeyConstraint("number", name="pk_published_strategy"),
    )
    op.create_index("ix_published_strategy_published_at", "published_strategy", ["published_at"])
    _card()
    _of_a_card("published_score", ("of", "id", "name"), ("score",), ("weight", "contribution", "coverage"), "status")
    _of_a_card("published_value", ("kpi", "name", "metric", "unit", "definition"),
               ("value", "target", "upper_target", "score"), ("weight", "contribution"), "state", "status", "parts",
               n=sa.BigInteger())
    op.create_table(
        "published_correction",
        sa.Column("published_correction", sa.Integer(), nullable=False),
        sa.Column("published_card", sa.Integer(), nullable=False),
        sa.Column("kpi", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(f"{when}_{what}", DOUBLE) for what in ("value", "score", "total") for when in ("old", "new")),
        sa.Column("load", sa.Integer(), nullable=False),
        sa.Column("corrected_at", Moment(), nullable=False),
        *_signed(),
        _key("published_correction", "published_card", "published_card.published_card"),
        sa.PrimaryKeyConstraint("published_correction", name="pk_published_correction"),
    )
    op.create_index("uq_published_correction_number", "published_correction", ["published_card", "number"],
                    unique=True)


def _signed() -> list[sa.Column[str] | sa.Column[bool]]:
    """By whom, in which role, why, and whether they signed in to do it."""
    texts = [sa.Column(name, sa.Text(), nullable=False) for name in ("who", "role", "why")]
    return [*texts, sa.Column("verified", sa.Boolean(), nullable=False)]


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [of], name=f"fk_{table}_{column}_{of.split('.')[0]}")


def _card() -> None:
    op.create_table(
        "published_card",
        sa.Column("published_card", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Integer(), nullable=False),
        sa.Column("load", sa.Integer(), nullable=False),
        sa.Column("as_of", Moment()),
        sa.Column("score", DOUBLE),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("coverage", DOUBLE, nullable=False),
        sa.Column("coverage_needed", DOUBLE, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        *_signed(),
        _key("published_card", "strategy", "published_strategy.number"),
        sa.PrimaryKeyConstraint("published_card", name="pk_published_card"),
    )
    op.create_index("ix_published_card_strategy", "published_card", ["strategy"])
    op.create_index("uq_published_card_period", "published_card", ["first_day", "until_day", "level", "name"],
                    unique=True)


def _of_a_card(
    table: str, texts: tuple[str, ...], maybe: tuple[str, ...], numbers: tuple[str, ...], *more: str,
    n: sa.BigInteger | None = None,
) -> None:
    """A table whose rows belong to a card; `maybe`: numbers that need not be there."""
    op.create_table(
        table,
        sa.Column(table, sa.Integer(), nullable=False),
        sa.Column("published_card", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        *(sa.Column(name, DOUBLE) for name in maybe),
        *(sa.Column(name, DOUBLE, nullable=False) for name in numbers),
        *([sa.Column("n", n, nullable=False)] if n is not None else []),
        *(sa.Column(name, sa.Text(), nullable=False) for name in more),
        _key(table, "published_card", "published_card.published_card"),
        sa.PrimaryKeyConstraint(table, name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_published_card", table, ["published_card"])
