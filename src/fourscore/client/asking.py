"""This file is about asking a centre over its API: typed calls, lists page by page, problems as exceptions."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from fourscore.client.problem import Problem
from fourscore.client.told import Agent, AnswerRow, Card, Metric, Objective, Standing, Team, Upload, Why

if TYPE_CHECKING:
    import httpx2

API = "/api/v1"
Names = str | Sequence[str]
Where = Mapping[str, Names]


class Client:
    """One centre, asked with a token. address: of its pages, such as https://centre.example.

    patience_s: so long altogether it waits where the centre says that requests come too fast. through: what carries
    the requests, where it is not the usual.
    """

    def __init__(self, address: str, token: str = "", *, timeout_s: float = 60.0, patience_s: float = 120.0,
                 through: httpx2.BaseTransport | None = None) -> None:
        import httpx2

        self.patience_s = patience_s
        self._asks = httpx2.Client(base_url=address.rstrip("/"), timeout=timeout_s, transport=through,
                                   headers={"authorization": f"Bearer {token}"} if token else {})

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._asks.close()

    # -- figures -----------------------------------------------------------------------------------------------------

    def metrics(self, words: str = "") -> Iterator[Metric]:
        """Every metric, or those with these words in their definition."""
        return cast("Iterator[Metric]", self.rows("/metrics", q=words))

    def metric(self, key: str) -> dict[str, Any]:
        """The one definition of a metric: its formula, its parts, and by what it can be told."""
        return self.get(f"/metrics/{_quoted(key)}")

    def ask(self, metrics: Names, by: Names = (), during: str = "", where: Where | None = None, *,
            currency: str = "", rates: str = "", exact: bool = False, page: int = 1000) -> Iterator[AnswerRow]:
        """Figures row by row, fetched page by page: the same numbers as `fourscore ask`."""
        return cast("Iterator[AnswerRow]", self.rows(
            "/ask", metrics=_joined(metrics), by=_joined(by), during=during, where=_where(where), currency=currency,
            rates=rates, exact="true" if exact else "", limit=page))

    def why(self, metric: str, during: str = "", where: Where | None = None) -> Why:
        """One figure taken apart."""
        return cast("Why", self.get("/why", metric=metric, during=during, where=_where(where)))

    def why_rows(self, metric: str, during: str = "", where: Where | None = None, part: str = "",
                 ) -> Iterator[dict[str, Any]]:
        """The facts behind a figure, each as names and values."""
        for page in self.pages("/why/rows", metric=metric, during=during, where=_where(where), part=part, limit=1000):
            for row in page["rows"]:
                yield dict(zip(page["columns"], row, strict=True))

    def compare(self, metric: str, by: str = "agent", during: str = "", team: str = "") -> list[Standing]:
        """Agents or teams beside what was to be expected of them."""
        return cast("list[Standing]", self.get("/compare", metric=metric, by=by, during=during, team=team)["rows"])

    # -- the strategy ------------------------------------------------------------------------------------------------

    def scorecard(self, period: str = "", *, team: str = "", agent: str = "", site: str = "",
                  queue_group: str = "") -> Card:
        """A scorecard; of the last complete week where no period is named."""
        return cast("Card", self.get("/scorecard", period=period, team=team, agent=agent, site=site,
                                     queue_group=queue_group))

    def objectives(self) -> list[Objective]:
        """Every objective with its measures."""
        return cast("list[Objective]", self.get("/strategy/objectives")["rows"])

    def goals(self, period: str = "") -> list[dict[str, Any]]:
        """Every goal with guards, with its verdict."""
        found: list[dict[str, Any]] = self.get("/goals", period=period)["rows"]
        return found

    # -- people ------------------------------------------------------------------------------------------------------

    def me(self) -> dict[str, Any]:
        """Who asks here, and what is there for them."""
        return self.get("/me")

    def teams(self) -> list[Team]:
        """The teams that may be seen."""
        return cast("list[Team]", self.get("/teams")["rows"])

    def agents(self) -> list[Agent]:
        """The agents whose figures may be asked for."""
        return cast("list[Agent]", self.get("/agents")["rows"])

    # -- what comes in -----------------------------------------------------------------------------------------------

    def bring(self, file: Path | str) -> Upload:
        """Bring a file; it waits there until it is loaded."""
        path = Path(file)
        headers = {"content-type": "application/octet-stream", "idempotency-key": uuid.uuid4().hex}
        with path.open("rb") as content:
            answer = self._sent("POST", "/uploads", params={"name": path.name}, content=content.read(), headers=headers)
        return cast("Upload", answer.json())

    def load(self, upload: str, wait_s: float = 600.0) -> Upload:
        """Load a file that was brought, and wait until it is."""
        self.post(f"/uploads/{upload}/load")
        ends = time.monotonic() + wait_s
        while True:
            told = cast("Upload", self.get(f"/uploads/{upload}"))
            if told["state"] != "loading" or time.monotonic() > ends:
                return told
            time.sleep(0.2)

    # -- anything else -----------------------------------------------------------------------------------------------

    def get(self, path: str, **asked: Any) -> dict[str, Any]:
        """What stands at an address of the API. Raises Problem."""
        found: dict[str, Any] = self._sent("GET", path, params=_said(asked)).json()
        return found

    def read(self, path: str, **asked: Any) -> tuple[dict[str, Any], str]:
        """The same with its edition, for `put` and whatever else changes a text."""
        answer = self._sent("GET", path, params=_said(asked))
        return answer.json(), answer.headers.get("etag", "")

    def post(self, path: str, body: Mapping[str, Any] | None = None, *, edition: str = "",
             key: str = "") -> dict[str, Any]:
        """Do something. key: the same key does it once; one is made where none is given. Raises Problem."""
        return self._written("POST", path, body, edition, key)

    def put(self, path: str, body: Mapping[str, Any], *, edition: str) -> dict[str, Any]:
        """Change a text from the edition that was read. Raises Problem `edition-passed` where it changed since."""
        return self._written("PUT", path, body, edition, "")

    def delete(self, path: str) -> dict[str, Any]:
        """Take something away. Raises Problem."""
        return self._written("DELETE", path, None, "", "")

    def pages(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """The pages of a list, fetched as they are needed. Raises Problem."""
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(path, **asked, cursor=cursor)
            yield page
            cursor = page.get("next")

    def rows(self, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """The rows of a list, fetched page by page. Raises Problem."""
        for page in self.pages(path, **asked):
            yield from page["rows"]

    def _written(self, way: str, path: str, body: Mapping[str, Any] | None, edition: str, key: str) -> dict[str, Any]:
        headers = {"idempotency-key": key or uuid.uuid4().hex}
        headers |= {"if-match": edition} if edition else {}
        headers |= {"content-type": "application/json"} if body is not None else {}
        found: dict[str, Any] = self._sent(
            way, path, content=json.dumps(dict(body)) if body is not None else None, headers=headers).json()
        return found

    def _sent(self, way: str, path: str, **more: Any) -> httpx2.Response:
        """The answer; waits where too many requests came. Raises Problem."""
        waited = 0.0
        while True:
            answer = self._asks.request(way, API + path, **more)
            if answer.is_success:
                return answer
            problem = _problem(answer)
            if answer.status_code != 429 or not problem.wait_s or waited + problem.wait_s > self.patience_s:
                raise problem
            time.sleep(problem.wait_s)
            waited += problem.wait_s


def _problem(answer: httpx2.Response) -> Problem:
    wait = answer.headers.get("retry-after", "")
    try:
        told = answer.json()
    except ValueError:
        told = {}
    return Problem(answer.status_code, told if isinstance(told, dict) else {}, float(wait) if wait.isdigit() else 0.0)


def _said(asked: Mapping[str, Any]) -> dict[str, Any]:
    """What was not said is not sent."""
    return {name: value for name, value in asked.items() if value not in ("", None, (), [])}


def _joined(names: Names) -> str:
    return names if isinstance(names, str) else ",".join(names)


def _where(where: Where | None) -> list[str]:
    return [f"{name}={_joined(values)}" for name, values in (where or {}).items()]


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")
