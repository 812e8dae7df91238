"""This file is about mail: what is due is sent once, over TLS, under its reader's rights, and faults double nothing."""

from __future__ import annotations

import io
import re
import threading
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import Bracketed, unsaid

from fourscore.centre import (
    Centre,
    Entrance,
    Postman,
    Reader,
    asked_by,
    days_told,
    due_at,
    due_day,
    mine,
    outbox_of,
    put_trial,
    send_again,
    subscribe,
    withdraw_account,
)
from fourscore.centre import Subscription as Subscribed
from fourscore.cli.mailing.mail import mail_verb
from fourscore.cli.relay import Streams
from fourscore.office import accounts, outbox
from fourscore.terms import Calendar, Days, WrongUse, speaking
from fourscore.web import create_app, letter_of
from fourscore.web.reports.letter import _letter_of

from .conftest import NOW, SENDER, Opened

MONDAY = NOW + timedelta(days=7)


def ask(there: Opened, person: str, what: str = "scorecard", *, scope: str = "", form: str = "text",
        every: str = "weekly") -> int:
    """Subscribe a person, the week before it is first due."""
    with asked_by(Reader(person)):
        number = subscribe(there.centre, what=what, address=f"{person.split()[0].lower()}@example.org", every=every,
                           hour=7, scope=scope, form=form)
    there.clock.now = NOW + timedelta(hours=1)
    return number


def body(message: EmailMessage, kind: str = "plain") -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def due(there: Opened, when: datetime = MONDAY) -> Postman:
    there.clock.now = when
    postman = Postman(there.centre, letter_of)
    postman.round()
    return postman


