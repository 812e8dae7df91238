"""This file is about who may see what: a centre with every role, and the table of every route and who gets it."""

from typing import Any, NamedTuple

from starlette.testclient import TestClient

from fourscore.centre import Centre, invite, invite_guest
from fourscore.office import accounts, signing

from .conftest import START

GOOD = "four blue kettles sing"
WEEK = "2026-W11"
AHT = "average_handle_time"
CENTRE = """\
name: Northern Support
zone: UTC
currency: GBP
sites: [{name: Leeds}, {name: York}]
queue_groups: {Money: [Billing], Goods: [Orders]}
sources: [{name: calls, kind: asterisk, files: queue_log}]
"""
PEOPLE = """\
teams: [{name: Reds, leader: Zoe Ray, site: Leeds}, {name: Blues, leader: Max Orr, site: York}]
agents:
  - {name: Ada Bell, names: [PJSIP/1001], teams: [{team: Reds, from: 2026-01-01}]}
  - {name: Ben Cole, names: [PJSIP/1002], teams: [{team: Blues, from: 2026-01-01}]}
roles:
  - {name: Mara Quinn, role: Senior manager}
  - {name: Cal Hume, role: Call centre manager}
  - {name: Rae Dunn, role: Reporting analyst}
  - {name: Quin Hay, role: Quality analyst, scope: {teams: [Reds]}}
  - {name: Nia Fox, role: Resource analyst, scope: {queues: [Billing]}}
  - {name: Ida Holt, role: Outside adviser, from: 2026-01-01, until: 2026-06-01}
  - {name: Tia Voss, role: "Agents' representative"}
agreement:
  agreed: 2026-02-01
  with: Tia Voss
  measures: [{measure: all, purpose: coaching, grain: day,
              viewers: [Team leader, Senior manager, Call centre manager, Quality analyst]}]
"""
STRATEGY = """\
mission: m
vision: v
values: [one]
goals: {serve: {text: Serve every caller, serves: Customers stay}}
perspectives:
  customer:
    objectives:
      quick:
        name: Quick help
        owner: Mara Quinn
        kpis:
          handle: {metric: average_handle_time, direction: lower, target: 60, floor: 300, levels: [centre, team, agent]}
          orders: {metric: contacts_handled, direction: higher, target: 100, floor: 1, scope: {queue: Orders}}
  financial: {objectives: {spend: {name: Spend well, owner: Senior manager, kpis: {}}}}
  internal: {objectives: {work: {name: Work well, owner: Call centre manager, kpis: {}}}}
  learning: {objectives: {learn: {name: Learn, owner: Call centre manager, kpis: {}}}}
"""
MANAGERS = ("Mara Quinn", "Cal Hume")
CENTRE_WIDE = (*MANAGERS, "Rae Dunn")
READERS = (*CENTRE_WIDE, "Zoe Ray", "Max Orr", "Quin Hay", "Nia Fox", "Ada Bell", "Ben Cole", "Ida Holt", "Tia Voss",
           "Lee Guest")


def call(n: int) -> str:
    """A call to Ada about money, or to Ben about goods, six hours after the one before; Ben's are twice as long."""
    at, of = START + n * 21600, n % 2
    queue, agent, talk = (("Billing", "PJSIP/1001", 60), ("Orders", "PJSIP/1002", 120))[of]
    return (f"{at}|{at}.{n}|{queue}|NONE|ENTERQUEUE||030123{n}|1\n"
            f"{at + 15}|{at}.{n}|{queue}|{agent}|CONNECT|15|u{n}|3\n"
            f"{at + 15 + talk + n % 7}|{at}.{n}|{queue}|{agent}|COMPLETECALLER|15|{talk + n % 7}|1\n")


REPORT = "Queue,Offered\nBilling,4\n"  # of another system, kept as the first


class Opened(NamedTuple):
    """A centre with an account for everybody, its pages, and each one's key."""

    centre: Centre
    app: Any
    keys: dict[str, str]

    def browser(self, person: str | None) -> TestClient:
        there = TestClient(self.app, base_url="http://127.0.0.1", follow_redirects=False,
                           headers={"origin": "http://127.0.0.1"})
        if person is not None:
            there.cookies.set("sid", self.keys[person])
        return there


def signed(centre: Centre, person: str) -> str:
    login = person.replace(" ", ".")
    key = invite_guest(centre, login, person, "2026-12-31", by="Mara Quinn").key if person == "Lee Guest" else \
        invite(centre, login, person, by="Mara Quinn").key
    number = accounts.accept(centre.office, key, GOOD, now=centre.now())
    return signing.sign_in(centre.office, number, "Firefox/1 Linux", now=centre.now())


