"""This file is about reading the staff agreement of people.yaml: who may see which figures of persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fourscore.settings.model import GRAINS, LEADER, REPRESENTATIVE, TOTALS, Agreement, Keep, RoleLine, Term
from fourscore.settings.staff.roles import read_role
from fourscore.settings.staff.table import PEOPLE
from fourscore.settings.table import names_in
from fourscore.settings.text import Node, Text
from fourscore.settings.times.retention import read_keep
from fourscore.terms import did_you_mean, said

EVERY = "all"
# What holds where nothing was agreed. Of a length of time that is not told, the centre's is taken.
STRICTEST = Term(EVERY, "coaching", (LEADER,), "week", None, pay=False, discipline=False, where="")
YES_NO = {"true": True, "yes": True, "false": False, "no": False}


def read_agreement(text: Text, node: Node | None, roles: Sequence[RoleLine]) -> Agreement | None:
    """The agreement as it is written, or none; a term that leaves something out has the strictest of it."""
    if node is None or text.empty(node):
        return None
    lines = text.mapping(node, "The agreement", names_in(PEOPLE, "agreement"))
    if node.id == "mapping":
        for name, example in (("agreed", "agreed: 2026-02-01"), ("with", "with: Zoe Ray")):
            if name not in lines:
                text.tell("missing-key", node, said("The agreement does not say {name}.", name=name),
                          said("Add a line such as  {example}", example=example))
    agreed, partner = text.day(lines.get("agreed"), "The day it was agreed"), text.text(lines.get("with"), "With whom")
    if agreed is not None and partner is not None and not any(
            (line.name, line.role) == (partner, REPRESENTATIVE) and line.holds(agreed) for line in roles):
        text.tell("not-a-representative", lines["with"], said("{partner} was not {representative} on {agreed}.",
                                                              partner=partner, representative=REPRESENTATIVE,
                                                              agreed=agreed),
                  f"Add to roles  {{name: {partner}, role: \"{REPRESENTATIVE}\", from: …}}")
    terms: dict[str, Term] = {}
    for row in text.items(lines.get("measures"), "The measures of the agreement"):
        term = _term(text, row)
        if term is not None and term.measure in terms:
            text.tell("name-twice", row,
                      said("There are two terms for {measure} (the first at {where}).", measure=repr(term.measure),
                           where=terms[term.measure].where), said("Keep the one that was agreed."))
        elif term is not None:
            terms[term.measure] = term
    return Agreement(agreed or date.min, partner or "", tuple(terms.values()), text.where(node),
                     _beside(text, lines.get("beside")))


def _beside(text: Text, node: Node | None) -> tuple[str, ...]:
    """Whose totals agents see, in the order of TOTALS."""
    found = set()
    for one in text.items(node, "Whose totals agents see"):
        written = text.text(one, "Whose totals agents see")
        if written is not None and written.lower() not in TOTALS:
            text.tell("unknown-choice", one, said("Whose totals agents see is {written}.", written=repr(written)),
                      did_you_mean(written.lower(), TOTALS) or said("Write one of: {names}", names=', '.join(TOTALS)))
        found.add((written or "").lower())
    return tuple(name for name in TOTALS if name in found)


def _term(text: Text, row: Node) -> Term | None:
    lines = text.mapping(row, "A term of the agreement", names_in(PEOPLE, "agreement.measures"))
    if row.id != "mapping":
        return None
    for name, example in (("measure", "measure: average_handle_time"), ("purpose", "purpose: coaching")):
        if name not in lines:
            text.tell("missing-key", row, said("A term of the agreement has no {name}.", name=name),
                      said("Add to it  {example}", example=example))
    measure, purpose = text.text(lines.get("measure"), "The measure"), text.text(lines.get("purpose"), "The purpose")
    viewers = [read_role(text, one, "A viewer") for one in text.items(lines.get("viewers"), "The viewers")]
    grain, kept = _grain(text, lines.get("grain")), _kept(text, lines.get("retention"))
    pay, discipline = (_yes(text, lines.get(name), f"Whether it may touch {name}") for name in ("pay", "discipline"))
    if measure is None or purpose is None:
        return None
    there = tuple(dict.fromkeys(role for role in viewers if role is not None))
    return Term(measure, purpose, there if "viewers" in lines else STRICTEST.viewers, grain, kept, pay=pay,
                discipline=discipline, where=text.where(row))


def _grain(text: Text, node: Node | None) -> str:
    written = text.text(node, "The finest time")
    if written is None:
        return STRICTEST.grain
    if written.lower() not in GRAINS:
        text.tell("unknown-choice", node, said("The finest time is {written}.", written=repr(written)),
                  did_you_mean(written.lower(), GRAINS) or said("Write one of: {names}", names=', '.join(GRAINS)))
        return STRICTEST.grain
    return written.lower()


def _kept(text: Text, node: Node | None) -> Keep | None:
    written = text.text(node, "How long figures of a person are shown")
    if written is None:
        return None
    keep = read_keep(written)
    if keep is None:
        text.tell("bad-duration", node, said("{written} is no whole number of days, weeks, months or years.",
                                             written=repr(written)),
                  said("Write for example 13 months"))
    return keep


def _yes(text: Text, node: Node | None, what: str) -> bool:
    written = text.text(node, what)
    if written is None:
        return False
    if written.lower() not in YES_NO:
        text.tell("unknown-choice", node,
                  said("{what} is {written}.", what=what, written=repr(written)), said("Write yes or no."))
    return YES_NO.get(written.lower(), False)
