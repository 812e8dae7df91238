"""This file is about YAML: the quick reader says of every text what the thorough one says, or leaves it alone."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fourscore.terms import Unreadable, compose
from fourscore.terms.yaml import compose as reading

ROOT = Path(__file__).parents[2]
ALPHABET = "0123456789+-._:eExXobTZtfnN~<= yslruaE"
PIECES = ["a", "b", "k:", "- ", "-", "? ", ": ", ":", "[", "]", "{", "}", ", ", ",", "\n", "\n", "\n  ", "\n    ", "  ",
          "#", " # c", "'", '"', "|", ">", ">\n  ", "x y", "0", "12:30", "1.5", "yes", "~", "null", "\\n", "&a ",
          "*a", "!t ", "<<: ", "=", "@", "%", "---\n", "...", "é", "😀", "a:b", "-a", "a#b", "''", '"a":', "{a: b}",
          "[a, b]", "- - a", "\t", "\r\n"]


def tree(node):
    """What a caller can see of a node; of an end only its index is meant."""
    if node is None:
        return None
    place = (node.start_mark.index, node.start_mark.line, node.start_mark.column, node.end_mark.index)
    if node.id == "scalar":
        return str(node.tag), node.value, node.style or "", place
    inner = [tuple(map(tree, one)) if isinstance(one, tuple) else tree(one) for one in node.value]
    return node.id, str(node.tag), node.flow_style, place, inner


def both(text):
    """The trees of the quick and the thorough reader; the quick one None where it leaves the text alone."""
    quick = reading._quickly(text)
    if quick is None:
        return None, None
    thorough = reading._thoroughly(text)
    reading._place_unwritten(thorough)
    return tree(quick), tree(thorough)


def written_here():
    for folder in ("src", "examples", "docs"):
        for path in sorted((ROOT / folder).rglob("*.y*ml")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "docs").rglob("*.md")):
        for number, text in enumerate(re.findall(r"```yaml\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)):
            yield f"{path.name} {number}", text


def test_all_that_is_written_here_is_read_alike() -> None:
    different = {name: found for name, text in written_here() if (found := both(text))[0] != found[1]}
    assert different == {}


@pytest.mark.parametrize("folder", ["metrics/catalogue", "strategy/starters"])
def test_our_own_files_are_read_quickly(folder) -> None:
    slow = [path.name for path in (ROOT / "src/fourscore" / folder).glob("*.yaml")
            if reading._quickly(path.read_text(encoding="utf-8")) is None]
    assert slow == []


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example(">\n#a")
@example("a: |#")
@example("a: |\n \n  b\n")
@example("a: |+\n\n   \n  b\n")
@example("[? ,] # c")
@example("a: b\nc")
@example("a:\n\n# c\nb: {c: , d: [a:b, x]}\n")
@example("a: {b, c: }")
@example("a: b")
def test_any_text_is_read_alike(text) -> None:
    quick, thorough = both(text)  # a text only the quick one takes would raise Unreadable here
    assert quick == thorough


documents = st.recursive(
    st.sampled_from(["x", "'y: z'", '"a\\tb"', "yes", "0x1F", "010", "12:30", "2026-03-09", "1_000", ".5", "~",
                     "é 😀", "", "http://a/b?c", "one\n  two", "<<", "-1e3"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["a", "b c", "'d'", "7"]), inner, min_size=1, max_size=3)), max_leaves=12)


def printed(value, indent=""):
    if isinstance(value, dict):
        return "".join(f"\n{indent}{name}:  {printed(under, indent + '  ')}" for name, under in value.items())
    if isinstance(value, list):
        return "".join(f"\n{indent}- {printed(under, indent + '  ')}" for under in value)
    return value.replace("\n", f"\n{indent} ") + "  # said"


@given(documents.filter(lambda made: not isinstance(made, str)))
def test_documents_are_read_quickly_and_alike(value) -> None:
    quick, thorough = both(printed(value) + "\n")
    assert quick is not None
    assert quick == thorough


@given(st.text(ALPHABET, max_size=24))
@example("yes")
@example("010")
@example("12:30")
@example("2026-03-09T12:30:00Z")
@example("2026-3-9 12:30:00 +01:00")
@example("0o17")
@example("-_1")
@example("_1")
@example("+.5e-3")
@example(".5e3")
@example("1e3")
@example(".NaN")
@example("-.inf")
@example("True")
@example("tRUE")
@example("NULL")
def test_a_word_means_what_it_means_in_yaml_1_2(written) -> None:
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import ScalarNode

    said = YAML(typ="safe", pure=True).resolver.resolve(ScalarNode, written, (True, False))
    assert reading.tag_of(written) == str(said)


@pytest.mark.parametrize("text", ["a:\tb", "a: b\r\n", "%YAML 1.1\n---\na: yes\n", "--- a: b\n", "a: &x 1\n",
                                  "a: *x\n", "a: !t 1\n", "a: |#", "? a\n: b\n", "text", "\ufeffa: b",
                                  "a: " + "[" * 50 + "]" * 50, ""])
def test_rare_forms_are_left_to_the_thorough_reader(text) -> None:
    assert reading._quickly(text) is None


@pytest.mark.parametrize(("text", "line", "cause"), [
    ("a: b\nc: 'd\n", 3, "form"), ("a: b\n  c: d\n", 2, "form"), ("a: [b\nc: d\n", 2, "form"), ("a: *b\n", 1, "form"),
    ("a: \x00", None, "character"), ("[" * 600, None, "depth"),
])
def test_a_mistake_is_told_with_its_line(text, line, cause) -> None:
    with pytest.raises(Unreadable) as told:
        compose(text)
    assert (told.value.line, told.value.cause) == (line, cause)
    assert told.value.problem


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_value_that_nobody_wrote_stands_behind_its_name(end) -> None:
    node = compose(f"a:{end}{end}# c{end}b: 1{end}")
    name, value = node.value[0]
    assert (value.start_mark.line, value.start_mark.index, value.end_mark.index) == (0, 1, 1)
    assert name.value == "a"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_folded_text_holds_only_what_was_written(end) -> None:
    assert compose(end.join(["a: >", "  one", "  two", ""])).value[0][1].value == "one two\n"


def test_without_the_compiled_parser_the_thorough_one_reads(monkeypatch) -> None:
    import sys

    text = "a: [b, {c: }]\n"
    quick = tree(compose(text))
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    assert reading._quickly(text) is None
    assert tree(compose(text)) == quick
