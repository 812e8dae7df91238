"""This file is about the funnel plot: each one's figure over what was expected of it, by size, between its limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from fourscore.web.draw.pen import drawn, worded
from fourscore.web.draw.run import ticks_of

Curve = Sequence[Sequence[float]]  # of each size the limits of 95% and of 99.8%
TOP, FOOT, END = 18, 34, 14


class FunnelPoint(NamedTuple):
    """One of them. ratio: its figure over the expected one. found: whether it is a finding. said: in words."""

    size: float
    ratio: float
    found: bool
    said: str


class _Plot(NamedTuple):
    """Where the plot stands, and how a size and a ratio become a place in it."""

    wide: int
    high: int
    start: int
    most: float
    low: float
    top: float

    def x(self, size: float) -> float:
        return self.start + size / self.most * (self.wide - self.start - END)

    def y(self, ratio: float) -> float:
        inside = min(max(ratio, self.low), self.top)
        return self.high - FOOT - (inside - self.low) / (self.top - self.low) * (self.high - TOP - FOOT)


def funnel(points: Sequence[FunnelPoint], curve: Curve, *, counted: str, write: Callable[[float], str], said: str,
           wide: int = 900, high: int = 320) -> Markup:
    """The plot. curve: of each size the limits of 95% and of 99.8%. counted: what the sizes are of."""
    if not points or not curve:
        return drawn("")
    ratios = [point.ratio for point in points]
    most = max(*(point.size for point in points), 1.0) * 1.04
    inner = [one for one in curve if one[0] >= most / 40]
    edges = [edge for one in inner for edge in one[3:]] or [1.0]
    least, largest = min(*ratios, max(min(edges), 0.0), 1.0), min(max(*ratios, *edges, 1.0), max(*ratios, 1.0) * 2)
    ticks = ticks_of(least, largest, "ratio")
    plot = _Plot(wide, high, 44, most, ticks[0], ticks[-1])
    parts = [f'<svg class="funnel" viewBox="0 0 {wide} {high}" role="img" aria-label="{worded(said)}">']
    for tick in ticks:
        y = plot.y(tick)
        parts.append(f'<path class="grid" d="M{plot.start} {y:.1f}H{wide - END}"/>'
                     f'<text x="{plot.start - 8}" y="{y + 3.5:.1f}" text-anchor="end">{tick:.2g}</text>')
    for tick in ticks_of(0.0, most, "count", 3 if wide < 500 else 6)[:-1]:
        parts.append(f'<text x="{plot.x(tick):.1f}" y="{high - 18}" text-anchor="middle">{worded(write(tick))}</text>')
    parts.append(f'<text x="{wide - END}" y="{high - 4}" text-anchor="end">{worded(counted)}</text>')
    parts += [_area(curve, plot, 3, 4, "outer"), _area(curve, plot, 1, 2, "inner"),
              f'<path class="even" d="M{plot.start} {plot.y(1.0):.1f}H{wide - END}"/>']
    parts += [_mark(point, plot) for point in sorted(points, key=lambda one: one.found)]
    return drawn("".join(parts) + "</svg>")


def _area(curve: Curve, plot: _Plot, low: int, high: int, kind: str) -> str:
    """Between the two limits, as far as the plot reaches."""
    inside = [one for one in curve if one[0] <= plot.most]
    above = "L".join(f"{plot.x(one[0]):.1f} {plot.y(one[high]):.1f}" for one in inside)
    below = "L".join(f"{plot.x(one[0]):.1f} {plot.y(one[low]):.1f}" for one in reversed(inside))
    return f'<path class="{kind}" d="M{above}L{below}Z"/>'


def _mark(point: FunnelPoint, plot: _Plot) -> str:
    x, y = plot.x(point.size), plot.y(point.ratio)
    if point.found:
        return (f'<path class="found" d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6z">'
                f"<title>{worded(point.said)}</title></path>")
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{worded(point.said)}</title></circle>'


def places(low: int, high: int, of: int, said: str) -> Markup:
    """From which to which place of so many, as a bar."""
    wide, step = 72, 72 / max(of, 1)
    return drawn(f'<svg class="places" viewBox="0 0 {wide} 8" role="img" aria-label="{worded(said)}">'
                 f'<rect class="track" width="{wide}" height="4" y="2" rx="2"/><rect class="likely" '
                 f'x="{(low - 1) * step:.1f}" y="1" width="{max((high - low + 1) * step, 2):.1f}" height="6" rx="3"/>'
                 "</svg>")
