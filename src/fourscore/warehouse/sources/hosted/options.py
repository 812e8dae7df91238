"""This file is about the options that sources of hosted systems have in common, and the files they name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fourscore.terms import Issue, Trouble, any_of, did_you_mean, said


class Reading:
    """The options of one source while they are read; every issue is kept, with `where` as its place."""

    def __init__(self, name: str, options: Mapping[str, object], where: str, known: Collection[str]) -> None:
        self.name, self.options, self.where = name, options, where
        self.issues = [
            Issue("unknown-key", where, said("The source {name} has no option {key}.", name=repr(name), key=repr(key)),
                  did_you_mean(str(key), known) or said("Remove the line."))
            for key in options if key not in known
        ]

    def wrong(self, option: str, expected: str, example: str) -> None:
        self.issues.append(Issue("bad-option", self.where, said("{option} of the source {name} is not {expected}.",
                                                                option=repr(option), name=repr(self.name),
                                                                expected=expected),
                                 said("Write for instance  {example}", example=example)))

    def patterns(self, example: str, *, needed: bool = True) -> tuple[str, ...]:
        """`files`: a name, a pattern or a folder, or a list of them."""
        files = self.options.get("files")
        found = (files,) if isinstance(files, str) else tuple(files) if isinstance(files, list | tuple) else ()
        if (not found and (needed or files is not None)) or not all(isinstance(one, str) and one for one in found):
            self.wrong("files", said("the name of a file or folder, or a list of them"),
                       said("files: {example}", example=example))
            return ()
        return tuple(map(str, found))

    def pairs(self, option: str, example: str, keys: Collection[str] = ()) -> dict[str, str]:
        """An option of pairs of words; `keys`: the only ones there may be on the left, where there are such."""
        given = self.options.get(option) or {}
        if not isinstance(given, Mapping) or not all(
                isinstance(value, str | int) and not isinstance(value, bool) for value in given.values()):
            self.wrong(option, said("a list of pairs"), example)
            return {}
        for key in given:
            if keys and key not in keys:
                self.issues.append(Issue("unknown-key", self.where,
                                         said("{option} of the source {name} has no place for {key}.",
                                              option=repr(option), name=repr(self.name), key=repr(key)),
                                         did_you_mean(str(key), keys)))
        return {str(key): str(value) for key, value in given.items()}

    def covers(self) -> str:
        """`covers`: how far a load is complete, to the last event or the end of its last day."""
        covers = self.options.get("covers", "event")
        if covers not in ("event", "day"):
            self.wrong("covers", said("'event' or 'day'"), "covers: day")
        return str(covers)

    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(str(self.options.get("zone", "UTC")))
        except (ValueError, OSError, LookupError):
            self.wrong("zone", said("a time zone"), said("zone: Europe/Berlin"))
            return ZoneInfo("UTC")


def found_files(patterns: Collection[str], folder: Path, name: str) -> list[Path]:
    """The files these patterns name; of a folder all that are in it and below, but hidden ones.

    Raises Trouble `file-missing` where there is none.
    """
    found: set[Path] = set()
    for pattern in patterns:
        path = Path(pattern) if Path(pattern).is_absolute() else folder / pattern
        start = Path(path.anchor)
        hits = [path] if path.exists() else start.glob(str(path.relative_to(start)))
        for hit in hits:
            inside = (one for one in hit.rglob("*") if one.is_file() and not hidden(one.relative_to(hit)))
            found.update([hit] if hit.is_file() else inside)
    if not found:
        raise Trouble(Issue(
            "file-missing", f"source {name!r}", said("No file is called {names}.", names=any_of(patterns)),
            said("Copy the files there, or correct `files` (relative names start at {folder}).", folder=folder),
        ))
    return sorted(found)


def hidden(path: Path) -> bool:
    """Whether the path has a part that begins with a dot or an underscore, as what tools leave beside data does."""
    return any(part.startswith((".", "_")) for part in path.parts)


def whole_days(span: tuple[datetime, datetime], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the midnight before the first moment to that after the last, on the wall of `zone`, in UTC."""
    def midnight(at: datetime, days: int) -> datetime:
        day = at.astimezone(zone).date() + timedelta(days=days)
        return datetime.combine(day, time(), zone).astimezone(UTC)

    return midnight(span[0], 0), midnight(span[1], 1)


def quoted(text: str) -> str:
    """As a text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def looked_up(key: str, names: Mapping[str, str], otherwise: str = "") -> str:
    """SQL for what `names` calls the value of `key`, else `otherwise` (the value itself where that is left out)."""
    otherwise = otherwise or key
    if not names:
        return otherwise
    pairs = ", ".join(f"{quoted(one)}: {quoted(other)}" for one, other in names.items())
    return f"coalesce(MAP {{{pairs}}}[{key}], {otherwise})"


def moment(text: str) -> str:
    """SQL for the naive UTC moment a text tells by ISO 8601; one without an offset is told by UTC."""
    offset = f"CASE WHEN regexp_matches({text}, '[+-][0-9]{{2}}:?[0-9]{{2}}$') THEN '' ELSE 'Z' END"
    return f"""CASE WHEN ends_with({text}, 'Z') THEN try_cast({text} AS TIMESTAMP)
        ELSE try_cast({text} || {offset} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' END"""
