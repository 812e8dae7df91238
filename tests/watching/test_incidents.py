"""This file is about incidents: entered once, marked on every chart of their time, corrected with a reason."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, asked_by, at_word, enter_incident, incidents_of, withdraw_incident
from fourscore.terms import Days, Trouble, WrongUse
from fourscore.web import create_app
from fourscore.web.draw import Band, RunPoint, run

WEEK = "2026-W11"


@pytest.fixture
def page(centre: Centre) -> TestClient:
    return TestClient(create_app(centre), base_url="http://127.0.0.1", follow_redirects=False)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def days(centre: Centre, period: str) -> Days:
    return centre.calendar.period(period)


def test_it_is_half_open_and_of_its_queues(centre: Centre) -> None:
    enter_incident(centre, "outage", "2026-03-10 00:00", "2026-03-11 00:00", queues=["Billing"], text="Lines down")
    assert len(incidents_of(centre, days(centre, "2026-03-10"))) == 1
    assert incidents_of(centre, days(centre, "2026-03-11")) == []
    assert incidents_of(centre, days(centre, "2026-03-09")) == []
    assert len(incidents_of(centre, days(centre, WEEK), {"queue": ("Billing",)})) == 1
    assert incidents_of(centre, days(centre, WEEK), {"queue": ("Orders",)}) == []
    assert len(incidents_of(centre, days(centre, WEEK), {"team": ("Blues",)})) == 1


def test_one_without_an_end_goes_on_until_it_is_corrected(centre: Centre) -> None:
    one = enter_incident(centre, "weather", "2026-03-16 08:00")
    assert len(incidents_of(centre, days(centre, "2026-03-20"))) == 1
    assert incidents_of(centre, days(centre, "2026-03-22")) == []
    with pytest.raises(WrongUse, match="incident-not-kept"):
        enter_incident(centre, "weather", "2026-03-16 08:00", "2026-03-17 12:00", number=one.number, seen=one.seen)
    again = enter_incident(centre, "weather", "2026-03-16 08:00", "2026-03-17 12:00", why="The snow is gone",
                           number=one.number, seen=one.seen)
    assert incidents_of(centre, days(centre, "2026-03-20")) == []
    assert [(text.ends_at, text.why) for text in again.texts] == [
        (None, ""), (datetime(2026, 3, 17, 12, tzinfo=UTC), "The snow is gone")]
    with pytest.raises(Trouble, match="changed-meanwhile"):
        enter_incident(centre, "weather", "2026-03-16 08:00", why="x", number=one.number, seen=one.seen)
    withdraw_incident(centre, one.number)
    assert incidents_of(centre) == []
    assert [one.new for one in centre.office.changes() if one.thing == "incident"][-1] == "withdrawn"


def test_moments_are_by_the_centres_clock_when_it_changes(centre: Centre) -> None:
    with pytest.raises(WrongUse, match="bad-moment"):
        enter_incident(centre, "outage", "2026-03-29 01:30")  # the clock goes from 01:00 to 02:00
    with pytest.raises(WrongUse, match="bad-moment"):
        enter_incident(centre, "outage", "yesterday")
    with pytest.raises(WrongUse, match="until-before-from"):
        enter_incident(centre, "outage", "2026-03-10 10:00", "2026-03-10 10:00")
    twice = enter_incident(centre, "outage", "2026-10-25 01:30", "2026-10-25 01:30")  # that night it comes twice
    assert (twice.now.begins_at, twice.now.ends_at) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert at_word(centre, twice.now.begins_at) == "2026-10-25T01:30+01:00"
    same = enter_incident(centre, "outage", at_word(centre, twice.now.begins_at), at_word(centre, twice.now.ends_at),
                          why="nothing", number=twice.number, seen=twice.seen)
    assert same.now[2:4] == twice.now[2:4]
    assert at_word(centre, datetime(2026, 3, 10, 9, tzinfo=UTC)) == "2026-03-10T09:00"


def test_who_may_see_a_queue_sees_its_incidents_and_only_staff_enter_them(centre: Centre) -> None:
    with asked_by("Mara Quinn"):
        one = enter_incident(centre, "mailing", "2026-03-10 08:00", queues=["Billing", "Orders"],
                             text="Ada Bell sent it")
    with asked_by("Nia Fox"):
        (seen,) = incidents_of(centre)
        assert seen.now.queues == ("Billing",)
        with pytest.raises(WrongUse, match="not-yours"):
            enter_incident(centre, "outage", "2026-03-10 08:00", queues=["Orders"])
        enter_incident(centre, "mailing", "2026-03-10 09:00", queues=["Billing"], why="An hour later",
                       number=one.number, seen=one.seen)
    with asked_by("Mara Quinn"):
        assert incidents_of(centre)[0].now.queues == ("Billing", "Orders")  # what she did not see is not lost
    with asked_by("Ida Holt"):
        (seen,) = incidents_of(centre)
        assert "Ada Bell" not in seen.now.text
    for person in ("Ida Holt", "Ada Bell", "Tia Voss"):
        with asked_by(person), pytest.raises(WrongUse, match="not-yours"):
            enter_incident(centre, "outage", "2026-03-10 08:00")


def test_every_chart_and_table_of_its_time_says_so_and_no_figure_moves(centre: Centre, page: TestClient) -> None:
    period = f"period={WEEK}"
    addresses = [f"/measure/average_handle_time?{period}", f"/explore?{period}&metric=average_handle_time&by=day",
                 f"/explore?{period}&metric=average_handle_time&by=half_hour",
                 f"/scorecard/panel?measure=handle&{period}"]
    before = {address: page.get(address).text for address in addresses}
    table = f"/measure/average_handle_time/table.csv?{period}&by=day"
    figures = [row["value"] for row in rows_of(page.get(table).text)]
    assert all('class="happened"' not in text for text in before.values())
    made = page.post("/incidents", data={"kind": "outage", "begins": "2026-03-10 09:00", "ends": "2026-03-10 11:30",
                                         "queues": ["Billing"], "text": "Lines down <b>"})
    assert made.headers["location"] == "/incidents#incident-1"
    for address in addresses:
        text = page.get(address).text
        assert 'class="happened"' in text, address
        assert "Outage of Billing, 10 Mar 2026, 09:00 – 11:30: Lines down &lt;b&gt;" in text
        assert "<b>" not in re.sub(r'<b aria-hidden="true">A</b>', "", text)
    rows = rows_of(page.get(table).text)
    assert [row["value"] for row in rows] == figures
    assert [bool(row["incidents"]) for row in rows] == [row["day"] == "2026-03-10" for row in rows]
    explored = page.get(f"/explore.csv?{period}&metric=contacts_handled&by=hour").text
    told = [row["hour"][:16] for row in rows_of(explored) if row["incidents"]]
    assert told == ["2026-03-10T09:00", "2026-03-10T10:00", "2026-03-10T11:00"]
    assert 'class="happened"' not in page.get(f"/measure/average_handle_time?{period}&queue=Orders").text
    assert "Lines down" in page.get("/incidents.csv").text
    assert "Lines down" in page.get("/stages/measures?try=").text  # beside what the past says of measures


def test_the_form_begins_in_the_period_looked_at_or_now(
    centre: Centre, page: TestClient, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def preset(address: str) -> list[str]:
        return re.findall(r'name="(?:begins|ends)" value="([^"]*)"', page.get(address).text)

    assert preset("/incidents?new=1&period=2026-W10") == ["2026-03-02 00:00", "2026-03-09 00:00"]
    assert preset("/incidents?new=1&period=2026-03-10") == ["2026-03-10 00:00", "2026-03-11 00:00"]
    now = at_word(centre, centre.now()).replace("T", " ")
    going_on = f"{centre.calendar.local(centre.now()):%Y}"
    assert preset(f"/incidents?new=1&period={going_on}") == [now, ""]
    spread = centre.metrics.spread()
    assert spread is not None
    monkeypatch.setattr(centre, "now", lambda: datetime(2027, 1, 4, 9, tzinfo=UTC))  # data ended long ago
    last = spread.until - timedelta(days=1)
    assert preset("/incidents?new=1") == [f"{last} 00:00", f"{spread.until} 00:00"]


def test_a_form_that_cannot_be_kept_comes_back_and_leads_back_where_it_came_from(page: TestClient) -> None:
    wrong = page.post("/incidents", data={"kind": "outage", "begins": "soon", "text": "kept words"})
    assert (wrong.status_code, 'value="kept words"' in wrong.text, "This is no moment" in wrong.text) == (
        400, True, True)
    form = page.get(f"/incidents?new=1&queue=Billing&period={WEEK}", headers={
        "referer": f"http://127.0.0.1/measure/average_handle_time?period={WEEK}"})
    back = f"/measure/average_handle_time?period={WEEK}"
    assert f'name="back" value="{back}"' in form.text
    assert "<option selected>Billing</option>" in form.text
    said = {"kind": "outage", "begins": "2026-03-10 09:00", "back": back}
    assert page.post("/incidents", data=said).headers["location"] == back
    away = page.post("/incidents", data={**said, "back": "//elsewhere.example"})
    assert away.headers["location"] == "/"


def test_a_band_is_hatched_lettered_and_cut_at_the_plots_edges() -> None:
    points = [RunPoint(f"W{n}", f"week {n}", float(n)) for n in range(10)]
    drawn = str(run(points, write=str, unit="count", tone="good", said="x", happened=[
        Band("A", -9, -5, "before"), Band("B", 3.1, 3.2, "a short one"), Band("C", 5, 99, "goes on")]))
    boxes = [(float(x), float(wide)) for x, wide in re.findall(r'class="happened".*?<rect x="([\d.]+)" y="[\d.]+" '
                                                               r'width="([\d.]+)"', drawn)]
    assert len(boxes) == 3
    assert all(wide >= 5 and x >= 0 and x + wide <= 340 for x, wide in boxes)
    assert "<title>goes on</title>" in drawn
    assert drawn.count(">B</text>") == 1
    assert "M" in re.findall(r'<path d="(M[^"]+)"/><text[^>]*>B<', drawn)[0]
