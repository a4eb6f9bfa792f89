"""Signing in at a provider, and what is refused on the way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import OctKey

from services.desk.accounts.person import Role
from tests.auditors import audited
from tests.desk_accounts import COOKIE, GuardedDesk, guarded_desk
from tests.manual_clock import ManualClock
from tests.oidc_provider import CLIENT, OidcProvider, new_key, oidc_provider

ROLES = {"triage": "reviewer", "staff": "analyst", "admins": "administrator"}


@dataclass
class Way:
    """A desk, the provider that it trusts, and a browser."""

    desk: GuardedDesk
    provider: OidcProvider
    browser: TestClient

    def back(self) -> str:
        """Go to the provider; the address that it leads back to."""
        there = self.browser.get("/desk/login/provider")
        assert there.status_code == 303
        signed_in = httpx2.get(there.headers["location"])
        assert signed_in.status_code == 302
        return str(signed_in.headers["location"])

    def sign_in(self) -> Any:
        """There and back; the desk's answer."""
        return self.browser.get(self.back())


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[GuardedDesk, OidcProvider]]:
    folder = tmp_path_factory.mktemp("desk")
    with oidc_provider(ManualClock()) as provider:
        settings = {
            "oidc_issuer": provider.address,
            "oidc_client_id": CLIENT[0],
            "oidc_client_secret": CLIENT[1],
            "oidc_roles": ROLES,
            "desk_url": "http://127.0.0.1:8420",
        }
        with guarded_desk(folder, **settings) as desk:
            provider.clock = desk.clock
            yield desk, provider


@pytest.fixture
def way(pair: tuple[GuardedDesk, OidcProvider]) -> Iterator[Way]:
    desk, provider = pair
    # Two days later nothing is kept of what the provider published before.
    desk.empty()
    provider.mend()
    with desk.browser() as browser:
        yield Way(desk, provider, browser)


def refused(way: Way, answer: Any, told: str) -> None:
    assert answer.status_code == 422
    assert told in answer.text
    assert COOKIE not in way.browser.cookies
    assert not way.desk.accounts.exist()


def test_somebody_signs_in_there_and_has_the_roles_of_their_groups(way: Way) -> None:
    assert 'href="/desk/login/provider"' in way.browser.get("/desk/login").text
    answer = way.sign_in()
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert way.browser.get("/desk/").status_code == 200
    assert way.browser.get("/desk/stream").status_code == 403
    account = way.browser.get("/desk/account").text
    assert "Cleo" in account
    assert "through your organization" in account


def test_the_request_has_state_nonce_and_a_challenge_that_differ_each_time(
    way: Way,
) -> None:
    seen = []
    for _ in range(2):
        there = way.browser.get("/desk/login/provider").headers["location"]
        asked = parse_qs(urlsplit(there).query)
        assert asked["redirect_uri"] == ["http://127.0.0.1:8420/desk/login/back"]
        assert asked["client_id"] == ["tocsin desk"]
        seen += [asked[n][0] for n in ("state", "nonce", "code_challenge")]
    assert len(set(seen)) == 6
    assert min(len(value) for value in seen) == 43


def test_another_state_is_refused(way: Way) -> None:
    back = way.back()
    refused(way, way.browser.get(back + "x"), "not begun here")
    assert "/token" not in way.provider.asked


def test_a_state_that_is_none_is_refused_and_no_bug(way: Way) -> None:
    way.back()
    answer = way.browser.get("/desk/login/back?state=%C3%A9&code=x")
    refused(way, answer, "not begun here")


def test_another_browser_cannot_end_what_one_began(way: Way) -> None:
    """Else a stranger could sign a victim in as himself (login CSRF)."""
    back = way.back()
    with way.desk.browser() as victim:
        refused(way, victim.get(back), "not begun here")


def test_an_attempt_is_good_once(way: Way) -> None:
    back = way.back()
    assert way.browser.get(back).status_code == 303
    again = way.browser.get(back)
    assert again.status_code == 422
    assert "not begun here" in again.text


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://other.example"},
        {"aud": "another client"},
        {"aud": ["tocsin desk", "another"], "azp": "another"},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_and_now_is_refused(
    way: Way, claims: dict[str, Any]
) -> None:
    way.provider.claims |= claims
    refused(way, way.sign_in(), "cannot be relied on")


def test_a_token_that_ended_a_minute_ago_is_refused(way: Way) -> None:
    now_s = int(way.desk.clock.now().timestamp())
    way.provider.claims["exp"] = now_s - 61
    refused(way, way.sign_in(), "cannot be relied on")
    way.provider.claims["exp"] = now_s - 30
    assert way.sign_in().status_code == 303


def test_a_token_that_somebody_else_signed_is_refused(way: Way) -> None:
    way.provider.signing = new_key("first")
    refused(way, way.sign_in(), "cannot be relied on")


