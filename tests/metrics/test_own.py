"""This file is about a centre's own metrics: written in the same form, and refused with the line and the remedy."""

import textwrap
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from fourscore.metrics import Metrics, read_catalogue

EXTRAS = {"visit": {"x_priority": "INTEGER", "x_region": "VARCHAR", "x_born": "DATE"}}


def read(tmp_path: Path, text: str):
    folder = tmp_path / "metrics"
    folder.mkdir(exist_ok=True)
    (folder / "ours.yaml").write_text(textwrap.dedent(text))
    return read_catalogue(folder, EXTRAS)


def part(of: str, predicate: str) -> str:
    return f'parts:\n  mine:\n    of: {of}\n    count: "{predicate}"\n'


def metric(**keys: str) -> str:
    whole = {"unit": "share", "better": "higher", "num": "answered", "den": "entered", "words": "Mine.", **keys}
    lines = [f"    {key}: {value}" for key, value in whole.items() if value]
    return "\n".join(["metrics:", "  mine:", *lines, ""])


@pytest.mark.parametrize(("predicate", "sql"), [
    ("answered", "f.answered = 1"),
    ("answered and talk_s < 10", "(f.answered = 1 AND f.talk_s < 10)"),
    ("answered or open and not refused", "(f.answered = 1 OR (f.open = 1 AND (NOT f.refused = 1)))"),
    ("not (answered or open)", "(NOT (f.answered = 1 OR f.open = 1))"),
    ("flow in ('key', 'timeout')", "f.flow IN ('key', 'timeout')"),
    ("wait_s between 10 and 20.5", "f.wait_s BETWEEN 10 AND 20.5"),
    ("queue is null", "w_queue.name IS NULL"),
    ("queue = 'O''Brien'", "w_queue.name = 'O''Brien'"),
    ("talk_s / wait_s > 2", "f.talk_s / NULLIF(f.wait_s, 0) > 2"),
    ("1 - answered = 1", "1 - CAST(f.answered AS INT) = 1"),
    ("coalesce(wait_s, 0) * 2 >= -1", "COALESCE(f.wait_s, 0) * 2 >= -1"),
    ("priority = 2 and region = 'North'", '(f."x_priority" = 2 AND f."x_region" = \'North\')'),
    ("born = '1999-02-01'", "(CAST(f.\"x_born\" AS TEXT)) = '1999-02-01'"),
    ("answered -- and nothing else", "f.answered = 1"),
])
def test_what_is_allowed_is_rendered_anew(tmp_path: Path, predicate: str, sql: str) -> None:
    catalogue, issues = read(tmp_path, part("visit", predicate))
    assert issues == []
    assert catalogue.parts["mine"].test == sql
    assert catalogue.parts["mine"].sql == f"CASE WHEN {sql} THEN 1 ELSE 0 END"
    assert catalogue.parts["mine"].own


@pytest.mark.parametrize(("predicate", "name", "says"), [
    ("anwsered", "unknown-field", "Did you mean answered"),
    ("visit.answered", "unknown-field", "Did you mean answered"),
    ("avg(talk_s) > 3", "averages-a-ratio", "division comes last"),
    ("median(talk_s) > 3", "averages-a-ratio", "division comes last"),
    ("sum(talk_s) > 3", "bad-predicate", "Use and, or, not"),
    ("talk_s", "bad-predicate", "Use and, or, not"),
    ("talk_s > 'ten'", "bad-predicate", "Use and, or, not"),
    ("queue = 5", "bad-predicate", "Use and, or, not"),
    ("queue like 'B%'", "bad-predicate", "Use and, or, not"),
    ("queue in (select name from agent)", "bad-predicate", "Use and, or, not"),
    ("(select 1) = 1", "bad-predicate", "Use and, or, not"),
    ("answered; drop table visit", "bad-predicate", "Use and, or, not"),
    ("read_text('/etc/passwd') = 'x'", "bad-predicate", "Use and, or, not"),
    ("case when answered then 1 else 0 end = 1", "bad-predicate", "Use and, or, not"),
    ("answered +", "bad-predicate", "Use and, or, not"),
    ("answered = $window_s", "bad-predicate", "Use and, or, not"),
    ("'a' || queue = 'b'", "bad-predicate", "Use and, or, not"),
    ("queue + 1 > 2", "bad-predicate", "Use and, or, not"),
    ("answered and 5", "bad-predicate", "Use and, or, not"),
])
def test_what_is_not_allowed_is_refused_on_its_line(tmp_path: Path, predicate: str, name: str, says: str) -> None:
    catalogue, (issue,) = read(tmp_path, part("visit", predicate))
    assert (issue.name, issue.where) == (name, "metrics/ours.yaml:4")
    assert says in issue.remedy
    assert "mine" not in catalogue.parts


