"""This file is about what a definition is: a metric, the additive parts it is made of, and the formula joining them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Literal

from fourscore.terms import Issue, WrongUse, did_you_mean, said

# What parts add up to: whole numbers stay whole, decimals become fractions, so that no step rounds.
Exact = int | Fraction
Valued = Callable[[Mapping[str, Exact | None]], Exact | None]

BETTER = ("higher", "lower", "band", "neutral")
LEVELS = ("centre", "team", "agent")
APPLIES = ("sales", "support", "both")
SPREADS = ("share", "count", "mean", "ratio", "paid", "exact", "unknown")

# A part that is no fact: the local days of a cell, within the days asked about.
DAYS = "days"


@dataclass(frozen=True)
class Named:
    """A part, by its name."""

    part: str


@dataclass(frozen=True)
class Number:
    """A number as it was written."""

    value: Decimal


@dataclass(frozen=True)
class Negated:
    """Something with its sign turned."""

    of: Tree


@dataclass(frozen=True)
class Joined:
    """Two things added, subtracted or multiplied."""

    left: Tree
    sign: Literal["+", "-", "*"]
    right: Tree


# A formula as read.
Tree = Named | Number | Negated | Joined


@dataclass(frozen=True)
class Formula:
    """A sum or product of parts and numbers; the exact value comes last, from parts already added up."""

    text: str
    tree: Tree

    def parts(self) -> tuple[str, ...]:
        """The parts it names, each once, in the order written."""
        return tuple(dict.fromkeys(_parts(self.tree)))

    @cached_property
    def value(self) -> Valued:
        """Gives its exact value from its parts, or None where one is unknown; the tree is walked once for all cells."""
        return _valued(self.tree)

    def with_numbers(self, written: Mapping[str, str]) -> str:
        """The formula with each part's number in the place of its name."""
        return _written(self.tree, written)


def _parts(tree: Tree) -> Iterator[str]:
    if isinstance(tree, Named):
        yield tree.part
    elif isinstance(tree, Negated):
        yield from _parts(tree.of)
    elif isinstance(tree, Joined):
        yield from _parts(tree.left)
        yield from _parts(tree.right)


