"""This file is about the pages' drawings in a document: the same SVG, with the colours of the light pages in it."""

from __future__ import annotations

import html
import re

from fourscore.web.reports.putting import right_to_left

NAMED = re.compile(r'aria-label="([^"]*)"')
# The light colours of tokens.css, on paper: classes are coloured as charts.css colours them.
SHEET = """
text { font-size: 10.5px; fill: #5E6777; }
.fill-good, circle.good, .st.good { fill: #0B8F80; } .fill-near, circle.near, .st.near { fill: #CC8400; }
.fill-off, circle.off, .st.off { fill: #A8103A; } .fill-unsure, circle.unsure { fill: #5E6777; }
.fill-none { fill: #8A94A6; } .track { fill: #EEF0F4; }
.st.unsure, .st.none { fill: none; stroke: #5E6777; stroke-width: 1.6; }
.spark path { fill: none; stroke: #5E6777; stroke-width: 1.4; stroke-linejoin: round; }
.spark .dash { stroke: #8A94A6; stroke-dasharray: 2 3; stroke-width: 1; }
.spark circle.hollow, .run circle.hollow { fill: #FFFFFF; stroke: #48505F; stroke-width: 1.6; }
circle.none { fill: #8A94A6; }
.run .grid { stroke: #E3E6EC; } .run .band { fill: #EEF0F4; }
.run .aim { fill: none; stroke: #2F54C8; stroke-dasharray: 5 4; stroke-width: 1.4; }
.run text.aimed { fill: #2F54C8; font-weight: 600; paint-order: stroke; stroke: #FFFFFF; stroke-width: 2.5; }
.run .line { fill: none; stroke: #48505F; stroke-width: 1.8; stroke-linejoin: round; }
.run .part { stroke-dasharray: 3 3; } .run .beside { fill: none; stroke: #8A94A6; stroke-dasharray: 5 4; }
.run .here { fill: none; }
"""


def picture(svg: str, word: str = "") -> dict[str, str]:
    """The drawing as a picture of its own, and what it says in words; empty where nothing was drawn.

    word: what it says, where the drawing itself names nothing.
    """
    if not svg:
        return {}
    named = NAMED.search(svg)
    head, _, rest = svg.partition(">")
    face = "IBM Plex Sans Arabic" if right_to_left() else "Inter"
    sheet = f"text {{ font-family: {face}; }}{SHEET}"
    alone = f'{head} xmlns="http://www.w3.org/2000/svg"><style>{sheet}</style>{rest}'
    return {"svg": alone, "alt": word or (html.unescape(named[1]) if named else "")}
