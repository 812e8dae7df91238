"""This file is about other people's names in every parameter of every page and form: none of them tells of anybody."""

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from fourscore.centre import Centre, approve_agreement, keep_report
from fourscore.web import create_app

from .conftest import NOW
from .rights_table import CENTRE, PEOPLE, REPORT, STRATEGY, TABLE, Opened, call, signed
from .test_rights import OTHERS, said_by_page

WEB = Path(__file__).parents[2] / "src" / "fourscore" / "web"
ASKED = re.compile(r"(?:query_params|query)(?:\.get\(|\.getlist\(|\[|\.multi_items\()\"([a-z_-]+)\"")
NAMED = re.compile(r"""\bname="([a-z_-]+)"|\bname="([a-z-]+){{""")
# What an address narrows figures to: columns of facts, and the groups of them.
NARROWING = ("team", "agent", "queue", "site", "queue_group", "channel", "topic", "customer_segment", "customer",
             "x_coach")
# What makes a page of what it says, or refuses it: tried one by one. The others are tried some at a time.
ALONE = (*NARROWING, "period", "scope", "by", "metric", "measure", "versus", "part", "what", "view", "show", "table")
# What ends the session, or opens another one's way.
LEADS_OUT = {"POST /sign-out", "POST /account/elsewhere", "POST /sign-in", "POST /language"}
# Who may be told of a comment on Ada's figures: whoever sees them, her leader among them. Alerts are owned by whoever
# runs the day, and may be handed on among them. What a KPI is limited to stands in the strategy, which all may read.
MAY_NAME = {"Zoe Ray": ("/comments/people",), "Max Orr": ("/alerts",),
            "Orders": ("/scorecard?", "/scorecard/parts", "/scorecard.")}
SLOW = re.compile(r"\.(pdf|pptx)\b|^GET (?!/scorecard|/explore|/report).*\.xlsx")  # of the same card, or rows


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("parameters") / "centre"
    folder.mkdir()
    (folder / "queue_log").write_text("".join(call(n) for n in range(112)))
    for name, text in (("centre", CENTRE), ("people", PEOPLE), ("strategy", STRATEGY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.load()
        approve_agreement(centre, "Mara Quinn")
        keep_report(centre, REPORT)
        app = create_app(centre)
        yield Opened(centre, app, {person: signed(centre, person) for person in OTHERS})
        app.state.looks.close()
        app.state.uploads.close()


def parameters() -> list[str]:
    """Every word of an address that some page reads, as its source says it."""
    found = {name for path in WEB.rglob("*.py") if "api" not in path.parts for name in ASKED.findall(path.read_text())}
    assert len(found) > 25
    return sorted(found | set(NARROWING) | {"link"})


def together(*, file: bool) -> list[list[str]]:
    """Parameters that are tried at a time; of a file of a page only what narrows it, alone."""
    rest = [name for name in parameters() if name not in ALONE]
    alone = [[name] for name in (NARROWING[:2] if file else ALONE)]
    return [*alone, *(rest[first:first + 10] for first in range(0, len(rest), 10))]


def fields() -> list[str]:
    """Every field of every form."""
    found = {one or two for path in (WEB / "templates").rglob("*.html")
             for one, two in NAMED.findall(path.read_text())}
    assert len(found) > 60
    return sorted(found)


def text_of(answer: Any) -> str:
    """What an answer says; of a packed file, what stands in all its parts."""
    if not answer.content.startswith(b"PK"):
        return str(answer.text)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def told(person: str, answer: Any, asked: str) -> list[str]:
    """Whom of others an answer names, other than as the address did that was asked."""
    plain = said_by_page(text_of(answer), asked) + answer.headers.get("location", "").partition("?")[0]
    path = unquote(asked.partition("?")[0])
    return [name for name in OTHERS[person] if name in plain and f"/{name}" not in path
            and not asked.startswith(MAY_NAME.get(name, ("-",)))]


def seen_by(opened: Opened) -> Iterator[tuple[str, list[tuple[str, TestClient]]]]:
    """Every address of the table that is no picture of another one, with those of `OTHERS` who get it."""
    there = {person: opened.browser(person) for person in OTHERS}
    for row, addresses in TABLE.items():
        if not row.startswith("GET") or not addresses or SLOW.search(row):
            continue
        some = {person: address for address, who in addresses.items() for person in OTHERS if person in who}
        for address in dict.fromkeys(some.values()):
            yield address, [(person, there[person]) for person, one in some.items() if one == address]


def test_no_page_tells_of_others_whatever_its_address_says(opened: Opened) -> None:
    found, tried = {}, 0
    for address, people in seen_by(opened):
        turns = cycle(people)
        for names in together(file=re.search(r"\.(csv|xlsx)", address) is not None):
            person, there = next(turns)
            other = OTHERS[person][tried % 2].replace(" ", "+")
            asked = f"{address}{'&' if '?' in address else '?'}{'&'.join(f'{name}={other}' for name in names)}"
            answer = there.get(asked)
            tried += 1
            if answer.status_code >= 500 or told(person, answer, asked):
                found[person, asked] = (answer.status_code, told(person, answer, asked))
    assert found == {}
    assert tried > 400


def test_what_is_hidden_stays_hidden_whatever_the_address_says(opened: Opened) -> None:
    """Pages that are not somebody's are not, with all parameters at once."""
    for row, addresses in TABLE.items():
        for address, who in addresses.items():
            for person in sorted(set(OTHERS) - who)[:1] if row.startswith("GET") and not SLOW.search(row) else ():
                more = "&".join(f"{name}={OTHERS[person][0]}" for name in parameters()
                                if f"{name}=" not in address and name != "scope")
                asked = f"{address}{'&' if '?' in address else '?'}{more}"
                answer = opened.browser(person).get(asked)
                assert answer.status_code in (303, 307, 400, 404), (person, address)
                assert told(person, answer, asked) == [], (person, address)


def places(opened: Opened, person: str) -> Iterator[str]:
    """Every address that takes a form, its path saying another's name, and numbers that are others'."""
    for route in opened.app.routes:
        if isinstance(route, APIRoute) and "POST" in route.methods and f"POST {route.path}" not in LEADS_OUT:
            for word in (OTHERS[person][0], "1"):
                yield re.sub(r"{\w+}", word, route.path)


@pytest.mark.parametrize("person", ["Ada Bell", "Lee Guest"])
def test_no_form_tells_of_others_or_changes_theirs(opened: Opened, person: str) -> None:
    there, other, every = opened.browser(person), OTHERS[person][0], fields()
    texts = {name: (opened.centre.folder / name).read_bytes() for name in ("strategy.yaml", "people.yaml")}
    before = len(opened.centre.office.changes(other))
    for place in dict.fromkeys(places(opened, person)):
        for first in range(0, len(every), 20):
            answer = there.post(place, data=dict.fromkeys(every[first:first + 20], other))
            assert answer.status_code < 500, place
            assert told(person, answer, f"{place}?x={other}") == [], (place, every[first:first + 20])
    assert texts == {name: (opened.centre.folder / name).read_bytes() for name in texts}
    assert len(opened.centre.office.changes(other)) == before
