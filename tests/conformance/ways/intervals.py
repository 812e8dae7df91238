"""This file is about the recorded day as a report: what came into each queue in each half hour. It tells no call."""

from collections import Counter

from recorded_day import BEGIN, BERLIN, Told, steps

from fourscore.warehouse.sources.intervals import Intervals

REPORT = {
    "files": "report.csv", "covers": "day", "period": "half_hour", "start": "from", "queue": "queue",
    "tells": {"offered": "offered", "answered": "answered", "abandoned": "gave up"},
}
SUMS = "a report adds up calls, and no single one can be taken out of its sums; they are counted as told"
FACTS = ("contacts", "visits", "offers", "talk by local half hour", "agents", "time of agents on the day")


def report() -> str:
    """A row for each half hour by the clock on the wall, with how far that is ahead of UTC, and each queue."""
    sums: dict[tuple[str, str], Counter[str]] = {}
    for step in steps():
        if step.step == "stay":
            at = step.began.astimezone(BERLIN)
            half = at.replace(minute=at.minute // 30 * 30, second=0)
            row = sums.setdefault((half.isoformat(), step.queue), Counter())
            row.update(["offered", *(["answered"] if step.answered else []),
                        *(["gave up"] if step.result == "gave up" else [])])
    rows = [",".join((half, queue, *(str(row[name]) for name in ("offered", "answered", "gave up"))))
            for (half, queue), row in sums.items()]
    return "\n".join(["from,queue,offered,answered,gave up", *rows]) + "\n"


WAY = Told({"report": (Intervals.configure, REPORT)}, {"report.csv": report},
           {**dict.fromkeys(FACTS, SUMS), BEGIN: "rows tell sums and not since when somebody counted: of a file of "
                                                 "whole days, since midnight"})
