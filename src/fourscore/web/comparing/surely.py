"""This file is about how sure a figure on a card is, as pages and files say it: interval, steadied figure, reliability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from fourscore.terms import write_reliability, write_value
from fourscore.web.draw import span
from fourscore.web.sheets import Column, Figure
from fourscore.web.words import standing_of

if TYPE_CHECKING:
    from fourscore.scoring import Measured, Scorecard

PEOPLE = ("team", "agent")


class Told(NamedTuple):
    """How sure one figure is. bar: the interval drawn; between: in words. short: n, steadied figure and reliability in
    one line. sentences: all of it, with what the figure may be used for and what would do for more.
    """

    bar: Markup
    between: str
    short: str
    sentences: tuple[str, ...]


NOTHING = Told(Markup(), "", "", ())


def surely(m: Measured, card: Scorecard, *, wide: int = 96) -> Told:
    """Of a figure with an interval; of a team's or an agent's also how it stands to its peers."""
    if m.value is None:
        return NOTHING
    sure, unit = m.sure, m.kpi.unit
    low, high, steadied, least, most = (write_value(one, unit, card.currency) for one in (
        sure.low, sure.high, sure.steadied, sure.steadied_low, sure.steadied_high))
    told, short, between, bar = [], [f"n {m.n:,}"], "", Markup()
    if sure.low is not None and sure.high is not None:
        between = f"{low} to {high}"
        told.append(f"It stands on {m.n:,}: the true figure lies between {low} and {high} in 95 of 100 cases.")
        bar = span(sure.low, sure.high, m.value, tone=standing_of(m).tone, aims=(m.target, m.upper_target),
                   steadied=sure.steadied, wide=wide, said=f"{m.kpi.name}: likely between {low} and {high}")
    if sure.steadied is not None:
        short.append(f"steadied {steadied}")
        told.append(f"Steadied by its peers it is {steadied}, between {least} and {most}.")
    if sure.reliability is not None:
        short.append(f"reliability {write_reliability(sure.reliability)}")
    if m.usable:
        reliable = "" if sure.reliability is None else f"Reliability {write_reliability(sure.reliability)}: "
        said = m.usable if reliable else m.usable.capitalize()
        told.append(f"{reliable}{said}. {sure.needs(card.rules)}".strip())
    return Told(bar, between, ", ".join(short) if card.scope.level in PEOPLE else "", tuple(told))


COLUMNS = (
    Column("low", "Likely from"), Column("high", "Likely to"), Column("steadied", "Steadied by peers"),
    Column("steadied_low", "Steadied from"), Column("steadied_high", "Steadied to"),
    Column("reliability", "Reliability", "ratio"), Column("judged", "May be used for"),
    Column("needs", "What would do"),
)


def cells(m: Measured, card: Scorecard) -> list[Any]:
    """The cells of these columns."""
    sure, unit = m.sure, m.kpi.unit
    return [*(Figure(one, unit) for one in (sure.low, sure.high, sure.steadied, sure.steadied_low,
                                            sure.steadied_high)),
            sure.reliability, m.usable, sure.needs(card.rules) if m.value is not None else ""]
