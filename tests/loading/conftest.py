"""This file is about a small centre that files are brought to, and a browser that brings them."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, Uploads
from fourscore.centre.uploading.limits import Limits
from fourscore.centre.uploading.look import look
from fourscore.web import create_app

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TEXT = """\
name: Harbour   # ours
zone: Europe/Berlin
currency: EUR

# where it comes from
sources: []   # nothing yet
resolution_window: 7d
"""
PEOPLE = """\
roles:
  - {name: Mara Quinn, role: Call centre manager}
  - {name: Rita Shaw, role: Reporting analyst}
  - {name: Lea Duarte, role: Trainer}
"""
HEAD = "Call ID,Start,Queue,Agent,Result,Wait,Talk\n"
CALLS = HEAD + """\
c1,2026-03-02 10:00:00,Billing,Ada,Answered,12,100
c2,2026-03-02 10:05:00,Sales,,Abandoned,30,0
c3,2026-03-02 10:09:00,Sales,Ben,Answered,4,61
c4,2026-03-02 10:11:00,=Sales,Ben,Answered,5,10
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "harbour")


def written(folder: Path) -> Path:
    folder.mkdir()
    (folder / "centre.yaml").write_text(TEXT, encoding="utf-8")
    (folder / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    return folder


@pytest.fixture
def centre(folder: Path) -> Iterator[Centre]:
    with Centre.open(folder, now=lambda: NOW) as there:
        yield there


@pytest.fixture
def uploads(centre: Centre) -> Uploads:
    """Looks at files in this process, which is quicker; tests/loading/test_taking.py tries the other way."""
    return Uploads(centre, look=look)


@pytest.fixture
def browser(centre: Centre, uploads: Uploads) -> TestClient:
    return TestClient(create_app(centre, uploads=uploads), base_url="http://127.0.0.1", follow_redirects=False)


@pytest.fixture
def bring(browser: TestClient) -> Callable[..., object]:
    def brought(content: bytes | str, name: str = "calls.csv") -> object:
        body = content.encode() if isinstance(content, str) else content
        return browser.post(f"/load/files?name={quote(name, safe='')}", content=body)

    return brought


def small(centre: Centre, **limits: float) -> TestClient:
    """A browser at pages with narrower bounds."""
    uploads = Uploads(centre, Limits()._replace(**limits), look)
    return TestClient(create_app(centre, uploads=uploads), base_url="http://127.0.0.1", follow_redirects=False)


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]
