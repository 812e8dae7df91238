"""This file is about a small centre with accounts and tokens for everybody, asked over its API."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient
from tests.people.conftest import NOW
from tests.people.rights_table import CENTRE, GOOD, PEOPLE, READERS, STRATEGY, call

from fourscore.centre import WRITABLE, Centre, add_write_token, approve_agreement, invite, invite_guest, keep_report
from fourscore.office import accounts, signing
from fourscore.web import create_app


class Asked(NamedTuple):
    """A centre, its pages with the API, and what everybody signs in by: a browser's key, and a token that writes."""

    centre: Centre
    app: Any
    keys: dict[str, str]
    tokens: dict[str, str]

    def program(self, person: str = "", token: str = "") -> TestClient:
        """A program that asks in that person's place, or by that token, or by nobody's."""
        given = token or self.tokens.get(person, "")
        return TestClient(self.app, base_url="http://127.0.0.1", follow_redirects=False, headers={
            "authorization": f"Bearer {given}"} if given else {})

    def browser(self, person: str, **headers: str) -> TestClient:
        there = TestClient(self.app, base_url="http://127.0.0.1", follow_redirects=False, headers=headers)
        there.cookies.set("sid", self.keys[person])
        return there


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a centre with four weeks of calls of two agents in two teams, an agreement in force."""
    folder = tmp_path_factory.mktemp("api") / "centre"
    folder.mkdir()
    (folder / "queue_log").write_text("".join(call(n) for n in range(112)))
    for name, text in (("centre", CENTRE), ("people", PEOPLE), ("strategy", STRATEGY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with Centre.open(folder, now=lambda: NOW) as centre:
        assert [str(issue) for report in centre.load() for issue in report.issues] == []
        approve_agreement(centre, "Mara Quinn")
        keep_report(centre, "Queue,Offered\nBilling,4\n")
    return folder


@pytest.fixture(scope="module")
def opened(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Asked]]:
    """Open a copy of it, with an account and a token of every scope for these people."""
    there: list[Asked] = []

    def open_one(*people: str, a_minute: int = 100_000) -> Asked:
        folder = tmp_path_factory.mktemp("api") / "centre"
        shutil.copytree(loaded, folder)
        centre = Centre.open(folder, now=lambda: NOW)
        keys, tokens = {}, {}
        for person in people or READERS:
            login = person.replace(" ", ".")
            key = invite_guest(centre, login, person, "2026-12-31", by="Mara Quinn").key if person == "Lee Guest" \
                else invite(centre, login, person, by="Mara Quinn").key
            number = accounts.accept(centre.office, key, GOOD, now=NOW)
            keys[person] = signing.sign_in(centre.office, number, "Firefox/1 Linux", now=NOW)
            tokens[person] = add_write_token(centre, login, "all of it", WRITABLE, by=person)
        there.append(Asked(centre, create_app(centre, a_minute=a_minute), keys, tokens))
        return there[-1]

    yield open_one
    for one in there:
        one.app.state.uploads.close()
        one.app.state.looks.close()
        one.centre.close()


@pytest.fixture(scope="module")
def asked(opened: Callable[..., Asked]) -> Asked:
    """The centre with those who differ in what they may see, for what changes nothing others look at."""
    return opened("Mara Quinn", "Cal Hume", "Rae Dunn", "Zoe Ray", "Nia Fox", "Ada Bell", "Lee Guest")
