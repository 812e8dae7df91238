"""This file is about giving facts: the good rows of a table as staged contacts, stays, sales and the others."""

from __future__ import annotations

from fourscore.warehouse.sources.table.mapping.shape import FIELDS, FactMapping, Mapping
from fourscore.warehouse.sources.table.values import literal, made
from fourscore.warehouse.storing.codes import CODE, OF_CONTACT

CONTACT, KEY = '"=contact key"', '"=key"'
ROW = '"=row"'  # a whole number for each row, by which stays are joined to contacts where every row is a contact
# Every stay has room for these pieces of its handling among the segments of its contact.
PIECES = (("alert", "ring"), ("talk", "talk"), ("hold", "hold"), ("wrap_up", "wrap_up"))


def seconds_between(start: str, end: str) -> str:
    return f"TRY_CAST((epoch_us({end}) - epoch_us({start})) / 1000000.0 AS DECIMAL(12,3))"


def later(moment: str, seconds: str) -> str:
    return f"({moment} + {_long(seconds)})"


def _long(seconds: str) -> str:
    return f"to_microseconds(CAST(round(CAST({seconds} AS DOUBLE) * 1000000) AS BIGINT))"


def visit_columns(fact: FactMapping) -> tuple[list[str], list[tuple[str, str]]]:
    """What a stay's fields leave unsaid and its others tell, as columns `=visit.…!`; and what neither tells."""

    def told(field: str) -> str:
        kind = "TIMESTAMP" if FIELDS["visit"][field].reads == "moment" else "DECIMAL(12,3)"
        return made(f"visit.{field}") if field in fact.fields else f"CAST(NULL AS {kind})"

    outcome, entered = made("visit.outcome"), made("visit.entered")
    answered, ended, wait = told("answered"), told("ended"), made("visit.wait!")
    end_of_wait = f"CASE WHEN {outcome} IN ('answered', 'open') THEN {answered} ELSE {ended} END"
    between = seconds_between(entered, f"({end_of_wait})")
    handled = " + ".join(f"coalesce({told(field)}, 0)" for field in ("talk", "hold"))
    talk = told("talk")
    if "ended" in fact.fields:
        lasted = seconds_between(made("visit.answered!"), ended)
        talk = f"coalesce({talk}, {lasted} - coalesce({told('hold')}, 0))"
    pieces = {field: told(field) for field in ("ring", "talk", "hold", "wrap_up")} | {"talk": talk}
    columns = [
        f"TRY_CAST(coalesce({told('wait')}, {between}, CASE WHEN {outcome} IN ('refused', 'open') THEN 0 END) "
        f"AS DECIMAL(12,3)) AS {wait}",
        f"CASE {outcome} WHEN 'answered' THEN coalesce({answered}, {later(entered, wait)}) "
        f"WHEN 'open' THEN {answered} END AS {made('visit.answered!')}",
        *(f"TRY_CAST(CASE WHEN {outcome} = 'answered' THEN {piece} END AS DECIMAL(12,3)) AS {made(f'visit.{field}!')}"
          for field, piece in pieces.items()),
        f"CASE {outcome} WHEN 'open' THEN NULL WHEN 'answered' "
        f"THEN coalesce({ended}, {later(made('visit.answered!'), handled)}) "
        f"ELSE coalesce({ended}, {later(entered, wait)}) END AS {made('visit.ended!')}",
    ]
    unsaid = f"{wait} IS NULL"
    return columns, [(unsaid, literal("visit: neither a wait nor the time it ended is told"))]


def cost_until(fact: FactMapping) -> str:
    """The day after a cost's or budget's last; one without is of a single day."""
    kind = fact.kind
    ends = [f"{made(f'{kind}.{field}')} + {days}" for field, days in (("until_day", 0), ("last_day", 1))
            if field in fact.fields]
    return f"coalesce({', '.join([*ends, made(f'{kind}.first_day') + ' + 1'])}) AS {made(f'{kind}.until!')}"


