"""This file is about how well the data are: each source with its marks, and what the doctor finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fourscore.centre import age_in_words, mending, reason, rows_aside, sources_of
from fourscore.terms import FACT_WORDS, Issue, WrongUse, counted, did_you_mean, said
from fourscore.web.address import read_number
from fourscore.web.loading.pages import facts_word, told, worded
from fourscore.web.pages.frame import Frame
from fourscore.web.sheets import Column, Sheet, ending_of, handed_out, ways_out
from fourscore.web.watching.marks import beside_spot
from fourscore.web.words import moment_word

if TYPE_CHECKING:
    from fourscore.centre import Configured, Doctor, Uploads

PAGE, STRIDE, MOST_FINDING_ROWS = 100, 5000, 200
ASIDE = ["file", "line", "reason", "what", "row"]
ROWS = ["where", "source", "file", "line", "at", "queue", "agent", "what"]


def sources_page(frame: Frame, uploads: Uploads) -> Response:
    """Each source of centre.yaml: how far it is complete, when it was loaded, what was set aside and why."""
    centre = frame.centre
    doctor = centre.doctor()
    job = uploads.job
    running = job is not None and not job.over.is_set() and not job.of
    done = job if job is not None and job.over.is_set() and not job.of else None
    return frame.render(
        "sources.html", here="/sources", title=said("Sources"), zone=doctor.zone,
        sources=[_source(frame, one, doctor) for one in sources_of(centre)],
        running=state_of(uploads) if running else None,
        came=[(one.source, facts_word(one.facts), one.rows_set_aside) for one in done.reports] if done else [],
        issues=[*(done.issues if done else ()), *(one for report in (done.reports if done else ())
                                                  for one in report.issues)],
    )


def first_load_page(frame: Frame, uploads: Uploads) -> Response:
    """A load of all sources while it runs; then the scorecard, or the sources where something is wrong."""
    state = state_of(uploads)
    if state["state"] == "loading":
        return frame.render("all_loading.html", here="/load", title=said("Loading"), job=state)
    return RedirectResponse("/sources" if uploads.job is None or uploads.job.issues else "/scorecard", 303)


def _source(frame: Frame, one: Configured, doctor: Doctor) -> dict[str, Any]:
    zone = frame.centre.settings.zone
    health = next((there for there in doctor.health.sources if there.source == one.name), None)
    ages = [age for age in doctor.ages if age.source == one.name]
    return {
        "name": one.name, "kind": one.kind, "files": len(one.files), "trouble": one.trouble, "rows": one.rows_read,
        "last": moment_word(health.last_load.astimezone(zone)) if health and health.last_load else "",
        "stale": any(age.stale for age in ages) and not any(not age.stale for age in ages),
        "fills": [(FACT_WORDS[age.kind][1], moment_word(age.until_at), age_in_words(age.age_s), age.stale)
                  for age in ages],
        "left_out": health.rows_left_out if health else 0, "aside": health.rows_set_aside if health else 0,
        "reasons": [(why.issue, why.rows, reason(why.samples[0].what) if why.samples else "", mending(why.issue))
                    for why in health.aside] if health else [],
        "gone": health.gone if health else (),
    }


def state_of(uploads: Uploads) -> dict[str, Any]:
    """How far a load of sources is, for the page's script."""
    job = uploads.job
    if job is None or job.over.is_set():
        return {"state": "over", "what": "", "done": 0, "total": 0, "stopping": False}
    return {"state": "loading", "what": worded(job.what), "done": job.done, "total": job.total,
            "stopping": job.stopping.is_set()}


def state_answer(uploads: Uploads) -> Response:
    return told(state_of(uploads))


def _named(frame: Frame, request: Request) -> tuple[str, str]:
    """The source of the address and the reason, if one is named. Raises WrongUse `unknown-source`."""
    name = str(request.path_params["name"])
    known = [line.name for line in frame.centre.settings.sources]
    if name not in known:
        raise WrongUse(Issue("unknown-source", repr(name), said("There is no source called {name}.", name=repr(name)),
                             did_you_mean(name, known) or said("Choose one from the list of sources.")))
    return name, request.query_params.get("issue", "")