# -- the table: of every route, what is asked and who gets it ----

EVERYBODY, KNOWN = frozenset(READERS), frozenset(READERS) - {"Ida Holt", "Lee Guest"}
TOTALS = EVERYBODY - {"Ada Bell", "Ben Cole"}  # agents are led to their own figures
ROWS = frozenset(CENTRE_WIDE)
REDS = frozenset({*CENTRE_WIDE, "Zoe Ray", "Quin Hay", "Tia Voss"})
BLUES = frozenset({*CENTRE_WIDE, "Max Orr", "Tia Voss"})
# Figures of a person the agreement keeps from the reporting analyst, and everybody else who is no viewer.
ADA = frozenset({*MANAGERS, "Zoe Ray", "Quin Hay", "Ada Bell"})
BEN = frozenset({*MANAGERS, "Max Orr", "Ben Cole"})
MONEY = EVERYBODY - {"Ada Bell", "Ben Cole"}
GOODS = MONEY - {"Nia Fox"}


def figures(path: str, *, rows: bool = False) -> dict[str, frozenset[str]]:
    """Who gets a page of figures, by whose figures are asked for."""
    def asked(more: str) -> str:
        return f"{path}{'&' if '?' in path else '?'}period={WEEK}{more}"

    reds, blues = (REDS - {"Tia Voss"}, BLUES - {"Tia Voss"}) if rows else (REDS, BLUES)
    money = ROWS | {"Nia Fox"} if rows else MONEY
    return {asked(""): ROWS if rows else TOTALS, asked("&team=Reds"): reds, asked("&team=Blues"): blues,
            asked("&agent=Ada+Bell"): ADA, asked("&agent=Ben+Cole"): BEN, asked("&site=Leeds"): reds,
            asked("&queue_group=Money"): money, asked("&queue_group=Goods"): money - {"Nia Fox"}}


def explored(path: str) -> dict[str, frozenset[str]]:
    """The same; of single persons whom the agreement keeps back it says so, and what may be asked instead."""
    return {asked: who for asked, who in figures(path).items() if "&agent=" not in asked}


def said(path: str) -> dict[str, frozenset[str]]:
    """Who reads what is said of figures: whoever sees the figures, and names."""
    return {asked: who & KNOWN for asked, who in figures(path).items()}


def compared(path: str) -> dict[str, frozenset[str]]:
    """People beside people: their teams' by whom all of them are seen, and of one team by its leader and viewers."""
    asked = f"{path}?period={WEEK}&measure={AHT}"
    leads = frozenset({*CENTRE_WIDE, "Zoe Ray", "Max Orr", "Quin Hay", "Tia Voss"})
    files = path != "/compare"  # a page says why what is kept back is; a file of it there is not
    reds = {*MANAGERS, "Zoe Ray", "Quin Hay"} | (set() if files else {"Rae Dunn"})
    blues = {*MANAGERS, "Max Orr"} | (set() if files else {"Rae Dunn"})
    return {f"{asked}&by=team": leads, f"{asked}&by=agent&team=Reds": frozenset(reds),
            f"{asked}&by=agent&team=Blues": frozenset(blues)}


