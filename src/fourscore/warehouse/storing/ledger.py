"""This file is about the books beside the facts: loads, files, how far all is told, names, rates; and every table.

All moments are naive UTC, all days local.
"""

from __future__ import annotations

from fourscore.warehouse.facts import DERIVED, FACTS, SECONDS, WORDS

BOOKS: dict[str, dict[str, str]] = {
    "load": {
        "load": "INTEGER", "source": "INTEGER", "kind": "VARCHAR", "at": "TIMESTAMP", "rows_read": "BIGINT",
        "rows_left_out": "BIGINT", "rows_set_aside": "BIGINT", "landed": "VARCHAR",
    },
    # whole_in: the load that last read the file from its start; what earlier loads said of its rows is past.
    "file": {
        "file": "INTEGER", "source": "INTEGER", "path": "VARCHAR", "print": "VARCHAR", "bytes": "BIGINT",
        "lines": "BIGINT", "load": "INTEGER", "whole_in": "INTEGER",
    },
    # How far one kind of fact from one source is complete: everything in [first_at, until_at) is here.
    # Covered keeps the same of every kind a source speaks of; it has a fill mark once it brought one of it.
    "fill": {"source": "INTEGER", "kind": "VARCHAR", "first_at": "TIMESTAMP", "until_at": "TIMESTAMP"},
    "covered": {"source": "INTEGER", "kind": "VARCHAR", "first_at": "TIMESTAMP", "until_at": "TIMESTAMP"},
    # What each load left of the fill marks it moved: how far was known then.
    "mark": {
        "load": "INTEGER", "source": "INTEGER", "kind": "VARCHAR", "first_at": "TIMESTAMP", "until_at": "TIMESTAMP",
    },
    "set_aside": {
        "load": "INTEGER", "source": "INTEGER", "file": "INTEGER", "line": "BIGINT", "issue": "VARCHAR",
        "what": "VARCHAR", "row_text": "VARCHAR",
    },
    "notice": {"load": "INTEGER", "source": "INTEGER", "name": "VARCHAR", "rows": "BIGINT"},
    "customer_identifier": {"identifier": "VARCHAR", "customer": "INTEGER"},
    "also_called": {"name": "VARCHAR", "person": "VARCHAR"},
    # A log-in handed from one person to another: on those days (UTC moments of the same) it goes by another name.
    "handed": {
        "name": "VARCHAR", "stands_for": "VARCHAR", "first_day": "DATE", "until_day": "DATE",
        "first_at": "TIMESTAMP", "until_at": "TIMESTAMP",
    },
    # What staff lists tell of people, each source as of its last load (storing/staff.py).
    "staff_stay": {
        "source": "INTEGER", "person": "VARCHAR", "team": "VARCHAR", "first_day": "DATE", "until_day": "DATE",
    },
    "staff_name": {
        "source": "INTEGER", "person": "VARCHAR", "name": "VARCHAR", "first_day": "DATE", "until_day": "DATE",
    },
    "membership": {"agent": "INTEGER", "team": "INTEGER", "first_day": "DATE", "until_day": "DATE"},
    "threshold": {
        "queue": "INTEGER", "first_day": "DATE", "answer_within_s": SECONDS, "short_abandon_s": SECONDS,
    },
    # One unit of `currency` in the centre's currency on that local day; a rate once known stays known.
    "rate": {"day": "DATE", "currency": "VARCHAR", "rate": "DECIMAL(18,10)"},
    # The same by other tables (month_average, plan), on the days [first_day, until_day).
    "rate_table": {
        "kind": "VARCHAR", "first_day": "DATE", "until_day": "DATE", "currency": "VARCHAR", "rate": "DECIMAL(18,10)",
    },
    "setting": {"name": "VARCHAR", "value": "VARCHAR"},
    # Who was forgotten: the keyed print of a name, the alias in its place (`name`), and the last load before.
    "forgotten": {
        "print": "VARCHAR", "name": "VARCHAR", "kind": "VARCHAR", "load": "INTEGER", "at": "TIMESTAMP",
    },
    # What was deleted when its time was over; and for each kind of fact the first day of which all is kept.
    "aged": {"what": "VARCHAR", "until_day": "DATE", "rows": "BIGINT", "at": "TIMESTAMP"},
    "frozen": {"kind": "VARCHAR", "first_day": "DATE", "first_at": "TIMESTAMP"},
}


def tables() -> dict[str, dict[str, str]]:
    """Every table of the warehouse but the cubes (`cubes.py` makes those from the parts it stores)."""
    words = {word: {word: "INTEGER", "name": "VARCHAR"} for word in WORDS}
    return {**words, **BOOKS, **FACTS, **DERIVED}
