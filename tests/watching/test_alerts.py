"""This file is about alerts of a centre: live equals catalogue, whoever is on duty is told once, and rights hold."""

import socketserver
import threading
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import Bracketed

from fourscore.centre import (
    Centre,
    Rule,
    Telling,
    Watcher,
    acknowledge_alert,
    alert_history,
    asked_by,
    keep_alert,
    notices_of,
    watched,
    withdraw_alert,
)
from fourscore.office import alerts
from fourscore.terms import Trouble, WrongUse
from fourscore.web import create_app

from .conftest import Clock

SLOW = {"name": "Slow answers", "metric": "average_speed_of_answer", "side": "above", "threshold": "0:30",
        "span": "half_hour", "for": "5m", "owner": "Mara Quinn", "escalate": "15m",
        "duty": "Cal Hume: mon-fri 08:00-18:00\nZoe Ray: mon-fri"}


def rule(centre: Centre, by: str = "Mara Quinn", **more: str) -> Rule:
    with asked_by(by):
        return keep_alert(centre, {**SLOW, **more})


def told(centre: Centre, person: str) -> list[str]:
    with asked_by(person):
        return [f"{one.rule.name} {one.episode.state}" for one in notices_of(centre) if one.rule and one.episode]


def play(centre: Centre, clock: Clock, *, minutes: int, watcher: Watcher | None = None) -> Watcher:
    watcher = watcher or Watcher(centre, [])
    for _ in range(minutes):
        watcher.look()
        clock.on(minutes=1)
    return watcher


def test_what_it_reads_is_the_catalogues_to_the_last_digit(centre: Centre) -> None:
    one, day = rule(centre), rule(centre, name="Day", span="day", scope="queue:Orders", least="0")
    watcher = Watcher(centre, [])
    watcher.look()
    today = centre.calendar.period("2026-03-20")
    rows = {row.by["half_hour"]: row for row in centre.metrics.unguarded().ask(
        [one.now.metric], ["half_hour"], during=today).rows}
    row = rows["2026-03-20T09:30+00:00"]
    assert (watcher.readings[one.number].value, watcher.readings[one.number].n) == (row.value, row.n)
    (row,) = centre.metrics.unguarded().ask([one.now.metric], during=today, where={"queue": ["Orders"]}).rows
    assert (watcher.readings[day.number].value, watcher.readings[day.number].n) == (row.value, row.n)


def test_whoever_is_on_duty_is_told_then_the_next_until_it_is_taken_on(centre: Centre, clock: Clock) -> None:
    one = rule(centre)
    watcher = play(centre, clock, minutes=5)
    assert told(centre, "Cal Hume") == []
    watcher.look()
    assert told(centre, "Cal Hume") == ["Slow answers firing"]
    assert told(centre, "Zoe Ray") == []
    play(centre, clock, minutes=17, watcher=watcher)
    assert told(centre, "Zoe Ray") == ["Slow answers firing"]
    with asked_by("Zoe Ray"):
        (past,) = alert_history(centre)
        assert acknowledge_alert(centre, past.episode.number, "Two more on the line")
        assert not acknowledge_alert(centre, past.episode.number)
    clock.on(minutes=60)
    play(centre, clock, minutes=3, watcher=watcher)
    assert told(centre, "Mara Quinn") == []  # taken on; and later half hours are not complete, so it is not over
    with asked_by("Mara Quinn"):
        (past,) = alert_history(centre)
        assert [(event.what, event.person) for event in past.events] == [
            ("fired", None), ("told", "Cal Hume"), ("escalated", "Zoe Ray"), ("acknowledged", "Zoe Ray")]
        assert watcher.readings[one.number].why == "Data of the last hours are not complete yet."