NOBODY: frozenset[str] = frozenset()
LED = {"Reds": frozenset({*MANAGERS, "Zoe Ray"}), "Blues": frozenset({*MANAGERS, "Max Orr"})}
COACHES = frozenset({*MANAGERS, "Zoe Ray", "Max Orr", "Quin Hay"})
ROLE_PAGES = {
    "/my": frozenset({"Ada Bell", "Ben Cole"}), "/teams": frozenset({*CENTRE_WIDE, "Tia Voss"}),
    "/targets": frozenset(CENTRE_WIDE), "/goals": frozenset(CENTRE_WIDE), "/people/recruiting": frozenset(MANAGERS),
    "/resource": frozenset({*MANAGERS, "Nia Fox"}), "/network": frozenset(MANAGERS),
}
UNFED = {"/quality": COACHES, "/people/training": frozenset(MANAGERS)}
TABLE: dict[str, dict[str, frozenset[str]]] = {
    "GET /": {"/": NOBODY},  # leads to the scorecard
    "GET /scorecard": figures("/scorecard"),
    "GET /scorecard/panel": figures("/scorecard/panel?measure=handle"),
    "GET /scorecard.csv": figures("/scorecard.csv"),
    "GET /map": figures("/map"),
    "GET /measures": {"/measures": EVERYBODY},
    "GET /measure/{key}": figures(f"/measure/{AHT}"),
    "GET /measure/{key}/table.csv": figures(f"/measure/{AHT}/table.csv?by=day"),
    "GET /measure/{key}/rows": figures(f"/measure/{AHT}/rows", rows=True),
    "GET /measure/{key}/rows.csv": figures(f"/measure/{AHT}/rows.csv", rows=True),
    "GET /explore": explored(f"/explore?metric={AHT}"), "GET /explore.csv": explored(f"/explore.csv?metric={AHT}"),
    "GET /explore.xlsx": explored(f"/explore.xlsx?metric={AHT}"),
    "GET /compare": compared("/compare"), "GET /compare.csv": compared("/compare.csv"),
    "GET /compare.xlsx": compared("/compare.xlsx"),
    "POST /explore/views": {}, "POST /explore/view/{number}/withdraw": {},  # one's own alone
    "GET /scorecard.xlsx": figures("/scorecard.xlsx"), "GET /scorecard/parts": figures("/scorecard/parts"),
    "GET /measures.csv": {"/measures.csv": EVERYBODY}, "GET /measures.xlsx": {"/measures.xlsx": EVERYBODY},
    "GET /measure/{key}/table.xlsx": figures(f"/measure/{AHT}/table.xlsx?by=day"),
    "GET /measure/{key}/rows.xlsx": figures(f"/measure/{AHT}/rows.xlsx", rows=True),
    "GET /search": {"/search?q=handle": EVERYBODY}, "GET /explore/view/{key}": {"/explore/view/9": NOBODY},
    "GET /audit": {"/audit": KNOWN}, "GET /audit.csv": {"/audit.csv": KNOWN},
    "GET /audit.xlsx": {"/audit.xlsx": KNOWN},
    "GET /wall": {"/wall": TOTALS}, "GET /wall/{key}": {"/wall/no-such-key": NOBODY},
    "GET /floor": {"/floor": frozenset({*MANAGERS, "Zoe Ray", "Max Orr"})},
    "GET /live/stream": {"/live/stream": NOBODY, "/live/stream?show=nothing": NOBODY},
    "GET /load": {"/load": frozenset(CENTRE_WIDE)}, "GET /load/all": {"/load/all": NOBODY},
    "GET /load/{number}": {"/load/9": NOBODY}, "GET /load/{number}/state": {"/load/9/state": NOBODY},
    "GET /sources": {"/sources": frozenset(CENTRE_WIDE)},
    "GET /sources/state": {"/sources/state": frozenset(CENTRE_WIDE)},
    "GET /sources/{name}/aside": {"/sources/calls/aside": frozenset(CENTRE_WIDE)},
    "GET /sources/{name}/aside.csv": {"/sources/calls/aside.csv": frozenset(CENTRE_WIDE)},
    "GET /sources/{name}/aside.xlsx": {"/sources/calls/aside.xlsx": frozenset(CENTRE_WIDE)},
    "GET /health": {"/health": frozenset(CENTRE_WIDE)}, "GET /health/{name}": {"/health/no-such": NOBODY},
    "GET /health/{name}/rows.csv": {"/health/no-such/rows.csv": NOBODY},
    "GET /health/{name}/rows.xlsx": {"/health/no-such/rows.xlsx": NOBODY},
    "GET /reconcile": {"/reconcile": frozenset(CENTRE_WIDE)},
    "GET /reconcile/{number}": {"/reconcile/1": frozenset(CENTRE_WIDE)},
    "GET /reconcile/{number}/{table}": {"/reconcile/1/differences.csv": frozenset(CENTRE_WIDE)},
    "POST /load/files": {}, "POST /load/sources": {}, "POST /load/{number}": {}, "POST /reconcile": {},  # likewise
    "GET /stages": {"/stages": frozenset(CENTRE_WIDE)},
    **{f"GET /stages/measures{end}": {f"/stages/measures{end}": frozenset(CENTRE_WIDE)}
       for end in ("", ".csv", ".xlsx")},
    "GET /stages/questions/{stage}": {"/stages/questions/1": frozenset(MANAGERS), "/stages/questions/2": NOBODY},
    "POST /stages/questions/{stage}": {}, "POST /stages/sign": {}, "POST /stages/appoint": {},  # in a test of their own
    "POST /stages/strategy": {}, "POST /stages/scorecard": {},
    "GET /edit": {"/edit": frozenset(MANAGERS)}, "GET /edit/text": {"/edit/text": frozenset(MANAGERS)},
    "GET /edit/changes": {"/edit/changes": frozenset(MANAGERS)},
    "GET /edit/publish": {"/edit/publish": frozenset(MANAGERS)},
    "GET /edit/questions/{stage}": {"/edit/questions/1": frozenset(MANAGERS), "/edit/questions/2": NOBODY},
    "GET /edit/{kind}/{key}": {"/edit/kpi/handle": frozenset(MANAGERS), "/edit/kpi/no-such": NOBODY},
    "POST /edit/text": {}, "POST /edit/publish": {}, "POST /edit/steps/{do}": {},  # in tests/publishing/test_editing
    "POST /edit/questions/{stage}": {}, "POST /edit/{kind}/{key}": {},
    **{f"GET /report/scorecard.{form}": figures(f"/report/scorecard.{form}") for form in ("pdf", "pptx", "xlsx")},
    **{f"GET /report/review.{form}": {f"/report/review.{form}?period=2026-03": frozenset(CENTRE_WIDE)}
       for form in ("pdf", "pptx", "xlsx")},
    "GET /subscriptions": {"/subscriptions": EVERYBODY}, "POST /subscriptions": {},
    "POST /subscriptions/{number}/end": {}, "GET /unsubscribe/{token}": {}, "POST /unsubscribe/{token}": {},
    **{f"GET /agent/{{key}}{end}": {f"/agent/Ada%20Bell{end}?period={WEEK}": ADA,
                                    f"/agent/Ben%20Cole{end}?period={WEEK}": BEN, f"/agent/Nobody{end}": NOBODY}
       for end in ("", "/table.csv", "/table.xlsx")},
    **{f"GET /team/{{key}}{end}": {f"/team/Reds{end}": LED["Reds"], f"/team/Blues{end}": LED["Blues"],
                                   f"/team/None{end}": NOBODY} for end in ("", "/table.csv", "/table.xlsx")},
    **{f"GET /coach{end}": {f"/coach{end}": COACHES, **{f"/coach{end}?team={team}": COACHES - {other, *hides}
                            for team, other, hides in (("Reds", "Max Orr", ()), ("Blues", "Zoe Ray", ("Quin Hay",)))}}
       for end in ("", ".csv", ".xlsx")},
    **{f"GET {path}{end}": {f"{path}{end}": who} for path, who in ROLE_PAGES.items() for end in ("", ".csv", ".xlsx")},
    # Nothing that feeds these is loaded: the page says what would, and there is no table to take along.
    **{f"GET {path}{end}": {f"{path}{end}": NOBODY if end else who} for path, who in UNFED.items()
       for end in ("", ".csv", ".xlsx")},
    "GET /team": {"/team": NOBODY}, "GET /begin": {"/begin": NOBODY}, "POST /begin": {},  # lead elsewhere
    "POST /goals/initiatives": {}, "POST /goals/initiatives/state": {},  # in tests/publishing/test_initiative_forms
    "POST /agent/{key}/dispute": {}, "POST /agent/{key}/dispute/{number}": {},  # in a test of their own
    "GET /account": {"/account": EVERYBODY},
    "GET /comments": said(f"/comments?on=figure&about={AHT}"),
    "GET /comments/people": said(f"/comments/people?on=figure&about={AHT}&q=z"),
    "GET /notices": {"/notices": KNOWN}, "GET /notices/count": {"/notices/count": KNOWN},
    "GET /incidents": {"/incidents": EVERYBODY}, "GET /incidents.csv": {"/incidents.csv": EVERYBODY},
    "GET /incidents.xlsx": {"/incidents.xlsx": EVERYBODY},
    "GET /alerts": {"/alerts": KNOWN - {"Ada Bell", "Ben Cole", "Tia Voss"}},
    "POST /comments": {}, "POST /notices": {}, "POST /incidents": {}, "POST /alerts": {},  # in tests/watching
    "POST /account/elsewhere": {}, "POST /account/tokens": {}, "POST /account/tokens/revoke": {},  # one's own alone
    "GET /sign-in": {}, "POST /sign-in": {}, "POST /sign-out": {}, "POST /language": {},  # for whoever comes
    "GET /invitation/{key}": {}, "POST /invitation/{key}": {},
}
