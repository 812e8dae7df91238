"""This file is about pages shown again: a page is made once for all who look at it, until what it shows changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import NamedTuple

from starlette.responses import Response, StreamingResponse

MOST = 100  # pages kept; a scorecard has about 100 kB


class Page(NamedTuple):
    """What a page says. Each who looks gets an answer of their own: on its way out its headers are written over."""

    state: Hashable
    body: bytes
    headers: dict[str, str]

    def answer(self) -> Response:
        return Response(self.body, headers=self.headers)


class Remembered:
    """Pages by their address. `state` tells what all of them are made from; another state, and each is made anew.

    Whoever asks for a page that is being made waits for it instead of making it too.
    """

    def __init__(self, state: Callable[[], Hashable], most: int = MOST) -> None:
        self._state, self._most = state, most
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._making: dict[str, tuple[Lock, int]] = {}
        self._gate = Lock()

    def page(self, address: str, make: Callable[[], Response]) -> Response:
        """The page of that address, as `make` makes it. Only whole pages without a fault in them are kept."""
        state = self._state()  # before it is made: what changes meanwhile makes it old, never a stale one new
        there = self._there(address, state)
        if there is not None:
            return there
        with self._gate:
            lock, waiting = self._making.get(address, (Lock(), 0))
            self._making[address] = lock, waiting + 1
        try:
            with lock:
                there = self._there(address, state)
                if there is None:
                    there = make()
                    self._keep(address, state, there)
                return there
        finally:
            with self._gate:
                lock, waiting = self._making[address]
                if waiting == 1:
                    del self._making[address]
                else:
                    self._making[address] = lock, waiting - 1

    def _there(self, address: str, state: Hashable) -> Response | None:
        with self._gate:
            found = self._pages.get(address)
            if found is None or found.state != state:
                return None
            self._pages.move_to_end(address)
        return found.answer()

    def _keep(self, address: str, state: Hashable, made: Response) -> None:
        if made.status_code != 200 or isinstance(made, StreamingResponse):
            return
        with self._gate:
            self._pages[address] = Page(state, bytes(made.body), dict(made.headers))
            self._pages.move_to_end(address)
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)
