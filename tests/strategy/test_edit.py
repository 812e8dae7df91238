"""This file is about changing a strategy's text: every byte that was not meant stays as it was."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.metrics import Catalogue
from fourscore.strategy import STARTERS, StrategyText, read_strategy, stamp, starter
from fourscore.strategy.text.tree import grow
from fourscore.terms import Trouble

HERE = Path("strategy.yaml")


def opened(text: str) -> StrategyText:
    return StrategyText(HERE, text.encode())


WRITTEN = (
    "\ufeff# top \r\n"
    "mission:   'It''s help'   # why\t\r\n"
    "values: [ one , \"two\" ]  \r\n"
    "\r\n"
    "perspectives:\r\n"
    "    customer:\r\n"
    "        question: >-\r\n"
    "            What must\r\n"
    "            they see?\r\n"
    "\r\n"
    "        # the first\r\n"
    "        objectives:\r\n"
    "            quick: {owner: 'A', kpis: {sl: {metric: service_level, target: 80%, floor: 60%}}}   # flow\r\n"
    "            slow:\r\n"
    "                owner:\r\n"
    "                kpis:\r\n"
    "                    aht:\r\n"
    "                        target: 5:45 # was 6:00\r\n"
    "links:\r\n"
    "-   from: quick\r\n"
    "    to: slow"
)


@pytest.mark.parametrize(("path", "value", "old", "new"), [
    (("mission",), "It's speed", "'It''s help'", "'It''s speed'"),
    (("values", 1), "two and \"a half\"", '"two"', '"two and \\"a half\\""'),
    (("perspectives", "customer", "objectives", "quick", "kpis", "sl", "target"), "82.5%", "80%", "82.5%"),
    (("perspectives", "customer", "objectives", "quick", "owner"), "B", "'A'", "'B'"),
    (("perspectives", "customer", "objectives", "slow", "owner"), "C", "owner:\r\n", "owner: C\r\n"),
    (("perspectives", "customer", "objectives", "slow", "kpis", "aht", "target"), "5:30", "5:45", "5:30"),
    (("perspectives", "customer", "question"), "Why us?", "What must\r\n            they see?", "Why us?"),
    (("links", 0, "to"), "a: b", "to: slow", "to: 'a: b'"),
])
def test_only_the_value_changes(path: tuple[str | int, ...], value: str, old: str, new: str) -> None:
    text = opened(WRITTEN)
    text.set(path, value)
    assert WRITTEN.count(old) == 1
    assert text.text == WRITTEN.replace(old, new)


def test_a_new_name_is_written_like_its_neighbours() -> None:
    text = opened(WRITTEN)
    text.set(("perspectives", "customer", "objectives", "slow", "kpis", "aht", "floor"), "8:00")
    assert text.text == WRITTEN.replace("# was 6:00\r\n", "# was 6:00\r\n" + " " * 24 + "floor: 8:00\r\n")
    text = opened(WRITTEN)
    text.set(("perspectives", "customer", "objectives", "quick", "kpis", "sl", "weight"), 2)
    assert text.text == WRITTEN.replace("floor: 60%", "floor: 60%, weight: 2")


def test_kpis_objectives_and_links_are_added_at_the_end_of_theirs() -> None:
    text = opened(WRITTEN)
    text.add_kpi("customer", "slow", "sl2", {"metric": "service_level:answered", "target": "90%", "floor": "70%"})
    text.add_link({"from": "slow", "to": "quick", "sign": "-", "lag": "2..6", "sentence": "If slow, then: quick"})
    text.add_objective("customer", "third", {"owner": "Team leader", "kpis": {"q": {"metric": "quality_score"}}})
    pad = " " * 12
    assert text.text == WRITTEN.replace(
        "# was 6:00\r\n",
        "# was 6:00\r\n"
        f"{pad}        sl2:\r\n{pad}            metric: service_level:answered\r\n"
        f"{pad}            target: 90%\r\n{pad}            floor: 70%\r\n"
        f"{pad}third:\r\n{pad}    owner: Team leader\r\n{pad}    kpis:\r\n{pad}        q:\r\n"
        f"{pad}            metric: quality_score\r\n",
    ) + "\r\n-   from: slow\r\n    to: quick\r\n    sign: '-'\r\n    lag: 2..6\r\n    sentence: 'If slow, then: quick'"


def test_what_is_added_to_nothing_makes_its_own_lines() -> None:
    text = opened("# mine\n")
    text.set(("mission",), "help")  # a name that is not there, at the top
    text.add_link({"from": "a", "to": "b"})
    assert text.text == "# mine\nmission: help\nlinks:\n  - from: a\n    to: b\n"


def test_removing_takes_the_lines_or_the_part_in_brackets() -> None:
    text = opened(WRITTEN)
    text.remove(("perspectives", "customer", "objectives", "slow"))
    gone = WRITTEN.index("            slow:"), WRITTEN.index("links:")
    assert text.text == WRITTEN[: gone[0]] + WRITTEN[gone[1] :]
    for path, old, new in (
        (("values", 0), "one , ", ""), (("values", 1), " , \"two\"", ""),
        (("perspectives", "customer", "objectives", "quick", "kpis", "sl", "target"), "target: 80%, ", ""),
    ):
        text = opened(WRITTEN)
        text.remove(path)
        assert text.text == WRITTEN.replace(old, new)


def test_what_cannot_be_done_cleanly_is_not_done() -> None:
    text = opened("links:\n- from: a\n  to: b\n")
    with pytest.raises(Trouble, match="cannot-edit"):
        text.remove(("links", 0, "from"))
    with pytest.raises(Trouble, match="cannot-edit"):
        text.set(("links",), "none")
    with pytest.raises(Trouble, match="nothing-there"):
        text.set(("goals", "g", "by"), "2027")
    with pytest.raises(Trouble, match="duplicate-id"):
        text.add((), "links", ["x"])
    with pytest.raises(Trouble, match="nothing-there"):
        text.remove(("links", 3))
    assert text.text == "links:\n- from: a\n  to: b\n"
    with pytest.raises(Trouble, match="bad-yaml"):
        opened("a: b: c").set(("a",), "d")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_of_several_maps_in_a_list_is_removed(place: int) -> None:
    items = ["  - from: a  # one\n    to: b\n", "  - from: b\n    to: c  # two\n", "  - from: c\n    to: d\n"]
    text = opened("links:\n" + "".join(items) + "# end\n")
    text.remove(("links", place))
    assert text.text == "links:\n" + "".join(item for n, item in enumerate(items) if n != place) + "# end\n"


def test_lists_grow_in_brackets_and_line_by_line() -> None:
    text = opened("values: [one]\nmore:\n-   a\n-   b # last\nnone: []\ndeep: {}\n")
    text.add(("values",), None, "two, three")
    text.add(("more",), None, "c: d")
    text.add(("none",), None, {"a": ["x", "y"]})
    text.add(("deep",), "k", {"b": "1"})
    assert text.text == (
        "values: [one, 'two, three']\nmore:\n-   a\n-   b # last\n-   'c: d'\nnone: [{a: [x, y]}]\ndeep: {k: {b: 1}}\n")
    text.remove(("none", 0))
    text.add((), "list", ["x", {"y": "", "z": ["1"]}])
    assert text.text.endswith("none: []\ndeep: {k: {b: 1}}\nlist:\n  - x\n  - y:\n    z:\n      - 1\n")


def test_a_block_of_text_keeps_its_head_and_indentation() -> None:
    text = opened("a: |\n    one\n    two\n\nb: 1\n")
    text.set(("a",), "three\n\nfour")
    assert text.text == "a: |\n    three\n\n    four\n\nb: 1\n"


def test_a_failed_write_leaves_the_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "strategy.yaml"
    path.write_text("mission: a\n")
    text = StrategyText.open(path)
    text.set(("mission",), "b")

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        text.save(text.seen)
    assert path.read_text() == "mission: a\n"
    assert [p.name for p in tmp_path.iterdir()] == ["strategy.yaml"]


@pytest.mark.parametrize("kind", STARTERS)
def test_what_is_added_to_a_starter_is_read_back(kind: str, catalogue: Catalogue) -> None:
    text = opened(starter(kind))
    text.add_kpi("customer", "answer-within-seconds", "wait", {
        "metric": "average_waiting_time", "target": "20s", "floor": "60s", "scope": {"queue": ["Sales, new", "B"]},
    })
    strategy, issues = read_strategy(text.text, "strategy.yaml", catalogue)
    assert issues == []
    assert strategy is not None
    kpi = next(kpi for kpi in strategy.kpis() if kpi.id == "wait")
    assert (kpi.targets[0][1], kpi.scope) == (20.0, {"queue": ("Sales, new", "B")})
    text.remove(("perspectives", "customer", "objectives", "answer-within-seconds", "kpis", "wait"))
    assert text.text == starter(kind)


NAMES = st.sampled_from(["alpha", "beta", "gamma", "delta", "'quoted name'", '"dq"'])
VALUES = st.sampled_from(["plain", "80%", "5:45", "'single ''q'' '", '"double \\" \\u20ac"', "", "€4.20", "two words"])
TAILS = st.sampled_from(["", "  ", "   # note: 'x'", "\t", " # ünï"])
BRACKETED = ["a: 1", "b: 'x'", 'c: "y, z"', "d: 80%"]
FILLERS = st.sampled_from(["", "# a comment", "   ", "    # deep comment", "#"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Maps in maps with every liberty a person takes with blanks, comments, quotation marks and line ends."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    step = draw(st.integers(1, 4))
    lines: list[str] = draw(st.lists(FILLERS, max_size=2))

    def block(depth: int) -> None:
        for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
            head = " " * (step * depth) + name + ":"
            kind = draw(st.integers(0, 3 if depth < 3 else 2))
            if kind == 3:
                lines.append(head + draw(TAILS))
                block(depth + 1)
            elif kind == 2:
                inner = draw(st.lists(st.sampled_from(BRACKETED), min_size=1, unique=True))
                lines.append(f"{head} {{{draw(st.sampled_from([', ', ' , ', ',  '])).join(inner)}}}{draw(TAILS)}")
            else:
                lines.append(f"{head} {draw(VALUES)}{draw(TAILS)}")
            lines.extend(draw(st.lists(FILLERS, max_size=1)))

    block(0)
    text = end.join(lines) + draw(st.sampled_from(["", end, end + end]))
    return draw(st.sampled_from(["", "\ufeff"])) + text


def leaves(node, path=()):
    for key, value in node.entries:
        yield from leaves(value, (*path, key.text))
    if not node.entries and path:
        yield path, node


@given(documents(), st.data(), st.text(max_size=12))
def test_setting_any_value_of_any_text_leaves_all_else(text: str, data: st.DataObject, value: str) -> None:
    root, issues = grow(text, "x")
    if root is None or issues:
        return
    path, node = data.draw(st.sampled_from(list(leaves(root))))
    edited = opened(text)
    try:
        edited.set(path, value)
    except Trouble:
        assert edited.text == text  # refused, because this value cannot stand in YAML at all
        assert not value.isprintable()
        return
    assert edited.text.startswith(text[: node.start])
    assert edited.text.endswith(text[node.end :])
    after, _ = grow(edited.text, "x")
    assert after is not None
    there = dict(leaves(after))
    assert there.pop(path).text == value
    assert {key: leaf.text for key, leaf in there.items()} == {
        key: leaf.text for key, leaf in leaves(root) if key != path
    }


@given(documents(), st.data())
def test_adding_and_removing_again_gives_the_text_back(text: str, data: st.DataObject) -> None:
    root, issues = grow(text, "x")
    if root is None or issues or root.style == "{":
        return
    maps = {path[:depth] for path, _ in leaves(root) for depth in range(len(path))}
    path = data.draw(st.sampled_from(sorted(maps)))
    edited = opened(text)
    edited.add(path, "added", data.draw(st.sampled_from(["x", "a: b", {"metric": "m", "target": "80%"}])))
    changed = edited.text
    start = next((i for i, (a, b) in enumerate(zip(text, changed, strict=False)) if a != b), len(text))
    assert changed[: start] + changed[start + len(changed) - len(text) :] == text
    edited.remove((*path, "added"))
    assert edited.text in (text, text + "\n", text + "\r\n")  # a last line without its end keeps the one it was given


@given(documents())
def test_saving_what_was_opened_writes_the_same_bytes(text: str) -> None:
    assert opened(text).text.encode() == text.encode()


def test_saving_replaces_the_file_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "strategy.yaml"
    path.write_bytes(WRITTEN.encode())
    path.chmod(0o640)
    text = StrategyText.open(path)
    text.set(("mission",), "speed")
    seen = text.save(text.seen)
    assert path.read_bytes() == WRITTEN.replace("'It''s help'", "'speed'").encode()
    assert seen == stamp(path.read_bytes()) == text.seen
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["strategy.yaml"]


def test_saving_over_someone_elses_change_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "strategy.yaml"
    path.write_text("mission: a\n")
    text = StrategyText.open(path)
    text.set(("mission",), "b")
    path.write_text("mission: c\n")
    with pytest.raises(Trouble, match="changed-meanwhile"):
        text.save(text.seen)
    assert path.read_text() == "mission: c\n"
    path.unlink()
    with pytest.raises(Trouble, match="changed-meanwhile"):
        text.save(text.seen)
    with pytest.raises(Trouble, match="file-missing"):
        StrategyText.open(path)


@pytest.mark.parametrize("kind", STARTERS)
def test_any_item_of_a_list_can_be_taken_out(kind: str) -> None:
    whole = starter(kind)
    links = grow(whole, "strategy.yaml")[0].plain()["links"]
    for place in range(len(links)):
        text = StrategyText(Path("strategy.yaml"), whole.encode())
        text.remove(("links", place))
        assert grow(text.text, "strategy.yaml")[0].plain()["links"] == links[:place] + links[place + 1:]
        assert 5 <= len(whole.splitlines()) - len(text.text.splitlines()) <= 7  # its lines, with a kind or reason
