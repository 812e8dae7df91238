"""This file is about the front door of metrics: every number has one definition, and `ask` is the only way to it."""

from fourscore.metrics.answer.guard import Guard, Loaded, Where
from fourscore.metrics.answer.opinions import is_opinion
from fourscore.metrics.answer.row import Answer, Row
from fourscore.metrics.ask import Metrics
from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.catalogue.shown import SHOWN
from fourscore.metrics.metric import Catalogue, Metric, Part
from fourscore.metrics.money.movement import Moved, Movement
from fourscore.metrics.money.rates import Reporting
from fourscore.metrics.page import page
from fourscore.metrics.plan import CannotBear
from fourscore.metrics.read import read_catalogue
from fourscore.metrics.reconcile.asking import Asked
from fourscore.metrics.reconcile.told import Reconciled
from fourscore.metrics.rows import Explanation, PartValue, Provenance, Rows
from fourscore.metrics.spread.asking import Spread
from fourscore.metrics.spread.expected import Expected, Mixed
from fourscore.metrics.spread.family import Family
from fourscore.metrics.spread.steps import Steps
from fourscore.metrics.versus.aligned import Aligned, AlignedCell, aligned
from fourscore.metrics.versus.apart import Brought, parts_of
from fourscore.metrics.versus.compare import Compared, Comparison, compare
from fourscore.metrics.versus.periods import period_of

__all__ = [
    "FRAMES",
    "SHOWN",
    "Aligned",
    "AlignedCell",
    "Answer",
    "Asked",
    "Brought",
    "CannotBear",
    "Catalogue",
    "Compared",
    "Comparison",
    "Expected",
    "Explanation",
    "Family",
    "Guard",
    "Loaded",
    "Metric",
    "Metrics",
    "Mixed",
    "Moved",
    "Movement",
    "Part",
    "PartValue",
    "Provenance",
    "Reconciled",
    "Reporting",
    "Row",
    "Rows",
    "Spread",
    "Steps",
    "Where",
    "aligned",
    "compare",
    "is_opinion",
    "page",
    "parts_of",
    "period_of",
    "read_catalogue",
]
