"""This file is about pieces: handling time cut at local half hours, so that it is dated by when it was spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.terms import HANDLING
from fourscore.warehouse.derived.place import Clock, seconds
from fourscore.warehouse.facts import DERIVED
from fourscore.warehouse.file import columns_of

if TYPE_CHECKING:
    from fourscore.warehouse.storing.ready import Storing

COPIED = ("contact", "number", "kind", "queue", "channel", "topic", "customer_segment", "agent", "loaded_in")


def pieces_of(segments: str, clock: Clock) -> str:
    """Pieces of the ended talk, hold and wrap-up among these segments, without team; open ones have no length yet."""
    chosen = f"SELECT {', '.join(COPIED)}, started_at, ended_at FROM ({segments}) WHERE kind IN {HANDLING} AND ended_at IS NOT NULL"
    return (
        f"SELECT {', '.join(COPIED)}, {clock.columns('from_at')}, from_at AS started_at, "
        f"{seconds('from_at', 'until_at')} AS seconds FROM ({clock.cut(chosen)})"
    )


def with_team(pieces: str) -> str:
    return f"SELECT p.*, t.team FROM ({pieces}) p LEFT JOIN team_on t ON t.agent = p.agent AND t.day = p.day"


def cut(storing: Storing) -> None:
    """Cut this load's segments, and supersede the pieces of those it replaced (`new_piece`, `gone_piece`)."""
    if not columns_of(storing.cursor, "new_segment"):
        return
    if columns_of(storing.cursor, "gone_segment"):
        storing.run(
            "CREATE TEMP TABLE gone_piece AS SELECT p.rowid AS row, p.* FROM piece p "
            "WHERE p.replaced_in IS NULL AND (p.contact, p.number) IN (SELECT contact, number FROM gone_segment)")
        storing.run(f"UPDATE piece SET replaced_in = {storing.load} WHERE rowid IN (SELECT row FROM gone_piece)")
    names = ", ".join(name for name in DERIVED["piece"] if name != "replaced_in")
    storing.run(
        f"CREATE TEMP TABLE new_piece AS SELECT {names} FROM ({with_team(pieces_of('SELECT * FROM new_segment', storing.clock))})")
    storing.run("INSERT INTO piece BY NAME SELECT * FROM new_piece")
