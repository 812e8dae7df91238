"""This file is about words that can be said in another language: the English text, with what it was made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, Protocol


class Tongue(Protocol):
    """Another language: its words for a message, and its way of writing what `write_value` writes.

    code: by which the web knows it (BCP 47). reads: "ltr" or "rtl".
    """

    code: str
    reads: str

    def text(self, message: str) -> str:
        """The message in that language; as it is where there is no other."""

    def texts(self, one: str, many: str, number: int) -> str:
        """The one of its forms that goes with that number."""

    def between(self, mark: str) -> str:
        """What stands between two texts, such as `, `, as that language writes it."""

    def value(self, value: float, unit: str, currency: str, digits: int) -> str:
        """A value of a unit, with so many digits behind the point."""

    def day(self, day: date, pattern: str) -> str:
        """A day by one of the patterns of `write_day`."""


_TONGUE: ContextVar[Tongue | None] = ContextVar("tongue", default=None)


class Worded(str):
    """English text for people that another language puts in its own way; everywhere else it is that text."""

    def spoken(self, tongue: Tongue) -> str:
        """The same in another language; each kind of text has its own way, and without one it stays English."""
        return str(self)


class Said(Worded):
    """A message and the values in it; many: its form for more than one, chosen by `number`."""

    message: str
    many: str
    number: int
    values: Mapping[str, object]

    def spoken(self, tongue: Tongue) -> str:
        text = tongue.texts(self.message, self.many, self.number) if self.many else tongue.text(self.message)
        return text.format(**{name: _in(tongue, value) for name, value in self.values.items()}) if self.values else text


class Together(Worded):
    """Texts beside each other, and what stands between them."""

    parts: tuple[str, ...]
    between: str

    def spoken(self, tongue: Tongue) -> str:
        return tongue.between(str(_in(tongue, self.between))).join(str(_in(tongue, part)) for part in self.parts)


class Unended(Worded):
    """A sentence without its full stop."""

    sentence: str

    def spoken(self, tongue: Tongue) -> str:
        return str(_in(tongue, self.sentence)).rstrip(".")


class Capital(Worded):
    """A text as the beginning of a sentence."""

    text: str

    def spoken(self, tongue: Tongue) -> str:
        found = str(_in(tongue, self.text))
        return found[:1].upper() + found[1:]


class Behind(Worded):
    """A sentence without the word it begins with, and the colon after that."""

    sentence: str

    def spoken(self, tongue: Tongue) -> str:
        found = str(_in(tongue, self.sentence))
        return found.partition(": ")[2] or found


class Inner(Worded):
    """A name inside a sentence: English writes it small there, other languages as they do."""

    name: str

    def spoken(self, tongue: Tongue) -> str:
        return str(_in(tongue, self.name))


class Written(Worded):
    """A value as `write_value` writes it."""

    value: float
    unit: str
    currency: str
    digits: int

    def spoken(self, tongue: Tongue) -> str:
        return tongue.value(self.value, self.unit, self.currency, self.digits)


class Dated(Worded):
    """A day as `write_day` writes it."""

    day: date
    pattern: str

    def spoken(self, tongue: Tongue) -> str:
        return tongue.day(self.day, self.pattern)


def write_day(day: date, pattern: str = "yMMMd") -> str:
    """A day by one of CLDR's skeletons: yMMMd (15 Nov 2026), MMMd (15 Nov), yMMMM (November 2026), EEEE (Sunday), EEE,
    yMMMEd (Sunday 15 Nov 2026), MMM (Nov).
    """
    found = Dated({"yMMMd": f"{day.day} {day:%b %Y}", "MMMd": f"{day.day} {day:%b}", "yMMMM": f"{day:%B %Y}",
                   "EEEE": f"{day:%A}", "EEE": f"{day:%a}", "MMM": f"{day:%b}",
                   "yMMMEd": f"{day:%A} {day.day} {day:%b %Y}"}[pattern])
    found.day, found.pattern = day, pattern
    return found


def said(message: str, /, **values: object) -> str:
    """An English message for people, its `{names}` filled in.

    The message is written out where it is said, for message files are gathered from there: no variable, no f-string. A
    value is a name, text said or written before, or a small whole number; a number of a unit goes through
    `write_value` first.
    """
    found = Said(message.format(**values) if values else message)
    found.message, found.many, found.number, found.values = message, "", 0, values
    return found


def kept(text: str) -> str:
    """A text of the product's own files, a measure's name say, which message files are gathered from as well. What a
    centre wrote itself is in no message file, and stays as it is."""
    return said(text)


def formula_words(formula: str) -> str:
    """A formula's part names as words: `agent_idle_s` → `agent idle seconds`.

    Of whose rows a part is (`answered__talk`: of sources that tell of talk) its own words say.
    """
    return kept(re.sub(r"_s\b", " seconds", re.sub(r"__\w+", "", formula)).replace("_", " ").strip())


def said_many(one: str, many: str, number: int, /, **values: object) -> str:
    """A message that depends on a number, which stands in it as `{number}`."""
    values = {"number": number, **values}
    found = Said((one if number == 1 else many).format(**values))
    found.message, found.many, found.number, found.values = one, many, number, values
    return found


def together(parts: Iterable[str], between: str = " ") -> str:
    """Texts beside each other that were said each by itself; nothing stands between where one is empty."""
    there = tuple(part for part in parts if part)
    found = Together(between.join(there))
    found.parts, found.between = there, between
    return found


def unended(sentence: str) -> str:
    """A sentence without its full stop, for more to be put to it."""
    found = Unended(sentence.rstrip("."))
    found.sentence = sentence
    return found


def capital(text: str) -> str:
    """A text with a capital, as the beginning of a sentence."""
    found = Capital(text[:1].upper() + text[1:])
    found.text = text
    return found


def behind(sentence: str) -> str:
    """A sentence without the word it begins with, which stands beside it: `noise: nothing is more than chance`."""
    found = Behind(sentence.partition(": ")[2] or sentence)
    found.sentence = sentence
    return found


def inner(name: str) -> str:
    """A name inside an English sentence, begun small."""
    found = Inner(name[:1].lower() + name[1:])
    found.name = name
    return found


def by_names(text: str, names: Mapping[str, str]) -> str:
    """The text with things by the names people know them by, where it calls them by an id in quotes."""
    if isinstance(text, Together):
        return together((by_names(part, names) for part in text.parts), text.between)
    if not isinstance(text, Said):
        return next((name for key, name in names.items() if text == repr(key)), text)
    values = {key: by_names(value, names) if isinstance(value, str) else value for key, value in text.values.items()}
    return said_many(text.message, text.many, text.number, **values) if text.many else said(text.message, **values)


def all_of(parts: Iterable[str]) -> str:
    """Every one of these: `calls and tickets`."""
    found = ""
    for part in parts:
        found = said("{some} and {more}", some=found, more=part) if found else part
    return found


def any_of(parts: Iterable[str]) -> str:
    """One of these: `calls or tickets`."""
    found = ""
    for part in parts:
        found = said("{some} or {more}", some=found, more=part) if found else part
    return found


def none_of(parts: Iterable[str]) -> str:
    """What stands behind `no`: `reason and no day`."""
    found = ""
    for part in parts:
        found = said("{some} and no {more}", some=found, more=part) if found else part
    return found


def as_written(text: str, value: float, unit: str, currency: str, digits: int) -> str:
    """What `write_value` wrote, with what it wrote."""
    found = Written(text)
    found.value, found.unit, found.currency, found.digits = value, unit, currency, digits
    return found


def tongue() -> Tongue | None:
    """The language that who is answered reads; None for English."""
    return _TONGUE.get()


@contextmanager
def speaking(other: Tongue | None) -> Iterator[None]:
    """What is `spoken` meanwhile is so in that language."""
    kept = _TONGUE.set(other)
    try:
        yield
    finally:
        _TONGUE.reset(kept)


def spoken(text: Any) -> Any:
    """The text in the language of who reads; what is no text for people stays as it is."""
    other = _TONGUE.get()
    return text if other is None else _in(other, text)


def _in(other: Tongue, value: Any) -> Any:
    return value.spoken(other) if isinstance(value, Worded) else value
