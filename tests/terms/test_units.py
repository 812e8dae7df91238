"""This file is about numbers as people write and read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.terms import (
    UNITS,
    Issue,
    Money,
    Trouble,
    did_you_mean,
    read_seconds,
    read_value,
    write_beside,
    write_score,
    write_value,
)


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


@pytest.mark.parametrize(("score", "digits", "text"), [
    (99.97, 0, "99.9"), (99.97, 1, "99.9"), (99.2, 0, "99"), (100.0, 0, "100"), (120.0, 1, "120.0"), (None, 1, "–"),
])
def test_a_score_short_of_full_never_reads_as_full(score: float | None, digits: int, text: str) -> None:
    assert write_score(score, digits) == text


@given(st.floats(0, 1), st.sampled_from(["share"]))
def test_a_share_is_read_back_to_the_digit_it_shows(value: float, unit: str) -> None:
    assert read_value(write_value(value, unit), unit) == pytest.approx(value, abs=0.0005001)


@pytest.mark.parametrize(("value", "target", "unit", "written"), [
    (0.752, 0.8, "share", ("75.2%", "80.0%")),
    (0.8, 0.8, "share", ("80.0%", "80.0%")),
    (None, 0.8, "share", ("–", "80.0%")),
    (0.8, None, "share", ("80.0%", "–")),
    (0.7996, 0.8, "share", ("79.96%", "80.00%")),
    (0.80004, 0.8, "share", ("80.004%", "80.000%")),
    (0.799999, 0.8, "share", ("79.9999%", "80.0000%")),
    (0.79999999, 0.8, "share", ("just under 80.0%", "80.0%")),
    (0.8 + 1e-12, 0.8, "share", ("just over 80.0%", "80.0%")),
    (19.96, 20.0, "seconds", ("19.96 s", "20.00 s")),
    (345.3, 345.0, "seconds", ("5:45.3", "5:45.0")),
    (59.7, 60.0, "seconds", ("59.7 s", "1:00.0")),
    (59.97, 60.0, "seconds", ("59.97 s", "1:00.00")),
    (3599.7, 3600.0, "seconds", ("59:59.7", "1:00:00.0")),
    (4.2013, 4.2, "money", ("€4.201", "€4.200")),
    (9999.999, 10_000.0, "money", ("€9,999.999", "€10,000.000")),
    (12_345.4, 12_345.0, "money", ("€12,345.4", "€12,345.0")),
    (-0.004, -0.0041, "money", ("−€0.0040", "−€0.0041")),
    (8948.0, 8948.29, "count", ("8,948.0", "8,948.3")),
    (9.96, 10.0, "minutes", ("9.96 min", "10.00 min")),
    (79.96, 80.0, "points", ("79.96", "80.00")),
    (1.2504, 1.25, "ratio", ("1.2504", "1.2500")),
])
def test_a_value_and_its_target_read_alike_only_where_they_are(
        value: float | None, target: float | None, unit: str, written: tuple[str, str]) -> None:
    assert write_beside(value, target, None, unit, "EUR") == (*written, None)


@pytest.mark.parametrize(("value", "written", "aim"), [
    (360.0, ("6:00", "5:00", "7:00"), "5:00 – 7:00"),
    (420.2, ("7:00.2", "5:00.0", "7:00.0"), "5:00.0 – 7:00.0"),
    (420.0, ("7:00", "5:00", "7:00"), "5:00 – 7:00"),
    (300 - 1e-9, ("just under 5:00", "5:00", "7:00"), "5:00 – 7:00"),
])
def test_a_value_beside_both_edges_of_a_band(value: float, written: tuple[str, str, str], aim: str) -> None:
    found = write_beside(value, 300.0, 420.0, "seconds")
    assert (found, found.aim) == (written, aim)


@given(st.floats(0, 1e6), st.floats(-1, 1) | st.floats(-1e-9, 1e-9), st.sampled_from(UNITS))
def test_who_is_short_of_a_target_never_reads_as_having_reached_it(target: float, apart: float, unit: str) -> None:
    value = target + apart
    found = write_beside(value, target, None, unit, "EUR")
    assert (found.value == found.target) == (value == target)
    if found.value.startswith("just "):
        assert found.value.startswith("just under") == (value < target)
    else:
        assert found.value.count("just") == 0


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
