"""This file is about people: agents in the facts whom nobody wrote down, and people written down who are never seen."""

from __future__ import annotations

from datetime import date, timedelta

from fourscore.terms import FACT_WORDS, Issue, said, write_value
from fourscore.warehouse.doubts.finding import CERTAIN, POSSIBLE, Finding, Look, Person, Spot, names
from fourscore.warehouse.facts import DATED, FACTS

LONG = 28  # days on the roster, of those loaded, in which somebody should have been seen


def strangers(look: Look) -> list[Finding]:
    """Agents of the facts whom the roster does not name under any name; nobody is missed where it names nobody."""
    kinds = [kind for kind in FACTS if "agent" in FACTS[kind]]
    look.make("seen_agent", " UNION ALL ".join(
        f"SELECT '{kind}' AS kind, agent, count(*) AS n, min(day) AS first, max(day) AS last FROM {kind} "
        "WHERE replaced_in IS NULL AND agent IS NOT NULL GROUP BY agent" for kind in kinds))
    known = {name for person in look.known.people for name in person.names}
    there = look.all("SELECT agent, name FROM agent WHERE agent IN (SELECT agent FROM seen_agent) ORDER BY name")
    strange = {key: name for key, name in there if name not in known}
    if not known or not strange:
        return []
    keys = ", ".join(map(str, strange))
    rows = " UNION ALL ".join(
        f"SELECT a.name AS spot, f.source, f.file, f.line, "
        f"{'CAST(f.day AS TIMESTAMP)' if kind in DATED else 'f.slot'} AS moment, "
        f"{'f.queue' if 'queue' in FACTS[kind] else 'NULL'} AS queue, f.agent, '{FACT_WORDS[kind][0]}' AS what "
        f"FROM {kind} f JOIN agent a USING (agent) WHERE f.replaced_in IS NULL AND f.agent IN ({keys})"
        for (kind,) in look.all(f"SELECT DISTINCT kind FROM seen_agent WHERE agent IN ({keys}) ORDER BY kind"))
    return [look.found(
        Issue("agents-not-on-roster", "people.yaml", said("The facts name agents who are not in people.yaml: "
              "{strange}.", strange=names(strange.values())), said("Add them with their team and first day, or under "
              "`names` of the person they are.")),
        said("What they did is in the centre's figures, and in no team's."), CERTAIN,
        "SELECT a.name, CAST(sum(n) AS BIGINT), CAST(min(first) AS VARCHAR), CAST(max(last) AS VARCHAR) "
        "FROM seen_agent JOIN agent a USING (agent) "
        f"WHERE agent IN ({keys}) GROUP BY a.name ORDER BY a.name", rows,
        lambda facts, first, last: said("{facts} facts from {first} to {last}", facts=write_value(facts, "count"),
                                        first=first, last=last))]


def never_seen(look: Look) -> list[Finding]:
    """People on the roster for weeks of the loaded time, of whom no fact tells; none where hardly anybody is seen."""
    ((first, last),) = look.all("SELECT min(first), max(last) FROM seen_agent WHERE kind IN ('visit', 'agent_state', "
                                "'segment', 'contact')")
    if first is None:
        return []
    seen = {name for (name,) in look.all("SELECT name FROM agent WHERE agent IN (SELECT agent FROM seen_agent)")}
    due = [person for person in look.known.people if _days_in(person, first, last) >= LONG]
    missing = [person for person in due if not seen & set(person.names)]
    if not missing or 2 * len(missing) > len(due):
        return []
    spots = [Spot(p.names[0], said("on the roster from {first} up to {until}", first=p.first_day, until=p.until_day)
                  if p.until_day else said("on the roster from {first}", first=p.first_day)) for p in missing]
    return [look.found(
        Issue("never-seen", "people.yaml", said("People are on the roster, and no fact names them: {it}.",
              it=names(spot.where for spot in spots)), said("Write under `names` what the sources call them, or the "
              "day they left under `until`.")),
        said("They count in the headcount of their teams, so that what is said per agent is too small."), POSSIBLE,
        spots, None)]


def _days_in(person: Person, first: date, last: date) -> int:
    until = min(person.until_day or last + timedelta(days=1), last + timedelta(days=1))
    return (until - max(person.first_day, first)).days