@pytest.mark.parametrize(("text", "name", "line", "says"), [
    (metric(num="answerd"), "unknown-part", 5, "Did you mean answered"),
    (metric(num="service_level"), "averages-a-ratio", 5, "parts it is made of"),
    (metric(num="service_level:offered + answered"), "averages-a-ratio", 5, "parts it is made of"),
    (metric(den="average_handle_time"), "averages-a-ratio", 6, "parts it is made of"),
    (metric(num="avg(answered)"), "averages-a-ratio", 5, "division comes last"),
    (metric(num="answered / entered", den=""), "averages-a-ratio", 5, "den"),
    (metric(num="answered and entered"), "bad-predicate", 5, "names of parts"),
    (metric(num="longest_wait_s + answered"), "bad-predicate", 5, "only one"),
    (metric(num="waits_answered", den=""), "missing-key", 2, "quantile: 0.9"),
    (metric(num="waits_answered", den="", quantile="1.5"), "bad-number", 7, "0.9"),
    (metric(num="waits_answered", den="", quantile="p90"), "bad-number", 7, "0.9"),
    (metric(unit="'%'"), "unknown-unit", 3, "Write share."),
    (metric(unit="secnds"), "unknown-unit", 3, "Did you mean seconds"),
    (metric(better="hihger"), "unknown-choice", 4, "Did you mean higher"),
    (metric(level="[centre, teem]"), "unknown-choice", 8, "Did you mean team"),
    (metric(words=""), "missing-key", 2, "words:"),
    (metric(colour="red"), "unknown-key", 8, "There are"),
    (metric().replace("mine", "service_level"), "metric-name-taken", 2, "service_level:ours"),
    (metric().replace("mine", "service_level:offered"), "metric-name-taken", 2, "Choose another"),
    (part("visits", "answered"), "unknown-fact", 3, "Did you mean visit"),
    (part("visit", "answered").replace("mine", "answered", 1), "metric-name-taken", 2, "Choose another"),
    ("parts:\n  mine:\n    of: visit\n", "missing-key", 2, "count"),
    ("parts:\n  mine:\n    count: answered\n", "missing-key", 2, "of: visit"),
    ("parts:\n  mine: {of: visit, sum: answered and open}\n", "bad-predicate", 2, "number per row"),
    ("parts:\n  mine: {of: visit, sum: talk_s, unit: sec}\n", "unknown-unit", 2, "Write seconds."),
    ("parts:\n  mine: 3\n", "wrong-shape", 2, "indented under it"),
    ("parts: [1, 2]\n", "wrong-shape", 1, "Write a name"),
    ("metric:\n  mine: {}\n", "unknown-key", 1, "Did you mean metrics"),
    ("metrics:\n  mine: {a\n", "bad-yaml", 3, "indentation"),
    ("parts:\n  mine: {of: visit, count: answered}\n  mine: {of: visit, count: open}\n", "bad-yaml", 3, "Check"),
])
def test_a_wrong_definition_is_refused_on_its_line(
    tmp_path: Path, text: str, name: str, line: int, says: str,
) -> None:
    _, issues = read(tmp_path, text)
    assert [(issue.name, issue.where) for issue in issues] == [(name, f"metrics/ours.yaml:{line}")]
    assert says in issues[0].remedy


