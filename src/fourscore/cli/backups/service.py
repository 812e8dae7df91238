"""This file is about starting with the machine: what the system's own keeper of services is told.

systemd on Linux, launchd on macOS, the task scheduler on Windows. Each is told by one file, written whole.
"""

from __future__ import annotations

import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from fourscore.cli.relay import Streams
from fourscore.terms import Issue, Trouble

UNTRIED = {"darwin": "macOS", "win32": "Windows"}
UNIT = """\
[Unit]
Description=fourscore: {name}
After=network-online.target
Wants=network-online.target

[Service]
ExecStart={command}
WorkingDirectory={folder}
Restart=on-failure
RestartSec=5
# One process holds the centre: it ends its work before the next one begins.
KillSignal=SIGINT
TimeoutStopSec=300
NoNewPrivileges=true
UMask=0077

[Install]
WantedBy={wanted}
"""
TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><{trigger}><Enabled>true</Enabled></{trigger}></Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions><Exec>
    <Command>{program}</Command><Arguments>{arguments}</Arguments><WorkingDirectory>{folder}</WorkingDirectory>
  </Exec></Actions>
</Task>
"""


class Service(NamedTuple):
    """One centre's service: the file that tells of it, its text, and the commands of each verb."""

    file: Path
    text: str
    install: tuple[tuple[str, ...], ...]
    remove: tuple[tuple[str, ...], ...]
    status: tuple[str, ...]


def service_of(folder: Path, platform: str, *, system: bool, home: Path) -> Service:
    """What the system is told of this centre; `system`: for the whole machine, not for one who signs in."""
    folder = folder.resolve()
    name = "fourscore-" + (re.sub(r"[^A-Za-z0-9]+", "-", folder.name).strip("-") or "centre")
    words = (sys.executable, "-m", "fourscore", "serve", str(folder))
    if platform == "darwin":
        return _launchd(name, words, folder, system=system, home=home)
    if platform == "win32":
        return _task(name, words, folder, system=system)
    unit = f"{name}.service"
    place = Path("/etc/systemd/system") if system else home / ".config/systemd/user"
    ctl = ("systemctl",) if system else ("systemctl", "--user")
    text = UNIT.format(name=folder.name, command=" ".join(_quoted(word) for word in words),
                       folder=str(folder).replace("%", "%%"),
                       wanted="multi-user.target" if system else "default.target")
    return Service(place / unit, text, ((*ctl, "daemon-reload"), (*ctl, "enable", "--now", unit)),
                   ((*ctl, "disable", "--now", unit),), (*ctl, "status", "--no-pager", unit))


def _quoted(word: str) -> str:
    """As systemd reads it: it knows $ and % within quotes, too."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return plain if re.fullmatch(r"[\w@./:+,=-]+", plain) else f'"{plain}"'


def _launchd(name: str, words: Sequence[str], folder: Path, *, system: bool, home: Path) -> Service:
    label = f"org.{name}"
    place = Path("/Library/LaunchDaemons") if system else home / "Library/LaunchAgents"
    told = {"Label": label, "ProgramArguments": list(words), "WorkingDirectory": str(folder), "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False}, "Umask": 0o077,
            "StandardErrorPath": str(folder / "data" / "serve.log")}
    file = place / f"{label}.plist"
    domain = "system" if system else f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    return Service(file, plistlib.dumps(told).decode(), (("launchctl", "bootstrap", domain, str(file)),),
                   (("launchctl", "bootout", f"{domain}/{label}"),), ("launchctl", "print", f"{domain}/{label}"))


def _task(name: str, words: Sequence[str], folder: Path, *, system: bool) -> Service:
    file = folder / "data" / f"{name}.xml"
    text = TASK.format(trigger="BootTrigger" if system else "LogonTrigger", program=escape(words[0]),
                       arguments=escape(subprocess.list2cmdline(words[1:])), folder=escape(str(folder)))
    who = ("/RU", "SYSTEM") if system else ()
    return Service(file, text, (("schtasks", "/Create", "/F", "/TN", name, "/XML", str(file), *who),
                                ("schtasks", "/Run", "/TN", name)),
                   (("schtasks", "/Delete", "/F", "/TN", name),),
                   ("schtasks", "/Query", "/V", "/FO", "LIST", "/TN", name))


def service_verb(do: str, folder: Path, streams: Streams, *, system: bool = False, dry_run: bool = False) -> int:
    """Install, remove or show; `dry_run` only prints what would be written and run."""
    if do == "install" and not (folder / "centre.yaml").is_file():
        raise Trouble(Issue("not-a-centre", str(folder), "This folder holds no centre: there is no centre.yaml in it.",
                            "Give the folder of a centre, or write a new one with: fourscore init FOLDER"))
    service = service_of(folder, sys.platform, system=system, home=Path.home())
    if sys.platform in UNTRIED:
        streams.err.write(f"Written for {UNTRIED[sys.platform]}, and not yet tried there.\n")
    if dry_run:
        commands = {"install": service.install, "remove": service.remove, "status": (service.status,)}[do]
        text = f"# {service.file}\n{service.text}" if do == "install" else ""
        streams.out.write("".join([text, *(f"$ {' '.join(command)}\n" for command in commands)]))
        return 0
    if do == "status":
        if not service.file.exists():
            streams.out.write("It does not start with the machine: fourscore service install\n")
            return 1
        return _run(service.status, streams)
    if do == "remove":
        return _remove(service, streams)
    _write(service)
    for command in service.install:
        if _run(command, streams):
            raise _failed(command)
    streams.out.write(f"It runs, and starts with the machine: {service.file}\n")
    if sys.platform.startswith("linux") and not system:
        streams.out.write("Before you sign in, too, once this is said: loginctl enable-linger\n")
    return 0


def _remove(service: Service, streams: Streams) -> int:
    if not service.file.exists():
        streams.out.write("It does not start with the machine.\n")
        return 0
    for command in service.remove:
        if _run(command, streams):
            raise _failed(command)
    service.file.unlink(missing_ok=True)
    streams.out.write("It no longer starts with the machine; the centre is as it was.\n")
    return 0


def _write(service: Service) -> None:
    half = service.file.with_name(f".{service.file.name}.part")
    try:
        service.file.parent.mkdir(parents=True, exist_ok=True)
        half.write_text(service.text, encoding="utf-16" if service.file.suffix == ".xml" else "utf-8")
        half.replace(service.file)
    except OSError as wrong:
        raise Trouble(Issue("service-failed", str(service.file), f"It cannot be written: {wrong.strerror}.",
                            "For the whole machine do it as its administrator; else leave --system out.")) from None


def _run(command: Sequence[str], streams: Streams) -> int:
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    except FileNotFoundError:
        raise Trouble(Issue("service-failed", command[0], "This computer has no such program.", "See by --dry-run what "
                            "would be said to it, and tell your own keeper of services.")) from None
    streams.out.write(done.stdout)
    streams.err.write(done.stderr)
    return done.returncode


def _failed(command: Sequence[str]) -> Trouble:
    return Trouble(Issue("service-failed", " ".join(command), "This did not work; what it said stands above.",
                         "Mend what it says, then do the same again: doing it twice does no harm."))
