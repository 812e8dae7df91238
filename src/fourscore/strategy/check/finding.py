"""This file is about findings: an issue with its rule, weight and place, and what is put up with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fourscore.strategy.business import Allowed
from fourscore.strategy.check.rules import BY_ID, BY_NAME, Rule, Severity
from fourscore.strategy.check.sound import ERRORS
from fourscore.terms import Issue, did_you_mean, none_of, said


class Noticed(NamedTuple):
    """An issue, and the id of the thing it speaks of; "" for the whole."""

    issue: Issue
    at: str = ""


@dataclass(frozen=True)
class Finding:
    """An issue as its rule weighs it. rule: None for what stands in no list. allowed: who put up with it, and why."""

    issue: Issue
    severity: Severity
    rule: Rule | None = None
    at: str = ""
    allowed: Allowed | None = None

    @property
    def id(self) -> str:
        """The rule's id, or the issue's name where it belongs to none."""
        return self.rule.id if self.rule else self.issue.name

    @property
    def to_mend(self) -> bool:
        """An error or a warning nobody put up with."""
        return self.allowed is None and self.severity != "I"


def weigh(noticed: Noticed, allowed: Allowed | None = None) -> Finding:
    """The finding an issue is; one without a rule is an error where it is listed as one, else a warning."""
    name = noticed.issue.name
    rule = BY_NAME.get(name)
    severity: Severity = rule.names[name] if rule else "E" if name in ERRORS else "W"
    return Finding(noticed.issue, severity, rule, noticed.at, allowed)


def judge(noticed: Iterable[Noticed], allowed: Sequence[Allowed], day: date, things: Iterable[str],
          where: str) -> list[Finding]:
    """Every finding, those put up with on `day` marked so, and one for each line under `allow` that cannot hold.

    things: the ids a line may name. where: the file those lines stand in. What is an error without a rule is not put
    up with.
    """
    known = {_plain(thing) for thing in things}
    faults = {index: fault for index, line in enumerate(allowed)
              if (fault := _fault(line, day, known, f"{where}:{line.line}")) is not None}
    sound = [line for index, line in enumerate(allowed) if index not in faults]

    def put_up_with(one: Noticed) -> Allowed | None:
        if one.issue.name in ERRORS:
            return None
        rule = BY_NAME.get(one.issue.name)
        word = rule.id if rule else one.issue.name
        return next((line for line in sound if line.rule == word and _plain(line.at) in ("", _plain(one.at))), None)

    return [*(weigh(one, put_up_with(one)) for one in noticed),
            *(weigh(Noticed(fault, allowed[index].at)) for index, fault in faults.items())]


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """The errors that stop a strategy from being published."""
    return [finding for finding in findings if finding.severity == "E" and finding.allowed is None]


def _plain(thing: str) -> str:
    """An arrow is named by its two ends, however the arrow between them is drawn."""
    return " ".join(thing.replace("->", "→").replace("→", " → ").split())


def _fault(line: Allowed, day: date, known: set[str], where: str) -> Issue | None:
    missing = [word for word, told in ((said("rule"), line.rule), (said("reason"), line.reason),
                                       (said("who"), line.who), (said("until"), line.until_day)) if not told]
    if missing:
        return Issue("allow-unfinished", where,
                     said("What is put up with here has no {missing}.", missing=none_of(missing)),
                     said("Write  {rule: L15, at: the id of a thing, reason: …, who: …, until: 2026-12-31}"))
    if line.rule not in BY_ID:
        return Issue("allow-names-nothing", where, said("There is no rule called {rule}.", rule=repr(line.rule)),
                     did_you_mean(line.rule.upper(), BY_ID) or said("Rules are called L01 to L44."))
    if line.at and _plain(line.at) not in known:
        return Issue("allow-names-nothing", where, said("Nothing in this strategy is called {at}.", at=repr(line.at)),
                     did_you_mean(_plain(line.at), known) or said("Name a perspective, objective, KPI, goal or link."))
    if line.until_day is not None and day >= line.until_day:
        return Issue("allow-expired", where,
                     said("{rule} was put up with until {until_day}, by {who}: {reason}", rule=line.rule,
                          until_day=line.until_day, who=line.who, reason=line.reason),
                     said("Mend what it speaks of, or give it another day and say why."))
    return None


def counted(findings: Iterable[Finding]) -> tuple[int, int, int, int]:
    """How many errors, warnings and notes remain, and how many are put up with."""
    there = list(findings)
    open_ones = [finding.severity for finding in there if finding.allowed is None]
    return open_ones.count("E"), open_ones.count("W"), open_ones.count("I"), len(there) - len(open_ones)


def in_order(findings: Iterable[Finding]) -> Iterator[Finding]:
    """By file and line, on one line the graver first; what stands in no text of the centre comes last."""
    def place(finding: Finding) -> tuple[bool, str, int, int]:
        found = re.fullmatch(r"([^/].*?\.(?:yaml|yml|csv))(?::(\d+))?", finding.issue.where)
        path, line = (found[1], int(found[2] or 0)) if found else (finding.issue.where, 0)
        return found is None, path, line, "EWI".index(finding.severity)

    yield from sorted(findings, key=place)
