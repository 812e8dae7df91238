"""This file is about the editor of the strategy: a draft changed by two at once, undone, killed, put in force."""

import html
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, invite
from fourscore.office import accounts, drafts, signing
from fourscore.scoring import strategies
from fourscore.strategy import stamp
from fourscore.web import create_app

from .conftest import CENTRE, NOW, PEOPLE, STRATEGY, edit, log, signed

SENIOR, MANAGER, AGENT = "Zoë King", "Mara Quinn", "Ada Bell"
GOOD = "four blue kettles sing"
Browsers = Callable[[str], TestClient]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre with its facts loaded and its set-up signed, to be copied."""
    made = tmp_path_factory.mktemp("editing") / "centre"
    made.mkdir()
    for name, text in (("centre.yaml", CENTRE), ("people.yaml", PEOPLE), ("strategy.yaml", STRATEGY),
                       ("queue_log", log(200))):
        (made / name).write_bytes(text.encode())
    with Centre.open(made, now=lambda: NOW) as opened:
        opened.load()
        signed(opened)
    return made


@pytest.fixture(scope="module")
def keys(loaded: Path) -> dict[str, str]:
    """What each person is signed in by, in every copy."""
    found = {}
    with Centre.open(loaded, now=lambda: NOW) as opened:
        for person in (SENIOR, MANAGER, AGENT):
            key = invite(opened, person.replace(" ", "."), person, by=SENIOR).key
            number = accounts.accept(opened.office, key, GOOD, now=NOW)
            found[person] = signing.sign_in(opened.office, number, "Firefox/1 Linux", now=NOW)
    return found


@pytest.fixture
def there(loaded: Path, tmp_path: Path) -> Iterator[Centre]:
    """A copy of it, opened."""
    shutil.copytree(loaded, tmp_path / "centre")
    with Centre.open(tmp_path / "centre", now=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def browser(keys: dict[str, str], there: Centre) -> Browsers:
    """A browser in which somebody is signed in."""
    app = create_app(there)

    def enter(person: str) -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False,
                            headers={"origin": "http://127.0.0.1"})
        client.cookies.set("sid", keys[person])
        return client

    return enter


def form(page: str, action: str) -> dict[str, str]:
    """What a browser would send of that form, nothing in it touched, by its first button of a name."""
    inner = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
    assert inner is not None, action
    found: dict[str, str] = {}
    for tag, attributes, body in re.findall(r"<(input|textarea|select)\b([^>]*)>(?:(.*?)</\1>)?", inner[0], re.DOTALL):
        name = re.search(r'name="([^"]+)"', attributes)
        if name is None or ("checkbox" in attributes and "checked" not in attributes):
            continue
        if tag == "input":
            body = (re.search(r'value="([^"]*)"', attributes) or ["", ""])[1]
        elif tag == "select":
            chosen = re.search(r'<option value="([^"]*)" selected>', body) or re.search(r'value="([^"]*)"', body)
            body = chosen[1] if chosen else ""
        else:
            body = body.removeprefix("\n")
        found[html.unescape(name[1])] = html.unescape(body)
    return found


def page_of(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.text[-2000:])
    return answer.text


def send(client: TestClient, path: str, said: dict[str, str], *, seen_of: str = "") -> str:
    """The form of a page as it is, but for what is said; where it leads."""
    answer = client.post(path, data={**form(seen_of or page_of(client, path), path), **said})
    assert answer.status_code == 303, html.unescape(answer.text[-3000:])
    return str(answer.headers["location"])


def file_of(centre: Centre) -> bytes:
    return (centre.folder / "strategy.yaml").read_bytes()


def draft_of(centre: Centre) -> drafts.Draft:
    found = drafts.standing(centre.office)
    assert found is not None
    return found


def test_a_change_is_drafted_undone_redone_and_put_into_the_file(there: Centre, browser: Browsers) -> None:
    manager, before = browser(MANAGER), file_of(there)
    assert send(manager, "/edit/kpi/in-time", {"at.0": "85%", "why": "We can"}) == "/edit/kpi/in-time?done=kept"
    assert file_of(there) == before
    draft = draft_of(there)
    assert (draft.by, draft.base.encode(), len(draft.way)) == (MANAGER, before, 2)
    assert "KPI in-time: target 80.0% → 85.0%" in draft.way[1].said
    note = "changes: [{'on': 2026-05-04, who: Mara Quinn, why: We can}]"
    assert draft.text.encode() == before.replace(b"target: 80%", b"target: 85%").replace(
        b"baseline: 70%", f"baseline: 70%, {note}".encode())
    page = page_of(manager, "/edit")
    assert "A draft of Mara Quinn" in page
    assert send(manager, "/edit/steps/undo", {}, seen_of=page) == "/edit?done=undo"
    assert draft_of(there).text.encode() == before
    assert send(manager, "/edit/steps/redo", {}, seen_of=page_of(manager, "/edit")) == "/edit?done=redo"
    page = page_of(manager, "/edit")
    assert send(manager, "/edit/steps/save", {}, seen_of=page) == "/edit?done=save"
    assert file_of(there) == draft.text.encode()
    assert drafts.standing(there.office) is None
    assert {kpi.id: kpi.targets[0][1] for kpi in there.strategy.kpis()}["in-time"] == 0.85
    assert [(one.who, one.old, one.new) for one in there.office.changes() if one.thing == "strategy.yaml"] == [
        (MANAGER, "80.0%", "85.0%")]
    again = manager.post("/edit/steps/save", data=form(page, "/edit/steps/save"))  # sent once more: nothing twice
    assert again.status_code in (303, 400)
    assert len([one for one in there.office.changes() if one.thing == "strategy.yaml"]) == 1


def test_the_second_of_two_is_shown_what_changed_and_puts_theirs_on_top(there: Centre, browser: Browsers) -> None:
    senior, manager = browser(SENIOR), browser(MANAGER)
    first, second = (page_of(one, "/edit/kpi/in-time") for one in (senior, manager))
    send(senior, "/edit/kpi/in-time", {"at.0": "85%", "f.owner": "Team leader"}, seen_of=first)
    late = manager.post("/edit/kpi/in-time", data={**form(second, "/edit/kpi/in-time"), "at.0": "90%",
                                                   "f.floor": "55%"})
    assert late.status_code == 409
    shown = html.unescape(late.text)
    for words in ("KPI in-time: target 80.0% → 85.0%", SENIOR, "<td>85%</td><td><strong>90%</strong></td>",
                  "<td>50%</td><td><strong>55%</strong></td>"):
        assert words in shown, words
    assert "target: 85%" in draft_of(there).text
    send(manager, "/edit/kpi/in-time", {}, seen_of=late.text)
    text = draft_of(there).text
    assert [part in text for part in ("target: 90%", "floor: 55%", "owner: Team leader")] == [True] * 3
    assert [step.by for step in draft_of(there).way] == [SENIOR, SENIOR, MANAGER]
    gone = page_of(manager, "/edit/objective/able")
    take = form(gone, "/edit/objective/able") | {"do": "take out"}
    send(senior, "/edit/words/all", {"f.vision": "All are helped."})
    met = manager.post("/edit/objective/able", data=take)
    assert (met.status_code, "You take this out." in met.text) == (409, True)
    send(manager, "/edit/objective/able", {}, seen_of=met.text)
    assert re.search(r"able: \{name", draft_of(there).text) is None
    assert "from: able" not in draft_of(there).text
    assert "All are helped." in draft_of(there).text


def test_two_texts_come_together_or_one_is_taken_over_and_undo_brings_the_other_back(
    there: Centre, browser: Browsers,
) -> None:
    senior, manager, before = browser(SENIOR), browser(MANAGER), file_of(there).decode()
    page = page_of(manager, "/edit/text")
    typed = form(page, "/edit/text")
    assert typed["text"] == before.replace("\r\n", "\n")
    send(senior, "/edit/text", {"text": before.replace("\r\n", "\n").replace("Nobody waits.", "No one waits.")})
    assert draft_of(there).text == before.replace("Nobody waits.", "No one waits.")  # the one line end \r\n is kept
    typed["text"] = typed["text"].replace("Be there for those", "Be there, for all those").replace("\n", "\r\n")
    met = manager.post("/edit/text", data=typed)
    assert met.status_code == 409
    boxes = [html.unescape(one) for one in re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", met.text, re.DOTALL)]
    seen = form(met.text, "/edit/text")["seen"]
    both = manager.post("/edit/text", data={"seen": seen, "text": boxes[0]})
    assert both.status_code == 303
    assert draft_of(there).text == before.replace("Nobody", "No one").replace(
        "Be there for those", "Be there, for all those")
    over = manager.post("/edit/text", data={"seen": stands_seen(there), "text": boxes[1]})
    assert over.status_code == 303
    assert "Nobody waits." in draft_of(there).text
    send(manager, "/edit/steps/undo", {}, seen_of=page_of(manager, "/edit"))
    assert "No one waits." in draft_of(there).text


def stands_seen(centre: Centre) -> str:
    return stamp(draft_of(centre).text.encode())


def test_a_file_changed_beside_the_draft_is_brought_in_or_put_under_it(there: Centre, browser: Browsers) -> None:
    manager = browser(MANAGER)
    send(manager, "/edit/kpi/lost", {"at.0": "4%"})
    edit(there.folder / "strategy.yaml", "Nobody waits.", "No one waits.")
    page = page_of(manager, "/edit")
    assert "strategy.yaml was changed beside the draft" in page
    assert "strategy: vision Nobody waits. → No one waits." in html.unescape(page)
    kept = manager.post("/edit/steps/save", data=form(page, "/edit/steps/save"))
    assert kept.status_code == 400
    assert b"target: 5%" in file_of(there)
    send(manager, "/edit/steps/bring", {}, seen_of=page)
    assert "No one waits." in draft_of(there).text
    edit(there.folder / "strategy.yaml", "No one waits.", "They wait.")
    send(manager, "/edit/steps/over", {}, seen_of=page_of(manager, "/edit"))
    draft = draft_of(there)
    assert "No one waits." in draft.text
    assert "They wait." in drafts.texts(there.office, draft.number)[draft.before or 0]
    send(manager, "/edit/steps/save", {}, seen_of=page_of(manager, "/edit"))
    assert b"No one waits." in file_of(there)
    assert b"target: 4%" in file_of(there)


def test_a_draft_is_published_by_who_may_and_only_when_the_rules_and_gates_let_it(
    there: Centre, browser: Browsers,
) -> None:
    senior, manager = browser(SENIOR), browser(MANAGER)
    before = file_of(there)
    send(manager, "/edit/words/all", {"f.mission": ""})
    page = page_of(senior, "/edit/publish")
    assert "What keeps it back" in page
    shut = senior.post("/edit/publish", data={**form(page, "/edit/publish"), "why": "Now"})
    assert (shut.status_code, file_of(there)) == (400, before)
    assert "must be mended first" in shut.text
    send(manager, "/edit/steps/undo", {}, seen_of=page_of(manager, "/edit"))
    send(manager, "/edit/words/all", {"f.mission": "Be there."})
    refused = manager.post("/edit/publish", data={"seen": stands_seen(there), "why": "x", "newest": "0"})
    assert (refused.status_code, file_of(there)) == (400, before)
    no_reason = senior.post("/edit/publish", data=form(page_of(senior, "/edit/publish"), "/edit/publish"))
    assert "It is not said why." in no_reason.text
    page = page_of(senior, "/edit/publish")
    assert send(senior, "/edit/publish", {"why": "The first"}, seen_of=page) == "/edit/publish?done=published"
    assert file_of(there) == before.replace(b"Be there for those who call.", b"Be there.")
    kept = strategies(there.office)
    assert [(one.number, one.text.encode(), one.approval.verified) for one in kept] == [(1, file_of(there), True)]
    send(manager, "/edit/kpi/lost", {"at.0": "4%"})
    assert "KPI lost: target 5.0% → 4.0%" in html.unescape(page_of(senior, "/edit/publish"))
    assert "Since version 1" in page_of(senior, "/edit/changes")


def test_a_draft_is_published_through_the_api(there: Centre, browser: Browsers) -> None:
    senior, manager, at = browser(SENIOR), browser(MANAGER), "/api/v1/strategy/draft"
    before, told = file_of(there), manager.get(at)
    put = manager.put(at, json={"text": told.json()["text"].replace("Be there for those who call.", "Be there.")},
                      headers={"if-match": told.headers["etag"]})
    seen = {"if-match": put.headers["etag"]}
    assert manager.get(f"{at}/changes").json()["standing"] == []
    refused = manager.post(f"{at}/publication", json={"why": "Mine."}, headers=seen)
    assert (refused.status_code, file_of(there)) == (409, before), refused.text
    late = senior.post(f"{at}/publication", json={"why": "Late."}, headers={"if-match": told.headers["etag"]})
    assert (late.status_code, late.json()["name"], file_of(there)) == (412, "edition-passed", before)
    published = senior.post(f"{at}/publication", json={"why": "Agreed."}, headers=seen)
    assert (published.status_code, published.json()["version"]) == (201, 1), published.text
    assert file_of(there) == before.replace(b"Be there for those who call.", b"Be there.")
    assert [one.approval.verified for one in strategies(there.office)] == [True]


def test_who_may_not_write_the_strategy_finds_no_editor(there: Centre, browser: Browsers) -> None:
    agent, before = browser(AGENT), file_of(there)
    for path in ("", "/text", "/changes", "/publish", "/questions/1", "/kpi/in-time"):
        assert agent.get(f"/edit{path}").status_code == 404, path
    for path in ("/text", "/publish", "/steps/undo", "/steps/drop", "/questions/1", "/kpi/in-time"):
        seen = stamp(before)
        assert agent.post(f"/edit{path}", data={"seen": seen, "text": "x", "f.name": "x"}).status_code == 404, path
    assert drafts.standing(there.office) is None
    assert 'href="/edit"' not in agent.get("/measures").text


def test_what_is_too_long_or_cannot_be_read_is_told_and_comes_back(there: Centre, browser: Browsers) -> None:
    manager = browser(MANAGER)
    page = form(page_of(manager, "/edit/text"), "/edit/text")
    long = manager.post("/edit/text", data=page | {"text": "# " + "x" * 1_000_001})
    assert (long.status_code, "longer than 1 MB" in long.text, "x" * 1000 in long.text) == (413, True, True)
    longer = manager.post("/edit/kpi/in-time", data={"f.name": "x" * 7_100_000})
    assert "longer than 1 MB" in longer.text
    assert drafts.standing(there.office) is None
    wrong = manager.post("/edit/kpi/in-time", data={**form(page_of(manager, "/edit/kpi/in-time"), "/edit/kpi/in-time"),
                                                    "f.season": "1: [90%", "f.decision": "Whom to call"})
    assert wrong.status_code == 400
    assert "cannot be read" in wrong.text
    assert ("1: [90%" in wrong.text, "Whom to call" in wrong.text) == (True, True)
    send(manager, "/edit/text", {"text": "centre: [support\nmission: \0x\n"})  # half a text is kept too
    assert draft_of(there).text == "centre: [support\nmission: x\n"  # without signs that are no writing
    for path in ("/edit", "/edit/text", "/edit/changes", "/edit/publish"):
        page_of(manager, path)
    assert "bad-yaml" in page_of(manager, "/edit/text")
    assert manager.get("/edit/kpi/no-such").status_code in (404, 503)
    assert manager.get("/edit/nothing/at-all").status_code == 404
    send(manager, "/edit/steps/undo", {}, seen_of=page_of(manager, "/edit"))
    assert draft_of(there).text.encode() == file_of(there)


def test_a_goal_with_guards_is_filled_in_as_a_sentence(there: Centre, browser: Browsers) -> None:
    manager = browser(MANAGER)
    led = send(manager, "/edit/guarded/new", {
        "id": "more", "move.0.kpi": "taken", "move.0.much": "20%", "move.0.by": "2026-12", "guard.0.kpi": "in-time",
        "guard.0.op": "~", "guard.0.value": "70%", "guard.0.near": "2pp", "guard.0.over": "4w", "f.objective": "able"})
    assert led == "/edit/guarded/more?done=kept"
    assert "goal: taken +20% by 2026-12 | in-time ~ 70% ±2pp over 4w" in draft_of(there).text
    page = html.unescape(page_of(manager, "/edit/guarded/more"))
    assert "Raise Contacts handled by 20%" in page
    send(manager, "/edit/guarded/more", {"f.goal": "taken +10% by 2026-12 | in-time flat"})
    assert "goal: taken +10% by 2026-12 | in-time flat" in draft_of(there).text
    send(manager, "/edit/guarded/more", {"guard.0.op": "no worse"})
    assert "goal: taken +10% by 2026-12 | in-time no worse" in draft_of(there).text
    typed = form(page_of(manager, "/edit/guarded/more"), "/edit/guarded/more")
    look = manager.post("/edit/guarded/more", data=typed | {"f.goal": "taken + | x", "do": "look"})
    assert (look.status_code, "Column" in look.text) == (200, True)


def test_answers_and_links_and_a_path_go_into_the_draft(there: Centre, browser: Browsers) -> None:
    manager = browser(MANAGER)
    send(manager, "/edit/questions/1", {"f.mission": "Be kind."})
    assert "mission: Be kind." in draft_of(there).text
    page = page_of(manager, "/edit/link/new?from=able&to=quick")
    send(manager, "/edit/link/new", {"f.lag": "2..4", "f.sentence": "If able, then quick, because x"}, seen_of=page)
    text = draft_of(there).text
    assert text.rstrip().endswith("until: 2027-12-31}")
    assert "from: able, to: quick" in text or re.search(r"from: able\s+to: quick", text)
    twice = manager.post("/edit/link/new", data={**form(page_of(manager, "/edit/link/new"), "/edit/link/new"),
                                                 "f.from": "able", "f.to": "able"})
    assert (twice.status_code, "Choose both ends." in twice.text) == (400, True)
    send(manager, "/edit/kpi/in-time", {"on.0": "2026-06", "at.0": "80%", "on.1": "2026-12", "at.1": "90%"})
    assert "target: {2026-06: 80%, 2026-12: 90%}" in draft_of(there).text
    page = page_of(manager, "/edit/kpi/in-time")
    assert "December 2026" in page  # the chart goes on to where the path ends
    late = manager.post("/edit/questions/1", data={"seen": "0" * 64, "was.vision": "Nobody waits.", "f.vision": "All."})
    assert (late.status_code, "In the draft now: Nobody waits." in late.text) == (400, True)


SERVE = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.orm import Session
from fourscore.centre import Centre
from fourscore.office.drafts.tables import StrategyDraft, StrategyDraftStep
from fourscore.settings import Network
from fourscore.web import serve

def killed(session):
    if any(isinstance(row, (StrategyDraft, StrategyDraftStep)) for row in session):
        os.kill(os.getpid(), signal.SIGKILL)

with Centre.open(Path(sys.argv[1]), now=lambda: datetime(2026, 5, 4, 9, tzinfo=UTC)) as centre:
    centre.office
    event.listen(Session, sys.argv[2], killed)
    serve(centre, Network(port=0), ready=lambda address: print(address, flush=True))
"""


