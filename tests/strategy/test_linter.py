"""This file is about the rules of a good strategy: the list of them, what is put up with, and known bad cards."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.strategy import errors_there as there

from fourscore.metrics import Catalogue
from fourscore.strategy import (
    RULES,
    STARTERS,
    Finding,
    Known,
    Limits,
    Place,
    blocking,
    counted,
    definition_of,
    find_rule,
    in_order,
    judge,
    lint,
    read_strategy,
    starter,
    things_of,
)
from fourscore.terms import WrongUse

TESTS = Path(__file__).parents[1]
CARDS = Path(__file__).with_name("cards")
DAY = date(2026, 6, 1)


def findings(text: str, catalogue: Catalogue, known: Known | None = None, day: date = DAY) -> list[Finding]:
    linted = lint(text, "strategy.yaml", catalogue, known=known or Known(currency="EUR"))
    assert linted.strategy is not None
    return judge(linted.noticed, linted.strategy.allowed, day, things_of(linted.strategy), "strategy.yaml")


def of_rule(found: list[Finding], rule: str) -> list[Finding]:
    return [finding for finding in found if finding.rule and finding.rule.id == rule]


# -- the list --

def test_every_rule_is_there_once_with_its_reason_and_source() -> None:
    assert [rule.id for rule in RULES] == [f"L{number:02}" for number in range(1, 45)]
    assert [rule.id for rule in RULES if not (rule.title and rule.why.endswith(".") and rule.source)] == []
    names = [name for rule in RULES for name in rule.names]
    assert len(names) == len(set(names))
    assert find_rule(" l15 ").id == "L15"
    with pytest.raises(WrongUse, match="unknown-rule"):
        find_rule("L45")


def test_every_rule_that_can_be_asked_has_a_folder_or_a_test_of_figures() -> None:
    folders = {path.parent.name for path in there.ERRORS.glob("*/strategy.yaml")}
    tests = [TESTS / "scoring" / "test_check_figures.py", TESTS / "publishing" / "test_office_rules.py",
             TESTS / "test_checked.py", Path(__file__),
             *(TESTS / "metrics").glob("test_*.py")]
    tested = "".join(path.read_text(encoding="utf-8") for path in tests)
    for rule in RULES:
        if rule.needs == "file":
            assert folders & set(rule.names), f"{rule.id} has no folder in tests/errors"
        missing = [name for name in rule.names if name not in folders and f'"{name}"' not in tested]
        assert missing == []
    assert [rule.id for rule in RULES if rule.needs == "office"] == ["L12", "L39", "L41"]


def test_every_limit_belongs_to_a_rule_and_to_a_setting() -> None:
    from fourscore.settings import SETTINGS
    from fourscore.terms import read_value

    usual = {row.name.removeprefix("lint."): row.default for row in SETTINGS if row.name.startswith("lint.")}
    assert {limit for rule in RULES for limit in rule.limits} == set(usual)
    assert {name: read_value(text, "share" if text.endswith("%") else "count") for name, text in usual.items()} == \
        {name: getattr(Limits(), name) for name in usual}
    assert set(usual) == set(Limits.__dataclass_fields__)


# -- cards known to be bad --

def test_a_published_card_that_scores_by_the_shortfall_is_told_three_times(catalogue: Catalogue) -> None:
    """Cost, turnover and answer time earn more the larger they are; the card of twelve is not too large."""
    found = findings((CARDS / "shortfall.yaml").read_text(encoding="utf-8"), catalogue)
    told = of_rule(found, "L18")
    assert [finding.at for finding in told] == ["cost-per-contact", "answer-time", "turnover"]
    assert {finding.severity for finding in told} == {"E"}
    assert of_rule(found, "L15") == []


def test_the_same_card_with_its_directions_mended_says_nothing_of_them(catalogue: Catalogue) -> None:
    text = (CARDS / "shortfall.yaml").read_text(encoding="utf-8")
    mended = text.replace("target: 3.50, floor: 0", "target: 3.50, floor: 7").replace("target: 25%, floor: 0%",
        "target: 25%, floor: 60%").replace("target: 30s, floor: 0s", "target: 30s, floor: 90s")
    mended = "\n".join(line if "utilisation" in line else line.replace(", direction: higher", "")
                       for line in mended.splitlines())
    assert of_rule(findings(mended, catalogue), "L18") == []


def test_a_demo_card_of_the_usual_mistakes_breaks_the_usual_rules(catalogue: Catalogue) -> None:
    """Smaller is better scored as bigger, arrows without a sign, nothing taken for 0, nothing known of before."""
    found = findings((CARDS / "usual-mistakes.yaml").read_text(encoding="utf-8"), catalogue)
    assert {"L05", "L18", "L22", "L34"} <= {finding.id for finding in found}
    assert sorted(finding.at for finding in of_rule(found, "L18")) == ["complaints", "lead-time"]


def test_fifty_measures_of_an_agent_are_an_error(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "too-many-agent-kpis" / "strategy.yaml").read_text(encoding="utf-8")
    assert text.count("metric:") == 50
    assert [finding.severity for finding in of_rule(findings(text, catalogue), "L15")] == ["E"]


@pytest.mark.parametrize("kind", STARTERS)
def test_what_a_centre_begins_with_breaks_no_rule_but_that_of_being_copied(kind: str, catalogue: Catalogue) -> None:
    found = findings(starter(kind), catalogue, Known(currency="EUR", loaded=False))
    assert [finding.id for finding in found] == ["L09"]
    loaded = findings(starter(kind), catalogue)
    assert [finding.issue.name for finding in loaded] == ["map-is-the-starter", "kpi-without-baseline"]


# -- what is put up with --

def allowing(line: str) -> str:
    folder = there.ERRORS / "volume-without-guard"
    return (folder / "strategy.yaml").read_text(encoding="utf-8") + f"allow:\n  - {line}\n"


WHO = "reason: The guard comes in May, who: Ada King, until: 2026-07-01"


def test_a_finding_is_put_up_with_at_its_thing_until_its_day(catalogue: Catalogue) -> None:
    text = allowing(f"{{rule: L27, at: calls, {WHO}}}")
    (silent,) = of_rule(findings(text, catalogue, day=date(2026, 6, 30)), "L27")
    assert silent.allowed is not None
    assert (silent.allowed.who, silent.to_mend, blocking([silent])) == ("Ada King", False, [])
    (loud,) = of_rule(findings(text, catalogue, day=date(2026, 7, 1)), "L27")
    assert (loud.allowed, loud.to_mend, blocking([loud])) == (None, True, [loud])


def test_a_finding_at_another_thing_is_not_put_up_with(catalogue: Catalogue) -> None:
    (finding,) = of_rule(findings(allowing(f"{{rule: L27, at: handle-well, {WHO}}}"), catalogue), "L27")
    assert finding.allowed is None


def test_without_a_thing_every_finding_of_the_rule_is_put_up_with(catalogue: Catalogue) -> None:
    found = findings(allowing(f"{{rule: L27, {WHO}}}"), catalogue)
    assert [finding.allowed is not None for finding in of_rule(found, "L27")] == [True]
    assert counted(found)[3] == 1


def test_an_arrow_is_named_by_its_ends_however_it_is_drawn(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "identity-as-cause" / "strategy.yaml").read_text(encoding="utf-8")
    found = findings(text + f"allow:\n  - {{rule: L06, at: cost-of-a-contact -> hold-costs, {WHO}}}\n", catalogue)
    assert [finding.allowed is not None for finding in of_rule(found, "L06")] == [True]


def test_what_leaves_no_strategy_cannot_be_put_up_with(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "weight-not-positive" / "strategy.yaml").read_text(encoding="utf-8")
    found = of_rule(findings(text + f"allow:\n  - {{rule: L23, {WHO}}}\n", catalogue), "L23")
    assert [finding.allowed for finding in found] == [None]


@pytest.mark.parametrize(("line", "name"), [
    ("{rule: L27, at: calls, reason: soon, who: Ada}", "allow-unfinished"),
    ("{rule: L27, at: calls, until: 2027-01-01, who: Ada}", "allow-unfinished"),
    ("{rule: L27, at: calls, until: 2027-01-01, reason: soon}", "allow-unfinished"),
    ("{rule: L27, at: calls, until: 2026-06-01, reason: soon, who: Ada}", "allow-expired"),
    ("{rule: L99, at: calls, until: 2027-01-01, reason: soon, who: Ada}", "allow-names-nothing"),
    ("{rule: L27, at: cals, until: 2027-01-01, reason: soon, who: Ada}", "allow-names-nothing"),
])
def test_a_line_that_cannot_hold_is_a_finding_and_silences_nothing(line: str, name: str, catalogue: Catalogue) -> None:
    found = findings(allowing(line), catalogue)
    assert name in {finding.issue.name for finding in found}
    assert [finding.allowed for finding in of_rule(found, "L27")] == [None]


# -- what a finding speaks of --

def test_a_finding_of_reading_speaks_of_the_innermost_thing_of_its_line(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "link-unfinished" / "strategy.yaml").read_text(encoding="utf-8")
    (finding,) = [one for one in findings(text, catalogue) if one.issue.name == "link-unfinished"]
    assert finding.at == "handle-well → answer-quickly"
    text = text.replace("            floor: 60%\n", "            floor: 60%\n            gude: 5\n")
    (finding,) = [one for one in findings(text, catalogue) if one.issue.name == "unknown-key"]
    assert (finding.at, finding.severity, finding.rule) == ("answered-in-time", "E", None)


def test_a_line_outside_everything_speaks_of_nothing(catalogue: Catalogue) -> None:
    text = starter("sales") + "\nstrange: words\n"
    (finding,) = [one for one in findings(text, catalogue) if one.issue.name == "unknown-key"]
    assert finding.at == ""


def test_findings_stand_by_file_and_line_the_graver_first(catalogue: Catalogue) -> None:
    found = list(in_order(findings((CARDS / "usual-mistakes.yaml").read_text(encoding="utf-8"), catalogue)))
    places = [(int(re.findall(r":(\d+)$", one.issue.where)[0]), "EWI".index(one.severity)) for one in found]
    assert places == sorted(places)
    assert len(places) >= 8


# -- rules that hang on what is known beside the text --

def test_pay_hangs_on_the_reliability_that_is_known(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "pay-without-reliability" / "strategy.yaml").read_text(encoding="utf-8")
    assert [one.issue.name for one in of_rule(findings(text, catalogue), "L31")] == ["pay-without-reliability"]
    low = of_rule(findings(text, catalogue, Known(reliability={"quality": 0.79})), "L31")
    assert [(one.issue.name, one.severity, one.at) for one in low] == [("pay-below-reliability", "E", "quality")]
    assert of_rule(findings(text, catalogue, Known(reliability={"quality": 0.8})), "L31") == []


def test_an_owner_may_be_a_person_with_a_role(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "owner-unknown" / "strategy.yaml").read_text(encoding="utf-8")
    named = (("Trainr", "Trainer"), ("Team leeder", "Team leader"), ("Qualty analyst", "Trainer"))
    held = {role: of_rule(findings(text, catalogue, Known(people=(("Chief of calls", role), *named))), "L10")
            for role in ("Team leader", "Outside adviser")}
    assert held["Team leader"] == []
    assert [one.issue.name for one in held["Outside adviser"]] == ["owner-without-rights"]


def test_a_role_held_by_many_is_nobody_in_particular(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "owner-overloaded" / "strategy.yaml").read_text(encoding="utf-8")
    one = of_rule(findings(text, catalogue, Known(people=(("Ada King", "Team leader"),))), "L11")
    assert ["'Ada King'" in finding.issue.what for finding in one] == [True]
    two = Known(people=(("Ada King", "Team leader"), ("Ben Stone", "Team leader")))
    assert of_rule(findings(text, catalogue, two), "L11") == []


def test_a_limit_moves_its_rule(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "owner-overloaded" / "strategy.yaml").read_text(encoding="utf-8")
    assert of_rule(findings(text, catalogue, Known(limits=Limits(kpis_per_person=6))), "L11") == []


def test_a_noted_change_is_no_finding(catalogue: Catalogue) -> None:
    folder = there.ERRORS / "definition-unnoted"
    before, _ = read_strategy((folder / "before.yaml").read_text(encoding="utf-8"), "before.yaml", catalogue)
    text = (folder / "strategy.yaml").read_text(encoding="utf-8")
    note = ", changes: [{on: 2026-03-01, who: Ada King, why: The survey asks otherwise}]}"
    known = Known(before=before)
    assert len(of_rule(findings(text, catalogue, known), "L38")) == 1
    assert of_rule(findings(text.replace("floor: 70}", "floor: 70" + note), catalogue, known), "L38") == []


def test_a_circle_that_takes_its_time_feeds_itself(catalogue: Catalogue) -> None:
    text = (there.ERRORS / "cycle" / "strategy.yaml").read_text(encoding="utf-8")
    assert len(of_rule(findings(text, catalogue), "L07")) == 1
    assert of_rule(findings(text.replace("lag: 0,", "lag: 2..6,", 1), catalogue), "L07") == []


def test_what_was_lost_in_reading_is_not_missed_by_the_rules(catalogue: Catalogue) -> None:
    """A coaching KPI that cannot be read is no card without coaching."""
    text = (there.ERRORS / "coaching-not-measured" / "strategy.yaml").read_text(encoding="utf-8")
    half = text.replace("kpis: {", "kpis: {coaching: {metric: coaching_time_per_agent, target: lots, floor: 1}, ")
    assert len(of_rule(findings(text, catalogue), "L44")) == 1
    found = findings(half, catalogue)
    assert {"unreadable-value"} <= {finding.issue.name for finding in found}
    assert of_rule(found, "L44") == []


# -- L19, L23, L26, L34, L37, L38: what hangs on more than one line --

def card(kpis: str, objectives: str = "") -> str:
    return (f"centre: support\nmission: Help.\ngoals: {{g: {{text: Help, serves: All}}}}\nperspectives:\n  customer:\n"
            f"    objectives:\n      quick: {{owner: Team leader, kpis: {{{kpis}}}}}\n{objectives}")


SL = 'metric: "service_level:offered"'


def names_of(text: str, catalogue: Catalogue, known: Known | None = None) -> list[str]:
    return [finding.issue.name for finding in findings(text, catalogue, known)]


@pytest.mark.parametrize(("kpi", "told"), [
    (f"{SL}, target: 95%, floor: 60%, season: {{12: 106%}}", True),
    (f"{SL}, target: 95%, floor: 60%, season: {{12: 105%}}", False),
    (f"{SL}, target: 80%, floor: 60%, stretch: {{2026-01: 90%, 2026-06: 101%}}", True),
])
def test_a_season_or_a_later_stretch_can_lie_out_of_reach(kpi: str, told: bool, catalogue: Catalogue) -> None:
    assert ("out-of-reach" in names_of(card(f"a: {{{kpi}}}"), catalogue)) == told


@pytest.mark.parametrize(("weights", "told"), [((1, 20), ["weight-too-small"]), ((1, 18), []), ((3, 1), [])])
def test_of_two_neighbours_one_may_weigh_next_to_nothing(weights: tuple[int, int], told: list[str],
                                                       catalogue: Catalogue) -> None:
    kpis = ", ".join(f"k{n}: {{{SL}, target: 80%, floor: 60%, weight: {weight}}}" for n, weight in enumerate(weights))
    assert [name for name in names_of(card(kpis), catalogue) if name.startswith("weight-")] == told


@pytest.mark.parametrize("anchor", ["floor", "amber", "stretch"])
def test_a_second_value_of_a_day_is_hidden_whatever_it_is_worth(anchor: str, catalogue: Catalogue) -> None:
    values = {"floor": 60, "amber": 70, "target": 80, "stretch": 90}
    twice = f"{anchor}: {{2026-03: {values[anchor]}%, 2026-03-01: {values[anchor] + 1}%}}"
    kpi = ", ".join([twice, *(f"{name}: {value}%" for name, value in values.items() if name != anchor)])
    told = [one.issue.what for one in findings(card(f"a: {{{SL}, {kpi}}}"), catalogue) if one.id == "L26"]
    assert told == [f"The {anchor}s of 2026-03 and of 2026-03-01 are meant for the same day; one hides the other."]


DAILY = ("a: {metric: contacts_handled, direction: band, per: day, target: {from: 40, to: 60}, "
         "floor: {from: 9, to: 99}%s}")
LEEDS, CEBU = Place("Leeds", works=(0, 1, 2, 3, 4)), Place("Cebu", "+7 or +8 hours", (0, 1, 2, 3, 4))
WEEKEND = Place("Hull", works=(0, 1, 2, 3, 4, 5, 6))


@pytest.mark.parametrize(("more", "sites", "told"), [
    (", levels: [site]", (LEEDS, CEBU), ["other-zone"]), (", levels: [site]", (LEEDS, WEEKEND), ["other-working-days"]),
    ("", (LEEDS, WEEKEND), ["other-working-days"]), ("", (LEEDS,), []), ("", (LEEDS, CEBU), []),
    (", levels: [team]", (LEEDS, WEEKEND), []), ("", (LEEDS, Place("Everywhere")), []),
])
def test_days_of_sites_with_other_clocks_or_working_days_are_not_added_up(
    more: str, sites: tuple[Place, ...], told: list[str], catalogue: Catalogue,
) -> None:
    for per, wanted in (("day", told), ("week", [])):
        text = card(DAILY % more).replace("per: day", f"per: {per}")
        found = of_rule(findings(text, catalogue, Known(currency="EUR", sites=sites)), "L37")
        assert [one.issue.name for one in found] == wanted
    assert all("Cebu (+7 or +8 hours)" in one.issue.what for one in found if one.issue.name == "other-zone")


def test_an_amount_by_the_month_does_not_fit_months_of_weeks(catalogue: Catalogue) -> None:
    for per, told in (("week", []), ("month", ["other-months"]), ("year", ["other-months"])):
        text = card(DAILY % "").replace("per: day", f"per: {per}")
        found = of_rule(findings(text, catalogue, Known(currency="EUR", months_of_weeks=True)), "L37")
        assert [one.issue.name for one in found] == told
        assert of_rule(findings(text, catalogue), "L37") == []


def test_a_metric_defined_otherwise_than_when_published_wants_a_note(catalogue: Catalogue) -> None:
    text = card(f"a: {{{SL}, target: 80%, floor: 60%}}")
    before, _ = read_strategy(text, "before.yaml", catalogue)
    same = {"service_level:offered": definition_of("service_level:offered", catalogue)}
    known = Known(currency="EUR", before=before, defined=same)
    assert of_rule(findings(text, catalogue, known), "L38") == []
    known = replace(known, defined={"service_level:offered": "answered / offered"})
    (found,) = of_rule(findings(text, catalogue, known), "L38")
    assert found.issue.what == ("The definition of the metric of 'a' changed since it was published, and no note says "
                                "so.")
    noted = text.replace("floor: 60%", "floor: 60%, changes: [{on: 2026-03-01, who: Ada, why: As agreed}]")
    assert of_rule(findings(noted, catalogue, known), "L38") == []
