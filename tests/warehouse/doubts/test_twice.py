"""This file is about calls told twice, by two files or two sources, and two sources that differ; and separate ones."""

import pytest


def test_a_file_that_comes_again_under_other_keys(desk, on) -> None:
    again = [{**row, "key": f"again-{row['key']}"} for row in desk.calls if on(row, "2026-02-04")]
    found = desk.look({"calls": desk.calls, "calls2": again, "logins": desk.rows["logins"]})
    one = found["calls-twice"]
    answered = sum(1 for row in again if row["outcome"] == "answered")
    assert one.issue.where == "source calls"
    assert [(spot.where, spot.what) for spot in one.spots] == [("calls.csv and calls2.csv", f"{answered} calls")]
    assert one.rows_total == 2 * answered
    assert {row.path for row in one.rows[:2]} == {"calls.csv", "calls2.csv"}
    assert one.rows[0].where == one.rows[1].where


def test_two_files_of_different_days_are_no_twins(desk, on) -> None:
    early = [row for row in desk.calls if str(row["entered"]) < "2026-02-04"]
    late = [row for row in desk.calls if str(row["entered"]) >= "2026-02-04"]
    assert desk.look({"calls": early, "calls2": late, "logins": desk.rows["logins"]}) == {}


def test_two_sources_of_the_same_calls(desk) -> None:
    desk.rows["other"] = [{**row, "key": f"o{n}"} for n, row in enumerate(desk.calls)]
    found = desk.look()
    answered = sum(1 for row in desk.calls if row["outcome"] == "answered")
    one = found["calls-twice"]
    assert set(found) == {"calls-twice"}
    assert one.issue.where == "source calls and other"
    assert f"{answered:,} answered" in one.issue.what
    assert {row.source for row in one.rows[:2]} == {"calls", "other"}
    assert (one.rows_total, len(one.spots)) == (2 * answered, 50)


def test_two_sources_of_the_same_calls_that_differ_by_more_than_one_percent(desk) -> None:
    """The other lacks one call of forty."""
    desk.rows["other"] = [{**row, "key": f"o{n}"} for n, row in enumerate(desk.calls) if n % 40]
    one = desk.look()["sources-disagree"]
    assert {spot.where for spot in one.spots} == {"Billing", "Sales"}
    sales = sum(1 for row in desk.calls if row["queue"] == "Sales")
    assert any(spot.what.startswith(f"{sales:,} stays by calls") for spot in one.spots)
    lost = [n for n in range(len(desk.calls)) if n % 40 == 0]
    assert {row.where for row in one.rows} == {"calls only"}
    assert one.rows_total == pytest.approx(len(lost), abs=3)  # another call at the same second hides one
    assert {row.line - 2 for row in one.rows} <= set(lost)


def test_less_than_one_percent_is_no_difference(desk) -> None:
    desk.rows["other"] = [{**row, "key": f"o{n}"} for n, row in enumerate(desk.calls) if n % 200]
    assert set(desk.look()) == {"calls-twice"}


def test_two_switches_that_share_a_queue_are_no_twins(desk, made) -> None:
    """Two sites with calls of their own; the second is half as busy."""
    elsewhere = made.calls(seed=2, busy=0.5)
    desk.rows["other"] = [{**row, "agent": row["agent"] and f"{row['agent']} 2"} for row in elsewhere]
    desk.people = {}
    assert set(desk.look()) == set()
