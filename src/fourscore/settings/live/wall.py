"""This file is about reading the wall: which numbers stand on it, each with a target of its own where it has one."""

from __future__ import annotations

from fourscore.settings.model import WallLine
from fourscore.settings.table import SETTINGS, names_in
from fourscore.settings.text import Node, Text
from fourscore.terms import said

MOST = 6  # what is to be read at four metres; with more, none is looked at


def read_wall(text: Text, node: Node) -> tuple[WallLine, ...]:
    """The numbers in their order; every mistake is told. Their names are held against the catalogue elsewhere."""
    found: list[WallLine] = []
    for row in text.items(node, "The numbers of the wall"):
        lines = {"show": row} if row.id == "scalar" else text.mapping(row, "A number of the wall",
                                                                      names_in(SETTINGS, "wall"))
        show = text.text(lines.get("show"), "The number to show")
        if "show" not in lines and row.id == "mapping":
            text.tell("missing-key", row, said("This number of the wall does not say what it shows."),
                      said("Add a line such as  show: service_level:offered"))
        if show is None:
            continue
        if show in [one.show for one in found]:
            text.tell("name-twice", row,
                      said("{show} stands on the wall twice.", show=repr(show)), said("Keep one of them."))
            continue
        found.append(WallLine(show, text.text(lines.get("target"), "The target"),
                              text.text(lines.get("beside"), "The number beside it"), text.where(row)))
    if len(found) > MOST:
        text.tell("too-many-wall-numbers", node, said("{found} numbers stand on the wall, at most {most} can be "
                                                      "read.", found=len(found), most=MOST),
                  said("Keep those that make somebody do something at once."))
    return tuple(found)
