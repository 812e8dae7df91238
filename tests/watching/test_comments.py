"""This file is about comments: whose they are, who is told, and that nothing anybody wrote is lost."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from fourscore.centre import (
    Centre,
    On,
    about,
    asked_by,
    change_comment,
    comment,
    forget,
    keep,
    notices_of,
    on_of,
    people_for,
    remove_comment,
    see_notices,
    thread_of,
)
from fourscore.terms import Trouble, WrongUse
from fourscore.web import create_app

from .conftest import Clock, call

AHT, WEEK = "average_handle_time", "2026-W11"


def figure(centre: Centre, **where: str) -> On:
    return on_of(centre, "figure", AHT, {name: [label] for name, label in where.items()}, WEEK)


def unseen(centre: Centre, person: str) -> list[str]:
    with asked_by(person):
        return [one.remark.text for one in notices_of(centre, unseen=True) if one.remark is not None]


def test_a_mentioned_person_who_may_see_the_figure_gets_a_notice_and_nobody_else(centre: Centre) -> None:
    with asked_by("Zoe Ray"):
        comment(centre, figure(centre, team="Reds"), "New tool since Monday. @mara quinn, @Max Orr and @Nobody, look.")
        comment(centre, figure(centre), "All of us, @Max Orr and @Ida Holt; zoe@max orr is no mention of anybody else")
    assert [text[:8] for text in unseen(centre, "Mara Quinn")] == ["New tool"]
    assert [text[:6] for text in unseen(centre, "Max Orr")] == ["All of"]  # Reds are not his
    assert unseen(centre, "Ida Holt") == []
    with asked_by("Mara Quinn"):
        see_notices(centre, [one.number for one in notices_of(centre)])
    assert unseen(centre, "Mara Quinn") == []
    with asked_by("Max Orr"):
        see_notices(centre, range(10))
    with asked_by("Mara Quinn"):
        assert [one.seen for one in notices_of(centre)] == [True]


def test_a_notice_is_there_only_while_the_figure_is(centre: Centre) -> None:
    with asked_by("Mara Quinn"):
        comment(centre, figure(centre, team="Blues"), "@Max Orr, why?")
    assert unseen(centre, "Max Orr") == ["@Max Orr, why?"]
    people = centre.folder / "people.yaml"
    people.write_text(people.read_text().replace("name: Blues, leader: Max Orr", "name: Blues, leader: Zoe Ray"))
    with centre.changing():
        pass
    assert unseen(centre, "Max Orr") == []
    with asked_by("Max Orr"), pytest.raises(WrongUse, match="not-yours"):
        thread_of(centre, figure(centre, team="Blues"))


def test_names_are_offered_of_people_who_see_the_figure_alone(centre: Centre) -> None:
    with asked_by("Mara Quinn"):
        assert people_for(centre, figure(centre), "") == ["Cal Hume", "Max Orr", "Nia Fox", "Tia Voss", "Zoe Ray"]
        assert people_for(centre, figure(centre, team="Reds"), "") == ["Cal Hume", "Tia Voss", "Zoe Ray"]
        assert people_for(centre, figure(centre, queue="Orders"), "n") == []
        assert people_for(centre, figure(centre, queue="Billing"), "fo") == ["Nia Fox"]
        assert people_for(centre, figure(centre, agent="Ada Bell"), "") == ["Ada Bell", "Zoe Ray"]
    for person in ("Ida Holt", "Ada Bell"):
        with asked_by(person), pytest.raises(WrongUse, match="not-yours"):
            people_for(centre, figure(centre), "")


def test_earlier_texts_and_removed_comments_stay(centre: Centre) -> None:
    on = figure(centre)
    with asked_by("Zoe Ray"):
        number = comment(centre, on, "It was the storm")
        seen = thread_of(centre, on).remarks[0].texts[-1].number
        change_comment(centre, number, seen, "It was the storm, @Cal Hume")
        with pytest.raises(Trouble, match="changed-meanwhile"):
            change_comment(centre, number, seen, "No")
        with pytest.raises(WrongUse, match="comment-not-kept"):
            comment(centre, on, "  \n ")
    assert unseen(centre, "Cal Hume") == ["It was the storm, @Cal Hume"]
    with asked_by("Nia Fox"):
        with pytest.raises(WrongUse, match="not-your-comment"):
            change_comment(centre, number, seen, "Mine now")
        with pytest.raises(WrongUse, match="not-your-comment"):
            remove_comment(centre, number)
    with asked_by("Mara Quinn"):
        assert [text.text for text in thread_of(centre, on).remarks[0].texts] == [
            "It was the storm", "It was the storm, @Cal Hume"]
        remove_comment(centre, number)
        (remark,) = thread_of(centre, on).remarks
    assert remark.removed is not None
    assert remark.removed[0] == "Mara Quinn"
    assert unseen(centre, "Cal Hume") == []
    told = [(one.who, one.old, one.new) for one in centre.office.changes() if one.thing == "comment"]
    assert told[-2:] == [("Zoe Ray", "It was the storm", "It was the storm, @Cal Hume"),
                         ("Mara Quinn", "It was the storm, @Cal Hume", "removed")]


def test_a_comment_keeps_the_figure_it_was_written_of(centre: Centre, clock: Clock) -> None:
    on = on_of(centre, "figure", "contacts_handled", {}, "2026-03-20")
    with asked_by("Mara Quinn"):
        comment(centre, on, "Few today")
    before = centre.metrics.unguarded().ask(["contacts_handled"], during=centre.calendar.period("2026-03-20")).rows[0]
    with (centre.folder / "queue_log").open("a") as log:
        log.write(call(7000, clock.at))
    centre.load()
    with asked_by("Mara Quinn"):
        thread = thread_of(centre, on)
    assert thread.remarks[0].stood == (before.value, before.n, f"{before.value:.0f}")
    assert thread.now.value == (before.value or 0) + 1
    page = TestClient(create_app(centre), base_url="http://127.0.0.1")
    text = page.get("/comments?on=figure&about=contacts_handled&period=2026-03-20").text
    assert f"The figure was {before.value:.0f} (counted: {before.n}) when this was written; it is {thread.now.shown}" \
        in text


def test_what_is_said_of_a_person_follows_the_agreement_and_is_found_and_forgotten(centre: Centre) -> None:
    on = figure(centre, agent="Ada Bell")
    with asked_by("Zoe Ray"):
        comment(centre, on, "Was off sick on Tuesday")
        comment(centre, figure(centre), "Ada Bell helped everybody")
    with asked_by("Ada Bell"):
        assert [one.text for one in thread_of(centre, on).remarks] == ["Was off sick on Tuesday"]
    for person in ("Max Orr", "Cal Hume", "Nia Fox", "Ben Cole"):
        with asked_by(person), pytest.raises(WrongUse, match=r"not-yours|not-agreed"):
            thread_of(centre, on)
    with asked_by("Mara Quinn"):
        found = about(centre, "Ada Bell").office
    assert [row["text"] for row in found["comment_text"]] == ["Was off sick on Tuesday", "Ada Bell helped everybody"]
    done = forget(centre, "Ada Bell")
    assert done.alias
    with asked_by("Mara Quinn"):
        assert [one.text for one in thread_of(centre, figure(centre)).remarks] == [f"{done.alias} helped everybody"]
    assert "Ada Bell" not in str(centre.office.changes())


def test_what_is_said_of_a_person_goes_with_the_contacts(opened: Callable[..., Centre], clock: Clock) -> None:
    centre = opened("retention: {contacts: 90d}\n")
    with asked_by("Zoe Ray"):
        comment(centre, figure(centre, agent="Ada Bell"), "Was off sick on Tuesday")
        comment(centre, figure(centre), "A storm")
    clock.on(days=120)
    assert [(one.what, one.rows) for one in keep(centre, dry_run=True) if one.what.startswith("comments")] == [
        ("comments on persons", 1)]
    keep(centre)
    with centre.office.reading() as session:
        from sqlalchemy import text

        assert session.execute(text("SELECT text FROM comment_text ORDER BY 1")).scalars().all() == ["", "A storm"]
    assert [one for one in keep(centre) if one.what.startswith("comments")] == []


def test_objectives_goals_and_initiatives_are_commented_on_too(centre: Centre) -> None:
    with asked_by("Mara Quinn"):
        on = on_of(centre, "objective", "quick", {}, "")
        comment(centre, on, "Right for this year?")
        assert len(thread_of(centre, on).remarks) == 1
        comment(centre, on_of(centre, "goal", "serve", {}, ""), "Too vague")
        for kind, about in (("objective", "quik"), ("goal", "x"), ("initiative", "x"), ("mood", "x")):
            with pytest.raises(WrongUse, match=f"unknown-{kind if kind != 'mood' else 'choice'}"):
                on_of(centre, kind, about, {}, "")
    with asked_by("Ida Holt"), pytest.raises(WrongUse, match="not-yours"):
        thread_of(centre, on)


def test_the_page_writes_changes_and_gives_back_what_could_not_be_kept(centre: Centre) -> None:
    page = TestClient(create_app(centre), base_url="http://127.0.0.1", follow_redirects=False)
    query = f"on=figure&about={AHT}&period={WEEK}&queue=Billing"
    made = page.post("/comments", data={"query": query, "text": "<b>Bold</b> & @Zoe Ray"})
    assert (made.status_code, made.headers["location"]) == (303, f"/comments?on=figure&about={AHT}&period={WEEK}"
                                                            "&queue=Billing#talk")
    text = page.get(f"/comments?{query}").text
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; @Zoe Ray" in text
    refused = page.post("/comments", data={"query": query, "text": "x" * 4001})
    assert refused.status_code == 400
    assert "x" * 4001 in refused.text
    part = page.post("/comments", data={"query": query, "text": ""}, headers={"hx-request": "true"})
    assert (part.status_code, "There is nothing in this comment" in part.text) == (200, True)
    assert page.get(f"/comments/people?{query}&q=fox").json() == ["Nia Fox"]
    assert page.post("/comments", json={}).status_code == 400
