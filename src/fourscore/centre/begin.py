"""This file is about writing a new centre's folder, which runs as it stands."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from fourscore.centre import texts
from fourscore.centre.access.owner import OWNERS
from fourscore.centre.setup.guided import appointed, strategy_answered
from fourscore.centre.sources import NOTHING
from fourscore.settings import read_settings
from fourscore.terms import Issue, Trouble, WrongUse, did_you_mean, said

KINDS = ("support", "sales", "blended")


def init(
    folder: Path,
    *,
    kind: str,
    name: str,
    zone: str,
    currency: str,
    until: date,
    with_sample: bool = False,
    seed: int = 4,
    visits: int | None = None,
    answers: Mapping[str, str] = NOTHING,
    public_name: str = "",
    owner: str = "",
) -> None:
    """Write a new centre into `folder`, whole or not at all.

    `answers` are those to the guided set-up, by the ids of `everything_asked`; without any, a starter is written.

    `public_name` is the one people at other computers reach its pages by, through a proxy on this one at which TLS
    ends; `owner` is appointed senior manager and call centre manager.

    With `with_sample` it has a generated centre of `kind` to load: its last local day is the one before `until`, it is
    drawn from `seed`, with about that many `visits` (None: as many as usual). Raises WrongUse for an unknown kind, zone
    or currency, and with every answer that cannot be used; Trouble `folder-not-empty`, `folder-not-writable`.
    """
    if kind not in KINDS:
        what = said("There is no kind of centre called {kind}.", kind=repr(kind))
        raise WrongUse(Issue("unknown-kind", repr(kind), what, did_you_mean(kind, KINDS)))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(Issue("folder-not-empty", str(folder), said("There is something in this place already."),
                            said("Name a folder that is empty, or does not exist yet.")))
    sample: dict[str, object] = {"until": until, "seed": seed, "zone": zone, "currency": currency, "centre": kind}
    if visits is not None:
        sample["visits"] = visits
    try:
        folder.resolve().parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{folder.resolve().name}-", dir=folder.resolve().parent))
        try:
            _write(made, name, zone, currency, sample if with_sample else None)
            _for_the_network(made, public_name)
            _answered(made, kind, currency, answers, owner)
            _move(made, folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as wrong:
        raise Trouble(Issue("folder-not-writable", str(folder),
                            said("It cannot be written: {strerror}.", strerror=wrong.strerror),
                            said("Check that you may write there, and that there is room."))) from None


def _for_the_network(made: Path, public_name: str) -> None:
    """The lines by which other computers reach it."""
    if public_name:
        with (made / "centre.yaml").open("a", encoding="utf-8", newline="\n") as file:
            file.write(texts.network(public_name))


def _answered(made: Path, kind: str, currency: str, answers: Mapping[str, str], owner: str) -> None:
    """The strategy, and who is appointed; what was asked of the centre itself stands there already."""
    strategy = strategy_answered(kind, currency, answers)
    (made / "strategy.yaml").write_text(strategy, encoding="utf-8", newline="\n")
    people = made / "people.yaml"
    whole = people.read_text(encoding="utf-8") + texts.roles(_with_owner(appointed(answers), owner))
    people.write_text(whole, encoding="utf-8", newline="\n")
    issues = read_settings(made)[1]
    if issues:
        raise WrongUse(*issues)


def _with_owner(appointed: list[tuple[str, str]], owner: str) -> list[tuple[str, str]]:
    """An owner holds both roles that see the whole centre, beside whoever else holds them."""
    own = [(owner, role) for role in OWNERS] if owner else []
    return list(dict.fromkeys([*own, *appointed]))


def _write(made: Path, name: str, zone: str, currency: str, sample: dict[str, object] | None) -> None:
    sites, people = _sample_people(sample) if sample else ([], texts.PEOPLE)
    for inside in ("data", "metrics"):
        (made / inside).mkdir()
    files = {
        "people.yaml": people,
        "metrics/own.yaml": texts.METRICS,
        "centre.yaml": texts.centre(
            name=name,
            zone=zone,
            currency=currency,
            sites=sites,
            sample=sample,
            thresholds=_sample_thresholds(sample) if sample else (),
        ),
    }
    for place, text in files.items():
        (made / place).write_text(text, encoding="utf-8", newline="\n")
    issues = read_settings(made)[1]
    if issues:  # only what was asked can be wrong here: the zone and the currency
        raise WrongUse(*issues)


def _sample_thresholds(sample: dict[str, object]) -> list[tuple[str, int, int]]:
    from fourscore.warehouse import sample_options, sample_thresholds

    options, _ = sample_options(sample, "the sample centre")
    return sample_thresholds(options) if options else []


def _sample_people(sample: dict[str, object]) -> tuple[list[str], str]:
    """The sites of the generated centre, and its people.yaml."""
    from fourscore.warehouse import sample_options, sample_people

    options, issues = sample_options(sample, "the sample centre")
    if options is None:
        raise WrongUse(*issues)
    stints = sample_people(options)
    teams = dict(sorted({(stint.team, stint.site) for stint in stints}))
    lines = ["# Who works where, and since when. See docs/people.md.", "", "teams:"]
    lines += [f"  - {{name: {texts.written(team)}, site: {texts.written(site)}}}" for team, site in teams.items()]
    lines += ["", "agents:"]
    agents: dict[str, list[str]] = {}
    for stint in stints:
        until = f", until: {stint.until_day}" if stint.until_day else ""
        agents.setdefault(stint.agent, []).append(
            f"{{team: {texts.written(stint.team)}, from: {stint.first_day}{until}}}"
        )
    for agent in sorted(agents):
        lines += [f"  - name: {texts.written(agent)}", f"    teams: [{', '.join(agents[agent])}]"]
    return sorted(set(teams.values())), "\n".join(lines) + "\n"


def _move(made: Path, folder: Path) -> None:
    """Into place by one renaming; into an empty folder piece by piece, last centre.yaml, which makes it a centre."""
    if not folder.exists():
        made.replace(folder)
        return
    moved: list[Path] = []
    try:
        for path in _centre_last(made.iterdir()):
            os.replace(path, folder / path.name)
            moved.append(folder / path.name)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise


def _centre_last(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: (path.name == "centre.yaml", path.name))
