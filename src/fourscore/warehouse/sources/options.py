"""This file is about the options of sources that read logs: files, other names, and how far a log is complete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Trouble, any_of, did_you_mean, said

ALWAYS = ("name", "kind", "zone", "covers")


@dataclass
class Reading:
    """Options while they are read: every one that is wrong becomes an issue, and none is left out."""

    name: str
    options: Mapping[str, object]
    where: str
    issues: list[Issue] = field(default_factory=list)

    def known(self, *more: str) -> None:
        """Every option must be one of these, or of those that all have."""
        known = (*ALWAYS, *more)
        self.issues += [
            Issue("unknown-key", self.where, said("The source {name} has no option {key}.", name=repr(self.name),
                                                  key=repr(key)),
                  did_you_mean(str(key), known) or said("Remove the line."))
            for key in self.options if key not in known
        ]

    def wrong(self, option: str, expected: str, example: str) -> None:
        self.issues.append(Issue(
            "bad-option", self.where, said("{option} of the source {name} is not {expected}.", option=repr(option),
                                           name=repr(self.name), expected=expected),
            said("Write for instance  {example}", example=example)))

    def patterns(self, example: str) -> tuple[str, ...]:
        """`files`: one pattern or several."""
        files = self.options.get("files")
        found = (files,) if isinstance(files, str) else tuple(files) if isinstance(files, list | tuple) else ()
        if not found or not all(isinstance(pattern, str) and pattern for pattern in found):
            self.wrong("files", said("a file name or a list of them"), said("files: \"{example}\"", example=example))
        return tuple(map(str, found))

    def pairs(self, option: str, example: str) -> dict[str, str]:
        given = self.options.get(option) or {}
        if not isinstance(given, Mapping) or not all(isinstance(value, str | int) for value in given.values()):
            self.wrong(option, said("a list of pairs"), example)
            return {}
        return {str(key): str(value) for key, value in given.items()}

    def one_of(self, option: str, words: Sequence[str]) -> str:
        """One of these words; the first where the option is left out."""
        given = self.options.get(option, words[0])
        if given not in words:
            self.wrong(option, " or ".join(repr(word) for word in words),
                       said("{option}: {words}", option=option, words=words[-1]))
        return str(given)

    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(str(self.options.get("zone", "UTC")))
        except (ValueError, OSError, LookupError):
            self.wrong("zone", said("a time zone"), said("zone: Europe/Berlin"))
            return ZoneInfo("UTC")


def found_files(name: str, patterns: Sequence[str], folder: Path) -> list[Path]:
    """The files these patterns name, by path. Raises Trouble `file-missing` where there is none."""
    found: set[Path] = set()
    for pattern in patterns:
        path = Path(pattern) if Path(pattern).is_absolute() else folder / pattern
        found |= {path} if path.is_file() else {hit for hit in path.parent.glob(path.name) if hit.is_file()}
    if not found:
        raise Trouble(Issue(
            "file-missing", f"source {name!r}", said("No file is called {names}.", names=any_of(patterns)),
            said("Copy the file there, or correct `files` (relative names start at {folder}).", folder=folder)))
    return sorted(found, key=lambda path: (path.name, str(path)))


def whole_days(span: tuple[datetime, datetime], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the midnight before the first moment to the one after the last, by the clock of `zone`; aware, in UTC."""

    def midnight(at: datetime, days: int) -> datetime:
        day = at.astimezone(zone).date() + timedelta(days=days)
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return midnight(span[0], 0), midnight(span[1], 1)
