"""What every web service of Tocsin answers, whatever else it does."""

import socket
from collections.abc import Iterator

import httpx2
import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from starlette.responses import HTMLResponse, StreamingResponse

from tocsin.errors import (
    BadQuery,
    Conflict,
    DependencyDown,
    Halt,
    NotFound,
    OutcomeUnknown,
)
from tocsin.health import Health
from tocsin.metrics import Metrics
from tocsin.web import PROBLEMS, HealthServer, Problem, create_app

CANARY = "Canary words of an allegation"
ERRORS: dict[str, Exception] = {
    "not-found": NotFound("no case x"),
    "conflict": Conflict("it was changed to version 3"),
    "bad-query": BadQuery("a quote is not closed", position=4),
    "down": DependencyDown("index", "10.0.0.7 refused"),
    "unknown": OutcomeUnknown("log", "timed out"),
    "halt": Halt("no rights"),
    "bug": ValueError(CANARY),
    "problem": Problem("not-json", "It is not.", errors=[{"pointer": "/a"}]),
}


def down() -> None:
    raise DependencyDown("index", "10.0.0.7 refused")


def router() -> APIRouter:
    routes = APIRouter()

    @routes.get("/raise/{name}")
    async def raise_error(name: str) -> None:
        raise ERRORS[name]

    @routes.get("/number")
    async def number(n: int) -> int:
        return n

    @routes.get("/page")
    async def page() -> HTMLResponse:
        policy = {"Content-Security-Policy": "default-src 'self'"}
        return HTMLResponse("<p>page</p>", headers=policy)

    @routes.get("/breaks")
    async def breaks() -> StreamingResponse:
        def body() -> Iterator[bytes]:
            yield b"half"
            raise ValueError(CANARY)

        return StreamingResponse(body())

    return routes


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def client(metrics: Metrics) -> TestClient:
    health = Health({"index": down, "log": lambda: None})
    app = create_app("Test", routers=[router()], health=health, metrics=metrics)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("name", "status", "slug", "detail"),
    [
        ("not-found", 404, "not-found", "There is no such thing."),
        ("conflict", 409, "conflict", "it was changed to version 3"),
        ("bad-query", 400, "bad-query", "a quote is not closed"),
        (
            "down",
            503,
            "unavailable",
            "The index does not answer. Nothing was promised; try again.",
        ),
        (
            "halt",
            500,
            "internal-error",
            "The operators can find the cause in their logs.",
        ),
        (
            "bug",
            500,
            "internal-error",
            "The operators can find the cause in their logs.",
        ),
        ("problem", 400, "not-json", "It is not."),
    ],
)
def test_every_failure_is_a_problem(
    client: TestClient, name: str, status: int, slug: str, detail: str
) -> None:
    response = client.get(f"/raise/{name}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["type"] == f"urn:tocsin:problem:{slug}"
    assert body["status"] == status
    assert body["detail"] == detail
    assert body["title"]


def test_a_bad_query_points_at_the_character(client: TestClient) -> None:
    [error] = client.get("/raise/bad-query").json()["errors"]
    assert (error["parameter"], error["position"]) == ("q", 4)


@pytest.mark.parametrize("name", ["down", "unknown"])
def test_what_may_be_repeated_says_when(client: TestClient, name: str) -> None:
    response = client.get(f"/raise/{name}")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert "10.0.0.7" not in response.text


def test_a_wrong_parameter_is_named_and_not_repeated(client: TestClient) -> None:
    response = client.get("/number", params={"n": CANARY})
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "n"
    assert "Canary" not in response.text


@pytest.mark.parametrize("path", ["/number?n=1", "/raise/bug", "/nowhere", "/livez"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize("path", ["/number/", "/livez/", "/raise"])
def test_nobody_is_led_to_the_name_that_they_came_by(
    client: TestClient, path: str
) -> None:
    answer = client.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404
    assert "evil" not in str(answer.headers)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/json", "application/problem+json"),
        ("*/*", "application/problem+json"),
    ],
)
def test_where_nothing_is_a_browser_gets_a_page_and_a_program_a_problem(
    accept: str, media_type: str
) -> None:
    app = create_app(
        "X",
        routers=[],
        health=Health({}),
        metrics=Metrics(),
        missing=lambda _: HTMLResponse("<p>Nothing", status_code=404),
    )
    answer = TestClient(app).get("/nowhere", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (404, media_type)


def test_a_number_in_a_path_that_nobody_can_read_is_no_address() -> None:
    routes = APIRouter()

    @routes.get("/pages/{number:int}")
    def show(number: int) -> int:
        return number

    app = create_app("X", routers=[routes], health=Health({}), metrics=Metrics())
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/pages/12").json() == 12
    assert client.get(f"/pages/{'9' * 5_000}").status_code == 404


@pytest.mark.parametrize("slug", [s for s, k in PROBLEMS.items() if k.status == 429])
def test_a_429_says_when_to_come_back(slug: str) -> None:
    kind = PROBLEMS[slug]
    # Who tries passwords is told by Delays, from what they tried.
    assert kind.retry_after_s or slug == "too-many-tries"


def test_no_trace_leaves_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    app = create_app("Test", routers=[], health=Health({}), metrics=Metrics())
    assert not any(
        app._telemetry[name]  # noqa: SLF001 - nothing else tells
        for name in ("tracing", "metrics", "logs", "operation_spans", "auto_configure")
    )


@pytest.mark.parametrize("path", ["/page", "/livez", "/number?n=1", "/nowhere"])
def test_what_answers_get_answers_head_with_the_same_headers_and_no_body(
    client: TestClient, path: str
) -> None:
    asked, got = client.head(path), client.get(path)
    assert asked.status_code == got.status_code
    assert asked.headers == got.headers
    assert asked.content == b""


def test_a_wrong_method_is_told_the_right_ones(client: TestClient) -> None:
    answer = client.post("/page")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_page_brings_its_own_policy(client: TestClient) -> None:
    assert client.get("/page").headers["content-security-policy"] == (
        "default-src 'self'"
    )


def test_ready_names_what_is_down(client: TestClient) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "down", "down": ["index"]}


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"],
)
def test_metrics_are_not_shown_to_whom_a_proxy_passes_on(
    client: TestClient, header: str
) -> None:
    """Who watches a line would learn from them whether somebody reported."""
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={header: "https"}).status_code == 404


