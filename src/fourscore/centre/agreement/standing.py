"""This file is about the agreement that is in force: approving it, telling the agents, and what is still to be done."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.agreement.terms import as_text, changes, fingerprint, from_text
from fourscore.office import Approved, Notice, acknowledge, approve, approved, notices, tell
from fourscore.settings import MANAGER, SENIOR, Agreement, Term
from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean, kept, said, together, write_value

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Office
    from fourscore.settings import People, Settings

APPROVERS = (SENIOR, MANAGER)


class Standing(NamedTuple):
    """The agreement in force, and the one of people.yaml. approved: how it came into force; None: nothing ever did,
    and the strictest holds. waiting: people.yaml says something else, which nobody has approved."""

    agreement: Agreement | None
    approved: Approved | None
    written: Agreement | None
    waiting: bool

    @property
    def said(self) -> str:
        """Where the terms in force are from, in words."""
        if self.agreement is None:
            return said("no staff agreement")
        return said("the staff agreement of {day}", day=self.agreement.agreed_on)


def standing(office: Office, settings: Settings) -> Standing:
    """What is in force; its terms know their lines of people.yaml where these still say the same."""
    every = approved(office)
    last = every[-1] if every else None
    in_force = from_text(last.text) if last else None
    written = settings.people.agreement
    before = fingerprint(last.text) if last else fingerprint(as_text(None))
    waiting = fingerprint(as_text(written)) != before
    return Standing(written if in_force is not None and not waiting else in_force, last, written, waiting)


def terms_of(agreement: Agreement | None) -> dict[str, Term]:
    """Its terms by measure."""
    return {term.measure: term for term in agreement.terms} if agreement else {}


def approve_as(centre: Centre, name: str) -> Standing:
    """Put what people.yaml says in force, in the name of a Senior manager or Call centre manager.

    Raises WrongUse `not-signed`, Trouble `not-an-approver`, `nothing-to-approve`.
    """
    settings, office, now = centre.settings, centre.office, centre.now()
    role = may_approve(settings.people, name, settings.calendar.local(now).date())
    there = standing(office, settings)
    if not there.waiting:
        raise Trouble(Issue("nothing-to-approve", "people.yaml",
                            said("What it says of the agreement is in force already."),
                            said("Change it first; see docs/agreement.md.")))
    text = as_text(settings.people.agreement)
    approve(office, text, fingerprint(text), name, role, now=now)
    centre.anew()
    return standing(office, settings)


def may_approve(people: People, name: str, day: date) -> str:
    """As whom that person approves. Raises WrongUse `not-signed`, Trouble `not-an-approver`."""
    if not name.strip():
        raise WrongUse(Issue("not-signed", "--as", said("Nobody is named who approves."),
                             said("Add  --as 'Mara Quinn'")))
    role = next((one for one in APPROVERS if name in people.holders(one, day)), None)
    if role is None:
        there = sorted({one for role in APPROVERS for one in people.holders(role, day)})
        raise Trouble(Issue("not-an-approver", repr(name),
                            said("An agreement is approved by a {names}.", names=together(APPROVERS, " or ")),
                            did_you_mean(name, there) or said("Give somebody that role in people.yaml.")))
    return role


def history(centre: Centre) -> list[tuple[Approved, list[str]]]:
    """Every agreement that was in force, oldest first, each with what it changed."""
    found, before = [], None
    for one in approved(centre.office):
        now = from_text(one.text)
        found.append((one, changes(before, now)))
        before = now
    return found


def tell_agents(centre: Centre, by: str) -> list[Notice]:
    """Write down what every agent on the roster today is told of the agreement in force; all that were told of it.

    Raises WrongUse `not-signed`, Trouble `nothing-to-tell`.
    """
    if not by.strip():
        raise WrongUse(Issue("not-signed", "--as", said("Nobody is named who tells the agents."),
                             said("Add  --as 'Mara Quinn'")))
    number, words = _in_force(centre)
    agents = centre.settings.people.holders("Agent", centre.calendar.local(centre.now()).date())
    tell(centre.office, number, dict.fromkeys(agents, words), by, now=centre.now())
    centre.anew()
    return notices(centre.office, number)


def acknowledged(centre: Centre, agent: str) -> bool:
    """That agent has read the agreement in force; False where they were not told, or had said so already."""
    number, _ = _in_force(centre)
    done = acknowledge(centre.office, number, agent, now=centre.now())
    centre.anew()
    return done


def notice_for(centre: Centre, agent: str) -> str:
    """What that agent has still to read of the agreement in force; empty where there is nothing."""
    every = approved(centre.office)
    if not every:
        return ""
    told = {one.agent: one for one in notices(centre.office, every[-1].number)}
    if agent in told:
        return "" if told[agent].acknowledged_at else told[agent].what
    return _in_force(centre)[1]


def _in_force(centre: Centre) -> tuple[int, str]:
    """The agreement in force, by its number, and the words agents are told of it."""
    every = history(centre)
    if not every:
        raise Trouble(Issue("nothing-to-tell", "people.yaml",
                            said("No agreement was ever approved, so the strictest holds."),
                            said("Write one, and approve it: fourscore agreement approve CENTRE --as NAME")))
    last, changed = every[-1]
    agreement = from_text(last.text)
    role, on = kept(last.role), f"{last.approved_at:%Y-%m-%d}"
    if agreement:
        told = said("The staff agreement was changed, agreed with {partner} on {agreed}, approved by {who} ({role}) on "
                    "{day}.", partner=agreement.partner, agreed=agreement.agreed_on, who=last.approved_by, role=role,
                    day=on)
    else:
        told = said("The staff agreement was changed, approved by {who} ({role}) on {day}.", who=last.approved_by,
                    role=role, day=on)
    return last.number, together((told, *changed))


def to_be_done(office: Office, settings: Settings, agents: tuple[str, ...]) -> list[Issue]:
    """What stands between the agreement as written and one that is in force and known to these agents."""
    there = standing(office, settings)
    issues = []
    if there.waiting:
        where = there.written.where if there.written else "people.yaml"
        holds = there.said if there.agreement else said("the strictest")
        issues.append(Issue("agreement-not-approved", where,
                            said("What it says of the staff agreement is not in force: {holds} holds.", holds=holds),
                            said("Approve it: fourscore agreement approve CENTRE --as NAME")))
    if there.approved is not None:
        told = {one.agent for one in notices(office, there.approved.number)}
        if untold := [agent for agent in agents if agent not in told]:
            issues.append(Issue("agents-not-told", "people.yaml",
                                said("{count} of {all} agents were not told of {agreement}: {names}.",
                                     count=write_value(len(untold), "count"), all=write_value(len(agents), "count"),
                                     agreement=there.said,
                                     names=together([*untold[:5], *(["…"] if len(untold) > 5 else [])], ", ")),
                                said("Tell them: fourscore agreement tell CENTRE --as NAME")))
    return issues
