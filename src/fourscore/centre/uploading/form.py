"""This file is about correcting by hand how a table is read: every field with the column it comes from, as a form."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.settings import Text
from fourscore.terms import FACT_WORDS, Issue, kept, said

if TYPE_CHECKING:
    from fourscore.warehouse import FieldKind

Last = Callable[[str], str]
NOTHING, AS_WRITTEN, VALUE = "", "=as-written", "=value"
# What the form asks of each way of reading; whatever else a field says is shown as it is written, and kept.
ASKED = {
    "text": ("column", "empty", "value"), "number": ("column", "empty", "value"),
    "word": ("column", "words", "value"), "flag": ("column", "words", "value"),
    "seconds": ("column", "unit", "empty", "otherwise", "value"),
    "moment": ("column", "format", "date", "time", "date_format", "time_format", "value"),
    "day": ("column", "format", "value"),
}
SHAPE = ("zone", "encoding", "delimiter", "decimal", "header_row", "sheet", "leave_out")
KEYS, FLAGS = 4, ("yes", "no")
# What people call a field whose name says it too shortly.
FIELD_WORDS = {"customer_segment": said("Customer group"), "mos": said("Voice quality (MOS)"),
               "disposition": said("Result of the call"), "num": said("Upper part"), "den": said("Lower part"),
               "lasts": said("Duration"), "metric": said("Measure"), "who": said("Who entered it"),
               "menu": said("Voice menu")}


class Asked(NamedTuple):
    """One field. place: fact and field. column: what is chosen; written: what stands there where no column was.

    time: the second column of a date and a time. unit: of a length of time. words: what a value of the column means.
    """

    place: str
    word: str
    reads: str
    required: bool
    column: str
    written: str = ""
    time: str = ""
    format: str = ""
    unit: str = ""
    otherwise: str = ""
    words: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    note: str = ""

    @property
    def set(self) -> bool:
        return bool(self.column)


class FactAsked(NamedTuple):
    """One kind of fact a row gives, with every field it may have: those that are told or needed, then the others."""

    kind: str
    word: str
    fields: tuple[Asked, ...]
    others: tuple[Asked, ...]


def asked(entry: Mapping[str, Any], columns: Sequence[Sequence[Any]], said: Mapping[str, str]) -> list[FactAsked]:
    """The fields of every fact of a table's entry. columns: name, values, how many different."""
    from fourscore.warehouse import FIELDS

    values = {str(name): list(there) for name, there, _ in columns}
    found = []
    for kind, spec in _facts(entry).items():
        if kind not in FIELDS:
            continue
        spec = spec if isinstance(spec, Mapping) else {}
        fields = [_asked(f"{kind}.{name}", spec.get(name), reads, values, said.get(f"facts.{kind}.{name}", ""))
                  for name, reads in FIELDS[kind].items()]
        found.append(FactAsked(kind, FACT_WORDS[kind][1] if kind in FACT_WORDS else kind,
                               tuple(one for one in fields if one.set or one.required),
                               tuple(one for one in fields if not one.set and not one.required)))
    return found


def _field_word(name: str) -> str:
    """A field's name as people read it."""
    return FIELD_WORDS.get(name) or kept(name.replace("_", " ").capitalize())


def field_words() -> tuple[str, ...]:
    """What people call the fields there are."""
    from fourscore.warehouse import FIELDS

    return tuple(dict.fromkeys(_field_word(name) for fields in FIELDS.values() for name in fields))


