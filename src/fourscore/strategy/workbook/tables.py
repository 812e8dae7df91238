"""This file is about a strategy's text as rows of cells: what the workbook shows, and where each cell is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fourscore.strategy.text.bring import Path, words_of
from fourscore.strategy.text.tree import Node
from fourscore.strategy.workbook.cells import (
    Shown,
    shown_number,
    shown_text,
    shown_value,
    shown_words,
)
from fourscore.strategy.workbook.columns import (
    ALLOWED,
    GOALS,
    GUARDED,
    IN_THE_FILE,
    KPIS,
    LINKS,
    OBJECTIVES,
    PERSPECTIVES,
    POLICIES,
    SHEETS,
    STRATEGY,
    TARGETS,
    TOP,
    VALUE,
    Column,
    Sheet,
)

EMPTY = Node("map", 0, 0, 1, 0)


@dataclass(frozen=True)
class Row:
    """One row: what it is called (id, number, or label), where its thing stands, and its cells by column.

    parent: the id of the objective or perspective it stands under. unit: of its values. node: what stands there.
    """

    was: str
    path: Path
    cells: Mapping[str, Shown]
    node: Node
    line: int
    parent: str = ""
    unit: str = ""


@dataclass
class Tables:
    """All rows, by the title of their sheet; units: of every metric of the catalogue."""

    root: Node
    units: Mapping[str, str]
    currency: str
    rows: dict[str, list[Row]] = field(default_factory=lambda: {sheet.title: [] for sheet in SHEETS})

    def of(self, sheet: Sheet) -> dict[str, Row]:
        """The rows of a sheet by what they are called; of two of one name, the first."""
        found: dict[str, Row] = {}
        for row in self.rows[sheet.title]:
            found.setdefault(row.was, row)
        return found

    def ids(self) -> dict[str, frozenset[str]]:
        return {title: frozenset(row.was for row in rows) for title, rows in self.rows.items()}


def tables_of(root: Node, units: Mapping[str, str], currency: str) -> Tables:
    """What stands in the tree of a strategy, sheet by sheet, in the order written."""
    tables = Tables(root, units, currency)
    rows = tables.rows
    rows[STRATEGY.title] += _top(root)
    for sheet in (GOALS, GUARDED, POLICIES):
        rows[sheet.title] += [_row(sheet, key.text, (sheet.at, key.text), key, node, tables)
                              for key, node in _entries(root.get(sheet.at))]
    for key, node in _entries(root.get("perspectives")):
        path: Path = ("perspectives", key.text)
        rows[PERSPECTIVES.title].append(_row(PERSPECTIVES, key.text, path, key, node, tables))
        _objectives(node, key.text, (*path, "objectives"), tables)
    for sheet in (LINKS, ALLOWED):
        there = root.get(sheet.at)
        rows[sheet.title] += [_row(sheet, str(number), (sheet.at, number), node, node, tables)
                              for number, node in enumerate(there.items if there is not None else ())]
    return tables


def _objectives(perspective: Node, name: str, path: Path, tables: Tables) -> None:
    for key, node in _entries(perspective.get("objectives")):
        here = (*path, key.text)
        tables.rows[OBJECTIVES.title].append(_row(OBJECTIVES, key.text, here, key, node, tables, name))
        for kpi, inner in _entries(node.get("kpis")):
            unit = tables.units.get(_text(inner.get("metric")), "")
            row = _row(KPIS, kpi.text, (*here, "kpis", kpi.text), kpi, inner, tables, key.text, unit)
            tables.rows[KPIS.title].append(row)
            tables.rows[TARGETS.title] += target_rows(row, tables.currency)


def _top(root: Node) -> Iterator[Row]:
    for label, name in TOP.items():
        node = root.get(name)
        yield Row(name, (name,), {"What": Shown(label, label), "Text": _single(node)}, node or EMPTY,
                  node.line if node else 1)
    for number, (word, node) in enumerate(words_of(root.get("values")) or ()):
        yield Row(f"values {number}", ("values", number), {"What": Shown(VALUE, VALUE), "Text": shown_text(word)}, node,
                  node.line)


def target_rows(kpi: Row, currency: str) -> Iterator[Row]:
    """One row for a single target or a band, and one for each dated point of a path."""
    node = kpi.node.get("target")
    name, unit = Shown(kpi.was, kpi.was), Shown(kpi.unit or None, kpi.unit)
    empty = Shown(None, "")

    def row(since: str, low: Shown, high: Shown, at: Node, path: Path) -> Row:
        cells = {"KPI": name, "Since": shown_text(since), "Target": low, "Target, upper": high, "Unit": unit}
        return Row(f"{kpi.was}/{since}", path, cells, at, at.line, kpi.was, kpi.unit)

    path: Path = (*kpi.path, "target")
    none = shown_value("", kpi.unit, currency)
    if node is None or node.empty:
        return
    if node.kind == "text":
        yield row("", shown_value(node.text, kpi.unit, currency), none, node, path)
    elif node.get("from") is not None or node.get("to") is not None:
        low, high = (_value(node.get(edge), kpi.unit, currency) for edge in ("from", "to"))
        yield row("", low, high, node, path)
    else:
        for key, value in node.entries:
            yield row(key.text, _value(value, kpi.unit, currency), empty, key, (*path, key.text))


def _value(node: Node | None, unit: str, currency: str) -> Shown:
    if node is not None and node.kind != "text":
        return Shown(IN_THE_FILE, "")
    return shown_value("" if node is None else node.text, unit, currency)


def _row(
    sheet: Sheet, was: str, path: Path, key: Node, node: Node, tables: Tables, parent: str = "", unit: str = "",
) -> Row:
    cells = {column.title: _shown(column, was, node, parent, unit, tables.currency) for column in sheet.columns}
    return Row(was, path, cells, node, key.line, parent, unit)


def _shown(column: Column, was: str, node: Node, parent: str, unit: str, currency: str) -> Shown:
    if column.kind == "id":
        return shown_text(was)
    if column.kind == "shown":
        return Shown(unit or None, unit)
    if not column.at:
        return shown_text(parent)
    there = node_of(node, column)
    if column.kind == "words":
        words = words_of(there)
        return Shown(IN_THE_FILE, "") if words is None else shown_words([word for word, _ in words])
    if there is not None and there.kind != "text" and not there.empty:
        return Shown(IN_THE_FILE, "")
    written = there.text if there is not None else ""
    if column.kind == "value":
        return shown_value(written, unit, currency)
    if column.kind in ("weight", "whole"):
        return shown_number(written)
    return shown_text(written)


def node_of(node: Node, column: Column) -> Node | None:
    """What stands in the text for a cell of this column, below the thing of its row."""
    there = node.get(column.at[0])
    if there is None or not column.edge:
        return there
    is_map = there.kind == "map"
    frozen = is_map and there.get("value") is not None
    if column.edge == "inner":
        known = column.at[0] != "baseline" or frozen
        return there.get(column.at[1]) if is_map and known else None
    if column.edge == "high":
        return there.get("to") if is_map and not frozen else None
    return there.get("value" if frozen else "from") if is_map else there


def _single(node: Node | None) -> Shown:
    if node is not None and node.kind != "text" and not node.empty:
        return Shown(IN_THE_FILE, "")
    return shown_text(node.text if node is not None else "")


def _text(node: Node | None) -> str:
    return node.text.strip() if node is not None and node.kind == "text" else ""


def _entries(node: Node | None) -> tuple[tuple[Node, Node], ...]:
    return node.entries if node is not None else ()
