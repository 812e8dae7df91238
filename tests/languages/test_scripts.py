"""This file is about the texts of the page scripts: all of them gathered, and brought along by pages not in English."""

import re
from pathlib import Path

import pytest

from fourscore.web.languages.gather import gathered
from fourscore.web.languages.scripts import messages_of_scripts, read_scripts

SCRIPTS = Path(__file__).parents[2] / "frontend" / "src"
# A literal that begins as a sentence does, and is not said: `word(` would stand before it.
UNSAID = re.compile(r"""(?<!word\()(?:"[A-Z][a-z]+[ .][^"\n]*"|`[A-Z][a-z]+[ .][^`]*`)""")


def test_messages_kept_are_the_ones_the_scripts_say():
    assert read_scripts(SCRIPTS) == messages_of_scripts(), "run: python docs/gather_messages.py"
    assert {message.one for message in gathered()} > set(messages_of_scripts())


def test_no_script_says_a_text_past_the_messages():
    for path in SCRIPTS.rglob("*.ts"):
        text = re.sub(r"//.*", "", path.read_text(encoding="utf-8"))
        assert UNSAID.findall(re.sub(r"word\(\s+", "word(", text)) == [], path.name


def test_scripts_are_read_call_by_call(tmp_path):
    (tmp_path / "one.ts").write_text(
        '// word("Not this")\nexport function word(message: string) {}\nconst sword = password("nor this");\n'
        'say(word("Two “words”", { n }), word(\n  "A \\"third\\"",\n));\n', encoding="utf-8")
    assert read_scripts(tmp_path) == {"Two “words”": "frontend/src/one.ts", 'A "third"': "frontend/src/one.ts"}


@pytest.mark.parametrize("call", ["word(`A ${text}`)", "word(text)", 'word("one" + "two")'])
def test_text_that_cannot_be_gathered_is_told(tmp_path, call):
    (tmp_path / "one.ts").write_text(f"say({call});\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"one\.ts"):
        read_scripts(tmp_path)
