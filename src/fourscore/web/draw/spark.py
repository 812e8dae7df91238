"""This file is about the sparkline: the last weeks in a hundred pixels, with the target dotted behind them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from fourscore.terms import together
from fourscore.web.draw.bands import Band
from fourscore.web.draw.pen import drawn, worded

WIDE, HIGH, EDGE = 104, 26, 3
LEAST = 4.0  # a bar on the ground is never narrower


def spark(values: Sequence[float | None], *, tone: str, said: str, aims: Sequence[float | None] = (),
          hollow: bool = False, happened: Sequence[Band] = ()) -> Markup:
    """One line with gaps where there was nothing, ended by a dot in the status's colour.

    said: the picture in words. aims: the target at each place. hollow: the last place is not complete yet.
    happened: what happened beside it, each a bar on the ground, told at its hover.
    """
    there = [value for value in (*values, *aims) if value is not None]
    if not any(value is not None for value in values):
        return drawn(f'<svg class="spark" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{worded(said)}">'
                      f'<path class="dash" d="M0 {HIGH / 2}H{WIDE}"/></svg>')
    low, high = min(there), max(there)
    span = (high - low) or 1.0
    step = (WIDE - 2 * EDGE) / max(len(values) - 1, 1)

    def places(there: Sequence[float | None]) -> list[tuple[float, float] | None]:
        return [None if value is None else (
            EDGE + index * step, HIGH - EDGE - (value - low) / span * (HIGH - 2 * EDGE))
            for index, value in enumerate(there)]

    drawn_at = places(values)
    line, aimed = path(drawn_at), path(places(aims))
    x, y = next(place for place in reversed(drawn_at) if place is not None)
    told = together((said, *(band.said for band in happened)), "; ")
    return drawn(
        f'<svg class="spark" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{worded(told)}">'
        + "".join(_ground(band, step) for band in happened)
        + (f'<path class="dash" d="{aimed}"/>' if aimed else "")
        + f'<path d="{line}"/><circle class="{"hollow" if hollow else tone}" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/></svg>'
    )


def _ground(band: Band, step: float) -> str:
    start, end = (min(max(EDGE + place * step, 0.0), float(WIDE)) for place in (band.first, band.last))
    wide = max(end - start, LEAST)
    return (f'<g class="happened"><title>{worded(band.said)}</title>'
            f'<rect x="{min(start, WIDE - wide):.1f}" y="{HIGH - 3}" width="{wide:.1f}" height="3"/></g>')


def path(places: Sequence[tuple[float, float] | None]) -> str:
    """An SVG path through the places, lifted over each gap; a place alone between gaps becomes a short stroke."""
    steps: list[str] = []
    numbers: list[float] = []
    up, last = True, len(places) - 1
    for index, place in enumerate(places):
        if place is None:
            up = True
            continue
        alone = up and (index == last or places[index + 1] is None)
        steps.append("M%.1f %.1fh.1" if alone else "M%.1f %.1f" if up else "L%.1f %.1f")
        numbers += place
        up = False
    return "".join(steps) % tuple(numbers)  # all at once: a page has over a thousand places
