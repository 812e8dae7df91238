"""This file is about accounts and sign-ins in the office, on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import Type
from sqlalchemy import text
from tests import made_once

from fourscore.office import Office, accounts, signing
from fourscore.terms import Mask, Trouble

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
GOOD = "four blue kettles sing"
IDLE, LONGEST = timedelta(hours=2), timedelta(hours=12)


@pytest.fixture
def office(office_url: str, tmp_path: Path):
    opened = Office.open(office_url, backups=tmp_path / "backups", now=NOW)
    yield opened
    opened.close()


def named(wrong: pytest.ExceptionInfo[Trouble]) -> str:
    return wrong.value.issues[0].name


def made(office: Office, login: str = "Ada@Example.org", person: str = "Ada King", **more: datetime) -> int:
    key = accounts.invite(office, login, person, by="Mara Quinn", now=NOW, **more)
    return accounts.accept(office, key, GOOD, now=NOW)


def there(office: Office, key: str, now: datetime = NOW) -> str | None:
    found = signing.signed_in(office, key, now=now, idle=IDLE, longest=LONGEST)
    return found.person if found else None


def test_whoever_is_invited_chooses_a_password_once_and_signs_in_with_it(office: Office) -> None:
    key = accounts.invite(office, " Ada@Example.org ", "Ada King", by="Mara Quinn", now=NOW)
    assert accounts.invited(office, key, NOW) == ("ada@example.org", "Ada King")
    number = accounts.accept(office, key, GOOD, now=NOW)
    assert accounts.invited(office, key, NOW) is None
    with pytest.raises(Trouble) as wrong:
        accounts.accept(office, key, "another four words here", now=NOW)
    assert named(wrong) == "invitation-over"
    assert accounts.prove(office, "ADA@example.ORG", GOOD, now=NOW) == number
    assert accounts.prove(office, "ada@example.org", GOOD + "x", now=NOW) is None
    assert accounts.prove(office, "bob@example.org", GOOD, now=NOW) is None
    (held,) = accounts.accounts(office)
    assert (held.login, held.person, held.own, held.withdrawn_at) == ("ada@example.org", "Ada King", True, None)


def test_an_invitation_ends_and_a_later_one_takes_its_place(office: Office) -> None:
    first = accounts.invite(office, "ada", "Ada King", by="Mara Quinn", now=NOW)
    assert accounts.invited(office, first, NOW + accounts.INVITED_FOR - timedelta(seconds=1))
    assert accounts.invited(office, first, NOW + accounts.INVITED_FOR) is None
    second = accounts.invite(office, "ada", "Ada King", by="Mara Quinn", now=NOW)
    assert accounts.invited(office, first, NOW) is None
    assert accounts.invited(office, second, NOW)
    assert accounts.invited(office, "", NOW) is None


@pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaaaaaa", "ada kingada kingada", "Password1234",
                                      "ada@example.org!"])
def test_what_is_easily_guessed_is_refused(password: str) -> None:
    with pytest.raises(Trouble) as wrong:
        accounts.check(password, "ada@example.org", "Ada King")
    assert named(wrong) == "bad-password"
    accounts.check(GOOD, "ada@example.org", "Ada King")


@pytest.mark.parametrize("login", ["", "  ", "ada king", "a\tb", "x" * 201])
def test_a_name_to_sign_in_with_is_one_word(login: str) -> None:
    with pytest.raises(Trouble) as wrong:
        accounts.plain(login)
    assert named(wrong) == "bad-login"


def test_one_name_signs_one_person_in(office: Office) -> None:
    made(office)
    with pytest.raises(Trouble) as wrong:
        accounts.invite(office, "ada@example.org", "Bob Lane", by="Mara Quinn", now=NOW)
    assert named(wrong) == "account-of-another"
    accounts.withdraw(office, "ada@example.org", by="Mara Quinn", now=NOW)
    accounts.invite(office, "ada@example.org", "Bob Lane", by="Mara Quinn", now=NOW)


def test_a_sign_in_ends_by_leaving_idling_and_age(office: Office) -> None:
    number = made(office)
    key, other = (signing.sign_in(office, number, "Firefox", now=NOW) for _ in range(2))
    assert there(office, key) == "Ada King"
    assert there(office, "no such key") is None
    assert there(office, key, NOW + IDLE - timedelta(seconds=1)) == "Ada King"  # and is noted as there
    assert there(office, key, NOW + IDLE + timedelta(minutes=30)) == "Ada King"
    assert there(office, other, NOW + IDLE) is None
    late = NOW
    while (late := late + timedelta(hours=1)) < NOW + LONGEST:
        assert there(office, key, late) == "Ada King"
    assert there(office, key, NOW + LONGEST) is None
    third = signing.sign_in(office, number, "Firefox", now=NOW, instead=other)
    assert [one.browser for one in signing.sign_ins(office, number, now=NOW, idle=IDLE, longest=LONGEST)] == [
        "Firefox", "Firefox"]
    signing.sign_out(office, third, now=NOW)
    assert there(office, third) is None


def test_a_withdrawn_ended_or_newly_worded_account_signs_nobody_in_by_what_was(office: Office) -> None:
    number = made(office)
    key = signing.sign_in(office, number, "", now=NOW)
    again = accounts.invite(office, "ada@example.org", "Ada King", by="Mara Quinn", now=NOW)
    assert accounts.accept(office, again, "six red cups on a shelf", now=NOW) == number
    assert there(office, key) is None
    assert accounts.prove(office, "ada@example.org", GOOD, now=NOW) is None
    key = signing.sign_in(office, number, "", now=NOW)
    accounts.withdraw(office, "Ada@example.org", by="Mara Quinn", now=NOW)
    assert there(office, key) is None
    assert accounts.prove(office, "ada@example.org", "six red cups on a shelf", now=NOW) is None
    with pytest.raises(Trouble) as wrong:
        accounts.withdraw(office, "ada@example.org", by="Mara Quinn", now=NOW)
    assert named(wrong) == "unknown-account"
    guest = made(office, "guest@example.org", "Lee Guest", ends=NOW + timedelta(hours=1))
    key = signing.sign_in(office, guest, "", now=NOW)
    assert there(office, key, NOW + timedelta(minutes=59)) == "Lee Guest"
    assert there(office, key, NOW + timedelta(hours=1)) is None
    assert accounts.prove(office, "guest@example.org", GOOD, now=NOW + timedelta(hours=1)) is None


def test_no_key_and_no_password_is_kept_and_all_is_on_record(office: Office) -> None:
    invitation = accounts.invite(office, "ada", "Ada King", by="Mara Quinn", now=NOW)
    number = accounts.accept(office, invitation, GOOD, now=NOW)
    key = signing.sign_in(office, number, "", now=NOW)
    with office.reading() as session:
        kept = " ".join(str(row) for table in ("account", "invitation", "sign_in", "audit")
                        for row in session.execute(text(f"SELECT * FROM {table}")).all())
    assert "argon2id" in kept
    for secret in (GOOD, invitation, key):
        assert secret not in kept
    assert [(change.who, change.new) for change in office.changes("Ada King")] == [
        ("Mara Quinn", "invited as ada"), ("Ada King", "chose a password"), ("Ada King", "signed in")]


def test_a_password_costs_who_guesses_it_what_the_rfc_asks_for() -> None:
    usual = made_once.HASHER()
    assert (usual.type, usual.time_cost, usual.memory_cost, usual.parallelism) == (Type.ID, 3, 64 * 1024, 4)
    assert (usual.hash_len, usual.salt_len) == (32, 16)
    assert usual.hash(GOOD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_forgotten_person_has_no_account_and_no_sign_in_name(office: Office) -> None:
    number = made(office)
    key = signing.sign_in(office, number, "", now=NOW)
    accounts.invite(office, "ada2@example.org", "Ada King", by="Mara Quinn", now=NOW)
    other = made(office, "bob@example.org", "Bob Lane")
    office.forget(Mask({"Ada King": "Agent 7"}, exact=True), "agent", "Agent 7", now=NOW)
    assert there(office, key) is None
    with office.reading() as session:
        kept = " ".join(str(row) for table in ("account", "invitation", "sign_in")
                        for row in session.execute(text(f"SELECT * FROM {table}")).all())
    assert not [name for name in ("ada king", "ada@", "ada2@") if name in kept.casefold()]
    assert "bob@example.org" in kept
    assert accounts.prove(office, "bob@example.org", GOOD, now=NOW) == other
