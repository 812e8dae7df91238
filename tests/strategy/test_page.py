"""This file is about the page that describes the file: what it shows is what is read."""

import re
from pathlib import Path

from fourscore.metrics import Catalogue
from fourscore.strategy import read_strategy
from fourscore.strategy.reading.kpi import DIMENSIONS, KPI_KEYS

PAGE = (Path(__file__).parents[2] / "docs" / "strategy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_whole_example_is_read(catalogue: Catalogue) -> None:
    strategy, issues = read_strategy(BLOCKS[0], "strategy.yaml", catalogue)
    assert strategy is not None
    assert {issue.name for issue in issues} == {
        "not-four-perspectives", "link-to-nowhere", "guarded-unknown-kpi"}  # it shows one of each only
    assert strategy.links[0].lag_weeks == (0, 1)


def test_every_line_of_a_kpi_is_described() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert rows == set(KPI_KEYS)
    assert [name for name in DIMENSIONS if f"`{name}`" not in PAGE] == []


FRAME = """perspectives:
  p:
    objectives:
      o:
        owner: me
        kpis:
"""
KPI = """          k:
            metric: service_level
            floor: 60%
"""


def test_the_examples_of_kpis_are_read(catalogue: Catalogue) -> None:
    path, band, amount, shared, scope, steps = BLOCKS[1:7]
    table = KPI.replace("            floor: 60%\n", "") + steps
    for text in (KPI + path, band, amount, shared, f"{KPI}            target: 80%\n{scope}", table):
        _, issues = read_strategy(FRAME + text, "strategy.yaml", catalogue)
        assert [issue for issue in issues if not issue.name.startswith(("missing-", "not-four"))] == []
