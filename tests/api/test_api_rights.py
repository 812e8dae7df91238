"""This file is about rights over the API: what is not somebody's to see or do is not there, whoever's token asks."""

from typing import Any

import pytest
from tests.people.rights_table import (
    ADA,
    AHT,
    BEN,
    BLUES,
    CENTRE_WIDE,
    COACHES,
    GOODS,
    KNOWN,
    LED,
    MANAGERS,
    REDS,
    ROLE_PAGES,
    ROWS,
    TOTALS,
    UNFED,
    WEEK,
)

from fourscore.centre import Asked as AskedOfAudit
from fourscore.centre import asked_by, audited

from .conftest import Asked

PEOPLE = ("Mara Quinn", "Rae Dunn", "Zoe Ray", "Nia Fox", "Ada Bell", "Lee Guest")
EVERYBODY, WIDE, MANAGE = frozenset(PEOPLE), frozenset(CENTRE_WIDE), frozenset(MANAGERS)
CARD, ASK, ROW = f"scorecard?period={WEEK}", f"ask?metrics={AHT}&during={WEEK}", f"why/rows?metric={AHT}&during={WEEK}"
WATCHES, TALK = KNOWN - {"Ada Bell", "Ben Cole", "Tia Voss"}, f"comments?about={AHT}&period={WEEK}"
# Of every kind of operation: what is asked, and who is told.
READ: dict[str, frozenset[str]] = {
    CARD: TOTALS, f"{CARD}&team=Reds": REDS, f"{CARD}&team=Blues": BLUES, f"{CARD}&agent=Ada Bell": ADA,
    f"{CARD}&agent=Ben Cole": BEN, f"{CARD}&queue_group=Goods": GOODS, f"{CARD}&site=York": BLUES,
    f"scorecard/parts/total?period={WEEK}&agent=Ben Cole": BEN,
    f"scorecard/measures/handle/series?period={WEEK}&agent=Ben Cole": BEN,
    ASK: TOTALS, f"{ASK}&where=team=Blues": BLUES, f"{ASK}&where=agent=Ben Cole": BEN, f"{ASK}&by=agent": MANAGE,
    f"{ASK}&where=queue=Orders": GOODS,
    f"ask/versus?metrics={AHT}&during={WEEK}&versus=before&where=agent=Ben Cole": BEN,
    f"why?metric={AHT}&during={WEEK}&where=agent=Ben Cole": BEN, ROW: ROWS, f"{ROW}&where=agent=Ben Cole": BEN,
    f"compare?metric={AHT}&during={WEEK}&by=agent": MANAGE, f"compare?metric={AHT}&during={WEEK}&by=team": WIDE,
    "agents/Ben Cole": BEN | WIDE | {"Tia Voss"}, "metrics": EVERYBODY, "me": EVERYBODY, "strategy": EVERYBODY,
    "views": EVERYBODY, "audit": KNOWN, "disputes": KNOWN, "agreement": KNOWN, "live/floor": MANAGE | {"Zoe Ray"},
    "reconciliations": WIDE, "reconciliations/1": WIDE,
    "live/wall": TOTALS, "stages": WIDE, "checks": WIDE, "months": WIDE, "decisions": WIDE, "initiatives": WIDE,
    "scorecards": WIDE, "strategy/versions": WIDE, "policies": WIDE, "figures": WIDE, "strategy/backtest": WIDE,
    "sources": WIDE, "uploads": WIDE, "loads": WIDE, "health": WIDE, "strategy/questions": MANAGE, "accounts": MANAGE,
    "notices": KNOWN, "incidents": EVERYBODY, "alerts": WATCHES, "alerts/episodes": WATCHES,
    "subscriptions": EVERYBODY, "strategy/draft": MANAGE, "strategy/draft/changes": MANAGE,
    TALK: KNOWN & TOTALS, f"{TALK}&where=agent=Ben Cole": BEN & KNOWN, f"{TALK}&where=queue=Orders": GOODS & KNOWN,
    f"reports/scorecard/xlsx?period={WEEK}": TOTALS, "reports/review/xlsx?period=2026-03": WIDE,
    f"reports/scorecard/xlsx?period={WEEK}&scope=agent:Ben Cole": BEN, "incidents/77": frozenset(),
    f"roles/agent?agent=Ada Bell&period={WEEK}": ADA, f"roles/agent?agent=Ben Cole&period={WEEK}": BEN,
    "roles/agent?agent=Nobody": frozenset(), "roles/team?team=Reds": LED["Reds"], "roles/team?team=Blues": LED["Blues"],
    "roles/team?team=Nobody": frozenset(), "roles/coach?team=Reds": COACHES - {"Max Orr"},
    "roles/coach?team=Blues": COACHES - {"Zoe Ray", "Quin Hay"}, "comments/77": frozenset(), "alerts/77": frozenset(),
    **{f"roles/{path.rpartition('/')[2]}": who for path, who in {**ROLE_PAGES, **UNFED}.items()},
    "wall-links": MANAGE, "uploads/0f3c9a1b2d4e5f60": frozenset(), "views/77": frozenset(),
    **dict.fromkeys(("agents", "teams", "calendar", f"calendar/periods/{WEEK}", "goals", "me/sign-ins", "me/tokens",
                     f"metrics/{AHT}", "search?q=handle", "strategy/kpis", "strategy/links", "strategy/objectives"),
                    EVERYBODY),
    "agreement/history": KNOWN, f"comments/people?about={AHT}&period={WEEK}&q=z": KNOWN & TOTALS,
    **dict.fromkeys(("reviews/2026-03/agenda", "reviews/2026-03/minutes", "sources/calls/aside",
                     f"strategy/kpi-questions?metric={AHT}", "strategy/kpis/handle/history"), WIDE),
    "scorecard/weights": TOTALS, f"why/movement?metric=cost_per_contact&during={WEEK}&versus=2026-W10": TOTALS,
    # Whoever may ask is told there is none; so that it stands here who may, and not what is there.
    **dict.fromkeys(("health/no-such/rows", "initiatives/nothing", "initiatives/nothing/effects", "scorecards/2026-03",
                     f"scorecard/as-known/2026-04-01?period={WEEK}", "strategy/diff", "strategy/versions/1",
                     "uploads/0f3c9a1b2d4e5f60/load"), frozenset()),
}
# What changes something: asked by whom it is not for, it is not there.
WRITE: dict[str, tuple[dict[str, Any], frozenset[str]]] = {
    "roles": ({"name": "Zoe Ray", "role": "Senior manager"}, MANAGE),
    "strategy/answers": ({"answers": {"mission": "Ours."}}, MANAGE), "strategy/versions": ({"why": "y"}, MANAGE),
    "scorecards": ({"period": "2026-03"}, MANAGE), "months/2026-03/closing": ({}, MANAGE),
    "reviews/2026-03/decisions": ({"text": "Do."}, MANAGE), "accounts": ({"login": "x.y", "person": "Zoe Ray"}, MANAGE),
    "wall-links": ({"name": "Hall"}, MANAGE), "agreement/approval": ({}, MANAGE), "loads": ({}, WIDE),
    "figures": ({"metric": "market_share", "period": "2026-03", "numerator": "1"}, WIDE),
    "stages/1/signature": ({}, WIDE), "reconciliations": ({"numbers": "a,b"}, WIDE),
    "disputes": ({"metric": AHT, "agent": "Ben Cole", "period": WEEK, "why": "No."}, BEN | WIDE),
    "comments": ({"about": AHT, "period": WEEK, "where": {"agent": ["Ben Cole"]}, "text": "No."}, BEN | WIDE),
    "incidents": ({"kind": "outage", "begins": "2026-03-09 14:05"}, WATCHES), "notices/seen": ({"numbers": []}, KNOWN),
    "alerts": ({"name": "Slow", "metric": AHT, "threshold": "5:00"}, WATCHES), "strategy/draft/answers": (
        {"answers": {"mission": "Ours."}}, MANAGE), "strategy/draft/steps/undo": ({}, MANAGE),
    "strategy/draft/publication": ({"why": "y"}, MANAGE),
}


