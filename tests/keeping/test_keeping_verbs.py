"""This file is about forget and close as a person types them, also while serve holds the centre."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.typed import fourscore

from .conftest import PERSON

CENTRE = """\
name: Small centre
zone: UTC
currency: EUR
sources:
  - {name: switch, kind: asterisk, files: queue_log}
"""
# Three calls to Billing on 2 March 2026: answered after 12 s, answered after 45 s, abandoned after 30 s.
LOG = """\
1772445600|c1|Billing|NONE|ENTERQUEUE||5551|1
1772445612|c1|Billing|Ada|CONNECT|12|x1|3
1772445712|c1|Billing|Ada|COMPLETECALLER|12|100|1
1772445700|c2|Billing|NONE|ENTERQUEUE||5552|1
1772445745|c2|Billing|Ben|CONNECT|45|x2|4
1772445795|c2|Billing|Ben|COMPLETEAGENT|45|50|1
1772445800|c3|Billing|NONE|ENTERQUEUE||5553|1
1772445830|c3|Billing|NONE|ABANDON|1|1|30
"""


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    assert fourscore("init", str(folder), "--kind", "support", "--zone", "UTC", "--currency", "EUR").returncode == 0
    (tmp_path / "queue_log").write_text(LOG.replace("5551", PERSON))
    (folder / "centre.yaml").write_text(CENTRE.replace("files: queue_log", f'files: "{tmp_path / "queue_log"}"'))
    assert fourscore("load", str(folder)).returncode == 0
    return folder


def test_nobody_is_forgotten_unasked(centre: Path) -> None:
    looked = fourscore("forget", str(centre), PERSON, "--dry-run")
    assert looked.returncode == 0, looked.stderr
    assert "customer_identifier" in looked.stdout
    assert "Nothing was changed" in looked.stdout
    refused = fourscore("forget", str(centre), PERSON)
    assert (refused.returncode, "not-confirmed" in refused.stderr) == (2, True)
    assert any(PERSON.encode() in path.read_bytes() for path in centre.rglob("*") if path.is_file())


def test_forgotten_inside_the_running_serve(centre: Path) -> None:
    before = fourscore("ask", str(centre), "contacts_offered,average_speed_of_answer", "--format", "json").stdout
    serving = subprocess.Popen([sys.executable, "-m", "fourscore", "serve", str(centre), "--port", "0"],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert serving.stdout is not None
        assert "http" in serving.stdout.readline()
        for _ in range(100):
            if any((centre / "data" / name).exists() for name in ("serve.sock", "serve.port")):
                break
            time.sleep(0.1)
        done = fourscore("forget", str(centre), PERSON, "--yes", "--format", "json")
        told = json.loads(done.stdout)
        assert (told["kind"], told["done"]) == ("customer", True), done.stderr
        # The switch's own log still holds the number: that is told, and is no success.
        assert done.returncode == 1
        left = [place["where"] for place in told["places"] if place["after"]]
        assert left == [f"file: {centre.parent / 'queue_log'}"]
        assert fourscore("ask", str(centre), "contacts_offered,average_speed_of_answer", "--format", "json"
                         ).stdout == before
    finally:
        serving.terminate()
        serving.wait(30)
        serving.stdout.close()
    assert [path for path in centre.rglob("*") if path.is_file() and PERSON.encode() in path.read_bytes()] == []


def test_a_month_is_closed_and_listed(centre: Path) -> None:
    closed = fourscore("close", str(centre), "2026-03", "--by", "Mara Quinn")
    assert closed.returncode == 0, closed.stderr
    assert "closed by Mara Quinn" in closed.stdout
    listed = fourscore("close", str(centre), "--list")
    assert listed.returncode == 0
    assert "Mara Quinn" in listed.stdout
    with (centre.parent / "queue_log").open("a") as log:
        log.write("1772545600|c9|Billing|NONE|ENTERQUEUE||77|1\n1772545630|c9|Billing|NONE|ABANDON|1|1|30\n")
    assert fourscore("load", str(centre)).returncode == 0
    listed = fourscore("close", str(centre), "--list")
    assert (listed.returncode, "restated since" in listed.stdout, "(switch)" in listed.stdout) == (1, True, True)
    told = json.loads(fourscore("close", str(centre), "--list", "-f", "json").stdout)
    offered = [one for one in told[0]["moved"] if one["metric"] == "contacts_offered"]
    assert [(one["then"], one["now"]) for one in offered if not one["team"]] == [(3, 4)]
    assert "contacts_offered" in fourscore("close", str(centre), "--list", "-f", "csv").stdout
    assert fourscore("close", str(centre)).returncode == 2
    assert fourscore("close", str(centre), "2026-03", "--reopen", "--by", "Ben").returncode == 0
    assert "reopened by Ben" in fourscore("close", str(centre), "--list").stdout
