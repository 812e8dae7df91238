"""This file is about the pages of figures in other languages: every word on them is said."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from types import ModuleType, SimpleNamespace

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import Bracketed, unsaid
from tests.web.conftest import open_pages, paper

from fourscore.metrics import Reporting
from fourscore.metrics.money.rates import Missing, in_words
from fourscore.strategy import Noticed, weigh
from fourscore.terms import Issue, kept, said, speaking, write_value
from fourscore.web.languages import choosing
from fourscore.web.languages.tongues import LANGUAGES
from fourscore.web.pages import Frame

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
EVERYWHERE = {"EUR", "USD", "CSV", "Excel", "PDF", "PowerPoint", "Europe/Berlin", *(one.name for one in LANGUAGES)}
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


EMPTY, SHUT, LOCKED, BROKEN = range(4)


@pytest.mark.parametrize("which", [EMPTY, SHUT, LOCKED, BROKEN])
def test_pages_of_a_centre_that_cannot_be_shown_are_said(which, paper, open_pages, read):
    issue = Issue("unreadable", "strategy.yaml:3", "Odd text.", "Mend it.")
    centre = {
        EMPTY: lambda: paper.PaperCentre(spread=None),
        SHUT: lambda: paper.PaperCentre(strategy=False, issues=[issue]),
        LOCKED: lambda: paper.BrokenCentre(lambda: paper.LOCKED),
        BROKEN: lambda: paper.BrokenCentre(lambda: ZeroDivisionError("secret")),
    }[which]()
    text = read(open_pages(centre), "/scorecard")
    own = {*issue, *paper.LOCKED.issues[0], "/scorecard · unexpected", "centre.yaml", "strategy.yaml"}
    assert left_out(text, names_of(paper) | own) == []


NOTES: tuple[dict[str, object], ...] = (
    {"error": 0.005, "complete": False}, {"value": None, "n": 0, "why": said("There is no figure.")},
    {"entered": said("as entered")}, {"money": Reporting("EUR"), "missing": in_words([
        Missing("plan", "USD", date(2026, 11, day)) for day in (2, 3, 4, 5)]), "complete": False},
)


@pytest.mark.parametrize("note", NOTES)
def test_what_has_to_be_known_beside_a_figure_is_said(note, paper, open_pages, read):
    centre = paper.PaperCentre()
    plain = centre.metrics._row
    centre.metrics._row = lambda *asked: plain(*asked)._replace(**note)
    centre.metrics.never = {"service_level:offered": ("visit", "ticket")}
    there = open_pages(centre)
    for address in ("/scorecard/panel?measure=answered-in-time", "/measure/service_level:offered?by=team",
                    "/explore?metric=service_level:offered&by=team&versus=before"):
        assert left_out(read(there, address), names_of(paper)) == []


def test_what_the_rules_say_is_told_in_the_readers_words(paper, open_pages, read):
    found = [weigh(Noticed(Issue("volume-without-guard", "strategy.yaml:9", "Nothing holds.", "Do this."), "quality"))]
    there = open_pages(paper.PaperCentre(findings=found))
    own = {"Nothing holds", "Do this.", "strategy.yaml:9 · volume-without-guard", found[0].rule.why}
    for address in ("/scorecard", "/map", "/measure/quality_score"):
        text = read(there, address)
        assert "⟦Error⟧" in text
        assert left_out(text, names_of(paper) | own) == []


REMARK = {
    "number": 1, "by": "Ada S1", "at": said("now"), "text": "Ada S1", "seen": 1, "mine": True, "may_remove": True,
    "changed": said("later"), "earlier": [{"at": said("now"), "text": "Ada S1"}], "stood": write_value(0.8, "share"),
    "counted": 1200, "now": write_value(0.9, "share"), "counted_now": 1300, "removed": None,
}
TALK = {"about": "Billing", "query": "", "people": "", "wrong": "", "typed": "", "changing": 0, "changed": "",
        "others": [(said("now"), 3, "/comments")]}
BESIDE = {
    "talk_part.html": [{**TALK, "remarks": []}, {**TALK, "remarks": [
        REMARK, {**REMARK, "now": ""}, {**REMARK, "removed": {"by": "Ada S1", "at": said("now")}}]}],
    "finding.html": [{"title": said("Open it"), "name": "x", "headings": ["file"], "ways_out": [], "findings": [
        (SimpleNamespace(issue=SimpleNamespace(what=said("Odd text.")), rows_total=1200), [["calls"]])]},
        {"title": said("Open it"), "name": "x", "headings": [], "ways_out": [], "findings": []}],
    "issues_note.html": [{"issues": [SimpleNamespace(what=said("Odd"), remedy=said("Mend"), where="9", name="x")]}],
    "views.html": [{"views": [
        {"name": "Billing", "href": "", "here": True, "mine": mine, "owner": "Ada S1", "roles": roles, "number": 1}
        for mine in (True, False) for roles in ("", kept("Team leader"))],
        "here_view": {"name": "Billing", "history": [{"href": "", "name": "Billing", "shared": said("yes"),
                                                      "by": "Ada S1", "at": said("now")}] * 2},
        "keep_form": {"query": "", "name": "", "wrong": "", "moves": [], "roles": [("Team leader", False)],
                      "changes": 1, "seen": 1, "open": False}}],
}


@pytest.mark.parametrize("template", BESIDE)
def test_words_of_what_stands_beside_a_page_are_said(template, paper):
    frame = Frame(paper.PaperCentre())
    with speaking(Bracketed()):
        for context in BESIDE[template]:
            text = bytes(frame.render(template, **context).body).decode()
            assert "⟦" in text
            assert left_out(text, names_of(paper) | {"Odd text.", "Odd", "Mend", "now", "later"}) == []


def test_files_that_go_out_stay_english(there, read):
    for address in ("/scorecard.csv", "/measures.csv", "/measure/service_level:offered/table.csv?by=team",
                    "/explore.csv?metric=service_level:offered&by=weekday&versus=before"):
        text = read(there, address)
        assert "⟦" not in text
        assert "⟨" not in text
        assert "Service level" in text or "service_level" in text
