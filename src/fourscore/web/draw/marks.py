"""This file is about the small marks: status shapes, score meters, bars and the mix of statuses."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from fourscore.terms import said, together
from fourscore.web.draw.pen import drawn, worded

# Drawn in a box of 10 by 10; a shape of its own for each status, so that colour only repeats it.
SHAPES = {
    "good": '<circle cx="5" cy="5" r="5"/>',
    "near": '<path d="M5 0L10 10H0z"/>',
    "off": '<path d="M5-.6L10.6 5L5 10.6L-.6 5z"/>',
    "unsure": '<path d="M.8.8h8.4v8.4H.8z"/>',
    "none": '<circle cx="5" cy="5" r="4"/>',
}

# The same as markup, for pages that draw them by script.
SYMBOLS = {tone: drawn(shape) for tone, shape in SHAPES.items()}


def mark(tone: str, word: str = "") -> Markup:
    """A status shape; with a word it is named for those who do not see it, else it stands beside its word."""
    name = f'role="img" aria-label="{worded(word)}"' if word else 'aria-hidden="true"'
    return drawn(f'<svg class="st {tone}" viewBox="0 0 10 10" {name}>{SHAPES[tone]}</svg>')


def meter(score: float | None, tone: str) -> Markup:
    """How far a score fills 0..100; nothing beyond either end."""
    width = 64 * min(max(score or 0.0, 0.0), 100.0) / 100
    return drawn(
        '<svg viewBox="0 0 64 6" aria-hidden="true"><rect class="track" width="64" height="6" rx="3"/>'
        f'<rect class="fill-{tone}" width="{width:.1f}" height="6" rx="3"/></svg>'
    )


def bar(share: float, tone: str, aim: float | None = None) -> Markup:
    """A bar that fills `share` (0..1) of its cell, with a tick where the target stands."""
    width = 120 * min(max(share, 0.0), 1.0)
    tick = ""
    if aim is not None and 0 <= aim <= 1:
        tick = f'<rect class="aim-tick" x="{min(120 * aim, 118.5):.1f}" width="1.5" height="12"/>'
    return drawn(
        '<svg class="bar" viewBox="0 0 120 12" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" y="2" width="120" height="8" rx="2"/>'
        f'<rect class="fill-{tone}" y="2" width="{width:.1f}" height="8" rx="2"/>{tick}</svg>'
    )


def mix(counts: Mapping[str, int], words: Mapping[str, str]) -> Markup:
    """How many measures stand where, as one bar; said in words for those who do not see it."""
    there = {tone: number for tone, number in counts.items() if number}
    parts = [together((str(number), words[tone])) for tone, number in there.items()]
    text = together(parts, ", ") or said("no measures")
    whole, gap, at, bars = sum(there.values()), 1.0, 0.0, ""
    room = 200 - gap * max(len(there) - 1, 0)
    for tone, number in there.items():
        width = room * number / whole
        bars += f'<rect class="fill-{tone}" x="{at:.1f}" width="{width:.1f}" height="6"/>'
        at += width + gap
    return drawn(
        f'<svg class="mix" viewBox="0 0 200 6" preserveAspectRatio="none" role="img" aria-label="{worded(text)}">'
        f'<title>{worded(text)}</title>{bars}</svg>'
    )
