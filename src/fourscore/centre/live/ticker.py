"""This file is about the one ticker of a served centre: what live pages show is worked out once for all of them.

It looks ten times a second whether anything was stored, reads once for each wall and once for the floor that somebody
looks at, and says so. While nobody looks it does nothing. Reading leaves the other work of the serve its turn.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.live.board import Board, board_of, scope_of, standing_of, today_of
from fourscore.centre.live.floor import Floor, floor_of
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

LOG = logging.getLogger("fourscore.live")
TICK_S = 0.1   # ten times a second at most
TIMED_S = 1.0  # what passes by itself (a target, a mark that grows old) is looked at so often
PACE = 4       # times as long as a reading took is left to everything else


class Read(NamedTuple):
    """What was read at a moment: the walls asked for, by their scopes' words, and the floor where it was asked for.

    trouble: why nothing could be read; what was read before is then past.
    """

    at: datetime
    boards: dict[str, Board]
    floor: Floor | None
    trouble: Trouble | None = None


# What is wanted: the scopes of walls, and whether anybody looks at the floor.
Wanted = Callable[[], tuple[set[str], bool]]
Say = Callable[[Read], None]


def read_now(centre: Centre, scopes: set[str], *, floor: bool) -> Read:
    """Everything wanted, as of one moment between two loads; the floor with everybody, to be cut for each reader."""
    at = centre.now()
    try:
        with centre.warehouse.whole_loads.asked():
            today = today_of(centre)
            stands = standing_of(centre, today.first)
            boards = {scope: board_of(centre, scope_of(centre, scope), stands, today) for scope in scopes}
            return Read(at, boards, floor_of(centre, stands, today) if floor else None)
    except Trouble as trouble:
        return Read(at, {}, None, trouble)


class Ticker:
    """Reads on a thread of its own while somebody looks, and says what it read: `say` is called on that thread.

    `say` is called once a second, too, with what was read last, so that what time alone changes is told.
    """

    def __init__(self, centre: Centre, wanted: Wanted, say: Say) -> None:
        self.centre, self._wanted, self._say = centre, wanted, say
        self._stopping, self._news = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._gate = threading.Lock()

    def wake(self) -> None:
        """Somebody looks, or at something else: read now. The first time this begins the thread."""
        self._news.set()
        with self._gate:
            if self._thread is None and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._run, daemon=True, name="ticker")
                self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        state: object = None
        last: Read | None = None
        told_at = rest_until = 0.0
        while not self._stopping.is_set():
            asked_anew = self._news.is_set()
            self._news.clear()
            scopes, floor = self._wanted()
            if not scopes and not floor:
                state, last = None, None
                self._news.wait()
                continue
            now = time.monotonic()
            try:
                # Unless somebody just came: a reading that took long is followed by a rest.
                seen = state if now < rest_until and not asked_anew else self._state()
                if seen != state or asked_anew or last is None:
                    began = time.monotonic()
                    last, state = read_now(self.centre, scopes, floor=floor), seen
                    now = time.monotonic()
                    rest_until = now + PACE * (now - began)
                    self._say(last)
                    told_at = now
                elif now - told_at >= TIMED_S:
                    self._say(last)
                    told_at = now
            except Exception:
                LOG.exception("live numbers could not be read")
                state, last = None, None
                self._say_trouble()
                self._stopping.wait(TIMED_S)
            self._stopping.wait(TICK_S)

    def _say_trouble(self) -> None:
        """Nobody takes for now what was read before, whatever went wrong since."""
        try:
            self._say(Read(self.centre.now(), {}, None, Trouble(Issue(
                "live-numbers-failed", "live numbers", said("The numbers cannot be read just now."),
                said("Look into the log of the serve.")))))
        except Exception:
            LOG.exception("that live numbers could not be read was not told")

    def _state(self) -> object:
        """What live numbers hang on: another after every load, once a text was changed, and on another day."""
        centre = self.centre
        follower = centre.follower
        troubled = () if follower is None else tuple(
            name for name, one in list(follower.followed.items()) if one.trouble)
        return centre.state, centre.settings, centre.calendar.local(centre.now()).date(), troubled
