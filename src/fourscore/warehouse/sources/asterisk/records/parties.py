"""This file is about who is on a line: the SQL that tells a channel's party, an agent from a customer, and the time.

A channel is `technology/endpoint-number`. The endpoint of a member of the house is an extension; `Local/201@…` is no
telephone but a way to one, written as two halves `;1` and `;2`, of which the first stands for who is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.sources.asterisk.events import quoted
from fourscore.warehouse.sources.asterisk.records.options import Options
from fourscore.warehouse.sources.asterisk.records.rows import worded
from fourscore.warehouse.sources.table.wall_clock import WallClock

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NOBODY = "('', 'unknown', 'anonymous', 'restricted', 'unavailable', 'private', 'withheld', 'none', 'asterisk')"
FIRST_YEAR, LAST_YEAR = 1990, 2100
WITHIN = f"BETWEEN TIMESTAMP '{FIRST_YEAR}-01-01' AND TIMESTAMP '{LAST_YEAR}-01-01'"
LOCAL = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?$"
TIMELY = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d"
ZONED = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)$"


def is_local(channel: str) -> str:
    return f"starts_with({channel}, 'Local/')"


def interface(channel: str) -> str:
    """`PJSIP/201` of `PJSIP/201-0000001a`; `Local/201` of `Local/RG-600-201@from-internal-00000003;1`."""
    plain = f"regexp_replace({channel}, '-[0-9a-fA-F]+(;[12])?$', '')"
    return (f"CASE WHEN {is_local(channel)} THEN regexp_replace(split_part({plain}, '@', 1), '^Local/.*-', 'Local/') "
            f"ELSE {plain} END")


def pair(channel: str) -> str:
    """What the two halves of a Local channel have in common."""
    return f"CASE WHEN {is_local(channel)} THEN regexp_replace({channel}, ';[12]$', '') END"


def parties(channels: str, options: Options) -> str:
    """A query over `channels` (column `channel`): each channel once, with its party.

    side: `in` the house, `out` of it, or `way` for a Local channel that leads to nobody of the house. agent: the
    person's name, else the extension, of what is in the house.
    """
    named = f"coalesce({worded('interface', options.names)}, {worded('endpoint', options.names)})"
    return f"""
        SELECT channel, is_way, {pair('channel')} AS pair,
               CASE WHEN named IS NOT NULL OR regexp_full_match(endpoint, {quoted(options.inside)}) THEN 'in'
                    WHEN is_way THEN 'way' ELSE 'out' END AS side,
               CASE side WHEN 'in' THEN coalesce(named, endpoint) END AS agent
        FROM (SELECT *, {named} AS named
              FROM (SELECT *, regexp_replace(interface, '^[^/]*/', '') AS endpoint
                    FROM (SELECT channel, {is_local('channel')} AS is_way, {interface('channel')} AS interface
                          FROM (SELECT DISTINCT channel FROM ({channels}) WHERE channel IS NOT NULL))))"""


def customer(number: str) -> str:
    """A number as customers are known by: digits with a plus in front, else its letters and digits; none withheld."""
    plain = f"regexp_replace({number}, '[^\\p{{L}}\\p{{N}}+]', '', 'g')"
    return f"CASE WHEN lower({plain}) NOT IN {NOBODY} THEN lower({plain}) END"


def clock_of(cursor: DuckDBPyConnection, rows: str, text: str, options: Options) -> WallClock:
    """The clock on the wall over the years of these rows."""
    year = f"try_cast(left({text}, 4) AS INTEGER)"
    found = cursor.execute(
        f"SELECT min({year}), max({year}) FROM {rows} WHERE {year} BETWEEN {FIRST_YEAR} AND {LAST_YEAR} "
        f"AND regexp_matches({text}, '{LOCAL}')").fetchone()
    first, last = found if found and found[0] else (FIRST_YEAR, FIRST_YEAR)
    return WallClock.over(options.zone, first, last)


def moment(text: str, uniqueid: str, clock: WallClock) -> str:
    """UTC of a time as Asterisk or a database writes it; nothing where it is none, or the clock jumped over it.

    In the hour that comes twice, the first time, unless the channel was only made after it: its `uniqueid` says when.
    """
    local = f"CASE WHEN regexp_matches({text}, '{LOCAL}') THEN try_cast({text} AS TIMESTAMP) END"
    epoch = f"try_cast(try_cast({text} AS DECIMAL(20, 6)) * 1000000 AS BIGINT)"
    zoned = f"make_timestamp(epoch_us(try_cast({text} AS TIMESTAMPTZ)))"
    first, second = clock.to_utc(f"({local})"), clock.to_utc_second(f"({local})")
    if first == second:
        walled = first
    else:
        walled = (f"CASE WHEN {clock.never(f'({local})')} THEN NULL WHEN {clock.twice(f'({local})')} "
                  f"AND {first} < {made_at(uniqueid)} THEN {second} ELSE {first} END")
    return (f"CASE WHEN regexp_full_match({text}, '\\d{{9,10}}(\\.\\d+)?') THEN make_timestamp({epoch}) "
            f"WHEN regexp_matches({text}, '{ZONED}') THEN {zoned} ELSE {walled} END")


def made_at(uniqueid: str) -> str:
    """When a channel was made, in UTC: the seconds in its uniqueid (`1404377805.6457`, a system's name may lead)."""
    return f"make_timestamp(try_cast(regexp_extract({uniqueid}, '(\\d{{9,10}})\\.\\d+$', 1) AS BIGINT) * 1000000)"
