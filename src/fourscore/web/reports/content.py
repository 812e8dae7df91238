"""This file is about what a document says: the scorecard page's own words, beside their figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import Days, said, together, write_value
from fourscore.web.address import Address, scoped
from fourscore.web.pages.frame import freshness
from fourscore.web.pages.panel import run_of
from fourscore.web.pages.scorecard import lanes_of, notes_above
from fourscore.web.sheets.about import about
from fourscore.web.watching.marks import marks_of
from fourscore.web.words import count_word, day_word, period_word, variant_word

if TYPE_CHECKING:
    from markupsafe import Markup

    from fourscore.scoring import Measured, Scorecard
    from fourscore.web.pages.frame import Frame
    from fourscore.web.pages.scorecard import Lane, Line


# What a line of a review's agenda is about, as it is kept, in words.
KINDS = {
    "signal": said("Signal"), "missed twice": said("Missed twice"), "guard broken": said("Guard broken"),
    "restated": said("Restated"), "initiative due": said("Initiative due"), "decision due": said("Decision due"),
    "check": said("Check"),
}
CLOSED_WORDS = {"acted": said("acted"), "explained": said("explained"), "re-based": said("re-based")}
KEY = said(
    "Score: 0 at the floor, 100 at the target, never more than 120. n: cases counted. 95%: the interval that holds the "
    "true figure 95 times of 100. Dashed: the target. A hollow point, and “not complete yet”: not all facts of these "
    "days are in. – : there is no figure, which is not a zero.")
NOTHING_STANDS_OUT = said("Nothing does: no signal, no target missed twice, nothing restated, nothing due.")


class Item(NamedTuple):
    """One measure: its line of the page, the figures behind it, what has to be known of them, and its run of weeks."""

    line: Line
    measured: Measured
    facts: str
    chart: Markup

    @property
    def aimed(self) -> str:
        """Its figure beside its target."""
        return said("{actual}, target {target}", actual=self.line.actual, target=self.line.target)

    @property
    def aimed_by_name(self) -> str:
        """The same behind the measure's name."""
        return together((self.line.name, self.aimed), ": ")


class Part(NamedTuple):
    """One perspective with its measures."""

    lane: Lane
    items: list[Item]

    @property
    def withheld(self) -> str:
        """Why it has no score, where too little of it could be scored."""
        if not self.lane.withheld:
            return ""
        return said("Withheld: only {withheld} of its weight could be scored.", withheld=self.lane.withheld)


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

    @property
    def state(self) -> str:
        """How the whole stands, or why it has no score."""
        if self.card.withheld:
            return said("Withheld: only {coverage} of the weight could be scored", coverage=self.whole["coverage"])
        word: str = self.whole["status"].word
        return word

    @property
    def head(self) -> str:
        """What it is, of when and of whom."""
        return said("{title}: {period}, {who}", title=self.title, period=self.period, who=self.who)

    @property
    def foot(self) -> str:
        """What stands under every page: of whom, of when, how complete, and by which clock."""
        return together((self.centre, self.who, self.period, self.fresh, said("times in {zone}", zone=self.zone)),
                        " · ")

    def items(self) -> list[Item]:
        return [item for part in self.parts for item in part.items]


def scorecard_document(frame: Frame, address: Address, title: str = said("Balanced scorecard"),
                       points: list[Point] | None = None) -> Document:
    """The card of that address as a document, by what whoever asks may see."""
    card = frame.centre.scorecard(address.period, **address.scope)
    lanes, whole = lanes_of(frame, card, address)
    known = {m.kpi.id: m for m in card.measured()}
    parts = [Part(lane, [_item(frame, card, line, known[line.id], address) for line in lane.lines]) for lane in lanes]
    return Document(
        title, frame.centre.settings.name, card.scope.name or said("Whole centre"),
        period_word(address.calendar, address.days), day_word(address.days), freshness(card.as_of, address)["text"],
        card.zone, whole, parts, notes_above(frame, card), points,
        about(frame.centre.settings.name, address, card.zone, card.as_of), card, address, frame.currency)


def _item(frame: Frame, card: Scorecard, line: Line, measured: Measured, address: Address) -> Item:
    happened = marks_of(frame, [point.days for point in measured.history], address.asked)
    told = together([facts_of(frame, measured), *(together((letter, words), ": ")
                                                  for letter, words, _ in happened.legend)], " · ")
    return Item(line, measured, told, run_of(card, measured, address, frame.currency, happened))


def review_document(frame: Frame, address: Address) -> Document:
    """The month's review: what stands out, then the card of the month."""
    from fourscore.centre import agenda

    _, found = agenda(frame.centre, address.period)
    points = [Point(KINDS.get(one.line.kind, one.line.kind), one.line.words, together(
        (CLOSED_WORDS.get(one.closed.closed_as, one.closed.closed_as), one.closed.why), ": ") if one.closed else "")
        for one in found]
    return scorecard_document(frame, address, said("Monthly review"), points)


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
    between = "" if m.value is None or None in (m.sure.low, m.sure.high) else said(
        "95%: {low} to {high}", low=low, high=high)
    return together((
        said("n {count}", count=count_word(m.n)) if m.n else "", between,
        row.margin if row and m.value is not None else "", variant_word(metric)), " · ")
