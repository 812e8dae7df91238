"""This file is about how the pages word a status, a change, a period and a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fourscore.metrics import CannotBear
from fourscore.terms import (
    Calendar,
    Days,
    Issue,
    Trouble,
    as_written,
    kept,
    said,
    together,
    write_day,
    write_value,
)
from fourscore.web.languages.moments import told_as_moment

if TYPE_CHECKING:
    from fourscore.centre import Checked
    from fourscore.metrics import Metric, Row
    from fourscore.scoring import Held, Measured
    from fourscore.strategy import Finding


class Status(NamedTuple):
    """tone: the class that gives shape and colour. word: what is said beside it, always."""

    tone: str
    word: str


STATUSES = {
    "on_target": Status("good", said("On target")),
    "within_tolerance": Status("near", said("Within tolerance")),
    "off_target": Status("off", said("Off target")),
    "uncertain": Status("unsure", said("Uncertain")),
    "no_data": Status("none", said("No data")),
}


# The same inside a sentence, by their tones.
STATUS_INSIDE = {
    "good": said("on target"), "near": said("within tolerance"), "off": said("off target"),
    "unsure": said("uncertain"), "none": said("no data"),
}


# What stands where there is no status, so that nothing recorded is told from what is not complete or too little.
WITHOUT = {
    "partial": said("Not complete yet"), "too_few": said("Not enough data"), "hidden": said("Too few answers"),
    "stale": said("Out of date"), "not_applicable": said("Not scored here"), "no_target": said("No target"),
}


class Change(NamedTuple):
    """A change against the period before, in the measure's own unit. tone: better, worse or same."""

    text: str
    verdict: str
    tone: str


BETTER, WORSE = said("better"), said("worse")
UNIT_WORDS = {
    "share": said("share, in per cent"), "seconds": said("time, in seconds"), "minutes": said("time, in minutes"),
    "money": said("money"), "count": said("a count"), "points": said("points"), "ratio": said("a plain ratio"),
}
BETTER_WORDS = {
    "higher": said("higher is better"), "lower": said("lower is better"), "band": said("best within a band"),
    "neutral": said("neither higher nor lower is better in itself"),
}
DIMENSION_WORDS = {
    "half_hour": said("Half hour"), "hour": said("Hour"), "day": said("Day"), "week": said("Week"),
    "month": said("Month"), "fiscal_month": said("Fiscal month"), "quarter": said("Quarter"),
    "fiscal_quarter": said("Fiscal quarter"), "year": said("Year"), "fiscal_year": said("Fiscal year"),
    "hour_of_day": said("Hour of day"), "weekday": said("Weekday"), "queue": said("Queue"), "team": said("Team"),
    "agent": said("Agent"), "site": said("Site"), "queue_group": said("Group of queues"),
    "channel": said("Channel"), "customer_segment": said("Customer group"), "topic": said("Topic"),
    "disposition": said("Result of the call"), "reason": said("Reason"), "line_of_cost": said("Line of cost"),
    "method": said("Method"), "form": said("Form"), "question": said("Question"), "language": said("Language"),
    "list": said("List"), "course": said("Course"), "system": said("System"), "certificate": said("Certificate"),
    "skill": said("Skill"), "role": said("Role"), "leaving": said("Leaving"), "flow": said("Flow"),
}
# The same inside a sentence.
INSIDE = {
    "half_hour": said("half hour"), "hour": said("hour"), "day": said("day"), "week": said("week"),
    "month": said("month"), "fiscal_month": said("fiscal month"), "quarter": said("quarter"),
    "fiscal_quarter": said("fiscal quarter"), "year": said("year"), "fiscal_year": said("fiscal year"),
    "hour_of_day": said("hour of day"), "weekday": said("weekday"), "queue": said("queue"), "team": said("team"),
    "agent": said("agent"), "site": said("site"), "queue_group": said("group of queues"),
    "channel": said("channel"), "customer_segment": said("customer group"), "topic": said("topic"),
    "disposition": said("result of the call"), "reason": said("reason given"), "line_of_cost": said("line of cost"),
    "method": said("method"), "form": said("form"), "question": said("question"), "language": said("language"),
    "list": said("list"), "course": said("course"), "system": said("system"), "certificate": said("certificate"),
    "skill": said("skill"), "role": said("role"), "leaving": said("leaving"), "flow": said("flow"),
}
CHANNEL_WORDS = {"voice": said("voice"), "chat": said("chat"), "email": said("email"), "message": said("message"),
                 "task": said("task")}