def test_a_token_signed_by_a_secret_is_refused(way: Way) -> None:
    """Even by one that we share: whoever reads our settings could sign."""
    way.provider.algorithm = "HS256"
    way.provider.signing = OctKey.import_key(  # type: ignore[assignment] # a forgery
        CLIENT[1] * 2, {"kid": "first"}
    )
    refused(way, way.sign_in(), "cannot be relied on")


def test_a_provider_that_names_another_in_its_answer_is_refused(way: Way) -> None:
    """RFC 9207: a mix-up of two providers."""
    back = way.back()
    answer = way.browser.get(f"{back}&iss=https://other.example")
    refused(way, answer, "not begun here")


def test_somebody_who_declined_there_is_told(way: Way) -> None:
    back = way.back().replace("code=", "error=access_denied&was=")
    refused(way, way.browser.get(back), "did not sign you in")


def test_only_a_refusal_that_the_provider_was_asked_for_is_audited(way: Way) -> None:
    """Anybody can open the address of the way back as fast as they like."""
    auditor = way.desk.accounts.auditor
    before = len(audited(auditor))
    way.browser.get("/desk/login/back?state=x&code=y")
    way.browser.get(way.back() + "x")
    assert audited(auditor, after=before) == []
    way.provider.signing = new_key("first")
    way.sign_in()
    assert audited(auditor, after=before) == [
        ("desk", "session.refused", "unknown login", "provider")
    ]


def test_a_code_that_the_provider_does_not_know_is_refused(way: Way) -> None:
    way.provider.broken["/token"] = 400
    refused(way, way.sign_in(), "does not know this attempt")


@pytest.mark.parametrize("groups", [[], ["others"], None, 7, [["triage"]], "triag"])
def test_somebody_without_a_group_that_gives_a_role_is_not_let_in(
    way: Way, groups: Any
) -> None:
    way.provider.claims["groups"] = groups
    refused(way, way.sign_in(), "no role at this desk")


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ("staff", {Role.ANALYST}),
        (["triage", "staff", "x"], {Role.REVIEWER, Role.ANALYST}),
    ],
)
def test_groups_are_a_text_or_a_list(
    way: Way, groups: str | list[str], roles: set[Role]
) -> None:
    way.provider.claims["groups"] = groups
    way.sign_in()
    may_analyze = way.browser.get("/desk/analysis").status_code == 200
    may_read = way.browser.get("/v1/cases/none").status_code == 404
    assert may_analyze is (Role.ANALYST in roles)
    assert may_read is (Role.REVIEWER in roles)


@pytest.mark.parametrize("broken", ["/.well-known/openid-configuration", "/jwks"])
def test_a_provider_that_does_not_answer_is_told_and_not_asked_by_everybody(
    way: Way, broken: str
) -> None:
    way.provider.broken[broken] = 500
    for _ in range(5):
        answer = way.browser.get("/desk/login/provider")
        assert answer.status_code == 503
        assert "provider of sign-ins does not answer" in answer.text
    assert way.provider.asked[broken] == 1
    del way.provider.broken[broken]
    way.desk.clock.passed_s += 5
    assert way.sign_in().status_code == 303


def test_a_token_endpoint_that_is_down_is_told(way: Way) -> None:
    way.provider.broken["/token"] = 502
    assert way.sign_in().status_code == 503


def test_discovery_that_names_another_issuer_is_refused(way: Way) -> None:
    way.provider.offer["issuer"] = "https://other.example"
    assert way.browser.get("/desk/login/provider").status_code == 503


def test_an_endpoint_in_the_clear_is_refused(way: Way) -> None:
    way.provider.offer["authorization_endpoint"] = "http://id.example.org/authorize"
    assert way.browser.get("/desk/login/provider").status_code == 503


def test_a_new_key_of_the_provider_is_asked_for(way: Way) -> None:
    assert way.sign_in().status_code == 303
    way.provider.key = new_key("second")
    way.desk.clock.passed_s += 61
    assert way.sign_in().status_code == 303
    assert way.provider.asked["/jwks"] == 2


def test_invented_keys_do_not_make_us_ask_each_time(way: Way) -> None:
    assert way.sign_in().status_code == 303
    way.provider.signing = new_key("invented")
    for _ in range(3):
        assert way.sign_in().status_code == 422
    assert way.provider.asked["/jwks"] == 1


def test_what_the_provider_publishes_is_kept_for_an_hour(way: Way) -> None:
    for _ in range(3):
        way.sign_in()
    assert way.provider.asked["/.well-known/openid-configuration"] == 1
    way.desk.clock.passed_s += 3601
    way.sign_in()
    assert way.provider.asked["/.well-known/openid-configuration"] == 2


def test_roles_follow_the_provider_at_the_next_sign_in(way: Way) -> None:
    way.sign_in()
    way.provider.claims["groups"] = ["staff"]
    way.sign_in()
    assert way.browser.get("/desk/analysis").status_code == 200
    assert way.browser.get("/v1/cases/none").status_code == 403


def test_the_first_account_may_come_from_the_provider(way: Way) -> None:
    way.provider.claims["groups"] = ["admins"]
    way.sign_in()
    assert way.browser.get("/desk/people").status_code == 200
