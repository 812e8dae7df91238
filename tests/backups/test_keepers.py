"""This file is about what launchd and the task scheduler are told, with a stand-in for their commands."""

from __future__ import annotations

import io
import plistlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

from fourscore.cli.backups import keepers, service
from fourscore.cli.relay import Streams
from fourscore.terms import Trouble

NAME = "fourscore-Caf-100-ours"
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


class Keeper:
    """A keeper of services: `codes` and `says` by the beginning of a command; what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.codes: dict[str, list[int]] = {}
        self.says: dict[str, str] = {}

    def run(self, words: tuple[str, ...], **_: object) -> subprocess.CompletedProcess[str]:
        line = " ".join(words)
        self.told.append(line)
        codes = next((codes for start, codes in self.codes.items() if line.startswith(start)), [])
        said = next((said for start, said in self.says.items() if line.startswith(start)), "")
        code = codes.pop(0) if codes else 0
        return subprocess.CompletedProcess(words, code, said, "it is refused\n" if code else "")


class Machine(NamedTuple):
    """A centre on such a machine, and its keeper."""

    folder: Path
    home: Path
    keeper: Keeper

    def do(self, what: str, *, system: bool = False) -> tuple[int, str]:
        out = io.StringIO()
        streams = Streams(out, out, 80, terminal=False, err_terminal=False, colour=False)
        return service.service_verb(what, self.folder, streams, system=system), out.getvalue()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Machine]:
    folder = tmp_path / "Café & 100% \"ours\""
    (folder / "data").mkdir(parents=True)
    (folder / "centre.yaml").write_text("name: Ours\n", encoding="utf-8")
    keeper = Keeper()
    monkeypatch.setattr(subprocess, "run", keeper.run)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(service, "PAUSE_S", 0)
    monkeypatch.setenv("USERDOMAIN", "DESK")
    monkeypatch.setenv("USERNAME", "mara & co")

    def of(platform: str) -> Machine:
        monkeypatch.setattr(sys, "platform", platform)
        return Machine(folder, tmp_path, keeper)

    return of


def test_launchd_is_given_an_agent_and_told_once_the_former_has_ended(machine: Callable[[str], Machine]) -> None:
    there = machine("darwin")
    assert there.do("status")[0] == 1
    there.keeper.codes = {"launchctl bootout": [3], "launchctl bootstrap": [5, 37]}  # none yet; then still busy, twice
    code, out = there.do("install")
    label = f"org.{NAME}"
    file = there.home / "Library/LaunchAgents" / f"{label}.plist"
    told = plistlib.loads(file.read_bytes())
    log = str(there.folder / "data" / "serve.log")
    assert told == {
        "Label": label, "ProgramArguments": [sys.executable, "-m", "fourscore", "serve", str(there.folder)],
        "WorkingDirectory": str(there.folder), "RunAtLoad": True, "KeepAlive": {"SuccessfulExit": False},
        "ExitTimeOut": 300, "Umask": 0o077, "StandardOutPath": log, "StandardErrorPath": log}
    domain = there.keeper.told[0].split()[2].removesuffix(f"/{label}")
    assert domain.startswith("gui/")
    assert there.keeper.told == [f"launchctl bootout {domain}/{label}", f"launchctl enable {domain}/{label}",
                                 *[f"launchctl bootstrap {domain} {file}"] * 3]
    assert (code, "It runs, and starts with the machine" in out, "refused" in out) == (0, True, False)
    there.keeper.says = {"launchctl print": "\tstate = running\n\tpid = 71\n"}
    assert there.do("status")[0] == 0
    there.keeper.says = {"launchctl print": "\tstate = not running\n\tlast exit code = 1\n"}
    code, out = there.do("status")
    assert (code, "but does not run now" in out, "last exit code = 1" in out) == (3, True, True)
    there.keeper.codes = {"launchctl bootout": [113]}  # it ended by itself
    assert (there.do("remove")[0], file.exists()) == (0, False)


def test_launchd_that_refuses_is_said_plainly_and_nothing_is_taken_back(machine: Callable[[str], Machine]) -> None:
    there = machine("darwin")
    there.keeper.codes = {"launchctl bootstrap": [125] * 5}
    with pytest.raises(Trouble) as refused:
        there.do("install")
    issue = refused.value.issues[0]
    assert (issue.name, "own screen" in issue.remedy) == ("service-failed", True)
    there.keeper.codes = {"launchctl bootout": [1]}
    with pytest.raises(Trouble, match="service-failed"):
        there.do("remove")
    assert (there.home / "Library/LaunchAgents" / f"org.{NAME}.plist").exists()


def test_the_task_scheduler_is_given_a_task_by_its_own_schema(machine: Callable[[str], Machine]) -> None:
    there = machine("win32")
    assert there.do("install")[0] == 0
    file = there.folder / "data" / f"{NAME}.xml"
    assert file.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")  # it reads no other encoding without complaint
    task = ElementTree.fromstring(file.read_text(encoding="utf-16").partition("\n")[2])

    def text(path: str) -> str | None:
        return task.findtext("/".join(TASK + part for part in path.split("/")))

    assert [one.tag.removeprefix(TASK) for one in task] == [
        "RegistrationInfo", "Triggers", "Principals", "Settings", "Actions"]
    assert [one.tag.removeprefix(TASK) for one in task.find(f"{TASK}Triggers/{TASK}LogonTrigger") or ()] == [
        "Enabled", "UserId"]
    assert text("Triggers/LogonTrigger/UserId") == text("Principals/Principal/UserId") == "DESK\\mara & co"
    assert text("Principals/Principal/LogonType") == "InteractiveToken"
    assert text("Actions/Exec/Command") == sys.executable
    assert text("Actions/Exec/Arguments") == subprocess.list2cmdline(["-m", "fourscore", "serve", str(there.folder)])
    assert text("Actions/Exec/WorkingDirectory") == str(there.folder)
    assert (text("Settings/ExecutionTimeLimit"), text("Settings/StopIfGoingOnBatteries")) == ("PT0S", "false")
    count = task.findtext(f"{TASK}Settings/{TASK}RestartOnFailure/{TASK}Count")
    assert count is not None
    assert 1 <= int(count) <= 255
    assert there.keeper.told == [f"schtasks /Create /F /TN {NAME} /XML {file}", f"schtasks /Run /TN {NAME}"]


def test_a_task_says_whether_it_runs_and_is_ended_before_it_goes(machine: Callable[[str], Machine]) -> None:
    there = machine("win32")
    there.do("install")
    there.keeper.says = {"powershell": "Running\r\n"}
    assert there.do("status")[0] == 0
    there.keeper.says = {"powershell": "Ready\r\n"}
    assert there.do("status")[0] == 3
    there.keeper.told.clear()
    there.keeper.codes = {"schtasks /End": [1]}  # it did not run
    assert there.do("remove")[0] == 0
    assert there.keeper.told == [f"schtasks /End /TN {NAME}", f"schtasks /Delete /F /TN {NAME}"]
    assert not (there.folder / "data" / f"{NAME}.xml").exists()
    there.keeper.codes = {"schtasks /Create": [1]}
    with pytest.raises(Trouble) as refused:
        there.do("install")
    assert "as administrator" in refused.value.issues[0].remedy


def test_for_the_whole_machine_it_runs_as_whose_the_centre_is(
    machine: Callable[[str], Machine], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "owner", lambda _: "mara")
    folder, home = machine("linux").folder, machine("linux").home
    unit = keepers.service_of(folder, "linux", system=True, home=home)
    assert f'serve "{home}/Café & 100%% \\"ours\\""\n' in unit.text
    assert "\nUser=mara\n" in unit.text
    assert "multi-user.target" in unit.text
    daemon = keepers.service_of(folder, "darwin", system=True, home=home)
    assert (plistlib.loads(daemon.text.encode())["UserName"], daemon.file.parent) == (
        "mara", Path("/Library/LaunchDaemons"))
    task = ElementTree.fromstring(
        keepers.service_of(folder, "win32", system=True, home=home).text.partition("\n")[2])
    assert task.findtext(f"{TASK}Principals/{TASK}Principal/{TASK}UserId") == keepers.SYSTEM
    monkeypatch.setattr(Path, "owner", lambda _: "root")
    assert "User=" not in keepers.service_of(folder, "linux", system=True, home=home).text
