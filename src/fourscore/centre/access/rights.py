"""This file is about the one function of rights: which pages are whose, and whose figures they may see there.

Every page, export, part of a page and question to the centre goes through what `rights_of` gives. What somebody may not
see is not there for them: it is answered like a name that nobody has. What the staff agreement says of figures of
single persons holds beside this (`agreement/guard.py`), and is asked in the same place (`agreement/keeper.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.agreement.fineness import UNIT
from fourscore.settings import ADVISER, AGENT, LEADER, MANAGER, REPRESENTATIVE, ROLES, SENIOR, RoleScope
from fourscore.terms import Days, Issue, WrongUse, said, together

if TYPE_CHECKING:
    from fourscore.centre.access.asking import Asker

Where = Mapping[str, Sequence[str | None]]
# Who works where: totals for comparison are neither cut nor picked by these.
STAFF = frozenset({"team", "agent", "site"})
# By what totals may be cut besides. Columns a mapping brought may name people; nobody knows.
TIMES = frozenset(UNIT)
KINDS = frozenset({"queue", "channel", "topic", "customer_segment"})
# What can be opened. rows: single facts; audit: what is on record; notes: what the rules say of the centre's own texts;
# tokens: making tokens that read in one's place; stages: how far the set-up is; strategy: changing it, and appointing;
# load: bringing files, and how sound the facts are; notices: what one is to hear of, and comments; watch: entering
# incidents, and alerts; review: the monthly review's pack; agent: one agent's page, of whom is asked of the reaches;
# compare: people beside people.
EVERYBODY = frozenset({"scorecard", "map", "measures", "measure", "explore", "account", "incidents", "subscriptions",
                       "agent"})
QUALITY, TRAINER, RECRUITER = "Quality analyst", "Trainer", "Recruiter"
# Pages made for a role, and who else finds them. Whose figures stand on them is asked of the reaches, as everywhere.
MADE_FOR = {
    "team": {SENIOR, MANAGER, LEADER}, "coach": {SENIOR, MANAGER, LEADER, QUALITY, TRAINER},
    "quality": {SENIOR, MANAGER, LEADER, QUALITY}, "recruiting": {SENIOR, MANAGER, RECRUITER},
    "training": {SENIOR, MANAGER, TRAINER}, "resource": {SENIOR, MANAGER, "Resource analyst"},
    "network": {SENIOR, MANAGER, "Network analyst"}, "teams": {REPRESENTATIVE},
}
# Whose role lets them watch: they enter incidents, and are told of alerts.
WATCHING = frozenset(ROLES) - {ADVISER, REPRESENTATIVE, AGENT}
PAGES = EVERYBODY | {"rows", "audit", "notes", "tokens", "stages", "strategy", "load", "notices", "watch", "review",
                     "my", "goals", "targets", "compare"} | MADE_FOR.keys()
# Pages whose tables go out as CSV, which a token may be for.
READABLE = ("scorecard", "measure", "rows", "measures", "explore", "audit")

# What a token may write through the API, each scope by itself, and how a scope begins.
WRITABLE = ("access", "alerts", "comments", "figures", "incidents", "load", "people", "review", "strategy",
            "subscriptions", "views")
WRITES = "write:"


class Reach(NamedTuple):
    """Figures somebody may see: those narrowed, at each level in `within`, to its names.

    cut: by what they may be cut and picked besides; None: by anything. facts: whether their single facts are told too.
    never: by what they are never picked, not even as the strategy's own KPIs are.
    """

    within: tuple[tuple[str, frozenset[str]], ...] = ()
    cut: frozenset[str] | None = None
    facts: bool = True
    never: frozenset[str] = STAFF


# Who answers for the facts: they bring files, and look after sources.
LOADERS = frozenset({SENIOR, MANAGER, "Resource analyst", "Reporting analyst", "Network analyst", QUALITY})
WHOLE = Reach()
TOTALS = Reach((), TIMES | KINDS, facts=False)


@dataclass(frozen=True)
class Rights:
    """What one reader may open and see. teams_of: the teams an agent is in on any of some days. aims: what KPIs of the
    strategy are limited to; so narrowed, totals are on the centre's own card."""

    asker: Asker
    pages: frozenset[str]
    reaches: tuple[Reach, ...]
    teams_of: Callable[[str, Days], Iterable[str]]
    aims: Callable[[], Iterable[Where]]

    def opens(self, page: str) -> bool:
        """Whether this page, or what it stands for, is there for the reader."""
        return page in self.pages

    @property
    def everything(self) -> bool:
        """Whether figures of the whole centre may be cut by anything; of single persons the agreement decides."""
        return WHOLE in self.reaches

    def covers(self, by: Iterable[str], where: Where, during: Days, *, facts: bool = False) -> bool:
        """Whether figures cut by these names and picked by these words may be told; facts: their single facts too."""
        picked = {name: set(labels) for name, labels in where.items() if labels}
        return any(self._inside(reach, set(by), picked, during, facts=facts) for reach in self.reaches)

    def allow(self, by: Iterable[str], where: Where, during: Days, *, facts: bool = False) -> None:
        """Nothing where `covers`; else WrongUse `not-yours`, in the same words whether it is there or not."""
        if not self.covers(by, where, during, facts=facts):
            raise WrongUse(self.hidden())

    def hidden(self) -> Issue:
        """What is said of anything that is not there for the reader, and of what is not there at all."""
        return Issue("not-yours", said("the question"), said("This is not there, or is not yours to see."),
                     together((said("What each role sees stands in docs/signing-in.md."), self.asker.where)))

    def home(self, during: Days) -> dict[str, str]:
        """Whose figures the reader looks at first, as a page's address says it; of who sees the whole, the centre's."""
        if self.everything:
            return {}
        for level, names in (("team", self.asker.leads or ()), ("agent", self.asker.own)):
            if names and self.covers((), {level: names[:1]}, during):
                return {level: names[0]}
        return {}

    def _inside(
        self, reach: Reach, by: set[str], picked: Mapping[str, set[str | None]], during: Days, *, facts: bool,
    ) -> bool:
        if facts and not reach.facts:
            return False
        if not all(self._narrowed(level, names, picked, during) for level, names in reach.within):
            return False
        if reach.cut is None:
            return True
        # An adviser whom the agreement lets see figures of persons sees them by numbers that say nothing.
        if by - reach.cut - ({"agent"} if ADVISER in self.asker.roles else set()):
            return False
        further = {name: labels for name, labels in picked.items() if name not in {*reach.cut, *dict(reach.within)}}
        return not further or (not reach.never & set(further) and self._aimed(further))

    def _narrowed(
        self, level: str, names: frozenset[str], picked: Mapping[str, set[str | None]], during: Days,
    ) -> bool:
        """Whether the question is narrowed to these names of that level; to teams also by people who are in no other.

        Beside a team only its own people can be named, so that an answer never tells of others whether they are there.
        """
        people = [set(self.teams_of(one or "", during)) for one in picked.get("agent", ())] if level == "team" else []
        if level in picked:
            return picked[level] <= names and all(teams & picked[level] for teams in people)
        return bool(people) and all(teams and teams <= names for teams in people)

    def _aimed(self, picked: Mapping[str, set[str | None]]) -> bool:
        """Whether this is what a KPI on the centre's own card is limited to."""
        return any(all(set(aim.get(name, ())) == labels for name, labels in picked.items()) for aim in self.aims())


