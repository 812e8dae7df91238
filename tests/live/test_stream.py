"""This file is about the stream as a server sends it: opened, kept alive, ended when its reader may hear no more."""

from __future__ import annotations

import http.client
import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import uvicorn

from fourscore.centre import Centre, Follower, add_wall_link, init, revoke_wall_link
from fourscore.web import create_app
from fourscore.web.live import hub, stream

CENTRE = """\
name: Live
zone: UTC
currency: EUR
sources:
  - {name: switch, kind: asterisk, files: queue_log, follow: 1s}
"""
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Served(NamedTuple):
    centre: Centre
    port: int
    app: Any

    @contextmanager
    def open(self, address: str) -> Iterator[http.client.HTTPResponse]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("GET", address)
            with closing(connection.getresponse()) as answer:
                yield answer

    def happens(self, text: str) -> None:
        with (self.centre.folder / "queue_log").open("a") as log:
            log.write(text)
        self.centre.load(["switch"], followed=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    patch = pytest.MonkeyPatch()
    patch.setattr(stream, "ASKED_AGAIN_S", 0.2)
    patch.setattr(hub, "BEAT_S", 0.3)
    folder: Path = tmp_path_factory.mktemp("stream") / "centre"
    init(folder, kind="support", name="Live", zone="UTC", currency="EUR", until=date(2026, 3, 1))
    (folder / "centre.yaml").write_text(CENTRE)
    (folder / "queue_log").write_text(f"{int(NOW.timestamp()) - 60}|1|Billing|NONE|ENTERQUEUE||5551|1\n")
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.follower = Follower(centre)
        centre.load()
        app = create_app(centre)
        with closing(socket.create_server(("127.0.0.1", 0))) as listening:
            server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            yield Served(centre, listening.getsockname()[1], app)
            app.state.live.hub.close()
            server.should_exit = True
            thread.join(10)
            app.state.live.hub.stop()
    patch.undo()
    shutil.rmtree(folder)


def messages(answer: http.client.HTTPResponse) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What comes: each message's name, number and body; until the stream ends."""
    there: dict[str, str] = {}
    while line := answer.readline().decode():
        if line == "\n":
            yield there["event"], there.get("id", ""), json.loads(there["data"])
            there = {}
        else:
            name, _, said = line.rstrip("\n").partition(": ")
            there[name] = said


def waiting(answer: http.client.HTTPResponse) -> str:
    """How many wait by the next message of the wall."""
    return next(str(body["tiles"][0]["value"]) for event, _, body in messages(answer) if event == "wall:centre")


def test_numbers_come_as_they_change_and_it_is_said_that_the_stream_lives(served: Served) -> None:
    with served.open("/live/stream?show=wall") as answer:
        assert answer.status == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        assert waiting(answer) == "1"
        served.happens(f"{int(NOW.timestamp()) - 30}|2|Billing|NONE|ENTERQUEUE||5552|1\n")
        assert waiting(answer) == "2"
        assert next(event for event, *_ in messages(answer)) == "beat"


def test_two_walls_and_the_floor_come_on_one_stream(served: Served) -> None:
    seen = set()
    with served.open("/live/stream?show=wall&show=wall:queue:Billing&show=floor&show=nonsense") as answer:
        for event, *_ in messages(answer):
            seen.add(event)
            if len(seen) == 4:
                break
    assert seen == {"beat", "wall:centre", "wall:queue:Billing", "floor"}


def test_a_stream_speaks_as_its_page_whatever_its_browser_asks_for(served: Served) -> None:
    key = add_wall_link(served.centre, "Foyer", "centre").key

    def first_tile(answer: http.client.HTTPResponse) -> str:
        return next(str(body["tiles"][0]["name"]) for event, _, body in messages(answer) if event == "wall:centre")

    with ExitStack() as tabs:  # all at the same time
        said = {asked: first_tile(tabs.enter_context(served.open(f"/live/stream?{asked}")))
                for asked in ("show=wall", "show=wall&language=de", f"link={key}&language=es",
                              "show=wall&language=xx")}
        german = messages(tabs.enter_context(served.open("/live/stream?show=wall&language=de")))
        beats = (event for event, *_ in german if event == "beat")
        assert [next(beats) for _ in range(3)]  # whether it may still hear is asked again meanwhile
        served.happens(f"{int(NOW.timestamp()) - 20}|3|Billing|NONE|ENTERQUEUE||5553|1\n")
        again = next(body["tiles"][0]["name"] for event, _, body in german if event == "wall:centre")
    assert list(said.values()) == ["Waiting now", "Wartend jetzt", "En espera ahora", "Waiting now"]
    assert again == "Wartend jetzt"


def test_a_revoked_links_stream_ends_and_says_so(served: Served) -> None:
    key = add_wall_link(served.centre, "Hall", "centre").key
    with served.open(f"/live/stream?link={key}&show=floor") as answer:
        coming = messages(answer)
        assert waiting(answer)  # a link's own wall, whatever is asked for
        revoke_wall_link(served.centre, "Hall")
        assert [event for event, *_ in coming if event != "beat"] == ["gone"]
    with served.open(f"/live/stream?link={key}") as answer:
        assert answer.status == 404


def test_while_nobody_listens_nothing_is_kept(served: Served) -> None:
    there = served.app.state.live.hub
    with ExitStack() as screens:
        for _ in range(5):
            waiting(screens.enter_context(served.open("/live/stream?show=wall")))
        assert there._open == 5
    for _ in range(200):
        if not there._open:
            break
        threading.Event().wait(0.05)
    assert (there._open, there._listeners, there._said) == (0, {}, {})
