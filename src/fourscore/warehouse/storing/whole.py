"""This file is about whole loads: what is made of many questions shows none of a load, or all of it.

Each question sees whole loads by itself. A page asks many, and a load committed between two of them would put figures
of before beside a mark of after. So a load waits with its commit until what is being made is made; not for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 10.0  # what takes longer is old when it is done, and made anew


class WholeLoads:
    """Many may ask at a time; a load stores when none does, and goes before those who come after it."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.patience_s = patience_s
        self._news = threading.Condition()
        self._asking: list[int] = []  # threads, each as often as it asks
        self._storing = 0

    @contextmanager
    def asked(self) -> Iterator[None]:
        """While this lasts no load is stored, but for one whose patience has ended."""
        me = threading.get_ident()
        with self._news:
            if me not in self._asking:
                self._news.wait_for(lambda: not self._storing, self.patience_s)
            self._asking.append(me)
        try:
            yield
        finally:
            with self._news:
                self._asking.remove(me)
                self._news.notify_all()

    @contextmanager
    def stored(self) -> Iterator[None]:
        """A load is stored in here. A thread does not wait for itself."""
        me = threading.get_ident()
        with self._news:
            self._storing += 1
            self._news.wait_for(lambda: all(one == me for one in self._asking), self.patience_s)
        try:
            yield
        finally:
            with self._news:
                self._storing -= 1
                self._news.notify_all()
