"""This file is about reading definitions: ours and the centre's own, every mistake an issue with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fourscore.metrics.catalogue.fields import FRAMES, fields_of
from fourscore.metrics.catalogue.telling import KEPT_NEEDS, OF_TELLERS, told_by
from fourscore.metrics.catalogue.written import Written, read_written
from fourscore.metrics.metric import (
    APPLIES,
    BETTER,
    DAYS,
    LEVELS,
    OF_STAFF,
    SPREADS,
    Catalogue,
    Formula,
    Metric,
    Named,
    Part,
    key_of,
)
from fourscore.metrics.predicate import Rendered, Wrong, qualified, read_formula, render
from fourscore.terms import UNITS, Issue, Unreadable, did_you_mean, emotion_of_staff, said
from fourscore.warehouse import LENGTHS, STORED

OURS = Path(__file__).parent / "catalogue"
WAYS = ("count", "sum", "max", "values", "distinct", "stock")
PART_KEYS = ("of", *WAYS, "where", "words", "unit")
METRIC_KEYS = ("id", "name", "unit", "better", "num", "den", "quantile", "n", "provisional", "also", "words", "level",
               "applies", "ambiguity", "source", "called", "spread")
CONDITIONS = ("count", "stock")  # what counts rows is a condition
NEEDED = ("unit", "better", "num", "words")


class Entry(NamedTuple):
    """One definition as written: its name, what is under it, and where each of its keys stands."""

    name: str
    keys: Mapping[str, Any]
    place: str
    lines: Mapping[str, str]
    own: bool

    def at(self, key: str) -> str:
        return self.lines.get(key, self.place)

    def text(self, key: str) -> str:
        return str(self.keys.get(key, "")).strip()


def read_catalogue(
    own_folder: Path | None, extras: Mapping[str, Mapping[str, str]],
) -> tuple[Catalogue, list[Issue]]:
    """Every definition, and everything wrong with the centre's own (`own_folder`/*.yaml); a wrong one is left out.

    extras: the `x_…` columns of each fact table and their SQL types; those a mapping will only bring with the next load
    may be among them, and until then a part that needs one adds up to nothing known.
    """
    ours, reading = _ours(), _Reading(extras)
    reading.issues, reading.parts, reading.metrics, reading.known = (
        list(ours.issues), dict(ours.parts), dict(ours.metrics), set(ours.known))
    if own_folder is not None and own_folder.is_dir():
        reading.read(own_folder, own=True)
    return Catalogue(reading.metrics, reading.parts), reading.issues


@cache
def _ours() -> _Reading:
    """Our own definitions, which no mapping's column changes: read once, as they take most of a second."""
    reading = _Reading({})
    reading.read(OURS, own=False)
    return reading


