"""This file is about storing: staged rows become facts, corrected ones are superseded, what hangs on them restated."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fourscore.warehouse import cubes
from fourscore.warehouse.derived import customers, histograms, links, pieces, presence
from fourscore.warehouse.facts import FACTS, STAGED
from fourscore.warehouse.storing import rows, staff
from fourscore.warehouse.storing.codes import OF_CONTACT
from fourscore.warehouse.storing.ready import Storing, make_ready

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Columns that are worked out, or say where a row came from: they do not make a row another row.
WORKED_OUT = {
    "slot",
    "day",
    "half",
    "team",
    "sold",
    "next_s",
    "next_topic_s",
    "previous_s",
    "previous_topic_s",
    "in_time",
    "abandoned_in_time",
    "short_abandon",
    "revenue",
    "cost",
    "worth",
    "source",
    "file",
    "line",
    "loaded_in",
    "replaced_in",
}
FIRST = ("visit", "segment", "contact")  # a contact's queue and agent are those of its stays
ORDER = (*FIRST, *(kind for kind in FACTS if kind not in FIRST))


def store(
    cursor: DuckDBPyConnection, *, source: int, load: int, zone: ZoneInfo, currency: str, recomputes_agents: bool
) -> Storing:
    """Turn the temp tables `staged_<kind>` into facts, inside the caller's transaction.

    Rows that cannot be go to the temp table `aside`. Afterwards `new_<kind>` holds what was added, and `gone_<kind>`
    what it replaced.
    """
    storing = Storing(cursor, source, load, zone, currency)
    make_ready(storing)
    if not storing.kinds:
        return storing
    rows.teams(storing)
    rows.limits(storing, "SELECT day FROM staged_day")
    if "contact" in storing.kinds:
        rows.key_contacts(storing)
    if storing.has("reread_contact"):
        _go_over(storing)
    for kind in ORDER:
        if kind in storing.kinds:
            _store_kind(storing, kind, recomputes_agents=recomputes_agents)
    staff.keep(cursor, source)
    return storing


def _go_over(storing: Storing) -> None:
    """Temp table `gone_over(contact)`: standing contacts of which this load says all there is."""
    there = "contact" in storing.kinds
    others = "SELECT key FROM reread_contact" + (" ANTI JOIN ids USING (key)" if there else "")
    parts = ["SELECT contact FROM ids WHERE before AND key IN (SELECT key FROM reread_contact)"] if there else []
    if storing.number(f"SELECT count(*) FROM ({others})"):
        parts.append(f"SELECT contact FROM contact WHERE source = {storing.source} AND replaced_in IS NULL "
                     f"AND key IN ({others})")
    storing.make("gone_over", " UNION ALL ".join(parts) or "SELECT contact FROM contact LIMIT 0")
    storing.over = storing.number("SELECT count(*) FROM gone_over") > 0


def _store_kind(storing: Storing, kind: str, *, recomputes_agents: bool) -> None:
    query = _made(storing, kind)
    scope = _corrects(storing, kind, recomputes_agents=recomputes_agents)
    if scope is None:
        # Nothing to compare with: straight into the table, and `new_…` is a look at it.
        more, joined = customers.returning(storing, "ids") if kind == "contact" else ("", "")
        storing.added[kind] = storing.put(f"INSERT INTO {kind} BY NAME SELECT n.*{more} FROM ({query}) n{joined}")
        storing.make(f"new_{kind}", f"SELECT * FROM {kind} WHERE loaded_in = {storing.load}", "VIEW")
    else:
        storing.make(f"new_{kind}", query)
        _supersede(storing, kind, scope)
        more, joined = customers.returning(storing, "new_contact") if kind == "contact" else ("", "")
        storing.added[kind] = storing.put(f"INSERT INTO {kind} BY NAME SELECT n.*{more} FROM new_{kind} n{joined}")


def derive(storing: Storing, presence_until: str) -> None:
    """Restate what hangs on the facts this load added or replaced.

    `presence_until`: a query (source, was, until) of the fill marks of agent states before and after this load.
    """
    links.link(storing)
    pieces.cut(storing)
    presence.spread_days(storing)
    presence.restate(storing, presence_until)
    for kind in ("visit", "piece"):
        if storing.has(f"gone_{kind}"):
            cubes.touch(storing.cursor, f"SELECT slot, day, agent FROM gone_{kind}")
    for kind in histograms.COUNTED:
        changed = [f"SELECT day FROM {rows}_{kind}" for rows in ("new", "gone") if storing.has(f"{rows}_{kind}")]
        histograms.drop(storing.cursor, kind, changed)
    empty = {kind: f"SELECT * FROM {kind} LIMIT 0" for kind in ("visit", "piece")}
    new = {k: f"SELECT * FROM new_{k}" if storing.has(f"new_{k}") else empty[k] for k in empty}
    cubes.mend(storing.cursor, new["visit"], new["piece"])


def _made(storing: Storing, kind: str) -> str:
    """The query of a kind's new rows."""
    if kind in rows.WORTH:
        rows.price(storing, kind)
    made = {"visit": rows.visit, "segment": rows.segment, "contact": rows.contact}
    query = made[kind](storing) if kind in made else (
        rows.by_day(storing, kind) if kind in rows.OF_DAYS else rows.keyed(storing, kind)
    )
    return f"SELECT f.*, {storing.load} AS loaded_in FROM ({query}) f"


