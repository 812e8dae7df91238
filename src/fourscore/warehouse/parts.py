"""This file is about what is kept beside the facts: the parts of the cubes, and the lengths told by histograms."""

from __future__ import annotations

from typing import NamedTuple


class StoredPart(NamedTuple):
    """A sum kept in the cubes under `name`; `expression` is over the columns of the fact table `of`.

    unit: count, seconds. aggregate: sum, or max for the one that is not additive but merges. agentless: it counts stays
    that no agent answered, so that most sources can say neither whose they were nor which team's.
    """

    name: str
    of: str
    expression: str
    unit: str
    words: str
    aggregate: str = "sum"
    agentless: bool = False


STORED: tuple[StoredPart, ...] = (
    StoredPart("entered", "visit", "1 - refused", "count", "stays that entered a queue", agentless=True),
    StoredPart("answered", "visit", "answered", "count", "stays answered by an agent"),
    StoredPart("abandoned", "visit", "abandoned", "count", "stays the customer left before an answer", agentless=True),
    StoredPart("flowed_out", "visit", "flowed_out", "count",
               "stays that left unanswered by timeout, key, empty queue or withdrawal", agentless=True),
    StoredPart("dropped", "visit", "dropped", "count", "stays lost by the system", agentless=True),
    StoredPart("refused", "visit", "refused", "count", "calls refused before they entered a queue", agentless=True),
    StoredPart("still_open", "visit", "open", "count", "stays not ended in what is loaded", agentless=True),
    StoredPart("answered_in_time", "visit", "in_time", "count", "stays answered within the queue's threshold"),
    StoredPart("abandoned_in_time", "visit", "abandoned_in_time", "count",
               "stays abandoned within the threshold", agentless=True),
    StoredPart("short_abandoned", "visit", "short_abandon", "count",
               "stays abandoned within the short-abandon limit", agentless=True),
    StoredPart("transferred", "visit", "transferred", "count", "answered stays that ended in a transfer"),
    StoredPart("wait_answered_s", "visit", "CASE WHEN answered = 1 THEN wait_s ELSE 0 END", "seconds",
               "waiting time of answered stays"),
    StoredPart("wait_abandoned_s", "visit", "CASE WHEN abandoned = 1 THEN wait_s ELSE 0 END", "seconds",
               "waiting time of abandoned stays", agentless=True),
    StoredPart("wait_finished_s", "visit", "CASE WHEN refused = 0 AND open = 0 THEN wait_s ELSE 0 END", "seconds",
               "waiting time of all finished stays", agentless=True),
    StoredPart("talk_s", "visit", "talk_s", "seconds", "talk time, dated by the stay's entry"),
    StoredPart("hold_s", "visit", "hold_s", "seconds", "hold time, dated by the stay's entry"),
    StoredPart("wrap_up_s", "visit", "wrap_up_s", "seconds", "after-call work, dated by the stay's entry"),
    StoredPart("handle_s", "visit", "handle_s", "seconds",
               "talk, hold and after-call work, dated by the stay's entry"),
    StoredPart("longest_wait_s", "visit", "CASE WHEN refused = 0 AND open = 0 THEN wait_s END", "seconds",
               "longest waiting time of finished stays", "max", agentless=True),
    StoredPart("talk_overlap_s", "piece", "CASE WHEN kind = 'talk' THEN seconds ELSE 0 END", "seconds",
               "talk time, dated by when it was spent"),
    StoredPart("handling_overlap_s", "piece", "seconds", "seconds",
               "talk, hold and after-call work, dated by when they were spent"),
)

# Each cube: the columns that make a cell. `piece` rows have the same columns, so both kinds of part fit both cubes.
CUBES: dict[str, tuple[str, ...]] = {
    "cube_queue": ("slot", "day", "half", "queue", "channel", "topic", "customer_segment"),
    "cube_agent": ("day", "agent", "team", "queue", "channel"),
    "cube_person": ("day", "agent", "team"),
}
# Which cube is made of whose cells: people serve more queues the busier they are, so that the cells by queue grow with
# the history, and those of a person's day do not.
ROLLED = {"cube_agent": "cube_person"}


class StoredLength(NamedTuple):
    """A length of which histogram rows are kept under `name`; `expression` is seconds over the columns of `of`."""

    name: str
    of: str
    expression: str
    words: str


LENGTHS: tuple[StoredLength, ...] = (
    StoredLength("waits_answered", "visit", "CASE WHEN answered = 1 THEN wait_s END",
                 "waiting times of answered stays"),
    StoredLength("handle_times", "visit", "CASE WHEN answered = 1 THEN handle_s END", "handle times of answered stays"),
    StoredLength("reply_times", "ticket", "CAST(epoch(first_reply_at) - epoch(opened_at) AS DECIMAL(18,3))",
                 "times to the first reply"),
    StoredLength("solving_times", "ticket", "CAST(epoch(solved_at) - epoch(opened_at) AS DECIMAL(18,3))",
                 "times to the first solution"),
)

# Each table of histogram rows: the columns that make a cell, those with the fewest rows first.
HISTOGRAMS: dict[str, tuple[str, ...]] = {
    "histogram_day": ("day", "queue", "channel"),
    "histogram_agent": CUBES["cube_agent"],
    "histogram_queue": CUBES["cube_queue"],
}
