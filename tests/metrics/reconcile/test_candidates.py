"""This file is about finding the definition: a report made by each candidate is told to be made by it."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from fourscore.terms import Days

BERLIN, ZULU = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC")

# Every variant of the service level by its published formula, over plain counts.
VARIANTS = {
    "service_level:offered": lambda n: (n.a_t, n.a + n.b),
    "service_level:answered": lambda n: (n.a_t, n.a),
    "service_level:abandons_in_threshold_excluded": lambda n: (n.a_t, n.a + n.b - n.b_t),
    "service_level:abandons_in_threshold_credited": lambda n: (n.a_t + n.b_t, n.a + n.b),
    "service_level:short_abandons_credited": lambda n: (n.a_t + n.b_s, n.a + n.b),
    "service_level:short_abandons_excluded": lambda n: (n.a_t, n.a + n.b - n.b_s),
    "service_level:flow_outs_included": lambda n: (n.a_t, n.a + n.b + n.fo),
}
ABANDONED = {
    "abandonment_rate:all": lambda n: (n.b, n.a + n.b + n.fo),
    "abandonment_rate:short_excluded": lambda n: (n.b - n.b_s, n.a + n.b + n.fo - n.b_s),
    "abandoned / (answered + abandoned)": lambda n: (n.b, n.a + n.b),
    "abandoned / entered": lambda n: (n.b, n.a + n.b + n.fo + n.d),
    "abandoned / answered": lambda n: (n.b, n.a),
    "(abandoned − short_abandoned) / (answered + abandoned)": lambda n: (n.b - n.b_s, n.a + n.b),
}
COUNTS = {
    "contacts_offered": lambda n: n.a + n.b + n.fo + n.d,
    "entered + refused": lambda n: n.a + n.b + n.fo + n.d + n.r,
    "entered − short_abandoned": lambda n: n.a + n.b + n.fo + n.d - n.b_s,
    "answered + abandoned": lambda n: n.a + n.b,
    "answered + abandoned + flowed_out": lambda n: n.a + n.b + n.fo,
}


def percent(over: int, under: int, digits: int = 2, how: str = ROUND_HALF_UP) -> str:
    """As a switch prints it; blank where nothing stands under the line."""
    return str((Decimal(over) * 100 / Decimal(under)).quantize(Decimal(1).scaleb(-digits), how)) + " %" if under else ""


def limit_of(hit, kind: str) -> tuple[float, bool]:
    """Seconds and strictness; the centre's own are 20 s and 5 s, both included."""
    limit = hit.definition.limits().get(kind)
    own = {"answer": 20.0, "short": 5.0}[kind]
    return (own if limit.seconds is None else float(limit.seconds), limit.strict) if limit else (own, False)


def is_found(told, name: str, answer: tuple[float, bool] | None = None, short: tuple[float, bool] | None = None,
             zone: ZoneInfo = BERLIN, moment: str = "entered") -> bool:
    return any(hit.definition.name == name and (answer is None or limit_of(hit, "answer") == answer)
               and (short is None or limit_of(hit, "short") == short) and hit.frame.zone == zone
               and hit.frame.moment == moment for hit in (told.hit, *told.alike, *told.close))


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.parametrize(("limit", "strict"), [(20, False), (20, True), (45, False)])
def test_every_variant_of_the_service_level_is_found_by_hour(desk, count, name, limit, strict) -> None:
    made = desk()
    cells = made.by(lambda one: f"{one.entered.astimezone(BERLIN):%Y-%m-%d %H}:00")
    rows = [[key[:10], key[11:], percent(*VARIANTS[name](count(calls, limit, 5, strict, False)))]
            for key, calls in cells.items()]
    found = made.reconcile(made.write(["Date", "Hour", "SL"], rows))
    (told,) = found.columns
    assert found.whole
    assert told.agreed == len([row for row in rows if row[2]])
    assert told.hit.definition.key == name
    assert limit_of(told.hit, "answer") == (limit, strict)


@pytest.mark.parametrize("name", ["service_level:short_abandons_credited", "service_level:short_abandons_excluded"])
@pytest.mark.parametrize(("limit", "short", "strict"), [(20, 10, False), (30, 3, False), (40, 6, True)])
def test_the_limit_of_short_abandons_is_found_with_the_threshold(desk, count, name, limit, short, strict) -> None:
    made = desk()
    cells = made.by(lambda one: f"{one.entered.astimezone(BERLIN):%Y-%m-%d %H}:00")
    rows = [[key, percent(*VARIANTS[name](count(calls, limit, short, strict)))] for key, calls in cells.items()]
    (told,) = made.reconcile(made.write(["Date Time", "Service Level %"], rows)).columns
    assert told.whole
    assert is_found(told, name, (limit, strict), (short, strict))


@pytest.mark.parametrize("name", ABANDONED)
def test_every_way_to_divide_the_abandoned_is_found(desk, count, name) -> None:
    made = desk()
    cells = made.by(lambda one: f"{one.entered.astimezone(BERLIN):%Y-%m-%d %H}:00")
    rows = [[key, percent(*ABANDONED[name](count(calls, 20, 5)))] for key, calls in cells.items()]
    (told,) = made.reconcile(made.write(["Interval Start", "Abandon Rate"], rows)).columns
    assert told.whole
    assert told.hit.definition.name == name


