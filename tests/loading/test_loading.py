"""This file is about loading what was looked through: into its own place, in the background, and undone as a whole."""

import csv
import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.loading.conftest import CALLS, HEAD, NOW, TEXT

from fourscore.centre import Centre, Uploads
from fourscore.centre.uploading import placing
from fourscore.centre.uploading.look import look
from fourscore.office import Audit
from fourscore.terms import Issue, Trouble

LOG = """\
1772445600|c1|Billing|NONE|ENTERQUEUE||5551|1
1772445612|c1|Billing|Ada|CONNECT|12|x1|3
1772445712|c1|Billing|Ada|COMPLETECALLER|12|100|1
"""
MORE = HEAD + """\
d1,2026-03-03 10:00:00,Billing,Ada,Answered,12,100
d2,2026-03-03 10:00:99,Billing,Ada,Answered,12,100
=d3,2026-03-03 10:01:00,Billing,Ada,Answered,"=1+2",100
""" + "".join(f"e{at},2026-03-03 11:{at:02d}:00,Billing,Ada,Answered,3,50\n" for at in range(12))


def brought(bring, content: str = CALLS, name: str = "calls.csv") -> str:
    answer = bring(content, name)
    assert answer.status_code == 201, answer.text
    return answer.json()["location"].split("/")[-1]


def loaded(uploads: Uploads, number: str):
    uploads.start(number)
    assert uploads.job
    assert uploads.job.over.wait(60)
    return uploads.get(number)


def test_it_is_written_into_the_settings_kept_in_its_place_and_counted(bring, uploads, centre, folder, browser) -> None:
    number = brought(bring)
    assert browser.post(f"/load/{number}", data={"version": "1", "do": "load", "name": "desk"}).status_code == 303
    assert uploads.job
    assert uploads.job.over.wait(60)
    upload = uploads.get(number)
    assert (upload.state, upload.target) == ("loaded", "received/desk/calls.csv")
    assert (folder / upload.target).read_text() == CALLS
    text = (folder / "centre.yaml").read_text()
    head, tail = TEXT.split("sources: []")
    assert text.startswith(head + "sources:")  # every other byte stays, comments too
    assert text.endswith(tail.partition("\n")[2])
    assert "# nothing yet" in text
    assert 'files: "received/desk/*.csv"' in text
    assert centre.warehouse.health().facts["visit"] == 4
    page = browser.get(f"/load/{number}").text
    assert "4 queue stays" in page
    assert "Ada" not in (folder / "data/uploads" / number / "upload.json").read_text()  # no row stays in the book
    with centre.office.reading() as session:
        (said,) = [(row.who, row.name, row.new) for row in session.query(Audit).filter_by(thing="file")]
    assert said == ("this computer", "calls.csv", "loaded into the source desk")
    assert browser.get("/scorecard").status_code == 200


