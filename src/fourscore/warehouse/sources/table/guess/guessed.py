"""This file is about guessing a whole mapping: tried on the file's rows, and mended until it reads them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.terms import Issue, Trouble, said, write_value
from fourscore.warehouse.sources import Slice
from fourscore.warehouse.sources.recognise import LIKELY, PERHAPS, Guess
from fourscore.warehouse.sources.table.files import format_of, grows
from fourscore.warehouse.sources.table.guess.calls import calls, title_of
from fourscore.warehouse.sources.table.guess.columns import Column, decimal_of, profile
from fourscore.warehouse.sources.table.guess.draft import Draft
from fourscore.warehouse.sources.table.guess.headings import TOTAL_ROWS
from fourscore.warehouse.sources.table.guess.looks import Looks, looks_of
from fourscore.warehouse.sources.table.guess.meaning import Row, counts_calls, row_of
from fourscore.warehouse.sources.table.guess.others import other
from fourscore.warehouse.sources.table.guess.spell import literals, quoted
from fourscore.warehouse.sources.table.land import land_parquet, land_text
from fourscore.warehouse.sources.table.mapping import read_mapping
from fourscore.warehouse.sources.trial import ENOUGH, NothingBefore, beginning

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TRIES = 8
MANY = 0.02        # share of rows a field may lose before it is taken out
ASIDE = "CREATE OR REPLACE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)"


def guess_table(head: bytes, path: Path) -> Guess | None:
    """The mapping of a table nobody described; None where the file is no table.

    Raises Trouble `empty-file`, `rows-are-totals` or `columns-unknown` for a table that no fact can be made of.
    """
    import duckdb

    looks = looks_of(head, path)
    if looks is None or len(looks.names) < 2:
        return None
    with duckdb.connect() as connection:
        landing(connection, path, looks)
        cursor = connection.cursor()
        decimal = "." if looks.shape.format == "excel" else decimal_of(cursor, looks.names)
        if decimal == ",":
            looks.options["decimal"] = ","
        columns = profile(cursor, looks.names, decimal)
        if not columns[0].rows:
            raise Trouble(Issue("empty-file", str(path), said("There are names of columns in this file and no rows."),
                                said("Check the export that wrote it, and take a file of a day with calls.")))
        row = row_of(columns, [path.stem, path.parent.name, str(looks.options.get("sheet", ""))])
        totals = counts_calls(columns)
        if totals is not None and (row is None or row.kind != "forecast") and not has_key(row):
            raise Trouble(Issue("rows-are-totals", str(path), said("Its rows count calls (the column {totals}); "
                                                                   "they are not calls. Facts are made of calls, "
                                                                   "so that every figure can be cut in any way.",
                                                                   totals=repr(totals)),
                                said("Export one row for each call. What a report adds up cannot be taken apart "
                                     "again.")))
        if row is None:
            raise Trouble(Issue("columns-unknown", str(path), said("Nothing in its columns tells what a row is: "
                                                                   "{names}.", names=', '.join(looks.names[:12])),
                                said("Write its mapping by hand: docs/mapping.md has every field.")))
        draft = drafted(path, columns, row)
        key = key_of(cursor, columns, row, draft)
        total_rows(columns, draft)
        mend(connection, draft, {**looks.options}, key, path)
    return finished(looks, draft, key, row)


def landing(connection: DuckDBPyConnection, path: Path, looks: Looks) -> None:
    """Make the table `landed` of the file's rows, or of its first ones; cursors of the connection share it."""
    cursor = connection.cursor()
    cursor.execute(ASIDE)
    form = format_of(path, looks.shape)
    piece = beginning(path, ENOUGH) if form in ("csv", "tsv") and grows(looks.shape) else \
        Slice(1, path, 0, path.stat().st_size, 1, 0)
    if form == "parquet":
        land_parquet(cursor, piece, looks.shape, looks.names)
    else:
        land_text(cursor, piece, looks.shape, looks.names)
    cursor.execute("CREATE TABLE main.landed AS FROM temp.landed")


def has_key(row: Row | None) -> bool:
    return row is not None and "key" in row.meant


def drafted(path: Path, columns: list[Column], row: Row) -> Draft:
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    draft = Draft(columns, row.meant, f"{written:%Y-%m-%d}", title_of(path))
    if row.kind == "call":
        calls(draft)
    else:
        other(draft, row.kind)
    return draft


