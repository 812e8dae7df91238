"""This file is about figures entered by hand: kept with who and when, counted, corrected, and held against files."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from fourscore.centre import Centre, enter, entries, forget, withdraw
from fourscore.centre.keeping.entering import typed
from fourscore.terms import Trouble, WrongUse

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
CENTRE = """\
name: Small
zone: Europe/London
currency: GBP
sources:
  - name: survey
    kind: table
    files: survey*.csv
    key: id
    facts:
      entered: {metric: metric, first_day: first, until_day: until, team: team, num: above, den: below, who: who}
"""
PEOPLE = "teams: [Red, Blue]\nagents:\n  - {name: Ada Bell, teams: [Red]}\n  - {name: Ben Cole, teams: [Blue]}\n"
HEAD = "id,metric,first,until,team,above,below,who\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from fourscore.strategy import starter

    for name, text in (("centre.yaml", CENTRE), ("people.yaml", PEOPLE), ("strategy.yaml", starter("sales")),
                       ("survey.csv", HEAD + "1,market_share,2026-01-01,2026-02-01,,30,400,Lea\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def opened(folder: Path) -> Callable[[], Centre]:
    return lambda: Centre.open(folder, now=lambda: NOW)


@pytest.fixture
def centre(opened: Callable[[], Centre]) -> Iterator[Centre]:
    with opened() as there:
        yield there


def share(centre: Centre, period: str = "2026-03", metric: str = "market_share") -> tuple[float | None, int]:
    row = centre.metrics.ask([metric], during=centre.calendar.period(period)).rows[0]
    return row.value, row.n


def test_what_is_entered_is_counted_corrected_and_never_lost(centre: Centre, opened: Callable[[], Centre]) -> None:
    first = enter(centre, "market_share", "2026-03", "1200", "8000", by=" Mara Quinn ", note="trade body")
    assert (first.counted, first.before, first.said.said_by) == (True, None, "Mara Quinn")
    assert share(centre) == (0.15, 8000)
    enter(centre, "market_share", "2026-04", "100.2500", "401", by="Lea")
    both = Decimal("1300.25") / 8401
    assert share(centre, "2026-03-01..2026-05-01")[0] == pytest.approx(float(both), rel=1e-15)
    second = enter(centre, "market_share", "2026-03", "1300", "8000", by="Lea")
    assert second.before is not None
    assert (second.before.num, second.before.said_by) == (1200, "Mara Quinn")
    assert share(centre) == (0.1625, 8000)
    (row,) = _rows(centre)
    assert (row["num"], row["den"], row["who"], row["source"], row["line"]) == (1300, 8000, "Lea", "typed", 3)
    gone = withdraw(centre, "market_share", "2026-03", by="Mara Quinn")
    assert gone.before is not None
    assert share(centre)[0] is None
    history = [(one.said.number, one.said.num, one.said.said_by, one.said.note, one.stands) for one in entries(centre)]
    assert history == [(1, 1200, "Mara Quinn", "trade body", False), (2, Decimal("100.25"), "Lea", None, True),
                       (3, 1300, "Lea", None, False), (4, None, "Mara Quinn", None, False)]
    # The file's own figure stood all the time, and came with the first load of everything.
    assert share(centre, "2026-01")[0] is None
    centre.load()
    assert share(centre, "2026-01") == (0.075, 400)


def _rows(centre: Centre) -> list[dict[str, object]]:
    found = centre.metrics.rows("market_share", during=centre.calendar.period("2026-03"), limit=5)
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_the_warehouse_is_made_again_from_the_office(folder: Path, opened: Callable[[], Centre]) -> None:
    with opened() as centre:
        for period, above in (("2026-02", "5"), ("2026-03", "6"), ("2026-02", "7"), ("2026-04", "8")):
            enter(centre, "market_share", period, above, "10", by="Lea")
        withdraw(centre, "market_share", "2026-04", by="Lea")
        centre.load()
        months = ("2026-01", "2026-02", "2026-03", "2026-04")
        before = [share(centre, month) for month in months]
        assert before == [(0.075, 400), (0.7, 10), (0.6, 10), (None, 0)]
        sources = [*typed(centre.office, centre.settings, ["typed"]), *_configured(centre)]
        with centre.changing() as (_, terms):
            centre.warehouse.rebuild(sources, terms, now=NOW)
        assert [share(centre, month) for month in months] == before
    (folder / "data" / "warehouse.duckdb").unlink()
    shutil.rmtree(folder / "data" / "landed")
    with opened() as centre:
        assert [report.facts.get("entered") for report in centre.load()] == [1, 2]
        assert [share(centre, month) for month in months] == before
        again = centre.load()
        assert [(report.source, report.facts, report.issues) for report in again][1] == ("typed", {}, ())


def _configured(centre: Centre) -> list[object]:
    from fourscore.centre.sources import configured

    return list(configured(centre.settings.sources, centre.folder, centre.settings.zone.key)[0])


def test_an_office_put_back_from_a_copy_takes_its_word_back(folder: Path, opened: Callable[[], Centre]) -> None:
    with opened() as centre:
        enter(centre, "market_share", "2026-03", "1", "10", by="Lea")
        centre.office.back_up(folder / "copy.db")
        enter(centre, "market_share", "2026-04", "2", "10", by="Lea")
        assert share(centre, "2026-04") == (0.2, 10)
    for path in (folder / "data").glob("office.db*"):
        path.unlink()
    shutil.copy(folder / "copy.db", folder / "data" / "office.db")
    with opened() as centre:
        centre.load()
        assert (share(centre), share(centre, "2026-04")) == ((0.1, 10), (None, 0))
        enter(centre, "market_share", "2026-02", "3", "10", by="Lea")  # under the number that the lost one had
        assert (share(centre, "2026-02"), share(centre, "2026-04")) == ((0.3, 10), (None, 0))


def test_what_a_person_types_goes_before_a_file(centre: Centre, folder: Path) -> None:
    enter(centre, "market_share", "2026-01", "50", "400", by="Lea")
    centre.load()  # the file is loaded after it was typed, and does not win all the same
    assert share(centre, "2026-01") == (0.125, 400)
    (found,) = [one for one in centre.doctor().findings if one.name == "sources-disagree"]
    assert found.sure == "certain"
    assert [(spot.where, spot.what) for spot in found.spots] == [
        ("market_share 2026-01-01 up to 2026-02-01", "50 of 400 by typed, 30 of 400 by survey")]
    assert [(row.source, row.line) for row in found.rows] == [("typed", 1), ("survey", 2)]
    enter(centre, "market_share", "2026-01", "30.1", "400", by="Lea")
    assert [one.name for one in centre.doctor().findings] == [], "they differ by less than 1 % now"
    withdraw(centre, "market_share", "2026-01", by="Lea")
    assert share(centre, "2026-01") == (0.075, 400), "the file's counts again"


def test_of_two_files_the_later_loaded_one_counts(centre: Centre, folder: Path) -> None:
    centre.load()
    (folder / "centre.yaml").write_text(
        CENTRE + CENTRE.split("sources:\n")[1].replace("survey", "audit").replace("survey*", "audit*"))
    (folder / "audit.csv").write_text(HEAD + "1,market_share,2026-01-01,2026-02-01,,44,400,Tom\n"
                                             "2,market_share,2026-01-01,2026-02-01,,4,400,Tom\n")
    centre.load()
    assert share(centre, "2026-01") == (0.06, 800), "one source's own rows are added up"
    (found,) = [one for one in centre.doctor().findings if one.name == "sources-disagree"]
    assert found.issue.where == "source audit and survey"


def test_parts_beside_their_whole_are_doubted(centre: Centre, folder: Path) -> None:
    (folder / "survey.csv").write_text(
        HEAD + "1,coaching_effect,2026-01-01,2026-02-01,Red,3,4,Lea\n2,coaching_effect,2026-01-01,2026-02-01,,9,8,Lea\n"
        "3,coaching_effect,2026-02-01,2026-03-01,Red,3,4,Lea\n4,coaching_effect,2026-02-01,2026-03-01,Blue,9,8,Lea\n")
    centre.load()
    (found,) = [one for one in centre.doctor().findings if one.name == "entered-twice"]
    assert [(spot.where, spot.what) for spot in found.spots] == [
        ("2026-01-01 up to 2026-02-01", "beside 2026-01-01 up to 2026-02-01 of Red"),
        ("2026-01-01 up to 2026-02-01 of Red", "beside 2026-01-01 up to 2026-02-01 of all")]
    assert [row.line for row in found.rows] == [3, 2]


def test_by_team_and_negative_where_it_can_be(centre: Centre) -> None:
    enter(centre, "coaching_effect", "2026-03", "-12.5", "5", by="Lea", team="Red")
    enter(centre, "coaching_effect", "2026-03", "3", "2", by="Lea", team="Blue")
    asked = centre.metrics.ask(["coaching_effect"], ["team"], during=centre.calendar.period("2026-03"))
    assert {row.by["team"]: (row.value, row.n) for row in asked.rows} == {"Red": (-2.5, 5), "Blue": (1.5, 2)}
    assert share(centre, "2026-03", "coaching_effect")[0] == pytest.approx(float(Fraction(-19, 14)), rel=1e-15)
    with pytest.raises(Trouble, match="entered-otherwise"):
        enter(centre, "coaching_effect", "2026-Q1", "3", "2", by="Lea")


@pytest.mark.parametrize(("words", "name"), [
    (("market_shar", "2026-03", "1", "2"), "unknown-metric"), (("service_level", "2026-03", "1", "2"), "not-entered"),
    (("market_share", "soon", "1", "2"), "bad-period"), (("market_share", "2026-W10", "1", "2"), "period-not-whole"),
    (("market_share", "2026-03-05", "1", "2"), "period-not-whole"),
    (("market_share", "2026-03-02..2026-04-01", "1", "2"), "period-not-whole"),
    (("market_share", "2026-05", "1", "2"), "period-not-over"), (("market_share", "2027", "1", "2"), "period-not-over"),
    (("market_share", "2026-03", "15%", "100"), "bare-percentage"),
    (("market_share", "2026-03", "15", ""), "bare-percentage"),
    (("market_share", "2026-03", "0.15", "1"), "bare-percentage"),
    (("market_share", "2026-03", "3", "2"), "bad-figure"),
    (("market_share", "2026-03", "-3", "2"), "bad-figure"), (("market_share", "2026-03", "1", "0"), "bad-figure"),
    (("market_share", "2026-03", "1", "-8"), "bad-figure"),
    (("market_share", "2026-03", "1,200", "8000"), "bad-figure"),
    (("market_share", "2026-03", "1.00001", "8"), "bad-figure"),
    (("market_share", "2026-03", "nan", "8"), "bad-figure"),
])
def test_what_cannot_be_is_refused(refusing: Centre, words: tuple[str, str, str, str], name: str) -> None:
    with pytest.raises(WrongUse) as refused:
        enter(refusing, *words, by="Lea")
    assert refused.value.issues[0].name == name
    assert refusing.office.entries() == []


@pytest.fixture(scope="module")
def refusing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    from fourscore.strategy import starter

    folder = tmp_path_factory.mktemp("refusing")
    for name, text in (("centre.yaml", CENTRE.split("sources:")[0]), ("people.yaml", PEOPLE),
                       ("strategy.yaml", starter("sales"))):
        (folder / name).write_text(text, encoding="utf-8")
    with Centre.open(folder, now=lambda: NOW) as there:
        yield there


def test_scopes_and_signatures_are_refused(refusing: Centre) -> None:
    for more, name in (({"team": "Red"}, "cannot-bear"), ({"queue": "Nowhere"}, "unknown-word"),
                       ({"team": "Red", "queue": "x"}, "two-scopes"), ({"by": "  "}, "not-signed")):
        with pytest.raises(WrongUse, match=name):
            enter(refusing, "market_share", "2026-03", "1", "2", **{"by": "Lea", **more})
    with pytest.raises(WrongUse, match=r"There is no team called 'Rad'(.|\n)*Did you mean Red"):
        enter(refusing, "coaching_effect", "2026-03", "1", "2", by="Lea", team="Rad")
    with pytest.raises(Trouble, match="nothing-entered"):
        withdraw(refusing, "market_share", "2026-03", by="Lea")
    with pytest.raises(WrongUse, match="Did you mean market_share"):
        enter(refusing, "market_shar", "2026-03", "1", "2", by="Lea")
    assert refusing.office.entries() == []


def test_while_a_load_runs_it_is_kept_and_comes_with_the_next(centre: Centre) -> None:
    with centre.changing():
        kept = enter(centre, "market_share", "2026-03", "1", "2", by="Lea")
    assert (kept.counted, share(centre)[0]) == (False, None)
    centre.load()
    assert share(centre) == (0.5, 2)


def test_who_entered_it_can_be_forgotten(centre: Centre, folder: Path) -> None:
    enter(centre, "market_share", "2026-03", "1", "2", by="Mara Quinn", note="as Mara Quinn heard")
    enter(centre, "market_share", "2026-03", "1", "4", by="Mara Quinn")
    before = share(centre)
    done = forget(centre, "Mara Quinn")
    assert (done.kind, done.left) == ("agent", ())
    named = {place.where for place in done.places if place.before}
    assert {"office: entry.said_by", "office: entry.note", "warehouse: entered.who"} <= named
    assert share(centre) == before
    assert {one.said.said_by for one in entries(centre)} == {done.alias}
    centre.load()
    assert (share(centre), _rows(centre)[0]["who"]) == (before, done.alias)
    centre.close()
    assert not any(b"Mara Quinn" in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_other_source_may_have_its_name(centre: Centre, folder: Path) -> None:
    (folder / "centre.yaml").write_text(CENTRE.replace("name: survey", "name: typed"))
    with pytest.raises(Trouble, match="name-twice"):
        centre.load()


def test_as_a_person_types_it(folder: Path, session: Callable[[str, Path], str]) -> None:
    assert session("""\
