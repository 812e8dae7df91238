"""This file is about the office's tables of drafts: the strategy as people change it, step by step."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office.tables import PERSON, Typed


class StrategyDraft(Typed):
    """A draft of the strategy. base: the text of the file it goes out from, by which it is known whether the file was
    changed meanwhile. here: the number of the step it stands at.

    standing: 1 while it is being worked on, of which there is only one; none once it has ended. ended_as: "saved" or
    "dropped".
    """

    __tablename__ = "strategy_draft"

    strategy_draft: Mapped[int] = mapped_column(primary_key=True)
    base: Mapped[str]
    here: Mapped[int]
    begun_by: Mapped[str] = mapped_column(info=PERSON)
    begun_at: Mapped[datetime]
    standing: Mapped[int | None] = mapped_column(unique=True)
    ended_as: Mapped[str | None]
    ended_by: Mapped[str | None] = mapped_column(info=PERSON)
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = MappingProxyType({"version_id_col": version})


class StrategyDraftStep(Typed):
    """One step of a draft: the whole text as it was then. after: the number of the step it was made on, so that what
    was undone stays on record beside what was done instead; the first step is the file's own text and has none.

    said: what it changed, in words.
    """

    __tablename__ = "strategy_draft_step"

    strategy_draft_step: Mapped[int] = mapped_column(primary_key=True)
    strategy_draft: Mapped[int] = mapped_column(ForeignKey("strategy_draft.strategy_draft"), index=True)
    number: Mapped[int]
    after: Mapped[int | None]
    text: Mapped[str]
    said: Mapped[str]
    said_by: Mapped[str] = mapped_column(info=PERSON)
    said_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("strategy_draft", "number", name="uq_strategy_draft_step_number"),)