def rights_of(
    asker: Asker, reads: frozenset[str] | None, beside: Callable[[], Sequence[str]],
    teams_of: Callable[[str, Days], Iterable[str]], aims: Callable[[], Iterable[Where]],
) -> Rights:
    """What whoever asks may open and see: every role held today adds to it.

    reads: where a token asks in a person's place, the pages it is for. beside: gives whose totals the staff agreement
    in force lets agents see.
    """
    found = tuple(dict.fromkeys(one for role in asker.roles or (ADVISER,) for one in _of_role(role, asker, beside)))
    pages = set(EVERYBODY)
    if any(reach.facts for reach in found):
        pages.add("rows")
    if any(_of_many(reach) for reach in found):
        pages.add("compare")
    if sees_names(asker):
        pages |= {"audit", "tokens", "notices"}
    if WATCHING & set(asker.roles):
        pages.add("watch")
    pages |= {page for page, roles in MADE_FOR.items() if roles & set(asker.roles)} | ({"my"} if asker.own else set())
    if WHOLE in found:
        pages |= {"notes", "stages", "review", "goals", "targets", "teams"}
        pages |= set() if asker.signed else MADE_FOR.keys()
        # On this computer itself, where nobody signs in, the texts lie open anyway.
        if not asker.signed or set(asker.roles) & {SENIOR, MANAGER}:
            pages.add("strategy")
        if not asker.signed or set(asker.roles) & LOADERS:
            pages.add("load")
    if reads is not None:  # a token makes no other tokens, and one that only reads is for what it names
        pages = pages - {"tokens"} if any(one.startswith(WRITES) for one in reads) else pages & reads & set(READABLE)
    return Rights(asker, frozenset(pages), found, teams_of, aims)


def _of_role(role: str, asker: Asker, beside: Callable[[], Sequence[str]]) -> list[Reach]:
    """What that role may see: the table of docs/signing-in.md."""
    if role == ADVISER:
        return [TOTALS]
    if role == REPRESENTATIVE:
        return [TOTALS._replace(cut=TIMES | KINDS | {"team", "site"})]
    if role == AGENT:
        shown = beside()
        own = [Reach((("agent", frozenset(asker.own)),))] if asker.own else []
        team = [Reach((("team", frozenset(asker.teams)),), TIMES, facts=False)] if "team" in shown else []
        return own + team + ([TOTALS._replace(cut=TIMES)] if "centre" in shown else [])
    scopes = [scope for of, scope in asker.scopes if of == role] or [RoleScope()]
    if role == LEADER and asker.leads is not None:
        scopes = [RoleScope(asker.leads, scope.queues) for scope in scopes]
    return [reach for scope in scopes for reach in _limited(scope)]


def _of_many(reach: Reach) -> bool:
    """Whether teams, or the people of a team, may be seen beside one another."""
    return "team" in reach.cut if reach.cut is not None else all(level == "team" for level, _ in reach.within)


def _limited(scope: RoleScope) -> list[Reach]:
    """What somebody limited so may see: their own, and the totals of the centre beside it, which are not cut by what
    they are limited to."""
    within = tuple((level, frozenset(names)) for level, names in (("team", scope.teams), ("queue", scope.queues))
                   if names is not None)
    if not within:
        return [WHOLE]
    totals = TOTALS if scope.queues is None else TOTALS._replace(
        cut=(TIMES | KINDS) - {"queue"}, never=STAFF | {"queue"})
    return [Reach(within), totals]


def sees_names(asker: Asker) -> bool:
    """Whether whoever asks sees names of people at all."""
    return bool(set(asker.roles) - {ADVISER})


def answers_for_people(asker: Asker) -> bool:
    """Whether whoever asks answers for what is held of people and disputed by them: the managers do."""
    return bool(set(asker.roles) & {SENIOR, MANAGER})
