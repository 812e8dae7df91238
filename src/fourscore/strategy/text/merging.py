"""This file is about two texts that were made of one: line by line brought together, nothing of either lost."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import NamedTuple

THEIRS, YOURS, END = "# >>> there now", "# >>> yours", "# <<<"


class Merged(NamedTuple):
    """The text with both changes. collided: how many places both changed otherwise; there both stand, one after the
    other, each under a comment that says whose it is."""

    text: str
    collided: int


def merged(base: str, theirs: str, yours: str) -> Merged:
    """What `theirs` and `yours` each changed in `base`, in one text."""
    lines, one, other = (text.splitlines(keepends=True) for text in (base, theirs, yours))
    end = "\r\n" if "\r\n" in base else "\n"
    changes = [(first, last, side, new) for side, text in ((0, one), (1, other))
               for first, last, new in _changes(lines, text)]
    changes.sort(key=lambda change: (change[0], change[1], change[2]))
    found: list[str] = []
    at = collided = place = 0
    while place < len(changes):
        first, last = changes[place][:2]
        group = [changes[place]]
        while place + len(group) < len(changes) and _touch((first, last), changes[place + len(group)]):
            group.append(changes[place + len(group)])
            last = max(last, group[-1][1])
        found += lines[at:first]
        sides = [_side(lines, [one for one in group if one[2] == side], first, last) for side in (0, 1)]
        touched = {one[2] for one in group}
        if len(touched) == 1 or sides[0] == sides[1]:
            found += sides[touched.pop()]
        else:
            collided += 1
            found += [THEIRS + end, *_whole(sides[0], end), YOURS + end, *_whole(sides[1], end), END + end]
        at, place = last, place + len(group)
    return Merged("".join([*found, *lines[at:]]), collided)


def _changes(base: list[str], text: list[str]) -> list[tuple[int, int, list[str]]]:
    """What differs: from which line of the base up to which, and what stands there instead."""
    steps = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(i1, i2, text[j1:j2]) for kind, i1, i2, j1, j2 in steps if kind != "equal"]


def _touch(span: tuple[int, int], change: tuple[int, int, int, list[str]]) -> bool:
    """Whether a change lies in what was changed before it; two insertions at one place do too."""
    return change[0] < span[1] or change[0] == span[0]


def _side(base: list[str], changes: list[tuple[int, int, int, list[str]]], first: int, last: int) -> list[str]:
    """The lines from first up to last as one of the two has them."""
    found, at = list[str](), first
    for start, end, _, new in changes:
        found += [*base[at:start], *new]
        at = end
    return [*found, *base[at:last]]


def _whole(lines: list[str], end: str) -> list[str]:
    """Lines that all end; the last of a text may not."""
    return [line if line.endswith(("\n", "\r")) else line + end for line in lines]


def with_ends_of(before: str, typed: str) -> str:
    """What was typed in a browser, which has one line end of its own, with the line ends that each line had before;
    new lines have those the text mostly has."""
    old = before.removeprefix("\ufeff").splitlines(keepends=True)
    bare = [line.rstrip("\r\n") for line in old]
    usual = "\r\n" if sum(line.endswith("\r\n") for line in old) * 2 > len(old) else "\n"
    text = typed.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    ends = not lines[-1]
    lines = lines[:-1] if ends else lines
    found = [line + usual for line in lines]
    for kind, i1, i2, j1, _ in SequenceMatcher(None, bare, lines, autojunk=False).get_opcodes():
        if kind == "equal":
            found[j1:j1 + i2 - i1] = [line if line.endswith(("\n", "\r")) else line + usual for line in old[i1:i2]]
    if found and not ends:
        found[-1] = found[-1].rstrip("\r\n")
    return ("\ufeff" if before.startswith("\ufeff") else "") + "".join(found)
