"""The engines can be killed and come back; the fault tests stand on that."""

import http.client

import pytest

from tests.engines.engines import Engines

pytestmark = pytest.mark.live


def test_a_killed_broker_comes_back_at_the_same_address(engines: Engines) -> None:
    port = engines.kafka.port

    engines.kafka.kill()
    assert not engines.kafka.answers()
    engines.kafka.start()

    assert engines.kafka.answers()
    assert engines.kafka_url == f"kafka://127.0.0.1:{port}"


def test_a_killed_elasticsearch_comes_back_with_its_documents(
    engines: Engines,
) -> None:
    _request(engines, "PUT", "/engines-probe/_doc/1?refresh=true", '{"a": 1}')

    engines.elasticsearch.kill()
    engines.elasticsearch.start()
    health = "/_cluster/health/engines-probe?wait_for_status=yellow"
    _request(engines, "GET", health)

    assert b'"a": 1' in _request(engines, "GET", "/engines-probe/_doc/1")
    _request(engines, "DELETE", "/engines-probe")


def _request(
    engines: Engines, method: str, path: str, body: str | None = None
) -> bytes:
    host = ("127.0.0.1", engines.elasticsearch.port)
    connection = http.client.HTTPConnection(*host, timeout=60)
    try:
        headers = {"Content-Type": "application/json"}
        connection.request(method, path, body, headers)
        return connection.getresponse().read()
    finally:
        connection.close()


def test_a_server_does_not_start_where_another_one_answers(engines: Engines) -> None:
    with pytest.raises(RuntimeError, match="is taken"):
        engines.kafka.launch()
