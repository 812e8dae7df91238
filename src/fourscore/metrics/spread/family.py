"""This file is about families: from which kind of chance a metric's figures come, read off its definition.

The rule, in this order:
1. A percentile: `percentile`; how many of the values lie up to the true one is binomial, so that it lies between two of
   them. A largest value; different things counted; a level at one moment; the same people, tickets or skills
   counted anew on every day: `unknown`, because no sum tells how such a figure spreads.
2. What was paid, budgeted or entered by hand, and every amount (no line below): `exact`. It is what was paid or what
   happened, and no sample of anything. As a ratio only where both lines are such, told as a share. What was paid for
   each thing counted (a sale, a contact): `paid`, for how many there were is chance, Poisson. Any other ratio with such
   figures in it (paid for each minute, revenue less cost over cost, a mean entered by hand): `unknown`.
3. A count over time (log-in, schedule, days on the roster): `count`, so many in so much time, Poisson.
4. Both lines over the same kind of fact, rows counted below:
   rows counted above as well, and told as a share: `share`, binomial; anything else, one figure for each row: `mean`.
5. Both over the same kind of fact, amounts below: `ratio`, with the row as its unit (a review of so many points).
6. All others (two kinds of fact, or half hours, which are no cases of their own): `ratio`, with the day as its unit.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from fourscore.metrics.metric import DAYS, ENTERED, Catalogue, Joined, Metric, Negated, Number, Part, Tree

Kind = Literal["share", "count", "mean", "ratio", "paid", "exact", "percentile", "unknown"]
KINDS: dict[str, Kind] = {"share": "share", "count": "count", "mean": "mean", "ratio": "ratio", "paid": "paid",
                          "exact": "exact", "unknown": "unknown"}
# What is paid or planned, by the kinds of fact that hold it.
PAID = ("cost", "budget", ENTERED)
# The same people (tickets, certificates) again each day; a month's customers are asked once a month, and new each time.
AGAIN = ("staff_day", "agent_day", "certificate_day", "skill_day", "ticket_day")
# Lengths cut at half hours: neighbours are alike, so that a day is the smallest thing that stands for itself.
CUT = ("agent_time", "ready_time", "system_time", "required_time", "pause_time", "piece", "handling_time", "plan_time",
       "agent_day", "schedule")
WHY = {
    "own": "its definition says so",
    "quantile": "a percentile is no sum, so nothing tells what other cases would have given",
    "max": "a largest value says nothing of how far it may be off",
    "distinct": "different people or customers are counted, and such counts do not add up",
    "stock": "it is a level at one moment",
    "again": "the same are counted again on every day, so a longer time tells hardly more",
    "paid": "it holds what was paid, planned or entered, which is known and no sample",
    "divided": "what was paid or entered is known, but how far what it is divided by may be off is not",
    "amount": "it is an amount, known exactly, and grows with the hours worked",
}


class Family(NamedTuple):
    """kind: see the rule above. unit: what one independent case is: row or day. why: for want of an interval.

    part: of a count, the part that counts the events. opinion: it is made of people's answers to a question. whole: of
    an unknown one, whether all there is was counted (people, a level at one moment), so that the centre's is no sample.
    below: of a percentile, the share of the values that lie up to it.
    """

    kind: Kind
    unit: Literal["row", "day"] = "row"
    why: str = ""
    part: str = ""
    opinion: bool = False
    whole: bool = False
    below: float = 0.0

    @property
    def divided(self) -> bool:
        """Whether what was paid is divided by what nobody knows the spread of: never certain."""
        return self.why == WHY["divided"]


def family_of(metric: Metric, catalogue: Catalogue) -> Family:
    """The family of a metric; a definition's own `spread` goes before the rule."""
    parts = [catalogue.parts[name] for key in ("num", "den") if key in metric.formulas
             for name in metric.formulas[key].parts()]
    if metric.spread:
        kind = KINDS[metric.spread]
        events = metric.formulas["num"].parts()[0] if kind == "count" else ""
        return Family(kind, "day" if kind == "ratio" else "row", WHY["own"] if kind in ("exact", "unknown") else "",
                      events)
    if metric.kind == "quantile":
        return Family("percentile", why=WHY["quantile"], below=float(metric.quantile or 0))
    if metric.kind == "max":
        return Family("unknown", why=WHY["max"], whole=True)
    for way in ("distinct", "stock"):
        if any(part.aggregate == way for part in parts):
            return Family("unknown", why=WHY[way], whole=True)
    above = [catalogue.parts[name] for name in metric.formulas["num"].parts() if name != DAYS]
    if any(part.of in PAID for part in parts):
        return _paid(metric, catalogue)
    if any(part.of in AGAIN for part in above):
        return Family("unknown", why=WHY["again"], whole=True)
    if metric.kind == "sum":
        return Family("exact", why=WHY["amount"])
    below = [catalogue.parts[name] for name in metric.formulas["den"].parts() if name != DAYS]
    return _ratio(metric, above, below)._replace(opinion=any(part.of == "survey" for part in below))


def _paid(metric: Metric, catalogue: Catalogue) -> Family:
    """What was paid is known; what it is divided by may be a sample."""
    if metric.kind == "sum":
        return Family("exact", why=WHY["paid"])
    above, below = ([catalogue.parts[name] for name in metric.formulas[line].parts() if name != DAYS]
                    for line in ("num", "den"))
    paid = all(part.of in PAID for part in above)
    if paid and metric.unit == "share" and all(part.of in PAID for part in below):
        return Family("exact", why=WHY["paid"])
    if paid and below and all(counts(part) and part.of not in PAID for part in below):
        return Family("paid")
    return Family("unknown", why=WHY["divided"])


def _ratio(metric: Metric, above: list[Part], below: list[Part]) -> Family:
    if not below:
        return Family("unknown", why=WHY["again"])
    if len(above) == 1 and counts(above[0]) and factors(metric) and all(is_time(part) for part in below):
        return Family("count", part=above[0].name)
    facts = {part.of for part in (*above, *below)}
    if len(facts) > 1 or facts & set(CUT):
        return Family("ratio", "day")
    if all(counts(part) for part in below):
        return Family("share" if metric.unit == "share" and all(counts(part) for part in above) else "mean")
    return Family("ratio", "row")


def counts(part: Part) -> bool:
    """Whether it counts rows, so that a row gives one or nothing."""
    return part.aggregate == "sum" and part.unit == "count" and (
        part.text.startswith("count ") or bool(part.column or part.kept))


def is_time(part: Part) -> bool:
    """Whether it is time in which something could happen: seconds of work, or days of people."""
    return (part.unit in ("seconds", "minutes") and part.of in CUT) or part.of in ("staff_day", "agent_day")


def factors(metric: Metric) -> bool:
    """Whether the upper line is one part times numbers (and the days asked about), nothing added."""
    def product(tree: Tree) -> bool:
        if isinstance(tree, Joined):
            return tree.sign == "*" and product(tree.left) and product(tree.right)
        return not isinstance(tree, Negated)

    return product(metric.formulas["num"].tree)


def sql_of(tree: Tree, columns: dict[str, str]) -> str:
    """A formula as SQL over these columns, one for each part."""
    if isinstance(tree, Number):
        return str(tree.value)
    if isinstance(tree, Negated):
        return f"(-{sql_of(tree.of, columns)})"
    if isinstance(tree, Joined):
        return f"({sql_of(tree.left, columns)} {tree.sign} {sql_of(tree.right, columns)})"
    return columns[tree.part]
