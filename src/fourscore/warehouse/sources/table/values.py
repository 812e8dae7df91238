"""This file is about values: the SQL that turns a row's texts into words, flags, numbers, lengths of time, moments.

Every value of a field `visit.wait` is a column `=visit.wait`, the text it was read from `?visit.wait`; later columns
of the same SELECT use earlier ones. A text that cannot be read gives no value, which is how `stage` finds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Columns

from fourscore.warehouse.sources.table.mapping.conditions import Condition, condition_sql
from fourscore.warehouse.sources.table.mapping.shape import UNITS, Field, Moment

MONEY = "[€$£¥₹₪\\s\u00a0]"
CLOCK = "([01]?\\d|2[0-4]):([0-5]\\d)(?::([0-5]\\d(?:[.,]\\d+)?))?\\s*([AaPp][Mm])?"
HOURS = "([01]?\\d|2[0-3]):[0-5]\\d"
ISO_DAY = "\\d{4}-\\d{1,2}-\\d{1,2}"
ISO_TIME = "\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?"
ISO_TAIL = "\\s*(Z|[+-]\\d{2}(?::?\\d{2})?)"
ISO_LENGTH = "P(?:(\\d+)D)?(?:T(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+(?:\\.\\d+)?)S)?)?"

SECONDS, AMOUNT = (9, 3), (18, 8)  # digits before and after the point, of a number as most are written


def made(place: str) -> str:
    """The column that holds the value of a field."""
    return f'"={place}"'


def told(place: str) -> str:
    """The column that holds the text a field was read from."""
    return f'"?{place}"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def layered(source: str, parts: list[str]) -> str:
    """All of `source` and these parts (`… AS name`), each computed once and after those it uses."""
    level: dict[str, int] = {}
    layers: list[list[str]] = []
    for part in parts:
        sql, name = part.rsplit(" AS ", 1)
        level[name] = 1 + max((at for used, at in level.items() if used in sql), default=-1)
        layers += [[] for _ in range(level[name] + 1 - len(layers))]
        layers[level[name]].append(part)
    query = source
    for layer in layers:
        query = f"(SELECT l.*, {', '.join(layer)} FROM {query} l)"
    return query


class Values:
    """Writes the SQL of fields. present: the columns landed; decimal: what separates the decimals of a number.

    It is SQL over `layered(rows, self.cells(…))`. usual: columns of texts that are all written as most are; of the
    others every way of writing is looked for, and for few rows to plan that takes longer than all the rest.
    """

    def __init__(self, present: Columns[str, str], decimal: str) -> None:
        self.present, self.decimal = present, decimal
        self.usual: frozenset[str] = frozenset()
        self.trimmed: frozenset[str] = frozenset()  # columns of the file without any text that has to be trimmed
        self._cells = {name: f'"~{number}"' for number, name in enumerate(present)}

    def cells(self, names: Iterable[str]) -> list[str]:
        """The trimmed texts of these columns of the file, nothing where a text is blank."""
        # To see that there is nothing to trim takes a third of the time of trimming.
        return [f"nullif({text}, '') AS {self._cells[name]}" if name in self.trimmed else
                f"nullif(CASE WHEN {self.to_trim(text)} THEN trim({text}) ELSE {text} END, '') AS {self._cells[name]}"
                for name in names for text in (f"l.{self.present[name]}",)]

    def to_trim(self, text: str) -> str:
        """The test whether a text of the file may begin or end with a blank."""
        return f"({text} < '!' AND {text} <> '') OR suffix({text}, ' ') OR strlen({text}) <> length({text})"

    def column(self, name: str) -> str:
        return self._cells[name]

    def as_most(self, field: Field | Moment) -> str | None:
        """The test whether the text of a field is written as most are; None where that makes no difference."""
        if isinstance(field, Field):
            text = self.text(field, field.columns)
            if field.columns and field.reads == "seconds" and UNITS[field.unit] == 1:
                return self._plain(text, *SECONDS)
            return self._plain(text, *AMOUNT) if field.columns and field.reads == "number" else None
        if field.reads != "moment" or field.time is not None or field.column is None or field.formats:
            return None
        return f"regexp_full_match({self.text(field, (field.column,))}, '{ISO_TIME}')"

    def condition(self, condition: Condition) -> str:
        columns = {name: self.column(name) for name in condition.columns}
        return condition_sql(condition, columns, lambda text: f"CAST({self.amount(text)} AS DOUBLE)")

    def key(self, columns: tuple[str, ...]) -> str:
        """The values of key columns joined by `|`; nothing where one of them is blank."""
        parts = [self.column(name) for name in columns]
        blank = " OR ".join(f"{part} IS NULL" for part in parts)
        joined = ", '|', ".join(parts)
        return f"CASE WHEN {blank} THEN NULL ELSE concat({joined}) END"

    def text(self, field: Field | Moment, columns: tuple[str, ...]) -> str:
        """The text of a field: its column's, unless that is blank or counts as empty; else what the mapping says."""
        if not columns:
            return literal(field.value) if field.value is not None else "CAST(NULL AS VARCHAR)"
        joined = self.key(columns) if len(columns) > 1 else self.column(columns[0])
        if field.empty:
            listed = ", ".join(literal(word) for word in field.empty)
            joined = f"CASE WHEN {joined} IN ({listed}) THEN NULL ELSE {joined} END"
        otherwise = field.otherwise if isinstance(field, Field) else None
        return joined if otherwise is None else f"coalesce({joined}, {literal(otherwise)})"

    def field(self, field: Field) -> list[str]:
        """The columns of a field's text and value."""
        return [f"{self.text(field, field.columns)} AS {told(field.place)}",
                f"{self._value(field, told(field.place))} AS {made(field.place)}"]

    def _value(self, field: Field, text: str) -> str:
        if field.reads in ("word", "flag"):
            return self._word(field, text)
        if field.reads == "seconds":
            return self.seconds(text, field.unit)
        if field.reads == "number":
            return f"try_cast({self.amount(text)} AS DECIMAL(18,6))"
        if field.place == "contact.customer" and field.rounded == "anonymous":
            return f"CASE WHEN {rounded(text)} THEN NULL ELSE {text} END"
        return text

    def _word(self, field: Field, text: str) -> str:
        cases = "".join(f" WHEN {self.condition(condition)} THEN {literal(word)}" for word, condition in field.cases)
        if field.columns:
            cases += "".join(f" WHEN lower({text}) = {literal(word)} THEN {literal(ours)}"
                             for word, ours in field.words.items() if word != "*")
            if "*" in field.words:
                cases += f" WHEN {text} IS NOT NULL THEN {literal(field.words['*'])}"
        elif field.value is not None:
            return literal(field.value)
        last = "'0'" if field.reads == "flag" and not field.columns else "NULL"
        if isinstance(field.otherwise, str):
            # It stands for a blank, and is one of our words already.
            cases = f" WHEN {self._blank(field)} THEN {literal(field.otherwise)}{cases}"
        return f"CASE{cases} ELSE {last} END"

    def _blank(self, field: Field) -> str:
        bare = Field(field.place, field.reads, field.columns, field.value, field.empty)
        return f"({self.text(bare, field.columns)}) IS NULL"

    def amount(self, text: str) -> str:
        """A number that may have a sign of money about it."""
        plain = f"try_cast({text} AS DECIMAL(30,8))"
        if text in self.usual:
            return plain
        bare = self.number(f"regexp_replace({text}, {literal(MONEY)}, '', 'g')")
        return f"CASE WHEN {self._plain(text, *AMOUNT)} THEN {plain} ELSE {bare} END"

    def number(self, text: str) -> str:
        """A number, with groups of three digits if they are marked, as in 1,234.5 (or 1.234,5)."""
        group, point = (",", "\\.") if self.decimal == "." else ("[. ]", ",")
        shape = f"[+-]?(\\d+|\\d{{1,3}}({group}\\d{{3}})+)?({point}\\d+)?([eE][+-]?\\d+)?"
        plain = f"replace({text}, ',', '')" if self.decimal == "." else \
            f"replace(replace(replace({text}, '.', ''), ' ', ''), ',', '.')"
        return (f"CASE WHEN {self._plain(text, *AMOUNT)} THEN try_cast({text} AS DECIMAL(30,8)) "
                f"WHEN regexp_full_match({text}, {literal(shape)}) THEN try_cast({plain} AS DECIMAL(30,8)) END")

    def _plain(self, text: str, digits: int, decimals: int) -> str:
        """Whether a text is a number as most are written, which is read at once."""
        point = f"(\\.\\d{{1,{decimals}}})?" if self.decimal == "." else ""
        return f"regexp_full_match({text}, '\\d{{1,{digits}}}{point}')"

    def seconds(self, text: str, unit: str) -> str:
        """Seconds from a number in `unit`, from m:ss or h:mm:ss (h:mm where the unit says so), or from ISO 8601."""
        if text in self.usual:
            return f"try_cast({text} AS DECIMAL(12,3))"
        # A minus sign stands in front or nowhere.
        part = [f"try_cast(replace(split_part(replace({text}, '-', ''), ':', {place}), ',', '.') AS DOUBLE)"
                for place in (1, 2, 3)]
        two = (3600, 60) if unit == "hh:mm" else (60, 1)
        clock = (f"coalesce({part[0]} * 3600 + {part[1]} * 60 + {part[2]}, "
                 f"{part[0]} * {two[0]} + {part[1]} * {two[1]})")
        iso = " + ".join(
            f"coalesce(try_cast(nullif(regexp_extract({text}, '{ISO_LENGTH}', {group}), '') AS DOUBLE) * {size}, 0)"
            for group, size in enumerate((86400, 3600, 60, 1), 1))
        found = (f"CASE WHEN regexp_full_match({text}, '{HOURS}:[0-5]\\d') "
                 f"THEN epoch_us(try_cast({text} AS TIME)) / 1000000.0 "
                 f"WHEN regexp_full_match({text}, '-?\\d+:[0-5]?\\d(:[0-5]?\\d([.,]\\d+)?)?') "
                 f"THEN ({clock}) * (CASE WHEN starts_with({text}, '-') THEN -1 ELSE 1 END) "
                 f"WHEN regexp_full_match({text}, {literal(ISO_LENGTH)}) AND length({text}) > 2 THEN {iso} "
                 f"ELSE CAST({self.number(text)} AS DOUBLE) * {UNITS[unit]} END")
        slow = f"try_cast(round({found}, 3) AS DECIMAL(12,3))"
        if UNITS[unit] != 1:
            return slow
        return f"CASE WHEN {self._plain(text, *SECONDS)} THEN try_cast({text} AS DECIMAL(12,3)) ELSE {slow} END"

    def moment(self, moment: Moment) -> list[str]:
        """Columns of a moment's pieces: its text; `.local`, the wall clock's; `.utc`, where it is told; and others."""
        place, blank = moment.place, "CAST(NULL AS TIMESTAMP)"
        if moment.time is None:
            columns = (moment.column,) if moment.column is not None else ()
            local, utc = self._whole(told(place), moment.formats)
            # Without a form of its own a time starts with the year.
            year = f"year(coalesce({made(place + '.utc')}, {made(place + '.local')}))" if moment.formats else \
                f"try_cast(left({told(place)}, 4) AS SMALLINT)"
            return [f"{self.text(moment, columns)} AS {told(place)}", f"{local} AS {made(place + '.local')}",
                    f"{utc} AS {made(place + '.utc')}", f"{year} AS {made(place + '.year')}"]
        time = self.text(moment, (moment.time,))
        clock = self._clock(made(place + ".time"), moment.time_formats)
        pieces = [f"{time} AS {made(place + '.time')}", f"{clock} AS {made(place + '.clock')}"]
        if moment.date is None:
            return [*pieces, f"{made(place + '.time')} AS {told(place)}", f"{blank} AS {made(place + '.local')}",
                    f"{blank} AS {made(place + '.utc')}"]
        day = self.text(moment, (moment.date,))
        date = self._day(made(place + ".date"), moment.formats)
        return [
            *pieces, f"{day} AS {made(place + '.date')}",
            f"nullif(concat_ws(' ', {made(place + '.date')}, {made(place + '.time')}), '') AS {told(place)}",
            f"{date} AS {made(place + '.day')}", f"year({made(place + '.day')}) AS {made(place + '.year')}",
            f"{made(place + '.day')} + to_microseconds({made(place + '.clock')}) AS {made(place + '.local')}",
            f"{blank} AS {made(place + '.utc')}",
        ]

    def day(self, moment: Moment) -> list[str]:
        columns = (moment.column,) if moment.column is not None else ()
        return [f"{self.text(moment, columns)} AS {told(moment.place)}",
                f"CAST({self._day(told(moment.place), moment.formats)} AS DATE) AS {made(moment.place)}"]

    def _day(self, text: str, formats: tuple[str, ...]) -> str:
        tries = [self._as(text, form) for form in formats if form not in ("epoch", "epoch_ms") and "%z" not in form]
        iso = (f"CASE WHEN regexp_full_match({text}, '{ISO_DAY}([ T]0?0:00(:00)?)?') "
               f"THEN CAST(try_cast(left({text}, 10) AS DATE) AS TIMESTAMP) END")
        return f"date_trunc('day', coalesce({', '.join([*tries, iso])}))"

    def _as(self, text: str, form: str) -> str:
        if form == "excel":
            number = f"CAST({self.number(text)} AS DOUBLE)"
            return (f"CASE WHEN abs({number}) < 1e6 THEN TIMESTAMP '1899-12-30' "
                    f"+ to_microseconds(CAST(round({number} * 86400000) AS BIGINT) * 1000) END")
        return f"try_strptime({text}, {literal(form)})"

    def _clock(self, text: str, formats: tuple[str, ...]) -> str:
        """Microseconds since midnight by the wall clock."""
        tries = []
        for form in formats:
            if form in ("excel", "day_fraction"):
                tries.append(f"CAST(round(CAST({self.number(text)} AS DOUBLE) % 1 * 86400000) AS BIGINT) * 1000")
            else:
                tries.append(f"epoch_us(CAST(try_strptime({text}, {literal(form)}) AS TIME))")
        part = [f"try_cast(nullif(replace(regexp_extract({text}, '{CLOCK}', {group}), ',', '.'), '') AS DOUBLE)"
                for group in (1, 2, 3)]
        half = f"upper(regexp_extract({text}, '{CLOCK}', 4))"
        hour = f"CASE {half} WHEN 'PM' THEN {part[0]} % 12 + 12 WHEN 'AM' THEN {part[0]} % 12 ELSE {part[0]} END"
        plain = f"CAST(round((({hour}) * 3600 + {part[1]} * 60 + coalesce({part[2]}, 0)) * 1000000) AS BIGINT)"
        # The two common forms are read without taking them apart.
        tries.append(f"CASE WHEN regexp_full_match({text}, '{HOURS}:[0-5]\\d') THEN epoch_us(try_cast({text} AS TIME)) "
                     f"WHEN regexp_full_match({text}, '{HOURS}') THEN epoch_us(try_cast({text} || ':00' AS TIME)) "
                     f"WHEN regexp_full_match({text}, '{CLOCK}') AND {plain} <= 86400000000 THEN {plain} END")
        return f"coalesce({', '.join(tries)})"

    def _whole(self, text: str, formats: tuple[str, ...]) -> tuple[str, str]:
        """The wall clock's time and the one in UTC, of which at most one is told."""
        if text in self.usual:
            return f"try_cast({text} AS TIMESTAMP)", "CAST(NULL AS TIMESTAMP)"
        iso = f"({ISO_DAY})(?:[T ](\\d{{1,2}}:\\d{{2}}(?::\\d{{2}}(?:[.,]\\d+)?)?))?"
        day, time = (f"regexp_extract({text}, '{iso}', {group})" for group in (1, 2))
        stamp = f"try_cast({day} || ' ' || coalesce(nullif(replace({time}, ',', '.'), ''), '00:00') AS TIMESTAMP)"
        offset = f"regexp_extract({text}, '{ISO_TAIL}$', 1)"
        digits = f"regexp_replace({offset}, '[^0-9]', '', 'g')"
        ahead = (f"CASE WHEN {offset} = 'Z' THEN 0 ELSE (CASE WHEN starts_with({offset}, '-') THEN -1 ELSE 1 END) * "
                 f"(try_cast(left({digits}, 2) AS BIGINT) * 3600 "
                 f"+ coalesce(try_cast(nullif({digits}[3:4], '') AS BIGINT), 0) * 60) END")
        local = [self._as(text, form) for form in formats if form not in ("epoch", "epoch_ms") and "%z" not in form]
        local.append(f"CASE WHEN regexp_full_match({text}, '{ISO_TIME}') THEN try_cast({text} AS TIMESTAMP) "
                     f"WHEN regexp_full_match({text}, '{iso}') THEN {stamp} END")
        utc = [f"make_timestamp(epoch_us(try_strptime({text}, {literal(form)})))" for form in formats if "%z" in form]
        since = f"CAST({self.number(text)} AS DOUBLE)"
        utc += [f"CASE WHEN abs({since} * {size}) < 1e16 "
                f"THEN make_timestamp(CAST(round({since} * {size}) AS BIGINT)) END"
                for form, size in (("epoch", 1000000), ("epoch_ms", 1000)) if form in formats]
        # Only a zone brings these letters; most times have none, and are not looked at any closer.
        zoned = f"(suffix({text}, 'Z') OR contains({text}, '+') OR contains(substr({text}, 9), '-'))"
        utc.append(f"CASE WHEN {zoned} AND regexp_full_match({text}, '{iso}{ISO_TAIL}') "
                   f"THEN {stamp} - to_seconds({ahead}) END")
        if "epoch" in formats or "epoch_ms" in formats:
            local = ["CAST(NULL AS TIMESTAMP)"]
        return f"coalesce({', '.join(local)})", f"coalesce({', '.join(utc)})"


def rounded(text: str) -> str:
    """Whether a number was written as 6.02701E+11, so that its last digits are lost."""
    return f"regexp_full_match({text}, '[+-]?\\d+([.,]\\d+)?[eE]\\+?\\d+')"
