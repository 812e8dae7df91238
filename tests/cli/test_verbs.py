"""This file is about the verbs as a person types them: words, numbers, formats and exit codes."""

import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from tests.typed import fourscore

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


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded_centre(tmp_path_factory.mktemp("verbs") / "small")


@pytest.fixture(scope="module")
def three_calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre of its own, whose log nobody lets grow."""
    return loaded_centre(tmp_path_factory.mktemp("calls") / "small")


def loaded_centre(folder: Path) -> Path:
    made = fourscore("init", str(folder), "--kind", "support", "--name", "Small", "--zone", "UTC", "--currency", "EUR")
    assert made.returncode == 0, made.stderr
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "queue_log").write_text(LOG)
    loaded = fourscore("load", str(folder))
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    assert "3 queue stays" in loaded.stdout
    return folder


def test_loading_again_changes_nothing(centre: Path) -> None:
    again = fourscore("load", str(centre))
    assert again.returncode == 0
    assert "nothing new" in again.stdout


def test_ask_answers_in_json_with_the_parts(centre: Path) -> None:
    asked = fourscore("ask", str(centre), "service_level:offered,average_speed_of_answer", "--by", "queue,day",
                      "--during", "2026-03-02", "--where", "queue=Billing", "--format", "json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert answer["zone"] == "UTC"
    level, speed = answer["rows"]
    assert level["by"] == {"queue": "Billing", "day": "2026-03-02"}
    assert (level["metric"], level["variant"], level["n"]) == ("service_level", "offered", 3)
    assert (level["parts"]["num"], level["parts"]["den"]) == (1, 3)
    assert level["value"] == pytest.approx(1 / 3, abs=1e-6)
    assert speed["value"] == pytest.approx((12 + 45) / 2)


def test_the_formats_agree(centre: Path) -> None:
    words = ("ask", str(centre), "contacts_offered,abandonment_rate", "--by", "queue")
    table = fourscore(*words).stdout
    rows = list(csv.DictReader(io.StringIO(fourscore(*words, "-f", "csv").stdout)))
    values = json.loads(fourscore(*words, "-f", "json").stdout)["rows"]
    assert [float(r["value"]) for r in rows] == [v["value"] for v in values]
    assert "33.3%" in table
    assert "\x1b" not in table


def test_wrong_words_are_wrong_use(centre: Path) -> None:
    near = fourscore("ask", str(centre), "service_levle")
    assert near.returncode == 2
    assert "unknown-metric" in near.stderr
    assert "service_level" in near.stderr
    assert fourscore("ask", str(centre), "service_level", "--during", "soon").returncode == 2
    assert fourscore("ask", str(centre), "occupancy", "--by", "queue").returncode == 2
    assert fourscore("ask", str(centre), "service_level", "--format", "xml").returncode == 2
    assert fourscore("dance").returncode == 2


def test_why_goes_down_to_the_rows_of_the_log(centre: Path) -> None:
    told = fourscore("why", str(centre), "service_level:offered", "--period", "2026-03")
    assert told.returncode == 0, told.stderr
    assert "offered" in told.stdout
    assert "queue_log" in told.stdout
    rows = list(csv.DictReader(io.StringIO(fourscore("why", str(centre), "service_level:offered", "-f", "csv").stdout)))
    assert len(rows) == 3


def test_score_gives_the_card_with_what_is_missing_left_out(centre: Path) -> None:
    card = json.loads(fourscore("score", str(centre), "--period", "2026-W10", "--format", "json").stdout)
    measures = [m for p in card["perspectives"] for o in p["objectives"] for m in o["measures"]]
    assert any(m["value"] is not None for m in measures)
    assert all(m["score"] is None for m in measures if m["value"] is None)
    assert card["withheld"] == (card["score"] is None)


def test_a_value_a_hair_short_of_its_target_does_not_read_like_it(centre: Path, tmp_path: Path) -> None:
    near = tmp_path / "near"
    shutil.copytree(centre, near)
    text = (near / "strategy.yaml").read_text()
    (near / "strategy.yaml").write_text(
        re.sub(r"target: 80%\n(\s+)floor: 60%", r"target: 33.34%\n\1floor: 20%", text, count=1))
    card = fourscore("score", str(near), "--period", "2026-03-02")
    (line,) = [line for line in card.stdout.splitlines() if "Service level" in line]
    assert line.split()[3:6] == ["33.33%", "33.34%", "99.9"]
    assert "uncertain, not complete" in line


def test_check_ends_well_for_a_new_centre_and_lists_everything_when_not(centre: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    fourscore("init", str(bad), "--kind", "sales", "--name", "Bad", "--zone", "UTC", "--currency", "EUR")
    good = fourscore("check", str(bad))
    assert (good.returncode, good.stderr) == (0, ""), good.stdout
    assert "1 note.\nNothing is loaded" in good.stdout
    loaded = fourscore("check", str(centre), "--rule", "L22")
    assert (loaded.returncode, "kpi-without-baseline" in loaded.stdout) == (1, True), loaded.stderr
    (bad / "centre.yaml").write_text("name: Bad\nzone: Nowhere/Town\ncurrency: EUR\ncolour: blue\n")
    found = fourscore("check", str(bad))
    assert found.returncode == 1
    assert "unknown-zone" in found.stdout
    assert "unknown-key" in found.stdout


def test_doctor_tells_what_is_loaded(centre: Path) -> None:
    told = json.loads(fourscore("doctor", str(centre), "--format", "json").stdout)
    assert "switch" in json.dumps(told)
    assert "switch" in fourscore("doctor", str(centre)).stdout


def test_a_folder_that_is_no_centre(tmp_path: Path) -> None:
    told = fourscore("score", str(tmp_path))
    assert told.returncode in (1, 2)
    assert "not-a-centre" in told.stderr
    assert "fourscore init" in told.stderr


def test_a_terminal_without_colour_gets_none(centre: Path) -> None:
    assert "\x1b[3" not in fourscore("score", str(centre), NO_COLOR="1", FORCE_COLOR="1").stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_while_serve_runs_every_verb_is_carried_out_in_it(centre: Path) -> None:
    port = free_port()
    serve = subprocess.Popen([sys.executable, "-m", "fourscore", "serve", str(centre), "--port", str(port)],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert serve.stdout is not None
        assert f"http://127.0.0.1:{port}" in serve.stdout.readline()
        asked = fourscore("ask", str(centre), "contacts_offered", "-f", "json")
        assert json.loads(asked.stdout)["rows"][0]["value"] == 3
        with (centre / "queue_log").open("a") as log:
            log.write("1772445900|c4|Billing|NONE|ENTERQUEUE||5554|1\n1772445905|c4|Billing|NONE|ABANDON|1|1|5\n")
        assert fourscore("load", str(centre)).returncode == 0
        asked = fourscore("ask", str(centre), "contacts_offered", "-f", "json")
        assert json.loads(asked.stdout)["rows"][0]["value"] == 4
        assert fourscore("ask", str(centre), "nothing_known").returncode == 2
        second = fourscore("serve", str(centre), "--port", str(free_port()))
        assert (second.returncode, "already-serving" in second.stderr) == (1, True)
    finally:
        serve.send_signal(signal.SIGINT)
        _, said = serve.communicate(timeout=30)
    assert "Traceback" not in said
    assert fourscore("ask", str(centre), "contacts_offered").returncode == 0


def test_serve_refuses_the_network_and_says_why(centre: Path) -> None:
    told = fourscore("serve", str(centre), "--host", "0.0.0.0")
    assert told.returncode == 2
    assert "open-to-the-network" in told.stderr


HOLD = "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"


def test_a_file_held_by_another_process_is_said_with_its_holder(centre: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(centre / "data" / "warehouse.duckdb")],
                              stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told = fourscore("ask", str(centre), "contacts_offered")
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert told.returncode == 1
    assert "warehouse-locked" in told.stderr
    assert str(holder.pid) in told.stderr


def test_help_answers_in_a_blink() -> None:
    """Processor time, and relative to an empty interpreter, so that a slow or busy machine does not decide."""
    def least(*command: str) -> float:
        times = []
        for _ in range(3):
            before = os.times()
            subprocess.run([sys.executable, *command], capture_output=True, check=True)
            after = os.times()
            times.append(after.children_user + after.children_system - before.children_user - before.children_system)
        return min(times)

    assert least("-m", "fourscore", "--help") < 1.0 + 10 * least("-c", "pass")


def test_a_metric_is_looked_for_by_anybodys_words(centre: Path, tmp_path: Path) -> None:
    for where in ([], [str(centre)]):
        words = ["ask", *where, "--search", "one and done", "-f", "json"]
        found = fourscore(*words, at=tmp_path)
        assert [one["metric"] for one in json.loads(found.stdout)][:1] == ["first_contact_resolution"]
    none = fourscore("ask", str(centre), "--search", "zebra")
    assert (none.returncode, none.stdout) == (1, "")
    assert "zebra" in none.stderr


def test_asking_for_nothing_says_what_to_write(centre: Path) -> None:
    for words in ([str(centre)], [str(centre), " , "]):
        asked = fourscore("ask", *words)
        assert (asked.returncode, asked.stdout) == (2, "")
        assert "no-metric" in asked.stderr


REPORT = """\
Queue report;;;;
Date;Queue;Offered;SL;Mood
02.03.2026;Billing;3;50,0 %;7
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "switch.csv"
    path.write_text(REPORT)
    return path


