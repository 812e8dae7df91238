"""This file is about the language somebody chose: kept with their account, it goes with them to another browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, invite, language_of
from fourscore.web import create_app

from .conftest import NOW
from .test_signing_in import BROWSER, GOOD, admitted

HERE = {**BROWSER, "referer": "http://127.0.0.1/sign-in"}


@pytest.fixture(scope="module")
def browser(opened: Centre) -> Callable[[], TestClient]:
    app = create_app(opened)
    return lambda: TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, headers=HERE)


@pytest.fixture(scope="module")
def opened(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = shutil.copytree(loaded, tmp_path_factory.mktemp("languages") / "centre")
    with Centre.open(folder, now=lambda: NOW) as centre:
        yield centre


def signed(browser: Callable[[], TestClient], login: str, **cookies: str) -> TestClient:
    there = browser()
    for name, value in cookies.items():
        there.cookies.set(name, value)
    assert there.post("/sign-in", data={"login": login, "password": GOOD}).status_code == 303
    return there


def spoken(there: TestClient) -> tuple[str, str]:
    page = there.get("/measures", headers={"accept-language": "es"})
    return page.headers["content-language"], page.text.partition('<html lang="')[2][:2]


def test_the_choice_goes_with_the_person_and_with_nobody_else(browser, opened: Centre) -> None:
    mara, zoe = admitted(browser, opened, "Mara Quinn"), admitted(browser, opened, "Zoe Ray")
    assert spoken(mara) == ("es", "es")  # what the browser asks for
    assert language_of(opened, "Mara Quinn") == ""
    assert mara.post("/language", data={"language": "de"}).headers["location"] == "/sign-in"
    assert language_of(opened, "Mara Quinn") == "de"
    elsewhere = signed(browser, "mara")
    assert "language" not in elsewhere.cookies
    assert spoken(elsewhere) == ("de", "de")
    assert elsewhere.get("/account").text.count('lang="de"') >= 2
    assert spoken(signed(browser, "mara", language="ar")) == ("de", "de")  # left there by somebody else
    assert spoken(zoe) == ("es", "es")
    elsewhere.post("/language", data={"language": "en"})
    assert spoken(mara) == ("en", "en")  # at once, in the browser that has the other one in its cookie
    mara.post("/language", data={"language": "tlh"})
    assert language_of(opened, "Mara Quinn") == "en"
    assert language_of(opened, "Nobody") == ""


def test_who_is_not_signed_in_chooses_too_and_brings_it_along(browser, opened: Centre) -> None:
    admitted(browser, opened, "Max Orr")
    there = browser()
    chosen = there.post("/language", data={"language": "ar"})
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in")
    assert '<html lang="ar" dir="rtl"' in there.get("/sign-in").text
    assert language_of(opened, "Max Orr") == ""
    there.post("/sign-in", data={"login": "max", "password": GOOD})
    assert language_of(opened, "Max Orr") == "ar"
    assert spoken(signed(browser, "max")) == ("ar", "ar")
    key = invite(opened, "tia", "Tia Voss", by="Mara Quinn").key
    fresh = browser()
    fresh.cookies.set("language", "es")
    fresh.post(f"/invitation/{key}", data={"password": GOOD, "again": GOOD})
    assert language_of(opened, "Tia Voss") == "es"


def test_a_form_that_is_held_is_not_left_for_another_language(browser) -> None:
    held = browser().post("/comments", data={"text": "what I wrote"})
    assert held.status_code == 401
    assert "what+I+wrote" in held.text
    assert 'action="/language"' not in held.text


def test_a_long_form_chooses_nothing(browser) -> None:
    answer = browser().post("/language", data={"language": "de", "more": "x" * 2000})
    assert (answer.status_code, "set-cookie" in answer.headers) == (303, False)
