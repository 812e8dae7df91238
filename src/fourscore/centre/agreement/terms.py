"""This file is about the terms in force: the strictest of what was agreed on one measure, and the text that is kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from fourscore.centre.agreement.fineness import GRAIN, NAMES
from fourscore.settings import EVERY, GRAINS, STRICTEST, Agreement, Keep, Term
from fourscore.terms import kept, said, said_many, together

USUALLY = Keep(13, 0)  # how far back figures of persons are told, where neither agreement nor centre says


def as_text(agreement: Agreement | None) -> str:
    """The terms as one line of JSON, in an order of their own, so that only what was agreed changes it."""
    if agreement is None:
        return "{}"
    terms = [{**term._asdict(), "kept": list(term.kept) if term.kept else None}
             for term in sorted(agreement.terms, key=lambda term: term.measure)]
    for term in terms:
        del term["where"]
    said: dict[str, object] = {"agreed_on": str(agreement.agreed_on), "partner": agreement.partner, "terms": terms}
    if agreement.beside:  # else the fingerprint stays that of a text in which nothing of the kind could be said
        said["beside"] = list(agreement.beside)
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> Agreement | None:
    """The agreement `as_text` wrote; where its terms stand is not known any more."""
    said = json.loads(text)
    if not said:
        return None
    terms = tuple(Term(**{**term, "viewers": tuple(term["viewers"]), "where": "",
                          "kept": Keep(*term["kept"]) if term["kept"] else None}) for term in said["terms"])
    return Agreement(date.fromisoformat(said["agreed_on"]), said["partner"], terms, "", tuple(said.get("beside", ())))


def fingerprint(text: str) -> str:
    """Of the terms and their day; the representative's name is no term, and may have to be forgotten."""
    said = {name: value for name, value in json.loads(text).items() if name != "partner"}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def term_for(names: Iterable[str], terms: Mapping[str, Term], usual: Keep | None) -> Term:
    """What holds of a measure that goes by these names (key, slug, ids of KPIs): the strictest of what was agreed.

    What is agreed for all holds where nothing is agreed for the measure itself. usual: how long the centre keeps
    contacts.
    """
    own = [terms[name] for name in dict.fromkeys(names) if name in terms]
    found = own or [terms.get(EVERY, STRICTEST)]
    kept = [term.kept or usual or USUALLY for term in found]
    viewers = tuple(role for role in found[0].viewers if all(role in term.viewers for term in found))
    return Term(
        found[0].measure, " and ".join(dict.fromkeys(term.purpose for term in found)), viewers,
        max((term.grain for term in found), key=GRAINS.index), min(kept, key=lambda keep: keep.months * 31 + keep.days),
        pay=all(term.pay for term in found), discipline=all(term.discipline for term in found), where=found[0].where)


def changes(before: Agreement | None, now: Agreement | None) -> list[str]:
    """What is otherwise than before, measure by measure, in sentences for the people it is about."""
    was = {term.measure: term for term in before.terms} if before else {}
    there = {term.measure: term for term in now.terms} if now else {}
    told = [together((_of(measure), in_words(there[measure])), ": ") if measure in there
            else said("{measure}: no longer agreed on by itself; what holds for all holds, else the strictest.",
                      measure=_of(measure))
            for measure in sorted({*was, *there}, key=lambda name: (name != EVERY, name))
            if _terms(was.get(measure)) != _terms(there.get(measure))]
    if (before.beside if before else ()) != (now.beside if now else ()):
        told.append(said("Beside their own figures agents see {totals}.", totals=totals_in_words(now)))
    return told or [said("Nothing of it is otherwise than before.")]


def totals_in_words(agreement: Agreement | None) -> str:
    """Whose totals agents see beside their own figures."""
    whose = {"team": said("their team's totals"), "centre": said("the centre's totals")}
    if not agreement or not agreement.beside:
        return said("no totals")
    return _all_of([whose[name] for name in agreement.beside])


def in_words(term: Term) -> str:
    """A term as a sentence."""
    viewers = together([kept(role) for role in term.viewers], ", ") or said("nobody else")
    back = said("{length} back", length=_length(term.kept)) if term.kept else said("as far back as contacts are kept")
    touch = [name for name, may in ((said("pay"), term.pay), (said("discipline"), term.discipline)) if may]
    return said("for {purpose}; seen by the person and {viewers}; by {grain} at the finest; {back}; it may touch "
                "{what}.", purpose=term.purpose, viewers=viewers,
                grain=NAMES[GRAIN[term.grain]], back=back,
                what=_all_of(touch) if touch else said("neither pay nor discipline"))


def _terms(term: Term | None) -> tuple[object, ...] | None:
    return None if term is None else term._replace(where="")


def _of(measure: str) -> str:
    return said("All measures") if measure == EVERY else measure


def _length(keep: Keep) -> str:
    months = said_many("{number} month", "{number} months", keep.months) if keep.months else ""
    days = said_many("{number} day", "{number} days", keep.days) if keep.days else ""
    return _all_of([part for part in (months, days) if part])


def _all_of(parts: list[str]) -> str:
    """One of these, or two with an `and` between them."""
    return parts[0] if len(parts) == 1 else said("{some} and {more}", some=parts[0], more=parts[1])
