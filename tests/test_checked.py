"""This file is about a whole centre held against the rules: what is asked when, by which limits, and until when."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fourscore.centre import Centre, Checked, Noticer, init, try_goal
from fourscore.centre.checking.check import place_of
from fourscore.centre.checking.figures import reliabilities
from fourscore.scoring import weigh
from fourscore.settings import Site
from fourscore.strategy import Place
from fourscore.terms import OpeningHours

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)
TODAY = NOW.date()
NEW = {"name": "Nord", "zone": "Europe/Berlin", "currency": "EUR", "until": date(2026, 3, 16)}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checked") / "centre"
    init(folder, kind="sales", with_sample=True, visits=1_500, seed=7, **NEW)
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.load()
    return folder


def opened(folder: Path, day: date = TODAY) -> Centre:
    return Centre.open(folder, now=lambda: datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_centre_has_nothing_to_mend_and_says_what_was_not_asked(tmp_path: Path) -> None:
    init(tmp_path / "new", kind="support", **NEW)
    with opened(tmp_path / "new") as centre:
        checked = centre.checked()
        assert [finding.id for finding in checked.findings] == ["L09"]
        assert checked.waiting == "Nothing is loaded: the rules that need figures were not asked."
        assert centre.check() == checked.to_mend == []


def test_figures_are_asked_once_something_is_loaded(loaded: Path) -> None:
    with opened(loaded) as centre:
        checked = centre.checked()
        texts = centre.checked(figures=False)
    assert checked.waiting == ""
    told = {finding.id: finding for finding in checked.findings}
    # A sample of a few calls a week is far below targets meant for 120 agents.
    assert {"L09", "L20", "L22", "L24", "L40"} <= set(told)
    assert "3 teams" in told["L40"].issue.what
    assert {finding.id for finding in texts.findings} == {"L09", "L22"}
    assert set(texts.findings) < set(checked.findings)  # the texts say the same, figures only add to it


def test_an_effective_weight_is_the_one_that_the_scorecard_tells(loaded: Path) -> None:
    """What L24 says of a KPI is what `fourscore score --weights` says of it, over the same year."""
    with opened(loaded) as centre:
        found = [one for one in centre.checked().findings if one.id == "L24"]
        there = {one.measured.kpi.id: one for one in weigh(centre.scorecard(None, 52)).rows}
    assert found
    for one in found:
        row = there[one.at]
        assert row.effective is not None
        assert f"has {row.nominal:.1%} of the weight, and {row.effective:.1%} of what moves" in \
            one.issue.what.replace("−", "-")
    far = {name for name, row in there.items() if row.effective is not None and row.nominal > 0
           and not 0.5 <= row.effective / row.nominal <= 2}
    assert far == {one.at for one in found}


def test_a_goal_counted_from_a_period_is_held_against_what_was_measured_in_it(loaded: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "goals"
    shutil.copytree(loaded, folder, ignore=shutil.ignore_patterns("serve.*"))
    text = (folder / "strategy.yaml").read_text(encoding="utf-8")
    begin, end = text.index("guarded:"), text.index("perspectives:")
    goals = """guarded:
  beyond: {goal: "answered-in-time x9 from 2026-01 | quality no worse", objective: grow-sales, owner: Trainer}
  within: {goal: "answered-in-time x1.01 from 2026-01 | quality no worse", objective: grow-sales, owner: Trainer}
  early: {goal: "dial-attempts +1% by 2025-Q4 from 2026-02 | quality no worse", objective: grow-sales, owner: Trainer}

