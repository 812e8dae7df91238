"""This file is about numbers as people write and read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.terms import Issue, Money, Trouble, did_you_mean, read_seconds, read_value, write_value


@pytest.mark.parametrize(("text", "seconds"), [
    ("20", 20), ("20s", 20), ("1m30s", 90), ("5m", 300), ("2h", 7200), ("7d", 604800), ("1:30", 90), ("1:02:03", 3723),
    ("1.5s", Decimal("1.5")), ("5 min", 300),
])
def test_lengths_of_time(text: str, seconds: int) -> None:
    assert read_seconds(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "5x", "1:2:3:4", "-5s", "1h banana"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="not a length of time"):
        read_seconds(text)


@pytest.mark.parametrize(("text", "unit", "value"), [
    ("80%", "share", 0.8), (0.8, "share", 0.8), ("5:45", "seconds", 345.0), ("20s", "seconds", 20.0),
    ("€4.20", "money", 4.2), ("4.20 EUR", "money", 4.2), ("£120k", "money", 120000.0), ("1,200", "count", 1200.0),
    ("€1,234,567.50", "money", 1234567.5),
    ("45 min", "minutes", 45.0), ("45", "minutes", 45.0), ("3", "points", 3.0), ("0", "count", 0.0),
])
def test_targets(text: str | float, unit: str, value: float) -> None:
    assert read_value(text, unit) == pytest.approx(value)


@pytest.mark.parametrize(("text", "unit"), [
    ("many", "count"), ("80 percent", "share"), (True, "count"), ("", "money"), ("4,2%", "share"), ("1,20", "money"),
    ("1,2345", "count"), ("1,,000", "count"),
])
def test_what_is_no_target(text: str | float, unit: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        read_value(text, unit)


def test_values_as_people_read_them() -> None:
    assert write_value(None, "share") == "–"
    assert write_value(0.528163, "share") == "52.8%"
    assert write_value(352, "seconds") == "5:52"
    assert write_value(32.0264, "seconds") == "32.0 s"
    assert write_value(3723, "seconds") == "1:02:03"
    assert write_value(4.31, "money", "EUR") == "€4.31"
    assert write_value(-1234567, "money", "CHF") == "−CHF 1,234,567"
    assert write_value(8948, "count") == "8,948"
    assert write_value(41.2, "minutes") == "41 min"


@given(st.floats(0, 1), st.sampled_from(["share"]))
def test_a_share_is_read_back_to_the_digit_it_shows(value: float, unit: str) -> None:
    assert read_value(write_value(value, unit), unit) == pytest.approx(value, abs=0.0005001)


def test_two_currencies_never_add() -> None:
    assert Money(Decimal("1.10"), "EUR") + Money(Decimal("2.20"), "EUR") == Money(Decimal("3.30"), "EUR")
    with pytest.raises(ValueError, match="cannot be added"):
        Money(Decimal(1), "EUR") + Money(Decimal(1), "USD")


def test_a_wrong_name_is_answered_with_the_right_one() -> None:
    assert did_you_mean("answerd_in_time", ["answered_in_time", "occupancy"]) == "Did you mean answered_in_time?"
    assert did_you_mean("zzz", ["a", "b"]) == "There are: a, b."
    assert did_you_mean("zzz", [str(n) for n in range(40)]) == ""


def test_trouble_carries_every_issue() -> None:
    one, two = Issue("a", "x:1", "First.", "Mend."), Issue("b", "x:2", "Second.", "Mend.")
    assert str(Trouble(one, two)) == "x:1: First. [a]\n    Mend.\nx:2: Second. [b]\n    Mend."
