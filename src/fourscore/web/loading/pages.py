"""This file is about the pages on which a file is brought, looked through, corrected and loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from fourscore.centre import (
    corrected_entry,
    entry_from_text,
    in_bytes,
    kinds_to_add,
    mending,
    reason,
    rows_aside,
    units,
)
from fourscore.terms import FACT_WORDS, Issue, Trouble, Worded, counted, kept, said, spoken, together, write_value
from fourscore.web.pages.frame import Frame
from fourscore.web.pages.rows import heading
from fourscore.web.words import moment_word, value_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fourscore.centre import AskedField, Upload, Uploads

HERE = "/load"
FORMATS = ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d", "%d/%m/%Y",
           "%m/%d/%Y", "%d.%m.%Y", "%y%m%d")
ENCODINGS = ("utf-8", "cp1252", "latin-1", "utf-16", "cp1251", "cp932", "gb18030")
SHOWN_ASIDE, SHOWN_LOADED = 20, 30
UNITS = {"seconds": said("seconds"), "minutes": said("minutes"), "hours": said("hours"),
         "milliseconds": said("milliseconds"), "day_fraction": said("parts of a day")}
FLAGS = {"yes": said("yes"), "no": said("no")}
SURE = {"sure": said("sure"), "likely": said("likely"), "perhaps": said("perhaps")}


def load_page(frame: Frame, uploads: Uploads, issues: tuple[Issue, ...] = (), status: int = 200) -> Response:
    """The place to drop a file, what waits, and what was brought before."""
    there = [_line(frame, one) for one in uploads.all()]
    limits = uploads.limits
    return frame.render(
        "load.html", here=HERE, title=said("Load a file"), status=status, issues=issues,
        waiting=[one for one in there if one["state"] == "waiting"],
        loading=[one for one in there if one["state"] == "loading"],
        loaded=[one for one in there if one["state"] == "loaded"][:SHOWN_LOADED],
        bounds=said("Up to {size} and {lines} lines; a workbook up to {cells} cells.", size=in_bytes(limits.size),
                    lines=write_value(limits.rows, "count"), cells=write_value(limits.cells, "count")),
    )


def _line(frame: Frame, one: Upload) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "size": in_bytes(one.size), "by": one.by, "state": one.state,
            "at": moment_word(one.brought_at.astimezone(frame.centre.settings.zone)), "source": one.source,
            "note": worded(one.note) if one.note else "",
            "facts": facts_word(one.result.get("facts", {})), "aside": one.result.get("aside", 0)}


def facts_word(facts: Mapping[str, int]) -> str:
    return together([counted(many, kind) for kind, many in facts.items() if many], ", ") or said("nothing new")


def upload_page(frame: Frame, uploads: Uploads, number: str, *, instead: Upload | None = None,
                issues: tuple[Issue, ...] = (), status: int = 200, typed: str = "") -> Response:
    """One file: the form while it waits, the progress while it is loaded, then what came of it."""
    upload = instead or uploads.get(number)
    told = _line(frame, upload)
    if upload.state == "loading":
        return frame.render("upload_loading.html", here=HERE, title=upload.name, upload=told,
                            job=state_of(uploads, upload))
    if upload.state == "loaded":
        return _loaded(frame, upload, told)
    return _waiting(frame, uploads, upload, told, issues, status, typed)


def _loaded(frame: Frame, upload: Upload, told: dict[str, Any]) -> Response:
    rows, total = rows_aside(frame.centre, upload.source, path=upload.target, limit=SHOWN_ASIDE)
    return frame.render("upload_loaded.html", here=HERE, title=upload.name, upload=told, result=upload.result,
                        target=upload.target, rows=rows, total=total,
                        issues=[_again(one) for one in upload.issues])


def _waiting(frame: Frame, uploads: Uploads, upload: Upload, told: dict[str, Any], issues: tuple[Issue, ...],
             status: int, typed: str) -> Response:
    found = upload.found
    entry, columns = found.entry, [str(name) for name, _, _ in found.columns]
    key = entry.get("key", [])
    wrong = [*issues, *(_again(one) for one in [*upload.issues, *([] if upload.to else found.issues)])]
    facts = uploads.form_of(upload)
    return frame.render(
        "upload.html", here=HERE, title=upload.name, status=status, upload=told, found=_worded(upload), entry=entry,
        sure=SURE.get(found.sure, found.sure),
        version=upload.version, to=upload.to, issues=wrong, facts=facts,
        wrong={one.place: words for fact in facts for one in (*fact.fields, *fact.others)
               if (words := _said_of(one.place, wrong))},
        columns=columns, values={name: values for name, values, _ in found.columns},
        key=[key] if isinstance(key, str) else list(key), keys=range(4), add=kinds_to_add(entry),
        units=[(name, UNITS.get(name, name)) for name in units()], choices=_choices,
        formats=FORMATS, encodings=ENCODINGS, text=typed or uploads.text_of(upload), kind_words=FACT_WORDS,
        heading=heading, brings=facts_word(found.facts) if found.facts else said("no fact"), mending=mending,
        extras=list(entry["extra"]) if isinstance(entry.get("extra"), dict) else [],
    )


def _choices(one: AskedField) -> list[tuple[str, str]]:
    """What a word of the file can mean, as people read it."""
    field = one.place.partition(".")[2]
    return [(name, FLAGS.get(name) or value_word(field, name)) for name in one.choices]


def _said_of(place: str, issues: list[Issue]) -> str:
    """What is wrong with one field, to stand beside it."""
    return together([text for one in issues for text in (one.what, one.remedy)
                     if one.where.endswith((f", facts.{place}", f" facts.{place}"))])


def correct(uploads: Uploads, number: str, form: dict[str, list[str]]) -> Upload:
    """Take in what was corrected: by the fields, or by the text. Raises Trouble as `Uploads.correct` does."""
    upload = uploads.get(number)
    seen = form.get("version", [""])[-1]
    version = int(seen) if seen.isdigit() and len(seen) < 10 else -1
    if form.get("do", [""])[-1] == "text":
        entry, wrong = entry_from_text(form.get("text", [""])[-1])
        if wrong:
            raise Trouble(*wrong)
        return uploads.correct(number, version, entry, "")
    return uploads.correct(number, version, corrected_entry(upload.found.entry, form), form.get("to", [""])[-1])


def state_of(uploads: Uploads, upload: Upload) -> dict[str, Any]:
    """How far the load of a file is, for the page's script."""
    job = uploads.job
    if job is None or job.of != upload.id:
        return {"state": upload.state, "what": said("Waiting for its turn"), "done": 0, "total": 0, "stopping": False}
    return {"state": upload.state, "what": worded(job.what), "done": job.done, "total": job.total,
            "stopping": job.stopping.is_set()}


def told(state: dict[str, Any]) -> Response:
    """How far a load is, in the language of who looks."""
    return JSONResponse({name: spoken(value) for name, value in state.items()})


def worded(text: str) -> str:
    """Words of the product's own, or such that were written down and came back without what they were made of."""
    return text if isinstance(text, Worded) else kept(text)


def _again(issue: list[str]) -> Issue:
    """One that was written down with the file."""
    found = Issue(*issue)
    return found._replace(what=worded(found.what), remedy=worded(found.remedy))


def _worded(upload: Upload) -> Any:
    """What a file was found to be, its sentences as people read them."""
    found = upload.found
    shown = {kind: [columns, [list(map(value_word, columns, row)) for row in rows]]
             for kind, (columns, rows) in found.shown.items()}
    return replace(found, shown=shown, check=[worded(one) for one in found.check],
                   left=[worded(one) for one in found.left],
                   aside=[[issue, rows, reason(what)] for issue, rows, what in found.aside],
                   beside=[[line, issue, reason(what), row] for line, issue, what, row in found.beside])


def state_answer(uploads: Uploads, number: str) -> Response:
    return told(state_of(uploads, uploads.get(number)))
