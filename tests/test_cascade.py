"""This file is about the cascade of one small centre: its sites, groups of queues, teams and agents add up to it."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests.typed import fourscore

from fourscore.centre import Centre, freeze_baselines
from fourscore.scoring import explain, score_many, shares_of
from fourscore.terms import Days, Trouble, WrongUse

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
START = datetime(2025, 12, 31, 9, tzinfo=UTC)  # so that January is loaded from its first minute
LEEDS, YORK = "Leeds", "York"
CENTRE = """\
name: Northern
acting_as: Team leader
zone: UTC
currency: EUR
sites: [{name: Leeds}, {name: York}, {name: Nowhere}]
queue_groups: {Money: [Billing, Sales], Help: [Support], Empty: [Nothing]}
sources: [{name: calls, kind: asterisk, files: queue_log}]
"""
# Ada moves from one team to another, and to the other site, in the middle of March.
PEOPLE = """\
teams: [{name: Blue, site: Leeds}, {name: Green, site: Leeds}, {name: Red, site: York}]
agents:
  - {name: Ada, teams: [{team: Blue, from: 2026-01-01, until: 2026-03-16}, {team: Red, from: 2026-03-16}]}
  - {name: Ben, teams: [{team: Green, from: 2026-01-01}]}
  - {name: Cleo, teams: [{team: Red, from: 2026-01-01}]}
"""
STRATEGY = """\
# kept as it is
perspectives:
  only:
    name: Only
    objectives:
      handle:
        owner: me
        kpis:
          handle-time:
            metric: average_handle_time
            direction: lower
            target: 60s
            floor: 200s
            baseline: 150s   # a guess
          handled:
            metric: contacts_handled
            direction: higher
            per: month
            target: 300
            floor: 0
            baseline: {value: 190, from: 2026-01, until: 2026-03, points: 2}
            levels: [centre, site, team, agent]
            cascade: share
          in-time:
            metric: service_level:offered
            target: 80%
            floor: 20%
