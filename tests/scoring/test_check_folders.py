"""This file is about the rules of figures and of the office: a folder each with the smallest centre that breaks it, and
its good twin."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.strategy import errors_there as there

from fourscore.metrics import Catalogue, read_catalogue
from fourscore.scoring import History, Run, Sign, Weight, Weights, Written, check_figures, check_office
from fourscore.strategy import RULES, Kpi, Limits, Noticed, Strategy, read_strategy, weigh
from fourscore.terms import Days, Issue, read_value

FOLDERS = sorted(path.parent for path in there.ERRORS.glob("*/figures.yaml"))
FIRST = date(2025, 1, 6)
Told = Mapping[str, Any]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(None, {})[0]


def number(written: object, unit: str = "share") -> float | None:
    return None if written == "–" else read_value(written if isinstance(written, (int, float)) else str(written), unit)


def along(written: Sequence[object], count: int, *, thirds: bool = False) -> tuple[float | None, ...]:
    """A value for each week: what is written over and over, or each of three for a third of the time."""
    return tuple(number(written[at * 3 // count if thirds else at % len(written)]) for at in range(count))


def history(strategy: Strategy, told: Told) -> History:
    count, kpis = told["weeks"], {kpi.id: kpi for kpi in strategy.kpis()}
    thirds = told.get("thirds", False)

    def run(kpi: Kpi, of: Told) -> Run:
        values = along(of["values"], count, thirds=thirds)
        return Run(kpi, values, (kpi.targets[0][1],) * count,
                   along(of["scores"], count, thirds=thirds) if "scores" in of else (None,) * count)

    def weight(kpi: Kpi, nominal: str, effective: str) -> Weight:
        measured: Any = SimpleNamespace(kpi=kpi)
        return Weight(measured, number(nominal) or 0.0, number(effective), None)

    weights = Weights(count, tuple(weight(kpis[name], *both) for name, both in told.get("weights", {}).items()))
    return History(
        strategy, tuple(Days(FIRST + timedelta(7 * at), FIRST + timedelta(7 * at + 7)) for at in range(count)),
        tuple(run(kpis[name], of) for name, of in told.get("runs", {}).items()),
        tuple(Sign(name, along(of, count, thirds=thirds)) for name, of in told.get("signs", {}).items()),
        told.get("months", 24.0), told.get("teams", 8), told.get("mixes", {}),
        tuple(Issue("sources-disagree", "the sources", f"{one}.", "Ask who is right.")
              for one in told.get("disagree", [])), "EUR", weights)


def found_in(folder: Path, figures: str, catalogue: Catalogue) -> list[Noticed]:
    """What every rule of figures and of the office says of a folder."""
    strategy, _ = read_strategy((folder / "strategy.yaml").read_text(encoding="utf-8"), "strategy.yaml", catalogue)
    assert strategy is not None
    told = YAML(typ="safe", pure=True).load((folder / figures).read_text(encoding="utf-8"))
    if "weeks" in told:
        return list(check_figures(history(strategy, told), Limits()))
    return list(check_office(strategy, Written(
        {name: tuple(off) for name, off in told.get("off", {}).items()},
        *(frozenset(told.get(name, ())) for name in ("helped", "a_year", "decided", "cited")))))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_rule_of_figures_speaks_there_and_not_of_the_good_twin(folder: Path, catalogue: Catalogue) -> None:
    found = found_in(folder, "figures.yaml", catalogue)
    assert {one.issue.name for one in found} == {folder.name}
    told = "\n".join(there.told(weigh(one)) for one in found) + "\n"
    assert told == (folder / "expected.txt").read_text(encoding="utf-8")
    assert found_in(folder, "good.yaml", catalogue) == []


def test_every_rule_has_a_folder() -> None:
    folders = {path.parent.name for path in there.ERRORS.glob("*/strategy.yaml")}
    assert [rule.id for rule in RULES if not folders & set(rule.names)] == []
    asked = {name for rule in RULES if rule.needs != "file" for name in rule.names}
    assert asked <= {folder.name for folder in FOLDERS}
