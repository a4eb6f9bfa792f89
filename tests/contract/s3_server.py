"""Enough of S3 for a file store: objects by path, in memory, over HTTP."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

MODIFIED = "Sun, 01 Mar 2026 12:00:00 GMT"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    objects: dict[str, bytes]

    def do_PUT(self) -> None:
        length = int(self.headers["Content-Length"])
        self.objects[self.path] = self.rfile.read(length)
        self._answer(200, b"")

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if "list-type=2" in query:
            self._answer(200, self._listing(path, parse_qs(query)).encode())
            return
        content = self.objects.get(self.path)
        if content is None:
            self._answer(404, b"")
        else:
            self._answer(200, content)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        self.objects.pop(self.path, None)
        self._answer(204, b"")

    def do_POST(self) -> None:
        """Bulk deletion: <Delete><Object><Key>...</Key></Object>...</Delete>."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        bucket = self.path.partition("?")[0].rstrip("/")
        deleted = ""
        for key in re.findall(r"<Key>(.*?)</Key>", asked):
            self.objects.pop(f"{bucket}/{key}", None)
            deleted += f"<Deleted><Key>{key}</Key></Deleted>"
        self._answer(200, f"<DeleteResult>{deleted}</DeleteResult>".encode())

    def _listing(self, bucket: str, asked: dict[str, list[str]]) -> str:
        """ListObjectsV2, all of it in one page."""
        start = f"{bucket.rstrip('/')}/"
        (prefix,) = asked.get("prefix", [""])
        found = "".join(
            f"<Contents><Key>{path.removeprefix(start)}</Key><Size>{len(content)}"
            "</Size><LastModified>2026-03-01T12:00:00.000Z</LastModified>"
            '<ETag>"1"</ETag></Contents>'
            for path, content in sorted(self.objects.items())
            if path.startswith(start + prefix)
        )
        return (
            "<ListBucketResult><IsTruncated>false</IsTruncated>"
            f"{found}</ListBucketResult>"
        )

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", MODIFIED)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - theirs
        """Say nothing."""


@contextmanager
def s3_server() -> Iterator[tuple[str, dict[str, bytes]]]:
    """Its address, and the objects that it holds, by path."""
    objects: dict[str, bytes] = {}
    handler = type("Handler", (_Handler,), {"objects": objects})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", objects
        server.shutdown()
        thread.join()
