"""The pages of signing in and out, which everybody may open."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from services.desk.accounts.counter import HOME, Counter, own_path
from services.desk.accounts.entry import NoEntry, sign_in, sign_out
from services.desk.accounts.gate import NO_ACCOUNTS, SESSION
from services.desk.accounts.recognition import by_session
from services.desk.pages.fields import SentFields
from services.desk.pages.problems import LOGIN
from tocsin.web.problems import Problem


def add_entry(router: APIRouter, counter: Counter) -> None:
    """Add /desk/login and /desk/logout."""

    @router.get("/login")
    def show_login(request: Request) -> Response:
        if not counter.accounts.exist() and counter.provider is None:
            raise Problem("forbidden", NO_ACCOUNTS)
        path = own_path(request.query_params.get("next", HOME))
        if by_session(counter.accounts, SESSION.of(request)):
            return RedirectResponse(path, status_code=303)
        return show(counter, path)

    @router.post("/login")
    def take_login(request: Request, fields: SentFields) -> Response:
        path, login = own_path(fields.text("next")), fields.text("login")
        try:
            token = sign_in(
                counter.accounts,
                login,
                fields.secret("password"),
                counter.address_of(request),
            )
        except NoEntry as exc:
            return show(counter, path, status=422, login=login, error=str(exc))
        # Always a new session: what a browser came with opens nothing more.
        sign_out(counter.accounts, SESSION.of(request))
        return counter.let_in(request, token, path)

    @router.post("/logout")
    def log_out(request: Request) -> Response:
        sign_out(counter.accounts, SESSION.of(request))
        answer = RedirectResponse(LOGIN, status_code=303)
        SESSION.drop(answer, request)
        # ASVS 5.0, 14.3.1: nothing of a case stays in the browser.
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer


def show(
    counter: Counter,
    path: str,
    *,
    status: int = 200,
    login: str = "",
    error: str = "",
) -> Response:
    """The page to sign in by."""
    return counter.show(
        "login.html",
        status=status,
        path=path,
        login=login,
        error=error,
        has_provider=counter.provider is not None,
    )
