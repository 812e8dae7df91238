"""This file is about reading a source's mapping from the centre's file and checking all of it before a row is read."""

from __future__ import annotations

from collections.abc import Mapping as Options
from collections.abc import Sequence

from fourscore.terms import Issue, any_of, did_you_mean, said
from fourscore.warehouse.sources.table.mapping.fields import FieldReader
from fourscore.warehouse.sources.table.mapping.notes import Notes
from fourscore.warehouse.sources.table.mapping.shape import (
    FIELDS,
    OPTIONS,
    FactMapping,
    Field,
    FileShape,
    Mapping,
    Moment,
)

FORMATS = ("csv", "tsv", "excel", "parquet")


def read_mapping(
    name: str, options: Options[str, object], where: str, known: Sequence[str] = OPTIONS, told: Sequence[str] = ()
) -> tuple[Mapping | None, list[Issue]]:
    """The mapping, or None with every issue found in it.

    known: the keys it may have; `told` are those named to whoever wrote another, if they are more.
    """
    notes = Notes(where)
    given = notes.table("", options)
    notes.unknown_keys("", given, known, told)
    reader = FieldReader(notes, "UTC", notes.texts("empty", given.get("empty")))
    reader.zone = reader.zone_of("zone", given.get("zone")) or "UTC"
    files = notes.texts("files", given.get("files"))
    if not files and "files" in known:
        notes.add("bad-mapping", "files", said("The source does not say which files it reads."),
                  said("Add a line such as  files: calls/*.csv ."))
    facts = _facts(given, notes, reader)
    key = notes.use("key", notes.texts("key", given.get("key")))
    extras = [reader.further(extra, kind) for extra, kind in notes.table("extra", given.get("extra")).items()]
    notices = {
        notice: condition for notice, text in notes.table("notices", given.get("notices")).items()
        if (condition := notes.condition(f"notices.{notice}", text)) is not None}
    mapping = Mapping(
        name, files, file_shape(given, notes), reader.zone,
        notes.one_of("covers", given.get("covers"), ("day", "event"), "event"), key, facts,
        tuple(extra for extra in extras if extra is not None),
        notes.condition("leave_out", given.get("leave_out")), notices,
        notes.use("distinct", notes.texts("distinct", given.get("distinct"))), notes.used,
    )
    return (None if notes.issues else mapping), notes.issues


def file_shape(given: Options[str, object], notes: Notes) -> FileShape:
    """What the options say about the look of the files."""
    columns = notes.texts("columns", given.get("columns"))
    header = notes.text("header_row", given.get("header_row"))
    if header is not None and (not header.isdigit() or (header == "0" and not columns)):
        notes.add("bad-mapping", "header_row", said("{header} is not the number of the row with the column names.",
                                                    header=repr(header)),
                  said("The first row is 1; leave the key out for that. Without such a row, list the names in "
                       "`columns`."))
        header = None
    encoding = notes.text("encoding", given.get("encoding")) or "utf-8"
    try:
        "".encode(encoding)
    except LookupError:
        notes.add("bad-mapping", "encoding", said("There is no text encoding called {encoding}.",
                                                  encoding=repr(encoding)),
                  said("Common ones are utf-8, utf-16, cp1252 and latin-1."))
    delimiter = notes.text("delimiter", given.get("delimiter"))
    delimiter = "\t" if delimiter in ("tab", "\\t") else delimiter
    if delimiter is not None and len(delimiter) != 1:
        notes.add("bad-mapping", "delimiter", said("What separates two columns is a single character."),
                  said("Write, for example,  delimiter: \";\"  or  delimiter: tab ."))
    quote = notes.text("quote", given.get("quote")) or '"'
    sheet = given.get("sheet")
    return FileShape(
        notes.one_of("format", given.get("format"), FORMATS, "") or None, delimiter, "" if quote == "none" else quote,
        encoding, sheet if isinstance(sheet, int) and not isinstance(sheet, bool) else notes.text("sheet", sheet),
        int(header) if header is not None else (0 if columns else 1), columns,
        notes.one_of("decimal", given.get("decimal"), (".", ","), "."),
    )


