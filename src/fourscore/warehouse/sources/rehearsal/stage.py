"""This file is about telling a generated centre as rows: the staged tables, with names for numbers, times in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fourscore.warehouse.facts import OUTCOME, SEGMENT
from fourscore.warehouse.sources.rehearsal import outcomes
from fourscore.warehouse.sources.rehearsal.contacts import Made, make
from fourscore.warehouse.sources.rehearsal.people import Cast
from fourscore.warehouse.sources.rehearsal.roster import NEVER, OFF_WORDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SEGMENTS = ("Basic", "Standard", "Premium")
OUTCOMES = ("answered", "abandoned", "flowed_out")
FLOWS = (None, "timeout", "key", "withdrawn")
FORMS = ("Service call", "Sales call", "Written")


def stage(cursor: DuckDBPyConnection, cast: Cast, file: int) -> dict[str, int]:
    """Make every staged table of that centre; returns the rows of each kind. `line` numbers the rows of one kind."""
    made = make(cast)
    handling = outcomes.handle(made)
    _names(cursor, made)
    _contacts(cursor, made, handling, file)
    _visits(cursor, made, file)
    _segments(cursor, file)
    _sales(cursor, made, handling, file)
    _opinions(cursor, made, file)
    _shifts(cursor, made, file)
    _coaching(cursor, made, file)
    _costs(cursor, made, file)
    for table in ("made_visit", "made_name", "made_topic"):
        cursor.execute(f"DROP TABLE {table}")
    kinds = ("contact", "visit", "segment", "agent_state", "sale", "survey", "evaluation", "coaching", "cost",
             "schedule")
    counts = [cursor.execute(f"SELECT count(*) FROM staged_{kind}").fetchone() for kind in kinds]
    return {kind: int(row[0]) for kind, row in zip(kinds, counts, strict=True) if row}


def _table(cursor: DuckDBPyConnection, name: str, columns: Mapping[str, NDArray[np.generic]], query: str) -> None:
    """Make a temp table from arrays, which the query calls `rows`."""
    cursor.register("rows", dict(columns))
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    cursor.unregister("rows")


def _names(cursor: DuckDBPyConnection, made: Made) -> None:
    """`made_name(kind, number, name)`: what the numbers in the arrays stand for."""
    cast = made.cast
    words: dict[str, tuple[str | None, ...]] = {
        "agent": tuple(person.name for person in cast.people), "team": tuple(team.name for team in cast.teams),
        "leader": tuple(team.leader for team in cast.teams), "reviewer": cast.reviewers,
        "line": tuple(line.name for line in cast.lines), "channel": tuple(line.channel for line in cast.lines),
        "method": outcomes.METHODS, "off": OFF_WORDS, "outcome": OUTCOMES, "flow": FLOWS, "form": FORMS,
    }
    cursor.execute("CREATE OR REPLACE TEMP TABLE made_name (kind VARCHAR, number BIGINT, name VARCHAR)")
    cursor.executemany("INSERT INTO made_name VALUES (?, ?, ?)",
                       [[kind, i, name] for kind, names in words.items() for i, name in enumerate(names)])
    cursor.execute("CREATE OR REPLACE TEMP TABLE made_topic (line BIGINT, number BIGINT, name VARCHAR)")
    cursor.executemany("INSERT INTO made_topic VALUES (?, ?, ?)",
                       [[i, j, topic] for i, line in enumerate(cast.lines) for j, topic in enumerate(line.topics)])


def _name(kind: str, column: str) -> str:
    """The join that gives `column`, a number of the rows `r`, its name as `<kind>_name.name`."""
    return f" LEFT JOIN made_name {kind}_name ON {kind}_name.kind = '{kind}' AND {kind}_name.number = r.{column}"


def _at(column: str) -> str:
    """Seconds since 1970 as a moment; −1 is none."""
    return f'CASE WHEN r."{column}" >= 0 THEN make_timestamp(r."{column}" * 1000000) END'


def _money(column: str) -> str:
    """Whole cents as exact money."""
    return f"CAST(CAST({column} AS DECIMAL(16,0)) * CAST(0.01 AS DECIMAL(3,2)) AS DECIMAL(18,4))"


def _contacts(cursor: DuckDBPyConnection, made: Made, handling: outcomes.Handling, file: int) -> None:
    contacts, visits = made.contacts, made.visits
    there = np.flatnonzero(contacts.first >= 0)
    first = contacts.first[there]
    customer = contacts.customer[there]
    menu = np.where((visits.number[first] == 1) & (visits.ring[first] > 0), 12 + (there * 7_919) % 34, 0)
    _table(cursor, "staged_contact", {
        "id": there, "at": visits.entered[first] - menu, "ended": contacts.ended[there], "line": visits.line[first],
        "outbound": (visits.number[first] == 0).astype(np.int64), "customer": customer, "topic": contacts.topic[there],
        "tier": np.where(customer < 0, -1, (customer * 2_654_435_761 % 100 >= 40).astype(np.int64)
                         + (customer * 2_654_435_761 % 100 >= 88)),
        "agent": visits.agent[first],
        **{name: getattr(handling, name)[there].astype(np.int64)
           for name in ("connected", "right_party", "eligible", "offered", "completed")},
    }, f"""
        SELECT 'R' || id AS key, {_at('at')} AS started_at, {_at('ended')} AS ended_at, channel_name.name AS channel,
               CAST(outbound AS UTINYINT) AS outbound,
               CASE WHEN r.customer < 0 THEN NULL WHEN outbound = 1 THEN 'L-' || r.customer ELSE 'C-' || r.customer END
               AS customer, t.name AS topic, CASE tier {' '.join(
                   f"WHEN {i} THEN '{name}'" for i, name in enumerate(SEGMENTS))} END AS customer_segment,
               CAST(connected AS TINYINT) AS connected, CAST(right_party AS TINYINT) AS right_party,
               CAST(eligible AS TINYINT) AS eligible, CAST(offered AS TINYINT) AS offer_made,
               CAST(completed AS TINYINT) AS completed, agent_name.name AS agent, line_name.name AS queue,
               {file} AS file, CAST(id + 1 AS BIGINT) AS line
        FROM rows r {_name('channel', 'line')} {_name('line', 'line')} {_name('agent', 'agent')}
        LEFT JOIN made_topic t ON t.line = r.line AND t.number = r.topic""")


def _visits(cursor: DuckDBPyConnection, made: Made, file: int) -> None:
    columns = {name: column for name, column in made.visits._asdict().items() if name not in ("day", "right_party")}
    _table(cursor, "made_visit", {**columns, "row": np.arange(made.visits.contact.size)}, f"""
        SELECT r.* EXCLUDE (agent, line, outcome, flow), agent_name.name AS agent, line_name.name AS queue,
               outcome_name.name AS outcome, flow_name.name AS flow
        FROM rows r {_name('agent', 'agent')} {_name('line', 'line')} {_name('outcome', 'outcome')}
        {_name('flow', 'flow')}""")
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_visit AS
        SELECT 'R' || contact AS contact, CAST(number AS SMALLINT) AS number, queue, agent,
               {_at('entered')} AS entered_at, {_at('answered')} AS answered_at, {_at('ended')} AS ended_at,
               CAST(outcome AS {OUTCOME}) AS outcome, flow, CAST(moved AS UTINYINT) AS transferred,
               CAST(answered >= 0 AND moved = 0 AND hash(contact) % 100 < 38 AS UTINYINT) AS agent_ended,
               CAST(CASE WHEN answered >= 0 THEN answered ELSE ended END - entered AS DECIMAL(12,3)) AS wait_s,
               CASE WHEN answered >= 0 THEN CAST(ring AS DECIMAL(12,3)) END AS ring_s,
               {', '.join(f"CASE WHEN answered >= 0 THEN CAST({name} AS DECIMAL(12,3)) END AS {name}_s"
                          for name in ('talk', 'hold', 'wrap_up'))},
               {file} AS file, CAST(row + 1 AS BIGINT) AS line
        FROM made_visit r WHERE number > 0""")