def test_more_of_the_same_goes_to_its_source_and_never_over_a_file(bring, uploads, centre, folder, browser) -> None:
    first = uploads.get(brought(bring))
    entry = first.found.entry
    entry["facts"]["visit"]["queue"] = {"value": "All calls"}
    loaded(uploads, uploads.correct(first.id, first.version, entry, "").id)
    number = brought(bring, MORE)
    assert uploads.get(number).to == "calls"
    assert "All calls" in uploads.get(number).found.shown["visit"][1][0]  # as that source reads it
    fresh = uploads.correct(number, 1, uploads.get(number).found.entry, "")  # instead of as it was guessed now
    assert "visit" not in fresh.found.shown  # all of its calls were answered: alone it does not tell what was not
    assert "All calls" in uploads.correct(number, 2, fresh.found.entry, "calls").found.shown["visit"][1][0]
    assert "More for the source calls" in browser.get(f"/load/{number}").text
    before = (folder / "centre.yaml").read_text()
    upload = loaded(uploads, number)
    assert upload.target == "received/calls/calls-2.csv"
    assert (folder / "received/calls/calls.csv").read_text() == CALLS
    assert (folder / "centre.yaml").read_text() == before
    assert upload.result["aside"] == 2
    page = browser.get(f"/load/{number}").text  # what was set aside: file, line, reason, remedy
    assert "received/calls/calls-2.csv" in page
    assert '<td class="num">3</td>' in page
    assert "Correct the date format" in page
    sheet = browser.get("/sources/calls/aside.csv").text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [row["line"] for row in rows] == ["3", "4"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert centre.warehouse.health().facts["visit"] == 17


def test_a_log_of_a_telephone_system_is_loaded_as_it_is(bring, uploads, browser, folder) -> None:
    place = f"/load/{brought(bring, LOG, 'queue_log')}"
    page = browser.get(place).text
    assert "Read as asterisk" in page
    assert "queue stays" in page
    assert browser.post(place, data={"version": "1", "do": "load", "name": "switch", "to": ""}).status_code == 303
    assert uploads.job
    assert uploads.job.over.wait(60)
    assert uploads.get(place.split("/")[-1]).result["facts"]["visit"] == 1
    assert "received/switch/*" in (folder / "centre.yaml").read_text()


def stopping(uploads: Uploads, number: str, monkeypatch, at: str) -> None:
    """The load is stopped while it says that it does this."""
    load = uploads.centre.load

    def hooked(names, progress):
        def told(what: str, done: int, total: int) -> None:
            if at in what:
                uploads.stop(number)
            progress(what, done, total)

        return load(names, told)

    monkeypatch.setattr(uploads.centre, "load", hooked)


@pytest.mark.parametrize("at", ["reading", "storing"])
def test_stopped_anywhere_nothing_is_half_done(bring, uploads, centre, folder, monkeypatch, at: str) -> None:
    number = brought(bring)
    stopping(uploads, number, monkeypatch, at)
    upload = loaded(uploads, number)
    assert (upload.state, upload.target) == ("waiting", "")
    assert "Stopped" in upload.note
    assert (folder / "centre.yaml").read_text() == TEXT
    assert not (folder / "received" / "calls").exists()
    assert (folder / "data/uploads" / number / "calls.csv").read_text() == CALLS
    assert centre.warehouse.health().facts["visit"] == 0
    monkeypatch.undo()
    assert loaded(uploads, number).state == "loaded"
    assert centre.warehouse.health().facts["visit"] == 4


def test_somebodys_own_change_meanwhile_is_kept_when_it_is_undone(bring, uploads, folder, monkeypatch) -> None:
    number = brought(bring)

    def broken(names, progress):
        text = (folder / "centre.yaml").read_text()
        (folder / "centre.yaml").write_text(text.replace("# ours", "# theirs"))
        raise Trouble(Issue("disk-full", "data", "The disk is full.", "Make room."))

    monkeypatch.setattr(uploads.centre, "load", broken)
    upload = loaded(uploads, number)
    assert (upload.state, upload.issues[0][0]) == ("waiting", "disk-full")
    text = (folder / "centre.yaml").read_text()
    assert "# theirs" in text
    assert "received/" not in text


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from fourscore.centre import Centre, Uploads
from fourscore.centre.uploading.look import look

folder = Path(sys.argv[1])
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
centre = Centre.open(folder, now=lambda: datetime.fromisoformat(sys.argv[2]))
uploads = Uploads(centre, look=look)
came = uploads.begin("calls.csv", None)
came.write(Path(sys.argv[3]).read_bytes())
upload = uploads.keep(came)
load = centre.load
centre.load = lambda names, progress: load(names, lambda what, *more: die() if "storing" in what else None)
uploads.start(upload.id)
uploads.job.over.wait()
"""


def test_killed_on_the_way_it_is_as_before_and_says_what_waits(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(CALLS)
    died = subprocess.run([sys.executable, "-c", KILLED, str(folder), NOW.isoformat(), str(tmp_path / "calls.csv")],
                          capture_output=True, text=True, check=False)
    assert died.returncode == -9, died.stderr
    with Centre.open(folder, now=lambda: NOW) as centre:
        uploads = Uploads(centre, look=look)
        (found,) = uploads.all()
        assert (found.state, centre.warehouse.health().facts["visit"]) == ("waiting", 0)
        assert "Nothing of it counts yet" in found.note
        assert (folder / "centre.yaml").read_text() == TEXT
        assert not (folder / "received" / "calls").exists()
        found = loaded(uploads, found.id)
        assert centre.warehouse.health().facts["visit"] == 4
        found.state = "loading"  # and once it had stored all, but not yet written that down
        uploads.book.keep(found)
        (found,) = Uploads(centre, look=look).all()
        assert (found.state, found.target) == ("loaded", "received/calls/calls.csv")
        assert "all of it counts" in found.note


def test_a_process_that_ended_before_it_wrote_that_down_is_undone_too(bring, uploads, centre, folder) -> None:
    number = brought(bring)
    upload = uploads.get(number)
    upload.state = "loading"
    uploads.book.keep(upload)
    placing.place(centre, upload, uploads.book.place(number))  # and then nobody came to note where it is
    uploads.book.place("f" * 16).mkdir()
    (uploads.book.place("f" * 16) / "half.csv").write_text("Call")  # one that was on its way
    again = Uploads(centre, look=look)
    (found,) = again.all()
    assert (found.state, found.id) == ("waiting", number)
    assert (uploads.book.place(number) / "calls.csv").read_text() == CALLS
    assert not (folder / "received" / "calls").exists()
    assert not uploads.book.place("f" * 16).exists()


def test_one_load_at_a_time(bring, uploads, browser, monkeypatch) -> None:
    number, load = brought(bring), uploads.centre.load

    def slow(names, progress):
        time.sleep(0.5)
        return load(names, progress)

    monkeypatch.setattr(uploads.centre, "load", slow)
    uploads.start(number)
    told = browser.get(f"/load/{number}/state").json()
    assert told["state"] == "loading"
    assert "You may leave this page" in browser.get(f"/load/{number}").text
    refused = browser.post("/load/sources", data={"source": "calls"})
    assert (refused.status_code, "load-running" in refused.text) == (503, True)
    assert browser.post(f"/load/{number}", data={"do": "drop"}).status_code == 400
    assert uploads.job
    uploads.job.over.wait(60)
    assert browser.post("/load/sources", data={"source": "calls"}).status_code == 303
    uploads.job.over.wait(60)
    assert "nothing new" in browser.get("/sources").text


def test_thrown_away_nothing_is_left(bring, browser, folder) -> None:
    number = brought(bring)
    assert browser.post(f"/load/{number}", data={"do": "drop"}).headers["location"] == "/load"
    assert list((folder / "data/uploads").glob("*")) == []
    assert browser.get(f"/load/{number}").status_code == 404
    assert browser.get("/load/nothing-of-ours").status_code == 404
