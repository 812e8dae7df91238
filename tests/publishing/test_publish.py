"""This file is about publishing: kept to the last byte, approved by role, once each, corrected with a date."""

import json
import threading
from pathlib import Path

import pytest

from fourscore.centre import (
    Centre,
    correct,
    publish_card,
    publish_strategy,
    published_card,
    scorecard_as_known,
    shown,
)
from fourscore.scoring import Approval, cards, declare_tables, keep_strategy, strategies
from fourscore.strategy import stamp
from fourscore.terms import Trouble

from .conftest import NOW, PEOPLE, STRATEGY, Clock, edit, log, signed

WHO, MANAGER = "Zoë King", "Mara Quinn"


def refusal(call) -> str:
    with pytest.raises(Trouble) as raised:
        call()
    return raised.value.issues[-1].name


def test_a_strategy_is_kept_to_the_last_byte_with_who_when_why(centre: Centre, clock) -> None:
    made = publish_strategy(centre, WHO, "The first")
    (kept,) = strategies(centre.office)
    assert kept == made
    assert kept.text.encode() == STRATEGY.encode() == (centre.folder / "strategy.yaml").read_bytes()
    assert "\r\n" in kept.text
    assert (kept.fingerprint, kept.whole) == (stamp(STRATEGY.encode()), True)
    assert (kept.number, kept.at, kept.approval) == (1, clock.at, Approval(WHO, "Senior manager", "The first", False))
    assert set(kept.definitions) == {"average_handle_time", "service_level:offered", "abandonment_rate:all",
                                     "contacts_handled"}
    assert "handle_s" in kept.definitions["average_handle_time"]


def test_who_may_publish_is_said_by_role(centre: Centre, folder: Path) -> None:
    assert refusal(lambda: publish_strategy(centre, "", "Why")) == "not-signed"
    assert refusal(lambda: publish_strategy(centre, WHO, " ")) == "no-reason"
    assert refusal(lambda: publish_strategy(centre, MANAGER, "Why")) == "approval-needed"
    publish_strategy(centre, WHO, "Why")
    assert refusal(lambda: publish_card(centre, "2026-04", WHO)) == "approval-needed"
    edit(folder / "people.yaml", "  - {name: Zoë King, role: Senior manager}\n", "")
    centre.load()
    assert refusal(lambda: publish_strategy(centre, WHO, "Why")) == "role-unheld"
    assert len(strategies(centre.office)) == 1


def test_errors_block_publishing_and_never_numbers(centre: Centre, folder: Path) -> None:
    edit(folder / "strategy.yaml", "mission: Be there for those who call.\n", "")
    with pytest.raises(Trouble) as raised:
        publish_strategy(centre, WHO, "Why")
    assert [issue.name for issue in raised.value.issues] == ["missing-mission", "publishing-blocked"]
    assert strategies(centre.office) == []
    assert centre.scorecard("2026-04").score is not None


@pytest.mark.parametrize(("written", "stops"), [
    ('guarded: {less: {goal: "talk -5% | in-time", objective: cheap, owner: Trainer}}', "guarded-unreadable"),
    ('guarded: {less: {goal: "tolk -5% | in-time flat", objective: cheap, owner: Trainer}}', "guarded-unknown-kpi"),
    ('guarded: {less: {goal: "talk -95s | in-time flat", objective: cheap, owner: Trainer}}', "guarded-out-of-reach"),
    ('guarded: {less: {goal: "talk -5s | in-time flat", objective: cheap, owner: Trainr}}', "owner-unknown"),
    ("# Zo\udceb wrote it, in another encoding.", "not-utf-8"),
])
def test_a_goal_nobody_can_read_or_reach_and_a_wrong_encoding_block_publishing(
    centre: Centre, folder: Path, written: str, stops: str,
) -> None:
    with (folder / "strategy.yaml").open("ab") as file:
        file.write(written.encode("utf-8", "surrogateescape") + b"\n")
    with pytest.raises(Trouble) as raised:
        publish_strategy(centre, WHO, "Why")
    assert [issue.name for issue in raised.value.issues] == [stops, "publishing-blocked"]
    line = len((folder / "strategy.yaml").read_bytes().splitlines())
    assert raised.value.issues[0].where == f"strategy.yaml:{line}"
    assert [finding.severity for finding in centre.checked().findings if finding.issue.name == stops] == ["E"]
    assert strategies(centre.office) == []


def test_the_same_text_is_not_published_twice(centre: Centre) -> None:
    publish_strategy(centre, WHO, "Why")
    assert refusal(lambda: publish_strategy(centre, WHO, "Why")) == "nothing-new"


