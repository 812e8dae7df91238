"""This file is about which kinds of source an open centre finds, and their secrets."""

import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fourscore.centre import sources as centre_sources
from fourscore.settings import read_settings
from fourscore.terms import Secret

from .conftest import edit


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    centre_sources.source_kinds.cache_clear()
    yield
    centre_sources.source_kinds.cache_clear()


def test_a_source_of_somebody_elses_is_found_like_ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(folder / "centre.yaml", "kind: asterisk", "kind: switchboard")
    (line,) = read_settings(folder)[0].sources

    class Switchboard:
        @classmethod
        def configure(cls, name, options, where, folder):
            return (name, options["files"], options["zone"], where), []

    monkeypatch.setitem(sys.modules, "their_switchboard", Switchboard)
    points = [EntryPoint("switchboard", "their_switchboard:configure.__self__", centre_sources.GROUP)]
    monkeypatch.setattr(centre_sources, "entry_points", lambda group: points)
    assert centre_sources.configured([line], folder, "UTC") == ([("calls", "queue_log", "UTC", "centre.yaml:8")], [])
    centre_sources.source_kinds.cache_clear()
    points[0] = EntryPoint("switchboard", "not_installed_anywhere:Source", centre_sources.GROUP)
    (issue,) = centre_sources.configured([line], folder, "UTC")[1]
    assert (issue.name, issue.where) == ("source-not-installed", "centre.yaml:8")


def test_a_secret_is_named_and_taken_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever it stands in the options; no message shows it, and one that is missing is told beside all others."""
    edit(folder / "centre.yaml", "kind: asterisk, files: queue_log",
         "kind: switchboard, api: {secret: {environment: OUR_SECRET}, user: ada}, key: {environment: OTHER}")
    (line,) = read_settings(folder)[0].sources

    class Switchboard:
        @classmethod
        def configure(cls, name, options, where, folder):
            return (options["api"]["secret"], options["api"]["user"], options["key"]), []

    monkeypatch.setitem(sys.modules, "their_switchboard", Switchboard)
    points = [EntryPoint("switchboard", "their_switchboard:configure.__self__", centre_sources.GROUP)]
    monkeypatch.setattr(centre_sources, "entry_points", lambda group: points)
    ((secret, user, other),), (issue,) = centre_sources.configured([line], folder, "UTC", {"OUR_SECRET": "geheim"})
    assert (type(secret), secret.told, user, type(other), other.told) == (Secret, "geheim", "ada", Secret, "")
    assert "geheim" not in f"{secret} {secret!r} {[secret]}"
    assert (issue.name, issue.where) == ("secret-missing", line.where)
    assert "'OTHER'" in issue.what


def test_our_own_kinds_are_found() -> None:
    assert {"asterisk", "rehearsal", "table"} <= set(centre_sources.source_kinds())
