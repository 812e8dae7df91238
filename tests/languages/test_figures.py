"""This file is about the pages of figures in other languages: every word on them is said."""

import re
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import Bracketed, unsaid
from tests.web.conftest import open_pages, paper

from fourscore.web.languages import choosing
from fourscore.web.languages.tongues import LANGUAGES

__all__ = ["open_pages", "paper"]

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
    "/nowhere", "/measure/nothing_like_it", "/scorecard?period=never", "/measure/occupancy/rows?page=x",
]
# Names that are the same everywhere, and issues' own.
EVERYWHERE = {"CSV", "Excel", "PDF", "PowerPoint", "Europe/Berlin", *(one.name for one in LANGUAGES)}
CODES = re.compile(r"[^<>]* · (?:unknown-address|unknown-metric|bad-period|bad-number)(?=<)")
# A name cut into lines, and an address told on paper.
BETWEEN_LINES, ON_PAPER = re.compile(r"\s*</tspan><tspan[^>]*>"), re.compile(r'<p class="on-paper">[^<]*')


@pytest.fixture(scope="module")
def read(paper: ModuleType, open_pages: Callable[..., TestClient]) -> Iterator[Callable[[TestClient, str], str]]:
    """A page of an opened centre as a reader of no language at all is answered."""
    def page(there: TestClient, address: str) -> str:
        there.cookies.set("language", "xx")
        return there.get(address, follow_redirects=True).text

    real = choosing.spoken_in
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "CODES", (*choosing.CODES, "xx"))
        patch.setattr(choosing, "spoken_in", lambda code: Bracketed() if code == "xx" else real(code))
        yield page


@pytest.fixture(scope="module")
def there(open_pages: Callable[..., TestClient]) -> TestClient:
    return open_pages()


def left_out(text: str, names: set[str]) -> list[str]:
    text = ON_PAPER.sub("", BETWEEN_LINES.sub(" ", CODES.sub("", text)))
    return unsaid(text, names | EVERYWHERE)


def own_names(centre) -> set[str]:
    """What the centre on paper wrote itself."""
    strategy = centre.strategy
    names = {"Northgate", "Hall", strategy.vision, strategy.mission, *(one.question for one in strategy.perspectives),
             *(one.name for one in strategy.objectives()), *(one.sentence.rstrip(".") for one in strategy.links),
             *(metric.source for metric in centre.metrics.catalogue.metrics.values())}
    return {name for name in names if name}


def names_of(paper: ModuleType) -> set[str]:
    told = {*paper.AGENTS, *paper.TEAMS, "Billing", "Technical help", "=2+5|cmd", "calls/november.csv", "@Ada", "calls"}
    return told | own_names(paper.PaperCentre())


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_word_of_a_page_is_said(address, there, paper, read):
    text = read(there, address)
    assert "⟦" in text
    assert left_out(text, names_of(paper)) == []
