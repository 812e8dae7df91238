"""This file is about the interval bar: from where to where a true figure is likely to lie, beside its target."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from fourscore.web.draw.pen import drawn, worded

WIDE, HIGH, EDGE = 96, 10, 4


def span(low: float, high: float, value: float, *, tone: str, said: str, aims: Sequence[float | None] = (),
         steadied: float | None = None, wide: int = WIDE) -> Markup:
    """A bar from low to high with a dot at the value, a tick at each edge of the target, and a hollow dot where the
    figure stands once it is steadied by its peers. said: the picture in words.
    """
    there = [one for one in (low, high, value, steadied, *aims) if one is not None]
    least, most = min(there), max(there)
    room = (most - least) or 1.0
    middle = HIGH / 2

    def x(one: float) -> float:
        return EDGE + (one - least) / room * (wide - 2 * EDGE)

    ticks = "".join(f'<path class="aim" d="M{x(one):.1f} 0V{HIGH}"/>' for one in aims if one is not None)
    drawn_to = "" if steadied is None else f'<circle class="steadied" cx="{x(steadied):.1f}" cy="{middle}" r="2.4"/>'
    return drawn(
        f'<svg class="span" viewBox="0 0 {wide} {HIGH}" role="img" aria-label="{worded(said)}">'
        f'<title>{worded(said)}</title><path class="track" d="M{EDGE} {middle}H{wide - EDGE}"/>'
        f'<path class="likely" d="M{x(low):.1f} {middle}H{max(x(high), x(low) + 1):.1f}"/>{ticks}{drawn_to}'
        f'<circle class="{tone}" cx="{x(value):.1f}" cy="{middle}" r="2.6"/></svg>'
    )
