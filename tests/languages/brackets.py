"""This file is about a language for tests: every message in ⟦brackets⟧, every number in ⟨others⟩; the rest shows."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from html.parser import HTMLParser

import pytest
from babel.messages.pofile import read_po

from fourscore.web.languages import choosing
from fourscore.web.languages.tongues import MESSAGES

SILENT = {"script", "style", "code", "kbd", "pre"}
READ = {"aria-label", "placeholder", "title", "alt", "label"}
SAID = re.compile(r"⟦[^⟦⟧]*⟧|⟨[^⟨⟩]*⟩")
WORDS = re.compile(r"[A-Za-z]{2,}")


@cache
def gathered_messages() -> frozenset[str | tuple[str, ...]]:
    """What a language has words for: the messages of the files. Anything else stays English in every language."""
    with (MESSAGES / "de.po").open("rb") as file:
        return frozenset(one.id if isinstance(one.id, str) else tuple(one.id) for one in read_po(file) if one.id)


class Bracketed:
    """It speaks no language at all. every: also what is in no message file, as a test's own words."""

    code, reads, name = "xx", "ltr", "Brackets"

    def __init__(self, *, every: bool = False) -> None:
        self.every = every

    def text(self, message: str) -> str:
        return f"⟦{message}⟧" if self.every or message in gathered_messages() else message

    def texts(self, one: str, many: str, number: int) -> str:
        text = one if number == 1 else many
        return f"⟦{text}⟧" if self.every or (one, many) in gathered_messages() else text

    def between(self, mark: str) -> str:
        return mark

    def value(self, value: float, unit: str, currency: str, digits: int) -> str:
        return f"⟨{value:.{digits}f} {unit}⟩"

    def day(self, day: date, pattern: str) -> str:
        return f"⟨{day:%Y-%m-%d} {pattern}⟩"


@pytest.fixture
def brackets(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The cookies of a reader of that language."""
    tongue = Bracketed()
    real = choosing.spoken_in
    monkeypatch.setattr(choosing, "CODES", (*choosing.CODES, "xx"))
    monkeypatch.setattr(choosing, "spoken_in", lambda code: tongue if code == "xx" else real(code))
    return {"language": "xx"}


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.silent, self.found, self.going, self.within = 0, list[str](), False, False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        # A moment stands within a text, and so does a link that was made of a command in it.
        self.within = tag == "a" and ("class", "link within") in attrs
        self.going = tag == "time" or self.within
        self.found += [value or "" for name, value in attrs if name in READ and not self.silent]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        self.going = tag == "time" or (tag == "a" and self.within)

    def handle_data(self, data: str) -> None:
        if self.going and self.found and not self.silent:
            self.found[-1] += data
        elif not self.silent:
            self.found.append(data)


def unsaid(page: str, names: set[str]) -> list[str]:
    """Texts of a page with words that were said in no language, but for these names (of people, queues, a centre's own
    words), once each.
    """
    reading = _Texts()
    reading.feed(page)
    known = re.compile("|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))) if names else None
    found = dict[str, None]()
    for text in reading.found:
        rest, before = text, None
        while rest != before:  # what is said may stand in what is said
            before, rest = rest, SAID.sub(" ", rest)
        rest = known.sub(" ", rest) if known else rest
        if WORDS.search(rest):
            found[" ".join(text.split())] = None
    return list(found)
