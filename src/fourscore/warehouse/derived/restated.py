"""This file is about restating: changed thresholds, roster, zone or rates put onto facts that are already here."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse import cubes, store
from fourscore.warehouse.agreed import LoadTerms
from fourscore.warehouse.derived import customers, histograms, links, pieces, presence
from fourscore.warehouse.derived.place import Clock, half_even
from fourscore.warehouse.facts import FACTS, PLACE, STAGED
from fourscore.warehouse.file import columns_of
from fourscore.warehouse.storing import rows
from fourscore.warehouse.storing.packing import empty
from fourscore.warehouse.storing.ready import AT, Storing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEPT = ("kept_ids",)
NOW_FILLED = "SELECT source, until_at AS was, until_at AS until FROM fill WHERE kind = 'agent_state'"


def note_terms(cursor: DuckDBPyConnection, terms: LoadTerms) -> set[str]:
    """Write the terms into the warehouse and name what differs from those it held: thresholds, roster, zone, rates."""
    agents = dict(cursor.execute("SELECT name, agent FROM agent").fetchall())
    teams = dict(cursor.execute("SELECT name, team FROM team").fetchall())
    queues = dict(cursor.execute("SELECT name, queue FROM queue").fetchall())
    tables: dict[str, tuple[str, list[tuple[object, ...]]]] = {
        "thresholds": (
            "threshold",
            [
                (None if t.queue is None else queues[t.queue], t.first_day, t.answer_within_s, t.short_abandon_s)
                for t in terms.thresholds
            ],
        ),
        "roster": ("membership", [(agents[m.agent], teams[m.team], m.first_day, m.until_day) for m in terms.roster]),
    }
    changed = {name for name, (table, wanted) in tables.items() if _write(cursor, table, wanted, keep=False)}
    if _write(cursor, "rate_table", [tuple(r) for r in terms.rate_tables], keep=False):
        changed.add("rate tables")
    if _write(cursor, "rate", [(r.day, r.currency, r.rate) for r in terms.rates], keep=True):
        changed.add("rates")
    for name, value in (("zone", terms.calendar.zone.key), ("currency", terms.currency)):
        row = cursor.execute("SELECT value FROM setting WHERE name = ?", [name]).fetchone()
        if row is None:
            cursor.execute("INSERT INTO setting VALUES (?, ?)", [name, value])
            changed.add("first")
        elif row[0] != value:
            if name == "currency":
                raise _currency_changed(row[0], value)
            cursor.execute("UPDATE setting SET value = ? WHERE name = ?", [value, name])
            changed.add(name)
    return changed


def _write(cursor: DuckDBPyConnection, table: str, wanted: list[tuple[object, ...]], *, keep: bool) -> bool:
    """Make the table hold these rows (and with `keep` those of other days); True where that changed anything."""
    there, told = Counter(cursor.execute(f"SELECT * FROM {table}").fetchall()), Counter(wanted)
    if told == there or (keep and told <= there):
        return False  # nearly always: nobody has changed anything since the last load
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE wanted AS SELECT * FROM {table} LIMIT 0")
    empty(cursor, "wanted")
    if wanted:
        # One statement however long the roster: the columns go in as lists of text and are read as the table's types.
        columns = [[None if value is None else str(value) for value in column] for column in zip(*wanted, strict=True)]
        cursor.execute(f"INSERT INTO wanted SELECT {', '.join('unnest(?)' for _ in columns)}", columns)
    row = cursor.execute(f"SELECT count(*) FROM (SELECT * FROM wanted EXCEPT ALL SELECT * FROM {table})").fetchone()
    more = bool(row and row[0])
    if not keep:
        row = cursor.execute(f"SELECT count(*) FROM (SELECT * FROM {table} EXCEPT ALL SELECT * FROM wanted)").fetchone()
        more = more or bool(row and row[0])
    if more:
        cursor.execute(
            f"DELETE FROM {table}" + (" WHERE (day, currency) IN (SELECT day, currency FROM wanted)" if keep else "")
        )
        cursor.execute(f"INSERT INTO {table} SELECT DISTINCT * FROM wanted")
    return more


def _currency_changed(was: str, now: str) -> Trouble:
    return Trouble(
        Issue(
            "currency-changed",
            "centre.yaml",
            said("The centre's currency is {now}, but its facts were converted to {was}.", now=now, was=was),
            said("Set the currency back to {was}, or load everything anew into an empty data folder.", was=was),
        )
    )


def restate(cursor: DuckDBPyConnection, terms: LoadTerms, changed: set[str]) -> bool:
    """Put what changed onto the standing facts, in place, and make touched cells again; False where there are none.

    No fact hangs on the tables of month averages and plans: they are read when a question asks for them.
    """
    row = cursor.execute("SELECT max(load) FROM load").fetchone()
    if row is None or row[0] is None or changed <= {"first", "rate tables"}:
        return False
    storing = Storing(cursor, 0, row[0] + 1, terms.calendar.zone, terms.currency)
    if "zone" in changed:
        _place_again(storing)
        _worth_again(storing)
        thresholds_again(storing)
        derive_all(storing)
        _retry_unpriced(storing)
        return True
    if "rates" in changed:
        _worth_again(storing)
        _retry_unpriced(storing)
        clear(cursor)
    if "thresholds" in changed:
        thresholds_again(storing)
    if "roster" in changed:
        _teams_again(storing)
        presence.fill_agent_days(storing)
    cubes.mend(cursor, "SELECT * FROM visit LIMIT 0", "SELECT * FROM piece LIMIT 0")
    return True


def clear(cursor: DuckDBPyConnection) -> None:
    """Drop the temp tables of one store, before the next in the same transaction."""
    for what in ("view", "table"):
        names = cursor.execute(f"SELECT {what}_name FROM duckdb_{what}s() WHERE temporary AND NOT internal").fetchall()
        for (name,) in names:
            if name not in KEPT:
                cursor.execute(f"DROP {what.upper()} IF EXISTS {name}")


def _clock_over(storing: Storing, table: str, at: str) -> Clock:
    row = storing.cursor.execute(f"SELECT min({at}), max({at}) FROM {table}").fetchone()
    first, last = row if row and row[0] else (datetime(2000, 1, 1), datetime(2000, 1, 2))  # noqa: DTZ001  naive UTC
    return Clock.over(storing.zone, first, last)


def _place_again(storing: Storing) -> None:
    for kind, at in AT.items():
        clock = _clock_over(storing, kind, at)
        placed = {"slot": clock.slot(at), "day": clock.day(at), "half": clock.half(at)}
        storing.run(f"UPDATE {kind} SET {', '.join(f'{name} = {placed[name]}' for name in PLACE)}")


def _worth_again(storing: Storing) -> None:
    for table, name in rows.WORTH.items():
        worth = half_even("f.amount", "r.rate")
        storing.run(
            f"UPDATE {table} f SET {name} = {worth} FROM rate r WHERE r.day = f.day AND r.currency = f.currency "
            f"AND f.currency <> '{storing.currency}' AND f.{name} IS DISTINCT FROM {worth}"
        )


def _retry_unpriced(storing: Storing) -> None:
    """Store again the rows that waited for a rate; those that still lack one wait on."""
    waiting = storing.cursor.execute(
        "SELECT DISTINCT source, row_text ->> '$.kind' FROM set_aside WHERE issue = 'no-rate' ORDER BY ALL"
    ).fetchall()
    for source, kind in waiting:
        clear(storing.cursor)
        storing.run(
            "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)"
        )
        extras = [name for name in columns_of(storing.cursor, kind) if name.startswith("x_")]
        columns = {**STAGED[kind], **dict.fromkeys(extras, "VARCHAR")}
        storing.run(
            f"CREATE TEMP TABLE staged_{kind} AS SELECT "
            + ", ".join(f"CAST(row_text ->> '$.{name}' AS {type_}) AS \"{name}\"" for name, type_ in columns.items())
            + f" FROM set_aside WHERE issue = 'no-rate' AND source = {source} AND row_text ->> '$.kind' = '{kind}'"
        )
        stored = store.store(
            storing.cursor,
            source=source,
            load=storing.load,
            zone=storing.zone,
            currency=storing.currency,
            recomputes_agents=False,
        )
        store.derive(stored, NOW_FILLED)
        storing.run(f"INSERT INTO set_aside SELECT {storing.load}, {source}, * FROM aside")


def thresholds_again(storing: Storing) -> None:
    rows.limits(storing, "SELECT DISTINCT day FROM visit")
    timed = ", ".join(f"{rows.flag(condition)} AS {name}" for name, condition in rows.TIMED.items())
    differs = " OR ".join(f"r.{name} <> n.{name}" for name in rows.TIMED)
    storing.run(
        "CREATE OR REPLACE TEMP TABLE other AS SELECT r.slot, r.day, r.agent, n.* FROM visit r JOIN ("
        f"SELECT r.rowid AS row, {timed} FROM visit r LEFT JOIN limit_on l ON l.queue = coalesce(r.queue, -1) "
        f"AND l.day = r.day WHERE r.replaced_in IS NULL) n ON n.row = r.rowid WHERE {differs}"
    )
    cubes.touch(storing.cursor, "SELECT slot, day, agent FROM other")
    storing.run(
        f"UPDATE visit v SET {', '.join(f'{name} = o.{name}' for name in rows.TIMED)} FROM other o WHERE v.rowid = "
        "o.row"
    )


def _teams_again(storing: Storing) -> None:
    stamped = [kind for kind, columns in FACTS.items() if "team" in columns and "team" not in STAGED[kind]]
    stamped.append("interval")
    rows.teams(storing)
    for table in (*stamped, "piece", "agent_time"):
        borrowed = " AND f.own_agent = 1" if table in links.LINKED else ""
        borrowed = " AND f.agent IS NOT NULL" if table == "interval" else borrowed  # else its team is its own
        standing = "f.replaced_in IS NULL" if table != "agent_time" else "true"
        slot = "f.slot, " if table in ("visit", "piece") else ""
        storing.run(
            f"CREATE OR REPLACE TEMP TABLE other AS SELECT f.rowid AS row, {slot}f.day, f.agent, t.team "
            f"FROM {table} f {rows.on_team('f')} "
            f"WHERE {standing}{borrowed} AND f.team IS DISTINCT FROM t.team"
        )
        if table in ("visit", "piece"):
            cubes.touch(storing.cursor, "SELECT slot, day, agent FROM other")
        if table in histograms.COUNTED:
            histograms.drop(storing.cursor, table, ["SELECT day FROM other"])
        storing.run(f"UPDATE {table} f SET team = o.team FROM other o WHERE f.rowid = o.row")
    links.link_all(storing)


def derive_all(storing: Storing) -> None:
    """Make everything derived again from the facts as they stand."""
    run = storing.run
    _teams_again(storing)
    run("DELETE FROM piece")
    clock = _clock_over(storing, "segment", "coalesce(ended_at, started_at)")
    first = _clock_over(storing, "segment", "started_at")
    clock = Clock.over(
        storing.zone,
        first.changes[0].start.replace(tzinfo=None),
        clock.changes[-1].start.replace(tzinfo=None) + timedelta(days=1),
    )
    run(
        "INSERT INTO piece BY NAME " + pieces.with_team(pieces.pieces_of("SELECT * FROM segment", clock, replaced=True))
    )
    for name in customers.TOLD:
        run(f"UPDATE contact SET {name} = NULL WHERE replaced_in IS NULL AND {name} IS NOT NULL")
    run(f"CREATE OR REPLACE TEMP TABLE gap AS SELECT contact, {', '.join(customers.TOLD)} FROM contact LIMIT 0")
    empty(storing.cursor, "gap")
    for some in customers.every_gap(
        storing.cursor, f"SELECT {customers.COLUMNS} FROM contact WHERE replaced_in IS NULL"
    ):
        run(f"INSERT INTO gap BY NAME SELECT * EXCLUDE (moment) FROM ({some})")
    run(
        f"UPDATE contact c SET {', '.join(f'{name} = g.{name}' for name in customers.TOLD)} FROM gap g "
        "WHERE c.contact = g.contact AND c.replaced_in IS NULL"
    )
    _presence_again(storing)
    cubes.rebuild(storing.cursor)


def _presence_again(storing: Storing) -> None:
    run = storing.run
    run("DELETE FROM setting WHERE name IN ('first_day', 'last_day')")
    row = storing.cursor.execute(f"SELECT min(first), max(last) FROM ({presence.standing_days()})").fetchone()
    run("DELETE FROM agent_time")
    if row is None or row[0] is None:
        return
    run("INSERT INTO setting VALUES ('first_day', ?), ('last_day', ?)", str(row[0]), str(row[1]))
    presence.fill_agent_days(storing)
    storing.clock = Clock.over(storing.zone, datetime.combine(row[0], time()), datetime.combine(row[1], time()))
    run(f"CREATE OR REPLACE TEMP TABLE touched AS {presence.all_touched(storing, NOW_FILLED)}")
    presence.make(storing, NOW_FILLED)
