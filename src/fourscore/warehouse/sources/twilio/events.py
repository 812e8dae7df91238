"""This file is about events of Twilio TaskRouter kept in files: which files hold them, and what they give.

A file holds an event of JSON on each line, in any of the three forms in which TaskRouter sends them (see `said.py`).
Events tell wrap-up, but nothing of holds: talk is talk and hold together. Log-ins are not per queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Secret, Trouble, did_you_mean, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.lines import LANDED, land_lines, standing_rows
from fourscore.warehouse.sources.nature import refuse_no_text
from fourscore.warehouse.sources.options import Reading, found_files, whole_days
from fourscore.warehouse.sources.recognise import SURE, Guess, keys_in
from fourscore.warehouse.sources.twilio.api import ADDRESS, Workspace, fetch
from fourscore.warehouse.sources.twilio.said import ABOUT, once, set_aside, typed
from fourscore.warehouse.sources.twilio.tasks import stage_tasks
from fourscore.warehouse.sources.twilio.words import ENDS, OF_TASKS
from fourscore.warehouse.sources.twilio.workers import stage_workers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

HEAD = 1 << 20
SIGNS = (b'"event_type"', b'"EventType"', b"com.twilio.taskrouter.")
EXAMPLE = '{"sid": "EV…", "event_type": "reservation.accepted", "event_date_ms": 1767225600000, "event_data": {…}}'
STATES = ("available", "paused", "offline")
ASKED = ("workspace", "account", "token", "since", "address")
OF_API = "api: {workspace: WS0123, account: AC0123, token: {environment: TWILIO_TOKEN}}"


def read_api(reading: Reading) -> Workspace | None:
    """The option `api`; None where it is left out, or wrong."""
    given = reading.options.get("api")
    if given is None:
        return None
    if not isinstance(given, Mapping):
        reading.wrong("api", said("a workspace, an account and its token"), OF_API)
        return None
    reading.issues += [
        Issue("unknown-key", reading.where, said("'api' of the source {name} has no option {key}.",
                                                 name=repr(reading.name), key=repr(key)),
              did_you_mean(str(key), ASKED) or said("Remove the line.")) for key in given if key not in ASKED]
    workspace, account, token, since = (given.get(key) for key in ASKED[:4])
    if not isinstance(workspace, str) or not isinstance(account, str):
        reading.wrong("api", said("a workspace and an account by their sids"), OF_API)
    if not isinstance(token, Secret):
        reading.wrong("token", said("the name of a variable in the environment"), "token: {environment: TWILIO_TOKEN}")
    if since is not None and (not isinstance(since, date) or isinstance(since, datetime)):
        reading.wrong("since", said("a day"), "since: 2026-01-01")
        since = None
    if not isinstance(token, Secret):
        return None
    start = None if since is None else datetime.combine(since, time(), UTC)
    return Workspace(reading.name, str(workspace), str(account), token, start,
                     str(given.get("address", ADDRESS)).rstrip("/"))


@dataclass(frozen=True)
class TaskRouterEvents:
    """Contacts (tasks), stays in task queues, segments (reservations) and agent states (workers' activities).

    names: worker → person; queues: task queue → the name people use; topics: queue (as people call it) → topic.
    canceled: reason a task was canceled for → how the stay ended. activities: activity → available, paused or offline.
    covers: `event` (complete up to the last event) or `day` (whole days of `zone`). api: whom to ask beside the files.
    """

    kind: ClassVar[str] = "twilio"
    gives: ClassVar[tuple[str, ...]] = ("contact", "visit", "segment", "agent_state")
    sliced: ClassVar[bool] = True
    recomputes_agents: ClassVar[bool] = True
    as_it_happens: ClassVar[bool] = True

    name: str
    patterns: tuple[str, ...]
    names: dict[str, str]
    queues: dict[str, str]
    topics: dict[str, str]
    canceled: dict[str, str]
    activities: dict[str, str]
    covers: str
    zone: ZoneInfo
    folder: Path
    api: Workspace | None = None

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[TaskRouterEvents | None, list[Issue]]:
        """Read the options; every issue is reported with `where` as its place."""
        reading = Reading(name, options, where)
        reading.known("files", "names", "queues", "topics", "canceled", "activities", "api")
        api = read_api(reading)
        patterns = () if api and "files" not in options else reading.patterns("twilio/events*.jsonl")
        found = cls(
            name, patterns, reading.pairs("names", "names: {anna@example.com: Anna}"),
            reading.pairs("queues", "queues: {support_en: Support}"),
            reading.pairs("topics", "topics: {Support: repairs}"),
            reading.pairs("canceled", "canceled: {callback requested: key}"),
            reading.pairs("activities", "activities: {After Call: available}"),
            reading.one_of("covers", ("event", "day")), reading.zone(), folder, api)
        if set(found.canceled.values()) - set(ENDS):
            reading.wrong("canceled",
                          said("reasons with one of {names}", names=', '.join(ENDS)),
                          "canceled: {callback requested: key}")
        if set(found.activities.values()) - set(STATES):
            reading.wrong("activities", said("activities with one of {names}", names=', '.join(STATES)),
                          "activities: {After Call: available}")
        return (None, reading.issues) if reading.issues else (found, [])

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """Events as the API gives them, as they are sent to an address, or in the envelope of an event stream."""
        keys = keys_in(head)
        alike = any(some <= keys for some in ({"EventType", "TaskSid"}, {"EventType", "WorkspaceSid"},
                                              {"event_type", "event_data"}))
        return Guess({}, SURE) if alike or (keys and b"com.twilio.taskrouter." in head) else None

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def files(self) -> list[Path]:
        """The files there are, new events fetched first where there is an `api`. Raises what `fetch` raises.

        Their order does not matter, as every event tells its time.
        """
        if self.api is None:
            return found_files(self.name, self.patterns, self.folder)
        room = self.folder / "data" / "fetched" / quote(self.name, safe=" ")
        fetch(self.api, room)
        return found_files(self.name, (*self.patterns, str(room / "*.jsonl")), self.folder)

    def print_of(self, path: Path) -> str | None:
        """None: these are files on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the slice's events, as they are, to `landed(file, line, row_text, about)`.

        Raises Trouble `not-task-events` where nothing at the beginning of a file looks like an event.
        """
        if piece.whole and piece.end:
            refuse_no_text(piece.path)
            with piece.path.open("rb") as file:
                head = file.read(HEAD)
            if head.strip() and not any(sign in head for sign in SIGNS):
                start = head[:80].decode("utf-8", "replace").strip().partition("\n")[0]
                raise Trouble(Issue(
                    "not-task-events", str(piece.path),
                    said("This file holds no events of Twilio TaskRouter; it begins with {start}.", start=repr(start)),
                    said("Point `files` at a file with an event on each line, such as  {example}", example=EXAMPLE)))
        land_lines(cursor, piece, self.folder / "data", ABOUT)

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Turn landed events into contacts, visits, segments and agent states.

        Tasks met before are staged whole again from what was landed then. `covers` starts at the first event and ends
        at the last one, which is not included.
        """
        cursor.execute(LANDED)
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE event AS {self._typed('landed', fresh=True)}")
        set_aside(cursor)
        left_out, first, last = cursor.execute("""
            SELECT count(*) FILTER (does IS NULL), min(sent), max(sent) FROM event WHERE fault IS NULL
            """).fetchone() or (0, None, None)
        if history.landed():
            cursor.execute(f"""
                CREATE OR REPLACE TEMP TABLE keys AS
                SELECT DISTINCT task_sid AS key FROM event WHERE fault IS NULL AND does IN {OF_TASKS}""")
            rows = standing_rows(cursor, history, history.landed_with(cursor, "keys"),
                                 "split_part(about, '|', 3) IN (FROM keys)")
            cursor.execute(f"INSERT INTO event FROM ({self._typed(rows, fresh=False)}) WHERE fault IS NULL")
            cursor.execute("DROP TABLE temp.keys")
        cursor.execute(f"CREATE OR REPLACE TEMP TABLE event AS {once('event')}")
        notices = stage_tasks(cursor, self.topics, self.canceled)
        stage_workers(cursor, history, self._typed, self.activities)
        for table in ("event", "standing"):
            cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
        span = None if first is None else (moment(first), moment(last))
        if span is not None and self.covers == "day":
            span = whole_days(span, self.zone)
        return Staged(left_out, span, {name: rows for name, rows in notices.items() if rows})

    def _typed(self, rows: str, *, fresh: bool) -> str:
        return typed(rows, self.names, self.queues, fresh=fresh)


def moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
