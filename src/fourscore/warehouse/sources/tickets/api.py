"""This file is about the API of a help desk: what changed since the last time, page by page, patiently.

Tickets come from the incremental export by cursor, with their metric sets, users and groups; then come metric events by
time, and satisfaction ratings. Every page moves the mark on, so that what was fetched is kept when the rest cannot be.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse.sources import Fetched
from fourscore.warehouse.sources.tickets.records import land, make_landed, records_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from httpx2 import Client, Response

    from fourscore.warehouse.sources import Fetching

PAGES = 25               # fetched before what there is, is stored
TRIES, FIRST_PAUSE = 6, 1.0
LONGEST_PAUSE = 900.0    # seconds; who asks for more is asked again at the next load
RECENT = 60              # seconds before now in which the export tells nothing yet
RATING_MAY_CHANGE = 30 * 86_400  # a customer may rate anew until the ticket is closed, at most 28 days after
TICKETS, EVENTS, RATINGS = (
    "/api/v2/incremental/tickets/cursor.json", "/api/v2/incremental/ticket_metric_events.json",
    "/api/v2/satisfaction_ratings.json")


class Desk(NamedTuple):
    """Where it is, who asks (None: the token stands for somebody), the token's name, from when on (epoch seconds)."""

    url: str
    user: str | None
    token_from: str
    since: int
    where: str


class Mark(NamedTuple):
    """How far it was read. tickets: the cursor. events, ratings: epoch seconds.

    newest: of the ratings' creation. after: the page of ratings to go on with. step: what is being read, of tickets,
    events and ratings.
    """

    url: str
    since: int
    tickets: str | None
    events: int
    ratings: int
    newest: int
    after: str | None = None
    step: int = 0


def fetch(cursor: DuckDBPyConnection, desk: Desk, asked: Fetching, sleep: Callable[[float], None]) -> Fetched:
    """Land up to `PAGES` pages, each record as its text. Raises Trouble where nothing was fetched before it broke off.

    `secret-missing`, `source-not-installed`, `service-refused`, `service-unreachable`, `service-unlike`.
    """
    mark = _read_mark(desk, asked.mark)
    make_landed(cursor)
    line, pages, more = asked.first_line, 0, True
    with _client(desk, asked) as client:
        while more and pages < PAGES:
            try:
                page, mark, more = STEPS[mark.step](_Asking(client, desk, sleep, asked.tell), mark, asked)
            except Trouble as trouble:
                if not pages:
                    raise
                return Fetched(json.dumps(mark), issues=trouble.issues)
            found = list(records_in(line, page))
            land(cursor, asked.file, [record._replace(line=line + at) for at, record in enumerate(found)])
            line, pages = line + len(found), pages + 1
            asked.tell(f"{line - asked.first_line:,} records fetched")
    _let_go(cursor, asked)
    return Fetched(json.dumps(mark), more=more)


def _read_mark(desk: Desk, mark: str | None) -> Mark:
    """Where to go on; from the start where the source was pointed elsewhere."""
    if mark is not None:
        kept = Mark(*json.loads(mark))
        if (kept.url, kept.since) == (desk.url, desk.since):
            return kept
    return Mark(desk.url, desk.since, None, desk.since, desk.since, desk.since)


def _let_go(cursor: DuckDBPyConnection, asked: Fetching) -> None:
    """Records that were landed word for word before are let go; exports repeat those on the edges of pages."""
    files = asked.history.landed()
    before = "SELECT said, id, row_text FROM landed LIMIT 0"
    if files:
        paths = "[" + ", ".join("'" + path.replace("'", "''") + "'" for path in files) + "]"
        before = f"SELECT said, id, row_text FROM read_parquet({paths}) WHERE id IN (SELECT id FROM landed)"
    cursor.execute(f"""
        CREATE OR REPLACE TEMP TABLE landed AS
        SELECT * REPLACE ({asked.first_line:d} - 1 + row_number() OVER (ORDER BY line) AS line)
        FROM (SELECT * FROM landed QUALIFY row_number() OVER (PARTITION BY said, id, row_text ORDER BY line) = 1)
        WHERE (said, id, row_text) NOT IN ({before}) ORDER BY line""")