def aside_page(frame: Frame, request: Request) -> Response:
    """The rows of one source that stand aside, each with its file, line, reason and remedy."""
    name, issue = _named(frame, request)
    page = read_number(request.query_params, "page")
    rows, total = rows_aside(frame.centre, name, issue=issue, limit=PAGE, offset=(page - 1) * PAGE)
    last = max(1, -(-total // PAGE))

    def link(to: int) -> str:
        return f"/sources/{name}/aside?page={to}" + (f"&issue={issue}" if issue else "")

    query = f"?{urlencode({'issue': issue})}" if issue else ""
    return frame.render("aside.html", here="/sources", title=said("Set aside: {source}", source=name), name=name,
                        ways_out=ways_out(f"/sources/{quote(name, safe='')}/aside.csv{query}"),
                        issue=issue, rows=rows,
                        total=total, first=(page - 1) * PAGE + 1, before=link(page - 1) if page > 1 else None,
                        after=link(page + 1) if page < last else None)


def aside_sheet(frame: Frame, request: Request) -> Response:
    name, issue = _named(frame, request)

    def lines() -> Iterator[list[Any]]:
        offset = 0
        while True:
            rows, total = rows_aside(frame.centre, name, issue=issue, limit=STRIDE, offset=offset)
            yield from ([one.path, one.line, one.issue, one.what, one.text] for one in rows)
            offset += STRIDE
            if offset >= total:
                return

    return _handed(frame, said("Set aside: {source}", source=name), f"{name}-set-aside", ASIDE, lines(), request)


def _handed(frame: Frame, title: str, name: str, headings: list[str], rows: Iterator[list[Any]],
            request: Request) -> Response:
    of = [("Centre", frame.centre.settings.name), ("Time zone", frame.centre.calendar.zone.key)]
    columns = [Column(heading, heading[:1].upper() + heading[1:]) for heading in headings]
    return handed_out(Sheet(str(title), name, columns, rows, of), ending_of(request))


def health_page(frame: Frame) -> Response:
    """What the doctor finds, each finding with its places, what it means and what to do."""
    doctor = frame.centre.doctor()
    return frame.render(
        "health.html", here="/health", title=said("Data health"), doctor=doctor,
        at=moment_word(doctor.at), facts=[(counted(many, kind)) for kind, many in doctor.health.facts.items() if many],
        findings=doctor.findings, beside=lambda where: beside_spot(frame, where), unknown=doctor.roster_unknown,
        never=sorted(set(doctor.sources) - {source.source for source in doctor.health.sources}),
        aside=[(one.source, one.rows_set_aside) for one in doctor.health.sources if one.rows_set_aside])


def finding_page(frame: Frame, request: Request) -> Response:
    """The rows of the findings of one name."""
    name = str(request.path_params["name"])
    found = frame.centre.doubtful_rows(name, MOST_FINDING_ROWS)
    return frame.render("finding.html", here="/health", title=said("Data health"), name=name,
                        ways_out=ways_out(f"/health/{quote(name, safe='')}/rows.csv"), findings=[
        (one, [_cells(row) for row in one.rows]) for one in found], headings=ROWS)


def finding_sheet(frame: Frame, request: Request) -> Response:
    name = str(request.path_params["name"])
    found = frame.centre.doubtful_rows(name, STRIDE)
    return _handed(frame, said("Data health"), f"health-{name}", ROWS,
                   iter([_cells(row) for one in found for row in one.rows]), request)


def _cells(row: Any) -> list[Any]:
    """A row to look at; its moment on the centre's clock, to the second."""
    return [row.where, row.source, row.path, row.line, row.at.isoformat(" ", "seconds") if row.at else None, row.queue,
            row.agent, row.what]
