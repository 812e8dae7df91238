"""This file is about the options of a staff list: its files, columns, dates and words, with every issue told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fourscore.terms import LEAVING, Issue, did_you_mean, said
from fourscore.warehouse.sources.roster.headings import HEADINGS, SEVERAL
from fourscore.warehouse.sources.table.mapping.notes import Notes
from fourscore.warehouse.sources.table.mapping.reading import file_shape
from fourscore.warehouse.sources.table.mapping.shape import FileShape

KNOWN = ("name", "kind", "zone", "files", "format", "delimiter", "quote", "encoding", "sheet", "header_row", "decimal",
         "columns", "date_format", "empty", "between", "login_forms", "leaving", "roles", "day_in_name", "whole",
         "missing_at_most")


@dataclass(frozen=True)
class Options:
    """How a staff list is read. columns: field → its headings. dates: formats of its days.

    between: what separates several log-ins in one cell. forms: how the sources write a log-in, `{}` for it.
    leaving, roles: the file's words → ours. day_in_name: format of the day in a file's name. missing: the share of
    people that may be missing from a whole list before it is not believed.
    """

    name: str
    files: tuple[str, ...]
    shape: FileShape
    columns: Mapping[str, tuple[str, ...]]
    dates: tuple[str, ...] = ("%Y-%m-%d",)
    empty: tuple[str, ...] = ()
    between: tuple[str, ...] = (",", ";", "|", "\n")
    forms: tuple[str, ...] = ("{}",)
    leaving: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    day_in_name: str = ""
    whole: bool = False
    missing: Decimal = Decimal("0.2")


def read_options(name: str, options: Mapping[str, object], where: str) -> tuple[Options | None, list[Issue]]:
    """The options, or none with every issue found in them."""
    notes = Notes(where)
    given = notes.table("", options)
    notes.unknown_keys("", given, KNOWN)
    files = notes.texts("files", given.get("files"))
    if not files:
        _bad(notes, "files", said("does not say which files it reads"), "files: hr/staff*.csv")
    shape = file_shape({key: value for key, value in given.items() if key != "columns"}, notes)
    columns = _columns(notes, given)
    dates = notes.texts("date_format", given.get("date_format")) or ("%Y-%m-%d",)
    for form in dates:
        if not _whole_date(form):
            _bad(notes, "date_format", said("{form} does not tell day, month and year", form=repr(form)),
                 said("date_format: \"%d.%m.%Y\""))
    forms = notes.texts("login_forms", given.get("login_forms")) or ("{}",)
    if not all(form.count("{}") == 1 for form in forms):
        _bad(notes, "login_forms", "needs {} where the log-in stands", 'login_forms: ["PJSIP/{}"]')
    leaving = _words(notes, given, "leaving")
    for ours in sorted(set(leaving.values()) - set(LEAVING)):
        _bad(notes, "leaving",
             said("{ours} is none of {names}", ours=repr(ours), names=', '.join(LEAVING)),
             "leaving: {resigned: voluntary}")
    day_in_name = notes.text("day_in_name", given.get("day_in_name")) or ""
    if day_in_name and not _whole_date(day_in_name):
        _bad(notes, "day_in_name",
             said("does not tell day, month and year"), said("day_in_name: \"staff_%Y-%m-%d.csv\""))
    if day_in_name and "day" in columns:
        _bad(notes, "day_in_name", said("the day stands in a column too"), said("day_in_name or columns.day, not both"))
    whole = given.get("whole", False)
    if not isinstance(whole, bool):
        _bad(notes, "whole", said("is yes or no"), "whole: true")
    read = Options(
        name, files, shape, columns, dates, tuple(word.lower() for word in notes.texts("empty", given.get("empty"))),
        notes.texts("between", given.get("between")) or (",", ";", "|", "\n"), forms, leaving,
        _words(notes, given, "roles"), day_in_name, whole is True, _share(notes, given.get("missing_at_most")))
    return (None if notes.issues else read), notes.issues


def _bad(notes: Notes, option: str, what: str, example: str) -> None:
    told = said("The option {option} {what}.", option=repr(option), what=what) if what.startswith(
        ("is", "does", "needs")) else said("The option {option}: {what}.", option=repr(option), what=what)
    notes.add("bad-option", option, told, said("Write for instance  {example}", example=example))


def _columns(notes: Notes, given: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    found = {}
    taken: dict[str, str] = {}
    for name, columns in notes.table("columns", given.get("columns")).items():
        if name not in HEADINGS:
            notes.add("unknown-key", "columns", said("A staff list has no {name}.", name=repr(name)),
                      did_you_mean(name, HEADINGS) or said("There are: {names}.", names=', '.join(HEADINGS)))
            continue
        found[name] = notes.texts(f"columns.{name}", columns)
        if len(found[name]) > 1 and name not in (*SEVERAL, "name"):
            _bad(notes,
                 said("columns.{name}", name=name), said("is one column"), f"columns: {{{name}: {found[name][0]}}}")
        for column in found[name]:
            if taken.setdefault(column.lower(), name) != name:
                _bad(notes, said("columns.{name}", name=name), said("{column} is {taken} already", column=repr(column),
                                                    taken=taken[column.lower()]),
                     said("one column for each"))
    for one, other in (("until", "last_day"), ("loan_until", "loan_last_day")):
        if one in found and other in found:
            _bad(notes, said("columns.{other}", other=other), said("{one} says the same a day later", one=one),
                 said("{one} or {other}, not both", one=one, other=other))
    return {name: columns for name, columns in found.items() if columns}


def _words(notes: Notes, given: Mapping[str, object], option: str) -> dict[str, str]:
    said = notes.table(option, given.get(option))
    return {word.lower(): text for word, value in said.items() if (text := notes.text(f"{option}.{word}", value))}


def _share(notes: Notes, given: object) -> Decimal:
    text = str(20 if given is None else given).strip().removesuffix("%").strip()
    if not text.replace(".", "", 1).isdigit() or not 0 <= Decimal(text) <= 100:
        _bad(notes, "missing_at_most", said("is a share in per cent"), "missing_at_most: 30")
        return Decimal(1)
    return Decimal(text) / 100


def _whole_date(form: str) -> bool:
    """Whether a format tells year, month and day."""
    plain = form.replace("%%", "")
    year = "%Y" in plain or "%y" in plain
    month = any(part in plain for part in ("%m", "%b", "%B"))
    return form == "excel" or (year and month and "%d" in plain) or (year and "%j" in plain)
