"""This file is about bands behind a run: what happened beside the figures, from when to when, hatched and lettered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fourscore.web.draw.pen import worded

LEAST, STEP = 5.0, 6.0  # a band is never narrower; its strokes stand so far apart


@dataclass(frozen=True)
class Band:
    """first, last: from which place of the run to which, in places and parts of them; a place reaches half a place to
    either side. label: the letter above it. said: all of it in words."""

    label: str
    first: float
    last: float
    said: str


def drawn_bands(bands: Sequence[Band], x0: float, step: float, left: float, right: float, top: float,
                foot: float) -> str:
    """The bands of a plot whose first place stands at `x0`, each next one `step` further; cut at the plot's edges."""
    parts, ends = "", [float("-inf")] * 3
    for band in bands:
        start, end = (min(max(x0 + place * step, left), right) for place in (band.first, band.last))
        if end - start < LEAST:
            middle = min(max((start + end) / 2, left + LEAST / 2), right - LEAST / 2)
            start, end = middle - LEAST / 2, middle + LEAST / 2
        # Letters of bands that stand close are put one above the other.
        row = next((place for place, until in enumerate(ends) if start >= until), 0)
        ends[row] = start + 14
        parts += (f'<g class="happened"><title>{worded(band.said)}</title>'
                  f'<rect x="{start:.1f}" y="{top:.1f}" width="{end - start:.1f}" height="{foot - top:.1f}"/>'
                  f'<path d="{_strokes(start, end, top, foot)}"/>'
                  f'<text x="{start + 2:.1f}" y="{top + 10 + 11 * row:.1f}">{worded(band.label)}</text></g>')
    return parts


def _strokes(start: float, end: float, top: float, foot: float) -> str:
    """Slanted strokes that fill the box, each cut at its edges."""
    wide, high, found, at = end - start, foot - top, "", STEP / 2
    while at < wide + high:
        x1, y1 = (start + at, top) if at <= wide else (end, top + at - wide)
        x2, y2 = (start, top + at) if at <= high else (start + at - high, foot)
        found += f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        at += STEP
    return found
