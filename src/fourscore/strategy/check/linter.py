"""This file is about holding a strategy's text against every rule that the text alone can tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from fourscore.strategy.check.file import adding, arrows, guards, owners, targets, whole
from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.check.look import Known, Look, Places
from fourscore.strategy.check.sound import STOPS
from fourscore.strategy.model import Strategy
from fourscore.strategy.reading.whole import read_whole
from fourscore.terms import Issue

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue

MATTERS = (whole, arrows, owners, targets, guards, adding)


class Linted(NamedTuple):
    """What was noticed in a text, by its lines. strategy: as far as it could be read; stopped: it cannot be scored."""

    strategy: Strategy | None
    noticed: tuple[Noticed, ...]
    stopped: bool


def lint(text: str, where: str, catalogue: Catalogue, extras: Iterable[str] = (), *,
         known: Known | None = None) -> Linted:
    """The text of a strategy against every rule a text can break, and whatever else is wrong with it.

    Where something could not be read, the rules that speak of what is there still do; those that speak of what is not
    there wait. `where` and `extras` as `read_strategy` takes them.
    """
    read = read_whole(text, where, catalogue, extras)
    if read.strategy is None or read.root is None:
        return Linted(None, tuple(Noticed(issue) for issue in read.issues), stopped=True)
    places = Places(text, read.root)
    lost = {issue.name for issue in read.issues} & STOPS - {"anchors-contradict-direction"}
    look = Look(read.strategy, read.root, catalogue, known or Known(), whole=not lost)
    noticed = [Noticed(issue, places.of(line_of(issue))) for issue in read.issues]
    noticed += [found for matter in MATTERS for rule in matter.RULES for found in rule(look)]
    return Linted(read.strategy, tuple(sorted(noticed, key=lambda one: line_of(one.issue))),
                  stopped=any(issue.name in STOPS for issue in read.issues))


def line_of(issue: Issue) -> int:
    """The line of an issue's place; 0 where it names none."""
    found = re.search(r":(\d+)$", issue.where)
    return int(found[1]) if found else 0
