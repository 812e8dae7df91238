"""This file is about reading the arrows of the map: ends, sign, lag, sentence."""

from __future__ import annotations

import re
from typing import Literal

from fourscore.strategy.model import Link
from fourscore.strategy.reading.values import Reading
from fourscore.strategy.text.tree import Node
from fourscore.terms import said

SIGNS = {"+": "+", "plus": "+", "-": "-", "−": "-", "minus": "-"}
LINK = ("from", "to", "sign", "lag", "sentence", "kind", "reason")


def read_links(reading: Reading, node: Node | None) -> list[Link]:
    """The arrows under `links`, in the order written."""
    links = []
    for item in reading.rows(node, "links", "from: …"):
        link = reading.map(item, said("a link"), LINK)
        sign = reading.choice(link, "sign", tuple(SIGNS))
        kind: Literal["cause", "identity"] = (
            "identity" if reading.choice(link, "kind", ("cause", "identity")) == "identity" else "cause")
        links.append(Link(reading.text(link, "from"), reading.text(link, "to"), SIGNS.get(sign or "", ""),
                          _lag(reading, link), reading.text(link, "sentence"), kind, reading.text(link, "reason"),
                          item.line))
    return links


def _lag(reading: Reading, link: Node) -> tuple[int, int] | None:
    """Weeks until the effect shows: `4`, or `2..6` from first to last."""
    written = reading.text(link, "lag")
    if not written:
        return None
    found = re.fullmatch(r"(\d{1,3})(?:\s*(?:\.\.|-|–)\s*(\d{1,3}))?(?:\s*weeks?)?", written)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        node = link.get("lag")
        reading.wrong("unreadable-lag", node.line if node else link.line,
                      said("{written} is not a number of weeks.", written=repr(written)),
                      said("Write the weeks until the effect shows, as 4 or as 2..6."))
        return None
    return first, last
