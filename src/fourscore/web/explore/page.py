"""This file is about the page Explore: any measure by anything, held against other times, in words, chart and table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from fourscore.terms import said
from fourscore.web.address import scoped
from fourscore.web.explore.asking import Found, ask, cuts
from fourscore.web.explore.charts import charts_of
from fourscore.web.explore.question import MOST_MEASURES, PATH, VERSUS, Question, read_question
from fourscore.web.explore.table import Head, heads_of, ordered, row_of
from fourscore.web.explore.views import views_shown
from fourscore.web.pages.frame import freshness
from fourscore.web.pages.measures import grouped
from fourscore.web.pages.trouble import empty_page
from fourscore.web.sheets import Column, Sheet, ending_of, handed_out, ways_out
from fourscore.web.sheets.about import about, defined
from fourscore.web.watching.marks import TIMED, beside, marks_of
from fourscore.web.words import day_word, dimension_inside, dimension_word, period_word, words_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.metrics import AlignedCell
    from fourscore.terms import Days
    from fourscore.web.pages.frame import Frame

# What a form sends whether it is filled in or not.
OPEN = ("metric", "by", "versus", "find", "least")
MOST_ROWS = 2000  # shown; the files have them all
VERSUS_CHOICES = (("", said("nothing")), *VERSUS.items(), ("before,year-before", said("both")))


def explore_page(frame: Frame, request: Request) -> Response:
    spread = frame.centre.metrics.spread()
    if spread is None:
        return empty_page(frame, PATH)
    if (home := frame.homeward(request, PATH, spread)) is not None:
        return RedirectResponse(home, status_code=303)
    question = read_question(frame, request)
    if (scope := request.query_params.get("scope")) is not None:
        return RedirectResponse(replace(question, address=scoped(question.address, scope)).link(), status_code=303)
    if not question.metrics:
        return RedirectResponse(_first(frame, question).link(), status_code=303)
    form = [value for name in OPEN for value in request.query_params.getlist(name)]
    if "" in form or any("," in word for word in request.query_params.getlist("versus")):
        return RedirectResponse(question.link(), status_code=303)  # a form says more than has to be sent on
    return frame.render("explore.html", **shown(frame, question, spread))


def kept_page(frame: Frame, question: Question, form: Mapping[str, str], wrong: str) -> Response:
    """The page again, for a view that could not be kept: with what was written, and why not."""
    spread = frame.centre.metrics.spread()
    if spread is None:
        return empty_page(frame, PATH)
    return frame.render("explore.html", status=400, **{
        **shown(frame, question, spread), **views_shown(frame, question, form, wrong)})


def shown(frame: Frame, question: Question, spread: Days) -> dict[str, Any]:
    """Everything the page shows of a question."""
    found, address = ask(frame, question), question.address
    as_of = found.told.now.as_of if found.told else None
    return {
        "here": PATH, "title": said("Explore"), "address": address, "question": question,
        "pickers": frame.pickers(question.within(), PATH, spread), "scopes": frame.scopes(address, spread),
        "keep": question.pairs(), "measures": _measures(frame, question), "refused": found.refused,
        "silent": found.silent, "choices": _choices(frame, question), "versus_choices": VERSUS_CHOICES,
        "fresh": freshness(as_of, address), "period": period_word(address.calendar, address.days),
        "days": day_word(address.days), "zone": address.calendar.zone.key,
        "others": [(VERSUS[word], day_word(days))
                   for word, days in zip(question.versus, question.others, strict=True)],
        "filters": [(dimension_word(name), words_of(name, labels),
                     question.link(address=address.without(name))) for name, labels in address.where.items()],
        "ways_out": ways_out(question.link(f"{PATH}.csv")), **_tables(frame, found, spread),
        "may_mark": frame.rights.opens("watch"), "incident": address.link("/incidents", new=1),
        **views_shown(frame, question),
    }


def _tables(frame: Frame, found: Found, spread: Days) -> dict[str, Any]:
    """The table and the charts of what can be told."""
    question, told, currency = found.question, found.told, frame.currency
    if told is None:
        return {"heads": [], "rows": [], "total": [], "charts": [], "more": 0, "left_out": 0}
    heads = heads_of(question)
    cells = ordered(question, told.cells, heads) if question.by else []
    figures = [head for head in heads if head.of is not None]
    places = {id(cell): place for place, cell in enumerate(told.cells)}
    return {
        "heads": _headings(question, heads, cells), "charts": charts_of(
            question, cells, spread, currency, lambda places: marks_of(frame, places, question.address.asked)),
        "rows": [(places[id(cell)], row_of(cell, heads, question, currency, frame.opens_rows))
                 for cell in cells[:MOST_ROWS]],
        "total": row_of(told.total, figures, question, currency, frame.opens_rows),
        "more": max(0, len(cells) - MOST_ROWS),
        "left_out": len(told.cells) - len(cells) if question.by else 0,
    }


def _headings(question: Question, heads: Sequence[Head], cells: Sequence[AlignedCell]) -> list[dict[str, Any]]:
    """Each column's head, with the address of the table sorted by it, and turned round where it is already."""
    found = []
    for head in heads:
        if head.kind in ("complete", "note"):
            continue
        key = head.order or head.value
        chosen = question.sort == head.key
        falling = not question.falling if chosen else head.kind != "label"
        found.append({"word": head.word, "lead": head.kind == "value", "number": head.kind != "label",
                      "numbers": not any(isinstance(key(cell), str) for cell in cells),
                      "href": question.link(sort=head.key, falling=falling),
                      "sorted": ("descending" if question.falling else "ascending") if chosen else None})
    return found


