"""This file is about forgetting a person: everywhere in a centre, proved by counting the places before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.keeping.entering import typed
from fourscore.centre.keeping.texts import hold_texts, place_texts
from fourscore.centre.sources import configured, files_of, waiting_in
from fourscore.terms import Issue, Mask, Trouble, WrongUse, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Office
    from fourscore.settings import Settings
    from fourscore.warehouse import LoadTerms, Source

KINDS = ("customer", "agent")
OURS = ("warehouse.duckdb", "landed", "backups")
BEYOND = (
    "Backups made before, what a restore put aside, and snapshots of the disk still hold the person; delete them, or "
    "let them go as their time comes. Whoever restores one forgets the person again.",
    "The systems the rows came from still hold the person; later loads bring their rows under the alias only.",
    "What was printed, exported or sent stays where it is, as does what stands in pictures, sound or zipped files.",
)


class Place(NamedTuple):
    """A place that was searched, and how many of its rows or lines named the person, before and after."""

    where: str
    before: int
    after: int


class Forgotten(NamedTuple):
    """What forgetting did, or would do (`done` False: then `after` is what could not be erased, as far as is known).

    alias: what stands for the person now; empty where nothing was done. beyond: what cannot be reached, in sentences.
    """

    kind: str
    alias: str
    done: bool
    places: tuple[Place, ...]
    beyond: tuple[str, ...] = BEYOND

    @property
    def left(self) -> tuple[Place, ...]:
        return tuple(place for place in self.places if place.after)


def forget(
    centre: Centre, person: str, *, kind: str = "", also: Sequence[str] = (), spare: Sequence[str] = (),
    dry_run: bool = False,
) -> Forgotten:
    """Erase a customer, known by any identifier, or an agent, known by any name, so that no file of ours names them.

    also: further spellings of theirs. spare: names that are no person's, such as a telephone's. Cut short at any
    moment, the same call completes it. Raises Trouble `unknown-person`, `load-running`, `warehouse-in-use`; WrongUse
    `unknown-kind`, `two-people`.
    """
    from fourscore.warehouse import mask_of

    with centre.changing() as (settings, terms):
        office = centre.office
        kind = kind_of(centre, office, person, kind)
        names = names_of(centre, office, person, kind, also, spare)
        mask = mask_of(dict.fromkeys(names, ""), kind)
        sources, _ = configured(settings.sources, centre.folder, settings.zone.key)
        if not dry_run:
            _load_what_waits(centre, sources, terms)
        sources += typed(office, settings, centre.names("source"))
        before = count_places(centre, office, settings, sources, mask)
        if dry_run:
            places = tuple(Place(where, rows, rows if _theirs(where) else 0) for where, rows in before.items())
            return Forgotten(kind, "", False, places)
        aliases = centre.warehouse.forget(names, kind, sources, now=centre.now())
        alias = aliases[names[0]]
        _typed_too(centre, office, settings, mask_of(aliases, kind), kind, alias)
        after = count_places(centre, office, settings, sources, mask)
        centre.warehouse.write_afresh()
    centre.restate_if_needed()
    return Forgotten(kind, alias, True,
                     tuple(Place(where, before.get(where, 0), after.get(where, 0)) for where in before | after))


def _load_what_waits(centre: Centre, sources: Sequence[Source], terms: LoadTerms) -> None:
    """Take pushed events over, so that the person stands in no spool; what was read is removed at the second look."""
    pushed = [source for source in sources if waiting_in(source) is not None]
    for _ in range(2):
        if any(waiting_in(source) for source in pushed):
            centre.warehouse.load(pushed, terms, now=centre.now(), progress=lambda *_: None)


def kind_of(centre: Centre, office: Office, person: str, kind: str) -> str:
    """Whether a customer or an agent is meant. Raises as `forget` does."""
    if kind and kind not in KINDS:
        raise WrongUse(Issue("unknown-kind", "--kind",
                             said("There is no kind of person called {kind}.", kind=repr(kind)),
                             said("Write customer or agent.")))
    if not person.strip():
        raise WrongUse(Issue("unknown-person", "forget", said("No person is named."),
                             said("Write an identifier or a name.")))
    if kind:
        return kind
    of_the_house = office.names_of(person) or person in office.signers()
    known = set(centre.warehouse.kinds_of(person)) | ({"agent"} if of_the_house else set())
    if len(known) > 1:
        raise WrongUse(Issue("two-people", repr(person), said("A customer and an agent are known by this."),
                             said("Say which is meant: --kind customer or --kind agent.")))
    if not known:
        raise Trouble(Issue(
            "unknown-person", repr(person), said("Neither a customer nor an agent is known by this."),
            said("Write it just as the source does. To search everywhere all the same, add --kind customer or agent.")))
    return known.pop()


def names_of(
    centre: Centre, office: Office, person: str, kind: str, also: Sequence[str], spare: Sequence[str] = ()
) -> list[str]:
    """Every name the person goes by, the one that was said first."""
    said = [person, *also]
    if kind == "agent":
        said += [name for one in said for name in office.names_of(one)]
    return [name for name in centre.warehouse.names_of(said, kind) if name and name not in spare]


def _typed_too(centre: Centre, office: Office, settings: Settings, mask: Mask, kind: str, alias: str) -> None:
    """The office and the texts, together or not at all; then the office's copies."""
    from fourscore.office import cover_copy

    data = centre.folder / "data"
    if kind == "agent":
        hold_texts(centre.folder, data, mask, _own_alias(office, mask, alias))
    office.forget(mask, kind, alias, now=centre.now())
    if kind == "agent":
        place_texts(centre.folder, data)
    for path in _copies(data):
        cover_copy(path, mask)


