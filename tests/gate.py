"""This file is about the gate: lint, types and tests in one command, and every skip named at the end."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
# A file's tests stay together, since its fixtures load a centre; beyond eight at once memory runs out before time does.
EVERY_CORE = ["-n", "auto", "--maxprocesses", "8", "--dist", "loadfile"]
STEPS = (
    ("lint", [sys.executable, "-m", "ruff", "check", "src", "tests", "benchmarks", "frontend/build_hook.py"]),
    ("types", [sys.executable, "-m", "mypy", "--strict", "src"]),
    ("tests and docs checks", [sys.executable, "-m", "pytest", "-q", "-rs", "--durations=10", *EVERY_CORE]),
)


def main() -> int:
    """Run every step even when one fails, so that one run tells everything."""
    failed = []
    # Compiled modules stay out of the tree, and are kept for the run: without them every verb a test starts would spend
    # a second of processor time on compiling the house anew.
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory(prefix="fourscore-gate-") as compiled:
        for name, command in STEPS:
            print(f"── {name}", flush=True)
            if subprocess.run(command, cwd=ROOT, env={**env, "PYTHONPYCACHEPREFIX": compiled}).returncode:
                failed.append(name)
    print(f"── {'failed: ' + ', '.join(failed) if failed else 'all good'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
