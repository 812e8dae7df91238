"""This file is about ids changed in the editor with all that names them, notes on changes, and what is put up with."""

from fourscore.centre import (
    Centre,
    SaidInitiative,
    add_initiative,
    asked_by,
    comment,
    on_of,
    thread_of,
)
from fourscore.scoring import initiatives

from .test_editing import (
    MANAGER,
    SENIOR,
    Browsers,
    browser,
    draft_of,
    file_of,
    form,
    keys,
    loaded,
    page_of,
    send,
    there,
)

__all__ = ["browser", "keys", "loaded", "there"]


def test_another_id_takes_along_what_is_kept_of_it(there: Centre, browser: Browsers) -> None:
    with asked_by(MANAGER):
        number = comment(there, on_of(there, "objective", "quick", {}, ""), "Since the new desk.")
    add_initiative(there, SaidInitiative("chat", "Chat", "It is quicker", "quick", MANAGER,
                                         ["in-time +2pp by 2026-12-01"]), MANAGER)
    manager = browser(MANAGER)
    assert send(manager, "/edit/kpi/in-time", {"id": "answered"}) == "/edit/kpi/answered?done=kept"
    assert send(manager, "/edit/objective/quick", {"id": "at-once"}) == "/edit/objective/at-once?done=kept"
    assert draft_of(there).way[1].said.startswith("KPI answered: renamed from in-time to answered")
    page = page_of(manager, "/edit")
    assert send(manager, "/edit/steps/save", {}, seen_of=page) == "/edit?done=save"
    one = initiatives(there.office)[0]
    assert (one.objective, one.aims[0].kpi) == ("at-once", "answered")
    with asked_by(MANAGER):
        thread = thread_of(there, on_of(there, "objective", "at-once", {}, ""))
    assert [remark.number for remark in thread.remarks] == [number]
    assert b"kpi: answered, acknowledge" in file_of(there)


def test_who_changes_what_another_gave_an_id_meanwhile_loses_nothing(there: Centre, browser: Browsers) -> None:
    manager, senior = browser(MANAGER), browser(SENIOR)
    before = page_of(senior, "/edit/kpi/in-time")
    send(manager, "/edit/kpi/in-time", {"id": "answered"})
    met = senior.post("/edit/kpi/in-time", data={**form(before, "/edit/kpi/in-time"), "f.weight": "3"})
    assert met.status_code == 409
    assert form(met.text, "/edit/kpi/answered")["f.weight"] == "3"
    assert send(senior, "/edit/kpi/answered", {"do": "keep"}, seen_of=met.text) == "/edit/kpi/answered?done=kept"
    assert "weight: 3" in draft_of(there).text


def test_what_is_put_up_with_and_noted_has_forms(there: Centre, browser: Browsers) -> None:
    manager = browser(MANAGER)
    page = page_of(manager, "/edit/allow/new?rule=L15&at=talk")
    assert form(page, "/edit/allow/new") | {"seen": "", "id": ""} == {
        "seen": "", "id": "", "was.rule": "", "f.rule": "L15", "was.at": "", "f.at": "talk", "was.reason": "",
        "f.reason": "", "was.who": "", "f.who": MANAGER, "was.until": "", "f.until": ""}
    told = {"f.rule": "L15", "f.at": "talk", "f.reason": "Not yet", "f.until": "2026-12-01"}
    assert send(manager, "/edit/allow/new", told) == "/edit/allow/L15..talk?done=kept"
    assert draft_of(there).text.endswith(
        "  - rule: L15\r\n    at: talk\r\n    reason: Not yet\r\n    who: Mara Quinn\r\n    until: 2026-12-01\r\n")
    assert "L15 at talk" in page_of(manager, "/edit")
    assert send(manager, "/edit/allow/L15..talk", {"do": "take out"}) == "/edit?done=kept"
    said = {"f.in": "talk", "f.why": "A new desk"}
    assert send(manager, "/edit/note/new", said) == "/edit/note/talk..2026-05-04?done=kept"
    assert draft_of(there).way[-1].said == "a note on talk"
    assert "A new desk" in page_of(manager, "/edit/kpi/talk")
    points = {"anchors.as": "thirds", "anchors.0": "120s", "anchors.1": "60s", "f.floor": "", "f.baseline": ""}
    assert send(manager, "/edit/kpi/talk", points) == "/edit/kpi/talk?done=kept"
    assert "anchors: {as: thirds, red_flag: 120s, goal: 60s}" in draft_of(there).text
    # What was undone is not there to be looked at any more.
    page = page_of(manager, "/edit/note/talk..2026-05-04")
    send(manager, "/edit/steps/undo", {"back": "/edit/note/talk..2026-05-04"}, seen_of=page)
    where = send(manager, "/edit/steps/undo", {"back": "/edit/note/talk..2026-05-04"},
                 seen_of=page_of(manager, "/edit"))
    assert where == "/edit?done=undo"
