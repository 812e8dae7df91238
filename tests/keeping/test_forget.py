"""This file is about forgetting a person: nothing names them any more, and every number is as it was."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from fourscore.centre import Centre, about, approve_agreement, forget
from fourscore.centre.people import load_terms
from fourscore.centre.sources import configured
from fourscore.terms import Trouble, WrongUse
from fourscore.web import create_app

from .conftest import NOW, PERSON, SHORT, call, calls, everything, gaps, holding, numbers


def rebuild(centre: Centre) -> None:
    settings = centre.settings
    sources, _ = configured(settings.sources, centre.folder, settings.zone.key)
    centre.warehouse.rebuild(sources, load_terms(centre.office, settings, centre.warehouse), now=NOW)


def kept(centre: Centre) -> tuple[object, ...]:
    return numbers(centre), gaps(centre), everything(centre)


def test_a_customer_is_in_no_file_and_every_number_stays(centre: Centre, folder: Path) -> None:
    before = kept(centre)
    assert holding(folder, PERSON)
    done = forget(centre, PERSON)
    assert (done.kind, done.done) == ("customer", True)
    assert [place.where for place in done.left] == [place.where for place in done.places
                                                    if place.where.startswith("file: ")]
    assert {place.where for place in done.places if place.before and not place.where.startswith("file: ")} == {
        "warehouse: customer_identifier.identifier", "warehouse: sale.x_buyer", "warehouse: set_aside.row_text",
        "landed rows: landed/calls/1.parquet", "landed rows: landed/sales/2.parquet"}
    assert kept_but_names(centre) == names_out(before)
    centre.close()
    assert holding(folder, PERSON, "+49 151 12345-678") == []


def test_looking_whether_somebody_forgotten_is_held_names_them_nowhere(centre: Centre, folder: Path) -> None:
    forget(centre, PERSON)
    for _ in range(2):
        told = about(centre, PERSON, kind="customer")
        assert not any(held.rows for held in told.rows.values())
    centre.close()
    assert holding(folder, PERSON, "+49 151 12345-678") == []


def kept_but_names(centre: Centre) -> object:
    return names_out(kept(centre))


def names_out(state: tuple[object, ...]) -> object:
    """The state without what a mapping's own column says: the buyer of a sale is the person."""
    found, between, rows = state
    assert isinstance(rows, dict)
    return found, between, rows | {"sale": [tuple(v for v in row if not isinstance(v, str)) for row in rows["sale"]]}


def test_a_rebuild_from_the_masked_rows_gives_the_same_facts(centre: Centre) -> None:
    forget(centre, PERSON)
    before = kept(centre)
    rebuild(centre)
    assert kept(centre) == before


def test_a_number_that_is_also_a_duration_goes_where_it_is_a_name_only(centre: Centre, folder: Path) -> None:
    """Some calls last 5551 seconds, and 5551 is a caller: the talk time must stay."""
    before = kept(centre)
    path = folder / "data/landed/calls/1.parquet"
    landed = f"SELECT count(*) FROM read_parquet('{path}') WHERE row_text LIKE "
    talked = centre.warehouse.cursor().execute(landed + "'%|15|5551|1'").fetchone()
    done = forget(centre, SHORT)
    assert kept_but_names(centre) == names_out(before)
    cursor = centre.warehouse.cursor()
    assert cursor.execute(landed + "'%||5551|%'").fetchone() == (0,)
    assert cursor.execute(landed + "'%|15|5551|1'").fetchone() == talked != (0,)
    left = {place.where: place.after for place in done.left if not place.where.startswith("file: ")}
    assert left == {"landed rows: landed/calls/1.parquet": talked[0]}
    del cursor
    rebuild(centre)
    assert kept_but_names(centre) == names_out(before)


