"""This file is about the gate: lint, types and tests in one command, and every skip named at the end."""

import contextlib
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
# A file's tests stay together, since its fixtures load a centre. One more than there are cores, as many wait for a
# browser or a server; beyond eight at once memory runs out before time does.
EVERY_CORE = ["-n", str(min((os.cpu_count() or 1) + 1, 8)), "--dist", "loadfile"]
BESIDE = (
    ("lint", [sys.executable, "-m", "ruff", "check", "src", "tests", "benchmarks", "frontend/build_hook.py"]),
    ("types", [sys.executable, "-m", "mypy", "--strict", "src"]),
)
TESTS = "tests and docs checks", [sys.executable, "-m", "pytest", "-q", "-rs", "--durations=10", *EVERY_CORE]


def keep_installed(compiled: Path) -> None:
    """What was compiled when it was installed is not compiled again: it is found in that folder too."""
    for folder in {Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")}:
        for path in folder.rglob("__pycache__/*.pyc"):
            source = path.parents[1]
            if {"site-packages", "test"} & set(source.relative_to(folder).parts):
                continue  # what lies under the language's own folder is of another installation
            place = compiled / source.relative_to(source.anchor) / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(OSError):  # known already, or a system without links: then it is compiled again
                place.symlink_to(path)


def main() -> int:
    """Run every step even when one fails, so that one run tells everything; types are looked at beside the tests."""
    failed = []
    # Compiled modules stay out of the tree, and are kept for the run: without them every verb a test starts would spend
    # a second of processor time on compiling the house anew.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="fourscore-gate-") as compiled:
        keep_installed(Path(compiled))
        env["PYTHONPYCACHEPREFIX"] = compiled
        beside = [(name, subprocess.Popen(command, cwd=ROOT, env=env, text=True, encoding="utf-8",
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
                  for name, command in BESIDE]
        name, command = TESTS
        print(f"── {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=env).returncode:
            failed.append(name)
        for name, running in beside:
            print(f"── {name}\n{running.communicate()[0]}", end="", flush=True)
            if running.returncode:
                failed.append(name)
    print(f"── {'failed: ' + ', '.join(failed) if failed else 'all good'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
