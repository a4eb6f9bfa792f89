"""Elasticsearch by https: only to who shows a certificate of its name."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.own_ca import OwnCa, own_ca
from tocsin.errors import DependencyDown
from tocsin.settings import load_settings
from tocsin.wiring import open_index

KEY = "c2VydmljZTprZXk="


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> OwnCa:
    return own_ca(tmp_path_factory.mktemp("ca"))


@contextmanager
def server(certificate: Path) -> Iterator[tuple[str, list[str]]]:
    """Answers that there is no index; its address, and the keys that it was shown."""
    shown: list[str] = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.append(self.headers["Authorization"])
            self.send_response(404)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Nothing."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as served:
        served.socket = context.wrap_socket(served.socket, server_side=True)
        thread = Thread(target=served.serve_forever)
        thread.start()
        try:
            yield f"https://127.0.0.1:{served.server_port}", shown
        finally:
            served.shutdown()
            thread.join()


def asked(url: str, ca: Path | None) -> str:
    """Why a ping in production fails."""
    settings = load_settings(
        environment="production", index_url=url, index_ca=ca, index_api_key=KEY
    )
    with open_index(settings) as index, pytest.raises(DependencyDown) as down:
        index.ping()
    return str(down.value)


def test_who_is_known_by_the_certificates_is_shown_the_key(ca: OwnCa) -> None:
    with server(ca.server) as (url, shown):
        assert "no index: run" in asked(url, ca.ca)
    assert set(shown) == {f"ApiKey {KEY}"}


@pytest.mark.parametrize("known", ["another authority", "everybody", "another name"])
def test_who_is_not_is_shown_nothing(ca: OwnCa, tmp_path: Path, known: str) -> None:
    certificates = {"another authority": own_ca(tmp_path).ca, "everybody": None}
    certificate = ca.elsewhere if known == "another name" else ca.server
    with server(certificate) as (url, shown):
        told = asked(url, certificates.get(known, ca.ca))
    assert "TlsError" in told
    assert shown == []
