"""This file is about drawing the strategy map: lanes, cards that open their measure, links that say their claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from fourscore.terms import spoken, together
from fourscore.web.draw.pen import drawn, worded

if TYPE_CHECKING:
    from fourscore.strategy import Arrow, Box, MapLayout

LEFT, TOP, SIDE, FOOT = 136, 8, 20, 8
LINE_HEIGHT = 17
NARROWEST = 900.0  # a map of few objectives is not blown up to fill its page
CARD_WIDTH, CARD_HEIGHT = 188.0, 58.0
LETTER = 7.1  # the mean width of a letter of a card's title, in the drawing's units


@dataclass(frozen=True)
class Card:
    """What one objective's card says. tone: the class of its status. said: all of it in words.

    flag: a quiet mark beside the value, where a rule speaks of the objective. port: the objective's id, where links are
    drawn from the card and to it.
    """

    title: str
    tone: str
    value: str
    score: str
    href: str
    said: str
    flag: str = ""
    port: str = ""


@dataclass(frozen=True)
class Tie:
    """What one link says. sign: + or −. href: where it is changed, on a map that may be."""

    sign: str
    said: str
    href: str = ""


@dataclass(frozen=True)
class LaneName:
    name: str
    score: str


def strategy_map(layout: MapLayout, lanes: Mapping[str, LaneName], cards: Mapping[str, Card],
                 ties: Mapping[int, Tie], said: str) -> Markup:
    """The map as one SVG. Every card is a link that the keyboard reaches; every link carries its sentence."""
    wide, high = max(layout.width + LEFT + 2 * SIDE, NARROWEST), layout.height + TOP + FOOT
    parts = [
        f'<svg class="map" viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" height="{high:.0f}" role="group" '
        f'aria-label="{worded(said)}">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" '
        'markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 .8L7.4 4L0 7.2z"/></marker></defs>'
    ]
    for lane in layout.lanes:
        parts.append(_lane(lanes[lane.perspective], lane.top + TOP, lane.bottom + TOP, wide))
    parts += [_arrow(arrow, ties[arrow.link]) for arrow in layout.arrows]
    parts += [_card(box, cards[box.objective]) for box in layout.boxes]
    parts += [_sign(arrow) for arrow in layout.arrows if ties[arrow.link].sign == "-"]
    return drawn("".join(parts) + "</svg>")


def card_height(titles: list[str]) -> float:
    """How high cards must be for the longest of these titles."""
    return CARD_HEIGHT + LINE_HEIGHT * (max((len(lines_of(title)) for title in titles), default=1) - 1)


def lines_of(text: str, room: float = CARD_WIDTH - 26, most: int = 2) -> list[str]:
    """The text cut between words into at most `most` lines; what does not fit ends in an ellipsis."""
    letters, lines = int(room / LETTER), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= letters or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1:])]
    return [line if len(line) <= letters else line[: letters - 1].rstrip() + "…" for line in lines]


def _lane(lane: LaneName, top: float, bottom: float, wide: float) -> str:
    names = lines_of(spoken(lane.name), room=LEFT - 24, most=3)
    y = (top + bottom) / 2 - (len(names) - 1) * 9 - 4
    text = "".join(f'<tspan x="26" dy="{18 if i else 0}">{worded(name)}</tspan>' for i, name in enumerate(names))
    return (f'<rect class="lane" x="1" y="{top:.1f}" width="{wide - 2:.1f}" height="{bottom - top:.1f}" rx="12"/>'
            f'<text class="lane-name" x="26" y="{y:.1f}">{text}</text>'
            f'<text class="lane-score" x="26" y="{y + 18 * len(names):.1f}">{worded(lane.score)}</text>')


def _arrow(arrow: Arrow, tie: Tie) -> str:
    points = [(x + LEFT + SIDE, y + TOP) for x, y in arrow.points]
    way = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(x0 - x1) < 0.5:
            way += f"L{x1:.1f} {y1:.1f}"
        else:
            bend = (y1 - y0) * 0.55
            way += f"C{x0:.1f} {y0 + bend:.1f} {x1:.1f} {y1 - bend:.1f} {x1:.1f} {y1:.1f}"
    lines = (f'<title>{worded(tie.said)}</title><path class="hit" d="{way}"/>'
              f'<path class="tie" d="{way}" marker-end="url(#tip)"/>')
    if tie.href:
        return f'<a class="link" href="{escape(tie.href)}" aria-label="{worded(tie.said)}">{lines}</a>'
    return f'<g class="link">{lines}</g>'


def _sign(arrow: Arrow) -> str:
    """A minus in the middle of the last bend, where the link says more of the one means less of the other."""
    (x0, y0), (x1, y1) = arrow.points[-2], arrow.points[-1]
    x, y = (x0 + x1) / 2 + LEFT + SIDE, (y0 + y1) / 2 + TOP
    return (f'<rect class="sign-box" x="{x - 11:.1f}" y="{y - 9:.1f}" width="22" height="18" rx="9"/>'
            f'<text class="sign" x="{x:.1f}" y="{y + 4:.1f}">−</text>')


def _card(box: Box, card: Card) -> str:
    x, y = box.x + LEFT + SIDE, box.y + TOP
    titles = lines_of(card.title)
    text = "".join(f'<tspan x="{x + 14:.1f}" dy="{LINE_HEIGHT if i else 0}">{worded(line)} </tspan>'
                   for i, line in enumerate(titles))
    foot = y + box.height - 14
    return (
        f'<a href="{escape(card.href)}" data-row=""{_port_of(card)}><rect class="box" x="{x:.1f}" y="{y:.1f}" '
        f'width="{box.width:.0f}" height="{box.height:.0f}" rx="9"><title>{worded(card.said)}</title></rect>'
        f'<rect class="fill-{card.tone}" x="{x:.1f}" y="{y + 9:.1f}" width="3.5" '
        f'height="{box.height - 18:.0f}" rx="1.75"/>'
        f'<text class="title" x="{x + 14:.1f}" y="{y + 22:.1f}">{text}</text>'
        f'{_shape(card.tone, x + box.width - 22 - 8 * len(card.score), foot - 4.5)}'
        f'<text class="value" x="{x + 14:.1f}" y="{foot:.1f}">{worded(together((card.value, card.flag)))} </text>'
        f'<text class="score" x="{x + box.width - 12:.1f}" y="{foot:.1f}">{worded(card.score)}</text>'
        f'{_port(card, x + box.width - 16, y + box.height / 2)}</a>'
    )


def _port_of(card: Card) -> str:
    return f' data-objective="{escape(card.port)}"' if card.port else ""


def _port(card: Card, x: float, y: float) -> str:
    """The knob from which a link is drawn, large enough for a finger."""
    if not card.port:
        return ""
    return (f'<g class="port" data-port=""><circle class="grip" cx="{x:.1f}" cy="{y:.1f}" r="16"/>'
            f'<circle class="knob" cx="{x:.1f}" cy="{y:.1f}" r="6"/></g>')


def _shape(tone: str, x: float, y: float) -> str:
    """The same shapes as everywhere, centred on a place of the map; none on a card that tells no status."""
    if tone == "plain":
        return ""
    if tone == "good":
        return f'<circle class="fill-good" cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    if tone == "near":
        return f'<path class="fill-near" d="M{x:.1f} {y - 5.5:.1f}l5.8 10.5h-11.6z"/>'
    if tone == "off":
        return f'<path class="fill-off" d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z"/>'
    if tone == "unsure":
        return f'<path class="mark-unsure" d="M{x - 4.2:.1f} {y - 4.2:.1f}h8.4v8.4h-8.4z"/>'
    return f'<circle class="mark-none" cx="{x:.1f}" cy="{y:.1f}" r="4.2"/>'
