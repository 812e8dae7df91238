"""This file is about what a form of the editor offers to choose from: ids with names, people, metrics, rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.strategy import CHOICE_WORDS, OWNERS, RULES, Field, Strategy
from fourscore.terms import kept, said

if TYPE_CHECKING:
    from fourscore.web.editor.desk import Desk

# What is chosen among what there is; people and metrics are typed, and only proposed.
AMONG = ("objective", "perspective", "kpi", "goal", "rule", "thing")


def offers(desk: Desk, strategy: Strategy | None) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen for a field: ids with names, people and roles, metrics, rules."""
    people = [*OWNERS, *sorted({line.name for line in desk.centre.settings.people.roles} - set(OWNERS))]
    catalogue = desk.centre.metrics.catalogue
    rules = [(rule.id, said("{rule}: {title}", rule=rule.id, title=rule.title)) for rule in RULES]
    if strategy is None:
        return {"people": [(one, one) for one in people], "metric": [], "rule": rules}
    objectives = [(one.id, one.name) for one in strategy.objectives()]
    lanes = [(one.id, kept(one.name)) for one in strategy.perspectives]
    kpis = [(one.id, kept(one.name)) for one in strategy.kpis()]
    goals = [(one.id, one.text) for one in strategy.goals]
    names = dict(objectives)
    arrows = [(f"{link.source} -> {link.target}", said(
        "{source} → {target}", source=names.get(link.source, link.source), target=names.get(link.target, link.target)))
        for link in strategy.links]
    return {
        "people": [(one, one) for one in people], "objective": objectives, "perspective": lanes, "kpi": kpis,
        "goal": goals, "metric": [(key, kept(metric.name)) for key, metric in sorted(catalogue.metrics.items())],
        "rule": rules, "thing": [*lanes, *objectives, *kpis, *goals, *((one.id, one.text) for one in strategy.guarded),
                                 *((one.id, one.text) for one in strategy.policies), *arrows],
    }


def chosen(field: Field, value: str, offered: Mapping[str, Any]) -> tuple[list[tuple[str, str]], str]:
    """What is offered for a field, what stands there among it; none where it is typed. And the value as it is offered:
    an arrow is the same however it is drawn."""
    if field.how == "choice":
        choices = [(choice, CHOICE_WORDS.get(choice, choice)) for choice in field.choices]
    elif field.of in AMONG and field.how == "line":
        choices = list(offered.get(field.of, ()))
    else:
        return [], value
    known = {_plain(choice): choice for choice, _ in choices}
    if choices and value and _plain(value) not in known:
        choices.append((value, said("{value} (not there)", value=value)))
    return choices, known.get(_plain(value), value)


def _plain(value: str) -> str:
    return " ".join(value.replace("->", "→").replace("→", " → ").split())