def test_a_file_that_is_no_list_of_names(tmp_path: Path) -> None:
    assert [issue.name for issue in read(tmp_path, "- a\n- b\n")[1]] == ["wrong-shape"]
    assert read(tmp_path, "# nothing yet\n")[1] == []
    (tmp_path / "metrics" / "ours.yaml").write_bytes(b"\xff\xfe\x00")
    assert [issue.name for issue in read_catalogue(tmp_path / "metrics", {})[1]] == ["not-utf-8"]


def test_a_definition_may_take_its_lines_from_another(tmp_path: Path) -> None:
    catalogue, issues = read(tmp_path, """\
        metrics:
          mine: &usual
            unit: share
            better: higher
            num: answered
            den: entered
            words: Mine.
          wrong:
            <<: *usual
            num: anwsered
          without:
            <<: *usual
            unit: parsecs
          other:
            <<: *usual
            den: completed
        """)
    assert {"mine", "other"} <= set(catalogue.metrics)
    assert catalogue.metrics["other"].formulas["den"].parts() == ("completed",)
    assert [(issue.name, issue.where) for issue in issues] == [
        ("unknown-part", "metrics/ours.yaml:10"), ("unknown-unit", "metrics/ours.yaml:13")]


@pytest.mark.parametrize("text", [
    "metrics: !!omap\n  - mine:\n      unit: share\n",
    "!!omap\n- metrics:\n    mine:\n      unit: share\n",
    "metrics:\n  mine: !!omap\n    - unit: share\n",
])
def test_a_definition_in_a_form_without_lines_is_told_by_its_file(tmp_path: Path, text: str) -> None:
    _, issues = read(tmp_path, text)
    assert {issue.name for issue in issues} == {"missing-key"}
    assert all(issue.where.startswith("metrics/ours.yaml") for issue in issues)


def test_every_mistake_is_told_and_the_good_ones_stay(tmp_path: Path) -> None:
    catalogue, issues = read(tmp_path, """
        parts:
          quick: {of: visit, count: answered and talk_s < 10}
          wrong: {of: visit, count: anwsered}
          lost: {of: visits, count: answered}
        metrics:
          quick_rate: {unit: share, better: lower, num: quick, den: answered, words: Quick ones.}
          quick_share:ours: {unit: shares, better: best, num: quickly, den: answered, words: Quick ones.}
        """)
    assert [issue.name for issue in issues] == [
        "unknown-field", "unknown-fact", "unknown-unit", "unknown-choice", "unknown-part"]
    assert catalogue.find("quick_rate").kind == "ratio"


def test_a_variant_of_ours_may_be_added_and_does_not_become_the_default(tmp_path: Path) -> None:
    catalogue, issues = read(tmp_path, metric().replace("mine", "service_level:ours"))
    assert issues == []
    assert catalogue.find("service_level:ours").own
    assert catalogue.find("service_level").variant == "offered"


def test_a_column_of_the_next_load_is_no_number_yet(world, days, tmp_path: Path) -> None:
    catalogue, issues = read(tmp_path, """
        parts:
          urgent: {of: visit, count: priority = 1}
        metrics:
          urgent_rate: {unit: share, better: lower, num: urgent, den: entered, words: Urgent ones.}
        """)
    assert issues == []
    world.visit("2026-03-02 09:00")
    world.fill_all("2026-03-01", "2026-04-01")
    during = days("2026-03-01", "2026-04-01")
    metrics = Metrics(world.metrics().warehouse, catalogue, world.calendar, "EUR")
    (row,) = metrics.ask(["urgent_rate"], during=during).rows
    assert (row.value, row.n) == (None, 1)
    assert metrics.rows("urgent_rate", during=during).total == 1
    assert metrics.rows("urgent_rate", during=during, part="urgent").rows == []
    assert metrics.explain("urgent_rate", during=during).with_numbers == "– / 1"


