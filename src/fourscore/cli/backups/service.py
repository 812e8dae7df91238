"""This file is about starting with the machine: the verb that tells the system's own keeper of services."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from fourscore.cli.backups.keepers import Service, Step, service_of
from fourscore.cli.relay import Streams
from fourscore.terms import Issue, Trouble

STOPPED = 3  # as systemctl says it of what does not run
PAUSE_S = 1.0


def service_verb(do: str, folder: Path, streams: Streams, *, system: bool = False, dry_run: bool = False) -> int:
    """Install, remove or show; `dry_run` only prints what would be written and run."""
    if do == "install" and not (folder / "centre.yaml").is_file():
        raise Trouble(Issue("not-a-centre", str(folder), "This folder holds no centre: there is no centre.yaml in it.",
                            "Give the folder of a centre, or write a new one with: fourscore init FOLDER"))
    service = service_of(folder, sys.platform, system=system, home=Path.home(), user=_user())
    if dry_run:
        commands = {"install": service.install, "remove": service.remove, "status": (Step(service.status),)}[do]
        text = f"# {service.file}\n{service.text}" if do == "install" else ""
        streams.out.write("".join([text, *(f"$ {' '.join(step.words)}\n" for step in commands)]))
        return 0
    return {"install": _install, "remove": _remove, "status": _status}[do](service, streams, system)


def _user() -> str:
    """Who asks, as Windows names them; elsewhere nobody is named."""
    return "\\".join(filter(None, (os.environ.get("USERDOMAIN"), os.environ.get("USERNAME")))) \
        if sys.platform == "win32" else ""


def _install(service: Service, streams: Streams, system: bool) -> int:
    _write(service)
    for step in service.install:
        _do(step, service, streams)
    streams.out.write(f"It runs, and starts with the machine: {service.file}\n")
    if sys.platform.startswith("linux") and not system:
        streams.out.write("Before you sign in, too, once this is said: loginctl enable-linger\n")
    return 0


def _status(service: Service, streams: Streams, system: bool) -> int:
    if not service.file.exists():
        streams.out.write("It does not start with the machine: fourscore service install\n")
        return 1
    done = _run(service.status)
    _tell(done, streams)
    if service.runs(done.stdout, done.returncode):
        streams.out.write("It starts with the machine, and runs.\n")
        return 0
    streams.out.write("It starts with the machine, but does not run now: fourscore service install\n")
    return STOPPED


def _remove(service: Service, streams: Streams, system: bool) -> int:
    if not service.file.exists():
        streams.out.write("It does not start with the machine.\n")
        return 0
    for step in service.remove:
        _do(step, service, streams)
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


def _do(step: Step, service: Service, streams: Streams) -> None:
    """Carry one command out; what only clears the way says nothing where there was nothing in it."""
    for left in reversed(range(step.tries)):
        done = _run(step.words)
        if step.may_fail or done.returncode in (0, *step.gone):
            _tell(done, streams, quiet=done.returncode != 0)
            return
        if left:
            time.sleep(PAUSE_S)
    _tell(done, streams)
    raise Trouble(Issue("service-failed", " ".join(step.words), "This did not work; what it said stands above.",
                        f"{service.refused} Doing it twice does no harm."))


def _tell(done: subprocess.CompletedProcess[str], streams: Streams, *, quiet: bool = False) -> None:
    if not quiet:
        streams.out.write(done.stdout)
        streams.err.write(done.stderr)


def _run(words: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
    except FileNotFoundError:
        raise Trouble(Issue("service-failed", words[0], "This computer has no such program.", "See by --dry-run what "
                            "would be said to it, and tell your own keeper of services.")) from None
