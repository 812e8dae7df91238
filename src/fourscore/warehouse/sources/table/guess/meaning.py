"""This file is about what each column means: by the words of its heading, where its cells can be that at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from fourscore.warehouse.sources.table.guess.columns import Column, tokens_of, words_in
from fourscore.warehouse.sources.table.guess.headings import (
    CALL,
    CHANNELS,
    DIRECTIONS,
    NEEDS,
    OTHERS,
    OUTCOMES,
    STATES,
    TOTALS,
)
from fourscore.warehouse.sources.table.mapping.shape import FIELDS

LEAST = 0.55       # how well a heading has to fit
# Where a column taken for another would make figures of nothing, the heading has to say hardly anything else.
STRICT = dict.fromkeys(
    ("amount", "sold", "answered", "abandoned", "transferred", "recorded", "score", "points", "key"), 0.68)
CLEAR = 0.9        # from here on it is called sure
EARLY = 4 * 3600   # a column of times of day that begin before it may hold lengths of time
MANY = 20          # a column of so many cells, each different, names rows and not people
# Words that mean the same in whatever heading they stand.
STRONG = ("csat", "nps", "acw")
# What only a row that is one call has.
MARKS = ("wait", "talk", "hold", "wrap_up", "ring", "answered", "abandoned", "direction", "length", "outcome")
SECONDS = ("wait", "ring", "talk", "length", "hold", "wrap_up")


class Meant(NamedTuple):
    """A column and how well its heading fits what it is taken for."""

    column: Column
    fit: float

    @property
    def sure(self) -> str:
        return "sure" if self.fit >= CLEAR else "likely"


class Row(NamedTuple):
    """What a row is ("call", or a kind of fact), by which columns, and how well that fits."""

    kind: str
    meant: dict[str, Meant]
    fit: float


def known(column: Column, words: Mapping[str, Iterable[str]]) -> float:
    """Share of a column's filled cells whose word is among these."""
    there = {word for group in words.values() for word in group}
    return sum(many for value, many in column.values.items() if plain_word(value) in there) / max(column.filled, 1)


def plain_word(value: str) -> str:
    """A word of a cell as the tables of words have it."""
    return " ".join(words_in(value))


def _names(column: Column) -> bool:
    """Whether these can be names of people or queues: each must be there more than once."""
    if column.kind == "number":
        return column.whole and column.distinct * 2 <= max(column.filled, 4)
    own = column.filled > MANY and column.distinct * 10 > column.filled * 9
    return column.kind in ("words", "text", "flag") and not own


def _length(column: Column) -> bool:
    return column.kind in ("length", "flag") or (column.kind == "number" and column.high >= 0) or (
        column.kind == "clock" and column.low < EARLY)


def _flag(column: Column) -> bool:
    return column.kind == "flag"


def _words(column: Column) -> bool:
    return column.kind in ("words", "flag") or (column.kind == "text" and column.distinct <= 200
                                                and column.distinct * 5 <= column.filled)


CAN_BE: dict[str, Callable[[Column], bool]] = {
    "key": lambda c: (c.kind in ("text", "words") or (c.kind == "number" and c.whole)) and c.distinct * 10 > c.filled,
    "leg": lambda c: c.kind in ("number", "words", "text", "flag"),
    "started": lambda c: c.kind == "moment", "date": lambda c: c.kind == "moment", "time": lambda c: c.kind == "clock",
    "answered_at": lambda c: c.kind in ("moment", "clock"), "ended": lambda c: c.kind in ("moment", "clock"),
    "queue": _names, "agent": _names, "outcome": lambda c: _words(c) or (c.kind == "number" and c.few),
    "answered": _flag, "abandoned": _flag, **dict.fromkeys(SECONDS, _length),
    "direction": lambda c: _words(c) and known(c, DIRECTIONS) > 0.5,
    "channel": lambda c: _words(c) and known(c, CHANNELS) > 0.5,
    "customer": lambda c: c.kind in ("text", "number", "words"),
    "topic": _words, "customer_segment": _words, "disposition": _words, "language": _words,
    "transferred": _flag, "recorded": _flag, "sold": _flag,
    "score": lambda c: c.kind in ("number", "flag") and c.high <= 100 and c.distinct <= 101,
    "amount": lambda c: c.kind in ("number", "flag"),
    "currency": lambda c: _words(c) and all(len(value) == 3 for value in c.values),
}
READS: dict[str, Callable[[Column], bool]] = {
    "moment": lambda c: c.kind in ("moment", "clock"), "day": lambda c: c.kind == "moment", "seconds": _length,
    "number": lambda c: c.kind in ("number", "flag"), "flag": _flag, "word": _words,
    "text": lambda c: c.kind in ("words", "text", "flag") or (c.kind == "number" and c.whole),
}


