"""This file is about making staged rows ready: impossible ones aside, doubled ones settled, words keyed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from fourscore.terms import FLOWS
from fourscore.warehouse.derived.place import Clock
from fourscore.warehouse.facts import DATED, FACTS, OUTCOME, SEGMENT, STAGED, TOLD, TOLD_SUMS, WORDS
from fourscore.warehouse.file import columns_of
from fourscore.warehouse.keep.ageing import frozen, too_old
from fourscore.warehouse.keep.later import RENAMED, nobody_new, stored_as
from fourscore.warehouse.storing.codes import CODE, OF_CONTACT, Codes, alike, codes_of, seen
from fourscore.warehouse.storing.staff import lent

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from duckdb import DuckDBPyConnection

# Kinds whose rows belong to a conversation and stand or fall with it; the others are found by their own key.
AT = {
    "contact": "started_at", "visit": "entered_at", "segment": "started_at", "agent_state": "started_at",
    "sale": "sold_at", "survey": "answered_at", "evaluation": "evaluated_at", "coaching": "started_at",
    "schedule": "started_at", "ticket": "opened_at", "lead": "created_at", "callback": "promised_at",
    "invitation": "sent_at", "training": "started_at", "absence": "started_at", "suggestion": "shared_at",
    "recognition": "given_at", "pulse": "answered_at", "forecast": "started_at", "system_health": "started_at",
    "interval": "started_at",
}
SAME = {
    "contact": ("key",),
    "visit": ("contact", "number"),
    "segment": ("contact", "number"),
    **{kind: ("key",) for kind, columns in STAGED.items() if "key" in columns and kind != "contact"},
}
# Up to so many landed rows what is staged is worked out once, as tables: planning each look at a view of views anew
# would take longer than all the rows.
FEW = 100_000
MOST_DAYS = 1_000  # that are all taken, whether anything staged is on each or not
# What cannot be, for each kind, beside a missing moment. A source says more about its own rows; this is the last door.
NEVER = {
    "contact": "key IS NULL OR ended_at < started_at",
    "visit": "contact IS NULL OR ended_at < entered_at OR answered_at < entered_at OR ended_at < answered_at "
    f"OR outcome IS NULL OR flow NOT IN {FLOWS} OR least(wait_s, ring_s, talk_s, hold_s, wrap_up_s) < 0",
    "segment": "contact IS NULL OR kind IS NULL OR ended_at < started_at",
    "agent_state": "agent IS NULL OR state IS NULL OR ended_at < started_at",
    "sale": "amount IS NULL",
    "survey": "score IS NULL OR score < 0 OR score > scale",
    "evaluation": "points IS NULL OR points < 0 OR points > applicable",
    "coaching": "agent IS NULL OR ended_at IS NULL OR ended_at < started_at",
    "cost": "first_day IS NULL OR until_day <= first_day OR amount IS NULL",
    "schedule": "agent IS NULL OR ended_at IS NULL OR ended_at < started_at",
    "ticket": "least(first_reply_at, solved_at, closed_at) < opened_at OR replies < 0 OR reopened < 0",
    "lead": "first_dial_at < created_at OR attempts < 0",
    "callback": "due_at < promised_at OR attempted_at < promised_at",
    "invitation": "false",
    "training": "agent IS NULL OR ended_at IS NULL OR ended_at < started_at",
    "absence": "agent IS NULL OR ended_at IS NULL OR ended_at < started_at",
    "suggestion": "agent IS NULL",
    "recognition": "agent IS NULL",
    "pulse": "score IS NULL OR score < 0 OR score > scale",
    "forecast": "queue IS NULL OR ended_at IS NULL OR ended_at <= started_at OR least(calls, required) < 0 "
    "OR (calls IS NULL AND required IS NULL)",
    "system_health": "system IS NULL OR state NOT IN ('up', 'down', 'maintenance') OR ended_at < started_at",
    "budget": "first_day IS NULL OR until_day <= first_day OR amount IS NULL",
    "subscription": "customer IS NULL OR began_on IS NULL OR ended_on < began_on",
    "employment": "agent IS NULL OR hired_on IS NULL OR left_on < hired_on",
    "vacancy": "opened_on IS NULL OR accepted_on < opened_on",
    "certificate": "agent IS NULL OR certificate IS NULL OR required_from IS NULL OR required_until < required_from "
    "OR valid_until < valid_from",
    "entered": "metric IS NULL OR first_day IS NULL OR until_day <= first_day OR num IS NULL",
    "skill": "agent IS NULL OR skill IS NULL OR from_day IS NULL OR until_day < from_day",
    "interval": f"ended_at IS NULL OR ended_at <= started_at OR least({', '.join(TOLD_SUMS)}) < 0",
}


@dataclass
class Storing:
    """One source's load on its way into the warehouse: `ready_<kind>` are its staged rows, made ready."""

    cursor: DuckDBPyConnection
    source: int
    load: int
    zone: ZoneInfo
    currency: str
    kinds: tuple[str, ...] = ()
    clock: Clock = field(default_factory=lambda: Clock(()))
    days: tuple[date, ...] = ()
    added: dict[str, int] = field(default_factory=dict)
    replaced: int = 0
    doubled: int = 0  # rows said more than once within the load
    aged: int = 0  # rows dated before what is kept of their kind
    frozen: dict[str, tuple[date, datetime]] = field(default_factory=dict)  # what is kept of a kind, see keep/ageing
    again: bool = False  # some of the staged contacts were here before
    few: bool = False  # so few rows came that plans cost more than rows
    over: bool = False  # of some standing contacts the load says all there is
    handed: bool = False  # some log-ins were handed from one person to another
    coded: bool = False  # a whole number stands for each contact's key
    codes: Codes | None = None  # those numbers
    whole: bool = False  # and there is a contact to be stored for every one of them
    astray: dict[str, int] = field(default_factory=dict)  # rows of no such number, by kind
    brought: dict[str, dict[str, str]] = field(
        default_factory=dict
    )  # temp tables the load came with, and their columns
    spans: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)  # first and last moment staged, by kind
    made: set[str] = field(default_factory=set)  # temp tables and views made on the way

    def run(self, query: str, *values: object) -> None:
        self.cursor.execute(query, list(values))

    def put(self, query: str) -> int:
        """Insert, and say how many rows that were."""
        return self.number(query)

    def make(self, name: str, query: str, what: str = "TABLE") -> None:
        """Make a temp table, or a view, and remember that it is there."""
        self.run(f"CREATE TEMP {what} {name} AS {query}")
        self.made.add(name)

    @property
    def same_contact(self) -> str:
        """The condition by which a row `s` of a stay or segment belongs to the contact `i`."""
        return "i.code = s.code" if self.coded else "i.key = s.contact"

    def has(self, name: str) -> bool:
        return name in self.made or name in self.brought

    def number(self, query: str, *values: object) -> int:
        row = self.cursor.execute(query, list(values)).fetchone()
        return int(row[0]) if row and row[0] is not None else 0


