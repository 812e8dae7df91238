"""This file is about Genesys Cloud's conversation details: from files or its API, how they are landed, and staged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Secret, did_you_mean, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.hosted.genesys_client import Api, fetch
from fourscore.warehouse.sources.hosted.genesys_facts import stage_facts
from fourscore.warehouse.sources.hosted.genesys_records import read_conversations
from fourscore.warehouse.sources.hosted.options import Reading, found_files, whole_days
from fourscore.warehouse.sources.hosted.records import Form, land_file, make_landed
from fourscore.warehouse.sources.recognise import SURE, Guess, keys_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OPTIONS = ("name", "kind", "files", "api", "names", "topics", "covers", "zone")
OF_API = ("region", "address", "client_id", "secret", "since", "again")


def own_id(record: Mapping[str, Any]) -> str | None:
    found = record.get("conversationId")
    return found if isinstance(found, str) else None


def inside(value: Any) -> list[Any] | None:
    """The conversations in a list, or in an answer of the API; an empty answer has none."""
    if isinstance(value, list):
        return value
    if isinstance(value.get("conversations"), list):
        return list(value["conversations"])
    return [] if not value or "totalHits" in value else None


def no_conversations(where: str, why: str) -> Issue:
    return Issue("not-conversations", where, said("This file holds no conversation details of Genesys Cloud: {why}.",
                                                  why=why),
                 said("Point `files` at what its API answered: JSON with a conversationId in every conversation."))


FORM = Form(lists=("conversations",), inside=inside, name_of_id='"conversationId"', id=own_id, root=own_id,
            longest=1 << 27, issue=no_conversations)


def read_api(reading: Reading) -> Api | None:
    """The option `api`; every issue in it is kept by `reading`."""
    given = reading.options.get("api")
    if given is None:
        return None
    if not isinstance(given, Mapping):
        reading.wrong("api", said("a list of pairs"), "api: {region: mypurecloud.de, …}")
        return None
    reading.issues += [
        Issue("unknown-key", reading.where, said("'api' of the source {name} has no option {key}.",
                                                 name=repr(reading.name), key=repr(key)),
              did_you_mean(str(key), OF_API)) for key in given if key not in OF_API]
    region, address, client, secret = (given.get(key) for key in OF_API[:4])
    since, again = given.get("since"), given.get("again", 2)
    if not isinstance(region or address, str):
        reading.wrong("region", said("the name of a region, nor is there an address"), "region: mypurecloud.de")
    if not isinstance(client, str) or not client:
        reading.wrong("client_id", said("the id of a client"), "client_id: 0b8c4f4e-6a0f-4d0c-9d5b-6d6f3c1f7a11")
    if not isinstance(secret, Secret):
        reading.wrong("secret",
                      said("the name of a variable in the environment"), "secret: {environment: GENESYS_SECRET}")
    if not isinstance(since, date) or isinstance(since, datetime):
        reading.wrong("since", said("a day"), "since: 2026-01-01")
    if not isinstance(again, int) or isinstance(again, bool) or again < 0:
        reading.wrong("again", said("a number of days"), "again: 2")
    if not (isinstance(secret, Secret) and isinstance(since, date) and isinstance(again, int)):
        return None
    login, asked = (str(address or f"https://{part}.{region}").rstrip("/") for part in ("login", "api"))
    return Api(reading.name, login, asked, str(client), secret, since, again)


@dataclass(frozen=True)
class Genesys:
    """Contacts, stays and segments from Genesys Cloud's conversation details.

    patterns: files, patterns or folders. api: whom to ask beside them, or instead. names: what agents, queues, wrap-up
    codes and languages are called here, by id. topics: queue → topic of its contacts. covers: `event` (complete up to
    the last moment told) or `day` (whole days of `zone`).
    """

    kind: ClassVar[str] = "genesys"
    gives: ClassVar[tuple[str, ...]] = ("contact", "visit", "segment", "callback")
    sliced: ClassVar[bool] = False
    recomputes_agents: ClassVar[bool] = False

    name: str
    patterns: tuple[str, ...]
    api: Api | None
    names: Mapping[str, str]
    topics: Mapping[str, str]
    covers: str
    zone: ZoneInfo
    folder: Path

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[Genesys | None, list[Issue]]:
        """Read the options; every issue is reported with `where` as its place."""
        reading = Reading(name, options, where, OPTIONS)
        api = read_api(reading)
        made = cls(
            name,
            reading.patterns('"genesys/*.json"', needed=options.get("api") is None),
            api,
            reading.pairs("names", "names: {db3ceec4-eb54-48f7-bf52-3773c1ad4ebc: sales}"),
            reading.pairs("topics", "topics: {billing: invoices}"),
            reading.covers(),
            reading.zone(),
            folder,
        )
        return (None if reading.issues else made), reading.issues

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """A conversation has an id by that name, and participants."""
        return Guess({}, SURE) if {"conversationId", "participants"} <= keys_in(head) else None

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def files(self) -> list[Path]:
        """The files there are, what the API tells fetched into one more of them. Raises Trouble `file-missing`.

        And what `fetch` raises.
        """
        if self.api is None:
            return found_files(self.patterns, self.folder, self.name)
        room = self.folder / "data" / "fetched" / quote(self.name, safe=" ")
        fetch(self.api, room)
        return found_files((*self.patterns, str(room)), self.folder, self.name)

    def print_of(self, path: Path) -> str | None:
        """None: these are files on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the file's conversations to `landed`. Raises Trouble `not-conversations`."""
        land_file(cursor, piece, FORM)

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Turn conversations into contacts, visits and segments; one met before is staged again from its last copy.

        `covers` reaches from the first conversation's beginning to the last moment told of any.
        """
        make_landed(cursor)
        read_conversations(cursor, history)
        stage_facts(cursor, names=self.names, topics=self.topics)
        row = cursor.execute("SELECT min(began), max(heard) FROM conversation WHERE fresh").fetchone()
        span = None
        if row and row[0] is not None:
            first, last = (moment.replace(tzinfo=UTC) for moment in row)
            span = whole_days((first, last), self.zone) if self.covers == "day" else (first, last)
        for table in ("conversation", "session", "segment", "metric", "part", "stay", "standing"):
            cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
        return Staged(0, span)
