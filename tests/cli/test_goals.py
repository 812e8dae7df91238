"""This file is about what a generated sales centre has built in: its month of bought calls, and its lucky agent."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fourscore.centre import Centre, compare, goals, try_goal
from fourscore.cli.ask import score_verb
from fourscore.cli.asking.goals import goals_verb
from fourscore.cli.relay import Streams
from fourscore.scoring import GoalFigures, explain, part_words, rule_of
from fourscore.scoring.guard.standing import CardGoals
from fourscore.strategy import starter
from fourscore.terms import Days, Trouble, WrongUse
from fourscore.warehouse.sources.rehearsal import Cast, Rehearsal, cast

OPTIONS = {"until": date(2026, 11, 2), "centre": "sales", "visits": 13_000, "weeks": 24, "seed": 4}
CENTRE = """\
name: Sales
acting_as: Team leader
zone: Europe/Berlin
currency: EUR
sources:
  - {name: sample, kind: rehearsal, until: 2026-11-02, centre: sales, visits: 13000, weeks: 24, seed: 4}
"""
GOALS = """\
guarded:
  more-calls:
    goal: "dial-attempts +15% by 2026-12 from 2026-07 | conversion no worse ±10%, operating-cost <= €90,000"
    objective: reach-more-customers
    owner: Call centre manager
  quicker: {headline: ["answered-in-time +2pp from 2026-07"], guards: [quality no worse], objective: grow-sales}
  not-readable: {goal: "dial-attempts | conversion flat", objective: grow-sales}
"""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A small generated sales centre of 24 weeks, loaded."""
    folder = tmp_path_factory.mktemp("goals") / "centre"
    folder.mkdir()
    text = starter("sales")
    begin, end = text.index("guarded:"), text.index("perspectives:")
    for name, written in (("centre.yaml", CENTRE), ("people.yaml", "teams: []\nagents: []\n"),
                          ("strategy.yaml", text[:begin] + GOALS + "\n" + text[end:])):
        (folder / name).write_text(written, encoding="utf-8")
    with Centre.open(folder, now=lambda: datetime(2026, 11, 2, 9, tzinfo=UTC)) as opened:
        opened.load()
        yield opened


def said(centre: Centre, **args: Any) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    usual = {"goal": "", "period": "", "as_of": "", "plan": False, "format": "table"}
    code = goals_verb(centre, {**usual, **args}, Streams(out, err, 120, False, False, False))
    return code, out.getvalue(), err.getvalue()


def made_of() -> Cast:
    """Who and what is in the generated centre, from its own list."""
    made, _ = Rehearsal.configure("made", OPTIONS, "here", Path())
    assert isinstance(made, Rehearsal)
    return cast(made.options)


def bought_month() -> str:
    """The month in which the generated centre bought calls."""
    days = made_of().stories.bought
    assert days is not None
    return days.first.strftime("%Y-%m")


def test_the_month_of_bought_calls_comes_out_as_bought(centre: Centre) -> None:
    """More dials with worse conversion: named as bought with conversion, by worse work on the same kinds of lists."""
    (found,) = goals(centre, "more-calls", bought_month())
    judged = found.judged
    assert judged.word == "bought"
    assert "conversion" in [guard.guard.kpi for guard in judged.breached]
    assert judged.moves[0].state == "reached"
    assert (judged.moves[0].progress or 0) > 1
    conversion = judged.guards[0]
    assert conversion.trade is not None
    assert conversion.trade.rate < 0
    assert conversion.mixed is not None
    assert conversion.mixed.by_work < 2 * conversion.mixed.by_mix < 0.0
    assert judged.points == 40


