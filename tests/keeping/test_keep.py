"""This file is about retention: single facts go, the cubes' answers stay, and what needs the facts says so."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from fourscore.centre import Centre, close_month, keep, months
from fourscore.centre.keeping.ageing import first_day
from fourscore.settings import Keep, read_settings
from fourscore.terms import Days, Trouble

from .conftest import DAYS, call

LATE = datetime(2026, 4, 25, 9, tzinfo=UTC)
LIMIT = date(2026, 3, 11)  # 45 days before
CUBED = ("contacts_offered", "average_handle_time", "service_level:offered")


@pytest.fixture
def aged(centre: Centre, folder: Path) -> Centre:
    """The centre some weeks later, with a time for contacts and log-ins."""
    centre.now = lambda: LATE
    with (folder / "centre.yaml").open("a") as file:
        file.write("retention: {contacts: 45d, agent_state: 45d, set_aside: 3 months}\n")
    return centre


def cubed(centre: Centre) -> list[tuple[object, ...]]:
    found = []
    for by in ([], ["day"], ["team"], ["queue", "hour_of_day"]):
        rows = centre.metrics.ask(["contacts_offered", "average_handle_time"], by, during=DAYS).rows
        found += [(tuple(row.by.values()), row.key, row.value, row.parts, row.n, row.complete) for row in rows]
    return found


def test_looking_first_deletes_nothing(aged: Centre) -> None:
    before = aged.warehouse.health().facts
    would = {one.what: (one.until_day, one.rows, one.at) for one in keep(aged, dry_run=True)}
    assert would["contacts"][0] == LIMIT
    assert would["contacts"][1] > 100
    assert would["set_aside"][1] == 0
    assert aged.warehouse.health().facts == before
    assert aged.warehouse.aged() == []


def test_what_was_counted_stays_and_the_book_says_what_went(aged: Centre) -> None:
    before, spread = cubed(aged), aged.metrics.spread()
    would = {one.what: one.rows for one in keep(aged, dry_run=True)}
    done = keep(aged)
    assert {one.what: one.rows for one in done} == would
    assert [(one.what, one.until_day, one.at) for one in aged.warehouse.aged()] == [
        (what, LIMIT, LATE) for what in sorted(would) if would[what]]
    old = "SELECT count(*) FROM {} WHERE day < DATE '2026-03-11'"
    for kind in ("contact", "visit", "segment", "piece"):
        assert aged.warehouse.cursor().execute(old.format(kind)).fetchone() == (0,)
    assert cubed(aged) == before
    assert [one.rows for one in keep(aged)] == [0, 0, 0]
    assert aged.metrics.spread() == spread


def test_closed_months_are_not_restated_by_what_is_no_longer_told(aged: Centre) -> None:
    close_month(aged, "2026-03", "Mara")
    keep(aged)
    assert [month.state for month in months(aged)] == ["closed"]


def test_who_has_no_fact_left_loses_the_identifier_and_landed_rows_go_with_their_facts(
    aged: Centre, folder: Path, outside: Path
) -> None:
    lines = ["id,seller,amount,at,call,buyer", "1,Ada,1.00,2026-03-02 12:00:00,,x", ""]
    (outside / "sales_old.csv").write_text("\n".join(lines))
    aged.now = lambda: datetime(2026, 3, 3, 9, tzinfo=UTC)
    aged.load(["sales"])
    aged.now = lambda: LATE
    text = (folder / "centre.yaml").read_text()
    first = folder / "data" / "landed" / "sales" / f"{aged.warehouse.last_load()}.parquet"
    (folder / "centre.yaml").write_text(text.replace("set_aside: 3 months", "sale: 45d, landed: 45d"))
    names = "SELECT count(*) FROM customer_identifier"
    before = aged.warehouse.cursor().execute(names).fetchone()
    assert first.exists()
    gone = {one.what: one.rows for one in keep(aged)}
    assert gone["landed"] == 1
    assert not first.exists()
    assert len(list((folder / "data" / "landed" / "calls").glob("*.parquet"))) == 1  # these are read again as a whole
    assert aged.warehouse.cursor().execute(names).fetchone() <= before
    left = ("SELECT count(*) FROM customer_identifier WHERE customer NOT IN (SELECT customer FROM contact "
            "WHERE customer IS NOT NULL)")
    assert aged.warehouse.cursor().execute(left).fetchone() == (0,)
    assert aged.load()[0].issues == ()


def test_what_needs_deleted_facts_is_not_told(aged: Centre) -> None:
    asked = ["first_contact_resolution", "contacts_offered"]
    early, late = Days(date(2026, 3, 3), date(2026, 3, 20)), Days(LIMIT, date(2026, 3, 17))
    before = aged.metrics.ask(asked, during=late)
    whole = aged.metrics.ask(asked, during=early).rows
    assert whole[0].value is not None
    keep(aged)
    gone, offered = aged.metrics.ask(asked, during=early).rows
    assert (gone.value, gone.complete) == (None, False)
    assert offered.value == whole[1].value
    assert offered.value > 50
    assert aged.metrics.ask(asked, during=early).deleted["contact"] == LIMIT
    after = aged.metrics.ask(asked, during=late)
    assert [(row.value, row.parts) for row in after.rows] == [(row.value, row.parts) for row in before.rows]
    assert after.deleted == {}
    weeks = aged.metrics.ask(["first_contact_resolution"], ["week"], during=DAYS).rows
    assert [row.value for row in weeks if row.by["week"] == "2026-W11"] == [None]  # its first two days are gone
    single = aged.metrics.ask(["contacts_offered"], during=early, use_cubes=False).rows[0]
    assert single.value is None


def test_a_late_row_of_that_time_is_left_out_and_counted(aged: Centre, outside: Path) -> None:
    keep(aged)
    before = cubed(aged)
    facts = aged.warehouse.health().facts
    text = (outside / "queue_log").read_text()
    (outside / "queue_log").write_text(call(1, "0309999", "PJSIP/1001").replace(".1|", ".777|") + text)
    (report, _) = aged.load()
    assert report.issues == ()
    assert cubed(aged) == before
    assert aged.warehouse.health().facts == facts
    calls = next(source for source in aged.doctor().health.sources if source.source == "calls")
    assert calls.notices["older_than_what_is_kept"] > 0


def test_a_corrected_row_leaves_the_roster_of_that_time(aged: Centre, folder: Path, outside: Path) -> None:
    text = (folder / "centre.yaml").read_text()
    (folder / "centre.yaml").write_text(text.replace("contacts: 45d", "contacts: 45d, sale: 45d"))
    keep(aged)
    days = "SELECT min(day), max(day), count(*) FROM agent_day"
    roster = aged.warehouse.cursor().execute(days).fetchone()
    assert roster is not None
    assert roster[0] < LIMIT
    (outside / "sales.csv").write_text((outside / "sales.csv").read_text().replace(",20.50,", ",21.75,"))
    assert aged.load()[1].replaced == 1
    assert aged.warehouse.cursor().execute(days).fetchone() == roster


def test_a_changed_roster_leaves_the_past_cells_alone(aged: Centre, folder: Path) -> None:
    keep(aged)
    whole = [(row.value, row.n) for row in aged.metrics.ask(list(CUBED), during=DAYS).rows]
    people = (folder / "people.yaml").read_text()
    (folder / "people.yaml").write_text(people.replace("from: 2026-01-01", "from: 2026-03-13"))
    aged.restate_if_needed()
    assert [(row.value, row.n) for row in aged.metrics.ask(list(CUBED), during=DAYS).rows] == whole


def test_what_would_count_all_anew_is_refused(aged: Centre, folder: Path) -> None:
    from fourscore.centre.people import load_terms

    keep(aged)
    terms = load_terms(aged.office, aged.settings, aged.warehouse)
    with pytest.raises(Trouble, match="detail-deleted"):
        aged.warehouse.rebuild([], terms, now=LATE)
    text = (folder / "centre.yaml").read_text()
    (folder / "centre.yaml").write_text(text.replace("zone: Europe/London", "zone: Asia/Tokyo"))
    with pytest.raises(Trouble, match="detail-deleted"):
        aged.restate_if_needed()


def test_names_that_change_later_hold_for_what_is_loaded_from_then_on(
    aged: Centre, folder: Path, outside: Path
) -> None:
    """Older facts cannot be made again from landed rows; the load says so each time, and goes on."""
    keep(aged)
    people = (folder / "people.yaml").read_text()
    (folder / "people.yaml").write_text(people.replace("PJSIP/1001", "PJSIP/1009").replace("PJSIP/1002", "PJSIP/1001"))
    with (outside / "queue_log").open("a") as log:
        log.write(call(120, "0301", "PJSIP/1009"))
    reports = aged.load()
    assert [[issue.name for issue in report.issues] for report in reports[:2]] == [["detail-deleted"], []]
    assert reports[0].facts["contact"] == 1
    assert [issue.name for issue in aged.load()[0].issues] == ["detail-deleted"]
    (folder / "people.yaml").write_text(people)
    assert aged.load()[0].issues == ()


def test_times_are_read_and_mistakes_told(folder: Path) -> None:
    text = (folder / "centre.yaml").read_text()
    (folder / "centre.yaml").write_text(text + "retention: {contacts: 13 months, sale: 2y, set_aside: 6 weeks}\n")
    settings, issues = read_settings(folder)
    assert issues == []
    assert settings is not None
    assert settings.retention == {"contacts": Keep(13, 0), "sale": Keep(24, 0), "set_aside": Keep(0, 42)}
    (folder / "centre.yaml").write_text(text + "retention: {contacts: 10d, sale: soon, call: 1y}\n")
    assert sorted(issue.name for issue in read_settings(folder)[1]) == ["bad-duration", "bad-duration", "unknown-key"]


def test_every_thing_that_ages_can_be_set() -> None:
    from fourscore.settings.times.retention import THINGS
    from fourscore.warehouse import AGEING

    assert set(THINGS) == set(AGEING)


def test_months_end_where_they_end() -> None:
    assert first_day(date(2026, 3, 31), Keep(1, 0)) == date(2026, 2, 28)
    assert first_day(date(2026, 3, 31), Keep(13, 0)) == date(2025, 2, 28)
    assert first_day(date(2026, 1, 15), Keep(1, 3)) == date(2025, 12, 12)
