"""This file is about how the pages word a status, a change, a period and a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fourscore.metrics import CannotBear
from fourscore.terms import Calendar, Days, Issue, Trouble, write_value

if TYPE_CHECKING:
    from fourscore.centre import Checked
    from fourscore.metrics import Row
    from fourscore.scoring import Held, Measured
    from fourscore.strategy import Finding


class Status(NamedTuple):
    """tone: the class that gives shape and colour. word: what is said beside it, always."""

    tone: str
    word: str


STATUSES = {
    "on_target": Status("good", "On target"),
    "within_tolerance": Status("near", "Within tolerance"),
    "off_target": Status("off", "Off target"),
    "uncertain": Status("unsure", "Uncertain"),
    "no_data": Status("none", "No data"),
}


# What stands where there is no status, so that nothing recorded is told from what is not complete or too little.
WITHOUT = {
    "partial": "Not complete yet", "too_few": "Not enough data", "hidden": "Too few answers", "stale": "Out of date",
    "not_applicable": "Not scored here", "no_target": "No target",
}


class Change(NamedTuple):
    """A change against the period before, in the measure's own unit. tone: better, worse or same."""

    text: str
    verdict: str
    tone: str


UNIT_WORDS = {
    "share": "share, in per cent", "seconds": "time, in seconds", "minutes": "time, in minutes", "money": "money",
    "count": "a count", "points": "points", "ratio": "a plain ratio",
}
BETTER_WORDS = {
    "higher": "higher is better", "lower": "lower is better", "band": "best within a band",
    "neutral": "neither higher nor lower is better in itself",
}
DIMENSION_WORDS = {
    "half_hour": "Half hour", "hour": "Hour", "day": "Day", "week": "Week", "month": "Month",
    "fiscal_month": "Fiscal month", "quarter": "Quarter", "fiscal_quarter": "Fiscal quarter", "year": "Year",
    "fiscal_year": "Fiscal year", "hour_of_day": "Hour of day", "weekday": "Weekday", "queue": "Queue", "team": "Team",
    "agent": "Agent", "site": "Site", "queue_group": "Group of queues",
    "channel": "Channel", "customer_segment": "Customer group", "topic": "Topic",
}


def status_of(name: str) -> Status:
    return STATUSES.get(name, STATUSES["no_data"])


def standing_of(measured: Measured) -> Status:
    """How a measure on a card stands: its status, or why it has none."""
    return STATUSES.get(measured.stands) or Status("none", WITHOUT.get(measured.stands, "No data"))


def held_status(held: Held, row: Row | None) -> Status:
    """How a figure beside its target stands, or why it has no status."""
    if held.status != "no_data" or row is None or row.value is None:
        return status_of(held.status)
    why = "no_target" if held.target is None else "too_few" if row.complete else "partial"
    return Status("none", WITHOUT[why])


def dimension_word(name: str) -> str:
    return DIMENSION_WORDS.get(name) or name.replace("_", " ").capitalize()


def issues_of(trouble: Trouble) -> tuple[Issue, ...]:
    """What is wrong; where a measure cannot be told by something, in the pages' words for it."""
    if isinstance(trouble, CannotBear):
        return (trouble.issue(lambda name: dimension_word(name).lower()),)
    return trouble.issues


def label_word(dimension: str, label: str | None) -> str:
    """A cell's label as a person reads it; one that is missing in the records says so."""
    if label is None:
        return "Not recorded"
    if dimension == "hour_of_day" and label.isdigit():
        return f"{int(label):02d}:00–{(int(label) + 1) % 24:02d}:00"
    return label.capitalize() if dimension == "weekday" else label


def words_of(dimension: str, labels: Iterable[str]) -> str:
    """What an address narrows a dimension to."""
    return ", ".join(label_word(dimension, label or None) for label in labels)


def write_change(value: float, unit: str, currency: str) -> str:
    """The size of a change, without its sign; a change of a share is in percentage points."""
    text = write_value(abs(value), unit, currency)
    return text.replace("%", " pp") if unit == "share" else text


