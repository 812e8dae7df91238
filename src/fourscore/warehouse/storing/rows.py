"""This file is about the rows of each fact: how a staged row, word by word and key by key, becomes one."""

from __future__ import annotations

from fourscore.warehouse.derived.place import half_even, seconds
from fourscore.warehouse.facts import DATED, STAGED, TOLD, WORDS
from fourscore.warehouse.file import columns_of
from fourscore.warehouse.storing.codes import CODE
from fourscore.warehouse.storing.ready import AT, Storing

FLAGS = {
    "answered": "outcome = 'answered'",
    "abandoned": "outcome = 'abandoned'",
    "flowed_out": "outcome = 'flowed_out'",
    "dropped": "outcome = 'dropped'",
    "refused": "outcome = 'refused'",
    "open": "outcome = 'open'",
}
# By the threshold `l` in force for the stay's queue on its day; both limits are included.
TIMED = {
    "in_time": "r.answered = 1 AND r.wait_s <= l.answer_within_s",
    "abandoned_in_time": "r.abandoned = 1 AND r.wait_s <= l.answer_within_s",
    "short_abandon": "r.abandoned = 1 AND r.wait_s <= l.short_abandon_s",
}
# Kinds with an amount of money, and the column of its worth in the centre's currency.
WORTH = {"sale": "revenue", "cost": "cost", "budget": "cost", "subscription": "worth"}
OF_DAYS = ("cost", "budget")  # spread evenly over their days
# Where the names of a word stand, if not in a table called like it.
NAMES_OF = {"customer": "customer_said", "agent": "called"}
# Keys of the queue and the agent that a staged row names.
NAMED = "LEFT JOIN queue q ON q.name = s.queue LEFT JOIN called a ON a.name = s.agent"


def flag(condition: str) -> str:
    return f"CAST(CASE WHEN {condition} THEN 1 ELSE 0 END AS UTINYINT)"


def teams(storing: Storing) -> None:
    """Temp table `team_on(agent, first_day, until_day, team)`: whose team is which on the days [first_day, until_day).

    No two rows of an agent share a day: where memberships overlap the one that began last holds. There are about as
    many rows as memberships, and not one for every day.
    """
    storing.run(
        "CREATE OR REPLACE TEMP TABLE team_on AS WITH edge AS (SELECT agent, first_day AS day FROM membership UNION "
        "SELECT agent, until_day FROM membership WHERE until_day IS NOT NULL), part AS (SELECT agent, day AS "
        "first_day, coalesce(lead(day) OVER (PARTITION BY agent ORDER BY day), DATE 'infinity') AS until_day FROM "
        "edge) "
        "SELECT p.*, arg_max(m.team, m.first_day) AS team FROM part p JOIN membership m ON m.agent = p.agent "
        "AND m.first_day <= p.first_day AND (m.until_day IS NULL OR p.first_day < m.until_day) GROUP BY ALL"
    )


def on_team(of: str) -> str:
    """The join that gives rows `of` (with agent and day) their agent's team of that day, as `t.team`."""
    return (f"LEFT JOIN team_on t ON t.agent = {of}.agent AND {of}.day >= t.first_day "
            f"AND {of}.day < t.until_day")


def limits(storing: Storing, days: str) -> None:
    """Temp table `limit_on(queue, day, …)`: the thresholds of the days of this query.

    A queue's own threshold beats the general one, and the latest that has begun holds. Queue -1 stands for a stay whose
    queue is not known.
    """
    storing.run(
        "CREATE OR REPLACE TEMP TABLE limit_on AS SELECT q.queue, d.day, "
        "arg_max(t.answer_within_s, rank) AS answer_within_s, arg_max(t.short_abandon_s, rank) AS short_abandon_s "
        f"FROM ({days}) d JOIN (SELECT *, (queue IS NOT NULL)::BIGINT * 10000000 + (first_day - DATE '0001-01-01') AS "
        "rank "
        "FROM threshold) t ON t.first_day <= d.day "
        "JOIN (SELECT queue FROM queue UNION ALL SELECT -1) q ON t.queue IS NULL OR t.queue = q.queue GROUP BY ALL"
    )