def make_ready(storing: Storing) -> None:
    """Find what was staged and bring it into the one shape: every column there, checked, keyed, each row once."""
    # Columns are asked for one table at a time: a list of all looks into every view the system itself has.
    for (table,) in storing.cursor.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp' UNION ALL "
        "SELECT view_name FROM duckdb_views() WHERE database_name = 'temp' AND NOT internal"
    ).fetchall():
        storing.brought[table] = columns_of(storing.cursor, table) if table.startswith("staged_") else {}
    storing.kinds = tuple(kind for kind in FACTS if storing.has(f"staged_{kind}"))
    storing.few = storing.has("landed") and storing.number("SELECT count(*) FROM landed") <= FEW
    if "contact" not in storing.kinds and {"visit", "segment"} & set(storing.kinds):
        storing.run("CREATE TEMP TABLE staged_contact (key VARCHAR)")
        storing.brought["staged_contact"] = {"key": "VARCHAR"}
        storing.kinds = ("contact", *storing.kinds)
    _coded(storing)
    storing.frozen = frozen(storing.cursor)
    storing.handed = storing.number("SELECT count(*) FROM handed") > 0
    for kind in storing.kinds:
        _view(storing, kind)
    _bare_contacts(storing)
    _words(storing)
    _called(storing)
    _span(storing)


def _coded(storing: Storing) -> None:
    """Go by the codes a source gave its contacts, unless two contacts have the same."""
    kinds = [kind for kind in OF_CONTACT if kind in storing.kinds]
    if kinds and all(CODE in storing.brought[f"staged_{kind}"] for kind in kinds):
        storing.codes = codes_of(storing.cursor, "staged_contact")
    storing.coded = storing.codes is not None