SIGNS: Mapping[str, Callable[[Exact, Exact], Exact]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


def _valued(tree: Tree) -> Valued:
    if isinstance(tree, Named):
        return operator.itemgetter(tree.part)
    if isinstance(tree, Number):
        number = Fraction(tree.value)
        return lambda _: number
    if isinstance(tree, Negated):
        return _both(lambda _: 0, operator.sub, _valued(tree.of))
    return _both(_valued(tree.left), SIGNS[tree.sign], _valued(tree.right))


def _both(left: Valued, sign: Callable[[Exact, Exact], Exact], right: Valued) -> Valued:
    def value(parts: Mapping[str, Exact | None]) -> Exact | None:
        one, other = left(parts), right(parts)
        return None if one is None or other is None else sign(one, other)

    return value


def _written(tree: Tree, written: Mapping[str, str], inside: str = "+") -> str:
    if isinstance(tree, Named):
        return written[tree.part]
    if isinstance(tree, Number):
        return str(tree.value)
    if isinstance(tree, Negated):
        return f"−{_written(tree.of, written, '*')}"
    sign = tree.sign
    left = _written(tree.left, written, sign if sign == "*" else "+")
    right = _written(tree.right, written, "*" if sign in "*-" else "+")
    text = f"{left} {'×' if sign == '*' else '−' if sign == '-' else '+'} {right}"
    return f"({text})" if inside == "*" and sign != "*" else text


@dataclass(frozen=True)
class Part:
    """A measure of one kind of fact that merges: its cells may be added (or their maximum taken) in any grouping.

    of: the kind of fact. aggregate: sum, max, values (kept whole, for percentiles) or days. sql: what one row gives,
    over the table `f`; test: which rows stand behind it; words: what it counts; text: the definition as written.
    unit: count, seconds, money, minutes, points. needs: kinds of fill mark beyond the fact's own. joins: words whose
    names it compares. extras: columns a mapping must have brought. column: its column in the cubes, if they keep it.
    agentless: it counts stays that no agent answered. kept: the kept part it is where every source tells what it needs.
    """

    name: str
    of: str
    aggregate: str
    sql: str
    test: str
    unit: str
    words: str
    text: str
    needs: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    column: str | None = None
    own: bool = False
    agentless: bool = False
    kept: str | None = None


@dataclass(frozen=True)
class Metric:
    """One number with one definition.

    id: its number in the published catalogue, "" for a centre's own. key: `slug:variant`, or `slug` alone.
    unit: one of terms.UNITS (a share is 0..1, times are seconds, money is in the centre's currency).
    better: higher, lower, band (neither way) or neutral (a driver). words: the formula in words. num, den: formulas
    over part names; kind: ratio (num / den), sum (num), max (the largest num) or quantile (of the values of num).
    size: the formula of `n`, how many things the value stands on. provisional: a part that, where it is not zero,
    says the value will still change. also: parts shown beside it. called: other words for it. own: written by the
    centre itself. spread: the family its figures come from, where the rule of `spread.family` would err.
    """

    id: str
    slug: str
    variant: str | None
    name: str
    unit: str
    better: str
    words: str
    num: str
    den: str | None
    kind: str
    level: tuple[str, ...]
    applies: str
    ambiguity: str
    source: str
    own: bool
    where: str
    formulas: Mapping[str, Formula] = field(repr=False, compare=False, default_factory=dict)
    size: str | None = None
    quantile: Decimal | None = None
    provisional: str | None = None
    also: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    spread: str = ""

    @cached_property
    def key(self) -> str:
        return key_of(self.slug, self.variant)

    @cached_property
    def lines(self) -> tuple[Valued, Valued | None, Valued | None]:
        """What gives its numerator, its denominator and how many things it stands on, from its parts."""
        below, size = self.formulas.get("den"), self.formulas.get("n")
        return self.formulas["num"].value, below.value if below else None, size.value if size else None

    def parts(self) -> tuple[str, ...]:
        """Every part it needs, each once: numerator's, denominator's, then those beside them."""
        named = [part for formula in self.formulas.values() for part in formula.parts()]
        beside = [self.provisional] if self.provisional else []
        return tuple(dict.fromkeys([*named, *beside, *self.also]))


# Words that say nothing by themselves.
SMALL = frozenset((
    "a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "per", "the", "to", "with", "without",
))


def _told_apart(text: str) -> list[str]:
    """The words of a text, in small letters, the plural's s left out."""
    words = re.findall(r"\w+", text.lower().replace("_", " "))
    return [word.removesuffix("s") if len(word) > 3 else word for word in words]


def _in(word: str, words: AbstractSet[str]) -> bool:
    return word in words or (len(word) > 4 and any(one.startswith(word) for one in words))


def key_of(slug: str, variant: str | None) -> str:
    return f"{slug}:{variant}" if variant else slug


# The kind of fact that is entered by hand, and how a part of it says which metric's rows it adds up.
ENTERED, OF_METRIC = "entered", re.compile(r"\bmetric = '([^']+)'")
# Kinds of fact that are opinions, and the question of a survey that agents answer.
OPINIONS, OF_STAFF = ("recognition", "pulse"), re.compile(r"\bquestion\s*=\s*'enps'", re.IGNORECASE)


@dataclass(frozen=True)
class Catalogue:
    """Every definition there is: ours and the centre's own. Keys are `slug:variant` (or `slug`) and part names."""

    metrics: Mapping[str, Metric]
    parts: Mapping[str, Part]

    @cached_property
    def opinions(self) -> frozenset[str]:
        """Parts that add up opinions of people who work here."""
        return frozenset(name for name, part in self.parts.items()
                         if part.of in OPINIONS or OF_STAFF.search(part.text))

    def search(self, text: str) -> list[Metric]:
        """Metrics for a person's own words, the likeliest first; where no metric has all of them, those with most.

        What a metric is called weighs more than the words of its formula; small words alone find nothing.
        """
        wanted = [word for word in _told_apart(text) if word not in SMALL]
        if not wanted:
            return []
        found: dict[str, tuple[float, int]] = {}
        for place, metric in enumerate(self.metrics.values()):
            names = [_told_apart(name) for name in (*metric.called, metric.name, metric.key, metric.id)]
            whole = set(_told_apart(metric.words)).union(*names)
            alike = sum(_in(word, whole) for word in wanted) / len(wanted)
            nearest = max(sum(_in(word, set(name)) for word in wanted) / max(len(wanted), len(set(name) - SMALL))
                          for name in names if set(name) - SMALL)
            if alike > 0 and (alike == 1 or nearest > 0):
                found[metric.key] = (alike + 2 * nearest, -place)
        best = max((score for score, _ in found.values()), default=0)
        return [self.metrics[key] for key in sorted(found, key=lambda key: found[key], reverse=True)
                if found[key][0] >= best / 2]

    def entered(self) -> dict[str, str]:
        """Metrics that are made of figures entered by hand alone, and the word each is entered under; by key."""
        found = {}
        for key, metric in self.metrics.items():
            parts = [self.parts[part] for formula in metric.formulas.values() for part in formula.parts()]
            words = {word for part in parts for word in OF_METRIC.findall(part.text)}
            if len(words) == 1 and all(part.of == ENTERED for part in parts):
                found[key] = words.pop()
        return found

    def find(self, name: str) -> Metric:
        """The metric of that key, or the first listed variant of that slug. Raises WrongUse `unknown-metric`."""
        if name in self.metrics:
            return self.metrics[name]
        for metric in self.metrics.values():
            if metric.slug == name:
                return metric
        slug, colon, _ = name.partition(":")
        variants = [metric.key for metric in self.metrics.values() if metric.slug == slug]
        if colon and variants:
            remedy = said("Its variants are: {names}.", names=", ".join(variants))
        else:
            slugs = {metric.slug for metric in self.metrics.values()}
            remedy = did_you_mean(name, slugs | set(self.metrics)) or said("See docs/metrics.md for all there are.")
        raise WrongUse(Issue("unknown-metric", repr(name),
                             said("There is no metric called {name}.", name=repr(name)), remedy))
