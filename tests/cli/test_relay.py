"""This file is about verbs carried out in a running serve over its socket."""

import io
import os
import socket
import stat
import sys
from pathlib import Path

import pytest

from fourscore.cli import relay
from fourscore.cli.relay import Relay, Streams, carry_out, connect
from fourscore.cli.run import carried
from fourscore.terms import Issue, Trouble


def streams(out: io.StringIO | None = None, err: io.StringIO | None = None) -> Streams:
    return Streams(out or io.StringIO(), err or io.StringIO(), 80, False, False, False)


def greet(args, out: Streams) -> int:
    out.out.write(f"hello {args['name']}\n")
    out.err.write(f"width {out.width}\n")
    return 1


def answers(data: Path) -> None:
    found = connect(data)
    assert found is not None
    assert carry_out(found, "greet", {"name": "again"}, streams()) == 1


@pytest.fixture(params=["unix", "loopback"])
def served(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if request.param == "loopback":
        monkeypatch.setattr(relay, "LONGEST_SOCKET_PATH", 0)
    there = Relay(tmp_path, {"greet": greet}).start()
    yield tmp_path
    there.close()


def test_a_verb_answers_on_both_streams_with_its_exit_code(served: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    there = connect(served)
    assert there is not None
    assert carry_out(there, "greet", {"name": "Ada"}, streams(out, err)) == 1
    assert out.getvalue() == "hello Ada\n"
    assert err.getvalue() == "width 80\n"


def test_a_serve_that_holds_the_file_and_does_not_listen_yet_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    """The verb finds the file held; the serve listens a moment later, and carries it out."""
    from fourscore.centre import Centre

    listening: list[Relay] = []

    def held(*args: object, **named: object) -> None:
        raise Trouble(Issue("warehouse-locked", "data", "It is held.", "Wait."))

    def later(seconds: float) -> None:
        listening.append(Relay(tmp_path / "data", {"ask": greet}).start())

    (tmp_path / "data").mkdir()
    monkeypatch.setattr(Centre, "open", held)
    monkeypatch.setattr("fourscore.cli.relay.time.sleep", later)
    try:
        assert carried("ask", tmp_path, {"name": "Ada"}) == 1
    finally:
        listening[0].close()
    assert "hello Ada" in capsys.readouterr().out


def test_check_waits_for_a_serve_that_is_about_to_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:
    """It could tell a half of it by itself, but the serve tells the whole."""

    listening: list[Relay] = []

    def held(folder: Path) -> None:
        raise Trouble(Issue("warehouse-locked", "data", "It is held.", "Wait."))

    def later(seconds: float) -> None:
        listening.append(Relay(tmp_path / "data", {"check": greet}).start())

    (tmp_path / "centre.yaml").write_text("zone: UTC\ncurrency: EUR\n")
    monkeypatch.setattr("fourscore.warehouse.Warehouse.open", held)
    monkeypatch.setattr("fourscore.cli.relay.time.sleep", later)
    args = {"name": "Ada", "format": "table", "rule": "", "all": False}
    try:
        assert carried("check", tmp_path, args) == 1
    finally:
        listening[0].close()
    assert capsys.readouterr().out == "hello Ada\n"
    monkeypatch.undo()
    monkeypatch.setattr("fourscore.warehouse.Warehouse.open", held)
    monkeypatch.setattr(relay, "STARTING_S", 0.1)
    assert carried("check", tmp_path, args) == 1
    said = capsys.readouterr().out
    assert "[warehouse-locked]" in said
    assert "strategy.yaml: ◆ error [file-missing]" in said
    assert "The facts cannot be looked at just now" in said


def test_a_file_held_by_something_else_is_told_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                          capsys: pytest.CaptureFixture[str]) -> None:
    from fourscore.centre import Centre

    def held(*args: object, **named: object) -> None:
        raise Trouble(Issue("warehouse-locked", "data", "It is held.", "Wait."))

    monkeypatch.setattr(Centre, "open", held)
    monkeypatch.setattr(relay, "STARTING_S", 0.1)
    assert carried("ask", tmp_path, {"name": "Ada"}) == 1
    assert "warehouse-locked" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are not kept on Windows")
def test_only_the_owner_may_connect(served: Path) -> None:
    files = [p for p in served.iterdir() if p.name in (relay.SOCKET, relay.PORT)]
    assert [stat.S_IMODE(os.stat(p).st_mode) for p in files] == [0o600]


def test_a_wrong_token_gets_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "LONGEST_SOCKET_PATH", 0)
    there = Relay(tmp_path, {"greet": greet}).start()
    found = connect(tmp_path)
    assert found is not None
    out, err = io.StringIO(), io.StringIO()
    assert carry_out((found[0], "guessed"), "greet", {"name": "Eve"}, streams(out, err)) == 1
    assert out.getvalue() == ""
    assert "went away" in err.getvalue()
    there.close()


def test_what_a_dead_serve_left_behind_is_not_taken_for_a_living_one(tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    left.bind(str(tmp_path / relay.SOCKET))
    left.close()
    (tmp_path / relay.PORT).write_text('{"port": 1, "token": "x"}')
    assert connect(tmp_path) is None
    there = Relay(tmp_path, {"greet": greet}).start()
    answers(tmp_path)
    there.close()
    assert not (tmp_path / relay.SOCKET).exists()


def test_a_verb_that_serve_does_not_know_is_no_crash(served: Path) -> None:
    here, there = streams(), connect(served)
    assert there is not None
    assert carry_out(there, "dance", {}, here) == 1
    answers(served)