def test_an_old_file_that_grows_does_not_bring_the_person_back(centre: Centre, folder: Path, outside: Path) -> None:
    forget(centre, PERSON)
    past = gaps(centre)
    with (outside / "queue_log").open("a") as log:
        log.write(calls(60, 70))  # the person calls twice more
    (report, _) = centre.load()
    assert (report.facts["contact"], report.issues) == (10, ())
    new = "SELECT count(*), count(customer) FROM contact WHERE loaded_in > 2 AND replaced_in IS NULL"
    # Two calls of the person are of nobody, so that they match nothing; the others have their customer.
    assert centre.warehouse.cursor().execute(new).fetchone() == (10, 8)
    alias = centre.warehouse.cursor().execute("SELECT customer FROM customer_identifier i JOIN forgotten g "
                                              "ON g.name = i.identifier").fetchall()
    assert len(alias) == 1
    of_theirs = ("SELECT key, next_s, previous_s FROM contact WHERE replaced_in IS NULL AND customer = ? ORDER BY key")
    theirs = centre.warehouse.cursor().execute(of_theirs, alias[0]).fetchall()
    keys = {key for key, *_ in theirs}
    assert [(key, after, before) for key, _, after, _, before, *_ in past if key in keys] == theirs
    assert len(theirs) > 5
    state = kept(centre)
    rebuild(centre)
    assert kept(centre) == state
    centre.close()
    assert holding(folder, PERSON) == []


def test_a_corrected_file_keeps_the_contacts_that_were_here(centre: Centre, folder: Path, outside: Path) -> None:
    """Read again from its start, every row of theirs is the same row: nothing is superseded but what was corrected."""
    forget(centre, PERSON)
    before = gaps(centre)
    text = (outside / "queue_log").read_text()
    (outside / "queue_log").write_text(text.replace("|15|60|1", "|15|61|1", 1))
    centre.load()
    assert gaps(centre) == before
    centre.close()
    assert holding(folder, PERSON) == []


def test_an_agent_is_anonymous_everywhere_and_teams_stay(centre: Centre, folder: Path) -> None:
    before = kept(centre)
    centre.office.back_up(folder / "data" / "backups" / "office-0001-20260301T000000.db")
    done = forget(centre, "Ada Bell")
    assert kept(centre) == before
    assert centre.office.roster()[1].team == "Billing 1" or centre.office.roster()[0].team == "Billing 1"
    assert [row.name for row in centre.office.people() if "Ada" in row.name] == ["Ada"]
    assert done.alias in centre.office.agents()
    assert centre.settings.people.teams[0].leader == done.alias
    assert (folder / "people.yaml").read_text().startswith("# Ours.\nteams: [{name: Billing 1, leader: forgotten")
    rebuild(centre)
    assert kept(centre) == before
    assert [place.where for place in done.left] == [p.where for p in done.left if p.where.startswith("file: ")]
    assert centre.office.changes(done.alias)[-1][2:] == ("agent", done.alias, "named", "forgotten")
    centre.close()
    assert holding(folder, "Ada Bell", "PJSIP/1001", "ada.b") == []


AGREED = """\
roles: [{name: Mara Quinn, role: Senior manager}, {name: Tia Voss, role: Agents' representative}]
agreement:
  agreed: 2026-02-01
  with: Tia Voss
  measures: [{measure: all, purpose: coaching, grain: day, viewers: [Senior manager]}]
"""


def test_pages_that_are_being_served_name_an_agent_no_longer(folder: Path, opened: Callable[[], Centre]) -> None:
    (folder / "centre.yaml").write_text((folder / "centre.yaml").read_text() + "acting_as: Mara Quinn\n")
    (folder / "people.yaml").write_text((folder / "people.yaml").read_text() + AGREED)
    with opened() as centre:
        centre.load()
        approve_agreement(centre, "Mara Quinn")
        pages = TestClient(create_app(centre), base_url="http://127.0.0.1")
        addresses = ("/scorecard", "/search?q=Bell", "/api/v1/agents", "/compare?metric=average_handle_time&by=agent")
        assert all("Ada Bell" in pages.get(address).text for address in addresses)
        alias = forget(centre, "Ada Bell").alias
        for address in addresses:
            text = pages.get(address).text
            assert "Ada Bell" not in text
            assert alias in text or address.startswith("/search")


def test_an_agent_in_a_later_file_works_under_the_alias(centre: Centre, outside: Path) -> None:
    done = forget(centre, "Ada Bell", spare=["PJSIP/1001"])
    assert "PJSIP/1001" in centre.names("agent")
    with (outside / "sales.csv").open("a") as file:
        file.write(f"90,Ada Bell,9.00,2026-03-30 12:00:00,,{SHORT}\n91,Ada,9.00,2026-03-30 12:00:00,,{SHORT}\n")
    centre.load(["sales"])
    assert "Ada Bell" not in centre.names("agent")
    sold = "SELECT a.name FROM sale s JOIN agent a USING (agent) WHERE s.key IN ('90', '91') ORDER BY s.key"
    assert centre.warehouse.cursor().execute(sold).fetchall() == [(done.alias,), ("Ada",)]