def key_contacts(storing: Storing) -> None:
    """Temp table `ids`: every staged contact with its number (the old one where it was here before) and its words."""
    known = f"SELECT key, contact FROM contact WHERE source = {storing.source}"
    if storing.has("kept_ids"):
        known += f" UNION ALL SELECT key, contact FROM kept_ids WHERE source = {storing.source}"
    base = storing.number("SELECT max(contact) FROM contact")
    if storing.has("kept_ids"):
        base = max(base, storing.number("SELECT max(contact) FROM kept_ids"))
    code = f", s.{CODE}" if storing.coded else ""
    storing.run(
        f"CREATE TEMP TABLE ids AS SELECT s.key{code}, coalesce(k.contact, {base} + row_number() OVER ()) AS contact, "
        f"k.contact IS NOT NULL AS before, {storing.source} AS source, s.started_at, c.channel, t.topic, "
        "g.customer_segment, i.customer FROM ready_contact s "
        f"LEFT JOIN (SELECT DISTINCT key, contact FROM ({known}) SEMI JOIN ready_contact USING (key)) k ON k.key = "
        "s.key "
        "LEFT JOIN channel c ON c.name = s.channel LEFT JOIN topic t ON t.name = s.topic "
        "LEFT JOIN customer_segment g ON g.name = s.customer_segment "
        "LEFT JOIN customer_said i ON i.identifier = s.customer"
    )
    storing.again = storing.number("SELECT count(*) FROM (SELECT 1 FROM ids WHERE before LIMIT 1)") > 0


def extras(storing: Storing, kind: str) -> str:
    """The x_ columns of a kind, with a comma before each; the fact table gets those it lacks."""
    brought = {n: t for n, t in storing.brought[f"staged_{kind}"].items() if n.startswith("x_")}
    if not brought:
        return ""
    there = columns_of(storing.cursor, kind)
    for name, type_ in brought.items():
        if name not in there:
            storing.run(f'ALTER TABLE {kind} ADD COLUMN "{name}" {type_}')
    return "".join(f', CAST(s."{name}" AS {there.get(name, type_)}) AS "{name}"' for name, type_ in brought.items())


def visit(storing: Storing) -> str:
    flags = ", ".join(f"{flag(condition)} AS {name}" for name, condition in FLAGS.items())
    timed = ", ".join(f"{flag(condition)} AS {name}" for name, condition in TIMED.items())
    wait = f"coalesce(s.wait_s, {seconds('s.entered_at', 'coalesce(s.answered_at, s.ended_at)')}, 0)"
    times = ", ".join(f"coalesce(s.{name}, 0) AS {name}" for name in ("ring_s", "talk_s", "hold_s", "wrap_up_s"))
    inner = (
        f"SELECT i.contact, coalesce(s.number, 1) AS number, {storing.source} AS source, "
        f"{storing.clock.columns('s.entered_at')}, s.entered_at, s.answered_at, s.ended_at, q.queue, i.channel, "
        "i.topic, "
        f"i.customer_segment, a.agent, i.customer, {flags}, s.flow, s.transferred, s.agent_ended, "
        f"CAST({wait} AS DECIMAL(12,3)) AS wait_s, {times}, s.file, s.line{extras(storing, 'visit')} FROM ready_visit "
        "s "
        f"JOIN ids i ON {storing.same_contact} {NAMED}"
    )
    return (
        f"SELECT r.*, t.team, {timed}, CAST(r.talk_s + r.hold_s + r.wrap_up_s AS DECIMAL(12,3)) AS handle_s "
        f"FROM ({inner}) r LEFT JOIN limit_on l ON l.queue = coalesce(r.queue, -1) AND l.day = r.day "
        f"{on_team('r')}"
    )


def segment(storing: Storing) -> str:
    inner = (
        f"SELECT i.contact, s.number, {storing.source} AS source, {storing.clock.columns('s.started_at')}, s.kind, "
        f"s.started_at, s.ended_at, {seconds('s.started_at', 's.ended_at')} AS seconds, s.answered, s.cancelled, "
        "q.queue, i.channel, i.topic, i.customer_segment, a.agent, s.file, s.line"
        f"{extras(storing, 'segment')} FROM ready_segment s JOIN ids i ON {storing.same_contact} {NAMED}"
    )
    return _with_team(inner)


