"""This file is about the front door of the drawings: every chart is plain SVG, coloured by its classes."""

from fourscore.web.draw.bands import Band
from fourscore.web.draw.funnel import FunnelPoint, funnel, places
from fourscore.web.draw.marks import SYMBOLS, bar, mark, meter, mix
from fourscore.web.draw.run import RunPoint, run
from fourscore.web.draw.span import span
from fourscore.web.draw.spark import spark
from fourscore.web.draw.strategy import CARD_WIDTH, Card, LaneName, Tie, card_height, strategy_map

__all__ = [
    "CARD_WIDTH",
    "SYMBOLS",
    "Band",
    "Card",
    "FunnelPoint",
    "LaneName",
    "RunPoint",
    "Tie",
    "bar",
    "card_height",
    "funnel",
    "mark",
    "meter",
    "mix",
    "places",
    "run",
    "span",
    "spark",
    "strategy_map",
]
