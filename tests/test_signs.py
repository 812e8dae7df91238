"""This file is about signs that figures are bent, counted from a few facts whose shares can be told by hand."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from fourscore.centre.checking.signs import signs_of
from fourscore.strategy import Kpi, Objective, Perspective, Strategy
from fourscore.terms import Days, Issue, WrongUse

FIRST = date(2026, 1, 5)
WEEKS = tuple(Days(FIRST + timedelta(7 * n), FIRST + timedelta(7 * (n + 1))) for n in range(3))
LIMIT = Kpi("solve", "Solve", "resolution_time", "seconds", "lower", ((date.min, 1000.0),), 5000.0)
STRATEGY = Strategy("m", "v", (), (), (Perspective("p", "P", "", (Objective("o", "O", "p", "me", (LIMIT,)),)),), ())


def nothing(*_: Any, **__: Any) -> Any:
    raise WrongUse(Issue("cannot-bear", "", "", ""))


@pytest.fixture
def centre() -> Any:
    """Facts of three weeks; of the second there are none."""
    facts = duckdb.connect()
    facts.execute("CREATE TABLE visit(day DATE, answered INTEGER, talk_s DECIMAL(18,3), replaced_in INTEGER)")
    facts.execute("CREATE TABLE contact(day DATE, outbound INTEGER, customer INTEGER, handled INTEGER, "
                  "disposition VARCHAR, replaced_in INTEGER)")
    facts.execute("CREATE TABLE ticket(day DATE, opened_at TIMESTAMP, solved_at TIMESTAMP, first_reply_at TIMESTAMP, "
                  "replaced_in INTEGER)")
    third = WEEKS[2].until - timedelta(1)
    visits = [(FIRST, 1, 9.999, None), (FIRST, 1, 10, None), (FIRST, 1, 60, None), (FIRST, 1, 5, 7),
              (FIRST, 0, 0, None), (third, 1, 3, None), (WEEKS[2].until, 1, 3, None)]
    contacts = [(FIRST, 0, customer, 1, code, None) for customer, code in
                ((1, "sold"), (1, "sold"), (2, "sold"), (3, "other"), (None, ""))]
    contacts += [(FIRST, 1, 1, 1, None, None), (third, 0, 5, 1, "other", None), (third, 0, 5, 0, "sold", None)]
    opened = datetime(2026, 1, 6, 12, tzinfo=UTC).replace(tzinfo=None)  # facts hold UTC without saying so
    tickets = [(FIRST, opened, opened + timedelta(seconds=s) if s else None, None, None)
               for s in (900, 901, 1000, 1001, None)]
    for table, rows in (("visit", visits), ("contact", contacts), ("ticket", tickets)):
        facts.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    return SimpleNamespace(warehouse=SimpleNamespace(cursor=facts.cursor),
                           metrics=SimpleNamespace(catalogue=SimpleNamespace(find=nothing), ask=nothing))


def test_each_sign_the_rule_speaks_of_is_counted_by_week(centre: Any) -> None:
    found = {sign.name: sign.values for sign in signs_of(centre, STRATEGY, WEEKS)}
    assert found == {
        "The share of calls under 10 seconds": (1 / 3, None, 1.0),
        "The share of calls from the one number that calls most": (2 / 4, None, 1.0),
        "The wrap-up code 'other'": (1 / 4, None, 1.0),
        "The wrap-up code 'sold'": (3 / 4, None, 0.0),
        "The share of tickets ended just within 16:40 (solve)": (2 / 4, None, None),
    }
    assert {sign.least for sign in signs_of(centre, STRATEGY, WEEKS)} == {0.02}


def test_of_no_weeks_there_are_no_signs(centre: Any) -> None:
    assert signs_of(centre, STRATEGY, ()) == ()
