"""This file is about pages shown again: a page is made once for all who look at it, until what it shows changes.

What is remembered is answered where requests come in, without another thread, a question to the warehouse or packing
anything anew, so that whoever looks at a page waits for none of the work that goes on behind it.
"""

from __future__ import annotations

import gzip
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Condition, Lock, Thread
from typing import TYPE_CHECKING, NamedTuple

from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from fourscore.centre import Reader, reader

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOG = logging.getLogger("fourscore.web")
MOST = 100       # pages kept; a scorecard has about 100 kB
WHILE_S = 30.0   # so long a page that only lacks the newest rows is still shown while another is being made
PACKED_FROM = 1000  # bytes; smaller ones go out as they are
Make = Callable[[], Response]


class State(NamedTuple):
    """What pages are made from. told: what people wrote, changed or asked to be loaded; rows: what came in by itself.

    Where `told` is another, no former page is shown. Where only `rows` is, a former page is as true as it was: it says
    how far it is complete.
    """

    told: Hashable
    rows: Hashable


@dataclass
class Page:
    """What a page says, and packed for browsers. true_at: when it was last known to show all there was."""

    state: State
    body: bytes
    packed: bytes | None
    headers: dict[str, str]
    make: Make
    true_at: float

    def answer(self) -> Response:
        """Each who looks gets an answer of their own: on its way out its headers are written over."""
        return Response(self.body, headers=self.headers)


class Remembered:
    """Pages by their address. `state` tells what all of them are made from; another state, and each is made anew.

    Whoever asks for a page that is being made waits for it instead of making it too; nobody waits for one that only
    lacks rows that came in by themselves in the last `WHILE_S`: it is made anew on a thread of its own.
    """

    def __init__(self, state: Callable[[], State], most: int = MOST, clock: Callable[[], float] = time.monotonic):
        self._state, self._most, self._clock = state, most, clock
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._making: dict[str, tuple[Lock, int]] = {}
        self._gate = Lock()
        self._news, self._wanted = Condition(), OrderedDict[str, Make]()
        self._thread: Thread | None = None
        self._closed = False

    def at_hand(self, address: str) -> Page | None:
        """The page of that address if it can be shown at once; this never waits."""
        return self._there(address, self._state())

    def page(self, address: str, make: Make) -> Response:
        """The page of that address, as `make` makes it. Only whole pages without a fault in them are kept."""
        there = self.at_hand(address)
        return there.answer() if there is not None else self._made(address, make, anew=False)

    def forget(self) -> None:
        """Every page is made for whoever asks next."""
        with self._gate:
            self._pages.clear()

    def close(self) -> None:
        """Make nothing anew any more; waits for the page that is being made."""
        with self._news:
            self._closed = True
            self._news.notify()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _made(self, address: str, make: Make, *, anew: bool) -> Response:
        with self._gate:
            lock, waiting = self._making.get(address, (Lock(), 0))
            self._making[address] = lock, waiting + 1
        try:
            with lock:
                state, at = self._state(), self._clock()  # before it is made: what changes meanwhile makes it old
                there = None if anew else self._there(address, state)
                if there is not None:
                    return there.answer()
                made = make()
                self._keep(address, state, at, made, make)
                return made
        finally:
            with self._gate:
                lock, waiting = self._making[address]
                if waiting == 1:
                    del self._making[address]
                else:
                    self._making[address] = lock, waiting - 1

    def _there(self, address: str, state: State) -> Page | None:
        """A page of that state, or one that lacks rows only, and not for long: then it is made anew meanwhile."""
        now = self._clock()
        with self._gate:
            found = self._pages.get(address)
            if found is None or found.state.told != state.told:
                return None
            if found.state.rows == state.rows:
                found.true_at = now
            elif now - found.true_at > WHILE_S:
                return None
            self._pages.move_to_end(address)
        if found.state.rows != state.rows:
            self._want(address, found.make)
        return found

    def _keep(self, address: str, state: State, at: float, made: Response, make: Make) -> None:
        if made.status_code != 200 or isinstance(made, StreamingResponse):
            with self._gate:
                self._pages.pop(address, None)
            return
        body = bytes(made.body)
        packed = gzip.compress(body, 5, mtime=0) if len(body) >= PACKED_FROM else None
        with self._gate:
            self._pages[address] = Page(state, body, packed, dict(made.headers), make, at)
            self._pages.move_to_end(address)
            while len(self._pages) > self._most:
                self._pages.popitem(last=False)

    def _want(self, address: str, make: Make) -> None:
        with self._news:
            if self._closed or address in self._wanted:
                return
            self._wanted[address] = make
            if self._thread is None:
                self._thread = Thread(target=self._run, daemon=True, name="pages")
                self._thread.start()
            self._news.notify()

    def _run(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._wanted or self._closed)
                if self._closed:
                    return
                address = next(iter(self._wanted))
                make = self._wanted[address]
            try:
                self._made(address, make, anew=True)
            except Exception:
                LOG.info("a page could not be made anew: %s", address)
                with self._gate:  # whoever asks next is told why
                    self._pages.pop(address, None)
            finally:
                with self._news:
                    del self._wanted[address]


class Front:
    """Shows remembered pages, and hands every other request on."""

    def __init__(self, app: ASGIApp, remembered: Remembered) -> None:
        self.app, self.remembered = app, remembered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self.remembered.at_hand(address_of(scope, reader())) \
            if scope["type"] == "http" and scope["method"] == "GET" else None
        if page is None:
            await self.app(scope, receive, send)
            return
        headers, body = dict(page.headers), page.body
        if page.packed is not None:
            headers["vary"] = "Accept-Encoding"
            if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
                headers["content-encoding"], body = "gzip", page.packed
        headers["content-length"] = str(len(body))
        told = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": told})
        await send({"type": "http.response.body", "body": body})


def address_of(scope: Scope, who: Reader) -> str:
    """Who reads, in which language, a request's path and question, by which its page is remembered: for them alone."""
    read = (who.person, who.guest, None if who.reads is None else sorted(who.reads))
    return f"{read!r} {scope.get('language', '')} {scope['path']}?{scope['query_string'].decode('latin-1')}"