def _ties(mapping: Mapping) -> str:
    """What puts rows of one moment in order, whichever load brought them: their place in the file, else the key."""
    return "file, line" if mapping.files else f"length({KEY}), {KEY}"


def facts_of(mapping: Mapping) -> dict[str, str]:
    """The queries that make the rows of `staged_<kind>` from `table_good`."""
    queries = {}
    for kind, fact in mapping.facts.items():
        columns = {"file": "file", "line": "line", **_columns(fact), **_OF.get(kind, _plain)(fact, mapping)}
        columns |= {f'"x_{extra.name}"': made(extra.read.place) for extra in mapping.extras}
        columns |= _code(fact, mapping)
        select = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
        where = f"WHERE {made(kind)}" if fact.when is not None else ""
        if kind == "contact" and fact.key:
            where += (f" QUALIFY row_number() OVER (PARTITION BY {CONTACT} "
                      f"ORDER BY {made('contact.started')}, {_ties(mapping)}) = 1")
        queries[kind] = f"SELECT {select} FROM table_good {where}"
    if "visit" in mapping.facts and "segment" not in mapping.facts:
        queries["segment"] = _handling(mapping)
    return queries


def _columns(fact: FactMapping) -> dict[str, str]:
    """The fields the mapping gives, under the names facts have for them."""
    columns = {}
    for name, kind in FIELDS[fact.kind].items():
        field = fact.fields.get(name)
        if field is not None and kind.column:
            value = made(f"{fact.kind}.{name}")
            is_flag = kind.reads == "flag" or name == "direction"
            columns[kind.column] = f"CAST({value} AS UTINYINT)" if is_flag else value
            if name == "disposition":
                # The file has the column: a blank says that none was chosen, not that nobody tells.
                columns[kind.column] = f"coalesce({value}, '')"
    return columns


def _key(fact: FactMapping, mapping: Mapping) -> str:
    return KEY if fact.kind != "contact" else CONTACT


def _plain(fact: FactMapping, mapping: Mapping) -> dict[str, str]:
    """What kinds with a key of their own share: the key, the contact they belong to, and the end of what lasts."""
    columns = {"key": KEY}
    if "contact" in FIELDS[fact.kind]:
        columns |= _contact(fact, mapping)
        columns.pop("key", None)
        columns["key"] = KEY
    if "lasts" in FIELDS[fact.kind]:
        columns |= _lasting(fact)
    if "sold_at" not in columns:
        implied = {"sale": ("sold_at", "sold"), "survey": ("answered_at", "answered"),
                   "evaluation": ("evaluated_at", "evaluated")}.get(fact.kind)
        if implied:
            columns[implied[0]] = made(f"{fact.kind}.{implied[1]}")
    return columns


def _lasting(fact: FactMapping) -> dict[str, str]:
    ended = made(f"{fact.kind}.ended") if "ended" in fact.fields else "NULL"
    if "lasts" in fact.fields:
        ended = f"coalesce({ended}, {later(made(f'{fact.kind}.started'), made(f'{fact.kind}.lasts'))})"
    return {"ended_at": f"CAST({ended} AS TIMESTAMP)"}


def _contact(fact: FactMapping, mapping: Mapping) -> dict[str, str]:
    """The key of the conversation: as the mapping says, else that of the contact the same row gives."""
    if "contact" in fact.fields:
        return {"contact": made(f"{fact.kind}.contact")}
    return {"contact": CONTACT} if "contact" in mapping.facts else {}


def _code(fact: FactMapping, mapping: Mapping) -> dict[str, str]:
    """The row's number, where it is the only row of its contact."""
    contact = mapping.facts.get("contact")
    only = contact is not None and not contact.key and fact.kind in OF_CONTACT and "contact" not in fact.fields
    return {CODE: ROW} if only else {}


