"""This file is about the columns of a staff list: what each may be called, and which are there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fourscore.terms import Issue, did_you_mean, said

# What may stand above a column, in small letters and without signs; the words of centre.yaml's `columns` come first.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("name", "agent", "agent name", "employee", "employee name", "full name", "display name", "mitarbeiter",
             "mitarbeiterin", "nom complet", "empleado", "nombre completo"),
    "number": ("employee id", "employee number", "employee no", "emp id", "staff id", "staff number",
               "personnel number", "person id", "worker id", "hr id", "personalnummer", "matricule",
               "numero de empleado"),
    "logins": ("login", "logins", "log in", "log ins", "login id", "login name", "user", "user id", "user name",
               "username", "account", "extension", "extensions", "ext", "agent id", "switch id", "benutzer",
               "nebenstelle", "identifiant", "usuario"),
    "team": ("team", "team name", "group", "squad", "gruppe", "equipe", "equipo"),
    "from": ("from", "start", "start date", "begin", "valid from", "since", "team since", "von", "gultig ab", "ab",
             "seit", "du", "debut", "desde"),
    "until": ("until", "valid until", "first day away"),
    "last_day": ("to", "end", "end date", "last day", "valid to", "leaving date", "left", "termination date", "bis",
                 "gultig bis", "austritt", "fin", "au", "hasta"),
    "joined": ("joined", "joining date", "join date", "hire date", "hired", "hired on", "entry date", "eintritt",
               "date d entree", "fecha de ingreso"),
    "loan_team": ("loan team", "on loan to", "loaned to", "lent to", "ausgeliehen an"),
    "loan_from": ("loan from", "loan start", "on loan from"),
    "loan_until": ("loan until",),
    "loan_last_day": ("loan to", "loan end", "loan last day"),
    "loan": ("loan", "is loan"),
    "site": ("site", "location", "office", "standort", "sede"),
    "role": ("role", "job", "job title", "position", "funktion", "poste", "puesto"),
    "skills": ("skill", "skills", "kenntnisse", "competences", "competencias"),
    "full_time": ("full time share", "fte", "working time share", "stellenanteil"),
    "leaving": ("leaving", "leaving reason", "reason for leaving", "reason", "termination reason", "austrittsgrund"),
    "day": ("as of", "as of date", "snapshot date", "stand", "stichtag"),
}
SEVERAL = ("logins", "skills")  # of these a file may have several columns
IN_PARTS = (("first name", "last name"), ("given name", "surname"), ("forename", "surname"), ("vorname", "nachname"),
            ("prenom", "nom"), ("nombre", "apellido"))


def plain(heading: str) -> str:
    """A heading as it is compared: `Log-in 2` is `log in`, `Équipe` is `equipe`."""
    import unicodedata

    bare = "".join(c for c in unicodedata.normalize("NFKD", heading.lower()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z]+", " ", bare).split())


def found_columns(
    names: Sequence[str], told: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, tuple[str, ...]]]]:
    """Field → its columns among these names, and the fields for which several columns could be meant.

    told: the columns named in centre.yaml; a column named there stands for nothing else.
    """
    there = {name.lower(): name for name in names}
    taken = {column.lower() for columns in told.values() for column in columns}
    found = {field: tuple(there[c.lower()] for c in columns if c.lower() in there) for field, columns in told.items()}
    unclear = []
    free = {name: plain(name) for name in names if name.lower() not in taken and not name.startswith("=")}
    for field, headings in HEADINGS.items():
        if field in told:
            continue
        hits = tuple(name for name, said in free.items() if said in headings)
        if field == "name" and not hits:
            hits = _in_parts(free)
        elif field not in SEVERAL and len(hits) > 1:
            unclear.append((field, hits))
        found[field] = hits
    return {field: columns for field, columns in found.items() if columns}, unclear


def _in_parts(free: Mapping[str, str]) -> tuple[str, ...]:
    """A first and a last name in columns of their own."""
    for parts in IN_PARTS:
        columns = [next((name for name, said in free.items() if said == part), "") for part in parts]
        if all(columns):
            return tuple(columns)
    return ()


def header_issues(
    file: str, names: Sequence[str], told: Mapping[str, tuple[str, ...]], where: str
) -> list[Issue]:
    """What is wrong with a file's header: columns it lacks, and headings of which two could be meant."""
    there = {name.lower() for name in names}
    missing = [(field, column) for field, columns in told.items() for column in columns if column.lower() not in there]
    issues = [
        Issue("unknown-column", f"{where}, columns.{field}", said("The file {file} has no column {column}.",
                                                                  file=file, column=repr(column)),
              did_you_mean(column, names) or said("It has: {what}.",
                                                  what=", ".join(names) or said("no columns at all")))
        for field, column in missing
    ]
    found, unclear = found_columns(names, told)
    issues += [
        Issue("unclear-column", f"{where}, columns.{field}",
              said("The file {file} has several columns that could be meant: {names}.", file=file,
                   names=', '.join(map(repr, hits))),
              said("Name the one that is, as in  {example}", example=f"columns: {{{field}: {hits[0]}}}"))
        for field, hits in unclear
    ]
    if "name" not in found and "name" not in told:
        shown = ", ".join(names[:12]) or said("no columns at all")
        issues.append(Issue(
            "unknown-column", f"{where}, columns.name", said("The file {file} has no column with people's names.",
                                                             file=file),
            said("Say which it is, as in  {example} . It has: {columns}.", example="columns: {name: Employee}",
                 columns=shown)))
    return issues
