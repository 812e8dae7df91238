"""This file is about the limits of fairness to people: how reliable, how certain and of how many a figure must be."""

from __future__ import annotations

from fourscore.settings.text import Node, Text
from fourscore.terms import read_value, said

RANK, COACH = 0.8, 0.5


def read_fairness(text: Text, lines: dict[str, Node]) -> dict[str, float | None]:
    """The three limits by their field's name; None where nothing is written."""
    rank = share(text, lines.get("rank_reliability"), "The reliability for ranks", "0.8")
    coach = share(text, lines.get("coach_reliability"), "The reliability for coaching", "0.5")
    if (RANK if rank is None else rank) < (COACH if coach is None else coach):
        text.tell("bad-number", lines.get("rank_reliability", lines.get("coach_reliability")),
                  said("A rank would need less reliable figures than a hint for coaching."),
                  said("Make rank_reliability at least as large as coach_reliability."))
    chance = share(text, lines.get("colour_chance"), "The chance needed for a colour", "80%", lowest=0.5)
    return {"rank_reliability": rank, "coach_reliability": coach, "colour_chance": chance}


def share(text: Text, node: Node | None, what: str, example: str, *, lowest: float = 0.0) -> float | None:
    """A share as written, 0.7 or 70%, from the lowest to 1."""
    written = text.text(node, what)
    if written is None:
        return None
    try:
        found = read_value(written if written.endswith("%") else float(written), "share")
    except ValueError:
        found = -1.0
    if not lowest <= found <= 1:
        above = f" of at least {lowest:g}" if lowest else ""
        text.tell("bad-number", node, said("{what} is {written}; it should be a share{above}.", what=what,
                                           written=repr(written), above=above),
                  said("Write for example {example}", example=example))
    return found
