"""This file is about the table of comparison: its columns, their order, and how each cell is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.terms import write_value
from fourscore.web.words import Status

if TYPE_CHECKING:
    from fourscore.scoring import Standing, Standings

VERDICTS = {
    "clearly better": Status("good", "Clearly better"), "clearly worse": Status("off", "Clearly worse"),
    "clearly higher": Status("near", "Clearly higher"), "clearly lower": Status("near", "Clearly lower"),
    "not told apart": Status("unsure", "Not told apart"), "not enough data": Status("none", "Not enough data"),
    "hidden": Status("none", "Hidden"),
}
# Who stands out comes first, who cannot be judged last: an order of figures would be a ranking of luck.
FIRST = ("clearly worse", "clearly better", "clearly higher", "clearly lower", "not told apart", "not enough data",
         "hidden")


class Head(NamedTuple):
    """One column. key: what it is sorted by. number: whether it holds figures. between: the two edges it shows."""

    key: str
    word: str
    number: bool = True
    between: tuple[str, str] | None = None


COLUMNS = (
    Head("name", "Who", number=False), Head("verdict", "Verdict", number=False), Head("n", "n"),
    Head("value", "Figure"),
    Head("low", "Likely, 95%", between=("low", "high")), Head("expected", "Expected"),
    Head("ratio", "Over expected", between=("ratio_low", "ratio_high")), Head("adjusted", "Adjusted"),
    Head("limit_low", "Limits, 99.8%", between=("limit_low", "limit_high")), Head("steadied", "Steadied"),
    Head("reliability", "Reliability"), Head("rank_low", "Places"),
)


def key_of(column: Head, row: Standing) -> Any:
    """What a row is sorted by; None where it has nothing there."""
    return FIRST.index(row.verdict) if column.key == "verdict" else getattr(row, column.key)


def ordered(found: Standings, sort: str, *, falling: bool) -> list[Standing]:
    """The rows in the order asked for, those with nothing there last; else who stands out first, then by name."""
    column = next((one for one in COLUMNS if one.key == sort), None)
    plain = sorted(found.rows, key=lambda row: (FIRST.index(row.verdict), row.name))
    if column is None:
        return plain
    there = [row for row in found.rows if key_of(column, row) is not None]
    return sorted(there, key=lambda row: key_of(column, row), reverse=falling) + [
        row for row in found.rows if key_of(column, row) is None]


def cell_of(column: Head, row: Standing, found: Standings) -> tuple[str, str]:
    """A cell: what stands in it, and below it in small."""
    def write(value: float | None) -> str:
        return write_value(value, found.unit, found.currency)

    def plain(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    if column.key == "verdict":
        return "", ""
    if column.key == "n":
        return f"{row.n:,}" if row.verdict != "hidden" else "–", ""
    if column.key == "ratio":
        return plain(row.ratio), "" if row.ratio_low is None else f"{plain(row.ratio_low)} to {plain(row.ratio_high)}"
    if column.key == "reliability":
        return plain(row.reliability), ""
    if column.key == "rank_low":
        return ("–" if row.rank_low is None else words_of_place(row)), ""
    if column.between:
        low, high = (getattr(row, name) for name in column.between)
        return ("–" if low is None else f"{write(low)} to {write(high)}"), ""
    return write(getattr(row, column.key)), ""


def words_of_place(row: Standing) -> str:
    """From which to which place: one alone would say more than is known."""
    told = f"{row.rank_low}" if row.rank_low == row.rank_high else f"{row.rank_low} to {row.rank_high}"
    return f"{told} of {row.rank_of}"
