"""This file is about asking Twilio's API for TaskRouter events: what was kept since the last time, page by page.

Relied on: Twilio's page "Event Resource": `GET /v1/Workspaces/{WorkspaceSid}/Events` with `StartDate`, `EndDate` and
`PageSize` (at most 1000), Basic authentication by account (or key) and token, `meta.next_page_url` for the next page
(the parameter `Page` is not to be used), and events kept for 30 days. Events are put into a file for each day (UTC)
that only grows; `mark.json` says how far they were asked for. It is written last, so that whatever interrupts leaves
nothing out: at worst an event is put there twice, and told once by its sid.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from fourscore.terms import Issue, Secret, Trouble, said

if TYPE_CHECKING:
    from httpx2 import Client, Response

ADDRESS = "https://taskrouter.twilio.com"
KEPT = timedelta(days=30)         # how long Twilio keeps events
WINDOW = timedelta(hours=6)       # asked for at once, and kept before the next is asked for
LATE = timedelta(minutes=10)      # an event may turn up this long after its time
PAGE, TRIES, LONGEST_PAUSE = 1_000, 6, 300.0
AGAIN_LATER = (408, 429, 500, 502, 503, 504)


class Workspace(NamedTuple):
    """Where to ask and as whom. since: aware; None: all that is kept."""

    source: str
    workspace: str
    account: str
    token: Secret
    since: datetime | None = None
    address: str = ADDRESS


class Mark(NamedTuple):
    """Events before `until` (ISO 8601, UTC) were asked for; `lately`: sids of those near it, which will come again."""

    until: str
    lately: tuple[str, ...]


def fetch(where: Workspace, room: Path, pause: Callable[[float], None] = time.sleep) -> int:
    """Put into `room` the events that came until now, by the API's own clock; how many were new.

    Raises Trouble `source-not-installed`, `api-refused` or `api-unreachable`; what came before is
    kept, and the next time goes on behind it.
    """
    asking = Asking(where, pause)
    room.mkdir(parents=True, exist_ok=True)
    mark, new = read_mark(room), 0
    with asking.client() as client:
        now = asking.present(client)
        start = datetime.fromisoformat(mark.until) if mark.until else where.since or now - KEPT
        while start < now:
            end = min(start + WINDOW, now)
            found = {event["sid"]: event for event in asking.events(client, start - LATE, end)}
            fresh = [event for sid, event in found.items() if sid not in mark.lately]
            append(room, fresh)
            lately = sorted(sid for sid, event in found.items() if at(event) >= end - LATE - LATE)
            mark = Mark(end.astimezone(UTC).isoformat(), tuple(lately))
            write_mark(room, mark)
            start, new = end, new + len(fresh)
    return new


def at(event: dict[str, Any]) -> datetime:
    """When it was sent, aware."""
    return datetime.fromtimestamp(int(event["event_date_ms"]) / 1000, UTC)


def read_mark(room: Path) -> Mark:
    path = room / "mark.json"
    if not path.is_file():
        return Mark("", ())
    told = json.loads(path.read_text(encoding="utf-8"))
    return Mark(told["until"], tuple(told["lately"]))


def write_mark(room: Path, mark: Mark) -> None:
    unfinished = room / ".mark.json.part"
    unfinished.write_text(json.dumps(mark._asdict()), encoding="utf-8")
    unfinished.replace(room / "mark.json")


def append(room: Path, events: list[dict[str, Any]]) -> None:
    """Put each event as a line behind those of its day; a line torn when the program ended is taken away first."""
    by_day: dict[str, list[str]] = {}
    for event in sorted(events, key=lambda event: (int(event["event_date_ms"]), str(event["sid"]))):
        by_day.setdefault(f"{at(event):%Y-%m-%d}", []).append(json.dumps(event, ensure_ascii=False))
    for day, texts in by_day.items():
        with (room / f"{day}.jsonl").open("ab+") as file:
            file.truncate(whole_lines(room / f"{day}.jsonl"))
            file.write("".join(f"{text}\n" for text in texts).encode())
            file.flush()
            os.fsync(file.fileno())


def whole_lines(path: Path) -> int:
    """How many bytes of the file are whole lines."""
    size = path.stat().st_size
    with path.open("rb") as file:
        end = size
        while end > 0:
            start = max(0, end - (1 << 16))
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0


class Asking:
    """One conversation with the API: patient, and never louder than it is told to be."""

    def __init__(self, where: Workspace, pause: Callable[[float], None]) -> None:
        self.where, self.pause = where, pause

    def client(self) -> Client:
        try:
            from httpx2 import Client
        except ImportError as missing:
            raise self._trouble("source-not-installed", said("Asking Twilio needs the package httpx2, which is "
                                                             "missing."),
                                said("Install it with  pip install 'fourscore[twilio]'")) from missing
        return Client(auth=(self.where.account, self.where.token.told), timeout=60)

    def present(self, client: Client) -> datetime:
        """What time it is, by the clock of whom is asked: events of its last seconds are not missed by ours."""
        answer = self._patiently(client, f"{self.where.address}/v1/Workspaces/{self.where.workspace}", None)
        try:
            return parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
        except (KeyError, TypeError, ValueError) as wrong:
            raise self._trouble("api-refused", said("{address} does not say what time it is.",
                                                    address=self.where.address),
                                said("Check the address; a proxy may have answered in its place.")) from wrong

    def events(self, client: Client, start: datetime, end: datetime) -> Iterator[dict[str, Any]]:
        """The events sent from `start` to `end`, in no particular order."""
        address = f"{self.where.address}/v1/Workspaces/{self.where.workspace}/Events"
        values: dict[str, str | int] | None = {
            "StartDate": written(start), "EndDate": written(end), "PageSize": PAGE}
        following: str | None = address
        while following:
            answer = self._patiently(client, following, values)
            try:
                told = answer.json()
                events, following = list(told["events"]), told["meta"].get("next_page_url")
            except (ValueError, KeyError, TypeError, AttributeError) as wrong:
                raise self._trouble("api-refused", said("{address} answers something else than events.",
                                                        address=self.where.address),
                                    said("Check the address; a proxy may have answered in its place.")) from wrong
            yield from events
            if following and urlsplit(following)[:2] != urlsplit(self.where.address)[:2]:
                # The token is for nobody else.
                raise self._trouble("api-refused", said("{address} says the next page is elsewhere.",
                                                        address=self.where.address),
                                    said("Check the address; a proxy may have answered in its place."))
            values = None

    def _patiently(self, client: Client, address: str, values: dict[str, str | int] | None) -> Response:
        """The answer, asked for again while the API is busy or out of reach: when it says so, else ever later."""
        from httpx2 import TransportError

        why = ""
        for attempt in range(TRIES):
            wait = 2.0**attempt
            try:
                answer = client.get(address, params=values)
            except TransportError as wrong:
                why = str(wrong) or type(wrong).__name__
            else:
                if answer.status_code == 200:
                    return answer
                if answer.status_code not in AGAIN_LATER:
                    raise self._trouble(
                        "api-refused", said("{address} refused the request: it answers {status_code}.",
                                            address=self.where.address, status_code=answer.status_code),
                        said("Check the account, the token and the workspace."))
                why = f"it answers {answer.status_code}"
                wait = asked_for(answer.headers.get("Retry-After"), answer.headers.get("Date"), wait)
            if attempt < TRIES - 1:
                self.pause(min(max(wait, 0.0), LONGEST_PAUSE))
        raise self._trouble(
            "api-unreachable", said("{address} gives no answer: asked {tries} times, {why}.",
                                    address=self.where.address, tries=TRIES, why=why),
            said("Load again later; what came until now is kept, and the next load goes on from there."))

    def _trouble(self, name: str, what: str, remedy: str) -> Trouble:
        return Trouble(Issue(name, f"source {self.where.source!r}", what, remedy))


def written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def asked_for(retry_after: str | None, date: str | None, otherwise: float) -> float:
    """Seconds to wait as Retry-After says, in seconds or as a moment by the API's own clock."""
    if retry_after is None:
        return otherwise
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        return (parsedate_to_datetime(retry_after) - parsedate_to_datetime(date or "")).total_seconds()
    except (TypeError, ValueError):
        return otherwise
