"""This file is about which row of an edited workbook is which thing of the strategy: kept, renamed, new or gone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fourscore.strategy.text.bring import node_at, words_of
from fourscore.strategy.text.edit import StrategyText
from fourscore.strategy.workbook.cells import plain_number
from fourscore.strategy.workbook.columns import ALLOWED, GUARDED, NAMED, NUMBERED, OBJECTIVES, SHEETS, Sheet
from fourscore.strategy.workbook.tables import Row, Tables, tables_of
from fourscore.strategy.workbook.typed import Line, Typed, Typing
from fourscore.terms import Issue


@dataclass
class Pairs:
    """Of every sheet: its rows by what they were, each with its line; new lines; and what each thing is called now.

    ids: the id of each line by sheet and line number. renamed: old id to new id, by sheet.
    """

    kept: dict[str, dict[str, Line]] = field(default_factory=dict)
    new: dict[str, list[Line]] = field(default_factory=dict)
    ids: dict[tuple[str, int], str] = field(default_factory=dict)
    renamed: dict[str, dict[str, str]] = field(default_factory=dict)

    def id_of(self, sheet: Sheet, line: Line) -> str:
        return self.ids[sheet.title, line.number]

    def final(self) -> dict[str, frozenset[str]]:
        """Every id there will be, by sheet."""
        return {sheet.title: frozenset(self.id_of(sheet, line) for line in self.lines(sheet)) for sheet in NAMED}

    def lines(self, sheet: Sheet) -> list[Line]:
        return [*self.kept[sheet.title].values(), *self.new[sheet.title]]

    def meant(self, sheets: tuple[str, ...], word: str) -> str:
        """The id that a word on another sheet means: one that was renamed is still understood by its old id."""
        final = self.final()
        if any(word in final[title] for title in sheets):
            return word
        return next((self.renamed[title][word] for title in sheets if word in self.renamed[title]), word)


def said(typed: Typed) -> str:
    """The words of a cell that holds an id or a label."""
    value = typed.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return plain_number(value)
    return "" if value is None else str(value).strip()


def pair(typing: Typing, tables: Tables) -> Pairs:
    """Find for each typed line the row it was; ids that cannot be are marked in `typing`."""
    pairs = Pairs()
    for sheet in SHEETS:
        rows = tables.of(sheet)
        kept: dict[str, Line] = {}
        new: list[Line] = []
        own = {line.was: line for line in reversed(typing.lines[sheet.title])
               if sheet in NAMED and said(line.cell("Id")) == line.was}
        for line in typing.lines[sheet.title]:
            # Of a row that was copied, the one with its own id is the old one; the others are new.
            if line.was in rows and line.was not in kept and own.get(line.was, line) is line:
                kept[line.was] = line
            else:
                new.append(line)
        pairs.kept[sheet.title], pairs.new[sheet.title] = kept, new
    for sheet in NAMED:
        _ids(sheet, typing, pairs)
    return pairs


def _ids(sheet: Sheet, typing: Typing, pairs: Pairs) -> None:
    taken: dict[str, str] = {}
    kept = {line.number: was for was, line in pairs.kept[sheet.title].items()}
    pairs.renamed[sheet.title] = {}
    for line in sorted(pairs.lines(sheet), key=lambda one: one.number):
        cell, was = line.cell("Id"), kept.get(line.number)
        name = said(cell)
        if not name and was is None:
            name = _made(sheet, line, taken)
        if not re.fullmatch(r"[\w-]+", name):
            typing.mark(sheet.title, cell.place, Issue(
                "bad-id", "", f"{name!r} cannot be an id." if name else "The row has no id.",
                "Use letters, digits and dashes, as in an address; to remove the row, delete it or empty all of it."))
            name = was or f"row-{line.number}"
        elif name in taken:
            typing.mark(sheet.title, cell.place, Issue(
                "duplicate-id", "", f"{name!r} stands in {taken[name]} already.", "Give each row its own id."))
            name = was if was is not None and was not in taken else f"{name}-{line.number}"
        taken[name] = cell.place
        pairs.ids[sheet.title, line.number] = name
        if was is not None and name != was:
            pairs.renamed[sheet.title][was] = name


def _made(sheet: Sheet, line: Line, taken: Mapping[str, str]) -> str:
    """An id made from the words of a new row."""
    words = next((word for title in ("Name", "Goal", "Text", "Metric") if title in line.cells
                  and (word := said(line.cell(title)))), "")
    made = "-".join(re.sub(r"[^a-z0-9]+", " ", words.lower()).split()[:5])
    name, number = made, 2
    while made and name in taken:
        name, number = f"{made}-{number}", number + 1
    return name


def rename(text: StrategyText, tables: Tables, pairs: Pairs) -> None:
    """Give everything its new id, and say the new one wherever the strategy names the old."""
    if not any(pairs.renamed.values()):
        return
    for sheet in NAMED:
        _rename_things(text, sheet, pairs.renamed[sheet.title], tables)
    now = tables_of(text.root(), tables.units, tables.currency)
    for sheet in (*NAMED, *NUMBERED):
        for row in now.rows[sheet.title]:
            _mentions(text, sheet, row, pairs.renamed)


def _rename_things(text: StrategyText, sheet: Sheet, renamed: Mapping[str, str], tables: Tables) -> None:
    def place(name: str) -> tuple[str, ...]:
        rows = tables_of(text.root(), tables.units, tables.currency).of(sheet)
        return tuple(map(str, rows[name].path))

    swapped = set(renamed) & set(renamed.values())
    for old, new in renamed.items():
        text.rename(place(old), f"{new}---" if new in swapped else new)
    for new in [new for new in renamed.values() if new in swapped]:
        text.rename(place(f"{new}---"), new)


def _mentions(text: StrategyText, sheet: Sheet, row: Row, renamed: Mapping[str, Mapping[str, str]]) -> None:
    """Put the new ids into every cell of one thing that names others."""
    for column in sheet.columns:
        sheets = column.of
        if sheet is ALLOWED and column.title == "At":
            sheets = tuple(one.title for one in NAMED)
        if not (sheets and column.at):
            continue
        names = {old: new for title in sheets for old, new in renamed[title].items()}
        path = (*row.path, *column.at)
        for place, (word, _) in enumerate(words_of(node_at(text.root(), path)) or ()):
            if word in names:
                node = node_at(text.root(), path)
                text.set((*path, place) if node is not None and node.kind == "list" else path, names[word])
    if sheet is GUARDED and (node := row.node.get("goal")) is not None:
        names = {**renamed[OBJECTIVES.title], **renamed["KPIs"]}
        said_now = re.sub(r"[\w-]+", lambda found: names.get(found[0], found[0]), node.text)
        if said_now != node.text:
            text.set((*row.path, "goal"), said_now)
