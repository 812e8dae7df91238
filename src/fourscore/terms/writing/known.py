"""This file is about English sentences that were written down, and known again by the messages they were made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from string import Formatter
from typing import NamedTuple

from fourscore.terms.writing.said import said


class _Reading(NamedTuple):
    """A message taken apart. names: of its values; words: what stands before each of them, and behind the last."""

    message: str
    names: tuple[str, ...]
    words: tuple[str, ...]

    def values(self, what: str) -> dict[str, str] | None:
        """What stands between its words in this sentence, each as short as can be; None where it is another one.

        It looks once for each of its words, so that it is done soon with the longest text of a row as well.
        """
        first, *rest = self.words
        end = len(what) - len(rest[-1]) if rest else len(first)
        if not what.startswith(first) or not what.endswith(self.words[-1]) or end < len(first):
            return None
        at, found = len(first), list[str]()
        for words in rest[:-1]:
            to = what.find(words, at, end)
            if to < 0:
                return None
            found.append(what[at:to])
            at = to + len(words)
        if rest:
            found.append(what[at:end])
        return dict(zip(self.names, found, strict=True)) if rest or end == len(what) else None


class KnownTexts:
    """Messages by which sentences are known again: those with the most words of their own are tried first, so that
    `the key (…) is blank` comes before `… is blank`.
    """

    def __init__(self, messages: Iterable[str]) -> None:
        found = []
        for message in map(str, messages):
            pieces = list(Formatter().parse(message))
            names = tuple(name for _, name, _, _ in pieces if name)
            words = [text for text, _, _, _ in pieces]
            found.append(_Reading(message, names, (*words, "") if pieces[-1][1] else tuple(words)))
        self._readings = sorted(found, key=lambda reading: -sum(map(len, reading.words)))

    def tell(self, what: str, value: Callable[[str, str], str] = lambda name, text: text) -> str:
        """The sentence for people of every language; "" where it is none of these. value: what stands in it under a
        name, for people."""
        for reading in self._readings:
            values = reading.values(what)
            if values is not None:
                return said(reading.message, **{name: value(name, text) for name, text in values.items()})
        return ""
