"""This file is about doing once what a program asks for by a key of its own, however often it asks, for a day."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import Issue, Trouble, WrongUse

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

KEPT_FOR = timedelta(days=1)
LONGEST = 100_000  # signs of an answer that is kept
MOST = 100         # answers that are told once, kept by this run alone


class Answered(NamedTuple):
    """An answer as it was given. edition: of a text that can be changed, or empty."""

    status: int
    edition: str
    body: str


class Repeats:
    """What was asked for by keys, in the office; so that a server that began anew, or was killed, does nothing twice.

    An answer with a secret in it is never written down: whoever asks again hears it from the run that gave it alone.
    """

    def __init__(self, centre: Centre) -> None:
        self.centre, self._run = centre, secrets.token_hex(8)
        self._gate, self._once = Lock(), OrderedDict[str, Answered]()

    def begin(self, who: str, key: str, asked: str) -> Answered | None:
        """The answer given before; none where it is to be done now.

        Raises WrongUse `key-used-otherwise`; Trouble `key-in-use`, `key-in-doubt`, `told-once`.
        """
        from fourscore.office import repeated

        now, name = self.centre.now(), _name(who, key)
        with self._gate:
            there = repeated.begin(self.centre.office, name, asked, self._run, now=now, since=now - KEPT_FOR)
            once = self._once.get(name)
        if there is None:
            return None
        if not there.alike:
            raise WrongUse(Issue("key-used-otherwise", "Idempotency-Key", "This key came with something else before.",
                                 "Take a new key for each thing that is to be done."))
        if there.status is None and there.run == self._run:
            raise Trouble(Issue("key-in-use", "Idempotency-Key", "What this key stands for is being done just now.",
                                "Ask again in a moment."))
        if there.status is None:
            raise Trouble(Issue("key-in-doubt", "Idempotency-Key", "The server stopped while what this key stands for "
                                "was being done: nobody knows whether it was.",
                                "Look whether it was done; where it was not, ask by a new key."))
        if there.body is not None:
            return Answered(there.status, there.edition or "", there.body)
        if once is not None:
            return once
        raise Trouble(Issue("told-once", "Idempotency-Key", "This was done before. What was answered is told once, "
                            "and not kept.", "Where the answer was lost, take back what was made, and make another."))

    def done(self, who: str, key: str, answer: Answered | None, *, once: bool = False) -> None:
        """What came of it; none where it failed and may be tried again. once: it is not to be written down."""
        from fourscore.office import repeated

        name = _name(who, key)
        with self._gate:
            if answer is None:
                repeated.undone(self.centre.office, name)
                return
            kept = not once and len(answer.body) <= LONGEST
            repeated.done(self.centre.office, name, answer.status, answer.edition, answer.body if kept else None)
            if not kept:
                self._once[name] = answer
                while len(self._once) > MOST:
                    self._once.popitem(last=False)


def _name(who: str, key: str) -> str:
    return f"{len(who)} {who} {key}"
