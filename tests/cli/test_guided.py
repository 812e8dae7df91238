"""This file is about a new centre set up stage by stage: by sheet, by hand or answer by answer, one file comes out."""

import re
import subprocess
from pathlib import Path

from tests.typed import fourscore as carried_out

LOG = """\
1772445600|c1|Billing|NONE|ENTERQUEUE||5551|1
1772445612|c1|Billing|Ada|CONNECT|12|x1|3
1772445712|c1|Billing|Ada|COMPLETECALLER|12|100|1
"""


def fourscore(*words: str, at: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    return carried_out(*words, at=at, said=said, COLUMNS="200")


def filled(sheet: str, answers: dict[str, str]) -> str:
    for name, answer in answers.items():
        sheet, times = re.subn(rf"(?m)^{re.escape(name)}:.*$", f"{name}: {answer}", sheet)
        assert times == 1, name
    return sheet


def test_a_sheet_and_the_hand_and_question_by_question_write_the_same(tmp_path: Path) -> None:
    (tmp_path / "queue_log").write_text(LOG)
    blank = fourscore("init", "c", "--questions", "--kind", "sales", "--name", "One", at=tmp_path)
    assert blank.returncode == 0, blank.stderr
    answers = {"zone": "Europe/London", "currency": "GBP", "mission": "Sell what helps.",
               "role Senior manager": "Ada King", "role Team leader": "Ben Ode, Cy Dee", "objective hold-costs": "none",
               "target conversion": "5%", "target handle-time": "8:00 to 10:00", "calls": "queue_log"}
    (tmp_path / "a.yaml").write_text(filled(blank.stdout, answers), encoding="utf-8")
    made = fourscore("init", "by-sheet", "--answers", "a.yaml", at=tmp_path)
    assert made.returncode == 0, made.stderr
    by_sheet = (tmp_path / "by-sheet" / "strategy.yaml").read_text(encoding="utf-8")

    centre = ("--kind", "sales", "--name", "One", "--zone", "Europe/London", "--currency", "GBP")
    assert fourscore("init", "by-hand", *centre, at=tmp_path).returncode == 0
    by_hand = (tmp_path / "by-hand" / "strategy.yaml").read_text(encoding="utf-8")
    by_hand = re.sub(r"(?m)^mission: .*$", "mission: Sell what helps.", by_hand)
    by_hand = re.sub(r"target: 4%\n +floor: 2%\n +stretch: 4.8%", "target: 5%\n            floor: 2%", by_hand)
    by_hand = by_hand.replace("{from: 8:30, to: 11:00}", "{from: 8:00, to: 10:00}")
    by_hand = re.sub(r"      hold-costs:\n(?:        .*\n)*", "", by_hand)
    by_hand = re.sub(r"  - from: [\w-]+\n    to: hold-costs\n(?:    .*\n)*", "", by_hand)
    by_hand = re.sub(r"(?m)^guarded:.*\n(?:  .*\n)*", "", by_hand)  # the only one asks those costs to hold
    assert by_sheet == by_hand

    asked = [line.partition(":")[0] for line in blank.stdout.splitlines() if line and not line.startswith("#")][4:]
    under_costs = {"target operating-cost", "target cost-per-sale"}  # not asked once their objective is left out
    said = "".join(f"{answers.get(name, '')}\n" for name in asked if name not in under_costs)
    led = fourscore("init", "led", "--guided", *centre, at=tmp_path, said=said)
    assert led.returncode == 0, led.stderr
    for text in ("strategy.yaml", "people.yaml"):
        assert (tmp_path / "led" / text).read_text(encoding="utf-8") == (
            tmp_path / "by-sheet" / text).read_text(encoding="utf-8"), text
    people = (tmp_path / "led" / "people.yaml").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^  - \{name: ([^,]+), role: ([^}]+)\}", people) == [
        ("Ada King", "Senior manager"), ("Ben Ode", "Team leader"), ("Cy Dee", "Team leader")]
    loaded = fourscore("load", "led", at=tmp_path)
    assert "queue_log: 1 queue stay" in loaded.stdout, loaded.stdout + loaded.stderr


def test_who_stops_finds_the_answers_again(tmp_path: Path) -> None:
    centre = ("--kind", "support", "--name", "X", "--zone", "UTC", "--currency", "EUR")
    stopped = fourscore("init", "c", "--guided", *centre, at=tmp_path, said="Help at once.\nA desk to praise.\nnone\n")
    assert stopped.returncode == 130
    assert not (tmp_path / "c").exists()
    kept = tmp_path / "c.answers.yaml"
    assert f"Go on with: fourscore init c --guided --answers {kept}" in stopped.stderr
    gone_on = fourscore("init", "c", "--guided", "--answers", str(kept), at=tmp_path, said="\n" * 60)
    assert gone_on.returncode == 0, gone_on.stderr
    assert "What is the mission" not in gone_on.stderr
    text = (tmp_path / "c" / "strategy.yaml").read_text(encoding="utf-8")
    assert "mission: Help at once." in text
    assert "  solve-at-the-first-call:\n" not in text


def test_a_wrong_answer_is_asked_again_with_the_reason(tmp_path: Path) -> None:
    centre = ("--kind", "support", "--name", "X", "--zone", "UTC", "--currency", "EUR")
    led = fourscore("init", "c", "--guided", *centre, at=tmp_path, said="none\nHelp.\n" + "\n" * 60)
    assert led.returncode == 0, led.stderr
    assert "answer-needed" in led.stderr
    assert "mission: Help.\n" in (tmp_path / "c" / "strategy.yaml").read_text(encoding="utf-8")


def test_nothing_is_written_where_an_answer_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: support\ntarget quality: good\nvisoin: x\n")
    wrong = fourscore("init", "c", "--answers", "a.yaml", at=tmp_path)
    assert wrong.returncode == 2
    assert "unknown-answer" in wrong.stderr
    assert not (tmp_path / "c").exists()
    (tmp_path / "a.yaml").write_text("kind: support\ncalls: nowhere.csv\n")
    wrong = fourscore("init", "c", "--answers", "a.yaml", at=tmp_path)
    assert (wrong.returncode, "nowhere.csv: There is no such file." in wrong.stderr) == (2, True)
    (tmp_path / "a.yaml").write_bytes("mission: Künden helfen\n".encode("latin-1"))
    assert "not-utf-8" in fourscore("init", "c", "--answers", "a.yaml", at=tmp_path).stderr
    assert "file-missing" in fourscore("init", "c", "--answers", "b.yaml", at=tmp_path).stderr
    assert not (tmp_path / "c").exists()