def test_of_two_who_publish_at_once_the_second_is_told_and_nothing_is_lost(office_url: str, tmp_path: Path) -> None:
    from fourscore.office import Office

    declare_tables()
    office = Office.open(office_url, backups=tmp_path / "backups", now=NOW)
    ready, told = threading.Barrier(6), []

    def publish(name: str) -> None:
        approval = Approval(name, "Senior manager", "Why")
        ready.wait()
        try:
            keep_strategy(office, name.encode(), {}, approval, seen=0, now=NOW)
            told.append("kept")
        except Trouble as trouble:
            told.append(trouble.issues[0].name)

    threads = [threading.Thread(target=publish, args=(f"name {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == ["kept"] + 5 * ["published-meanwhile"]
    (kept,) = strategies(office)
    assert kept.text == kept.approval.who
    office.close()


def test_who_compared_with_an_older_version_is_told(centre: Centre, folder: Path) -> None:
    publish_strategy(centre, WHO, "One")
    edit(folder / "strategy.yaml", "target: 80%", "target: 85%")
    publish_strategy(centre, WHO, "Two", seen=1)
    edit(folder / "strategy.yaml", "target: 85%", "target: 90%")
    assert refusal(lambda: publish_strategy(centre, WHO, "Three", seen=1)) == "published-meanwhile"
    assert [one.approval.why for one in strategies(centre.office)] == ["One", "Two"]


def test_a_scorecard_is_kept_with_every_number(centre: Centre) -> None:
    assert refusal(lambda: publish_card(centre, "2026-04", MANAGER)) == "nothing-published"
    publish_strategy(centre, WHO, "Why")
    assert refusal(lambda: publish_card(centre, "2026-05", MANAGER)) == "period-not-over"
    card = centre.scorecard("2026-04")
    kept = publish_card(centre, "2026-04", MANAGER, "On time")
    assert (kept.score, kept.coverage, kept.status, kept.strategy) == (card.score, card.coverage, card.status, 1)
    assert (kept.load, kept.as_of) == (centre.warehouse.last_load(), card.as_of)
    for value, measured in zip(kept.values, card.measured(), strict=True):
        assert (value.kpi, value.value, value.n, value.target, value.score, value.weight, value.contribution,
                value.state, value.status) == (
            measured.kpi.id, measured.value, measured.n, measured.target, measured.score, measured.weight,
            measured.contribution, measured.state, measured.status)
        assert measured.row is not None
        assert dict(value.parts) == measured.row.parts
    assert [(one.of, one.id, one.score) for one in kept.joints if one.of == "perspective"] == [
        ("perspective", one.perspective.id, one.score) for one in card.perspectives]
    assert refusal(lambda: publish_card(centre, "2026-04", MANAGER)) == "already-published"
    assert publish_card(centre, "2026-04", MANAGER, team="Sales 2").scope.name == "Sales 2"
    assert cards(centre.office)[0] == kept


def test_a_group_of_queues_has_its_own_published_card(folder: Path, clock: Clock) -> None:
    edit(folder / "centre.yaml", "sources:\n", "queue_groups: {Sales 2: [Billing]}\nsources:\n")
    with Centre.open(folder, now=clock) as centre:
        centre.load()
        signed(centre)
        publish_strategy(centre, WHO, "Why")
        publish_card(centre, "2026-04", MANAGER, team="Sales 2")
        made = publish_card(centre, "2026-04", MANAGER, queue_group="Sales 2")
        assert (made.scope.level, made.scope.name) == ("queue_group", "Sales 2")
        assert published_card(centre, "2026-04", queue_group="Sales 2") == made
        handled = {one.kpi: one.n for one in made.values}["talk"]
        assert {one.kpi: one.n for one in published_card(centre, "2026-04", team="Sales 2").values}["talk"] < handled
        told = shown(centre, made)  # as the group's, not as the team's of the same name
        assert (told.restated, told.total_now) == ((), made.total)
        assert refusal(lambda: published_card(centre, "2026-04", site="Sales 2")) == "not-published"
        assert refusal(lambda: publish_card(centre, "2026-04", MANAGER, site="a", team="b")) == "two-scopes"


def test_a_published_card_goes_by_the_published_strategy(centre: Centre, folder: Path) -> None:
    publish_strategy(centre, WHO, "Why")
    edit(folder / "strategy.yaml", "target: 80%", "target: 95%")
    kept = {one.kpi: one for one in publish_card(centre, "2026-04", MANAGER).values}
    assert kept["in-time"].target == 0.8
    assert next(one for one in centre.scorecard("2026-04").measured() if one.kpi.id == "in-time").target == 0.95


def test_data_that_restate_a_published_number_are_shown_beside_it(centre: Centre, folder: Path, clock) -> None:
    publish_strategy(centre, WHO, "Why")
    kept = publish_card(centre, "2026-04", MANAGER)
    assert shown(centre, kept).restated == ()
    clock.on(2)
    (folder / "queue_log").write_text(log(714, wait=lambda n: 40 if n % 4 == 0 else 15))
    centre.load()
    moved = {one.value.kpi: one for one in shown(centre, kept).restated}
    assert set(moved) == {"in-time"}
    one = moved["in-time"]
    assert (one.was, one.now) == (pytest.approx(0.8, abs=0.01), pytest.approx(0.75, abs=0.01))
    assert {touch.load for touch in one.loads} == {centre.warehouse.last_load()}
    assert not one.redefined
    assert published_card(centre, "2026-04").values == kept.values, "what was published stays"


def test_a_correction_is_dated_and_leaves_what_was_published(centre: Centre, folder: Path, clock) -> None:
    publish_strategy(centre, WHO, "Why")
    kept = publish_card(centre, "2026-04", MANAGER)
    assert refusal(lambda: correct(centre, "2026-04", "in-time", MANAGER, "Why")) == "nothing-to-correct"
    assert refusal(lambda: correct(centre, "2026-04", "nothing", MANAGER, "Why")) == "unknown-kpi"
    assert refusal(lambda: correct(centre, "2026-03", "in-time", MANAGER, "Why")) == "not-published"
    clock.on(2)
    (folder / "queue_log").write_text(log(714, wait=lambda n: 40 if n % 4 == 0 else 15))
    centre.load()
    made = correct(centre, "2026-04", "in-time", MANAGER, "A corrected log")
    now = centre.scorecard("2026-04")
    assert (made.old_value, made.old_total) == (next(v.value for v in kept.values if v.kpi == "in-time"), kept.score)
    assert made.new_value == next(one.value for one in now.measured() if one.kpi.id == "in-time")
    assert (made.new_total, made.at, made.approval.why) == (pytest.approx(now.score), clock.at, "A corrected log")
    after = published_card(centre, "2026-04")
    assert (after.values, after.score, after.total) == (kept.values, kept.score, made.new_total)
    assert shown(centre, after).restated == ()
    by_hand = correct(centre, "2026-04", "in-time", MANAGER, "Counted by hand", value="78%")
    assert (by_hand.number, by_hand.old_value, by_hand.new_value) == (2, made.new_value, 0.78)


def test_a_card_as_known_is_the_card_that_was_told_then(centre: Centre, folder: Path, clock) -> None:
    publish_strategy(centre, WHO, "Why")
    then = centre.scorecard("2026-04")
    clock.on(2)
    (folder / "queue_log").write_text(log(714, wait=lambda n: 40 if n % 4 == 0 else 15, talk=lambda n: 90))
    edit(folder / "strategy.yaml", "target: 80%", "target: 85%")
    centre.load()
    publish_strategy(centre, WHO, "Higher")
    known = scorecard_as_known(centre, "2026-05-04", "2026-04")
    assert (known.version, known.load, known.otherwise) == (1, 1, ())
    assert known.card.score == then.score
    assert [(m.value, m.target, m.score, m.n) for m in known.card.measured()] == [
        (m.value, m.target, m.score, m.n) for m in then.measured()]
    later = scorecard_as_known(centre, "2026-05-06", "2026-04")
    now = centre.scorecard("2026-04")
    assert later.version == 2
    assert [(m.value, m.target) for m in later.card.measured()] == [(m.value, m.target) for m in now.measured()]
    assert [m.value for m in later.card.measured()] != [m.value for m in known.card.measured()]
    assert refusal(lambda: scorecard_as_known(centre, "2026-05-03", "2026-04")) == "nothing-published"


def test_a_forgotten_person_is_nowhere_in_what_was_published(centre: Centre, folder: Path) -> None:
    from fourscore.centre import decide, forget

    publish_strategy(centre, WHO, "Zoë King decided it")
    publish_card(centre, "2026-04", MANAGER, f"{MANAGER}, {WHO}")
    decide(centre, "2026-04", f"Ask {WHO}", WHO)
    then = centre.scorecard("2026-04").score
    gone = forget(centre, WHO)
    assert gone.kind == "agent"
    named = {place.where: (place.before, place.after) for place in gone.places if place.before}
    for column in ("published_strategy.text", "published_strategy.who", "published_strategy.why", "published_card.why",
                   "review_decision.who", "review_decision.text"):
        assert named[f"office: {column}"] == (1, 0), column
    # A comment of a person's own text is left to them, and told.
    assert [place.where for place in gone.left] == ["text: strategy.yaml"]
    (version,) = strategies(centre.office)
    assert (WHO in version.text, version.whole, gone.alias in version.text) == (False, False, True)
    assert (WHO in json.dumps([str(one) for one in cards(centre.office)]), centre.scorecard("2026-04").score) == (
        False, then)
    assert WHO not in (folder / "people.yaml").read_text(encoding="utf-8")
    assert WHO in PEOPLE
