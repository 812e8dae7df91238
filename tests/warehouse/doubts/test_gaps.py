"""This file is about days and hours that are missing, and sources that stand still: found where they are."""

from datetime import timedelta


def test_good_data_raise_no_doubt(desk) -> None:
    assert desk.look() == {}


def test_a_lost_day_is_found_with_the_rows_around_it(desk, on) -> None:
    desk.calls = [row for row in desk.calls if not on(row, "2026-02-04")]
    (found,) = desk.look().values()
    assert (found.name, found.sure, found.issue.where) == ("days-missing", "likely", "source calls")
    assert [spot.where for spot in found.spots] == ["2026-02-04"]
    assert found.spots[0].what.startswith("none; about 1")
    before, after = found.rows
    assert (before.path, before.what, f"{before.at:%m-%d}") == ("calls.csv", "the last before it", "02-03")
    assert (after.what, f"{after.at:%m-%d}", after.line) == ("the first after it", "02-05", before.line + 1)


def test_a_lost_month_is_one_stretch(desk, on) -> None:
    desk.calls = [row for row in desk.calls if not "2026-01-26" <= str(row["entered"]) < "2026-02-23"]
    found = desk.look()["days-missing"]
    assert [spot.where for spot in found.spots] == ["2026-01-26 up to 2026-02-21"]


def test_a_centre_that_was_closed_is_no_gap(desk, on, made) -> None:
    """Nobody logged in either, and log-ins come from elsewhere."""
    desk.rows["logins"] = made.logins((*made.agents, *"ABCDEFGH"))
    desk.people = {}
    desk.calls = [row for row in desk.calls if not on(row, "2026-02-04")]
    desk.rows["logins"] = [row for row in desk.rows["logins"] if not str(row["came"]).startswith("2026-02-04")]
    assert desk.look() == {}


def test_a_holiday_of_every_site_is_no_gap(desk, on) -> None:
    """Without log-ins nothing else tells that the centre was closed; where a site opens, the day is missed."""
    outing = "sites:\n  - {name: A, hours: {mon-fri: 09:00-17:00}, holidays: [{day: 2026-02-04, name: Outing}]}\n"
    desk.calls = [row for row in desk.calls if not on(row, "2026-02-04")]
    del desk.rows["logins"]
    desk.people = {}
    desk.write()
    text = (desk.folder / "centre.yaml").read_text()
    found = {}
    for name, sites in {"one": outing, "another opens": outing + "  - {name: B, hours: {mon: 09:00-17:00, "
                        "wed: 09:00-17:00}}\n", "another never closes": outing + "  - {name: B}\n"}.items():
        (desk.folder / "centre.yaml").write_text(text + sites)
        centre = desk.centre()
        found[name] = {one.name for one in centre.doctor().findings}
        centre.close()
    missed = {"days-missing"}
    assert found == {"one": set(), "another opens": missed, "another never closes": missed}


def test_somebody_logged_in_on_a_holiday_is_told(desk, on) -> None:
    desk.calls = [row for row in desk.calls if not on(row, "2026-02-04")]
    desk.write()
    with (desk.folder / "centre.yaml").open("a") as file:
        file.write("sites: [{name: A, hours: {mon-fri: 09:00-17:00}, holidays: [{day: 2026-02-04, name: Outing}]}]\n")
    assert {one.name for one in desk.centre().doctor().findings} == {"days-missing"}


def test_log_ins_that_stop_for_a_day_are_missed(desk) -> None:
    desk.rows["logins"] = [row for row in desk.rows["logins"] if not str(row["came"]).startswith("2026-02-0")]
    found = desk.look()["days-missing"]
    assert (found.issue.where, [spot.where for spot in found.spots]) == (
        "source logins", ["2026-02-02 up to 2026-02-10"])


def test_a_queue_alone_is_missed_while_its_source_goes_on(desk, on) -> None:
    """All calls of one queue are told as the other's on that day, so that the source as a whole is as usual."""
    for row in desk.calls:
        if row["queue"] == "Sales" and on(row, "2026-02-04"):
            row["queue"] = "Billing"
    found = desk.look()
    assert [spot.where for spot in found["days-missing"].spots] == ["2026-02-04 Sales"]
    assert {row.queue for row in found["days-missing"].rows} == {"Sales"}


def test_a_half_loaded_day_is_found(desk, on) -> None:
    desk.calls = [row for row in desk.calls if not on(row, "2026-02-04", 13)]
    (found,) = desk.look().values()
    assert (found.name, found.sure) == ("hours-missing", "likely")
    assert [spot.where for spot in found.spots] == ["2026-02-04 13:00 to 17:00"]
    assert [row.what for row in found.rows] == ["the last before it", "the first after it"]
    assert f"{found.rows[0].at:%m-%d %H}" == "02-04 12"


def test_an_hour_lost_in_the_middle_is_found(desk, on) -> None:
    desk.calls = [row for row in desk.calls if not on(row, "2026-02-04", 10.5, 13)]
    found = desk.look()["hours-missing"]
    assert [spot.where for spot in found.spots] == ["2026-02-04 10:30 to 13:00"]


def test_a_day_that_is_not_over_is_not_half_loaded(desk, on) -> None:
    """The last file says that it is complete up to its last row only."""
    desk.calls = [row for row in desk.calls if not on(row, "2026-03-13", 13)]
    desk.write()
    text = (desk.folder / "centre.yaml").read_text()
    (desk.folder / "centre.yaml").write_text(text.replace("covers: day", "covers: event", 1))
    assert [one.name for one in desk.centre().doctor().findings] == []


def test_a_source_that_stands_still_while_another_goes_on(desk) -> None:
    desk.calls = [row for row in desk.calls if str(row["entered"]) < "2026-03-01"]
    found = desk.look()["source-stands-still"]
    assert found.issue.where == "source calls"
    assert found.spots[0].where == "2026-02-28 00:00"
    assert {row.path for row in found.rows} == {"calls.csv"}


def test_how_long_is_long_is_learned_from_its_loads(desk) -> None:
    """It was loaded every three days, so that six days are not long, and eight are."""
    whole = dict(desk.rows)

    def loaded(calls_until: str, logins_until: str) -> bool:
        desk.now += timedelta(days=3)
        desk.calls = [row for row in whole["calls"] if str(row["entered"]) < calls_until]
        desk.rows["logins"] = [row for row in whole["logins"] if str(row["came"]) < logins_until]
        return "source-stands-still" in desk.look()

    assert [loaded(day, day) for day in ("2026-02-26", "2026-03-01", "2026-03-04")] == [False, False, False]
    assert not loaded("2026-03-04", "2026-03-10")
    assert loaded("2026-03-04", "2026-03-12")


def test_a_source_that_has_ended_may_be_taken_out(desk, made) -> None:
    desk.calls = [row for row in desk.calls if str(row["entered"]) < "2026-03-01"]
    assert "source-stands-still" in desk.look()
    del desk.rows["calls"]
    desk.rows["other"] = made.calls(seed=2)
    assert "source-stands-still" not in desk.look()
