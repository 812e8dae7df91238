"""This file is about how sure a figure on a card is, as pages and files say it: interval, steadied figure, reliability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from fourscore.terms import capital, kept, said, together, write_reliability, write_value
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
    told, short, between, bar = [], [said("n {count}", count=write_value(m.n, "count"))], "", Markup()
    if sure.low is not None and sure.high is not None:
        between = said("{low} to {high}", low=low, high=high)
        told.append(said("It stands on {count}: the true figure lies between {low} and {high} in 95 of 100 cases.",
                         count=write_value(m.n, "count"), low=low, high=high))
        bar = span(sure.low, sure.high, m.value, tone=standing_of(m).tone, aims=(m.target, m.upper_target),
                   steadied=sure.steadied, wide=wide, said=said(
                       "{measure}: likely between {low} and {high}", measure=kept(m.kpi.name), low=low, high=high))
    if sure.steadied is not None:
        short.append(said("steadied {figure}", figure=steadied))
        told.append(said("Steadied by its peers it is {figure}, between {low} and {high}.", figure=steadied, low=least,
                         high=most))
    if sure.reliability is not None:
        short.append(said("reliability {figure}", figure=write_reliability(sure.reliability)))
    if m.usable:
        use = said("{use}.", use=capital(m.usable)) if sure.reliability is None else said(
            "Reliability {figure}: {use}.", figure=write_reliability(sure.reliability), use=m.usable)
        told.append(together((use, sure.needs(card.rules))))
    return Told(bar, between, together(short, ", ") if card.scope.level in PEOPLE else "", tuple(told))


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
