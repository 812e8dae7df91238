"""This file is about reading a centre's settings as tests write them."""

import functools
import textwrap
from pathlib import Path

from fourscore.settings import Settings, read_settings
from fourscore.terms import Issue

LEAST = "zone: Europe/Berlin\ncurrency: EUR\n"


def read(
    folder: Path, text: str, people: str | None = None, rates: str | None = None
) -> tuple[Settings | None, list[Issue]]:
    (folder / "centre.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
    for name, more in (("people.yaml", people), ("rates.csv", rates)):
        if more is not None:
            (folder / name).write_text(textwrap.dedent(more), encoding="utf-8")
    return read_settings(folder)


def good(folder: Path, text: str, **more: str) -> Settings:
    settings, issues = read(folder, text, **more)
    assert issues == []
    assert settings is not None
    return settings


def told(issues: list[Issue]) -> list[str]:
    return [f"{issue.where} {issue.name}" for issue in issues]


def written(test):
    """Hand the test the issues of the centre.yaml that its own docstring is."""

    @functools.wraps(test, assigned=("__module__", "__name__"), updated=())
    def run(tmp_path: Path) -> None:
        settings, issues = read(tmp_path, (test.__doc__ or "").lstrip("\n"))
        assert settings is None
        test(told(issues), issues)

    del run.__wrapped__
    return run
