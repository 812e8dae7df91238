"""This file is about the difference: whatever a report says, its causes add up to it exactly, with their calls."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.metrics.reconcile import match
from fourscore.terms import Days, WrongUse

BERLIN, UTC = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def adds_up(told) -> None:
    """Own figure and all causes give the report's; own and the causes before the remainder give the candidate's."""
    steps = [one.cause.effect for one in told.causes]
    left = [one.cause.effect for one in told.remainder]
    assert told.own_value + sum(steps, Fraction(0)) == told.found_value
    assert told.own_value + sum([*steps, *left], Fraction(0)) == told.printed_value


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moment=st.sampled_from(["entered", "left", "ended"]), zone=st.sampled_from([BERLIN, UTC]),
    outcomes=st.sets(st.sampled_from(["answered", "abandoned", "flowed_out", "dropped", "refused"]), min_size=1),
    short=st.sampled_from([0, 3, 6]), wrong=st.lists(st.tuples(st.integers(0, 200), st.integers(-9, 9)), max_size=4))
def test_causes_of_a_count_add_up_whatever_it_counts(desk, moment, zone, outcomes, short, wrong) -> None:
    made = desk()
    rows = [[key, sum(one.outcome in outcomes and not (one.outcome == "abandoned" and one.wait <= short and short)
                      for one in calls)]
            for key, calls in made.by(lambda one: f"{getattr(one, moment).astimezone(zone):%Y-%m-%d %H}:00").items()]
    for place, change in wrong:
        rows[place % len(rows)][1] = max(0, rows[place % len(rows)][1] + change)
    (told,) = made.reconcile(made.write(["Date", "Offered"], rows)).columns
    adds_up(told)
    assert told.printed_value == sum(row[1] for row in rows)
    for one in told.causes:
        if not one.cause.name.endswith("moved"):
            assert abs(one.cause.effect) == one.cause.calls  # every call of a cause counts once


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moment=st.sampled_from(["entered", "left"]), zone=st.sampled_from([BERLIN, UTC]),
       limit=st.sampled_from([10, 20, 30]), wrong=st.integers(-30, 30), answered_only=st.booleans())
def test_causes_of_a_share_add_up_whatever_it_divides(desk, count, moment, zone, limit, wrong, answered_only) -> None:
    made = desk()
    rows = []
    for key, calls in made.by(lambda one: f"{getattr(one, moment).astimezone(zone):%Y-%m-%d %H}:00").items():
        n = count(calls, limit, 5)
        under = n.a if answered_only else n.a + n.b
        rows.append([key, f"{100 * n.a_t / under:.1f}%" if under else ""])
    rows[20][1] = f"{min(100, max(0, float(rows[20][1].rstrip('%') or 0) + wrong)):.1f}%"
    (told,) = made.reconcile(made.write(["Date", "SL"], rows)).columns
    adds_up(told)


def calls_of(made, path, number: int, **asked) -> list[dict]:
    found = made.reconcile(path, calls=number, **asked)
    return [dict(zip(found.calls.columns, row, strict=True)) for row in found.calls.rows]


def number_of(told, name: str) -> int:
    return next(one.number for one in (*told.causes, *told.remainder) if one.cause.name == name)


@pytest.fixture
def evening(desk_of, call):
    """Twelve calls by noon and, around midnight of the 2nd, one answered on the next day and one ended on it."""
    noon = [call(at("2026-03-02 12:00") + timedelta(minutes=place), 4 + place, "answered", "Billing", 60, 0, 0, 0, "")
            for place in range(12)]
    over = [call(at("2026-03-02 23:59:50"), 30, "answered", "Billing", 100, 0, 0, 0, ""),
            call(at("2026-03-02 23:59:30"), 10, "answered", "Billing", 100, 0, 0, 0, "")]
    short = [call(at("2026-03-02 13:00") + timedelta(seconds=place), 3, "abandoned", "Billing", 0, 0, 0, 0, "")
             for place in range(4)]
    next_day = [call(at("2026-03-03 09:00"), 5, "answered", "Billing", 60, 0, 0, 0, "")]
    return desk_of(noon + over + short + next_day).loaded("2026-03-01", "2026-03-08")


def test_short_abandons_left_out_are_counted_and_listed(evening) -> None:
    path = evening.write(["Date", "Offered", "Abandoned"], [["2026-03-02", 14, 0], ["2026-03-03", 1, 0]])
    found = evening.reconcile(path)
    offered, abandoned = found.columns
    assert found.whole
    for told in (offered, abandoned):
        adds_up(told)
        (cause,) = told.causes
        assert (cause.cause.effect, cause.cause.calls) == (-4, 4)
    listed = calls_of(evening, path, offered.causes[0].number)
    assert [row["outcome"] for row in listed] == ["abandoned"] * 4
    assert {row["file"] for row in listed} == {"calls/march.csv"}


def test_calls_over_midnight_are_told_by_what_they_do(evening) -> None:
    rows = [["2026-03-02", 13], ["2026-03-03", 2]]
    path = evening.write(["Date", "Answered"], rows)
    (told,) = evening.reconcile(path).columns
    assert told.whole
    assert told.hit.frame.moment == "left"
    (cause,) = told.causes
    assert (cause.cause.name, cause.cause.calls, cause.cause.effect) == ("dating-moved", 1, 0)
    assert [row["entered_at"] for row in calls_of(evening, path, cause.number)] == ["2026-03-02T23:59:50+00:00"]
    # A report of one day alone loses the call to the next one.
    path = evening.write(["Date", "Answered"], [["2026-03-02", 12]])
    (told,) = evening.reconcile(path).columns
    assert told.hit.frame.moment == "ended"
    assert [(one.cause.name, one.cause.effect, one.cause.calls) for one in told.causes] == [("dating-out", -2, 2)]
    adds_up(told)


def test_what_nothing_explains_is_called_so(evening) -> None:
    path = evening.write(["Date", "Answered"], [["2026-03-02", 14], ["2026-03-03", 9]])
    found = evening.reconcile(path)
    (told,) = found.columns
    assert not found.whole
    assert (told.agreed, told.compared) == (1, 2)
    assert [(one.cause.name, one.cause.effect) for one in told.remainder] == [("not-explained", 8)]
    assert "line 3, 2026-03-03: printed 9, counted 1" in "\n".join(told.paragraph())
    assert len(calls_of(evening, path, told.remainder[0].number)) == 1  # what we counted there


def test_rows_set_aside_are_found_by_their_neighbours(evening) -> None:
    """Two rows of the file could not be read; they stand between calls of the 2nd."""
    lines = [line for (line,) in evening.world.cursor.execute("SELECT line FROM visit ORDER BY entered_at").fetchall()]
    evening.world.cursor.execute("UPDATE visit SET line = line * 10")
    for line in (lines[3] * 10 + 1, lines[4] * 10 + 1):
        evening.world.cursor.execute(
            "INSERT INTO set_aside VALUES (1, 1, 1, ?, 'unreadable-cell', 'The wait is no number.', 'x;y;z')", [line])
    path = evening.write(["Date", "Answered"], [["2026-03-02", 17], ["2026-03-03", 1]])
    (told,) = evening.reconcile(path).columns
    assert [(one.cause.name, one.cause.effect) for one in told.remainder] == [("set-aside", 2), ("not-explained", 1)]
    adds_up(told)
    listed = calls_of(evening, path, number_of(told, "set-aside"))
    assert [(row["line"], row["what"]) for row in listed] == [
        (lines[3] * 10 + 1, "The wait is no number."), (lines[4] * 10 + 1, "The wait is no number.")]


def test_a_half_loaded_day_is_no_definition(desk_of, call) -> None:
    """The log ends on the second day at noon: that day is left out of the search, and its difference told apart."""
    calls = [call(at(f"2026-03-0{day} 10:00") + timedelta(minutes=place), 5, "answered", "Billing", 9, 0, 0, 0, "")
             for day in (2, 3) for place in range(5)]
    made = desk_of(calls)
    made.world.fill("visit", "2026-03-01", "2026-03-03 12:00")
    made.days, made.metrics = Days(date(2026, 3, 1), date(2026, 3, 5)), made.world.metrics()
    found = made.reconcile(made.write(["Date", "Answered", "SL"], [
        ["2026-03-02", 5, "100%"], ["2026-03-03", 11, "72%"], ["2026-03-04", 8, "50%"]]))
    answered, level = found.columns
    assert answered.hit.definition.key == "contacts_handled"
    assert {one.cause.name: one.cause.effect for one in answered.remainder} == {"half-loaded": 6, "not-loaded": 8}
    adds_up(answered)
    assert (level.agreed, level.compared) == (1, 3)
    assert level.found_value == 1
    assert {one.cause.name for one in level.remainder} == {"half-loaded", "not-loaded"}
    assert [issue.name for issue in found.issues] == ["outside-loaded"]
    assert not found.whole
    with pytest.raises(WrongUse, match="outside-loaded"):
        made.reconcile(made.write(["Date", "Answered"], [["2026-04-02", 5]]))


def test_the_last_day_may_agree_although_the_log_ends_in_it(desk_of, call) -> None:
    calls = [call(at("2026-03-02 10:00"), 5, "answered", "Billing", 9, 0, 0, 0, "")]
    made = desk_of(calls)
    made.world.fill("visit", "2026-03-01", "2026-03-02 18:00")
    made.days, made.metrics = Days(date(2026, 3, 1), date(2026, 3, 3)), made.world.metrics()
    assert made.reconcile(made.write(["Date", "Answered"], [["2026-03-02", 1]])).whole


def test_queues_in_one_and_not_in_the_other(desk, count) -> None:
    made = desk()
    rows = [[day, "billing ", count([one for one in calls if one.queue == "Billing"], 20, 5).a]
            for day, calls in made.by_day(BERLIN).items()]
    strange = [rows[0][0], "Fax", 7]
    found = made.reconcile(made.write(["Date", "Queue", "Answered"], [*rows, strange]))
    (told,) = found.columns
    assert told.hit.definition.key == "contacts_handled"
    assert [(one.cause.name, one.cause.effect) for one in told.remainder] == [("queue-unknown", 7)]
    adds_up(told)
    sales = sum(one.queue == "Sales" for one in made.calls)
    assert any(note.startswith("Queues of yours that the report does not have: Sales (") for note in found.notes)
    assert sales
    renamed = [[day, "101", number] for day, _, number in rows]
    assert made.reconcile(made.write(["Date", "Queue", "Answered"], renamed), queues={"101": "Billing"}).whole
    with pytest.raises(WrongUse) as wrong:  # none of its queues is known, and each is named once
        made.reconcile(made.write(["Date", "Queue", "Answered"], [
            ["2026-03-02", "Biling", 1], ["2026-03-03", "Biling", 1], ["2026-03-02", "x", 1]]))
    assert [(one.name, one.where.rpartition(":")[2]) for one in wrong.value.issues][:2] == [
        ("unknown-queue", "2"), ("unknown-queue", "4")]
    assert (wrong.value.issues[0].what, wrong.value.issues[0].remedy) == (
        "There is no queue called 'Biling'.", "Did you mean Billing?")


def test_the_hour_that_the_clock_repeats(desk_of, call) -> None:
    """25 October 2026: 02:00 to 03:00 comes twice in Berlin; the switch kept the first time only."""
    first = [call(at("2026-10-25 00:10") + timedelta(minutes=place), 5, "answered", "Billing", 9, 0, 0, 0, "")
             for place in range(3)]
    second = [call(at("2026-10-25 01:10") + timedelta(minutes=place), 5, "answered", "Billing", 9, 0, 0, 0, "")
              for place in range(2)]
    morning = [call(at("2026-10-25 09:00") + timedelta(minutes=place), 5, "answered", "Billing", 9, 0, 0, 0, "")
               for place in range(4)]
    made = desk_of(first + second + morning, "Europe/Berlin").loaded("2026-10-20", "2026-10-30")
    hours = [["25.10.2026", "02:00 - 03:00", 3], ["25.10.2026", "10:00 - 11:00", 4]]
    (told,) = made.reconcile(made.write(["Datum", "Stunde", "Angenommen"], hours)).columns
    assert (told.agreed, told.compared) == (1, 2)
    assert [(one.cause.name, one.cause.effect) for one in told.remainder] == [("clock-change", -2)]
    adds_up(told)
    hours[0][2] = 5
    assert made.reconcile(made.write(["Datum", "Stunde", "Angenommen"], hours)).whole


def test_a_total_that_is_the_mean_of_its_rows_is_told(desk, count) -> None:
    made = desk(5, days=3)
    days = {day: count(calls, 20, 5) for day, calls in made.by_day(BERLIN).items()}
    printed = [round(100 * n.a_t / (n.a + n.b), 1) for n in days.values()]
    rows = [[day, n.a, f"{value}%"] for (day, n), value in zip(days.items(), printed, strict=True)]
    mean = sum(printed) / len(printed)
    total = ["Total", sum(n.a for n in days.values()), f"{mean:.1f}%"]
    found = made.reconcile(made.write(["Date", "Answered", "SL"], [*rows, total]))
    answered, level = found.columns
    assert answered.totals == ("Its total row agrees as well.",)
    whole = 100 * sum(n.a_t for n in days.values()) / sum(n.a + n.b for n in days.values())
    if f"{mean:.1f}" == f"{whole:.1f}":
        assert level.totals == ("Its total row agrees as well.",)
    else:
        assert "the plain mean of its rows" in level.totals[0]
    wrong = made.reconcile(made.write(["Date", "Answered", "SL"], [*rows, ["Total", 1, "12.0%"]]))
    assert "not what its rows come to" in wrong.columns[0].totals[0]


def test_the_longest_wait(desk, count) -> None:
    made = desk()
    rows = [[day, f"{max(one.wait for one in count(calls, 20, 5).answered):.0f}"]
            for day, calls in made.by_day(BERLIN).items()]
    (told,) = made.reconcile(made.write(["Date", "Longest wait"], rows)).columns
    assert told.whole
    rows[0][1] = "4000"
    (told,) = made.reconcile(made.write(["Date", "Longest wait"], rows)).columns
    adds_up(told)
    assert not told.whole


def test_a_cause_that_is_not_there(evening) -> None:
    path = evening.write(["Date", "Answered"], [["2026-03-02", 14]])
    with pytest.raises(WrongUse, match="unknown-cause"):
        evening.reconcile(path, calls=1)


def test_figures_of_another_unit_are_named_and_left_out(evening) -> None:
    found = evening.reconcile(evening.write(["Date", "Answered", "SL"], [
        ["2026-03-02", 14, "0:28"], ["2026-03-03", 1, "100%"]]))
    assert [(issue.name, issue.where) for issue in found.issues] == [("unreadable-cell", "report.csv:2")]
    assert [(told.heading, told.compared) for told in found.columns] == [("Answered", 2), ("SL", 1)]
    assert not found.whole
    found = evening.reconcile(evening.write(["Date", "Answered", "Offered"], [["2026-03-02", 14, "0:28"]]))
    assert [told.heading for told in found.columns] == ["Answered"]
    assert [issue.name for issue in found.issues] == ["unreadable-cell"]


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_long_report_is_sampled_and_judged_by_every_row(desk, count, monkeypatch, wrong) -> None:
    """A row off where the sample does not look is found all the same."""
    made = desk()
    rows = []
    for key, calls in made.by(lambda one: f"{one.entered.astimezone(BERLIN):%Y-%m-%d %H}:00").items():
        n = count(calls, 30, 5)
        if n.a:
            rows.append([key, f"{100 * n.a_t / n.a:.2f}%", n.a])
    rows[1][2] += wrong
    path = made.write(["Date", "SL", "Answered"], rows)
    whole = made.reconcile(path)
    monkeypatch.setattr(match, "SAMPLE", 6)
    level, answered = made.reconcile(path).columns
    assert (level.hit.definition, level.agreed) == (whole.columns[0].hit.definition, len(rows))
    assert level.hit.definition.key == "service_level:answered"
    assert (answered.hit.definition, answered.agreed) == (whole.columns[1].hit.definition, len(rows) - wrong)
    assert {hit.definition.name for hit in level.close} == {hit.definition.name for hit in whole.columns[0].close}