def contact(storing: Storing) -> str:
    """The conversation; its queue is the first it entered, its agent the first who answered (else what was staged)."""
    # Stays that say the same as before are not among the new ones, but they stand.
    visits = "SELECT contact, number, queue, agent, answered FROM " + (
        "visit SEMI JOIN ids USING (contact) WHERE replaced_in IS NULL"
        if storing.again or "visit" not in storing.kinds
        else "new_visit"
    )
    # Most contacts have one stay, and nothing to choose from.
    storing.run(f"CREATE OR REPLACE TEMP TABLE moved_on AS SELECT DISTINCT contact FROM ({visits}) WHERE number <> 1")
    first = f"SELECT contact, queue, CASE WHEN answered = 1 THEN agent END AS agent, answered FROM ({visits})"
    if storing.number("SELECT count(*) FROM moved_on"):
        first += (
            " WHERE contact NOT IN (FROM moved_on) UNION ALL "
            "SELECT contact, arg_min(queue, number) AS queue, arg_min(agent, number) FILTER (answered = 1) AS agent, "
            f"max(answered) AS answered FROM ({visits}) WHERE contact IN (FROM moved_on) GROUP BY contact"
        )
    flags = ("outbound", "connected", "right_party", "eligible", "offer_made", "completed")
    plain = ", ".join(f"s.{name}" for name in (*flags, *TOLD))
    own = CODE if storing.coded else "key"
    inner = (
        f"SELECT i.contact, {storing.source} AS source, s.key, {storing.clock.columns('s.started_at')}, s.started_at, "
        f"s.ended_at, coalesce(f.queue, q.queue) AS queue, i.channel, i.topic, i.customer_segment, "
        f"coalesce(f.agent, a.agent) AS agent, i.customer, {plain}, "
        f"{flag('f.answered = 1 OR (s.outbound = 1 AND s.connected = 1)')} AS handled, "
        f"s.file, s.line{extras(storing, 'contact')} FROM ready_contact s JOIN ids i ON i.{own} = s.{own} "
        f"LEFT JOIN ({first}) f ON f.contact = i.contact "
        f"{NAMED}"
    )
    return _with_team(inner)


def _with_team(inner: str) -> str:
    return f"SELECT r.*, t.team FROM ({inner}) r {on_team('r')}"


def keyed(storing: Storing, kind: str) -> str:
    """A fact with a key of its own, placed by its moment or its day, with its agent's team of that day."""
    keyed = [word for word in (*WORDS, "customer") if word in STAGED[kind]]
    names = [n for n in STAGED[kind] if n not in (*keyed, "contact", "amount", "currency", "top_box", "question")]
    place = f"s.{DATED[kind]} AS day" if kind in DATED else storing.clock.columns(f"s.{AT[kind]}")
    columns = [*(f"s.{name}" for name in names), f"{storing.source} AS source", place]
    joins = ""
    for word in keyed:
        name = "identifier" if word == "customer" else "name"
        columns.append(f"w_{word}.{word}")
        joins += f"LEFT JOIN {NAMES_OF.get(word, word)} w_{word} "
        joins += f"ON w_{word}.{name} = s.{word} "
    if kind in ("sale", "survey", "evaluation"):
        own_queue = flag("s.queue IS NOT NULL") if kind == "survey" else "CAST(0 AS UTINYINT)"
        columns += [
            "s.contact AS contact_key",
            f"{flag('s.agent IS NOT NULL')} AS own_agent",
            f"{own_queue} AS own_queue",
        ]
    if kind == "agent_state":
        columns.append("nullif(w_agent.raw, w_agent.agent) AS known_as")
    if kind in WORTH:
        columns += [f"s.amount, coalesce(s.currency, '{storing.currency}') AS currency, s.{WORTH[kind]}"]
    if "question" in STAGED[kind]:
        columns.append("coalesce(s.question, 'csat') AS question")
    if kind == "survey":
        columns.append("coalesce(s.top_box, " + flag("s.score * 5 >= s.scale * 4") + ") AS top_box")
    if kind == "coaching":
        columns.append(f"CAST({seconds('s.started_at', 's.ended_at')} / 60.0 AS DECIMAL(12,3)) AS minutes")
    rows = f"{'priced' if kind in WORTH else 'ready'}_{kind}"
    query = f"SELECT {', '.join(columns)}{extras(storing, kind)} FROM {rows} s {joins}"
    if kind == "interval":  # a report of teams names no agent
        return (f"SELECT r.* REPLACE (coalesce(t.team, r.team) AS team) FROM ({query}) r "
                f"{on_team('r')}")
    return _with_team(query) if "agent" in STAGED[kind] else query


