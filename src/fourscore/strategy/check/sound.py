"""This file is about what makes a strategy sound: one rule, one function, as far as the file alone can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from fourscore.strategy.conventions import times_exactly
from fourscore.strategy.goals.reach import natural
from fourscore.strategy.model import Kpi, Objective, Strategy
from fourscore.terms import Issue, did_you_mean, none_of, said, said_many, write_value

# Issues that would make a score wrong or leave a measure out of it unseen: with one of these there is no strategy.
STOPS = frozenset({
    "bad-yaml", "wrong-shape", "unknown-key", "unknown-choice", "bad-id", "duplicate-id", "missing-perspectives",
    "kpi-without-metric", "unknown-metric", "kpi-without-target", "kpi-without-floor", "kpi-without-direction",
    "unreadable-value", "unreadable-date", "anchors-contradict-direction", "weight-not-positive", "unknown-scope",
    "amount-on-two-levels", "per-not-needed", "two-scales", "unsound-steps", "anchors-unfinished", "log-scale-refused",
    "band-stands-still", "missing-is-never-zero", "valid-not-for-amount", "share-not-for-this",
    "share-without-baseline",
})

# Errors too, though the rest can still be scored: a text nobody can read, and goals that say nothing or the impossible.
ERRORS = STOPS | {
    "not-utf-8", "file-missing", "guarded-unreadable", "guarded-told-twice", "guarded-unknown-kpi",
    "guarded-unknown-scope", "guarded-wrong-unit", "guarded-contradiction",
}

Rule = Callable[[Strategy], Iterator[Issue]]


def check(strategy: Strategy) -> list[Issue]:
    """Every issue of every rule."""
    return [issue for rule in RULES for issue in rule(strategy)]


def _at(strategy: Strategy, line: int) -> str:
    return f"{strategy.path}:{line}"


def missing_parts(strategy: Strategy) -> Iterator[Issue]:
    """Measures without a direction to go are only a performance measurement."""
    parts = (
        ("missing-mission", said("mission"),
         said("mission: How the call centre helps the company reach its goals.")),
        ("missing-vision", said("vision"), said("vision: What the call centre wants to be in some years.")),
        ("missing-values", said("values"), said("values: [What we stand by, in a few words]")),
        ("missing-goals", said("goals"),
         said("goals:  and below it a goal with its text, its term and what it serves.")),
        ("missing-perspectives", said("perspectives"),
         said("perspectives:  and below it four, each with objectives.")),
    )
    for name, part, example in parts:
        if not getattr(strategy, part):
            yield Issue(name, _at(strategy, 1), said("The strategy has no {part}.", part=part),
                        said("Add  {example}", example=example))


def four_perspectives(strategy: Strategy) -> Iterator[Issue]:
    """Four views of one centre are what keeps it balanced."""
    count = len(strategy.perspectives)
    if strategy.perspectives and count != 4:
        yield Issue("not-four-perspectives", _at(strategy, strategy.perspectives[0].line),
                    said_many("There is 1 perspective; a Balanced Scorecard has four.",
                              "There are {number} perspectives; a Balanced Scorecard has four.", count),
                    said("Usual are: financial, customer, internal process, learning and growth; their names are "
                         "free."))


def perspective_empty(strategy: Strategy) -> Iterator[Issue]:
    """A perspective nobody wants anything in is a hole in the balance."""
    for perspective in strategy.perspectives:
        if not perspective.objectives:
            yield Issue("perspective-empty", _at(strategy, perspective.line),
                        said("The perspective {perspective} has no objective.", perspective=repr(perspective.id)),
                        said("Add one under  objectives:  with a name, an owner and its KPIs."))


def goal_serves(strategy: Strategy) -> Iterator[Issue]:
    """A centre's goals belong to the goals of the company."""
    for goal in strategy.goals:
        for part, value in (("text", goal.text), ("serves", goal.serves)):
            if not value:
                yield Issue("goal-unfinished", _at(strategy, goal.line),
                            said("The goal {goal} has no {part}.", goal=repr(goal.id), part=repr(part)),
                            said("Add  text: the goal in one sentence") if part == "text"
                            else said("Add  serves: the goal of the company it helps to reach"))


def objective_owner(strategy: Strategy) -> Iterator[Issue]:
    """What nobody answers for is not done."""
    for objective in strategy.objectives():
        if not objective.owner:
            yield Issue("objective-without-owner", _at(strategy, objective.line),
                        said("Nobody answers for the objective {objective}.", objective=repr(objective.id)),
                        said("Add a line such as  owner: Team leader"))


def duplicate_ids(strategy: Strategy) -> Iterator[Issue]:
    """An id stands for one thing: links, addresses and histories name it."""
    kinds: tuple[tuple[str, list[Objective] | list[Kpi]], ...] = (
        (said("objectives"), list(strategy.objectives())), (said("KPIs"), list(strategy.kpis())),
    )
    for kind, things in kinds:
        times = Counter(thing.id for thing in things)
        for thing in things:
            if times[thing.id] > 1:
                yield Issue("duplicate-id", _at(strategy, thing.line),
                            said("{times} {kind} are called {thing}.", times=times[thing.id], kind=kind,
                                 thing=repr(thing.id)), said("Give each its own id."))


