"""This file is about saved views: kept and changed by their owner, seen by whom they are shared with, on record."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, asked_by, forget, keep_view, view_of, views_of, withdraw_view
from fourscore.terms import Trouble, WrongUse
from fourscore.web import create_app

QUESTION = (("period", "2026-W11"), ("metric", "contacts_handled"), ("by", "team"))
QUERY = "&".join(f"{name}={value}" for name, value in QUESTION)
TERM = "    - {measure: all, purpose: coaching, viewers: [Team leader, Senior manager], grain: week}\n"
ROLES = """\
  - {name: Rita Long, role: Reporting analyst}
  - {name: Odd Smith, role: Outside adviser, until: 2026-12-31}
"""


@pytest.fixture
def centre(made: Callable[..., Centre]) -> Centre:
    there = made("", TERM)
    people = there.folder / "people.yaml"
    people.write_text(people.read_text().replace("roles:\n", f"roles:\n{ROLES}"))
    with there.changing():
        pass
    return there


def names(centre: Centre, person: str | None) -> list[str]:
    with asked_by(person):
        return [view.now.name for view in views_of(centre)]


def test_a_view_is_its_owners_and_of_the_roles_it_is_shared_with(centre: Centre) -> None:
    with asked_by("Rita Long"):
        mine = keep_view(centre, " Calls  by team ", QUESTION)
        keep_view(centre, "For leaders", QUESTION, roles=["Team leader"])
    assert mine.now.name == "Calls by team"
    assert names(centre, "Rita Long") == ["Calls by team", "For leaders"]
    assert names(centre, "Zoe Ray") == ["For leaders"]
    assert names(centre, "Mara Quinn") == []
    with asked_by("Zoe Ray"):
        with pytest.raises(WrongUse, match="unknown-view"):
            view_of(centre, mine.number)
        shared = views_of(centre)[0]
        with pytest.raises(WrongUse, match="not-your-view"):
            keep_view(centre, "Mine now", QUESTION, number=shared.number, seen=shared.seen)
        with pytest.raises(WrongUse, match="not-your-view"):
            withdraw_view(centre, shared.number)


def test_a_view_of_somebody_is_offered_only_to_whom_the_name_is(centre: Centre) -> None:
    with asked_by("Mara Quinn"):
        keep_view(centre, "Of Ada", (*QUESTION, ("agent", "Ada Bell")), roles=["Team leader", "Outside adviser"])
        keep_view(centre, "Of who is looked for", (*QUESTION, ("find", "Bell")), roles=["Outside adviser"])
    assert names(centre, "Zoe Ray") == ["Of Ada"]  # leads Billing, where Ada is
    assert names(centre, "Max Orr") == []
    assert names(centre, "Odd Smith") == []


def test_every_change_stays_on_record_and_the_second_of_two_is_told(centre: Centre) -> None:
    with asked_by("Rita Long"):
        first = keep_view(centre, "Calls", QUESTION)
        second = keep_view(centre, "Calls by team", QUESTION, roles=["Trainer"], number=first.number, seen=first.seen)
        with pytest.raises(Trouble, match="changed-meanwhile"):
            keep_view(centre, "Calls again", QUESTION, number=first.number, seen=first.seen)
        with pytest.raises(Trouble, match="view-twice"):
            keep_view(centre, "calls BY team", QUESTION)
        assert [(text.name, text.roles) for text in second.texts] == [("Calls", ()), ("Calls by team", ("Trainer",))]
        withdraw_view(centre, first.number)
        assert views_of(centre) == []
    told = [(change.who, change.old, change.new) for change in centre.office.changes() if change.thing == "view"]
    assert told == [("Rita Long", None, "Calls, kept to oneself"),
                    ("Rita Long", "Calls, kept to oneself", "Calls by team, shared with Trainer"),
                    ("Rita Long", "Calls by team, shared with Trainer", "withdrawn")]


@pytest.mark.parametrize(("name", "more", "issue"), [
    (" ", {}, "view-not-kept"), ("x" * 81, {}, "view-not-kept"), ("A", {"roles": ["Boss"]}, "unknown-role"),
    ("A", {"moves": "century"}, "unknown-choice"),
])
def test_what_cannot_be_kept_is_told(centre: Centre, name: str, more: dict[str, object], issue: str) -> None:
    with pytest.raises(WrongUse, match=issue):
        keep_view(centre, name, QUESTION, **more)


def test_a_forgotten_person_is_gone_from_views_too(centre: Centre) -> None:
    keep_view(centre, "Ada Bell by week", (*QUESTION, ("agent", "Ada Bell")))
    forget(centre, "Ada Bell", kind="agent", also=[], spare=[], dry_run=False)
    assert "Bell" not in str(views_of(centre))


def test_the_page_keeps_opens_and_gives_back_what_was_written(centre: Centre) -> None:
    there = TestClient(create_app(centre), base_url="http://127.0.0.1", follow_redirects=False,
                       headers={"origin": "http://127.0.0.1"})
    said = {"query": QUERY + "&sort=contacts_handled&order=up", "name": "By <team>", "moves": "week", "do": "keep",
            "role:Team leader": "yes"}
    kept = there.post("/explore/views", data=said)
    assert (kept.status_code, kept.headers["location"]) == (303, "/explore/view/1")
    opened = there.get("/explore/view/1").headers["location"]
    assert opened.startswith(f"/explore?period={centre.calendar.name(centre.last_week())}&")  # it moves on
    assert opened.endswith("&sort=contacts_handled&order=up&view=1")
    text = there.get(opened).text
    assert "By &lt;team&gt;" in text
    assert "shared with Team leader" in text
    again = there.post("/explore/views", data=said)
    assert again.status_code == 400
    assert "You have a view of that name already." in again.text
    assert 'value="By &lt;team&gt;"' in again.text
    assert 'name="role:Team leader" value="yes" checked' in again.text
    assert there.post("/explore/views", data=said, headers={"origin": "http://elsewhere"}).status_code == 403
    assert there.get("/explore/view/2").status_code == 404
    assert there.get("/explore/view/x").status_code == 400
    assert there.post("/explore/view/1/withdraw").status_code == 303
    assert there.get("/explore/view/1").status_code == 404
    assert there.post("/explore/views", data={"query": f"metric={quote('no such')}", "name": "A"}).status_code == 404


def test_search_finds_whom_who_asks_may_choose_and_no_view_of_others(centre: Centre) -> None:
    with asked_by("Mara Quinn"):
        keep_view(centre, "Billing calls", QUESTION, roles=["Team leader"])
    there = TestClient(create_app(centre), base_url="http://127.0.0.1")

    def found(person: str | None, wanted: str) -> str:
        with asked_by(person):
            from fourscore.web.pages import Frame
            from fourscore.web.search.hits import Here, find

            return str(find(Frame(centre), wanted, Here(), script=True))

    assert "Ada Bell" in found("Mara Quinn", "bell")
    assert "Ada Bell" in found("Zoe Ray", "ada b")
    assert "Ada Bell" not in found("Max Orr", "bell")
    assert "Ada Bell" not in found("Odd Smith", "bell")
    assert "Billing calls" in found("Max Orr", "bill cal")
    assert "Billing calls" not in found("Odd Smith", "bill cal")
    assert "Nothing has" in there.get("/search?q=zzzz").text