def _view(storing: Storing, kind: str) -> None:
    there = storing.brought[f"staged_{kind}"]
    columns = [_column(name, type_, name in there) for name, type_ in STAGED[kind].items()]
    if storing.has(RENAMED):
        columns = _forgotten(storing, kind, columns, there)
    if storing.handed and "agent" in STAGED[kind]:
        at = list(STAGED[kind]).index("agent")
        columns[at] = f"{lent(kind, AT, columns[at].removesuffix(' AS agent'))} AS agent"
    columns += [f'"{name}"' for name in there if name.startswith("x_")]
    coded = storing.coded and kind in OF_CONTACT
    columns += [CODE] if coded else []
    if "key" in STAGED[kind] and kind != "contact":
        columns[list(STAGED[kind]).index("key")] = (
            "coalesce(CAST(key AS VARCHAR), file || ':' || line) AS key"
            if "key" in there
            else "file || ':' || line AS key"
        )
    old = too_old(kind, AT.get(kind), storing.frozen, storing.kinds)
    if old:
        storing.aged += storing.number(f"SELECT count(*) FROM staged_{kind} s WHERE {old}")
    kept = f" WHERE NOT {old}" if old else ""
    what = "TABLE" if storing.few else "VIEW"
    storing.run(f"CREATE TEMP {what} shaped_{kind} AS SELECT {', '.join(columns)} FROM staged_{kind} s{kept}")
    never = f"({AT[kind]} IS NULL OR {NEVER[kind]})" if kind in AT else f"({NEVER[kind]})"
    rows = f"shaped_{kind}"
    impossible, same_code = _look(storing, kind, rows, never)
    if impossible:
        storing.run(
            "INSERT INTO aside SELECT file, line, 'impossible-row', "
            f"'This {kind.replace('_', ' ')} lacks what makes it one, or its times or numbers cannot be.', "
            f"CAST(to_json(r) AS VARCHAR) FROM {rows} AS r WHERE {never}"
        )
        storing.run(f"CREATE TEMP VIEW possible_{kind} AS SELECT * FROM {rows} WHERE NOT coalesce({never}, false)")
        rows = f"possible_{kind}"
        _, same_code = _look(storing, kind, rows, never)
    same = ", ".join(SAME[kind])
    counted = "SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {} GROUP BY {})"
    maybe = _may_double(storing, kind, rows, coded=coded) if same_code is None else same_code
    doubled = maybe and storing.number(counted.format(rows, same))
    if doubled:
        storing.replaced += doubled
        storing.doubled += doubled
        rows = (
            f"(SELECT * FROM {rows} QUALIFY row_number() OVER (PARTITION BY {same} ORDER BY file DESC, line DESC) = 1)"
        )
    storing.run(f"CREATE TEMP VIEW ready_{kind} AS SELECT * FROM {rows}")


def _forgotten(storing: Storing, kind: str, columns: list[str], there: dict[str, str]) -> list[str]:
    """The same columns, with aliases for forgotten names, and nobody where a forgotten customer comes anew."""
    said = list(STAGED[kind])
    for name in ("customer", "agent"):
        if name in there and name in said:
            value = stored_as(name, f"nullif(CAST(s.{name} AS VARCHAR), '')")
            columns[said.index(name)] = f"{value} AS {name}"
    if kind in ("contact", "ticket") and "customer" in there and "key" in there:
        at = said.index("customer")
        value = columns[at].removesuffix(" AS customer")
        new = nobody_new(kind, storing.source, storing.load, value)
        columns[at] = f"CASE WHEN {new} THEN NULL ELSE {value} END AS customer"
    return columns


def _look(storing: Storing, kind: str, rows: str, never: str) -> tuple[int, int | None]:
    """How many of these rows cannot be, and how many may be said twice (None: not known from this look).

    Notes the first and last moment they tell, and how many are of no staged contact.
    """
    at = AT.get(kind, "NULL::TIMESTAMP")
    end = "max(ended_at)" if "ended_at" in STAGED[kind] else "NULL::TIMESTAMP"
    coded = kind in OF_CONTACT and storing.codes is not None and storing.codes.narrow
    double = seen(storing.codes) if coded and storing.codes and kind != "contact" else "NULL, NULL"
    found = storing.cursor.execute(
        f"SELECT count(*) FILTER ({never}), min({at}), greatest(max({at}), {end}), count(*), {double} FROM {rows}"
    ).fetchone()
    impossible, first, last, many, same, astray = found or (0, None, None, 0, None, None)
    if kind == "contact" and storing.codes:
        storing.whole = not impossible and many == storing.codes.many and storing.codes.whole
    elif astray is not None:
        storing.astray[kind] = astray
    if first is None:
        storing.spans.pop(kind, None)
    else:
        storing.spans[kind] = (first, last)
    return impossible, same


