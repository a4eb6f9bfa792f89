"""Faults of Elasticsearch, one by one, by a server that answers what it is told."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from elasticsearch import Elasticsearch

from tests.contract.index_under_test import request
from tests.documents import document
from tests.manual_clock import ManualClock
from tocsin.errors import BadQuery, DependencyDown, Halt
from tocsin.search.base import Write
from tocsin.search.elastic import ElasticIndex
from tocsin.search.elastic_expunging import expunge
from tocsin.search.elastic_mapping import ElasticOptions
from tocsin.search.mapping import mapping_version

# Of the client; long enough for a busy machine, as only the test of it waits so long.
TIMEOUT_S = 5.0
Answer = tuple[int, object]


class Stub:
    """Answers each request by a function of its path and body."""

    def __init__(self) -> None:
        self.answer: Callable[[str, list[str]], Answer] = lambda _path, _lines: (
            500,
            {},
        )
        self.bulks: list[list[str]] = []
        self.asked: list[str] = []
        self.released = Event()
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                lines = self.rfile.read(size).decode().splitlines()
                if self.path.startswith("/_bulk"):
                    stub.bulks.append(lines)
                stub.asked.append(f"{self.command} {self.path.partition('?')[0]}")
                status, body = stub.answer(self.path, lines)
                raw = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                with suppress(ConnectionError):  # the client has given up
                    self.wfile.write(raw)

            do_GET = do_POST = do_PUT = do_HEAD = handle_any  # noqa: N815 - of the base class

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def stub() -> Iterator[Stub]:
    stub = Stub()
    thread = Thread(target=stub.server.serve_forever)
    thread.start()
    yield stub
    stub.released.set()
    stub.server.shutdown()
    stub.server.server_close()
    thread.join()


@pytest.fixture
def index(stub: Stub) -> Iterator[ElasticIndex]:
    with ElasticIndex(stub.url, options=ElasticOptions(timeout_s=TIMEOUT_S)) as index:
        yield index


def error(type_: str, reason: str = "") -> dict[str, object]:
    return {"error": {"type": type_, "reason": reason}}


def creates(*ids: str) -> list[Write]:
    return [Write(document(id_), None) for id_ in ids]


def ids_of(lines: list[str]) -> list[str]:
    return [json.loads(line)["create"]["_id"] for line in lines[::2]]


def fates(index: ElasticIndex, *ids: str) -> list[tuple[str, str, str]]:
    results = index.write(creates(*ids))
    return [(result.case_id, result.fate, result.reason) for result in results]


def test_items_refused_inside_a_200_are_to_be_retried_alone(
    stub: Stub, index: ElasticIndex
) -> None:
    rejected = {"status": 429} | error("es_rejected_execution_exception")
    items = [{"create": {"status": 201}}, {"create": rejected}]
    stub.answer = lambda _path, _lines: (200, {"errors": True, "items": items})
    assert fates(index, "a", "b") == [
        ("a", "written", ""),
        ("b", "retry", "es_rejected_execution_exception"),
    ]
    assert len(stub.bulks) == 1


@pytest.mark.parametrize("status", [413, 400])
def test_a_request_refused_whole_is_halved_until_the_culprit_stands_alone(
    stub: Stub, index: ElasticIndex, status: int
) -> None:
    def answer(_path: str, lines: list[str]) -> Answer:
        if "culprit" in ids_of(lines):
            return status, {}
        return 200, {"items": [{"create": {"status": 201}} for _ in ids_of(lines)]}

    stub.answer = answer
    assert fates(index, "a", "b", "culprit", "d", "e") == [
        ("a", "written", ""),
        ("b", "written", ""),
        ("culprit", "rejected", f"http_{status}"),
        ("d", "written", ""),
        ("e", "written", ""),
    ]


@pytest.mark.parametrize(
    ("status", "body", "fate", "reason"),
    [
        (
            429,
            error("circuit_breaking_exception"),
            "retry",
            "circuit_breaking_exception",
        ),
        (503, {}, "retry", "http_503"),
        (
            403,
            error("cluster_block_exception", "FORBIDDEN/12/index read-only"),
            "blocked",
            "cluster_block_exception",
        ),
        (
            429,
            error("cluster_block_exception", "TOO_MANY_REQUESTS/12/disk usage"),
            "blocked",
            "cluster_block_exception",
        ),
    ],
)
def test_a_whole_request_that_was_not_applied_has_a_fate(
    stub: Stub, index: ElasticIndex, status: int, body: object, fate: str, reason: str
) -> None:
    def answer(path: str, _lines: list[str]) -> Answer:
        return (status, body) if path.startswith("/_bulk") else (404, {})

    stub.answer = answer
    assert fates(index, "a", "b") == [("a", fate, reason), ("b", fate, reason)]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (401, error("security_exception")),
        (403, error("security_exception")),
        (404, error("index_not_found_exception")),
    ],
)
def test_missing_rights_halt_instead_of_draining_into_dead_letters(
    stub: Stub, index: ElasticIndex, status: int, body: object
) -> None:
    stub.answer = lambda _path, _lines: (status, body)
    with pytest.raises(Halt):
        index.write(creates("a"))
    with pytest.raises(Halt):
        index.get(["a"])
    with pytest.raises(DependencyDown):
        index.ping()


def test_missing_rights_of_one_item_halt(stub: Stub, index: ElasticIndex) -> None:
    denied = {"status": 403} | error("security_exception")
    stub.answer = lambda _path, _lines: (200, {"items": [{"create": denied}]})
    with pytest.raises(Halt):
        index.write(creates("a"))


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_gateway_error_leaves_open_what_happened(
    stub: Stub, index: ElasticIndex, status: int
) -> None:
    stub.answer = lambda _path, _lines: (status, {})
    with pytest.raises(DependencyDown):
        index.write(creates("a"))
    assert len(stub.bulks) == 1  # nobody repeats it behind the caller's back


def test_a_timeout_after_the_write_was_applied_is_a_conflict_the_second_time(
    stub: Stub,
) -> None:
    applied: list[str] = []

    def answer(_path: str, lines: list[str]) -> Answer:
        if applied:
            conflict = {"status": 409} | error("version_conflict_engine_exception")
            return 200, {"items": [{"create": conflict}]}
        applied.extend(ids_of(lines))
        stub.released.wait()
        return 200, {"items": [{"create": {"status": 201}}]}

    stub.answer = answer
    options = ElasticOptions(timeout_s=0.3)
    with (
        ElasticIndex(stub.url, options=options) as hurried,
        pytest.raises(DependencyDown, match="ConnectionTimeout"),
    ):
        hurried.write(creates("a"))
    stub.released.set()
    with ElasticIndex(stub.url) as index:
        assert fates(index, "a") == [
            ("a", "conflict", "version_conflict_engine_exception")
        ]
    assert applied == ["a"]


def test_nobody_listening_is_a_dependency_that_is_down() -> None:
    # Port 9 (discard) has no server on a machine of today.
    with ElasticIndex("http://127.0.0.1:9") as index:
        for act in (
            lambda: index.write(creates("a")),
            lambda: index.get(["a"]),
            lambda: index.search(request()),
            index.ping,
        ):
            with pytest.raises(DependencyDown):
                act()


def test_an_answer_for_another_number_of_writes_is_not_trusted(
    stub: Stub, index: ElasticIndex
) -> None:
    stub.answer = lambda _path, _lines: (200, {"items": [{"create": {"status": 201}}]})
    with pytest.raises(DependencyDown):
        index.write(creates("a", "b"))


def test_a_search_that_the_index_refuses_is_a_bad_query(
    stub: Stub, index: ElasticIndex
) -> None:
    stub.answer = lambda _path, _lines: (400, error("too_many_clauses"))
    with pytest.raises(BadQuery, match="too_many_clauses"):
        index.search(request("a"))


def test_a_shard_that_cannot_be_read_is_no_missing_case(
    stub: Stub, index: ElasticIndex
) -> None:
    broken = {"_id": "a"} | error("no_shard_available_action_exception")
    stub.answer = lambda _path, _lines: (200, {"docs": [broken]})
    with pytest.raises(DependencyDown):
        index.get(["a"])


def test_batches_are_bounded_by_count_and_bytes(
    stub: Stub, index: ElasticIndex
) -> None:
    def answer(_path: str, lines: list[str]) -> Answer:
        return 200, {"items": [{"create": {"status": 201}} for _ in ids_of(lines)]}

    stub.answer = answer
    index.write(creates(*(f"case-{number}" for number in range(501))))
    assert [len(lines) // 2 for lines in stub.bulks] == [500, 1]
    stub.bulks.clear()
    large = [Write(document(f"c{n}", text="x" * 3_000_000), None) for n in range(5)]
    assert {result.fate for result in index.write(large)} == {"written"}
    assert [len(lines) // 2 for lines in stub.bulks] == [2, 2, 1]


def test_a_copy_that_keeps_what_was_overwritten_is_told(stub: Stub) -> None:
    lease = {"id": "peer_recovery/other", "retaining_seq_no": 7}
    copy = {"seq_no": {"max_seq_no": 7}, "retention_leases": {"leases": [lease]}}
    merged = Event()

    def answer(path: str, _lines: list[str]) -> Answer:
        if "_forcemerge" in path:
            merged.set()
        return 200, {"indices": {"cases-v1-0001": {"shards": {"0": [copy]}}}}

    stub.answer = answer
    clock = ManualClock()
    with Elasticsearch(stub.url) as client:
        with pytest.raises(DependencyDown, match="a copy of the index is behind"):
            expunge(client, "cases", clock)
        assert (clock.passed_s, merged.is_set()) == (120.5, False)
        lease["retaining_seq_no"] = 8
        expunge(client, "cases", clock)
    assert (clock.passed_s, merged.is_set()) == (120.5, True)


GENERATIONS: dict[str, object] = {"cases-v00000000-0001": {"aliases": {"cases": {}}}}


def test_an_index_that_is_there_is_only_read_by_who_applies_it(
    stub: Stub, index: ElasticIndex
) -> None:
    mapping = {"mappings": {"_meta": {"version": mapping_version()}}}

    def answer(path: str, _lines: list[str]) -> Answer:
        mapped = dict.fromkeys(GENERATIONS, mapping)
        return 200, mapped if path.endswith("/_mapping") else GENERATIONS

    stub.answer = answer
    index.apply()
    assert {request.split()[0] for request in stub.asked} == {"GET"}


def test_a_live_index_is_never_closed_to_writes(
    stub: Stub, index: ElasticIndex
) -> None:
    stub.answer = lambda _path, _lines: (200, GENERATIONS)
    rebuild = index.rebuild()
    stub.asked.clear()
    rebuild.promote()
    moved = stub.asked.index("POST /_aliases")
    assert stub.asked.index("PUT /cases-v00000000-0001/_block/write") > moved


def test_a_promotion_is_done_once_the_alias_has_moved(
    stub: Stub, index: ElasticIndex
) -> None:
    def answer(path: str, _lines: list[str]) -> Answer:
        return (503, {}) if "/_block/" in path else (200, GENERATIONS)

    stub.answer = answer
    index.rebuild().promote()
    assert "POST /_aliases" in stub.asked


def test_of_two_promotions_at_once_one_is_told_so(
    stub: Stub, index: ElasticIndex
) -> None:
    def answer(path: str, _lines: list[str]) -> Answer:
        if path.startswith("/_aliases"):
            return 404, error("aliases_not_found_exception")
        return 200, GENERATIONS

    stub.answer = answer
    rebuild = index.rebuild()
    with pytest.raises(DependencyDown, match="another rebuild made it anew"):
        rebuild.promote()
    assert not [request for request in stub.asked if "/_block/" in request]
