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
    centre: Centre, metrics: dict[str, str], by: list[str], days: Days, where: dict[str, list[str]] | None = None
) -> dict[str | None, dict[str, float | None]]:
    figures = {metric: figure for figure, metric in metrics.items()}
    found: dict[str | None, dict[str, float | None]] = {}
    for row in centre.metrics.unguarded().ask(list(figures), by, during=days, where=where).rows:
        found.setdefault(row.by[by[0]] if by else None, {})[figures[row.key]] = row.value
    return found


def differ(got: dict[str, float | None], want: dict[str, float]) -> dict[str, tuple[float | None, float]]:
    return {name: (got[name], want[name]) for name in got
            if (value := got[name]) is None or want[name] not in (value, round(value, 4), round(value, 6))}


def without(cells: dict[str, dict[str, float]], key: str) -> dict[str, dict[str, float]]:
    return {name: cell for name, cell in cells.items() if name != key}


def blank(cells: dict[str, dict[str, float]], word: str) -> dict[str | None, dict[str, float]]:
    """The cells by the word they have once this one counts as no word."""
    return {None if name == word else name: cell for name, cell in cells.items()}


def noticed(centre: Centre) -> dict[str, int]:
    (source,) = centre.doctor().health.sources
    return dict(source.notices)


def test_a_workbook_of_calls(tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "pwc_phonenow"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    metrics = {
        "offered": "contacts_offered", "answered": "contacts_handled", "abandoned": "contacts_abandoned",
        "asa_s": "average_speed_of_answer", "sl20_over_offered": "service_level:offered",
        "aht_s": "average_handle_time",
        "resolved_over_answered": "resolved_of_answered", "csat_mean": "mean_rating",
        "csat_top2_rate": "customer_satisfaction:top_box", "csat_top2": "top_ratings",
        "abandon_rate": "abandonment_rate:all", "resolved": "resolved_calls", "answered_le20": "answered_in_20",
    }
    days = Days(date(2021, 1, 1), date(2021, 4, 1))
    with loaded("phonenow", tmp_path / "phonenow", folder / "01 Call-Center-Dataset.xlsx") as centre:
        for by, figures in (
            ([], {None: expected["total"]}), (["agent"], expected["by_agent"]), (["topic"], expected["by_topic"]),
        ):
            got = values(centre, metrics, by, days)
            assert all(set(want) == set(metrics) for want in figures.values())
            assert {key: wrong for key in figures if (wrong := differ(got[key], figures[key]))} == {}
        assert noticed(centre).get("repeated_rows", 0) == expected["duplicate_call_ids"]
        assert centre.metrics.spread() == Days(date(2021, 1, 1), date(2021, 4, 1))


def test_a_campaign_without_dates(tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "uci_bank_sample"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    metrics = {
        "clients": "dial_attempts", "sales": "sales_made", "conversion": "client_conversion",
        "sales_per_attempt": "sales_per_attempt", "attempts_per_client": "attempts_per_client",
        "avg_talk_s": "mean_last_call", "attempts": "calls_made", "talk_s_total": "talk_on_last_calls",
        "sales_per_talk_hour": "sales_per_talk_hour",
    }
    days = Days(date(2010, 11, 30), date(2010, 12, 1))
    with loaded("portuguese-bank", tmp_path / "bank", folder / "bank-additional.csv") as centre:
        for by, figures in (
            ([], {None: expected["total"]}), ([], {None: expected["total_after_dropping_exact_duplicates"]}),
            (["contacted_by"], expected["by_contact"]), (["called_month"], expected["by_month"]),
            (["called_weekday"], expected["by_day_of_week"]), (["topic"], expected["by_poutcome"]),
            (["job"], blank(expected["by_job"], "unknown")),
            (["attempt_no"], without(expected["by_attempt_no"], "10+")),
        ):
            got = values(centre, metrics, by, days)
            assert all(set(want) == set(metrics) for want in figures.values())
            assert {key: wrong for key in figures if (wrong := differ(got[key], figures[key]))} == {}
        ten = [key for key in got if key is not None and int(key) >= 10]
        many = values(centre, metrics, [], days, {"attempt_no": ten})
        assert differ(many[None], expected["by_attempt_no"]["10+"]) == {}
        single = {"median_talk_s": "median_last_call", "avg_talk_converted_s": "mean_last_call_of_buyers",
                  "avg_talk_not_converted_s": "mean_last_call_of_others"}
        assert differ(values(centre, single, [], days)[None], expected) == {}
        notices = noticed(centre)
    told = {"zero_duration": "zero_duration_rows", "short_calls": "short_calls_lt10s",
            "never_contacted_before": "never_contacted_before_pdays999",
            "never_contacted_but_previous": "pdays999_but_previous_gt0", "repeated_rows": "full_row_duplicates"}
    assert {notice: notices.get(notice, 0) for notice in told} == {n: expected[name] for n, name in told.items()}
    unknown = {"job": "job", "marital": "marital_status", "education": "education", "default": "default",
               "housing": "housing_loan", "loan": "personal_loan"}
    assert {column: notices[f"unknown_{word}"] for column, word in unknown.items()} == {
        column: count for column, count in expected["unknown_cells"].items() if count}
