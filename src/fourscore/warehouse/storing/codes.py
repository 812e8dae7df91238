"""This file is about codes: whole numbers a source gives its contacts, by which their stays and segments are joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# A source may give each contact's key a whole number of its own, here and in its stays and segments; joins go by it.
CODE = "code"
OF_CONTACT = ("contact", "visit", "segment")
MOST_BITS = 1 << 29  # of one row of bits that tells which numbers of which codes there are: 64 MB


class Codes(NamedTuple):
    """The least and the greatest code of the contacts, and how many there are, each once."""

    low: int
    high: int
    many: int

    @property
    def narrow(self) -> bool:
        """Whether they lie so close together that one row of bits holds 64 for each."""
        return (self.high - self.low + 1) * 64 <= MOST_BITS

    @property
    def whole(self) -> bool:
        """Whether there is a contact for every number between the least and the greatest."""
        return self.high - self.low + 1 == self.many


def codes_of(cursor: DuckDBPyConnection, table: str) -> Codes | None:
    """The codes of these contacts; None where one has none, or two have the same."""
    row = cursor.execute(f"SELECT min({CODE}), max({CODE}), count(*), count({CODE}) FROM {table}").fetchone()
    low, high, many, coded = row or (0, 0, 0, 0)
    found = Codes(low or 0, high or 0, many)
    if coded < many:
        return None
    span, different = found.high - found.low, f"count(DISTINCT {CODE})"
    if found.narrow:
        different = f"coalesce(bit_count(bitstring_agg({CODE}::BIGINT - ({found.low}), 0, {span})), 0)"
    row = cursor.execute(f"SELECT {different} FROM {table}").fetchone()
    return found if row and row[0] == many else None


def seen(codes: Codes) -> str:
    """Two sums over rows of contacts whose codes are narrow: those that may be the same, and those of no such code.

    The first is 0 only where no two rows have the same code and number, and none another code than the contacts': each
    code has a bit for each of 64 numbers (beyond them some fall together).
    """
    within = f"{CODE} BETWEEN {codes.low} AND {codes.high}"
    place = f"({CODE}::BIGINT - ({codes.low})) * 64 + (coalesce(number, 0) & 63)"
    bits = f"bitstring_agg(CASE WHEN {within} THEN {place} END, 0, {(codes.high - codes.low + 1) * 64 - 1})"
    others = f"count(*) FILTER (coalesce(NOT {within}, true))"
    return f"count(*) - coalesce(bit_count({bits}), 0), {others}"


def alike(rows: str) -> str:
    """A query for how many codes have rows that may be the same, however far apart they lie."""
    marked = "bit_count(bit_or(1::UBIGINT << (coalesce(number, 0) & 63)::UBIGINT))"
    return f"SELECT count(*) FROM (SELECT 1 FROM {rows} GROUP BY {CODE} HAVING {marked} < count(*))"