def test_staffs_own_answers_are_counted_only_where_they_are_named(world, days, tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "ours.yaml").write_text(textwrap.dedent("""
        parts:
          scores: {of: survey, sum: score, unit: points}
          good: {of: survey, count: score >= 4}
          not_csat: {of: survey, count: not question = 'csat' and score >= 1}
          of_staff: {of: survey, sum: score, where: question = 'enps', unit: points}
        metrics:
          mean_score: {unit: points, better: higher, num: scores, den: all_answers, words: A mean.}
          good_answers: {unit: count, better: higher, num: good, words: Good ones.}
          others: {unit: count, better: higher, num: not_csat, words: Others.}
          staff_score: {unit: points, better: higher, num: of_staff, den: agent_recommendations, words: Of staff.}
        """))
    for question, score in (("csat", 5), ("nps", 4), ("enps", 1)):
        world.fact("survey", "2026-03-02 10:00", "answered_at", agent="Ada", question=question, score=score, scale=5)
    world.fill_all("2026-03-01", "2026-04-01")
    metrics, during = world.metrics(own=folder), days("2026-03-01", "2026-04-01")
    rows = metrics.ask(["mean_score", "good_answers", "others"], ["agent"], during=during).rows
    assert [row.parts.get("num") for row in rows] == [9, 2, 1]
    (staff,) = metrics.ask(["staff_score"], during=during).rows
    assert staff.value is None
    assert "fewer than 5" in staff.why


def test_own_metrics_are_counted_like_ours(world, days, tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    (folder / "ours.yaml").write_text(textwrap.dedent("""
        parts:
          quick: {of: visit, count: answered and talk_s < 10 and queue = 'Billing'}
          long_talk: {of: visit, sum: talk_s, where: priority >= 2 or region is null}
          quick_sales: {of: visit, count: answered and talk_s < 10, where: queue = 'Sales'}
          longest_talk: {of: visit, max: talk_s, where: answered}
        metrics:
          quick_rate: {unit: share, better: lower, num: quick, den: answered, words: Quick ones.}
          long_talk: {unit: seconds, better: lower, num: long_talk, words: Long ones.}
          longest_talk: {unit: seconds, better: lower, num: longest_talk, words: The longest.}
          talk_and_a_half: {unit: seconds, better: lower, num: 1.5 * (talk_s + hold_s) - -talk_s, words: Sums.}
          quick_sales: {unit: count, better: lower, num: quick_sales, words: Quick ones in Sales.}
          calls_a_day: {unit: ratio, better: neutral, num: entered, den: days, words: Stays a day.}
          talk_days: {unit: seconds, better: neutral, num: days * talk_s, words: Talk times days.}
        """))
    world.cursor.execute("ALTER TABLE visit ADD COLUMN x_priority INTEGER")
    world.cursor.execute("ALTER TABLE visit ADD COLUMN x_region VARCHAR")
    world.visit("2026-03-02 09:00", talk=5, x_priority=1, x_region="North")
    world.visit("2026-03-02 09:00", "Sales", talk=6, x_priority=2, x_region="North")
    world.visit("2026-03-02 09:00", talk=70.125, hold=2, x_priority=1)
    world.fill_all("2026-03-01", "2026-04-01")
    metrics = world.metrics(own=folder)
    answer = metrics.ask(["quick_rate", "long_talk", "longest_talk", "talk_and_a_half", "quick_sales", "calls_a_day",
                          "talk_days"], during=days("2026-03-01", "2026-04-01"))
    talk = Fraction(Decimal("81.125"))
    assert [row.value for row in answer.rows] == [1 / 3, 76.125, 70.125, float(Fraction(3, 2) * (talk + 2) + talk), 1,
                                               3 / 31, float(talk * 31)]
    assert [row.n for row in answer.rows] == [3, 2, 3, 3, 1, 31, 3]
    explained = metrics.explain("talk_and_a_half", during=days("2026-03-01", "2026-04-01"))
    assert explained.formula == "1.5 × (talk_s + hold_s) − −talk_s"
    assert explained.with_numbers == "1.5 × (81.125 + 2) − −81.125"
    by = metrics.ask(["quick_rate"], ["priority", "region"], during=days("2026-03-01", "2026-04-01"))
    assert [(row.by["priority"], row.by["region"], row.value) for row in by.rows] == [
        ("1", "North", 1.0), ("1", None, 0.0), ("2", "North", 0.0)]