@pytest.mark.parametrize(("moment", "kept"), [("before_commit", False), ("after_commit", True)])
def test_a_server_killed_while_a_draft_is_kept_leaves_all_of_it_or_nothing(
    keys: dict[str, str], there: Centre, browser: Browsers, moment: str, kept: bool,
) -> None:
    """And the form sent once more makes it whole, and nothing twice."""
    text = STRATEGY.replace("Nobody waits.", "No one waits.").replace("\r\n", "\n")
    said = {"seen": stamp(STRATEGY.encode()), "text": text}
    there.close()
    die_in(there.folder, moment, "edit/text", said, keys[MANAGER])
    assert (drafts.standing(there.office) is not None) == kept
    client = browser(MANAGER)
    assert client.post("/edit/text", data=said).status_code == 303
    assert (len(draft_of(there).steps), "No one waits." in draft_of(there).text) == (2, True)


def test_a_server_killed_between_the_file_and_the_end_of_its_draft_ends_it_later_and_once(
    keys: dict[str, str], there: Centre, browser: Browsers,
) -> None:
    send(client := browser(MANAGER), "/edit/kpi/lost", {"at.0": "4%"})
    said = form(page_of(client, "/edit"), "/edit/steps/save")
    there.close()
    die_in(there.folder, "before_commit", "edit/steps/save", said, keys[MANAGER])
    assert b"target: 4%" in file_of(there)
    assert all("The first change begins a draft." in page_of(client, "/edit") for _ in range(2))
    assert len([one for one in there.office.changes() if one.thing == "strategy.yaml"]) == 1


def die_in(folder: Path, moment: str, path: str, said: dict[str, str], key: str) -> None:
    """A server of its own that is sent the form, and killed at that moment of keeping the draft."""
    with subprocess.Popen([sys.executable, "-c", SERVE, str(folder), moment], stdout=subprocess.PIPE, text=True,
                          env=os.environ) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        with pytest.raises(httpx2.HTTPError):
            httpx2.post(f"{address}{path}", data=said, cookies={"sid": key}, timeout=20)
        assert server.wait(10) == -signal.SIGKILL
