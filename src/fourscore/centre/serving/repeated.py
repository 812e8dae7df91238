"""This file is about doing the same again and again while a centre is served, on a thread of its own."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from typing import ClassVar, Self

from fourscore.terms import Trouble


class Repeated(ABC):
    """`look` every few seconds, whatever came of the last time. `stop` waits for the one that runs.

    called: the thread's name. tick_s: between two looks. pace: times as long as one took is left to everything else.
    at_once: whether the first comes without waiting. wrong: what is said where it fails, into which log.
    """

    called: ClassVar[str]
    tick_s: ClassVar[float]
    pace: ClassVar[float] = 0.0
    at_once: ClassVar[bool] = False
    wrong: ClassVar[str]
    log: ClassVar[logging.Logger]

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name=self.called)

    @abstractmethod
    def look(self) -> object:
        """One round. Long ones ask `_stopping` on their way."""

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        wait = 0.0 if self.at_once else self.tick_s
        while not self._stopping.wait(wait):
            began = time.monotonic()
            try:
                self.look()
            except Trouble as trouble:
                self.log.warning("%s: %s", self.wrong, trouble)
            except Exception:
                self.log.exception(self.wrong)
            wait = max(self.tick_s, self.pace * (time.monotonic() - began))
