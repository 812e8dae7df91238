"""This file is about the source kind tickets: its options, and the files of a help desk's export."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fourscore.terms import CHANNELS as OURS
from fourscore.terms import Issue, Trouble, did_you_mean, said
from fourscore.warehouse.sources import Fetched, Fetching, History, Slice, Staged
from fourscore.warehouse.sources.nature import LETTERS, note_letters, refuse_no_text
from fourscore.warehouse.sources.recognise import LIKELY, SURE, Guess, keys_in
from fourscore.warehouse.sources.tickets.api import Desk, fetch
from fourscore.warehouse.sources.tickets.records import Record, land, make_landed, records_in, records_left
from fourscore.warehouse.sources.tickets.stage import Wishes, stage

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OPTIONS = ("name", "kind", "files", "url", "user", "token_from", "since", "customer", "topic", "channels", "zone")
HERE = ("127.0.0.1", "localhost", "::1")  # where a token may travel without encryption
BATCH = 20_000
ENCODING = "utf_8_sig"  # JSON is UTF-8; some programs put a mark in front


class Tickets:
    """A help desk's tickets and their satisfaction ratings, Zendesk's or one that exports alike."""

    kind: ClassVar[str] = "tickets"
    recomputes_agents: ClassVar[bool] = False
    gives: ClassVar[tuple[str, ...]] = ("ticket", "survey")

    def __init__(self, name: str, wishes: Wishes) -> None:
        self.name, self.wishes = name, wishes

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[TicketFiles | TicketApi | None, list[Issue]]:
        """Read `files`, or `url`, `user`, `token_from` and `since`; and `customer`, `topic`, `channels`."""
        issues = [
            Issue("unknown-key", where, said("The source {name} has no option {key}.", name=repr(name), key=repr(key)),
                  did_you_mean(str(key), OPTIONS) or said("Remove the line."))
            for key in options if key not in OPTIONS]

        def wrong(what: str, example: str) -> None:
            issues.append(Issue("bad-option", where, what, said("Write for instance  {example}", example=example)))

        wishes = _wishes(options, wrong)
        if ("files" in options) == ("url" in options):
            wrong(said("The source needs either `files` or `url`, and not both."), "url: https://example.zendesk.com")
            return None, issues
        if "files" in options:
            files = options["files"]
            patterns = tuple(files) if isinstance(files, list) else (files,)
            if not patterns or not all(isinstance(one, str) and one for one in patterns):
                wrong(said("'files' is not a file name or a list of them."), "files: tickets/*.jsonl")
            return (None if issues else TicketFiles(name, wishes, tuple(map(str, patterns)), folder)), issues
        desk = _desk(options, where, wrong)
        return (None if issues or desk is None else TicketApi(name, wishes, desk)), issues

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """Tickets say who asked and who works on them; an answer of the API holds a list by that name.

        Ratings, and what is counted of tickets, may stand in files of their own.
        """
        keys = keys_in(head)
        if {"requester_id", "assignee_id"} <= keys or {"tickets", "status"} <= keys:
            return Guess({}, SURE)
        beside = any({"ticket_id", *others} <= keys for others in (("metric", "time"), ("reopens",), ("score",)))
        return Guess({}, LIKELY) if beside else None

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Tickets and ratings, from all that was landed of those this load tells of."""
        return stage(cursor, history, self.wishes)