def test_what_is_due_goes_out_once_with_the_document_and_a_way_to_end_it(opened: Opened) -> None:
    ask(opened, "Mara Quinn", form="pdf")
    due(opened).round()
    ((to, message),) = opened.box.taken
    assert (to, message["From"], message["Auto-Submitted"]) == ("mara@example.org", SENDER, "auto-generated")
    assert "scorecard" in message["Subject"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Overall score" in body(message)
    assert "Overall score" in body(message, "html")
    (file,) = message.iter_attachments()
    assert file.get_content_type() == "application/pdf"
    assert file.get_content()[:5] == b"%PDF-"
    (row,) = outbox_of(opened.centre)
    assert (row.state, row.tries, row.day) == ("sent", 1, date(2026, 3, 30))


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_what_went_out_is_listed_in_the_terminal(opened: Opened, form: str) -> None:
    ask(opened, "Mara Quinn")
    due(opened).round()
    out = io.StringIO()
    streams = Streams(out, out, None, terminal=False, err_terminal=False, colour=False)
    assert mail_verb(opened.centre, {"do": "list", "format": form}, streams) == 0
    assert "mara@example.org" in out.getvalue()


def test_each_is_sent_what_they_may_see_and_nothing_once_they_may_not(opened: Opened) -> None:
    ask(opened, "Zoe Ray", scope="team:Reds")
    opened.clock.now = NOW
    with asked_by(Reader("Zoe Ray")), pytest.raises(WrongUse, match="not yours"):
        subscribe(opened.centre, what="scorecard", address="z@example.org", every="weekly", hour=7, scope="team:Blues")
    with asked_by(Reader("Zoe Ray")), pytest.raises(WrongUse, match="not yours"):
        subscribe(opened.centre, what="review", address="z@example.org", every="monthly", hour=7)
    due(opened)
    assert ["Reds" in message["Subject"] for _, message in opened.box.taken] == [True]
    people = opened.centre.folder / "people.yaml"
    before = people.read_text(encoding="utf-8")
    try:
        people.write_text(before.replace("{name: Reds, leader: Zoe Ray}", "{name: Reds, leader: Max Orr}"), "utf-8")
        opened.centre.load()
        due(opened, MONDAY + timedelta(days=7))
        assert len(opened.box.taken) == 1
        newest = outbox_of(opened.centre)[0]
        assert newest.state == "failed"
        assert "not theirs to see" in newest.reason
    finally:
        people.write_text(before, "utf-8")
        opened.centre.load()


def test_whose_account_was_withdrawn_is_sent_nothing(opened: Opened) -> None:
    ask(opened, "Max Orr", scope="team:Blues")
    withdraw_account(opened.centre, "max.orr", by="Mara Quinn")
    due(opened)
    assert opened.box.taken == []
    assert [row.state for row in outbox_of(opened.centre)] == ["failed"]


def test_a_server_that_refuses_is_tried_again_later_and_then_once(opened: Opened) -> None:
    ask(opened, "Mara Quinn")
    opened.box.refuses = "451 come back later"
    postman = due(opened)
    (row,) = outbox_of(opened.centre)
    assert (row.state, row.tries) == ("waiting", 1)
    assert "451 come back later" in row.reason
    postman.round()  # its time has not come
    assert outbox_of(opened.centre)[0].tries == 1
    opened.box.refuses = ""
    due(opened, row.next_try_at)
    assert [row.state for row in outbox_of(opened.centre)] == ["sent"]
    assert len(opened.box.taken) == 1


def test_what_is_refused_for_good_or_for_days_fails_and_can_be_sent_again(opened: Opened) -> None:
    ask(opened, "Mara Quinn")
    opened.box.refuses = "550 no such person"
    due(opened)
    (row,) = outbox_of(opened.centre)
    assert (row.state, "550 no such person" in row.reason) == ("failed", True)
    opened.box.refuses, opened.box.refuses_words = "", "452 the disk is full"
    send_again(opened.centre, row.number)
    due(opened)
    assert outbox_of(opened.centre)[0].state == "waiting"
    due(opened, MONDAY + timedelta(days=4))
    assert outbox_of(opened.centre)[0].state == "failed"
    with pytest.raises(WrongUse, match="has failed"):
        send_again(opened.centre, 999)


def test_a_server_that_is_not_there_is_told_and_tried_again(opened: Opened) -> None:
    ask(opened, "Mara Quinn")
    settings = opened.centre.settings
    assert settings.mail is not None
    object.__setattr__(settings, "mail", settings.mail._replace(port=1))
    try:
        due(opened)
        (row,) = outbox_of(opened.centre)
        assert (row.state, "cannot be reached" in row.reason) == ("waiting", True)
    finally:
        object.__setattr__(settings, "mail", settings.mail._replace(port=settings_port(opened)))


def settings_port(there: Opened) -> int:
    said = (there.centre.folder / "centre.yaml").read_text(encoding="utf-8")
    return int(said.partition("port: ")[2].partition(",")[0])


def test_stopped_while_the_server_had_it_nothing_is_doubled(opened: Opened) -> None:
    """The words are with the server, and the process dies: nobody knows whether it took them."""
    ask(opened, "Mara Quinn")
    seen: list[str] = []
    opened.box.before = lambda: seen.append(outbox_of(opened.centre)[0].state)
    due(opened)
    assert seen == ["sending"]  # what a process that is killed now leaves behind
    (row,) = outbox_of(opened.centre)
    outbox.settle(opened.centre.office, row.number, outbox.SENDING, NOW)
    assert outbox.interrupted(opened.centre.office, NOW, "Stopped while the mail server had it") == 1
    due(opened, MONDAY + timedelta(hours=1))
    assert len(opened.box.taken) == 1
    assert outbox_of(opened.centre)[0].state == "failed"


def test_two_that_post_at_once_send_one_message(opened: Opened) -> None:
    ask(opened, "Mara Quinn")
    opened.clock.now = MONDAY
    postmen = [threading.Thread(target=Postman(opened.centre, letter_of).round) for _ in range(2)]
    for one in postmen:
        one.start()
    for one in postmen:
        one.join()
    assert [row.state for row in outbox_of(opened.centre)] == ["sent"]
    assert len(opened.box.taken) == 1


def test_the_link_in_the_mail_ends_it_with_one_click_and_no_other(opened: Opened) -> None:
    number, other = ask(opened, "Mara Quinn"), ask(opened, "Zoe Ray", scope="team:Reds")
    due(opened)
    message = next(message for to, message in opened.box.taken if to.startswith("mara"))
    path = str(message["List-Unsubscribe"]).strip("<>").partition("8484")[2]
    outside = TestClient(create_app(opened.centre), base_url="http://127.0.0.1")
    assert "Send it no more" in outside.get(path).text
    with asked_by(Reader("Mara Quinn")):
        assert [one.number for one in mine(opened.centre)] == [number]
    assert outside.post(path.replace(f"/{number}.", f"/{other}.")).status_code == 404
    assert outside.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with asked_by(Reader("Mara Quinn")):
        assert mine(opened.centre) == []
    with asked_by(Reader("Zoe Ray")):
        assert [one.number for one in mine(opened.centre)] == [other]


def test_the_digest_says_what_moved_and_why_and_else_one_line(opened: Opened) -> None:
    ask(opened, "Mara Quinn", "digest")
    due(opened, NOW)  # made on that Monday, after seven: nothing yet
    assert opened.box.taken == []
    postman = Postman(opened.centre, letter_of)
    with asked_by(Reader("Mara Quinn")):
        (one,) = mine(opened.centre)
        letter = letter_of(opened.centre, one, date(2026, 3, 23), "http://x/end", ())
        quiet = letter_of(opened.centre, one, date(2026, 3, 16), "http://x/end", ())
    assert "Target missed: " in letter.text
    assert "Why: By queue: Orders +" in letter.text
    assert "Nothing moved" in quiet.text
    assert "Average handle time" not in quiet.text
    assert postman.round() == 0


def test_each_is_written_to_in_their_own_language(opened: Opened) -> None:
    """The one kept with the account; else the one that was read when it was asked for; else English."""
    number = next(one.number for one in accounts.accounts(opened.centre.office) if one.person == "Zoe Ray")
    with asked_by(Reader("Mara Quinn")):
        subscribe(opened.centre, what="scorecard", address="mara@example.org", every="weekly", hour=7, language="de")
    with asked_by(Reader("Zoe Ray")):
        subscribe(opened.centre, what="digest", address="zoe@example.org", every="weekly", hour=7, scope="team:Reds",
                  language="de")
    Entrance(opened.centre).speak(number, "ar")
    due(opened)
    sent = {to.partition("@")[0]: message for to, message in opened.box.taken}
    assert {name: message["Content-Language"] for name, message in sent.items()} == {"mara": "de", "zoe": "ar"}
    assert "Gesamtpunktwert" in body(sent["mara"])
    assert '<html lang="de" dir="ltr">' in body(sent["mara"], "html")
    assert "Overall score" not in body(sent["mara"])
    assert '<html lang="ar" dir="rtl">' in body(sent["zoe"], "html")
    with asked_by(Reader("Mara Quinn")), speaking(Bracketed()):
        (one,) = mine(opened.centre)
        for what, day in (("scorecard", 23), ("digest", 23), ("digest", 16), ("review", 30)):
            letter = _letter_of(opened.centre, one._replace(what=what), date(2026, 3, day), "http://x/end", ())
            own = {"Northern Support", "Europe/London", "Customer", "handle", "Average handle time", "Financial",
                   "Internal", "Learning", "Orders", "Billing", "Ada Bell", "Ben Cole", "agents-not-told"}
            html = re.sub(r"http://[^<\"]*", "", letter.html)
            assert unsaid(html, own) == [], what


def test_a_test_message_goes_out_over_tls_and_a_wrong_password_is_told(opened: Opened) -> None:
    def post(centre: Centre) -> tuple[str, str]:
        message = put_trial(centre, "ada@example.org", centre.now())
        Postman(centre, letter_of).post(message, None)
        return outbox_of(centre)[0].state, outbox_of(centre)[0].reason

    assert post(opened.centre) == ("sent", "")
    assert "This is a test" in body(opened.box.taken[0][1])
    before, opened.centre.environment = opened.centre.environment, {"MAIL": "wrong"}
    try:
        state, why = post(opened.centre)
        assert state == "failed"
        assert "does not let bsc in" in why
        assert "wrong" not in why
    finally:
        opened.centre.environment = before


@pytest.mark.parametrize(("now", "hour", "day"), [
    (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), 1, date(2026, 3, 28)),   # the hour from one to two is left out
    (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), 1, date(2026, 3, 29)),
    (datetime(2026, 10, 25, 0, 0, tzinfo=UTC), 1, date(2026, 10, 25)),  # it comes twice: the first time
    (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), 1, date(2026, 10, 25)),
    (datetime(2026, 7, 1, 5, 59, tzinfo=UTC), 7, date(2026, 6, 30)),
    (datetime(2026, 7, 1, 6, 0, tzinfo=UTC), 7, date(2026, 7, 1)),
])
def test_due_by_the_centre_s_own_clock(now: datetime, hour: int, day: date) -> None:
    london = Calendar(ZoneInfo("Europe/London"))
    assert due_day(london, "daily", hour, now) == day
    assert due_at(london, day, hour) <= now


