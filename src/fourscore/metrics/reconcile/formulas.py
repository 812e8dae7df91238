"""This file is about candidates: every definition a switch may have counted by, as sums over and under the line.

The catalogue's variants come first, so a figure is called by its name there wherever it has one; the others are what
switches are known to do besides. A candidate is made of atoms, each a sum over stays that is told by outcome and wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal, NamedTuple

from fourscore.metrics.catalogue.telling import OF_TELLERS
from fourscore.metrics.metric import Catalogue, Formula, Joined, Metric, Named, Negated, Tree
from fourscore.terms import headings, said

OUTCOMES = ("answered", "abandoned", "flowed_out", "dropped", "refused", "open")
LIMITS = (5, 10, 15, 20, 25, 30, 40, 45, 60, 90, 120, 180)
SHORT_LIMITS = (2, 3, 5, 6, 10)
Limited = Literal["", "answer", "short"]


class Atom(NamedTuple):
    """One sum over stays. outcomes: which stays; column: what is added up; limit: by which limit of the wait.

    words: one of its stays and several, as a person calls them; where there is a limit, that is said behind them.
    """

    outcomes: tuple[str, ...]
    column: str
    limit: Limited
    words: tuple[str, str]


def _atom(outcomes: str, column: str, one: str, many: str, limit: Limited = "") -> Atom:
    return Atom(tuple(outcomes.split()) or OUTCOMES, column, limit, (one, many))


ATOMS: dict[str, Atom] = {
    "answered": _atom("answered", "n", said("answered call"), said("answered calls")),
    "abandoned": _atom("abandoned", "n", said("abandoned call"), said("abandoned calls")),
    "flowed_out": _atom("flowed_out", "n", said("call that flowed out"), said("calls that flowed out")),
    "dropped": _atom("dropped", "n", said("call lost by the system"), said("calls lost by the system")),
    "refused": _atom("refused", "n", said("call refused before it entered"), said("calls refused before they entered")),
    "still_open": _atom("open", "n", said("call not ended in what is loaded"),
                        said("calls not ended in what is loaded")),
    "answered_in_time": _atom("answered", "n", said("call answered"), said("calls answered"), "answer"),
    "abandoned_in_time": _atom("abandoned", "n", said("call abandoned"), said("calls abandoned"), "answer"),
    "short_abandoned": _atom("abandoned", "n", said("call abandoned"), said("calls abandoned"), "short"),
    "wait_answered_s": _atom("answered", "wait", said("answered call's wait"), said("answered calls' waits")),
    "wait_abandoned_s": _atom("abandoned", "wait", said("abandoned call's wait"), said("abandoned calls' waits")),
    "wait_short_s": _atom("abandoned", "wait", said("wait of a call abandoned"), said("waits of calls abandoned"),
                          "short"),
    "wait_flowed_out_s": _atom("flowed_out", "wait", said("flowed-out call's wait"), said("flowed-out calls' waits")),
    "wait_dropped_s": _atom("dropped", "wait", said("lost call's wait"), said("lost calls' waits")),
    "ring_answered_s": _atom("answered", "ring", said("call's ringing at the agent"),
                             said("calls' ringing at the agent")),
    "talk_s": _atom("", "talk", said("call's talk"), said("calls' talk")),
    "hold_s": _atom("", "hold", said("call's hold"), said("calls' hold")),
    "wrap_up_s": _atom("", "wrap_up", said("call's after-call work"), said("calls' after-call work")),
}
# Parts of the catalogue that are several atoms together.
SUMS = {
    "entered": ("answered", "abandoned", "flowed_out", "dropped", "still_open"),
    "handle_s": ("talk_s", "hold_s", "wrap_up_s"),
    "wait_finished_s": ("wait_answered_s", "wait_abandoned_s", "wait_flowed_out_s", "wait_dropped_s"),
}


class Limit(NamedTuple):
    """A limit of the wait. seconds None: the centre's own, as dated and per queue; strict: less than, not at most."""

    seconds: Decimal | None = None
    strict: bool = False

    @property
    def words(self) -> str:
        if self.seconds is None:
            return said("your own")
        seconds = f"{self.seconds.normalize():f}"
        return said("under {seconds} s", seconds=seconds) if self.strict else said("{seconds} s", seconds=seconds)