def kinds_to_add(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Kinds of fact the entry does not give yet, with the word for each."""
    from fourscore.warehouse import FIELDS

    there = _facts(entry)
    return [(kind, FACT_WORDS[kind][1]) for kind in FIELDS if kind not in there and kind in FACT_WORDS]


def units() -> tuple[str, ...]:
    from fourscore.warehouse import UNITS

    return tuple(UNITS)


def _facts(entry: Mapping[str, Any]) -> dict[str, Any]:
    facts = entry.get("facts")
    return dict(facts) if isinstance(facts, Mapping) else {}


def _asked(place: str, spec: Any, reads: FieldKind, values: Mapping[str, list[str]], note: str) -> Asked:
    word = _field_word(place.partition(".")[2])
    choices = reads.words or (FLAGS if reads.reads == "flag" else ())
    plain = Asked(place, word, reads.reads, reads.required, NOTHING, choices=choices, note=note)
    if spec is None:
        return plain
    told = dict(spec) if isinstance(spec, Mapping) else {"column": spec}
    if set(told) <= {"value"}:
        return plain._replace(column=VALUE, written=str(told.get("value", "")))
    simple = set(told) <= set(ASKED[reads.reads]) and isinstance(told.get("column", told.get("date")), (str, int))
    if not simple or ("date" in told and "time" not in told):
        return plain._replace(column=AS_WRITTEN, written=json.dumps(spec, ensure_ascii=False))
    column, means = str(told.get("column", told.get("date"))), told.get("words")
    means = dict(means) if isinstance(means, Mapping) else {}
    shown = dict.fromkeys([*map(str, means), *(values.get(column, ()) if choices else ())])
    lowered = {str(name).lower(): str(ours) for name, ours in means.items()}
    return plain._replace(
        column=column, time=str(told.get("time", "")), format=_one(told.get("date_format", told.get("format", ""))),
        unit=str(told.get("unit", "")), otherwise=str(told.get("otherwise", "")),
        words=tuple((value, lowered.get(value.lower(), value.lower() if not means and value.lower() in choices else ""))
                    for value in shown) if choices else ())


def _one(formats: Any) -> str:
    return " | ".join(map(str, formats)) if isinstance(formats, (list, tuple)) else str(formats)


def answered(entry: Mapping[str, Any], form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The entry as the form has it now; what the form does not ask stays as it was."""
    def last(name: str, otherwise: str = "") -> str:
        return form[name][-1].strip() if form.get(name) else otherwise

    new = dict(entry)
    new["name"] = last("name", str(entry.get("name", "")))
    for name in SHAPE:
        if name in form:
            _put(new, name, last(name))
    header = new.get("header_row")
    if isinstance(header, str) and header.isascii() and header.isdecimal():
        new["header_row"] = int(header)
    if any(f"key:{at}" in form for at in range(KEYS)):
        keys = list(dict.fromkeys(key for at in range(KEYS) if (key := last(f"key:{at}"))))
        _put(new, "key", keys[0] if len(keys) == 1 else keys)
    if "facts" in entry:
        new["facts"] = _facts_said(entry, form, last)
    extra = entry.get("extra")
    if isinstance(extra, Mapping) and "extras" in form:
        _put(new, "extra", {name: one for name, one in extra.items() if name in form["extras"]})
    return _in_order(new)


def _facts_said(entry: Mapping[str, Any], form: Mapping[str, Sequence[str]], last: Last) -> dict[str, Any]:
    """Every kind of fact a row gives, as the form has it."""
    from fourscore.warehouse import FIELDS

    facts: dict[str, Any] = {}
    for kind, spec in _facts(entry).items():
        if last(f"drop:{kind}"):
            continue
        told = dict(spec) if isinstance(spec, Mapping) else {}
        for name, reads in FIELDS.get(kind, {}).items():
            if f"{kind}.{name}:column" in form:
                _put(told, name, _field(f"{kind}.{name}", told.get(name), reads, form, last))
        facts[kind] = told
    if (add := last("add")) in FIELDS and add not in facts:
        facts[add] = {}
    return facts


def _field(place: str, before: Any, reads: FieldKind, form: Mapping[str, Sequence[str]], last: Last) -> Any:
    column = last(f"{place}:column")
    if column == AS_WRITTEN:
        return before
    if column == VALUE:
        said = last(f"{place}:value")
        return {"value": said} if said else None
    if column == NOTHING:
        return None
    told = dict(before) if isinstance(before, Mapping) and set(before) <= set(ASKED[reads.reads]) else {}
    same = str(told.get("column", told.get("date", ""))) == column
    told = {name: one for name, one in told.items() if same and name in ("empty", "otherwise")}
    if reads.reads in ("moment", "day"):
        time, written = last(f"{place}:time"), [one.strip() for one in last(f"{place}:format").split("|")]
        formats: Any = written[0] if len(written) == 1 else written
        told |= {"date": column, "time": time, "date_format": formats} if time else \
            {"column": column, "format": formats}
        kept = before.get("time_format") if isinstance(before, Mapping) else None
        if time and kept and before.get("time") == time:
            told["time_format"] = kept
    else:
        told["column"] = column
    if reads.reads == "seconds":
        unit = last(f"{place}:unit")
        told["unit"] = "" if unit == "seconds" else unit
        told["otherwise"] = last(f"{place}:otherwise")
    if reads.reads in ("word", "flag"):
        start = f"{place}:means:"
        told["words"] = {name[len(start):]: ours for name in form if name.startswith(start) and (ours := last(name))}
        if "words" not in _mapped(before) and all(said.lower() == ours for said, ours in told["words"].items()):
            told["words"] = {}  # they mean what they say, as every word of ours does
        if not any(name.startswith(start) for name in form) and isinstance(before, Mapping) and same:
            told["words"] = before.get("words") or {}  # no value of it was shown to be told the meaning of
    told = {name: one for name, one in told.items() if one not in ("", [], {}, [""])}
    return column if list(told) == ["column"] else told


def _mapped(spec: Any) -> Mapping[str, Any]:
    return spec if isinstance(spec, Mapping) else {}


def _put(there: dict[str, Any], name: str, value: Any) -> None:
    if value in ("", None, [], {}):
        there.pop(name, None)
    else:
        there[name] = value


def _in_order(entry: dict[str, Any]) -> dict[str, Any]:
    """What a file looks like first, then its facts: as docs/mapping.md has it."""
    last = ("key", "leave_out", "facts", "extra", "notices", "distinct")
    names = [name for name in entry if name not in last] + [name for name in last if name in entry]
    return {name: entry[name] for name in names}


def from_text(text: str) -> tuple[dict[str, Any], list[Issue]]:
    """The entry a text of YAML says, the dash before it or not; with what is wrong with the text."""
    reader = Text("the entry")
    top = reader.compose(text)
    if reader.issues or top is None:
        return {}, reader.issues or [_no_entry()]
    if top.id == "sequence" and len(top.value) == 1:
        top = top.value[0]
    if top.id != "mapping":
        return {}, [_no_entry()]
    found = reader.plain(top)
    return dict(found), reader.issues


def _no_entry() -> Issue:
    return Issue("wrong-shape", "the entry", said("This is not one source."), said("Write lines of `name: value`, the "
                 "first ones name and kind."))
