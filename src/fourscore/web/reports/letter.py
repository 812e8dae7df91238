"""This file is about a report as a mail: the same words as plain text and as HTML, with the document attached."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from fourscore.centre import MAILED_VIEW, Centre, File, Letter, Subscription, address_of, days_told, digest, view_of
from fourscore.terms import said, speaking, spoken, together
from fourscore.web.address import period_name
from fourscore.web.explore.page import sheet_of
from fourscore.web.explore.views import question_of_view
from fourscore.web.languages.readers import code_now, tongue_of
from fourscore.web.pages.frame import Frame
from fourscore.web.reports.content import (
    NOTHING_STANDS_OUT,
    Document,
    address_for,
    review_document,
    scorecard_document,
)
from fourscore.web.reports.making import FORMS, made
from fourscore.web.reports.putting import put, right_to_left
from fourscore.web.sheets import file_name
from fourscore.web.words import day_word, period_word, status_inside

if TYPE_CHECKING:
    from datetime import date

    from fourscore.web.address import Address

Block = tuple[str, Sequence[str]]  # a heading, and its lines
NOTHING = said("Nothing moved: no signal, no target newly missed or reached, no number restated.")


def letter_of(centre: Centre, one: Subscription, day: date, ends: str, told: Sequence[str]) -> Letter:
    """The letter of a subscription due that day, in its reader's language, by what whoever asks may see.

    told: what earlier digests told.
    """
    with speaking(tongue_of(centre, one.person, one.language)):
        return _letter_of(centre, one, day, ends, told)


def _letter_of(centre: Centre, one: Subscription, day: date, ends: str, told: Sequence[str]) -> Letter:
    frame, home = Frame(centre), address_of(centre)
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
    return _letter(frame, document.head, [*_whole(document), *(_outstanding(document) if one.what == "review" else
                                                               _measures(document))],
                   address.link(f"{home}/scorecard"), ends, files)


def _whole(document: Document) -> list[Block]:
    whole = document.whole
    state = document.state if document.card.withheld else together(
        (whole["score"], status_inside(document.card.status)), ", ")
    change = whole["change"]
    moved = said("({words})", words=together((change.text, change.verdict))) if change else ""
    return [("", [together((together((said("Overall score"), state), ": "), moved)),
                  together((document.days, document.fresh, said("times in {zone}", zone=document.zone)), " · "),
                  *document.notes])]


def _measures(document: Document) -> list[Block]:
    return [(together((part.lane.name, part.lane.score), ": "), [
        together((said("{status}: {measure} {actual}, target {target}", status=item.line.status.word,
                       measure=item.line.name, actual=item.line.actual, target=item.line.target),
                  item.line.note, item.facts), " · ") for item in part.items])
        for part in document.parts if part.items]


def _outstanding(document: Document) -> list[Block]:
    points = document.points or []
    return [(said("What stands out"), [together((together((one.kind, one.words), ": "), one.closed), " — ")
                                       for one in points] or [NOTHING_STANDS_OUT])]


def _digest(frame: Frame, address: Address, home: str, ends: str, told: Sequence[str]) -> Letter:
    found = digest(frame.centre, address.days, dict(address.scope), told)
    who = next(iter(address.scope.values()), said("Whole centre"))
    lines: list[Block] = [("", [NOTHING])] if not found.lines else [
        (together((one.kind, one.about), ": ") if one.known == "" else one.kind,
         [one.words, *([said("Why: {causes}", causes=one.why)] if one.why else [])]) for one in found.lines]
    head = said("What moved: {period}, {who}", period=period_word(address.calendar, address.days), who=who)
    letter = _letter(frame, head, lines, address.link(f"{home}/scorecard"), ends, ())
    return letter._replace(told=tuple(one.known for one in found.lines if one.known))


def _view(frame: Frame, number: int, home: str, ends: str) -> Letter:
    from fourscore.web.sheets.excel import workbook

    view = view_of(frame.centre, number)
    question = question_of_view(frame, view)
    sheet = sheet_of(frame, question)
    file = File(f"{file_name(sheet.name)}.xlsx", FORMS["xlsx"], workbook(sheet, sheet.rows))
    address = question.address
    head = together((view.now.name, period_word(address.calendar, address.days)), ": ")
    return _letter(frame, head, [
        (sheet.title, [said("{days}; the table is attached.", days=day_word(address.days))]),
        ("", [together(pair, ": ") for pair in sheet.of])], f"{home}/explore/view/{number}", ends, [file])


def _letter(frame: Frame, head: str, blocks: Sequence[Block], link: str, ends: str, files: Sequence[File]) -> Letter:
    """Both forms of the same words, in the language of who reads."""
    name, head, blocks = frame.centre.settings.name, spoken(head), put(blocks)
    whole, no_more = spoken(said("All of it")), spoken(said("Send me this no more"))
    why = spoken(said("{centre} sends you this because you subscribed.", centre=name))
    text, html = [head, ""], [f"<h1 style=\"font-size:20px\">{escape(head)}</h1>"]
    for title, lines in blocks:
        text += [*([title] if title else []), *(f"{'  ' if title else ''}{line}" for line in lines), ""]
        html.append((f"<h2 style=\"font-size:15px;margin-bottom:4px\">{escape(title)}</h2>" if title else "")
                    + "".join(f"<p style=\"margin:2px 0\">{escape(line)}</p>" for line in lines))
    text += [f"{whole}: {link}", f"{no_more}: {ends}", ""]
    html.append(f"<p><a href=\"{escape(link)}\">{escape(whole)}</a></p>"
                f"<p style=\"font-size:12px;color:#5E6777\">{escape(why)} "
                f"<a href=\"{escape(ends)}\">{escape(no_more)}</a></p>")
    body, reads = "\n".join(html), "rtl" if right_to_left() else "ltr"
    return Letter(f"{name}: {head}", "\n".join(text), f"<!doctype html><html lang=\"{code_now()}\" dir=\"{reads}\">"
                  f"<body dir=\"{reads}\" style=\"font-family:Inter,Arial,sans-serif;font-size:14px;color:#12161F\">\n"
                  f"{body}\n</body></html>\n", files, language=code_now())
