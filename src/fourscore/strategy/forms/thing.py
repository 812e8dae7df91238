"""This file is about one thing of a strategy's text: read as words, changed, renamed, added and taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from fourscore.strategy.forms.fields import PLACE, THINGS, Field, Thing
from fourscore.strategy.forms.found import BETWEEN, entries, place_of, things_in
from fourscore.strategy.forms.naming import rename
from fourscore.strategy.text.bring import Wanted, add_thing, bring, node_at, words_of
from fourscore.strategy.text.edit import StrategyText
from fourscore.strategy.text.splice import in_brackets
from fourscore.strategy.text.tree import Node, Plain, grow
from fourscore.terms import Issue, Trouble, WrongUse, said

NEW = "new"
NAMED = re.compile(r"\s*[^\s:,{}\[\]\"']+:\s+\S")  # names with values, where it is not a time such as 5:45
# Between one name with its value and the next; a comma within a number or within brackets is none.
BETWEEN_NAMES = re.compile(r",\s+(?=[^\s:,{}\[\]\"']+:\s)(?![^\[\]]*\])(?![^{}]*\})")
QUOTED = re.compile(r"""^['"\[{]|,\s|[\[\]{}]|:\s|^$""")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
LONGEST_ID = 60


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
    """Bring those fields into the thing, and nothing else; its key from then on. With another `id` among them it is
    called so, there and wherever the text refers to it.

    Raises WrongUse `unknown-thing-of-strategy`, `not-read-as-typed`, `bad-id`; Trouble `cannot-edit`, `duplicate-id`.
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
        bring(text, place, wanted_of(field, typed[field.name]), [name.text for name, _ in entries(node)])
    if thing.keys:
        return next(name for name, place in things_in(text.root(), kind) if place == path)
    if typed.get(PLACE) and thing.within and typed[PLACE] != path[-3]:
        to = place_of(text.root(), thing.within, typed[PLACE])
        text.move([str(step) for step in path], [str(step) for step in (*to, thing.at)])
    called = typed.get("id", "").strip()
    return key if called in ("", key) or kind == "words" else rename(text, kind, key, _free(text.root(), called))


def add(text: StrategyText, kind: str, typed: Mapping[str, str]) -> str:
    """A new thing; its key. `id` among the fields is what it is called, else its name makes one.

    Raises WrongUse `nothing-named`, `bad-id`, `not-read-as-typed`, `unknown-thing-of-strategy`.
    """
    thing, root = THINGS[kind], text.root()
    fields = {field.name: wanted_of(field, typed[field.name]) for field in thing.fields
              if typed.get(field.name) and field.name != PLACE}
    if kind == "link":
        _ends(typed)
    into = (*place_of(root, thing.within, typed.get(PLACE, "")), thing.at) if thing.within else (thing.at,)
    if thing.keys:
        if not fields:
            raise WrongUse(Issue("nothing-named", thing.title, said("Nothing is filled in yet."),
                                 said("Fill in its fields.")))
        add_thing(text, into, None, fields)
        return [name for name, place in things_in(text.root(), kind) if place[:-1] == into][-1]
    name = _id(root, kind, typed)
    add_thing(text, into, name, fields or {"name": name})
    return name


def _ends(typed: Mapping[str, str]) -> None:
    if not typed.get("from") or not typed.get("to") or typed["from"] == typed["to"]:
        raise WrongUse(Issue("nothing-named", "the link", said("A link leads from one objective to another one."),
                             said("Choose both ends.")))


def _id(root: Node, kind: str, typed: Mapping[str, str]) -> str:
    """The id typed, or one made of the name; none that is taken."""
    if wanted := typed.get("id", "").strip():
        return _free(root, wanted)
    name = next((typed[field] for field in ("name", "text", "metric", "goal") if typed.get(field, "").strip()), "")
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].rstrip("-")
    if not made:
        raise WrongUse(Issue("nothing-named", THINGS[kind].title, said("It has no name yet."),
                             said("Write a name, or an id of letters, digits and dashes.")))
    number, taken = 1, _ids(root)
    while (made if number == 1 else f"{made}-{number}") in taken:
        number += 1
    return made if number == 1 else f"{made}-{number}"


def _free(root: Node, wanted: str) -> str:
    """That id, where it is one and nothing is called so. Raises WrongUse `bad-id`, `duplicate-id`."""
    if not ID.fullmatch(wanted):
        raise WrongUse(Issue("bad-id", repr(wanted), said("An id is made of letters, digits and dashes."),
                             said("Write it such as  answer-within-seconds")))
    if wanted in _ids(root):
        raise WrongUse(Issue("duplicate-id", repr(wanted), said("Something is called so already."),
                             said("Choose another id.")))
    return wanted


def _ids(root: Node) -> set[str]:
    """Every id there is."""
    return {key for one in THINGS.values() if one.at and not one.keys for key, _ in things_in(root, one.kind)}


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


def notes_in(text: str) -> dict[str, list[Plain]]:
    """What stands as notes on changes beside each KPI; nothing of a text that cannot be read."""
    root, _ = grow(text, "")
    found: dict[str, list[Plain]] = {}
    for _, path in things_in(root, "note") if root is not None else ():
        node = node_at(root, path) if root is not None else None
        if node is not None:
            found.setdefault(str(path[-3]), []).append(node.plain())
    return found
