"""This file is about two people saving one strategy at the same moment: one is told, and nothing is lost."""

import multiprocessing
import os
import time
from pathlib import Path
from typing import Any

import pytest

from fourscore.strategy import StrategyText
from fourscore.strategy.text import edit
from fourscore.terms import Trouble

ROUNDS = 15


def _writer(path: str, name: str, start: Any, said: Any) -> None:
    """Add one line a round, again and again until it is saved."""
    start.wait()
    refused = 0
    for number in range(ROUNDS):
        while True:
            text = StrategyText.open(Path(path))
            text.add(("goals",), f"{name}-{number}", {"text": name})
            try:
                text.save(text.seen)
            except Trouble as trouble:
                if [issue.name for issue in trouble.issues] != ["changed-meanwhile"]:
                    raise
                refused += 1
            else:
                break
    said.put((name, refused))


def test_two_processes_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "strategy.yaml"
    path.write_text("# mine\ngoals:\n  first: {text: a}\n")
    context = multiprocessing.get_context("spawn")
    start, said = context.Barrier(2), context.Queue()
    both = [context.Process(target=_writer, args=(str(path), name, start, said)) for name in ("ada", "ben")]
    for one in both:
        one.start()
    told = dict(said.get(timeout=120) for _ in both)
    for one in both:
        one.join()
    text = path.read_text()
    assert [f"{name}-{n}" for name in ("ada", "ben") for n in range(ROUNDS) if f"  {name}-{n}:" not in text] == []
    assert text.startswith("# mine\ngoals:\n  first: {text: a}\n")
    assert set(told) == {"ada", "ben"}
    assert [p.name for p in tmp_path.iterdir()] == ["strategy.yaml"]


def test_who_saves_between_looking_and_replacing_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While one has looked at the file and not replaced it yet, another one's save waits, and is then told."""
    path = tmp_path / "strategy.yaml"
    path.write_text("mission: a\n")
    first, second = StrategyText.open(path), StrategyText.open(path)
    first.set(("mission",), "first")
    second.set(("mission",), "second")
    real, order = os.fsync, []

    def while_saving(handle: int) -> None:
        if not order:
            order.append("first is saving")
            child = os.fork()
            if child == 0:  # the other process: it may only come in when the first has finished
                try:
                    second.save(second.seen)
                    os._exit(0)
                except Trouble as trouble:
                    os._exit(7 if trouble.issues[0].name == "changed-meanwhile" else 1)
            order.append(str(child))
            time.sleep(1)  # long enough for the other to come in, if it could
        real(handle)

    monkeypatch.setattr("os.fsync", while_saving)
    first.save(first.seen)
    assert os.waitstatus_to_exitcode(os.waitpid(int(order[1]), 0)[1]) == 7
    assert path.read_text() == "mission: first\n"


def test_a_file_that_another_program_holds_is_waited_for_then_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "strategy.yaml"
    path.write_text("mission: a\n")
    text = StrategyText.open(path)
    text.set(("mission",), "b")
    monkeypatch.setattr(edit, "PAUSE_S", 0.0)
    real, held = Path.replace, [3]

    def replace(self: Path, target: Path) -> Path:
        if held[0]:
            held[0] -= 1
            raise PermissionError(13, "The process cannot access the file")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    text.save(text.seen)
    assert path.read_text() == "mission: b\n"
    held[0] = 10_000
    text.set(("mission",), "c")
    with pytest.raises(Trouble, match="file-held"):
        text.save(text.seen)
    assert path.read_text() == "mission: b\n"
    assert [p.name for p in tmp_path.iterdir()] == ["strategy.yaml"]


def test_where_files_cannot_be_locked_a_second_file_stands_for_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(edit, "PAUSE_S", 0.0)
    lock = tmp_path / ".strategy.yaml.saving"
    handle = edit._taken(lock)
    with pytest.raises(Trouble, match="file-held"):
        edit._taken(lock)
    os.close(handle)
    lock.unlink()  # where this is used, the system does so when it is closed
    os.close(edit._taken(lock))
