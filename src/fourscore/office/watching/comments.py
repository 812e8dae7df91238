"""This file is about comments as kept: written, changed and removed, nothing of it lost; and who is to hear of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from fourscore.office.tables import Audit
from fourscore.office.watching.tables import Comment, CommentText, Notice
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.office.file import Office

MENTION = "mention"
Where = tuple[tuple[str, tuple[str, ...]], ...]


class On(NamedTuple):
    """What is commented on. kind: figure, objective, goal, guarded (a goal with guards) or initiative.

    about: its metric's key, or its id. where: what a figure is narrowed to; period: as the calendar names it.
    """

    kind: str
    about: str
    where: Where = ()
    period: str = ""

    @property
    def agent(self) -> str | None:
        """Whose figure it is, where it is one person's."""
        names = dict(self.where).get("agent", ())
        return names[0] if len(names) == 1 else None

    @property
    def named(self) -> str:
        """As the audit calls it."""
        scope = " ".join(f"{name}={label}" for name, labels in self.where for label in labels)
        return " ".join(filter(None, (self.kind, self.about, scope, self.period)))


class Stood(NamedTuple):
    """The figure as it was when a comment was written; shown: in words, "" where there is no figure."""

    value: float | None = None
    n: int | None = None
    shown: str = ""


class Said(NamedTuple):
    """A text a comment had from then on; number: which a change has to know."""

    number: int
    text: str
    at: datetime


class Remark(NamedTuple):
    """A comment. texts: the oldest first; removed: by whom and when."""

    number: int
    on: On
    stood: Stood
    by: str
    at: datetime
    texts: tuple[Said, ...]
    removed: tuple[str, datetime] | None

    @property
    def text(self) -> str:
        return self.texts[-1].text


def write(office: Office, on: On, stood: Stood, text: str, told: Iterable[str], *, by: str, now: datetime) -> int:
    """Keep a new comment, and a notice for each person in `told`; its number."""
    with office.writing() as session:
        row = Comment(kind=on.kind, about=on.about, scope=scope_text(on.where), period=on.period, agent_name=on.agent,
                      value=stood.value, n=stood.n, shown=stood.shown, written_by=by, written_at=now)
        session.add(row)
        session.flush()
        session.add(CommentText(comment=row.comment, text=text, written_at=now))
        _tell(session, row.comment, told, now)
        session.add(Audit(at=now, who=by, thing="comment", name=on.agent or on.named, old=None,
                          new=f"written on {on.named}"))
        return row.comment


def change(office: Office, number: int, seen: int, text: str, told: Iterable[str], *, by: str, now: datetime) -> None:
    """Keep another text of it; the earlier ones stay. Raises Trouble `changed-meanwhile`."""
    with office.writing() as session:
        row, last = session.get_one(Comment, number), _texts(session, [number])[number][-1]
        if last.number != seen or row.removed_at is not None:
            raise Trouble(Issue("changed-meanwhile", f"comment {number}",
                                said("Somebody else changed this while you did."),
                                said("Look at what it says now, then make your change again.")))
        session.add(CommentText(comment=number, text=text, written_at=now))
        _tell(session, number, told, now)
        session.add(Audit(at=now, who=by, thing="comment", name=row.agent_name or _on(row).named, old=last.text,
                          new=text))


def remove(office: Office, number: int, *, by: str, now: datetime) -> None:
    """From now on it is only told that it was removed; its text stays in the books."""
    with office.writing() as session:
        row = session.get_one(Comment, number)
        if row.removed_at is None:
            row.removed_by, row.removed_at = by, now
            text = _texts(session, [number])[number][-1].text
            session.add(Audit(at=now, who=by, thing="comment", name=row.agent_name or _on(row).named, old=text,
                              new="removed"))


def remarks(office: Office, on: On | None = None, numbers: Sequence[int] | None = None) -> list[Remark]:
    """The comments on that datum, or those of these numbers, the oldest first; all where neither is given."""
    found = select(Comment).order_by(Comment.comment)
    if on is not None:
        found = found.where(Comment.kind == on.kind, Comment.about == on.about, Comment.scope == scope_text(on.where),
                            Comment.period == on.period)
    if numbers is not None:
        found = found.where(Comment.comment.in_(numbers))
    with office.reading() as session:
        rows = list(session.scalars(found))
        texts = _texts(session, [row.comment for row in rows])
        return [Remark(row.comment, _on(row), Stood(row.value, row.n, row.shown), row.written_by, row.written_at,
                       tuple(texts[row.comment]),
                       (row.removed_by or "", row.removed_at) if row.removed_at else None) for row in rows]


def periods_on(office: Office, on: On) -> Mapping[str, int]:
    """How many comments stand on the same in each period, removed ones left out."""
    found: dict[str, int] = {}
    with office.reading() as session:
        rows = session.scalars(select(Comment.period).where(
            Comment.kind == on.kind, Comment.about == on.about, Comment.scope == scope_text(on.where),
            Comment.removed_at.is_(None)).order_by(Comment.comment))
        for period in rows:
            found[period] = found.get(period, 0) + 1
    return found


def numbers_on(office: Office, kind: str) -> Mapping[str, int]:
    """How many comments stand on each thing of that kind, removed ones left out."""
    found: dict[str, int] = {}
    with office.reading() as session:
        for about in session.scalars(select(Comment.about).where(Comment.kind == kind, Comment.removed_at.is_(None))):
            found[about] = found.get(about, 0) + 1
    return found


def age(office: Office, numbers: Sequence[int], *, who: str, now: datetime) -> None:
    """Empty the texts of these comments, of which the time they are kept is over."""
    with office.writing() as session:
        session.execute(update(CommentText).where(CommentText.comment.in_(numbers)).values(text=""))
        session.execute(update(Comment).where(Comment.comment.in_(numbers)).values(
            removed_by=who, removed_at=now, value=None, n=None, shown=""))


def scope_text(where: Where) -> str:
    """What a figure is narrowed to, always written the same way, in plain letters so that a name is found in it."""
    plain = sorted((name, sorted(labels)) for name, labels in where if labels)
    return json.dumps(plain, ensure_ascii=False) if plain else ""


def _on(row: Comment) -> On:
    pairs = json.loads(row.scope) if row.scope else []
    return On(row.kind, row.about, tuple((str(name), tuple(map(str, labels))) for name, labels in pairs), row.period)


def _texts(session: Session, numbers: Sequence[int]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {number: [] for number in numbers}
    for one in session.scalars(select(CommentText).where(CommentText.comment.in_(numbers)).order_by(
            CommentText.comment_text)):
        found[one.comment].append(Said(one.comment_text, one.text, one.written_at))
    return found


def _tell(session: Session, number: int, told: Iterable[str], now: datetime) -> None:
    there = set(session.scalars(select(Notice.person).where(Notice.kind == MENTION, Notice.thing == number)))
    for person in dict.fromkeys(told):
        if person not in there:
            session.add(Notice(person=person, kind=MENTION, thing=number, made_at=now, due_at=now, by_mail=False,
                               tries=0))


def carry_over(session: Session, kind: str, ids: Mapping[str, str]) -> None:
    """What is said of things of that kind is said of their new ids from now on."""
    for row in session.scalars(select(Comment).where(Comment.kind == kind, Comment.about.in_(ids))):
        row.about = ids[row.about]
