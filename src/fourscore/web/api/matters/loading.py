"""This file is about what comes in through the API: sources, loads, files, data health, other systems' numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from fourscore.centre import Upload, keep_report, reconcile_text, report_of, reports_of, rows_aside, sources_of
from fourscore.metrics import Asked
from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean
from fourscore.web.api.desk import UNFORESEEN, Again, Desk, IfMatch, Told, edition_of, plain
from fourscore.web.api.pages import After, Limit, begun, following
from fourscore.web.api.problems import problem
from fourscore.web.api.shapes.facts import (
    AsideShape,
    CorrectUpload,
    DoubtRows,
    HealthShape,
    LoadState,
    PastedShape,
    Reconcile,
    ReconciledShape,
    SourceShape,
    StartLoad,
    UploadList,
    UploadShape,
)
from fourscore.web.api.shapes.words import Done, Every, Page
from fourscore.web.loading.pages import state_of as state_of_upload
from fourscore.web.loading.sources import state_of
from fourscore.web.loading.taking import taken

if TYPE_CHECKING:
    from fourscore.centre import Configured
    from fourscore.metrics import Reconciled

MOST_ROWS = 5_000


class Loading:
    """What the pages on what comes in tell and take."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.centre, self.uploads = desk, desk.rooms.centre, desk.rooms.uploads
        desk.offer("GET /sources", self.list_sources, opens="load", returns=Every[SourceShape])
        desk.offer("GET /sources/{name}/aside", self.rows_aside, opens="load", returns=Page[AsideShape])
        desk.offer("GET /loads", self.load_state, opens="load", returns=LoadState, waits=False)
        desk.offer("POST /loads", self.start_load, opens="load", returns=LoadState, writes="load", status=202)
        desk.offer("GET /uploads", self.list_uploads, opens="load", returns=UploadList, waits=False)
        desk.api.add_api_route(
            "/uploads", self._bring, methods=["POST"], response_model=UploadShape, status_code=201, tags=["loading"],
            operation_id="bring_file", summary="Bring a file; it waits until its reading was looked at", openapi_extra={
                "x-opens": "load", "x-scope": "write:load", "requestBody": {"required": True, "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"},
                                                 "example": "call id,started,queue,outcome,waited,talk time,agent\n"
                                                            "1,2026-03-02 10:00,Billing,answered,12,120,Ada\n"
                                                            "2,2026-03-02 10:05,Billing,abandoned,40,0,\n"}}}})
        desk.offer("GET /uploads/{number}", self.get_upload, opens="load", returns=UploadShape, waits=False)
        desk.offer("PUT /uploads/{number}", self.correct_upload, opens="load", returns=UploadShape, writes="load")
        desk.offer("DELETE /uploads/{number}", self.drop_upload, opens="load", returns=Done, writes="load")
        desk.offer("GET /uploads/{number}/load", self.upload_load_state, opens="load", returns=LoadState, waits=False)
        desk.offer("POST /uploads/{number}/load", self.load_upload, opens="load", returns=UploadShape, writes="load",
                   status=202)
        desk.offer("DELETE /uploads/{number}/load", self.stop_upload, opens="load", returns=Done, writes="load")
        desk.offer("GET /health", self.health, opens="load", returns=HealthShape)
        desk.offer("GET /health/{name}/rows", self.doubtful_rows, opens="load", returns=Every[DoubtRows])
        desk.offer("POST /reconciliations", self.reconcile, opens="load", returns=ReconciledShape)
        desk.offer("GET /reconciliations", self.reconciliations, opens="load", returns=Every[PastedShape])
        desk.offer("GET /reconciliations/{number}", self.reconciliation, opens="load", returns=ReconciledShape)

    # -- sources -----------------------------------------------------------------------------------------------------

    def list_sources(self) -> Every[SourceShape]:
        """Every source, how far it is loaded, and what is wrong with it."""
        return Every[SourceShape](rows=[_source(one) for one in sources_of(self.centre)])

    def rows_aside(self, name: str, issue: Annotated[str, Query(max_length=100, examples=["unreadable-time"])] = "",
                   cursor: After = "", limit: Limit = 100) -> Page[AsideShape]:
        """The rows of a source that stand aside, each with why and what to do."""
        known = [line.name for line in self.centre.settings.sources]
        if name not in known:
            raise WrongUse(Issue("unknown-source", repr(name), f"There is no source called {name!r}.",
                                 did_you_mean(name, known) or "Choose one of the list of sources."))
        asked = (name, issue, self.centre.told)
        at = begun(cursor, *asked)
        rows, total = rows_aside(self.centre, name, issue=issue, limit=limit, offset=at)
        return Page[AsideShape](rows=[AsideShape.model_validate(one._asdict()) for one in rows], total=total,
                                next=following(at + limit, total, *asked))

    def load_state(self) -> LoadState:
        """Whether a load of sources is running, how far it is, and what was wrong with the last one."""
        job = self.uploads.job
        issues = [one._asdict() for one in job.issues] if job is not None and job.over.is_set() else []
        return LoadState.model_validate({**state_of(self.uploads), "issues": issues})

    def start_load(self, body: StartLoad) -> LoadState:
        """Load what is new in these sources, or in all; it goes on after the answer."""
        self.uploads.load(list(body.sources))
        return LoadState.model_validate(state_of(self.uploads))

    # -- files -------------------------------------------------------------------------------------------------------

    def list_uploads(self) -> UploadList:
        """Every file that was brought, and how much one may be."""
        return UploadList.model_validate({"bounds": self.uploads.limits._asdict(),
                                          "rows": [_upload(one) for one in self.uploads.all()]})

    async def _bring(self, request: Request, name: Annotated[str, Query(min_length=1, max_length=255,
                                                                        examples=["calls.csv"])],
                     again: Again = "") -> Response:
        """The file in the request's body, within the bounds of the list of files."""
        path, length = request.scope["path"], request.headers.get("content-length", "")
        try:
            asked = f"{name!r} of {length} bytes"
            before = await run_in_threadpool(self.desk.begin, request, "load", "load", again, asked)
            if before is not None:
                return before
            made = problem(path, (UNFORESEEN,), 500)
            try:
                upload = await taken(self.uploads, request)
                made = Response(_upload(upload).model_dump_json(), 201, media_type="application/json",
                                headers={"etag": f'"{upload.version}"'})
            finally:
                self.desk.done(request, again, made)  # without waiting: whoever sends it may have gone away
            return made
        except Trouble as trouble:
            return await run_in_threadpool(self.desk.refused, trouble, path)
        except ClientDisconnect:
            return Response(status_code=400)

    def get_upload(self, number: str) -> Told:
        """One file: how it is read while it waits, then what came of it."""
        one = self.uploads.get(number)
        return Told(_upload(one), f"{one.version}-{one.state}" if one.state != "waiting" else str(one.version))

    def correct_upload(self, number: str, body: CorrectUpload, if_match: IfMatch = "") -> Told:
        """Say how a file is to be read. If-Match: its edition, as it was seen."""
        said = edition_of(if_match)
        self.uploads.get(number)
        one = self.uploads.correct(number, int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1,
                                   dict(body.entry), body.to)
        return Told(_upload(one), str(one.version))

    def drop_upload(self, number: str) -> Done:
        """Drop a file that waits."""
        name = self.uploads.get(number).name
        self.uploads.drop(number)
        return Done(done=f"{name} is dropped.")

    def upload_load_state(self, number: str) -> LoadState:
        """How far the load of a file is."""
        return LoadState.model_validate(state_of_upload(self.uploads, self.uploads.get(number)))

    def load_upload(self, number: str) -> UploadShape:
        """Load a file as it is read now; it goes on after the answer."""
        return _upload(self.uploads.start(number))

    def stop_upload(self, number: str) -> Done:
        """Stop the load of a file; nothing of it is kept."""
        name = self.uploads.get(number).name
        self.uploads.stop(number)
        return Done(done=f"The load of {name} is told to stop.")

    # -- how well it is ----------------------------------------------------------------------------------------------

    def health(self) -> HealthShape:
        """How far each source is complete, what stands aside, and what is in doubt."""
        found = self.centre.doctor()
        return HealthShape.model_validate({
            "at": found.at, "zone": found.zone, "facts": dict(found.health.facts),
            "ages": [{**age._asdict(), "stale": age.stale} for age in found.ages],
            "sources": [{name: getattr(one, name) for name in
                         ("source", "files", "rows_read", "rows_left_out", "rows_set_aside", "last_load")}
                        for one in found.health.sources],
            "findings": [{"issue": one.issue._asdict(), "means": one.means, "sure": one.sure,
                          "rows_total": one.rows_total} for one in found.findings],
            "roster_unknown": list(found.roster_unknown), "restated": list(found.restated)})

    def doubtful_rows(self, name: str, limit: Limit = 200) -> Every[DoubtRows]:
        """The facts of the findings of one name."""
        return Every[DoubtRows](rows=[DoubtRows.model_validate({
            "issue": one.issue._asdict(), "rows_total": one.rows_total, "rows": [row._asdict() for row in one.rows]})
            for one in self.centre.doubtful_rows(name, min(limit, MOST_ROWS))])

    def reconcile(self, body: Reconcile) -> ReconciledShape:
        """Hold another system's numbers against ours, tell the causes of what differs, and keep the numbers."""
        found = self._reconciled(body.numbers, body.during, body.calls)
        return _reconciled(found, keep_report(self.centre, body.numbers))

    def reconciliations(self) -> Every[PastedShape]:
        """The reports that were held against ours lately, the newest first."""
        return Every[PastedShape](rows=[PastedShape.model_validate(one._asdict()) for one in reports_of(self.centre)])

    def reconciliation(
        self, number: int, during: Annotated[str, Query(max_length=60, examples=["2026-W10"])] = "",
        calls: Annotated[int | None, Query(ge=1, le=99999)] = None,
    ) -> ReconciledShape:
        """A kept report, held against our numbers as they are now."""
        kept = report_of(self.centre, number)
        return _reconciled(self._reconciled(kept.numbers, during, calls), number)

    def _reconciled(self, numbers: str, during: str, calls: int | None) -> Reconciled:
        days = self.centre.calendar.period(during) if during else None
        return reconcile_text(self.centre, numbers, Asked(during=days, calls=calls))


def _reconciled(found: Reconciled, number: int) -> ReconciledShape:
    headings, rows = found.table()
    return ReconciledShape.model_validate({
        "number": number, "whole": found.whole, "headings": headings,
        "rows": [[str(cell) for cell in row] for row in rows], "lines": [line for line in found.lines() if line],
        "issues": [one._asdict() for one in found.issues]})


def _source(one: Configured) -> SourceShape:
    return SourceShape.model_validate({
        **one._asdict(), "gives": list(one.gives), "files": len(one.files),
        "trouble": [issue._asdict() for issue in one.trouble]})


def _upload(one: Upload) -> UploadShape:
    found = one.found
    told: list[Any] = [*one.issues, *(() if one.to else found.issues)]
    return UploadShape.model_validate({
        "id": one.id, "name": one.name, "size": one.size, "by": one.by, "at": one.brought_at, "state": one.state,
        "version": one.version, "source": one.source, "to": one.to, "note": one.note, "entry": plain(found.entry),
        "columns": [str(name) for name, _, _ in found.columns], "facts": dict(found.facts or {}),
        "issues": [Issue(*issue)._asdict() for issue in told], "result": plain(one.result)})
