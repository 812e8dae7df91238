"""This file is about saved views: kept, changed and withdrawn; each change stays, with who made it and when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from fourscore.office.tables import Audit
from fourscore.office.views.tables import SavedView, SavedViewText
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.office.file import Office

Pairs = tuple[tuple[str, str], ...]


class ViewText(NamedTuple):
    """What a view says: its question as pairs of name and value; moves: the kind of period it moves on with, or "".

    roles: with whom it is shared. by, at: who said so, and when.
    """

    name: str
    question: Pairs
    moves: str
    roles: tuple[str, ...]
    by: str
    at: datetime


class View(NamedTuple):
    """A saved view. seen: the number of its last text, which a change has to know. texts: the oldest first."""

    number: int
    owner: str
    seen: int
    texts: tuple[ViewText, ...]

    @property
    def now(self) -> ViewText:
        return self.texts[-1]


def views(office: Office) -> list[View]:
    """Every view that was not withdrawn, by name."""
    with office.reading() as session:
        texts: dict[int, list[SavedViewText]] = {}
        for text in session.scalars(select(SavedViewText).order_by(SavedViewText.saved_view_text)):
            texts.setdefault(text.saved_view, []).append(text)
        found = [View(row.saved_view, row.made_by, texts[row.saved_view][-1].saved_view_text,
                      tuple(_text(one) for one in texts[row.saved_view]))
                 for row in session.scalars(select(SavedView).where(SavedView.withdrawn_at.is_(None)))]
        return sorted(found, key=lambda view: (view.now.name.casefold(), view.number))


def keep_view(office: Office, text: ViewText, *, number: int = 0, seen: int = 0) -> int:
    """Keep a new view, or what the one of that number says from now on; its number.

    seen: the last text whoever changes it had before them. Raises Trouble `changed-meanwhile`.
    """
    with office.writing() as session:
        if number:
            row, before = session.get_one(SavedView, number), _last(session, number)
            if before.saved_view_text != seen or row.withdrawn_at is not None:
                raise Trouble(Issue("changed-meanwhile", before.name,
                                    said("Somebody else changed this while you did."),
                                    said("Look at what it says now, then make your change again.")))
        else:
            row, before = SavedView(made_by=text.by, made_at=text.at), None
            session.add(row)
            session.flush()
        session.add(SavedViewText(
            saved_view=row.saved_view, name=text.name, question=json.dumps(text.question, ensure_ascii=False),
            moves=text.moves, roles=_listed(text.roles), said_by=text.by, said_at=text.at))
        session.add(Audit(at=text.at, who=text.by, thing="view", name=text.name, old=before and _told(_text(before)),
                          new=_told(text)))
        return row.saved_view


def withdraw_view(office: Office, number: int, *, by: str, now: datetime) -> None:
    """From now on nobody sees it."""
    with office.writing() as session:
        session.get_one(SavedView, number).withdrawn_at = now
        last = _text(_last(session, number))
        session.add(Audit(at=now, who=by, thing="view", name=last.name, old=_told(last), new="withdrawn"))


def _last(session: Session, number: int) -> SavedViewText:
    found = session.scalars(select(SavedViewText).where(SavedViewText.saved_view == number).order_by(
        SavedViewText.saved_view_text.desc()).limit(1))
    return found.one()


def _text(row: SavedViewText) -> ViewText:
    pairs = tuple((str(name), str(value)) for name, value in json.loads(row.question))
    return ViewText(row.name, pairs, row.moves, tuple(json.loads(row.roles)), row.said_by, row.said_at)


def _listed(roles: Sequence[str]) -> str:
    return json.dumps(list(roles), ensure_ascii=False)


def _told(text: ViewText) -> str:
    """What the audit says of it."""
    shared = f"shared with {', '.join(text.roles)}" if text.roles else "kept to oneself"
    return f"{text.name}, {shared}"
