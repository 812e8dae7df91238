"""This file is about clocks of two sources that differ by a constant, told by keys, by calls and by log-ins."""

TIMES = ("entered", "answered", "ended")


def later(row, seconds: int, made, **other):
    return {**row, **{name: made.moved(row[name], seconds) for name in TIMES}, **other}


def test_contacts_that_both_have_are_shifted(desk, made) -> None:
    desk.rows["other"] = [later(row, 420, made, queue="Elsewhere", agent="") for row in desk.calls]
    one = desk.look()["clocks-differ"]
    assert one.issue.what == "other tells the same moments 7 min 0 s later than calls does."
    assert one.rows_total == 2 * len(desk.calls)
    first, second = one.rows[:2]
    assert (first.where, first.source, second.source) == (second.where, "calls", "other")


def test_contacts_that_both_have_at_the_same_time_are_not(desk, made) -> None:
    desk.rows["other"] = [later(row, 3, made, queue="Elsewhere", agent="") for row in desk.calls]
    assert "clocks-differ" not in desk.look()


def test_keys_that_only_look_alike_say_nothing(desk, made) -> None:
    for rows in (desk.calls, desk.rows.setdefault("other", made.calls(seed=2))):
        for n, row in enumerate(rows):
            row["key"] = n
    assert "clocks-differ" not in desk.look()


def test_the_same_calls_an_hour_apart(desk, made) -> None:
    """A wrong zone: other keys, but queue, agent and talk are the same an hour earlier."""
    del desk.rows["logins"]
    desk.rows["other"] = [later(row, -3600, made, key=f"o{n}") for n, row in enumerate(desk.calls)]
    found = desk.look()
    assert found["clocks-differ"].issue.what == "calls tells the same moments 1 h 0 min later than other does."
    assert "3,600 s apart" in found["calls-twice"].issue.what


def test_log_ins_after_the_first_answer(desk, made) -> None:
    for row in desk.rows["logins"]:
        row["came"], row["went"] = made.moved(row["came"], 3600), made.moved(row["went"], 3600)
    one = desk.look()["clocks-differ"]
    assert one.issue.where == "source logins and calls"
    assert "log-ins come after the first answer" in one.issue.what
    assert {row.path for row in one.rows} == {"logins.csv"}
    assert one.rows_total > 300


def test_log_offs_before_the_last_call_has_ended(desk, made) -> None:
    for row in desk.rows["logins"]:
        row["came"], row["went"] = made.moved(row["came"], -3600), made.moved(row["went"], -3600)
    assert "log-offs come before the last call" in desk.look()["clocks-differ"].issue.what
