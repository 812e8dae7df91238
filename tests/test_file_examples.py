"""This file is about the examples of a workbook and of a file without dates: their figures, beside those of pandas."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from fourscore.centre import Centre
from fourscore.terms import Days

EXAMPLES = Path(__file__).parents[1] / "examples"


@contextmanager
def loaded(name: str, folder: Path, source: Path) -> Iterator[Centre]:
    shutil.copytree(EXAMPLES / name, folder)
    (folder / "data").mkdir()
    shutil.copy(source, folder / "data")
    with Centre.open(folder, now=lambda: datetime(2026, 3, 30, tzinfo=UTC)) as centre:
        (report,) = centre.load(None, lambda *_: None)
        assert (report.issues, report.rows_set_aside) == ((), 0)
        yield centre


def values(
    centre: Centre, metrics: dict[str, str], by: list[str], days: Days
) -> dict[str | None, dict[str, float | None]]:
    figures = {metric: figure for figure, metric in metrics.items()}
    found: dict[str | None, dict[str, float | None]] = {}
    for row in centre.metrics.ask(list(figures), by, during=days).rows:
        value = None if row.value is None else round(row.value, 6)
        found.setdefault(row.by[by[0]] if by else None, {})[figures[row.key]] = value
    return found


def differ(got: dict[str, float | None], want: dict[str, float]) -> dict[str, tuple[float | None, float]]:
    return {name: (got[name], want[name]) for name in got
            if got[name] is None or want[name] not in (got[name], round(got[name] or 0, 4))}


def test_a_workbook_of_calls(tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "pwc_phonenow"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    metrics = {
        "offered": "contacts_offered", "answered": "contacts_handled", "abandoned": "contacts_abandoned",
        "asa_s": "average_speed_of_answer", "sl20_over_offered": "service_level:offered",
        "aht_s": "average_handle_time",
        "resolved_over_answered": "resolved_of_answered", "csat_mean": "mean_rating",
        "csat_top2_rate": "customer_satisfaction:top_box",
    }
    days = Days(date(2021, 1, 1), date(2021, 4, 1))
    with loaded("phonenow", tmp_path / "phonenow", folder / "01 Call-Center-Dataset.xlsx") as centre:
        for by, figures in (
            ([], {None: expected["total"]}), (["agent"], expected["by_agent"]), (["topic"], expected["by_topic"]),
        ):
            got = values(centre, metrics, by, days)
            assert {key: wrong for key in figures if (wrong := differ(got[key], figures[key]))} == {}
        assert centre.metrics.spread() == Days(date(2021, 1, 1), date(2021, 4, 1))


def test_a_campaign_without_dates(tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "uci_bank_sample"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    metrics = {
        "clients": "dial_attempts", "sales": "sales_made", "conversion": "client_conversion",
        "sales_per_attempt": "sales_per_attempt", "attempts_per_client": "attempts_per_client",
        "avg_talk_s": "mean_last_call",
    }
    days = Days(date(2010, 11, 30), date(2010, 12, 1))
    with loaded("portuguese-bank", tmp_path / "bank", folder / "bank-additional.csv") as centre:
        for by, figures in (
            ([], {None: expected["total"]}), (["contacted_by"], expected["by_contact"]),
            (["called_month"], expected["by_month"]), (["called_weekday"], expected["by_day_of_week"]),
        ):
            got = values(centre, metrics, by, days)
            assert {key: wrong for key in figures if (wrong := differ(got[key], figures[key]))} == {}
        (row,) = centre.metrics.ask(["median_last_call"], during=days).rows
        assert row.value == expected["median_talk_s"]
        notices = centre.warehouse.health().sources[0].notices
        assert (notices["short_calls"], notices["zero_duration"]) == (
            expected["short_calls_lt10s"], expected["zero_duration_rows"])
        assert (notices["never_contacted_before"], notices["never_contacted_but_previous"]) == (
            expected["never_contacted_before_pdays999"], expected["pdays999_but_previous_gt0"])
        assert notices["full_row_duplicates"] == expected["full_row_duplicates"]
