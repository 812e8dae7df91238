"""This file is about a source's entry in centre.yaml: its lines with comments, put in without touching another byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fourscore.centre.texts import written
from fourscore.settings import Node, Text
from fourscore.strategy import StrategyText
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.warehouse import Guess

FILE = "centre.yaml"
WIDE = 116
PATH = re.compile(r"/?([A-Za-z_][A-Za-z0-9_.-]*/)+[A-Za-z_][A-Za-z0-9_.-]*")  # reads better without quotes


class Enterable(Protocol):
    """What can be written among the sources: sniffed, or corrected by a person. twice: the source that reads its file
    already."""

    @property
    def entry(self) -> Mapping[str, object]: ...

    @property
    def guess(self) -> Guess: ...

    @property
    def path(self) -> Path: ...

    @property
    def twice(self) -> str | None: ...

    def head(self) -> list[str]:
        """The sentences above it, without the sign of a comment."""
        ...


def entry_lines(found: Enterable, column: int = 2, gap: int = 2) -> list[str]:
    """The entry as lines of a list's item: `column` spaces before its dash, `gap` columns from there to its text."""
    said = found.guess.said
    body = list(lines_of(found.entry, "", column + gap, said))
    body[0] = " " * column + "-" + " " * (gap - 1) + body[0].lstrip()
    notes = [f"{' ' * (column + gap)}# Not taken: {what}" for what in found.guess.left]
    return [*(f"{' ' * column}# {line}" for line in found.head()), *body, *notes]


def lines_of(value: Mapping[str, object], path: str, column: int, said: Mapping[str, str]) -> Iterator[str]:
    """A mapping one name to a line; what has comments inside, or is too long for a line, is written further in."""
    for name, inner in value.items():
        place = f"{path}.{name}" if path else name
        head, note = f"{' ' * column}{written(name)}:", said.get(place)
        flat = f"{head} {in_brackets(inner)}"
        deeper = isinstance(inner, Mapping) and bool(inner) and (
            place in ("facts", "extra", "notices") or path == "facts" or len(flat) > WIDE
            or any(other.startswith(f"{place}.") for other in said))
        line = head if deeper else flat
        if note and len(line) + len(note) + 4 > WIDE + 24:
            yield f"{' ' * column}# {note}"
            note = None
        yield f"{line}  # {note}" if note else line
        if deeper and isinstance(inner, Mapping):
            yield from lines_of(inner, place, column + 2, said)


def in_brackets(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{written(name)}: {in_brackets(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(in_brackets, value)) + "]"
    if isinstance(value, str) and PATH.fullmatch(value):
        return value
    return str(value).lower() if isinstance(value, bool) else written(value)


def written_into(folder: Path, found: Enterable) -> None:
    """Put the entry at the end of the sources of the folder's centre.yaml.

    Every other byte stays as it is, but for the brackets of an empty list. Raises Trouble `cannot-edit` where the
    sources are written in a form that nothing can be added to, `file-read-already`, `changed-meanwhile`,
    `folder-not-writable`.
    """
    if found.twice is not None:
        raise Trouble(Issue("file-read-already", str(found.path),
                            said("The source {twice} reads this file already; with a second one everything in it "
                                 "would be counted twice.", twice=repr(found.twice)),
                            said("Correct the entry of {twice}, or take it out first.", twice=repr(found.twice))))
    there = StrategyText.open(folder / FILE)
    save(there, changed_text(there.text, found), folder)


def changed_text(text: str, found: Enterable) -> str:
    """The text of centre.yaml with the entry in it. Raises Trouble `cannot-edit`."""
    for changed in ways(text, found):
        if reads_as_meant(text, changed, found.entry):
            return changed
    raise Trouble(Issue("cannot-edit", f"{FILE}: sources",
                        said("The sources are written in a form that cannot be added to without changing something "
                             "beside it."), said("Put the entry that was printed in by hand.")))


def save(there: StrategyText, text: str, folder: Path) -> None:
    """Save the opened centre.yaml with another text. Raises Trouble `changed-meanwhile`, `folder-not-writable`."""
    there.text = text
    try:
        there.save(there.seen)
    except OSError as wrong:
        raise Trouble(Issue("folder-not-writable", str(folder),
                            said("{file} cannot be written: {strerror}.", file=FILE, strerror=wrong.strerror),
                            said("Check that you may write there, and that the disk has room."))) from None


def ways(text: str, found: Enterable) -> Iterator[str]:
    """The text with the entry in it, in the ways there may be."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    top = Text(FILE).compose(text)
    key, sources = pair_of(top, "sources")
    if sources is None or key is None:
        yield at_line_end(text, len(text), ["sources:", *entry_lines(found)], line_end)
        return
    start, end = sources.start_mark.index, sources.end_mark.index
    if sources.id == "sequence" and sources.value and not sources.flow_style:
        column = sources.start_mark.column
        gap = max(sources.value[0].start_mark.column - column, 2)
        yield at_line_end(text, last_of(sources), entry_lines(found, column, gap), line_end)
    elif sources.id == "sequence" and sources.value:
        at = end - 1
        while text[at - 1].isspace() or text[at - 1] == ",":
            at -= 1
        yield f"{text[:at]}, {in_brackets(found.entry)}{text[at:]}"
    else:
        behind = key.end_mark.index + 1
        cut = text[:behind] + text[end:] if start < end and end > behind else text
        yield at_line_end(cut, behind, entry_lines(found), line_end)


def pair_of(top: Node | None, name: str) -> tuple[Node, Node] | tuple[None, None]:
    pairs: Sequence[tuple[Node, Node]] = top.value if top is not None and top.id == "mapping" else []
    return next(((key, value) for key, value in pairs if key.value == name), (None, None))


def last_of(node: Node) -> int:
    """Where the last written character below a node is, without the blank lines and comments after it."""
    if node.id == "scalar" or getattr(node, "flow_style", False) or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return last_of(last[1] if isinstance(last, tuple) else last)


def at_line_end(text: str, at: int, lines: list[str], line_end: str) -> str:
    """The text with these lines after the one that holds the place."""
    stop = text.find("\n", at)
    stop = len(text) if stop < 0 else stop + 1
    before = "" if stop == 0 or text[stop - 1] == "\n" else line_end
    after = line_end if not before or stop < len(text) else ""
    return text[:stop] + before + line_end.join(lines) + after + text[stop:]


def reads_as_meant(text: str, changed: str, entry: Mapping[str, object]) -> bool:
    """Whether the changed text says what it said before and one source more."""
    before, after = plain(text), plain(changed)
    if before is None or after is None:
        return False
    sources = before.get("sources") or []
    return isinstance(sources, list) and after == {**before, "sources": [*sources, read_back(entry)]}


def plain(text: str) -> dict[str, object] | None:
    reader = Text(FILE)
    top = reader.compose(text)
    if reader.issues or (top is not None and top.id != "mapping"):
        return None
    return dict(reader.plain(top)) if top is not None else {}


def read_back(value: object) -> object:
    """A value as it is read again from a YAML text."""
    if isinstance(value, Mapping):
        return {str(name): read_back(inner) for name, inner in value.items()}
    return [read_back(inner) for inner in value] if isinstance(value, (list, tuple)) else value
