"""This file is about taking pushed events in: who may, what is taken, and that it is on the disk before anyone is told.

An event is safe once it stands in the spool: whatever happens to this process then, the next load takes it over.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.live.tokens import PUSH
from fourscore.centre.sources import configured
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.settings import SourceLine
    from fourscore.warehouse import PushedBatch, Spool


class Taken(NamedTuple):
    """A batch that was looked at; `done` once all of it is on the disk, or with the Trouble that kept it from there."""

    batch: PushedBatch
    done: Future[None]


class Intake:
    """The door of one open centre for pushed events; any thread may use it."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self._doors: dict[str, tuple[SourceLine, str]] = {}
        self._spools: dict[str, Spool] = {}

    @property
    def most_bytes(self) -> int:
        """The longest batch that is taken."""
        from fourscore.warehouse import MOST_PUSHED_BYTES

        return MOST_PUSHED_BYTES

    def too_large(self) -> Trouble:
        """The Trouble of a batch that is longer."""
        from fourscore.warehouse import too_large

        return too_large(said("It is longer than {most_bytes} bytes.", most_bytes=f"{self.most_bytes:,}"))

    def lets_in(self, source: str, token: str) -> bool:
        """Whether this token may push to this source now."""
        return self.centre.office.lets_in(source, token) is not None

    def take(self, source: str, body: bytes) -> Taken:
        """Look at a batch and hand it to the spool.

        Raises Trouble: `unknown-source`, what is wrong with the source's settings, `unreadable-batch`,
        `batch-too-large`, `intake-busy`.
        """
        from fourscore.warehouse import Spool, read_batch, spool_of

        id_at = self._id_of(source)
        batch = read_batch(body, id_at, self.centre.now())
        spool = self._spools.setdefault(source, Spool.at(spool_of(self.centre.folder / "data", source)))
        return Taken(batch, spool.append(batch.lines))

    def close(self) -> None:
        """Bring to the disk what waits, and take nothing more."""
        while self._spools:
            self._spools.popitem()[1].close()

    def _id_of(self, source: str) -> str:
        """Where an event's id stands. The entry in centre.yaml is understood anew once it has changed."""
        line = next((line for line in self.centre.settings.sources if (line.name, line.kind) == (source, PUSH)), None)
        if line is None:
            raise Trouble(Issue("unknown-source", "centre.yaml",
                                said("There is no source of kind push called {source}.", source=repr(source)),
                                said("Add it to the sources of centre.yaml, or push to one that is there.")))
        known = self._doors.get(source)
        if known is None or known[0] != line:
            sources, issues = configured([line], self.centre.folder, self.centre.settings.zone.key)
            if not sources:
                raise Trouble(*issues)
            known = self._doors[source] = (line, str(getattr(sources[0], "id_at", "id")))
        return known[1]