# Words of the product's own that stand in the records, by their field.
OUTCOMES = {"answered": said("answered"), "abandoned": said("abandoned"), "flowed out": said("flowed out"),
            "flowed_out": said("flowed out"), "dropped": said("dropped"), "refused": said("refused"),
            "open": said("open")}
SURVEYS = {"csat": said("satisfaction (CSAT)"), "nps": said("recommendation (NPS)"), "ces": said("effort (CES)"),
           "ces2": said("made easy (CES 2.0)"), "enps": said("recommendation as an employer (eNPS)")}
VALUE_WORDS = {
    "outcome": OUTCOMES,
    "kind": {"alert": said("alert"), "talk": said("talk"), "hold": said("hold"), "wrap_up": said("wrap-up"),
             "consult": said("consult"), "monitor": said("monitor")},
    "flow": {"timeout": said("timeout"), "key": said("key"), "empty": said("empty"), "withdrawn": said("withdrawn")},
    "state": {"login": said("login"), "pause": said("pause"), "up": said("up"), "down": said("down"),
              "maintenance": said("maintenance")},
    "leaving": {"voluntary": said("voluntary"), "involuntary": said("involuntary"), "internal": said("internal")},
    "channel": CHANNEL_WORDS, "direction": {"inbound": said("inbound"), "outbound": said("outbound")},
    "question": SURVEYS,
    "method": {"remote_listening": said("listening from afar"), "side_by_side": said("side by side"),
               "sharing_practices_with_agents": said("sharing practices"), "role_playing": said("role play"),
               "other": said("another way")},
}
WEEKDAY_WORDS = {
    "monday": said("Monday"), "tuesday": said("Tuesday"), "wednesday": said("Wednesday"),
    "thursday": said("Thursday"), "friday": said("Friday"), "saturday": said("Saturday"), "sunday": said("Sunday"),
}


def named(metric: Metric) -> str:
    """A measure's name; with its variant, where two of the same name may stand in one list."""
    return together((kept(metric.name), variant_word(metric)), ", ")


def variant_word(metric: Metric) -> str:
    """A measure's variant as a person reads it; "" of the only one."""
    return kept((metric.variant or "").replace("_", " "))


def value_word(field: str, value: str) -> str:
    """What stands in a field, where it is a word of the product's own; anything else as it is."""
    return VALUE_WORDS.get(field, {}).get(value, value)


def count_word(number: float) -> str:
    """A whole number, its thousands parted."""
    return write_value(number, "count")


def status_of(name: str) -> Status:
    return STATUSES.get(name, STATUSES["no_data"])


def status_inside(name: str) -> str:
    """The word of a status inside a sentence: `on target`."""
    return STATUS_INSIDE[status_of(name).tone]


def standing_of(measured: Measured) -> Status:
    """How a measure on a card stands: its status, or why it has none."""
    return STATUSES.get(measured.stands) or Status("none", WITHOUT.get(measured.stands, STATUSES["no_data"].word))


def held_status(held: Held, row: Row | None) -> Status:
    """How a figure beside its target stands, or why it has no status."""
    if held.status != "no_data" or row is None or row.value is None:
        return status_of(held.status)
    why = "no_target" if held.target is None else "too_few" if row.complete else "partial"
    return Status("none", WITHOUT[why])


def dimension_word(name: str) -> str:
    return DIMENSION_WORDS.get(name) or kept(name.replace("_", " ").capitalize())


def dimension_inside(name: str) -> str:
    """The same inside a sentence: `by hour of day`."""
    return INSIDE.get(name) or name.replace("_", " ").lower()


def issues_of(trouble: Trouble) -> tuple[Issue, ...]:
    """What is wrong; where a measure cannot be told by something, in the pages' words for it."""
    if isinstance(trouble, CannotBear):
        return (trouble.issue(dimension_inside),)
    return trouble.issues


def label_word(dimension: str, label: str | None) -> str:
    """A cell's label as a person reads it; one that is missing in the records says so."""
    if label is None:
        return said("Not recorded")
    if dimension == "hour_of_day" and label.isdigit():
        return f"{int(label):02d}:00–{(int(label) + 1) % 24:02d}:00"
    if dimension == "weekday":
        return WEEKDAY_WORDS.get(label) or label.capitalize()
    return value_word(dimension, label)


