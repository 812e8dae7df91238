"""This file is about answers given again: never of another state than that asked of, and not for ever."""

from datetime import UTC, date, datetime

import pytest

from fourscore.metrics import Answer, Row
from fourscore.metrics.answer import remembered
from fourscore.metrics.answer.remembered import Remembered
from fourscore.terms import Days

DURING = Days(date(2026, 3, 1), date(2026, 4, 1))


def answer(value: float, rows: int = 1) -> list[Answer]:
    row = Row({}, "m", None, value, {"num": 1}, 1, complete=True)
    return [Answer(datetime(2026, 3, 1, tzinfo=UTC), "UTC", (), DURING, [row] * rows)]


def told(kept: Remembered, stored: int, question: str, value: float, rows: int = 1) -> float | None:
    """What is told of a question, where it is worked out to be `value`."""
    return kept.answers(stored, question, lambda: answer(value, rows))[0].rows[0].value


def test_the_same_is_told_until_something_is_stored() -> None:
    kept = Remembered()
    assert (told(kept, 1, "a", 1.0), told(kept, 1, "a", 2.0), told(kept, 1, "b", 3.0)) == (1.0, 1.0, 3.0)
    assert (told(kept, 2, "a", 4.0), told(kept, 2, "b", 5.0)) == (4.0, 5.0)
    assert kept.once(2, "names", lambda: "x") == kept.once(2, "names", lambda: "y") == "x"
    assert kept.once(3, "names", lambda: "z") == "z"


def test_what_was_worked_out_while_something_was_stored_is_not_told_of_what_came() -> None:
    kept = Remembered()

    def meanwhile() -> list[Answer]:
        assert told(kept, 2, "a", 2.0) == 2.0  # another asks when the load is over, and is answered first
        return answer(1.0)

    assert kept.answers(1, "a", meanwhile)[0].rows[0].value == 1.0
    assert told(kept, 2, "a", 9.0) == 2.0


def test_a_question_that_fails_is_asked_again() -> None:
    kept = Remembered()
    with pytest.raises(ZeroDivisionError):
        kept.answers(1, "a", lambda: [answer(1 / 0)[0]])
    assert told(kept, 1, "a", 2.0) == 2.0


def test_the_longest_asked_for_longest_ago_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST_ROWS", 20)
    monkeypatch.setattr(remembered, "LONGEST", 10)
    kept = Remembered()
    told(kept, 1, "a", 1.0, 9)
    told(kept, 1, "b", 1.0, 9)
    told(kept, 1, "a", 2.0, 9)
    told(kept, 1, "c", 1.0, 3)
    assert (told(kept, 1, "a", 2.0), told(kept, 1, "b", 2.0)) == (1.0, 2.0)
    assert (told(kept, 1, "long", 1.0, 10), told(kept, 1, "long", 2.0, 10)) == (1.0, 2.0)