class _Reading:
    """What has been read so far."""

    def __init__(self, extras: Mapping[str, Mapping[str, str]]) -> None:
        self.extras = extras
        self.issues: list[Issue] = []
        self.parts = stored_parts()
        self.metrics: dict[str, Metric] = {}
        self.known: set[str] = set()  # keys and slugs of every metric, of refused ones too

    def read(self, folder: Path, *, own: bool) -> None:
        entries: dict[str, list[Entry]] = {"parts": [], "metrics": []}
        for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
            for section, entry in self.entries(path, own=own):
                entries[section].append(entry)
        for entry in entries["parts"]:
            self.part(entry)
        taken = set(self.metrics)
        for entry in entries["metrics"]:
            self.known.update((entry.name, entry.name.partition(":")[0]))
        for entry in entries["metrics"]:
            slug, _, variant = entry.name.partition(":")
            slugs = {metric.slug for metric in self.metrics.values() if metric.own is not own}
            if entry.name in taken or (not variant and slug in slugs):
                self.refuse("metric-name-taken", entry.place, f"There is already a metric called {entry.name!r}.",
                            f"Choose another name, or a variant of your own such as {slug}:ours.")
                continue
            taken.add(entry.name)
            if own and any(emotion_of_staff(words) for words in (entry.name, entry.text("name") or "")):
                self.refuse("emotion-of-staff", entry.place, f"{entry.name!r} would tell what somebody who works here "
                            "feels.", "Take it out; of the customer's mood there is sentiment_evaluated_csat.")
                continue
            self.metric(entry)

    def refuse(self, name: str, where: str, what: str, remedy: str) -> None:
        self.issues.append(Issue(name, where, what, remedy))

    def entries(self, path: Path, *, own: bool) -> Iterator[tuple[str, Entry]]:
        """Each definition of one file under its section, `parts` or `metrics`."""
        where = f"{path.parent.name}/{path.name}"
        whole = self.yaml(path, where)
        if whole is None:  # an empty file, or one already refused
            return
        if not isinstance(whole, Written):
            self.refuse("wrong-shape", where, "This file is not a list of names with definitions under them.",
                        "Begin with `metrics:` and write each metric under it, indented.")
            return
        for section, under in whole.items():
            place = whole.place(where, section)
            if section not in ("parts", "metrics"):
                self.refuse("unknown-key", place, f"There is no section called {section!r}.",
                            did_you_mean(str(section), ("parts", "metrics")))
            elif under is not None and not isinstance(under, Written):
                self.refuse("wrong-shape", place, f"Under {section!r} stand names with definitions under them.",
                            "Write a name and a colon, and its definition indented under it.")
            else:
                yield from ((section, entry) for entry in self.under(section, under or Written(), where, own=own))

    def under(self, section: str, under: Written, where: str, *, own: bool) -> Iterator[Entry]:
        allowed = PART_KEYS if section == "parts" else METRIC_KEYS
        for name, keys in under.items():
            place = under.place(where, name)
            if not isinstance(keys, Written):
                self.refuse("wrong-shape", place, f"{name!r} has no definition under it.",
                            f"Write its keys indented under it; there are: {', '.join(allowed)}.")
                continue
            lines = {str(key): keys.place(where, key, place) for key in keys}
            unknown = [str(key) for key in keys if key not in allowed]
            for key in unknown:
                self.refuse("unknown-key", lines[key], f"{name!r} has no key called {key!r}.",
                            did_you_mean(key, allowed) or f"There are: {', '.join(allowed)}.")
            if not unknown:
                yield Entry(str(name), keys, place, lines, own)

    def yaml(self, path: Path, where: str) -> Any:
        try:
            return read_written(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            self.refuse("not-utf-8", where, said("Byte {place} is not UTF-8 text.", place=error.start + 1),
                        said("Save the file again with the encoding UTF-8."))
        except Unreadable as error:
            if error.cause == "form":
                self.refuse("bad-yaml", f"{where}:{error.line}" if error.line else where,
                            said("This cannot be read: {problem}.", problem=error.problem),
                            said("Check the indentation and the colons just above this line; quote texts that hold a "
                                 "colon."))
            elif error.cause == "character":
                self.refuse("bad-yaml", where, said("This file holds a character that YAML does not allow."),
                            said("Save it as plain text in UTF-8."))
            else:
                self.refuse("bad-yaml", where, said("This file is nested too deeply."),
                            said("A definition is a name, and its keys indented under it."))
        return None

    def missing(self, entry: Entry, keys: tuple[str, ...]) -> bool:
        gone = [key for key in keys if not entry.text(key)]
        for key in gone:
            self.refuse("missing-key", entry.place, f"{entry.name!r} has no {key!r}.",
                        f"Add a line such as:  {EXAMPLES[key]}")
        return bool(gone)

    def part(self, entry: Entry) -> None:
        if entry.name in self.parts:
            self.refuse("metric-name-taken", entry.place, f"There is already a part called {entry.name!r}.",
                        "Choose another name.")
            return
        ways = [way for way in WAYS if way in entry.keys]
        if self.missing(entry, ("of",)):
            return
        if len(ways) != 1:
            self.refuse("missing-key", entry.place, f"{entry.name!r} needs exactly one of {', '.join(WAYS)}.",
                        'Write for example:  count: "answered and talk_s < 10"')
            return
        fact = entry.text("of")
        if fact not in FRAMES:
            self.refuse("unknown-fact", entry.at("of"), f"There is no kind of fact called {fact!r}.",
                        did_you_mean(fact, FRAMES) or f"There are: {', '.join(FRAMES)}.")
            return
        if "unit" in entry.keys and not self.unit(entry):
            return
        fields = fields_of(fact, self.extras.get(fact, {}))
        try:
            key = ways[0]
            read = render(entry.text(key), fact, fields, condition=key in CONDITIONS)
            key = "where"
            where = render(entry.text(key), fact, fields, condition=True) if entry.text(key) else None
        except Wrong as wrong:
            self.refuse(wrong.name, entry.at(key), wrong.what, wrong.remedy)
            return
        self.parts[entry.name] = _part(entry, fact, ways[0], read, where)

    def unit(self, entry: Entry) -> bool:
        unit = entry.text("unit")
        if unit in UNITS:
            return True
        plain = {"%": "share", "percent": "share", "s": "seconds", "sec": "seconds", "min": "minutes", "#": "count"}
        remedy = f"Write {plain[unit]}." if unit in plain else did_you_mean(unit, UNITS)
        self.refuse("unknown-unit", entry.at("unit"), f"There is no unit called {unit!r}.", remedy)
        return False

    def metric(self, entry: Entry) -> None:
        if self.missing(entry, NEEDED):
            return
        right = [self.unit(entry), self.one_of(entry, "better", BETTER, [entry.text("better")]),
                 self.one_of(entry, "level", LEVELS, _listed(entry.keys.get("level"))),
                 self.one_of(entry, "applies", APPLIES, _listed(entry.keys.get("applies"))),
                 self.one_of(entry, "spread", SPREADS, _listed(entry.keys.get("spread"))),
                 self.quantile(entry)]
        formulas = {key: self.formula(entry, key) for key in ("num", "den", "n") if entry.text(key)}
        beside = [*_listed(entry.keys.get("also")), *_listed(entry.keys.get("provisional"))]
        right += [self.known_part(entry, "also", part) for part in beside]
        read = {key: formula for key, formula in formulas.items() if formula is not None}
        kind = self.kind(entry, read)
        if len(read) < len(formulas) or not all(right) or kind is None:
            return
        self.size(kind, read)
        slug, _, variant = entry.name.partition(":")
        metric = Metric(
            id=entry.text("id"), slug=slug, variant=variant or None, unit=entry.text("unit"),
            name=entry.text("name") or slug.replace("_", " ").capitalize(), better=entry.text("better"),
            words=" ".join(entry.text("words").split()), num=read["num"].text,
            den=read["den"].text if "den" in read else None, kind=kind,
            level=tuple(_listed(entry.keys.get("level"))) or LEVELS, applies=entry.text("applies") or "both",
            ambiguity=" ".join(entry.text("ambiguity").split()), own=entry.own, where=entry.place, formulas=read,
            source=" ".join(entry.text("source").split()) or "the centre's own definition",
            size=read["n"].text if "n" in read else None, provisional=entry.text("provisional") or None,
            quantile=Decimal(entry.text("quantile")) if entry.text("quantile") else None,
            also=tuple(_listed(entry.keys.get("also"))), called=_phrases(entry.keys.get("called")),
            spread=entry.text("spread"),
        )
        self.metrics[key_of(slug, metric.variant)] = metric

    def one_of(self, entry: Entry, key: str, there: tuple[str, ...], values: list[str]) -> bool:
        wrong = [value for value in values if value not in there]
        for value in wrong:
            self.refuse("unknown-choice", entry.at(key), f"{key!r} cannot be {value!r}.", did_you_mean(value, there))
        return not wrong

    def quantile(self, entry: Entry) -> bool:
        if not entry.text("quantile"):
            return True
        try:
            good = 0 < Decimal(entry.text("quantile")) < 1
        except InvalidOperation:
            good = False
        if not good:
            self.refuse("bad-number", entry.at("quantile"), "A quantile lies between 0 and 1.",
                        "Write for example 0.9.")
        return good

    def known_part(self, entry: Entry, key: str, part: str) -> bool:
        if part in self.parts:
            return True
        if part in self.known:
            self.refuse("averages-a-ratio", entry.at(key),
                        f"{part!r} is a metric: it is already divided, and cannot be added up.",
                        "Name the parts it is made of; docs/metrics.md lists them under it.")
        else:
            self.refuse("unknown-part", entry.at(key), f"There is no part called {part!r}.",
                        did_you_mean(part, self.parts) or "docs/metrics.md lists every part.")
        return False

    def formula(self, entry: Entry, key: str) -> Formula | None:
        try:
            formula = read_formula(entry.text(key))
        except Wrong as wrong:
            self.refuse(wrong.name, entry.at(key), wrong.what, wrong.remedy)
            return None
        known = [self.known_part(entry, key, part) for part in formula.parts()]
        return formula if all(known) else None

    def kind(self, entry: Entry, read: Mapping[str, Formula]) -> str | None:
        """How the value comes from its formulas; None where a maximum or a percentile is added or divided."""
        kinds = {self.parts[part].aggregate for formula in read.values() for part in formula.parts()}
        alone = "den" not in read and "num" in read and isinstance(read["num"].tree, Named)
        first = self.parts[read["num"].parts()[0]].aggregate if alone else ""
        if first in ("max", "values"):
            if (first == "values") == bool(entry.text("quantile")):
                return "quantile" if first == "values" else "max"
            what = f"{entry.name!r} needs a `quantile` exactly when its part keeps values."
            self.refuse("missing-key", entry.place, what, f"Add a line such as:  {EXAMPLES['quantile']}")
            return None
        if kinds & {"max", "values"} or entry.text("quantile"):
            self.refuse("bad-predicate", entry.at("num"), "Maxima and percentiles cannot be added or divided.",
                        "Make the part the only one in `num`, and leave `den` out.")
            return None
        return "ratio" if "den" in read else "sum"

    def size(self, kind: str, read: dict[str, Formula]) -> None:
        """The formula of `n` where none is written: what is counted, or how many rows were added."""
        if "n" in read or kind in ("quantile", "ratio"):
            return
        counted = all(self.parts[part].unit == "count" for part in read["num"].parts())
        if counted and kind == "sum":
            read["n"] = read["num"]
            return
        part = self.parts[next(name for name in read["num"].parts() if name != DAYS)]
        name, words = f"rows_of_{part.name}", f"{FRAMES[part.of].words} behind: {part.words}"
        self.parts.setdefault(name, Part(
            name, part.of, "sum", f"CASE WHEN {part.test} THEN 1 ELSE 0 END", part.test, "count", words,
            f"rows of {part.name}", part.needs, part.joins, part.extras))
        read["n"] = Formula(name, Named(name))


# What an answer of a survey says, and whether it is that to one question.
OF_SCORES = re.compile(r"\b(score|scale|top_box)\b", re.IGNORECASE)
ONE_QUESTION, ALTERNATIVES = (re.compile(one, re.IGNORECASE) for one in (r"\bquestion\s*=\s*'", r"\b(or|not)\b"))
EXAMPLES = {
    "of": "of: visit", "unit": "unit: share", "better": "better: higher", "num": "num: answered_in_time",
    "words": "words: answered in time, of all who called", "quantile": "quantile: 0.9",
}


def _listed(value: Any) -> list[str]:
    """A list as written in YAML: `[a, b]`, `a, b` or one name."""
    if value is None:
        return []
    return [str(one).strip() for one in (value if isinstance(value, list) else str(value).split(","))]


def _phrases(value: Any) -> tuple[str, ...]:
    """One phrase or a list of them; a comma is part of a phrase."""
    return () if value is None else tuple(str(one) for one in (value if isinstance(value, list) else [value]))


def _part(entry: Entry, fact: str, way: str, read: Rendered, where: Rendered | None) -> Part:
    """The one canonical form: sum(case when P then x else 0 end)."""
    test = read.sql if way in CONDITIONS else where.sql if where else "1 = 1"
    if way in CONDITIONS and where:
        test = f"({read.sql}) AND ({where.sql})"
    written = f"{entry.text(way)} {entry.text('where')}"
    one = OF_STAFF.search(written) or (ONE_QUESTION.search(written) and not ALTERNATIVES.search(written))
    if fact == "survey" and OF_SCORES.search(written) and not one:
        test = f"({test}) AND f.question IS DISTINCT FROM 'enps'"  # staff's own answers count where they are named
    value = "1" if way == "count" else "f.day" if way == "stock" else read.sql
    sql = f"CASE WHEN {test} THEN {value} {'ELSE 0 END' if way in ('count', 'sum') else 'END'}"
    units = {"seconds": "seconds", "money": "money"}
    unit = entry.text("unit") or ("count" if way in (*CONDITIONS, "distinct") else units.get(read.kind, "points"))
    text = f"{way} {entry.text(way)}" + (f" where {entry.text('where')}" if where else "")
    return Part(
        entry.name, fact, "sum" if way in ("count", "sum") else way, sql, test, unit,
        " ".join(entry.text("words").split()) or f"{FRAMES[fact].words}: {text}", f"{text} of {fact}",
        tuple(sorted({*FRAMES[fact].needs, *read.needs, *(where.needs if where else ())})),
        tuple(sorted({*read.words, *(where.words if where else ())})),
        tuple(sorted({*read.extras, *(where.extras if where else ())})), own=entry.own,
    )


def stored_parts() -> dict[str, Part]:
    """The parts the cubes and the histograms keep, as the warehouse defines them, and the days of a cell."""
    parts = {DAYS: Part(DAYS, "calendar", "days", "", "", "count", "local days of the cell", "days of the cell")}
    for stored in STORED:
        sql = qualified(stored.expression)
        test = f"{sql} IS NOT NULL" if stored.aggregate == "max" else f"({sql}) <> 0"
        parts[stored.name] = Part(stored.name, stored.of, stored.aggregate, sql, test, stored.unit, stored.words,
                                  f"{stored.aggregate} {stored.expression} of {stored.of}", column=stored.name,
                                  agentless=stored.agentless, needs=KEPT_NEEDS.get(stored.name, ()))
    for length in LENGTHS:
        sql = qualified(length.expression)
        parts[length.name] = Part(length.name, length.of, "values", sql, f"({sql}) IS NOT NULL", "seconds",
                                  length.words, f"values {length.expression} of {length.of}", column=length.name,
                                  needs=KEPT_NEEDS.get(length.name, ()))
    for name, (kept, told, words) in OF_TELLERS.items():
        whole, tells = parts[kept], told_by(told)
        nothing = "ELSE 0 END" if whole.aggregate == "sum" else "END"
        parts[name] = replace(
            whole, name=name, sql=f"CASE WHEN {tells} = 1 THEN {whole.sql} {nothing}",
            test=f"{tells} = 1 AND ({whole.test})", words=words, text=f"{whole.text} of sources that tell of {told}",
            needs=("visit", told), column=None, kept=kept)
    return parts
