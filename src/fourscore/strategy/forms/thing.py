"""This file is about one thing of a strategy's text: found, read as words, changed, added and taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from fourscore.strategy.forms.fields import PLACE, THINGS, Field, Thing
from fourscore.strategy.text.bring import Path, Wanted, add_thing, bring, node_at, words_of
from fourscore.strategy.text.edit import StrategyText
from fourscore.strategy.text.splice import in_brackets
from fourscore.strategy.text.tree import Node, Plain, grow
from fourscore.terms import Issue, Trouble, WrongUse, said

NEW = "new"
BETWEEN = ".."  # between the two ends in a link's key
NAMED = re.compile(r"\s*[^\s:,{}\[\]\"']+:\s+\S")  # names with values, where it is not a time such as 5:45
# Between one name with its value and the next; a comma within a number or within brackets is none.
BETWEEN_NAMES = re.compile(r",\s+(?=[^\s:,{}\[\]\"']+:\s)(?![^\[\]]*\])(?![^{}]*\})")
QUOTED = re.compile(r"""^['"\[{]|,\s|[\[\]{}]|:\s|^$""")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
LONGEST_ID = 60


def things_in(root: Node, kind: str) -> Iterator[tuple[str, Path]]:
    """The key of every thing of that kind, and where it stands."""
    thing = THINGS[kind]
    if kind == "words":
        yield "all", ()
    elif kind == "link":
        links = root.get("links")
        for place, link in enumerate(links.items if links is not None else ()):
            ends = [end.text if (end := link.get(name)) is not None else "" for name in ("from", "to")]
            yield BETWEEN.join(ends), ("links", place)
    elif thing.within:
        for _, path in things_in(root, thing.within):
            for key, _ in _entries(node_at(root, (*path, thing.at))):
                yield key.text, (*path, thing.at, key.text)
    else:
        for key, _ in _entries(root.get(thing.at)):
            yield key.text, (thing.at, key.text)


def _entries(node: Node | None) -> tuple[tuple[Node, Node], ...]:
    return node.entries if node is not None else ()


def place_of(root: Node, kind: str, key: str) -> Path:
    """Where that thing stands. Raises WrongUse `unknown-thing-of-strategy`."""
    found = next((path for name, path in things_in(root, kind) if name == key), None)
    if found is None:
        raise WrongUse(Issue("unknown-thing-of-strategy", repr(key), THINGS[kind].none,
                             said("It may have been taken out meanwhile: look at the draft.")))
    return found


def words_in(root: Node, kind: str, key: str) -> dict[str, str]:
    """Every field of that thing as it stands in a form."""
    path = place_of(root, kind, key)
    thing, node = THINGS[kind], node_at(root, path)
    assert node is not None
    found = {field.name: _shown(field, node.get(field.name)) for field in thing.fields if field.name != PLACE}
    if thing.within:
        found[PLACE] = str(path[-3])
    if kind == "guarded" and not found["goal"]:
        found["goal"] = _from_fields(node)
    return found


def _shown(field: Field, node: Node | None) -> str:
    if node is None or node.empty:
        return ""
    if field.how in ("lines", "words") and (words := words_of(node)) is not None:
        return ("\n" if field.how == "lines" else "; ").join(word for word, _ in words)
    if node.kind == "text":
        return node.text.rstrip("\n") if field.how == "long" else " ".join(node.text.split())
    if node.kind == "map":
        return ", ".join(f"{key.text}: {_leaf(value)}" for key, value in node.entries)
    return in_brackets(node.plain())


def _leaf(node: Node) -> str:
    """What stands under one of several names, so that it is read as the same again."""
    if node.kind == "text" and not node.empty and not QUOTED.search(" ".join(node.text.split())):
        return " ".join(node.text.split())
    return in_brackets(node.plain())


def _from_fields(node: Node) -> str:
    """A goal with guards that is written as fields, as one line."""
    parts = [", ".join(word for word, _ in words_of(node.get(name)) or ()) for name in ("headline", "guards")]
    return " | ".join(part for part in parts if part)


def wanted_of(field: Field, typed: str) -> Wanted:
    """What a field says, as it is brought into the text. Raises WrongUse `not-read-as-typed`."""
    if field.how == "lines":
        return [line for line in (" ".join(line.split()) for line in typed.splitlines()) if line]
    if field.how == "words":
        return [word for word in (" ".join(word.split()) for word in re.split(r"[;\n]", typed)) if word]
    told = typed.strip() if field.how == "long" else " ".join(typed.split())
    if field.how != "shaped" or not (NAMED.match(told) or told.startswith(("[", "{"))):
        return told.replace("\r\n", "\n")
    if told.startswith(("[", "{")):
        return _read(field, told)
    pairs = [piece.partition(":") for piece in BETWEEN_NAMES.split(told)]
    names = [name.strip() for name, _, _ in pairs]
    if len(set(names)) < len(names):
        raise _unread(field, told)
    return {name: _read(field, value.strip()) for name, (_, _, value) in zip(names, pairs, strict=True)}


def _read(field: Field, value: str) -> Wanted:
    """One value; only in brackets or quotation marks it is more than its letters: 1,200 is a number."""
    if value[:1] not in ("[", "{", "'", '"'):
        if not value or re.search(r",\s|[\[\]{}]|:\s", value):
            raise _unread(field, value)
        return value
    root, issues = grow(f"typed: {value}\n", field.label)
    node = root.get("typed") if root is not None else None
    if issues or node is None:
        raise _unread(field, value)
    return _wanted(node.plain())


def _unread(field: Field, typed: str) -> WrongUse:
    return WrongUse(Issue("not-read-as-typed", field.label,
                          said("What stands under {field} cannot be read: {typed}", field=field.label,
                               typed=repr(typed)),
                          said("Write one value, or names with values: 2026-01: 75%, 2026-07: 78%")))


def _wanted(plain: Plain) -> Wanted:
    if isinstance(plain, dict):
        return {name: _wanted(inner) for name, inner in plain.items()}
    return [str(one) for one in plain] if isinstance(plain, list) else plain


def change(text: StrategyText, kind: str, key: str, typed: Mapping[str, str]) -> str:
    """Bring those fields into the thing, and nothing else; its key from then on.

    Raises WrongUse `unknown-thing-of-strategy`, `not-read-as-typed`; Trouble `cannot-edit`, `duplicate-id`.
    """
    thing, path = THINGS[kind], place_of(text.root(), kind, key)
    for field in thing.fields:
        if field.name not in typed or field.name == PLACE:
            continue
        place = (*path, field.name)
        node = node_at(text.root(), place)
        if kind == "guarded" and field.name == "goal":
            for name in ("headline", "guards"):
                if node_at(text.root(), (*path, name)) is not None:
                    text.remove((*path, name))
        bring(text, place, wanted_of(field, typed[field.name]), [name.text for name, _ in _entries(node)])
    if typed.get(PLACE) and thing.within and typed[PLACE] != path[-3]:
        to = place_of(text.root(), thing.within, typed[PLACE])
        text.move([str(step) for step in path], [str(step) for step in (*to, thing.at)])
    if kind == "link":
        node = node_at(text.root(), path)
        assert node is not None
        return BETWEEN.join(end.text if (end := node.get(name)) is not None else "" for name in ("from", "to"))
    return key


def add(text: StrategyText, kind: str, typed: Mapping[str, str]) -> str:
    """A new thing; its key. `id` among the fields is what it is called, else its name makes one.

    Raises WrongUse `nothing-named`, `bad-id`, `not-read-as-typed`, `unknown-thing-of-strategy`.
    """
    thing, root = THINGS[kind], text.root()
    fields = {field.name: wanted_of(field, typed[field.name]) for field in thing.fields
              if typed.get(field.name) and field.name != PLACE}
    if kind == "link":
        _ends(typed)
        add_thing(text, ("links",), None, fields)
        return BETWEEN.join((typed["from"], typed["to"]))
    name = _id(root, kind, typed)
    into = (*place_of(root, thing.within, typed.get(PLACE, "")), thing.at) if thing.within else (thing.at,)
    add_thing(text, into, name, fields or {"name": name})
    return name


def _ends(typed: Mapping[str, str]) -> None:
    if not typed.get("from") or not typed.get("to") or typed["from"] == typed["to"]:
        raise WrongUse(Issue("nothing-named", "the link", said("A link leads from one objective to another one."),
                             said("Choose both ends.")))


def _id(root: Node, kind: str, typed: Mapping[str, str]) -> str:
    """The id typed, or one made of the name; none that is taken."""
    taken = {key for one in THINGS if one not in ("words", "link") for key, _ in things_in(root, one)}
    if wanted := typed.get("id", "").strip():
        if not ID.fullmatch(wanted):
            raise WrongUse(Issue("bad-id", repr(wanted), said("An id is made of letters, digits and dashes."),
                                 said("Write it such as  answer-within-seconds")))
        if wanted in taken:
            raise WrongUse(Issue("duplicate-id", repr(wanted), said("Something is called so already."),
                                 said("Choose another id, or leave it empty: one is then made of the name.")))
        return wanted
    name = next((typed[field] for field in ("name", "text", "metric", "goal") if typed.get(field, "").strip()), "")
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].rstrip("-")
    if not made:
        raise WrongUse(Issue("nothing-named", THINGS[kind].title, said("It has no name yet."),
                             said("Write a name, or an id of letters, digits and dashes.")))
    number = 1
    while (made if number == 1 else f"{made}-{number}") in taken:
        number += 1
    return made if number == 1 else f"{made}-{number}"


def take_out(text: StrategyText, kind: str, key: str) -> None:
    """Take that thing out with all that stands in it; with an objective go the links to and from it.

    Raises WrongUse `unknown-thing-of-strategy`; Trouble `cannot-edit`.
    """
    path = place_of(text.root(), kind, key)
    if kind == "words":
        raise Trouble(Issue("cannot-edit", text.path.name, said("The whole cannot be taken out."),
                            said("Empty its fields.")))
    gone = {key} if kind == "objective" else set()
    if kind == "perspective":
        gone = {name for name, place in things_in(text.root(), "objective") if place[1] == key}
    text.remove(path)
    links = [place for name, place in things_in(text.root(), "link") if gone & set(name.split(BETWEEN))]
    for place in reversed(links):
        text.remove(place)


def thing_of(kind: str) -> Thing | None:
    """The kind of thing called so in an address."""
    return THINGS.get(kind)