def _told(storing: Storing, kind: str) -> list[str]:
    """The columns by which a row is another row than one that stands."""
    told = [name for name in FACTS[kind] if name not in WORKED_OUT or (name == "team" and name in STAGED[kind])]
    if kind in ("sale", "survey", "evaluation"):
        # What the contact lends is no part of the row itself.
        told = [name for name in told if name not in ("contact", "channel", "topic", "customer_segment")]
        told = [name for name in told if name != "queue" or kind == "survey"]
    return told + [name for name in storing.brought[f"staged_{kind}"] if name.startswith("x_")]


def _corrects(storing: Storing, kind: str, *, recomputes_agents: bool) -> str | None:
    """Which standing facts this load says anew; None where it can be none."""
    if not storing.number(f"SELECT count(*) FROM (SELECT 1 FROM {kind} LIMIT 1)"):
        return None
    if kind in OF_CONTACT:
        scope = ["contact IN (SELECT contact FROM ids WHERE before)"] if storing.again else []
        if storing.over:
            scope.append(f"source = {storing.source} AND contact IN (SELECT contact FROM gone_over)")
        return f"({' OR '.join(scope)})" if scope else None
    if kind == "agent_state" and recomputes_agents:
        # A log-in handed on is told of whole as well, under whatever name it stood for somebody.
        said = ("SELECT agent FROM ready_agent_state UNION "
                "SELECT unnest([o.name, o.stands_for]) FROM ready_agent_state s "
                "JOIN handed h ON s.agent IN (h.name, h.stands_for) JOIN handed o ON o.name = h.name")
        named = f"SELECT a.raw FROM ({said}) s JOIN called a ON a.name = s.agent"
        return f"source = {storing.source} AND coalesce(known_as, agent) IN ({named})"
    # A source may say all there is of some keys: what it said before and says no longer is past.
    reread = " UNION ALL SELECT key FROM reread" if storing.has("reread") else ""
    return f"source = {storing.source} AND key IN (SELECT key FROM ready_{kind}{reread})"


def _supersede(storing: Storing, kind: str, scope: str) -> None:
    """Mark standing facts that this load says otherwise, and drop new rows that say the same."""
    same = {"visit": "contact, number", "segment": "contact, number", "contact": "contact"}
    keys = "key, day" if kind in rows.OF_DAYS else same.get(kind, "key")
    alike = " AND ".join(f"s.{name} IS NOT DISTINCT FROM n.{name}" for name in _told(storing, kind))
    storing.run(
        f"CREATE TEMP TABLE standing AS SELECT rowid AS row, * FROM {kind} WHERE replaced_in IS NULL AND {scope}"
    )
    storing.run(
        f"CREATE TEMP TABLE kept AS SELECT s.row, n.rowid AS new FROM standing s JOIN new_{kind} n USING ({keys}) "
        f"WHERE {alike}"
    )
    storing.make(f"gone_{kind}", "SELECT * FROM standing WHERE row NOT IN (SELECT row FROM kept)")
    storing.run(f"DELETE FROM new_{kind} WHERE rowid IN (SELECT new FROM kept)")
    storing.run("DROP TABLE standing")
    storing.run("DROP TABLE kept")
    storing.run(f"UPDATE {kind} SET replaced_in = {storing.load} WHERE rowid IN (SELECT row FROM gone_{kind})")
    storing.replaced += storing.number(f"SELECT count(*) FROM gone_{kind}")