class TicketFiles(Tickets):
    """The records in JSON lines: a record to a line, or an answer of the API."""

    sliced: ClassVar[bool] = True

    def __init__(self, name: str, wishes: Wishes, patterns: tuple[str, ...], folder: Path) -> None:
        super().__init__(name, wishes)
        self.patterns, self.folder = patterns, folder

    def files(self) -> list[Path]:
        """Those there are, by name. Raises Trouble `file-missing`."""
        found: dict[Path, None] = {}
        for pattern in self.patterns:
            path = Path(pattern) if Path(pattern).is_absolute() else self.folder / pattern
            found |= dict.fromkeys(
                [path] if path.is_file() else sorted(hit for hit in path.parent.glob(path.name) if hit.is_file()))
        if not found:
            raise Trouble(Issue("file-missing", f"source {self.name!r}",
                                said("No file is called {patterns}.", patterns=repr(self.patterns[0])),
                                said("Put it there, or correct `files` (relative names start at {folder}).",
                                     folder=self.folder)))
        return list(found)

    def print_of(self, path: Path) -> str | None:
        """None: these are files on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the slice's records to `landed`; lines that are none go to `aside`.

        Raises Trouble `not-tickets` where fewer than one in ten lines of a whole file holds any.
        """
        make_landed(cursor)
        if piece.whole:
            refuse_no_text(piece.path)
        note_letters(cursor, piece)
        held: list[Record] = []
        seen = alike = 0
        start = ""
        with piece.path.open("rb") as file:
            file.seek(piece.start)
            left = piece.end - piece.start
            number = piece.first_line - 1
            while left > 0 and (raw := file.readline(left)):
                left -= len(raw)
                number += 1
                text = raw.decode(ENCODING, LETTERS).strip().replace("\0", "\ufffd")
                if not text:
                    continue
                seen += 1
                start = start or text[:60]
                found, broken = _records(number, text)
                alike += bool(found)
                held += found
                if broken:
                    cursor.execute("INSERT INTO aside VALUES (?, ?, 'broken-record', ?, ?)", [
                        piece.file, number, "this line is no record of a help desk, or no whole one", broken[:65_536]])
                if len(held) >= BATCH:
                    land(cursor, piece.file, held)
                    held = []
        if piece.whole and alike * 10 < seen:
            raise Trouble(Issue(
                "not-tickets", str(piece.path), said("This file holds no tickets: {alike} of {seen} lines look "
                                                     "like a record of a help desk; it begins with {start}.",
                                                     alike=alike, seen=seen, start=repr(start)),
                said("Point `files` at JSON lines, with a ticket, metric event, rating, user or group on each.")))
        land(cursor, piece.file, held)


def _records(line: int, text: str) -> tuple[list[Record], str]:
    """The records of a line, and what of it is none."""
    try:
        found = list(records_in(line, json.loads(text)))
    except (ValueError, RecursionError):
        return records_left(line, text)
    return found, "" if found else text


class TicketApi(Tickets):
    """The records behind the API of a help desk. sleep: waits for so many seconds."""

    def __init__(self, name: str, wishes: Wishes, desk: Desk, sleep: Callable[[float], None] = time.sleep) -> None:
        super().__init__(name, wishes)
        self.desk, self.sleep = desk, sleep

    def fetch(self, cursor: DuckDBPyConnection, asked: Fetching) -> Fetched:
        """Land what changed since the last time. Where it breaks off, what was fetched until then is kept."""
        return fetch(cursor, self.desk, asked, self.sleep)


def _wishes(options: Mapping[str, object], wrong: Callable[[str, str], None]) -> Wishes:
    customer, topic = options.get("customer", "id"), options.get("topic", "type")
    if customer not in ("id", "email", "phone"):
        wrong(said("'customer' is not id, email or phone."), "customer: email")
    if isinstance(topic, bool) or not isinstance(topic, str | int) or not str(topic):
        wrong(said("'topic' is no field of a ticket."), "topic: 360012345678  (a custom field's id), or  topic: type")
    channels = options.get("channels") or {}
    if not isinstance(channels, Mapping) or not all(channel in OURS for channel in channels.values()):
        wrong(said("'channels' is no list of pairs with our channels: {names}.", names=', '.join(OURS)),
              "channels: {web: email}")
        channels = {}
    return Wishes(str(customer), str(topic), {str(via): str(channel) for via, channel in channels.items()})


def _desk(options: Mapping[str, object], where: str, wrong: Callable[[str, str], None]) -> Desk | None:
    url, user, token, since = (options.get(option) for option in ("url", "user", "token_from", "since"))
    parts = urlsplit(url if isinstance(url, str) else "")
    if parts.username or parts.password:
        wrong(said("'url' holds a user or a password."), "user: me@example.org  and  token_from: ZENDESK_TOKEN")
    elif not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE)):
        wrong(said("'url' is no address with https."), "url: https://example.zendesk.com")
    if user is not None and not isinstance(user, str):
        wrong(said("'user' is not a text."), "user: me@example.org")
    if not isinstance(token, str) or not token:
        wrong(said("'token_from' does not name the environment variable with the token."),
              said("token_from: ZENDESK_TOKEN"))
    try:
        day = since if isinstance(since, date) else date.fromisoformat(str(since))
        first = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(str(options.get("zone", "UTC")))).astimezone(UTC)
    except (ValueError, LookupError, OSError):
        wrong(said("'since' does not say from which day on tickets are fetched."), "since: 2026-01-01")
        return None
    return Desk(f"{parts.scheme}://{parts.netloc}", str(user) if user else None, str(token), int(first.timestamp()),
                where)
