"""This file is about what the rules say on the pages, beside the thing they speak of."""

import re

import pytest

from fourscore.strategy import Noticed, weigh
from fourscore.terms import Issue


def finding(name: str, at: str, what: str):
    return weigh(Noticed(Issue(name, "strategy.yaml:9", what, "Do this <now>."), at))


FOUND = (
    finding("kpi-without-baseline", "quality", "It does not say where it began."),
    finding("volume-without-guard", "quality", "Nothing holds <meanwhile>."),
    finding("no-cause", "staff-to-demand", "Nothing leads to it."),
    finding("identity-as-cause", "staff-to-demand → answer-within-seconds", "It holds by arithmetic."),
    finding("few-objectives", "", "There are few."),
)


@pytest.fixture
def told(open_pages, paper):
    return open_pages(paper.PaperCentre(findings=FOUND))


def test_a_row_of_the_scorecard_carries_the_mark_of_its_gravest_finding(told) -> None:
    text = told.get("/scorecard").text
    (row,) = re.findall(r'<span class="tag" role="img" aria-label="([^"]*)" title="[^"]*">(.)</span>', text)
    assert row == ("Error L27: Nothing holds &lt;meanwhile&gt;. Warning L22: It does not say where it began.", "◆")


def test_a_card_of_the_map_carries_the_mark_of_its_objective_or_measures(told) -> None:
    text = told.get("/map").text
    titles = re.findall(r"<title>([^<]*)</title></rect>", text)
    assert [title.split(":")[0] for title in titles if "L04" in title] == ["Staff to demand"]
    assert [title.split(":")[0] for title in titles if "L27" in title] == ["Handle calls well"]
    assert len(re.findall(r'<text class="value"[^>]*>[^<]* [◆▲○] </text>', text)) == 2
    assert text.count("see its measure") == 2


def test_an_arrow_says_in_words_what_the_rules_say_of_it(told) -> None:
    text = told.get("/map").text
    assert re.search(r'<g class="link"><title>[^<]*Error L06: It holds by arithmetic</title>', text)


def test_a_measures_own_page_says_it_all(told) -> None:
    text = told.get("/measure/quality_score").text
    assert "◆ Error L27: Nothing holds &lt;meanwhile&gt;." in text
    assert text.index("L27") < text.index("L22")
    assert "Do this &lt;now&gt;." in text
    assert "More calls is not a good goal" in text
    assert '<a class="link within" href="/edit/text#line-9">strategy.yaml:9</a> · volume-without-guard' in text
    assert "What the rules say" not in told.get("/measure/occupancy").text


def test_without_findings_the_pages_are_as_quiet_as_before(open_pages, paper) -> None:
    quiet = open_pages(paper.PaperCentre())
    for address in ("/scorecard", "/map", "/measure/quality_score"):
        text = quiet.get(address).text
        assert "What the rules say" not in text
        assert 'class="tag" role="img"' not in text
        assert "see its measure" not in text
