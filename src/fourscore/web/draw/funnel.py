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
    """One of them. ratio: its figure over the expected one. found: whether it is a finding. said: in words. few:
    whether it stands on too few cases to be judged.
    """

    size: float
    ratio: float
    found: bool
    said: str
    few: bool = False


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
        return self.free(min(max(ratio, self.low), self.top))

    def free(self, ratio: float) -> float:
        """Where a ratio would stand, beyond the plot's own edges too; at most so far that it can be drawn."""
        away = min(max((ratio - self.low) / (self.top - self.low), -9.0), 10.0)
        return self.high - FOOT - away * (self.high - TOP - FOOT)


def funnel(points: Sequence[FunnelPoint], curve: Curve, *, counted: str, write: Callable[[float], str], said: str,
           wide: int = 900, high: int = 320) -> Markup:
    """The plot. curve: of each size the limits of 95% and of 99.8%. counted: what the sizes are of."""
    if not points or not curve:
        return drawn("")
    ratios = [point.ratio for point in points]
    most = max(*(point.size for point in points), 1.0) * 1.04
    # As high as the limits are from half the smallest size that can be judged on; below it they run out of the plot.
    judged = [point.size for point in points if not point.few] or [most / 20]
    inner = [one for one in curve if one[0] >= max(min(judged) / 2, most / 40)]
    edges = [edge for one in inner for edge in one[3:]] or [1.0]
    least, largest = min(*ratios, max(min(edges), 0.0), 1.0), min(max(*ratios, *edges, 1.0), max(*ratios, 1.0) * 2)
    ticks = ticks_of(least, largest, "ratio")
    plot = _Plot(wide, high, 44, most, ticks[0], ticks[-1])
    parts = [f'<svg class="funnel" viewBox="0 0 {wide} {high}" role="img" aria-label="{worded(said)}">']
    for tick in ticks:
        y = plot.y(tick)
        parts.append(f'<path class="grid" d="M{plot.start} {y:.1f}H{wide - END}"/>'
                     f'<text x="{plot.start - 8}" y="{y + 3.5:.1f}" text-anchor="end">{round(tick, 6):g}</text>')
    for tick in ticks_of(0.0, most, "count", 3 if wide < 500 else 6)[:-1]:
        parts.append(f'<text x="{plot.x(tick):.1f}" y="{high - 18}" text-anchor="middle">{worded(write(tick))}</text>')
    parts.append(f'<text x="{wide - END}" y="{high - 4}" text-anchor="end">{worded(counted)}</text>')
    inside = _inside(curve, most)
    # What lies beyond the plot's own frame is cut off by the frame of a picture within the picture.
    across, up = wide - END - plot.start, high - TOP - FOOT
    parts += [f'<svg class="limits" x="{plot.start}" y="{TOP}" width="{across}" height="{up}" '
              f'viewBox="{plot.start} {TOP} {across} {up}">', *_limits(inside, plot),
              f'</svg><path class="even" d="M{plot.start} {plot.y(1.0):.1f}H{wide - END}"/>']
    parts += [_mark(point, plot) for point in sorted(points, key=lambda one: (one.found, not one.few))]
    return drawn("".join(parts) + "</svg>")


def _inside(curve: Curve, most: float) -> list[Sequence[float]]:
    """The limits over the whole axis: from nothing on, as wide as at the smallest size, up to its very end."""
    inside = [one for one in curve if one[0] <= most]
    after = next((one for one in curve if one[0] > most), None)
    if inside and after is not None:
        last = inside[-1]
        past = (most - last[0]) / (after[0] - last[0])
        inside.append([one + (other - one) * past for one, other in zip(last, after, strict=True)])
    return [[0.0, *inside[0][1:]], *inside] if inside else []


def _limits(inside: Sequence[Sequence[float]], plot: _Plot) -> list[str]:
    """Both areas, then the lines of the outer one."""
    def line(edge: int) -> list[str]:
        return [f"{plot.x(one[0]):.1f} {plot.free(one[edge]):.1f}" for one in inside]

    areas = [f'<path class="{kind}" d="M{"L".join([*line(high), *line(low)[::-1]])}Z"/>'
             for kind, low, high in (("outer", 3, 4), ("inner", 1, 2))]
    return [*areas, *(f'<path class="limit" d="M{"L".join(line(edge))}"/>' for edge in (4, 3))]


def _mark(point: FunnelPoint, plot: _Plot) -> str:
    x, y = plot.x(point.size), plot.y(point.ratio)
    if point.found:
        rings = "".join(f"M{x - r:.1f} {y:.1f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0z" for r in (7, 5, 3))
        return (f'<path class="found" fill-rule="evenodd" d="{rings}">'
                f"<title>{worded(point.said)}</title></path>")
    few, radius = (' class="few"', 3) if point.few else ("", 4)
    return f'<circle{few} cx="{x:.1f}" cy="{y:.1f}" r="{radius}"><title>{worded(point.said)}</title></circle>'


def places(low: int, high: int, of: int, said: str) -> Markup:
    """From which to which place of so many, as a bar."""
    wide, step = 72, 72 / max(of, 1)
    return drawn(f'<svg class="places" viewBox="0 0 {wide} 8" role="img" aria-label="{worded(said)}">'
                 f'<rect class="track" width="{wide}" height="4" y="2" rx="2"/><rect class="likely" '
                 f'x="{(low - 1) * step:.1f}" y="1" width="{max((high - low + 1) * step, 2):.1f}" height="6" rx="3"/>'
                 "</svg>")
