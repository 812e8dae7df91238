"""This file is about changing a strategy's text without touching anything else in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from fourscore.strategy.text.reshape import moved, put, renamed
from fourscore.strategy.text.splice import Edit, added, plain_of, removed, replaced
from fourscore.strategy.text.tree import Node, Plain, grow
from fourscore.terms import Issue, Trouble, did_you_mean, said, write_value

# How often, and after how long, saving is tried again while another program holds the file.
TRIES, PAUSE_S = 50, 0.1
# Some hundred times a large strategy: what is longer is another file by mistake, and would take minutes to read.
LONGEST = 4_000_000

Value = str | int | float | Mapping[str, "Value"] | Sequence["Value"]


def stamp(content: bytes) -> str:
    """What a text is recognised by: two texts have the same stamp only when they are the same byte for byte."""
    return hashlib.sha256(content).hexdigest()


def too_large(name: str) -> Issue:
    return Issue("text-too-large", name,
                 said("This file has more than {most} characters, far more than any strategy.",
                      most=write_value(LONGEST, "count")),
                 said("Look whether it is the file you mean; a strategy has some hundred lines."))


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Only one process or thread at a time is in here for one file: between looking at it and replacing it nobody
    else's change can come in and be lost. Nothing stays behind, also where the process dies."""
    if os.name == "nt":
        handle = _taken(folder / f".{name}.saving")
        try:
            yield
        finally:
            os.close(handle)
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)  # at once, also where a process made meanwhile has the handle too
        os.close(handle)


