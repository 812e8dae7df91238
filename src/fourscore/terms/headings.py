"""This file is about headings: the words switches put over a column, and what each of them means here."""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple

from fourscore.terms.writing.said import any_of, said

# What a row is told apart by.
KEYS: dict[str, tuple[str, ...]] = {
    "day": ("date", "day", "datum", "tag", "report date", "call date", "date time", "datetime", "start date", "period",
            "week", "woche", "month", "monat", "interval start", "start time", "timestamp", "zeitraum", "interval date",
            "row date", "fecha", "jour"),
    "hour": ("hour", "time", "interval", "half hour", "stunde", "uhrzeit", "zeit", "time of day", "hour of day",
             "time interval", "time slot", "slot", "intervall", "from", "von", "starttime", "start interval", "hora"),
    "queue": ("queue", "queue name", "skill", "skill group", "skillset", "split", "split skill", "csq", "csq name",
              "service", "acd group", "group", "line", "warteschlange", "hunt group", "workgroup", "vdn", "vq",
              "call queue", "dienst", "cola", "file d attente", "contact service queue", "call type"),
}
# The end of an interval says nothing that its start and the rows beside it do not.
PASSED_OVER = ("to", "until", "bis", "end", "end time", "interval end", "end date", "weekday", "wochentag",
               "day of week")

# Each measure, a metric of the catalogue or one of its parts, by the names switches give it.
MEASURES: dict[str, tuple[str, ...]] = {
    "contacts_offered": (
        "offered", "calls offered", "contacts offered", "offered calls", "calls", "total calls", "received",
        "calls received", "presented", "calls presented", "contacts presented", "inbound", "inbound calls", "entered",
        "calls entered", "incoming", "incoming calls", "queue calls", "queued", "calls queued", "angeboten", "anrufe",
        "anrufe gesamt", "eingegangene anrufe", "contacts", "total", "volume", "call volume", "nco", "offrd"),
    "contacts_handled": (
        "answered", "calls answered", "contacts answered", "answered calls", "handled", "calls handled",
        "contacts handled", "acd calls", "accepted", "connected", "angenommen", "angenommene anrufe", "beantwortet",
        "taken", "calls taken", "completed", "nca"),
    "contacts_abandoned": (
        "abandoned", "calls abandoned", "contacts abandoned", "abandoned calls", "aban calls", "lost", "lost calls",
        "calls lost", "abandons", "abandon", "missed", "missed calls", "aufgelegt", "verloren", "verlorene anrufe",
        "abgebrochen", "unanswered", "not answered", "abnd", "aban"),
    "answered_in_time": (
        "answered in time", "answered within threshold", "answered in sl", "answered within sl", "calls in sl",
        "in service level", "within service level", "in threshold", "calls within service level", "met sl", "sl met",
        "acceptable", "acceptable calls", "answered within", "answered in", "answered under", "ans in"),
    "abandoned_in_time": ("abandoned in time", "abandoned within threshold", "abandoned in sl", "abandoned within",
                          "abandoned in"),
    "short_abandoned": ("short abandons", "short abandoned", "short calls abandoned", "short abandon", "phantom calls",
                        "abandoned short"),
    "flowed_out": ("flow outs", "flow out", "flowouts", "flowed out", "overflow", "overflows", "overflowed", "outflow",
                   "outflow calls", "flow out calls", "timed out", "timeouts", "timeout"),
    "refused": ("refused", "blocked", "rejected", "busy", "busied out", "forced busy", "abgewiesen", "not queued"),
    "service_level": (
        "service level", "sl", "sl pct", "service level pct", "svl", "tsf", "sla", "sla pct", "gos", "grade of service",
        "pct in sl", "pct answered in time", "pct within service level", "pct answered within", "servicelevel",
        "service level sl", "telephone service factor", "pct in service level", "erreichungsgrad", "pct serv lvl",
        "serv lvl", "pct svc lvl", "sl answered", "nivel de servicio", "sl target met", "pct met sl", "sl percentage",
        "service level percentage", "answered within pct", "answered in time pct"),
    "abandonment_rate": (
        "abandonment rate", "abandon rate", "abandoned rate", "pct abandoned", "abandoned pct", "abandon pct",
        "pct abandon", "pct aban", "aban pct", "abandonment", "abandonment pct", "lost pct", "pct lost", "lost rate",
        "abbruchquote", "abr", "abandoned calls rate", "pct aban calls", "customer release rate", "calls abandoned pct",
        "verlustquote", "missed pct", "pct missed"),
    "answer_rate": ("answer rate", "answered rate", "pct answered", "answered pct", "calls answered pct", "asr",
                    "pct ans calls", "handled pct", "pct handled", "annahmequote", "erreichbarkeit", "handle rate"),
    "average_speed_of_answer": (
        "average speed of answer", "asa", "avg speed of answer", "average speed to answer", "speed of answer",
        "avg speed to answer", "avg speed ans", "average answer time", "avg answer time", "avg wait answered",
        "average delay", "average time to answer", "average wait of answered calls"),
    "average_waiting_time": (
        "average waiting time", "average wait time", "average wait", "avg wait", "avg wait time", "awt",
        "average queue time", "avg queue time", "aqt", "mittlere wartezeit", "durchschnittliche wartezeit", "wartezeit",
        "avg waiting time", "average time in queue"),
    "average_time_to_abandon": (
        "average time to abandon", "avg time to abandon", "avg aban time", "ata", "average abandon time",
        "avg abandon time", "average abandoned time", "avg abandonment time", "avg time abandoned"),
    "average_handle_time": (
        "average handle time", "aht", "average handling time", "avg handle time", "avg handling time", "avg handle",
        "average handle", "avg handled time", "bearbeitungszeit", "mittlere bearbeitungszeit"),
    "average_talk_time": (
        "average talk time", "att", "avg talk time", "avg talk", "average talk", "avg acd time", "average acd time",
        "avg call duration", "average call duration", "acd", "mittlere gesprächszeit", "gesprächszeit",
        "avg conversation time"),
    "average_hold_time": ("average hold time", "avg hold time", "avg hold", "average hold", "aht hold"),
    "average_wrap_up_time": (
        "average wrap up time", "avg wrap up time", "average after call work", "avg acw", "average acw", "acw",
        "avg acw time", "avg wrap up", "average wrap up", "after call work", "avg after call work", "nachbearbeitung",
        "avg wrap", "wrap up", "average acw time"),
    "longest_wait": ("longest wait", "max wait", "max delay", "maximum wait", "maximum delay", "max wait time",
                     "longest waiting time", "longest queue time", "longest delay", "max queue time",
                     "maximale wartezeit", "longest call waiting", "lcw", "maximum wait time", "max waiting time"),
    "talk_time": ("talk time", "total talk time", "acd time", "conversation time", "total acd time", "talk"),
    "handling_time": ("handling time", "handle time", "total handle time", "total handling time"),
    "hold_s": ("hold time", "total hold time", "hold"),
    "wrap_up_s": ("acw time", "wrap up time", "total acw time", "total wrap up time", "after call work time"),
}
# A count whose cells are printed as percentages is the share of that name.
AS_SHARE = {"contacts_abandoned": "abandonment_rate", "contacts_handled": "answer_rate",
            "answered_in_time": "service_level"}
