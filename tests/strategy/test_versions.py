"""This file is about what differs between two strategies: told by meaning, never by lines."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from fourscore.metrics import read_catalogue
from fourscore.strategy import (
    Change,
    Kpi,
    Strategy,
    Version,
    compare,
    definitions_of,
    history,
    read_strategy,
    stamp_of,
    starter,
)
from fourscore.terms import WrongUse

CATALOGUE, _ = read_catalogue(None, {})
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def read(text: str) -> Strategy:
    found, issues = read_strategy(text, "strategy.yaml", CATALOGUE)
    assert found is not None, issues
    return found


TEXT = starter("sales")
OLD = read(TEXT)


def words(new: str, old: str = TEXT) -> list[str]:
    return [one.words for one in compare(read(old), read(new), currency="EUR")]


def changed(old: str, new: str, text: str = TEXT) -> str:
    assert text.count(old) == 1, text.count(old)
    return text.replace(old, new)


def kpi(strategy: Strategy, name: str, **fields: object) -> Strategy:
    """The same strategy with one KPI changed."""
    def of(one: Kpi) -> Kpi:
        return replace(one, **fields) if one.id == name else one

    return replace(strategy, perspectives=tuple(
        replace(p, objectives=tuple(replace(o, kpis=tuple(of(one) for one in o.kpis)) for o in p.objectives))
        for p in strategy.perspectives))


def test_a_text_laid_out_anew_means_the_same() -> None:
    assert words("# Another word.\n\n" + TEXT.replace("  # ", "       # ")) == []


def test_targets_floors_weights_and_owners_with_old_and_new_value() -> None:
    assert words(changed("target: 4%\n", "target: 4.2%\n            weight: 2\n            owner: Trainer\n")) == [
        "KPI conversion: target 4.0% → 4.2%", "KPI conversion: weight 1 → 2",
        "KPI conversion: owner Call centre manager → Trainer",
    ]


def test_a_dated_target_differs_from_its_first_other_point_on() -> None:
    old = kpi(OLD, "conversion", targets=((date(2026, 1, 1), 0.03), (date(2026, 7, 1), 0.04)))
    new = kpi(OLD, "conversion", targets=((date(2026, 1, 1), 0.03), (date(2026, 7, 1), 0.045)))
    (one,) = compare(old, new)
    assert (one.field, one.since, one.was, one.now) == (
        "target", date(2026, 7, 1), "3.0% on 2026-01-01, 4.0% on 2026-07-01", "3.0% on 2026-01-01, 4.5% on 2026-07-01")


def test_two_targets_that_read_alike_are_told_apart() -> None:
    (one,) = compare(kpi(OLD, "conversion", floor=0.02), kpi(OLD, "conversion", floor=0.02001))
    assert (one.was, one.now) == ("0.02", "0.02001")


def test_added_removed_moved_renamed() -> None:
    first = OLD.perspectives[0]
    conversion = next(one for one in OLD.kpis() if one.id == "conversion")
    grow, convert, *rest = first.objectives
    moved = replace(OLD, perspectives=(replace(first, objectives=(
        replace(grow, kpis=(*grow.kpis, conversion)), replace(convert, kpis=()), *rest)), *OLD.perspectives[1:]))
    assert [(one.kind, one.of, one.id, one.was, one.now) for one in compare(OLD, moved)] == [
        ("moved", "KPI", "conversion", "convert-calls", "grow-sales")]
    gone = replace(OLD, perspectives=(replace(first, objectives=(grow, *rest)), *OLD.perspectives[1:]))
    assert [(one.kind, one.of, one.id) for one in compare(OLD, gone)] == [
        ("removed", "objective", "convert-calls"), ("removed", "KPI", "conversion")]
    assert [(one.kind, one.of, one.id) for one in compare(gone, OLD)] == [
        ("added", "objective", "convert-calls"), ("added", "KPI", "conversion")]
    assert words(changed("name: Convert 4% of calls", "name: Convert more")) == [
        "objective convert-calls: renamed from Convert 4% of calls to Convert more"]


def test_another_id_is_a_new_name_and_nothing_in_it_moves_for_that() -> None:
    new = TEXT.replace("convert-calls", "convert-more")
    told = [(one.kind, one.of, one.was, one.now) for one in compare(OLD, read(new))]
    assert ("renamed", "objective", "convert-calls", "convert-more") in told
    assert {one[0] for one in told} == {"renamed"}
    assert words(changed("          conversion:\n", "          share-sold:\n"))[0] == (
        "KPI share-sold: renamed from conversion to share-sold")


def test_a_metric_defined_otherwise_is_told_with_both_definitions() -> None:
    now = definitions_of(OLD, CATALOGUE)
    then = {**now, "conversion_rate:dial": "sold / dials"}
    (one,) = compare(OLD, OLD, old_definitions=then, new_definitions=now)
    assert (one.of, one.id, one.was, one.now) == ("metric", "conversion_rate:dial", "sold / dials",
                                                  now["conversion_rate:dial"])
    assert compare(OLD, OLD, old_definitions=now, new_definitions=now) == []
    assert stamp_of(one.was) != stamp_of(one.now)


@pytest.mark.parametrize("kind", ["sales", "support", "blended"])
def test_from_one_to_another_and_back_say_the_same_things(kind: str) -> None:
    there, back = compare(OLD, read(starter(kind))), compare(read(starter(kind)), OLD)
    assert (len(there), not there) == (len(back), kind == "sales")
    turned = {"added": "removed", "removed": "added"}
    def one_way(found, turn):
        return sorted((turn.get(o.kind, o.kind), o.of) for o in found)
    assert one_way(there, turned) == one_way(back, {})


def versions(*strategies: Strategy) -> list[Version]:
    return [Version(one, number, AT.replace(day=number), f"Person {number}", f"Reason {number}")
            for number, one in enumerate(strategies, 1)]


def test_the_history_of_a_target_names_who_when_and_why() -> None:
    second = kpi(OLD, "conversion", targets=((date.min, 0.042),))
    third = kpi(second, "conversion", floor=0.03,
                changes=(Change(date(2026, 3, 3), "Ada King", "The floor was too low"),))
    steps = history("conversion", versions(OLD, second, third))
    assert [(step.what, step.who, step.why, step.version) for step in steps] == [
        ("KPI conversion: first kept, target 4.0%", "Person 1", "Reason 1", "version 1"),
        ("KPI conversion: target 4.0% → 4.2%", "Person 2", "Reason 2", "version 2"),
        ("note on 2026-03-03", "Ada King", "The floor was too low", "version 3"),
        ("KPI conversion: floor 2.0% → 3.0% (Ada King, The floor was too low)", "Ada King", "The floor was too low",
         "version 3"),
    ]


def test_the_history_follows_a_kpi_back_through_its_ids() -> None:
    renamed = read(changed("          conversion:\n", "          share-sold:\n"))
    steps = history("share-sold", versions(kpi(OLD, "conversion", weight=3.0), OLD, renamed))
    assert [step.what for step in steps] == [
        "KPI conversion: first kept, target 4.0%", "KPI conversion: weight 3 → 1",
        "KPI share-sold: renamed from conversion to share-sold"]
    with pytest.raises(WrongUse) as raised:
        history("nothing", versions(OLD))
    assert raised.value.issues[0].name == "unknown-kpi"