$ fourscore enter . market_share 2026-02 --numerator 1200 --denominator 8000 --by "Mara Quinn" --note "trade body"
$ fourscore enter . market_share 2026-02 --numerator 1300.5 --denominator 8000 --by Lea
$ fourscore enter . market_share 2026-01 --withdraw --by Lea
$ fourscore enter . market_share
$ fourscore enter . --list
$ fourscore enter . market_share 2026-02 --withdraw --by Lea
$ fourscore enter . market_share 2026-02 --list --format csv
""", folder) == """\
$ fourscore enter . market_share 2026-02 --numerator 1200 --denominator 8000 --by "Mara Quinn" --note "trade body"
market_share 2026-02: 1200 of 8000, entered by Mara Quinn.
$ fourscore enter . market_share 2026-02 --numerator 1300.5 --denominator 8000 --by Lea
market_share 2026-02: 1300.5 of 8000, entered by Lea; before it was 1200 of 8000, by Mara Quinn on 2026-04-06.
$ fourscore enter . market_share 2026-01 --withdraw --by Lea
market_share 2026-01: Nothing is entered for this. [nothing-entered]
    Entered are: 2026-02.
[1]
$ fourscore enter . market_share
enter: No period is named. [bad-period]
    Write for example: fourscore enter my-centre market_share 2026-03 --numerator 1200 --denominator 8000 --by NAME
[2]
$ fourscore enter . --list
   metric        period   of  numerator  denominator  by          on                state   note
1  market_share  2026-02      1200       8000         Mara Quinn  2026-04-06 09:00  was     trade body
2  market_share  2026-02      1300.5     8000         Lea         2026-04-06 09:00  stands
$ fourscore enter . market_share 2026-02 --withdraw --by Lea
market_share 2026-02: withdrawn by Lea; it was 1300.5 of 8000, by Lea on 2026-04-06.
$ fourscore enter . market_share 2026-02 --list --format csv
number,metric,period,of,numerator,denominator,by,on,state,note
1,market_share,2026-02,,1200,8000,Mara Quinn,2026-04-06 09:00,was,trade body
2,market_share,2026-02,,1300.5,8000,Lea,2026-04-06 09:00,was,
3,market_share,2026-02,,,,Lea,2026-04-06 09:00,withdrawal,
"""