def test_a_stop_at_any_moment_loses_and_doubles_nothing(
    centre: Centre, clock: Clock, monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = rule(centre, **{"for": "0s"})
    sent: list[Telling] = []

    class Broken:
        def reaches(self, person: str) -> bool:
            return True

        def send(self, message: Telling) -> None:
            raise KeyboardInterrupt  # the program ends between the firing and the telling

    class Whole(Broken):
        def send(self, message: Telling) -> None:
            sent.append(message)

    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:  # in the middle of the transaction: neither the state nor the notice is there
        broken.setattr("fourscore.office.watching.alerts.Notice", cut)
        with pytest.raises(KeyboardInterrupt):
            Watcher(centre, []).look()
    assert alerts.running(centre.office) == {}
    with pytest.raises(KeyboardInterrupt):
        Watcher(centre, [Broken()]).look()
    assert alerts.running(centre.office)[one.number][0].state == "firing"
    for _ in range(3):
        Watcher(centre, [Whole()]).look()
    assert [(message.person, message.subject) for message in sent] == [
        ("Cal Hume", "Northern Support: Slow answers")]
    assert told(centre, "Cal Hume") == ["Slow answers firing"]
    with centre.office.reading() as session:
        from sqlalchemy import text

        assert session.execute(text("SELECT count(*) FROM notice")).scalar() == 1
        assert session.execute(text("SELECT count(*) FROM alert_event WHERE what = 'fired'")).scalar() == 1


def test_what_waited_begins_its_time_anew_after_a_stop(centre: Centre, clock: Clock) -> None:
    rule(centre)
    play(centre, clock, minutes=4)
    clock.on(minutes=15)  # nobody watched
    play(centre, clock, minutes=5)
    assert told(centre, "Cal Hume") == []


def test_quiet_hours_put_it_off(centre: Centre, clock: Clock) -> None:
    rule(centre, **{"for": "0s", "quiet": "09:00-10:10"})
    Watcher(centre, []).look()
    assert told(centre, "Cal Hume") == []
    clock.on(minutes=5)
    assert told(centre, "Cal Hume") == ["Slow answers firing"]


def test_missing_data_say_so_and_silence_has_a_rule_of_its_own(centre: Centre, clock: Clock) -> None:
    slow = rule(centre, name="By day", span="day", **{"for": "0s", "least": "0", "threshold": "0:01"})
    rule(centre, name="Silent", side="silent", threshold="", span="day", **{"for": "45m"})
    few = rule(centre, name="Few", **{"for": "0s", "least": "1000"})
    clock.on(days=1)
    watcher = play(centre, clock, minutes=2)
    assert watcher.readings[slow.number].why == "Nothing of today is loaded."
    assert told(centre, "Mara Quinn") == ["Silent firing"]  # on a Saturday nobody else is on duty
    clock.on(days=-1)
    watcher.look()
    assert watcher.readings[few.number].why.startswith("Not enough: counted 12, and 1,000")
    with asked_by("Mara Quinn"):
        states = {one.rule.now.name: one.episode.state if one.episode else "" for one in watched(centre)}
    assert states["Few"] == ""


def test_how_things_stand_is_watched_as_the_wall_shows_it(opened: Callable[..., Centre]) -> None:
    centre = opened()
    one = rule(centre, metric="waiting_now", span="", scope="queue:Billing", threshold="3")
    watcher = Watcher(centre, [])
    watcher.look()
    assert watcher.readings[one.number].why == "No followed source tells this."
    text = (centre.folder / "centre.yaml").read_text()
    (centre.folder / "centre.yaml").write_text(text.replace("files: queue_log", "files: queue_log, follow: true"))
    with (centre.folder / "queue_log").open("a") as log:
        log.write("".join(f"1774000{second}|w{second}|Billing|NONE|ENTERQUEUE||0301|1\n" for second in range(950, 955)))
    centre.load()
    watcher.look()
    assert watcher.readings[one.number].value == 5.0


def test_nobody_is_told_of_what_they_may_not_see(centre: Centre, clock: Clock) -> None:
    for more in ({"owner": "Ida Holt"}, {"owner": "Ada Bell"}, {"scope": "team:Blues"}, {"duty": "Nobody: mon"}):
        with pytest.raises(WrongUse, match="cannot-be-told"):
            rule(centre, **more)
    with pytest.raises(WrongUse, match="not-yours"):
        rule(centre, by="Nia Fox", scope="queue:Orders", owner="Nia Fox", duty="")
    for person in ("Ada Bell", "Ida Holt", "Tia Voss"):
        with pytest.raises(WrongUse, match="not-yours"):
            rule(centre, by=person)
    with pytest.raises(WrongUse, match="not-yours"):  # the agreement lets no resource analyst see single agents
        rule(centre, by="Cal Hume", owner="Cal Hume", duty="", scope="agent:Ada Bell", span="day")
    blues = rule(centre, scope="team:Blues", duty="Max Orr", least="0", **{"for": "0s"})
    with asked_by("Zoe Ray"):
        assert watched(centre) == []
    Watcher(centre, []).look()
    assert told(centre, "Max Orr") == ["Slow answers firing"]
    people = centre.folder / "people.yaml"
    people.write_text(people.read_text().replace("name: Blues, leader: Max Orr", "name: Blues, leader: Zoe Ray"))
    with centre.changing():
        pass
    assert told(centre, "Max Orr") == []
    with asked_by("Max Orr"):
        (number,) = [one.number for one in alerts.episodes(centre.office)]
        with pytest.raises(WrongUse, match=r"unknown-alert|not-yours"):
            acknowledge_alert(centre, number)
    people.write_text(people.read_text().replace("{name: Mara Quinn, role: Senior manager}",
                                                 "{name: Mara Quinn, role: Outside adviser, until: 2027-01-01}"))
    with centre.changing():
        pass
    watcher = Watcher(centre, [])
    watcher.look()
    assert watcher.readings[blues.number].why == "This is not there, or is not yours to see."


@pytest.mark.parametrize(("more", "issue"), [
    ({"name": " "}, "alert-not-kept"), ({"threshold": ""}, "alert-not-kept"), ({"threshold": "many"}, "alert-not-kept"),
    ({"clears": "1:00"}, "alert-not-kept"), ({"for": "long"}, "alert-not-kept"), ({"least": "few"}, "alert-not-kept"),
    ({"metric": "nothing"}, "unknown-metric"), ({"side": "beside"}, "unknown-choice"), ({"duty": ": mon"}, "bad-duty"),
    ({"quiet": "always"}, "bad-duty"), ({"scope": "queue:Biling"}, "alert-not-kept"), ({"span": "now"}, "alert-not"),
    ({"metric": "occupancy", "threshold": "80%", "scope": "queue:Billing"}, "cannot-bear"),
])
def test_a_rule_that_says_nothing_is_told(centre: Centre, more: dict[str, str], issue: str) -> None:
    with pytest.raises(Trouble, match=issue):
        rule(centre, **more)
    assert alerts.rules(centre.office) == []


def test_rules_change_with_a_history_and_end(centre: Centre, clock: Clock) -> None:
    one = rule(centre, **{"for": "0s"})
    with pytest.raises(Trouble, match="alert-twice"):
        rule(centre)
    watcher = play(centre, clock, minutes=1)
    with asked_by("Zoe Ray"), pytest.raises(WrongUse, match="not-your-alert"):
        withdraw_alert(centre, one.number)
    with asked_by("Cal Hume"):
        again = keep_alert(centre, {**SLOW, "threshold": "0:50"}, number=one.number, seen=one.seen)
        with pytest.raises(Trouble, match="changed-meanwhile"):
            keep_alert(centre, SLOW, number=one.number, seen=one.seen)
    assert [text.threshold for text in again.texts] == [30.0, 50.0]
    play(centre, clock, minutes=1, watcher=watcher)
    with asked_by("Cal Hume"):
        assert [past.events[-1].what for past in alert_history(centre)] == ["the rule was changed"]
        withdraw_alert(centre, one.number)
        assert watched(centre) == []
    said = [(change.who, change.new) for change in centre.office.changes() if change.thing == "alert"]
    assert said[-1] == ("Cal Hume", "withdrawn")


class Server(socketserver.ThreadingTCPServer):
    """Takes mail in, as little of SMTP as a sender needs."""

    allow_reuse_address = daemon_threads = True
    taken: list[str]


class Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Server)
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip().upper():
            if line == "DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    lines.append(text)
                self.server.taken.append("\n".join(lines))
            self.wfile.write(b"221 gone\r\n" if line == "QUIT" else b"250 good\r\n")


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Talk) as there:
        there.taken = []
        thread = threading.Thread(target=there.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield there
        there.shutdown()


def test_it_goes_out_by_mail_once_and_is_tried_again_where_it_could_not(
    opened: Callable[..., Centre], clock: Clock, server: Server,
) -> None:
    port = server.server_address[1]
    centre = opened("mail: {server: 127.0.0.1, port: 1, tls: never, from: bsc@example.org, "
                    "addresses: {Cal Hume: c@example.org}}\n")
    rule(centre, **{"for": "0s"})
    watcher = Watcher(centre)
    watcher.look()
    assert server.taken == []
    (centre.folder / "centre.yaml").write_text((centre.folder / "centre.yaml").read_text().replace(
        "port: 1,", f"port: {port},"))
    with centre.changing():
        pass
    for _ in range(3):
        watcher.look()
    (text,) = server.taken
    assert "To: c@example.org" in text
    assert "Subject: Northern Support: Slow answers" in text
    assert "Average speed of answer of the whole centre is 1:02, since 2026-03-20 10:05" in text.replace("=\n", "")
    assert "Message-ID: <notice-1-" in text


def test_whoever_is_told_is_told_in_their_language(centre: Centre, clock: Clock) -> None:
    rule(centre, **{"for": "0s"})
    sent: list[Telling] = []

    class Way:
        def reaches(self, person: str) -> bool:
            return True

        def send(self, message: Telling) -> None:
            sent.append(message)

    Watcher(centre, [Way()], tongue_of=lambda _centre, person: Bracketed() if person == "Cal Hume" else None).look()
    (message,) = sent
    assert message.text.startswith("⟦Slow answers: ⟦Average speed of answer⟧ of ⟦the whole centre⟧ is ⟨62 seconds⟩")
    assert [line for line in message.text.splitlines() if not line.startswith("⟦")] == []


def test_the_page_makes_a_rule_and_takes_an_alert_on(centre: Centre, clock: Clock) -> None:
    page = TestClient(create_app(centre), base_url="http://127.0.0.1", follow_redirects=False)
    said = {**SLOW, "for": "0s", "owner": "Call centre manager", "duty": "", "do": "keep"}
    refused = page.post("/alerts", data={**said, "threshold": "soon"})
    assert (refused.status_code, 'value="soon"' in refused.text) == (400, True)
    assert page.post("/alerts", data=said).headers["location"] == "/alerts#rule-1"
    centre.watcher = Watcher(centre, [])
    centre.watcher.look()
    assert '<span class="tag">1</span>' in page.get("/notices/count").text
    assert "Alert: Slow answers" in page.get("/notices").text
    assert "1 to look at" in page.get("/alerts").text
    taken = page.post("/alerts", data={"do": "acknowledge", "number": "1", "note": "<i>On it"})
    assert taken.headers["location"] == "/alerts#episode-1"
    text = page.get("/alerts").text
    assert "acknowledged by Call centre manager: &lt;i&gt;On it" in text
    change = page.get("/alerts?change=1").text
    assert 'name="threshold" value="30"' in change
    assert page.post("/notices", data={"numbers": "1"}).status_code == 303
    assert "tag" not in page.get("/notices/count").text
    assert page.get("/alerts?change=9").status_code == 200
