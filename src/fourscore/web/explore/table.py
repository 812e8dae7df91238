"""This file is about a view's table: its columns, its rows in order, and the same for whoever takes it along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fourscore.terms import kept, said, together, write_value
from fourscore.web.explore.question import VERSUS, Question
from fourscore.web.pages.cells import SPANS, label_key, narrowed
from fourscore.web.sheets import Column
from fourscore.web.words import Change, change_of, count_word, dimension_word, label_word, named

if TYPE_CHECKING:
    from fourscore.metrics import AlignedCell, Metric, Row
    from fourscore.web.address import Address

SHORT = {"before": said("Before"), "year-before": said("Year before")}
FORWARD = (*SPANS, "half_hour", "hour", "hour_of_day", "weekday")


@dataclass(frozen=True)
class Head:
    """One column. of: the measure it belongs to. value: what a cell has in it, unrounded. kind: how it is shown.

    order: what its rows are sorted by, where that is not the value.
    """

    column: Column
    value: Callable[[AlignedCell], Any]
    kind: str
    of: Metric | None = None
    order: Callable[[AlignedCell], Any] | None = None
    short: str = ""

    @property
    def key(self) -> str:
        return self.column.key

    @property
    def word(self) -> str:
        """Its head on the page, where it stands right of its measure; a file names the measure again."""
        return self.short or self.column.word


def heads_of(question: Question) -> list[Head]:
    """The columns: what it is cut by, then each measure with what it is held against and what it stands on."""
    found = [_label(name) for name in question.by]
    for metric in question.metrics:
        key, name = metric.key, _name(metric, question)
        found.append(Head(Column(key, name, metric.unit), _now(metric, "value"), "value", metric))
        for place, word in enumerate(question.versus):
            when = VERSUS[word]
            found.append(Head(Column(f"{key}.{word}", together((name, when), ", "), metric.unit),
                              _held(metric, place, "value_then"), "then", metric, short=SHORT[word]))
            change = said("{measure}, change from {period}", measure=name, period=when)
            found.append(Head(Column(f"{key}.{word}.change", change, metric.unit),
                              _held(metric, place, "change"), "change", metric, short=said("Change")))
        found.append(Head(Column(f"{key}.n", said("{measure}, counted", measure=name), "count"), _now(metric, "n"), "n",
                          metric, short=said("Counted")))
        found.append(Head(Column(f"{key}.complete", said("{measure}, complete", measure=name)),
                          _now(metric, "complete"), "complete", metric))
        found.append(Head(Column(f"{key}.note", said("{measure}, note", measure=name)), _note(metric), "note", metric))
    return found


def _name(metric: Metric, question: Question) -> str:
    """A measure's name; with its variant where two of the same name stand beside each other."""
    twice = sum(one.name == metric.name for one in question.metrics) > 1
    return named(metric) if twice else kept(metric.name)


def _label(name: str) -> Head:
    return Head(Column(name, dimension_word(name)), lambda cell: label_word(name, cell.by.get(name)), "label",
                order=lambda cell: label_key(name, cell.by.get(name)))


def _now(metric: Metric, field: str) -> Callable[[AlignedCell], Any]:
    return lambda cell: getattr(row, field) if (row := cell.now.get(metric.key)) is not None else None


def _note(metric: Metric) -> Callable[[AlignedCell], str]:
    return lambda cell: note_of(cell.now.get(metric.key))


def _held(metric: Metric, place: int, field: str) -> Callable[[AlignedCell], Any]:
    return lambda cell: getattr(cell.held[metric.key][place], field)


def note_of(row: Row | None) -> str:
    """What has to be known beside a figure: how near it is, why there is none, who brought it, what it waits for."""
    if row is None:
        return ""
    why = row.why or (said("nothing counted") if row.value is None and not row.n else "")
    told = [said("{margin}, from histogram rows", margin=row.margin) if row.margin else "", why, row.entered,
            *(said("no figure without {rate}", rate=one) for one in row.missing)]
    return together(told, "; ")


def ordered(question: Question, cells: Sequence[AlignedCell], heads: Sequence[Head]) -> list[AlignedCell]:
    """The rows that are looked for, in the order asked for; those without a figure come last either way.

    Usually time runs forward, and of everything else the one that stands on most comes first.
    """
    words = question.find.casefold()
    kept = [cell for cell in cells if words in " ".join(
        label_word(name, label) for name, label in cell.by.items()).casefold()] if words else list(cells)
    first = question.metrics[0]
    if question.least:
        kept = [cell for cell in kept if (row := cell.now.get(first.key)) is not None and row.n >= question.least]
    chosen, falling = next((head for head in heads if head.key == question.sort), None), question.falling
    if chosen is None:
        forward = not question.by or question.by[0] in FORWARD
        chosen, falling = (heads[0], False) if forward else (_by_n(heads, first), True)
    key = chosen.order or chosen.value
    there = [cell for cell in kept if key(cell) is not None]
    return sorted(there, key=key, reverse=falling) + [cell for cell in kept if key(cell) is None]


def _by_n(heads: Sequence[Head], metric: Metric) -> Head:
    return next(head for head in heads if head.key == f"{metric.key}.n")


@dataclass(frozen=True)
class Shown:
    """One cell of the page's table. raw: what it is sorted by. tag: what has to be known beside it."""

    text: str
    kind: str
    raw: Any = None
    href: str = ""
    change: Change | None = None
    tags: Sequence[str] = ()


def row_of(cell: AlignedCell, heads: Sequence[Head], question: Question, currency: str,
           opens_rows: Callable[[str, Address], bool]) -> list[Shown]:
    """A row as the page shows it; every figure leads to its own page, and what it counts to its rows where `opens_rows`
    says they are there.
    """
    there = _place(cell.by, question.address)
    found = []
    for head in heads:
        if head.kind in ("complete", "note"):
            continue
        value, raw = head.value(cell), (head.order or head.value)(cell)
        if head.of is None:
            found.append(Shown(value, "label", raw))
            continue
        path, written = f"/measure/{head.of.key}", write_value(value, head.of.unit, currency)
        if head.kind == "value":
            found.append(Shown(written, "value", raw, there.link(path) if there else "",
                               tags=_tags(cell.now.get(head.of.key))))
        elif head.kind == "n":
            found.append(Shown("–" if value is None else count_word(value), "n", raw,
                               there.link(f"{path}/rows") if there and value and "half_hour" not in cell.by
                               and opens_rows(head.of.key, there) else ""))
        elif head.kind == "then":
            place = question.versus.index(head.key.removeprefix(f"{head.of.key}."))
            then = cell.held[head.of.key][place].then
            back = _place(then.by, question.address.at(question.others[place])) if then is not None else None
            found.append(Shown(written, "then", raw, back.link(path) if back else "", tags=_tags(then)))
        else:
            found.append(Shown("–", "change", raw, change=change_of(value, head.of.unit, currency, head.of.better,
                                                                    None)))
    return found


def _place(labels: Mapping[str, str | None], address: Address) -> Address | None:
    """The address of one cell alone, or None where nothing can be asked about it alone."""
    there: Address | None = address
    for name, label in labels.items():
        there = narrowed(label, name, there) if there is not None else None
    return there


def _tags(row: Row | None) -> list[str]:
    if row is None:
        return []
    return [*([] if row.complete else [said("not complete")]), *([note] if (note := note_of(row)) else [])]