@pytest.mark.parametrize("person", PEOPLE)
def test_each_is_told_what_the_table_says_and_nothing_else(asked: Asked, person: str) -> None:
    there, wrong = asked.program(person), {}
    for address, who in READ.items():
        answer = there.get(f"/api/v1/{address}")
        if answer.status_code != (200 if person in who else 404):
            wrong[address] = (answer.status_code, answer.text[:200])
        if person not in who:
            assert "value" not in answer.json()
    assert wrong == {}


@pytest.mark.parametrize("person", [one for one in PEOPLE if one not in MANAGERS])
def test_who_may_not_change_it_finds_nothing_there(asked: Asked, person: str) -> None:
    there = asked.program(person)
    before = (asked.centre.folder / "strategy.yaml").read_bytes(), (asked.centre.folder / "people.yaml").read_bytes()
    for address, (body, who) in WRITE.items():
        if person not in who:
            answer = there.post(f"/api/v1/{address}", json=body)
            assert (answer.status_code, answer.json()["name"]) == (404, "not-yours"), (person, address, answer.text)
    assert before == ((asked.centre.folder / "strategy.yaml").read_bytes(),
                      (asked.centre.folder / "people.yaml").read_bytes())
    if person not in WIDE:
        assert there.post("/api/v1/uploads?name=x.csv", content="a,b\n").status_code == 404
        assert not (asked.centre.folder / "data" / "uploads").exists()


