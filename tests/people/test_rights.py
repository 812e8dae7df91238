"""This file is about rights: every route, with every role and scope, and other people's names in every parameter."""

import html
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute

from fourscore.centre import Asked as AskedOfAudit
from fourscore.centre import (
    Centre,
    Entrance,
    add_read_token,
    approve_agreement,
    audited,
    disputes_of,
    keep_report,
)
from fourscore.scoring import strategies
from fourscore.web import create_app
from fourscore.web.signin.place import place_of

from .conftest import NOW
from .rights_table import (
    AHT,
    CENTRE,
    CENTRE_WIDE,
    PEOPLE,
    READERS,
    REDS,
    REPORT,
    ROWS,
    STRATEGY,
    TABLE,
    WEEK,
    Opened,
    call,
    figures,
    signed,
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("rights") / "centre"
    folder.mkdir()
    (folder / "queue_log").write_text("".join(call(n) for n in range(112)))
    for name, text in (("centre", CENTRE), ("people", PEOPLE), ("strategy", STRATEGY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with Centre.open(folder, now=lambda: NOW) as centre:
        assert [str(issue) for report in centre.load() for issue in report.issues] == []
        approve_agreement(centre, "Mara Quinn")
        keep_report(centre, REPORT)
        app = create_app(centre)
        yield Opened(centre, app, {person: signed(centre, person) for person in READERS})
        app.state.looks.close()


def routes(app: Any) -> set[str]:
    return {f"{method} {route.path}" for route in app.routes if isinstance(route, APIRoute)
            for method in route.methods - {"HEAD"}}


def test_every_route_has_its_row(opened: Opened) -> None:
    assert routes(opened.app) == set(TABLE)


@pytest.mark.parametrize("person", READERS)
def test_each_gets_what_the_table_says_and_nothing_else(opened: Opened, person: str) -> None:
    there = opened.browser(person)
    wrong = {}
    for rows in TABLE.values():
        for address, who in rows.items():
            status = there.get(address).status_code
            led = status in (303, 307)
            wanted = 200 if person in who else 404
            if status != wanted and not (led and wanted == 404):
                wrong[address] = (status, wanted)
    assert wrong == {}


@pytest.mark.parametrize("person", sorted({*READERS} - {*CENTRE_WIDE}))
def test_who_may_not_bring_files_brings_none(opened: Opened, person: str) -> None:
    there = opened.browser(person)
    for form in ("/load/files?name=calls.csv", "/load/sources", "/load/1", "/reconcile"):
        assert there.post(form, data={"do": "load", "source": "calls", "text": "Date;Calls"}).status_code == 404, form
    assert not (opened.centre.folder / "data" / "uploads").exists()


@pytest.mark.parametrize("person", sorted({*READERS} - {*CENTRE_WIDE}))
def test_whom_the_set_up_is_hidden_from_changes_nothing_there(opened: Opened, person: str) -> None:
    there, before = opened.browser(person), (opened.centre.folder / "strategy.yaml").read_bytes()
    for form in ("sign", "appoint", "strategy", "scorecard", "questions/1"):
        said = {"stage": "1", "who": "Mara Quinn", "name": person, "role": "Senior manager", "why": "y", "seen": "0"}
        answer = there.post(f"/stages/{form}", data=said)
        assert answer.status_code == 404, form
    assert (opened.centre.folder / "strategy.yaml").read_bytes() == before
    assert not strategies(opened.centre.office)


def test_whoever_is_not_signed_in_gets_nothing(opened: Opened) -> None:
    there = opened.browser(None)
    for rows in TABLE.values():
        for address in rows:  # a link to a wall is a key of its own
            assert there.get(address).status_code == (404 if address.startswith("/wall/") else 303), address


@pytest.mark.parametrize(("person", "begins"), [
    ("Ada Bell", "/my"), ("Zoe Ray", "/team"), ("Mara Quinn", "/scorecard"), ("Lee Guest", "/scorecard"),
    ("Nia Fox", "/resource"), ("Rae Dunn", "/explore"), ("Quin Hay", "/scorecard")])
def test_each_is_led_to_where_their_role_begins(opened: Opened, person: str, begins: str) -> None:
    there, home = opened.browser(person), "agent=Ada%20Bell"
    assert there.get("/").headers["location"] == begins
    if person == "Zoe Ray":
        assert there.get("/team").headers["location"] == "/team/Reds"
    if person == "Ada Bell":
        for path in ("/scorecard", "/map", f"/measure/{AHT}"):
            answer = there.get(f"{path}?period={WEEK}")
            assert answer.headers["location"] == f"{path}?period={WEEK}&{home}"
        assert there.get(f"/scorecard.csv?period={WEEK}").status_code == 404


# -- other people's names in every parameter ----

# Who tries, and what is not theirs: names, and figures as the pages write them.
OTHERS = {
    "Ada Bell": ["Ben Cole", "Blues", "Max Orr", "Zoe Ray", "PJSIP/1002", "York", "Leeds"],
    "Zoe Ray": ["Ben Cole", "Blues", "Max Orr", "PJSIP/1002", "York"],
    "Nia Fox": ["Ada Bell", "Ben Cole", "Blues", "Orders", "PJSIP/1001", "PJSIP/1002", "Goods"],
    "Lee Guest": ["Ada Bell", "Ben Cole", "Reds", "Blues", "Mara Quinn", "Zoe Ray", "Max Orr", "PJSIP/1001", "York"],
}
LEVELS = ("team", "agent", "queue", "site", "queue_group")
# What else an address may say, by how it begins.
PLACES = {"/scorecard": ("period", "measure", "show"), "/map": ("period",), "/measures": ("q",),
          "/measure/": ("period", "by", "part", "sort", "order", "page", "coach"),
          "/audit": ("who", "about", "thing", "period", "page")}
ADDRESSES = ("/scorecard", "/scorecard/panel", "/scorecard.csv", "/map", "/measures", f"/measure/{AHT}",
             f"/measure/{AHT}/table.csv", f"/measure/{AHT}/rows", f"/measure/{AHT}/rows.csv", "/audit", "/audit.csv")
BEN_S = re.compile(r"\b2:0[0-6]\b|\b12[0-6]\.\d")  # how long Ben's calls last; nobody else's


def tells_of_ben(text: str) -> bool:
    """Whether a page or table tells such a time, or one of his calls; where a drawing's lines run is no time."""
    plain = re.sub(r"<svg.*?</svg>|<select.*?</select>", "", text, flags=re.DOTALL)
    return BEN_S.search(plain) is not None or "Orders" in plain


def tries(person: str) -> Iterator[str]:
    """Every address with every name that is not theirs, and beginnings of them, in every parameter."""
    others = [name for name in OTHERS[person] if not name.startswith("PJSIP")]
    own = {"Zoe Ray": "team=Reds", "Quin Hay": "team=Reds", "Ada Bell": "agent=Ada+Bell"}.get(person, "queue=Billing")
    for address in ADDRESSES:
        here = f"{address}?period={WEEK}"
        if not address.startswith(("/measures", "/audit")):
            for level in LEVELS:
                yield from (f"{here}&{level}={word}" for word in (*others[:2], others[0][:-1]))
                yield f"{here}&scope={level}:{others[0]}"
            yield from (f"{here}&{own}&agent={others[0]}", f"{here}&{own}&agent={others[0][:-1]}")
        if address.startswith("/measure/"):
            yield from (f"{here}&by={name}" for name in ("agent", "team", "queue", "site", "queue_group", "x_coach"))
            yield from (f"{here}&{own}&by={name}" for name in ("agent", "team", "queue"))
        for start, places in PLACES.items():
            if address.startswith(start):
                yield from (f"{address}?{place}={others[0]}" if place == "period" else f"{here}&{place}={others[0]}"
                            for place in places)
    yield f"/measure/{others[0]}"
    yield from (f"/{kind}/{name}" for kind in ("agent", "team") for name in (*others[:3], others[0][:-1]))
    yield from (f"{page}?period={WEEK}&team={others[0]}&queue={others[0]}&agent={others[0]}"
                for page in ("/my", "/coach", "/teams", "/resource", "/people/recruiting"))


def said_by_page(text: str, asked: str) -> str:
    """What a page says by itself: without what who asks has written, which stands in its links and fields."""
    told, (path, _, query) = html.unescape(text), asked.partition("?")
    for said in (path.rpartition("/")[2], *(pair.partition("=")[2] for pair in query.split("&"))):
        name = said.replace("+", " ").partition(":")[2] or said.replace("+", " ")
        if len(name) > 3:
            told = told.replace(name, "…").replace(name.replace(" ", "%20"), "…")
    return told


@pytest.mark.parametrize("person", OTHERS)
def test_other_names_bring_nothing_of_theirs(opened: Opened, person: str) -> None:
    there, found = opened.browser(person), {}
    for address in dict.fromkeys(tries(person)):
        answer = there.get(address)
        assert answer.status_code < 500, address
        told = said_by_page(answer.text, address) + answer.headers.get("location", "").partition("?")[0]
        if seen := [name for name in OTHERS[person] if name in told]:
            found[address] = seen
    assert found == {}


@pytest.mark.parametrize("person", ["Ada Bell", "Zoe Ray"])
def test_other_names_bring_no_figure_of_theirs(opened: Opened, person: str) -> None:
    """Ben's calls last twice as long as Ada's: no page of theirs tells such a time, unless it is the centre's mean."""
    there, own = opened.browser(person), {"Ada Bell": "agent=Ada+Bell", "Zoe Ray": "team=Reds"}[person]
    for address in (f"/measure/{AHT}", f"/measure/{AHT}/table.csv", f"/measure/{AHT}/rows", f"/measure/{AHT}/rows.csv",
                    "/scorecard.csv"):
        mine = there.get(f"{address}?period={WEEK}&{own}")
        assert mine.status_code == 200, address
        assert not tells_of_ben(mine.text), address
        assert tells_of_ben(opened.browser("Max Orr").get(f"{address}?period={WEEK}&team=Blues").text), address
        for others in ("agent=Ben+Cole", "team=Blues", "site=York"):
            assert not tells_of_ben(there.get(f"{address}?period={WEEK}&{others}").text)


def test_what_is_hidden_is_answered_as_what_is_not_there(opened: Opened) -> None:
    for person in ("Ada Bell", "Zoe Ray", "Lee Guest"):
        there = opened.browser(person)
        for address in (f"/scorecard?period={WEEK}", f"/measure/{AHT}/table.csv?period={WEEK}&by=day"):
            for level, hidden in (("agent", "Ben Cole"), ("team", "Blues"), ("site", "York")):
                one, other = (there.get(f"{address}&{level}={name}") for name in (hidden, "Nothing Called So"))
                assert (one.status_code, one.text) == (other.status_code, other.text), (person, address, level)
    guest = opened.browser("Lee Guest")
    hidden, absent = guest.get("/audit"), guest.get("/nothing")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.text.replace("/audit", "…") == absent.text.replace("/nothing", "…")


def test_only_who_sees_a_number_disputes_it_and_only_managers_answer(opened: Opened) -> None:
    said = {"measure": AHT, "period": WEEK, "why": "It is wrong"}
    for person, agent in (("Zoe Ray", "Ben Cole"), ("Rae Dunn", "Ada Bell"), ("Lee Guest", "Ada Bell"),
                          ("Ada Bell", "Ben Cole"), ("Mara Quinn", "Nobody")):
        answer = opened.browser(person).post(f"/agent/{agent}/dispute", data=said)
        assert answer.status_code == 404, (person, agent)
    assert disputes_of(opened.centre) == []
    assert opened.browser("Ada Bell").post("/agent/Ada%20Bell/dispute", data=said).headers["location"].startswith("/my")
    (one,) = disputes_of(opened.centre)
    reply = {"outcome": "upheld", "text": "It stands"}
    for person in ("Ada Bell", "Zoe Ray", "Quin Hay"):
        there = opened.browser(person)
        assert there.post(f"/agent/Ada%20Bell/dispute/{one.number}", data=reply).status_code == 404, person
        assert there.post(f"/agent/Ben%20Cole/dispute/{one.number}", data=reply).status_code == 404, person
    assert opened.browser("Mara Quinn").post(f"/agent/Ada%20Bell/dispute/{one.number}", data=reply).status_code == 303
    assert [one.outcome for one in disputes_of(opened.centre)] == ["upheld"]


def test_pickers_and_the_navigation_offer_what_may_be_seen(opened: Opened) -> None:
    def offered(person: str, more: str = "") -> tuple[list[str], list[str]]:
        text = opened.browser(person).get(f"/scorecard?period={WEEK}{more}").text
        picker = text.partition('name="scope"')[2].partition("</select>")[0]
        return re.findall(r'option value="([^"]+)"', picker), re.findall(r'data-go="(\w)"', text)

    every = ["centre", "site:Leeds", "site:York", "queue_group:Money", "queue_group:Goods", "team:Blues", "team:Reds",
             "agent:Ben Cole", "agent:Ada Bell"]
    assert offered("Mara Quinn") == (every, [*"smvdytkpgxijeaburlohc"])
    groups = ["queue_group:Money", "queue_group:Goods"]
    assert offered("Zoe Ray")[0] == ["centre", "site:Leeds", *groups, "team:Reds", "agent:Ada Bell"]
    assert offered("Nia Fox")[0] == ["centre", "queue_group:Money"]
    assert offered("Ada Bell", "&agent=Ada+Bell")[0] == ["agent:Ada Bell"]
    assert offered("Lee Guest") == (["centre", *groups], ["s", "m", "i", "e", "a", "b"])
    assert offered("Tia Voss")[0] == ["centre", "site:Leeds", "site:York", *groups, "team:Blues", "team:Reds"]


def test_who_sees_part_of_a_card_is_told_so(opened: Opened) -> None:
    note = "You see 1 of the 2 measures of this card"
    assert note in opened.browser("Nia Fox").get(f"/scorecard?period={WEEK}").text
    assert note not in opened.browser("Zoe Ray").get(f"/scorecard?period={WEEK}").text


# -- what is on record ----


def looked(opened: Opened, about: str) -> list[tuple[str, str | None]]:
    opened.app.state.looks.settle()
    entries = audited(opened.centre, AskedOfAudit(about=about, thing="figures")).entries
    return sorted((one.who, one.origin) for one in entries)


def test_who_opens_somebodys_page_is_on_record_once_a_day(opened: Opened) -> None:
    ada = f"/scorecard?period={WEEK}&agent=Ada+Bell"
    for person in ("Zoe Ray", "Zoe Ray", "Ada Bell", "Max Orr"):  # Max is refused; Ada's own look is no matter
        opened.browser(person).get(ada)
    who = [one for one, _ in looked(opened, "Ada Bell")]
    assert who.count("Zoe Ray") == 1
    assert not {"Ada Bell", "Max Orr"} & set(who)
    assert ("Zoe Ray", "testclient, testclient") in looked(opened, "Ada Bell")  # the browser, and its address
    page = opened.browser("Ada Bell").get("/audit?thing=figures").text
    assert "Zoe Ray" in page
    assert "looked at" in page
    sheet = opened.browser("Ada Bell").get("/audit.csv").text
    assert "Ben Cole" not in sheet
    assert "Ada Bell" in sheet
    leader = opened.browser("Zoe Ray").get("/audit.csv").text
    assert ",Ada Bell," in leader
    assert ",Ben Cole," not in leader
    assert ",Ben Cole," in opened.browser("Mara Quinn").get("/audit.csv").text
    assert opened.browser("Mara Quinn").get("/audit?thing=nothing").status_code == 400
    assert opened.browser("Mara Quinn").get("/audit?page=99").status_code == 303
    assert opened.browser("Mara Quinn").get("/audit?period=never").status_code == 400


# -- tokens ----


def test_a_token_reads_tables_as_its_person_may(opened: Opened) -> None:
    made = {person: add_read_token(opened.centre, person.replace(" ", "."), "nightly", ["scorecard", "measure"],
                                   by=person) for person in ("Zoe Ray", "Mara Quinn")}
    program = opened.browser(None)

    def status(person: str, address: str) -> int:
        return program.get(address, headers={"authorization": f"Bearer {made[person]}"}).status_code

    for person, rows in (("Zoe Ray", REDS), ("Mara Quinn", ROWS)):
        assert person in rows
        for address, who in (*figures("/scorecard.csv").items(), *figures(f"/measure/{AHT}/table.csv?by=day").items()):
            assert status(person, address) == (200 if person in who else 404), (person, address)
        assert status(person, f"/measure/{AHT}/rows.csv?period={WEEK}&team=Reds") == 404  # not for this token
        assert status(person, "/audit.csv") == 404
        assert status(person, f"/scorecard?period={WEEK}&team=Reds") == 404  # no table
    assert program.get("/scorecard.csv", headers={"authorization": "Bearer fsr_wrong"}).status_code == 401
    assert program.post("/account/tokens", headers={"authorization": f"Bearer {made['Mara Quinn']}"}).status_code == 404
    found = Entrance(opened.centre).lets_read(made["Zoe Ray"])
    assert place_of({"token": found, "headers": [], "client": ("10.0.0.7", 1)}) == (
        "token nightly, Unknown browser, 10.0.0.7")


def test_people_make_and_revoke_their_own_tokens(opened: Opened) -> None:
    there = opened.browser("Rae Dunn")
    kept = there.post("/account/tokens", data={"name": "my sheet", "until": "2026-04-01", "reads-measure": "yes"})
    assert kept.status_code == 400
    assert "The end is a day after 2026-04-20" in html.unescape(kept.text)
    assert 'value="my sheet"' in kept.text  # what was written is not lost
    made = there.post("/account/tokens", data={"name": "my sheet", "until": "2026-05-01", "reads-measure": "yes"})
    (token,) = re.findall(r"fsr_[\w-]+", made.text)
    assert "fsr_" not in there.get("/account").text
    program, address = opened.browser(None), f"/measure/{AHT}/table.csv?period={WEEK}&by=day"
    assert program.get(address, headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert opened.browser("Zoe Ray").post("/account/tokens/revoke", data={"name": "my sheet"}).status_code == 400
    assert there.post("/account/tokens/revoke", data={"name": "my sheet"}).status_code == 303
    written = there.post("/account/tokens", data={"name": "my robot", "until": "2026-05-01", "use": "api",
                                                  "reads-measure": "yes", "writes-comments": "yes"})
    assert "for comments and notices ·" in written.text
    nothing = there.post("/account/tokens", data={"name": "x", "until": "2026-05-01", "use": "api",
                                                    "reads-rows": "yes"})
    assert nothing.status_code == 400  # what is ticked beside the other use does not count
    assert program.get(address, headers={"authorization": f"Bearer {token}"}).status_code == 401
    assert opened.browser("Lee Guest").post("/account/tokens", data={"name": "x"}).status_code == 404
    assert there.post("/account/tokens", json={"name": "x"}).status_code == 400


def test_whoever_tries_many_tokens_waits_and_a_right_one_does_not(opened: Opened) -> None:
    token = add_read_token(opened.centre, "Cal.Hume", "sheet", by="Cal Hume")
    program = opened.browser(None)
    wrong = [program.get("/audit.csv", headers={"authorization": "Bearer no"}).status_code for _ in range(12)]
    assert wrong[-1] == 429
    assert program.get("/audit.csv", headers={"authorization": f"Bearer {token}"}).status_code == 200


# -- with the day, and with the agreement ----


@pytest.fixture
def changed(opened: Opened, tmp_path: Path) -> Iterator[Callable[[str], Opened]]:
    """The same centre with another people.yaml, and every key as good as before."""
    made: list[Centre] = []

    def change(people: str) -> Opened:
        shutil.copytree(opened.centre.folder, tmp_path / "centre")
        (tmp_path / "centre" / "people.yaml").write_text(people, encoding="utf-8")
        made.append(Centre.open(tmp_path / "centre", now=lambda: NOW))
        if "beside" in people:
            approve_agreement(made[-1], "Mara Quinn")
        return Opened(made[-1], create_app(made[-1]), opened.keys)

    yield change
    for centre in made:
        centre.close()


def test_agents_see_totals_only_where_that_was_agreed(opened: Opened, changed: Callable[[str], Opened]) -> None:
    centre = changed(PEOPLE.replace("  with: Tia Voss\n", "  with: Tia Voss\n  beside: [team, centre]\n"))
    ada = centre.browser("Ada Bell")
    assert ada.get(f"/scorecard?period={WEEK}").status_code == 200
    assert ada.get(f"/scorecard?period={WEEK}&team=Reds").status_code == 200
    assert ada.get(f"/scorecard?period={WEEK}&team=Blues").status_code == 404
    assert ada.get(f"/measure/{AHT}/rows?period={WEEK}&team=Reds").status_code == 404
    table = ada.get(f"/measure/{AHT}?period={WEEK}&team=Reds&by=agent").text
    assert "is not yours to see" in table


def test_a_role_that_ended_shows_nothing_from_that_day_on(opened: Opened, changed: Callable[[str], Opened]) -> None:
    day = date(2026, 4, 20)
    there = changed(PEOPLE.replace("role: Reporting analyst}", f"role: Reporting analyst, until: {day}}}"))
    assert there.browser("Rae Dunn").get(f"/measure/{AHT}/rows?period={WEEK}").status_code == 404
    assert there.browser("Rae Dunn").get(f"/scorecard?period={WEEK}").status_code == 200  # what a guest sees
    assert "Mara Quinn" not in there.browser("Rae Dunn").get(f"/scorecard?period={WEEK}").text
