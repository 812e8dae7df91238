"""This file is about the editor's pages in a language for tests: nothing of the product's own is said in English."""

import re
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import unsaid
from tests.publishing.conftest import CENTRE, NOW, PEOPLE, STRATEGY, log, signed

from fourscore.centre import Centre, stands
from fourscore.web import create_app

GUARDED = """\
guarded:
  more: {goal: 'taken +20% by 2026-12 | in-time ~ 80% ±2pp over 4w, talk flat', objective: able}
"""
# What the centre wrote itself: names of people, things, roles and what stands in its texts.
NAMES = {
    "Process", "Learning", "Northern Support", "Zoë King", "Mara Quinn", "Ada Bell", "Ben Cole", "Keep it cheap",
    "Answer quickly",
    "Lose nobody", "Be able", "Answered in time", "Be there for those who call.", "Nobody waits.", "Kindness",
    "Answer at once", "Customers stay", "We call back the same day", "strategy.yaml", "people.yaml", "centre.yaml",
    "taken +20% by 2026-12 | in-time ~ 80% ±2pp over 4w, talk flat",
    "If people are able, nobody is lost, because they are quick",
    "If nobody is lost, all are answered, because it is one thing",
    "If we answer at once, calls are short, because nobody complains", "Four KPIs are enough to see it at work",
}
# A message with fields in it is read in pieces; a chart's own words are the drawings' matter.
PIECES = {"⟦Move", "⟦and", "⟦keeping", "by the end of", ", counted from", ", only", "judged over", ", at the mix of",
          "0.4pp", "target 80.0%", "target 1:00"}
IDS = {"in-time", "answer", "promise", "financial", "customer", "process", "learning", "cheap", "quick", "kept", "able",
       "talk", "lost", "taken", "more"}
PAGES = (
    "/edit", "/edit/text", "/edit/changes", "/edit/publish", "/edit/questions/1", "/edit/questions/3",
    "/edit/words/all", "/edit/perspective/customer", "/edit/perspective/new", "/edit/objective/quick",
    "/edit/objective/new", "/edit/kpi/in-time", "/edit/kpi/talk", "/edit/kpi/new?metric=service_level:offered",
    "/edit/link/kept..quick", "/edit/link/new", "/edit/goal/answer", "/edit/goal/new", "/edit/guarded/more",
    "/edit/guarded/new", "/edit/policy/promise", "/edit/policy/new",
    "/edit/allow/L27", "/edit/allow/new?rule=L15&at=talk", "/edit/note/new?in=talk",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("said") / "centre"
    made.mkdir()
    for name, text in (("centre.yaml", CENTRE), ("people.yaml", PEOPLE), ("strategy.yaml", STRATEGY + GUARDED),
                       ("queue_log", log(200))):
        (made / name).write_bytes(text.encode())
    with Centre.open(made, now=lambda: NOW) as opened:
        opened.load()
        signed(opened)
    return made


def inside(page: str) -> str:
    """What stands on the page itself; what is round it, all pages share."""
    return page[page.index("<h1>"):page.index("</main>")]


@pytest.mark.parametrize("path", PAGES)
def test_every_text_of_an_editors_page_is_said(browser: TestClient, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 200, path
    assert "⟦" in page.text
    text = re.sub(r"(?s)<textarea.*?</textarea>", "", inside(page.text))  # what stands in the strategy's own text
    assert unsaid(text, NAMES | IDS | PIECES) == []


def test_what_is_said_of_a_draft_and_of_two_who_change_it_at_once(folder: Path, tmp_path: Path,
                                                                  brackets: dict[str, str]) -> None:
    shutil.copytree(folder, tmp_path / "centre")
    with Centre.open(tmp_path / "centre", now=lambda: NOW) as centre:
        there = TestClient(create_app(centre), base_url="http://127.0.0.1", follow_redirects=False, cookies=brackets,
                           headers={"origin": "http://127.0.0.1"})
        seen = re.findall(r'name="seen" value="([^"]*)"', there.get("/edit/kpi/lost").text)[0]
        typed = {"seen": seen, "do": "keep", "f.target": "4%", "was.target": "5%", "f.weight": "x", "was.weight": ""}
        assert there.post("/edit/kpi/lost", data=typed).status_code == 303
        met = there.post("/edit/kpi/lost", data=typed | {"f.target": "3%"})
        assert met.status_code == 409
        draft = stands(centre).draft
        assert draft is not None
        steps = {words for step in draft.steps for words in (step.said, step.by)}  # in the words they were kept in
        pages = [met, *(there.get(path) for path in ("/edit", "/edit?done=kept", "/edit/changes", "/edit/publish",
                                                     "/edit/kpi/lost"))]
        for page in pages:
            text = re.sub(r"(?s)<textarea.*?</textarea>", "", inside(page.text))
            assert unsaid(text, NAMES | IDS | PIECES | steps | {"4%", "3%"}) == [], page.url
