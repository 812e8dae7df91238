"""This file is about things of the strategy that go by other ids from now on, and what is kept of them elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from fourscore.centre.written import STRATEGY, scopes_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from fourscore.centre.centre import Centre
    from fourscore.office import Draft
    from fourscore.strategy import Strategy

# How what differs calls a kind of thing, and as what it is commented on.
COMMENTED = {"objective": "objective", "goal": "goal", "guarded goal": "guarded"}


def called_otherwise(centre: Centre, draft: Draft) -> dict[str, dict[str, str]]:
    """By kind, the new ids of things by their ids in the text the draft goes out from; told step by step, as each gives
    few things another id."""
    from fourscore.office import drafts
    from fourscore.strategy import compare, read_strategy

    def read(text: str) -> Strategy | None:
        return read_strategy(text, STRATEGY, centre.metrics.catalogue, scopes_of(centre.extras))[0]

    kept = drafts.texts(centre.office, draft.number)
    texts = [draft.base, *(kept[step.number] for step in draft.way)]
    readable = [one for one in (read(text) for text in dict.fromkeys(texts)) if one is not None]
    found: dict[str, dict[str, str]] = {}
    for was, now in pairwise(readable):
        for one in compare(was, now):
            if (one.kind, one.field) == ("renamed", "id"):
                ids = found.setdefault(one.of, {})
                first = next((old for old, new in ids.items() if new == one.was), one.was)
                ids[first] = one.now
    return {kind: {old: new for old, new in ids.items() if old != new} for kind, ids in found.items()}


def carrying(centre: Centre, draft: Draft) -> Callable[[Session], None]:
    """What brings comments, initiatives, decisions and policies read to the new ids, as the draft comes into force."""
    from fourscore.office import comments
    from fourscore.scoring import carry_over

    called = called_otherwise(centre, draft)

    def carry(session: Session) -> None:
        for kind, ids in called.items():
            if not ids:
                continue
            carry_over(session, kind, ids)
            if kind in COMMENTED:
                comments.carry_over(session, COMMENTED[kind], ids)

    return carry
