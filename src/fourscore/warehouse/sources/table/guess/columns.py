"""This file is about what the cells of a column can be: moments, times of day, lengths of time, numbers, words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fourscore.terms import said
from fourscore.warehouse.sources.table.guess.headings import BLANK, NO, SHORT, UNITS, YES
from fourscore.warehouse.sources.table.values import MONEY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 20_000      # different values of a column that are looked at
FEW = 40           # different words a column may hold to be one of words
SMALL = 20         # filled cells up to which nothing can be told from how often a word comes
ENOUGH = 0.97      # share of a column's filled cells that have to be of a kind

ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?)?")
CLOCK = re.compile(r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?(\s*[AaPp][Mm])?")
LENGTH = re.compile(r"-?\d+:[0-5]?\d(:[0-5]?\d([.,]\d+)?)?|P(?=.)(\d+D)?(T(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
POINT = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?([eE][+-]?\d+)?")
COMMA = re.compile(r"[+-]?(\d+|\d{1,3}([. ]\d{3})+)(,\d+)?([eE][+-]?\d+)?")
# A date by its parts, as the formats write it; d and m are the two numbers whose order has to be found out.
DATES = (
    (re.compile(r"\d{4}([/.])\d{1,2}\1\d{1,2}"), "%Y{0}%m{0}%d"),
    (re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{4}"), "{1}{0}{2}{0}%Y"),
    (re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}"), "{1}{0}{2}{0}%y"),
    (re.compile(r"\d{1,2}([ /.-])[A-Za-z]{3}\1\d{4}"), "%d{0}%b{0}%Y"),
    (re.compile(r"\d{1,2}([ /.-])[A-Za-z]{3}\1\d{2}"), "%d{0}%b{0}%y"),
    (re.compile(r"[A-Za-z]{3}( )\d{1,2}, \d{4}"), "%b{0}%d, %Y"),
    (re.compile(r"[A-Za-z]{3}( )\d{1,2} \d{4}"), "%b{0}%d %Y"),
    (re.compile(r"\d{1,2}( )[A-Za-z]{4,9} \d{4}"), "%d{0}%B{0}%Y"),
    (re.compile(r"[A-Za-z]{4,9}( )\d{1,2}, \d{4}"), "%B{0}%d, %Y"),
)
# A date of digits alone is only one where its heading says so.
DIGITS = ((re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])()"), "%Y%m%d"),
          (re.compile(r"\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])()"), "%y%m%d"),
          (re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d"), "%Y%m%d%H%M%S"))
TIME = re.compile(r"(?P<gap>, | - |[T ])(?P<h>\d{1,2}):\d{2}(?P<s>:\d{2})?(?P<f>\.\d{1,6})?(?P<half> ?[AaPp][Mm])?")
DATED = {"date", "day", "datum", "fecha", "data", "jour", "dia", "giorno", "tag", "time", "timestamp", "start", "end",
         "created", "opened", "at", "month"}


@dataclass
class Column:
    """A column as its cells show it.

    kind: blank, moment, clock, length, number, flag, words, text. whole: numbers without decimals. formats: of a
    moment, empty where it is written year first. dayless: a moment without a time of day. empty: words in it that
    mean blank. order: how the order of day and month was found, blank where there was nothing to find out.
    """

    name: str
    rows: int
    filled: int
    values: dict[str, int]
    distinct: int
    tokens: tuple[str, ...] = ()
    unit: str | None = None
    kind: str = "text"
    whole: bool = False
    formats: tuple[str, ...] = ()
    dayless: bool = False
    empty: tuple[str, ...] = ()
    order: str = ""
    unsure: bool = False
    low: float = 0.0
    high: float = 0.0
    odd: int = 0
    zoned: bool = False
    tail: list[str] = field(default_factory=list)

    @property
    def unique(self) -> bool:
        return self.filled == self.distinct == self.rows

    @property
    def few(self) -> bool:
        return 0 < self.distinct <= FEW and (self.distinct * 3 <= self.filled or self.filled <= SMALL)


def words_in(text: str) -> list[str]:
    """The words of a text in small letters, without accents and signs; callStart is two."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    plain = re.sub(r"([a-z\d])([A-Z])|([A-Z])([A-Z][a-z])", r"\1\3 \2\4", plain).lower().replace("ß", "ss")
    return re.findall(r"[^\W_]+", plain)