@pytest.mark.parametrize("name", COUNTS)
def test_every_way_to_count_the_offered_is_found(desk, count, name) -> None:
    made = desk()
    cells = made.by(lambda one: (f"{one.entered.astimezone(BERLIN):%Y-%m-%d}", one.queue))
    rows = [[day, queue, f"{COUNTS[name](count(calls, 20, 5)):,}"] for (day, queue), calls in cells.items()]
    (told,) = made.reconcile(made.write(["Date", "Queue", "Calls offered"], rows)).columns
    assert told.whole
    assert told.hit.definition.name == name


def test_the_published_test_vector(desk_of, call) -> None:
    """A=1000, B=60, A_T=860, B_T=20 and B_s=10: six variants, each to a hundredth of a percent."""
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    waits = [("answered", 12)] * 860 + [("answered", 50)] * 140 + [("abandoned", 4)] * 10 + [("abandoned", 15)] * 10 \
        + [("abandoned", 55)] * 40
    calls = [call(start + timedelta(seconds=place), wait, outcome, "Billing", 60.0 * (outcome == "answered"),
                  0, 0, 0, "") for place, (outcome, wait) in enumerate(waits)]
    made = desk_of(calls).loaded("2026-03-01", "2026-03-05")
    printed = {"offered": "81.13", "answered": "86.00", "abandons_in_threshold_excluded": "82.69",
               "abandons_in_threshold_credited": "83.02", "short_abandons_credited": "82.08",
               "short_abandons_excluded": "81.90"}
    for variant, text in printed.items():
        (told,) = made.reconcile(made.write(["Date", "SL %"], [["2026-03-02", text]])).columns
        assert told.whole, variant
        assert told.hit.definition.key == f"service_level:{variant}"
        assert told.own_value == Fraction(860, 1060)
        assert f"{float(told.found_value) * 100:.2f}" == text
    (told,) = made.reconcile(made.write(["Date", "SL %"], [["2026-03-02", "86.00"]])).columns
    (cause,) = told.causes
    assert (cause.cause.name, cause.cause.calls) == ("abandoned-left-out", 60)
    assert cause.cause.effect == Fraction(860, 1000) - Fraction(860, 1060)
    # 86 % without a digit more may be several things, and that is said.
    (told,) = made.reconcile(made.write(["Date", "SL"], [["2026-03-02", "81 %"]])).columns
    assert told.hit.definition.key == "service_level:offered"
    assert {hit.definition.key for hit in told.close} >= {"service_level:short_abandons_excluded"}
    assert "may as well be" in "\n".join(told.paragraph())


@pytest.mark.parametrize("how", [ROUND_HALF_UP, ROUND_DOWN])
def test_cutting_off_is_told_from_rounding(desk, count, how) -> None:
    made = desk()
    rows = []
    for day, calls in made.by(lambda one: f"{one.entered.astimezone(BERLIN):%Y-%m-%d %H}:00").items():
        n = count(calls, 20, 5)
        if not n.a:
            continue
        waited = sum((Decimal(str(one.wait)) for one in n.answered), Decimal(0)) / n.a
        handled = sum((Decimal(str(one.talk + one.hold + one.wrap)) for one in n.answered), Decimal(0)) / n.a
        minutes = int(handled.quantize(Decimal(1), how))
        rows.append([day, percent(n.a_t, n.a + n.b, 1, how), str(waited.quantize(Decimal("0.01"), how)),
                     f"{minutes // 60}:{minutes % 60:02d}"])
    found = made.reconcile(made.write(["Date", "SL", "ASA", "AHT"], rows))
    assert found.whole
    assert {told.hit.way for told in found.columns} <= {"rounded", "cut off"}
    assert found.columns[1].hit.way == ("rounded" if how == ROUND_HALF_UP else "cut off")
    assert [told.hit.definition.key for told in found.columns] == [
        "service_level:offered", "average_speed_of_answer", "average_handle_time"]


@pytest.mark.parametrize(("zone", "moment"), [
    (ZULU, "entered"), (BERLIN, "left"), (BERLIN, "ended"), (ZULU, "ended"), (ZoneInfo("America/New_York"), "entered")])
def test_another_clock_and_another_dating_are_found(desk, count, zone, moment) -> None:
    made = desk(5, days=3)
    cells = made.by(lambda one: f"{getattr(one, moment).astimezone(zone):%d.%m.%Y %H}:00")
    rows = [[key, len(count(calls, 20, 5).answered), len(count(calls, 20, 5).abandoned)]
            for key, calls in cells.items()]
    found = made.reconcile(made.write(["Zeit", "Angenommen", "Verloren"], rows), zones=(
        ZoneInfo("America/New_York"), ZoneInfo("Europe/Vienna")), columns={"Zeit": "day"})
    for told in found.columns:
        assert told.whole
        frames = [hit.frame for hit in (told.hit, *told.alike, *told.close)]
        assert any((frame.zone, frame.moment) == (zone, moment) for frame in frames)
    assert (found.columns[0].hit.frame.zone, found.columns[0].hit.frame.moment) == (zone, moment)
    # A clock that never differs from one tried already is not tried again.
    assert ZoneInfo("Europe/Vienna") not in {hit.frame.zone for told in found.columns for hit in told.close}