OWN = Limit()


class Term(NamedTuple):
    """An atom with its sign, and the limit it is told by where it has one."""

    sign: int
    atom: str
    limit: Limit = OWN


@dataclass(frozen=True)
class Definition:
    """A candidate: what stands over and under the line (nothing under it: a sum).

    key: the metric of the catalogue it is, or "". unit: share, count or seconds. once: which stays count: all, all but
    a re-entry in the same queue ("queue"), or only a call's first ("call"). cost: how far from the centre's own
    definition, 0 for that itself. longest: the longest of these waits, not their sum.
    """

    measure: str
    key: str
    over: tuple[Term, ...]
    under: tuple[Term, ...] = ()
    unit: str = "count"
    once: Literal["", "queue", "call"] = ""
    cost: int = 0
    longest: bool = False

    def limits(self) -> dict[str, Limit]:
        """The limit in force for each kind of limit it has."""
        return {ATOMS[term.atom].limit: term.limit for term in (*self.over, *self.under) if ATOMS[term.atom].limit}

    @property
    def formula(self) -> str:
        over, under = _written(self.over), _written(self.under)
        return over if not self.under else f"{_bracketed(over)} / {_bracketed(under)}"

    @property
    def name(self) -> str:
        """Its key, or its formula where the catalogue has no name for it; with which stays count."""
        once = {"": "", "queue": ", a return to the same queue not counted again",
                "call": ", each call counted once"}[self.once]
        return (self.key or self.formula) + once


def _written(terms: Sequence[Term]) -> str:
    left = {term.atom for term in terms if term.sign > 0}
    for name, atoms in SUMS.items():
        if name != "wait_finished_s" and left >= set(atoms) and len(atoms) > 2:
            rest = [term for term in terms if term.atom not in atoms or term.sign < 0]
            return " ".join([name, *(f"{'+' if one.sign > 0 else '−'} {one.atom}" for one in rest)])
    text = " ".join(f"{'+' if term.sign > 0 else '−'} {term.atom}" for term in terms)
    return text.removeprefix("+ ")


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def terms_of(formula: Formula | None) -> tuple[Term, ...] | None:
    """A formula of the catalogue as atoms; None where it holds anything else."""
    if formula is None:
        return ()
    found = list(_terms(formula.tree, 1))
    return None if any(term.atom not in ATOMS for term in found) else tuple(found)


def _terms(tree: Tree, sign: int) -> Iterator[Term]:
    if isinstance(tree, Named):
        part = OF_TELLERS[tree.part].kept if tree.part in OF_TELLERS else tree.part  # one report is of one source
        yield from (Term(sign, atom) for atom in SUMS.get(part, (part,)))
    elif isinstance(tree, Negated):
        yield from _terms(tree.of, -sign)
    elif isinstance(tree, Joined) and tree.sign != "*":
        yield from _terms(tree.left, sign)
        yield from _terms(tree.right, sign if tree.sign == "+" else -sign)
    else:
        yield Term(sign, "")


def of_metric(metric: Metric) -> Definition | None:
    """The catalogue's metric as a candidate; None where it counts something else than stays by outcome and wait."""
    if metric.num == "longest_wait_s":
        return Definition(metric.slug, metric.key, (Term(1, "wait_answered_s"), Term(1, "wait_abandoned_s"),
                          Term(1, "wait_flowed_out_s"), Term(1, "wait_dropped_s")), unit=metric.unit, longest=True)
    if metric.kind not in ("ratio", "sum") or metric.unit not in ("share", "count", "seconds"):
        return None
    over, under = terms_of(metric.formulas["num"]), terms_of(metric.formulas.get("den"))
    return None if over is None or under is None else Definition(metric.slug, metric.key, over, under, metric.unit)


def plus(text: str) -> tuple[Term, ...]:
    """Terms from `answered abandoned -short_abandoned`."""
    return tuple(Term(-1 if word.startswith("-") else 1, atom) for word in text.split()
                 for atom in SUMS.get(word.lstrip("-"), (word.lstrip("-"),)))


