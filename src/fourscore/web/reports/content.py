"""This file is about what a document says: the scorecard page's own words, beside their figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import Days, write_value
from fourscore.web.address import Address, scoped
from fourscore.web.pages.frame import freshness
from fourscore.web.pages.panel import run_of
from fourscore.web.pages.scorecard import lanes_of, notes_above
from fourscore.web.sheets.about import about
from fourscore.web.watching.marks import marks_of
from fourscore.web.words import day_word, period_word

if TYPE_CHECKING:
    from markupsafe import Markup

    from fourscore.scoring import Measured, Scorecard
    from fourscore.web.pages.frame import Frame
    from fourscore.web.pages.scorecard import Lane, Line


class Item(NamedTuple):
    """One measure: its line of the page, the figures behind it, what has to be known of them, and its run of weeks."""

    line: Line
    measured: Measured
    facts: str
    chart: Markup


class Part(NamedTuple):
    """One perspective with its measures."""

    lane: Lane
    items: list[Item]


class Point(NamedTuple):
    """One line of a review's agenda. closed: how it was closed, "" while it stands open."""

    kind: str
    words: str
    closed: str


@dataclass(frozen=True)
class Document:
    """A scorecard, or a review that begins with what stands out. of: whose it is, of when, and how complete."""

    title: str
    centre: str
    who: str
    period: str
    days: str
    fresh: str
    zone: str
    whole: dict[str, Any]
    parts: list[Part]
    notes: list[str]
    points: list[Point] | None
    of: list[tuple[str, str]]
    card: Scorecard
    address: Address
    currency: str

    @property
    def name(self) -> str:
        """The file's name, without its ending."""
        first = "scorecard" if self.points is None else "review"
        return "-".join(filter(None, (first, self.card.scope.name, self.address.period)))

    def items(self) -> list[Item]:
        return [item for part in self.parts for item in part.items]


def scorecard_document(frame: Frame, address: Address, title: str = "Balanced scorecard",
                       points: list[Point] | None = None) -> Document:
    """The card of that address as a document, by what whoever asks may see."""
    card = frame.centre.scorecard(address.period, **address.scope)
    lanes, whole = lanes_of(frame, card, address)
    known = {m.kpi.id: m for m in card.measured()}
    parts = [Part(lane, [_item(frame, card, line, known[line.id], address) for line in lane.lines]) for lane in lanes]
    return Document(
        title, frame.centre.settings.name, card.scope.name or "Whole centre",
        period_word(address.calendar, address.days), day_word(address.days), freshness(card.as_of, address)["text"],
        card.zone, whole, parts, notes_above(frame, card), points,
        about(frame.centre.settings.name, address, card.zone, card.as_of), card, address, frame.currency)


def _item(frame: Frame, card: Scorecard, line: Line, measured: Measured, address: Address) -> Item:
    happened = marks_of(frame, [point.days for point in measured.history], address.asked)
    told = " · ".join([facts_of(frame, measured), *(f"{letter}: {words}" for letter, words, _ in happened.legend)])
    return Item(line, measured, told, run_of(card, measured, address, frame.currency, happened))


def review_document(frame: Frame, address: Address) -> Document:
    """The month's review: what stands out, then the card of the month."""
    from fourscore.centre import agenda

    _, found = agenda(frame.centre, address.period)
    points = [Point(one.line.kind, one.line.words, f"{one.closed.closed_as}: {one.closed.why}" if one.closed else "")
              for one in found]
    return scorecard_document(frame, address, "Monthly review", points)


def address_for(frame: Frame, period: str, scope: str) -> Address:
    """The address a document is of, as the command line says it: a period's name, and `team:Blues` and the like."""
    calendar, centre = frame.centre.calendar, frame.centre
    days: Days = calendar.period(period) if period else centre.last_week()
    return scoped(Address(calendar, days, {}, centre.parts()), scope)


def facts_of(frame: Frame, m: Measured) -> str:
    """What belongs to a figure wherever it stands: how many cases, how sure, and by which definition."""
    metric = frame.centre.metrics.catalogue.find(m.kpi.metric)
    row = m.row
    low, high = (write_value(one, m.kpi.unit, frame.currency) for one in (m.sure.low, m.sure.high))
    between = f"95%: {low} to {high}" if m.value is not None and None not in (m.sure.low, m.sure.high) else ""
    return " · ".join(filter(None, (
        f"n {m.n:,}" if m.n else "", between, row.margin if row and m.value is not None else "",
        (metric.variant or "").replace("_", " "))))
