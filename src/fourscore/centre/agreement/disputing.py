"""This file is about disputed numbers of agents: opened, answered, and marked wherever the number is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from fourscore.office import Answered, Disputed, answer_dispute, disputes, open_dispute
from fourscore.terms import Days, Issue, Trouble, WrongUse, did_you_mean, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.metrics import Row
    from fourscore.scoring import Scorecard

OUTCOMES = ("upheld", "corrected", "withdrawn")
MEANING = {"upheld": said("the number stands"), "corrected": said("the facts were corrected"),
           "withdrawn": said("taken back")}
OUTCOME_WORDS = {"upheld": said("upheld"), "corrected": said("corrected"), "withdrawn": said("withdrawn")}


def dispute(centre: Centre, metric: str, *, agent: str, days: Days, by: str, why: str) -> Disputed:
    """Open a dispute on an agent's number; it stays shown, with a mark. The number is kept as it stands.

    Raises WrongUse `not-signed`, `not-told-why`, `unknown-agent`, and as `metrics.ask` does; Trouble
    `disputed-already`.
    """
    _signed(by, why, "--why")
    centre.known("agent", agent, "unknown-agent")
    found = centre.metrics.catalogue.find(metric)
    row = _row(centre, found.key, agent, days)
    if (standing := next((one for one in about(centre, agent, found.key, days) if one.outcome == "open"), None)):
        raise Trouble(Issue("disputed-already", said("dispute {number}", number=standing.number),
                            said("{by} disputed this number on {at}; it is not answered yet.", by=standing.by,
                                 at=f"{standing.at:%Y-%m-%d}"),
                            said("Answer it: fourscore dispute answer CENTRE {number} --as NAME",
                                 number=standing.number)))
    number = open_dispute(centre.office, Disputed(0, found.key, agent, days.first, days.until, row.value, row.n, why,
                                                  by, centre.now()))
    centre.anew()
    return _numbered(centre, number)


def answer(centre: Centre, number: int, *, by: str, outcome: str, text: str) -> Disputed:
    """Answer a dispute. `corrected` needs facts that were corrected: the number must be another than it was.

    Raises WrongUse `not-signed`, `not-told-why`, `unknown-outcome`, `unknown-dispute`; Trouble `own-dispute`,
    `nothing-corrected`, `answered-already`.
    """
    _signed(by, text, "--text")
    if outcome not in OUTCOMES:
        raise WrongUse(Issue("unknown-outcome", "--outcome",
                             said("There is no outcome called {outcome}.", outcome=repr(outcome)),
                             did_you_mean(outcome, OUTCOMES)))
    there = {one.number: one for one in disputes(centre.office)}
    if number not in there:
        raise WrongUse(Issue("unknown-dispute", str(number),
                             said("There is no dispute with the number {number}.", number=number),
                             said("See every one: fourscore dispute list CENTRE")))
    one = there[number]
    if one.outcome != "open":
        raise Trouble(Issue("answered-already", said("dispute {number}", number=number),
                            said("It was answered on {at} ({outcome}).", at=f"{one.answers[-1].at:%Y-%m-%d}",
                                 outcome=one.outcome),
                            said("Whoever does not agree opens a new one: fourscore dispute open")))
    if (by in {one.agent, one.by}) != (outcome == "withdrawn"):
        raise Trouble(Issue("own-dispute", said("dispute {number}", number=number),
                            said("Who disputes a number may only take that back, and nobody else may."),
                            said("Let somebody else answer it.") if outcome != "withdrawn"
                            else said("Withdraw it as {by}, or answer it upheld or corrected.", by=one.by)))
    row = _row(centre, one.metric, one.agent, Days(one.first_day, one.until_day))
    if outcome == "corrected" and (row.value, row.n) == (one.value, one.n):
        raise Trouble(Issue("nothing-corrected", said("dispute {number}", number=number),
                            said("The number is what it was when it was disputed."),
                            said("Correct the facts first (load the corrected file); a score is never edited.")))
    answer_dispute(centre.office, number, Answered(outcome, text, row.value, row.n, by, centre.now()))
    centre.anew()
    return _numbered(centre, number)


def _numbered(centre: Centre, number: int) -> Disputed:
    """That dispute, as who asks may see it; to who sees no names, as they wrote it themselves."""
    one = next(one for one in disputes(centre.office) if one.number == number)
    return next(iter(_for_asker(centre, [one])), one._replace(value=None, n=0))


def disputes_of(centre: Centre, agent: str | None = None) -> list[Disputed]:
    """All disputes, or those on one agent's numbers, as who asks may see them: without the number for who may not see
    it, and none at all for who sees no names. The managers, who answer them, see every one."""
    return _for_asker(centre, disputes(centre.office, agent))


def _for_asker(centre: Centre, found: Sequence[Disputed]) -> list[Disputed]:
    guarding = centre.keeper.guarding()
    if guarding.nameless:
        return []
    told = []
    for one in found:
        metric = centre.metrics.catalogue.metrics.get(one.metric)
        may = guarding.answers or (metric is not None and guarding.sees(
            metric, one.agent, Days(one.first_day, one.until_day)))
        told.append(one if may else one._replace(value=None, n=0, answers=tuple(
            answered._replace(value=None, n=0) for answered in one.answers)))
    return told


def about(centre: Centre, agent: str, metric: str, days: Days) -> list[Disputed]:
    """The disputes on this number: of the agent and metric, for days that share one with these, oldest first."""
    return [one for one in disputes(centre.office, agent)
            if one.metric == metric and one.first_day < days.until and days.first < one.until_day]


def in_words(found: Sequence[Disputed]) -> str:
    """How the disputes on one number stand: the last one, with its answer; empty where nobody disputes it."""
    standing = [one for one in found if one.outcome != "withdrawn"]
    if not standing:
        return ""
    last = standing[-1]
    told = said("disputed on {day}: {why}", day=f"{last.at:%Y-%m-%d}", why=last.why.rstrip("."))
    if last.answers:
        answered = last.answers[-1]
        told = together((told, said("{outcome} on {day}: {text}", outcome=OUTCOME_WORDS[answered.outcome],
                                    day=f"{answered.at:%Y-%m-%d}", text=answered.text.rstrip("."))), "; ")
    return told


def marked(centre: Centre, card: Scorecard) -> Scorecard:
    """An agent's card, each disputed number of it with how the dispute stands."""
    every = disputes(centre.office, card.scope.name)
    notes = {}
    for measured in card.measured():
        found = [one for one in every if one.metric == measured.kpi.metric
                 and one.first_day < card.days.until and card.days.first < one.until_day]
        if told := in_words(found):
            notes[measured.kpi.id] = told
    return replace(card, disputed=notes) if notes else card


def _row(centre: Centre, metric: str, agent: str, days: Days) -> Row:
    """The number as it stands; whoever may dispute it may see it."""
    (row,) = centre.metrics.unguarded().ask([metric], during=days, where={"agent": [agent]}).rows
    return row


def _signed(by: str, text: str, option: str) -> None:
    if not by.strip():
        raise WrongUse(Issue("not-signed", "--as", said("Nobody is named whose word this is."),
                             said("Add  --as 'Ada Bell'")))
    if not text.strip():
        raise WrongUse(Issue("not-told-why", option, said("Nothing is said of why."),
                             said("Add  {option} and a sentence.", option=option)))
