"""This file is about files that are something else: told alike by every source, and no bar to the files beside them."""

import bz2
import gzip
import io
import lzma
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from fourscore.terms import Trouble
from fourscore.warehouse import Source, nature_of
from fourscore.warehouse.sources.asterisk import QueueLog
from fourscore.warehouse.sources.asterisk.records import CallRecords, ChannelEvents
from fourscore.warehouse.sources.freeswitch import CallcenterEvents, CallDetailRecords
from fourscore.warehouse.sources.hosted import AmazonConnect, Genesys
from fourscore.warehouse.sources.roster import Roster
from fourscore.warehouse.sources.table import Table
from fourscore.warehouse.sources.tickets import Tickets
from fourscore.warehouse.sources.trial import try_out
from fourscore.warehouse.sources.twilio import TaskRouterEvents

LOG = "".join(f"{1772000000 + n * 60}|c{n}|Köln|NONE|ENTERQUEUE||555{n}|1\n" for n in range(30))
TABLE = {"facts": {"contact": {"started": "started", "channel": {"value": "voice"}}}, "key": "id"}
KINDS = [(QueueLog, {}), (CallRecords, {}), (ChannelEvents, {}), (CallcenterEvents, {}), (CallDetailRecords, {}),
         (CallDetailRecords, {"form": "lines"}), (TaskRouterEvents, {}), (Tickets, {}), (AmazonConnect, {}),
         (Genesys, {}), (Roster, {}), (Table, TABLE)]


def zipped(how: int, name: str = "day.log") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr(name, LOG)
    return out.getvalue()


FILES = {
    "a ZIP that holds the log as it is": (zipped(zipfile.ZIP_STORED), "packed-file"),
    "a ZIP without a line break": (zipped(zipfile.ZIP_DEFLATED).replace(b"\n", b""), "packed-file"),
    "bzip2": (bz2.compress(LOG.encode()), "packed-file"), "xz": (lzma.compress(LOG.encode()), "packed-file"),
    "a workbook": (zipped(zipfile.ZIP_DEFLATED, "xl/workbook.xml"), "binary-file"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "binary-file"),
    "a database": (b"SQLite format 3\0" + bytes(40) + b"\n", "binary-file"),
    "a Parquet file": (b"PAR1\x15\0\x15\n" + bytes(30) + b"PAR1", "binary-file"),
    "UTF-16 without its mark": (LOG.encode("utf-16-be"), "other-encoding"),
}


def made(kind: type, folder: Path, **options: object) -> Source:
    source, issues = kind.configure("day", {"files": "day.log", "zone": "UTC", **options}, "centre.yaml:3", folder)
    assert issues == []
    return source


@pytest.mark.parametrize("name", FILES)
def test_every_source_says_the_same(tmp_path: Path, name: str) -> None:
    """What the file is, where, and what to do."""
    content, expected = FILES[name]
    (tmp_path / "day.log").write_bytes(content)
    for kind, options in KINDS:
        with pytest.raises(Trouble) as trouble:
            try_out(made(kind, tmp_path, **options), tmp_path / "day.log")
        (issue,) = trouble.value.issues
        assert (kind, issue.name) == (kind, expected)
        assert "day.log" in issue.where
        assert issue.remedy


def test_gzip_and_wide_text_are_told_where_they_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "day.log"
    for content, expected in ((gzip.compress(LOG.encode()), "packed-file"), (LOG.encode("utf-16"), "other-encoding"),
                              (LOG.replace("\n", "\r").encode(), "other-line-ends")):
        path.write_bytes(content)
        for kind, options in (KINDS[0], KINDS[1], KINDS[3], KINDS[6], KINDS[7], KINDS[11]):
            with pytest.raises(Trouble) as trouble:
                try_out(made(kind, tmp_path, **options), path)
            assert [issue.name for issue in trouble.value.issues] == [expected], kind


@pytest.mark.parametrize("start", [b"MZ,started\n", b"BZh;1\n", b"ID3|x\n", b"RIFF,a\n", b"Rar!\n", b"PK,1\n"])
def test_texts_that_begin_like_something_else_are_texts(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "day.log").write_bytes(start + LOG.encode())
    assert nature_of(tmp_path / "day.log") is None


def test_one_wrong_file_keeps_no_other_from_loading(hand: ModuleType, tmp_path: Path, warehouse) -> None:
    """The good ones load, the wrong one is told, each time, until it is mended; then it is loaded as well."""
    (tmp_path / "queue_log").write_text(LOG, encoding="utf-8")
    (tmp_path / "queue_log.1").write_bytes(zipped(zipfile.ZIP_STORED))
    source, _ = QueueLog.configure("calls", {"files": "queue_log*"}, "centre.yaml:3", tmp_path)

    def load():
        return warehouse.load([source], hand.agreed(), now=hand.NOW, progress=lambda *_: None)[0]

    first = load()
    assert ([issue.name for issue in first.issues], first.facts["contact"], first.files) == (["packed-file"], 30, 1)
    again = load()
    assert ([issue.name for issue in again.issues], again.files) == (["packed-file"], 0)
    (tmp_path / "queue_log.1").write_text(LOG.replace("|c", "|d"), encoding="utf-8")
    last = load()
    assert (last.issues, last.facts["contact"]) == ((), 30)


def test_letters_of_another_encoding_keep_names_apart_and_are_told(hand: ModuleType, tmp_path: Path, warehouse) -> None:
    text = LOG + LOG.replace("|c", "|d").replace("Köln", "Käln")
    (tmp_path / "queue_log").write_bytes(text.encode("cp1252"))
    source, _ = QueueLog.configure("calls", {"files": "queue_log"}, "centre.yaml:3", tmp_path)
    (report,) = warehouse.load([source], hand.agreed(), now=hand.NOW, progress=lambda *_: None)
    assert [(issue.name, issue.where) for issue in report.issues] == [("other-letters", str(tmp_path / "queue_log"))]
    assert report.facts["contact"] == 60
    names = warehouse.cursor().execute("SELECT name FROM queue ORDER BY name").fetchall()
    assert names == [("Käln",), ("Köln",)]


def test_bytes_of_nothing_make_no_call(tmp_path: Path) -> None:
    """As a power cut leaves them in a line: it is set aside, and the lines around it are not."""
    lines = LOG.splitlines()
    lines[7] = lines[7].replace("|c7|", "|c\0\0\0\0|")
    (tmp_path / "day.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    told = try_out(made(QueueLog, tmp_path), tmp_path / "day.log", show=3)
    assert (told.facts["contact"], [(row.line, row.issue) for row in told.beside]) == (29, [(8, "not-an-event")])