def _may_double(storing: Storing, kind: str, rows: str, *, coded: bool) -> bool:
    """Whether two rows may be the same; a quick look, after which the rows themselves are compared only where they may.

    Rows that are the same have the same hash. Of coded contacts no two are the same, and of a contact's stays or
    segments none, where their numbers (beyond 64 some fall together) are as many as they.
    """
    if coded and kind == "contact":
        return False
    if coded:
        return storing.number(alike(rows)) > 0
    same = f"hash({', '.join(SAME[kind])})"
    return storing.number(f"SELECT count(*) FROM (SELECT 1 FROM {rows} GROUP BY {same} HAVING count(*) > 1)") > 0


def _column(name: str, type_: str, there: bool) -> str:
    if not there:
        return (
            f"CAST(NULL AS {type_}) AS {name}"
            if type_ != "UTINYINT" or name == "top_box"
            else f"CAST(0 AS {type_}) AS {name}"
        )
    if type_ == "UTINYINT" and name != "top_box":
        return f"coalesce(CAST({name} AS {type_}), 0) AS {name}"
    if name in WORDS or name == "customer":
        return f"nullif(CAST({name} AS VARCHAR), '') AS {name}"
    # A word that is none of its kind's makes no row of it.
    return f"{'TRY_CAST' if type_ in (OUTCOME, SEGMENT) else 'CAST'}({name} AS {type_}) AS {name}"


def _bare_contacts(storing: Storing) -> None:
    """Give stays and segments whose contact was not staged a contact: the one known before, else a bare one."""
    kinds = [(kind, at) for kind, at in (("visit", "entered_at"), ("segment", "started_at")) if kind in storing.kinds]
    if not kinds or (storing.whole and all(storing.astray.get(kind) == 0 for kind, _ in kinds)):
        return
    own = CODE if storing.coded else "contact"
    said = " UNION ALL ".join(f"SELECT {own} FROM ready_{kind}" for kind, _ in kinds)
    known = f"SELECT {CODE if storing.coded else 'key'} AS {own} FROM ready_contact"
    placed = storing.number(f"SELECT count(*) FROM ({said}) JOIN ({known}) USING ({own})")
    if placed == storing.number(f"SELECT count(*) FROM ({said})"):
        return
    parts = [
        f"SELECT contact AS key, {at} AS moment, s.ended_at, s.file, s.line FROM ready_{kind} s "
        f"ANTI JOIN ready_contact c ON c.key = s.contact"
        for kind, at in kinds
    ]
    bare = (
        f"SELECT key, min(moment) AS started_at, max(ended_at) AS ended_at, arg_min(file, moment) AS file, "
        f"arg_min(line, moment) AS line FROM ({' UNION ALL '.join(parts)}) GROUP BY key"
    )
    storing.run(f"CREATE TEMP TABLE bare AS {bare}")
    storing.coded = False  # these have none
    words = ("channel", "topic", "customer_segment", "queue", "agent")
    copied = ("connected", "right_party", "eligible", "offer_made", "completed", *TOLD)
    storing.run(
        f"CREATE TEMP VIEW all_contacts AS SELECT * FROM ready_contact UNION ALL BY NAME SELECT b.key, "
        "least(b.started_at, c.started_at) AS started_at, greatest(b.ended_at, c.ended_at) AS ended_at, b.file, "
        "b.line, "
        f"{', '.join(f'{w}.name AS {w}' for w in words)}, i.identifier AS customer, "
        f"coalesce(c.outbound, 0) AS outbound, {', '.join(f'c.{name}' for name in copied)} "
        f"FROM bare b LEFT JOIN contact c ON c.key = b.key AND c.source = {storing.source} AND c.replaced_in IS NULL "
        f"{' '.join(f'LEFT JOIN {w} USING ({w})' for w in words)} "
        "LEFT JOIN (SELECT customer, min(identifier) AS identifier FROM customer_identifier GROUP BY ALL) i USING "
        "(customer)"
    )
    storing.run("CREATE TEMP TABLE completed AS SELECT * FROM all_contacts")
    storing.run("CREATE OR REPLACE TEMP VIEW ready_contact AS SELECT * FROM completed")


