"""This file is about fiscal cells, holidays in opening hours, and one period beside another per working day."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Metrics, compare, period_of
from fourscore.metrics.buckets import FISCAL
from fourscore.metrics.versus.compare import grows
from fourscore.terms import Calendar, Days, FiscalWeeks, Holiday, Holidays, OpeningHours, WorkingDays, WrongUse

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = ((time(8), time(20)),)
WEEK = (*[OFFICE] * 5, (), ())
FEBRUARY, MARCH = (Days(date(2026, 2, 1), date(2026, 3, 1)), Days(date(2026, 3, 1), date(2026, 4, 1)))
PATTERNS = [None, *(FiscalWeeks(pattern, nearest) for pattern in ((4, 4, 5), (4, 5, 4), (5, 4, 4))
                    for nearest in (True, False))]


@pytest.fixture(scope="module")
def duck(new_world, tmp_path_factory):
    return new_world(tmp_path_factory.mktemp("duck")).cursor


@pytest.mark.parametrize(("weeks", "week_starts", "starts"), [
    (weeks, (3 * place + 6) % 7, starts) for place, weeks in enumerate(PATTERNS) for starts in (1, 2, 10)])
def test_every_day_has_the_same_fiscal_month_in_sql(duck, weeks, week_starts: int, starts: int) -> None:
    fiscal = Calendar(BERLIN, week_starts, starts, weeks).fiscal
    found = duck.execute(f"SELECT f.day, {fiscal.sql('f.day')} FROM (SELECT CAST(range AS DATE) AS day FROM "
                         "range(DATE '1999-01-01', DATE '2012-01-01', INTERVAL 1 DAY)) AS f").fetchall()
    assert len(found) == 4748
    assert [(day, number) for day, number in found if number != fiscal.number(day)] == []


@pytest.fixture(scope="module")
def centre(new_world, tmp_path_factory):
    """Calls on every weekday of February (20 days, 8 a day) and March 2026 (22 days, 7 a day), none on others."""
    world = new_world(tmp_path_factory.mktemp("versus"), "Europe/Berlin", 6, 2)
    world.calendar = Calendar(BERLIN, 6, 2, FiscalWeeks((4, 5, 4), nearest=True))
    for days, calls in ((FEBRUARY, 8), (MARCH, 7)):
        for step in range(days.length):
            day = days.first + timedelta(days=step)
            for call in range(calls if day.weekday() < 5 else 0):
                queue, team = ("Billing", "North") if call % 2 else ("Sales", "South")
                world.visit(f"{day} {9 + call:02d}:00", queue, wait=10 if call else 40, talk=60, team=team, agent=team)
            if days == MARCH and day.weekday() == 0:
                world.visit(f"{day} 10:30", "New line", wait=10, talk=60, team="North", agent="North")
    for kind in ("contact", "visit", "segment", "sale"):
        world.fill(kind, "2026-02-01", "2026-04-01")
    return world.metrics()


def working(*, teams: dict[str, str] | None = None, **more: tuple[int, ...]) -> WorkingDays:
    """Sites with weekdays of the office, each closed on the days of March named."""
    sites = {name: OpeningHours(BERLIN, WEEK, Holidays(tuple(Holiday(date(2026, 3, day), "off") for day in days)))
             for name, days in more.items()}
    return WorkingDays(sites, teams or {})


def one(found):
    (row,) = found.rows
    return row


def test_fiscal_cells_are_the_days_of_the_calendar(centre) -> None:
    """Fiscal 2026 of the retail calendar: four weeks from 1 February, then five from 1 March."""
    answer = centre.ask(["contacts_offered"], ["fiscal_month"], during=Days(date(2026, 1, 1), date(2027, 1, 1)))
    assert {row.by["fiscal_month"]: row.value for row in answer.rows} == {"FY2026-P01": 160, "FY2026-P02": 159}
    for name, word in (("fiscal_quarter", "FY2026-Q1"), ("quarter", "2026-Q1"), ("fiscal_year", "FY2026"),
                       ("year", "2026")):
        (row,) = centre.ask(["contacts_offered"], [name], during=FEBRUARY).rows
        assert (row.by[name], row.value) == (word, 160)
        (whole,) = centre.ask(["contacts_offered"], during=centre.calendar.period(word)).rows
        assert whole.value == 160 + 22 * 7 + 5


def test_a_fiscal_cell_is_complete_when_all_its_weeks_are(centre) -> None:
    answer = centre.ask(["contacts_offered"], ["fiscal_month"], during=Days(date(2026, 2, 1), date(2026, 5, 1)))
    assert [(row.by["fiscal_month"], row.complete) for row in answer.rows] == [
        ("FY2026-P01", True), ("FY2026-P02", False)]  # its fifth week ends on 4 April


def test_fiscal_cells_from_facts_and_from_cubes_are_the_same(centre) -> None:
    for name in FISCAL:
        cut = [centre.ask(["contacts_offered"], [name, "queue"], during=MARCH, use_cubes=use) for use in (True, False)]
        assert cut[0].rows == cut[1].rows != []


def test_what_grows_with_days_is_told_per_working_day(centre) -> None:
    row = one(compare(centre, ["contacts_offered"], during=MARCH, versus=FEBRUARY, working=working(Leeds=(2, 3))))
    assert (row.value, row.value_then, row.change) == (159, 160, -1)
    assert row.change_share == pytest.approx(-1 / 160)
    assert (row.days, row.days_then) == (20, 20)  # 22 weekdays less two days off
    assert (row.per_day, row.per_day_then) == (159 / 20, 8)
    assert row.adjusted_share == pytest.approx((159 / 20) / (160 / 20) - 1)
    assert row.why_not_adjusted is None
    # By hand: 7.227 a day in March where nothing was off, 8 in February.
    plain = one(compare(centre, ["contacts_offered"], during=MARCH, versus=FEBRUARY, working=working(Leeds=())))
    assert plain.adjusted_share == pytest.approx(7.22727 / 8 - 1, abs=1e-5)


def test_a_ratio_is_never_adjusted(centre) -> None:
    found = compare(centre, ["service_level", "average_speed_of_answer", "longest_wait", "wait_percentile:p50"],
                    during=MARCH, versus=FEBRUARY, working=working(Leeds=()))
    assert {row.why_not_adjusted for row in found.rows} == {"does not grow with days"}
    assert {(row.per_day, row.adjusted_share) for row in found.rows} == {(None, None)}
    level = found.rows[0]
    assert level.change == pytest.approx((159 - 22) / 159 - 140 / 160)
    assert level.change_share is None  # a share changes by points


def test_which_metrics_of_ours_grow_with_days(centre) -> None:
    """Every sum but the stock of waiting tickets; nothing that is a ratio, a percentile or a longest time."""
    found = {metric.key: grows(metric, centre.catalogue) for metric in centre.catalogue.metrics.values()}
    sums = {metric.key for metric in centre.catalogue.metrics.values() if metric.kind == "sum"}
    assert {"contacts_offered", "sales_revenue", "contribution_margin", "login_time", "backlog"} <= sums
    assert {key for key, yes in found.items() if yes} == sums - {"backlog"}


def test_what_is_not_complete_is_not_compared(centre) -> None:
    april = Days(date(2026, 3, 1), date(2026, 5, 1))
    found = compare(centre, ["contacts_offered", "service_level"], during=april, versus=FEBRUARY,
                    working=working(Leeds=()))
    volume, level = found.rows
    assert (volume.value, volume.change, volume.per_day, volume.why_not_adjusted) == (159, None, None, "not complete")
    assert level.change is not None
    assert not level.complete
    before = compare(centre, ["contacts_offered"], during=FEBRUARY, versus=Days(date(2025, 2, 1), date(2025, 3, 1)),
                     working=working(Leeds=()))
    assert (one(before).value_then, one(before).change) == (None, None)  # nothing of it is loaded: no nought


def test_a_row_that_is_only_in_one_period_has_nothing_to_be_compared_with(centre) -> None:
    found = compare(centre, ["contacts_offered"], ["queue"], during=MARCH, versus=FEBRUARY, working=working(Leeds=()))
    assert [(row.by["queue"], row.value, row.value_then) for row in found.rows] == [
        ("Billing", 22 * 3, 20 * 4), ("New line", 5, None), ("Sales", 22 * 4, 20 * 4)]
    other = compare(centre, ["contacts_offered"], ["queue"], during=FEBRUARY, versus=MARCH, working=working(Leeds=()))
    assert [(row.by["queue"], row.value, row.value_then) for row in other.rows] == [
        ("Billing", 80, 66), ("New line", None, 5), ("Sales", 80, 88)]
    assert [row.change for row in other.rows] == [14, None, -8]


def test_only_the_weekdays_asked_about_count(centre) -> None:
    days = working(Leeds=(2,))
    found = compare(centre, ["contacts_offered"], ["weekday"], during=MARCH, versus=FEBRUARY, working=days)
    assert {row.by["weekday"]: (row.days, row.days_then) for row in found.rows} == {
        "monday": (4, 4), "tuesday": (5, 4), "wednesday": (4, 4), "thursday": (4, 4), "friday": (4, 4)}
    picked = compare(centre, ["contacts_offered"], during=MARCH, versus=FEBRUARY, working=days,
                     where={"weekday": ["monday", "tuesday"]})
    assert (one(picked).days, one(picked).days_then) == (9, 8)


def test_a_team_has_the_working_days_of_its_site(centre) -> None:
    both = working(Leeds=(2, 3), Munich=(), teams={"North": "Leeds"})
    ask = {"during": MARCH, "versus": FEBRUARY}
    found = compare(centre, ["contacts_handled"], ["team"], working=both, **ask)
    # South's site is not known, and the sites differ in March.
    assert [(row.by["team"], row.days, row.days_then) for row in found.rows] == [("North", 20, 20), ("South", None, 20)]
    assert [row.why_not_adjusted for row in found.rows] == [None, "hours not known"]
    one_site = compare(centre, ["contacts_handled"], ["team"], working=working(Leeds=(2, 3)), **ask)
    assert [row.days for row in one_site.rows] == [20, 20]
    agent = compare(centre, ["contacts_handled"], ["agent"], working=both, where={"team": ["North"]}, **ask)
    assert one(agent).days == 20
    centres = compare(centre, ["contacts_handled"], working=both, **ask)
    assert (one(centres).days, centres.sites) == (22, {"Leeds": (20, 20), "Munich": (22, 20)})
    nobody = one(compare(centre, ["contacts_handled"], working=WorkingDays(), **ask))
    assert (nobody.days, nobody.per_day, nobody.why_not_adjusted, nobody.change) == (None, None, "hours not known", -1)


def test_the_comparison_as_a_program_reads_it(centre) -> None:
    told = compare(centre, ["contacts_offered"], during=MARCH, versus=FEBRUARY, working=working(Leeds=(2, 3))).as_dict()
    end = "2026-04-01T00:00:00+02:00"
    assert told == {
        "zone": "Europe/Berlin",
        "during": {"first": "2026-03-01", "until": "2026-04-01", "working_days": 20, "as_of": end},
        "versus": {"first": "2026-02-01", "until": "2026-03-01", "working_days": 20, "as_of": end},
        "sites": {"Leeds": {"working_days": 20, "working_days_then": 20}},
        "rows": [{
            "by": {}, "metric": "contacts_offered", "variant": None, "value": 159, "then": 160, "change": -1,
            "change_share": -0.00625, "working_days": 20, "working_days_then": 20, "per_working_day": 7.95,
            "per_working_day_then": 8, "adjusted_change_share": -0.00625, "not_adjusted": None, "n": 159,
            "complete": True, "n_then": 160, "complete_then": True}]}


@pytest.mark.parametrize("name", ["day", "week", "month", "fiscal_month", "hour", "year"])
def test_rows_of_one_period_only_are_refused(centre, name: str) -> None:
    with pytest.raises(WrongUse, match="cannot-compare"):
        compare(centre, ["contacts_offered"], [name], during=MARCH, versus=FEBRUARY, working=WorkingDays())


@pytest.mark.parametrize(("during", "before", "year_before"), [
    ("FY2024", "FY2023", "FY2023"), ("FY2024-Q1", "FY2023-Q4", "FY2023-Q1"), ("FY2024-P01", "FY2023-P12", "FY2023-P01"),
    ("2026-03", "2026-02", "2025-03"), ("2024-02", "2024-01", "2023-02"), ("2026-W10", "2026-W09", "2025-W10"),
    ("2026-03-01", "2026-02-28", "2025-03-02"), ("2026-03-02..2026-03-05", "2026-02-27..2026-03-02",
                                                  "2025-03-03..2025-03-06"),
])
def test_the_period_before_and_that_of_the_year_before(centre, during: str, before: str, year_before: str) -> None:
    calendar = centre.calendar
    days = calendar.period(during)
    assert period_of("before", days, calendar) == calendar.period(before)
    assert period_of("year-before", days, calendar) == calendar.period(year_before)
    assert period_of("2026-01", days, calendar) == calendar.period("2026-01")
    with pytest.raises(WrongUse, match="bad-period"):
        period_of("once", days, calendar)


@pytest.mark.parametrize("around", ["2026-03-29", "2026-10-25"])
def test_holidays_are_out_of_hours_by_the_sites_own_clock(new_world, tmp_path, around: str) -> None:
    """Calls at any moment around a clock change, counted by the metric and one by one by the opening hours."""
    change = date.fromisoformat(around)
    lot = random.Random(7)
    night = ((time(22), time(6)),)
    own = [Holiday(change + timedelta(days=step), "x", spans) for step, spans in (
        (-4, ()), (-1, ((time(9), time(13)), (time(15), time(15, 30)))), (0, ((time(1, 30), time(3, 30)),)), (2, None),
        (3, night))]
    sites = [OpeningHours(BERLIN, (*[OFFICE] * 5, night, night), Holidays(tuple(own))),
             OpeningHours(ZoneInfo("America/New_York"), ((), ((time(3), time(4)),), *[()] * 5))]
    world = new_world(tmp_path, "Europe/Berlin")
    first = datetime.combine(change - timedelta(days=7), time(), UTC)
    moments = [first + timedelta(minutes=lot.randrange(14 * 24 * 60)) for _ in range(500)]
    for moment in moments:
        world.visit(moment, wait=1, talk=1)
    world.fill_all(f"{change - timedelta(days=8)}", f"{change + timedelta(days=9)}")
    metrics = world.metrics()
    hours = Metrics(world.warehouse, metrics.catalogue, world.calendar, "EUR", 7, sites)
    during = Days(change - timedelta(days=8), change + timedelta(days=9))
    answer = hours.ask(["answered_within_opening_hours_coverage"], ["day"], during=during)
    expected: Counter[str] = Counter()
    for moment in moments:
        expected[str(moment.astimezone(BERLIN).date())] += any(site.is_open(moment) for site in sites)
    assert {row.by["day"]: row.parts["num"] for row in answer.rows} == dict(expected)
    closed = str(change - timedelta(days=4))
    assert expected[closed] < min(expected[str(change + timedelta(days=step))] for step in (-6, -5, -3))
