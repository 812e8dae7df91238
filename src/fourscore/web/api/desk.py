"""This file is about how every operation of the API is carried out: rights, scopes, editions, and troubles in words."""

from __future__ import annotations

import hashlib
import inspect
import json
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from fastapi import Header, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from fourscore.centre import WRITES, Answered, Repeats, reader, signed_in
from fourscore.terms import Issue, Trouble, WrongUse
from fourscore.web.api.problems import problem, status_of
from fourscore.web.guard import SAFE, said_from_here
from fourscore.web.serving.forwarded import counted_under
from fourscore.web.signin.attempts import Attempts

if TYPE_CHECKING:
    from fastapi import FastAPI

    from fourscore.centre import Centre, Entrance, Uploads
    from fourscore.web.pages.frame import Frame

LOG = logging.getLogger("fourscore.web")
A_MINUTE = 600  # requests of one reader

IfMatch = Annotated[str, Header(alias="If-Match", description="The edition (ETag) that was changed from.",
                                examples=['"3"'])]
Again = Annotated[str, Header(alias="Idempotency-Key", max_length=200, description="The same key twice does it once, "
                              "and gives the first answer again for a day.", examples=["6f0d3a1e"])]
FILE = {"type": "string", "format": "binary", "examples": ["the file"]}


class Told(NamedTuple):
    """An answer with more than its shape. edition: of a text that can be changed."""

    shape: BaseModel
    edition: str = ""


@dataclass(frozen=True)
class Rooms:
    """What operations are made of: one centre, its pages' frame, the way in, and the files that come in."""

    frame: Frame
    entrance: Entrance
    uploads: Uploads

    @property
    def centre(self) -> Centre:
        return self.frame.centre