class _Asking(NamedTuple):
    """How the API is asked."""

    client: Client
    desk: Desk
    sleep: Callable[[float], None]
    tell: Callable[[str], None]

    def page(self, path: str, key: str, values: Mapping[str, str | int]) -> dict[str, Any]:
        """One answer; waits as long as it is told to, and tries again where that may help."""
        from httpx2 import TransportError

        pause, reason = FIRST_PAUSE, ""
        for left in reversed(range(TRIES)):
            try:
                answer = self.client.get(path, params=dict(values))
            except TransportError as wrong:
                reason, wait = f"{type(wrong).__name__}: {wrong}", pause
            else:
                if answer.status_code not in (429, 500, 502, 503, 504):
                    return self._read(answer, key)
                reason, wait = said("it answers {status}", status=answer.status_code), _told_to_wait(answer, pause)
            if wait > LONGEST_PAUSE or not left:
                break
            self.tell(f"waiting {wait:.0f} s, as {reason}")
            self.sleep(wait)
            pause *= 2
        what = said("The help desk {url} cannot be read: {reason}.", url=self.desk.url, reason=reason)
        raise Trouble(Issue("service-unreachable", self.desk.where, what,
                            said("Load again later; what was fetched until now is kept, and the load goes on from "
                                 "there.")))

    def _read(self, answer: Response, key: str) -> dict[str, Any]:
        desk = self.desk
        if answer.status_code in (401, 403):
            what = said("The help desk {url} refuses: it answers {status_code}.", url=desk.url,
                        status_code=answer.status_code)
            raise Trouble(Issue("service-refused", desk.where, what,
                                said("Check `user`, and the token in {token_from}; it needs to be an "
                                     "administrator's.", token_from=desk.token_from)))
        try:
            page = answer.json()
        except ValueError:
            page = None
        if not answer.is_success or not isinstance(page, dict) or not isinstance(page.get(key), list):
            raise Trouble(Issue("service-unlike", desk.where, said("{url} does not answer as a help desk does: "
                                                                   "{status_code} to {path}.", url=desk.url,
                                                                   status_code=answer.status_code,
                                                                   path=answer.request.url.path), said("Check `url`.")))
        return page


def _told_to_wait(answer: Response, otherwise: float) -> float:
    """Seconds, as the answer asks for."""
    told = answer.headers.get("Retry-After", "")
    return max(float(told), otherwise) if told.isdigit() else otherwise


def _tickets(asking: _Asking, mark: Mark, asked: Fetching) -> tuple[dict[str, Any], Mark, bool]:
    values: dict[str, str | int] = {"per_page": 1000, "include": "metric_sets,users,groups"}
    values |= {"start_time": mark.since} if mark.tickets is None else {"cursor": mark.tickets}
    page = asking.page(TICKETS, "tickets", values)
    # The last page's cursor is where the next load goes on.
    after = page.get("after_cursor")
    ended = page.get("end_of_stream") is not False or after in (None, "", mark.tickets)
    return page, mark._replace(tickets=after or mark.tickets, step=int(ended)), True


def _events(asking: _Asking, mark: Mark, asked: Fetching) -> tuple[dict[str, Any], Mark, bool]:
    if mark.events > asked.now.timestamp() - RECENT:
        return {}, mark._replace(step=2), True
    page = asking.page(EVENTS, "ticket_metric_events", {"start_time": mark.events})
    told = page.get("end_time")
    until = max(told, mark.events) if isinstance(told, int) else mark.events
    ended = page.get("end_of_stream") is True or until == mark.events or not page["ticket_metric_events"]
    return page, mark._replace(events=until, step=2 if ended else 1), True


def _ratings(asking: _Asking, mark: Mark, asked: Fetching) -> tuple[dict[str, Any], Mark, bool]:
    values: dict[str, str | int] = {"start_time": mark.ratings, "page[size]": 100}
    if mark.after is not None:
        values["page[after]"] = mark.after
    page = asking.page(RATINGS, "satisfaction_ratings", values)
    newest = max([mark.newest, *(_seconds(one.get("created_at")) for one in page["satisfaction_ratings"])])
    meta = page.get("meta") or {}
    after = meta.get("after_cursor") if meta.get("has_more") else None
    if after is not None:
        return page, mark._replace(newest=newest, after=after), True
    again = max(mark.since, newest - RATING_MAY_CHANGE)
    return page, mark._replace(newest=newest, ratings=again, after=None, step=0), False


STEPS = (_tickets, _events, _ratings)


def _seconds(text: object) -> int:
    from datetime import datetime

    try:
        return int(datetime.fromisoformat(str(text)).timestamp())
    except ValueError:
        return 0


def _client(desk: Desk, asked: Fetching) -> Client:
    try:
        from httpx2 import BasicAuth, Client
    except ImportError:
        raise Trouble(Issue("source-not-installed", desk.where, said("What asks an API, httpx2, is not installed."),
                            said("Install it with: pip install 'fourscore[tickets]'"))) from None
    token = asked.secret(desk.token_from)
    if token is None:
        raise Trouble(Issue("secret-missing", desk.where, said("There is no environment variable {token_from}.",
                                                               token_from=desk.token_from),
                            said("Set it for the program that loads (while `fourscore serve` runs, that is the "
                                 "one).")))
    if desk.user is not None:
        return Client(base_url=desk.url, timeout=60, auth=BasicAuth(f"{desk.user}/token", token))
    return Client(base_url=desk.url, timeout=60, headers={"Authorization": f"Bearer {token}"})
