"""This file is about signs that figures are bent: what rises first where one is made to look good, by week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from fourscore.terms import Days, Trouble, kept, said, write_value

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Sign
    from fourscore.strategy import Strategy

# Passed on, put on hold, hung up on, not answered, opened again, called again: as far as they have a metric.
METRICS = ("transfer_rate", "average_hold_time", "agent_disconnect_first_rate", "agent_non_response_rate",
           "reopen_rate", "repeat_contact_rate")
SHORT_S = 10  # a talk in which nothing can be said
CODE = 0.05  # the share of contacts from which on a wrap-up code is looked at by itself
LAST = 0.9  # of the time a ticket may take, where its last stretch begins
NOTICEABLE = 0.02  # the share of a week's calls, codes or tickets below which a rise is not told
# By the metric of the KPI that says how long a ticket may take: the moment that ends it.
ENDS = {"resolution_time": "solved_at", "first_response_time": "first_reply_at"}
Weekly = dict[Days, tuple[float, float]]


def signs_of(centre: Centre, strategy: Strategy, weeks: Sequence[Days]) -> tuple[Sign, ...]:
    """Every sign of which anything was recorded, as values of these weeks; a week without any has none."""
    if not weeks:
        return ()
    return (*_by_metrics(centre, weeks), *_counted(centre, strategy, weeks))


def _by_metrics(centre: Centre, weeks: Sequence[Days]) -> Iterator[Sign]:
    from fourscore.scoring import Sign

    for key in METRICS:
        try:
            metric = centre.metrics.catalogue.find(key)
            answer = centre.metrics.ask([metric.key], ("week",), during=Days(weeks[0].first, weeks[-1].until))
        except Trouble:
            continue  # nothing of that kind is loaded, or it cannot be told by week
        by_week = {row.by["week"]: row.value for row in answer.rows}
        yield Sign(kept(metric.name), tuple(by_week.get(centre.calendar.name(week)) for week in weeks))


def _counted(centre: Centre, strategy: Strategy, weeks: Sequence[Days]) -> Iterator[Sign]:
    from fourscore.scoring import Sign

    counts = _Counts(centre, weeks)
    found = [(said("The share of calls under {seconds} seconds", seconds=SHORT_S), counts.short()),
             (said("The share of calls from the one number that calls most"), counts.one_number())]
    found += [(said("The wrap-up code {code}", code=repr(code)), weekly) for code, weekly in counts.codes().items()]
    for kpi in strategy.kpis():
        if (end := ENDS.get(kpi.metric.partition(":")[0])) and kpi.direction == "lower" and kpi.unit == "seconds":
            at_most = kpi.targets[-1][1]
            found.append((said("The share of tickets ended just within {length} ({kpi})",
                               length=write_value(at_most, kpi.unit), kpi=kpi.id),
                          counts.just_within(end, at_most)))
    for name, weekly in found:
        shares = tuple(weekly[week][0] / weekly[week][1] if week in weekly else None for week in weeks)
        if any(share is not None for share in shares):
            yield Sign(name, shares, NOTICEABLE)


class _Counts:
    """So many of so many in each week, counted from single facts as they stand; placed as the metrics place them."""

    def __init__(self, centre: Centre, weeks: Sequence[Days]) -> None:
        self.centre, self.weeks = centre, weeks

    def _rows(self, columns: str, facts: str, groups: str = "1", **words: object) -> list[tuple[Any, ...]]:
        """Rows of facts by the place of their week, `week`, and what else `groups` names."""
        return self.centre.warehouse.cursor().execute(
            f"SELECT date_diff('day', $first, day) // 7 AS week, {columns} FROM {facts} AND replaced_in IS NULL "
            f"AND day >= $first AND day < $until GROUP BY {groups}",
            {"first": self.weeks[0].first, "until": self.weeks[-1].until, **words}).fetchall()

    def _weekly(self, rows: Iterable[tuple[Any, ...]]) -> Weekly:
        return {self.weeks[week]: (float(num), float(den)) for week, num, den in rows if den}

    def short(self) -> Weekly:
        return self._weekly(self._rows("count(*) FILTER (talk_s < $short), count(*)", "visit WHERE answered = 1",
                                       short=SHORT_S))

    def one_number(self) -> Weekly:
        """Of the calls of customers who are known, those of the one who called most."""
        many: dict[int, tuple[float, float]] = {}
        for week, _, calls in self._rows("customer, count(*)", "contact WHERE outbound = 0 AND customer IS NOT NULL",
                                         "1, 2"):
            most, whole = many.get(week, (0.0, 0.0))
            many[week] = max(most, float(calls)), whole + calls
        return self._weekly((week, *pair) for week, pair in many.items())

    def codes(self) -> dict[str, Weekly]:
        """Of the contacts with a wrap-up code, those with each code that is not rare."""
        of_week: dict[int, float] = {}
        of_code: dict[str, dict[int, float]] = {}
        for week, code, many in self._rows("disposition, count(*)", "contact WHERE handled = 1 AND disposition <> ''",
                                           "1, 2"):
            of_week[week] = of_week.get(week, 0.0) + many
            of_code.setdefault(code, {})[week] = float(many)
        whole = sum(of_week.values())
        return {code: self._weekly((week, there.get(week, 0.0), all_) for week, all_ in of_week.items())
                for code, there in sorted(of_code.items()) if sum(there.values()) >= CODE * whole}

    def just_within(self, end: str, at_most: float) -> Weekly:
        """Of the tickets opened in a week and ended since, those ended in the last tenth of the time they may take."""
        taken = f"epoch({end}) - epoch(opened_at)"
        return self._weekly(self._rows(f"count(*) FILTER ({taken} > $least AND {taken} <= $most), count(*)",
                                       f"ticket WHERE {end} IS NOT NULL", least=LAST * at_most, most=at_most))
