"""This file is about talking to an OpenID provider: sending a browser there, and checking what it says on the way back.

The authorization code flow with PKCE: who begins is sent to the provider with a state and a nonce drawn by lot; what
comes back is a code, exchanged once, from here, for a signed ID token. Nothing a browser brings is believed by itself.
Sources: OpenID Connect Core 1.0, sections 3.1 and 5.3.2; Discovery 1.0, section 4; RFC 7636; RFC 9207.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from fourscore.settings import OWN_NAMES
from fourscore.terms import Issue, Trouble, said

if TYPE_CHECKING:
    from httpx2 import Response

    from fourscore.settings import Provider

# Signatures that only the provider can make; never one by a secret both sides hold, and never none.
SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
BEGUN_FOR, KNOWN_FOR, DOWN_FOR = timedelta(minutes=10), timedelta(hours=1), timedelta(seconds=10)
MOST_BEGUN = 10_000
ANSWER_S = 10.0
LARGEST = 1_000_000  # bytes of an answer


class Begun(NamedTuple):
    """A sign-in under way. browser: a key that browser alone holds. after: where it leads. back: our address for it."""

    browser: str
    nonce: str
    verifier: str
    after: str
    back: str
    until: datetime


class OpenId:
    """One provider, as this centre is known to it. Every method may take seconds, and be called by many threads."""

    def __init__(self, provider: Provider, secret: str, now: Callable[[], datetime]) -> None:
        """Raises Trouble `oidc-not-installed`."""
        try:
            for name in ("authlib.integrations.httpx_client", "authlib.oidc.core"):
                import_module(name)
        except ImportError as wrong:
            raise Trouble(Issue("oidc-not-installed", "centre.yaml",
                                said("Signing in by {name} needs {package}, which is not installed.",
                                     name=provider.name,
                                     package=wrong.name or said("a package")),
                                said("pip install 'fourscore[oidc]'"))) from None
        self.provider, self._secret, self._now = provider, secret, now
        self._begun, self._gate = OrderedDict[str, Begun](), threading.Lock()
        self._told: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._told_at = self._down_until = datetime.min.replace(tzinfo=UTC)
        self._asking = threading.Lock()

    def begin(self, browser: str, after: str, back: str) -> str:
        """The address to send a browser to. Raises Trouble `provider-down`, `provider-differs`."""
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        there = self._discovered()
        state, begun = secrets.token_urlsafe(32), Begun(
            browser, secrets.token_urlsafe(32), secrets.token_urlsafe(48), after, back, self._now() + BEGUN_FOR)
        with self._gate:
            self._begun[state] = begun
            while len(self._begun) > MOST_BEGUN:
                self._begun.popitem(last=False)
        with self._client(begun.back) as client:
            address, _ = client.create_authorization_url(
                there["authorization_endpoint"], state=state, nonce=begun.nonce,
                code_challenge=create_s256_code_challenge(begun.verifier), code_challenge_method="S256")
        return str(address)

    def finish(self, told: Mapping[str, str], browser: str) -> tuple[dict[str, Any], str]:
        """What the provider says of the person, checked, and where their sign-in leads.

        said: the words of the address the browser came back to. browser: its key. Raises Trouble: `sign-in-stale` where
        nothing such was begun in that browser of late, or it was finished already; `provider-refused`;
        `not-vouched-for` where what came is not what this provider says of this sign-in, now, to us; `provider-down`.
        """
        begun = self._taken(told.get("state", ""), browser)
        there = self._discovered()
        issuer = told.get("iss")
        if issuer != self.provider.issuer and (
                issuer is not None or there.get("authorization_response_iss_parameter_supported")):
            raise self._unproven(said("the answer came from another provider"))
        if "error" in told:
            raise Trouble(Issue("provider-refused", self.provider.name,
                                said("{name} did not sign you in.", name=self.provider.name),
                                said("Try again. Where that helps nothing, ask whoever looks after accounts there.")))
        token = self._exchanged(begun, told.get("code", ""), there)
        claims = self._claims(token, begun, there)
        return {**self._more(token, claims, there), **claims}, begun.after

    # -- what is said, and whether it is true ----------------------------------------------------------------------

    def _taken(self, state: str, browser: str) -> Begun:
        """What was begun under that state, once only, and for the browser that began it."""
        with self._gate:
            begun = self._begun.get(state)
            if begun is not None and browser and hmac.compare_digest(begun.browser.encode(), browser.encode()):
                del self._begun[state]
                if self._now() < begun.until:
                    return begun
        raise Trouble(Issue("sign-in-stale", said("the sign-in"),
                            said("This sign-in was finished before, was begun in another browser, or too long ago."),
                            said("Begin it again.")))

    def _exchanged(self, begun: Begun, code: str, there: Mapping[str, Any]) -> dict[str, Any]:
        """The tokens for a code."""
        from authlib.integrations.base_client import OAuthError

        with self._client(begun.back) as client, self._reached():
            try:
                token = client.fetch_token(there["token_endpoint"], grant_type="authorization_code", code=code,
                                           redirect_uri=begun.back, code_verifier=begun.verifier)
            except OAuthError as wrong:
                raise self._unproven(said("the code was refused ({why})", why=wrong.error)) from None
        return dict(token)

    def _claims(self, token: Mapping[str, Any], begun: Begun, there: Mapping[str, Any]) -> dict[str, Any]:
        """The ID token's claims: signed by the provider, made by it for us and for this sign-in, and not over."""
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError
        from joserfc.jwk import KeySet
        from joserfc.jws import JWSRegistry

        offered = there.get("id_token_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=[one for one in SIGNED if one in offered], strict_check_header=False)
        written = str(token.get("id_token", ""))
        try:
            try:
                found = jwt.decode(written, KeySet.import_key_set(self._signing_keys(there)), registry=registry)
            except InvalidKeyIdError:  # it signs with a new key
                keys = KeySet.import_key_set(self._signing_keys(there, anew=True))
                found = jwt.decode(written, keys, registry=registry)
            claims = CodeIDToken(
                found.claims, found.header, {"iss": {"essential": True, "value": self.provider.issuer},
                                             "aud": {"essential": True, "value": self.provider.client}},
                {"nonce": begun.nonce, "client_id": self.provider.client, "access_token": token.get("access_token")})
            claims.validate(now=int(self._now().timestamp()), leeway=int(self.provider.skew_s))
        except (JoseError, ValueError, TypeError) as wrong:
            raise self._unproven(said("its token does not hold ({why})", why=wrong)) from None
        return dict(found.claims)

    def _more(self, token: Mapping[str, Any], claims: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
        """What only the provider's page on the person tells, where the ID token leaves it out."""
        wanted, page = {self.provider.person}, there.get("userinfo_endpoint")
        if self.provider.grants:
            wanted.add(self.provider.groups)
        if not page or wanted <= set(claims) or not token.get("access_token"):
            return {}
        with self._client("") as client:
            told = self._asked(client, page, {"authorization": f"Bearer {token['access_token']}"})
        if told.get("sub") != claims["sub"]:
            raise self._unproven(said("it tells of another person"))
        return told

    # -- asking the provider ---------------------------------------------------------------------------------------

    def _discovered(self) -> dict[str, Any]:
        """What it tells of itself; asked once an hour, and while it is down by one at a time, every ten seconds."""
        with self._asking:
            now = self._now()
            if self._told and now - self._told_at < KNOWN_FOR:
                return self._told
            if now < self._down_until:
                raise self._down()
            address = f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            try:
                with self._client("") as client:
                    told = self._asked(client, address)
            except Trouble:
                self._down_until = now + DOWN_FOR
                raise
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if told.get("issuer") != self.provider.issuer or not all(_safe(told.get(name)) for name in needed):
                raise Trouble(Issue("provider-differs", "centre.yaml",
                                    said("What answers at {issuer} is not that provider: it calls itself {itself}, "
                                         "or "
                                         "names no safe addresses.", issuer=self.provider.issuer,
                                         itself=repr(str(told.get("issuer"))[:200])),
                                    said("Write the issuer to the letter as the provider tells it.")))
            self._told, self._told_at, self._keys = told, now, {}
            return told

    def _signing_keys(self, there: Mapping[str, Any], *, anew: bool = False) -> Any:
        if anew or not self._keys:
            with self._client("") as client:
                self._keys = self._asked(client, there["jwks_uri"])
        return self._keys

    def _asked(self, client: Any, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The answer at that address."""
        with self._reached():
            answer = client.request("GET", address, headers=dict(headers or {}), withhold_token=True)
            found = answer.json() if _usable(answer) else None
        if not isinstance(found, dict):
            raise self._down()
        return found

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """A provider that does not answer, or not in its own words, is down."""
        from httpx2 import HTTPError, InvalidURL

        try:
            yield
        except (HTTPError, InvalidURL, ValueError):
            raise self._down() from None

    def _client(self, back: str) -> Any:
        """A client that sends no secret on to where it is redirected, and reads no settings of a proxy."""
        from authlib.integrations.httpx_client import OAuth2Client

        ways = self._told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"
        return OAuth2Client(
            client_id=self.provider.client, client_secret=self._secret or None, scope=" ".join(self.provider.scopes),
            token_endpoint_auth_method=way if self._secret else "none", redirect_uri=back, timeout=ANSWER_S,
            follow_redirects=False)

    def _down(self) -> Trouble:
        return Trouble(Issue("provider-down", self.provider.name,
                             said("{name} does not answer, so that it can vouch for nobody at the moment.",
                                  name=self.provider.name), said("Try again in a minute.")))

    def _unproven(self, why: str) -> Trouble:
        return Trouble(Issue("not-vouched-for", self.provider.name,
                             said("{name} did not prove who you are: {why}.", name=self.provider.name, why=why),
                             said("Begin it again. Where that helps nothing, tell whoever looks after this centre "
                                  "what stands here.")))


def _usable(answer: Response) -> bool:
    return bool(answer.status_code == 200 and len(answer.content) <= LARGEST)


def _safe(address: object) -> bool:
    """Over TLS, or on this very computer."""
    if not isinstance(address, str):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in OWN_NAMES)
