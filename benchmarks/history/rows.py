"""This file is about the rows of a made history: seeded stays as SQL, told once for a load and once for the facts.

Visit number n (from 0) of N is placed in time order over 1,645 days; everything else of it is drawn by hashes of n and
the seed, so any stretch of visits can be made by itself, and a small history is made by the same rules as a large one.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from fourscore.terms import Calendar
from fourscore.warehouse import LoadTerms, Membership, Threshold

FIRST, DAYS = date(2022, 5, 1), 1645
UNTIL = FIRST + timedelta(days=DAYS)
OPENS, OPEN_FOR = 6 * 3600, 15 * 3600  # UTC; no stay begins so late that it would reach into another local day
QUEUES = tuple(f"Queue {number:02d}" for number in range(20))
TOPICS = ("billing", "delivery", "repair")
AGENTS = tuple(f"Agent {number:04d}" for number in range(1000))
TEAMS = tuple(f"Team {number:02d}" for number in range(40))
WITHIN, SHORT = 20, 5
CALENDAR = Calendar(ZoneInfo("Europe/London"))


def terms() -> LoadTerms:
    """What the centre agreed on: one threshold for all, everybody in one team from the first day on."""
    roster = tuple(Membership(agent, TEAMS[place % len(TEAMS)], FIRST, None) for place, agent in enumerate(AGENTS))
    limits = (Threshold(None, date(2000, 1, 1), Decimal(WITHIN), Decimal(SHORT)),)
    return LoadTerms(CALENDAR, limits, roster, "EUR", ())


def visits_before(day: int, visits: int) -> int:
    """How many of the visits are placed before day number `day`."""
    return -(-day * visits // DAYS)


def stays(first: int, until: int, visits: int, seed: int) -> str:
    """Visits first..until-1 of `visits` as a query. Numbers instead of words: queue, agent, topic and customer.

    One in five comes from a customer who called in the last three days, on the same topic; one in ten has no known
    customer. Every stay names an agent (the one it was answered by, or was ringing at), so that every share can be
    told by agent.
    """
    back = max(3 * visits // DAYS, 1)
    customers = max(visits // 3, 1)

    def draw(of: str, salt: int) -> str:
        return f"(hash({of}, {seed * 100 + salt}) % 1000003)"

    caller = f"greatest(n - 1 - CAST({draw('n', 1)} % {back} AS BIGINT), 0)"
    drawn = (
        f"SELECT n, CASE WHEN {draw('n', 2)} < 200000 THEN {caller} ELSE n END AS same, "
        f"{draw('n', 3)} AS outcome_draw, {draw('n', 4)} AS wait_draw, {draw('n', 5)} + {draw('n', 6)} + "
        f"{draw('n', 7)} AS talk_draw, {draw('n', 8)} AS agent_draw, {draw('n', 9)} AS more_draw, "
        f"n * {DAYS} // {visits} AS day_number, (n * {DAYS}) % {visits} AS in_day "
        f"FROM range({first}, {until}) AS numbers(n)"
    )
    told = (
        "SELECT n, CAST(agent_draw % 1000 AS INTEGER) AS agent, "
        "CAST((CASE WHEN agent_draw // 1000 % 10 < 7 THEN agent_draw % 20 ELSE (agent_draw * 7 + 3) % 20 END) "
        "AS INTEGER) AS queue, "
        f"CAST({draw('same', 10)} % {len(TOPICS)} AS INTEGER) AS topic, "
        f"CASE WHEN {draw('same', 11)} < 100000 THEN NULL ELSE CAST(hash(same, {seed}) % {customers} AS INTEGER) END "
        "AS customer, "
        f"TIMESTAMP '{FIRST}' + to_seconds(CAST(day_number AS BIGINT) * 86400 + {OPENS} + "
        f"CAST(in_day * {OPEN_FOR} // {visits} AS BIGINT)) AS entered_at, "
        "CASE WHEN outcome_draw < 900000 THEN 'answered' WHEN outcome_draw < 970000 THEN 'abandoned' "
        "WHEN outcome_draw < 990000 THEN 'flowed_out' WHEN outcome_draw < 995000 THEN 'dropped' ELSE 'refused' END "
        "AS outcome, CAST(least(-35 * ln((wait_draw + 1) / 1000004.0), 900) AS INTEGER) AS waited, "
        "CAST(exp(5 + 1.6 * (talk_draw / 1000003.0 - 1.5)) AS INTEGER) AS talked, more_draw % 5 AS some_hold, "
        "CAST(more_draw % 61 AS INTEGER) AS held, CAST(more_draw // 61 % 61 AS INTEGER) AS wrapped, "
        f"more_draw // 3721 % 30 AS sent_on FROM ({drawn})"
    )
    answered = "outcome = 'answered'"
    return (
        "SELECT n, agent, queue, topic, customer, entered_at, outcome, "
        "CASE WHEN outcome = 'refused' THEN 0 ELSE waited END AS wait, "
        f"CASE WHEN {answered} THEN talked + 1 ELSE 0 END AS talk, "
        f"CASE WHEN {answered} AND some_hold = 0 THEN held ELSE 0 END AS hold, "
        f"CASE WHEN {answered} THEN wrapped ELSE 0 END AS wrap_up, "
        f"CASE WHEN {answered} AND sent_on = 0 THEN 1 ELSE 0 END AS transferred FROM ({told})"
    )
