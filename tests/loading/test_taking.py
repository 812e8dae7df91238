"""This file is about files on their way in: what is turned away, with which reason, and that nothing of it stays."""

import errno
import gzip
import io
import re
import threading
import time
import zipfile
from pathlib import Path

import pytest
from tests.loading.conftest import CALLS, HEAD, small

from fourscore.centre import Centre, Limits, Uploads
from fourscore.centre.uploading.look import look_apart
from fourscore.terms import Trouble

SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"


def workbook(sheet: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<workbook><sheets><sheet name='A' sheetId='1'/></sheets></workbook>")
        book.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


TURNED_AWAY = {
    "bomb": ("big.xlsx", lambda: workbook(SHEET.format("<row>" + "0" * 30_000_000)), "unpacks-too-large"),
    "far cell": ("far.xlsx", lambda: workbook(SHEET.format('<row><c r="CV1048576"/></row>')), "too-many-rows"),
    "wide sheet": ("wide.xlsx", lambda: workbook(SHEET.format('<row><c r="XFD2"/></row>')), "too-many-columns"),
    "gzip bomb": ("calls.csv.gz", lambda: gzip.compress(b"0" * 30_000_000), "packed-file"),
    "script": ("calls.csv", lambda: b"<?xml version='1.0'?>\n<svg xmlns='x'><script>alert(1)</script></svg>",
               "marked-up-file"),
    "page": ("calls.xls", lambda: b"\n <!DOCTYPE html><table><tr><td>1</table>", "marked-up-file"),
    "columns": ("calls.csv", lambda: (",".join(f"c{at}" for at in range(50_000)) + "\n1,2\n").encode(),
                "too-many-columns"),
    "long line": ("calls.csv", lambda: b"a" * (5 << 20), "line-too-long"),
    "nothing": ("calls.csv", lambda: b"", "empty-file"),
    "blanks": ("calls.csv", lambda: b" \r\n\r\n", "empty-file"),
    "picture": ("calls.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "binary-file"),
    "open document": ("calls.ods", lambda: b"PK\x03\x04", "binary-file"),
    "broken workbook": ("calls.xlsx", lambda: workbook("")[:-30] + b"PK\x05\x06" + b"\0" * 18, "packed-file"),
}


@pytest.mark.parametrize("what", TURNED_AWAY)
def test_what_is_no_file_of_calls_is_turned_away_with_its_reason(centre: Centre, folder: Path, what: str) -> None:
    name, made, issue = TURNED_AWAY[what]
    began = time.process_time()
    answer = small(centre, unpacked=20_000_000).post(f"/load/files?name={name}", content=made())
    assert answer.status_code == 422
    told = answer.json()["issues"]
    assert issue in [one["issue"] for one in told]
    assert all(one["what"] and one["remedy"] for one in told)
    assert list((folder / "data" / "uploads").glob("*")) == []
    assert time.process_time() - began < 20


@pytest.mark.parametrize("name", ["../calls.csv", "a/b.csv", "a\\b.csv", "..", ".hidden", "", "x" * 200 + ".csv",
                                  "calls\u202e.csv", "a\0b"])
def test_a_name_that_says_a_place_is_turned_away(bring, folder: Path, name: str) -> None:
    answer = bring(CALLS, name)
    assert [one["issue"] for one in answer.json()["issues"]] == ["bad-file-name"]
    assert sorted(path.name for path in folder.parent.iterdir()) == ["harbour"]
    assert not list((folder / "data").glob("uploads/*"))


def test_signs_a_pattern_would_take_for_its_own_are_written_otherwise(bring, browser) -> None:
    page = browser.get(bring(CALLS, "calls [1]*.csv").json()["location"]).text
    assert "calls _1__.csv" in page


@pytest.mark.parametrize(("limits", "issue", "status"), [
    ({"size": 100}, "file-too-large", 413), ({"rows": 3}, "too-many-rows", 422)])
def test_more_than_may_come_is_not_kept(centre: Centre, folder: Path, limits, issue: str, status: int) -> None:
    def chunks():
        yield CALLS[:60].encode()
        yield CALLS[60:].encode()

    browser = small(centre, **limits)
    for content in (CALLS.encode(), chunks()):  # said how long it is, and not
        answer = browser.post("/load/files?name=calls.csv", content=content)
        assert (answer.status_code, answer.json()["issues"][0]["issue"]) == (status, issue)
    assert list((folder / "data" / "uploads").glob("*")) == []


def test_a_file_that_comes_too_slowly_is_not_kept(centre: Centre, folder: Path) -> None:
    answer = small(centre, seconds=0.0).post("/load/files?name=calls.csv", content=CALLS.encode())
    assert (answer.status_code, answer.json()["issues"][0]["issue"]) == (408, "file-too-slow")
    assert list((folder / "data" / "uploads").glob("*")) == []


class Full(io.BytesIO):
    """A file on a disk that is full."""

    def write(self, some) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_disk_that_fills_up_on_the_way_is_told_and_nothing_stays(bring, folder: Path, monkeypatch) -> None:
    opened = Path.open
    monkeypatch.setattr(Path, "open", lambda path, mode="r", *more, **named: Full() if mode == "xb" else opened(
        path, mode, *more, **named))
    answer = bring(CALLS)
    assert (answer.status_code, answer.json()["issues"][0]["issue"]) == (507, "disk-full")
    assert "Nothing of the file was kept" in answer.json()["issues"][0]["what"]
    assert list((folder / "data" / "uploads").glob("*")) == []
    monkeypatch.undo()
    monkeypatch.setattr("fourscore.centre.uploading.receive.SPARE", 1 << 62)
    assert bring(CALLS).json()["issues"][0]["issue"] == "disk-full"  # told before a byte came


def test_so_many_may_wait_and_no_more(centre: Centre) -> None:
    browser = small(centre, waiting=1)
    assert browser.post("/load/files?name=a.csv", content=CALLS.encode()).status_code == 201
    answer = browser.post("/load/files?name=b.csv", content=(CALLS + "c9,2026-03-02 11:00:00,Sales,Ben,Answered,4,6\n"
                                                             ).encode())
    assert (answer.status_code, answer.json()["issues"][0]["issue"]) == (429, "too-many-waiting")


def test_it_is_looked_at_apart_in_bounded_time_and_memory(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(CALLS)
    found = look_apart(path, folder, None, Limits())
    assert found.facts == {"contact": 4, "visit": 4, "segment": 3}
    assert found.shown["visit"][0][:3] == ["line", "queue", "agent"]
    for narrow in ({"looking": 0.05}, {"memory": 40_000_000}):
        with pytest.raises(Trouble, match="too-large-to-look-at"):
            look_apart(path, folder, None, Limits()._replace(**narrow))
    (tmp_path / "prose.txt").write_text("Dear all,\nthe calls follow.\n")
    with pytest.raises(Trouble, match="unrecognised-file"):
        look_apart(tmp_path / "prose.txt", folder, None, Limits())


def test_the_same_file_under_another_name_is_nothing_new(bring, browser, uploads: Uploads) -> None:
    first = bring(CALLS)
    assert first.status_code == 201
    again = bring(CALLS, "other.csv")
    assert (again.status_code, again.json()["issues"][0]["what"]) == (409, "The same file waits already, as calls.csv.")
    uploads.start(first.json()["location"].split("/")[-1])
    assert uploads.job
    uploads.job.over.wait(60)
    assert re.match("Nothing new: the source 'calls' has", bring(CALLS, "other.csv").json()["issues"][0]["what"])


def test_two_at_once_do_not_meet(bring, browser) -> None:
    answers: list[object] = []
    more = [HEAD + f"d{at},2026-03-0{at} 09:00:00,Sales,Ben,Answered,4,61\n" for at in range(1, 4)]
    threads = [threading.Thread(target=lambda text=text: answers.append(bring(text))) for text in more]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.status_code for one in answers] == [201, 201, 201]
    assert browser.get("/load").text.count("calls.csv") == 3
