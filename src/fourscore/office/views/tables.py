"""This file is about the office's tables of what people keep of the figures: views of Explore, others' reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office.tables import PERSON, Typed


class SavedView(Typed):
    """A question somebody kept. made_by: a person, or the role this computer acted as. What it says stands beside it.

    One that was withdrawn stays on record.
    """

    __tablename__ = "saved_view"

    saved_view: Mapped[int] = mapped_column(primary_key=True)
    made_by: Mapped[str] = mapped_column(index=True, info=PERSON)
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class SavedViewText(Typed):
    """What a view said from then on; the last one holds, the earlier ones are its history.

    question: pairs of name and value as JSON, in plain letters, so that a forgotten person's name is found in them.
    moves: the kind of period it moves on with; "" where its period is among the pairs. roles: with whom it is shared,
    as JSON; none where it is kept to oneself.
    """

    __tablename__ = "saved_view_text"

    saved_view_text: Mapped[int] = mapped_column(primary_key=True)
    saved_view: Mapped[int] = mapped_column(ForeignKey("saved_view.saved_view"), index=True)
    name: Mapped[str]
    question: Mapped[str]
    moves: Mapped[str]
    roles: Mapped[str]
    said_by: Mapped[str] = mapped_column(info=PERSON)
    said_at: Mapped[datetime]


class PastedReport(Typed):
    """Another system's report as it was pasted, whatever came of it: held against the numbers of today when opened."""

    __tablename__ = "pasted_report"

    pasted_report: Mapped[int] = mapped_column(primary_key=True)
    numbers: Mapped[str]
    pasted_by: Mapped[str] = mapped_column(info=PERSON)
    pasted_at: Mapped[datetime]