def _measures(frame: Frame, question: Question) -> dict[str, Any]:
    """Those that are shown, each with the address without it, and those that can be added."""
    keys = {metric.key for metric in question.metrics}
    return {
        "chosen": [(metric, question.link(metrics=tuple(one for one in question.metrics if one is not metric), sort="")
                    if len(question.metrics) > 1 else None) for metric in question.metrics],
        "groups": [(name, [metric for metric in there if metric.key not in keys])
                   for name, there in grouped(frame, "")] if len(keys) < MOST_MEASURES else [],
    }


def _choices(frame: Frame, question: Question) -> list[str]:
    """By what every one of the measures can be told here; where they share nothing, by what any of them can."""
    each = [cuts(frame, metric, question) for metric in question.metrics]
    shared = [name for name in each[0] if all(name in one for one in each)]
    return shared or list(dict.fromkeys(name for one in each for name in one))


def _first(frame: Frame, question: Question) -> Question:
    """What is shown before anybody has asked: the scorecard's first measure that can be told of whom it is about, day
    by day, beside the time before."""
    groups = grouped(frame, "")
    strategy, _ = frame.strategy()
    there = [frame.centre.metrics.catalogue.find(kpi.metric) for kpi in strategy.kpis()] if strategy else []
    metric = next((one for one in there if set(question.address.asked) <= {*frame.centre.metrics.dimensions(one.key)}),
                  there[0] if there else groups[0][1][0])
    asked = replace(question, metrics=(metric,), versus=question.versus or ("before",))
    names = cuts(frame, metric, asked)
    return replace(asked, by=asked.by or tuple(name for name in ("day", "week", *names) if name in names)[:1])


def explore_sheet(frame: Frame, request: Request) -> Response:
    """The table as it is shown, whole and unrounded, and below it the total of everything asked."""
    question = read_question(frame, request)
    return handed_out(sheet_of(frame, question if question.metrics else _first(frame, question)), ending_of(request))


def sheet_of(frame: Frame, question: Question) -> Sheet:
    """The table of a question by what whoever asks may see."""
    found, address = ask(frame, question), question.address
    question, told = found.question, found.told
    heads, rows = [], []
    if told is not None:
        heads = heads_of(question)
        cells = ordered(question, told.cells, heads) if question.by else []
        rows = [[*(head.value(cell) for head in heads), *words]
                for cell, words in zip(cells, _beside(frame, question, cells), strict=True)]
        rows.append([*(head.value(told.total) if head.of is not None else "All together" for head in heads),
                     *([""] if set(TIMED) & set(question.by) else [])])
    of = [*about(frame.centre.settings.name, address, address.calendar.zone.key, told.now.as_of if told else None),
          *((f"Beside {VERSUS[word]}", day_word(days))
            for word, days in zip(question.versus, question.others, strict=True)),
          *([("Rows with", question.find)] if question.find else []),
          *([("Counted at least", str(question.least))] if question.least else []), *defined(question.metrics),
          *((f"{one.metric.name} is not told", one.issue.what) for one in found.refused)]
    title = f"{', '.join(metric.name for metric in question.metrics)} by " + \
        (" and ".join(dimension_inside(name) for name in question.by) or "nothing")
    name = "-".join(["explore", *(metric.slug for metric in question.metrics), *question.by, address.period])
    columns = [*(head.column for head in heads), *([Column("incidents", "Incidents")]
                                                       if heads and set(TIMED) & set(question.by) else [])]
    return Sheet(title, name, columns, rows, of, frame.currency)


def _beside(frame: Frame, question: Question, cells: Sequence[AlignedCell]) -> list[list[str]]:
    """For each row the incidents of its time, where it is cut by one."""
    time = next((name for name in question.by if name in TIMED), None)
    return [[] for _ in cells] if time is None else [[words] for words in beside(
        frame, time, [cell.by[time] for cell in cells], question.address.asked)]
