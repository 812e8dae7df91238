"""This file is about the book of signatures: written once each, read as they stand."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from fourscore.strategy.stages.gates import Signature

if TYPE_CHECKING:
    from fourscore.office import Office


def declare_signatures() -> None:
    """Make the table of signatures known to the office, which copies, migrates and searches all it knows."""
    import_module("fourscore.strategy.stages.tables")


def keep_signature(office: Office, signature: Signature) -> None:
    from fourscore.strategy.stages.tables import StageSignature

    with office.writing() as session:
        session.add(StageSignature(
            stage=signature.stage, fingerprint=signature.fingerprint, who=signature.who, role=signature.role,
            shown=signature.shown, signed_at=signature.at, verified=signature.verified))


def signatures(office: Office) -> list[Signature]:
    """Every signature, oldest first."""
    from sqlalchemy import select

    from fourscore.strategy.stages.tables import StageSignature

    with office.reading() as session:
        return [Signature(row.stage, row.fingerprint, row.who, row.role, row.shown, row.signed_at, row.verified)
                for row in session.scalars(select(StageSignature).order_by(StageSignature.stage_signature))]
