"""The way to the provider and back."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.desk.accounts.counter import HOME, Counter
from services.desk.accounts.entry import (
    NOBODY,
    NoEntry,
    NotBegunError,
    Subject,
    refuse,
    sign_in_subject,
    sign_out,
)
from services.desk.accounts.entry_pages import show
from services.desk.accounts.gate import SESSION
from services.desk.accounts.provider import Provider
from services.desk.accounts.tokens import new_token
from tocsin.web.pages import TokenCookie

ATTEMPT = TokenCookie("tocsin-attempt", life_s=600)
"""Ten minutes to sign in at the provider."""

CALLBACK = "/desk/login/back"


def add_provider(router: APIRouter, counter: Counter, provider: Provider) -> None:
    """Add /desk/login/provider, and the address that the provider leads back to."""

    @router.get("/login/provider")
    def start(request: Request) -> Response:
        token = new_token()
        answer = RedirectResponse(provider.start(token), status_code=303)
        ATTEMPT.keep(answer, token, request)
        return answer

    def subject(request: Request) -> Subject:
        try:
            return provider.finish(ATTEMPT.of(request), request.query_params)
        except NotBegunError:
            # Not audited: anybody can open this address as fast as they like.
            raise
        except NoEntry:
            refuse(counter.accounts, NOBODY, "provider")
            raise

    @router.get("/login/back")
    def finish(request: Request) -> Response:
        try:
            token = sign_in_subject(counter.accounts, subject(request))
        except NoEntry as exc:
            answer = show(counter, HOME, status=422, error=str(exc))
        else:
            sign_out(counter.accounts, SESSION.of(request))
            answer = counter.let_in(request, token)
        # Good once, whatever came of it.
        ATTEMPT.drop(answer, request)
        return answer
