"""This file is about the example of a small bank: every figure pandas finds in its file, found again by asking."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from math import isnan
from pathlib import Path

import pytest

from fourscore.centre import Centre, reconcile
from fourscore.metrics import Answer, Asked
from fourscore.terms import Days

EXAMPLE = Path(__file__).parents[1] / "examples" / "anonymous-bank"
WEEK = Days(date(1999, 2, 1), date(1999, 2, 8))

# Figure of expected.json → metric. Those under "per cell" are known for every type, priority, day and hour as well.
PER_CELL = {
    "answered": "contacts_handled", "abandoned": "contacts_abandoned", "abandon_rate": "abandon_rate",
    "asa_s": "average_speed_of_answer", "answered_le20": "answered_in_20s", "answered_lt20": "answered_lt20",
    "sl20_answered_over_offered": "service_level:offered", "sl20_over_answered": "service_level:answered",
    "sl20_excl_short_abandons": "service_level:abandons_in_threshold_excluded",
    "sl20_abandons_count_as_met": "service_level:abandons_in_threshold_credited",
    "aht_s": "average_handle_time", "talk_s_total": "talk_time:entered",
    "abandon_wait_mean_s": "average_time_to_abandon", "abandoned_le20": "abandoned_in_20s",
    "offered": "contacts_offered",
}
WHOLE = {
    "asa_queued_only_s": "asa_queued_only", "answered_without_wait": "answered_without_wait",
    "wait_answered_max_s": "longest_wait_answered", "wait_answered_median_s": "wait_percentile:p50",
    "wait_answered_p90_s": "wait_percentile:p90", "abandoned_zero_wait": "abandoned_zero_wait",
    "abandoned_le5": "abandoned_le5", "abandoned_le10": "abandoned_le10",
    "abandon_rate_excl_le5": "abandon_rate_excl_le5", "talk_median_s": "talk_median",
    "answered_talk_lt10s": "answered_talk_lt10s", "answered_talk_zero": "answered_talk_zero",
    "aht_excl_zero_s": "aht_excl_zero", "vru_time_mean_s": "vru_time_mean",
}


def opened(folder: Path) -> Centre:
    centre = Centre.open(folder, now=lambda: datetime(2026, 3, 30, tzinfo=UTC))
    centre.load(None, lambda *_: None)
    return centre


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("bank") / "anonymous-bank"
    shutil.copytree(EXAMPLE, folder)
    (folder / "data").mkdir()
    shutil.copy(shared_data / "abank_week1" / "february_week1.txt", folder / "data")
    with opened(folder) as centre:
        yield centre


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> dict:
    return json.loads((shared_data / "abank_week1" / "expected.json").read_text(encoding="utf-8"))


def cells(answer: Answer, name: str | None = None) -> dict[str | None, dict[str, float | None]]:
    """Value by metric, by cell of the one dimension (or under None)."""
    found: dict[str | None, dict[str, float | None]] = {}
    for row in answer.rows:
        found.setdefault(row.by[name] if name else None, {})[row.key] = row.value
    return found


def agrees(value: float | None, figure: float) -> bool:
    """Whether a value is the figure, which is rounded to four or six places."""
    return value is not None and figure in (round(value, 4), round(value, 6))


def wrong_cells(got: dict[str, float | None], want: dict[str, float]) -> list[tuple[str, float | None, float]]:
    return [(name, got.get(PER_CELL[name]), figure) for name, figure in want.items()
            if figure is not None and not agrees(got.get(PER_CELL[name]), figure)]


def test_the_whole_week(bank: Centre, expected: dict) -> None:
    answer = bank.metrics.ask(list(PER_CELL.values()), during=WEEK)
    got = cells(answer)[None]
    assert wrong_cells(got, expected["total"]) == []
    assert got["service_level:offered"] == 4726 / 8948
    assert all(row.complete for row in answer.rows)


def test_every_other_figure_of_the_week(bank: Centre, expected: dict) -> None:
    got = cells(bank.metrics.ask(list(WHOLE.values()), during=WEEK))[None]
    assert [(name, got[metric], expected[name]) for name, metric in WHOLE.items()
            if not agrees(got[metric], expected[name])] == []


@pytest.mark.parametrize(("figures", "by"), [
    ("by_type", "queue"), ("by_type", "topic"), ("by_priority", "priority"), ("by_date", "day"),
    ("by_hour", "hour_of_day"),
])
def test_every_type_priority_day_and_hour(bank: Centre, expected: dict, figures: str, by: str) -> None:
    got = cells(bank.metrics.ask(list(PER_CELL.values()), [by], during=WEEK), by)
    want = expected[figures]
    if by == "day":
        want = {f"19{key[:2]}-{key[2:4]}-{key[4:]}": cell for key, cell in want.items()}
    assert {key for key, cell in got.items() if cell["contacts_offered"]} == set(want)
    assert {key: wrong for key, cell in want.items() if (wrong := wrong_cells(got[key], cell))} == {}


def test_every_server(bank: Centre, expected: dict) -> None:
    metrics = ["contacts_handled", "average_handle_time", "talk_time:entered", "answered_talk_lt10s"]
    got = cells(bank.metrics.unguarded().ask(metrics, ["agent"], during=WEEK), "agent")
    by_day = bank.metrics.unguarded().ask(["contacts_handled"], ["agent", "day"], during=WEEK)
    for server, want in expected["by_server"].items():
        cell = got[server]
        days = sum(1 for row in by_day.rows if row.by["agent"] == server and row.value)
        assert (cell["contacts_handled"], cell["answered_talk_lt10s"]) == (want["calls"], want["lt10s"])
        assert days == want["days"]
        assert agrees(cell["average_handle_time"], want["aht_s"])
        assert agrees((cell["talk_time:entered"] or 0) / 3600, want["talk_h"])
    assert {server for server, cell in got.items() if cell["contacts_handled"]} == {*expected["by_server"], None}


def test_callers_who_call_again_within_a_day(bank: Centre, expected: dict) -> None:
    (row,) = bank.metrics.ask(["no_repeat_rate"], during=WEEK).rows
    want = expected["repeat_within_1d"]
    assert (row.parts["den"], row.parts["den"] - row.parts["num"]) == (want["eligible"], want["repeated"])
    assert agrees(row.value, want["no_repeat_rate"])
    assert isnan(expected["repeat_within_7d"]["no_repeat_rate"])  # a week cannot tell
    (row,) = bank.metrics.ask(["no_repeat_rate_of_a_week"], during=WEEK).rows
    want = expected["repeat_within_7d"]
    assert (row.parts["den"], row.parts["den"] - row.parts["num"]) == (want["eligible"], want["repeated"])
    assert row.value is None


def test_what_doctor_says_of_the_file(bank: Centre, expected: dict) -> None:
    (source,) = bank.warehouse.health().sources
    assert {name: source.notices.get(name) for name in expected["quality"]} == expected["quality"]
    assert source.notices["rounded_customer_ids"] == 9
    assert (source.rows_read, source.rows_left_out, source.rows_set_aside) == (9007, 59, 0)


def test_loading_the_same_file_twice_changes_nothing(bank: Centre) -> None:
    before = bank.metrics.ask(list(PER_CELL.values()), ["day"], during=WEEK).rows
    (report,) = bank.load(None, lambda *_: None)
    assert (report.rows_read, report.facts) == (0, {})
    assert bank.metrics.ask(list(PER_CELL.values()), ["day"], during=WEEK).rows == before


HEADER = ("vru+line call_id customer_id priority type date vru_entry vru_exit vru_time q_start q_exit q_time outcome "
          "ser_start ser_exit ser_time server")
ROWS = """
AA0101 1 7 2 PS 990201 7:02:47 7:02:56 9 0:00:00 0:00:00 0 AGENT 7:02:55 7:05:41 166 DORIT
AA0102 1 7 2 PS 990201 9:00:00 9:00:06 6 9:00:06 9:00:26 20 AGENT 9:00:26 9:00:31 5 NO_SERVER
AA0101 2 0 0 NW 990201 23:57:50 23:57:58 8 0:00:00 0:00:00 0 AGENT 23:58:00 0:07:00 540 TOVA
AA0101 3 8 1 NW 990202 8:00:00 7:59:00 -60 7:59:00 8:00:25 85 HANG 8:00:26 8:00:30 4 NO_SERVER
AA0101 4 0 0 IN 990202 8:30:00 8:30:05 5 0:00:00 0:00:00 0 PHANTOM 0:00:00 0:00:00 0 NO_SERVER
AA0101 5 9 1 PS 990202 9:00:00 9:00:05 5 9:00:05 9:00:26 21 AGENT 0:00:00 0:00:00 0 DORIT
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """The same example over six rows, so that its traps are tried where the real file is missing."""
    folder = tmp_path_factory.mktemp("small") / "anonymous-bank"
    shutil.copytree(EXAMPLE, folder)
    (folder / "data").mkdir()
    text = (HEADER + ROWS).replace(" ", "\t").replace("\n", "\r\n")
    (folder / "data" / "february_week1.txt").write_bytes(text.encode())
    with opened(folder) as centre:
        yield centre


