"""This file is about who is let in on this computer: by its own names only."""

import socket

import pytest

from fourscore.settings import Network
from fourscore.terms import Trouble
from fourscore.web import serve
from fourscore.web.assets import STATIC, built
from fourscore.web.guard import names_this_computer


def test_a_taken_port_is_told(paper):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Trouble) as taken:
            serve(paper.PaperCentre(), Network(port=other.getsockname()[1]))
    assert taken.value.issues[0].name == "port-taken"


@pytest.mark.parametrize(("host", "ours"), [
    ("127.0.0.1:8484", True), ("localhost", True), ("[::1]:8484", True), ("LOCALHOST:1", True),
    ("evil.example", False), ("evil@localhost", False), ("localhost/", False),
    ("127.0.0.1.evil.example", False), ("", False), ("[::1", False),
])
def test_names_of_this_computer(host, ours):
    assert names_this_computer(host) is ours


def test_a_request_under_another_name_is_turned_away(pages):
    answer = pages.get("/scorecard", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert answer.headers["content-security-policy"]


def test_built_files_stay_in_the_browser_and_carry_the_policy(pages):
    answer = pages.get(built()["app.js"])
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert pages.get("/static/../app.py").status_code == 404


def test_licences_are_kept_beside_what_is_carried():
    text = (STATIC / "built" / "THIRD-PARTY.txt").read_text(encoding="utf-8")
    for said in ("htmx.org 4.0.1", "Zero-Clause BSD", "@fontsource-variable/inter", "SIL OPEN FONT LICENSE"):
        assert said.lower() in text.lower()


def test_a_checkout_never_built_says_so(tmp_path):
    with pytest.raises(Trouble) as missing:
        built(tmp_path)
    assert missing.value.issues[0].name == "pages-not-built"