def test_its_verdict_stands_on_the_card_of_its_objective(centre: Centre) -> None:
    """Half the objective's weight is the goal's; 40 points are more than the dials' own, so that nothing is capped."""
    month = bought_month()
    out = io.StringIO()
    usual = {"as_known": "", "weights": False, "format": "table", "period": month}
    assert score_verb(centre, usual, Streams(out, io.StringIO(), 400, False, False, False)) == 0
    (line,) = [line for line in out.getvalue().splitlines() if "more-calls" in line]
    assert "✖ bought: Conversion rate per dial" in line
    assert " 40.0 " in line
    out = io.StringIO()
    score_verb(centre, {**usual, "format": "json"}, Streams(out, io.StringIO(), 200, False, False, False))
    (told,) = [goal for perspective in json.loads(out.getvalue())["perspectives"] for one in perspective["objectives"]
               for goal in one.get("goals", ()) if goal["id"] == "more-calls"]
    assert (told["verdict"], told["score"], told["begun"]) == ("bought", 40, True)
    card = centre.scorecard(month)
    whole = explain(card)
    assert whole.find("more-calls") is not None
    leaves = [part for perspective in whole.parts for objective in perspective.parts for part in objective.parts]
    assert sum(part.contribution for part in leaves) == card.score


def test_weeks_asked_for_together_are_those_asked_for_one_by_one(centre: Centre) -> None:
    figures = GoalFigures(centre.metrics, centre.metrics.catalogue, centre.calendar)
    weeks = [Days(date(2026, 9, 7), date(2026, 9, 14)), Days(date(2026, 9, 14), date(2026, 9, 21))]
    kept = CardGoals(centre.strategy, figures, weeks).figures.kept
    kpis = {kpi.id: kpi for kpi in centre.strategy.kpis()}
    last = {key: figure for key, figure in kept.items() if key[2] == date(2026, 9, 14)}
    assert {key[0] for key in last} == {"dial-attempts", "conversion", "operating-cost", "answered-in-time", "quality"}
    for (kpi, where, first, until), figure in last.items():
        assert figures.figure(kpis[kpi], where, Days(first, until)) == figure
        assert figure.value is not None


def test_the_lucky_agent_is_told_as_luck_and_the_better_ones_as_better(centre: Centre) -> None:
    """Five of the lucky one's seven offers went well, by construction; how good each is at it is in the cast."""
    made = made_of()
    truth = {person.name: person.sell for person in made.people}
    found = {row.name: row for row in compare(centre, "conversion_rate:offer", "agent").rows}
    once = found[made.stories.lucky_agent]
    assert once.value == max(row.value or 0 for row in found.values()) == pytest.approx(5 / 7)
    assert (once.verdict, once.rank_low, once.judged) == ("not enough data", None, "too_few")
    assert (once.steadied or 0) < 0.4                                        # half of what was seen
    assert (once.steadied_low or 0) < (once.expected or 0)
    assert once.needs != ""
    better, worse = ([name for name, row in found.items() if row.verdict == word] for word in (
        "clearly better", "clearly worse"))
    assert better == ["Stefan Keller"]
    assert sorted(worse) == ["Jasmin Arslan", "Oluwaseun Zeller"]
    assert truth[better[0]] > 1 > max(truth[name] for name in worse)
    same = sorted((person.sell for person in made.people if person.pool == "sales" and person.name in found),
                  reverse=True)
    ranked = [row for row in found.values() if row.rank_low is not None]
    assert len(ranked) == 8
    for row in ranked:
        assert row.rank_low <= same.index(truth[row.name]) + 1 <= row.rank_high, row.name


def test_people_are_compared_with_both_edges_of_a_band(centre: Centre) -> None:
    from fourscore.cli.asking.compare import compare_verb

    path = centre.folder / "strategy.yaml"
    before = path.read_text(encoding="utf-8")
    written = before.replace("        kpis:\n", """        kpis:
          talk: {metric: average_handle_time, direction: band, target: {from: 4:00, to: 5:45},
            floor: {from: 2:00, to: 9:00}}
""", 1)
    out = io.StringIO()
    try:
        path.write_text(written, encoding="utf-8")
        compare_verb(centre, {"metric": "talk", "by": "agent", "period": "", "team": "", "format": "table"},
                     Streams(out, io.StringIO(), 200, False, False, False))
    finally:
        path.write_text(before, encoding="utf-8")
    assert "\nTarget 4:00 – 5:45.\n" in out.getvalue()