def key_of(cursor: DuckDBPyConnection, columns: list[Column], row: Row, draft: Draft) -> list[str]:
    """The columns that name a row: the one that should, alone if it can, else with others."""
    column = row.meant["key"].column if "key" in row.meant else named_key(columns, row)
    if column is None:
        return []
    name = column.name
    if column.filled < column.rows:
        return []
    if column.unique:
        draft.said["key"] = said("sure: every row has another")
        return [name]
    days = [one for one in (row.meant.get("date"), row.meant.get("started")) if one is not None]
    always = [days[0].column.name] if days and days[0].column.filled == column.rows else []
    beside = [one.name for one in columns if one.name not in (name, *always) and one.filled == one.rows
              and one.kind in ("words", "text", "clock", "number") and one.distinct > 1]
    for many in (0, 1, 2):
        for others in combinations(beside[:10], many):
            # The day is in it, as a number that comes again next month must not replace this month's row.
            together = [name, *others, *always]
            cells = ", ".join('"' + one.replace('"', '""') + '"' for one in together)
            found = cursor.execute(f"SELECT count(DISTINCT ({cells})) FROM landed").fetchone()
            if len(together) > 1 and found and found[0] == column.rows:
                draft.said["key"] = said("likely: {name} comes more than once, with these it does not in this file",
                                         name=repr(name))
                draft.look(said("{name} alone does not name a row ({number} repeat one); if those are legs of one "
                                "call, give the contact its own key (docs/mapping.md).", name=repr(name),
                                number=write_value(column.rows - column.distinct, "count")))
                return together
    return []


def named_key(columns: list[Column], row: Row) -> Column | None:
    """A column whose heading says that it names the row: `Order ID` of a sale, `Ticket number` of a ticket."""
    taken = {meant.column.name for meant in row.meant.values()}
    return next((column for column in columns if column.unique and column.name not in taken and (
        {"id", "key", "number", "uuid", "guid", "reference", "order", "ticket", "case"} & set(column.tokens))), None)


def total_rows(columns: list[Column], draft: Draft) -> None:
    """Lines that add up what stands above them are left out."""
    if not columns or "leave_out" in draft.options:
        return
    first = columns[0]
    totals = [value for value in first.values if value.lower() in TOTAL_ROWS]
    if totals and first.kind in ("text", "words", "moment") and len(totals) <= 2:
        draft.options["leave_out"] = f"{quoted(first.name)} in ({literals(totals)})"
        draft.said["leave_out"] = said("likely: it adds up the others")


def mend(connection: DuckDBPyConnection, draft: Draft, looks: dict[str, object], key: list[str], path: Path) -> None:
    """Try the mapping on the rows; a field that many of them cannot be read by is taken out again."""
    from fourscore.warehouse.sources.table.stage import Staging

    for _ in range(TRIES):
        options = {"files": str(path), "zone": "UTC", **looks, **({"key": key} if key else {}), **draft.mapping(key)}
        mapping, issues = read_mapping("guess", options, path.name)
        if mapping is None:
            raise Trouble(*issues)
        with connection.cursor() as cursor:
            cursor.execute(ASIDE)
            Staging(cursor, mapping, NothingBefore()).stage()
            aside = cursor.execute("SELECT issue, what FROM aside").fetchall()
            rows = (cursor.execute("SELECT count(*) FROM landed").fetchone() or (0,))[0]
        if not mended(draft, key, aside, rows):
            return


def mended(draft: Draft, key: list[str], aside: list[tuple[str, str]], rows: int) -> bool:
    """Whether something was changed for what was set aside."""
    if any(issue in ("duplicate-key", "empty-key") for issue, _ in aside):
        key.clear()
        draft.said.pop("key", None)
        return True
    places = Counter(found.group(1) for _, what in aside if (found := re.match(r"(\w+\.\w+)[ :(]", what)))
    for place, many in places.most_common():
        kind, _, name = place.partition(".")
        if many <= MANY * rows or place not in draft.specs:
            continue
        if name in draft.facts.get(kind, {}) and place not in NEEDED:
            draft.drop(place)
            draft.look(said("what was taken for {place} does not fit in {number} rows, so it was left alone.",
                            place=place, number=write_value(many, "count")))
            return True
        if kind != "contact" and len(draft.facts) > 1:
            for other_place in [one for one in draft.specs if one.startswith(f"{kind}.")]:
                draft.drop(other_place)
            draft.facts.pop(kind, None)
            draft.look(said("{place} cannot be read in {number} rows, so no {kind} is made.", place=place,
                            number=write_value(many, "count"), kind=kind))
            return True
    return False


NEEDED = {"contact.started", "visit.queue", "visit.outcome", "visit.wait", "survey.score", "survey.scale",
          "sale.amount", "segment.started", "segment.kind", "segment.lasts"}


def finished(looks: Looks, draft: Draft, key: list[str], row: Row) -> Guess:
    mapping = draft.mapping(key)
    options = {**looks.options, **({"key": key[0] if len(key) == 1 else key} if key else {}), **mapping}
    told = {**looks.said, **draft.said}
    if "decimal" in looks.options:
        told["decimal"] = said("its numbers are 1.234,5")
    extra = mapping.get("extra")
    if isinstance(extra, dict):
        told["extra"] = said("further columns, to group and count by; take out what nobody needs")
    checks = [*draft.looks]
    if looks.shape.columns:
        checks.insert(0, said("the file has no line with the names of its columns."))
    sure = min(LIKELY, looks.sure) if row.kind != "call" or "visit" in draft.facts else PERHAPS + 0.1
    return Guess(options, sure, {place: text for place, text in told.items() if text},
                 tuple(checks), tuple(draft.left))
