"""This file is about the table of the stages: who signed which, as it was then."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from fourscore.office import PERSON, Typed


class StageSignature(Typed):
    """One signature of one stage: never altered, never deleted. shown: in words, what was looked at when signing."""

    __tablename__ = "stage_signature"

    stage_signature: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[int] = mapped_column(index=True)
    fingerprint: Mapped[str]
    who: Mapped[str] = mapped_column(info=PERSON)
    role: Mapped[str]
    shown: Mapped[str]
    signed_at: Mapped[datetime]
    verified: Mapped[bool]
