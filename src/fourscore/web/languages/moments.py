"""This file is about moments on pages: `<time>`, so that a page's script can tell them by the reader's own clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from markupsafe import Markup, escape

from fourscore.terms import Tongue, Worded


class Moment(Worded):
    """A moment in words: in a page's text it is a `<time>`, everywhere else those words alone."""

    words: str
    at: datetime

    def spoken(self, tongue: Tongue) -> str:
        return _moment(self.words.spoken(tongue) if isinstance(self.words, Worded) else self.words, self.at)

    def __html__(self) -> str:
        return Markup('<time datetime="{}">{}</time>').format(self.at.isoformat(timespec="minutes"), escape(self.words))


def told_as_moment(word: Callable[[datetime], str]) -> Callable[[datetime], str]:
    """Words for a moment, made by `word`, which go on knowing which one it is."""

    @wraps(word)
    def worded(at: datetime) -> str:
        return _moment(word(at), at)

    return worded


def _moment(words: str, at: datetime) -> str:
    if at.tzinfo is None:  # of which nobody could tell what it is elsewhere
        return words
    found = Moment(words)
    found.words, found.at = words, at
    return found
