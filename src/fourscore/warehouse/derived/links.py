"""This file is about sales, surveys and evaluations finding their contact, whichever of the two comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fourscore.warehouse.storing.ready import Storing

LINKED = ("sale", "survey", "evaluation")
FAR = 1 << 62  # another source's contact comes after every one of the row's own source
LENT = ("queue", "agent", "team", "channel", "topic", "customer_segment")
OWN = {"queue": "own_queue", "agent": "own_agent", "team": "own_agent"}  # which flag says that a row has its own


def link(storing: Storing) -> None:
    """Join rows of this load and rows still waiting to contacts by the contact's key, from any source.

    Where several sources know the key, the row's own source goes first, then the contact that came first. A linked row
    takes channel, topic and customer segment from its contact, and agent, team and queue where it has none of its own.
    """
    contacts = storing.has("new_contact")
    touched = False
    for kind in LINKED:
        if not storing.number(f"SELECT count(*) FROM (SELECT 1 FROM {kind} LIMIT 1)"):
            continue
        if storing.has("gone_contact"):
            _unlink(storing, kind)
            _match(storing, kind, "SELECT key FROM gone_contact")
        if contacts:
            touched = True
            _match(storing, kind, "SELECT key FROM new_contact")
        if storing.has(f"new_{kind}"):
            touched = True
            _match(storing, kind, f"SELECT contact_key AS key FROM new_{kind}")
    if touched:
        _sold(storing)


def link_all(storing: Storing) -> None:
    """Link every standing row anew, whatever load it came with."""
    for kind in LINKED:
        _match(storing, kind, f"SELECT contact_key FROM {kind}")
    storing.run(
        "CREATE OR REPLACE TEMP TABLE seller AS SELECT contact, CAST(CASE WHEN contact IN (SELECT contact FROM sale "
        "WHERE replaced_in IS NULL AND contact IS NOT NULL) THEN 1 ELSE 0 END AS UTINYINT) AS sold "
        "FROM contact WHERE replaced_in IS NULL"
    )
    _stamp_sold(storing)


def unlink_all(storing: Storing) -> None:
    """Take every standing row off its contact, to be linked anew by `link_all`."""
    for kind in LINKED:
        _take_off(storing, kind, "f.contact IS NOT NULL")


def _unlink(storing: Storing, kind: str) -> None:
    """Take rows off contacts that stand no longer, with what those had lent them."""
    _take_off(storing, kind, "f.contact IN (SELECT contact FROM gone_contact EXCEPT SELECT contact FROM contact "
                             "WHERE replaced_in IS NULL)")


def _take_off(storing: Storing, kind: str, which: str) -> None:
    lent = ", ".join(
        f"{name} = " + (f"CASE WHEN f.{OWN[name]} = 1 THEN f.{name} END" if name in OWN else "NULL") for name in LENT
    )
    storing.run(f"UPDATE {kind} f SET contact = NULL, {lent} WHERE f.replaced_in IS NULL AND {which}")


def _match(storing: Storing, kind: str, keys: str) -> None:
    storing.run(
        f"CREATE OR REPLACE TEMP TABLE matched AS SELECT row, c.contact, {', '.join(_lent(name) for name in LENT)} "
        "FROM ("
        "SELECT f.rowid AS row, f.own_agent, f.own_queue, f.agent, f.team, f.queue, arg_min(c.contact, "
        f"CASE WHEN c.source = f.source THEN 0 ELSE {FAR} END + c.contact) AS contact "
        f"FROM {kind} f JOIN contact c ON c.key = f.contact_key AND c.replaced_in IS NULL "
        f"WHERE f.replaced_in IS NULL AND f.contact_key IN ({keys}) GROUP BY ALL) f "
        "JOIN contact c ON c.contact = f.contact AND c.replaced_in IS NULL"
    )
    differs = " OR ".join(f"f.{name} IS DISTINCT FROM m.{name}" for name in ("contact", *LENT))
    storing.run(
        f"UPDATE {kind} f SET contact = m.contact, {', '.join(f'{name} = m.{name}' for name in LENT)} FROM matched m "
        f"WHERE f.rowid = m.row AND ({differs})"
    )


def _lent(name: str) -> str:
    own = OWN.get(name)
    return f"CASE WHEN f.{own} = 1 THEN f.{name} ELSE c.{name} END AS {name}" if own else f"c.{name}"


def _sold(storing: Storing) -> None:
    """A contact sold when at least one standing sale hangs on it; only contacts it may have changed are looked at."""
    parts = [
        f"SELECT {column} FROM {table}"
        for table, column in (
            ("new_contact", "contact"),
            ("gone_sale", "contact"),
        )
        if storing.has(table)
    ]
    if storing.has("new_sale"):
        parts.append(
            "SELECT contact FROM sale WHERE replaced_in IS NULL AND contact_key IN (SELECT contact_key FROM new_sale)"
        )
    if not parts:
        return
    storing.run(
        "CREATE OR REPLACE TEMP TABLE seller AS SELECT DISTINCT p.contact, "
        "CAST(CASE WHEN p.contact IN (SELECT contact FROM sale WHERE replaced_in IS NULL AND contact IS NOT NULL) "
        f"THEN 1 ELSE 0 END AS UTINYINT) AS sold FROM ({' UNION ALL '.join(parts)}) p WHERE p.contact IS NOT NULL"
    )
    _stamp_sold(storing)


def _stamp_sold(storing: Storing) -> None:
    storing.run(
        "UPDATE contact c SET sold = s.sold FROM seller s "
        "WHERE c.contact = s.contact AND c.replaced_in IS NULL AND c.sold <> s.sold"
    )