"""
    (folder / "strategy.yaml").write_text(text[:begin] + goals + text[end:], encoding="utf-8")
    with opened(folder) as centre:
        assert not {one.at for one in centre.checked(figures=False).findings} & {"beyond", "early"}
        told = {one.at: one for one in centre.checked().findings if one.at in ("beyond", "within", "early")}
        tried = try_goal(centre, "answered-in-time x9 from 2026-01 | quality no worse")
    assert {at: (one.id, one.severity, one.issue.name) for at, one in told.items()} == {
        "beyond": ("L19", "E", "guarded-out-of-reach"), "early": ("L19", "E", "guarded-due-too-early")}
    assert "Service level is never below 0.0% or above 100.0%" in told["beyond"].issue.what
    assert [issue.name for issue in tried.issues] == ["guarded-out-of-reach"]
    assert tried.plan is None


def test_what_figures_say_is_asked_once_and_then_stands_beside_its_thing(loaded: Path, tmp_path: Path,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    folder = tmp_path / "served"
    shutil.copytree(loaded, folder, ignore=shutil.ignore_patterns("serve.*"))
    with opened(folder) as centre:
        asked, check = [], centre.checked

        def noting(*, figures: bool = True) -> Checked:
            asked.append(figures)
            return check(figures=figures)

        monkeypatch.setattr(centre, "checked", noting)
        noticer, before = Noticer(centre), centre.state
        assert {finding.id for finding in centre.noted().findings} == {"L09", "L22"}
        assert noticer.look()
        assert centre.state != before  # pages are made anew
        told = centre.noted()
        assert {"L09", "L20", "L22"} <= {finding.id for finding in told.findings}
        assert set(told.findings) == set(check().findings)
        assert any(finding.id == "L20" for found in told.about().values() for finding in found)
        assert not noticer.look()
        assert asked.count(True) == 1
        centre.anew()
        assert noticer.look()
        edit(folder / "strategy.yaml", "mission:", "mission:  ")
        assert {finding.id for finding in centre.noted().findings} == {"L09", "L22"}  # none of this text yet
        assert noticer.look()
        assert asked.count(True) == 3


def test_findings_are_told_by_the_thing_they_speak_of(loaded: Path) -> None:
    with opened(loaded) as centre:
        about = centre.checked().about()
    assert {"sales-revenue", "dial-attempts"} <= set(about)
    assert all(finding.at == at for at, found in about.items() for finding in found)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    init(tmp_path / "bare", kind="support", **NEW)
    return tmp_path / "bare"


def test_limits_are_settings(bare: Path) -> None:
    with (bare / "centre.yaml").open("a", encoding="utf-8") as file:
        file.write("lint: {fewest_objectives: 20, perspective_share: 20%}\n")
    with opened(bare) as centre:
        assert {finding.issue.name for finding in centre.checked().findings} == {
            "map-is-the-starter", "few-objectives", "one-sided"}


@pytest.mark.parametrize("limit", ["perspective_share: 120%", "many_kpis: many", "many_kpis: 0", "many_kpi: 20"])
def test_a_limit_that_is_none_is_told(bare: Path, limit: str) -> None:
    with (bare / "centre.yaml").open("a", encoding="utf-8") as file:
        file.write(f"lint: {{{limit}}}\n")
    with opened(bare) as centre:
        (issue,) = [issue for issue in centre.check() if issue.where.startswith("centre.yaml")]
    assert issue.name == ("unknown-key" if "many_kpi:" in limit else "bad-number")


def test_what_is_put_up_with_ends_on_its_day_by_the_centres_clock(bare: Path) -> None:
    edit(bare / "strategy.yaml", "            guards: [first-contact-resolution]", "#")
    with (bare / "strategy.yaml").open("a", encoding="utf-8") as file:
        file.write("allow:\n  - {rule: L27, at: talk-time, reason: Soon, who: Ada King, until: 2026-04-01}\n")
    with opened(bare, date(2026, 3, 31)) as centre:
        assert centre.check() == []
        (silent,) = [finding for finding in centre.checked().findings if finding.allowed]
        assert silent.id == "L27"
        assert "talk-time" not in centre.checked().about()
    # 22:30 in UTC is already the next day in Berlin.
    with Centre.open(bare, now=lambda: datetime(2026, 3, 31, 22, 30, tzinfo=UTC)) as centre:
        assert {issue.name for issue in centre.check()} == {"volume-without-guard", "allow-expired"}


def test_a_strategy_that_cannot_be_scored_still_has_its_rules_asked(bare: Path) -> None:
    edit(bare / "strategy.yaml", "metric: service_level:offered", "metric: servise_level:offered")
    edit(bare / "strategy.yaml", "            guards: [first-contact-resolution]", "#")
    with opened(bare) as centre:
        checked = centre.checked()
    assert {"unknown-metric", "volume-without-guard"} <= {finding.issue.name for finding in checked.findings}
    assert checked.waiting


def test_a_centre_without_a_strategy_says_so(bare: Path) -> None:
    (bare / "strategy.yaml").unlink()
    with opened(bare) as centre:
        assert [issue.name for issue in centre.check()] == ["file-missing"]


def test_reliability_is_worked_out_where_somebody_is_paid(loaded: Path, tmp_path: Path) -> None:
    """Of shares, of times and of counts; a few calls an agent tell nobody apart, so that pay by them is an error."""
    import shutil

    folder = tmp_path / "paid"
    shutil.copytree(loaded, folder, ignore=shutil.ignore_patterns("serve.*"))
    more = ("          talk: {metric: average_talk_time, direction: higher, use: pay, floor: 1:00, target: 9:00}\n"
            "          pace: {metric: sales_per_hour, direction: higher, use: pay, floor: 0.1, target: 9}\n")
    first, next_ = "          conversion:\n", "            metric: conversion_rate:dial"
    edit(folder / "strategy.yaml", first + next_, f"{more}{first}            use: pay\n{next_}")
    with opened(folder) as centre:
        found = {finding.at: finding for finding in centre.checked().findings if finding.id == "L31"}
        told = reliabilities(centre, centre.strategy)
    assert {"talk", "pace"} <= set(told)  # of the few sales nothing can be told
    assert {name: finding.issue.name for name, finding in found.items()} == {
        name: "pay-below-reliability" if name in told else "pay-without-reliability"
        for name in ("conversion", "talk", "pace") if told.get(name, 0) < 0.8}
    assert {finding.severity for finding in found.values()} == {"E"}


def test_two_sources_of_one_number_are_told_by_their_rule(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fourscore.terms import Issue

    with opened(loaded) as centre:
        issue = Issue("sources-disagree", "source a and b", "They differ.", "Ask which of them is right.")
        asked = []

        def rows(name: str, limit: int) -> list[object]:
            asked.append(name)
            return [type("Told", (), {"issue": issue})()]

        monkeypatch.setattr(centre, "doubtful_rows", rows)
        (told,) = [finding for finding in centre.checked().findings if finding.id == "L36"]
    assert (told.issue, told.severity, asked) == (issue, "W", ["sources-disagree"])


def test_sites_are_known_by_their_clock_and_working_days() -> None:
    week = ((), (), (), (), (), (), ())
    open_ = OpeningHours(ZoneInfo("Asia/Manila"), (((time(8), time(17)),),) * 5 + week[:2])
    sites = (Site("Bonn", ZoneInfo("Europe/Berlin"), None, ""), Site("Cebu", ZoneInfo("Asia/Manila"), open_, ""),
             Site("Nice", ZoneInfo("Europe/Paris"), None, ""))
    found = [place_of(site, ZoneInfo("Europe/Berlin"), 2026) for site in sites]
    assert found == [Place("Bonn"), Place("Cebu", "+6 or +7 hours", (0, 1, 2, 3, 4)), Place("Nice")]
