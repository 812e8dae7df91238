"""This file is about trouble from outside, as a person meets it: a file another process holds, a full disk."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.typed import fourscore

CENTRE = """\
name: Support desk
zone: UTC
currency: EUR
sources:
  - {name: switch, kind: asterisk, files: queue_log}
"""
HOLD = "import sys, time, duckdb; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(60)"


def call(number: int) -> str:
    entered = 1772445600 + number * 10
    return (f"{entered}|c{number}|Billing|NONE|ENTERQUEUE||555{number}|1\n"
            f"{entered + 12}|c{number}|Billing|Ada|CONNECT|12|x|3\n"
            f"{entered + 112}|c{number}|Billing|Ada|COMPLETECALLER|12|100|1\n")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    (folder / "data").mkdir(parents=True)
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "queue_log").write_text(call(0))
    return folder


def test_a_file_held_by_another_process(desk: Path) -> None:
    assert fourscore("load", str(desk)).returncode == 0
    path = desk.resolve() / "data" / "warehouse.duckdb"
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told = fourscore("load", str(desk))
    finally:
        holder.kill()
        holder.communicate()
    who = f"process {holder.pid}" if sys.platform != "win32" else "another process"
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (
        f"{path}: The warehouse is held by {who}; only one process can open it at a time. [warehouse-locked]\n"
        "    Ask that process (a running `fourscore serve` carries out every verb), or end it and try again.\n")


# A small disk in a namespace of its own, which is gone with the process. "$1" is the centre, "$2" the log to come.
FULL = """
mount -t tmpfs -o size=24m tmpfs "$1/data" || exit 77
fourscore() { "$PYTHON" -m fourscore "$@" 2>&1; echo "[$?]"; }
fourscore load "$1"
"$PYTHON" -c 'import os, shutil, sys
free = shutil.disk_usage(sys.argv[1]).free
open(sys.argv[1] + "/filler", "wb").write(os.urandom(free - 200_000))' "$1/data"
cat "$2" >> "$1/queue_log"
echo "== full"; fourscore load "$1"
echo "== still there"; fourscore ask "$1" contacts_offered --during 2026-03 --format csv
rm "$1/data/filler"
echo "== after making room"; fourscore load "$1"
fourscore ask "$1" contacts_offered --during 2026-03 --format csv
"""
ONE = "metric,variant,value,num,den,n,complete,error\ncontacts_offered,,{0}.0,{0},,{0},False,\n[0]\n"


def test_a_full_disk(desk: Path, tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux lets a test mount a disk of its own")
    (tmp_path / "more").write_text("".join(call(number) for number in range(1, 20_000)))
    try:
        ran = subprocess.run(
            ["unshare", "--map-root-user", "--mount", "sh", "-c", FULL, "sh", str(desk), str(tmp_path / "more")],
            capture_output=True, text=True, timeout=300, env={**os.environ, "PYTHON": sys.executable})
    except FileNotFoundError:
        pytest.skip("there is no program unshare here, so no small disk can be mounted")
    if ran.returncode in (1, 77) and not ran.stdout:
        pytest.skip(f"this system lets nobody mount a small disk: {ran.stderr.strip()}")
    loaded, _, rest = ran.stdout.partition("== full\n")
    full, _, rest = rest.partition("== still there\n")
    still, _, after = rest.partition("== after making room\n")
    assert loaded == "switch: 1 queue stay, 2 parts of calls, 1 contact\n[0]\n"
    data = desk.resolve() / "data"
    assert full == (
        f"{data}: The disk is full; nothing of this load was kept and all earlier facts are intact. [disk-full]\n"
        f"    Make room on the disk that holds {data}, then load again.\n[1]\n")
    assert still == ONE.format(1)
    assert after == "switch: 19,999 queue stays, 39,998 parts of calls, 19,999 contacts\n[0]\n" + ONE.format(20000)
