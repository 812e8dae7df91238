"""This file is about a report as a mail: the same words as plain text and as HTML, with the document attached."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from fourscore.centre import MAILED_VIEW, Centre, File, Letter, Subscription, days_told, digest, view_of
from fourscore.web.address import period_name
from fourscore.web.explore.page import sheet_of
from fourscore.web.explore.views import question_of_view
from fourscore.web.pages.frame import Frame
from fourscore.web.reports.content import Document, address_for, review_document, scorecard_document
from fourscore.web.reports.making import FORMS, made
from fourscore.web.sheets import file_name
from fourscore.web.words import day_word, period_word

if TYPE_CHECKING:
    from datetime import date

    from fourscore.web.address import Address

Block = tuple[str, Sequence[str]]  # a heading, and its lines
NOTHING = "Nothing moved: no signal, no target newly missed or reached, no number restated."


def letter_of(centre: Centre, one: Subscription, day: date, ends: str, told: Sequence[str]) -> Letter:
    """The letter of a subscription due that day, by what whoever asks may see. told: what earlier digests told."""
    frame, home = Frame(centre), centre.settings.network.address()
    if one.what.startswith(MAILED_VIEW):
        return _view(frame, int(one.what.removeprefix(MAILED_VIEW)), home, ends)
    days = days_told(centre.calendar, "monthly" if one.what == "review" else one.every, day)
    address = address_for(frame, period_name(centre.calendar, days), one.scope)
    if one.what == "digest":
        return _digest(frame, address, home, ends, told)
    document = (review_document if one.what == "review" else scorecard_document)(frame, address)
    files = []
    if one.form in FORMS:
        done = made(frame, one.what, one.form, address)
        files = [File(done.name, done.media, done.body)]
    head = f"{document.title}: {document.period}, {document.who}"
    return _letter(frame, head, [*_whole(document), *(_outstanding(document) if one.what == "review" else
                                                       _measures(document))], address.link(f"{home}/scorecard"), ends,
                   files)


def _whole(document: Document) -> list[Block]:
    whole = document.whole
    state = f"withheld: only {whole['coverage']} of the weight could be scored" if document.card.withheld else \
        f"{whole['score']}, {whole['status'].word.lower()}"
    change = whole["change"]
    moved = f" ({change.text} {change.verdict})".replace(" )", ")") if change else ""
    return [("", [f"Overall score: {state}{moved}", f"{document.days} · {document.fresh} · times in {document.zone}",
                  *document.notes])]


def _measures(document: Document) -> list[Block]:
    return [(f"{part.lane.name}: {part.lane.score}", [
        f"{item.line.status.word}: {item.line.name} {item.line.actual}, target {item.line.target}"
        + "".join(f" · {more}" for more in (item.line.note, item.facts) if more) for item in part.items])
        for part in document.parts if part.items]


def _outstanding(document: Document) -> list[Block]:
    points = document.points or []
    return [("What stands out", [f"{one.kind.capitalize()}: {one.words}{f' — {one.closed}' if one.closed else ''}"
                                 for one in points] or ["Nothing does."])]


def _digest(frame: Frame, address: Address, home: str, ends: str, told: Sequence[str]) -> Letter:
    found = digest(frame.centre, address.days, dict(address.scope), told)
    who = next(iter(address.scope.values()), "Whole centre")
    lines: list[Block] = [("", [NOTHING])] if not found.lines else [
        (f"{one.kind}: {one.about}" if one.known == "" else one.kind,
         [one.words, *([f"Why: {one.why}"] if one.why else [])]) for one in found.lines]
    head = f"What moved: {period_word(address.calendar, address.days)}, {who}"
    letter = _letter(frame, head, lines, address.link(f"{home}/scorecard"), ends, ())
    return letter._replace(told=tuple(one.known for one in found.lines if one.known))


def _view(frame: Frame, number: int, home: str, ends: str) -> Letter:
    from fourscore.web.sheets.excel import workbook

    view = view_of(frame.centre, number)
    question = question_of_view(frame, view)
    sheet = sheet_of(frame, question)
    file = File(f"{file_name(sheet.name)}.xlsx", FORMS["xlsx"], workbook(sheet, sheet.rows))
    address = question.address
    head = f"{view.now.name}: {period_word(address.calendar, address.days)}"
    said = [f"{name}: {value}" for name, value in sheet.of]
    return _letter(frame, head, [(sheet.title, [f"{day_word(address.days)}; the table is attached."]), ("", said)],
                   f"{home}/explore/view/{number}", ends, [file])


def _letter(frame: Frame, head: str, blocks: Sequence[Block], link: str, ends: str, files: Sequence[File]) -> Letter:
    """Both forms of the same words."""
    name = frame.centre.settings.name
    text, html = [head, ""], [f"<h1 style=\"font-size:20px\">{escape(head)}</h1>"]
    for title, lines in blocks:
        text += [*([title] if title else []), *(f"{'  ' if title else ''}{line}" for line in lines), ""]
        html.append((f"<h2 style=\"font-size:15px;margin-bottom:4px\">{escape(title)}</h2>" if title else "")
                    + "".join(f"<p style=\"margin:2px 0\">{escape(line)}</p>" for line in lines))
    text += [f"All of it: {link}", f"Send me this no more: {ends}", ""]
    html.append(f"<p><a href=\"{escape(link)}\">All of it</a></p>"
                f"<p style=\"font-size:12px;color:#5E6777\">{escape(name)} sends you this because "
                f"you subscribed. <a href=\"{escape(ends)}\">Send me this no more</a></p>")
    body = "\n".join(html)
    return Letter(f"{name}: {head}", "\n".join(text), "<!doctype html><html lang=\"en\">"
                  f"<body style=\"font-family:Inter,Arial,sans-serif;font-size:14px;color:#12161F\">\n"
                  f"{body}\n</body></html>\n", files)
