"""This file is about signing months off: the numbers stay on record, and what moves afterwards is named."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fourscore.centre import Centre, close_month, months, reopen_month
from fourscore.cli.keeping.close import close_verb
from fourscore.cli.relay import Streams
from fourscore.terms import Trouble, WrongUse

from .conftest import DAYS, call

LATER = datetime(2026, 5, 2, 8, tzinfo=UTC)


def state(centre: Centre) -> dict[str, str]:
    return {month.month: month.state for month in months(centre)}


def test_a_closed_month_keeps_its_numbers_and_who_signed(centre: Centre) -> None:
    assert state(centre) == {"2026-03": "open"}
    last = centre.warehouse.last_load()
    numbers = close_month(centre, "2026-03", " Mara Quinn ")
    (closed,) = centre.office.closings()
    assert (closed.month, closed.closed_by, closed.closed_at, closed.load) == (
        "2026-03", "Mara Quinn", centre.now(), last)
    assert closed.numbers == numbers
    asked = {(row.key, row.by.get("team")): (row.value, row.n) for by in ([], ["team"])
             for row in centre.metrics.ask(["contacts_offered"], by, during=DAYS).rows}
    kept = {(n.metric, n.team): (n.value, n.n) for n in numbers if n.metric == "contacts_offered" and not n.scope}
    assert kept == asked
    kpis = {kpi.metric for kpi in centre.strategy.kpis()}
    assert kpis <= {number.metric for number in numbers}
    counts = {key for key, metric in centre.metrics.catalogue.metrics.items() if metric.unit == "count"}
    assert counts <= {number.metric for number in numbers}
    assert state(centre) == {"2026-03": "closed"}
    assert centre.doctor().restated == ()


def test_late_calls_say_what_moved_and_which_load_brought_them(centre: Centre, outside: Path) -> None:
    close_month(centre, "2026-03", "Mara")
    with (outside / "queue_log").open("a") as log:
        log.write(call(61, "0301234", "PJSIP/1001"))
    centre.load()
    (month,) = months(centre)
    assert month.state == "restated"
    moved = {(one.metric, one.team): one for one in month.moved}
    offered = moved["contacts_offered", None]
    assert (offered.then, offered.now, offered.n_then, offered.n_now) == (60, 61, 60, 61)
    assert {(touch.load, touch.source) for touch in offered.loads} == {(centre.warehouse.last_load(), "calls")}
    team = moved["contacts_offered", "Billing 1"]
    assert (team.then, team.now) == (30, 31)
    assert ("contacts_offered", "Sales 2") not in moved
    assert ("sales_count", None) not in moved
    assert centre.doctor().restated == ("2026-03",)
    assert any("2026-03" in line and "close" in line for line in centre.doctor().lines())


def test_a_number_signed_before_its_window_had_passed_says_so_once_it_moves(
    centre: Centre, outside: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    def more(*numbers: int) -> None:
        with (outside / "queue_log").open("a") as log:
            log.writelines(call(n, f"040{n}", "PJSIP/1001") for n in numbers)
        centre.load()

    more(-8, 110, 121)  # up to 1 April: every day of March is there, and the window of its last days is open
    signed = {(one.metric, one.team): one.complete for one in close_month(centre, "2026-03", "Mara")}
    assert (signed["contacts_offered", None], signed["first_contact_resolution", None]) == (True, False)
    more(122, 160)
    month = next(one for one in months(centre) if one.month == "2026-03")
    assert {(one.metric, one.provisional) for one in month.moved if not one.team} == {
        ("first_contact_resolution", True)}
    more(115)
    month = next(one for one in months(centre) if one.month == "2026-03")
    told = {one.metric: one.provisional for one in month.moved if not one.team}
    assert (told["contacts_offered"], told["first_contact_resolution"]) == (False, True)
    close_verb(centre, {"list": True, "format": "table"}, Streams(sys.stdout, sys.stderr, 200, False, False, False))
    lines = [line for line in capsys.readouterr().out.splitlines() if "the centre" in line]
    late = {line.split()[0] for line in lines if "it was not complete when it was signed" in line}
    assert ("first_contact_resolution" in late, "contacts_offered" in late) == (True, False)


def test_changed_people_move_teams_numbers(centre: Centre, folder: Path) -> None:
    close_month(centre, "2026-03", "Mara")
    people = (folder / "people.yaml").read_text()
    (folder / "people.yaml").write_text(people.replace("from: 2026-01-01", "from: 2026-03-10"))
    centre.restate_if_needed()
    (month,) = months(centre)
    assert {one.team for one in month.moved if one.metric == "contacts_offered"} == {"Billing 1"}
    assert {touch.source for one in month.moved for touch in one.loads} == {""}


def test_a_reopened_month_can_be_closed_again_and_both_stay_on_record(centre: Centre, outside: Path) -> None:
    close_month(centre, "2026-03", "Mara")
    first = centre.warehouse.last_load()
    with (outside / "queue_log").open("a") as log:
        log.write(call(61, "0301234", "PJSIP/1001"))
    centre.load()
    with pytest.raises(Trouble, match="already-closed"):
        close_month(centre, "2026-03", "Ben")
    reopen_month(centre, "2026-03", "Ben")
    (month,) = months(centre)
    assert (month.state, [who for who, _ in month.reopened], month.moved) == ("open", ["Ben"], ())
    with pytest.raises(Trouble, match="not-closed"):
        reopen_month(centre, "2026-03", "Ben")
    close_month(centre, "2026-03", "Ben")
    assert state(centre) == {"2026-03": "closed"}
    assert [(one.closed_by, one.reopened_by, one.load) for one in centre.office.closings()] == [
        ("Mara", "Ben", first), ("Ben", None, first + 1)]
    assert [change[1:] for change in centre.office.changes("2026-03")] == [
        ("Mara", "month", "2026-03", "open", "closed"), ("Ben", "month", "2026-03", "closed", "open"),
        ("Ben", "month", "2026-03", "open", "closed")]


def test_what_cannot_be_closed(centre: Centre) -> None:
    for month, by, issue in (("2026-04", "Mara", "month-not-over"), ("2026-03", " ", "not-signed"),
                             ("2026-W10", "Mara", "bad-period"), ("2026", "Mara", "bad-period")):
        with pytest.raises(WrongUse, match=issue):
            close_month(centre, month, by)
    with pytest.raises(Trouble, match="nothing-loaded"):
        close_month(centre, "2025-03", "Mara")
    with pytest.raises(WrongUse, match="not-signed"):
        reopen_month(centre, "2026-03", "")
    assert centre.office.closings() == []