class Desk:
    """Puts operations at their addresses. a_minute: requests one reader may make."""

    def __init__(self, api: FastAPI, rooms: Rooms, a_minute: int = A_MINUTE) -> None:
        self.api, self.rooms = api, rooms
        self._pace, self._repeats = Attempts(a_minute), Repeats(rooms.centre)

    def offer(self, way: str, make: Callable[..., Any], *, opens: str, returns: type[BaseModel] | Iterable[str],
              writes: str = "", status: int = 200, waits: bool = True, once: bool = False) -> None:
        """way: method and path. opens: what of the reader's rights it is there by. writes: the scope a token needs.

        returns: its shape, or the media types of a file. waits: whether a load is kept from being stored while it is
        answered. once: whether there is a secret in the answer, which is told once.
        """
        method, path = way.split(" ")
        doc = inspect.getdoc(make) or ""
        summary, _, more = doc.partition("\n")
        shape = returns if isinstance(returns, type) else None
        files: dict[int | str, dict[str, Any]] = {} if isinstance(returns, type) else {status: {
            "description": "The file.", "content": {media: {"schema": FILE} for media in returns}}}
        self.api.add_api_route(
            path, self._careful(make, opens, writes, status, waits=waits and method == "GET", once=once),
            methods=[method],
            response_model=shape, response_class=Response if files else JSONResponse, responses=files,
            status_code=status, operation_id=make.__name__,
            summary=summary.strip().rstrip("."), description=more.strip() or None,
            tags=[type(getattr(make, "__self__", self)).__name__.lower()],
            openapi_extra={"x-opens": opens, **({"x-scope": f"write:{writes}"} if writes else {})})

    def _careful(self, make: Callable[..., Any], opens: str, writes: str, status: int, *,
                 waits: bool, once: bool) -> Callable[..., Response]:
        sign = inspect.signature(make, eval_str=True)
        asks = "request" in sign.parameters
        more = [] if asks else [inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
        if writes:
            more.append(inspect.Parameter("again", inspect.Parameter.KEYWORD_ONLY, annotation=Again, default=""))

        def answer(request: Request, again: str = "", **asked: Any) -> Response:
            def work() -> Response:
                centre = self.rooms.centre
                if asks:
                    asked["request"] = request
                with centre.warehouse.whole_loads.asked() if waits else nullcontext():
                    return _written(make(**asked), status, request)

            return self._answered(request, opens, writes, again, repr(sorted(asked.items())), work, once=once)

        answer.__dict__["__signature__"] = sign.replace(
            parameters=[*sign.parameters.values(), *more], return_annotation=Response)
        answer.__name__ = make.__name__
        return answer

    def _answered(self, request: Request, opens: str, writes: str, again: str, asked: str,
                  work: Callable[[], Response], *, once: bool) -> Response:
        """What `work` answers, where who asks may have it; by a key that came before, what was answered then."""
        path = request.scope["path"]
        try:
            if (before := self.begin(request, opens, writes, again, asked)) is not None:
                return before
            made = problem(path, (UNFORESEEN,), 500)
            try:
                made = work()
            finally:
                self.done(request, again, made, once=once)
            return made
        except Trouble as trouble:
            return self.refused(trouble, path)
        except Exception:
            LOG.exception("an answer failed: %s", path)
            return problem(path, (UNFORESEEN,), 500)

    def begin(self, request: Request, opens: str, writes: str, again: str, asked: str) -> Response | None:
        """What is answered without doing it: too many requests came, or its key came before. Raises as `may` does."""
        path, who = request.scope["path"], _asker(request)
        if wait := self._pace.failed(who, time.monotonic()):
            return problem(path, (Issue("too-many-requests", path, "Too many requests came within a minute.",
                                        f"Wait {wait} s."),), 429, {"retry-after": str(wait)})
        self.may(request, opens, writes)
        before = self._repeats.begin(who, again, f"{request.method} {path} {asked}") if again else None
        return None if before is None else Response(
            before.body, before.status, headers={"etag": before.edition} if before.edition else {},
            media_type="application/json")

    def done(self, request: Request, again: str, made: Response, *, once: bool = False) -> None:
        """What came of it, kept by its key, if it has one; what failed may be tried again. once: see `offer`."""
        if again:
            self._repeats.done(_asker(request), again, None if made.status_code >= 400 else Answered(
                made.status_code, made.headers.get("etag", ""), bytes(made.body).decode()), once=once)

    def refused(self, trouble: Trouble, path: str) -> Response:
        issues = self.rooms.frame.issues_of(trouble)
        hidden = isinstance(trouble, WrongUse) and issues[0].name == "not-yours"
        return problem(path, issues, 404 if hidden else status_of(trouble))

    def may(self, request: Request, opens: str, writes: str = "") -> None:
        """Raises WrongUse `not-yours` where it is not there for the reader, `token-not-for-this` for a token of lesser
        scope, `sent-from-elsewhere` where a browser brought somebody's key for another's page."""
        rights, scopes = self.rooms.frame.rights, reader().reads
        if scopes is not None and (f"{WRITES}{writes}" not in scopes if writes else
                                   not rights.opens(opens) and not any(one.startswith(WRITES) for one in scopes)):
            needed = f"write:{writes}" if writes else opens
            raise WrongUse(Issue("token-not-for-this", "the token", "This token is not for that.",
                                 f"Make one with the scope {needed}, if that is yours to give."))
        if not rights.opens(opens):
            raise WrongUse(rights.hidden())
        if request.method not in SAFE and "signed_in" in request.scope and not said_from_here(request.scope):
            raise WrongUse(Issue("sent-from-elsewhere", "the request", "A browser's sign-in writes from our own pages "
                                 "only.", "Send a token that writes instead."))


def _asker(request: Request) -> str:
    """Who asks, in the same words whenever they do; nobody in particular by where they are."""
    there = reader()
    name = f"{there.person!r} {there.guest} {None if there.reads is None else sorted(there.reads)}"
    return name if signed_in() else f"{name} {counted_under((request.scope.get('client') or ('',))[0])}"


UNFORESEEN = Issue("unexpected", "the request", "Something went wrong that nobody foresaw; the terminal says more.",
                   "Try again; if it stays, report what the terminal shows.")


def _written(made: Any, status: int, request: Request) -> Response:
    """The answer as JSON with its edition; nothing but the headers where who asks has it already. A file as it is."""
    if isinstance(made, Response):
        return made
    told = made if isinstance(made, Told) else Told(made)
    body = told.shape.model_dump_json().encode()
    sign = hashlib.sha256(body).hexdigest()[:32]
    edition = f'"{told.edition}.{sign[:12]}"' if told.edition else f'"{sign}"'
    if request.method == "GET" and edition in [one.strip().removeprefix("W/") for one in
                                               request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers={"etag": edition})
    headers = {"etag": edition} if request.method == "GET" or told.edition else {}
    return Response(body, status, headers=headers, media_type="application/json")


def edition_of(said: str) -> str:
    """The edition in an If-Match, without the sign of what else was told with it. Raises Trouble `edition-missing`."""
    plain = said.strip().removeprefix("W/").strip('"').partition(".")[0]
    if not plain:
        raise Trouble(Issue("edition-missing", "If-Match", "It is not said which edition this was changed from.",
                            "Read it first, and send its ETag as If-Match."))
    return plain


def seen_of(said: str) -> int:
    """The number of the text in an If-Match. Raises Trouble `edition-missing`, `edition-passed`."""
    plain = edition_of(said)
    if not plain.isdecimal() or len(plain) > 9:
        raise passed()
    return int(plain)


def passed() -> Trouble:
    """Somebody changed it meanwhile."""
    return Trouble(Issue("edition-passed", "If-Match", "Somebody changed it since you read it.",
                         "Read it again, and change that."))


def who(said: str = "") -> str:
    """Whose word it is: whoever is signed in, or in whose place a token writes; on this computer who is named."""
    return signed_in() or said


def plain(value: Any) -> Any:
    """Named tuples, findings and times as plain values."""
    if hasattr(value, "as_dict"):
        return plain(value.as_dict())
    if hasattr(value, "_asdict"):
        return {name: plain(inner) for name, inner in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else json.loads(
        json.dumps(value, default=str))