def change_of(value: float | None, unit: str, currency: str, direction: str,
              score_change: float | None) -> Change | None:
    """The change in words. In a band neither way is better in itself, so there the score decides."""
    if value is None:
        return None
    size = write_change(value, unit, currency)
    if size == write_change(0.0, unit, currency):
        return Change("no change", "", "same")
    more, less = ("longer", "shorter") if unit in ("seconds", "minutes") else ("higher", "lower")
    gain = {"higher": value, "lower": -value}.get(direction, score_change or 0.0)
    verdict, tone = ("better", "better") if gain > 0 else ("worse", "worse") if gain < 0 else ("", "same")
    return Change(f"{'▲' if value > 0 else '▼'} {size} {more if value > 0 else less}", verdict, tone)


def score_change_of(change: float | None) -> Change | None:
    """A change of a score, in points."""
    if change is None:
        return None
    if f"{abs(change):.1f}" == "0.0":
        return Change("no change", "", "same")
    return Change(f"{'▲' if change > 0 else '▼'} {abs(change):.1f}", "better" if change > 0 else "worse",
                  "better" if change > 0 else "worse")


def day_word(days: Days) -> str:
    """`9 – 15 Nov 2026`, or one day alone."""
    first, last = days.first, days.until - timedelta(days=1)
    if first == last:
        return f"{first:%A} {first.day} {first:%b %Y}"
    left = f"{first.day}"
    if first.year != last.year:
        left = f"{first.day} {first:%b %Y}"
    elif first.month != last.month:
        left = f"{first.day} {first:%b}"
    return f"{left} – {last.day} {last:%b %Y}"


@lru_cache(maxsize=4096)
def period_word(calendar: Calendar, days: Days) -> str:
    """`Week 46, 2026`, `November 2026`, `P10 FY2026`, `Q4 2026`, `2026`, or the days themselves."""
    name = calendar.name(days)
    if "-P" in name:
        return f"{name[-3:]} {name[:6]}"
    if "-W" in name:
        return f"Week {int(name[-2:])}, {name[:4]}"
    if "-Q" in name:
        return f"{name[-2:]} {name[:4]}"
    if len(name) == 7:
        return f"{days.first:%B %Y}"
    return name if len(name) == 4 else day_word(days)


def moment_word(at: datetime) -> str:
    """`15 Nov 2026, 14:05` on the clock the moment carries; midnight is the end of the day before."""
    if (at.hour, at.minute) == (0, 0):
        last = at.date() - timedelta(days=1)
        return f"the end of {last.day} {last:%b %Y}"
    return f"{at.day} {at:%b %Y, %H:%M}"


# What the rules of a good strategy say beside the thing they speak of: in shapes and words, never in colour alone.
FINDING_MARKS = {"E": "◆", "W": "▲", "I": "○"}
FINDING_WORDS = {"E": "Error", "W": "Warning", "I": "Note"}


class Note(NamedTuple):
    """One finding in words. mark: its shape; why: the rule's reason, "" where it belongs to no rule."""

    id: str
    mark: str
    word: str
    what: str
    remedy: str
    why: str
    where: str


class Notes(NamedTuple):
    """Notes by the id of the thing they speak of, the gravest first."""

    by_thing: Mapping[str, Sequence[Note]]

    def of(self, *things: str) -> list[Note]:
        """Those of these things, the gravest first."""
        found = [note for thing in things for note in self.by_thing.get(thing, ())]
        return sorted(found, key=lambda note: "◆▲○".index(note.mark))


def notes_of(checked: Checked) -> Notes:
    return Notes({thing: [note_of(finding) for finding in found] for thing, found in checked.about().items()})


def note_of(finding: Finding) -> Note:
    """A finding in words."""
    return Note(finding.id, FINDING_MARKS[finding.severity], FINDING_WORDS[finding.severity], finding.issue.what,
                finding.issue.remedy, finding.rule.why if finding.rule else "",
                f"{finding.issue.where} · {finding.issue.name}")
