"""This file is about spelling a column out as a field of a mapping: with its format, unit, words and blanks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fourscore.terms import kept, said, together, write_value
from fourscore.warehouse.sources.table.guess.columns import Column
from fourscore.warehouse.sources.table.guess.headings import BLANK, NO, NOBODY, YES
from fourscore.warehouse.sources.table.guess.meaning import Meant, plain_word

Spec = dict[str, object]
ZERO = ("0", "0:00", "00:00", "0:00:00", "00:00:00")


def short(spec: Spec) -> object:
    """The name of the column alone, where nothing else is to be said."""
    return spec["column"] if list(spec) == ["column"] else spec


def text_field(column: Column, *, nobody: bool = False) -> Spec:
    words = {*BLANK, *NOBODY} if nobody else set(BLANK)
    empty = sorted(value for value in column.values if value.lower() in words)
    return {"column": column.name, **({"empty": empty[0] if len(empty) == 1 else empty} if empty else {})}


def blanks(column: Column) -> Spec:
    return {"empty": list(column.empty)} if column.empty else {}


def length_field(column: Column) -> Spec:
    unit = unit_of(column)
    return {"column": column.name, **({"unit": unit} if unit != "seconds" else {}), **blanks(column)}


def unit_of(column: Column) -> str:
    """The unit of a length of time: as the heading says, else by how large its numbers are."""
    if column.kind in ("length", "clock"):
        return column.unit if column.unit in ("hh:mm", "mm:ss") else "seconds"
    if column.unit in ("minutes", "hours", "milliseconds", "seconds"):
        return column.unit
    if column.kind == "number" and not column.whole and column.low >= 0 and column.high < 1:
        return "day_fraction"
    return "milliseconds" if column.whole and column.filled and column.high > 1_000_000 else "seconds"


def moment_field(column: Column) -> Spec:
    formats = list(column.formats)
    return {"column": column.name, **({"format": formats[0] if len(formats) == 1 else formats} if formats else {}),
            **blanks(column)}


def two_columns(date: Column, time: Column) -> Spec:
    formats = list(date.formats)
    return {"date": date.name, "time": time.name,
            **({"date_format": formats[0] if len(formats) == 1 else formats} if formats else {})}


def clock_after(column: Column, after: str) -> Spec:
    """A time of day after another moment; a nought that is there far too often stands for a blank."""
    zero = [value for value in column.values if value in ZERO and column.values[value] * 50 > column.filled]
    empty = [*column.empty, *zero]
    return {"time": column.name, "after": after, **({"empty": empty[0] if len(empty) == 1 else empty} if empty else {})}


def words_for(column: Column, meanings: Mapping[str, Iterable[str]]) -> tuple[dict[str, str], list[str]]:
    """The cells' words and ours; and those that nothing is known of."""
    ours = {word: name for name, group in meanings.items() for word in group}
    known: dict[str, str] = {}
    unknown = []
    for value in column.values:
        name = ours.get(plain_word(value))
        if name is None:
            unknown.append(value)
        elif value.lower() not in {other.lower() for other in known}:
            known[value] = name
    return known, unknown


def word_field(column: Column, words: Mapping[str, str], own: Iterable[str]) -> Spec:
    """A field of few words; where the file has ours, nothing has to be said."""
    plain = all(value.lower() == name for value, name in words.items()) and set(words.values()) <= set(own)
    return {"column": column.name, **({} if plain else {"words": dict(words)})}


def flag_field(column: Column) -> Spec:
    lower = {value.lower() for value in column.values}
    spec: Spec = {"column": column.name}
    if not lower <= {"yes", "no", "true", "false", "1", "0", "y", "n", *BLANK}:
        spec["words"] = {value: "yes" if value.lower() in YES else "no" for value in column.values
                         if value.lower() in (*YES, *NO)}
    empty = [value for value in column.values if value.lower() in BLANK]
    return {**spec, **({"empty": empty} if empty else {})}


def quoted(name: str) -> str:
    """A column in a condition."""
    return name if name.isascii() and name.isidentifier() and name.islower() and name not in KEYWORDS else \
        '"' + name.replace('"', '""') + '"'


KEYWORDS = {"and", "or", "not", "in", "between", "like", "case", "when", "end", "date", "time", "timestamp", "interval",
            "from", "to", "order", "group", "by", "select", "where", "is", "as", "null", "true", "false", "default",
            "user", "table", "all", "any", "desc", "asc", "on", "at", "value", "values", "language", "start", "second",
            "minute", "hour", "day", "month", "year", "left", "right", "cast", "row", "rows", "current"}


def literals(values: Iterable[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def filled(column: Column) -> str:
    """A condition for a cell that says something, noughts of lengths of time aside."""
    no = ["", *column.empty]
    if column.kind == "number":
        return f"{quoted(column.name)} > 0"
    no += [value for value in column.values if value in ZERO and column.kind in ("length", "clock")]
    no += [value for value in column.values if value.lower() in (*BLANK, *NOBODY) and column.kind in ("words", "text")]
    name = quoted(column.name)
    return f"{name} not in ({literals(dict.fromkeys(no))})" if len(no) > 1 else f"{name} <> ''"


HOLDS = {"moment": said("times"), "clock": said("times of day"), "length": said("lengths of time"),
         "number": said("numbers"), "flag": said("yes or no"), "words": said("few words"), "text": said("texts")}


def about(meant: Meant, holds: str = "") -> str:
    """The comment for a field: how sure, and what the column holds."""
    column, told = meant.column, holds
    holds = HOLDS[column.kind]
    if column.kind == "number" and not (column.whole and column.distinct * 2 > column.filled > 100):
        holds = said("{low} to {high}", low=f"{column.low:g}", high=f"{column.high:g}")
    elif column.kind in ("text", "words", "number"):
        holds = said("{number} different", number=write_value(column.distinct, "count"))
    holds = told or holds
    blank = column.rows - column.filled
    holds = together((holds, said("{number} blank", number=write_value(blank, "count")) if blank else ""), ", ")
    return together((said("{sure}: {holds}", sure=kept(meant.sure), holds=holds), column.order), "; ")
