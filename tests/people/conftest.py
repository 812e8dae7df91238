"""This file is about a small loaded centre of two agents in two teams, for what may be told of whom."""

import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from fourscore.centre import Centre, approve_agreement
from fourscore.cli.relay import Streams
from fourscore.cli.run import guarded, verbs
from fourscore.strategy import starter

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
START = int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp())
CENTRE = """\
name: Northern Support
zone: UTC
currency: GBP
{more}
sources:
  - {{name: calls, kind: asterisk, files: queue_log}}
  - name: pulse
    kind: table
    files: pulse.csv
    key: id
    facts: {{pulse: {{answered: at, team: team, score: score, scale: scale, question: question}}}}
  - name: thanks
    kind: table
    files: thanks.csv
    key: id
    facts: {{recognition: {{given: at, agent: agent, given_by: from, kind: what}}}}
"""
PEOPLE = """\
teams: [{{name: Billing, leader: Zoe Ray}}, {{name: Sales, leader: Max Orr}}]
agents:
  - {{name: Ada Bell, names: [PJSIP/1001], teams: [{{team: Billing, from: 2026-01-01}}]}}
  - {{name: Ben Cole, names: [PJSIP/1002], teams: [{{team: Sales, from: 2026-01-01}}]}}
roles:
  - {{name: Mara Quinn, role: Senior manager}}
  - {{name: Tia Voss, role: "Agents' representative"}}
{agreement}
"""
AGREEMENT = """\
agreement:
  agreed: 2026-02-01
  with: Tia Voss
  measures:
"""


class Said(NamedTuple):
    code: int
    out: str
    err: str


def call(n: int) -> str:
    """A call to agent 1001 or 1002, six hours after the one before."""
    at, agent = START + n * 21600, f"PJSIP/100{1 + n % 2}"
    return (f"{at}|{at}.{n}|Billing|NONE|ENTERQUEUE||030123{n}|1\n"
            f"{at + 15}|{at}.{n}|Billing|{agent}|CONNECT|15|u{n}|3\n"
            f"{at + 75 + n % 7}|{at}.{n}|Billing|{agent}|COMPLETECALLER|15|{60 + n % 7}|1\n")


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a centre with a month of calls, pulse answers and thanks."""
    folder = tmp_path_factory.mktemp("people") / "centre"
    folder.mkdir()
    (folder / "queue_log").write_text("".join(call(n) for n in range(112)))
    answers = [("Billing", 6), ("Sales", 3), ("Night", 7)]
    rows = [f"{team}{n},2026-03-1{n} 10:00:00,{team},{4 if n else 1},5,leader" for team, many in answers
            for n in range(many)]
    (folder / "pulse.csv").write_text("\n".join(["id,at,team,score,scale,question", *rows, ""]))
    rows = [f"{n},2026-03-1{n} 10:00:00,Ada Bell,Zoe Ray,help" for n in range(6)]
    (folder / "thanks.csv").write_text("\n".join(["id,at,agent,from,what", *rows, ""]))
    write(folder)
    with Centre.open(folder, now=lambda: NOW) as centre:
        assert [issue for report in centre.load() for issue in report.issues] == []
    return folder


def write(folder: Path, acting_as: str = "", agreement: str = "", strategy: str = "") -> None:
    more = f"acting_as: {acting_as}" if acting_as else ""
    terms = AGREEMENT + agreement if agreement else ""
    (folder / "centre.yaml").write_text(CENTRE.format(more=more), encoding="utf-8")
    (folder / "people.yaml").write_text(PEOPLE.format(agreement=terms), encoding="utf-8")
    (folder / "strategy.yaml").write_text(strategy or starter("support"), encoding="utf-8")


Make = Callable[..., Centre]


@pytest.fixture
def made(loaded: Path, tmp_path: Path) -> Iterator[Make]:
    """Open a copy of the loaded centre with these texts; an agreement is approved at once unless `wait`."""
    opened = []

    def make(acting_as: str = "", agreement: str = "", strategy: str = "", *, wait: bool = False) -> Centre:
        folder = tmp_path / f"centre{len(opened)}"
        shutil.copytree(loaded, folder)
        write(folder, acting_as, agreement, strategy)
        opened.append(Centre.open(folder, now=lambda: NOW))
        if agreement and not wait:
            approve_agreement(opened[-1], "Mara Quinn")
        return opened[-1]

    yield make
    for centre in opened:
        centre.close()


@pytest.fixture
def say() -> Callable[..., Said]:
    """Carry a verb out, as the command line does."""
    usual = {"format": "json", "where": [], "currency": "", "rates": "", "versus": "", "by": "", "during": "",
             "period": "", "part": "", "rows": 10, "team": "", "agent": "", "search": "", "limit": 50}

    def run(centre: Centre, verb: str, args: Mapping[str, Any]) -> Said:
        out, err = io.StringIO(), io.StringIO()
        streams = Streams(out, err, 120, False, False, False)
        code = guarded(lambda: verbs()[verb](centre, {**usual, **args}, streams), streams)
        return Said(code, out.getvalue(), err.getvalue())

    return run