def _segments(cursor: DuckDBPyConnection, file: int) -> None:
    """Ringing at the agent, talk before and after a hold, the hold, and wrap-up. Numbered through each contact.

    A dial rings at the customer and is no offer to an agent. Of calls that ring long one in ten is declined once first.
    """
    declined = "ring >= 6 AND hash(contact, number) % 10 = 0"
    parts = (
        ("alert", f"answered - ring + CASE WHEN {declined} THEN 3 ELSE 0 END", "answered", "true",
         "number > 0 AND ring > 0"),
        ("talk", "answered", "CASE WHEN hold > 0 THEN answered + hold_from ELSE ended END", "true",
         "CASE WHEN hold > 0 THEN hold_from ELSE talk END > 0"),
        ("hold", "answered + hold_from", "answered + hold_from + hold", "true", "hold > 0"),
        ("talk", "answered + hold_from + hold", "ended", "true", "hold > 0 AND talk > hold_from"),
        ("wrap_up", "ended", "ended + wrap_up", "true", "wrap_up > 0"),
        ("alert", "answered - ring", "answered - ring + 3", "false", f"number > 0 AND {declined}"),
    )
    union = " UNION ALL ".join(
        f"SELECT contact, greatest(number - 1, 0) * 6 + {i} AS number, CAST('{kind}' AS {SEGMENT}) AS kind, agent, "
        "queue, "
        f"{start} AS started, {end} AS ended, "
        f"CAST({answered} AS UTINYINT) AS answered, row * 6 + {i} AS line FROM made_visit "
        f"WHERE answered >= 0 AND {where}"
        for i, (kind, start, end, answered, where) in enumerate(parts, start=1))
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE staged_segment AS
        SELECT 'R' || contact AS contact, CAST(number AS SMALLINT) AS number, kind, agent, queue,
               make_timestamp(started * 1000000) AS started_at, make_timestamp(ended * 1000000) AS ended_at,
               answered, {file} AS file, CAST(line AS BIGINT) AS line FROM ({union})""")


def _sales(cursor: DuckDBPyConnection, made: Made, handling: outcomes.Handling, file: int) -> None:
    columns = outcomes.sales(made, handling)
    _table(cursor, "staged_sale", {**columns, "row": np.arange(columns["at"].size)}, f"""
        SELECT 'S' || row AS key, CASE WHEN contact >= 0 THEN 'R' || contact END AS contact, agent_name.name AS agent,
               {_at('at')} AS sold_at, {_money('cents')} AS amount, '{made.cast.options.currency}' AS currency,
               {file} AS file, CAST(row + 1 AS BIGINT) AS line
        FROM rows r {_name('agent', 'agent')}""")


def _opinions(cursor: DuckDBPyConnection, made: Made, file: int) -> None:
    columns = outcomes.surveys(made)
    _table(cursor, "staged_survey", {**columns, "row": np.arange(columns["at"].size)}, f"""
        SELECT 'Q' || row AS key, 'R' || contact AS contact, agent_name.name AS agent, line_name.name AS queue,
               {_at('at')} AS answered_at, CAST(score AS DECIMAL(12,3)) AS score, CAST(5 AS DECIMAL(12,3)) AS scale,
               CAST(score >= 4 AS UTINYINT) AS top_box, {file} AS file, CAST(row + 1 AS BIGINT) AS line
        FROM rows r {_name('agent', 'agent')} {_name('line', 'line')}""")
    columns = outcomes.evaluations(made)
    _table(cursor, "staged_evaluation", {**columns, "row": np.arange(columns["at"].size)}, f"""
        SELECT 'E' || row AS key, 'R' || contact AS contact, agent_name.name AS agent, {_at('at')} AS evaluated_at,
               form_name.name AS form, reviewer_name.name AS evaluator, CAST(points AS DECIMAL(12,3)) AS points,
               CAST(applicable AS DECIMAL(12,3)) AS applicable, {file} AS file, CAST(row + 1 AS BIGINT) AS line
        FROM rows r {_name('agent', 'agent')} {_name('form', 'form')} {_name('reviewer', 'reviewer')}""")


def _shifts(cursor: DuckDBPyConnection, made: Made, file: int) -> None:
    """What was planned (`schedule`: contacts between the times off) and what was done (log-ins and pauses)."""
    shifts = made.shifts
    midnight = made.days.midnight[shifts.day]
    planned = shifts.off_at != NEVER
    off_at = np.where(planned, shifts.off_at, shifts.end[:, None])
    off_end = np.where(planned, shifts.off_at + shifts.off_s, shifts.start[:, None])
    starts = np.column_stack([shifts.start, np.maximum.accumulate(off_end, axis=1)])
    ends = np.column_stack([np.minimum.accumulate(off_at[:, ::-1], axis=1)[:, ::-1], shifts.end])
    kinds = np.column_stack([np.zeros_like(starts), shifts.off_kind])
    begins, stops = np.column_stack([starts, off_at]), np.column_stack([ends, shifts.off_at + shifts.off_s])
    ahead = np.column_stack([planned, np.full(shifts.day.size, True)])  # contacts up to each time off, and to the end
    kept = np.column_stack([(ends > starts) & ahead, planned])
    _intervals(cursor, "schedule", "activity", made, kept, begins + midnight[:, None], stops + midnight[:, None], kinds,
               "contacts", file)
    came = made.login >= 0
    begins = np.column_stack([made.login, made.off_at])
    stops = np.column_stack([made.logout, made.off_at + shifts.took_s])
    kinds = np.column_stack([np.zeros_like(made.login), shifts.off_kind])
    _intervals(cursor, "agent_state", "reason", made, np.column_stack([came, made.off_at >= 0]), begins, stops, kinds,
               None, file)


def _intervals(cursor: DuckDBPyConnection, kind: str, word: str, made: Made, kept: NDArray[np.bool_],
               begins: NDArray[np.int64], stops: NDArray[np.int64], kinds: NDArray[np.int64], plain: str | None,
               file: int) -> None:
    """One row for each interval of a shift; kind 0 is the shift itself, called `plain` (or nothing for a log-in)."""
    rows, columns = np.nonzero(kept)
    itself = f"'{plain}'" if plain else "NULL"
    words = f"CASE WHEN off = 0 THEN {itself} ELSE off_name.name END AS {word}"
    state = "" if plain else "CASE WHEN off = 0 THEN 'login' ELSE 'pause' END AS state, "
    _table(cursor, f"staged_{kind}", {
        "agent": made.shifts.agent[rows], "at": begins[rows, columns], "ended": stops[rows, columns],
        "off": kinds[rows, columns], "id": rows * 12 + columns,
    }, f"""
        SELECT '{kind[0].upper()}' || id AS key, agent_name.name AS agent, {state}{words},
               {_at('at')} AS started_at, {_at('ended')} AS ended_at, {file} AS file, CAST(id + 1 AS BIGINT) AS line
        FROM rows r {_name('agent', 'agent')} {_name('off', 'off')} ORDER BY started_at""")


def _coaching(cursor: DuckDBPyConnection, made: Made, file: int) -> None:
    columns = outcomes.coaching(made)
    _table(cursor, "staged_coaching", {**columns, "row": np.arange(columns["start"].size)}, f"""
        SELECT 'K' || row AS key, agent_name.name AS agent, leader_name.name AS coach, method_name.name AS method,
               CAST(attended AS TINYINT) AS attended, {_at('start')} AS started_at, {_at('end')} AS ended_at,
               {file} AS file, CAST(row + 1 AS BIGINT) AS line
        FROM rows r {_name('agent', 'agent')} {_name('leader', 'team')} {_name('method', 'method')}""")


def _costs(cursor: DuckDBPyConnection, made: Made, file: int) -> None:
    cursor.execute("CREATE OR REPLACE TEMP TABLE staged_cost (key VARCHAR, first_day DATE, until_day DATE, "
                   "line_of_cost VARCHAR, team VARCHAR, amount DECIMAL(18,4), currency VARCHAR, "
                   "file INTEGER, line BIGINT)")
    cursor.executemany(
        f"INSERT INTO staged_cost VALUES (?, ?, ?, ?, ?, {_money('?')}, ?, ?, ?)",
        [[f"P{row}", first, until, line, team, cents, made.cast.options.currency, file, row + 1]
         for row, (first, until, line, team, cents) in enumerate(outcomes.costs(made))])