def test_the_months_beside_it_are_not_bought(centre: Centre) -> None:
    for month in ("2026-07", "2026-09", "2026-10"):
        (found,) = goals(centre, "more-calls", month)
        assert found.judged.word in ("behind", "in progress", "in progress, watch"), month


def test_the_last_whole_month_is_judged_where_none_is_named(centre: Centre) -> None:
    days = goals(centre, "more-calls")[0].judged.days
    assert (days.first, days.until) == (date(2026, 10, 1), date(2026, 11, 1))
    earlier = goals(centre, "more-calls", as_of="2026-09-15")[0].judged.days
    assert (earlier.first, earlier.until) == (date(2026, 8, 1), date(2026, 9, 1))


def test_the_verb_tells_each_goal_in_words_with_its_rows(centre: Centre) -> None:
    code, out, _ = said(centre, period=bought_month())
    assert code == 0
    assert "more-calls · 2026-08 · ✖ bought: Conversion rate per dial" in out
    assert "Raise Dial attempts by 15%" in out
    assert "It was lost mostly by worse work of the same kinds." in out
    assert "quicker · 2026-08" in out
    assert out.rstrip().endswith("Not readable: not-readable; fourscore check tells why.")


def test_the_verb_as_json_has_the_same(centre: Centre) -> None:
    code, out, _ = said(centre, goal="more-calls", period=bought_month(), format="json", plan=True)
    (told,) = json.loads(out)
    assert code == 0
    assert (told["verdict"], told["breached"][0]) == ("bought", "conversion")
    assert told["guards"][0]["low"] == pytest.approx(0.9 * told["guards"][0]["baseline"])
    assert told["guards"][0]["high"] is None                                 # no worse has no upper edge
    assert told["guards"][1]["low"] is None                                  # at most has no lower edge
    assert told["plan"]["implied"][0]["at"] == pytest.approx(1.15)
    assert told["plan"]["frontier"]["beyond"] is True


def test_the_plan_is_told_under_its_headings(centre: Centre) -> None:
    _, out, _ = said(centre, goal="more-calls", plan=True)
    for heading in ("It implies", "Can it be done?", "Can it be seen?", "Who takes which part?", "Was it ever so?"):
        assert f"\n{heading}\n" in out
    assert "Outbound dials with at least one sale +15%: Dial attempts × Conversion rate per dial" in out


def test_a_goal_is_tried_before_it_is_written(centre: Centre) -> None:
    line = "dial-attempts +20% by 2026-12 from 2026-07 | conversion flat"
    code, out, err = said(centre, line=line)
    assert (code, err) == (0, "")
    assert out.startswith("Raise Dial attempts by 20% to ")
    assert f'goal: "{line}"' in out
    code, out, err = said(centre, line="dial-attempts +20% from 2026-07")
    assert code == 1
    assert "[guarded-without-guard]" in err
    with pytest.raises(WrongUse) as raised:
        try_goal(centre, "dial-attempts | conversion ~ 4%")
    assert [issue.where for issue in raised.value.issues] == ["column 15", "column 32"]
    code, out, _ = said(centre, line="dial-attempt +20% | quality no worse", format="json")
    told = json.loads(out)
    assert (code, told["plan"], told["issues"][0]["remedy"]) == (1, None, "Did you mean dial-attempts?")


def test_what_cannot_be_asked_is_told(centre: Centre) -> None:
    for wrong, args in (("unknown-goal", {"goal": "more-call"}), ("bad-period", {"period": "soon"}),
                        ("unknown-format", {"format": "csv"})):
        with pytest.raises(WrongUse) as raised:
            said(centre, **args)
        assert raised.value.issues[0].name == wrong
    with pytest.raises(Trouble) as refused:
        goals(centre, "not-readable")
    assert refused.value.issues[0].name == "guarded-unreadable"


