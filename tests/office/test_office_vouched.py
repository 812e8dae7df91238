"""This file is about accounts a provider vouches for, and what its groups gave, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from fourscore.office import Office, accounts, signing, vouched
from fourscore.terms import Mask

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)
BY = "signing in by Example"


@pytest.fixture
def office(office_url: str, tmp_path: Path) -> Iterator[Office]:
    opened = Office.open(office_url, backups=tmp_path / "backups", now=NOW)
    yield opened
    opened.close()


def audit(office: Office) -> list[tuple[str, str, str | None, str | None]]:
    with office.reading() as session:
        return [tuple(row) for row in session.execute(text("SELECT who, thing, old, new FROM audit ORDER BY audit"))]


def test_an_account_without_a_password_is_known_by_its_subject_from_then_on(office: Office) -> None:
    key = accounts.invite(office, "Ada@Example.org", "Ada King", by="Mara", now=NOW)
    number = vouched.expected(office, "ada@example.org", "Ada King", by=BY, now=NOW, subject="issuer 1")
    assert vouched.expected(office, "ADA@example.org", "Ada King", by=BY, now=NOW, subject="issuer 1") == number
    assert vouched.of_subject(office, "issuer 1", now=NOW) == (number, "Ada King", "issuer 1")
    assert vouched.of_login(office, "ada@example.org", now=NOW) == (number, "Ada King", "issuer 1")
    assert vouched.of_subject(office, "issuer 2", now=NOW) is None
    assert accounts.invited(office, key, NOW) is None  # the invitation is used up
    assert accounts.prove(office, "ada@example.org", "", now=NOW) is None
    assert audit(office)[1:] == [
        (BY, "account", None, "may come in by the provider as ada@example.org"),
        (BY, "account", None, "known to the provider")]


def test_an_account_that_ended_makes_room_for_another(office: Office) -> None:
    first = vouched.expected(office, "ida", "Ida Holt", by=BY, now=NOW, subject="issuer 1", ends=NOW)
    assert vouched.of_login(office, "ida", now=NOW) is None
    assert vouched.expected(office, "ida", "Ida Holt", by=BY, now=NOW, subject="issuer 1") != first
    assert [one.withdrawn_at is None for one in accounts.accounts(office)] == [False, True]


def test_groups_give_exactly_what_they_gave_last(office: Office) -> None:
    number = vouched.expected(office, "zoe", "Zoe Ray", by=BY, now=NOW)
    given = [("Team leader", "Sales"), ("Team leader", "Billing"), ("Trainer", ""), ("Trainer", "")]
    assert vouched.grant(office, number, given, now=NOW) is True
    assert vouched.grant(office, number, given[::-1], now=NOW) is False
    assert vouched.granted_to(office, "Zoe Ray", now=NOW) == sorted(set(given))
    assert vouched.granted_to(office, "Max Orr", now=NOW) == []
    assert vouched.grant(office, number, (), now=NOW) is True
    assert vouched.granted_to(office, "Zoe Ray", now=NOW) == []
    assert audit(office)[1:] == [
        ("Zoe Ray", "groups", None, "Team leader of Billing, Team leader of Sales, Trainer"),
        ("Zoe Ray", "groups", "Team leader of Billing, Team leader of Sales, Trainer", None)]


def test_whoever_is_shut_out_or_forgotten_is_nowhere_signed_in_and_holds_nothing(office: Office) -> None:
    number = vouched.expected(office, "zoe", "Zoe Ray", by=BY, now=NOW, subject="issuer 1")
    key = signing.sign_in(office, number, "", now=NOW)
    vouched.shut_out(office, number, now=NOW)
    assert signing.signed_in(office, key, now=NOW, idle=IDLE, longest=LONGEST) is None
    vouched.grant(office, number, [("Trainer", "")], now=NOW)
    office.forget(Mask({"Zoe Ray": "Agent 7"}, exact=True), "agent", "Agent 7", now=NOW)
    assert vouched.of_subject(office, "issuer 1", now=NOW) is None
    assert [(one.login, one.person) for one in accounts.accounts(office)] == [("Agent 7 1", "Agent 7")]
    assert [vouched.granted_to(office, name, now=NOW) for name in ("Zoe Ray", "Agent 7")] == [[], []]
