"""This file is about what the workbook's tests are made of: a strategy with a bit of everything, and edits of cells."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from fourscore.metrics import Catalogue
from fourscore.strategy import Brought, StrategyText, bring_back, workbook_of

WRITTEN = """\
# the whole of it
mission:   'It''s help'   # why
vision: >-
  To be
  first
values: [one, "two; and a half"]
goals:
  more: {text: More calls, serves: Growth, drivers: [sl, quick]}   # flow
guarded:
  safe: {goal: "sl +2pp by 2026-12 | aht flat", objective: quick, owner: Team leader, serves: more}
policies:
  promise:
    text: We call back
    serves: more
    kpi: sl
    from: 2026-01
    acknowledge: [Agent, Team leader]

perspectives:
  customer:
    name: Customer
    objectives:
      quick:   # the first
        owner: Resource analyst
        kpis:
          sl:
            metric: service_level:offered   # offered
            target: {2026-01: 75%, 2026-07: 80%}
            # below it nothing
            floor: 60%
            scope: {queue: ["Sales; new", B]}
            guards: [aht]
            season: {1: 90%}     # not in the workbook
          aht:
            metric: average_handle_time
            direction: band
            target: {from: 4:00, to: 5:45}
            floor: {from: 2:00, to: 9:00}
            levels: [centre, team]
      cheap:
        kpis:
          cost:
            metric: operating_cost
            target: £280,000
            floor: £340,000.50
            baseline: {value: '£300,000', from: 2025-01, until: 2026-01, points: 12}
            weight: 2
  learning:
    objectives:
      learn:
        owner: Trainer
        kpis: {coach: {metric: coaching_time_per_agent:all, direction: higher, target: 75, floor: 20}}
links:
  - from: learn
    to: quick
    sign: +    # the same way
    lag: 2..6
    sentence: If we learn, then we are quick, because we know.
  - {from: quick, to: cheap, sign: '-', lag: 4, sentence: "=If quick, then cheap"}
allow:
  - {rule: L15, at: sl, reason: for now, who: Mara, until: 2026-12-31}
"""
HERE = Path("strategy.yaml")


def text_of(written: str) -> StrategyText:
    return StrategyText(HERE, written.encode())


OUT: dict[str, bytes] = {}


def out(text: StrategyText, catalogue: Catalogue) -> bytes:
    """The workbook of a text, written once for all tests that change it."""
    units = {key: metric.unit for key, metric in catalogue.metrics.items()}
    if text.text not in OUT:
        OUT[text.text] = workbook_of(text, units, "GBP", "Northgate & Co")
    return OUT[text.text]


def edited(content: bytes, *changes: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for change in changes:
        change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def cell_of(book: Workbook, sheet: str, first: str, column: str) -> Any:
    """The cell in the row that begins with `first` (the nth such one: "first#2") under that heading."""
    there = book[sheet]
    name, _, nth = first.partition("#")
    row = [one[0].row for one in there.iter_rows(min_row=2) if str(one[0].value or "") == name][int(nth or 1) - 1]
    return there.cell(row, next(one.column for one in there[1] if one.value == column))


def put(sheet: str, first: str, column: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        cell = cell_of(book, sheet, first, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    return change


def new_row(sheet: str, **cells: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        there = book[sheet]
        empty = next(n for n in range(2, 200) if all(there.cell(n, c).value is None for c in range(1, 9)))
        titles = {str(one.value): one.column for one in there[1]}
        for title, value in cells.items():
            there.cell(empty, titles[title.replace("_", " ")]).value = value
    return change


def no_row(sheet: str, *firsts: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for first in firsts:
            book[sheet].delete_rows(cell_of(book, sheet, first, str(book[sheet]["A1"].value)).row)
    return change


def back(written: str, catalogue: Catalogue, *changes: Callable[[Workbook], None]) -> Brought:
    text = text_of(written)
    return bring_back(text, edited(out(text, catalogue), *changes), "s.xlsx", catalogue, "GBP")