def test_six_rows_by_hand(small: Centre) -> None:
    got = cells(small.metrics.ask([*PER_CELL.values(), *WHOLE.values()], during=WEEK))[None]
    assert (got["contacts_offered"], got["contacts_handled"], got["contacts_abandoned"]) == (5, 4, 1)
    assert got["service_level:offered"] == 3 / 5  # a wait of exactly 20 s is in time, one of 21 s is not
    assert got["average_speed_of_answer"] == 41 / 4
    assert got["average_handle_time"] == 711 / 4  # the talk of the caller who hung up is not counted
    assert got["vru_time_mean"] == (9 + 6 + 8 - 60 + 5) / 5
    assert got["wait_percentile:p90"] == pytest.approx(20.7)


def test_a_talk_over_midnight_belongs_to_both_days(small: Centre) -> None:
    answer = cells(small.metrics.unguarded().ask(
        ["talk_time:overlap"], ["day"], during=WEEK, where={"agent": ["TOVA"]}), "day")
    assert {day: cell["talk_time:overlap"] for day, cell in answer.items()} == {"1999-02-01": 120, "1999-02-02": 420}


def test_small_file_quality(small: Centre) -> None:
    (source,) = small.warehouse.health().sources
    assert source.notices == {
        "answered_without_server": 1, "hang_with_service_time": 1, "negative_vru_time": 1, "anonymous_customers": 2,
        "blank_customer_id": 0, "full_row_duplicates": 0, "distinct_call_id": 5, "call_id_repeats_across_lines": 1,
    }
    assert (source.rows_read, source.rows_left_out, source.rows_set_aside) == (6, 1, 0)