def test_alive_asks_nobody(client: TestClient) -> None:
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"status": "alive"})


def test_a_stuck_process_is_not_alive() -> None:
    health = Health({}, alive=lambda: False)
    app = create_app("Test", routers=[], health=health, metrics=Metrics())
    response = TestClient(app).get("/livez")
    assert (response.status_code, response.json()) == (503, {"status": "stuck"})


def test_requests_are_counted_by_route_and_not_by_path(client: TestClient) -> None:
    client.get("/raise/bug")
    client.get("/raise/not-found")
    client.get("/nowhere/else")
    text = client.get("/metrics").text
    count = "tocsin_http_requests_total"
    route = 'method="GET",route="/raise/{name}"'
    assert f'{count}{{{route},status="500"}} 1.0' in text
    assert f'{count}{{{route},status="404"}} 1.0' in text
    assert f'{count}{{method="GET",route="(none)",status="404"}} 1.0' in text
    assert "/nowhere" not in text


def test_methods_that_a_stranger_makes_up_make_one_series_and_one_word_of_the_log(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        client.request(f"CANARY{number}", "/page")
    text = client.get("/metrics").text
    series = 'method="(other)",route="/page",status="405"'
    assert f"tocsin_http_requests_total{{{series}}} 3.0" in text
    shown = capsys.readouterr()
    assert "CANARY" not in text + shown.out + shown.err


def test_an_answer_that_breaks_off_is_cut_and_told_to_the_operators(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/breaks").status_code == 200
    shown = capsys.readouterr()
    assert "ValueError" in shown.out + shown.err
    assert "Canary" not in shown.out + shown.err


def test_a_worker_serves_its_health_on_loopback(metrics: Metrics) -> None:
    with HealthServer(Health({"log": lambda: None}), metrics, port=0) as server:
        address = f"http://127.0.0.1:{server.port}"
        ready = httpx2.get(f"{address}/readyz")
        assert ready.json() == {"status": "ready", "down": []}
        assert "tocsin_messages_total" in httpx2.get(f"{address}/metrics").text
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{address}/livez")


def test_a_port_that_is_taken_stops_the_start(metrics: Metrics) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Halt, match=f"port {port} on 127.0.0.1 cannot be had"):
            HealthServer(Health({}), metrics, port=port)
