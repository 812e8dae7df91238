"""This file is about the verbs of publishing as a person types them, beside a running serve, and cut short."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.typed import fourscore

from fourscore.centre import Centre
from fourscore.office import Office
from fourscore.scoring import declare_tables, strategies

from .conftest import NOW, STRATEGY, edit, signed


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "fourscore", *words]


@pytest.fixture
def loaded(folder: Path) -> Path:
    assert fourscore("load", str(folder)).returncode == 0
    with Centre.open(folder, now=lambda: NOW) as centre:
        signed(centre)
    return folder


def published(folder: Path) -> list[str]:
    declare_tables()
    office = Office.open(f"sqlite:///{folder / 'data' / 'office.db'}", backups=folder / "data" / "backups", now=NOW)
    try:
        return [one.text for one in strategies(office)]
    finally:
        office.close()


def test_from_publishing_to_a_correction_by_hand(loaded: Path) -> None:
    there = str(loaded)
    assert fourscore("publish", "strategy", there, "--as", "Mara Quinn", "--why", "x").returncode == 1
    assert fourscore("publish", "strategy", there).returncode == 2
    done = fourscore("publish", "strategy", there, "--as", "Zoë King", "--why", "The first")
    assert (done.returncode, done.stdout) == (
        0, "Version 1 of the strategy is published, by Zoë King (Senior manager, unverified).\n")
    assert fourscore("diff", there).returncode == 0
    edit(loaded / "strategy.yaml", "target: 80%", "target: 85%")
    found = fourscore("diff", there, "--format", "json")
    assert (found.returncode, [one["words"] for one in json.loads(found.stdout)["differences"]]) == (
        1, ["KPI in-time: target 80.0% → 85.0%"])
    done = fourscore("publish", "scorecard", there, "--period", "2026-04", "--as", "Mara Quinn")
    assert done.returncode == 0, done.stderr
    assert "score 100.0, 4 KPIs, strategy version 1" in done.stdout
    done = fourscore("publish", "correction", there, "--period", "2026-04", "--kpi", "in-time", "--value", "75%",
                     "--as", "Mara Quinn", "--why", "Counted again")
    assert "in-time of 2026-04 is corrected: 80.0% → 75.0%" in done.stdout
    card = json.loads(fourscore("publish", "show", there, "2026-04", "--format", "json").stdout)
    assert [(one["old_value"], one["new_value"]) for one in card["corrections"]] == [(0.8, 0.75)]
    assert fourscore("publish", "show", there, "v1").stdout == STRATEGY.replace("\r\n", "\n")
    listed = fourscore("publish", "list", there, "--format", "csv").stdout
    assert ("v1" in listed, "1 corrected" in listed) == (True, True)
    steps = json.loads(fourscore("history", there, "in-time", "--format", "json").stdout)
    assert [step["version"] for step in steps] == ["version 1", "the file, not published"]


def test_of_two_processes_that_publish_at_once_one_does(loaded: Path) -> None:
    """The warehouse is held by one process at a time: the other is told so, or that somebody was faster."""
    words = ("publish", "strategy", str(loaded), "--as", "Zoë King", "--why", "x")
    both = [subprocess.Popen(command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]
    told = [(one.wait(180), one.communicate()[1]) for one in both]
    codes = sorted(code for code, _ in told)
    assert codes == [0, 1], told
    assert published(loaded) == [STRATEGY]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 on Windows")
def test_a_serve_carries_them_out_and_kill_9_in_the_middle_leaves_the_earlier_state(loaded: Path) -> None:
    there = str(loaded)
    serve = subprocess.Popen(command("serve", there, "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             text=True)
    assert serve.stdout is not None
    assert re.search(r":(\d+)/", serve.stdout.readline())
    done = fourscore("publish", "strategy", there, "--as", "Zoë King", "--why", "One")
    assert done.returncode == 0, done.stderr
    kept = 1
    for wait in (0.0, 0.6):
        edit(loaded / "strategy.yaml", "values: [", "values: [More, ")
        publishing = subprocess.Popen(command("publish", "strategy", there, "--as", "Zoë King", "--why", "x"),
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(0.8 + wait)
        os.kill(serve.pid, signal.SIGKILL)
        serve.communicate()
        said, _ = publishing.communicate(timeout=180)
        texts = published(loaded)
        assert len(texts) in (kept, kept + 1)
        if "is published" in said:
            assert len(texts) == kept + 1, "what was answered for is there"
        kept = len(texts)
        assert texts[0] == STRATEGY
        assert all(one.endswith("\n") and one.count("mission:") == 1 for one in texts), "whole or not at all"
        serve = subprocess.Popen(command("serve", there, "--port", "0"), stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True)
        assert serve.stdout is not None
        serve.stdout.readline()
    serve.kill()
    serve.communicate()
