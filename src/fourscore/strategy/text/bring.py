"""This file is about bringing a value of any form into a strategy's text, touching no more of it than has changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher

from fourscore.strategy.text.edit import StrategyText, Value, as_value
from fourscore.strategy.text.tree import Node, Plain
from fourscore.terms import Issue, Trouble, said

Path = tuple[str | int, ...]
# What a cell or a group of cells comes to: "" or nothing in it takes the name out of the text.
Wanted = str | Sequence[str] | Mapping[str, "Wanted"]


def node_at(root: Node, path: Path) -> Node | None:
    here: Node | None = root
    for step in path:
        if here is None:
            return None
        items = here.items if isinstance(step, int) else ()
        here = here.get(step) if isinstance(step, str) else items[step] if step < len(items) else None
    return here


def words_of(node: Node | None) -> list[tuple[str, Node]] | None:
    """The words of a list, or of a single text, with their places; None where what stands there is neither."""
    if node is None or node.empty:
        return []
    items = node.items if node.kind == "list" else (node,)
    if any(item.kind != "text" for item in items):
        return None
    return [(" ".join(item.text.split()), item) for item in items if not item.empty]


def bring(text: StrategyText, path: Path, wanted: Wanted, known: Collection[str] = ()) -> None:
    """Make what stands at `path` say what is wanted; `known`: names of a map there that go where they are not wanted.

    Raises Trouble "cannot-edit" where something else would be lost.
    """
    node = node_at(text.root(), path)
    if not _pruned(wanted):
        if node is not None and not node.empty:
            _only(node, known, path, text)
            text.remove(path)
    elif isinstance(wanted, str):
        if node is None or node.kind == "text":
            if node is None or node.text.rstrip("\n") != wanted:
                text.set(path, wanted)
        else:
            _only(node, known, path, text)
            text.put(path, wanted)
    elif isinstance(wanted, Mapping):
        _map(text, path, node, wanted, known)
    else:
        _list(text, path, node, list(wanted))


def add_thing(text: StrategyText, into: Path, name: str | None, fields: Mapping[str, Wanted]) -> None:
    """A new thing at the end of the map (name None: of the list) at `into`, which is made where it is not there."""
    lines: dict[str, Value] = {key: value for key, value in fields.items() if isinstance(value, str) and value}
    root = text.root()
    there = node_at(root, into)
    if there is None or there.empty:
        first: Value = [lines] if name is None else {name: lines}
        if there is not None:
            text.put(into, "-")
            text.remove(into)
        text.add(into[:-1], str(into[-1]), first)
    else:
        text.add(into, name, lines)
    last = name if name is not None else (len(there.items) if there is not None else 0)
    for key, value in fields.items():
        if not isinstance(value, str):
            bring(text, (*into, last, key), value)


def _only(node: Node, known: Collection[str], path: Path, text: StrategyText) -> None:
    """What is written below and has no cell would be lost."""
    unknown = [key.text for key, _ in node.entries if key.text not in known]
    if node.kind == "map" and unknown:
        raise Trouble(Issue(
            "cannot-edit", f"{text.path.name}:{node.line}",
            said("Below {path} stands {unknown} too, which the workbook does not show and which would be lost.",
                 path=repr(path[-1]), unknown=repr(unknown[0])), said("Change it by hand in strategy.yaml.")))


def _pruned(wanted: Wanted) -> Wanted:
    """Without what is empty, at any depth."""
    if isinstance(wanted, Mapping):
        return {name: inner for name, value in wanted.items() if (inner := _pruned(value))}
    return wanted


def _map(
    text: StrategyText, path: Path, node: Node | None, wanted: Mapping[str, Wanted], known: Collection[str],
) -> None:
    if node is None or node.kind != "map" or not node.entries:
        if node is None:
            text.set(path, "-")
        text.put(path, as_value(_plain(_pruned(wanted))))
        return
    gone = [name for name in known if name not in wanted and node.get(name) is not None]
    for name, value in [*wanted.items(), *((name, "") for name in gone)]:
        bring(text, (*path, name), value)


def _plain(wanted: Wanted) -> Plain:
    if isinstance(wanted, Mapping):
        return {name: _plain(value) for name, value in wanted.items()}
    return wanted if isinstance(wanted, str) else [*wanted]


def _list(text: StrategyText, path: Path, node: Node | None, wanted: list[str]) -> None:
    """Change, remove and append words of a list; where they come in another order, they are written anew in place."""
    there = words_of(node)
    words = [word for word, _ in there or ()]
    if words == wanted:
        return
    if node is None or node.kind != "list" or there is None or len(there) != len(node.items):
        if node is None:
            text.set(path, "-")
        text.put(path, wanted)
        return
    steps = SequenceMatcher(None, words, wanted, autojunk=False).get_opcodes()
    clean = all(kind in ("equal", "delete") or j2 - j1 == i2 - i1 or (kind == "insert" and i1 == len(words))
                for kind, i1, i2, j1, j2 in steps)
    if not clean:
        steps = [("replace", 0, min(len(words), len(wanted)), 0, min(len(words), len(wanted))),
                 ("delete", len(wanted), len(words), 0, 0), ("insert", 0, 0, len(words), len(wanted))]
    for kind, i1, i2, j1, _ in steps:
        for place in range(i1, i2) if kind == "replace" else ():
            if words[place] != wanted[j1 + place - i1]:
                text.set((*path, place), wanted[j1 + place - i1])
    for place in sorted((p for kind, i1, i2, *_ in steps if kind == "delete" for p in range(i1, i2)), reverse=True):
        text.remove((*path, place))
    for word in [word for kind, _, _, j1, j2 in steps if kind == "insert" for word in wanted[j1:j2]]:
        text.add(path, None, word)