# -- opened --

def why(centre: Centre, name: str, **args: Any) -> str:
    from fourscore.cli.ask import why_verb

    out = io.StringIO()
    usual = {"metric": name, "period": bought_month(), "where": [], "part": "", "rows": 2, "versus": "", "format":
             "table", "currency": "", "rates": ""}
    assert why_verb(centre, {**usual, **args}, Streams(out, io.StringIO(), 400, False, False, False)) == 0
    return out.getvalue()


def test_a_goal_opens_into_headline_and_guards_down_to_their_rows(centre: Centre) -> None:
    (judged,) = (one.judged for one in goals(centre, "more-calls", bought_month()))
    out = why(centre, "more-calls")
    assert "✖ bought: Conversion rate per dial" in out
    assert "at the cost of Conversion rate per dial" in out
    flat = " ".join(out.split())
    assert "To move: Dial attempts " in flat
    for part in judged.parts:
        assert part.kpi is not None
        word = "To move" if part in judged.moves else "To hold"
        line = flat.split(f"{word}: {part.kpi.name} ")[1].partition(" Now, in 2026-08")[0]
        assert f"Rule {rule_of(part.kpi, centre.metrics.catalogue)}" in line
        assert f"): {part.state}" in line
        assert " in 2026-08 (asked for " in line
        assert "before, in 2026-07" in line
    attempts = judged.moves[0].figure
    rows = [int(line.split(" of ")[1].split(" rows")[0].replace(",", "")) for line in out.splitlines()
            if line.startswith("The first 2 of ")]
    assert rows[0] == attempts.x          # each dial behind the headline is a row
    assert len(rows) == 2 * len(judged.parts)  # of the month, and of the one it is counted from
    told = json.loads(why(centre, "more-calls", format="json"))["goal"]
    assert told["opened"][1]["now"]["made"]["value"] == pytest.approx(judged.guards[0].figure.value, abs=1e-6)
    assert told["opened"][1]["before"]["made"]["value"] == pytest.approx(judged.guards[0].baseline.value, abs=1e-6)


def test_a_total_and_an_objective_say_where_each_measure_goes_on_down_to_its_rows(centre: Centre) -> None:
    dials = goals(centre, "more-calls", bought_month())[0].judged.moves[0].figure
    for name in ("total", "reach-more-customers"):
        told = json.loads(why(centre, name, format="json"))
        further = {one["id"]: one for one in told["further"]}
        assert {"dial-attempts", "more-calls"} <= set(further)
        assert further["dial-attempts"]["rows"] == dials.x
        assert further["more-calls"]["why"] == f"fourscore why {centre.folder} more-calls --period 2026-08"
        out = why(centre, name)
        assert "\nDown to the rows:\n" in out
        assert further["more-calls"]["why"] in out


def test_a_goal_opens_on_the_page_into_the_same_figures_and_on_to_their_rows(centre: Centre) -> None:
    from starlette.testclient import TestClient

    from fourscore.web import create_app

    there = TestClient(create_app(centre), base_url="http://127.0.0.1")
    text = " ".join(unescape(there.get(f"/scorecard?period={bought_month()}").text).split())
    row = text.partition('<tr class="goal" id="goal-more-calls">')[2].partition("</tr>")[0]
    assert "reached at the cost of Conversion rate per dial" in row
    (judged,) = (one.judged for one in goals(centre, "more-calls", bought_month()))
    for part in judged.parts:
        assert part.kpi is not None
        assert part_words(part, "EUR", centre.calendar.name, judged.days) in row
        assert f'<a href="/measure/{part.kpi.metric}?period=2026-08">Open {part.kpi.name}</a>' in row
        assert f'href="/measure/{part.kpi.metric}?period=2026-07" aria-label="Open {part.kpi.name} before"' in row
    assert "/scorecard?period=2026-08#goal-more-calls" in there.get(f"/map?period={bought_month()}").text
