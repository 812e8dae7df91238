"""This file is about Amazon Connect's contact records: which files hold them, how they are landed, what they give.

Connect hands each record out at least once, and again when something was added to it. Of every contact the record last
updated counts, whichever file and load brought it; where two say the same moment, the one that is later by its text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, said
from fourscore.warehouse.sources import History, Slice, Staged
from fourscore.warehouse.sources.hosted.connect_facts import stage_facts
from fourscore.warehouse.sources.hosted.connect_records import read_records
from fourscore.warehouse.sources.hosted.options import Reading, found_files, whole_days
from fourscore.warehouse.sources.hosted.records import Form, land_file, make_landed
from fourscore.warehouse.sources.recognise import SURE, Guess, keys_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

OPTIONS = ("name", "kind", "files", "names", "topics", "attributes", "covers", "zone")
GIVEN_BY_ATTRIBUTE = ("topic", "customer", "customer_segment", "disposition", "language")


def own_id(record: Mapping[str, Any]) -> str | None:
    """The contact's id, in the stream's record and in the API's answer."""
    found = record.get("ContactId", record.get("Id"))
    return found if isinstance(found, str) else None


def first_id(record: Mapping[str, Any]) -> str | None:
    """The id of the contact its chain of transfers began with."""
    found = record.get("InitialContactId")
    return found if isinstance(found, str) else own_id(record)


def inside(value: Any) -> list[Any] | None:
    """The records in a list, or the one in an answer of the API."""
    if isinstance(value, dict):
        return [value["Contact"]] if isinstance(value.get("Contact"), dict) else None
    return list(value)


def no_contact_records(where: str, why: str) -> Issue:
    return Issue("not-contact-records", where, said("This file holds no contact records of Amazon Connect: {why}.",
                                                    why=why),
                 said("Point `files` at what Connect's data stream wrote: JSON with a ContactId in every record."))


FORM = Form(lists=(), inside=inside, name_of_id='"ContactId"', id=own_id, root=first_id,
            longest=1 << 25, issue=no_contact_records)


@dataclass(frozen=True)
class AmazonConnect:
    """Contacts, stays and segments from Amazon Connect's contact records.

    patterns: files, patterns or folders. names: what agents and queues are called here, by user name, queue name or the
    id at the end of their ARN. topics: queue → topic of its contacts. attributes: what of ours is told by which of the
    contact's attributes. covers: `event` (complete up to the last disconnection) or `day` (whole days of `zone`).
    """

    kind: ClassVar[str] = "amazon_connect"
    gives: ClassVar[tuple[str, ...]] = ("contact", "visit", "segment", "callback")
    sliced: ClassVar[bool] = False  # the last record of a file may stand without a line break
    recomputes_agents: ClassVar[bool] = False

    name: str
    patterns: tuple[str, ...]
    names: Mapping[str, str]
    topics: Mapping[str, str]
    attributes: Mapping[str, str]
    covers: str
    zone: ZoneInfo
    folder: Path

    @classmethod
    def configure(
        cls, name: str, options: Mapping[str, object], where: str, folder: Path
    ) -> tuple[AmazonConnect | None, list[Issue]]:
        """Read the options; every issue is reported with `where` as its place."""
        reading = Reading(name, options, where, OPTIONS)
        made = cls(
            name,
            reading.patterns('"connect/**/*.json*"'),
            reading.pairs("names", "names: {ada.l: Ada}"),
            reading.pairs("topics", "topics: {billing: invoices}"),
            reading.pairs("attributes", "attributes: {disposition: wrapUp}", GIVEN_BY_ATTRIBUTE),
            reading.covers(),
            reading.zone(),
            folder,
        )
        return (None if reading.issues else made), reading.issues

    @classmethod
    def recognise(cls, head: bytes, path: Path) -> Guess | None:
        """Contact records name their account or format; those of the API begin with when a contact was initiated."""
        keys = keys_in(head)
        ours = keys & {"AWSAccountId", "AWSContactTraceRecordFormatVersion"}
        return Guess({}, SURE) if ours or ("InitiationTimestamp" in keys and keys & {"ContactId", "Id"}) else None

    def brings(self) -> Mapping[str, Mapping[str, str]]:
        """No columns of its own."""
        return {}

    def files(self) -> list[Path]:
        """The files there are. Raises Trouble `file-missing`."""
        return found_files(self.patterns, self.folder, self.name)

    def print_of(self, path: Path) -> str | None:
        """None: these are files on disk."""
        return None

    def land(self, cursor: DuckDBPyConnection, piece: Slice) -> None:
        """Append the file's records to `landed`. Raises Trouble `not-contact-records`."""
        land_file(cursor, piece, FORM)

    def stage(self, cursor: DuckDBPyConnection, history: History) -> Staged:
        """Turn records into contacts, visits and segments; conversations met before are staged whole again.

        `covers` reaches from the first contact's beginning to the last disconnection among the new records.
        """
        make_landed(cursor)
        read_records(cursor, history)
        notices = stage_facts(cursor, names=self.names, topics=self.topics, attributes=self.attributes)
        row = cursor.execute(
            "SELECT min(began), max(coalesce(ended, began)) FROM record WHERE fresh AND fault IS NULL").fetchone()
        span = None
        if row and row[0] is not None:
            first, last = (moment.replace(tzinfo=UTC) for moment in row)
            span = whole_days((first, last), self.zone) if self.covers == "day" else (first, last)
        for table in ("record", "standing"):
            cursor.execute(f"DROP TABLE IF EXISTS temp.{table}")
        return Staged(0, span, {name: count for name, count in notices.items() if count})
