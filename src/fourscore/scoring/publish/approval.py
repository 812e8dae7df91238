"""This file is about who may publish what: approval by role, of a person who is named and not yet verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from fourscore.terms import Issue, Trouble, WrongUse, kept, said

# Whose word it takes, by what is published. One person may hold every role.
APPROVED_BY = {"strategy": "Senior manager", "scorecard": "Call centre manager", "correction": "Call centre manager"}

PUBLISHED = {"strategy": said("strategy"), "scorecard": said("scorecard"), "correction": said("correction")}


class Approval(NamedTuple):
    """A person's word: in which role, and why. verified: whether they signed in to give it."""

    who: str
    role: str
    why: str
    verified: bool = False


def approve(what: str, who: str, why: str, holders: Mapping[str, Sequence[str]]) -> Approval:
    """The approval of that person for publishing `what` (a key of APPROVED_BY); holders: names by role, of today.

    Raises WrongUse `not-signed`; Trouble `role-unheld` where nobody holds the role, `approval-needed` where others do.
    """
    role = APPROVED_BY[what]
    return Approval(entitled(who, role, said("A {thing} is published", thing=PUBLISHED.get(what, what)),
                             holders.get(role, ())), role, why.strip())


def entitled(who: str, role: str, act: str, there: Sequence[str]) -> str:
    """That person's name, if they are one of those who hold the role today. act: what they want to do, in words.

    Raises WrongUse `not-signed`; Trouble `role-unheld`, `approval-needed`.
    """
    who = who.strip()
    if not who:
        raise WrongUse(Issue("not-signed", "--as", said("Nobody signs this."),
                             said("Add your name: --as 'Mara Quinn'")))
    if not there:
        raise Trouble(Issue(
            "role-unheld", "people.yaml",
            said("{act} by a {role}, and nobody holds that role.", act=act, role=kept(role)),
            said("Add to people.yaml under  roles:  a line such as  - {{name: {who}, role: {role}}}", who=who,
                 role=role)))
    if who not in there:
        raise Trouble(Issue(
            "approval-needed", "--as",
            said("{act} by a {role}, and {who} does not hold that role today.", act=act,
                 role=kept(role),
                 who=who),
            said("Ask {names}, or name {who} under  roles:  in people.yaml.",
                 names=reduce(lambda some, more: said("{some} or {more}", some=some, more=more), there), who=who)))
    return who
