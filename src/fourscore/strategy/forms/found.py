"""This file is about where each thing of a strategy's text stands, and by what key it is found there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fourscore.strategy.forms.fields import THINGS, Thing
from fourscore.strategy.text.bring import Path, node_at
from fourscore.strategy.text.tree import Node
from fourscore.terms import Issue, WrongUse, said

BETWEEN = ".."  # between the words of a key that has several: a link's two ends, a rule and where it is put up with
ARROW = re.compile(r"\s*(?:->|→)\s*")
NOT_IN_KEYS = re.compile(r"[\s/?#%\\]+")


def things_in(root: Node, kind: str) -> Iterator[tuple[str, Path]]:
    """The key of every thing of that kind, and where it stands."""
    thing = THINGS[kind]
    if kind == "words":
        yield "all", ()
    elif thing.within:
        for above, path in things_in(root, thing.within):
            yield from _standing(node_at(root, (*path, thing.at)), (*path, thing.at), thing, above)
    else:
        yield from _standing(root.get(thing.at), (thing.at,), thing)


def _standing(node: Node | None, at: Path, thing: Thing, above: str = "") -> Iterator[tuple[str, Path]]:
    if not thing.keys:
        for key, _ in entries(node):
            yield key.text, (*at, key.text)
        return
    known: dict[str, int] = {}
    for place, one in enumerate(node.items if node is not None else ()):
        words = [above, *(end.text if (end := one.get(name)) is not None else "" for name in thing.keys)]
        name = BETWEEN.join(NOT_IN_KEYS.sub("-", ARROW.sub(BETWEEN, word)) for word in words if word)
        known[name] = known.get(name, 0) + 1
        yield name if known[name] == 1 else f"{name}{BETWEEN}{known[name]}", (*at, place)


def entries(node: Node | None) -> tuple[tuple[Node, Node], ...]:
    """The names in a map, with what stands under them."""
    return node.entries if node is not None else ()


def place_of(root: Node, kind: str, key: str) -> Path:
    """Where that thing stands. Raises WrongUse `unknown-thing-of-strategy`."""
    found = next((path for name, path in things_in(root, kind) if name == key), None)
    if found is None:
        raise WrongUse(Issue("unknown-thing-of-strategy", repr(key), THINGS[kind].none,
                             said("It may have been taken out meanwhile: look at the draft.")))
    return found