def test_reconcile_says_what_the_switch_counts(three_calls: Path, report: Path) -> None:
    told = fourscore("reconcile", str(three_calls), str(report))
    assert told.returncode == 0, told.stdout + told.stderr
    said = " ".join(told.stdout.split())
    assert "“SL” is service_level:answered with a threshold of 20 s, counted by entry, in UTC" in said
    assert "1 of 1 row agrees to the digit printed" in said
    assert "50.0% in the report, 33.3% by your own definition (service_level:offered" in said
    assert "(1) +16.67 points 1 abandoned call left out under the line" in said
    assert "unknown-heading" in told.stderr
    assert "Mood" in told.stderr


def test_the_calls_of_a_cause_are_listed(three_calls: Path, report: Path) -> None:
    words = ("reconcile", str(three_calls), str(report), "--calls", "1")
    rows = list(csv.DictReader(io.StringIO(fourscore(*words, "-f", "csv").stdout)))
    assert [(row["contact"], row["outcome"], row["line"]) for row in rows] == [("c3", "abandoned", "7")]
    assert "1 abandoned call left out under the line: 1 call" in fourscore(*words).stdout
    wrong = fourscore("reconcile", str(three_calls), str(report), "--calls", "9")
    assert (wrong.returncode, "unknown-cause" in wrong.stderr) == (2, True)


