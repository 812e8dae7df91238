"""This file is about how sure a guard's figure is: by the kind of measure, and nothing where nothing is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.metrics import Catalogue
from fourscore.scoring.guard.inside import Evidence, chances, family_of, interval, spread_of
from fourscore.strategy import Band


@pytest.mark.parametrize(("metric", "family"), [
    ("conversion_rate:dial", "share"), ("service_level:offered", "share"), ("dial_attempts", "count"),
    ("contacts_offered", "count"), ("operating_cost", "periods"), ("average_handle_time", "periods"),
    ("occupancy", "periods"), ("forecast_error", "periods"), ("cost_per_sale", "periods"),
    ("sales_revenue", "periods"), ("return_on_investment", "periods"),
])
def test_each_measure_varies_in_its_own_way(catalogue: Catalogue, metric: str, family: str) -> None:
    assert family_of(catalogue.metrics[metric], catalogue) == family


def test_a_spread_needs_four_periods_that_moved() -> None:
    assert spread_of([10, 12, 10]) is None
    assert spread_of([10, 10, 10, 10]) is None
    found = spread_of([10, 12, 10, 12])
    assert found is not None
    assert found == (pytest.approx(2 / 1.128, rel=1e-3), 3)
    rising = spread_of([10, 11, 12, 13, 14, 15])                             # a trend: its spread is that of the steps
    assert rising is not None
    assert rising[0] == pytest.approx(1 / 1.128, rel=1e-3)


EVIDENCE = st.one_of(
    st.integers(1, 5_000).flatmap(lambda n: st.builds(
        lambda x: Evidence("share", x / n, x, n), st.integers(0, n))),
    st.builds(lambda x: Evidence("count", float(x), x, exposure=1.0), st.integers(0, 5_000)),
    st.builds(lambda v, sd, n: Evidence("mean", v, n=n, sd=sd), st.floats(-10, 10), st.floats(0.1, 5),
              st.integers(2, 500)),
    st.builds(lambda v, sd, n: Evidence("periods", v, n=n, sd=sd), st.floats(-10, 10), st.floats(0.1, 5),
              st.integers(3, 24)))


@given(EVIDENCE, st.floats(-5, 5), st.floats(0, 5))
def test_the_three_places_are_all_there_are(evidence: Evidence, low: float, width: float) -> None:
    found = chances(evidence, Band(low, low + width))
    assert found is not None
    assert sum(found) == pytest.approx(1)
    assert all(-1e-9 <= part <= 1 + 1e-9 for part in found)
    wider = chances(evidence, Band(low - 1, low + width + 1))
    assert wider is not None
    assert wider.inside >= found.inside - 1e-9
    edges = interval(evidence)
    assert edges is not None
    assert edges[0] <= edges[1]


def test_without_evidence_nothing_is_told() -> None:
    for nothing in (Evidence("none", 1.0), Evidence("periods", 1.0, n=2, sd=1.0), Evidence("mean", 1.0, n=1),
                    Evidence("share", 0.0)):
        assert chances(nothing, Band(0, 1)) is None
        assert interval(nothing) is None