@pytest.mark.parametrize("person", ["Zoe Ray", "Nia Fox", "Ada Bell", "Lee Guest"])
def test_hidden_names_are_answered_like_names_that_nobody_has(asked: Asked, person: str) -> None:
    there = asked.program(person)
    for address, hidden in ((f"{CARD}&agent=", "Ben Cole"), (f"{CARD}&team=", "Blues"), (f"{CARD}&site=", "York"),
                            ("agents/", "Ben Cole"), (f"{ASK}&where=agent=", "Ben Cole"),
                            (f"compare?metric={AHT}&by=team&team=", "Blues")):
        one, other = (there.get(f"/api/v1/{address}{name}") for name in (hidden, "Nothing Called So"))
        told, nothing = one.json(), other.json()
        told.pop("instance", None)
        nothing.pop("instance", None)
        assert (one.status_code, told) == (other.status_code, nothing), (person, address)
        assert one.status_code == 404


def test_one_agents_disputes_are_not_anothers_to_read(asked: Asked) -> None:
    ada, zoe, mara = (asked.program(person) for person in ("Ada Bell", "Zoe Ray", "Mara Quinn"))
    made = mara.post("/api/v1/disputes", json={"metric": AHT, "agent": "Ben Cole", "period": WEEK,
                                               "why": "Two of the calls are of the night shift."})
    assert made.status_code == 201, made.text
    number = made.json()["number"]
    for there in (ada, zoe):
        assert "night shift" not in there.get("/api/v1/disputes").text
        answer = there.post(f"/api/v1/disputes/{number}/answers", json={"outcome": "upheld", "text": "No."})
        assert (answer.status_code, answer.json()["name"]) == (404, "unknown-dispute")
    own = ada.post("/api/v1/disputes", json={"metric": AHT, "agent": "Ada Bell", "period": WEEK, "why": "Not mine."})
    assert (own.status_code, own.json()["by"]) == (201, "Ada Bell")
    assert mara.post(f"/api/v1/disputes/{own.json()['number']}/answers",
                     json={"outcome": "upheld", "text": "It is."}).json()["outcome"] == "upheld"


def test_who_asks_for_somebodys_figures_is_on_record(asked: Asked) -> None:
    zoe = asked.program("Zoe Ray")
    assert zoe.get(f"/api/v1/{ASK}&where=agent=Ada Bell").status_code == 200
    asked.app.state.looks.settle()
    with asked_by("Mara Quinn"):
        found = audited(asked.centre, AskedOfAudit(about="Ada Bell", thing="figures")).entries
    who = [one.who for one in found if one.new and "by the API" in one.new]
    assert who.count("Zoe Ray") == 1
    assert not {"Ada Bell", "Nia Fox"} & set(who)  # her own look is no matter, and who was refused saw nothing
