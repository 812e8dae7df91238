"""This file is about what an address of Explore asks: measures, by what, held against when, in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fourscore.metrics import period_of
from fourscore.terms import Days, Issue, WrongUse, said
from fourscore.web.address import Address, read_number

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams
    from starlette.requests import Request

    from fourscore.metrics import Metric
    from fourscore.web.pages.frame import Frame

PATH = "/explore"
MOST_MEASURES, MOST_CUTS = 6, 2
# What a figure is held against, as an address names it, and what the page calls it.
VERSUS = {"before": said("the period before"), "year-before": said("the year before")}


@dataclass(frozen=True)
class Question:
    """Everything a view is made of. by: at most two names. least: rows that stand on fewer cases are left out.

    sort: the key of a column, "" for the usual order. find: only rows with this in their name. view: the saved view it
    came from; 0 where from none.
    """

    address: Address
    metrics: tuple[Metric, ...]
    by: tuple[str, ...]
    versus: tuple[str, ...] = ()
    sort: str = ""
    falling: bool = False
    find: str = ""
    least: int = 0
    view: int = 0

    @property
    def others(self) -> tuple[Days, ...]:
        """The periods it is held against."""
        return tuple(period_of(word, self.address.days, self.address.calendar) for word in self.versus)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What its address says beside the period and what is narrowed to."""
        found = [("metric", metric.key) for metric in self.metrics]
        found += [("by", name) for name in self.by] + [("versus", word) for word in self.versus]
        if self.sort:
            found += [("sort", self.sort), ("order", "down" if self.falling else "up")]
        found += [("find", self.find)] if self.find else []
        found += [("least", str(self.least))] if self.least else []
        return (*found, *([("view", str(self.view))] if self.view else []))

    def within(self) -> Address:
        """Its address with all it asks."""
        return replace(self.address, also=self.pairs())

    def link(self, path: str = PATH, **changes: Any) -> str:
        """The address of the same question with these changes."""
        return (replace(self, **changes) if changes else self).within().link(path)

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """What a form that asks for something else has to carry along."""
        where = [(name, label) for name, labels in self.address.where.items() for label in labels]
        return [(name, value) for name, value in (("period", self.address.period), *where, *self.pairs())
                if name not in without]


def read_question(frame: Frame, request: Request) -> Question:
    """Raises WrongUse `bad-period`, `bad-number`, `unknown-metric`, `too-much-at-once`, `unknown-comparison`."""
    return question_of(frame, request.query_params)


def question_of(frame: Frame, query: QueryParams) -> Question:
    """The question of these words, as `read_question`."""
    metrics = tuple(dict.fromkeys(frame.centre.metrics.catalogue.find(key) for key in query.getlist("metric") if key))
    by = tuple(dict.fromkeys(name for name in query.getlist("by") if name))
    if len(metrics) > MOST_MEASURES or len(by) > MOST_CUTS:
        raise WrongUse(Issue("too-much-at-once", "Explore", said(
            "At most {measures} measures are shown at once, by at most {cuts} things.", measures=MOST_MEASURES,
            cuts=MOST_CUTS), said("Leave some out; two views can be saved side by side.")))
    versus = tuple(dict.fromkeys(word for words in query.getlist("versus") for word in words.split(",") if word))
    for word in versus:
        if word not in VERSUS:
            raise WrongUse(Issue("unknown-comparison", f"versus={word[:40]}", said("There is no such comparison."),
                                 said("Write one of: {names}", names=", ".join(VERSUS))))
    return Question(frame.address_of(query), metrics, by, versus, query.get("sort", ""), query.get("order") == "down",
                    query.get("find", "").strip()[:100], read_number(query, "least", 0) if query.get("least") else 0,
                    read_number(query, "view", 0) if query.get("view") else 0)