def _own_alias(office: Office, mask: Mask, alias: str) -> str:
    """The alias under which the office will have the agent."""
    own = [mask.aliases[name] for name in office.agents() if name in mask.aliases]
    return own[0] if own else alias


def _copies(data: Path) -> list[Path]:
    return sorted((data / "backups").glob("*.db"))


def _theirs(where: str) -> bool:
    """Whether this place is not ours to write: a source's own file, or any other that is no text of the centre."""
    return where.startswith("file: ")


def count_places(
    centre: Centre, office: Office, settings: Settings, sources: Sequence[Source], mask: Mask
) -> dict[str, int]:
    """Rows and lines that name the person, by place."""
    from fourscore.centre.keeping.texts import texts_of
    from fourscore.office import count_in_copy

    found = {**centre.warehouse.naming(mask), **office.naming(mask)}
    for path in _copies(centre.folder / "data"):
        found[f"copy of the office: {path.name}"] = count_in_copy(path, mask)
    texts = set(texts_of(centre.folder))
    for path in sorted({*_files(centre.folder, settings), *_source_files(sources)}):
        inside = path.relative_to(centre.folder).as_posix() if path.is_relative_to(centre.folder) else str(path)
        lines = _lines(path, mask)
        if path in texts:
            found[f"text: {inside}"] = lines
        elif lines:
            found[f"file: {inside}"] = lines
    return found


def _files(folder: Path, settings: Settings) -> Iterator[Path]:
    """Every file of the folder that is not searched otherwise."""
    office = settings.office.removeprefix("sqlite:///")
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        ours = inside[0] == "data" and len(inside) > 1 and inside[1].startswith(OURS)
        if path.is_file() and not ours and not str(path).startswith(office):
            yield path


def _source_files(sources: Sequence[Source]) -> Iterator[Path]:
    for source in sources:
        try:
            yield from (path.resolve() for path in files_of(source) if path.is_file())
        except Trouble:
            continue  # there is none just now


def _lines(path: Path, mask: Mask) -> int:
    """Lines that name the person; 0 where the file cannot be read."""
    try:
        with closing(path.open("rb")) as file:
            return sum(
                bool(mask.found(line.decode("utf-8", "replace"))) for line in file)
    except OSError:
        return 0
