"""This file is about what the search lets a reader do, and about commands that are links to pages."""

from __future__ import annotations

from types import ModuleType

import pytest

from fourscore.web.pages import Frame
from fourscore.web.search.commands import doing
from fourscore.web.search.hits import Here, find


def all_of(page: str) -> bool:
    return True


@pytest.mark.parametrize(("text", "shown"), [
    ("Run: fourscore load", 'Run: <a class="link within" href="/load">Load a file</a>'),
    ("See what it lacks: fourscore stages; a manager signs it there (fourscore stages sign).",
     'See what it lacks: <a class="link within" href="/stages">Set-up</a>; a manager signs it there.'),
    ("Any export will do (--report FILE).", "Any export will do."),
    ("Publish one with  fourscore publish strategy --as NAME --why '…'",
     'Publish one with  <a class="link within" href="/stages#published">Set-up</a>'),
    ("Stop `fourscore serve` & <come> again", "Stop `fourscore serve` &amp; &lt;come&gt; again"),
    ("strategy.yaml:48", '<a class="link within" href="/edit/text#line-48">strategy.yaml:48</a>'),
])
def test_a_command_is_a_link_to_the_page_that_does_it(text: str, shown: str) -> None:
    assert str(doing(text, all_of)) == shown


def test_who_may_not_open_the_page_is_not_led_there() -> None:
    assert str(doing("Run: fourscore load; strategy.yaml:4", lambda _: False)) == "Run: fourscore load; strategy.yaml:4"


HERE = Here("/measure/service_level:offered", "period=2026-W46")
DOES = {
    "mark an incident": "/incidents?new=1&period=2026-W46#new", "outage": "/incidents?new=1&period=2026-W46#new",
    "watch a measure": "/alerts?new=1&metric=service_level%3Aoffered#new",
    "comment": "/measure/service_level:offered?period=2026-W46#talk", "publish the str": "/edit/publish",
    "reconcile a report": "/reconcile", "bring a file": "/load", "period before": "/measure/service_level:offered?",
    "new kpi": "/edit/kpi/new", "sign a stage": "/stages", "have a report sent": "/subscriptions",
}


@pytest.mark.parametrize("wanted", DOES)
def test_whatever_may_be_done_is_found(paper: ModuleType, wanted: str) -> None:
    frame = Frame(paper.PaperCentre())
    found = {hit.href for _, hits in find(frame, wanted, HERE, script=True) for hit in hits}
    assert any(href.startswith(DOES[wanted]) for href in found), found


def test_what_a_page_does_by_itself_is_found_where_there_is_script(paper: ModuleType) -> None:
    frame = Frame(paper.PaperCentre())

    def does(wanted: str, *, script: bool) -> set[str]:
        return {hit.do for _, hits in find(frame, wanted, HERE, script=script) for hit in hits if hit.do}

    assert does("keyboard sheet", script=True) == {"keys"}
    assert does("print", script=True) == {"print"}
    assert does("language", script=True) == {"language"}
    assert does("keyboard", script=False) == set()
