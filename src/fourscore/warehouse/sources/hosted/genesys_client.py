"""This file is about asking Genesys Cloud's API: conversation details day by day, kept as they were answered.

Each day (by UTC) is one packed file of the API's answers, written once all its pages came. So whatever interrupts it,
the next time goes on behind the last whole day; the days before are asked for again as far as conversations may have
gone on since. The present is what the API's own clock says.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, Secret, Trouble, said

if TYPE_CHECKING:
    import httpx2

TRIES = 6
LONGEST_PAUSE = 300.0     # seconds waited at most before asking again, whatever the API asks for
AGAIN_LATER = (408, 429, 500, 502, 503, 504)
PAGE, MOST = 100, 100_000  # conversations in an answer, and those of one interval that can be paged through
QUERY = "/api/v2/analytics/conversations/details/query"


class Api(NamedTuple):
    """Where to ask and as whom. since: the first day (UTC). again: how many days before the last are asked for anew."""

    source: str
    login: str
    address: str
    client_id: str
    secret: Secret
    since: date
    again: int


def fetch(api: Api, room: Path, pause: Callable[[float], None] = time.sleep) -> None:
    """Put what is new into `room`, a file a day.

    Raises Trouble `api-refused`, `api-unreachable` or `source-not-installed`; what came before the trouble is kept.
    """
    try:
        import httpx2
    except ImportError as missing:
        raise Trouble(Issue("source-not-installed", f"source {api.source!r}",
                            said("Asking Genesys Cloud needs the package httpx2, which is not installed."),
                            said("Install it with  pip install 'fourscore[genesys]'"))) from missing
    room.mkdir(parents=True, exist_ok=True)
    with httpx2.Client(timeout=60) as client:
        asking = Asking(api, client, pause)
        there = {date.fromisoformat(path.name[:10]) for path in room.glob("????-??-??.json.gz")}
        from_day = max(there, default=api.since) - timedelta(days=api.again)
        now = asking.sign_in()
        day = api.since
        while day <= now.date():
            if day not in there or day >= from_day:
                start = datetime.combine(day, clock_time(), UTC)
                keep(room / f"{day}.json.gz", asking.answers(start, min(start + timedelta(days=1), now)))
            day += timedelta(days=1)


def keep(path: Path, answers: Iterator[str]) -> None:
    """Write the answers, packed; the file has its name once all of them came; the same answers give the same bytes."""
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        for answer in answers:
            packed.write(answer.encode() + b"\n")
    unfinished.replace(path)


class Asking:
    """One conversation with the API: signed in, patient, never louder than it is told to be."""

    def __init__(self, api: Api, client: httpx2.Client, pause: Callable[[float], None]) -> None:
        self.api, self.client, self.pause = api, client, pause
        self.token = ""

    def sign_in(self) -> datetime:
        """Get a token by client credentials; the present by the API's clock."""
        answer = self.patiently(
            lambda: self.client.post(f"{self.api.login}/oauth/token", data={"grant_type": "client_credentials"},
                                     auth=(self.api.client_id, self.api.secret.told)))
        if answer.status_code >= 400:
            raise self.refused(answer)
        self.token = str(answer.json()["access_token"])
        told = answer.headers.get("Date")
        if told is None:
            raise self.unreachable("its answer tells no time")
        return parsedate_to_datetime(told).astimezone(UTC)

    def answers(self, start: datetime, end: datetime) -> Iterator[str]:
        """The answers for conversations begun in [start, end), page by page; too many are asked for by halves."""
        page = 1
        while start < end:
            answer = self.ask(start, end, page)
            told = answer.json()
            if told.get("totalHits", 0) > MOST and end - start > timedelta(minutes=1):
                middle = start + (end - start) / 2
                yield from self.answers(start, middle)
                yield from self.answers(middle, end)
                return
            yield json.dumps(told, ensure_ascii=False)
            if len(told.get("conversations") or ()) < PAGE:
                return
            page += 1

    def ask(self, start: datetime, end: datetime, page: int) -> httpx2.Response:
        interval = "/".join(f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z" for at in (start, end))
        body = {"interval": interval, "order": "asc", "orderBy": "conversationStart",
                "paging": {"pageSize": PAGE, "pageNumber": page}}

        def post() -> httpx2.Response:
            return self.client.post(f"{self.api.address}{QUERY}", json=body,
                                    headers={"Authorization": f"Bearer {self.token}"})

        answer = self.patiently(post)
        if answer.status_code == 401:  # the token has run out
            self.sign_in()
            answer = self.patiently(post)
        if answer.status_code >= 400:
            raise self.refused(answer)
        return answer

    def patiently(self, post: Callable[[], httpx2.Response]) -> httpx2.Response:
        """The answer, asked for again while the API is busy or out of reach: when it says so, else ever later."""
        import httpx2

        why = ""
        for attempt in range(TRIES):
            wait = 2.0**attempt
            try:
                answer = post()
            except httpx2.TransportError as wrong:
                why = str(wrong) or type(wrong).__name__
            else:
                if answer.status_code not in AGAIN_LATER:
                    return answer
                why = f"it answers {answer.status_code}"
                wait = asked_for(answer.headers.get("Retry-After"), answer.headers.get("Date"), wait)
            if attempt < TRIES - 1:
                self.pause(min(max(wait, 0.0), LONGEST_PAUSE))
        raise self.unreachable(f"asked {TRIES} times, {why}")

    def refused(self, answer: httpx2.Response) -> Trouble:
        return Trouble(Issue(
            "api-refused", f"source {self.api.source!r}",
            said("{host} refused the request: it answers {status_code}.", host=answer.request.url.host,
                 status_code=answer.status_code),
            said("Check `client_id`, the secret, the region, and that the client may read analytics: conversation "
                 "detail.")))

    def unreachable(self, why: str) -> Trouble:
        return Trouble(Issue(
            "api-unreachable", f"source {self.api.source!r}", said("{address} gives no answer: {why}.",
                                                                   address=self.api.address, why=why),
            said("Load again later; what came until now is kept, and the next load goes on from there.")))


def asked_for(retry_after: str | None, date_header: str | None, otherwise: float) -> float:
    """Seconds to wait as Retry-After says, in seconds or as a moment by the API's own clock."""
    if retry_after is None:
        return otherwise
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        until, now = parsedate_to_datetime(retry_after), parsedate_to_datetime(date_header or "")
    except (TypeError, ValueError):
        return otherwise
    return (until - now).total_seconds()