def words_of(dimension: str, labels: Iterable[str]) -> str:
    """What an address narrows a dimension to."""
    return together((label_word(dimension, label or None) for label in labels), ", ")


def write_change(value: float, unit: str, currency: str) -> str:
    """The size of a change, without its sign; a change of a share is in percentage points."""
    if unit == "share":
        return said("{points} pp", points=_points(abs(value) * 100))
    return write_value(abs(value), unit, currency)


def _points(size: float) -> str:
    return as_written(f"{size:.1f}", size, "points", "", 1)


def change_of(value: float | None, unit: str, currency: str, direction: str,
              score_change: float | None) -> Change | None:
    """The change in words. In a band neither way is better in itself, so there the score decides."""
    if value is None:
        return None
    size = write_change(value, unit, currency)
    if size == write_change(0.0, unit, currency):
        return Change(said("no change"), "", "same")
    gain = {"higher": value, "lower": -value}.get(direction, score_change or 0.0)
    verdict, tone = (BETTER, "better") if gain > 0 else (WORSE, "worse") if gain < 0 else ("", "same")
    if unit in ("seconds", "minutes"):
        text = said("▲ {size} longer", size=size) if value > 0 else said("▼ {size} shorter", size=size)
    else:
        text = said("▲ {size} higher", size=size) if value > 0 else said("▼ {size} lower", size=size)
    return Change(text, verdict, tone)


def score_change_of(change: float | None) -> Change | None:
    """A change of a score, in points."""
    if change is None:
        return None
    if f"{abs(change):.1f}" == "0.0":
        return Change(said("no change"), "", "same")
    text = together(("▲" if change > 0 else "▼", _points(abs(change))))
    return Change(text, BETTER, "better") if change > 0 else Change(text, WORSE, "worse")


def day_word(days: Days) -> str:
    """`9 – 15 Nov 2026`, or one day alone."""
    first, last = days.first, days.until - timedelta(days=1)
    if first == last:
        return write_day(first, "yMMMEd")
    if (first.year, first.month) == (last.year, last.month):
        return said("{day} – {last}", day=first.day, last=write_day(last))
    left = write_day(first) if first.year != last.year else write_day(first, "MMMd")
    return together((left, write_day(last)), " – ")


@lru_cache(maxsize=4096)
def period_word(calendar: Calendar, days: Days) -> str:
    """`Week 46, 2026`, `November 2026`, `P10 FY2026`, `Q4 2026`, `2026`, or the days themselves."""
    name = calendar.name(days)
    if "-P" in name:
        return said("P{month} FY{year}", month=name[-2:], year=name[2:6])
    if "-W" in name:
        return said("Week {week}, {year}", week=int(name[-2:]), year=name[:4])
    if "-Q" in name:
        return said("Q{quarter} {year}", quarter=name[-1:], year=name[:4])
    if len(name) == 7:
        return write_day(days.first, "yMMMM")
    return name if len(name) == 4 else day_word(days)


@told_as_moment
def moment_word(at: datetime) -> str:
    """`15 Nov 2026, 14:05` on the clock the moment carries; midnight is the end of the day before."""
    if (at.hour, at.minute) == (0, 0):
        last = at.date() - timedelta(days=1)
        return said("the end of {day}", day=write_day(last))
    return said("{day}, {time}", day=write_day(at.date()), time=f"{at:%H:%M}")


# What the rules of a good strategy say beside the thing they speak of: in shapes and words, never in colour alone.
FINDING_MARKS = {"E": "◆", "W": "▲", "I": "○"}
FINDING_WORDS = {"E": said("Error"), "W": said("Warning"), "I": said("Note")}


# What templates say besides.
SAYING = {"kept": kept, "variant_word": variant_word, "named": named, "count_word": count_word}


class Note(NamedTuple):
    """One finding in words. mark: its shape; why: the rule's reason, "" where it belongs to no rule; rule: whether it
    belongs to one, so that it can be put up with."""

    id: str
    mark: str
    word: str
    what: str
    remedy: str
    why: str
    where: str
    rule: bool = False


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
                together((finding.issue.where, finding.issue.name), " · "), finding.rule is not None)