# What switches do besides the catalogue: over | under the line, the likelier first.
BESIDES: dict[str, tuple[str, ...]] = {
    "service_level": (
        "answered_in_time | entered", "answered_in_time | entered -short_abandoned",
        "answered_in_time | answered abandoned flowed_out -short_abandoned", "answered_in_time | entered refused",
        "answered_in_time abandoned_in_time | answered abandoned flowed_out",
        "answered_in_time abandoned_in_time | entered"),
    "abandonment_rate": tuple(
        f"{over} | {under}{less}" for less, overs in
        (("", ("abandoned", "abandoned -short_abandoned", "abandoned flowed_out")),
         (" -short_abandoned", ("abandoned -short_abandoned",)))
        for over, under in product(overs, ("answered abandoned flowed_out", "answered abandoned", "entered", "answered",
                                           "entered refused"))),
    "answer_rate": ("answered | entered", "answered | answered abandoned", "answered | answered abandoned flowed_out",
                    "answered | entered -short_abandoned", "answered | answered abandoned -short_abandoned",
                    "answered | entered refused"),
    "contacts_abandoned": ("abandoned", "abandoned -short_abandoned", "abandoned flowed_out", "abandoned dropped",
                           "abandoned flowed_out dropped", "abandoned flowed_out -short_abandoned",
                           "abandoned flowed_out dropped -short_abandoned", "abandoned refused",
                           "abandoned flowed_out dropped refused"),
    "contacts_handled": ("answered",),
    "answered_in_time": ("answered_in_time", "answered_in_time abandoned_in_time"),
    "abandoned_in_time": ("abandoned_in_time",),
    "short_abandoned": ("short_abandoned",),
    "flowed_out": ("flowed_out", "flowed_out dropped"),
    "refused": ("refused",),
    "average_speed_of_answer": ("wait_answered_s | answered", "ring_answered_s | answered",
                                "wait_answered_s | answered abandoned", "wait_answered_s ring_answered_s | answered"),
    "average_waiting_time": (
        "wait_finished_s | answered abandoned flowed_out dropped", "wait_answered_s wait_abandoned_s | answered "
        "abandoned", "wait_answered_s | answered", "wait_answered_s wait_abandoned_s wait_flowed_out_s | answered "
        "abandoned flowed_out", "wait_finished_s | answered"),
    "average_time_to_abandon": ("wait_abandoned_s | abandoned", "wait_abandoned_s -wait_short_s | abandoned "
                                "-short_abandoned"),
    **{f"average_{name}": tuple(f"{sums} | answered" for sums in ways) for name, ways in {
        "handle_time": ("handle_s", "talk_s hold_s", "talk_s wrap_up_s", "talk_s", "handle_s ring_answered_s",
                        "talk_s hold_s ring_answered_s"),
        "talk_time": ("talk_s", "talk_s hold_s", "talk_s hold_s ring_answered_s"),
        "hold_time": ("hold_s",),
        "wrap_up_time": ("wrap_up_s",)}.items()},
    "talk_time": ("talk_s", "talk_s hold_s", "talk_s hold_s ring_answered_s"),
    "handling_time": ("handle_s", "talk_s hold_s", "talk_s wrap_up_s", "talk_s", "handle_s ring_answered_s"),
    "hold_s": ("hold_s",),
    "wrap_up_s": ("wrap_up_s",),
}
BESIDES["contacts_offered"] = tuple(
    " ".join(words) for words in (
        ("answered", "abandoned", *some, *more) for some in (("flowed_out", "dropped", "still_open"), (),
                                                             ("flowed_out",), ("flowed_out", "dropped"))
        for more in ((), ("refused",), ("-short_abandoned",), ("refused", "-short_abandoned"))))
ONCE: tuple[Literal["", "queue", "call"], ...] = ("", "queue", "call")
# What a heading such as "Talk time" may mean besides: the mean of a call.
ALSO = {"talk_time": "average_talk_time", "handling_time": "average_handle_time", "hold_s": "average_hold_time",
        "wrap_up_s": "average_wrap_up_time", "average_talk_time": "talk_time", "average_hold_time": "hold_s",
        "average_wrap_up_time": "wrap_up_s"}


