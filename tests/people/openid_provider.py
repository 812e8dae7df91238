"""This file is about an OpenID provider for tests: Authlib's own grants at a port of its own, told to lie at will."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from secrets import token_urlsafe
from socket import create_server
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from authlib.oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import OAuth2Error, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "fourscore", "a secret shared with the provider"
FORM = ('<form method="post" action="/log-in?{query}"><input name="user">'
        '<input name="password" type="password" autocomplete="off"><button>In</button></form>')


class Client:
    """The one client there is. back: where it may be sent back to."""

    id_token_signed_response_alg = "RS256"

    def __init__(self) -> None:
        self.back = ""

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, uri: str) -> bool:
        return uri == self.back

    def check_client_secret(self, secret: str) -> bool:
        return secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


class Code(dict[str, Any]):
    """An authorization code, which is used once."""

    def get_redirect_uri(self) -> str:
        return str(self["back"])

    def get_scope(self) -> str:
        return str(self["scope"])

    def get_nonce(self) -> str:
        return str(self["nonce"])

    def get_auth_time(self) -> int:
        return int(self["at"])

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None

    @property
    def code_challenge(self) -> str:
        return str(self["challenge"])

    @property
    def code_challenge_method(self) -> str:
        return str(self["method"])


class Asked(OAuth2Request):
    """A request as the grants take it."""

    def __init__(self, method: str, headers: Any, said: dict[str, str]) -> None:
        super().__init__(method, "https://provider.example/", headers=headers)
        self.payload, self._said = BasicOAuth2Payload(said), said

    @property
    def args(self) -> dict[str, str]:
        return self._said if self.method == "GET" else {}

    @property
    def form(self) -> dict[str, str]:
        return self._said if self.method == "POST" else {}


class OpenIdProvider:
    """people: what is told of each, by the name they log in as. lies: what is written into ID tokens instead of the
    truth; `key` signs with a key that is not the provider's. down: answers nothing of use. more: claims are told on the
    person's page only."""

    def __init__(self, people: dict[str, dict[str, Any]]) -> None:
        self.people, self.client, self.issuer = people, Client(), ""
        self.lies: dict[str, Any] = {}
        self.down = self.more = False
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []  # what browsers were sent here with
        self.key, self.other = (RSAKey.generate_key(2048, {"kid": name}) for name in ("one", "one"))
        self.grants = _server(self)
        self.app = Starlette(routes=[
            Route("/.well-known/openid-configuration", self.told), Route("/keys", self.keys),
            Route("/authorize", self.authorize), Route("/log-in", self.log_in, methods=["POST"]),
            Route("/token", self.token, methods=["POST"]), Route("/person", self.person)])

    async def told(self, request: Request) -> Response:
        if self.down:
            return Response("Out of order", 503)
        return JSONResponse({
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/person", "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"]})

    async def keys(self, request: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def authorize(self, request: Request) -> Response:
        """A form to log in by; whoever is logged in is sent back with a code."""
        said = dict(request.query_params)
        self.asked.append(said)
        try:
            self.grants.get_consent_grant(Asked("GET", request.headers, said), None)
        except OAuth2Error as wrong:
            return Response(str(wrong), 400)
        return HTMLResponse(FORM.format(query=request.url.query.replace("&", "&amp;")))

    async def log_in(self, request: Request) -> Response:
        user = dict(parse_qsl((await request.body()).decode())).get("user", "")
        asked = Asked("GET", request.headers, dict(request.query_params))
        if user not in self.people:
            state = request.query_params["state"]
            return RedirectResponse(f"{self.client.back}?error=access_denied&state={state}", 303)
        grant = self.grants.get_consent_grant(asked, user)
        return self.grants.create_authorization_response(asked, user, grant)

    async def token(self, request: Request) -> Response:
        if self.down:
            return Response("Out of order", 503)
        said = dict(parse_qsl((await request.body()).decode()))
        return self.grants.create_token_response(Asked("POST", request.headers, said))

    async def person(self, request: Request) -> Response:
        user = self.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        return JSONResponse(self.people[user] if user else {}, 200 if user else 401)


def _server(provider: OpenIdProvider) -> Any:
    """Authlib's authorization server with the code grant, PKCE asked of everybody, and ID tokens."""

    class Server(AuthorizationServer):
        def query_client(self, client_id: str) -> Client | None:
            return provider.client if client_id == CLIENT else None

        def save_token(self, token: dict[str, Any], request: Any) -> None:
            provider.tokens[token["access_token"]] = request.user

        def send_signal(self, name: str, *more: Any, **other: Any) -> None:
            pass

        def create_oauth2_request(self, request: Asked) -> Asked:
            return request

        def handle_response(self, status: int, body: Any, headers: Any) -> Response:
            made = JSONResponse(body, status) if isinstance(body, dict) else Response(body, status)
            for name, value in headers:
                made.headers[name] = value
            return made

    class Grant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            said = request.payload.data
            provider.codes[code] = Code(
                user=request.user, back=said["redirect_uri"], scope=said["scope"], nonce=said["nonce"], at=time.time(),
                challenge=said["code_challenge"], method=said["code_challenge_method"])

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes = {code: one for code, one in provider.codes.items() if one is not authorization_code}

        def authenticate_user(self, authorization_code: Code) -> str:
            return str(authorization_code["user"])

    class IdTokens(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Client) -> Any:
            return provider.other if "key" in provider.lies else provider.key

        def get_encode_header(self, client: Client) -> dict[str, str]:
            return {"alg": "RS256", "kid": "one"}

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": provider.issuer, "aud": [CLIENT]}

        def generate_user_info(self, user: str, scope: str) -> dict[str, Any]:
            told = provider.people[user]
            lies = {name: value for name, value in provider.lies.items() if name != "key"}
            return {**({"sub": told["sub"]} if provider.more else told), **lies}

    server = Server(scopes_supported=["openid", "email", "profile"])
    server.register_token_generator("default", BearerTokenGenerator(lambda **_: token_urlsafe(24)))
    server.register_grant(Grant, [CodeChallenge(required=True), IdTokens(require_nonce=True)])
    return server


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address at which an application answers, on a free port of this computer."""
    with closing(create_server(("127.0.0.1", 0))) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", proxy_headers=False))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
