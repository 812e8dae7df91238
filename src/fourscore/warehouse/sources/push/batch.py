"""This file is about one batch of pushed events: taken apart, every event looked at, and written as lines to keep.

A line is `received, issue, said, text` between tabs: an event has no issue, `said` is its id and `text` its JSON as it
was sent; what is no event keeps the issue, the sentence about it, and its text, so that it is set aside and counted
when it is loaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple, NoReturn

from fourscore.terms import Issue, Trouble, said
from fourscore.warehouse.sources.push.event import look_at

MOST_EVENTS = 10_000
MOST_BYTES = 1 << 23      # of a batch
KEPT = 4_000              # characters kept of what is no event
TOLD = 100                # problems told in an answer
BLANKS = re.compile(r"[ \t\r\n]*")
BREAKS = str.maketrans({"\n": " ", "\r": " ", "\t": " ", "\0": "\ufffd"})


class Problem(NamedTuple):
    """What is wrong with one event: its place in the batch (the first is 1), the issue's name and a sentence."""

    event: int
    issue: str
    what: str


class Batch(NamedTuple):
    """Events that were taken, others that are set aside, the first problems of them, and all of it as lines."""

    taken: int
    aside: int
    problems: tuple[Problem, ...]
    lines: bytes


def read_batch(body: bytes, id_at: str, received: datetime) -> Batch:
    """Take a batch apart: a list of objects, one object, or one object to a line. `received` is aware.

    id_at: the key of an event's id; `call.id` is the key `id` of the object under `call`.
    Raises Trouble `unreadable-batch` where nothing of it can be taken as it is, `batch-too-large`.
    """
    at = f"{received.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"
    path = tuple(id_at.split("."))
    problems: list[Problem] = []
    lines: list[str] = []
    taken = aside = 0
    for number, (text, value) in enumerate(_events(body), 1):
        if number > MOST_EVENTS:
            raise too_large(said("It holds more than {most_events} events.", most_events=f"{MOST_EVENTS:,}"))
        issue, told = look_at(text, value, id_at, path)
        if issue:
            aside += 1
            if len(problems) < TOLD:
                problems.append(Problem(number, issue, told))
            text = text[:KEPT]
        else:
            taken += 1
        lines.append(f"{at}\t{issue}\t{told}\t{text.translate(BREAKS)}\n")
    return Batch(taken, aside, tuple(problems), "".join(lines).encode("utf-8", "replace"))


def too_large(what: str) -> Trouble:
    """The Trouble of a batch that is more than is taken at once."""
    return Trouble(Issue("batch-too-large", "the batch", what,
                         said("Send at most {most_events} events and {number} MiB at once.",
                              most_events=f"{MOST_EVENTS:,}", number=MOST_BYTES >> 20)))


def _events(body: bytes) -> Iterator[tuple[str, Any]]:
    """Every event as the text it was sent as, and read; one that cannot be read has nothing beside its text."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _unreadable(said("Byte {number} is not UTF-8 text.", number=wrong.start + 1)) from None
    start = _blank(text, 0)
    if start == len(text):
        raise _unreadable(said("It is empty."))
    if text[start] == "[":
        # What stands behind a broken place of a list cannot be told apart, so that all of it is looked at first.
        yield from list(_listed(text, start + 1))
        return
    whole = _one(text, start)
    if whole is not None and _blank(text, whole[1]) == len(text):
        yield text[start : whole[1]], whole[0]
        return
    for line in text.split("\n"):
        if line.strip():
            found = _one(line, _blank(line, 0))
            complete = found is not None and _blank(line, found[1]) == len(line)
            yield line.strip(), found[0] if found is not None and complete else None


def _listed(text: str, at: int) -> Iterator[tuple[str, Any]]:
    at = _blank(text, at)
    if text[at : at + 1] == "]" and _blank(text, at + 1) == len(text):
        raise _unreadable(said("It is an empty list."))
    while True:
        at = _blank(text, at)
        found = _one(text, at)
        if found is None:
            raise _unreadable(said("The list cannot be read at character {number}.", number=at + 1))
        yield text[at : found[1]], found[0]
        at = _blank(text, found[1])
        if text[at : at + 1] == "]" and _blank(text, at + 1) == len(text):
            return
        if text[at : at + 1] != ",":
            raise _unreadable(said("The list cannot be read at character {number}.", number=at + 1))
        at += 1


def _blank(text: str, at: int) -> int:
    found = BLANKS.match(text, at)
    return found.end() if found else at


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)


DECODER = json.JSONDecoder(parse_constant=_no_number)


def _one(text: str, at: int) -> tuple[Any, int] | None:
    try:
        return DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None


def _unreadable(what: str) -> Trouble:
    return Trouble(Issue("unreadable-batch", "the batch", said("{what} Nothing of it was taken.", what=what),
                         said("Send UTF-8 text: a JSON list of events, one event, or one event to a line.")))
