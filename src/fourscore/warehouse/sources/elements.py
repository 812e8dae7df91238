"""This file is about JSON texts taken apart: each record by itself, whether it stands alone, on a line or in a list.

A list, and an answer that holds one, is gone into and not read as a whole, so that a file that was cut off gives every
record before the cut. What is no whole JSON is told up to where another record begins, with the line it stands on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

AHEAD = 1 << 12  # characters looked at to tell whether an answer begins
TAIL = 1 << 16   # characters an answer may have behind its list
SPACE = re.compile(r"[ \t\r\n,]*")
LIST = re.compile(r"\[\s*(?=[{\]])")
PAIRS = r'\s*(?:"[^"\\]*"\s*:\s*(?:"[^"\\]*"|[-+.\w]+)\s*,\s*)*+'  # what may stand in an answer before its list
PRETTY = re.compile(r"[{\[][ \t]*\r?\n")  # a value that is written over many lines
# Where another record may begin behind a broken one: at the head of a line, or with a bracket.
NEXT = re.compile(r"\n([ \t]*)(\S)|\{")
CUT = 16       # characters at most that a word or number of JSON is long
TRIES = 5_000  # brackets behind a broken value at which a record is looked for
DECODE = json.JSONDecoder().raw_decode


class Told(NamedTuple):
    """What stands in one place of a text. value: None where it cannot be read; listed: it stands in a list."""

    line: int
    text: str
    value: Any
    listed: bool


class Records(NamedTuple):
    """How records are told. lists: the names under which an answer holds them; looks_like: whether a value is one, or
    holds some; longest: characters of the longest value that is still believed to be one."""

    lists: tuple[str, ...]
    looks_like: Callable[[Any], bool]
    longest: int


def elements(chunks: Iterator[str], records: Records) -> Iterator[Told]:
    """Every value of the text but the lists around them. Where the text ends within a list, the last one says so."""
    return iter(_Reader(chunks, records))


class _Reader:
    """A text while it is read. indent: of the line being read, and usual: of whole records; open: the lists gone into,
    true where it is an answer's."""

    def __init__(self, chunks: Iterator[str], records: Records) -> None:
        self.chunks, self.records = chunks, records
        self.text, self.at, self.line, self.indent = "", 0, 1, 0
        self.usual, self.open = 0, list[bool]()
        names = "|".join(map(re.escape, records.lists)) or "(?!)"
        self.answer = re.compile(rf'[{{,]{PAIRS}"(?:{names})"\s*:\s*\[')

    def __iter__(self) -> Iterator[Told]:
        whole = True
        while True:
            found = SPACE.match(self.text, self.at)
            self._go(found.end() if found else self.at)
            if self.at == len(self.text):
                if self._fill():
                    continue
                if self.open and whole:
                    yield Told(self.line, "", None, True)
                return
            if self._goes_in():
                continue
            line, indent, told = self.line, self.indent, self._value()
            if told is not None:
                whole = told[1] is not None
                self.usual = max(self.usual, indent) if whole else self.usual
                yield Told(line, *told, bool(self.open))

    def _fill(self) -> bool:
        """Read on: as much as is there still, so that a long value is not looked at too often. False at the end."""
        rest = [self.text[self.at:]]
        wanted = 2 * len(rest[0])
        while (chunk := next(self.chunks, None)) is not None:
            rest.append(chunk)
            if sum(map(len, rest)) >= wanted and chunk:
                break
        more = any(rest[1:])
        self.text, self.at = "".join(rest), 0
        return more

    def _ahead(self) -> None:
        if len(self.text) - self.at < AHEAD:
            self._fill()

    def _go(self, to: int) -> None:
        passed = self.text[self.at:to]
        self.at = to
        if "\n" in passed:
            self.line += passed.count("\n")
            last = passed[passed.rfind("\n") + 1:]
            self.indent = len(last) - len(last.lstrip(" \t"))

    def _goes_in(self) -> bool:
        """Go into a list or an answer, or out of one."""
        sign = self.text[self.at]
        if sign == "]" and self.open:
            self._go(self.at + 1)
            if self.open.pop():
                self._end_of_answer()
            return True
        if sign not in "[{":
            return False
        self._ahead()
        found = (LIST if sign == "[" else self.answer).match(self.text, self.at)
        if found is not None:
            self.open.append(sign == "{")
            self._go(found.end())
        return found is not None

    def _end_of_answer(self) -> None:
        """What an answer says behind its list is no record; it may hold another list of them."""
        self._ahead()
        blank = SPACE.match(self.text, self.at)
        comma = self.text.find(",", self.at, blank.end() if blank else self.at)
        found = self.answer.match(self.text, comma) if comma >= 0 else None
        if found is not None:
            self.open.append(True)
            self._go(found.end())
            return
        head = '{"":0'
        try:
            _, end = DECODE(head + self.text[self.at:self.at + TAIL])
        except (ValueError, RecursionError):
            return
        self._go(self.at + end - len(head))

    def _value(self) -> tuple[str, Any] | None:
        """The value here, as text and read; its text alone where it is broken; nothing where only brackets are left."""
        while self.text[self.at] in "{[":
            try:
                value, end = DECODE(self.text, self.at)
            except json.JSONDecodeError as wrong:
                cut = wrong.msg.startswith("Unterminated string") or wrong.pos >= len(self.text) - CUT
                if cut and len(self.text) - self.at < self.records.longest and self._fill():
                    continue
                break
            except RecursionError:
                break
            text = self.text[self.at:end]
            self._go(end)
            return text, value
        while (stop := self._next()) is None and len(self.text) - self.at < self.records.longest and self._fill():
            pass
        text = self.text[self.at:stop].rstrip(" \t\r\n,")
        self._go(len(self.text) if stop is None else stop)
        return (text, None) if text.strip("]} \t\r\n,") else None

    def _next(self) -> int | None:
        """Where another record begins behind the broken one here; None where none does in what was read.

        Lines that are indented deeper are still of the broken one.
        """
        pretty, start, tries = PRETTY.match(self.text, self.at), self.at + 1, 0
        while (found := NEXT.search(self.text, start)) is not None:
            indent, sign = found.groups()
            if sign is None and tries < TRIES:
                if self.records.lists and self.answer.match(self.text, found.start()):
                    return found.start()
                try:
                    value, start = DECODE(self.text, found.start())
                except (ValueError, RecursionError):
                    start, tries = found.end(), tries + 1
                    continue
                if self.records.looks_like(value):
                    return found.start()
            elif sign and len(indent) <= max(self.indent, self.usual) and (not pretty or sign in "{["):
                return found.start()
            else:
                start = found.end() - bool(sign)
        return None
