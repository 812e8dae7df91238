"""This file is about comments of one centre: read, written, changed and removed by whom the datum is there for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.access.asking import asker_of, reader, signed_in
from fourscore.centre.access.rights import answers_for_people
from fourscore.centre.watching.datum import allow, days_of, may_see, named_in, stands
from fourscore.office import On, Remark, Stood, comments
from fourscore.terms import Issue, WrongUse, said, write_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from fourscore.centre.centre import Centre

LONGEST = 4000
BY_TIME = "the time comments are kept"


class Thread(NamedTuple):
    """What is said of a datum, the oldest first. now: the figure as it stands. others: how many comments the same has
    in other periods."""

    on: On
    remarks: tuple[Remark, ...]
    now: Stood
    others: Mapping[str, int]


def thread_of(centre: Centre, on: On) -> Thread:
    """The comments on that datum. Raises WrongUse `not-yours`, `not-agreed` where it is not there for who asks."""
    allow(centre, on)
    there = comments.remarks(centre.office, on)
    others = {period: many for period, many in comments.periods_on(centre.office, on).items()
              if period != on.period and may_see(centre, on._replace(period=period))}
    return Thread(on, tuple(there), stands(centre, on), others)


def talked_of(centre: Centre, kind: str, things: Iterable[str]) -> dict[str, int]:
    """How many comments stand on each of these things of one kind; nothing for who may not see their comments."""
    found = comments.numbers_on(centre.office, kind)
    return {thing: found.get(thing, 0) for thing in things if may_see(centre, On(kind, thing))}


def comment(centre: Centre, on: On, text: str) -> int:
    """Write a comment; whoever it mentions and may see the datum gets a notice. Its number.

    Raises WrongUse `not-yours`, `not-agreed`, `comment-not-kept`.
    """
    allow(centre, on)
    said, by = _text(text), writer(centre)
    return comments.write(centre.office, on, stands(centre, on), said, _told(centre, on, said, by), by=by,
                          now=centre.now())


def change_comment(centre: Centre, number: int, seen: int, text: str) -> On:
    """Say it otherwise; what it said before stays readable. Only whoever wrote it does.

    Raises WrongUse `unknown-comment`, `not-your-comment`, `comment-not-kept`; Trouble `changed-meanwhile`.
    """
    there, by, written = remark_of(centre, number), writer(centre), _text(text)
    if there.by != by:
        raise WrongUse(Issue("not-your-comment", f"comment {number}", said("Only whoever wrote a comment changes it."),
                             said("Write one of your own below it.")))
    if written != there.text:
        comments.change(centre.office, number, seen, written, _told(centre, there.on, written, by), by=by,
                        now=centre.now())
    return there.on


def remove_comment(centre: Centre, number: int) -> On:
    """Take a comment away: it says only that it was removed. For whoever wrote it, and the managers.

    Raises WrongUse `unknown-comment`, `not-your-comment`.
    """
    there, by = remark_of(centre, number), writer(centre)
    if there.by != by and not answers_for_people(asker_of(centre)):
        raise WrongUse(Issue("not-your-comment", f"comment {number}", said("A comment is removed by whoever wrote it, "
                             "or by a manager."), said("Ask {by}.", by=there.by)))
    comments.remove(centre.office, number, by=by, now=centre.now())
    return there.on


def remark_of(centre: Centre, number: int) -> Remark:
    """The comment of that number; `unknown-comment` in the same words whether it is not there or not for who asks."""
    found = next(iter(comments.remarks(centre.office, numbers=[number])), None)
    if found is None or not may_see(centre, found.on):
        raise WrongUse(Issue("unknown-comment", str(number), said("There is no comment of that number for you."),
                             said("See the comments beside the figure.")))
    return found


def is_mine(centre: Centre, remark: Remark) -> bool:
    """Whether who asks may change it."""
    return remark.by == writer(centre)


def may_remove(centre: Centre, remark: Remark) -> bool:
    """Whether who asks may take it away."""
    return is_mine(centre, remark) or answers_for_people(asker_of(centre))


def writer(centre: Centre) -> str:
    """Who writes: the person signed in; on this computer itself, the role or person it acts as.

    Raises WrongUse `not-yours` for a program that only reads.
    """
    if reader().only_reads or reader().guest:
        raise WrongUse(centre.keeper.rights().hidden())
    return signed_in() or centre.settings.acting_as


def age_comments(centre: Centre, first_day: date, *, dry_run: bool) -> int:
    """Empty what was said of single persons' figures of days before that one; how many comments there are of it."""
    old = [one.number for one in comments.remarks(centre.office)
           if one.on.agent and any(said.text for said in one.texts) and days_of(centre, one.on).until <= first_day]
    if old and not dry_run:
        comments.age(centre.office, old, who=BY_TIME, now=centre.now())
    return len(old)


def _told(centre: Centre, on: On, text: str, by: str) -> list[str]:
    return [name for name in named_in(centre, on, text) if name != by]


def _text(text: str) -> str:
    written = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().splitlines())
    if not written or len(written) > LONGEST:
        raise WrongUse(Issue("comment-not-kept", "the comment", said("A comment has 1 to {LONGEST} signs.",
                             LONGEST=write_value(LONGEST, "count")) if written else said("There is nothing in this "
                             "comment."), said("Write what you know of the figure.")))
    return written
