"""Signing in at a provider: OpenID Connect Core 1.0, the authorization code flow.

With state (RFC 6749, 10.12), nonce (Core, 15.5.2) and PKCE (RFC 7636). All three come
from one random token in a cookie, so that nothing is stored and only the browser that
began can end it.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError

from services.desk.accounts.entry import NoEntry, NotBegunError, Subject
from services.desk.accounts.people import NAME_CHARS_MAX
from services.desk.accounts.person import Role
from services.desk.accounts.provider_client import ProviderClient
from tocsin.clock import Clock

SCOPE = "openid profile email"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures by a key of the provider's; never `none`, never one that we share."""

LEEWAY_S = 60
"""Clocks differ."""


@dataclass(frozen=True, slots=True)
class Registration:
    """The desk as the provider knows it, and what its claims mean here.

    Attributes:
        redirect_uri: where the provider sends people back to.
        role_claim: the claim that gives roles: a text or a list of texts.
        roles: a value of that claim -> a role.
    """

    issuer: str
    client_id: str
    redirect_uri: str
    role_claim: str
    roles: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt to sign in is known by."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def of(cls, token: str) -> Self:
        """Derived from the token of a cookie; none of the three gives it back."""
        return cls(*(_part(token, name) for name in ("state", "nonce", "verifier")))


class Provider:
    """One provider of OpenID Connect. Safe from many threads.

    Args:
        registration: what was agreed with it.
        client: talks to it.
        clock: tells what has expired.
    """

    def __init__(
        self, registration: Registration, client: ProviderClient, clock: Clock
    ) -> None:
        """Keep all; the provider is asked when somebody signs in."""
        self._agreed = registration
        self._client = client
        self._clock = clock

    def start(self, token: str) -> str:
        """The address at the provider that a browser with this cookie is sent to.

        Raises:
            DependencyDown: the provider does not answer.
        """
        attempt = Attempt.of(token)
        return str(
            prepare_grant_uri(
                self._client.endpoint("authorization_endpoint"),
                self._agreed.client_id,
                "code",
                redirect_uri=self._agreed.redirect_uri,
                scope=SCOPE,
                state=attempt.state,
                nonce=attempt.nonce,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        )

    def finish(self, token: str, query: Mapping[str, str]) -> Subject:
        """Who came back from the provider.

        Args:
            token: of the cookie of the browser; empty where it has none.
            query: the parameters of the address that the provider led back to.

        Raises:
            NotBegunError: not the same browser, or not signed in there.
            NoEntry: a token that is not for us, not of now, or not signed by the
                provider.
            DependencyDown: the provider does not answer.
        """
        attempt = Attempt.of(token)
        # As bytes: of texts it compares ASCII only, and raises for anything else.
        shown = query.get("state", "").encode("utf-8", "replace")
        is_same = hmac.compare_digest(attempt.state.encode(), shown)
        # RFC 9207: a provider that says who it is must be the one that was asked.
        is_ours = query.get("iss", self._agreed.issuer) == self._agreed.issuer
        if not (token and is_same and is_ours):
            raise NotBegunError(
                "This attempt to sign in was not begun here. Begin again."
            )
        code = query.get("code")
        if not code:
            raise NotBegunError("The provider did not sign you in.")
        answer = self._client.redeem(
            code, verifier=attempt.verifier, redirect_uri=self._agreed.redirect_uri
        )
        return self._subject(self._claims(answer, attempt))

    def _claims(self, answer: Mapping[str, Any], attempt: Attempt) -> dict[str, Any]:
        signed = answer.get("id_token")
        if not isinstance(signed, str):
            raise NoEntry("The provider did not say who you are.")
        try:
            token = jwt.decode(signed, self._client.keys(signed), ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self._agreed.issuer},
                    "aud": {"essential": True, "value": self._agreed.client_id},
                },
                params={
                    "nonce": attempt.nonce,
                    "client_id": self._agreed.client_id,
                    "access_token": answer.get("access_token"),
                },
            )
            claims.validate(int(self._clock.now().timestamp()), LEEWAY_S)
        except (JoseError, ValueError) as exc:
            raise NoEntry(
                "What the provider says of you cannot be relied on. Begin again."
            ) from exc
        return dict(claims)

    def _subject(self, claims: Mapping[str, Any]) -> Subject:
        given = claims.get(self._agreed.role_claim, ())
        values = [given] if isinstance(given, str) else given
        listed = values if isinstance(values, Sequence) else ()
        roles = (self._agreed.roles.get(v) for v in listed if isinstance(v, str))
        return Subject(
            issuer=self._agreed.issuer,
            id=str(claims["sub"]),
            name=_name(claims),
            roles=frozenset(role for role in roles if role),
        )


def _name(claims: Mapping[str, Any]) -> str:
    for claim in ("name", "preferred_username", "email", "sub"):
        given = "".join(
            char for char in str(claims.get(claim, "")) if char.isprintable()
        )
        if given.strip():
            return given.strip()[:NAME_CHARS_MAX]
    return "?"


def _part(token: str, name: str) -> str:
    raw = hmac.digest(token.encode("utf-8", "replace"), name.encode(), "sha256")
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
