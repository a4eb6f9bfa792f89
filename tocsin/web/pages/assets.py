"""Style sheets, scripts, fonts and pictures of the pages, served under /assets.

What comes from npm is copied by tocsin.web.pages.building; our own lies in
tocsin/web/static. Pages work without the former, as plain HTML.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import structlog
from fastapi import APIRouter, Request
from starlette.responses import Response

from tocsin.web.problems import Problem

BUILT = Path(__file__).parents[1] / "assets"
OWN = Path(__file__).parents[1] / "static"
MANIFEST = "manifest.json"

HASH_CHARS = 10
FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".jpg": "image/jpeg",
}
_PACKED = frozenset({".css", ".js", ".svg"})

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served; `packed` is its gzip form where that is shorter."""

    media_type: str
    content: bytes
    packed: bytes | None


@dataclass(frozen=True, slots=True)
class Assets:
    """All assets, held in memory (2 MB).

    Attributes:
        names: plain name -> name with hash.
        files: name with hash -> the file.
    """

    names: dict[str, str]
    files: dict[str, Asset]

    @classmethod
    def load(cls, *, built: Path = BUILT, own: Path = OWN) -> Self:
        """Read both folders; say so in the log when `make assets` has not been run."""
        names: dict[str, str] = {}
        manifest = built / MANIFEST
        if manifest.exists():
            names = json.loads(manifest.read_text("utf-8"))
        else:
            _log.warning(
                "assets_missing", effect="pages are plain HTML", remedy="make assets"
            )
        files = {name: _asset(built / name) for name in names.values()}
        for path in sorted(own.iterdir()):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_CHARS]
            names[path.name] = f"{path.stem}.{digest}{path.suffix}"
            files[names[path.name]] = _asset(path)
        return cls(names, files)

    def address(self, name: str) -> str | None:
        """Path of an asset by its plain name; None when it is not there."""
        hashed = self.names.get(name)
        return f"/assets/{hashed}" if hashed else None


def asset_router(assets: Assets) -> APIRouter:
    """GET /assets/NAME; a name never changes its content."""
    router = APIRouter(include_in_schema=False)

    @router.get("/assets/{name}")
    async def serve_asset(name: str, request: Request) -> Response:
        asset = assets.files.get(name)
        if asset is None:
            raise Problem("not-found", "There is no such file.")
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        content = asset.content
        accepted = request.headers.get("accept-encoding", "")
        if asset.packed is not None and "gzip" in accepted:
            content = asset.packed
            headers["Content-Encoding"] = "gzip"
        return Response(content, media_type=asset.media_type, headers=headers)

    return router


def _asset(path: Path) -> Asset:
    content = path.read_bytes()
    packed = gzip.compress(content, 9, mtime=0) if path.suffix in _PACKED else None
    if packed is not None and len(packed) >= len(content):
        packed = None
    return Asset(_TYPES[path.suffix], content, packed)