def test_reconcile_in_every_format(three_calls: Path, report: Path) -> None:
    found = json.loads(fourscore("reconcile", str(three_calls), str(report), "-f", "json").stdout)
    offered, level = found["columns"]
    assert (found["whole"], offered["is"]["metric"], level["is"]["metric"]) == (
        True, "contacts_offered", "service_level:answered")
    assert level["is"]["threshold"] == {"seconds": 20, "own": True, "included": True}
    assert level["own"] + sum(cause["effect"] for cause in level["causes"]) == pytest.approx(level["printed"])
    rows = list(csv.DictReader(io.StringIO(fourscore("reconcile", str(three_calls), str(report), "-f", "csv").stdout)))
    assert [(row["column"], row["line"], row["printed"], row["agrees"]) for row in rows] == [
        ("Offered", "3", "3", "True"), ("SL", "3", "0.5", "True")]


def test_a_remainder_and_wrong_use_have_their_exit_codes(three_calls: Path, report: Path) -> None:
    report.write_text(REPORT.replace(";3;", ";8;"))
    told = fourscore("reconcile", str(three_calls), str(report))
    assert told.returncode == 1
    assert "+5  1 row is about time that is loaded in part only" in told.stdout  # the log ends on that day
    assert fourscore("reconcile", str(three_calls), str(report), "--column", "Offered=").returncode == 0
    for words in (["--column", "Offered"], ["--column", "Offered=mood"], ["--column", "Moon=service_level"],
                  ["--threshold", "soon"], ["--during", "soon"], ["--format", "xml"]):
        assert fourscore("reconcile", str(three_calls), str(report), *words).returncode == 2, words
    assert fourscore("reconcile", str(three_calls), str(report.with_name("none.csv"))).returncode == 2


def test_a_report_is_found_from_where_one_stands_while_serve_runs(three_calls: Path, report: Path) -> None:
    """The verb is carried out in the serve, which stands elsewhere."""
    port = free_port()
    serve = subprocess.Popen([sys.executable, "-m", "fourscore", "serve", str(three_calls), "--port", str(port)],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert serve.stdout is not None
        assert f"http://127.0.0.1:{port}" in serve.stdout.readline()
        words = ["reconcile", str(three_calls), report.name, "--column", "Mood="]
        told = fourscore(*words, at=report.parent)
        assert (told.returncode, "service_level:answered" in told.stdout) == (0, True), told.stdout + told.stderr
    finally:
        serve.send_signal(signal.SIGINT)
        serve.communicate(timeout=30)
