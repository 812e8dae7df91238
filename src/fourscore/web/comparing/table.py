"""This file is about the table of comparison: its columns, their order, and how each cell is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from fourscore.scoring import JUDGED_WORDS, VERDICT_WORDS
from fourscore.terms import as_written, capital, said, write_reliability, write_value
from fourscore.web.draw import mark
from fourscore.web.words import Status, status_of

if TYPE_CHECKING:
    from fourscore.scoring import Standing, Standings

# Neither good nor bad in themselves: colour is for targets alone. The tones tell how sure the words are.
TONES = {"not told apart": "unsure", "not enough data": "none", "nobody alike": "none", "hidden": "none"}
# Who differs clearly comes first, who cannot be judged last: an order of figures would be a ranking of luck.
FIRST = ("clearly worse", "clearly better", "clearly higher", "clearly lower", "not told apart", "not enough data",
         "nobody alike", "hidden")
USED_FOR = {"rank": said("for ranks"), "coach": said("for coaching"), "too_few": said("for neither")}


class Head(NamedTuple):
    """One column. key: what it is sorted by. below: what stands smaller under each figure: its word, and the two edges
    between which it lies.
    """

    key: str
    word: str
    number: bool = True
    below: str = ""
    between: tuple[str, str] | None = None


class Cell(NamedTuple):
    """One cell: what stands in it, below it in small, and its shape and colour where it is held against a target."""

    text: str
    below: str = ""
    mark: Markup = Markup()


COLUMNS = (
    Head("name", said("Who"), number=False), Head("verdict", said("Verdict"), number=False), Head("n", said("n")),
    Head("value", said("Figure"), below=said("likely, 95%"), between=("low", "high")),
    Head("expected", said("Expected"), below=said("limits, 99.8%"), between=("limit_low", "limit_high")),
    Head("ratio", said("Over expected"), below=said("likely, 95%"), between=("ratio_low", "ratio_high")),
    Head("adjusted", said("Adjusted")),
    Head("steadied", said("Steadied"), below=said("likely, 95%"), between=("steadied_low", "steadied_high")),
    Head("reliability", said("Reliability")), Head("rank_low", said("Places")),
)


def verdict_of(row: Standing) -> Status:
    return Status(TONES.get(row.verdict, "apart"), capital(VERDICT_WORDS[row.verdict]))


def key_of(column: Head, row: Standing) -> Any:
    """What a row is sorted by; None where it has nothing there."""
    return FIRST.index(row.verdict) if column.key == "verdict" else getattr(row, column.key)


def ordered(found: Standings, sort: str, *, falling: bool) -> list[Standing]:
    """The rows in the order asked for, those with nothing there last; else who differs clearly first, of those who
    stands out, then by name.
    """
    column = next((one for one in COLUMNS if one.key == sort), None)
    plain = sorted(found.rows, key=lambda row: (not row.flagged, FIRST.index(row.verdict), row.name))
    if column is None:
        return plain
    there = [row for row in found.rows if key_of(column, row) is not None]
    return sorted(there, key=lambda row: key_of(column, row), reverse=falling) + [
        row for row in found.rows if key_of(column, row) is None]


def cell_of(column: Head, row: Standing, found: Standings) -> Cell:
    """A cell of figures."""
    def write(value: float | None) -> str:
        if column.key == "reliability":
            return write_reliability(value)
        if column.key == "ratio":
            return "–" if value is None else as_written(f"{value:.2f}", value, "ratio", "", 2)
        return write_value(value, found.unit, found.currency)

    if column.key == "n":
        return Cell(write_value(row.n, "count") if row.verdict != "hidden" else "–")
    if column.key == "rank_low":
        return Cell("–" if row.rank_low is None else words_of_place(row))
    below = ""
    if column.between is not None:
        low, high = (getattr(row, name) for name in column.between)
        below = "" if low is None or high is None else said("{low} to {high}", low=write(low), high=write(high))
    if column.key == "reliability" and row.reliability is not None:
        below = USED_FOR.get(row.judged, "")
    aimed = column.key == "value" and row.value is not None and row.status != "no_data"
    status = status_of(row.status)
    return Cell(write(getattr(row, column.key)), below, mark(status.tone, status.word) if aimed else Markup())


def use_of(row: Standing) -> str:
    """What a figure may be used for, in words."""
    return JUDGED_WORDS[row.judged]


def words_of_place(row: Standing) -> str:
    """From which to which place: one alone would say more than is known."""
    if row.rank_low == row.rank_high:
        return said("{place} of {all}", place=row.rank_low, all=row.rank_of)
    return said("{low} to {high} of {all}", low=row.rank_low, high=row.rank_high, all=row.rank_of)
