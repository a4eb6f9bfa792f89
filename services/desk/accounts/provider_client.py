"""Asks the provider: what it offers, what its keys are, and who a code is for."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self
from urllib.parse import quote, urlsplit

import httpx
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from services.desk.accounts.door import is_loopback
from services.desk.accounts.entry import NoEntry
from tocsin.clock import Clock
from tocsin.errors import DependencyDown

NAME = "the provider of sign-ins"
TIMEOUT_S = 10.0
"""Somebody waits for the page."""

KEPT_S = 3600.0
"""Providers change addresses and keys over days; a key that is new is asked for."""

ASKED_AGAIN_S = 60.0
"""A token with an invented key does not make us ask for each one."""


TRIED_AGAIN_S = 5.0
"""A provider that is down is not waited for by everybody in turn."""


class ProviderClient:
    """What a provider publishes, kept for an hour, and its token endpoint.

    Args:
        issuer: its address; https, unless it is on this machine.
        credentials: client id and secret, as agreed with it.
        http: sends the requests; follows no redirects.
        clock: tells how old what is kept is.
    """

    def __init__(
        self,
        issuer: str,
        credentials: tuple[str, str],
        http: httpx.Client,
        clock: Clock,
    ) -> None:
        """Ask nothing yet."""
        self._issuer = issuer
        client_id, secret = credentials
        # RFC 6749, 2.3.1: both are encoded as in a form, then put together.
        self._basic = httpx.BasicAuth(quote(client_id, safe=""), quote(secret, safe=""))
        self._http = http
        self._clock = clock
        self._lock = threading.Lock()
        self._offer: dict[str, Any] = {}
        self._keys = KeySet([])
        self._asked_s = float("-inf")
        self._tried_s = float("-inf")

    @classmethod
    @contextmanager
    def opened(
        cls, issuer: str, credentials: tuple[str, str], clock: Clock
    ) -> Iterator[Self]:
        """A client until the end of the block."""
        with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False) as http:
            yield cls(issuer, credentials, http, clock)

    def endpoint(self, name: str) -> str:
        """An address that the provider publishes.

        Raises:
            DependencyDown: it does not answer, or not as OpenID Connect Discovery 1.0
                has it.
        """
        with self._lock:
            if self._age_s() > KEPT_S:
                self._ask()
            return self._address(name)

    def keys(self, signed: str) -> KeySet:
        """The keys of the provider, asked for again when a token names a new one.

        Raises:
            DependencyDown: the provider does not answer.
            JoseError, ValueError: not a signed token.
        """
        wanted = extract_compact(signed.encode()).headers().get("kid")
        with self._lock:
            known = {key.kid for key in self._keys.keys}
            is_new = wanted not in known and self._age_s() > ASKED_AGAIN_S
            if is_new or self._age_s() > KEPT_S:
                self._ask()
            return self._keys

    def redeem(self, code: str, *, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """What the token endpoint gives for a code.

        Raises:
            NoEntry: it refuses the code.
            DependencyDown: it does not answer.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        with _reachable():
            answer = self._http.post(
                self.endpoint("token_endpoint"), data=form, auth=self._basic
            )
        if answer.is_client_error:
            raise NoEntry("The provider does not know this attempt. Begin again.")
        return _document(answer)

    def _ask(self) -> None:
        now_s = self._clock.monotonic_s()
        if now_s - self._tried_s < TRIED_AGAIN_S:
            raise DependencyDown(NAME, "it did not answer just now")
        self._tried_s = now_s
        with _reachable():
            offer = _document(
                self._http.get(get_well_known_url(self._issuer, external=True))
            )
        if offer.get("issuer") != self._issuer:
            # Discovery, 4.3: anything else may be somebody else's.
            raise DependencyDown(NAME, "it names another issuer than oidc_issuer")
        self._offer = offer
        with _reachable():
            keys = _document(self._http.get(self._address("jwks_uri")))
        try:
            self._keys = KeySet.import_key_set({"keys": keys.get("keys", [])})
        except (JoseError, ValueError, TypeError) as exc:
            raise DependencyDown(NAME, "its keys cannot be read") from exc
        self._asked_s, self._tried_s = now_s, float("-inf")

    def _address(self, name: str) -> str:
        url = str(self._offer.get(name, ""))
        parts = urlsplit(url)
        if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
            raise DependencyDown(NAME, f"its {name} is not https")
        return url

    def _age_s(self) -> float:
        return self._clock.monotonic_s() - self._asked_s


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.raise_for_status().json()
    except (httpx.HTTPStatusError, ValueError) as exc:
        raise DependencyDown(NAME, f"it answers {answer.status_code}") from exc
    if not isinstance(found, Mapping):
        raise DependencyDown(NAME, "its answer is not an object")
    return dict(found)


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except httpx.HTTPError as exc:
        raise DependencyDown(NAME, type(exc).__name__) from exc
