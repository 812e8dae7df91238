"""This file is about changing the draft: one thing at a time or its text as a whole, undone, redone, dropped.

Every change says which text it was made in front of. Where that is not the draft's any more, nothing is written:
`Conflict` tells what was changed meanwhile, and the change can be made again on top of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.editing.standing import (
    DROPPED,
    Standing,
    meanwhile,
    seen_before,
    stands,
    text_of,
    told,
    who,
)
from fourscore.centre.written import STRATEGY, scopes_of
from fourscore.office import Made, drafts
from fourscore.terms import Issue, WrongUse, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.strategy import StrategyText

SHOWN = 3  # differences told in the words of a step; of more only how many
NEVER = {code: None for code in range(32) if chr(code) not in "\t\n\r"}  # no text of people holds these signs


class Done(NamedTuple):
    """What came of a change. key: of the thing, where one was changed. words: what it changed; empty: nothing."""

    words: str
    key: str = ""


def change_thing(centre: Centre, kind: str, key: str, said: Mapping[str, str], seen: str, why: str = "") -> Done:
    """Bring those fields into a thing of the draft, or (key `new`) make one of them.

    said: the fields that were changed, and none beside. why: noted beside a KPI's change. Raises Trouble
    `changed-meanwhile`, `cannot-edit`; WrongUse as `strategy.change` and `strategy.add` do.
    """
    from fourscore.strategy import NEW, add, change

    def act(text: StrategyText) -> str:
        if key == NEW:
            return add(text, kind, said)
        now = change(text, kind, key, said) if said else key
        if said and why.strip() and kind == "kpi":
            _note(centre, text, key, why)
        return now

    return _changed(centre, act, seen)


def _note(centre: Centre, text: StrategyText, key: str, why: str) -> None:
    """A note on the change beside the KPI, as the strategy keeps them."""
    from fourscore.strategy import add_thing, place_of

    today = centre.calendar.local(centre.now()).date().isoformat()
    add_thing(text, (*place_of(text.root(), "kpi", key), "changes"), None,
              {"on": today, "who": who(centre), "why": " ".join(why.split())})


def take_out_thing(centre: Centre, kind: str, key: str, seen: str) -> Done:
    """Take a thing out of the draft with all that stands in it. Raises as `change_thing` does."""
    from fourscore.strategy import take_out

    def act(text: StrategyText) -> str:
        take_out(text, kind, key)
        return ""

    return _changed(centre, act, seen)


def answer_draft(centre: Centre, answers: Mapping[str, str], seen: str) -> Done:
    """Write answers to the questions of the stages into the draft. Raises as `answer_strategy` does."""
    from fourscore.strategy import answer_in

    def act(text: StrategyText) -> str:
        answer_in(text, answers, centre.metrics.catalogue, scopes_of(centre.extras))
        return ""

    return _changed(centre, act, seen)


def write_draft(centre: Centre, typed: str, seen: str) -> Done:
    """Make the draft say what was typed as a whole, be it right or wrong; line ends stay as they were.

    Raises WrongUse `text-too-long`; Trouble `changed-meanwhile`.
    """
    from fourscore.strategy import with_ends_of

    text_of(centre, typed)  # its length, before anything is compared

    def act(text: StrategyText) -> str:
        text.text = with_ends_of(text.text, typed.translate(NEVER))
        return ""

    return _changed(centre, act, seen)


def _changed(centre: Centre, act: Callable[[StrategyText], str], seen: str) -> Done:
    there = stands(centre)
    if there.seen != seen:
        return _made_already(centre, act, there, seen)
    text = text_of(centre, there.text)
    key = act(text)
    words = keep(centre, there, text.text)
    return Done(words, key)


def _made_already(centre: Centre, act: Callable[[StrategyText], str], there: Standing, seen: str) -> Done:
    """Of a form that is sent once more because nobody heard whether it was kept: nothing, where it was. Otherwise
    Trouble `changed-meanwhile`."""
    base, _ = seen_before(centre, there, seen)
    text = None if base is None else text_of(centre, base)
    key = "" if text is None else act(text)
    if text is None or text.text != there.text:
        raise meanwhile()
    return Done("", key)


def keep(centre: Centre, there: Standing, text: str, *, base: str | None = None, said: str = "") -> str:
    """Keep a text as the draft's next step; what it changed, in words. Nothing is kept where nothing is changed."""
    if text == there.text and base is None:
        return ""
    text_of(centre, text)
    said = said or in_words(centre, there.text, text)
    made = Made(text, said, who(centre), centre.now())
    if there.draft is None:
        drafts.begin(centre.office, there.file, made)
    else:
        drafts.go_on(centre.office, there.draft.number, there.draft.here, made, base=base)
    return said


def in_words(centre: Centre, old: str, new: str) -> str:
    """What differs between two texts, as one line."""
    found = told(centre, old, new)
    if not found:
        return _notes(old, new) or "the text"
    words = [one.words for one in found]
    return "; ".join(words) if len(words) <= SHOWN else f"{'; '.join(words[:SHOWN])}; and {len(words) - SHOWN} more"


def _notes(old: str, new: str) -> str:
    """Which notes on a KPI's changes came or went between two texts that mean the same."""
    from fourscore.strategy import notes_in

    was, now = notes_in(old), notes_in(new)
    kpis = sorted({kpi for kpi in {*was, *now} if was.get(kpi) != now.get(kpi)})
    return f"a note on {', '.join(kpis)}" if kpis else ""


def undo(centre: Centre, seen: str) -> None:
    """The draft as it was before its last step. Raises Trouble `changed-meanwhile`, WrongUse `nothing-to-undo`."""
    _go(centre, seen, forward=False)


def redo(centre: Centre, seen: str) -> None:
    """The draft with the step again that was undone last. Raises as `undo` does."""
    _go(centre, seen, forward=True)


def _go(centre: Centre, seen: str, *, forward: bool) -> None:
    there = stands(centre)
    draft = there.draft
    to = None if draft is None else draft.next if forward else draft.before
    if there.seen != seen:
        raise meanwhile()
    if draft is None or to is None:
        raise WrongUse(Issue("nothing-to-undo", STRATEGY, said("There is no step to go back to, or on to."),
                             said("The steps of the draft stand on the page of its changes.")))
    drafts.go_to(centre.office, draft.number, draft.here, to)


def drop(centre: Centre, seen: str) -> None:
    """The draft is worked on no more, and the file stays as it is; its steps stay on record."""
    there = stands(centre)
    if there.seen != seen:
        raise meanwhile()
    if there.draft is not None:
        drafts.end(centre.office, there.draft.number, there.draft.here, DROPPED, (), by=who(centre),
                   now=centre.now())
