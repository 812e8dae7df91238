"""This file is about what each system's keeper of services is told: systemd on Linux, launchd on macOS, the task
scheduler on Windows. Each is told by one file, written whole, and by a few commands.
"""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

UNIT = """\
[Unit]
Description=fourscore: {name}
After=network-online.target
Wants=network-online.target

[Service]
ExecStart={command}
WorkingDirectory={folder}
{owner}Restart=on-failure
RestartSec=5
# One process holds the centre: it ends its work before the next one begins.
KillSignal=SIGINT
TimeoutStopSec=300
NoNewPrivileges=true
UMask=0077

[Install]
WantedBy={wanted}
"""
# The scheduler's own schema: a count above 255 and a task of nobody are refused; on battery it would end the task.
TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>fourscore: {name}</Description></RegistrationInfo>
  <Triggers>{trigger}</Triggers>
  <Principals><Principal id="Author">{principal}<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>255</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author"><Exec>
    <Command>{program}</Command><Arguments>{arguments}</Arguments><WorkingDirectory>{folder}</WorkingDirectory>
  </Exec></Actions>
</Task>
"""
SYSTEM = "S-1-5-18"  # the machine's own account, in every language of Windows


class Step(NamedTuple):
    """One command. may_fail: it only clears the way for the next. gone: exit codes by which there was nothing to end.

    tries: how often, where the keeper is still busy.
    """

    words: tuple[str, ...]
    may_fail: bool = False
    gone: tuple[int, ...] = ()
    tries: int = 1


class Service(NamedTuple):
    """One centre's service: the file that tells of it, its text, and the commands of each verb.

    runs: whether it does, by what the status command said and its exit code. refused: what to do where it is.
    """

    file: Path
    text: str
    install: tuple[Step, ...]
    remove: tuple[Step, ...]
    status: tuple[str, ...]
    runs: Callable[[str, int], bool]
    refused: str


class Asked(NamedTuple):
    """Of which centre. system: for the whole machine, not for one who signs in. user: who asks, as the system names
    them; owner: whose the folder is, "" where that is the machine's administrator or not known.
    """

    folder: Path
    name: str
    words: tuple[str, ...]
    system: bool
    home: Path
    user: str
    owner: str


def service_of(folder: Path, platform: str, *, system: bool, home: Path, user: str = "") -> Service:
    """What the system is told of this centre."""
    folder = folder.resolve()
    name = "fourscore-" + (re.sub(r"[^A-Za-z0-9]+", "-", folder.name).strip("-") or "centre")
    words = (sys.executable, "-m", "fourscore", "serve", str(folder))
    asked = Asked(folder, name, words, system, home, user, _owner(folder) if system else "")
    return {"darwin": _launchd, "win32": _task}.get(platform, _systemd)(asked)


def _owner(folder: Path) -> str:
    """What the machine's own service would write must stay readable for whose centre it is."""
    try:
        owner = folder.owner()
    except (OSError, KeyError, NotImplementedError):
        return ""
    return "" if owner == "root" else owner


def _systemd(asked: Asked) -> Service:
    unit = f"{asked.name}.service"
    place = Path("/etc/systemd/system") if asked.system else asked.home / ".config/systemd/user"
    ctl = ("systemctl",) if asked.system else ("systemctl", "--user")
    text = UNIT.format(name=asked.folder.name, command=" ".join(_quoted(word) for word in asked.words),
                       folder=str(asked.folder).replace("%", "%%"),
                       owner=f"User={asked.owner}\n" if asked.owner else "",
                       wanted="multi-user.target" if asked.system else "default.target")
    return Service(place / unit, text, (Step((*ctl, "daemon-reload")), Step((*ctl, "enable", "--now", unit))),
                   (Step((*ctl, "disable", "--now", unit)),), (*ctl, "status", "--no-pager", unit),
                   lambda said, code: code == 0,
                   "Where systemd does not keep this machine's services, have its keeper run what --dry-run shows.")


def _quoted(word: str) -> str:
    """As systemd reads it: it knows $ and % within quotes, too."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return plain if re.fullmatch(r"[\w@./:+,=-]+", plain) else f'"{plain}"'


def _launchd(asked: Asked) -> Service:
    label = f"org.{asked.name}"
    place = Path("/Library/LaunchDaemons") if asked.system else asked.home / "Library/LaunchAgents"
    log = str(asked.folder / "data" / "serve.log")
    told = {"Label": label, "ProgramArguments": list(asked.words), "WorkingDirectory": str(asked.folder),
            "RunAtLoad": True, "KeepAlive": {"SuccessfulExit": False}, "ExitTimeOut": 300, "Umask": 0o077,
            "StandardOutPath": log, "StandardErrorPath": log, **({"UserName": asked.owner} if asked.owner else {})}
    file = place / f"{label}.plist"
    domain = "system" if asked.system else f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    end = ("launchctl", "bootout", f"{domain}/{label}")
    return Service(file, plistlib.dumps(told).decode(),
                   (Step(end, may_fail=True), Step(("launchctl", "enable", f"{domain}/{label}")),
                    Step(("launchctl", "bootstrap", domain, str(file)), tries=5)),  # the one before is still ending
                   (Step(end, gone=(3, 113)),), ("launchctl", "print", f"{domain}/{label}"),
                   lambda said, code: code == 0 and bool(re.search(r"^\s*state = running\s*$", said, re.MULTILINE)),
                   "Sign in at the machine's own screen, not from afar, and do it again; for the whole machine, with "
                   "--system, put sudo before it.")


def _task(asked: Asked) -> Service:
    file = asked.folder / "data" / f"{asked.name}.xml"
    who = f"<UserId>{escape(asked.user)}</UserId>" if asked.user else ""
    trigger = "<BootTrigger><Enabled>true</Enabled></BootTrigger>" if asked.system else \
        f"<LogonTrigger><Enabled>true</Enabled>{who}</LogonTrigger>"
    principal = f"<UserId>{SYSTEM}</UserId>" if asked.system else f"{who}<LogonType>InteractiveToken</LogonType>"
    text = TASK.format(name=escape(asked.folder.name), trigger=trigger, principal=principal,
                       program=escape(asked.words[0]), arguments=escape(subprocess.list2cmdline(asked.words[1:])),
                       folder=escape(str(asked.folder)))
    # schtasks tells the state in the machine's language; the scheduler's own word for it is the same everywhere.
    state = f"(Get-ScheduledTask -TaskName '{asked.name}').State"
    end = Step(("schtasks", "/End", "/TN", asked.name), may_fail=True)
    return Service(file, text,
                   (Step(("schtasks", "/Create", "/F", "/TN", asked.name, "/XML", str(file))),
                    Step(("schtasks", "/Run", "/TN", asked.name))),
                   (end, Step(("schtasks", "/Delete", "/F", "/TN", asked.name))),
                   ("powershell", "-NoProfile", "-NonInteractive", "-Command", state),
                   lambda said, code: code == 0 and said.strip() == "Running",
                   "Open the terminal as administrator, and do it again there.")
