"""This file is about the shapes of the strategy's draft: its text, its steps, what it changes, and publishing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import ConfigDict, Field

from fourscore.web.api.shapes.strategies import FindingShape
from fourscore.web.api.shapes.words import Body, Count, Flag, Moment, MomentOrNone, Person, Said, Shape, Wrong

Text = Annotated[str, Field(max_length=1_000_000, examples=["mission: We help at once.\n"])]
Lines = Annotated[Sequence[str], Field(examples=[["-mission: m", "+mission: We help at once."]])]
Words = Annotated[Sequence[str] | None, Field(examples=[["the mission: m → We help at once."]], description="Empty "
                                              "where one of the texts cannot be read.")]


class DraftStepShape(Shape):
    """A step the draft was changed by. undone: it is not part of the text any more."""

    number: Count
    said: Said
    by: Person
    at: Moment
    undone: Flag


class DraftShape(Shape):
    """The strategy as it is being edited: the draft's text, or where there is none the file's.

    draft: whether there is one. changed: it differs from the file. outside: the file was changed beside it. undo, redo:
    whether there is a step to go to.
    """

    text: Text
    draft: Flag
    changed: Flag
    outside: Flag
    by: Person
    since: MomentOrNone
    undo: Flag
    redo: Flag
    steps: Sequence[DraftStepShape]


class DraftChanges(Shape):
    """What the draft says otherwise, in words, and line by line. newest: the version published last; 0 for none.

    beside_file: what was changed in the file beside the draft. findings: what the rules say of the draft. standing:
    what keeps it from being published.
    """

    versus_file: Words
    versus_last: Words
    lines: Lines
    newest: Count
    beside_file: Lines
    findings: Sequence[FindingShape]
    standing: Sequence[Wrong]


class PutDraft(Body):
    """What the strategy is to say, as a whole."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)  # its ends are the text's own

    text: Text


class PutThing(Body):
    """The fields of a thing that are changed, as the editor's form has them. why: noted beside a KPI's change."""

    fields: Annotated[Mapping[str, str], Field(max_length=60, examples=[{"name": "Quick help"}])]
    why: Annotated[str, Field(max_length=2000, examples=["Calls grew shorter."])] = ""


class DraftDone(Shape):
    """What was changed, in words; empty where nothing was. key: of the thing, where one was changed."""

    words: Said
    key: Annotated[str, Field(examples=["quick"])]


class PublishDraft(Body):
    """Why it is published. newest: the version it was compared with. who: only where nobody signs in."""

    why: Annotated[str, Field(max_length=2000, examples=["Agreed by the board."])]
    newest: Annotated[int, Field(ge=0, examples=[1])] = 0
    who: Annotated[str, Field(max_length=200, examples=["Mara Quinn"])] = ""
