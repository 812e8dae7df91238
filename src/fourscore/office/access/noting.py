"""This file is about noting in the audit what somebody changed in a text of the centre through its pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from fourscore.office.tables import Audit

if TYPE_CHECKING:
    from fourscore.office.file import Office


def note_changes(
    office: Office, who: str, thing: str, changes: Iterable[tuple[str, str, str]], *, now: datetime
) -> None:
    """One line of the audit for each change of `thing`: of what, how it was and how it is; empty where it was not or is
    not any more."""
    with office.writing() as session:
        for name, old, new in changes:
            session.add(Audit(at=now, who=who, thing=thing, name=name, old=old or None, new=new or None))
