"""This file is about what the pages are built from: exact versions, and a lock file that names no address."""

import json
import re
from pathlib import Path

FRONTEND = Path(__file__).parents[2] / "frontend"


def test_the_lock_file_names_no_address():
    text = (FRONTEND / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    assert "://" not in text


def test_every_package_is_pinned_exactly_and_by_its_hash():
    wanted = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), name
    locked = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    unproven = [name for name, entry in locked.items() if name and "integrity" not in entry]
    assert unproven == []


def test_styles_mirror_for_right_to_left_scripts():
    physical = re.compile(r"(margin|padding|border)-(left|right)|[^-]\b(left|right)\s*:|text-align:\s*(left|right)")
    found = [f"{file.name}: {line.strip()}" for file in (FRONTEND / "css").glob("*.css")
             for line in file.read_text(encoding="utf-8").splitlines() if physical.search(line)]
    assert found == []
