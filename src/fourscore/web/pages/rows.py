"""This file is about the very facts behind a figure: paged on screen, whole as CSV, each with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from fourscore.terms import Calendar, as_written, kept, said
from fourscore.web.address import Address, read_number
from fourscore.web.pages.cells import part_word
from fourscore.web.pages.frame import Frame
from fourscore.web.pages.trouble import empty_page
from fourscore.web.sheets import Column, Sheet, ending_of, handed_out, ways_out
from fourscore.web.sheets.about import about, defined
from fourscore.web.words import (
    DIMENSION_WORDS,
    VALUE_WORDS,
    count_word,
    day_word,
    dimension_word,
    period_word,
    value_word,
    words_of,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.metrics import Metric

PAGE = 100
STRIDE = 5000  # rows read at a time for a whole download, so that it never stands in memory
PARTS = ("num", "den")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
# Columns that hold 1 for yes and 0 for no.
FLAGS = ("in_time", "short_abandon", "transferred", "outbound", "handled", "connected", "right_party", "eligible",
         "offer_made", "completed", "sold", "top_box", "attended", "answered")


def rows_page(frame: Frame, request: Request, key: str) -> Response:
    spread = frame.centre.metrics.spread()
    if spread is None:
        return empty_page(frame, "/measures")
    metric = frame.centre.metrics.catalogue.find(key)
    address = frame.address(request)
    page = read_number(request.query_params, "page")
    part = _part(request)
    found = frame.centre.metrics.rows(metric.key, during=address.days, where=address.asked, part=part,
                                      limit=PAGE, offset=(page - 1) * PAGE)
    path = f"/measure/{metric.key}/rows"
    last = max(1, -(-found.total // PAGE))
    if page > last:
        return RedirectResponse(address.link(path, page=last, part=part), status_code=303)
    calendar = frame.centre.calendar
    return frame.render(
        "rows.html", here="/measures", title=kept(metric.name), address=address, metric=metric,
        columns=[heading(name) for name in found.columns],
        right=[name not in FLAGS and _is_number(found.rows, i) for i, name in enumerate(found.columns)],
        rows=[[_told(name, value, calendar) for name, value in zip(found.columns, row, strict=True)]
              for row in found.rows],
        total=count_word(found.total), page=page, last=last,
        first=count_word((page - 1) * PAGE + 1),
        until=count_word((page - 1) * PAGE + len(found.rows)), period=period_word(calendar, address.days),
        days=day_word(address.days),
        zone=calendar.zone.key, back=address.link(f"/measure/{metric.key}"),
        before=address.link(path, page=page - 1, part=part) if page > 1 else None,
        after=address.link(path, page=page + 1, part=part) if page < last else None,
        ways_out=ways_out(address.link(f"/measure/{metric.key}/rows.csv", part=part)),
        parts=_choices(metric, address, part),
        filters=[(dimension_word(name), words_of(name, labels), address.without(name).link(path, part=part))
                 for name, labels in address.where.items()],
    )


def rows_sheet(frame: Frame, request: Request, key: str) -> Response:
    spread = frame.centre.metrics.spread()
    if spread is None:
        return empty_page(frame, "/measures")
    metrics = frame.centre.metrics
    metric, address, part = metrics.catalogue.find(key), frame.address(request), _part(request)

    def ask(offset: int) -> Any:
        return metrics.rows(metric.key, during=address.days, where=address.asked, part=part, limit=STRIDE,
                            offset=offset)

    first = ask(0)  # asked before the answer begins, so that a question put wrongly is told as a page

    ending, calendar = ending_of(request), frame.centre.calendar
    written = _local if ending == "csv" else _moment

    def lines() -> Iterator[list[Any]]:
        batch, offset = first, 0
        while batch.rows:
            yield from ([written(value, calendar) for value in row] for row in batch.rows)
            offset += STRIDE
            batch = ask(offset) if offset < batch.total else batch._replace(rows=[])

    columns = [Column(name, heading(name)) for name in first.columns]
    as_of = metrics.ask([metric.key], during=address.days, where=address.asked).as_of
    told = [*about(frame.centre.settings.name, address, calendar.zone.key, as_of), *defined([metric])]
    name = "-".join((metric.key.replace(":", "-"), "rows", address.period))
    return handed_out(Sheet(f"What was counted for {metric.name}", name, columns, lines(), told), ending)


def _choices(metric: Metric, address: Address, part: str | None) -> list[tuple[str, str, bool]]:
    """Everything a share stands on, or only what is in its upper part."""
    if metric.kind != "ratio":
        return []
    path = f"/measure/{metric.key}/rows"
    return [(said("All that is counted"), address.link(path), part is None),
            (part_word(metric, "num"), address.link(path, part="num"), part == "num")]


def _part(request: Request) -> str | None:
    part = request.query_params.get("part")
    return part if part in PARTS else None


def heading(column: str) -> str:
    """A column's name in words: `entered_at` → `Entered`, `wait_s` → `Wait (s)`."""
    if column in DIMENSION_WORDS:
        return DIMENSION_WORDS[column]
    if column.endswith("_s"):
        return kept(f"{column[:-2].replace('_', ' ').capitalize()} (s)")
    return kept(column.removeprefix("x_").removesuffix("_at").replace("_", " ").capitalize())


def _told(column: str, value: Any, calendar: Calendar) -> str:
    """A fact's field; a word of the product's own in the words for it."""
    known = isinstance(value, str) and value in VALUE_WORDS.get(column, {})
    return value_word(column, value) if known else shown(value, calendar, flag=column in FLAGS)


def _local(value: Any, calendar: Calendar) -> Any:
    """A moment on the centre's clock, with its offset; anything else as it is."""
    if isinstance(value, datetime):
        return calendar.local(value if value.tzinfo else value.replace(tzinfo=UTC))
    return float(value) if isinstance(value, Decimal) else value


def _moment(value: Any, calendar: Calendar) -> Any:
    """As `_local`; a moment written out is one again, so that a workbook can count with it."""
    value = _local(value, calendar)
    return datetime.fromisoformat(value) if isinstance(value, str) and MOMENT.match(value) else value


def shown(value: Any, calendar: Calendar, *, flag: bool = False) -> str:
    """A fact's field as a person reads it; a missing one is an en dash."""
    value = _local(value, calendar)
    if value is None:
        return "–"
    if flag:
        return said("yes") if value else said("no")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and MOMENT.match(value):
        return f"{value[:10]} {value[11:19]}"  # on the centre's clock; the sheet keeps the offset too
    if isinstance(value, float):
        return as_written(f"{value:,.1f}", value, "count", "", 1)
    return str(value)


def _is_number(rows: list[tuple[Any, ...]], column: int) -> bool:
    there = [row[column] for row in rows if row[column] is not None]
    return bool(there) and all(isinstance(value, (int, float, Decimal)) for value in there)