def _of_contact(fact: FactMapping, mapping: Mapping) -> dict[str, str]:
    """A contact ends, where the mapping does not say when, with its stays; while the last is open, so is it."""
    visit = mapping.facts.get("visit")
    if visit is None or "ended" in fact.fields:
        return {"key": CONTACT}
    stays = made("visit") if visit.when is not None else "true"
    ended = f"CASE WHEN {stays} THEN {made('visit.ended!')} END"
    if fact.key:
        whole = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
        over = f"OVER (PARTITION BY {CONTACT} ORDER BY {made('visit.entered')}, {_ties(mapping)} {whole})"
        last = f"last_value(CASE WHEN {stays} THEN {made('visit.outcome')} END IGNORE NULLS) {over}"
        ended = f"CASE WHEN {last} <> 'open' THEN max({ended}) {over} END"
    return {"key": CONTACT, "ended_at": ended}


def _number(fact: FactMapping, mapping: Mapping, order: str) -> str:
    if "number" in fact.fields:
        return f"CAST({made(f'{fact.kind}.number')} AS SMALLINT)"
    contact = _contact(fact, mapping)["contact"]
    if contact == CONTACT and not mapping.facts["contact"].key:
        return "CAST(1 AS SMALLINT)"  # the row is the contact's only one
    return f"CAST(row_number() OVER (PARTITION BY {contact} ORDER BY {order}, {_ties(mapping)}) AS SMALLINT)"


def _of_visit(fact: FactMapping, mapping: Mapping) -> dict[str, str]:
    times = {f"{field}_s": made(f"visit.{field}!") for field in ("wait", "ring", "talk", "hold", "wrap_up")}
    return {
        **_contact(fact, mapping), "number": _number(fact, mapping, made("visit.entered")),
        "entered_at": made("visit.entered"), "answered_at": made("visit.answered!"),
        "ended_at": made("visit.ended!"), **times,
    }


def _of_segment(fact: FactMapping, mapping: Mapping) -> dict[str, str]:
    return {**_contact(fact, mapping), "number": _number(fact, mapping, made("segment.started")), **_lasting(fact)}


def _of_cost(fact: FactMapping, mapping: Mapping) -> dict[str, str]:
    return {"key": KEY, "until_day": made(f"{fact.kind}.until!")}


def _handling(mapping: Mapping) -> str:
    """Segments of a stay made from its own times: it rings up to the answer; talk, hold and wrap-up follow it."""
    fact = mapping.facts["visit"]
    contact = _contact(fact, mapping)["contact"]
    agent = made("visit.agent") if "agent" in fact.fields else "CAST(NULL AS VARCHAR)"
    answered = made("visit.answered!")
    where = f"AND {made('visit')}" if fact.when is not None else ""
    number = _number(fact, mapping, made("visit.entered"))
    code = "".join(f", {sql} AS {name}" for name, sql in _code(fact, mapping).items())
    starts, parts = answered, []
    given = {*fact.fields, *(("talk",) if "ended" in fact.fields else ())}
    for place, (kind, field) in enumerate(PIECES, 1):
        if field not in given and field != "talk":
            continue
        seconds = made(f"visit.{field}!")
        start = f"({answered} - {_long(seconds)})" if kind == "alert" else starts
        end = answered if kind == "alert" else later(starts, f"coalesce({seconds}, 0)")
        parts.append(
            f"SELECT {contact} AS contact, CAST((({number}) - 1) * {len(PIECES)} + {place} AS SMALLINT) AS number, "
            f"{literal(kind)} AS kind, {agent} AS agent, {made('visit.queue')} AS queue, "
            f"{start} AS started_at, {end} AS ended_at, {seconds} AS lasts, "
            f"CAST(1 AS UTINYINT) AS answered, file, line{code} FROM table_good WHERE true {where}")
        starts = end if kind != "alert" else answered
    return f"SELECT * EXCLUDE (lasts) FROM ({' UNION ALL '.join(parts)}) WHERE lasts > 0 AND started_at IS NOT NULL"


_OF = {"contact": _of_contact, "visit": _of_visit, "segment": _of_segment, "cost": _of_cost, "budget": _of_cost}
