"""This file is about the verdict on a goal with guards: one table, in which nothing makes up for a breach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from fourscore.terms import said

Headline = Literal["reached", "on path", "off path", "not measured"]
State = Literal["inside", "inconclusive", "breached", "not measured"]
Word = Literal["achieved", "provisionally achieved", "bought", "in progress", "in progress, watch", "behind",
               "failing on both", "unknown"]
# A probability from which on something counts as shown: inside its band, or outside it.
SHOWN = 0.8

TABLE: dict[tuple[Headline, State], Word] = {
    ("reached", "inside"): "achieved", ("on path", "inside"): "in progress", ("off path", "inside"): "behind",
    ("reached", "inconclusive"): "provisionally achieved", ("on path", "inconclusive"): "in progress, watch",
    ("off path", "inconclusive"): "behind",
    ("reached", "breached"): "bought", ("on path", "breached"): "bought", ("off path", "breached"): "failing on both",
    ("reached", "not measured"): "unknown", ("on path", "not measured"): "unknown",
    ("off path", "not measured"): "unknown",
}
# Of several guards the one that says most about the goal: a breach is one whatever else is not known.
ORDER: tuple[State, ...] = ("breached", "not measured", "inconclusive", "inside")
LEAST: tuple[Headline, ...] = ("not measured", "off path", "on path")
SHAPES: dict[Word, str] = {
    "achieved": "●", "provisionally achieved": "◐", "in progress": "▲", "in progress, watch": "△", "behind": "◆",
    "bought": "✖", "failing on both": "✖", "unknown": "○",
}
# The verdicts and states as they are said.
WORDS: dict[str, str] = {
    "achieved": said("achieved"), "provisionally achieved": said("provisionally achieved"), "bought": said("bought"),
    "in progress": said("in progress"), "in progress, watch": said("in progress, watch"), "behind": said("behind"),
    "failing on both": said("failing on both"), "unknown": said("unknown"), "reached": said("reached"),
    "on path": said("on path"), "off path": said("off path"), "not measured": said("not measured"),
    "inside": said("inside"), "inconclusive": said("inconclusive"), "breached": said("breached"),
}
# The words for a gain that was paid for with a guard: nothing beside it makes up for that.
BREACHED: tuple[Word, ...] = ("bought", "failing on both")


class GoalScore(NamedTuple):
    """A goal in its objective: its points (0..100; None: missing). caps: its objective has no more points than it."""

    points: float | None
    caps: bool


def goal_score(word: Word, points: float | None) -> GoalScore:
    return GoalScore(points, word in BREACHED)


def verdict(headlines: Sequence[Headline], guards: Sequence[State]) -> Word:
    """The word for a goal from its headlines and guards. A goal without guards is never achieved, only provisionally.

    All headlines have to be reached for the goal to be; one off its path puts the goal off it.
    """
    headline: Headline = next((state for state in LEAST if state in headlines), "reached")
    guard: State = next((state for state in ORDER if state in guards), "inconclusive")
    if headline == "not measured":
        return "unknown"
    return TABLE[headline, guard]


def state_of(inside: float | None, outside: float | None, *, holds: bool | None, hard: bool) -> State:
    """A guard's state from the probabilities of being inside, and outside on the likelier side; `holds`: whether the
    value itself is inside (None: not known).

    Both sides together prove nothing: a figure that may lie anywhere is most likely outside any narrow band. hard: a
    value outside is a breach however uncertain. Without a probability nothing is shown either way.
    """
    if holds is None:
        return "not measured"
    if hard and not holds:
        return "breached"
    if inside is None or outside is None:
        return "inconclusive"
    return "inside" if inside >= SHOWN else "breached" if outside >= SHOWN else "inconclusive"


def worth(word: Word, progress: float | None) -> float | None:
    """Points (0..100) for a parent; None (missing) where the goal is unknown. progress: 1 at the target."""
    if word == "achieved":
        return 100.0
    if word == "unknown" or progress is None:
        return None
    most = {"provisionally achieved": 90.0, "bought": 40.0, "failing on both": 40.0}.get(word, 100.0)
    return min(max(0.0, 100.0 * progress), most)


def progress_of(value: float, baseline: float, target: float) -> float | None:
    """How much of the way is done: 0 at the baseline, 1 at the target; None where there is no way to go."""
    return None if target == baseline else (value - baseline) / (target - baseline)


def headline_state(value: float | None, baseline: float | None, target: float | None,
                   position: float | None) -> Headline:
    """position: the share of the time that has passed (0..1); None where no time is set: then it has to have moved."""
    if value is None or baseline is None or target is None:
        return "not measured"
    progress = progress_of(value, baseline, target)
    if progress is None or progress >= 1:
        return "reached"
    return "on path" if (progress > 0 if position is None else progress >= position) else "off path"