def unit_of(measure: str) -> str:
    """share, count or seconds."""
    return "share" if measure in headings.SHARES else "count" if measure in headings.COUNTS else "seconds"


def known_measures(catalogue: Catalogue) -> list[str]:
    """Every name a column may be given: what switches print, and each metric that counts stays by outcome and wait."""
    usable = [metric for metric in catalogue.metrics.values() if of_metric(metric) is not None]
    return list(dict.fromkeys([*BESIDES, "longest_wait", *(metric.slug for metric in usable),
                               *(metric.key for metric in usable)]))


def own_definition(measure: str, catalogue: Catalogue, chosen: str = "") -> Definition:
    """The centre's own definition of a measure: the variant its strategy chose, else the catalogue's first."""
    for name in (chosen, measure):
        for metric in catalogue.metrics.values():
            found = of_metric(metric) if name in (metric.key, metric.slug) else None
            if found is not None and name:
                return found
    over, _, under = BESIDES[measure][0].partition("|")
    return Definition(measure, "" if measure not in ATOMS else measure, plus(over), plus(under),
                      unit_of(measure))


class Limits(NamedTuple):
    """The limits of the wait to try; and the centre's own where it is the same for every queue and day."""

    answer: tuple[Decimal, ...]
    short: tuple[Decimal, ...]
    own_answer: Decimal | None
    own_short: Decimal | None

    def to_try(self, kind: str) -> list[tuple[int, Limit]]:
        """Every limit of that kind with what it costs; the centre's own is in it once."""
        there, own = (self.answer, self.own_answer) if kind == "answer" else (self.short, self.own_short)
        others = [(10 + 8 * less, Limit(limit, bool(less))) for less in (0, 1) for limit in there
                  if less or limit != own]
        return [(0, OWN), *others]


def candidates(own: Definition, catalogue: Catalogue, limits: Limits) -> list[Definition]:
    """Every candidate for the measure of `own`, each once, the simplest first; `own` is the first."""
    variants = [own]
    slug = own.key.partition(":")[0] or own.measure
    variants += [variant for metric in catalogue.metrics.values()
                 if metric.slug == slug and (variant := of_metric(metric)) is not None]
    for text in BESIDES.get(own.measure, ()):
        over, _, under = text.partition("|")
        variants.append(Definition(own.measure, "", plus(over), plus(under), own.unit))
    if own.longest:
        variants += [Definition(own.measure, "", plus(text), unit=own.unit, longest=True)
                     for text in ("wait_answered_s", "wait_abandoned_s", "wait_answered_s wait_abandoned_s")]
    made_once: dict[object, Definition] = {}
    shapes: dict[object, Definition] = {}
    for variant in variants:
        shapes.setdefault((frozenset(variant.over), frozenset(variant.under)), variant)
    for place, variant in enumerate(shapes.values()):
        for once in ONCE if own.unit == "count" else ONCE[:1]:
            for cost, ready in _limited(variant, limits):
                more = (10 + place if place else 0) + 12 * ONCE.index(once) + cost
                made = Definition(own.measure, variant.key, *ready, own.unit, once, more, own.longest)
                made_once.setdefault((frozenset(made.over), frozenset(made.under), once), made)
    return sorted(made_once.values(), key=lambda one: one.cost)


def _limited(
    variant: Definition, limits: Limits,
) -> Iterator[tuple[int, tuple[tuple[Term, ...], tuple[Term, ...]]]]:
    """The variant with each limit it may have been told by, and what that adds to its cost."""
    kinds = {ATOMS[term.atom].limit for term in (*variant.over, *variant.under)}
    tries = {kind: limits.to_try(kind) if kind in kinds else [(0, OWN)] for kind in ("answer", "short")}
    for (cost, answer), (more, short) in product(tries["answer"], tries["short"]):
        by = {"answer": answer, "short": short}
        over, under = (tuple(term._replace(limit=by.get(ATOMS[term.atom].limit, OWN)) for term in side)
                       for side in (variant.over, variant.under))
        yield cost + more, (over, under)