def test_looking_first_changes_nothing(centre: Centre, folder: Path) -> None:
    names = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    before = kept(centre)
    seen = forget(centre, "Ada Bell", dry_run=True)
    assert (seen.done, seen.alias) == (False, "")
    assert {p.where for p in seen.places if p.before} >= {"warehouse: agent.name", "office: agent.name",
                                                          "text: people.yaml", "landed rows: landed/calls/1.parquet"}
    assert kept(centre) == before
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == names


def test_who_is_not_known_is_not_forgotten(centre: Centre) -> None:
    with pytest.raises(Trouble, match="unknown-person"):
        forget(centre, "Nobody")
    with pytest.raises(WrongUse, match="unknown-kind"):
        forget(centre, PERSON, kind="caller")
    with pytest.raises(WrongUse, match="unknown-person"):
        forget(centre, " ")
    assert forget(centre, "+4930999888", kind="customer").left == ()


def test_one_word_for_a_customer_and_an_agent_has_to_be_told_apart(centre: Centre, outside: Path) -> None:
    (outside / "queue_log").write_text((outside / "queue_log").read_text() + call(80, "PJSIP/1002", "PJSIP/1001"))
    centre.load()
    with pytest.raises(WrongUse, match="two-people"):
        forget(centre, "PJSIP/1002")
    assert forget(centre, "PJSIP/1002", kind="customer", dry_run=True).kind == "customer"


CHILD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
import fourscore.warehouse.keep.texts as texts, fourscore.warehouse.keep.raw as raw
import fourscore.warehouse.keep.afresh as afresh, fourscore.warehouse.keep.person as person
import fourscore.centre.keeping.forget as forgetting
import fourscore.office.forgotten as forgotten
from fourscore.centre import Centre
moment, folder, who = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
def stop_before(module, name, after=0):
    real, calls = getattr(module, name), []
    def stopped(*a, **k):
        calls.append(1)
        if len(calls) > after:
            print("here", flush=True); time.sleep(120)
        return real(*a, **k)
    setattr(module, name, stopped)
stop_before(*{"tables": (texts, "cover"), "landed": (person, "_landed_too"), "second file": (raw, "cover", 1),
              "fresh bytes": (afresh, "copy_to"), "swap": (afresh, "none_left"), "texts": (forgetting, "hold_texts"),
              "office": (forgotten, "cover"), "scrub": (forgotten, "scrub"), "place": (forgetting, "place_texts"),
              }[moment])
with Centre.open(folder, now=lambda: datetime(2026, 4, 20, 9, tzinfo=UTC)) as centre:
    forgetting.forget(centre, who)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize(("moment", "who"), [
    ("tables", PERSON), ("landed", PERSON), ("second file", PERSON), ("swap", PERSON), ("landed", "Ada Bell"),
    ("fresh bytes", "Ada Bell"), ("texts", "Ada Bell"), ("office", "Ada Bell"), ("scrub", "Ada Bell"),
    ("place", "Ada Bell")])
def test_killed_at_any_moment_it_is_completed_by_doing_it_again(
    centre: Centre, opened, folder: Path, moment: str, who: str
) -> None:
    before = kept_but_names(centre)
    centre.close()
    child = subprocess.Popen([sys.executable, "-c", CHILD, moment, str(folder), who], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "here\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with opened() as again:
        numbers(again)  # whoever looks in between finds numbers
        forget(again, who)
        assert kept_but_names(again) == before
    names = [who] if who == PERSON else [who, "PJSIP/1001", "ada.b"]
    assert holding(folder, *names) == []


def test_while_somebody_reads_the_old_bytes_are_told_of(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    from fourscore.warehouse.keep import afresh

    monkeypatch.setattr(afresh, "PATIENCE_S", 0.1)
    reader = centre.warehouse.cursor()
    start = time.monotonic()
    with pytest.raises(Trouble, match="warehouse-in-use"):
        forget(centre, PERSON)
    assert time.monotonic() - start < 60
    assert reader.execute("SELECT count(*) FROM contact").fetchone() == (60,)
    del reader
    assert forget(centre, PERSON).alias