def test_due_once_a_week_and_once_a_month_of_the_days_just_over() -> None:
    london, now = Calendar(ZoneInfo("Europe/London")), datetime(2026, 4, 1, 5, tzinfo=UTC)
    assert due_day(london, "weekly", 7, now) == date(2026, 3, 30)
    assert due_day(london, "monthly", 7, now) == date(2026, 3, 1)  # an hour before
    assert due_day(london, "monthly", 7, now + timedelta(hours=1)) == date(2026, 4, 1)
    assert days_told(london, "monthly", date(2026, 4, 1)) == Days(date(2026, 3, 1), date(2026, 4, 1))
    assert days_told(london, "monthly", date(2026, 4, 20)) == Days(date(2026, 3, 1), date(2026, 4, 1))
    assert days_told(london, "weekly", date(2026, 3, 30)) == Days(date(2026, 3, 23), date(2026, 3, 30))


@pytest.mark.parametrize(("said", "why"), [
    ({"address": "ada"}, "no mail address"), ({"address": "a@b\r\nBcc: c@d"}, "no mail address"),
    ({"every": "hourly"}, "hourly"), ({"hour": 24}, "0 to 23"), ({"what": "view:7"}, "no saved view"),
    ({"form": "doc"}, "doc")])
def test_what_cannot_be_subscribed_to_is_told(opened: Opened, said: dict[str, object], why: str) -> None:
    given: dict[str, Any] = {"what": "scorecard", "address": "ada@example.org", "every": "weekly", "hour": 7, **said}
    with asked_by(Reader("Mara Quinn")), pytest.raises(WrongUse, match=why):
        subscribe(opened.centre, **given)


def test_what_is_asked_for_twice_is_sent_once(opened: Opened) -> None:
    with asked_by("Mara Quinn"):
        first, again, other = (subscribe(opened.centre, what="digest", address="mara@example.org", every="daily",
                                         hour=hour) for hour in (7, 7, 8))
    assert first == again != other


def test_a_subscription_is_one_of_the_words_it_was_made_with(opened: Opened) -> None:
    number = ask(opened, "Ada Bell", scope="agent:Ada Bell")
    with asked_by(Reader("Ada Bell")):
        (one,) = mine(opened.centre)
    assert one == Subscribed(number, "Ada Bell", "ada@example.org", "scorecard", "agent:Ada Bell", "text", "weekly", 7,
                             NOW)
