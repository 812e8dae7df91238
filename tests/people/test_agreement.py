"""This file is about the staff agreement: what it forbids, no verb, page or export gives."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from fourscore.centre import Centre, approve_agreement, notice_for, tell_agents
from fourscore.centre.agreement.fineness import DAY, MONTH, QUARTER, WEEK, fineness
from fourscore.centre.agreement.terms import as_text, fingerprint, from_text, term_for
from fourscore.settings import STRICTEST, Agreement, Keep, Term
from fourscore.terms import Calendar, Days, Trouble
from fourscore.web import create_app

MARCH, WEEK_11 = "2026-03", "2026-W11"
ALL = "    - {{measure: all, purpose: coaching, viewers: [{viewers}], grain: {grain}, retention: {kept}}}\n"
LOOSE = ALL.format(viewers="Team leader, Call centre manager", grain="day", kept="13 months")
STRICT = ALL.format(viewers="", grain="quarter", kept="1 month")
AHT = "average_handle_time"
# Every way to a person's figure: the verb or page, and what is asked.
WAYS: dict[str, tuple[str, dict[str, Any] | str]] = {
    "ask by agent": ("ask", {"metrics": AHT, "by": "agent", "during": MARCH}),
    "ask of an agent": ("ask", {"metrics": AHT, "during": WEEK_11, "where": ["agent=Ada Bell"]}),
    "ask by agent and day": ("ask", {"metrics": AHT, "by": "agent,day", "during": MARCH}),
    "ask by agent and hour": ("ask", {"metrics": AHT, "by": "agent,hour", "during": MARCH}),
    "compare": ("ask", {"metrics": AHT, "by": "agent", "during": MARCH, "versus": "before"}),
    "score of an agent": ("score", {"period": WEEK_11, "agent": "Ada Bell"}),
    "why of an agent": ("why", {"metric": AHT, "period": MARCH, "where": ["agent=Ada Bell"]}),
    "why of all": ("why", {"metric": AHT, "period": MARCH}),
    "page: card": ("GET", "/scorecard?period=2026-W11&agent=Ada%20Bell"),
    "page: card as a sheet": ("GET", "/scorecard.csv?period=2026-W11&agent=Ada%20Bell"),
    "page: panel": ("GET", "/scorecard/panel?period=2026-W11&agent=Ada%20Bell&measure=handle-time"),
    "page: map": ("GET", "/map?period=2026-W11&agent=Ada%20Bell"),
    "page: measure": ("GET", f"/measure/{AHT}?period=2026-W11&agent=Ada%20Bell"),
    "page: measure by agent": ("GET", f"/measure/{AHT}?period=2026-W11&by=agent"),
    "page: sheet by agent": ("GET", f"/measure/{AHT}/table.csv?period=2026-W11&by=agent"),
    "page: rows": ("GET", f"/measure/{AHT}/rows?period=2026-W11"),
    "page: rows of an agent": ("GET", f"/measure/{AHT}/rows?period=2026-W11&agent=Ada%20Bell"),
    "page: sheet of rows": ("GET", f"/measure/{AHT}/rows.csv?period=2026-W11"),
}
HIDDEN = "This is not there, or is not yours to see."
NO, YES, NAMELESS = "refused", "named", "nameless"
FACTS = ("ask by agent and day", "why of an agent", "page: rows of an agent")
ROWS = ("why of all", "page: rows", "page: sheet of rows")


OWN = ("page: card", "page: card as a sheet", "page: panel", "page: map", "page: measure")


def given_by(centre: Any, way: str, say: Callable[..., Any]) -> str:
    verb, asked = WAYS[way]
    if verb == "GET":
        answer = TestClient(create_app(centre), base_url="http://127.0.0.1").get(asked)
        refused = answer.status_code == 404 and any(
            words in answer.text for words in ("of a person", HIDDEN, "no page at this"))
        assert refused or answer.status_code == 200, answer.text
        body = answer.text.split("<main", 1)[-1]  # the pickers offer names, and no figures
        if way == "page: measure by agent" and ("of a person" in body or HIDDEN in body):
            return NO
    else:
        said = say(centre, verb, asked)
        refused, body = "[not-agreed]" in said.err or "[not-yours]" in said.err, said.out
        assert refused == (said.code == 2), said
    if refused:
        return NO
    by_name = "of an agent" in way or way in OWN
    return YES if by_name or "Ada Bell" in body else NAMELESS


def expected(way: str, case: str) -> str:
    """The table: what each way gives, by who asks and what was agreed."""
    if way == "ask by agent and hour":
        return NO
    if case == "default, the agent" and "of an agent" not in way and way not in OWN:
        # a page that names nobody leads to the own figures
        return YES if way == "page: measure by agent" else NO
    if way in ROWS:  # single facts name people only where days were agreed on
        return YES if case == "loosened" else NAMELESS
    if case == "loosened":
        return YES
    if case in ("default, the leader", "default, the agent"):
        by_agent = "by agent" in way or way == "compare"
        return NO if way in FACTS or (by_agent and case == "default, the agent") else YES
    return NO


CASES = {
    "default": ("", ""), "default, the leader": ("Team leader", ""), "default, the agent": ("Ada Bell", ""),
    "loosened": ("", LOOSE), "strictest": ("Team leader", STRICT),
}


@pytest.mark.parametrize("case", CASES)
def test_no_verb_page_or_export_gives_what_was_not_agreed(made, say, case: str) -> None:
    centre = made(*CASES[case])
    found = {way: given_by(centre, way, say) for way in WAYS}
    assert found == {way: expected(way, case) for way in WAYS}


def test_an_adviser_sees_figures_without_names(made, say) -> None:
    terms = ALL.format(viewers="Outside adviser", grain="day", kept="13 months")
    centre = made("Outside adviser", terms)
    answer = say(centre, "ask", WAYS["ask by agent"][1])
    assert "agent 1" in answer.out
    assert "agent 2" in answer.out
    for way in WAYS:
        assert given_by(centre, way, say) != YES, way
    assert "Ada" not in say(centre, "doctor", {"rows": ""}).out


def test_a_named_leader_sees_the_own_team(made, say) -> None:
    centre = made("Zoe Ray")
    asked = {"metrics": AHT, "by": "agent", "during": MARCH}
    assert "[not-yours]" in say(centre, "ask", asked).err
    assert "Ada Bell" in say(centre, "ask", {**asked, "where": ["team=Billing"]}).out
    assert "[not-yours]" in say(centre, "ask", {**asked, "where": ["team=Sales"]}).err
    assert "[not-yours]" in say(centre, "ask", {**asked, "where": ["agent=Ben Cole"]}).err
    assert say(centre, "ask", {**asked, "where": ["agent=Ada Bell"]}).code == 0


def of_agreement(centre: Centre) -> list[str]:
    """What check finds of the agreement; the few facts of these tests leave much else to find."""
    names = ("agreement-not-approved", "agents-not-told", "use-not-agreed")
    return [issue.name for issue in centre.check() if issue.name in names]


def test_what_is_not_approved_is_not_in_force(made, say) -> None:
    centre = made("", LOOSE, wait=True)
    assert of_agreement(centre) == ["agreement-not-approved"]
    refused = say(centre, "ask", WAYS["ask by agent"][1])
    assert "no staff agreement" in refused.err
    with pytest.raises(Trouble) as trouble:
        approve_agreement(centre, "Zoe Ray")
    assert trouble.value.issues[0].name == "not-an-approver"
    approve_agreement(centre, "Mara Quinn")
    assert say(centre, "ask", WAYS["ask by agent"][1]).code == 0
    assert of_agreement(centre) == ["agents-not-told"]
    with pytest.raises(Trouble) as trouble:
        approve_agreement(centre, "Mara Quinn")
    assert trouble.value.issues[0].name == "nothing-to-approve"


def test_agents_are_told_and_say_that_they_read_it(made, say) -> None:
    centre = made("", LOOSE)
    assert "by the day at the finest" in notice_for(centre, "Ada Bell")
    assert [one.agent for one in tell_agents(centre, "Mara Quinn")] == ["Ada Bell", "Ben Cole"]
    assert of_agreement(centre) == []
    pages = TestClient(create_app(centre), base_url="http://127.0.0.1")
    card = "/scorecard?period=2026-W11&agent=Ada%20Bell"
    assert "The staff agreement was changed" in pages.get(card).text
    assert say(centre, "agreement", {"what": "acknowledge", "by": "Ada Bell", "format": "table"}).code == 0
    assert "The staff agreement was changed" not in pages.get(card).text
    assert notice_for(centre, "Ben Cole") != ""


def test_the_one_in_force_is_shown_with_its_history(made, say) -> None:
    centre = made("", LOOSE)
    shown = say(centre, "agreement", {"what": "show", "by": "", "format": "table"})
    assert "approved" in shown.out.lower()
    assert "seen by the person and Team leader, Call centre manager; by the day at the finest" in shown.out
    history = say(centre, "agreement", {"what": "history", "by": "", "format": "table"}).out
    assert "Mara Quinn (Senior manager)" in history


def test_a_kpi_may_not_be_meant_for_pay_where_that_was_not_agreed(made) -> None:
    from fourscore.strategy import starter

    metric = "metric: average_handle_time"
    paid = starter("support").replace(metric, f"{metric}\n            use: pay")
    assert of_agreement(made("", "", paid)) == ["use-not-agreed"]
    agreed = "    - {measure: average_handle_time, purpose: bonus, pay: yes}\n"
    assert "use-not-agreed" not in of_agreement(made("", agreed, paid))


# -- the rule itself ---------------------------------------------------------------------------------------------------

KEPT = Keep(13, 0)


def test_of_several_terms_the_strictest_of_each_matter_holds() -> None:
    one = Term("handle", "coaching", ("Team leader", "Trainer"), "day", Keep(6, 0), pay=True, discipline=False,
               where="a")
    two = Term(AHT, "training", ("Trainer",), "month", Keep(12, 0), pay=False, discipline=False, where="b")
    found = term_for((AHT, "handle"), {"handle": one, AHT: two}, None)
    assert (found.viewers, found.grain, found.kept, found.pay) == (("Trainer",), "month", Keep(6, 0), False)
    assert term_for(("other",), {"handle": one}, None) == STRICTEST._replace(kept=KEPT)


def test_only_what_was_agreed_changes_the_fingerprint() -> None:
    term = STRICTEST._replace(where="people.yaml:9")
    agreement = Agreement(date(2026, 2, 1), "Tia Voss", (term,), "people.yaml:5")
    text = as_text(agreement)
    moved = as_text(agreement._replace(terms=(term._replace(where="people.yaml:40"),), partner="forgotten-1"))
    assert fingerprint(text) == fingerprint(moved)
    assert fingerprint(text) != fingerprint(as_text(agreement._replace(terms=(term._replace(grain="day"),))))
    assert from_text(text) == agreement._replace(terms=(STRICTEST,), where="")
    assert from_text(as_text(None)) is None


CALENDAR = Calendar(ZoneInfo("UTC"))


@pytest.mark.parametrize(("by", "during", "told"), [
    ((), "2026-W11", WEEK), ((), "2026-03", MONTH), ((), "2026-Q1", QUARTER), ((), "2026-03-09", DAY),
    ((), "2026-03-09..2026-03-23", WEEK), ((), "2026-03-09..2026-03-24", DAY), (("week",), "2026-03", DAY),
    (("week",), "2026-W11", WEEK), (("month",), "2026-Q1", MONTH), (("week", "month"), "2026-Q1", DAY),
    (("weekday",), "2026-Q1", DAY), (("day",), "2026-Q1", DAY), (("month",), "2026-03-02..2026-03-30", DAY),
])
def test_how_fine_a_question_is(by: tuple[str, ...], during: str, told: int) -> None:
    assert fineness(by, (), CALENDAR.period(during), CALENDAR, lambda: None) == told


@given(first=st.dates(date(2026, 1, 1), date(2026, 6, 1)), length=st.integers(1, 120), shift=st.integers(1, 6))
def test_two_spans_that_differ_by_less_than_a_week_are_never_both_told_by_the_week(first, length, shift) -> None:
    until = first + timedelta(days=length)
    both = [fineness((), (), Days(first, until + timedelta(days=more)), CALENDAR, lambda: None) for more in (0, shift)]
    assert both != [WEEK, WEEK]


def pages_of(centre: Centre) -> TestClient:
    return TestClient(create_app(centre), base_url="http://127.0.0.1")


def links(text: str, words: str) -> list[str]:
    """Where the table's rows and tabs lead, of those that hold these words."""
    found = re.findall(r'<a href="([^"]+)"(?: data-row| aria-current="true")?>', text.split("<main", 1)[-1])
    return [one for one in map(html.unescape, found) if words in one]


@pytest.mark.parametrize(("grain", "period", "wanted"), [
    ("week", "2026-W11", "week"), ("day", "2026-W11", "day"), ("month", "2026-03", "month"),
    ("week", "2026-03", "week"),  # all that is loaded: a week at its edge is no less than it
])
def test_an_agent_opens_the_finest_time_that_may_be_told(made: Any, grain: str, period: str, wanted: str) -> None:
    terms = ALL.format(viewers="Call centre manager", grain=grain, kept="13 months")
    pages = pages_of(made("Call centre manager", terms))
    agents = links(pages.get(f"/measure/{AHT}?period={period}&by=agent").text, "agent=Ada")
    opened = next(one for one in agents if "/rows" not in one)
    assert f"by={wanted}" in opened
    text = pages.get(opened).text
    assert "of a person" not in text
    tabs = {one.partition("by=")[2] for one in links(text, "agent=Ada%20Bell&by=")}
    assert wanted in tabs
    assert tabs & {"day", "weekday", "hour_of_day"} == ({"day", "weekday"} if grain == "day" else set())
    for tab in tabs:
        assert "of a person" not in pages.get(f"/measure/{AHT}?period={period}&agent=Ada%20Bell&by={tab}").text
