"""This file is about the sparkline: the last weeks in a hundred pixels, with the target dotted behind them."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from fourscore.web.draw.pen import drawn, worded

WIDE, HIGH, EDGE = 104, 26, 3


def spark(values: Sequence[float | None], *, tone: str, said: str, aims: Sequence[float | None] = (),
          hollow: bool = False) -> Markup:
    """One line with gaps where there was nothing, ended by a dot in the status's colour.

    said: the picture in words. aims: the target at each place. hollow: the last place is not complete yet.
    """
    there = [value for value in (*values, *aims) if value is not None]
    if not any(value is not None for value in values):
        return drawn(f'<svg class="spark" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{worded(said)}">'
                      f'<path class="dash" d="M0 {HIGH / 2}H{WIDE}"/></svg>')
    low, high = min(there), max(there)
    span = (high - low) or 1.0
    step = (WIDE - 2 * EDGE) / max(len(values) - 1, 1)

    def place(index: int, value: float) -> tuple[float, float]:
        return EDGE + index * step, HIGH - EDGE - (value - low) / span * (HIGH - 2 * EDGE)

    line = path([place(i, value) if value is not None else None for i, value in enumerate(values)])
    aimed = path([place(i, value) if value is not None else None for i, value in enumerate(aims)])
    last = max(i for i, value in enumerate(values) if value is not None)
    x, y = place(last, values[last] or 0.0)
    return drawn(
        f'<svg class="spark" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{worded(said)}">'
        + (f'<path class="dash" d="{aimed}"/>' if aimed else "")
        + f'<path d="{line}"/><circle class="{"hollow" if hollow else tone}" cx="{x:.1f}" cy="{y:.1f}" r="2.6"/></svg>'
    )


def path(places: Sequence[tuple[float, float] | None]) -> str:
    """An SVG path through the places, lifted over each gap; a place alone between gaps becomes a short stroke."""
    steps, up = [], True
    for index, place in enumerate(places):
        if place is None:
            up = True
            continue
        alone = up and (index + 1 == len(places) or places[index + 1] is None)
        steps.append(f"{'M' if up else 'L'}{place[0]:.1f} {place[1]:.1f}" + ("h.1" if alone else ""))
        up = False
    return "".join(steps)