def _taken(lock: Path) -> int:
    """A file that only one can make, and that goes when it is closed."""
    for _ in range(TRIES):
        try:
            return os.open(lock, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_TEMPORARY", 0), 0o600)
        except (FileExistsError, PermissionError):
            time.sleep(PAUSE_S)
    raise Trouble(Issue("file-held", lock.name, said("Another program is saving this file, and does not finish."),
                        said("Wait until it has finished, then save once more.")))


class StrategyText:
    """The text of one strategy file, opened to be changed place by place.

    Every change rewrites only the bytes it speaks of: comments, quotation marks, indentation, line ends, blank
    lines and the mark some editors put at the start stay as they are. A change that would come out otherwise than
    meant is not made; Trouble "cannot-edit" says so.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        if len(content) > LONGEST:
            raise Trouble(too_large(path.name))
        self.path = path
        self.seen = stamp(content)
        self._grown: tuple[str, Node] | None = None
        try:
            self.text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise Trouble(Issue(
                "not-utf-8", f"{path.name}:{line}", said("A character on this line is not written in UTF-8."),
                said("Save the file with the encoding UTF-8."),
            )) from None

    @classmethod
    def open(cls, path: Path) -> StrategyText:
        """Raises Trouble "file-missing" or "not-utf-8"."""
        try:
            return cls(path, path.read_bytes())
        except FileNotFoundError:
            raise Trouble(Issue(
                "file-missing", path.name, said("There is no such file."),
                said("Write one by hand, or begin with fourscore init."),
            )) from None

    def set(self, path: Sequence[str | int], value: str | int | float) -> None:
        """Write `value` at `path`, such as ("goals", "more-sales", "by"); the name is added where it is not there."""
        root = self.root()
        try:
            self._find(root, path)
        except Trouble:
            if not path or not isinstance(path[-1], str):
                raise
            self.add(path[:-1], path[-1], value)
            return
        self._do(replaced(self.text, root, path, str(value)), path)

    def add(self, path: Sequence[str | int], name: str | None, value: Value) -> None:
        """Add `name: value` at the end of the map at `path`, or (name None) a value at the end of the list there."""
        root = self.root()
        there = self._find(root, path)
        if name is not None and there.get(name) is not None:
            raise Trouble(Issue(
                "duplicate-id", self._where(there), said("{name} is already there.", name=repr(name)),
                said("Choose another id, or change the one there is."),
            ))
        self._do(added(self.text, root, path, name, plain_of(value)), path)

    def remove(self, path: Sequence[str | int]) -> None:
        """Remove what stands at `path` with its name; comments above it stay."""
        root = self.root()
        self._find(root, path)
        self._do(removed(self.text, root, path), path)

    def put(self, path: Sequence[str | int], value: Value) -> None:
        """Write a value of any form over what stands at `path`, lists and maps in brackets; comments inside it stay."""
        root = self.root()
        self._find(root, path)
        self._do(put(self.text, root, path, plain_of(value)), path)

    def rename(self, path: Sequence[str | int], name: str) -> None:
        """Give what stands at `path` another name; nothing that mentions it is changed."""
        root = self.root()
        self._find(root, path)
        if path[-1] != name:
            self._do(renamed(self.text, root, path, name), path)

    def move(self, path: Sequence[str], to: Sequence[str]) -> None:
        """Move what stands at `path` to the end of the map at `to`, which is made where it is not there."""
        root = self.root()
        node = self._find(root, path)
        place = self._find(root, to[:-1]).get(to[-1])
        if place is None or not place.entries:
            # A first entry gives the map its place and indentation, and goes once the real one stands there.
            first = "-"
            self.add(to[:-1], to[-1], {first: "-"}) if place is None else self.add(to, first, "-")
            self.move(path, to)
            self.remove((*to, first))
            return
        if place.get(path[-1]) is not None:
            raise Trouble(Issue(
                "duplicate-id", self._where(place), said("{path} is already there.", path=repr(path[-1])),
                said("Choose another id, or change the one there is."),
            ))
        if tries := moved(self.text, root, path, to):
            self._do(tries, path)
        else:
            self.add(to, path[-1], as_value(node.plain()))
            self.remove(path)

    def add_objective(self, perspective: str, name: str, fields: Mapping[str, Value]) -> None:
        self._add_below(("perspectives", perspective), "objectives", name, fields)

    def add_kpi(self, perspective: str, objective: str, name: str, fields: Mapping[str, Value]) -> None:
        self._add_below(("perspectives", perspective, "objectives", objective), "kpis", name, fields)

    def add_link(self, fields: Mapping[str, Value]) -> None:
        if self.root().get("links") is None:
            self.add((), "links", [fields])
        else:
            self.add(("links",), None, fields)

    def save(self, seen: str) -> str:
        """Put the text in its file, if that still is as it was when it had the stamp `seen`; returns the new stamp.

        Raises Trouble "changed-meanwhile" otherwise; nothing is written then. The file is replaced whole, so that
        a reader or a loss of power never meets half of it.
        """
        with alone(self.path.resolve().parent, self.path.name):
            return self._save(seen)

    def _save(self, seen: str) -> str:
        there = self.path.resolve()
        if not there.exists() or stamp(there.read_bytes()) != seen:
            raise Trouble(Issue(
                "changed-meanwhile", self.path.name,
                said("Someone saved this file after you opened it; it was left as it is now."),
                said("Open it again, look at what changed, and make your change once more."),
            ))
        content = self.text.encode("utf-8")
        handle, beside = tempfile.mkstemp(dir=there.parent, prefix=f".{there.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            shutil.copymode(there, beside)
            self._replace(Path(beside), there)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
        self.seen = stamp(content)
        return self.seen

    def _replace(self, new: Path, there: Path) -> None:
        """Put one file in the place of another; where programs hold a file they read, wait for them a little."""
        for _ in range(TRIES):
            try:
                new.replace(there)
            except PermissionError:
                time.sleep(PAUSE_S)
            else:
                return
        raise Trouble(Issue(
            "file-held", self.path.name,
            said("Another program holds this file, so it could not be saved; it is as it was."),
            said("Close it there, and save once more."),
        ))

    def _add_below(self, path: tuple[str, ...], group: str, name: str, fields: Mapping[str, Value]) -> None:
        if self._find(self.root(), path).get(group) is None:
            self.add(path, group, {name: fields})
        else:
            self.add((*path, group), name, fields)

    def root(self) -> Node:
        """The tree of the text as it is now. Raises Trouble where it cannot be read."""
        if self._grown is None or self._grown[0] != self.text:
            root, issues = grow(self.text, self.path.name)
            if root is None or issues:
                raise Trouble(*issues)
            self._grown = self.text, root
        return self._grown[1]

    def _find(self, root: Node, path: Sequence[str | int]) -> Node:
        here = root
        for step in path:
            found = None
            if isinstance(step, str):
                found = here.get(step)
            elif step < len(here.items):
                found = here.items[step]
            if found is None:
                names = [key.text for key, _ in here.entries]
                raise Trouble(Issue(
                    "nothing-there", self._where(here), said("There is no {step} here.", step=repr(step)),
                    did_you_mean(str(step), names) or said("Add it first."),
                ))
            here = found
        return here

    def _where(self, node: Node) -> str:
        return f"{self.path.name}:{node.line}"

    def _do(self, tries: Sequence[Edit], path: Sequence[str | int]) -> None:
        """Make the first of the changes that reads back as meant."""
        for edit in tries:
            changed = self.text[: edit.start] + edit.text + self.text[edit.end :]
            root, issues = grow(changed, self.path.name)
            if root is not None and not issues and _same(root.plain(), edit.meant):
                self.text, self._grown = changed, (changed, root)
                return
        raise Trouble(Issue(
            "cannot-edit", f"{self.path.name}: {' / '.join(map(str, path))}",
            said("This place is written in a form that cannot be changed without changing something beside it."),
            said("Change it by hand."),
        ))


def as_value(plain: Plain) -> Value:
    """What was read, as something to be written."""
    if isinstance(plain, dict):
        return {name: as_value(inner) for name, inner in plain.items()}
    return [as_value(inner) for inner in plain] if isinstance(plain, list) else plain


def _same(left: Plain, right: Plain) -> bool:
    """Whether two trees say the same; line ends inside texts may differ, and what is empty is empty."""
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(_same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, str) and isinstance(right, str):
        return left.rstrip("\n") == right.rstrip("\n")
    return not left and not right
