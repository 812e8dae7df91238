"""This file is about days far from the pattern: half of the calls lost, calls doubled; not holidays, not rushes."""


def test_a_thinned_day_is_found_with_what_is_usual_and_its_rows(desk, on) -> None:
    """Every other call is gone, as when one of two machines' logs is missing: no hour is empty, no agent unseen."""
    desk.calls = [row for n, row in enumerate(desk.calls) if not (on(row, "2026-02-04") and n % 2)]
    (found,) = desk.look().values()
    assert (found.name, found.sure, found.issue.where) == ("volume-far-from-pattern", "likely", "source calls")
    (spot,) = found.spots
    here = sum(1 for row in desk.calls if on(row, "2026-02-04"))
    assert spot.where == "2026-02-04"
    assert spot.what.startswith(f"{here} stays; usual are ")
    low, high = (int(word) for word in spot.what.removeprefix(f"{here} stays; usual are ").split(" to "))
    assert here < low < sum(1 for row in desk.calls if on(row, "2026-02-11")) < high
    assert (found.rows_total, {row.path for row in found.rows}) == (here, {"calls.csv"})


def test_a_doubled_day_is_found(desk, on, made) -> None:
    """The same calls again with other keys and a few seconds later, so that only their number tells."""
    again = [{**row, "key": f"again {n}", **{name: made.moved(row[name], n % 50 + 7) for name in
                                             ("entered", "answered", "ended")}}
             for n, row in enumerate(desk.calls) if on(row, "2026-02-04")]
    desk.calls = sorted([*desk.calls, *again], key=lambda row: str(row["entered"]))
    assert [spot.where for spot in desk.look()["volume-far-from-pattern"].spots] == ["2026-02-04"]


def test_a_holiday_with_few_calls_and_few_agents_is_none(desk, on) -> None:
    desk.calls = [row for row in desk.calls if not on(row, "2026-02-04") or row["agent"] in ("Ada", "Ben")]
    assert desk.look() == {}


def test_a_rush_is_none(desk, made) -> None:
    """Twice as many callers, and those beyond what the agents bear hang up."""
    rush = [{"key": f"rush {n}", "entered": made.moved("2026-02-04 09:00:00", 190 * n), "queue": "Sales",
             "outcome": "abandoned", "answered": "", "ended": made.moved("2026-02-04 09:01:00", 190 * n), "wait": 60,
             "talk": "", "agent": ""} for n in range(150)]
    desk.calls = sorted([*desk.calls, *rush], key=lambda row: str(row["entered"]))
    found = desk.look()
    assert [one for one in found.values() if "one queue" not in one.issue.what] == []


def test_one_queue_far_from_the_pattern(desk, on) -> None:
    """Three of four calls of one queue are told as the other's."""
    moved = [row for row in desk.calls if on(row, "2026-02-04") and row["queue"] == "Sales"]
    for row in moved[: len(moved) * 3 // 4]:
        row["queue"] = "Billing"
    found = desk.look()["volume-far-from-pattern"]
    assert (found.sure, [spot.where for spot in found.spots]) == ("possible", ["2026-02-04 Sales"])
    assert {row.queue for row in found.rows} == {"Sales"}