def can_be(kind: str, field: str, column: Column) -> bool:
    if kind == "call" or field == "date":
        return CAN_BE[field](column)
    if field in ("agent", "queue"):
        return _names(column)
    if (kind, field) == ("agent_state", "state"):
        return _words(column) and known(column, STATES) > 0.5
    if (kind, field) == ("survey", "score"):
        return CAN_BE["score"](column)
    return READS[FIELDS[kind][field].reads](column)


def fit_of(heading: tuple[str, ...], phrases: Iterable[str]) -> float:
    """How well a heading fits: 1 where a phrase is all of it, less where it is a part."""
    best = 0.0
    for phrase in phrases:
        words = tokens_of(phrase)[0]
        if words == heading or set(words) == set(heading):
            return 1.0
        if words and words[0] in STRONG and len(words) == 1 and words[0] in heading:
            best = max(best, 0.8)
        if set(words) <= set(heading):
            best = max(best, 0.35 + 0.5 * len(words) / len(heading))
    return best


def assigned(kind: str, phrases: Mapping[str, Iterable[str]], columns: Iterable[Column]) -> dict[str, Meant]:
    """Each field's column, the best fit first; a column is taken once."""
    tries = []
    for place, column in enumerate(columns):
        for field, said in phrases.items():
            if not field or column.kind == "blank" or not can_be(kind, field, column):
                continue
            fit = fit_of(column.tokens, said)
            if fit < STRICT.get(field, LEAST):
                continue
            bonus = (0.2 if column.dayless else -0.2) if field == "date" else 0.0
            bonus += -0.2 if field in ("started", "created", "opened") and column.dayless else 0.0
            if field == "outcome":
                bonus += 0.3 * known(column, OUTCOMES) - 0.1
            if field == "length" or (field == "disposition" and known(column, OUTCOMES) > 0.5):
                bonus -= 0.15
            tries.append((fit + bonus, -place, field, column, fit))
    found: dict[str, Meant] = {}
    taken: set[str] = set()
    for _, _, field, column, fit in sorted(tries, key=lambda one: one[:2], reverse=True):
        if field not in found and column.name not in taken:
            found[field] = Meant(column, fit)
            taken.add(column.name)
    return found


def row_of(columns: list[Column], hints: Iterable[str]) -> Row | None:
    """What a row of the table is, the best of all that it can be."""
    words = {word for hint in hints for word in tokens_of(hint)[0]}
    words |= {word for column in columns for word in column.tokens}
    rows = []
    call = assigned("call", CALL, columns)
    marks = [field for field in MARKS if field in call and (
        field != "outcome" or known(call[field].column, OUTCOMES) >= 0.5)]
    if marks:
        rows.append(Row("call", call, sum(call[field].fit for field in marks) + 0.3 * len(call)))
    for kind, phrases in OTHERS.items():
        found = assigned(kind, {"date": CALL["date"], **phrases} if "first_day" not in phrases else phrases, columns)
        needs, there = NEEDS[kind], {*found, *(DATES_OF if "date" in found else ())}
        if not all(there & set(group) for group in needs):
            continue
        hint = 1.0 if words & {word for phrase in phrases[""] for word in phrase.split()} else 0.0
        needed = {field for group in needs for field in group}
        fit = sum(meant.fit * (1.2 if field in needed else 0.3) for field, meant in found.items()) + hint
        rows.append(Row(kind, found, fit))
    return max(rows, key=lambda row: row.fit, default=None)


# Moments a separate column of days may tell.
DATES_OF = ("answered", "sold", "evaluated", "started", "opened", "created")


def counts_calls(columns: Iterable[Column]) -> str | None:
    """The heading that shows the rows to be totals of many calls."""
    phrases = {tokens_of(phrase)[0] for phrase in TOTALS if phrase not in ("asa", "aht", "service level")}
    return next((column.name for column in columns if column.tokens in phrases and column.kind == "number"
                 and column.whole), None)
