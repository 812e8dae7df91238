"""This file is about a centre that was closed: no gap and no fall is claimed then, and what is lost beside it still."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from fourscore.centre import Doctor
from fourscore.terms import Days, Interval, OpeningHours
from fourscore.warehouse import Known

CLOSURES = {
    "2026-02-04": "{from: 2026-02-04, until: 2026-02-05, why: Flood}",
    "2026-02-05 15:00 to 17:00": "{from: 2026-02-05 15:00, until: 2026-02-05 17:00, why: Funeral}",
    "2026-02-06 Sales": "{from: 2026-02-05 18:00, until: 2026-02-07, queues: [Sales], why: Fair}",
    "2026-02-10": "{from: 2026-02-10 10:00, until: 2026-02-10 11:30, queues: Billing, why: Training}",
}
LOST = {
    "days-missing": ["2026-02-04", "2026-02-06 Sales", "2026-02-16", "2026-02-20 Sales"],
    "hours-missing": ["2026-02-05 15:00 to 17:00", "2026-02-19 15:00 to 17:00"],
    "volume-far-from-pattern": ["2026-02-10", "2026-02-24"],
}


@pytest.fixture
def doctor(desk, on):
    """Two of everything is lost; the doctor of that centre, with these lines in centre.yaml."""
    for day in ("2026-02-04", "2026-02-16"):
        desk.calls = [row for row in desk.calls if not on(row, day)]
    for day in ("2026-02-05", "2026-02-19"):
        desk.calls = [row for row in desk.calls if not on(row, day, 15)]
    for day in ("2026-02-06", "2026-02-20"):
        for row in desk.calls:
            if row["queue"] == "Sales" and on(row, day):
                row["queue"] = "Billing"
    for day in ("2026-02-10", "2026-02-24"):
        desk.calls = [row for n, row in enumerate(desk.calls) if not (on(row, day) and n % 2)]
    desk.write()
    text = (desk.folder / "centre.yaml").read_text()
    desk.centre().close()

    def looked(lines: str) -> Doctor:
        from fourscore.centre import Centre

        (desk.folder / "centre.yaml").write_text(lines + text)
        with Centre.open(desk.folder, now=lambda: desk.now) as centre:
            return centre.doctor()

    return looked


def spots(doctor: Doctor) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in doctor.findings:
        # An empty queue is a queue far from the pattern, and one whose calls the other has.
        told = [spot.where for spot in one.spots if one.name != "volume-far-from-pattern" or " " not in spot.where]
        found.setdefault(one.name, []).extend(told)
    return {name: sorted(places) for name, places in found.items() if places}


def without(*places: str) -> dict[str, list[str]]:
    left = {name: [one for one in there if one not in places] for name, there in LOST.items()}
    return {name: there for name, there in left.items() if there}


def test_closures_and_opening_hours_say_what_is_not_missed(doctor) -> None:
    whole = doctor("")
    assert spots(whole) == LOST, "each of the faults is one"
    assert "Closed, so" not in "\n".join(whole.lines())
    every = doctor("closures:\n" + "".join(f"  - {line}\n" for line in CLOSURES.values()))
    assert spots(every) == without(*CLOSURES)
    told = every.lines()
    at = told.index("Closed, so that nothing is missed then:")
    assert told[at + 1 : at + 5] == [
        "  2026-02-04 00:00 up to 2026-02-05 00:00: Flood", "  2026-02-05 15:00 up to 2026-02-05 17:00: Funeral",
        "  2026-02-05 18:00 up to 2026-02-07 00:00 (Sales): Fair",
        "  2026-02-10 10:00 up to 2026-02-10 11:30 (Billing): Training"]
    # Every queue by its name is all of them; another queue's closure, or one of less than what is lost, says nothing.
    both = "{from: 2026-02-04, until: 2026-02-05, queues: [Billing, Sales], why: Flood}"
    assert spots(doctor(f"closures: [{both}]\n")) == without("2026-02-04")
    short = ("{from: 2026-02-04, until: 2026-02-05, queues: [Billing], why: Flood}",
             "{from: 2026-02-16 10:00, until: 2026-02-16 13:00, why: Flood}",
             "{from: 2026-02-06, until: 2026-02-07, queues: [Nobody], why: Fair}")
    assert spots(doctor(f"closures: [{', '.join(short)}]\n")) == LOST
    # Opening hours: closed on Thursday afternoons, by the clock of a site an hour behind.
    week = "mon-wed: 07:00-18:00, thu: 07:00-14:00, fri: 07:00-18:00"
    one = f"{{name: A, zone: Europe/London, hours: {{{week}}}}}"
    assert spots(doctor(f"sites: [{one}]\n")) == without(*LOST["hours-missing"])
    assert spots(doctor(f"sites: [{one}, {{name: B}}]\n")) == LOST, "one of them never closes"
    assert spots(doctor(f"sites: [{one}, {{name: B, hours: {{thu: 09:00-17:00}}}}]\n")) == LOST
    # Closed on Wednesdays altogether; but on this one somebody was logged in, so something should have come.
    wednesdays = "{name: A, hours: {mon-tue: 08:00-18:00, thu-fri: 08:00-18:00}}"
    assert spots(doctor(f"sites: [{wednesdays}]\n")) == LOST


@dataclass(frozen=True)
class Shorter(OpeningHours):
    """Hours that end at ten on one day."""

    def open_between(self, days: Days) -> Iterator[Interval]:
        for span in super().open_between(days):
            late = span.start.date() == date(2026, 2, 10)
            yield span._replace(end=span.end.replace(hour=9)) if late else span


def test_a_day_of_shorter_hours_has_fewer_calls(desk, on) -> None:
    for day in ("2026-02-10", "2026-02-24"):
        desk.calls = [row for n, row in enumerate(desk.calls) if not (on(row, day) and n % 2)]
    desk.write()
    centre = desk.centre()
    zone = ZoneInfo("Europe/Berlin")
    weekday = ((time(8), time(18)),)
    for kind, missed in ((OpeningHours, ["2026-02-10", "2026-02-24"]), (Shorter, ["2026-02-24"])):
        hours = kind(zone, (weekday,) * 5 + ((), ()))
        found = centre.warehouse.doubts(Known(zone, desk.now, ("calls", "logins"), hours=(hours,)))
        assert [spot.where for one in found for spot in one.spots if " " not in spot.where] == missed


def test_a_stretch_is_found_around_a_closure(desk) -> None:
    """Two lost weeks with a closure inside: the closed days are not counted, the others are."""
    desk.calls = [row for row in desk.calls if not "2026-02-02" <= str(row["entered"]) < "2026-02-14"]
    desk.write()
    text = (desk.folder / "centre.yaml").read_text()
    (desk.folder / "centre.yaml").write_text("closures: [{from: 2026-02-04, until: 2026-02-06, why: Move}]\n" + text)
    (found,) = [one for one in desk.centre().doctor().findings if one.name == "days-missing"]
    assert [spot.where for spot in found.spots] == ["2026-02-02 up to 2026-02-14"]
    lost = [date(2026, 2, day) for day in (2, 3, 6, 9, 10, 11, 12, 13)]
    assert f": {len(lost)} days." in found.issue.what
