"""This file is about what a mapping may say: which fields every fact has, how each is read, by which keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import (
    AGENT_STATES,
    CHANNELS,
    COACHING_METHODS,
    DIRECTIONS,
    FLOWS,
    LEAVING,
    OUTCOMES,
    QUESTIONS,
    SEGMENTS,
    SYSTEM_STATES,
)

if TYPE_CHECKING:
    from fourscore.warehouse.sources.table.mapping.conditions import Condition


class FieldKind(NamedTuple):
    """One field of a fact. reads: text, word, flag, seconds, number, moment, day. words: the only ones it may hold."""

    reads: str
    column: str
    words: tuple[str, ...] = ()
    required: bool = False


def _moment(column: str, required: bool = False) -> FieldKind:
    return FieldKind("moment", column, required=required)


def _text(column: str, required: bool = False) -> FieldKind:
    return FieldKind("text", column, required=required)


def _word(column: str, words: tuple[str, ...], required: bool = False) -> FieldKind:
    return FieldKind("word", column, words, required)


def _flags(*names: str) -> dict[str, FieldKind]:
    return {name: FieldKind("flag", name) for name in names}


def _seconds(*names: str) -> dict[str, FieldKind]:
    return {name: FieldKind("seconds", f"{name}_s") for name in names}


def _number(column: str, required: bool = False) -> FieldKind:
    return FieldKind("number", column, required=required)


def _day(column: str, required: bool = False) -> FieldKind:
    return FieldKind("day", column, required=required)


_MONEY_OF_DAYS = {
    "first_day": _day("first_day", True), "until_day": _day("until_day"), "last_day": _day(""),
    "line_of_cost": _text("line_of_cost", True), "team": _text("team"), "queue": _text("queue"),
    "amount": _number("amount", True), "currency": _text("currency"),
}
_LASTS = {"ended": _moment("ended_at"), "lasts": FieldKind("seconds", "")}

# The moments of a fact stand in the order they happen: a later one may be told by the time of day alone.
FIELDS: dict[str, dict[str, FieldKind]] = {
    "contact": {
        "started": _moment("started_at", True), "ended": _moment("ended_at"), "channel": _word("channel", CHANNELS),
        "direction": _word("outbound", DIRECTIONS), "customer": _text("customer"), "topic": _text("topic"),
        "customer_segment": _text("customer_segment"), "agent": _text("agent"), "queue": _text("queue"),
        "disposition": _text("disposition"), "language": _text("language"), "mos": _number("mos"),
        "sentiment": _number("sentiment"),
        **_flags("connected", "right_party", "eligible", "offer_made", "completed", "recorded", "machine",
                 "dialler_dropped", "menu", "contained", "escalated", "complaint", "cancel_intent", "article_used"),
    },
    "visit": {
        "entered": _moment("entered_at"), "answered": _moment("answered_at"), "ended": _moment("ended_at"),
        "contact": _text("contact"), "number": _number("number"), "queue": _text("queue", True),
        "agent": _text("agent"), "outcome": _word("outcome", OUTCOMES, True), "flow": _word("flow", FLOWS),
        **_flags("transferred", "agent_ended"), **_seconds("wait", "ring", "talk", "hold", "wrap_up"),
    },
    "segment": {
        "started": _moment("started_at", True), **_LASTS, "contact": _text("contact"), "number": _number("number"),
        "kind": _word("kind", SEGMENTS, True), "agent": _text("agent"), "queue": _text("queue"),
        **_flags("answered", "cancelled"),
    },
    "agent_state": {
        "started": _moment("started_at", True), **_LASTS, "agent": _text("agent", True),
        "state": _word("state", AGENT_STATES, True), "reason": _text("reason"), "queue": _text("queue"),
    },
    "sale": {
        "sold": _moment("sold_at"), "contact": _text("contact"), "agent": _text("agent"),
        "amount": _number("amount", True), "currency": _text("currency"),
    },
    "survey": {
        "answered": _moment("answered_at"), "contact": _text("contact"), "agent": _text("agent"),
        "queue": _text("queue"), "score": _number("score", True), "scale": _number("scale", True),
        "question": _word("question", QUESTIONS), **_flags("top_box"),
    },
    "evaluation": {
        "evaluated": _moment("evaluated_at"), "contact": _text("contact"), "agent": _text("agent"),
        "form": _text("form"), "evaluator": _text("evaluator"), "points": _number("points", True),
        "applicable": _number("applicable", True), **_flags("auto_fail"),
    },
    "coaching": {
        "started": _moment("started_at", True), **_LASTS, "agent": _text("agent", True), "coach": _text("coach"),
        "method": _word("method", COACHING_METHODS), **_flags("attended"),
        "actions_agreed": _number("actions_agreed"), "actions_done": _number("actions_done"),
    },
    "cost": _MONEY_OF_DAYS,
    "schedule": {
        "started": _moment("started_at", True), **_LASTS, "agent": _text("agent", True),
        "activity": _text("activity", True),
    },
    "ticket": {
        "opened": _moment("opened_at", True), "first_reply": _moment("first_reply_at"), "solved": _moment("solved_at"),
        "closed": _moment("closed_at"), "channel": _word("channel", CHANNELS), "customer": _text("customer"),
        "topic": _text("topic"), "queue": _text("queue"), "agent": _text("agent"), "replies": _number("replies"),
        "reopened": _number("reopened"),
    },
    "lead": {
        "created": _moment("created_at", True), "first_dial": _moment("first_dial_at"), "list": _text("list"),
        "queue": _text("queue"), "agent": _text("agent"), "attempts": _number("attempts"),
    },
    "callback": {
        "promised": _moment("promised_at", True), "due": _moment("due_at", True), "attempted": _moment("attempted_at"),
        "queue": _text("queue"), "agent": _text("agent"),
    },
    "invitation": {
        "sent": _moment("sent_at", True), "question": _word("question", QUESTIONS), "queue": _text("queue"),
        "agent": _text("agent"), **_flags("delivered"),
    },
    "training": {
        "started": _moment("started_at", True), **_LASTS, "agent": _text("agent", True), "course": _text("course"),
        **_flags("passed"),
    },
    "absence": {
        "started": _moment("started_at", True), **_LASTS, "agent": _text("agent", True), "reason": _text("reason"),
        **_flags("planned"),
    },
    "suggestion": {
        "shared": _moment("shared_at", True), "agent": _text("agent", True), "title": _text("title"),
    },
    "recognition": {
        "given": _moment("given_at", True), "agent": _text("agent", True), "given_by": _text("given_by"),
        "kind": _text("kind"),
    },
    "pulse": {
        "answered": _moment("answered_at", True), "team": _text("team"), "question": _text("question"),
        "score": _number("score", True), "scale": _number("scale", True),
    },
    "forecast": {
        "started": _moment("started_at", True), **_LASTS, "queue": _text("queue", True), "calls": _number("calls"),
        "required": _number("required"), "version": _text("version"),
    },
    "system_health": {
        "started": _moment("started_at", True), "ended": _moment("ended_at"), "system": _text("system", True),
        "state": _word("state", SYSTEM_STATES, True),
    },
    "budget": _MONEY_OF_DAYS,
    "subscription": {
        "began": _day("began_on", True), "ended": _day("ended_on"), "customer": _text("customer", True),
        "product": _text("product"), "amount": _number("amount"), "currency": _text("currency"),
    },
    "employment": {
        "hired": _day("hired_on", True), "left": _day("left_on"), "agent": _text("agent", True), "role": _text("role"),
        "leaving": _word("leaving", LEAVING),
    },
    "vacancy": {
        "opened": _day("opened_on", True), "accepted": _day("accepted_on"), "team": _text("team"), **_flags("internal"),
    },
    "certificate": {
        "required_from": _day("required_from", True), "required_until": _day("required_until"),
        "valid_from": _day("valid_from"), "valid_until": _day("valid_until"), "agent": _text("agent", True),
        "certificate": _text("certificate", True),
    },
    "skill": {
        "from_day": _day("from_day", True), "until_day": _day("until_day"), "agent": _text("agent", True),
        "skill": _text("skill", True),
    },
    "entered": {
        "first_day": _day("first_day", True), "until_day": _day("until_day"), "metric": _text("metric", True),
        "num": _number("num", True), "den": _number("den"), "who": _text("who"), "team": _text("team"),
        "queue": _text("queue"),
    },
}

_PLAIN = ("column", "value", "empty", "otherwise")
FIELD_KEYS: dict[str, tuple[str, ...]] = {
    "text": (*_PLAIN, "columns", "rounded"),
    "word": (*_PLAIN, "words", "when"),
    "flag": (*_PLAIN, "words", "when"),
    "seconds": (*_PLAIN, "unit"),
    "number": _PLAIN,
    "moment": (
        "column", "value", "empty", "format", "date", "time", "date_format", "time_format", "after", "at_most", "zone",
    ),
    "day": ("column", "value", "empty", "format"),
}
OPTIONS = (
    "name", "kind", "files", "format", "delimiter", "quote", "encoding", "sheet", "header_row", "columns", "zone",
    "covers", "decimal", "empty", "key", "leave_out", "facts", "extra", "notices", "distinct",
)
# Those that are about files, and say nothing where rows come from elsewhere.
OF_FILES = ("files", "format", "delimiter", "quote", "encoding", "sheet", "header_row", "columns")
UNITS: dict[str, Decimal] = {
    "seconds": Decimal(1), "minutes": Decimal(60), "hours": Decimal(3600), "milliseconds": Decimal("0.001"),
    "day_fraction": Decimal(86400), "hh:mm": Decimal(1), "mm:ss": Decimal(1),
}
EXTRA_KINDS = ("text", "number", "seconds")
# A column of these names would hide a way of grouping that every figure has.
TAKEN = (
    "half_hour", "hour", "day", "week", "month", "fiscal_month", "quarter", "fiscal_quarter", "year", "fiscal_year",
    "hour_of_day", "weekday", "queue", "team", "agent", "channel", "customer_segment", "topic",
)


@dataclass(frozen=True)
class Field:
    """How one value is read from a row. `place` is fact and field ("visit.wait"), or "extra.…"."""

    place: str
    reads: str
    columns: tuple[str, ...] = ()
    value: str | None = None
    empty: tuple[str, ...] = ()
    otherwise: str | None = None
    words: dict[str, str] = field(default_factory=dict)
    cases: tuple[tuple[str, Condition], ...] = ()
    unit: str = "seconds"
    rounded: str = "anonymous"
    required: bool = False


@dataclass(frozen=True)
class Moment:
    """How a point in time is read: one column, a date and a time, or the time of day after another moment."""

    place: str
    column: str | None = None
    date: str | None = None
    time: str | None = None
    value: str | None = None
    formats: tuple[str, ...] = ()
    time_formats: tuple[str, ...] = ()
    after: str | None = None
    at_most_s: Decimal = Decimal(43200)
    zone: str = "UTC"
    empty: tuple[str, ...] = ()
    required: bool = False
    reads: str = "moment"

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in (self.column, self.date, self.time) if name is not None)


@dataclass(frozen=True)
class FactMapping:
    """One fact a row gives. key: columns naming it, where not the row's own; when: only rows it holds for."""

    kind: str
    fields: dict[str, Field | Moment]
    key: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True)
class Extra:
    """A further column kept under `x_<name>`; kind: text, number, seconds."""

    name: str
    kind: str
    read: Field


@dataclass(frozen=True)
class FileShape:
    """What the files look like. format: csv, tsv, excel, parquet. header_row 0: no header, `columns` names them.

    spans: whether a text in quotes may go on in the next line, as texts that people typed do.
    """

    format: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    encoding: str = "utf-8"
    sheet: str | int | None = None
    header_row: int = 1
    columns: tuple[str, ...] = ()
    decimal: str = "."
    spans: bool = True


@dataclass(frozen=True)
class Mapping:
    """A source's whole mapping, checked. used: column → the places of the mapping that name it."""

    name: str
    files: tuple[str, ...]
    shape: FileShape
    zone: str
    covers: str
    key: tuple[str, ...]
    facts: dict[str, FactMapping]
    extras: tuple[Extra, ...] = ()
    leave_out: Condition | None = None
    notices: dict[str, Condition] = field(default_factory=dict)
    distinct: tuple[str, ...] = ()
    used: dict[str, str] = field(default_factory=dict)
