"""This file is about a mapping while it is being guessed: fields with their comments, and what was not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fourscore.terms import said, together, write_value
from fourscore.warehouse.sources.table.guess.columns import Column, words_in
from fourscore.warehouse.sources.table.guess.headings import BLANK, NO, YES
from fourscore.warehouse.sources.table.guess.meaning import Meant
from fourscore.warehouse.sources.table.guess.spell import Spec, literals, quoted, short, unit_of
from fourscore.warehouse.sources.table.mapping.shape import FIELDS, TAKEN

MOST_EXTRAS = 30


@dataclass
class Draft:
    """Facts by kind and field, comments by place, sentences for the person, and columns no field has taken yet.

    day: the file's own day, for rows that tell none. title: a name for a queue nobody names.
    """

    columns: list[Column]
    meant: dict[str, Meant]
    day: str
    title: str
    facts: dict[str, dict[str, object]] = field(default_factory=dict)
    specs: dict[str, Spec] = field(default_factory=dict)
    options: dict[str, object] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    looks: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    left: list[str] = field(default_factory=list)

    def put(self, place: str, spec: Spec, comment: str) -> None:
        kind, _, name = place.partition(".")
        self.facts.setdefault(kind, {})[name] = short(spec)
        self.specs[place] = spec
        if comment:
            self.said[f"facts.{place}"] = comment

    def drop(self, place: str) -> None:
        """Take a field out again; its columns become further ones."""
        kind, _, name = place.partition(".")
        spec = self.specs.pop(place, {})
        self.facts.get(kind, {}).pop(name, None)
        self.said.pop(f"facts.{place}", None)
        still = {str(other.get(key)) for other in self.specs.values() for key in ("column", "date", "time")}
        self.taken -= {str(spec.get(key)) for key in ("column", "date", "time")} - still

    def look(self, sentence: str) -> None:
        if sentence not in self.looks:
            self.looks.append(sentence)

    def used(self, *meant: Meant) -> None:
        self.taken |= {one.column.name for one in meant}

    def mapping(self, key: list[str]) -> dict[str, object]:
        """Everything as it is to stand in the source's entry."""
        extra: dict[str, object] = {}
        self.left = []
        names = set(TAKEN)
        for column in self.columns:
            if column.name in self.taken or column.name in key:
                continue
            why = not_worth(column)
            if why or len(extra) >= MOST_EXTRAS:
                self.left.append(together((repr(column.name), why or said("as there are so many")), ", "))
                continue
            name = free_name(column.name, names)
            names.add(name)
            kind = {"number": "number", "length": "seconds"}.get(column.kind, "text")
            if kind == "number" and (column.unit or {"time", "duration", "seconds"} & set(column.tokens)):
                kind = "seconds"
            spec: Spec = {} if name == column.name else {"column": column.name}
            spec["kind"] = kind
            if kind == "seconds" and unit_of(column) != "seconds":
                spec["unit"] = unit_of(column)
            if column.empty and kind != "text":
                spec["empty"] = list(column.empty)
            extra[name] = kind if list(spec) == ["kind"] else spec
            if kind == "text" and "sale" not in self.facts and (yes := yeses(column)):
                self.said[f"extra.{name}"] = (
                    "yes or no; where a yes is a sale, write under facts:  "
                    f"sale: {{when: '{quoted(column.name)} in ({literals(yes).replace(chr(39), chr(39) * 2)})', "
                    "amount: {value: 0}}")
        return {**self.options, "facts": {kind: in_order(kind, fields) for kind in FIELDS
                                           if (fields := self.facts.get(kind))},
                **({"extra": extra} if extra else {})}


def yeses(column: Column) -> list[str]:
    """The words for yes of a column that says yes or no and nothing else; none of any other."""
    there = {value.lower() for value in column.values}
    found = [value for value in column.values if value.lower() in YES]
    return found if found and there & {*NO, *BLANK} and there <= {*YES, *NO, *BLANK} else []


def in_order(kind: str, fields: dict[str, object]) -> dict[str, object]:
    """A fact's fields in the order of docs/mapping.md, its condition first."""
    return {name: fields[name] for name in ("when", "key", *FIELDS[kind]) if name in fields}


def not_worth(column: Column) -> str:
    """Why a column is no way of grouping or counting."""
    if column.kind == "blank":
        return said("which is blank")
    if column.kind == "moment":
        return said("a time that nothing here needs")
    if column.kind == "clock":
        return said("a time of day that nothing here needs")
    if column.kind == "text" and column.distinct * 2 > column.filled > 4:
        return said("as nearly every row has another text")
    if column.kind == "text" and column.distinct > 1_000:
        return said("as it holds {number} different texts", number=write_value(column.distinct, "count"))
    return ""


def free_name(heading: str, names: set[str]) -> str:
    """A name for a further column: small letters, digits and _, none that groups figures already."""
    words = [word for word in words_in(heading) if word.isascii()]
    plain = re.sub(r"^(\d)", r"c_\1", "_".join(words)) or "column"
    plain = heading if heading.isascii() and heading.isidentifier() and heading == heading.lower() else plain
    name, again = plain, 2
    if name in names:
        name = f"file_{plain}"
    while name in names or not name.isidentifier():
        name, again = f"{plain}_{again}", again + 1
    return name
