"""This file is about the strategy's draft through the API: its text, single things, steps, changes, publishing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

from fastapi import Path

from fourscore.centre import (
    Centre,
    Standing,
    answer_draft,
    before_publishing,
    bring_in_file,
    change_thing,
    drop_draft,
    keep_over_file,
    lines_between,
    look_at,
    met_outside,
    publish_draft,
    redo,
    save_draft,
    stands,
    take_out_thing,
    undo,
    write_draft,
)
from fourscore.strategy import THINGS, Finding
from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean
from fourscore.web.api.desk import Desk, IfMatch, Told, edition_of, passed, plain, who
from fourscore.web.api.matters.publishing import version_line
from fourscore.web.api.shapes.daily.drafts import (
    DraftChanges,
    DraftDone,
    DraftShape,
    PublishDraft,
    PutDraft,
    PutThing,
)
from fourscore.web.api.shapes.strategies import Answers, FindingShape, VersionLine

STEPS: dict[str, Callable[[Centre, str], object]] = {
    "undo": undo, "redo": redo, "drop": drop_draft, "save": save_draft, "bring": bring_in_file, "over": keep_over_file}
Step = Annotated[Literal["undo", "redo", "drop", "save", "bring", "over"], Path(
    description="save puts the draft into strategy.yaml; bring takes in what was changed in the file beside it; over "
    "puts the draft over that.", examples=["undo"])]
Kind = Annotated[str, Path(max_length=40, description="objective, kpi, link, goal and the like.",
                           examples=["objective"])]
Key = Annotated[str, Path(max_length=200, description="Its id; new to make one.", examples=["quick"])]


class Drafts:
    """The strategy as it is being edited. Every change says which text it was made in front of."""

    def __init__(self, desk: Desk) -> None:
        self.centre = desk.rooms.centre
        desk.offer("GET /strategy/draft", self.get_draft, opens="strategy", returns=DraftShape)
        desk.offer("PUT /strategy/draft", self.write_draft, opens="strategy", returns=DraftShape, writes="strategy")
        desk.offer("GET /strategy/draft/changes", self.draft_changes, opens="strategy", returns=DraftChanges)
        desk.offer("POST /strategy/draft/answers", self.answer_draft, opens="strategy", returns=DraftDone,
                   writes="strategy")
        desk.offer("POST /strategy/draft/steps/{step}", self.draft_step, opens="strategy", returns=DraftShape,
                   writes="strategy")
        desk.offer("POST /strategy/draft/publication", self.publish_draft, opens="strategy", returns=VersionLine,
                   writes="strategy", status=201)
        desk.offer("PUT /strategy/draft/{kind}/{key}", self.change_thing, opens="strategy", returns=DraftDone,
                   writes="strategy")
        desk.offer("DELETE /strategy/draft/{kind}/{key}", self.take_out_thing, opens="strategy", returns=DraftDone,
                   writes="strategy")

    def get_draft(self) -> Told:
        """The strategy as it is being edited, with the steps of its draft. Its edition goes back with every change."""
        there = stands(self.centre)
        return Told(_draft(there), there.seen)

    def write_draft(self, body: PutDraft, if_match: IfMatch = "") -> Told:
        """Make the draft say this as a whole, be it right or wrong. If-Match: the draft's edition, as it was seen."""
        with self._from(if_match) as seen:
            write_draft(self.centre, body.text, seen)
        return self.get_draft()

    def draft_changes(self) -> DraftChanges:
        """What the draft says otherwise than the file and the last version, and what the rules say of it."""
        there, before, outside = stands(self.centre), before_publishing(self.centre), met_outside(self.centre)
        return DraftChanges.model_validate({
            "versus_file": before.versus_file, "versus_last": before.versus_last, "newest": before.newest,
            "lines": lines_between(there.file, there.text), "beside_file": outside[1] if outside else [],
            "findings": [_finding(one) for one in look_at(self.centre, there.text).findings],
            "standing": [issue._asdict() for issue in before.standing]})

    def answer_draft(self, body: Answers, if_match: IfMatch = "") -> Told:
        """Write answers to the questions of the stages into the draft. If-Match: the draft's edition."""
        with self._from(if_match) as seen:
            done = answer_draft(self.centre, dict(body.answers), seen)
        return self._done(done.words, done.key)

    def draft_step(self, step: Step, if_match: IfMatch = "") -> Told:
        """Undo, redo or drop; put the draft into the file, or settle it with what was changed there. If-Match: the
        draft's edition."""
        with self._from(if_match) as seen:
            STEPS[step](self.centre, seen)
        return self.get_draft()

    def publish_draft(self, body: PublishDraft, if_match: IfMatch = "") -> VersionLine:
        """Put the draft into strategy.yaml and publish it. If-Match: the draft's edition, as it was seen."""
        with self._from(if_match) as seen:
            return version_line(publish_draft(self.centre, who(body.who), body.why, seen, body.newest))

    def change_thing(self, kind: Kind, key: Key, body: PutThing, if_match: IfMatch = "") -> Told:
        """Change fields of one thing of the draft, or make one. If-Match: the draft's edition."""
        with self._from(if_match) as seen:
            done = change_thing(self.centre, _known(kind), key, dict(body.fields), seen, body.why)
        return self._done(done.words, done.key)

    def take_out_thing(self, kind: Kind, key: Key, if_match: IfMatch = "") -> Told:
        """Take a thing out of the draft with all that stands in it. If-Match: the draft's edition."""
        with self._from(if_match) as seen:
            done = take_out_thing(self.centre, _known(kind), key, seen)
        return self._done(done.words, done.key)

    @contextmanager
    def _from(self, if_match: str) -> Iterator[str]:
        """The text a change is made in front of. Raises Trouble `edition-missing`; `edition-passed` in place of what
        the editor says to whoever typed into its form."""
        seen = edition_of(if_match)
        try:
            yield seen
        except Trouble as wrong:
            if wrong.issues[0].name == "changed-meanwhile" and stands(self.centre).seen != seen:
                raise passed() from None
            raise

    def _done(self, words: str, key: str) -> Told:
        return Told(DraftDone(words=words, key=key), stands(self.centre).seen)


def _known(kind: str) -> str:
    """Raises WrongUse `unknown-choice`."""
    if kind not in THINGS:
        raise WrongUse(Issue("unknown-choice", repr(kind), f"A strategy has no {kind!r}.",
                             did_you_mean(kind, THINGS) or f"There are: {', '.join(THINGS)}."))
    return kind


def _finding(one: Finding) -> FindingShape:
    return FindingShape.model_validate({
        "rule": one.rule.id if one.rule else None, "severity": one.severity, "issue": one.issue._asdict(),
        "at": one.at, "allowed": plain(vars(one.allowed)) if one.allowed else None})


def _draft(there: Standing) -> DraftShape:
    draft = there.draft
    way = {step.number for step in draft.way} if draft else set()
    return DraftShape.model_validate({
        "text": there.text, "draft": draft is not None, "changed": there.changed, "outside": there.outside,
        "by": draft.by if draft else "", "since": draft.at if draft else None,
        "undo": draft is not None and draft.before is not None, "redo": draft is not None and draft.next is not None,
        "steps": [{"number": step.number, "said": step.said, "by": step.by, "at": step.at,
                   "undone": step.number not in way} for step in (draft.steps if draft else ())]})
