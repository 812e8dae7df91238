"""This file is about bringing an edited workbook back into the strategy's text: every change, or every mistake."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from fourscore.strategy.check.look import ROLES
from fourscore.strategy.reading.whole import read_strategy
from fourscore.strategy.text.bring import Path, Wanted, add_thing, bring
from fourscore.strategy.text.edit import StrategyText, stamp
from fourscore.strategy.workbook.cells import Place, Shown, alike, split_words, typed_text
from fourscore.strategy.workbook.columns import (
    CENTRE_CHOICES,
    IN_THE_FILE,
    KPIS,
    NAMED,
    NUMBERED,
    OBJECTIVES,
    PERSPECTIVES,
    STRATEGY,
    TOP,
    VALUE,
    Column,
    Sheet,
)
from fourscore.strategy.workbook.marks import locate, rows_marked
from fourscore.strategy.workbook.pairing import Pairs, pair, rename, said
from fourscore.strategy.workbook.tables import Row, Tables, tables_of
from fourscore.strategy.workbook.targets import bring_targets
from fourscore.strategy.workbook.typed import Line, Mark, Typed, Typing, typed_in
from fourscore.terms import Issue, Trouble, did_you_mean

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue

EDGES = {"low": "from", "high": "to"}
KNOWN = {"baseline": ("value", "from", "until", "points", "to")}


def no_value(why: str) -> Issue:
    """What is wrong with a cell that holds no value."""
    if why == "formula":
        return Issue("workbook-formula", "", "The cell holds a formula that nobody has worked out.",
                     "Open and save the workbook in a spreadsheet program, or write the value itself.")
    if why == "error":
        return Issue("workbook-formula", "", "The cell holds a formula that came to an error.",
                     "Write the value itself.")
    return Issue("cannot-edit", "", "What stands here in strategy.yaml is of a form that a cell cannot show.",
                 f"Write {IN_THE_FILE} back, and change it by hand in strategy.yaml.")


class Changed(NamedTuple):
    """One thing that the workbook changes: on which sheet, of which row, which column, from what to what."""

    sheet: str
    thing: str
    what: str
    before: str
    now: str


@dataclass(frozen=True)
class Brought:
    """The text as it would be, what changes, and what has to be mended first; with a mark nothing should be saved."""

    text: StrategyText
    changes: tuple[Changed, ...]
    marks: tuple[Mark, ...]


def bring_back(
    text: StrategyText, content: bytes, name: str, catalogue: Catalogue, currency: str, extras: Iterable[str] = (),
    people: Iterable[str] = (),
) -> Brought:
    """What the workbook `content`, called `name`, changes in the text; the text given stays as it is.

    people: who people.yaml gives a role; an owner or deputy is one of them, or a role.

    Raises Trouble "changed-meanwhile" where the text is not the one it was written from, and whatever says that
    the file is no workbook of a strategy.
    """
    typing = typed_in(content, name)
    if typing.fingerprint != stamp(text.text.encode("utf-8")):
        raise Trouble(Issue(
            "changed-meanwhile", text.path.name,
            f"Someone changed this file after {name} was written from it; it was left as it is now.",
            "Export it again, look at what changed, and make your changes once more in the new workbook.",
        ))
    changed = StrategyText(text.path, text.text.encode("utf-8"))
    bringing = Bringing(changed, typing, catalogue, currency, frozenset({*ROLES, *people}))
    bringing.everything()
    marked = rows_marked(typing.marks)
    old = {new: was for names in bringing.pairs.renamed.values() for was, new in names.items()}
    before = Counter(_said(issue, {}) for issue in read_strategy(text.text, text.path.name, catalogue, extras)[1])
    for issue in read_strategy(changed.text, text.path.name, catalogue, extras)[1]:
        before[_said(issue, old)] -= 1
        if before[_said(issue, old)] < 0:
            locate(issue, bringing.now(), bringing.pairs, typing, bringing.cells, marked)
    return Brought(changed, tuple(bringing.changes), tuple(typing.marks))


def _said(issue: Issue, old: Mapping[str, str]) -> tuple[str, str]:
    """What an issue says, by the ids there were before: one that was there is no consequence of the changes."""
    return issue.name, re.sub(r"[\w-]+", lambda word: old.get(word[0], word[0]), issue.what)


@dataclass
class Bringing:
    """One workbook's changes on their way into one text."""

    text: StrategyText
    typing: Typing
    catalogue: Catalogue
    currency: str
    people: frozenset[str]
    changes: list[Changed] = field(default_factory=list)
    # The cells whose change came into the text, by sheet and line: what a later issue is most likely about.
    cells: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units = {key: metric.unit for key, metric in self.catalogue.metrics.items()}
        self.before = before = self.now()
        self.pairs: Pairs = pair(self.typing, before)
        self.gone = {sheet.title: [was for was in before.of(sheet) if was not in self.pairs.kept[sheet.title]]
                     for sheet in (*NAMED, *NUMBERED)}
        rename(self.text, before, self.pairs)
        for sheet in NAMED:
            for old, new in self.pairs.renamed[sheet.title].items():
                self.changed(sheet, new, "Id", old, new)
        self.ids = self.pairs.final()

    def untouched(self, sheet: Sheet, line: Line, column: Column) -> bool:
        """Whether the cell says what it was written with, though what it names may be called otherwise by now."""
        typed, row = line.cell(column.title), self.before.of(sheet).get(line.was)
        return row is not None and not typed.why and alike(typed.value, row.cells[column.title])

    def now(self) -> Tables:
        return tables_of(self.text.root(), self.units, self.currency)

    def everything(self) -> None:
        """Bring in what changed, what is new and what was moved; then take out what is gone."""
        self.top()
        for sheet in (*NAMED, *NUMBERED):
            for was, line in self.pairs.kept[sheet.title].items():
                name = self.pairs.id_of(sheet, line) if sheet in NAMED else was
                self.fields(sheet, self.now().of(sheet)[name], line)
        for sheet in (*NAMED, *NUMBERED):
            for line in self.pairs.new[sheet.title]:
                self.added(sheet, line)
            if sheet in (OBJECTIVES, KPIS):
                self.moves(sheet)
        bring_targets(self)
        for sheet in reversed((*NAMED, *NUMBERED)):
            self.removals(sheet)

    # -- what is there -----------------------------------------------------------------------------------------------

    def top(self) -> None:
        lines = self.typing.lines[STRATEGY.title]
        labels = {label.lower(): name for label, name in TOP.items()}
        found: dict[str, Line] = {}
        values: list[Line] = []
        for line in lines:
            label = said(line.cell("What")).lower()
            if label == VALUE.lower():
                values.append(line)
            elif label in labels and labels[label] not in found:
                found[labels[label]] = line
            else:
                self.typing.mark(STRATEGY.title, line.cell("What").place, Issue(
                    "unknown-choice", "", f"{said(line.cell('What'))!r} is no part of this sheet.",
                    did_you_mean(label.capitalize(), [*TOP, VALUE]) or f"Use one of: {', '.join((*TOP, VALUE))}."))
        rows = self.now().of(STRATEGY)
        for name in TOP.values():
            column = STRATEGY.column("Text")
            if name == "centre":
                column = column._replace(choices=CENTRE_CHOICES, title="the centre")
            self.single(name, rows[name], column, found.get(name))
        self.values(rows, values)

    def single(self, name: str, row: Row, column: Column, line: Line | None) -> None:
        shown = row.cells["Text"]
        now = "" if line is None else self.cell(STRATEGY, line, column, shown, "", "Text")
        if now is not None and (line is not None or shown.value is not None):
            self.changed(STRATEGY, name, "Text", shown.written, now)
            self.edit(STRATEGY, line, "Text", (name,), now)

    def values(self, rows: Mapping[str, Row], lines: list[Line]) -> None:
        before = [row.cells["Text"].written for was, row in rows.items() if was.startswith("values ")]
        words = []
        for line in lines:
            shown = rows[line.was].cells["Text"] if line.was in rows else Shown(None, "")
            now = self.cell(STRATEGY, line, STRATEGY.column("Text"), shown, "", "Text")
            words.append(shown.written if now is None else " ".join(now.split()))
        words = [word for word in words if word]
        if words != before:
            self.changed(STRATEGY, "values", "Text", "; ".join(before), "; ".join(words))
            self.edit(STRATEGY, lines[0] if lines else None, "Text", ("values",), words)

    def fields(self, sheet: Sheet, row: Row, line: Line) -> None:
        """Every changed cell of one row, those that make up one value together."""
        unit = self.unit_of(line) if sheet is KPIS else ""
        new: dict[str, str] = {}
        for column in sheet.columns:
            if column.at and not self.untouched(sheet, line, column):
                now = self.cell(sheet, line, column, row.cells[column.title], unit)
                if now is not None:
                    new[column.title] = now
        groups = dict.fromkeys(column.at[0] for column in sheet.columns if column.title in new)
        for group in groups:
            columns = [column for column in sheet.columns if column.at[:1] == (group,)]
            texts = {column.title: new.get(column.title, row.cells[column.title].written) for column in columns}
            for column in columns:
                if column.title in new:
                    self.changed(sheet, row.was, column.title, row.cells[column.title].written,
                                                new[column.title])
            first = next(column.title for column in columns if column.title in new)
            known = (*(column.at[1] for column in columns if len(column.at) > 1), *KNOWN.get(group, ("from", "to")))
            self.edit(sheet, line, first, (*row.path, group), wanted(group, columns, texts), known)

    def cell(
        self, sheet: Sheet, line: Line, column: Column, shown: Shown, unit: str, title: str = "",
    ) -> str | None:
        """What a changed cell comes to in the text; None where it is as it was, or wrong (then it is marked)."""
        typed = line.cell(title or column.title)
        if typed.why == "merged" or (not typed.why and alike(typed.value, shown)):
            return None
        if typed.why or shown.value == IN_THE_FILE:
            self.unreadable(sheet, typed)
            return None
        said_now = typed.value
        if column.of and isinstance(said_now, str):
            words = split_words(said_now) if column.kind == "words" else [said_now.strip()]
            meant = [self.pairs.meant(column.of, word) for word in words]
            if meant != words:
                said_now = "; ".join(meant)
                if alike(said_now, shown):
                    return None
        text, issue = typed_text(said_now, column, shown, self.place(unit), typed.format)
        if issue is not None:
            self.typing.mark(sheet.title, typed.place, issue)
            return None
        return None if text == shown.written else text

    def place(self, unit: str) -> Place:
        return Place(unit, self.currency, self.ids, frozenset(self.units), self.people)

    def unit_of(self, line: Line) -> str:
        return self.units.get(said(line.cell("Metric")), "")

    # -- what is new, moved or gone ----------------------------------------------------------------------------------

    def added(self, sheet: Sheet, line: Line) -> None:
        unit = self.unit_of(line) if sheet is KPIS else ""
        none = Shown(None, "")
        texts = {column.title: self.cell(sheet, line, column, none, unit) or "" for column in sheet.columns
                 if column.kind not in ("id", "shown")}
        for column in sheet.columns:
            if column.needed and not texts[column.title]:
                _, issue = typed_text(None, column, none, self.place(unit), "")
                cell = line.cell(column.title)
                if issue is not None and cell.value is None and not cell.why:
                    self.typing.mark(sheet.title, cell.place, issue)
        name = self.pairs.id_of(sheet, line) if sheet in NAMED else None
        into = self.into(sheet, texts)
        if into is None:
            return
        groups = dict.fromkeys(column.at[0] for column in sheet.columns if column.at)
        fields = {group: wanted(group, [column for column in sheet.columns if column.at[:1] == (group,)], texts)
                  for group in groups}
        try:
            add_thing(self.text, into, name, fields)
        except Trouble as trouble:
            self.typing.mark(sheet.title, line.cell(sheet.columns[0].title).place, trouble.issues[0])
            return
        self.changed(sheet, name or texts[sheet.columns[0].title], "", "", "new")
        self.touched(sheet, line, "")

    def into(self, sheet: Sheet, texts: Mapping[str, str]) -> Path | None:
        """Where a new thing of that sheet belongs; None where its parent is not known."""
        if sheet is OBJECTIVES:
            parent = self.now().of(PERSPECTIVES).get(texts["Perspective"])
            return None if parent is None else (*parent.path, "objectives")
        if sheet is KPIS:
            parent = self.now().of(OBJECTIVES).get(texts["Objective"])
            return None if parent is None else (*parent.path, "kpis")
        return (sheet.at,)

    def moves(self, sheet: Sheet) -> None:
        """Things whose parent is another now."""
        column = sheet.column("Perspective" if sheet is OBJECTIVES else "Objective")
        for line in self.pairs.kept[sheet.title].values():
            row = self.now().of(sheet)[self.pairs.id_of(sheet, line)]
            now = None if self.untouched(sheet, line, column) else self.cell(
                sheet, line, column, row.cells[column.title], "")
            into = None if not now else self.into(sheet, {column.title: now})
            if into is not None and now is not None:
                self.changed(sheet, row.was, column.title, row.parent, now)
                here, there = tuple(map(str, row.path)), tuple(map(str, into))
                self.attempt(sheet, line, column.title, partial(self.text.move, here, there))

    def removals(self, sheet: Sheet) -> None:
        for was in sorted(self.gone[sheet.title], key=lambda one: int(one) if one.isdecimal() else 0, reverse=True):
            row = self.now().of(sheet).get(was)
            if row is not None:
                thing = " → ".join(row.cells[c.title].written for c in sheet.columns[:2]) if sheet in NUMBERED else was
                self.changed(sheet, thing, "", "there", "removed")
                self.attempt(sheet, None, "", partial(self.text.remove, row.path))

    # -- into the text -----------------------------------------------------------------------------------------------

    def changed(self, sheet: Sheet, thing: str, what: str, before: str, now: str) -> None:
        self.changes.append(Changed(sheet.title, thing, what, before, now))

    def touched(self, sheet: Sheet, line: Line, place: str) -> None:
        self.cells.setdefault((sheet.title, line.number), []).append(place)

    def unreadable(self, sheet: Sheet, cell: Typed) -> None:
        """Mark a cell that holds no value; of merged ones the first is marked already."""
        if cell.why != "merged":
            self.typing.mark(sheet.title, cell.place, no_value(cell.why))

    def edit(
        self, sheet: Sheet, line: Line | None, title: str, path: Path, value: Wanted, known: Iterable[str] = (),
    ) -> None:
        self.attempt(sheet, line, title, lambda: bring(self.text, path, value, tuple(known)))

    def attempt(self, sheet: Sheet, line: Line | None, title: str, work: Callable[[], None]) -> None:
        """Do it; where the text cannot bear it, mark the cell."""
        place = line.cell(title).place if line is not None and title else ""
        try:
            work()
        except Trouble as trouble:
            for issue in trouble.issues:
                self.typing.mark(sheet.title, place, issue)
        if line is not None:
            self.touched(sheet, line, place)


def wanted(group: str, columns: Sequence[Column], texts: Mapping[str, str]) -> Wanted:
    """What the cells of one group come to: a text, a list, a band, a frozen baseline, a scope."""
    if group == "scope":
        return {column.at[1]: split_words(texts[column.title]) for column in columns}
    if columns[0].kind == "words":
        return split_words(texts[columns[0].title])
    low = next((texts[column.title] for column in columns if column.edge in ("", "low")), "")
    high = next((texts[column.title] for column in columns if column.edge == "high"), "")
    inner = {column.at[1]: texts[column.title] for column in columns if column.edge == "inner"}
    if high:
        return {"from": low, "to": high}
    return {"value": low, **inner} if any(inner.values()) else low