SHARES = ("service_level", "abandonment_rate", "answer_rate")
COUNTS = ("contacts_offered", "contacts_handled", "contacts_abandoned", "answered_in_time", "abandoned_in_time",
          "short_abandoned", "flowed_out", "refused")
TIMES = ("talk_time", "handling_time", "hold_s", "wrap_up_s")

_LENGTH = re.compile(r"(?:≤|<=|<|=)?\s*\b(\d+)\s*(s|sec|secs|seconds|sek|sekunden)?\b")
_UNIT = {"min": "minutes", "mins": "minutes", "minutes": "minutes", "h": "hours", "hrs": "hours", "hours": "hours",
         "ms": "milliseconds", "milliseconds": "milliseconds", "s": "seconds", "sec": "seconds", "secs": "seconds",
         "seconds": "seconds", "sek": "seconds"}


class Heading(NamedTuple):
    """What a heading means: a key or a measure (or "" for neither), with the threshold and the unit it names."""

    meaning: str
    seconds: Decimal | None = None
    unit: str = ""


def plain(text: str) -> str:
    """A heading without regard to case, signs and blanks; % is a word."""
    spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.strip()).lower().replace("%", " pct ").replace("#", " ")
    return " ".join(re.sub(r"[^\w<≤=]+|_", " ", spelled).split())


_MEANINGS = {plain(word): name for table in (MEASURES, KEYS) for name, words in table.items()
             for word in (*words, name)}
_KEYS_FIRST = {plain(word): name for name, words in KEYS.items() for word in words}


def understood(text: str) -> Heading:
    """What a heading means; `Heading("")` where its words are not known."""
    unit = next((_UNIT[word] for word in re.findall(r"[(\[]\s*([a-zA-Z]+)\.?\s*[)\]]", text.lower()) if word in _UNIT),
                "")
    bare = re.sub(r"[(\[][^)\]]*[)\]]", " ", text) + (" %" if re.search(r"[(\[]\s*%\s*[)\]]", text) else "")
    found = plain(text), plain(bare)
    for words in found:
        if words in _KEYS_FIRST:
            return Heading(_KEYS_FIRST[words], None, unit)
        if words in _MEANINGS:
            return Heading(_MEANINGS[words], None, unit)
    for words in (plain(text), plain(bare)):
        seconds = [Decimal(number) for number, _ in _LENGTH.findall(words)]
        rest = " ".join(re.sub(r"[<≤=]", " ", _LENGTH.sub(" ", words)).split())
        # 80/20 names the promise first.
        if seconds and rest in _MEANINGS and _MEANINGS[rest] not in KEYS:
            return Heading(_MEANINGS[rest], seconds[-1], unit)
    return Heading("")


def suggestions(text: str) -> str:
    """The measures whose usual headings come nearest to this one, as a sentence; "" where none does."""
    near = get_close_matches(plain(text), _MEANINGS, n=3, cutoff=0.6)
    names = list(dict.fromkeys(_MEANINGS[word] for word in near if _MEANINGS[word] not in KEYS))
    return said("Did you mean {names}?", names=any_of(names)) if names else ""
