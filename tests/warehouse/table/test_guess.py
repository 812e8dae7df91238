"""This file is about guessing the mapping of a table: a made day of calls, written in any way, gives the same facts."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.terms import Trouble
from fourscore.warehouse import HEAD, Guess, Slice
from fourscore.warehouse.sources.table import Table
from fourscore.warehouse.sources.trial import NothingBefore

NAMES = {
    "english": ("Call ID", "Call start", "Queue", "Agent", "Result", "Wait time", "Talk time", "Hold", "ACW",
                "Customer"),
    "vendor": ("ConversationId", "Start Time", "Queue Name", "User", "Outcome", "Time in Queue", "TALK_TIME",
               "Hold Time", "After Call Work", "ANI"),
    "german": ("Anruf-ID", "Anrufbeginn", "Warteschlange", "Mitarbeiter", "Ergebnis", "Wartezeit", "Gesprächsdauer",
               "Haltezeit", "Nacharbeit", "Rufnummer"),
    "spanish": ("ID llamada", "Inicio", "Cola", "Agente", "Resultado", "Tiempo de espera", "Tiempo de conversación",
                "Retención", "Post llamada", "Cliente"),
    "french": ("ID appel", "Début", "File d'attente", "Conseiller", "Statut", "Attente", "Durée conversation",
               "Mise en attente", "Post-appel", "Appelant"),
}
WORDS = {"english": ("Answered", "Abandoned"), "vendor": ("HANDLED", "ABANDON"), "german": ("Angenommen", "Aufgelegt"),
         "spanish": ("Atendida", "Abandonada"), "french": ("Répondu", "Abandonné")}


class Call(NamedTuple):
    key: str
    start: datetime
    queue: str
    agent: str
    answered: bool
    wait: int
    talk: int
    hold: int
    wrap_up: int
    customer: str


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A time of March 2026 in UTC, as the facts have it."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC).replace(tzinfo=None)


def day_of_calls() -> list[Call]:
    calls = []
    for number in range(60):
        answered = number % 5 != 3
        calls.append(Call(
            f"c-{number}", at(2 + number // 3, 8 + number % 9, number % 60, number * 7 % 60),
            ("Billing", "Sales", "Service")[number % 3],
            ("Ada Bell", "Ben Cole", "Zoë Örn")[number % 3] if answered else "", answered, 3 + number * 11 % 90,
            61 + number * 37 % 500 if answered else 0, number * 5 % 40 if answered else 0,
            number * 3 % 50 if answered else 0, f"+4930{100 + number % 17}"))
    return calls


CALLS = day_of_calls()
MOMENTS = {
    "iso": "%Y-%m-%d %H:%M:%S", "iso T": "%Y-%m-%dT%H:%M:%S", "day first": "%d/%m/%Y %H:%M:%S",
    "dots": "%d.%m.%Y %H:%M:%S", "month first": "%m/%d/%Y %I:%M:%S %p", "month name": "%d-%b-%Y %H:%M:%S",
    "short year": "%d.%m.%y %H:%M:%S",
    "slashes": "%Y/%m/%d %H:%M:%S",
}
LENGTHS: dict[str, Callable[[int], str]] = {
    "seconds": str, "h:mm:ss": lambda s: f"{s // 3600}:{s % 3600 // 60:02d}:{s % 60:02d}",
    "mm:ss": lambda s: f"{s // 60:02d}:{s % 60:02d}",
}


def written(language: str, moment: str, length: str, *, blank: str = "") -> list[list[str]]:
    """Header and rows, as an export in that language and those forms has them."""
    form, words = LENGTHS[length], WORDS[language]
    return [list(NAMES[language]), *(
        [call.key, call.start.strftime(MOMENTS[moment]), call.queue, call.agent, words[0 if call.answered else 1],
         form(call.wait), *(form(value) if call.answered else blank for value in (call.talk, call.hold, call.wrap_up)),
         call.customer] for call in CALLS)]


def as_text(rows: list[list[str]], delimiter: str, quoting: int = csv.QUOTE_MINIMAL, line_end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def guessed(path: Path) -> Guess:
    with path.open("rb") as file:
        guess = Table.recognise(file.read(HEAD), path)
    assert guess is not None
    return guess


def loaded(path: Path, guess: Guess) -> duckdb.DuckDBPyConnection:
    """Load the file by its guessed entry; nothing may be set aside."""
    options = {"zone": "UTC", "files": str(path), **guess.options}
    source, issues = Table.configure("calls", options, "centre.yaml:7", path.parent)
    assert issues == []
    assert source is not None
    connection = duckdb.connect()
    connection.execute(
        "CREATE TEMP TABLE aside (file INTEGER, line BIGINT, issue VARCHAR, what VARCHAR, row_text VARCHAR)")
    source.land(connection, Slice(1, path, 0, path.stat().st_size, 1, path.read_bytes().count(b"\n")))
    source.stage(connection, NothingBefore())
    assert connection.execute("SELECT issue, what FROM aside").fetchall() == []
    return connection


def told(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute("""
        SELECT c.key, entered_at, v.queue, coalesce(v.agent, ''), outcome = 'answered', wait_s::INTEGER,
               coalesce(talk_s, 0)::INTEGER, coalesce(hold_s, 0)::INTEGER, coalesce(wrap_up_s, 0)::INTEGER, customer
        FROM staged_contact c JOIN staged_visit v ON v.contact = c.key ORDER BY started_at, c.key""").fetchall()


EXPECTED = sorted((tuple(call) for call in CALLS), key=lambda call: (call[1], call[0]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(language=st.sampled_from(sorted(NAMES)), moment=st.sampled_from(sorted(MOMENTS)),
       length=st.sampled_from(sorted(LENGTHS)), delimiter=st.sampled_from([",", ";", "\t", "|"]),
       encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), titles=st.integers(0, 3),
       quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), line_end=st.sampled_from(["\n", "\r\n"]),
       order=st.permutations(range(10)), suffix=st.sampled_from([".csv", ".txt", ".export"]))
def test_a_day_written_in_any_way_gives_the_same_facts(
    tmp_path: Path, language: str, moment: str, length: str, delimiter: str, encoding: str, titles: int, quoting: int,
    line_end: str, order: list[int], suffix: str,
) -> None:
    rows = [[row[place] for place in order] for row in written(language, moment, length)]
    above = [f"Report {number}{line_end}" for number in range(titles)]
    path = tmp_path / f"calls{suffix}"
    path.write_bytes(("".join(above) + as_text(rows, delimiter, quoting, line_end)).encode(encoding))
    guess = guessed(path)
    with loaded(path, guess) as connection:
        assert told(connection) == EXPECTED


def test_a_workbook_with_titles_and_a_second_sheet(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "About"
    book.active.append(["Report", "of calls"])
    sheet = book.create_sheet("Calls")
    sheet.append(["Calls in March"])
    sheet.append([])
    sheet.append(list(NAMES["english"]))
    for call in CALLS:
        handling = (call.talk, call.hold, call.wrap_up)
        lengths = [timedelta(seconds=value) if call.answered else None for value in handling]
        sheet.append([call.key, call.start, call.queue, call.agent or None, WORDS["english"][0 if call.answered else 1],
                      call.wait, *lengths, call.customer])
    book.save(path := tmp_path / "calls.xlsx")
    guess = guessed(path)
    assert (guess.options["sheet"], guess.options["header_row"]) == ("Calls", 3)
    with loaded(path, guess) as connection:
        assert told(connection) == EXPECTED


def test_a_parquet_file(tmp_path: Path) -> None:
    rows = written("english", "iso", "seconds")
    (tmp_path / "calls.csv").write_text(as_text(rows, ","))
    path = tmp_path / "calls.parquet"
    duckdb.execute(f"COPY (FROM read_csv('{tmp_path / 'calls.csv'}')) TO '{path}'")
    with loaded(path, guessed(path)) as connection:
        assert told(connection) == EXPECTED


def test_day_and_time_in_two_columns_and_a_decimal_comma(tmp_path: Path) -> None:
    rows = [["Anruf-ID", "Datum", "Uhrzeit", "Dienst", "Beantwortet", "Wartezeit (Sek.)", "Gesprächsdauer (min)"]]
    rows += [[call.key, f"{call.start:%d.%m.%Y}", f"{call.start:%H:%M:%S}", call.queue,
              "ja" if call.answered else "nein", f"{call.wait},50",
              f"{call.talk / 60:.4f}".replace(".", ",") if call.answered else ""] for call in CALLS]
    path = tmp_path / "anrufe.csv"
    path.write_bytes(as_text(rows, ";").encode("cp1252"))
    guess = guessed(path)
    assert (guess.options["decimal"], guess.options["encoding"], guess.options["delimiter"]) == (",", "cp1252", ";")
    assert guess.options["facts"]["visit"]["talk"]["unit"] == "minutes"  # type: ignore[index]
    with loaded(path, guess) as connection:
        found = connection.execute("""SELECT c.key, entered_at, v.queue, outcome = 'answered', wait_s - 0.5,
            round(coalesce(talk_s, 0))::INTEGER
            FROM staged_contact c JOIN staged_visit v ON v.contact = c.key ORDER BY started_at, c.key""").fetchall()
    assert found == [(c[0], c[1], c[2], c[4], c[5], c[6]) for c in EXPECTED]


def calls_file(path: Path, change: Callable[[dict[str, str], Call], None], names: tuple[str, ...] = ()) -> Path:
    """The day in English, each row changed as wished."""
    header, *rows = written("english", "iso", "seconds")
    changed = []
    for row, call in zip(rows, CALLS, strict=True):
        cells = dict(zip(header, row, strict=True))
        change(cells, call)
        changed.append(cells)
    path.write_text(as_text([list(changed[0]), *([cells[name] for name in changed[0]] for cells in changed)], ","))
    return path


def test_an_order_of_day_and_month_that_nothing_tells_is_said(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update(
        {"Call start": f"{int(call.key[2:]) % 12 + 1:02d}/{int(call.key[2:]) * 5 % 12 + 1:02d}/2026 10:00"}))
    assert any("other way round" in sentence for sentence in guessed(path).check)


def test_the_order_that_keeps_the_days_together_is_taken(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update(
        {"Call start": f"03/{call.start.day % 7 + 1:02d}/2026 10:00"}))
    guess = guessed(path)
    assert guess.options["facts"]["contact"]["started"]["format"] == "%m/%d/%Y %H:%M"  # type: ignore[index]
    assert not any("other way round" in sentence for sentence in guess.check)


def test_words_for_no_calls_and_for_nobody(tmp_path: Path) -> None:
    def change(cells: dict[str, str], call: Call) -> None:
        cells["Agent"] = call.agent or "NO_AGENT"
        cells["Customer"] = "0" if call.key.endswith("1") else call.customer
        if call.key.endswith("7"):
            cells["Result"] = "PHANTOM"

    with loaded(path := calls_file(tmp_path / "a.csv", change), guess := guessed(path)) as connection:
        row = connection.execute("SELECT count(*), count(customer) FROM staged_contact").fetchone()
        agents = {name for (name,) in connection.execute("SELECT DISTINCT agent FROM staged_visit").fetchall()}
    phantoms = sum(call.key.endswith("7") for call in CALLS)
    assert "leave_out" in guess.options
    assert row is not None
    assert row[0] == len(CALLS) - phantoms
    assert row[1] == row[0] - sum(call.key.endswith("1") for call in CALLS)
    assert agents == {"Ada Bell", "Ben Cole", "Zoë Örn", None}


def test_words_nobody_knows_are_neither_answered_nor_abandoned_and_said(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update(
        {"Result": "Zorp" if call.key.endswith("9") else cells["Result"]}))
    guess = guessed(path)
    assert any("Zorp" in sentence for sentence in guess.check)
    with loaded(path, guess) as connection:
        found = dict(connection.execute("SELECT outcome, count(*) FROM staged_visit GROUP BY outcome").fetchall())
    assert found["flowed_out"] == sum(call.key.endswith("9") for call in CALLS)


def test_numbers_of_calls_that_come_again_are_keyed_with_their_day(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update(
        {"Call ID": f"n{int(call.key[2:]) % 20}", "Call start": f"{call.start:%Y-%m-%d %H:%M:%S}"}))
    guess = guessed(path)
    assert guess.options["key"] == ["Call ID", "Call start"]
    assert any("legs of one call" in sentence for sentence in guess.check)
    with loaded(path, guess) as connection:
        assert connection.execute("SELECT count(*) FROM staged_contact").fetchone() == (len(CALLS),)


def test_a_file_without_any_day_stands_on_its_own_day_and_says_so(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.pop("Call start") and None)
    guess = guessed(path)
    own = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    assert guess.options["facts"]["contact"]["started"] == {"value": f"{own:%Y-%m-%d}"}  # type: ignore[index]
    assert "no column says when" in guess.check[0]


def test_a_number_that_only_sounds_like_money_is_no_sale(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update({"cons.price.idx": "93.2"}))
    assert "sale" not in guessed(path).options["facts"]  # type: ignore[operator]


def test_what_is_not_understood_becomes_a_column_to_group_by(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update(
        {"Month": "March", "Blue moon": call.key[-1], "Zeta (s)": str(call.wait), "Notes": f"said {call.key} twice"}))
    guess = guessed(path)
    assert guess.options["extra"] == {
        "file_month": {"column": "Month", "kind": "text"}, "blue_moon": {"column": "Blue moon", "kind": "number"},
        "zeta_s": {"column": "Zeta (s)", "kind": "seconds"}}
    assert guess.left == ("'Notes', as nearly every row has another text",)


def test_calls_going_out_are_contacts_and_no_stays(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update(
        {"Direction": "Outbound" if call.key.endswith("2") else "Inbound"}))
    with loaded(path, guessed(path)) as connection:
        out = sum(call.key.endswith("2") for call in CALLS)
        assert connection.execute("SELECT sum(outbound), count(*) FROM staged_contact").fetchone() == (out, len(CALLS))
        assert connection.execute("SELECT count(*) FROM staged_visit").fetchone() == (len(CALLS) - out,)


def test_a_rating_beside_the_call_is_a_survey(tmp_path: Path) -> None:
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update(
        {"Satisfaction rating": str(1 + int(call.key[2:]) % 5) if call.answered else ""}))
    with loaded(path, guessed(path)) as connection:
        assert connection.execute("SELECT count(*), max(scale), sum(score) FROM staged_survey").fetchone() == (
            sum(call.answered for call in CALLS), 5, sum(1 + int(call.key[2:]) % 5 for call in CALLS if call.answered))


OTHERS = {
    "survey": ("Response ID,Survey date,Agent,CSAT\n1,2026-03-02 10:00,Ada,5\n2,2026-03-02 11:00,Ben,3\n", 2),
    "sale": ("Order ID|Order date|Seller|Total|Currency\nO-1|02/03/2026 10:00|Ada|1,234.50|EUR\n"
             "O-2|13/03/2026 10:30|Ben|99.00|EUR\n", 2),
    "schedule": ("Agent;Date;Shift start;Shift end;Activity\nAda;2026-03-02;08:00;12:00;Phones\n"
                 "Ben;2026-03-02;22:00;06:00;Phones\n", 2),
    "agent_state": ("User,Status,Start,End\nAda,Available,2026-03-02 08:00,2026-03-02 10:00\n"
                    "Ada,Lunch,2026-03-02 10:00,2026-03-02 10:30\n", 2),
    "cost": ("Month,Cost type,Amount\n2026-03-01,Salaries,120000\n2026-04-01,Telephony,8000.55\n", 2),
    "coaching": ("Agent,Coach,Session start,Duration (min)\nAda,Mara,2026-03-02 14:00,30\n", 1),
    "ticket": ("Ticket ID,Created at,Solved at,Assignee,Subject\n"
               "101,2026-03-02T10:00:00Z,2026-03-02T12:00:00Z,Ada,Invoice\n102,2026-03-02T11:00:00Z,,Ben,Refund\n", 2),
    "evaluation": ("Evaluation date,Agent,Evaluator,Score,Max points\n2026-03-02 12:00,Ada,Mara,87,100\n", 1),
    "training": ("Trainee,Course,Start,End\nAda,Products,2026-03-02 09:00,2026-03-02 11:00\n", 1),
    "absence": ("Employee,Leave type,From,Until\nAda,sick,2026-03-02 00:00,2026-03-03 00:00\n", 1),
    "forecast": ("Interval start,Interval end,Queue,Forecast calls\n"
                 "2026-03-02 09:00,2026-03-02 09:30,Billing,12.5\n", 1),
    "lead": ("Lead ID,Created at,List,Attempts\nL1,2026-03-02 09:00,spring,2\n", 1),
}


@pytest.mark.parametrize("kind", OTHERS)
def test_rows_that_are_no_calls(tmp_path: Path, kind: str) -> None:
    text, rows = OTHERS[kind]
    path = tmp_path / "export.csv"
    path.write_text(text)
    guess = guessed(path)
    assert list(guess.options["facts"]) == [kind]  # type: ignore[call-overload]
    with loaded(path, guess) as connection:
        assert connection.execute(f"SELECT count(*) FROM staged_{kind}").fetchone() == (rows,)


def test_a_shift_over_midnight_ends_the_next_day(tmp_path: Path) -> None:
    (path := tmp_path / "roster.csv").write_text(OTHERS["schedule"][0])
    with loaded(path, guessed(path)) as connection:
        found = connection.execute("SELECT ended_at FROM staged_schedule WHERE agent = 'Ben'").fetchone()
    assert found == (at(3, 6),)


@pytest.mark.parametrize(("text", "issue"), [
    ("DateTime,Calls\n2026-03-02 08:00,11\n2026-03-02 08:30,17\n", "rows-are-totals"),
    ("a,b\n1,2\n3,4\n", "columns-unknown"),
])
def test_tables_of_which_no_fact_can_be_made(tmp_path: Path, text: str, issue: str) -> None:
    (path := tmp_path / "x.csv").write_text(text)
    with pytest.raises(Trouble) as trouble:
        guessed(path)
    assert [one.name for one in trouble.value.issues] == [issue]


def test_one_broken_row_is_set_aside_and_spoils_no_column(tmp_path: Path) -> None:
    """A cell among sixty that cannot be read is the file's fault, not the mapping's."""
    path = calls_file(tmp_path / "a.csv", lambda cells, call: cells.update(
        {"Wait time": "soon" if call.key == "c-7" else cells["Wait time"]}))
    assert guessed(path).options["facts"]["visit"]["wait"] == "Wait time"  # type: ignore[index]


def test_a_column_of_yes_and_no_is_hinted_as_a_sale(tmp_path: Path) -> None:
    """What somebody called by no usual word is brought, with the line that makes sales of it."""
    path = tmp_path / "crm.csv"
    path.write_text("Lead,Agent,Called at,Talk seconds,Interested\n" + "".join(
        f"L{n},Anna{n % 3},2026-03-0{n % 8 + 1} 10:15:00,{60 + n},{'no' if n % 3 else 'yes'}\n" for n in range(40)),
        encoding="utf-8")
    guess = Table.recognise(path.read_bytes(), path)
    assert guess is not None
    assert guess.said["extra.interested"].endswith(
        """sale: {when: '"Interested" in (''yes'')', amount: {value: 0}}""")