"""
MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))


def calls() -> str:
    """Eight calls a day of unlike lengths, to three queues, answered by three agents who take unlike many of them."""
    lines = []
    for n in range(121 * 8):
        day, hour = divmod(n, 8)
        at = int((START + timedelta(days=day, hours=hour)).timestamp())
        queue, agent = ("Billing", "Sales", "Support")[n % 3], ("Ada", "Ben", "Cleo", "Ada")[n * 7 // 3 % 4]
        wait, talk = 5 + n % 40, 30 + n * 13 % 170
        lines += [f"{at}|c{n}|{queue}|NONE|ENTERQUEUE||0{n}|1",
                  f"{at + wait}|c{n}|{queue}|{agent}|CONNECT|{wait}|u{n}|3",
                  f"{at + wait + talk}|c{n}|{queue}|{agent}|COMPLETECALLER|{wait}|{talk}|1"]
    return "".join(f"{line}\n" for line in lines)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("cascade") / "centre"
    made.mkdir()
    for name, text in (("centre.yaml", CENTRE), ("people.yaml", PEOPLE), ("strategy.yaml", STRATEGY),
                       ("queue_log", calls())):
        (made / name).write_text(text, encoding="utf-8", newline="\n")
    with Centre.open(made, now=lambda: NOW) as centre:
        centre.load()
    return made


@pytest.fixture
def centre(folder: Path) -> Iterator[Centre]:
    with Centre.open(folder, now=lambda: NOW) as opened:
        yield opened


def one(centre: Centre, kpi: str, **named: str):
    return next(m for m in centre.scorecard("2026-03", 0, **named).measured() if m.kpi.id == kpi)


def test_every_level_adds_up_to_the_centre_and_nobody_is_counted_twice(centre: Centre) -> None:
    whole = one(centre, "handled").value
    assert whole == 31 * 8
    for level, names in {"site": (LEEDS, YORK), "team": ("Blue", "Green", "Red"),
                         "agent": ("Ada", "Ben", "Cleo")}.items():
        assert sum(one(centre, "handled", **{level: name}).value for name in names) == whole
    answer = centre.metrics.ask(["contacts_handled"], ("team", "agent"), during=MARCH)
    cells = {(row.by["team"], row.by["agent"]): row.value for row in answer.rows}
    assert cells["Blue", "Ada"] > 0 < cells["Red", "Ada"]  # she was in two teams, at two sites
    assert cells["Blue", "Ada"] + cells["Red", "Ada"] == one(centre, "handled", agent="Ada").value
    assert sum(cells.values()) == whole


def test_a_site_is_asked_with_the_parts_of_its_teams(centre: Centre) -> None:
    teams = [one(centre, "handle-time", team=name).row for name in ("Blue", "Green")]
    site = one(centre, "handle-time", site=LEEDS)
    num, den = (sum(row.parts[name] for row in teams) for name in ("num", "den"))
    assert site.value == pytest.approx(num / den)
    assert site.value != pytest.approx(sum(row.value for row in teams) / 2)
    assert one(centre, "handle-time", site=YORK).value == one(centre, "handle-time", team="Red").value


@pytest.mark.parametrize(("level", "there"), [("site", [LEEDS, YORK]), ("queue_group", ["Help", "Money"])])
def test_all_sites_and_groups_of_queues_are_scored_at_once_as_one_by_one(
    centre: Centre, level: str, there: list[str],
) -> None:
    cards = score_many(centre.strategy, centre.metrics, MARCH, level=level, calendar=centre.calendar,
                       groups=centre.parts()[level], coverage_needed=centre.settings.coverage_needed)
    assert [card.scope.name for card in cards] == there  # one without a loaded team or queue has no card
    for card in cards:
        alone = centre.scorecard("2026-03", 0, **{level: card.scope.name})
        assert [(one.value, one.score, one.state) for one in card.measured()] == [
            (one.value, one.score, one.state) for one in alone.measured()]
        assert card.score == alone.score
    parts = [next(one for one in card.measured() if one.kpi.id == "handle-time").row.parts for card in cards]
    whole = one(centre, "handle-time").row.parts
    assert {name: sum(each[name] for each in parts) for name in ("num", "den")} == {
        name: whole[name] for name in ("num", "den")}


def test_a_group_of_queues_has_what_queues_can_bear(centre: Centre) -> None:
    card = centre.scorecard("2026-03", 0, queue_group="Money")
    assert (card.scope.level, card.scope.name, card.scope.parts) == ("queue_group", "Money", ("Billing", "Sales"))
    asked = centre.metrics.ask(["service_level:offered"], during=MARCH, where={"queue": ["Billing", "Sales"]})
    there = {m.kpi.id: m for m in card.measured()}
    assert there["in-time"].value == asked.rows[0].value
    assert there["handled"].state == "not_applicable"  # its levels leave it out
    assert sum(m.contribution for m in card.measured()) == card.score


def test_shares_are_of_the_baselines_days_and_add_up_to_one(centre: Centre) -> None:
    kpi = next(kpi for kpi in centre.strategy.kpis() if kpi.id == "handled")
    for level in ("team", "agent"):
        shares = shares_of(kpi, centre.metrics, level, {})
        assert sum(shares.values()) == 1
    sites = shares_of(kpi, centre.metrics, "site", centre.parts()["site"])
    assert sum(sites.values()) == 1
    leeds = one(centre, "handled", site=LEEDS)
    assert leeds.target_share == float(sites[LEEDS])
    assert leeds.target + one(centre, "handled", site=YORK).target == pytest.approx(300)


@pytest.mark.parametrize(("named", "issue"), [
    ({"site": "Leads"}, "unknown-site"), ({"site": "Nowhere"}, "unknown-site"),
    ({"queue_group": "Monney"}, "unknown-queue-group"), ({"queue_group": "Empty"}, "unknown-queue-group"),
    ({"site": LEEDS, "team": "Blue"}, "two-scopes")])
def test_what_is_not_there_is_told_and_never_an_empty_card(centre: Centre, named: dict[str, str], issue: str) -> None:
    with pytest.raises(WrongUse) as refused:
        centre.scorecard("2026-03", 0, **named)
    assert [one.name for one in refused.value.issues] == [issue]


def test_a_queue_in_two_groups_is_refused(tmp_path: Path) -> None:
    from fourscore.settings import read_settings

    (tmp_path / "centre.yaml").write_text("zone: UTC\ncurrency: EUR\nqueue_groups: {A: [x, y], B: [y], C: []}\n")
    settings, issues = read_settings(tmp_path)
    assert settings is None
    assert [issue.name for issue in issues] == ["name-twice"]


def test_why_opens_a_score_into_parts_that_add_up_down_to_the_rows(folder: Path, centre: Centre) -> None:
    card = centre.scorecard("2026-03", 52, site=LEEDS)
    part = explain(card, centre.metrics.catalogue)
    rule = part.find("handle-time").rule
    centre.close()
    told = fourscore("why", str(folder), "total", "--site", LEEDS, "--period", "2026-03", "--format", "json")
    assert told.returncode == 0, told.stderr
    tree = json.loads(told.stdout)

    def adds_up(node) -> bool:
        return "parts" not in node or (sum(p["contribution"] for p in node["parts"]) == node["contribution"]
                                       and all(map(adds_up, node["parts"])))

    assert tree["contribution"] == tree["score"] == card.score
    assert adds_up(tree)
    words = fourscore("why", str(folder), "handle-time", "--site", LEEDS, "--period", "2026-03", "--rows", "2")
    assert words.returncode == 0, words.stderr
    assert f"Rule {rule} · " in words.stdout
    assert "Data complete to 2026-" in words.stdout
    assert f"The first 2 of {card.measured()[0].row.parts['den']:,.0f} rows behind it" in words.stdout
    assert "effective" in words.stdout
    wrong = fourscore("why", str(folder), "handle-tim", "--site", LEEDS)
    assert (wrong.returncode, "unknown-part-of-a-card" in wrong.stderr) == (2, True)
    assert fourscore("why", str(folder), "total", "--where", "queue=Sales").returncode == 2


def test_score_tells_the_weights(folder: Path) -> None:
    told = fourscore("score", str(folder), "--period", "2026-03", "--queue-group", "Money", "--weights", "-f", "json")
    assert told.returncode == 0, told.stderr
    weights = json.loads(told.stdout)["weights"]
    assert [one["id"] for one in weights["measures"]] == ["handle-time", "in-time"]
    assert sum(one["nominal"] for one in weights["measures"]) == pytest.approx(1)
    assert sum(one["effective"] for one in weights["measures"]) == pytest.approx(1)
    assert weights["weeks"] > 8
    assert "points of the total" in fourscore("score", str(folder), "--period", "2026-03", "--weights").stdout


def test_a_baseline_is_frozen_and_written_without_touching_anything_else(folder: Path, tmp_path: Path) -> None:
    import shutil

    here = tmp_path / "own"
    shutil.copytree(folder, here)
    with Centre.open(here, now=lambda: NOW) as centre:
        with pytest.raises(Trouble, match="not closed"):
            freeze_baselines(centre, ["handle-time"], "2026-01", "2026-04")
        found = freeze_baselines(centre, ["handle-time", "handled"], "2026-01", "2026-04", unsigned=True, write=True)
        one, amount = found.frozen
        asked = centre.metrics.ask(["average_handle_time"], during=Days(date(2026, 1, 1), date(2026, 4, 1)))
        assert one.value == pytest.approx(asked.rows[0].value, rel=1e-5)
        assert (one.points, amount.value) == (3, pytest.approx(90 * 8 / 3, rel=1e-5))
        kpi = next(centre.strategy.kpis())
        assert (kpi.baseline, kpi.baseline_days, kpi.baseline_points) == (
            one.value, (date(2026, 1, 1), date(2026, 4, 1)), 3)
    text = (here / "strategy.yaml").read_text(encoding="utf-8")
    assert text.startswith("# kept as it is\n")
    assert [line for line in STRATEGY.splitlines() if "baseline" not in line and line not in text.splitlines()] == []
    assert text.count("baseline:") == 2


def test_a_baseline_needs_whole_months_that_are_loaded(centre: Centre) -> None:
    with pytest.raises(WrongUse, match="bad-period"):
        freeze_baselines(centre, [], "2026-01-15", "2026-03", unsigned=True)
    with pytest.raises(WrongUse, match="bad-period"):
        freeze_baselines(centre, [], "2026-03", "2026-03", unsigned=True)
    with pytest.raises(WrongUse, match="unknown-kpi"):
        freeze_baselines(centre, ["handeld"], "2026-01", "2026-02", unsigned=True)
    late = freeze_baselines(centre, [], "2026-04", "2026-06", unsigned=True)
    assert late.frozen == ()
    assert {issue.name for issue in late.refused} == {"baseline-not-complete"}
    before = (centre.folder / "strategy.yaml").read_bytes()
    with pytest.raises(Trouble, match="baseline-not-signed"):
        freeze_baselines(centre, [], "2026-01", "2026-02", write=True)
    assert (centre.folder / "strategy.yaml").read_bytes() == before
