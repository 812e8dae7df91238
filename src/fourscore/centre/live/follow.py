"""This file is about following sources while a centre is served: what is new is loaded within seconds.

Looking is cheap: a file is only asked for its size and time. What is new is loaded as `fourscore load` does it, so
that it is stored whole or not at all, and whoever reads sees whole loads. A source in trouble is tried again later and
later, and told of by `doctor`; nothing a source does ends the serving.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.centre.live.tokens import PUSH
from fourscore.centre.serving.repeated import Repeated
from fourscore.centre.sources import configured, waiting_in
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.settings import SourceLine
    from fourscore.warehouse import LoadReport, Source

LOG = logging.getLogger("fourscore.live")
FILES_S, PUSHED_S, ASKED_S = 5.0, 2.0, 300.0  # how often is looked, where the setting names no time
LEAST_ASKED_S = 60.0   # another system is not asked more often
LATEST_S = 600.0       # however often a source failed
# After a load, so many times as long as it took is left to everything else. Pushed events come faster than any log.
PACE, PUSHED_PACE = 4, 0.25
LIST_AGAIN = 12        # every so many looks a folder is listed, even if nothing in it seems new
EXPECTED = {"half-written-line"}  # of a file that is being written just now


class _Stopped(Exception):
    """The load that runs is to be given up; nothing of it is kept."""


@dataclass
class Followed:
    """One source that is followed. seen: how it looked when it was last loaded; fails: how often it went wrong since.

    trouble: what went wrong last, empty where all is well; notes: what a person should know, once each.
    """

    line: SourceLine
    source: Source
    every_s: float
    next_at: datetime
    seen: object = None
    fails: int = 0
    looks: int = 0
    trouble: tuple[Issue, ...] = ()
    notes: list[Issue] = field(default_factory=list)
    listed: list[Path] = field(default_factory=list)
    folders: object = None


class Follower(Repeated):
    """Looks at every followed source. `stop` gives up a load that runs, and waits for that."""

    called, tick_s, wrong, log = "follower", 0.5, "following failed", LOG

    def __init__(self, centre: Centre) -> None:
        super().__init__()
        self.centre = centre
        self.followed: dict[str, Followed] = {}
        self._unusable: dict[str, tuple[SourceLine, tuple[Issue, ...]]] = {}

    def look(self) -> list[str]:
        """One round: load every source that is due and looks new. Gives the names of those that were loaded."""
        self._settle()
        now = self.centre.now()
        due = [one for one in self.followed.values() if one.next_at <= now]
        new = [(one, seen) for one in due if (seen := self._looks_new(one, now)) is not None]
        if not new:
            return []
        try:
            reports = self.centre.load([one.line.name for one, _ in new], self._progress, followed=True)
        except _Stopped:
            return []
        except Trouble as trouble:
            if trouble.issues[0].name != "load-running":
                for one, _ in new:
                    self._failed(one, trouble.issues)
            return []
        except Exception as wrong:
            LOG.exception("a followed source could not be loaded")
            for one, _ in new:
                self._failed(one, (Issue(
                    "follow-failed", said("source {name}", name=repr(one.line.name)),
                    said("The load broke off: {error}.", error=type(wrong).__name__),
                    said("Run fourscore load, and look into the log of the serve.")),))
            return []
        after = self.centre.now()
        for (one, seen), report in zip(new, reports, strict=True):
            self._loaded(one, seen, report, after, (after - now).total_seconds())
        return [one.line.name for one, _ in new]

    def troubles(self) -> list[tuple[str, Issue]]:
        """What is wrong with following, by source."""
        broken = [(name, issue) for name, (_, issues) in self._unusable.items() for issue in issues]
        return broken + [(one.line.name, issue) for one in self.followed.values()
                         for issue in (*one.trouble, *one.notes)]

    def _progress(self, what: str, done: int, total: int) -> None:
        if self._stopping.is_set():
            raise _Stopped

    def _settle(self) -> None:
        """Follow what the settings say now."""
        lines = {line.name: line for line in self.centre.settings.sources if is_followed(line)}
        for gone in self.followed.keys() - lines.keys():
            del self.followed[gone]
        for gone in self._unusable.keys() - lines.keys():
            del self._unusable[gone]
        for name, line in lines.items():
            there, unusable = self.followed.get(name), self._unusable.get(name)
            if (there is not None and there.line == line) or (unusable is not None and unusable[0] == line):
                continue
            sources, issues = configured([line], self.centre.folder, self.centre.settings.zone.key)
            self.followed.pop(name, None)
            self._unusable.pop(name, None)
            if sources:
                self.followed[name] = Followed(line, sources[0], _every(line, sources[0]), self.centre.now())
            else:
                self._unusable[name] = (line, tuple(issues))

    def _looks_new(self, one: Followed, now: datetime) -> object:
        """How the source looks, if it is other than when it was last loaded; else None."""
        try:
            seen = _look_of(one)
        except Trouble as trouble:
            self._failed(one, trouble.issues)
            return None
        except OSError as wrong:
            self._failed(one, (Issue("file-missing", said("source {name}", name=repr(one.line.name)),
                                     said("Its files cannot be looked at: {strerror}.",
                                          strerror=wrong.strerror or wrong),
                                     said("Check that they are there, and that they may be read.")),))
            return None
        if seen != one.seen:
            return seen
        one.next_at = now + timedelta(seconds=one.every_s)
        return None

    def _loaded(self, one: Followed, seen: object, report: LoadReport, at: datetime, took_s: float) -> None:
        issues = tuple(issue for issue in report.issues if issue.name not in EXPECTED)
        if issues and not report.files:
            self._failed(one, issues)
            return
        one.notes += [issue for issue in issues if issue not in one.notes]
        one.seen, one.fails, one.trouble = seen, 0, ()
        pace = PUSHED_PACE if hasattr(one.source, "waiting") else PACE
        one.next_at = at + timedelta(seconds=max(one.every_s, pace * took_s))

    def _failed(self, one: Followed, issues: Sequence[Issue]) -> None:
        one.fails += 1
        one.listed = []
        one.trouble = tuple(issues)
        wait = min(one.every_s * 2 ** min(one.fails, 20), max(LATEST_S, one.every_s))
        one.next_at = self.centre.now() + timedelta(seconds=wait)


def is_followed(line: SourceLine) -> bool:
    """Whether `serve` follows this source."""
    return line.kind == PUSH if line.follow is None else line.follow is not False


def _asks(source: Source) -> bool:
    """Whether its rows are elsewhere, so that looking means asking."""
    from fourscore.warehouse import Fetches

    return not hasattr(source, "waiting") and (
        isinstance(source, Fetches) or getattr(source, "api", None) is not None)


def _every(line: SourceLine, source: Source) -> float:
    said = None if line.follow is None or isinstance(line.follow, bool) else float(line.follow)
    if _asks(source):
        return max(said or ASKED_S, LEAST_ASKED_S)
    return said or (PUSHED_S if hasattr(source, "waiting") else FILES_S)


def _look_of(one: Followed) -> object:
    """How a source looks from outside; never the same twice where it has to be asked."""
    from fourscore.warehouse import Fetches

    source, waiting = one.source, waiting_in(one.source)
    if waiting is not None:
        return waiting
    if _asks(source) or isinstance(source, Fetches):
        return object()
    one.looks += 1
    if not one.listed or one.looks % LIST_AGAIN == 0 or one.folders != _folders(one.listed):
        one.listed = source.files()
        one.folders = _folders(one.listed)
    return tuple((str(path), found.st_ino, found.st_size, found.st_mtime_ns)
                 for path in one.listed if (found := path.stat()))


def _folders(paths: Sequence[Path]) -> object:
    """Other than before once a file came into one of their folders, or left it."""
    return tuple((str(folder), folder.stat().st_mtime_ns) for folder in sorted({path.parent for path in paths}))
