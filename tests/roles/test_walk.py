"""This file is about every page there is: each number opens, each table goes out, each chart bears what happened."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from tests.staffed import AGENT, LEADER, NOW, PASSWORD, PEOPLE, staffed

from fourscore.centre import Centre, enter_incident, invite, keep_report
from fourscore.office import accounts, signing
from fourscore.web import create_app

WEEK, RATE = "2026-W46", "service_level:offered"
# Every page by its route, at an address that shows much; of what stands by someone else's name, as they see it.
PAGES = {
    "/scorecard": ["/scorecard", "/scorecard?period=2026-10", "/scorecard?team=Alder"],
    "/scorecard/panel": ["/scorecard/panel?measure=talk-time"],
    "/scorecard/parts": ["/scorecard/parts"], "/map": ["/map"], "/measures": ["/measures"],
    "/compare": ["/compare?period=2026-Q3", "/compare?period=2026-Q3&by=team"],
    "/explore": [f"/explore?metric={RATE}&metric=average_handle_time&by={by}&versus=before&period={WEEK}"
                 for by in ("day", "hour", "half_hour", "queue")],
    "/measure/{key}": [f"/measure/{RATE}?by={by}" for by in ("queue", "day", "hour")]
    + ["/measure/quality_score?by=agent&team=Alder"],
    "/measure/{key}/rows": [f"/measure/{RATE}/rows"], "/search": ["/search?q=a"], "/audit": ["/audit"],
    "/wall": ["/wall"], "/floor": ["/floor"], "/load": ["/load"], "/sources": ["/sources"], "/health": ["/health"],
    "/sources/{name}/aside": ["/sources/sample/aside"], "/reconcile": ["/reconcile"],
    "/reconcile/{number}": ["/reconcile/1", "/reconcile/1?calls=1"], "/stages": ["/stages"],
    "/stages/measures": ["/stages/measures?try="], "/stages/questions/{stage}": ["/stages/questions/1"],
    "/edit": ["/edit"], "/edit/text": ["/edit/text"], "/edit/changes": ["/edit/changes"],
    "/edit/publish": ["/edit/publish"], "/edit/questions/{stage}": ["/edit/questions/1"],
    "/edit/{kind}/{key}": ["/edit/kpi/talk-time"], "/subscriptions": ["/subscriptions"], "/account": ["/account"],
    "/comments": [f"/comments?on=figure&about={RATE}&period={WEEK}"], "/notices": ["/notices"],
    "/incidents": ["/incidents"],
    "/alerts": ["/alerts"], "/agent/{key}": [f"/agent/{AGENT}"], "/team/{key}": ["/team/Alder"], "/coach": ["/coach"],
    "/teams": ["/teams"], "/targets": ["/targets"], "/goals": ["/goals"], "/quality": ["/quality"],
    "/resource": ["/resource"], "/network": ["/network"],
    "/people/recruiting": ["/people/recruiting", "/people/recruiting?team=Alder"],
    "/people/training": ["/people/training"], "/my": [],
}
# Pages without a figure of the centre, or that lead elsewhere; the rest of a route hangs on what is not there here.
ELSEWHERE = {
    "/", "/team", "/begin", "/load/all", "/load/{number}", "/load/{number}/state", "/sources/state", "/health/{name}",
    "/reconcile/{number}/{table}",
    "/explore/view/{key}", "/wall/{key}", "/live/stream", "/comments/people", "/notices/count", "/sign-in",
    "/invitation/{key}", "/unsubscribe/{token}",
}
FILES = re.compile(r"\.(csv|xlsx|pdf|pptx)$")
VOID = {"input", "br", "img", "hr", "meta", "link", "wbr"}
# Of what is hidden, because it would tell of few, nothing is told elsewhere either.
HIDDEN = "hidden"


class Part:
    """One element of a page."""

    def __init__(self, tag: str, said: dict[str, str], up: Part | None) -> None:
        self.tag, self.said, self.up, self.within = tag, said, up, list[Part | str]()

    def all(self, tag: str = "") -> Iterator[Part]:
        for one in self.within:
            if isinstance(one, Part):
                if tag in ("", one.tag):
                    yield one
                yield from one.all(tag)

    def has(self, name: str) -> bool:
        return name in self.said.get("class", "").split()

    def text(self) -> str:
        found = (one if isinstance(one, str) else one.text() for one in self.within)
        return " ".join(" ".join(found).split()) if self.tag != "svg" else ""

    def card(self) -> Part:
        """The section it stands in."""
        return self if self.up is None or self.tag == "section" else self.up.card()

    def opens(self) -> list[str]:
        return [one.said["href"] for one in self.all("a") if "href" in one.said]


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.at = self.whole = Part("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Part(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.within.append(one)
        self.at = self.at if tag in VOID else one

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.within.append(Part(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        one: Part | None = self.at
        while one is not None and one.tag != tag:
            one = one.up
        self.at = one.up if one is not None and one.up is not None else self.at

    def handle_data(self, data: str) -> None:
        self.at.within.append(data)


class There(NamedTuple):
    """The pages of a centre as its senior manager sees them, or the agent where it is said so."""

    pages: TestClient
    keys: dict[str, str]

    def get(self, path: str, who: str = "") -> str:
        answer = self.pages.get(path, headers={"cookie": f"sid={self.keys[who or PEOPLE['Senior manager']]}"})
        assert answer.status_code == 200, (path, answer.status_code, re.findall(r'class="lead">([^<]*)', answer.text))
        return answer.text

    def read(self, path: str, who: str = "") -> Part:
        reading = _Reading()
        reading.feed(self.get(path, who))
        return reading.whole


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[There]:
    folder = staffed(tmp_path_factory.mktemp("walk") / "northgate", visits=700)
    with Centre.open(folder, now=lambda: NOW) as centre:
        enter_incident(centre, "outage", "2026-11-11 06:00", "2026-11-12 20:00", text="Lines down")
        enter_incident(centre, "mailing", "2026-08-11 09:00", "2026-08-11 11:00", text="Autumn letter")
        keep_report(centre, "Date,Queue,Offered\n2026-11-10,Orders and bills,4\n")
        keys = {}
        for person in (PEOPLE["Senior manager"], AGENT, LEADER):
            invited = invite(centre, person.replace(" ", "."), person, by=PEOPLE["Senior manager"])
            number = accounts.accept(centre.office, invited.key, PASSWORD, now=centre.now())
            keys[person] = signing.sign_in(centre.office, number, "Chromium", now=centre.now())
        app = create_app(centre)
        yield There(TestClient(app, base_url="http://127.0.0.1"), keys)
        app.state.looks.close()


WALKED = [("", path) for paths in PAGES.values() for path in paths] + [(AGENT, "/my"), (AGENT, f"/agent/{AGENT}")]


def test_every_page_there_is_is_walked(there: There) -> None:
    app = there.pages.app
    assert isinstance(app, FastAPI)
    routes = {route.path for route in app.routes
              if isinstance(route, APIRoute) and "GET" in (route.methods or ()) and not FILES.search(route.path)}
    assert routes == PAGES.keys() | ELSEWHERE


@pytest.mark.parametrize(("who", "path"), WALKED)
def test_every_number_opens_every_table_goes_out_and_every_chart_bears_what_happened(
    there: There, who: str, path: str,
) -> None:
    page = there.read(path, who)
    main = next(page.all("main"), page)
    dead = [text for table in main.all("table") for text in _dead(table)]
    assert dead == []
    opened = [urljoin(path, href) for table in main.all("table") for href in _some(table)]
    for address in dict.fromkeys(opened):
        there.get(address, who)
    for place, table in enumerate(main.all("table")):
        _goes_out(there, table, page, path, who, excel=not place)
    for chart in main.all("svg"):
        if (chart.has("run") or chart.has("spark")) and list(chart.all("circle")):
            assert [one for one in chart.all("g") if one.has("happened")], (chart.said["aria-label"][:200])
        if chart.has("funnel"):
            assert "Autumn letter" in main.text()


@pytest.mark.parametrize("who", [AGENT, LEADER])
def test_every_page_of_the_menu_is_there_for_whoever_has_it_in_theirs(there: There, who: str) -> None:
    menu = next(one for one in there.read("/account", who).all("nav") if one.has("side")).opens()
    assert len(menu) > 8
    for path in menu:
        main = next(there.read(path, who).all("main"))
        assert "cannot be told by" not in main.text(), path  # nobody is met by a refusal


def test_a_band_goes_out_with_both_edges_and_what_is_told_beneath_a_figure(there: There) -> None:
    rows = list(csv.DictReader(io.StringIO(there.get("/targets.csv").removeprefix("\ufeff"))))
    edges = {row["measure"]: (row["target"], row["target_upper"]) for row in rows}
    assert edges["Occupancy"] == ("0.7", "0.85")
    assert edges["Service level"] == ("0.8", "")
    assert "each month" in {row["target_note"] for row in rows}


def test_a_long_look_back_is_not_carried_to_other_pages(there: There) -> None:
    (menu,) = [one for one in there.read("/people/recruiting").all("nav") if one.has("side")]
    assert "/scorecard" in menu.opens()
    (menu,) = [one for one in there.read("/map?period=2026-10").all("nav") if one.has("side")]
    assert "/scorecard?period=2026-10" in menu.opens()


def _dead(table: Part) -> list[str]:
    """The figures of a table that lead nowhere: neither they nor what their row is of. On a role's page each leads by
    itself. Single facts open nothing further."""
    if table.has("rows"):
        return []
    if table.has("told"):
        return [cell.text() for row in table.all("tr") if HIDDEN not in row.text() for cell in row.all("td")
                if cell.has("num") and not cell.opens() and re.search(r"\d", next(cell.all("span")).text())]
    return [row.text() for row in table.all("tr") if not row.opens() and HIDDEN not in row.text() and any(
        cell.has("num") and re.search(r"\d", cell.text()) for cell in row.all("td"))]


def _some(table: Part) -> list[str]:
    """Of each column the first address its figures lead to."""
    found: dict[int, list[str]] = {}
    for row in table.all("tr"):
        for place, cell in enumerate(one for one in row.within if isinstance(one, Part)):
            if cell.has("num") or cell.tag == "th":
                found.setdefault(place, []).extend(one for one in cell.opens() if not one.startswith("#"))
    return [href for links in found.values() for href in links[:1]]


def _goes_out(there: There, table: Part, page: Part, path: str, who: str, *, excel: bool) -> None:
    """As CSV and Excel, with a row for every row; the latter is made for one table of a page, for it takes its time."""
    near = table.card().opens() or page.opens()
    files = [href for href in (*near, *page.opens()) if re.search(r"\.csv(\?|$)", href)]
    assert files, (path, "no file of", table.said)
    rows = list(csv.reader(io.StringIO(there.get(urljoin(path, files[0]), who).removeprefix("\ufeff"))))[1:]
    shown = [row for row in table.all("tr") if any(cell.tag == "td" for cell in row.within if isinstance(cell, Part))
             and not row.has("lane") and row.up is not None and row.up.tag != "thead" and row.up.tag != "tfoot"]
    assert len(rows) >= len(shown) > 0
    other = files[0].replace(".csv", ".xlsx")
    assert other in (*near, *page.opens())
    if excel:
        there.get(urljoin(path, other), who)
