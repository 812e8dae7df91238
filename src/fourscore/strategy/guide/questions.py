"""This file is about what the guided set-up asks: the stages in their order, each question with what it proposes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from fourscore.strategy.starters import starter
from fourscore.strategy.text.tree import Node, grow
from fourscore.terms import kept, said

# The stages of setting up a scorecard, in their order.
STAGES = (said("Adopt a strategy"), said("Appoint the team"), said("Choose what to measure"), said("Measure it"),
          said("Review and learn"))
LEAVE_OUT = "none"
# Who is asked for by name; whoever else works here may be added to people.yaml at any time.
ASKED_ROLES = ("Senior manager", "Call centre manager", "Resource analyst", "Reporting analyst", "Network analyst",
               "Quality analyst", "Team leader", "Trainer", "Agents' representative")
# The same in a sentence.
ASKED_FOR = (said("senior manager"), said("call centre manager"), said("resource analyst"), said("reporting analyst"),
             said("network analyst"), said("quality analyst"), said("team leader"), said("trainer"),
             said("agents' representative"))


class Question(NamedTuple):
    """One thing that is asked.

    id: what an answer is filed under ("kpi conversion"). stage: an index of STAGES. proposed: what is taken where
    nothing is answered. leave_out: whether "none" leaves the thing out. place: where the answer goes in strategy.yaml,
    empty where it goes elsewhere. under: the id of the question that, left out, leaves this one out too.
    """

    id: str
    stage: int
    text: str
    proposed: str
    leave_out: bool = False
    place: tuple[str, ...] = ()
    under: str = ""


def questions(kind: str, currency: str = "EUR") -> list[Question]:
    """All that is asked for a sales, support or blended centre, in order; never more than 56.

    With the four of the centre itself (kind, name, time zone, currency) that is at most 60. Raises WrongUse
    "unknown-kind".
    """
    root, _ = grow(starter(kind, currency), "strategy.yaml")
    if root is None:
        raise ValueError(f"the {kind} starter cannot be read")
    return [*_adopting(root), *_appointing(), *_choosing(root), *_measuring()]


def questions_of(root: Node) -> list[Question]:
    """What is asked of a strategy as it stands, of its text's tree: what stands there is what is proposed.

    A target written as dated points, or as seasons, is no single answer and is not asked for.
    """
    return [*_adopting(root), *(question for question in _choosing(root) if question.proposed)]


def _adopting(root: Node) -> Iterator[Question]:
    yield Question("mission", 0,
                   said("What is the mission: how does the call centre help the company reach its goals?"),
                   _text(root, "mission"), place=("mission",))
    yield Question("vision", 0, said("What is the vision: what does it want to be in some years?"),
                   _text(root, "vision"), place=("vision",))
    for key, goal in _entries(root, "goals"):
        mine = f"goal {key}"
        yield Question(mine, 0, said("A goal of the centre ({term} term)?", term=kept(_text(goal, "term"))),
                       _text(goal, "text"), True,
                       ("goals", key, "text"))
        yield Question(f"{mine} serves", 0, said("Which goal of the company does it serve?"), _text(goal, "serves"),
                       place=("goals", key, "serves"), under=mine)
    for perspective, objective, node in objectives(root):
        yield Question(f"objective {objective}", 0, said("An objective ({perspective})?", perspective=perspective),
                       _text(node, "name"), True,
                       ("perspectives", perspective, "objectives", objective, "name"))


def _appointing() -> Iterator[Question]:
    for role, asked in zip(ASKED_ROLES, ASKED_FOR, strict=True):
        yield Question(f"role {role}", 1,
                       said("Who is the {role}? (several by commas; empty: nobody yet)", role=asked), "")


def _choosing(root: Node) -> Iterator[Question]:
    for perspective, objective, node in objectives(root):
        for key, kpi in _entries(node, "kpis"):
            place = ("perspectives", perspective, "objectives", objective, "kpis", key, "target")
            yield Question(f"target {key}", 2,
                           said("{objective}: which target for {kpi}?", objective=_text(node, "name"),
                                                           kpi=_named(key, kpi)),
                           written_target(kpi.get("target")), True, place, f"objective {objective}")


def _measuring() -> Iterator[Question]:
    yield Question("calls", 3, said("A file of calls to begin with, such as a queue_log or an export? (empty: later)"),
                   "")


def objectives(root: Node) -> Iterator[tuple[str, str, Node]]:
    """Each objective of a strategy's tree: the perspective's id, its own, and what stands under it."""
    for perspective, inner in _entries(root, "perspectives"):
        for objective, node in _entries(inner, "objectives"):
            yield perspective, objective, node


def written_target(node: Node | None) -> str:
    """A target as a person would say it: one value, or a band as `5:00 to 7:00`."""
    if node is None:
        return ""
    low, high = node.get("from"), node.get("to")
    return f"{low.text} to {high.text}" if low is not None and high is not None else node.text


def _named(key: str, kpi: Node) -> str:
    return _text(kpi, "name").lower() or key.replace("-", " ")


def _entries(node: Node, name: str) -> Iterator[tuple[str, Node]]:
    inner = node.get(name)
    for key, value in inner.entries if inner is not None else ():
        yield key.text, value


def _text(node: Node, name: str) -> str:
    inner = node.get(name)
    return " ".join(inner.text.split()) if inner is not None else ""
