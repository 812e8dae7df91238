"""This file is about handling while logged out and log-ins that never end: found with their rows, else silent."""


def test_a_day_handled_without_a_log_in(desk) -> None:
    desk.rows["logins"] = [row for row in desk.rows["logins"] if row["key"] != "2026-02-04-Ada"]
    found = desk.look()
    one = found["handled-while-logged-out"]
    assert set(found) == {"handled-while-logged-out"}
    (spot,) = one.spots
    assert spot.where == "2026-02-04 Ada"
    assert "0.0 h logged in" in spot.what
    calls = [n for n, row in enumerate(desk.calls, 2) if row["agent"] == "Ada" and str(row["entered"]) > "2026-02-04"
             and str(row["entered"]) < "2026-02-05"]
    assert one.rows_total == len(calls)
    assert {row.line for row in one.rows} <= set(calls)


def test_more_handling_than_presence(desk) -> None:
    """Logged off at eleven by the log, and on the phone until five."""
    for row in desk.rows["logins"]:
        if row["key"] == "2026-02-04-Ada":
            row["went"] = "2026-02-04 11:00:00"
    one = desk.look()["handled-while-logged-out"]
    assert [spot.where for spot in one.spots] == ["2026-02-04 Ada"]
    assert min(f"{row.at:%H}" for row in one.rows) >= "10"


def test_two_chats_at_once_are_no_more_than_presence(desk, made) -> None:
    """Every call of Ada's twice at the same time: the sum is longer than she was there, she never was elsewhere."""
    desk.calls = [{**row, "talk": ""} if not row["agent"] else row for row in desk.calls]
    twice = [{**row, "key": f"second {n}", "queue": "Chat", "answered": made.moved(row["answered"], 1)}
             for n, row in enumerate(desk.calls) if row["agent"] == "Ada"]
    desk.calls = sorted([*desk.calls, *twice], key=lambda row: str(row["entered"]))
    assert "handled-while-logged-out" not in desk.look()


def test_an_agent_whose_log_ins_nobody_tells_is_left_alone(desk) -> None:
    desk.rows["logins"] = [row for row in desk.rows["logins"] if row["agent"] != "Ada"]
    assert desk.look() == {}


def test_a_log_off_that_is_missing(desk) -> None:
    for row in desk.rows["logins"]:
        if row["key"] == "2026-02-04-Ada":
            row["went"] = "2026-02-05 08:49:00"
    (one,) = desk.look().values()
    assert (one.name, [spot.where for spot in one.spots]) == ("logged-in-too-long", ["2026-02-04 Ada"])
    (row,) = one.rows
    assert (row.path, row.agent.rstrip("0123456789")) == ("logins.csv", "agent ")  # by the day nobody is named
    assert desk.rows["logins"][row.line - 2]["key"] == "2026-02-04-Ada"
