"""This file is about what a source tells beside its facts: where nobody ever told a thing, its absence is no "no".

Each name stands for a kind of fill mark of its own, which only the sources have that tell the thing; a field or part
that needs it says nothing of a time of which no such source is loaded. Rows of other sources are left out by the parts.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Tells(NamedTuple):
    """A source tells it that has a standing fact `of` this kind which meets the test.

    among: of which facts it could be told at all; a source that has none of these (nothing happened, or single facts
    were deleted) withholds nothing.
    """

    of: str
    test: str
    among: str = "true"


def _given(fact: str, *columns: str) -> dict[str, Tells]:
    return {column: Tells(fact, f"{column} IS NOT NULL") for column in columns}


TELLS: dict[str, Tells] = {
    # Of contacts
    **_given("contact", "right_party", "eligible", "offer_made", "completed", "recorded", "machine", "dialler_dropped",
             "escalated", "complaint", "cancel_intent", "article_used", "mos", "sentiment", "disposition"),
    "customer": Tells("contact", "customer IS NOT NULL"),
    "dial": Tells("contact", "outbound = 1"),
    "connected": Tells("contact", "connected IS NOT NULL", "outbound = 1"),
    "menu": Tells("contact", "menu = 1"),
    "contained": Tells("contact", "menu = 1 AND contained IS NOT NULL"),
    # Of stays: what is nowhere more than nothing is not told.
    "hold": Tells("visit", "hold_s > 0"),
    "wrap_up": Tells("visit", "wrap_up_s > 0"),
    "transfer": Tells("visit", "transferred = 1"),
    "ending": Tells("visit", "agent_ended = 1"),
    "talk": Tells("visit", "talk_s > 0", "answered = 1"),
    "handling": Tells("visit", "handle_s > 0", "answered = 1"),
    "abandoned_wait": Tells("visit", "abandoned = 1 AND wait_s > 0", "abandoned = 1"),
    "refused": Tells("visit", "refused = 1"),
    "customer_segment": Tells("visit", "customer_segment IS NOT NULL"),
    # Of what was done with contacts, and of agents' time
    "alert": Tells("segment", "kind = 'alert'"),
    # Who tells of offers during which the customer left, be it of none, tells of every offer.
    "missed": Tells("segment", "kind = 'alert' AND (answered = 0 OR cancelled IS NOT NULL)"),
    "pause": Tells("agent_state", "state = 'pause'"),
    # Of the others
    "amount": Tells("sale", "amount <> 0"),
    **_given("evaluation", "auto_fail"),
    **_given("coaching", "attended", "actions_done"),
    **_given("absence", "planned"),
    **_given("ticket", "first_reply_at", "solved_at", "replies", "reopened"),
    "ticket_end": Tells("ticket", "coalesce(closed_at, solved_at) IS NOT NULL"),
    **_given("lead", "attempts", "first_dial_at"),
    **_given("callback", "attempted_at"),
    **_given("training", "passed"),
    **_given("vacancy", "internal"),
    **_given("employment", "left_on"),
    **_given("certificate", "valid_from"),
    "subscription_end": Tells("subscription", "ended_on IS NOT NULL"),
}
# What parts need that the cubes and histograms keep.
KEPT_NEEDS: dict[str, tuple[str, ...]] = {
    **{name: ("visit", told) for name, told in {
        "talk_s": "talk", "handle_s": "handling", "handle_times": "handling", "hold_s": "hold", "wrap_up_s": "wrap_up",
        "transferred": "transfer", "refused": "refused", "wait_abandoned_s": "abandoned_wait",
        "wait_finished_s": "abandoned_wait", "abandoned_in_time": "abandoned_wait",
        "short_abandoned": "abandoned_wait"}.items()},
    "reply_times": ("ticket", "first_reply_at"), "solving_times": ("ticket", "solved_at"),
}

class OfTellers(NamedTuple):
    """A kept part over the rows of those sources only that tell something of them."""

    kept: str
    told: str
    words: str


# What is divided by sums that some sources withhold, and what stands beside these: of who tells them only. Where every
# source does, which is usual, each is the kept part itself and read where that is kept.
OF_TELLERS: dict[str, OfTellers] = {
    "answered__talk": OfTellers("answered", "talk", "answered stays whose source tells of talk"),
    "answered__handling": OfTellers("answered", "handling", "answered stays whose source tells of handling"),
    "handle_times__handling": OfTellers("handle_times", "handling",
                                   "handle times of answered stays whose source tells of handling"),
    "entered__refused": OfTellers("entered", "refused",
                                      "stays that entered a queue, of sources that tell of refused calls"),
    **{name: OfTellers(kept, "abandoned_wait", f"{words}, of sources that tell how long those who gave up waited")
       for name, kept, words in (
           ("entered__wait", "entered", "stays that entered a queue"),
           ("still_open__wait", "still_open", "stays not ended in what is loaded"),
           ("answered__wait", "answered", "stays answered"),
           ("abandoned__wait", "abandoned", "stays abandoned"),
           ("flowed_out__wait", "flowed_out", "stays that flowed out"),
           ("answered_in_time__wait", "answered_in_time", "stays answered within the queue's threshold"),
           ("abandoned_in_time__wait", "abandoned_in_time", "stays abandoned within the threshold"),
           ("short_abandoned__wait", "short_abandoned", "stays abandoned within the short-abandon limit"),
           ("wait_finished_s__wait", "wait_finished_s", "waiting time of all finished stays"))},
}

# Stands in a part's SQL for the sources that tell it, until they are known, when a question is asked.
TELLING = re.compile(r"\$tells_(\w+)")


def told_by(name: str) -> str:
    """SQL over a fact `f`: 1 where its source tells this, else 0."""
    return f"CASE WHEN f.source IN ($tells_{name}) THEN 1 ELSE 0 END"


def tellers(cursor: DuckDBPyConnection, name: str, sources: Collection[int]) -> frozenset[int]:
    """Those of these sources that tell it."""
    fact, test, among = TELLS[name]

    def some(source: int, where: str) -> bool:
        # Ends at the first row, and where none is told the column's own bounds say so.
        return cursor.execute(f"SELECT 1 FROM {fact} WHERE source = {source} AND replaced_in IS NULL "
                              f"AND ({where}) LIMIT 1").fetchone() is not None

    return frozenset(source for source in sources if some(source, test) or not some(source, among))