def tokens_of(heading: str) -> tuple[tuple[str, ...], str | None]:
    """A heading's words, written out, and the unit it names."""
    words = words_in(heading)
    unit = next((UNITS[word] for word in reversed(words) if UNITS.get(word)), None)
    if {"hh", "mm", "ss"} <= set(words) or {"mm", "ss"} <= set(words):
        unit = None if "hh" in words else "mm:ss"
    kept = [SHORT.get(word, word) for word in words if len(words) == 1 or word not in UNITS]
    return tuple(word for word in kept if word) or tuple(words), unit


def profile(cursor: DuckDBPyConnection, names: Sequence[str], decimal: str) -> list[Column]:
    """Every column of `landed`, by its different values and how often each is there."""
    total = (cursor.execute("SELECT count(*) FROM landed").fetchone() or (0,))[0]
    columns = []
    for name in names:
        cell = 'nullif(trim("' + name.replace('"', '""') + '"), \'\')'
        counts = cursor.execute(f"SELECT count({cell}), count(DISTINCT {cell}) FROM landed").fetchone() or (0, 0)
        values = cursor.execute(
            f"SELECT {cell} AS v, count(*) FROM landed WHERE v IS NOT NULL GROUP BY v "
            f"ORDER BY {'hash(v)' if counts[1] > MOST else 'min(line)'} LIMIT {MOST}").fetchall()
        there = {str(value): int(many) for value, many in values}
        column = Column(name, total, counts[0], there, counts[1], *tokens_of(name))
        look(column, decimal)
        columns.append(column)
    return columns


def decimal_of(cursor: DuckDBPyConnection, names: Sequence[str]) -> str:
    """What separates decimals: a comma where more columns can only be numbers with one."""
    comma = point = 0
    for name in names:
        cell = 'trim("' + name.replace('"', '""') + '")'
        values = [str(row[0]) for row in cursor.execute(
            f"SELECT {cell} AS v FROM landed WHERE v <> '' GROUP BY v ORDER BY hash(v) LIMIT 500").fetchall()]
        bare = [re.sub(MONEY, "", value) for value in values if value.lower() not in BLANK]
        if not bare:
            continue
        as_point, as_comma = (all(map(form.fullmatch, bare)) for form in (POINT, COMMA))
        comma += as_comma and not as_point
        point += as_point and not as_comma
    return "," if comma > point else "."


def look(column: Column, decimal: str) -> None:
    """Find out the column's kind and what belongs to it."""
    blanks = {value for value in column.values if value.lower() in BLANK}
    values = {value: many for value, many in column.values.items() if value not in blanks}
    if not values:
        column.kind = "blank"
        return
    column.empty = tuple(sorted(blanks))
    for kind in (numbers, moments, clocks, lengths):
        if kind(column, values, decimal):
            return
    column.empty = ()
    lower = {value.lower() for value in values}
    if lower <= {*YES, *NO} and len(lower) <= 4 and lower & {*YES} | lower & {*NO} and not lower <= {"o"}:
        column.kind, column.empty = "flag", tuple(sorted(blanks))
        return
    column.kind = "words" if column.few else "text"


def share(values: dict[str, int], good: Iterable[str]) -> float:
    return sum(values[value] for value in good) / sum(values.values())


def numbers(column: Column, values: dict[str, int], decimal: str) -> bool:
    form = POINT if decimal == "." else COMMA
    bare = {value: re.sub(MONEY, "", value) for value in values}
    good = [value for value, text in bare.items() if form.fullmatch(text)]
    dated = DATED & set(column.tokens)
    if share(values, good) < ENOUGH:
        return False
    plain = [float(bare[v].replace(",", "") if decimal == "." else
                   bare[v].replace(".", "").replace(" ", "").replace(",", ".")) for v in good]
    column.low, column.high, column.odd = min(plain), max(plain), sum(values.values()) - sum(values[v] for v in good)
    column.whole = all(number.is_integer() for number in plain)
    if dated and column.whole:
        for pattern, form_of in DIGITS:
            if all(pattern.fullmatch(value) for value in good):
                column.kind, column.formats, column.dayless = "moment", (form_of,), "%H" not in form_of
                return True
        for name, least, most in (("epoch", 8e8, 4.2e9), ("epoch_ms", 8e11, 4.2e12)):
            if least <= column.low and column.high < most:
                column.kind, column.formats, column.zoned = "moment", (name,), True
                return True
    if dated and column.low >= 30_000 and column.high < 75_000:
        column.kind, column.formats, column.dayless = "moment", ("excel",), column.whole
        return True
    column.kind = "number"
    if {value.lower() for value in good} <= {"0", "1"}:
        column.kind = "flag"
    return True


