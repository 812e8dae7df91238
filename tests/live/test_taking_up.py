"""This file is about settings changed while a centre is served: taken up, or told of with file and line."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.live.test_follow import Clock, call
from tests.typed import fourscore

from fourscore.centre import Centre, TakingUp

CENTRE = """\
name: Live
zone: UTC
currency: EUR
thresholds: [{answer_within: 20s}]
sources: [{name: switch, kind: asterisk, files: queue_log}]
"""
MAIL = "mail: {server: mail.example.org, from: bsc@example.org}\n"


class Served:
    def __init__(self, folder: Path) -> None:
        self.folder, self.yaml = folder, folder / "centre.yaml"
        self.centre = Centre.open(folder, now=Clock())
        self.centre.load()
        self.taking_up = TakingUp(self.centre)

    def write(self, text: str, name: str = "centre.yaml") -> None:
        (self.folder / name).write_text(text)

    def look(self) -> bool:
        """As long as it takes for a file to be seen to lie still."""
        return any([self.taking_up.look(), self.taking_up.look()])

    def wrong(self) -> list[tuple[str, str]]:
        return [(finding.issue.name, finding.issue.where) for finding in self.centre.doctor().findings
                if "while serve runs" in finding.means]

    def in_time(self) -> int:
        row = self.centre.warehouse.cursor().execute(
            "SELECT count(*) FROM visit WHERE in_time").fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "centre.yaml").write_text(CENTRE)
    (tmp_path / "queue_log").write_text(call(0) + call(1))
    there = Served(tmp_path)
    yield there
    there.centre.close()


def test_a_setting_holds_once_its_file_lies_still(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    assert served.centre.settings.mail is None
    served.write(CENTRE + MAIL)
    assert not served.taking_up.look()  # it may be being written
    assert served.centre.settings.mail is None
    with caplog.at_level(logging.WARNING, "fourscore.settings"):
        assert served.taking_up.look()
    assert served.centre.settings.mail is not None
    assert "taken up" in caplog.text
    assert not served.look()
    assert served.wrong() == []


def test_numbers_that_hang_on_a_setting_are_worked_out_anew(served: Served) -> None:
    assert served.in_time() == 2  # both waited 12 s
    served.write(CENTRE.replace("20s", "10s"))
    assert served.look()
    assert served.in_time() == 0


def test_a_mistake_leaves_all_as_it_was_and_is_told_until_it_is_mended(
    served: Served, caplog: pytest.LogCaptureFixture,
) -> None:
    served.write(CENTRE.replace("zone: UTC", "zone: Mars/Base") + MAIL)
    with caplog.at_level(logging.WARNING, "fourscore.settings"):
        assert not served.look()
        assert not served.look()
    assert (served.centre.settings.zone.key, served.centre.settings.mail) == ("UTC", None)
    assert served.wrong() == [("unknown-zone", "centre.yaml:2")]
    assert caplog.text.count("centre.yaml:2") == 1
    served.write(CENTRE + MAIL)
    assert served.look()
    assert served.centre.settings.mail is not None
    assert served.wrong() == []


def test_rates_with_a_mistake_are_seen_to_be_mended_though_no_setting_knew_their_file(served: Served) -> None:
    served.write("day,currency,rate\n2026-03-02,USD,none\n", "money.csv")
    served.write(CENTRE + "rates: money.csv\n")
    assert not served.look()
    assert served.wrong() == [("bad-rate", "money.csv:2")]
    served.write("day,currency,rate\n2026-03-02,USD,0.9\n", "money.csv")
    assert served.look()
    assert len(served.centre.settings.rates) == 1
    served.write("day,currency,rate\n2026-03-02,USD,0.9\n2026-03-03,USD,0.8\n", "money.csv")
    assert served.look()
    assert len(served.centre.settings.rates) == 2


def test_what_is_read_at_the_start_alone_is_told(served: Served) -> None:
    served.write(CENTRE + "network: {port: 8499}\n")
    assert served.look()
    assert served.wrong() == [("start-again", "centre.yaml")]
    served.write(CENTRE)
    assert served.look()
    assert served.wrong() == []


def test_it_is_tried_again_after_a_long_load(served: Served) -> None:
    with served.centre.changing():
        served.write(CENTRE + MAIL)
        assert not served.look()
    assert served.look()
    assert served.centre.settings.mail is not None


def test_links_made_through_a_serve_bear_the_address_it_is_reached_by(tmp_path: Path) -> None:
    (tmp_path / "centre.yaml").write_text(CENTRE.replace("sources:", "acting_as: Senior manager\nsources:"))
    (tmp_path / "queue_log").write_text(call(0))
    (tmp_path / "people.yaml").write_text("roles: [{name: Mara Quinn, role: Senior manager}]\n")
    with subprocess.Popen([sys.executable, "-m", "fourscore", "serve", str(tmp_path), "--port", "0"], text=True,
                          stdout=subprocess.PIPE, env=dict(os.environ)) as process:
        try:
            assert process.stdout is not None
            at = process.stdout.readline().split(" is at ")[1].split("/ ")[0]
            wall = fourscore("wall", "link", str(tmp_path), "Hall 2", "--format", "json")
            mara = fourscore("account", "invite", str(tmp_path), "mara@example.org", "Mara Quinn", "--format", "json")
            own = fourscore("wall", "link", str(tmp_path), "Hall 3", "--at", "https://b.example/", "--format", "json")
        finally:
            process.terminate()
    assert json.loads(wall.stdout)["link"].startswith(f"{at}/wall/")
    assert json.loads(mara.stdout)["link"].startswith(f"{at}/invitation/")
    assert json.loads(own.stdout)["link"].startswith("https://b.example/wall/")
    alone = fourscore("wall", "link", str(tmp_path), "Hall 4", "--format", "json")
    assert json.loads(alone.stdout)["link"].startswith("http://127.0.0.1:8484/wall/")