def by_day(storing: Storing, kind: str) -> str:
    """A cost, or a budget of one: a row for each of its days."""
    return (
        f"SELECT s.key, {storing.source} AS source, s.day, s.line_of_cost, m.team, q.queue, s.share AS amount, "
        f"coalesce(s.currency, '{storing.currency}') AS currency, s.cost, s.file, s.line{extras(storing, kind)} "
        f"FROM priced_{kind} s LEFT JOIN team m ON m.name = s.team LEFT JOIN queue q ON q.name = s.queue"
    )


def price(storing: Storing, kind: str) -> None:
    """Temp table `priced_<kind>`: rows with their worth in the centre's currency; those without a rate are set aside.

    A row set aside keeps its columns as text, so that it is loaded once the rate is known.
    """
    own = f"coalesce(s.currency, '{storing.currency}') = '{storing.currency}'"
    # A row that comes again takes the place of the one that waited for its rate.
    storing.run(
        "DELETE FROM set_aside WHERE source = ? AND issue = 'no-rate' AND row_text ->> '$.kind' = ? "
        f"AND row_text ->> '$.key' IN (SELECT key FROM ready_{kind})",
        storing.source,
        kind,
    )
    if kind == "sale":
        rows = f"SELECT *, {storing.clock.day('sold_at')} AS day, amount AS share FROM ready_sale"
    elif kind == "subscription":
        rows = "SELECT *, began_on AS day, amount AS share FROM ready_subscription"
    else:
        # Evenly by day in whole cents; what is left over falls on the last day.
        rows = (
            "SELECT * EXCLUDE (days, each), CAST(CASE WHEN step = days - 1 THEN amount - each * (days - 1) ELSE each "
            "END "
            "AS DECIMAL(18,4)) AS share, first_day + CAST(step AS INTEGER) AS day FROM (SELECT *, "
            "unnest(range(days)) AS step FROM (SELECT *, "
            "CAST(CAST(trunc(amount * 100 / days) AS DECIMAL(18,0)) * 0.01 AS DECIMAL(18,2)) AS each FROM (SELECT *, "
            f"coalesce(until_day - first_day, 1) AS days FROM ready_{kind})))"
        )
    worth = WORTH[kind]
    storing.run(
        f"CREATE TEMP TABLE priced_{kind} AS SELECT s.*, CASE WHEN {own} THEN s.share "
        f"ELSE {half_even('s.share', 'r.rate')} END AS {worth} FROM ({rows}) s "
        "LEFT JOIN rate r ON r.day = s.day AND r.currency = s.currency"
    )
    storing.run(
        f"CREATE TEMP TABLE unpriced AS SELECT key, min(currency) AS currency, min(day) AS day FROM priced_{kind} "
        f"WHERE {worth} IS NULL AND share IS NOT NULL GROUP BY key"
    )
    storing.run(
        "INSERT INTO aside SELECT s.file, s.line, 'no-rate', 'There is no rate for ' || u.currency || ' on ' || u.day "
        "|| "
        f"'; add it to the rates and load again.', CAST(json_merge_patch(to_json(s), '{{\"kind\": \"{kind}\"}}') AS "
        "VARCHAR) "
        f"FROM ready_{kind} s JOIN unpriced u USING (key)"
    )
    storing.run(f"DELETE FROM priced_{kind} WHERE key IN (SELECT key FROM unpriced)")
    storing.run("DROP TABLE unpriced")
