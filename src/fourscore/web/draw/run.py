"""This file is about the run chart: a measure week by week, with its target, its tolerance and what is not complete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from markupsafe import Markup

from fourscore.terms import read_value, said, spoken, together, write_value
from fourscore.web.draw.bands import Band, drawn_bands
from fourscore.web.draw.pen import drawn, worded
from fourscore.web.draw.spark import path

Place = tuple[float, float]
LETTER = 6.2  # how wide one is, about
CLOCK_STEPS = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800)


@dataclass(frozen=True)
class RunPoint:
    """One place of the run. label: under the axis. said: the place in words. limit: where tolerance ends.

    upper: the upper edge, where the target is a band.
    """

    label: str
    said: str
    value: float | None
    aim: float | None = None
    limit: float | None = None
    upper: float | None = None
    complete: bool = True


@dataclass(frozen=True)
class Frame:
    """Where the plot stands in the picture, and how a value becomes a height."""

    wide: int
    high: int
    start: int
    low: float
    high_value: float
    count: int
    top: int = 18
    foot: int = 24
    end: int = 14

    def x(self, index: int) -> float:
        room = self.wide - self.start - self.end
        return self.start + room * (index / (self.count - 1) if self.count > 1 else 0.5)

    def y(self, value: float) -> float:
        room = self.high - self.top - self.foot
        return self.high - self.foot - (value - self.low) / (self.high_value - self.low) * room


def run(points: Sequence[RunPoint], *, write: Callable[[float], str], unit: str, tone: str, said: str,
        wide: int = 340, high: int = 210, beside: Sequence[Sequence[float | None]] = (), aimed: bool = False,
        happened: Sequence[Band] = ()) -> Markup:
    """The chart of `points`, oldest first. `write` puts a value into words for the axis and the target.

    beside: the same places in other times, each a line of its own behind. aimed: drawn for its target alone too.
    happened: bands behind all of it.
    """
    figures = [v for p in points for v in (p.value, p.aim, p.upper) if v is not None]
    figures += [value for values in beside for value in values if value is not None]
    if not any(point.value is not None or (aimed and point.aim is not None) for point in points):
        return drawn("")
    ticks = ticks_of(min(figures), max(figures), unit)
    start = 14 + round(6.2 * max(len(spoken(write(tick))) for tick in ticks))
    frame = Frame(wide, high, start, ticks[0], ticks[-1], len(points))
    kind = "run wide" if wide > 500 else "run"
    parts = [f'<svg class="{kind}" viewBox="0 0 {wide} {high}" role="img" aria-label="{worded(said)}">',
             _tolerance(points, frame), _bands(happened, frame)]
    for tick in ticks:
        y = frame.y(tick)
        parts.append(f'<path class="grid" d="M{start} {y:.1f}H{wide - frame.end}"/>'
                     f'<text x="{start - 8}" y="{y + 3.5:.1f}" text-anchor="end">{worded(write(tick))}</text>')
    parts += [f'<path class="beside b{number}" d="{path(_places(values, frame))}"/>'
              for number, values in enumerate(beside, 1)]
    parts += [_weeks(points, frame), _aim(points, frame), _line(points, frame, tone), _aimed(points, frame, write),
              _hovers(points, frame)]
    return drawn("".join(parts) + "</svg>")


def _places(values: Sequence[float | None], frame: Frame) -> list[Place | None]:
    return [(frame.x(i), frame.y(value)) if value is not None else None for i, value in enumerate(values)]


def _bands(happened: Sequence[Band], frame: Frame) -> str:
    step = frame.x(1) - frame.x(0) if frame.count > 1 else frame.wide - frame.start - frame.end
    return drawn_bands(happened, frame.x(0), step, frame.start, frame.wide - frame.end, frame.top - 12,
                       frame.high - frame.foot)


def _tolerance(points: Sequence[RunPoint], frame: Frame) -> str:
    """The band between the target and the value at which tolerance ends, cut at the plot's edges."""
    both = [(i, p.aim, p.limit) for i, p in enumerate(points) if p.aim is not None and p.limit is not None]
    if len(both) < 2:
        return ""

    def inside(value: float) -> float:
        return frame.y(min(max(value, frame.low), frame.high_value))

    ahead = "L".join(f"{frame.x(i):.1f} {inside(aim):.1f}" for i, aim, _ in both)
    back = "L".join(f"{frame.x(i):.1f} {inside(limit):.1f}" for i, _, limit in reversed(both))
    return f'<path class="band" d="M{ahead}L{back}Z"/>'


def _weeks(points: Sequence[RunPoint], frame: Frame) -> str:
    room = max(46.0, 6.2 * max(len(spoken(point.label)) for point in points) + 10)
    each = max(1, ceil(len(points) * room / (frame.wide - frame.start - frame.end)))
    last, words = len(points) - 1, ""
    for i in range(last, -1, -each):
        if i != last and frame.x(last) + frame.end - frame.x(i) < 1.5 * room and room > 60:
            continue  # the last one ends at the edge, and reaches farther back than half of it
        where = "end" if i == last and last else "middle"
        x = frame.x(i) + (frame.end - 2 if where == "end" else 0)
        words += f'<text x="{x:.1f}" y="{frame.high - 7}" text-anchor="{where}">{worded(points[i].label)}</text>'
    return words


