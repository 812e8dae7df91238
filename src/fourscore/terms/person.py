"""This file is about finding a person's names in any text, and writing others in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

NUMBER = 7  # digits from which a number is taken for one of telephones, written with or without signs in between
BETWEEN = r"[ ./()-]*"


class Found(NamedTuple):
    """Where a name stands in a text: [start, end), and what is to stand there."""

    start: int
    end: int
    alias: str


class Mask:
    """Names of one person, each with its alias. A name counts where it stands by itself, not inside a longer word.

    `exact`: a name is a whole word of its field, as an agent's is: `Ada` is not found in `Ada Bell`, nor `1001` in
    `SIP/1001`. Without it, a telephone number is also found inside `sip:5551234@host`, `5551234-1` and as `555 12-34`,
    and capital letters are as good as small ones.
    """

    def __init__(self, aliases: Mapping[str, str], *, exact: bool) -> None:
        self.aliases, self.exact = dict(aliases), exact
        self._longest_first = sorted(self.aliases, key=len, reverse=True)
        self._patterns = [(name, re.compile(self.pattern(name))) for name in self._longest_first]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._longest_first)

    def found(self, text: str) -> list[Found]:
        """Every place, from left to right; a longer name goes before a shorter one inside it."""
        taken: list[Found] = []
        for name, pattern in self._patterns:
            for hit in pattern.finditer(text):
                start, end = hit.span()
                if self._alone(text, start, end) and not any(a < end and start < b for a, b, _ in taken):
                    taken.append(Found(start, end, self.aliases[name]))
        return sorted(taken)

    def pattern(self, name: str) -> str:
        """What to look for, as a regular expression both Python and SQL read; whether it stands alone is seen later."""
        digits = name.removeprefix("+")
        if self.exact or not (digits.isdigit() and len(digits) >= NUMBER):
            return ("" if self.exact else "(?i)") + _escaped(name)
        return _escaped(name[: len(name) - len(digits)]) + BETWEEN.join(digits)

    def of(self, text: str) -> str:
        """The text with every name replaced by its alias."""
        return written(text, self.found(text))

    def _alone(self, text: str, start: int, end: int) -> bool:
        name, before, after = text[start:end], text[:start], text[end:]
        if _in_word(name[0]) and before and _in_word(before[-1]):
            return False
        if _in_word(name[-1]) and after and _in_word(after[0]):
            return False
        number = name.lstrip("+").isdigit()
        joins = "." if number else ""
        if self.exact:  # a full name cannot be part of another, a single word can
            joins = ("/-.@:+" if number else "@") + (" " if " " not in name else "")
        # A joint is one only where a further word stands on its other side.
        left = len(before) > 1 and before[-1] in joins and _joined(before[-2], digits=not self.exact)
        right = len(after) > 1 and after[0] in joins and _joined(after[1], digits=not self.exact)
        return not (left or right)


def written(text: str, places: list[Found]) -> str:
    """The text with these places, from left to right, filled with their aliases."""
    parts, at = [], 0
    for start, end, alias in places:
        parts += [text[at:start], alias]
        at = end
    return "".join([*parts, text[at:]])


def plain(name: str) -> str:
    """A customer's identifier as it is compared: letters, digits and + only, small."""
    return "".join(letter for letter in name if letter.isalnum() or letter == "+").lower()


# Inferring emotions of people at work is forbidden where the EU's rules hold, and done nowhere here.
# Source: Regulation (EU) 2024/1689 (the AI Act), Article 5(1)(f).
_STAFF = r"(?:agent|employee|staff|operator|advisor|colleague|worker)"
_FELT = r"(?:emotion|mood|sentiment|stress|feeling|anger|joy|fatigue)"
_EMOTION = re.compile(rf"{_STAFF}s?_?(?:voice_?)?{_FELT}|{_FELT}s?_?(?:of_?)?(?:the_?)?{_STAFF}", re.IGNORECASE)


def emotion_of_staff(name: str) -> bool:
    """Whether a column or a measure says by its name that it tells what somebody who works here feels."""
    return _EMOTION.search(re.sub(r"[\s-]+", "_", name)) is not None


def _escaped(text: str) -> str:
    return re.sub(r"([^\w\s])", r"\\\1", text)


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _joined(letter: str, *, digits: bool) -> bool:
    return letter.isdigit() if digits else _in_word(letter)
