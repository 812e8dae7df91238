"""This file is about where the draft of a strategy stands: its text, the file's, and what was done to either.

There is one draft of a centre, which everybody who writes the strategy works on; strategy.yaml stays the one truth and
is not touched before the draft is put into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.access.asking import asker_of, signed_in
from fourscore.centre.editing.naming import carrying
from fourscore.centre.written import STRATEGY, scopes_of
from fourscore.terms import Issue, Trouble, WrongUse, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Draft, DraftStep
    from fourscore.strategy import Difference, Strategy, StrategyText

LONGEST = 1_000_000  # bytes of a text that is typed; some thirty times a large strategy
SAVED, DROPPED = "saved", "dropped"


class Standing(NamedTuple):
    """text: what is being edited: the draft's, or where there is none the file's. seen: its stamp, which goes back with
    every change. file: what the file says. draft: where there is one."""

    text: str
    seen: str
    file: str
    draft: Draft | None

    @property
    def outside(self) -> bool:
        """Whether the file was changed beside the draft, and says something else than either."""
        return self.draft is not None and self.draft.base != self.file

    @property
    def changed(self) -> bool:
        """Whether the draft says something else than the file."""
        return self.text != self.file


def stands(centre: Centre) -> Standing:
    """Where it stands now. Raises WrongUse `not-yours`; Trouble `file-missing`, `not-utf-8`, `text-too-large`.

    A draft whose text the file has already was put into it, and only its end was not noted any more: that is done now.
    """
    from fourscore.office import drafts
    from fourscore.strategy import stamp

    may(centre)
    file = file_of(centre).text
    draft = drafts.standing(centre.office)
    if draft is not None and draft.text == file and draft.base != file:
        drafts.end(centre.office, draft.number, draft.here, SAVED, noted(centre, draft.base, file), by=who(centre),
                   now=centre.now(), also=carrying(centre, draft))
        draft = None
    text = file if draft is None else draft.text
    return Standing(text, stamp(text.encode()), file, draft)


def seen_before(centre: Centre, there: Standing, seen: str) -> tuple[str | None, tuple[DraftStep, ...]]:
    """The text that has this stamp, among the file and the draft's steps, and the steps made after it."""
    from fourscore.office import drafts
    from fourscore.strategy import stamp

    if stamp(there.file.encode()) == seen and (there.draft is None or there.draft.base == there.file):
        return there.file, there.draft.way[1:] if there.draft else ()
    if there.draft is None:
        return None, ()
    texts = drafts.texts(centre.office, there.draft.number)
    for number in sorted(texts, reverse=True):
        if stamp(texts[number].encode()) == seen:
            on_way = [step for step in there.draft.way if step.number > number]
            return texts[number], tuple(on_way)
    return None, ()


def may(centre: Centre) -> None:
    """Nothing for who may write the strategy; else WrongUse `not-yours`."""
    rights = centre.keeper.rights()
    if not rights.opens("strategy"):
        raise WrongUse(rights.hidden())


def who(centre: Centre) -> str:
    """Whose a change is: the person signed in; on this computer itself, the role or person it acts as."""
    return signed_in() or asker_of(centre).said


def file_of(centre: Centre) -> StrategyText:
    """The file, opened."""
    from fourscore.strategy import StrategyText

    return StrategyText.open(centre.folder / STRATEGY)


def text_of(centre: Centre, text: str) -> StrategyText:
    """A text as one that can be changed place by place. Raises WrongUse `text-too-long`."""
    from fourscore.strategy import StrategyText

    content = text.encode("utf-8", "replace")
    if len(content) > LONGEST:
        raise too_long()
    return StrategyText(centre.folder / STRATEGY, content)


def too_long() -> WrongUse:
    return WrongUse(Issue("text-too-long", STRATEGY, said("What was typed is longer than 1 MB; nothing was changed."),
                          said("A strategy has some hundred lines: look whether another text was pasted by mistake.")))


def read(centre: Centre, text: str) -> Strategy | None:
    """The strategy in a text; None where it cannot be scored."""
    from fourscore.strategy import read_strategy

    return read_strategy(text, STRATEGY, centre.metrics.catalogue, scopes_of(centre.extras))[0]


def told(centre: Centre, old: str, new: str) -> list[Difference] | None:
    """What differs between two texts, by meaning; None where one of them cannot be read."""
    from fourscore.strategy import compare

    was, now = read(centre, old), read(centre, new)
    return None if was is None or now is None else compare(was, now, currency=centre.settings.currency)


def noted(centre: Centre, old: str, new: str) -> list[tuple[str, str, str]]:
    """What putting a text into the file changed, as it goes on record."""
    found = told(centre, old, new)
    return [(f"{one.of} {one.id} {one.field}".strip(), one.was, one.now) for one in found or ()] or [
        (STRATEGY, "", "saved")]


def meanwhile() -> Trouble:
    return Trouble(Issue("changed-meanwhile", STRATEGY, said("Somebody else changed the draft after you opened it."),
                         said("What you typed stands below, beside what is there now: put it on top, or leave it.")))
