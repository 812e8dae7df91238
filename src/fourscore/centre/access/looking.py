"""This file is about noting who looked at one person's figures: once a day each, behind the back of who looks."""

from __future__ import annotations

import logging
import threading
from collections import deque
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Trouble

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

LOG = logging.getLogger("fourscore.centre")


class Look(NamedTuple):
    """Somebody looked at figures of the person `name`, on that local day; what: at which, in words."""

    who: str
    name: str
    day: date
    what: str
    origin: str


class Looks:
    """Takes looks in without keeping anybody waiting, and writes each person's first of a day into the audit."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self._news, self._waiting = threading.Condition(), deque[Look]()
        self._known: set[tuple[str, str, date]] = set()
        self._thread: threading.Thread | None = None
        self._busy = self._closed = False

    def note(self, who: str, name: str, what: str, origin: str) -> None:
        """Somebody looked; this never waits for the office."""
        day = self.centre.calendar.local(self.centre.now()).date()
        with self._news:
            known = (who, name, day)
            if known in self._known or self._closed:
                return
            if any(one[2] != day for one in self._known):
                self._known.clear()
            self._known.add(known)
            self._waiting.append(Look(who, name, day, what, origin))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True, name="looks")
                self._thread.start()
            self._news.notify_all()

    def settle(self) -> None:
        """Wait until all that was taken in is written."""
        with self._news:
            self._news.wait_for(lambda: not self._waiting and not self._busy)

    def close(self) -> None:
        """Write what waits, and take nothing in any more."""
        with self._news:
            self._closed = True
            self._news.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                look, self._busy = self._waiting.popleft(), True
            try:
                self._write(look)
            except Trouble as trouble:  # it is noted again at the next look
                LOG.warning("a look at figures could not be noted: %s", trouble)
                with self._news:
                    self._known.discard((look.who, look.name, look.day))
            finally:
                with self._news:
                    self._busy = False
                    self._news.notify_all()

    def _write(self, look: Look) -> None:
        from fourscore.office import audit

        centre = self.centre
        if look.name in (look.who, *centre.office.names_of(look.who)):
            return  # one's own
        since = centre.calendar.midnight(look.day)
        audit.look(centre.office, look.who, look.name, look.what, now=centre.now(), since=since, origin=look.origin)
