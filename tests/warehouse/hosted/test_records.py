"""This file is about files of JSON records: however they are set out they are the same, and wrong ones are told."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fourscore.terms import Trouble
from fourscore.warehouse.sources.hosted import AmazonConnect, Genesys, records

Staging = Callable[..., Any]


def record(number: int, name: str = "Müller") -> dict[str, Any]:
    """A contact whose attributes hold what could be taken for the end of one record and the beginning of another."""
    return {"ContactId": f"c{number}", "Channel": "VOICE", "InitiationMethod": "INBOUND",
            "InitiationTimestamp": "2026-03-02T10:00:00Z", "DisconnectTimestamp": "2026-03-02T10:01:00Z",
            "CustomerEndpoint": {"Address": name}, "Attributes": {"note": 'a "}{" b'}, "Recordings": [{}, {}]}


THREE = [record(1), record(2), record(3)]
PLAIN = "".join(json.dumps(one, ensure_ascii=False) for one in THREE)
# Each with the lines on which the three begin.
OUT: dict[str, tuple[str | bytes, tuple[int, int, int]]] = {
    "one to a line": ("\n".join(json.dumps(one) for one in THREE), (1, 2, 3)),
    "with Windows' line ends and empty lines": (
        "\r\n\r\n".join(json.dumps(one) for one in THREE) + "\r\n", (1, 3, 5)),
    "without line breaks": (PLAIN, (1, 1, 1)),
    "over many lines": ("".join(json.dumps(one, indent=1) for one in THREE), (1, 17, 33)),
    "over many lines, none indented": ("\n".join(json.dumps(one, indent=0) for one in THREE), (1, 18, 35)),
    "in a list": (json.dumps(THREE, indent=2), (2, 19, 36)),
    "packed by gzip": (gzip.compress(PLAIN.encode()), (1, 1, 1)),
    "with a mark of its encoding": (b"\xef\xbb\xbf" + PLAIN.encode(), (1, 1, 1)),
    "in UTF-16": (PLAIN.encode("utf-16"), (1, 1, 1)),
}


@pytest.mark.parametrize("out", OUT)
@pytest.mark.parametrize("chunk", [1 << 23, 61])
def test_however_they_are_set_out(staged: Staging, monkeypatch: pytest.MonkeyPatch, out: str, chunk: int) -> None:
    """Read together or a few bytes at a time."""
    monkeypatch.setattr(records, "CHUNK", chunk)
    text, lines = OUT[out]
    told = staged(AmazonConnect, text)
    assert told.some("staged_contact", "key", "customer", "line", order="key") == [
        (f"c{number}", "müller", line) for number, line in enumerate(lines, 1)]
    assert told.aside == []


@pytest.mark.parametrize("batch", [20_000, 2])
def test_every_tenth_of_many_broken(staged: Staging, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """Cut off, without a name, or rubbish: they are all set aside with their place, and the others load."""
    monkeypatch.setattr(records, "BATCH", batch)
    many = 4_000 if batch > 2 else 40
    wrong = (lambda text: text[: len(text) // 2], lambda text: text.replace('"ContactId"', '"ContactKey"'),
             lambda text: "rubbish " + text.replace("{", "[").replace("}", "]"))
    lines = [json.dumps(record(number)) for number in range(many)]
    lines[::10] = [wrong[number % 3](line) for number, line in enumerate(lines[::10])]
    told = staged(AmazonConnect, "\n".join(lines))
    assert len(told.contacts) == many * 9 // 10
    assert told.aside == [(number + 1, "broken-record") for number in range(0, many, 10)]


def test_a_file_that_was_cut_off(staged: Staging) -> None:
    told = staged(AmazonConnect, "".join(json.dumps({**one, "Attributes": {}}) for one in THREE)[:-20])
    assert [row["key"] for row in told.contacts] == ["c1", "c2"]
    assert told.aside == [(1, "broken-record")]


def conversation(number: int) -> dict[str, Any]:
    return {"conversationId": f"g{number}", "conversationStart": "2026-03-02T10:00:00Z",
            "conversationEnd": "2026-03-02T10:01:00Z", "participants": [
                {"purpose": "customer", "sessions": [{"mediaType": "voice", "segments": [{"segmentType": "hold"}]}]},
                {"purpose": "acd", "sessions": []}]}


MANY = [conversation(number) for number in range(5)]
ANSWERS = {
    "an answer on one line": lambda many: json.dumps({"conversations": many, "totalHits": 5}),
    "an answer over many lines": lambda many: json.dumps({"totalHits": 5, "conversations": many}, indent=2),
    "a list": lambda many: json.dumps(many, indent=1),
    "a list on one line": json.dumps,
}


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("chunk", [1 << 20, 113])
def test_an_answer_that_was_cut_off(staged: Staging, monkeypatch: pytest.MonkeyPatch, answer: str, chunk: int) -> None:
    """Every conversation before the cut loads; the one it went through is set aside with the line it begins on."""
    monkeypatch.setattr(records, "CHUNK", chunk)
    text = ANSWERS[answer](MANY)
    starts = [text.rindex("{", 0, text.index(f'"g{number}"')) for number in range(5)]
    for cut, keys in ((starts[3] + 60, 3), (starts[3] + 2, 3), (text.index('"acd"', starts[4]) + 8, 4)):
        told = staged(Genesys, text[:cut])
        assert [row["key"] for row in told.contacts] == [f"g{number}" for number in range(keys)]
        assert told.aside == [(text[:starts[keys]].count("\n") + 1, "broken-record")]
    between = text.rindex("}", 0, starts[3]) + 1  # nothing is broken, and yet the end is missing
    told = staged(Genesys, text[:between])
    assert (len(told.contacts), told.aside) == (3, [(text[:between].count("\n") + 1, "broken-record")])


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_second_half_of_an_answer(staged: Staging, answer: str) -> None:
    """What begins in the middle of a conversation gives all that come after it."""
    text = ANSWERS[answer](MANY)
    told = staged(Genesys, text[text.index('"purpose"', text.index('"g1"')):])
    assert [row["key"] for row in told.contacts] == ["g2", "g3", "g4"]
    assert told.aside[0] == (1, "broken-record")


@pytest.mark.parametrize("answer", ANSWERS)
def test_one_broken_in_an_answer(staged: Staging, answer: str) -> None:
    text = ANSWERS[answer](MANY).replace('"conversationId": "g2"', '"conversationId": "g2')
    told = staged(Genesys, text)
    assert [row["key"] for row in told.contacts] == ["g0", "g1", "g3", "g4"]
    assert told.aside == [(text[:text.index('"g2')].count("\n") + ("many" not in answer and answer != "a list"),
                           "broken-record")]


def test_broken_lines_one_after_another(staged: Staging) -> None:
    """Each is a row set aside, on its own line, whatever is left of it."""
    lines = [json.dumps(record(number)) for number in range(9)]
    lines[2:7] = ["rubbish", lines[3][:70], lines[4][5:], '{"ContactId": "c5", "Attributes": {"a": {"b": 1}} x }',
                  "}]] not this"]
    told = staged(AmazonConnect, "\n".join(lines))
    assert [row["key"] for row in told.contacts] == ["c0", "c1", "c7", "c8"]
    assert told.aside == [(line, "broken-record") for line in range(3, 8)]


def test_letters_of_another_encoding_are_read_as_most_programs_write_them(staged: Staging) -> None:
    told = staged(AmazonConnect, PLAIN.encode("latin-1"))
    assert {row["customer"] for row in told.contacts} == {"müller"}


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("records.json", PLAIN)
    return out.getvalue()


@pytest.mark.parametrize(("text", "why"), [
    (gzip.compress(PLAIN.encode())[:-9], "it cannot be unpacked"),
    ("calldate,src,dst\n2026-03-02,5551,600\n", "0 of 2 entries look like one; it begins with 'calldate,src,dst"),
    (json.dumps({"conversations": [{"conversationId": "x"}]}), "0 of 1 entries look like one"),
    (bytes(range(256)) * 40, "0 of"),
    ("[" * 100_000, "0 of 1 entries"),
])
def test_a_file_of_another_kind(staged: Staging, text: str | bytes, why: str) -> None:
    with pytest.raises(Trouble, match=r"0\.json: This file holds no contact records of Amazon Connect: ") as trouble:
        staged(AmazonConnect, text)
    (issue,) = trouble.value.issues
    assert issue.name == "not-contact-records"
    assert why in issue.what


def test_an_archive(staged: Staging) -> None:
    with pytest.raises(Trouble, match=r"This is a ZIP archive, and holds records\.json") as trouble:
        staged(AmazonConnect, archive())
    assert trouble.value.issues[0].name == "packed-file"


def test_a_folder_as_a_bucket_is_copied(tmp_path: Path) -> None:
    """All files of the folder and below it, but what a tool left beside them."""
    for name in ("2026/03/02/10/a-1", "2026/03/02/11/b.json.gz", "2026/03/.part", "_temporary/0/c"):
        (tmp_path / "connect" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "connect" / name).write_text("{}")

    def found(*files: str) -> list[str]:
        source, _ = AmazonConnect.configure("switch", {"files": list(files)}, "centre.yaml:3", tmp_path)
        assert source is not None
        return [path.relative_to(tmp_path / "connect").as_posix() for path in source.files()]

    assert found("connect") == ["2026/03/02/10/a-1", "2026/03/02/11/b.json.gz"]
    assert found("connect/2026/03/02/*/a*", str(tmp_path / "connect/**/*.gz")) == found("connect")
    with pytest.raises(Trouble, match=r"No file is called nowhere/\*"):
        found("nowhere/*")
