"""A small provider of OpenID Connect: real HTTP on loopback, really signed tokens."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from tests.manual_clock import ManualClock

CLIENT = ("tocsin desk", "a secret: with & signs")
LIFE_S = 300


def new_key(kid: str) -> RSAKey:
    """A key to sign with."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@cache
def first_key() -> RSAKey:
    """The key of every provider: making one takes a while."""
    return new_key("first")


@dataclass
class OidcProvider:
    """Signs everybody in as one person.

    Attributes:
        address: of the issuer.
        claims: put into the ID token, over those that belong there.
        broken: what a test wants wrong: an endpoint -> the status that it answers.
        offer: put into the discovery document.
        asked: endpoint -> how often it was asked.
    """

    address: str
    clock: ManualClock
    claims: dict[str, Any] = field(
        default_factory=lambda: {"name": "Cleo", "groups": ["triage", "others"]}
    )
    key: RSAKey = field(default_factory=first_key)
    signing: RSAKey | None = None
    algorithm: str = "RS256"
    broken: dict[str, int] = field(default_factory=dict)
    offer: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def mend(self) -> None:
        """Be as at first."""
        fresh = OidcProvider(self.address, self.clock)
        self.claims, self.key, self.signing = fresh.claims, fresh.key, None
        self.algorithm = fresh.algorithm
        for one in (self.broken, self.offer, self.asked, self.codes):
            one.clear()

    def discovery(self) -> dict[str, Any]:
        """The document below .well-known."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            **self.offer,
        }

    def jwks(self) -> dict[str, Any]:
        """The public keys."""
        return dict(KeySet([self.key]).as_dict(private=False))

    def authorize(self, query: Mapping[str, str]) -> str:
        """Where the browser is sent back to."""
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert set(query["scope"].split()) >= {"openid"}
        code = f"code-{len(self.codes)}"
        self.codes[code] = query
        given = urlencode({"code": code, "state": query["state"]})
        return f"{query['redirect_uri']}?{given}"

    def redeem(
        self, form: Mapping[str, str], authorization: str
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer of the token endpoint."""
        scheme, _, given = authorization.partition(" ")
        pair = base64.b64decode(given).decode().partition(":")
        asked = self.codes.pop(form["code"], None)
        verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if scheme != "Basic" or (unquote(pair[0]), unquote(pair[2])) != CLIENT:
            return 401, {"error": "invalid_client"}
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "opaque", "token_type": "Bearer"} | {
            "id_token": self._id_token(asked)
        }

    def _id_token(self, asked: Mapping[str, str]) -> str:
        now_s = int(self.clock.now().timestamp())
        claims = {
            "iss": self.address,
            "sub": "subject-1",
            "aud": asked["client_id"],
            "iat": now_s,
            "exp": now_s + LIFE_S,
            "nonce": asked["nonce"],
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        signing = self.signing or self.key
        header = {"alg": self.algorithm, "kid": signing.kid}
        return jwt.encode(header, kept, signing, algorithms=[self.algorithm])


@contextmanager
def oidc_provider(clock: ManualClock) -> Iterator[OidcProvider]:
    """A provider that answers until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = OidcProvider(f"http://127.0.0.1:{server.server_port}", clock)
    server.provider = provider  # type: ignore[attr-defined] # for the handler
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider, url = self._provider(), urlsplit(self.path)
        if self._is_broken(url.path):
            return
        match url.path:
            case "/.well-known/openid-configuration":
                self._json(200, provider.discovery())
            case "/jwks":
                self._json(200, provider.jwks())
            case "/authorize":
                self.send_response(302)
                back = provider.authorize(dict(parse_qsl(url.query)))
                self.send_header("Location", back)
                self.end_headers()
            case _:
                self._json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self._is_broken(self.path):
            return
        authorization = self.headers["Authorization"]
        self._json(*self._provider().redeem(dict(parse_qsl(body)), authorization))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Say nothing."""

    def _provider(self) -> OidcProvider:
        found: OidcProvider = self.server.provider  # type: ignore[attr-defined] # set above
        return found

    def _is_broken(self, path: str) -> bool:
        provider = self._provider()
        provider.asked[path] = provider.asked.get(path, 0) + 1
        status = provider.broken.get(path)
        if status is not None:
            self._json(status, {"error": "broken"})
        return status is not None

    def _json(self, status: int, body: Mapping[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
