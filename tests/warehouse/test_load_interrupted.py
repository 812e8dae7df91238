"""This file is about loads that do not end well: killed, stopped by hand, a full disk, a file held by another."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fourscore.terms import Trouble
from fourscore.warehouse import Warehouse

# Loads the folder and stops for good (or until it is told otherwise) at the named moment, after saying so.
CHILD = """
import importlib.util, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job starts deaf to Ctrl-C
spec = importlib.util.spec_from_file_location("hand_fed", sys.argv[1])
hand = importlib.util.module_from_spec(spec); spec.loader.exec_module(hand)
from fourscore.warehouse import Warehouse, load, news, store
import fourscore.warehouse.load as loading
moment, data, folder = sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
def stop_before(module, name):
    real = getattr(module, name)
    def stopped(*a, **k):
        print("here", flush=True); time.sleep(60)
        return real(*a, **k)
    setattr(module, name, stopped)
moments = {"landing": (hand.HandFed, "land"), "keeping": (loading, "_keep_landed"), "staging": (hand.HandFed, "stage"),
           "storing": (store, "store"), "deriving": (store, "derive"), "books": (loading, "write_books"),
           "committing": (news, "remember")}
if moment in moments: stop_before(*moments[moment])
warehouse = Warehouse.open(data)
try:
    hand.load(warehouse, folder, hand.agreed())
except KeyboardInterrupt:
    print("stopped", flush=True)
    print(warehouse.cursor().execute("SELECT count(*) FROM visit").fetchone()[0], flush=True)
    sys.exit(0)
if moment == "holding": print("here", flush=True); time.sleep(60)
"""


def child(moment: str, tmp_path: Path) -> subprocess.Popen[str]:
    hand_fed = Path(__file__).with_name("hand_fed.py")
    code = CHILD.replace("Warehouse, load, news, store", "Warehouse, news, store")
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(hand_fed), moment, str(tmp_path / "data"), str(tmp_path / "in")],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    return process


@pytest.fixture
def one_load(hand, tmp_path):
    """A warehouse with one call in it, closed, and one more call to load. Gives what stood, and what shall stand."""
    hand.write(tmp_path / "in", "a", hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:00:09"))
    warehouse = Warehouse.open(tmp_path / "data")
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    before = hand.dump(warehouse)
    warehouse.close()
    hand.write(tmp_path / "in", "a", hand.call("b", "2026-03-09 11:00:00", ended="2026-03-09 11:00:09"), more=True)
    whole = Warehouse.open(tmp_path / "other")
    hand.load(whole, tmp_path / "in", hand.agreed())
    after = hand.dump(whole)
    whole.close()
    return before, after


@pytest.mark.parametrize("moment", ["landing", "keeping", "staging", "storing", "deriving", "books", "committing"])
def test_a_killed_load_leaves_the_earlier_state_and_the_next_completes_it(hand, one_load, tmp_path, moment) -> None:
    process = child(moment, tmp_path)
    process.kill()
    process.communicate()
    warehouse = Warehouse.open(tmp_path / "data")
    assert hand.dump(warehouse) == one_load[0]
    assert hand.one(warehouse, "SELECT count(*) FROM load") == 1
    assert hand.load(warehouse, tmp_path / "in", hand.agreed()).rows_read == 1
    assert hand.dump(warehouse) == one_load[1]
    assert sorted(path.name for path in (tmp_path / "data" / "landed" / "hand").iterdir()) == ["1.parquet", "2.parquet"]
    warehouse.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
@pytest.mark.parametrize("moment", ["staging", "deriving"])
def test_ctrl_c_rolls_back_and_the_warehouse_can_still_be_read(one_load, tmp_path, moment) -> None:
    process = child(moment, tmp_path)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert said.split() == ["stopped", "1"]


def test_a_warehouse_held_by_another_process_names_that_process(one_load, tmp_path) -> None:
    process = child("holding", tmp_path)
    try:
        with pytest.raises(Trouble) as trouble:
            Warehouse.open(tmp_path / "data")
    finally:
        process.kill()
        process.communicate()
    issue = trouble.value.issues[0]
    assert issue.name == "warehouse-locked"
    assert sys.platform == "win32" or f"process {process.pid}" in issue.what


def test_a_full_disk_undoes_the_load_and_says_where_to_make_room(hand, one_load, tmp_path, monkeypatch) -> None:
    """The real message of a full disk, from a device that is always full where the system has one."""
    import fourscore.warehouse.load as loading

    def full(*_):
        with Path("/dev/full").open("wb", buffering=0) as device:
            device.write(b"x")

    if not Path("/dev/full").exists():
        pytest.skip("the system has no device that is always full")
    warehouse = Warehouse.open(tmp_path / "data")
    monkeypatch.setattr(loading.news, "remember", full)
    with pytest.raises(Trouble) as trouble:
        hand.load(warehouse, tmp_path / "in", hand.agreed())
    issue = trouble.value.issues[0]
    assert (issue.name, issue.where) == ("disk-full", str(tmp_path / "data"))
    assert hand.dump(warehouse) == one_load[0]
    monkeypatch.undo()
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert hand.dump(warehouse) == one_load[1]
    warehouse.close()


def test_a_small_disk_that_fills_up_leaves_the_earlier_facts(hand, tmp_path) -> None:
    """A real one: three megabytes of memory mounted as a disk, in a namespace of its own."""
    script = Path(__file__).with_name("hand_fed.py")
    disk = tmp_path / "small"
    disk.mkdir()
    code = f"""