def link_to_nowhere(strategy: Strategy) -> Iterator[Issue]:
    """Both ends of an arrow are objectives."""
    known = {objective.id for objective in strategy.objectives()}
    for link in strategy.links:
        for end, name in (("from", link.source), ("to", link.target)):
            if name not in known:
                what = (said("The link's {end} is {name}, no objective.", end=repr(end), name=repr(name)) if name
                        else said("The link has no {end}.", end=repr(end)))
                yield Issue("link-to-nowhere", _at(strategy, link.line), what,
                            (name and did_you_mean(name, known)) or said("Name the id of an objective."))


def link_unfinished(strategy: Strategy) -> Iterator[Issue]:
    """An arrow that does not say which way, how soon and why cannot be tested later."""
    for link in strategy.links:
        parts = ((said("sign"), link.sign), (said("lag"), link.lag_weeks), (said("sentence"), link.sentence))
        missing = [part for part, value in parts if not value]
        if missing:
            yield Issue("link-unfinished", _at(strategy, link.line),
                        said("The link from {source} to {target} has no {missing}.", source=repr(link.source),
                             target=repr(link.target), missing=none_of(missing)),
                        said("Add  sign: + (or minus), lag: 2..6 (weeks), sentence: If …, then …, because …"))


def link_twice(strategy: Strategy) -> Iterator[Issue]:
    """One arrow says it once."""
    times = Counter((link.source, link.target) for link in strategy.links)
    seen: set[tuple[str, str]] = set()
    for link in strategy.links:
        ends = (link.source, link.target)
        if times[ends] > 1 and ends in seen:
            yield Issue("link-twice", _at(strategy, link.line),
                        said("There is already a link from {source} to {target}.", source=repr(link.source),
                             target=repr(link.target)), said("Join the two into one."))
        seen.add(ends)


def cycle(strategy: Strategy) -> Iterator[Issue]:
    """What causes itself at once explains nothing; a circle that takes its time is one that feeds itself."""
    for path in cycles(strategy):
        ends = {(a, b) for a, b in pairwise(path)}
        along = [link for link in strategy.links if (link.source, link.target) in ends]
        if all(link.lag_weeks for link in along) and any(link.lag_weeks[0] for link in along if link.lag_weeks):
            continue
        yield Issue("cycle", _at(strategy, max(link.line for link in along)),
                    said("The links go round in a circle without time: {path}.", path=' → '.join(path)),
                    said("Remove the link that points back, or write the weeks until its effect shows."))


def cycles(strategy: Strategy) -> list[list[str]]:
    """Circles of links as the ids along them, the first repeated at the end; one for each link that closes one."""
    after: dict[str, list[str]] = {}
    for link in strategy.links:
        after.setdefault(link.source, []).append(link.target)
    found: list[list[str]] = []
    done: set[str] = set()

    def walk(here: str, path: list[str]) -> None:
        if here in path:
            found.append([*path[path.index(here):], here])
        elif here not in done:
            for there in dict.fromkeys(after.get(here, [])):
                walk(there, [*path, here])
            done.add(here)

    for start in after:
        walk(start, [])
    return found


def out_of_reach(strategy: Strategy) -> Iterator[Issue]:
    """Nobody answers more than all calls or in less than no time."""
    for kpi in strategy.kpis():
        least, most = natural(kpi.metric, kpi.unit)
        wanted = [value for _, value in (*kpi.targets, *kpi.moving.get("stretch", ()))]
        wanted += [v for v in (kpi.stretch, kpi.upper_target) if v is not None]
        wanted += [times_exactly(value, share) for value in wanted for _, share in kpi.season]
        for value in wanted:
            if not least <= value <= most:
                yield Issue("out-of-reach", _at(strategy, kpi.line),
                            said("{kpi} asks for {value}, which cannot be reached.", kpi=repr(kpi.id),
                                 value=write_value(value, kpi.unit)),
                            said("Ask for what can happen: a share between 0% and 100%, a time or count of at least "
                                 "0."))
                break


def target_is_baseline(strategy: Strategy) -> Iterator[Issue]:
    """A target that is already met asks for nothing."""
    for kpi in strategy.kpis():
        if kpi.baseline is None or kpi.direction == "band":
            continue
        best = max(v for _, v in kpi.targets) if kpi.direction == "higher" else min(v for _, v in kpi.targets)
        if (best <= kpi.baseline) if kpi.direction == "higher" else (best >= kpi.baseline):
            yield Issue("target-is-baseline", _at(strategy, kpi.line),
                        said("The target of {kpi} is no better than what there was before ({baseline}).",
                             kpi=repr(kpi.id), baseline=write_value(kpi.baseline, kpi.unit)),
                        said("Ask for more than there was, or remove the KPI; to hold a value, use a band."))


RULES: tuple[Rule, ...] = (
    missing_parts, four_perspectives, perspective_empty, goal_serves, objective_owner, duplicate_ids, link_to_nowhere,
    link_unfinished, link_twice, cycle, out_of_reach, target_is_baseline,
)