def test_a_threshold_nobody_would_guess(desk, count) -> None:
    made = desk()
    rows = [[day, percent(n.a_t, n.a + n.b)] for day, calls in made.by_day(BERLIN).items()
            for n in [count(calls, 22, 5)]]
    (told,) = made.reconcile(made.write(["Date", "SL"], rows)).columns
    assert told.whole
    assert limit_of(told.hit, "answer")[0] in (22, 23, 24, 25)  # no call waited 23 or 24 s
    assert told.hit.definition.key == "service_level:offered"


def test_a_heading_that_names_its_threshold(desk, count) -> None:
    made = desk()
    rows = [[day, count(calls, 35, 5).a_t] for day, calls in made.by_day(BERLIN).items()]
    (told,) = made.reconcile(made.write(["Date", "Answered within 35 s"], rows)).columns
    assert told.whole
    assert is_found(told, "answered_in_time", (35, False))


def test_averages_with_and_without_hold_and_wrap_up(desk, count) -> None:
    made = desk()
    ways = {
        "average_handle_time": lambda one: one.talk + one.hold + one.wrap,
        "(talk_s + hold_s) / answered": lambda one: one.talk + one.hold,
        "(talk_s + wrap_up_s) / answered": lambda one: one.talk + one.wrap,
        "(handle_s + ring_answered_s) / answered": lambda one: one.talk + one.hold + one.wrap + one.ring,
    }
    for name, length in ways.items():
        rows = []
        for day, calls in made.by_day(BERLIN).items():
            answered = count(calls, 20, 5).answered
            rows.append([day, f"{sum(map(length, answered)) / len(answered):.2f}"])
        (told,) = made.reconcile(made.write(["Date", "AHT"], rows)).columns
        assert told.whole, name
        assert told.hit.definition.name == name


def test_talk_time_may_be_a_sum_or_a_mean_and_minutes_or_seconds(desk, count) -> None:
    made = desk()
    days = {day: count(calls, 20, 5) for day, calls in made.by_day(BERLIN).items()}
    total = {day: sum(one.talk for one in n.answered) for day, n in days.items()}
    clock = [[day, f"{int(s) // 3600}:{int(s) % 3600 // 60:02d}:{int(s) % 60:02d}"] for day, s in total.items()]
    (told,) = made.reconcile(made.write(["Date", "Talk time"], clock)).columns
    assert told.whole
    assert (told.hit.definition.measure, told.hit.shown.reading.name) == ("talk_time", "")
    mean = [[day, f"{total[day] / n.a / 60:.3f}"] for day, n in days.items()]
    (told,) = made.reconcile(made.write(["Date", "Talk time"], mean)).columns
    assert told.whole
    assert told.hit.definition.measure == "average_talk_time"
    assert told.hit.shown.reading.name == "minutes"


def test_each_call_counted_once(desk, count) -> None:
    made = desk(15, each=400)
    for again, name in (("queue", "contacts_offered, a return to the same queue not counted again"),
                        ("call", "contacts_offered, each call counted once")):
        rows = [[day, sum(one.outcome != "refused" and (not one.again or (again == "queue" and one.again == "call"))
                          for one in calls)] for day, calls in made.by_day(BERLIN).items()]
        (told,) = made.reconcile(made.write(["Date", "Offered"], rows)).columns
        assert told.whole
        assert is_found(told, name)


def test_one_queue_left_out_of_a_report_without_queues(desk, count) -> None:
    made = desk()
    for kept, only in (("Sales", True), ("Sales", False)):
        rows = [[day, len([one for one in count(calls, 20, 5).answered if (one.queue == kept) == only])]
                for day, calls in made.by_day(BERLIN).items()]
        (told,) = made.reconcile(made.write(["Date", "Answered"], rows)).columns
        assert told.whole
        assert told.hit.frame.kept is not None
        (cause,) = told.causes
        assert cause.cause.effect == -cause.cause.calls
        assert told.own_value + cause.cause.effect == told.printed_value


def test_the_own_figure_is_the_one_that_asking_gives(desk, count) -> None:
    made = desk()
    rows = [[day, 1, 1, 1, "1 %", "1 %", 1, 1] for day in made.by_day(BERLIN)]
    found = made.reconcile(made.write(
        ["Date", "Offered", "Answered", "Abandoned", "SL", "Abandonment rate", "ASA", "AHT"], rows))
    during = Days(date.fromisoformat(rows[0][0]), date.fromisoformat(rows[-1][0]) + timedelta(days=1))
    for told in found.columns:
        (row,) = made.metrics.ask([told.own.key], during=during).rows
        assert float(told.own_value) == pytest.approx(row.value, abs=1e-12), told.own.key