def _words(storing: Storing) -> None:
    """Give every word not met before the next key."""
    uses: dict[str, list[str]] = {word: [] for word in WORDS[1:]}
    for kind in storing.kinds:
        words = [word for word in uses if word in storing.brought[f"staged_{kind}"] and word in STAGED[kind]]
        if words:
            storing.run(f"CREATE TEMP TABLE said_{kind} AS SELECT DISTINCT {', '.join(words)} FROM ready_{kind}")
        for word in words:
            uses[word].append(f"SELECT {word} AS name FROM said_{kind}")
    said = {word: " UNION ".join(names) for word, names in uses.items() if names}
    # Nearly always all of them have been met, which is seen at one look.
    unmet = " UNION ALL ".join(f"(SELECT '{word}' FROM ({names}) WHERE name NOT IN (SELECT name FROM {word}) LIMIT 1)"
                               for word, names in said.items())
    for (word,) in storing.cursor.execute(unmet).fetchall() if unmet else ():
        new_words(storing.cursor, word, said[word])
    known = [kind for kind in storing.kinds if "customer" in STAGED[kind]]
    if known:
        _customers(storing, " UNION ".join(f"SELECT customer AS name FROM ready_{kind}" for kind in known))


def _customers(storing: Storing, names: str) -> None:
    """Key customers not met before; temp table `customer_said(identifier, customer)` holds those this load names."""
    storing.run(
        "CREATE TEMP TABLE customer_said AS SELECT n.name AS identifier, i.customer FROM "
        f"(SELECT DISTINCT name FROM ({names}) WHERE name IS NOT NULL) n "
        "LEFT JOIN customer_identifier i ON i.identifier = n.name"
    )
    storing.run(
        "CREATE TEMP TABLE customer_new AS SELECT identifier, (SELECT coalesce(max(customer), 0) FROM "
        "customer_identifier) + row_number() OVER () AS customer FROM customer_said WHERE customer IS NULL"
    )
    storing.run("DELETE FROM customer_said WHERE customer IS NULL")
    for table in ("customer_said", "customer_identifier"):
        storing.run(f"INSERT INTO {table} BY NAME FROM customer_new")


def _called(storing: Storing) -> None:
    """Temp table `called(name, raw, agent)`: whom each name means, by its own key and by the person's."""
    storing.run(
        "CREATE OR REPLACE TEMP TABLE called AS SELECT a.name, a.agent AS raw, coalesce(p.agent, a.agent) AS agent "
        "FROM agent a LEFT JOIN also_called c ON c.name = a.name LEFT JOIN agent p ON p.name = c.person"
    )


def new_words(cursor: DuckDBPyConnection, word: str, names: str) -> None:
    """Key the names of this query (column `name`) that the table `word` does not hold."""
    cursor.execute(
        f"INSERT INTO {word} SELECT (SELECT coalesce(max({word}), 0) FROM {word}) + row_number() OVER (ORDER BY name), "
        f"name FROM (SELECT DISTINCT name FROM ({names}) WHERE name IS NOT NULL) n "
        f"WHERE NOT EXISTS (SELECT 1 FROM {word} w WHERE w.name = n.name)"
    )


def _span(storing: Storing) -> None:
    """The clock over the staged moments, and the days (in UTC, one more on either side) they touch."""
    first, last = datetime(2000, 1, 1), datetime(2000, 1, 2)  # noqa: DTZ001  naive UTC, where only costs are staged
    if storing.spans:
        first, last = min(span[0] for span in storing.spans.values()), max(span[1] for span in storing.spans.values())
    storing.clock = Clock.over(storing.zone, first, last)
    # All days between are taken where they are few: to look at every row for its day takes longer.
    dated = DATED if (last - first).days < MOST_DAYS else {**AT, **DATED}
    days = [f"SELECT DISTINCT CAST({at} AS DATE) AS day FROM ready_{kind}"
            for kind, at in dated.items() if kind in storing.kinds]
    if dated is DATED and storing.spans:
        many = (last - first).days + 2
        days.append(f"SELECT DATE '{first:%Y-%m-%d}' + CAST(unnest(range({many})) AS INTEGER) AS day")
    storing.run(
        "CREATE TEMP TABLE staged_day AS SELECT DISTINCT day + CAST(step AS INTEGER) AS day FROM "
        f"({' UNION '.join(days) or 'SELECT CAST(NULL AS DATE) AS day'}), range(-1, 2) AS steps(step) WHERE day IS "
        "NOT NULL"
    )
