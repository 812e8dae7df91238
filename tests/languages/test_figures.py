"""This file is about the pages of figures in other languages: every word on them is said."""

import re

import pytest
from tests.languages.brackets import brackets, unsaid
from tests.web.conftest import open_pages, pages, paper

__all__ = ["brackets", "open_pages", "pages", "paper"]

ADDRESSES = [
    "/scorecard", "/scorecard?period=2026-10", "/scorecard?period=2026-Q3", "/scorecard?team=Support%201",
    "/scorecard?agent=Ada%20S1", "/scorecard?show=off", "/scorecard/parts", "/map", "/measures", "/measures?q=zzz",
    "/measure/service_level:offered", "/measure/service_level:offered?by=agent&team=Support%201",
    "/measure/service_level:offered?by=weekday", "/measure/service_level:offered?by=channel",
    "/measure/occupancy?by=queue", "/measure/service_level:offered/rows", "/measure/operating_cost?by=week",
    "/explore", "/explore?metric=occupancy&metric=service_level:offered&by=team&by=week&versus=before",
    "/explore?metric=service_level:offered&by=weekday&versus=before&versus=year-before&least=100",
    "/explore?metric=service_level:offered&by=queue&find=zzz", "/explore?metric=occupancy&by=queue",
    "/search", "/search?q=wait", "/search?q=zzz", "/search?q=Ada&part=1", "/search?q=&part=1&from=/scorecard",
    "/nowhere", "/measure/nothing_like_it", "/scorecard?period=never", "/measure/occupancy?least=x",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_word_of_a_page_is_said(address, pages, paper, brackets):
    answer = pages.get(address, headers={"cookie": "language=xx"}, follow_redirects=True)
    assert unsaid(answer.text, own_names(paper)) == []


def own_names(paper):
    """What the centre on paper wrote itself, and names that are the same everywhere."""
    strategy = paper.PaperCentre().strategy
    names = {"Northgate", "CSV", "Excel", "PDF", "PowerPoint", *paper.AGENTS, *paper.TEAMS, strategy.vision,
             strategy.mission, "Hall", "Europe/Berlin", "Billing", "Technical help", "=2+5|cmd", "calls/november.csv"}
    names |= {link.sentence.rstrip(".") for link in strategy.links if link.sentence}
    for perspective in strategy.perspectives:
        names.add(perspective.question)
    names |= {objective.name for objective in strategy.objectives()}
    return {name for name in names if name}