def _facts(given: dict[str, object], notes: Notes, reader: FieldReader) -> dict[str, FactMapping]:
    listed = notes.table("facts", given.get("facts"))
    if not listed:
        notes.add("bad-mapping", "facts", said("The mapping gives no fact."),
                  said("Say under `facts` what a row is: {names}.", names=', '.join(FIELDS)))
    facts = {}
    for kind in [*(kind for kind in FIELDS if kind in listed), *(kind for kind in listed if kind not in FIELDS)]:
        if kind in FIELDS:
            facts[kind] = _fact(kind, notes.table(f"facts.{kind}", listed[kind]), notes, reader)
        else:
            notes.add("unknown-key", "facts",
                      said("There is no fact {kind}.", kind=repr(kind)), did_you_mean(kind, FIELDS))
    for fact in facts.values():
        _complete(fact, facts, notes)
    return facts


def _fact(kind: str, spec: dict[str, object], notes: Notes, reader: FieldReader) -> FactMapping:
    path, known = f"facts.{kind}", FIELDS[kind]
    notes.unknown_keys(path, spec, (*known, "key", "when"))
    fields: dict[str, Field | Moment] = {}
    for field, reads in known.items():
        if spec.get(field) is not None:
            made = reader.read(f"{kind}.{field}", spec[field], reads)
            # A field with an issue of its own is not missing as well.
            fields[field] = made if made is not None else Field(f"{kind}.{field}", reads.reads)
    return FactMapping(kind, fields, notes.use(f"{path}.key", notes.texts(f"{path}.key", spec.get("key"))),
                       notes.condition(f"{path}.when", spec.get("when")))


# Points in time that are the start of the row's own contact where the mapping does not say otherwise.
IMPLIED = ("visit.entered", "sale.sold", "survey.answered", "evaluation.evaluated")

# What one of several fields must tell, and what else may tell it.
_ONE_OF = {
    "visit": (("entered", "contact.started"), ("contact", "contact.started")),
    "segment": (("ended", "lasts"), ("contact", "contact.started")),
    "sale": (("sold", "contact.started"),),
    "survey": (("answered", "contact.started"),),
    "evaluation": (("evaluated", "contact.started"),),
    "coaching": (("ended", "lasts"),),
    **dict.fromkeys(("schedule", "training", "absence", "forecast"), (("ended", "lasts"),)),
}


def _complete(fact: FactMapping, facts: dict[str, FactMapping], notes: Notes) -> None:
    path = f"facts.{fact.kind}"
    known = {f"{other.kind}.{field}" for other in facts.values() for field in other.fields} | set(fact.fields)
    for field, reads in FIELDS[fact.kind].items():
        if reads.required and field not in fact.fields:
            notes.add("missing-field", path, said("A {kind} needs the field {field}, and the mapping has none.",
                                                  kind=fact.kind, field=repr(field)),
                      said("Add a line such as  {field}: column_name .", field=field))
    for choices in _ONE_OF.get(fact.kind, ()):
        if not any(choice in known for choice in choices):
            own = [choice for choice in choices if "." not in choice]
            notes.add("missing-field", path, said("A {kind} needs {names}.", kind=fact.kind,
                                                  names=any_of(repr(choice) for choice in own)),
                      said("Add a line such as  {own}: column_name .", own=own[-1]))
    order = [f"{kind}.{field}" for kind in facts for field in facts[kind].fields]
    if "contact.started" in order:
        order[1:1] = [place for place in IMPLIED if place not in order]
    for moment in fact.fields.values():
        if isinstance(moment, Moment) and moment.after is not None and (
                moment.after not in order or order.index(moment.after) >= order.index(moment.place)):
            notes.add("bad-mapping",
                      f"facts.{moment.place}", said("There is no {after} before it to come after.",
                                                                   after=repr(moment.after)),
                      said("Name an earlier point in time of the same fact, or one of the contact as "
                           "contact.started."))
