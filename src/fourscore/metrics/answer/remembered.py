"""This file is about answers that were given already: as long as nothing was stored since, they are given again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, TypeVar

from fourscore.metrics.answer.row import Answer

MOST_ROWS = 50_000  # of all answers together; one row has about a kilobyte
LONGEST = 5_000     # rows; a longer answer is made as it is read, and not kept
MOST_NOTES = 2_000  # what is asked for pages again and again: names, days, how cases spread
Found = TypeVar("Found")


class Remembered:
    """Answers by their question, of one state of the warehouse: another state, and none of them is given any more.

    What is handed over is shared: nobody changes it. The state is looked at before the warehouse is, so that what is
    stored meanwhile makes it old.
    """

    def __init__(self) -> None:
        self._gate = Lock()
        self._stored: int | None = None
        self._answers: OrderedDict[Hashable, list[Answer]] = OrderedDict()
        self._notes: dict[Hashable, Any] = {}
        self._rows = 0

    def once(self, stored: int, question: Hashable, make: Callable[[], Found]) -> Found:
        """What `make` makes, made once for a state."""
        with self._gate:
            self._of(stored)
            if question in self._notes:
                found: Found = self._notes[question]
                return found
        found = make()
        with self._gate:
            if stored == self._stored and len(self._notes) < MOST_NOTES:
                self._notes[question] = found
        return found

    def answers(self, stored: int, question: Hashable, make: Callable[[], list[Answer]]) -> list[Answer]:
        """The answers to a question, as `make` makes them; the longest asked for longest ago are forgotten first."""
        with self._gate:
            self._of(stored)
            if question in self._answers:
                self._answers.move_to_end(question)
                return list(self._answers[question])
        found = make()
        if _rows(found) <= LONGEST and all(isinstance(one.rows, list) for one in found):
            with self._gate:
                if stored == self._stored and question not in self._answers:
                    self._answers[question] = list(found)
                    self._rows += _rows(found)
                while self._rows > MOST_ROWS:
                    self._rows -= _rows(self._answers.popitem(last=False)[1])
        return found

    def _of(self, stored: int) -> None:
        """From now on of this state; one that was looked at earlier than another does not bring the old back."""
        if self._stored is None or stored > self._stored:
            self._answers.clear()
            self._notes.clear()
            self._stored, self._rows = stored, 0


def _rows(answers: Sequence[Answer]) -> int:
    return sum(1 + len(one.rows) for one in answers)