def _aim(points: Sequence[RunPoint], frame: Frame) -> str:
    line = path(_places([p.aim for p in points], frame))
    edge = path(_places([p.upper for p in points], frame))
    return f'<path class="aim" d="{line}{edge}"/>' if line else ""


def _aimed(points: Sequence[RunPoint], frame: Frame, write: Callable[[float], str]) -> str:
    """What the target is, above or below its line: at the newest place where no stroke passes, or the fewest do."""
    last = next((p for p in reversed(points) if p.aim is not None), None)
    if last is None or last.aim is None:
        return ""
    edges = [last.aim] if last.upper is None else [last.aim, last.upper]
    words = said("target {value}", value=together([write(edge) for edge in edges], " – "))
    wide, strokes = LETTER * len(spoken(words)), _strokes(points, frame)
    ends = [x for x in (frame.x(place) for place in range(frame.count - 1, 0, -1)) if x - wide >= frame.start]
    best: tuple[tuple[bool, int], Place] | None = None
    for end in ends or [float(frame.wide - frame.end)]:
        near = [y for x, y in strokes if end - wide - 2 <= x <= end + 2]
        for high in (frame.y(edges[-1]) - 6, frame.y(edges[0]) + 14):
            out = high < 11 or high > frame.high - frame.foot + 2
            passing = (out, sum(high - 11 <= y <= high + 3 for y in near))
            if best is None or passing < best[0]:
                best = passing, (end, high)
        if best and best[0] == (False, 0):
            break
    assert best is not None
    (x, y) = best[1]
    return f'<text class="aimed" x="{x:.1f}" y="{y:.1f}" text-anchor="end">{worded(words)}</text>'


def _strokes(points: Sequence[RunPoint], frame: Frame) -> list[Place]:
    """Places on the lines of the figures and of their targets, near to each other."""
    found = []
    for values in ([p.value for p in points], [p.aim for p in points], [p.upper for p in points]):
        places = _places(values, frame)
        found += [place for place in places if place]
        for one, other in pairwise(places):
            if one and other:
                found += [(one[0] + (other[0] - one[0]) * part / 8, one[1] + (other[1] - one[1]) * part / 8)
                          for part in range(1, 8)]
    return found


def _line(points: Sequence[RunPoint], frame: Frame, tone: str) -> str:
    """Whole weeks in one stroke; the stroke to an incomplete week is dashed and ends hollow."""
    places = _places([p.value for p in points], frame)
    whole = [place if point.complete else None for place, point in zip(places, points, strict=True)]
    line = f'<path class="line" d="{path(whole)}"/>'
    ends = [i for i, place in enumerate(places) if place]
    for before, i in zip([-1, *ends], ends, strict=False):
        spot = places[i]
        if spot is None or points[i].complete:
            continue
        if before >= 0 and before == i - 1:
            line += f'<path class="line part" d="{path([places[before], spot])}"/>'
        line += f'<circle class="hollow" cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="3.6"/>'
    last = places[ends[-1]] if ends else None
    if last and points[ends[-1]].complete:
        line += f'<circle class="dot last {tone}" cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="3.6"/>'
    return line


def _hovers(points: Sequence[RunPoint], frame: Frame) -> str:
    wide = (frame.wide - frame.start - frame.end) / max(len(points) - 1, 1)
    return "".join(
        f'<rect class="here" x="{frame.x(i) - wide / 2:.1f}" y="{frame.top}" width="{wide:.1f}" '
        f'height="{frame.high - frame.top - frame.foot}"><title>{worded(point.said)}</title></rect>'
        for i, point in enumerate(points)
    )


def ticks_of(low: float, high: float, unit: str, wanted: int = 4) -> list[float]:
    """Round places that hold every figure: tenths of a power of ten, or steps of a clock for times."""
    if high - low <= 1e-9 * max(abs(low), abs(high), 1e-3):  # nearer to each other than a picture can show
        pad = abs(high) * 0.1 or 1.0
        low, high = low - pad if low else 0.0, high + pad
    raw = (high - low) / wanted
    if unit == "seconds" and raw >= 1:
        steps = [float(s) for s in CLOCK_STEPS if s >= raw] or [
            float(CLOCK_STEPS[-1] * ceil(raw / CLOCK_STEPS[-1]))]
    else:
        power = 10.0 ** floor(log10(raw))
        steps = [m * power for m in (1, 2, 2.5, 5, 10, 20, 50, 100) if m * power >= raw * 0.999]
    found = [[index * step for index in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]
             for step in steps]
    return next((ticks for ticks in found if len(ticks) > 1 and all(_plain(tick, unit) for tick in ticks)), found[0])


def _plain(tick: float, unit: str) -> bool:
    """Whether what is written beside the axis is the very value of that place."""
    try:
        return abs(read_value(write_value(tick, unit).replace("−", "-"), unit) - tick) <= 1e-6 * max(1e-3, abs(tick))
    except ValueError:
        return True
