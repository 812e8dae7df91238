"""This file is about reading what stands round the measures: goals, goals with guards, policies, what is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fourscore.strategy.business import TERMS, Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.goals.grammar import read_fields, read_goal
from fourscore.strategy.goals.model import GuardedGoal
from fourscore.strategy.reading.values import Reading
from fourscore.strategy.text.tree import Node
from fourscore.terms import said, together

GOAL = ("text", "term", "by", "serves", "owner", "drivers")
GUARDED = ("goal", "headline", "guards", "objective", "owner", "serves", "weight")
POLICY = ("text", "owner", "serves", "kpi", "from", "until", "acknowledge")
ALLOW = ("rule", "at", "reason", "who", "until")
CHANGE = ("on", "who", "why")


def read_goals(reading: Reading, node: Node | None) -> Iterator[Goal]:
    """The business goals under `goals`; a goal is a short-term one where nothing is said."""
    for key, value in reading.named(node, said("goals")):
        goal = reading.map(value, said("the goal {goal}", goal=repr(key.text)), GOAL)
        yield Goal(key.text, reading.text(goal, "text"), reading.choice(goal, "term", TERMS) or "short",
                   reading.text(goal, "by") or None, reading.text(goal, "serves"), reading.text(goal, "owner"),
                   reading.texts(goal, "drivers"), key.line)


def read_guarded(reading: Reading, node: Node | None) -> Iterator[Guarded]:
    """The goals with guards, written in one line (`goal`) or as fields (`headline` and `guards`)."""
    for key, value in reading.named(node, said("guarded goals")):
        goal = reading.map(value, said("the guarded goal {goal}", goal=repr(key.text)), GUARDED)
        text, read = _goal(reading, key, goal)
        yield Guarded(key.text, text, reading.text(goal, "objective"), reading.text(goal, "owner"),
                      reading.text(goal, "serves"), key.line, read,
                      reading.weight(goal, said("the guarded goal {goal}", goal=repr(key.text))))


def _goal(reading: Reading, key: Node, goal: Node) -> tuple[str, GuardedGoal | None]:
    """A goal's text in one line, and what it says; fields are joined to the line they stand for."""
    text, headlines, guards = (reading.text(goal, "goal"), reading.texts(goal, "headline"),
                               reading.texts(goal, "guards"))
    if text and (headlines or guards):
        reading.wrong("guarded-told-twice", key.line,
                      said("The goal {text} is written in one line and as fields.", text=repr(key.text)),
                      said("Keep  goal:  or keep  headline:  and  guards:"))
    elif not text and not headlines and not guards:
        reading.wrong("guarded-unreadable", key.line,
                      said("The goal {text} does not say what is to move.", text=repr(key.text)),
                      said('Add  goal: "calls +20% by 2026-12 | conversion ~ 4% ±0.4pp, cost flat"'))
        return "", None
    read, mistakes = read_goal(text) if text else read_fields(headlines, guards)
    place = goal.get("goal" if text else "headline") or key
    for mistake in mistakes:
        where = together(("" if mistake.part == "the goal" else mistake.part,
                          said("column {column}", column=mistake.column)), ", ")
        reading.wrong("guarded-unreadable", place.line,
                      said("The goal {text} cannot be read ({where}): {what}", text=repr(key.text),
                           where=where, what=mistake.what), mistake.remedy)
    return text or f"{', '.join(headlines)} | {', '.join(guards)}".removesuffix(" | "), read


def read_policies(reading: Reading, node: Node | None) -> Iterator[Policy]:
    for key, value in reading.named(node, said("policies")):
        policy = reading.map(value, said("the policy {policy}", policy=repr(key.text)), POLICY)
        yield Policy(key.text, reading.text(policy, "text"), reading.text(policy, "owner"),
                     reading.text(policy, "serves"), reading.text(policy, "kpi"), _day(reading, policy, "from"),
                     _day(reading, policy, "until"), reading.texts(policy, "acknowledge"), key.line)


def read_allowed(reading: Reading, node: Node | None) -> Iterator[Allowed]:
    for item in reading.rows(node, "allow", "rule: …"):
        line = reading.map(item, said("what is allowed"), ALLOW)
        yield Allowed(reading.text(line, "rule"), reading.text(line, "at"), reading.text(line, "reason"),
                      reading.text(line, "who"), _day(reading, line, "until"), item.line)


def read_changes(reading: Reading, parent: Node) -> Iterator[Change]:
    """The notes under `changes` of a KPI; a note without its day is told, and left out."""
    for item in reading.rows(parent.get("changes"), "changes", "on: …"):
        change = reading.map(item, said("a change"), CHANGE)
        on = _day(reading, change, "on")
        if on is None:
            if change.get("on") is None:
                reading.wrong("change-without-day", item.line, said("A change does not say since when it holds."),
                              said("Add  on: 2026-03-01"))
            continue
        yield Change(on, reading.text(change, "who"), reading.text(change, "why"))


def _day(reading: Reading, parent: Node, name: str) -> date | None:
    node = parent.get(name)
    return None if node is None or node.empty else reading.day(node)
