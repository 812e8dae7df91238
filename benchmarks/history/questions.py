"""This file is about the questions: twenty measures by day and queue, by team, by month and agent, and bare SQL beside.

Every question is put twice, each in a process of its own: through `Metrics.ask`, and as SQL somebody would write by
hand over the same table, its fractions made by the formulas below. The values of both are held against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.history.rows import CALENDAR, FIRST, UNTIL
from fourscore.metrics import Catalogue, Metrics, read_catalogue
from fourscore.metrics.metric import Formula, Named
from fourscore.terms import Days
from fourscore.warehouse import Warehouse

WHOLE, LAST = Days(FIRST, UNTIL), Days(UNTIL - timedelta(days=30), UNTIL)
# What the parts are in the facts, as one would write them; in the cubes they stand under these names.
PARTS = {
    "entered": "1 - refused", "answered": "answered", "abandoned": "abandoned", "flowed_out": "flowed_out",
    "dropped": "dropped", "refused": "refused", "still_open": "open", "answered_in_time": "in_time",
    "abandoned_in_time": "abandoned_in_time", "short_abandoned": "short_abandon", "transferred": "transferred",
    "wait_answered_s": "CASE WHEN answered = 1 THEN wait_s ELSE 0 END",
    "wait_abandoned_s": "CASE WHEN abandoned = 1 THEN wait_s ELSE 0 END",
    "wait_finished_s": "CASE WHEN refused = 0 AND open = 0 THEN wait_s ELSE 0 END",
    "talk_s": "talk_s", "hold_s": "hold_s", "wrap_up_s": "wrap_up_s", "handle_s": "handle_s",
    "longest_wait_s": "CASE WHEN refused = 0 AND open = 0 THEN wait_s END",
}
# Twenty measures, which need every one of those: numerator and denominator by hand.
MEASURES: dict[str, Callable[[dict[str, Any]], tuple[Any, Any]]] = {
    "service_level:offered": lambda p: (p["answered_in_time"], p["answered"] + p["abandoned"]),
    "service_level:abandons_in_threshold_excluded":
        lambda p: (p["answered_in_time"], p["answered"] + p["abandoned"] - p["abandoned_in_time"]),
    "service_level:short_abandons_credited":
        lambda p: (p["answered_in_time"] + p["short_abandoned"], p["answered"] + p["abandoned"]),
    "service_level:flow_outs_included":
        lambda p: (p["answered_in_time"], p["answered"] + p["abandoned"] + p["flowed_out"]),
    "average_speed_of_answer": lambda p: (p["wait_answered_s"], p["answered"]),
    "average_waiting_time": lambda p: (p["wait_finished_s"], p["entered"] - p["still_open"]),
    "longest_wait": lambda p: (p["longest_wait_s"], 1),
    "average_time_to_abandon": lambda p: (p["wait_abandoned_s"], p["abandoned"]),
    "abandonment_rate:all": lambda p: (p["abandoned"], p["answered"] + p["abandoned"] + p["flowed_out"]),
    "abandonment_rate:short_excluded":
        lambda p: (p["abandoned"] - p["short_abandoned"],
                   p["answered"] + p["abandoned"] + p["flowed_out"] - p["short_abandoned"]),
    "answer_rate": lambda p: (p["answered"], p["entered"]),
    "blocked_refused_rate": lambda p: (p["refused"], p["entered"] + p["refused"]),
    "contacts_offered": lambda p: (p["entered"], 1),
    "contacts_handled": lambda p: (p["answered"], 1),
    "average_talk_time": lambda p: (p["talk_s"], p["answered"]),
    "average_handle_time": lambda p: (p["handle_s"], p["answered"]),
    "lost": lambda p: (p["dropped"], 1),
    "transfers": lambda p: (p["transferred"], 1),
    "hold": lambda p: (p["hold_s"], 1),
    "wrap_up": lambda p: (p["wrap_up_s"], 1),
}
OWN = {"lost": "dropped", "transfers": "transferred", "hold": "hold_s", "wrap_up": "wrap_up_s"}


def catalogue() -> Catalogue:
    """The product's catalogue, and four sums beside it as a centre's own metrics."""
    ours, _ = read_catalogue(None, {})
    pattern = ours.metrics["contacts_handled"]
    own = {name: replace(pattern, slug=name, name=name, own=True, num=part,
                         formulas={**pattern.formulas, "num": Formula(part, Named(part))})
           for name, part in OWN.items()}
    return replace(ours, metrics={**ours.metrics, **own})


class Question(NamedTuple):
    """by and during as `ask` takes them; table and keys as SQL has them."""

    by: tuple[str, ...]
    during: Days
    table: str
    keys: tuple[str, ...]
    cubes: bool = True


QUESTIONS = {
    "facts": Question(("day", "queue"), WHOLE, "visit", ("day", "queue"), cubes=False),
    "cube": Question(("day", "queue"), WHOLE, "cube_queue", ("day", "queue")),
    "team_days": Question(("team",), LAST, "cube_person", ("team",)),
    "month_agent": Question(("month", "agent"), WHOLE, "cube_person", ("date_trunc('month', day)", "agent")),
}


class Asked:
    """One question, ready to be put in either way as often as wanted."""

    def __init__(self, folder: Path, name: str, during: Days | None = None) -> None:
        question = QUESTIONS[name]
        self.question = question._replace(during=during or question.during)
        self.warehouse = Warehouse.open(folder / "data")
        if not self.question.cubes:
            # What was read of a file is kept in memory up to this; the facts are far larger, and read once.
            self.warehouse.cursor().execute("SET memory_limit = '300MB'")
        self.metrics = Metrics(self.warehouse, catalogue(), CALENDAR, "EUR")
        # Opening is not asking: definitions are read, and the first look at the file is over.
        self.metrics.dimensions("contacts_handled")

    def ours(self) -> Any:
        asked = self.question
        self.warehouse.stored += 1  # as after a load: an answer that was given before is not simply given again
        return self.metrics.ask(list(MEASURES), asked.by, during=asked.during, use_cubes=asked.cubes)

    def hand(self) -> list[tuple[Any, ...]]:
        asked, facts = self.question, self.question.table == "visit"
        sums = ", ".join(f"{'max' if name == 'longest_wait_s' else 'sum'}({sql if facts else name})"
                         for name, sql in PARTS.items())
        standing = "AND replaced_in IS NULL" if facts else ""
        return self.warehouse.cursor().execute(
            f"SELECT {', '.join(asked.keys)}, {sums} FROM {asked.table} WHERE day >= ? AND day < ? {standing} "
            "GROUP BY ALL ORDER BY ALL", [asked.during.first, asked.during.until]).fetchall()

    def values(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Every value with its cell's words and its measure, from either way."""
        if not isinstance(found, list):
            for row in found.rows:
                yield (*row.by.values(), row.key, row.value)
            return
        words = {kind: dict(self.warehouse.cursor().execute(f"SELECT {kind}, name FROM {kind}").fetchall())
                 for kind in ("queue", "team", "agent")}
        for line in found:
            keys = tuple(f"{key:%Y-%m}" if name == "month" else str(key) if name == "day" else words[name][key]
                         for name, key in zip(self.question.by, line, strict=False))
            parts = dict(zip(PARTS, line[len(keys):], strict=True))
            for measure, formula in MEASURES.items():
                num, den = formula(parts)
                yield (*keys, measure, float(Fraction(num) / den) if num is not None and den else None)

    def close(self) -> None:
        self.warehouse.close()
