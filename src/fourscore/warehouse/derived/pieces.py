"""This file is about pieces: handling time cut at local half hours, so that it is dated by when it was spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.terms import HANDLING
from fourscore.warehouse.derived.place import Clock, seconds
from fourscore.warehouse.storing.rows import on_team

if TYPE_CHECKING:
    from fourscore.warehouse.storing.ready import Storing

COPIED = ("contact", "number", "kind", "queue", "channel", "topic", "customer_segment", "agent", "loaded_in")


def pieces_of(segments: str, clock: Clock, *, replaced: bool = False) -> str:
    """Pieces of the ended talk, hold and wrap-up among these segments, without team; open ones have no length yet."""
    copied = ", ".join([*COPIED, *(["replaced_in"] if replaced else [])])
    chosen = (
        f"SELECT {copied}, started_at, ended_at FROM ({segments}) WHERE kind IN {HANDLING} AND ended_at IS NOT NULL"
    )
    return (
        f"SELECT {copied}, {clock.columns('from_at')}, from_at AS started_at, "
        f"{seconds('from_at', 'until_at')} AS seconds FROM ({clock.cut(chosen)})"
    )


def with_team(pieces: str) -> str:
    return f"SELECT p.*, t.team FROM ({pieces}) p {on_team('p')}"


def cut(storing: Storing) -> None:
    """Cut this load's segments, and supersede the pieces of those it replaced (`new_piece`, `gone_piece`)."""
    if not storing.has("new_segment"):
        return
    if storing.has("gone_segment"):
        storing.make(
            "gone_piece",
            "SELECT p.rowid AS row, p.* FROM piece p "
            "WHERE p.replaced_in IS NULL AND (p.contact, p.number) IN (SELECT contact, number FROM gone_segment)",
        )
        storing.run(f"UPDATE piece SET replaced_in = {storing.load} WHERE rowid IN (SELECT row FROM gone_piece)")
    storing.run("INSERT INTO piece BY NAME " + with_team(pieces_of("SELECT * FROM new_segment", storing.clock)))
    storing.make("new_piece", f"SELECT * FROM piece WHERE loaded_in = {storing.load}", "VIEW")
