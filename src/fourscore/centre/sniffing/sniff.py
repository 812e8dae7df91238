"""This file is about sniffing a file: every kind of source is asked, the surest configured and tried out on it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from fourscore.centre.sniffing.nature import refuse, refuse_no_file
from fourscore.centre.sources import configured, files_of, source_kinds
from fourscore.settings import read_settings
from fourscore.terms import Issue, Trouble, WrongUse, counted, said

if TYPE_CHECKING:
    from fourscore.warehouse import Guess, Source, Trial

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
HOW_SURE = ((0.9, "sure"), (0.55, "likely"), (0.0, "perhaps"))


class Sniffed(NamedTuple):
    """What a file was found to be. entry: as it is to stand among the sources of centre.yaml; zone: what it was tried
    with; trial: what loading it would bring; twice: the source that reads the file already."""

    path: Path
    zone: ZoneInfo
    entry: Mapping[str, object]
    guess: Guess
    trial: Trial
    twice: str | None = None

    @property
    def trouble(self) -> bool:
        """Whether a person has to look before the numbers can be trusted."""
        return bool(self.guess.check or self.trial.aside)

    def head(self) -> list[str]:
        """What was found, in sentences, without the sign of a comment."""
        sure = next(word for least, word in HOW_SURE if self.guess.sure >= least)
        told = [f"{self.path.name}, read as {self.entry['kind']} ({sure}). This is a guess: correct what is wrong."]
        trial = self.trial
        brings = ", ".join(counted(number, kind) for kind, number in trial.facts.items()) or "no fact"
        rows = f"{trial.rows:,} rows give" if trial.rows != 1 else "1 row gives"
        told.append(f"Tried: {'its' if trial.whole else 'its first'} {rows} {brings}" + (
            "; none is set aside." if not trial.aside else "."))
        if trial.covers is not None:
            first, until = (at.astimezone(self.zone) for at in trial.covers)
            told.append(f"From {first:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} by the clock of {self.zone.key}.")
        told += [f"Set aside, {reason.issue}: {reason.rows:,}. The first: {reason.what.rstrip('.')}."
                 for reason in trial.aside]
        if trial.left_out:
            told.append(f"Left out on purpose: {trial.left_out:,}.")
        return told + [f"LOOK: {sentence}" for sentence in self.guess.check]


def sniff_for(path: Path, folder: Path | None, name: str | None = None) -> Sniffed:
    """What the file is to the centre of that folder (None: to one whose clock shows UTC).

    Raises Trouble with every mistake in the centre's settings, or why nobody knows the file.
    """
    if folder is None:
        return sniff(path, None, zone=ZoneInfo("UTC"), name=name, taken=())
    settings, issues = read_settings(folder)
    if settings is None:
        raise Trouble(*issues)
    found = sniff(path, folder, zone=settings.zone, name=name, taken=[line.name for line in settings.sources])
    reads = read_already(path, configured(settings.sources, folder, settings.zone.key)[0])
    if reads is None:
        return found
    twice = f"the source {reads!r} reads this file already; with both, everything in it is counted twice."
    return found._replace(guess=found.guess._replace(check=(twice, *found.guess.check)), twice=reads)


def sniff(path: Path, folder: Path | None, *, zone: ZoneInfo, name: str | None, taken: Iterable[str]) -> Sniffed:
    """What the file is, and the entry for centre.yaml that loads it.

    folder: the centre's, under which the file's path is written; name: the source's (else the file's own, made fit);
    taken: names there are. Raises Trouble where no kind of source knows the file, WrongUse for a name that cannot be.
    """
    refuse_no_file(path)
    chosen = checked(name, taken) if name is not None else name_for(path, taken)
    with path.open("rb") as file:
        from fourscore.warehouse import HEAD

        head = file.read(HEAD)
    kind, made, guess = surest(path, head)
    entry = {"name": chosen, "kind": kind, "files": place_of(path, folder), **guess.options}
    with tempfile.TemporaryDirectory() as scratch:
        from fourscore.warehouse import Fetches, try_out

        options = {"zone": zone.key, **entry, "files": str(path.resolve())}
        source, issues = made.configure(chosen, options, path.name, Path(scratch))
        if source is None or isinstance(source, Fetches):  # what recognises a file reads files
            raise Trouble(*issues)
        return Sniffed(path, zone, entry, guess, try_out(source, path.resolve()))


def surest(path: Path, head: bytes) -> tuple[str, type[Source], Guess]:
    """The kind that knows the file best. Raises Trouble: why nobody does."""
    from fourscore.warehouse import SURE, nature_of

    kinds, nature = source_kinds(), nature_of(path)
    if nature is not None and nature.how == "packed":
        raise refuse(path, head, list(kinds))  # a log may stand in it as it is, and yet be none
    found, reasons = asked(path, head)
    if nature is not None and nature.how == "wide":  # a log is known all the same: its source says what is wrong
        text = head.decode("utf-16-be" if head[:1] == b"\0" else "utf-16", "replace")
        found += [one for one in asked(path, text.encode())[0] if one[2].sure >= SURE]
    if found:
        return max(found, key=lambda one: (one[2].sure, one[0]))
    raise Trouble(*reasons) if reasons else refuse(path, head, list(kinds))


def asked(path: Path, head: bytes) -> tuple[list[tuple[str, type[Source], Guess]], list[Issue]]:
    """What every kind of source makes of the file that begins so; and why kinds that know it cannot read it."""
    found: list[tuple[str, type[Source], Guess]] = []
    reasons: list[Issue] = []
    kinds = source_kinds()
    for name, point in kinds.items():
        try:
            kind: type[Source] = point.load()
        except (ImportError, AttributeError):
            continue  # `fourscore sources` says what it needs
        recognise = getattr(kind, "recognise", None)
        if recognise is None:
            continue
        try:
            guess = recognise(head, path)
        except Trouble as trouble:
            reasons += trouble.issues
            continue
        if guess is not None:
            found.append((name, kind, guess))
    return found, reasons


def place_of(path: Path, folder: Path | None) -> str:
    """The file as centre.yaml names it: under the centre's folder, or whole."""
    whole = path.resolve()
    if folder is not None and whole.is_relative_to(folder.resolve()):
        return whole.relative_to(folder.resolve()).as_posix()
    return whole.as_posix()


def name_for(path: Path, taken: Iterable[str]) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "-", path.name.split(".")[0].lower()).strip("-_")[:50] or "calls"
    there, name, again = set(taken), plain, 2
    while name in there:
        name, again = f"{plain}-{again}", again + 1
    return name


def checked(name: str, taken: Iterable[str]) -> str:
    if not NAME.fullmatch(name):
        raise WrongUse(Issue("bad-source-name", "--name", said("{name} cannot name a source.", name=repr(name)),
                             said("Use small letters, digits, - and _, beginning with a letter or digit.")))
    if name in set(taken):
        raise WrongUse(Issue("name-twice", "--name", said("There is a source called {name} already.", name=repr(name)),
                             said("Give each source its own name.")))
    return name


def read_already(path: Path, sources: Sequence[Source]) -> str | None:
    """The name of the configured source that reads this file."""
    for source in sources:
        try:
            if path.resolve() in {there.resolve() for there in files_of(source)}:
                return source.name
        except Trouble:
            continue  # its files are missing
    return None
