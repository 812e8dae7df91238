"""This file is about pages on what comes in, on live numbers, watching and mails, in a language for tests."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import Bracketed, unsaid
from tests.publishing.conftest import CENTRE, NOW, PEOPLE, STRATEGY, log

from fourscore.centre import Centre, enter_incident
from fourscore.terms import said, speaking
from fourscore.web.live.hub import Topic, encoded

# What the centre wrote itself, names of files and programs, and codes that stand in every language.
NAMES = {
    "Northern Support", "Zoë King", "Mara Quinn", "Ada Bell", "Ben Cole", "Europe/London", "Sales", "Billing", "UTC",
    "centre.yaml", "people.yaml", "strategy.yaml", "queue_log", "calls.csv", "asterisk", "utf-8", "cp1252", "latin-1",
    "utf-16", "cp1251", "cp932", "gb18030", "CSV", "outcome = 'TEST'", "The switch stood still", "pdf", "PDF",
    "22:00-06:00", "mon-fri 08:00-18:00", "calls", "PowerPoint", "English", "Deutsch", "Español",
}
PAGES = ("/load", "/sources", "/health", "/reconcile", "/incidents", "/notices", "/subscriptions",
         "/wall", "/floor", "/alerts", "/sources/calls/aside",
         "/unsubscribe/nothing", "/sign-in")
TABLE = "Date\tOffered\tAnswered\n2026-01-05\t3\t2\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("coming") / "centre"
    made.mkdir()
    for name, text in (("centre.yaml", CENTRE), ("people.yaml", PEOPLE), ("strategy.yaml", STRATEGY),
                       ("queue_log", log(60))):
        (made / name).write_bytes(text.encode())
    with Centre.open(made, now=lambda: NOW) as opened:
        opened.load()
        enter_incident(opened, "outage", "2026-01-05 10:00", text="The switch stood still")
    return made


def inside(page: str) -> str:
    """What stands on the page itself; what is round it, all pages share."""
    return page[page.index("<main"):page.index("</main>")] if "<main" in page else page


@pytest.mark.parametrize("path", PAGES)
def test_every_text_of_these_pages_is_said(browser: TestClient, path: str):
    page = browser.get(path)
    assert page.status_code in (200, 404), path
    found = unsaid(inside(page.text), NAMES)
    assert not found, found


def test_another_systems_numbers_are_told_in_the_language(browser: TestClient):
    kept = browser.post("/reconcile", data={"numbers": TABLE, "during": "", "calls": ""}, follow_redirects=False)
    assert kept.status_code == 303, kept.text
    page = browser.get(kept.headers["location"])
    text = inside(page.text)
    assert page.status_code == 200, text
    found = unsaid(text[text.index('<div class="body told">'):], {*NAMES, "Date, Offered, Answered"})
    assert not found, found


def test_a_stream_speaks_the_language_of_whoever_listens():
    body = {"said": said("Nothing came in yet"), "teams": [{"count": said("{here} of {all} here", here=1, all=2)}]}
    with speaking(Bracketed()):
        told = encoded("floor", body, "1", NOW).decode()
    assert "\u27e6Nothing came in yet\u27e7" in told
    assert "\u27e61 of 2 here\u27e7" in told
    assert "\u27e6" not in encoded("floor", body, "1", NOW).decode()
    assert Topic("floor", tongue=Bracketed()) != Topic("floor")
