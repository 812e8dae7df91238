"""This file is about keeping a draft of the strategy: begun, changed step by step, undone and redone, ended.

Whoever changes it says at which step they saw it; where it stands at another one by then, nothing is written and
Trouble `changed-meanwhile` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from fourscore.office.drafts.tables import StrategyDraft, StrategyDraftStep
from fourscore.office.tables import Audit
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.office.file import Office

FILE = "strategy.yaml"


class DraftStep(NamedTuple):
    """One step; see `tables.StrategyDraftStep`."""

    number: int
    after: int | None
    said: str
    by: str
    at: datetime


class Draft(NamedTuple):
    """A draft being worked on. text: as it stands at the step `here`. steps: all of them, in the order they were made.
    """

    number: int
    base: str
    text: str
    here: int
    by: str
    at: datetime
    steps: tuple[DraftStep, ...]

    @property
    def before(self) -> int | None:
        """The step that undoing leads back to."""
        return next(step.after for step in self.steps if step.number == self.here)

    @property
    def next(self) -> int | None:
        """The step that redoing leads to: the one made last on this one."""
        return max((step.number for step in self.steps if step.after == self.here), default=None)

    @property
    def way(self) -> tuple[DraftStep, ...]:
        """The steps that led here, the first first."""
        by_number, found = {step.number: step for step in self.steps}, list[DraftStep]()
        at: int | None = self.here
        while at is not None:
            found.append(by_number[at])
            at = by_number[at].after
        return tuple(reversed(found))


class Made(NamedTuple):
    """A step to be kept: the text after it, what it changed in words, by whom, and when."""

    text: str
    said: str
    by: str
    at: datetime


def standing(office: Office) -> Draft | None:
    """The draft that is being worked on, where there is one."""
    with office.reading() as session:
        row = session.scalar(select(StrategyDraft).where(StrategyDraft.standing == 1))
        return None if row is None else _draft(session, row)


def texts(office: Office, number: int) -> dict[int, str]:
    """The text of every step of that draft, by the step's number."""
    with office.reading() as session:
        rows = session.execute(select(StrategyDraftStep.number, StrategyDraftStep.text).where(
            StrategyDraftStep.strategy_draft == number))
        return {row.number: row.text for row in rows}


def begin(office: Office, base: str, made: Made) -> None:
    """A new draft that goes out from the file's text `base`, with its first change."""
    try:
        with office.writing() as session:
            row = StrategyDraft(base=base, here=1, begun_by=made.by, begun_at=made.at, standing=1)
            session.add(row)
            session.flush()
            first = Made(base, f"{FILE} as it was", made.by, made.at)
            for number, after, one in ((0, None, first), (1, 0, made)):
                session.add(_step(row, number, after, one))
    except IntegrityError:  # somebody else began one at the same moment
        raise _meanwhile() from None


def go_on(office: Office, number: int, seen: int, *made: Made, base: str | None = None) -> None:
    """Keep further steps on the step `seen`, one after the other. base: what the file says by now, where that is taken
    note of with it."""
    try:
        with office.writing() as session:
            row = _row(session, number, seen)
            last = max(session.scalars(select(StrategyDraftStep.number).where(
                StrategyDraftStep.strategy_draft == number)))
            after = seen
            for place, one in enumerate(made, last + 1):
                session.add(_step(row, place, after, one))
                after = place
            row.here = after
            if base is not None:
                row.base = base
    except IntegrityError:
        raise _meanwhile() from None


def go_to(office: Office, number: int, seen: int, to: int) -> None:
    """The draft stands at the step `to` from now on: undoing and redoing."""
    with office.writing() as session:
        _row(session, number, seen).here = to


def end(office: Office, number: int, seen: int, how: str, changes: Iterable[tuple[str, str, str]], *, by: str,
        now: datetime, also: Callable[[Session], None] | None = None) -> None:
    """The draft is worked on no more; its steps stay on record. changes: what it changed in the file, as the audit has
    it: of what, how it was, how it is. also: what else is written with it. All is kept at once, or nothing."""
    with office.writing() as session:
        row = _row(session, number, seen)
        if also is not None:
            also(session)
        for name, old, new in changes:
            session.add(Audit(at=now, who=by, thing=FILE, name=name, old=old or None, new=new or None))
        row.standing, row.ended_as, row.ended_by, row.ended_at = None, how, by, now


def _row(session: Session, number: int, seen: int) -> StrategyDraft:
    row = session.get(StrategyDraft, number, with_for_update=True)
    if row is None or row.standing is None or row.here != seen:
        raise _meanwhile()
    return row


def _step(row: StrategyDraft, number: int, after: int | None, made: Made) -> StrategyDraftStep:
    return StrategyDraftStep(strategy_draft=row.strategy_draft, number=number, after=after, text=made.text,
                             said=made.said, said_by=made.by, said_at=made.at)


def _draft(session: Session, row: StrategyDraft) -> Draft:
    steps = tuple(DraftStep(*one) for one in session.execute(
        select(StrategyDraftStep.number, StrategyDraftStep.after, StrategyDraftStep.said, StrategyDraftStep.said_by,
               StrategyDraftStep.said_at).where(StrategyDraftStep.strategy_draft == row.strategy_draft)
        .order_by(StrategyDraftStep.number)))
    text = session.scalars(select(StrategyDraftStep.text).where(
        StrategyDraftStep.strategy_draft == row.strategy_draft, StrategyDraftStep.number == row.here)).one()
    return Draft(row.strategy_draft, row.base, text, row.here, row.begun_by, row.begun_at, steps)


def _meanwhile() -> Trouble:
    return Trouble(Issue("changed-meanwhile", FILE, said("Somebody else changed the draft while you did."),
                         said("Look at what it says now, then make your change again.")))