def moments(column: Column, values: dict[str, int], decimal: str) -> bool:
    found: dict[tuple[str, str, str], list[str]] = {}
    native, good = [], []
    for value in values:
        if ISO.fullmatch(value):
            native.append(value)
            continue
        parts = parts_of(value)
        if parts is not None:
            found.setdefault(parts, []).append(value)
            good.append(value)
    if not (native or good) or share(values, [*native, *good]) < ENOUGH:
        return False
    column.odd = sum(values.values()) - sum(values[value] for value in (*native, *good))
    swapped = [value for (form, _, _), texts in found.items() if "{1}" in form for value in texts]
    first, second = ("%d", "%m") if not swapped or day_first(column, swapped, decimal) else ("%m", "%d")
    column.formats = tuple(sorted({form.format(sign, first, second) + time for form, sign, time in found},
                                  key=len, reverse=True))
    column.dayless = all(not time for _, _, time in found) and all(
        ":" not in value or re.fullmatch(r".{8,10}[T ]0?0:00(:00(\.0+)?)?", value) for value in native)
    column.zoned = bool(native) and all(re.search(r":\d{2}.*(Z|[+-]\d{2}(:?\d{2})?)$", value) for value in native)
    column.kind = "moment"
    return True


def parts_of(value: str) -> tuple[str, str, str] | None:
    """The form of the date, the sign between its parts, and the format of the time behind it."""
    for pattern, form in DATES:
        date = pattern.match(value)
        if date is None:
            continue
        rest = value[date.end():]
        if not rest:
            return form, date.group(1), ""
        time = TIME.fullmatch(rest)
        if time is None:
            continue
        half = time["half"]
        clock = f"{time['gap']}%{'I' if half else 'H'}:%M{':%S' if time['s'] else ''}{'.%f' if time['f'] else ''}"
        return form, date.group(1), clock + (f"{' ' if half.startswith(' ') else ''}%p" if half else "")
    return None


def day_first(column: Column, values: Sequence[str], decimal: str) -> bool:
    """Whether the day stands before the month: by numbers above 12, by the shorter span, else by what is usual."""
    pairs = {tuple(map(int, re.split(r"[/.-]", value)[:2])) for value in values}
    above = [any(pair[place] > 12 for pair in pairs) for place in (0, 1)]
    if above[0] != above[1]:
        column.order = (said("day first: there are numbers above 12") if above[0]
                        else said("month first: there are numbers above 12"))
        return above[0]
    if above[0]:
        column.odd = column.filled  # neither order reads all of them
        column.order, column.unsure = said("day and month stand in both orders"), True
        return True
    spans = []
    for day, month in ((0, 1), (1, 0)):
        days = {31 * pair[month] + pair[day] for pair in pairs}
        spans.append(max(days) - min(days))
    if max(spans) > 45 and min(spans) * 3 < max(spans):
        column.order = (said("day first: otherwise its days lie months apart") if spans[0] < spans[1]
                        else said("month first: otherwise its days lie months apart"))
        return spans[0] < spans[1]
    american = any(re.search(r"[AaPp][Mm]$", value) for value in values)
    first = not american or "." in values[0][:3] or decimal == ","
    column.unsure = True
    column.order = (said("LOOK: day first is a guess, no number is above 12") if first
                    else said("LOOK: month first is a guess, no number is above 12"))
    return first


def clocks(column: Column, values: dict[str, int], decimal: str) -> bool:
    """Times of day: by the heading where its words say so, as lengths of time look the same."""
    good = [value for value in values if CLOCK.fullmatch(value)]
    if share(values, good) < ENOUGH or not good:
        return False
    hours = [int(value.split(":")[0]) for value in good]
    column.odd = sum(values.values()) - sum(values[value] for value in good)
    column.kind = "clock"
    seconds = [hour * 3600 + int(value.split(":")[1]) * 60 for hour, value in zip(hours, good, strict=True)]
    column.low, column.high = min(seconds), max(seconds)
    return True


def lengths(column: Column, values: dict[str, int], decimal: str) -> bool:
    good = [value for value in values if LENGTH.fullmatch(value)]
    if not good or share(values, good) < ENOUGH:
        return False
    column.odd = sum(values.values()) - sum(values[value] for value in good)
    column.kind = "length"
    return True