import importlib.util, sys
from pathlib import Path
spec = importlib.util.spec_from_file_location("hand_fed", {str(script)!r})
hand = importlib.util.module_from_spec(spec); spec.loader.exec_module(hand)
from fourscore.terms import Trouble
from fourscore.warehouse import Warehouse
folder, data = Path({str(tmp_path / "in")!r}), Path({str(disk)!r})
hand.write(folder, "a", hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:00:09"))
warehouse = Warehouse.open(data)
hand.load(warehouse, folder, hand.agreed())
(data / "filler").write_bytes(bytes(1))
import os, shutil
free = shutil.disk_usage(data).free
(data / "filler").write_bytes(os.urandom(max(0, free - 64 * 1024)))
import hashlib
noise = ["".join(hashlib.sha256(f"{{i}}{{j}}".encode()).hexdigest() for j in range(40)) for i in range(150)]
calls = (hand.call(n, "2026-03-09 10:00:00", ended="2026-03-09 10:00:09", topic=n, customer=n) for n in noise)
hand.write(folder, "b", *calls)
try:
    hand.load(warehouse, folder, hand.agreed())
except Trouble as trouble:
    print(trouble.issues[0].name)
print(hand.one(warehouse, "SELECT count(*) FROM contact"))
warehouse.close()
(data / "filler").unlink()
warehouse = Warehouse.open(data)
print(hand.one(warehouse, "SELECT count(*) FROM contact"))
hand.load(warehouse, folder, hand.agreed())
print(hand.one(warehouse, "SELECT count(*) FROM contact"))
"""
    size = "12m"
    mounted = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        f'mount -t tmpfs -o size={size} tmpfs "$1" || exit 77; exec "$2" -c "$3"',
        "sh",
        str(disk),
        sys.executable,
        code,
    ]
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux lets a test mount a disk of its own")
    ran = subprocess.run(mounted, capture_output=True, text=True, check=False, env={**os.environ})
    if ran.returncode in (1, 77) and not ran.stdout and ("mount" in ran.stderr or "unshare" in ran.stderr):
        pytest.skip(f"this system lets nobody mount a small disk: {ran.stderr.strip()}")
    assert ran.stdout.split() == ["disk-full", "1", "1", "151"], ran.stderr
