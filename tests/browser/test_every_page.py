"""This file is about every page there is, in light and dark: nobody is shut out, the console is silent, paper is clean.

Whatever route the pages have is here with an address, or with why it is no page: a new one makes this file fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute
from tests.staffed import AGENT, TWICE

from fourscore.centre import Subscription, add_wall_link, invite, keep_report, unsubscribe_at
from fourscore.office import subscriptions

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .conftest import Served

pytestmark = pytest.mark.browser
MANAGER, WEEK = "Cal Hume", "period=2026-W46"
HANDLE = "average_handle_time"
# By the route: the addresses it is looked at by, with who looks where it is not a manager; "" is nobody yet.
PAGES: dict[str, tuple[str, ...] | dict[str, str]] = {
    "/scorecard": (f"/scorecard?{WEEK}", f"/scorecard?{WEEK}&show=off", "/scorecard?period=2026-10"),
    "/scorecard/parts": (f"/scorecard/parts?{WEEK}",), "/map": (f"/map?{WEEK}",), "/measures": ("/measures",),
    "/measure/{key}": (f"/measure/service_level:offered?{WEEK}&by=queue", f"/measure/occupancy?{WEEK}&by=queue"),
    "/measure/{key}/rows": (f"/measure/{HANDLE}/rows?{WEEK}",),
    "/explore": (f"/explore?{WEEK}&metric={HANDLE}&by=day&versus=before", "/explore"),
    "/compare": (f"/compare?period=2026-Q3&measure={HANDLE}&by=agent",), "/search": ("/search?q=service",),
    "/audit": ("/audit",), "/account": ("/account",), "/subscriptions": ("/subscriptions",), "/load": ("/load",),
    "/sources": ("/sources",), "/sources/{name}/aside": ("/sources/sample/aside",), "/health": ("/health",),
    "/reconcile": ("/reconcile",), "/stages": ("/stages",), "/stages/measures": ("/stages/measures",),
    "/stages/questions/{stage}": ("/stages/questions/1",), "/comments": (f"/comments?on=figure&about={HANDLE}&{WEEK}",),
    "/notices": ("/notices",), "/incidents": ("/incidents?new=1",), "/alerts": ("/alerts?new=1",),
    "/agent/{key}": ("/agent/Elif%20Brandt",), "/team/{key}": ("/team/Alder",), "/teams": ("/teams",),
    "/coach": ("/coach",), "/quality": ("/quality",), "/goals": ("/goals",), "/targets": ("/targets",),
    "/people/recruiting": ("/people/recruiting",), "/people/training": ("/people/training",),
    "/resource": ("/resource?period=2026-11-13",), "/network": ("/network",), "/floor": ("/floor",),
    "/wall": ("/wall",), "/my": {"/my": AGENT}, "/begin": {"/begin": TWICE}, "/sign-in": {"/sign-in": ""},
    "/edit": ("/edit",), "/edit/text": ("/edit/text",), "/edit/changes": ("/edit/changes",),
    "/edit/publish": ("/edit/publish",), "/edit/questions/{stage}": ("/edit/questions/1",),
    "/edit/{kind}/{key}": ("/edit/kpi/occupancy", "/edit/objective/new"),
}
NO_PAGE = {
    "/": "leads to one", "/team": "leads to one", "/explore/view/{key}": "leads to one", "/load/all": "leads to one",
    "/scorecard/panel": "a part of one", "/comments/people": "a part of one", "/notices/count": "a part of one",
    "/load/{number}/state": "a part of one", "/sources/state": "a part of one", "/live/stream": "a stream",
    "/reconcile/{number}/{table}": "a file", "/load/{number}": "in test_loading.py, with a file in it",
    "/health/{name}": "of a doubt, and this centre has none; its rows are those of /measure/{key}/rows",
}
SEEN = "how => axe.run(how).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))"
ON_PAPER = ".side:visible, main button:visible, main input:visible:not([type=hidden])"


def walk(there: Served) -> Iterator[tuple[str, str]]:
    """Every address, and who looks."""
    for shown in PAGES.values():
        yield from shown.items() if isinstance(shown, dict) else ((path, MANAGER) for path in shown)
    centre = there.centre
    yield f"/wall/{add_wall_link(centre, 'Hall', 'centre').key}", ""
    yield f"/invitation/{invite(centre, 'newcomer', 'Elif Brandt', by=MANAGER).key}", ""
    number = subscriptions.keep_subscription(centre.office, Subscription(
        0, MANAGER, "cal@example.org", "scorecard", "", "pdf", "weekly", 7, centre.now()))
    yield f"/unsubscribe/{unsubscribe_at(centre, number).rpartition(chr(47))[2]}", ""
    yield "/unsubscribe/none", ""
    report = keep_report(centre, "Queue,Offered\nOrders and bills,4\n")
    yield f"/reconcile/{report}?during=2026-W45", MANAGER
    yield "/no-such-page", MANAGER
    yield "/api/v1/docs", MANAGER


def test_every_route_is_looked_at_or_says_why_not(there: Served) -> None:
    routes = {route.path for route in there.app.routes
              if isinstance(route, APIRoute) and "GET" in (route.methods or ())}
    files = {path for path in routes if path.endswith((".csv", ".xlsx", ".pdf", ".pptx"))}
    linked = {"/wall/{key}", "/invitation/{key}", "/unsubscribe/{token}", "/reconcile/{number}"}
    assert routes - files == {*PAGES, *NO_PAGE, *linked}


def test_no_page_shuts_anyone_out_says_anything_leaves_its_frame_or_prints_its_buttons(
    there: Served, axe: str, pictures: Path,
) -> None:
    opened: dict[str, Page] = {}
    wrong: dict[str, Any] = {}
    for path, who in walk(there):
        page = opened.get(who) or there.page_of(who)
        opened[who] = page
        page.goto(path)
        page.evaluate(axe)
        picture = pictures / f"every-{path.strip('/').partition('?')[0].replace('/', '-')[:60]}"
        found = [*page.evaluate(SEEN, {}), *_over(page, "wide")]
        page.screenshot(path=picture.with_suffix(".png"))
        page.emulate_media(color_scheme="dark")
        found += page.evaluate(SEEN, {"runOnly": ["color-contrast"]})  # all that is other by night
        page.screenshot(path=picture.with_suffix(".dark.png"))
        page.set_viewport_size({"width": 390, "height": 844})
        found += _over(page, "narrow")
        page.screenshot(path=picture.with_suffix(".narrow.png"))
        page.set_viewport_size({"width": 1440, "height": 900})
        page.emulate_media(color_scheme="light", media="print")
        found += [*_over(page, "print"), *(["buttons on paper"] if page.locator(ON_PAPER).count() else [])]
        page.emulate_media(media="screen")
        # A browser tells of every answer that is an error, whatever its page shows.
        found += [text for text in there.said if "responded with a status of 404" not in text]
        there.said.clear()
        if found:
            wrong[path] = found
    assert wrong == {}


def _over(page: Page, how: str) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{how}: {over} px beyond its frame"] if over > 0 else []
