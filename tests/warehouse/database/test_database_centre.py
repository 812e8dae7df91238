"""This file is about a database in a whole centre: its password comes from the environment, and goes nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourscore.cli import main

CENTRE = """name: Tried
zone: UTC
currency: EUR
sources:
  - name: calls
    kind: database
    url: {url}
    password_from: PBX_PASSWORD
    query: SELECT * FROM calls
    since: changed
    key: id
    facts:
      contact: {{started: began, customer: caller}}
      visit: {{queue: queue, agent: agent, talk: talk, wait: wait, outcome: {{value: answered}}}}
"""


def said(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    try:
        main(list(words))
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0
    return code, "".join(capfd.readouterr())


def test_the_password_comes_from_the_environment(
    on_postgresql, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    on_postgresql.put({"id": 1}, {"id": 2})
    folder, password = tmp_path / "centre", on_postgresql.engine.url.password
    folder.mkdir()
    (folder / "centre.yaml").write_text(CENTRE.format(url=on_postgresql.options["url"]), encoding="utf-8")
    monkeypatch.delenv("PBX_PASSWORD", raising=False)
    code, text = said(capfd, "load", str(folder))
    assert (code, "secret-missing" in text) == (1, True)
    monkeypatch.setenv("PBX_PASSWORD", password)
    code, text = said(capfd, "load", str(folder))
    assert (code, "2 queue stays" in text) == (0, True), text
    assert all(password.encode() not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
