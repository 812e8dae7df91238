"""This file is about reading a whole strategy, with every issue in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from fourscore.strategy.check import STOPS, check
from fourscore.strategy.measure import DIMENSIONS, Terms, read_kpi
from fourscore.strategy.model import Goal, Kpi, Link, Objective, Perspective, Strategy
from fourscore.strategy.reading import Reading
from fourscore.strategy.text.tree import Node, grow
from fourscore.terms import Issue

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue

TOP = ("mission", "vision", "values", "goals", "perspectives", "links")
SIGNS = {"+": "+", "plus": "+", "-": "-", "−": "-", "minus": "-"}


def read_strategy(
    text: str, where: str, catalogue: Catalogue, extras: Iterable[str] = (),
) -> tuple[Strategy | None, list[Issue]]:
    """The strategy written in `text` and all that is wrong with it, in the order of its lines.

    The strategy is None when an issue in it would make a score wrong or impossible; issues about what is missing
    round the measures (a mission, an owner, a link's sentence) leave it standing. `where` is the file's name;
    `extras` are the columns the centre's mappings brought, by which a KPI may be limited too.
    """
    root, malformed = grow(text, where)
    if root is None:
        return None, malformed
    reading = Reading(where)
    terms = Terms(catalogue, (*DIMENSIONS, *(extra for extra in extras if extra not in DIMENSIONS)))
    top = reading.map(root, "a strategy", TOP)
    strategy = Strategy(
        mission=reading.text(top, "mission"), vision=reading.text(top, "vision"), values=reading.texts(top, "values"),
        goals=tuple(_goals(reading, top.get("goals"))),
        perspectives=tuple(_perspectives(reading, top.get("perspectives"), terms)),
        links=tuple(_links(reading, top.get("links"))), path=where,
    )
    issues = [*malformed, *reading.issues, *check(strategy)]
    issues.sort(key=_line)
    return (None if any(issue.name in STOPS for issue in issues) else strategy), issues


def _line(issue: Issue) -> int:
    found = re.search(r":(\d+)$", issue.where)
    return int(found[1]) if found else 0


def _goals(reading: Reading, node: Node | None) -> list[Goal]:
    goals = []
    for key, value in reading.named(node, "goals"):
        goal = reading.map(value, f"the goal {key.text!r}", ("text", "term", "by", "serves"))
        term = reading.choice(goal, "term", ("short", "mid")) or "short"
        goals.append(Goal(key.text, reading.text(goal, "text"), term, reading.text(goal, "by") or None,
                          reading.text(goal, "serves"), key.line))
    return goals


def _perspectives(reading: Reading, node: Node | None, terms: Terms) -> list[Perspective]:
    found = []
    for key, value in reading.named(node, "perspectives"):
        what = f"the perspective {key.text!r}"
        inner = reading.map(value, what, ("name", "question", "weight", "objectives"))
        objectives = tuple(_objective(reading, name, objective, key.text, terms)
                           for name, objective in reading.named(inner.get("objectives"), "objectives"))
        name = reading.text(inner, "name") or _words(key.text)
        found.append(Perspective(key.text, name, reading.text(inner, "question"), objectives,
                                 reading.weight(inner, what), key.line))
    return found


def _objective(reading: Reading, key: Node, node: Node, perspective: str, terms: Terms) -> Objective:
    what = f"the objective {key.text!r}"
    inner = reading.map(node, what, ("name", "owner", "weight", "kpis"))
    owner = reading.text(inner, "owner")
    written = list(reading.named(inner.get("kpis"), "KPIs"))
    if not written:
        reading.wrong("objective-without-kpi", key.line, f"Nothing measures the objective {key.text!r}.",
                      "Add a KPI under  kpis:  with a metric and a target.")
    kpis: list[Kpi] = []
    for name, value in written:
        kpi = read_kpi(reading, name, value, owner, terms)
        if kpi is not None:
            kpis.append(kpi)
    return Objective(key.text, reading.text(inner, "name") or _words(key.text), perspective, owner, tuple(kpis),
                     reading.weight(inner, what), key.line)


def _links(reading: Reading, node: Node | None) -> list[Link]:
    if node is None or node.empty:
        return []
    if node.kind != "list":
        reading.wrong("wrong-shape", node.line, "'links' should be a list.", "Begin each link with a dash:  - from: …")
        return []
    links = []
    for item in node.items:
        link = reading.map(item, "a link", ("from", "to", "sign", "lag", "sentence"))
        sign = reading.choice(link, "sign", tuple(SIGNS))
        links.append(Link(reading.text(link, "from"), reading.text(link, "to"), SIGNS.get(sign or "", ""),
                          _lag(reading, link), reading.text(link, "sentence"), item.line))
    return links


def _lag(reading: Reading, link: Node) -> tuple[int, int] | None:
    """Weeks until the effect shows: `4`, or `2..6` from first to last."""
    written = reading.text(link, "lag")
    if not written:
        return None
    found = re.fullmatch(r"(\d{1,3})(?:\s*(?:\.\.|-|–)\s*(\d{1,3}))?(?:\s*weeks?)?", written)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        node = link.get("lag")
        reading.wrong("unreadable-lag", node.line if node else link.line, f"{written!r} is not a number of weeks.",
                      "Write the weeks until the effect shows, as 4 or as 2..6.")
        return None
    return first, last


def _words(name: str) -> str:
    """A name to show for an id that has none."""
    return name.replace("-", " ").replace("_", " ").strip().capitalize()
