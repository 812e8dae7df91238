"""This file is about the Python client: its manual carried out, block by block, against a served centre."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from fourscore.client import Client, Problem

from .conftest import Asked

MANUAL = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.fixture(scope="module")
def there(opened: Callable[..., Asked]) -> Asked:
    return opened("Mara Quinn", "Ada Bell", a_minute=500)


@pytest.fixture(scope="module")
def address(there: Asked) -> Iterator[str]:
    """Where the centre is served, over a real socket."""
    server = uvicorn.Server(uvicorn.Config(there.app, log_level="warning", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listens:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listens]})
        thread.start()
        yield f"http://127.0.0.1:{listens.getsockname()[1]}"
        server.should_exit = True
        thread.join(60)


def test_the_manual_can_be_carried_out(there: Asked, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", MANUAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 7
    names: dict[str, Any] = {"ADDRESS": address, "TOKEN": there.tokens["Mara Quinn"]}
    for block in blocks:
        exec(block, names)
    said = capsys.readouterr().out
    assert "Mara Quinn" in said
    assert "404 unknown-metric" in said


def test_lists_are_fetched_page_by_page(there: Asked, address: str) -> None:
    with Client(address, there.tokens["Mara Quinn"]) as centre:
        rows = list(centre.ask("contacts_handled", by=["day", "queue"], page=9))
        assert [len(page["rows"]) for page in centre.pages("/ask", metrics="contacts_handled", by="day,queue", limit=9)
                ][:-1] == [9] * ((len(rows) - 1) // 9)
        assert sum(row["value"] or 0 for row in rows) == 112
        assert len({metric["key"] for metric in centre.metrics()}) > 100


def test_problems_carry_what_the_centre_says(there: Asked, address: str) -> None:
    with Client(address, there.tokens["Ada Bell"]) as ada, pytest.raises(Problem) as hidden:
        ada.scorecard(agent="Ben Cole")
    assert (hidden.value.status, hidden.value.name) == (404, "not-yours")
    with Client(address, "fsr_wrong") as nobody, pytest.raises(Problem) as wrong:
        nobody.me()
    assert (wrong.value.status, wrong.value.name, bool(wrong.value.remedy)) == (401, "token-wrong", True)


def test_a_file_is_brought_and_loaded(there: Asked, address: str, tmp_path: Path) -> None:
    file = tmp_path / "desk.csv"
    file.write_text("Call ID,Start,Queue,Agent,Result,Wait,Talk\nc1,2026-04-02 10:00:00,Billing,PJSIP/1001,Answered,"
                    "12,100\n")
    with Client(address, there.tokens["Mara Quinn"]) as centre:
        brought = centre.bring(file)
        assert brought["state"] == "waiting"
        assert centre.load(brought["id"])["state"] == "loaded"
        with pytest.raises(Problem) as twice:
            centre.bring(file)
    assert twice.value.name == "nothing-new"


def test_who_is_told_to_wait_waits(there: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx2

    waits: list[float] = []
    answers = iter([(429, {"retry-after": "7"}, {"name": "too-many-requests"}), (200, {}, {"person": "Mara Quinn"}),
                    (429, {"retry-after": "500"}, {"name": "too-many-requests"})])

    def answer(request: httpx2.Request) -> httpx2.Response:
        status, headers, told = next(answers)
        return httpx2.Response(status, headers=headers, json=told)

    monkeypatch.setattr("fourscore.client.asking.time.sleep", waits.append)
    with Client("http://centre.example", through=httpx2.MockTransport(answer)) as centre:
        assert centre.me() == {"person": "Mara Quinn"}
        assert waits == [7.0]
        with pytest.raises(Problem, match="too-many-requests"):
            centre.me()
    assert waits == [7.0]