def test_repeats_of_six_rows(small: Centre) -> None:
    (row,) = small.metrics.ask(["no_repeat_rate"], during=WEEK).rows
    assert (row.parts["num"], row.parts["den"]) == (1, 2)


def made_by_pandas(path: Path, file: Path, over: str, digits: int) -> None:
    """A report by day and type as a switch might print it: who gave up left out of the service level, means cut off."""
    import pandas

    calls = pandas.read_csv(file, sep="\t", quoting=3, dtype=str)
    calls = calls[calls.outcome != "PHANTOM"].astype({"q_time": int, "ser_time": int})
    calls["answered"] = calls.outcome == "AGENT"
    calls["soon"] = calls.answered & (calls.q_time <= 30)
    calls["Date"] = pandas.to_datetime(calls.date, format="%y%m%d").dt.strftime("%d.%m.%Y")
    lines = ["Date;Skill;Calls Offered;SL;AHT"]
    for (day, kind), some in calls.groupby(["Date", "type"]):
        answered = some[some.answered]
        whole = len(answered) if over == "answered" else len(some)
        level = f"{100 * some.soon.sum() / whole:.{digits}f} %".replace(".", ",") if whole else "-"
        handle = int(answered.ser_time.mean()) if len(answered) else 0
        lines.append(f"{day};{kind};{len(some)};{level};{handle // 60}:{handle % 60:02d}")
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.parametrize("over", ["answered", "offered"])
def test_a_report_made_by_pandas_is_seen_through(bank: Centre, tmp_path: Path, over: str) -> None:
    report = tmp_path / "report.csv"
    made_by_pandas(report, bank.folder / "data" / "february_week1.txt", over, 2)
    found = reconcile(bank, report, Asked())
    assert found.whole
    offered, level, handle = found.columns
    assert offered.hit.definition.key == "contacts_offered"
    assert level.hit.definition.key == f"service_level:{over}"
    assert level.hit.definition.limits()["answer"].seconds == 30
    assert (handle.hit.definition.key, handle.hit.way) == ("average_handle_time", "cut off")
    assert level.own_value is not None
    assert level.own_value == Fraction(4726, 8948)
    steps = {one.cause.name: one.cause for one in level.causes}
    assert ("abandoned-left-out" in steps) == (over == "answered")
    if over == "answered":
        assert steps["abandoned-left-out"].calls == 1519
    assert level.own_value + sum(step.effect for step in steps.values()) == level.found_value


def test_the_strategys_variant_is_the_centres_own(bank: Centre, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text("Date,Abandoned %\n1999-02-01,12.7\n", encoding="utf-8")
    (told,) = reconcile(bank, report, Asked()).columns
    assert told.own.key == "abandonment_rate:short_excluded"
    assert told.hit.definition.key == "abandonment_rate:all"
