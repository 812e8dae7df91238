"""This file is about changes that met: two people in one draft, or the file changed beside it; both are shown, and
brought together or put one over the other, and neither is lost.
"""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.editing.changing import Done, keep
from fourscore.centre.editing.standing import meanwhile, read, seen_before, stands, text_of, told, who
from fourscore.office import DraftStep, Made, drafts
from fourscore.strategy import Merged, merged, with_ends_of

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre


class Met(NamedTuple):
    """Two changes of one text. theirs: what differs now from what was seen, in words; None where one of the texts
    cannot be read. lines: the same line by line. steps: who changed what meanwhile, as far as it is known.
    """

    theirs: list[str] | None
    lines: list[str]
    steps: tuple[DraftStep, ...]
    now: str


# How what differs calls a kind of thing that has an id.
OF = {"perspective": "perspective", "objective": "objective", "kpi": "KPI", "goal": "goal", "guarded": "guarded goal",
      "policy": "policy"}


class Text(NamedTuple):
    """A whole text that met another. base: what both were made of, where it is still known."""

    base: str | None
    yours: str
    brought: Merged | None


def met(centre: Centre, seen: str) -> Met:
    """What was changed since the text of that stamp was looked at."""
    there = stands(centre)
    base, steps = seen_before(centre, there, seen)
    if base is None:
        return Met(None, [], there.draft.way[1:] if there.draft else (), there.text)
    found = told(centre, base, there.text)
    return Met(None if found is None else [one.words for one in found], lines_between(base, there.text), steps,
               there.text)


def called_now(centre: Centre, kind: str, key: str, seen: str) -> str:
    """The key by which a thing of the text of that stamp goes now: somebody may have given it another id meanwhile."""
    from fourscore.strategy import compare

    there = stands(centre)
    base, _ = seen_before(centre, there, seen)
    was, now = (None if text is None else read(centre, text) for text in (base, there.text))
    if was is None or now is None or kind not in OF:
        return key
    return next((one.now for one in compare(was, now) if (one.kind, one.field, one.of, one.was) == (
        "renamed", "id", OF[kind], key)), key)


def met_text(centre: Centre, seen: str, typed: str) -> Text:
    """What was typed as a whole in front of another text, and both changes in one where that can be made."""
    there = stands(centre)
    base, _ = seen_before(centre, there, seen)
    yours = with_ends_of(base if base is not None else there.text, typed)
    return Text(base, yours, None if base is None else merged(base, there.text, yours))


def lines_between(old: str, new: str) -> list[str]:
    """What differs line by line, with two lines round it."""
    return [line.rstrip("\r\n") for line in unified_diff(old.splitlines(), new.splitlines(), n=2, lineterm="")][2:]


# -- the file, changed beside the draft ----


def met_outside(centre: Centre) -> tuple[list[str] | None, list[str], Merged] | None:
    """What the file says otherwise than when the draft went out from it, in words and by line, and both in one; None
    where it says the same."""
    there = stands(centre)
    if there.draft is None or not there.outside:
        return None
    found = told(centre, there.draft.base, there.file)
    return (None if found is None else [one.words for one in found], lines_between(there.draft.base, there.file),
            merged(there.draft.base, there.file, there.text))


def bring_in_file(centre: Centre, seen: str) -> Done:
    """The draft with what was changed in the file beside it. Raises Trouble `changed-meanwhile`."""
    there = stands(centre)
    if there.seen != seen:
        raise meanwhile()
    if there.draft is None or not there.outside:
        return Done("")
    brought = merged(there.draft.base, there.file, there.text).text
    said = "what was changed in strategy.yaml beside the draft"
    return Done(keep(centre, there, brought, base=there.file, said=said))


def keep_over_file(centre: Centre, seen: str) -> None:
    """The draft as it is, whatever was changed in the file; that stands among its steps. Raises as the other."""
    there = stands(centre)
    if there.seen != seen:
        raise meanwhile()
    if there.draft is None or not there.outside:
        return
    text_of(centre, there.file)
    by, now = who(centre), centre.now()
    drafts.go_on(centre.office, there.draft.number, there.draft.here,
                 Made(there.file, "strategy.yaml as it was changed beside the draft", by, now),
                 Made(there.text, "the draft put over it", by, now), base=there.file)
